"""What is typed in a call outlives leaving it, killing the program, and the hours."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import textwrap
import time
from datetime import timedelta
from pathlib import Path

from collectdesk.desk.notes import find_draft, save_draft
from collectdesk.models import Activity
from tests.screens.calling import NORDWIND, called, one, saved
from tests.screens.conftest import NOW, Book, MakeStation, until, until_shown
from tests.screens.under import Under, type_in


async def test_leaving_keeps_note_result_step_and_verification(book: Book, station: MakeStation) -> None:
    account = book.id(NORDWIND)
    under = Under("call", account_id=account)
    async with station(lambda: under).run_test(size=(80, 24)) as pilot:
        await called(pilot)
        await pilot.press("v", "n")
        await type_in(pilot, "she will ask mr petersen")
        await pilot.press("left", "left")
        await pilot.press("tab")
        await type_in(pilot, "ptp 1200")
        await pilot.press("escape", "escape")
        await until(pilot, lambda: under.results == [None], "the queue")
        draft = find_draft(book.store, book.desk.actor, account, "call")
        assert draft is not None
        screen = await called(pilot)
        await until_shown(pilot, "not saved yet")
        assert screen.note.text == "she will ask mr petersen"
        assert screen.note.caret == (0, len("she will ask mr petersen") - 2)
        assert screen.result.value == "ptp 1200"
        assert screen._talk is not None
        assert screen._talk.state.verified
        assert screen.focused is screen.note.area


async def test_a_call_that_was_only_looked_at_leaves_no_draft(book: Book, station: MakeStation) -> None:
    account = book.id(NORDWIND)
    under = Under("call", account_id=account)
    async with station(lambda: under).run_test(size=(80, 24)) as pilot:
        await called(pilot)
        await pilot.press("right", "right", "escape")
        await until(pilot, lambda: under.results == [None], "the queue")
    assert find_draft(book.store, book.desk.actor, account, "call") is None


async def test_what_was_typed_is_on_disk_within_a_second(book: Book, station: MakeStation) -> None:
    account = book.id(NORDWIND)
    under = Under("call", account_id=account)
    async with station(lambda: under).run_test(size=(80, 24)) as pilot:
        await called(pilot)
        await pilot.press("n")
        await type_in(pilot, "abc")
        began = time.monotonic()
        await until(pilot, lambda: _draft_text(book) == "abc", "the draft")
        assert time.monotonic() - began < 20  # gross bound; the timer itself is one second
        await pilot.press("tab")
        await type_in(pilot, "gk")
        await until(pilot, lambda: '"gk"' in _draft_state(book), "the result line in the draft")


def _draft_text(book: Book) -> str:
    with sqlite3.connect(book.path) as raw:
        row = raw.execute("SELECT text FROM note_draft WHERE place = 'call'").fetchone()
    return row[0] if row else ""


def _draft_state(book: Book) -> str:
    with sqlite3.connect(book.path) as raw:
        row = raw.execute("SELECT state FROM note_draft WHERE place = 'call'").fetchone()
    return str(row[0]) if row else ""


def test_a_killed_program_loses_nothing_older_than_a_second(book: Book, tmp_path: Path) -> None:
    script = tmp_path / "types_and_dies.py"
    script.write_text(
        textwrap.dedent(
            """
            import asyncio, os, signal, sys
            from collectdesk.cli.workstation import CollectorStation
            from collectdesk.desk.handle import sit_down
            from collectdesk.tui.routes import screen_for

            async def main():
                desk = sit_down(sys.argv[1])
                app = CollectorStation(desk, lambda: screen_for("call", account_id=int(sys.argv[2])))
                async with app.run_test(size=(80, 24)) as pilot:
                    while app.screen._talk is None:
                        await pilot.pause(0.05)
                    await pilot.press("n", *"kept", "enter", *"whole", "left", "tab", *"ptp")
                    await asyncio.sleep(2.5)
                    os.kill(os.getpid(), signal.SIGKILL)

            asyncio.run(main())
            """
        )
    )
    done = subprocess.run(
        [sys.executable, str(script), str(book.path), str(book.id(NORDWIND))],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == -9, done.stderr.decode()
    draft = find_draft(book.store, book.desk.actor, book.id(NORDWIND), "call")
    assert draft is not None
    assert (draft.text, draft.caret, draft.state["result"]) == ("kept\nwhole", (1, 4), "ptp")


async def test_a_draft_of_hours_ago_counts_the_call_until_it_was_last_touched(
    book: Book, station: MakeStation
) -> None:
    account, earlier = book.id(NORDWIND), NOW - timedelta(hours=3)
    state = {"started_at": (earlier - timedelta(seconds=95)).isoformat(), "result": "gk", "step": 99}
    save_draft(book.store, book.desk.actor, earlier, account, "call", "was out", (0, 3), state)
    under = Under("call", account_id=account)
    async with station(lambda: under).run_test(size=(80, 24)) as pilot:
        await called(pilot)
        await until_shown(pilot, "01:35")
        await pilot.press("ctrl+s")
        await saved(pilot, under, account)
    assert one(book, Activity).seconds == 95
