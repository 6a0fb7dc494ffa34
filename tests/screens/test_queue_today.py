"""Today above the list: contacts by hour as bars, and what was promised; not on a narrow screen."""

from __future__ import annotations

from datetime import timedelta

from collectdesk.desk.calls import LogCall, log_call
from collectdesk.desk.today import today
from collectdesk.desk.views_queue import Scope
from collectdesk.screens.queue import QueueScreen
from collectdesk.widgets.bars import sparkline
from tests.screens.conftest import DAY, NOW, Book, MakeStation, picture, until_shown


def _call(book: Book, hours: int, result: str, **given: object) -> None:
    known, then = book.accounts["100234"], NOW - timedelta(hours=hours)
    command = LogCall(
        account_id=known.account_id, result=result, started_at=then - timedelta(minutes=3), seconds=170,
        person_id=known.person_id, contact_point_id=known.phone_id, **given,  # type: ignore[arg-type]
    )  # fmt: skip
    log_call(book.store, book.desk.actor, then, command)


async def test_bars_of_the_day(book: Book, station: MakeStation) -> None:
    _call(book, 30, "NOANS")
    _call(book, 2, "PTP", amount_minor=70000, currency="EUR", on=DAY + timedelta(days=2))
    _call(book, 0, "NOANS")
    found = today(book.store, Scope.everyone(), NOW)
    assert (found.first_hour, found.contacts, [str(one) for one in found.promised]) == (
        8,
        (1, 0, 0),
        ["700.00"],
    )
    assert today(book.store, Scope.mine(99), NOW).total == 0
    async with station(QueueScreen).run_test(size=(120, 36)) as pilot:
        await until_shown(pilot, "1 contact today █·· from 08:00", "promised EUR 700.00")
    async with station(QueueScreen).run_test(size=(80, 24)) as pilot:
        await until_shown(pilot, "Gulf Pearl")
        assert "contact today" not in picture(pilot.app)


def test_a_cell_for_each_value() -> None:
    assert sparkline([]) == ""
    assert sparkline([0, 0]) == "··"
    assert sparkline([8, 1, 4, 0]) == "█▁▄·"
    assert sparkline([1, 1000]) == "▁█"
