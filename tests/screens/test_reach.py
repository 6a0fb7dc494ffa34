"""A day planned on the screen: bars of regions, countries that open, and days before and after."""

from __future__ import annotations

from typing import Any

import pytest

from collectdesk.desk.handle import DeskHandle
from collectdesk.desk.people import AddUser, add_user
from collectdesk.screens.queue import QueueScreen
from collectdesk.screens.reach import ReachScreen
from collectdesk.widgets.rows import Rows
from tests.screens.conftest import NOW, SIZES, Book, MakeStation, picture, until, until_shown


def line_with(app: Any, word: str) -> str:
    [found] = [line for line in picture(app).splitlines() if word in line]
    return found


@pytest.mark.parametrize("size", SIZES)
async def test_regions_open_into_their_countries(station: MakeStation, size: tuple[int, int]) -> None:
    async with station(ReachScreen).run_test(size=size) as pilot:
        await until_shown(pilot, "Tue 24 Nov", "Asia, Pacific", "ast, Africa", "Europe", "Americas")
        await until_shown(pilot, "▾ now", "ot known", "By the clock alone", "house hours")
        assert "Japan" not in picture(pilot.app)
        await pilot.press("enter")
        await until_shown(pilot, "Japan")
        await pilot.press("down", "enter")
        await until(pilot, lambda: "Japan" not in picture(pilot.app), "folded again")
        hours = line_with(pilot.app, "00    03    06")
        bar = line_with(pilot.app, "Europe")
        assert min(bar.index(sign) for sign in "━─·◔" if sign in bar) == hours.index("00")
        assert line_with(pilot.app, "▾ now").index("▾") == hours.index("00") + 20  # 10:02 in Berlin


async def test_the_days_before_and_after(station: MakeStation) -> None:
    async with station(ReachScreen).run_test(size=(120, 36)) as pilot:
        await until_shown(pilot, "Tue 24 Nov", "▾ now")
        await pilot.press("right")
        await until_shown(pilot, "Wed 25 Nov")
        await until(pilot, lambda: "▾ now" not in picture(pilot.app), "now is on another day")
        await pilot.press("left")
        await until_shown(pilot, "▾ now")
        await pilot.press("left", "left")
        await until_shown(pilot, "Sun 22 Nov", "Nobody may be called")


async def test_it_opens_from_the_queue_once(station: MakeStation) -> None:
    async with station(QueueScreen).run_test(size=(120, 36)) as pilot:
        await until_shown(pilot, "accounts")
        await pilot.press("z")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReachScreen))
        await until_shown(pilot, "Asia, Pacific")
        await pilot.press("z")
        assert sum(isinstance(one, ReachScreen) for one in pilot.app.screen_stack) == 1
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, QueueScreen))


async def test_a_list_without_accounts_says_so(book: Book) -> None:
    from collectdesk.cli.workstation import CollectorStation
    from collectdesk.desk.book import find_actor

    add_user(book.store, book.desk.actor, NOW, AddUser(name="Ravi Nair"))
    desk = DeskHandle(book.store, find_actor(book.store, "Ravi Nair"), "Europe/Berlin", "EUR", lambda: NOW)
    async with CollectorStation(desk, ReachScreen).run_test(size=(80, 24)) as pilot:
        await until_shown(pilot, "No account is in the list")
        await pilot.press("enter", "right")
        await until_shown(pilot, "25 Nov")
        assert pilot.app.screen.query_one(Rows).total == 0
