"""A real pseudo-terminal with a program in it, read through a terminal emulator."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Self

import pyte

KEYS = {
    "enter": "\r",
    "esc": "\x1b",
    "tab": "\t",
    "ctrl+s": "\x13",
    "ctrl+q": "\x11",
    "down": "\x1b[B",
    "up": "\x1b[A",
}
PATIENCE = 30.0
"""Seconds until a screen that never comes fails the test; machines may be slow, a hang is longer."""


class Terminal:
    """`collectdesk` with arguments in a terminal of columns x lines. Use it with `with`."""

    def __init__(
        self, arguments: Sequence[str], env: dict[str, str], columns: int = 120, lines: int = 36
    ) -> None:
        self.screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self.screen)
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        size = {"COLUMNS": str(columns), "LINES": str(lines)}  # a test runner may have set others
        self.process = subprocess.Popen(
            [sys.executable, "-m", "collectdesk", *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env={**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", **size, **env},
            start_new_session=True,
            close_fds=True,
        )
        os.close(slave)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        os.close(self._master)

    def press(self, *keys: str) -> None:
        """Press keys one after the other; a key that is not named in KEYS is typed as it is."""
        for key in keys:
            os.write(self._master, KEYS.get(key, key).encode())
            self.read(0.05)

    def read(self, seconds: float) -> None:
        """Take in what the program draws for so long."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            ready, _w, _x = select.select([self._master], [], [], left)
            if not ready:
                return
            with contextlib.suppress(OSError):
                data = os.read(self._master, 65536)
                if not data:
                    return
                self._stream.feed(data)
                continue
            return

    def rest(self, seconds: float) -> None:
        """Do nothing for so long but take in what is drawn."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.read(0.1)
            time.sleep(0.02)

    @property
    def text(self) -> str:
        """What stands on the screen."""
        return "\n".join(self.screen.display)

    def wait_for(self, sign: str | Callable[[str], bool], patience: float = PATIENCE) -> str:
        """Wait until the screen shows a text, or a condition holds; gives the screen. Fails when it never does."""
        holds = sign if callable(sign) else lambda text: sign in text
        end = time.monotonic() + patience
        while time.monotonic() < end:
            self.read(0.1)
            if holds(self.text):
                return self.text
            if self.process.poll() is not None:
                break
        raise AssertionError(f"the screen never showed {sign!r}; it shows:\n{self.text}")

    def kill(self) -> None:
        """kill -9, as a crash of the machine would."""
        if self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)

    def leaves(self, patience: float = PATIENCE) -> int:
        """Wait until the program ends; gives its exit code."""
        end = time.monotonic() + patience
        while time.monotonic() < end and self.process.poll() is None:
            self.read(0.1)
        code = self.process.poll()
        assert code is not None, f"the program never ended; it shows:\n{self.text}"
        return code
