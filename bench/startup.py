"""From starting the program to a list that answers, beside an empty Textual app in the same run.

Both are real processes in a real pseudo-terminal; the clock runs until a sign is on the screen. The two are
started in turn, so that a machine that slows down slows both.
"""

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

EMPTY = """
from textual.app import App
from textual.widgets import Static
class Empty(App):
    def compose(self):
        yield Static("the-sign")
Empty().run()
"""


def first_sign(
    command: list[str], env: dict[str, str], sign: bytes, key: bytes = b"", answer: bytes = b""
) -> float:
    """Seconds until `sign` is drawn and, after `key` is pressed, `answer`; the process is then ended."""
    master, slave = pty.openpty()
    import fcntl
    import struct
    import termios

    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 36, 120, 0, 0))
    started = time.perf_counter()
    process = subprocess.Popen(
        command, stdin=slave, stdout=slave, stderr=slave, env={**os.environ, **env}, start_new_session=True
    )
    os.close(slave)
    drawn = b""
    try:
        for wanted, pressed in ((sign, key), (answer, b"")):
            while wanted and wanted not in drawn:
                if time.perf_counter() - started > 60:
                    raise TimeoutError(f"never drew {wanted!r}")
                if select.select([master], [], [], 0.5)[0]:
                    drawn += os.read(master, 65536)
            drawn = b""
            if pressed:
                os.write(master, pressed)
        return time.perf_counter() - started
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        os.close(master)


def resident(command: list[str], env: dict[str, str], sign: bytes) -> float:
    """MiB of memory the program holds three seconds after its first picture."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        command, stdin=slave, stdout=slave, stderr=slave, env={**os.environ, **env}, start_new_session=True
    )
    os.close(slave)
    try:
        end = time.perf_counter() + 3
        while time.perf_counter() < end:
            if select.select([master], [], [], 0.2)[0]:
                os.read(master, 65536)
        pages = int(Path(f"/proc/{process.pid}/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        os.close(master)


def measure(book: Path, sign: str, runs: int = 9) -> dict[str, float]:
    """Medians in seconds: the empty app, the workstation's list, and the ratio pair by pair."""
    env = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "COLLECTDESK_DATABASE": str(book)}
    empty = [sys.executable, "-c", EMPTY]
    desk = [sys.executable, "-m", "collectdesk"]
    pairs = []
    for turn in range(runs + 1):
        floor = first_sign(empty, env, b"the-sign")
        whole = first_sign(desk, env, sign.encode())
        if turn:  # the first pair warms the disk's cache
            pairs.append((floor, whole))
    return {
        "floor": statistics.median(floor for floor, _whole in pairs),
        "list": statistics.median(whole for _floor, whole in pairs),
        "ratio": statistics.median(whole / floor for floor, whole in pairs),
        "memory": resident(desk, env, sign.encode()),
        "memory_floor": resident(empty, env, b"the-sign"),
    }
