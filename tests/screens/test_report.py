"""The shift report on screen: its figures, the entries behind them, and the proof of the journal."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from collectdesk.desk.calls import LogCall, log_call
from collectdesk.desk.journal_check import check_journal, entries_behind
from collectdesk.desk.notes import WriteNote, write_note
from collectdesk.desk.people import AddUser, add_user
from collectdesk.desk.promises import RecordPromise, record_promise
from collectdesk.desk.shift import shift
from collectdesk.desk.usual import usual_figures
from collectdesk.reports.proof_file import prove_file
from collectdesk.screens.account import AccountScreen
from collectdesk.screens.behind import BehindCard
from collectdesk.screens.report import ReportScreen
from collectdesk.widgets.rows import Rows
from tests.screens.conftest import NOW, SIZES, Book, MakeStation, picture, until, until_shown


def work(book: Book) -> None:
    """Two calls, a promise, a note."""
    store, actor = book.store, book.desk.actor
    for number in ("100577", "100907"):
        log_call(store, actor, NOW, LogCall(account_id=book.id(number), result="NOANS", started_at=NOW))
    promise = RecordPromise(
        account_id=book.id("100234"), amount_minor=560000, currency="EUR", promised_on=date(2026, 11, 27)
    )
    record_promise(store, actor, NOW, promise)
    write_note(store, actor, NOW, WriteNote(account_id=book.id("100112"), text="x"))


@pytest.mark.parametrize("size", SIZES)
async def test_figures_and_entries(book: Book, station: MakeStation, size: tuple[int, int]) -> None:
    work(book)
    async with station(ReportScreen).run_test(size=size) as pilot:
        await until_shown(pilot, "Attempts", "No answer", "5,600.00", "Behind “Attempts 2”", "[@click")
        shown = picture(pilot.app)
        assert "\x1b" not in shown
        report = shift(book.store, book.desk.actor, NOW)
        assert report.figures["attempts"].value == 2
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, BehindCard), "the entries")
        listed = pilot.app.screen.query_one(Rows)
        await until(pilot, lambda: listed.total == 2)
        assert listed.current_key == report.figures["attempts"].entries[-1]  # the newest
        await until_shown(pilot, "2 journal entries", "No answer")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, AccountScreen), "the account")
        assert pilot.app.screen.account_id == book.id("100907")  # type: ignore[attr-defined]


async def test_the_journal_is_proved_and_a_changed_entry_is_named(book: Book, station: MakeStation) -> None:
    work(book)
    async with station(ReportScreen).run_test(size=(120, 36)) as pilot:
        await until_shown(pilot, "Attempts")
        await pilot.press("v")
        await until_shown(pilot, "5 entries, chain intact", "Every entry of the journal holds")
        with book.store.write() as session:
            session.execute(text("DROP TRIGGER IF EXISTS journal_no_update"))
            for (name,) in session.execute(
                text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'journal'")
            ).all():
                session.execute(text(f'DROP TRIGGER "{name}"'))
            session.execute(text("UPDATE journal SET facts = '{}' WHERE id = 3"))
        await pilot.press("v")
        await until_shown(pilot, "broken at entry 3", "does not hold from entry 3 on")


async def test_the_report_is_copied(book: Book, station: MakeStation) -> None:
    work(book)
    async with station(ReportScreen).run_test(size=(80, 24)) as pilot:
        await until_shown(pilot, "Attempts")
        await pilot.press("y")
        assert "Attempts: 2" in pilot.app.clipboard
        assert "Promised: 5,600.00 EUR" in pilot.app.clipboard


def test_a_collector_sees_entries_of_their_own_alone(book: Book) -> None:
    from collectdesk.desk.book import find_actor

    work(book)
    add_user(book.store, book.desk.actor, NOW, AddUser(name="Ben"))
    ben = find_actor(book.store, "Ben")
    write_note(book.store, ben, NOW, WriteNote(account_id=book.id("100112"), text="y"))
    everything = range(1, check_journal(book.store).entries + 1)
    assert [one.who for one in entries_behind(book.store, ben, everything)] == ["Ben"]
    seen = entries_behind(book.store, book.desk.actor, everything)
    assert [one.id for one in seen] == list(everything)
    assert {one.result for one in seen if one.act == "call.log"} == {"NOANS"}
    assert ("EUR", 560000) in {one.amount for one in seen}


@pytest.mark.parametrize("size", SIZES)
async def test_a_file_is_written_and_proved(
    book: Book, station: MakeStation, size: tuple[int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work(book)
    monkeypatch.chdir(tmp_path)
    async with station(ReportScreen).run_test(size=size) as pilot:
        await until_shown(pilot, "Attempts")
        await pilot.press("w")
        await until_shown(pilot, "Workbook, with its proof", "shift-2026-11-24.xlsx")
        await pilot.press("3")
        await until_shown(pilot, "shift-2026-11-24.html")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "Written: shift-2026-11-24.html")
    _told, proof = prove_file(tmp_path / "shift-2026-11-24.html")
    assert proof.flaws == ()


async def test_six_figures_stand_beside_what_is_usual(book: Book, station: MakeStation) -> None:
    for back, calls in ((1, 3), (2, 1), (3, 4)):
        for n in range(calls):
            at = NOW - timedelta(days=back, minutes=n)
            command = LogCall(account_id=book.id("100577"), result="NOANS", started_at=at)
            log_call(book.store, book.desk.actor, at, command)
    work(book)
    assert usual_figures(book.store, book.desk.actor, NOW)["attempts"] == 3
    async with station(ReportScreen).run_test(size=(120, 36)) as pilot:
        await until_shown(pilot, "usual 3", "usual: your median of the last 90 days")
        await pilot.press("end")
        await until_shown(pilot, "Worklist", "Compliance")
