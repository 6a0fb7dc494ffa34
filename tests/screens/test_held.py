"""What is held back: every reason, its end, and the way to the account."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from collectdesk.desk.follow_ups import PlanFollowUp, plan_follow_up
from collectdesk.desk.holds import PutOnHold, put_on_hold
from collectdesk.screens.account import AccountScreen
from collectdesk.screens.held import HeldScreen
from collectdesk.screens.queue import QueueScreen
from collectdesk.widgets.rows import Rows
from tests.screens.conftest import HOSTILE, NOW, SIZES, Book, MakeStation, picture, until, until_shown


def hold_some(book: Book) -> None:
    """Two held by a reason, one that waits for its next action."""
    store, actor = book.store, book.desk.actor
    until_on = date(2026, 12, 3)
    hold = PutOnHold(account_id=book.id("100577"), kind="hardship", reason=HOSTILE, until_on=until_on)
    put_on_hold(store, actor, NOW, hold)
    put_on_hold(store, actor, NOW, PutOnHold(account_id=book.id("100112"), kind="cease", reason="in writing"))
    plan = PlanFollowUp(account_id=book.id("100234"), kind="call", due_at=NOW + timedelta(days=3))
    plan_follow_up(store, actor, NOW, plan)


@pytest.mark.parametrize("size", SIZES)
async def test_all_are_listed_with_their_reason(
    book: Book, station: MakeStation, size: tuple[int, int]
) -> None:
    hold_some(book)
    async with station(HeldScreen).run_test(size=size) as pilot:
        listed = pilot.app.screen.query_one(Rows)
        await until(pilot, lambda: listed.total == 3, "three accounts")
        await until_shown(pilot, "2 held back, 1 wait", "stop-contact request", "hardship", "in writing")
        await pilot.press("down")
        await until_shown(pilot, "until 3 Dec", "[@click=app.quit]x[/] [URGENT]")
        assert "\x1b" not in picture(pilot.app)
        await pilot.press("down")
        await until(pilot, lambda: listed.current_key == book.id("100234"))
        await until_shown(pilot, "Fri 27 Nov")


async def test_enter_opens_and_a_lifted_hold_leaves_the_list(book: Book, station: MakeStation) -> None:
    hold_some(book)
    async with station(QueueScreen).run_test(size=(120, 36)) as pilot:
        await until_shown(pilot, "3 held back")
        await pilot.press("h")
        await until_shown(pilot, "in writing")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, AccountScreen))
        await until_shown(pilot, "Overdue")
        await pilot.press("5", "x")
        await until_shown(pilot, "Lift this hold?")
        await pilot.press("v")
        await until_shown(pilot, "Hold lifted")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen.query_one(Rows).total == 2, "two left")
        await pilot.press("escape")
        await until_shown(pilot, "5 of 7")


async def test_nothing_held_says_so(station: MakeStation) -> None:
    async with station(HeldScreen).run_test(size=(80, 24)) as pilot:
        await until_shown(pilot, "Nothing is held back")
        await pilot.press("enter", "n")
        assert isinstance(pilot.app.screen, HeldScreen)
