"""The agenda: overdue first, then today, then later; done, cancelled and moved from here."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from collectdesk.desk.follow_ups import PlanFollowUp, plan_follow_up
from collectdesk.models import NextAction
from collectdesk.screens.follow_ups import FollowUpsScreen
from tests.screens.conftest import HOSTILE, NOW, SIZES, Book, MakeStation, picture, until, until_shown
from tests.screens.under import Under, type_in

PLANNED = (
    # number, kind, hours from now, text
    ("100871", "callback", 2, "agreed"),
    ("100234", "check_payment", -1, ""),
    ("100577", "call", 20, HOSTILE),
    ("100907", "letter", 60, "[/nope] [b"),
    ("100112", "call", 400, ""),
)


@pytest.fixture
def planned(book: Book) -> Book:
    for number, kind, hours, text in PLANNED:
        due = NOW + timedelta(hours=hours)
        command = PlanFollowUp(account_id=book.id(number), kind=kind, due_at=due, text=text)
        plan_follow_up(book.store, book.desk.actor, min(NOW, due), command)
    return book


async def _opened(pilot: Any, rows: int = 5) -> FollowUpsScreen:
    await pilot.pause()
    await pilot.press("c")
    await until(pilot, lambda: isinstance(pilot.app.screen, FollowUpsScreen), "the agenda")
    screen: FollowUpsScreen = pilot.app.screen
    await until(pilot, lambda: screen.rows.total == rows, "the follow-ups")
    return screen


def _states(book: Book) -> dict[str, int]:
    with book.store.read() as session:
        found: dict[str, int] = {}
        for one in session.scalars(select(NextAction)):
            found[one.state] = found.get(one.state, 0) + 1
        return found


@pytest.mark.parametrize("size", SIZES)
async def test_in_the_order_of_their_time(planned: Book, station: MakeStation, size: tuple[int, int]) -> None:
    under = Under("follow_ups")
    async with station(lambda: under).run_test(size=size) as pilot:
        await _opened(pilot)
        await until_shown(pilot, "5 follow-ups", "1 overdue", "check the bank", "call back")
        shown = picture(pilot.app)
        places = [shown.index(word) for word in ("Nordwind", "山音", "[@click", "[/nope]", "aaa")]
        assert places == sorted(places)
        if size[0] >= 100:
            groups = [
                shown.index(word)
                for word in ("Overdue ─", "Today ─", "Tomorrow ─", "Thu 26 Nov ─", "Later ─")
            ]
            assert groups == sorted(groups)
        assert "JP 20:02" in shown  # the customer's clock at the moment of the call-back
        assert "\x1b" not in shown
        assert "\u202e" not in shown


async def test_done_cancelled_and_undone(planned: Book, station: MakeStation) -> None:
    under = Under("follow_ups")
    async with station(lambda: under).run_test(size=(80, 24)) as pilot:
        screen = await _opened(pilot)
        await pilot.press("v")
        await until(pilot, lambda: screen.rows.total == 4, "one less")
        await until_shown(pilot, "Follow-up done")
        await pilot.press("x")
        await until(pilot, lambda: screen.rows.total == 3, "two less")
        assert _states(planned) == {"open": 3, "done": 1, "cancelled": 1}
        await pilot.press("u")
        await until(pilot, lambda: screen.rows.total == 4, "one back")
    assert _states(planned) == {"open": 4, "done": 1}


async def test_moving_one(planned: Book, station: MakeStation) -> None:
    under = Under("follow_ups")
    async with station(lambda: under).run_test(size=(80, 24)) as pilot:
        screen = await _opened(pilot)
        await pilot.press("f")
        await until_shown(pilot, "When")
        await type_in(pilot, "fri 15")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: pilot.app.screen is screen, "the agenda again")
        await until(pilot, lambda: "overdue" not in picture(pilot.app), "nothing overdue")
        await until_shown(pilot, "Fri 27 Nov 15:00")
    assert _states(planned) == {"open": 5, "cancelled": 1}


async def test_enter_opens_the_account_and_c_calls(planned: Book, station: MakeStation) -> None:
    under = Under("follow_ups")
    async with station(lambda: under).run_test(size=(80, 24)) as pilot:
        screen = await _opened(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen.place_name == "account", "the account")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen, "the agenda again")
        await pilot.press("c")
        await until(pilot, lambda: pilot.app.screen.place_name == "call", "the call")


async def test_an_empty_agenda_says_so_and_its_keys_do_nothing(book: Book, station: MakeStation) -> None:
    under = Under("follow_ups")
    async with station(lambda: under).run_test(size=(80, 24)) as pilot:
        screen = await _opened(pilot, rows=0)
        await until_shown(pilot, "Nothing is left to do.")
        await pilot.press("v", "x", "f", "c", "enter", "y", "s", "n")
        assert pilot.app.screen is screen
