"""Leaving cleanly when the terminal or the system says so: signals, and a terminal that is gone."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress

EXIT_CODE = 143
"""What the shell gets after SIGTERM or SIGHUP."""

WATCH_SECONDS = 5.0
"""How often the terminal is looked at."""


def on_signals(leave: Callable[[], None]) -> None:
    """Call `leave` on the event loop for SIGTERM and SIGHUP, where the system has them."""
    loop = asyncio.get_running_loop()
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None:
            with suppress(NotImplementedError, RuntimeError, ValueError):
                loop.add_signal_handler(number, leave)


def terminal_is_gone() -> bool:
    """Whether standard input was a terminal whose other end has closed. False where that cannot be known."""
    try:
        import termios
    except ImportError:
        return False
    try:
        handle = sys.__stdin__.fileno() if sys.__stdin__ is not None else -1
    except (OSError, ValueError):
        return True
    try:
        termios.tcgetattr(handle)
    except termios.error as error:
        import errno

        return error.args[0] in (errno.EIO, errno.EBADF)
    return False


def hand_off_standard_output() -> None:
    """Point standard output and error of a program whose terminal is gone to nowhere, so that it can end."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in (1, 2):
            os.dup2(nowhere, stream)
        os.close(nowhere)
