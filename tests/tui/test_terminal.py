"""The workstation in a real terminal: crash, signals, a terminal that goes away, and what is imported."""

from __future__ import annotations

import contextlib
import os
import pty
import select
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from collectdesk.tui import crash

GALLERY = Path(__file__).with_name("gallery.py")
LEFT_ALTERNATE = b"\x1b[?1049l"
MOUSE_OFF = b"\x1b[?1000l"


class Terminal:
    """A program in a pseudo-terminal of 120×36."""

    def __init__(self, code: str, env: dict[str, str]) -> None:
        self.master, slave = pty.openpty()
        import fcntl
        import struct
        import termios

        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 36, 120, 0, 0))
        self.process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(code)],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "120", "LINES": "36", **env},
            start_new_session=True,
        )
        os.close(slave)
        self.seen = b""

    def read_until(self, text: bytes, seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while text not in self.seen:
            assert time.monotonic() < end, self.seen[-2000:]
            self._read(0.1)

    def _read(self, seconds: float) -> bool:
        if select.select([self.master], [], [], seconds)[0]:
            try:
                got = os.read(self.master, 65536)
            except OSError:
                return False
            self.seen += got
            return bool(got)
        return True

    def wait(self, seconds: float = 60) -> int:
        end = time.monotonic() + seconds
        while self.process.poll() is None:
            assert time.monotonic() < end, self.seen[-2000:]
            self._read(0.05)
        while select.select([self.master], [], [], 0.1)[0] and self._read(0.1):
            if not select.select([self.master], [], [], 0.1)[0]:
                break
        return self.process.returncode

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        with contextlib.suppress(OSError):
            os.close(self.master)


START = f"""
import importlib.util, sys
spec = importlib.util.spec_from_file_location("collectdesk_gallery", {str(GALLERY)!r})
gallery = importlib.util.module_from_spec(spec); sys.modules["collectdesk_gallery"] = gallery
spec.loader.exec_module(gallery)
from collectdesk.tui.frame import launch
"""


@pytest.mark.real_terminal
def test_a_crash_shows_a_reference_and_no_value(tmp_path: Path) -> None:
    terminal = Terminal(
        START
        + """
class Broken(gallery.QueueLike):
    def do_call(self):
        debtor = "SENTINEL-4711 Dana Whitlock"
        {}[debtor]
sys.exit(launch(gallery.Workstation(gallery.GalleryDesk(), Broken)))
""",
        {"COLLECTDESK_LOGS": str(tmp_path)},
    )
    try:
        terminal.read_until(b"By score")
        os.write(terminal.master, b"c")
        assert terminal.wait() == 1
        assert LEFT_ALTERNATE in terminal.seen
        told = terminal.seen.split(LEFT_ALTERNATE)[-1]
        assert b"collectdesk had to close" in told
        assert b"Reference" in told
        assert b"Traceback" not in terminal.seen
        assert b"SENTINEL" not in terminal.seen
        log = (tmp_path / "faults.log").read_text(encoding="utf-8")
        assert "builtins.KeyError" in log
        assert "do_call" in log
        assert "SENTINEL" not in log
        assert "Dana" not in log
        assert (tmp_path / "faults.log").stat().st_mode & 0o077 == 0
    finally:
        terminal.close()


@pytest.mark.real_terminal
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_leaves_the_terminal_clean_and_keeps_what_was_typed(
    tmp_path: Path, number: signal.Signals
) -> None:
    kept = tmp_path / "kept"
    terminal = Terminal(
        START
        + f"""
from pathlib import Path
class Typing(gallery.Pieces):
    def draft(self, text, caret):
        self.station.jobs.write(self, lambda _desk: Path({str(kept)!r}).write_text(text), hold=False)
sys.exit(launch(gallery.Workstation(gallery.GalleryDesk(), Typing)))
""",
        {},
    )
    try:
        terminal.read_until(b"Thursdays")
        os.write(terminal.master, b"n")
        time.sleep(0.3)
        os.write(terminal.master, b"typed a moment ago ")
        terminal.read_until(b"ago")
        terminal.process.send_signal(number)
        assert terminal.wait() == 143
        assert LEFT_ALTERNATE in terminal.seen
        assert MOUSE_OFF in terminal.seen
        assert b"\x1b[?25h" in terminal.seen
        assert kept.read_text().startswith("typed a moment ago")
    finally:
        terminal.close()


@pytest.mark.real_terminal
def test_it_ends_when_the_terminal_is_gone() -> None:
    terminal = Terminal(
        START
        + """
from collectdesk.tui import watch
watch.WATCH_SECONDS = 0.3
import signal
class Deaf(gallery.Workstation):
    def on_mount(self):
        super().on_mount()
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
sys.exit(launch(Deaf(gallery.GalleryDesk(), gallery.QueueLike)))
""",
        {"COLLECTDESK_LOGS": "/dev/null/nowhere"},
    )
    try:
        terminal.read_until(b"By score")
        os.close(terminal.master)
        assert terminal.process.wait(60) is not None
    finally:
        if terminal.process.poll() is None:
            terminal.process.kill()
            terminal.process.wait()


@pytest.mark.real_terminal
def test_a_note_can_be_written_in_the_persons_own_editor(tmp_path: Path) -> None:
    editor = tmp_path / "editor.py"
    editor.write_text(
        "import sys; p = sys.argv[1]; t = open(p).read(); open(p, 'w').write(t + ' EDITED-BY-HAND')\n"
    )
    terminal = Terminal(
        START + "sys.exit(launch(gallery.Workstation(gallery.GalleryDesk(), gallery.Pieces)))",
        {"EDITOR": f"{sys.executable} {editor}", "VISUAL": ""},
    )
    try:
        terminal.read_until(b"Thursdays")
        time.sleep(0.3)
        os.write(terminal.master, b"\x0f")
        terminal.read_until(b"EDITED-BY-HAND")
        os.write(terminal.master, b"\x13\x11")
        assert terminal.wait() == 0
    finally:
        terminal.close()


def test_the_first_picture_imports_nothing_heavy() -> None:
    code = """
    import sys
    import collectdesk.tui.frame, collectdesk.tui.screen, collectdesk.widgets.rows, collectdesk.widgets.section
    heavy = ("sqlalchemy", "pydantic", "babel", "typer", "alembic", "holidays", "phonenumbers", "pytz",
             "python_calamine", "currency_converter", "psycopg")
    print([name for name in heavy if name in sys.modules])
    """
    found = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"


def test_the_log_does_not_grow_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLLECTDESK_LOGS", str(tmp_path))
    monkeypatch.setattr(crash, "LOG_LIMIT", 2000)
    for _each in range(60):
        try:
            raise ValueError("SENTINEL") from KeyError("SENTINEL")
        except ValueError as error:
            reference = crash.record(error)
    assert len(reference) == 9
    sizes = [path.stat().st_size for path in tmp_path.iterdir()]
    assert len(sizes) == 2
    assert max(sizes) < 3000


def test_a_log_that_cannot_be_written_is_no_second_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLLECTDESK_LOGS", "/dev/null/nowhere")
    assert len(crash.record(ValueError("x"))) == 9
