"""From a key to the first bytes it draws, in a real pseudo-terminal, beside Textual's own list of 200 rows."""

from __future__ import annotations

import os
import pty
import select
import signal
import statistics
import subprocess
import sys
import time
from pathlib import Path

TABLE = """
from textual.app import App
from textual.widgets import DataTable
class Table(App):
    def compose(self):
        yield DataTable(cursor_type="row")
    def on_mount(self):
        table = self.query_one(DataTable)
        table.add_columns(*("abcdefgh"))
        for n in range(200):
            table.add_row(*[f"the-sign {n}"] + ["some words"] * 7)
Table().run()
"""
DOWN, UP = b"\x1b[B", b"\x1b[A"


def measure(book: Path, sign: str, presses: int = 40) -> dict[str, float]:
    """Median seconds from a key to the first bytes drawn, for the floor and for the list."""
    env = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "COLLECTDESK_DATABASE": str(book)}
    return {
        "floor": _median([sys.executable, "-c", TABLE], env, b"the-sign", presses),
        "list": _median([sys.executable, "-m", "collectdesk"], env, sign.encode(), presses),
    }


def _median(command: list[str], env: dict[str, str], sign: bytes, presses: int) -> float:
    import fcntl
    import struct
    import termios

    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 36, 120, 0, 0))
    process = subprocess.Popen(
        command, stdin=slave, stdout=slave, stderr=slave, env={**os.environ, **env}, start_new_session=True
    )
    os.close(slave)
    try:
        drawn = b""
        while sign not in drawn:
            drawn += os.read(master, 65536)
        _settle(master, 3.0)
        taken = []
        for turn in range(presses):
            start = time.perf_counter()
            os.write(master, DOWN if turn % 20 < 10 else UP)
            if select.select([master], [], [], 2.0)[0]:
                os.read(master, 65536)
                taken.append(time.perf_counter() - start)
            _settle(master, 0.25)
        return statistics.median(taken)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        os.close(master)


def _settle(master: int, quiet: float) -> None:
    """Read until nothing is drawn for so long."""
    end = time.perf_counter() + 10
    while time.perf_counter() < end and select.select([master], [], [], quiet)[0]:
        os.read(master, 65536)
