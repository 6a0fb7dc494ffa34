"""Pictures of the main screens on the small book, compared with those that were looked at and accepted.

After a change that is meant: `pytest tests/screens/test_pictures.py --snapshot-update`, and look at the difference.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from collectdesk.desk.calls import LogCall, log_call
from collectdesk.desk.plans.ability import RecordForecast, record_forecast
from collectdesk.desk.promises import RecordPromise, record_promise
from collectdesk.desk.rights import Role
from collectdesk.screens.account import AccountScreen
from collectdesk.screens.approvals import ApprovalsScreen
from collectdesk.screens.call import CallScreen
from collectdesk.screens.message.screen import Wanted
from collectdesk.screens.payments import PaymentsScreen
from collectdesk.screens.plan import PlanScreen
from collectdesk.screens.queue import QueueScreen
from collectdesk.screens.report import ReportScreen
from collectdesk.screens.team import TeamScreen
from collectdesk.tui.frame import Workstation
from tests.screens.conftest import DAY, NOW, SIZES, Book, MakeStation, until, until_shown
from tests.screens.test_approvals import ask, person
from tests.screens.test_message import address, opened
from tests.screens.under import Under, type_in
from tests.screens.waiting import fill


@pytest.fixture
def same_as_accepted(
    snap_compare: Callable[..., bool], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., bool]:
    """Compares with the accepted picture; pictures name no font that would be fetched from the network."""
    from textual.app import App

    draw = App.export_screenshot

    def plainly(self: App[Any], **given: Any) -> str:
        svg = re.sub(r"@font-face\s*{[^}]*}", "", draw(self, **given))
        return re.sub(r"[ \t]+\n", "\n", svg.replace("Fira Code", "monospace"))

    monkeypatch.setattr(App, "export_screenshot", plainly)
    monkeypatch.delenv("COLLECTDESK_DIAL", raising=False)

    def same(app: Workstation, **given: Any) -> bool:
        alike = snap_compare(app, **given)
        assert not app.failure
        return alike

    return same


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x36"])
def test_queue(
    book: Book, station: MakeStation, same_as_accepted: Callable[..., bool], size: tuple[int, int]
) -> None:
    async def walk(pilot: Pilot[Any]) -> None:
        await until_shown(pilot, "7 of 7", "Gulf Pearl")
        await pilot.press("down")
        await until_shown(pilot, "Jana Nordwind" if size[0] == 80 else "Call Jana Nordwind")

    assert same_as_accepted(station(QueueScreen), terminal_size=size, run_before=walk)


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x36"])
def test_account(
    book: Book, station: MakeStation, same_as_accepted: Callable[..., bool], size: tuple[int, int]
) -> None:
    given = RecordPromise(
        account_id=book.id("100234"), amount_minor=560000, currency="EUR", promised_on=DAY.replace(day=27)
    )
    record_promise(book.store, book.desk.actor, NOW, given)

    def first() -> Screen[Any]:
        return AccountScreen(book.id("100234"))

    async def walk(pilot: Pilot[Any]) -> None:
        await until_shown(pilot, "promised for", "Timeline")

    assert same_as_accepted(station(first), terminal_size=size, run_before=walk)


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x36"])
def test_call(
    book: Book,
    station: MakeStation,
    same_as_accepted: Callable[..., bool],
    size: tuple[int, int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from collectdesk.widgets.note_area import NoteArea

    monkeypatch.setattr(NoteArea, "_age", lambda _self: "saved")
    under = Under("call", account_id=book.id("100234"))

    async def walk(pilot: Pilot[Any]) -> None:
        await pilot.press("c")
        await until(pilot, lambda: isinstance(pilot.app.screen, CallScreen), "the call")
        await until_shown(pilot, "+49405550100234")
        await pilot.press("v", "p")
        await type_in(pilot, "1200 fri wire")
        await until_shown(pilot, "Next, Tue 1 Dec")
        await until(pilot, lambda: not pilot.app.jobs.pending, "the draft")  # type: ignore[attr-defined]

    assert same_as_accepted(station(lambda: under), terminal_size=size, run_before=walk)


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x36"])
def test_report(
    book: Book, station: MakeStation, same_as_accepted: Callable[..., bool], size: tuple[int, int]
) -> None:
    for number in ("100577", "100907"):
        call = LogCall(account_id=book.id(number), result="NOANS", started_at=NOW)
        log_call(book.store, book.desk.actor, NOW, call)

    async def walk(pilot: Pilot[Any]) -> None:
        await until_shown(pilot, "Behind “Attempts 2”", "No answer")

    assert same_as_accepted(station(ReportScreen), terminal_size=size, run_before=walk)


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x36"])
def test_payments(
    book: Book,
    station: MakeStation,
    same_as_accepted: Callable[..., bool],
    size: tuple[int, int],
    tmp_path: Path,
) -> None:
    fill(book, tmp_path)

    async def walk(pilot: Pilot[Any]) -> None:
        await until_shown(pilot, "DE02 … 2051", "▸1 Nordwind")

    assert same_as_accepted(station(PaymentsScreen), terminal_size=size, run_before=walk)


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x36"])
def test_approvals(
    book: Book, station: MakeStation, same_as_accepted: Callable[..., bool], size: tuple[int, int]
) -> None:
    collector = person(book, "Ravi", Role.COLLECTOR)
    ask(book, collector, "100234", "EUR", "Their season begins in spring")
    ask(book, book.desk.actor, "100871", "JPY", "Head office in Osaka pays by quarter", number=40)

    async def walk(pilot: Pilot[Any]) -> None:
        await until_shown(pilot, "2 requests", "Their season begins in spring", "v Approve")

    assert same_as_accepted(station(ApprovalsScreen), terminal_size=size, run_before=walk)


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x36"])
@pytest.mark.parametrize(("number", "language"), [("100234", "de"), ("100871", "ja"), ("101342", "ar")])
def test_message(
    book: Book,
    station: MakeStation,
    same_as_accepted: Callable[..., bool],
    number: str,
    language: str,
    size: tuple[int, int],
) -> None:
    address(book, number, language)
    under = Under("message", account_id=book.id(number))

    async def walk(pilot: Pilot[Any]) -> None:
        screen = await opened(pilot)
        if language == "de":
            words = "Bitte zahlen Sie bis nächsten Freitag."
            added = {
                "place": "",
                "source_text": "Please pay by next Friday.",
                "customer_text": words,
                "confirmed": True,
            }
            screen._take(Wanted(additions=(added,)))
            await until_shown(pilot, "L10", seconds=40)
        await until(pilot, lambda: not pilot.app.jobs.pending, "the draft")  # type: ignore[attr-defined]
        await pilot.pause()

    assert same_as_accepted(station(lambda: under), terminal_size=size, run_before=walk)


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x36"])
def test_plan(
    book: Book, station: MakeStation, same_as_accepted: Callable[..., bool], size: tuple[int, int]
) -> None:
    told = RecordForecast(
        account_id=book.id("100234"), currency="EUR", source="Nils Petersen, by e-mail", starts_on=DAY,
        opening_minor=1500000, monthly_outgoings_minor=2000000, flows_minor=(
            0, 200000, -50000, 100000, 120000, 200000, -30000, 0, 100000, 300000, 0, 100000, 0,
        ),
    )  # fmt: skip
    record_forecast(book.store, book.desk.actor, NOW, told)

    def first() -> Screen[Any]:
        return PlanScreen(book.id("100234"))

    async def walk(pilot: Pilot[Any]) -> None:
        await until_shown(pilot, "Short", "Longest")
        await pilot.press("1", "e")
        await type_in(pilot, "15% 4 15 jan")
        await until_shown(pilot, "Yours", "15 Jan 2027")
        await until(pilot, lambda: not pilot.app.jobs.pending, "the draft")  # type: ignore[attr-defined]
        await pilot.press("enter", "2")
        await until_shown(pilot, "2 Balanced, 7 payments" if size[0] > 100 else "6 instalments of")

    assert same_as_accepted(station(first), terminal_size=size, run_before=walk)


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x36"])
def test_team(
    book: Book, station: MakeStation, same_as_accepted: Callable[..., bool], size: tuple[int, int]
) -> None:
    ravi = person(book, "Ravi Nair", Role.COLLECTOR)
    given = RecordPromise(
        account_id=book.id("100234"), amount_minor=120000, currency="EUR", promised_on=DAY + timedelta(days=3)
    )
    record_promise(book.store, ravi, NOW - timedelta(minutes=12), given)
    ask(book, ravi, "100112", "EUR", "Season begins in spring")

    async def walk(pilot: Pilot[Any]) -> None:
        await until_shown(pilot, "2 people, 1 at work", "EUR 1,200.00")

    assert same_as_accepted(station(TeamScreen), terminal_size=size, run_before=walk)
