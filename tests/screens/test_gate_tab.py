"""The gate on the account: in its head, its panel and its tab; and the briefing beside it."""

from __future__ import annotations

from typing import Any

import pytest

from collectdesk.desk.bindings import RecordStop, RecordWish, record_stop, record_wish
from collectdesk.screens.account import AccountScreen
from tests.screens.conftest import HOSTILE, NOW, SIZES, Book, MakeStation, picture, until_shown


def _on(book: Book, number: str) -> Any:
    return lambda: AccountScreen(book.id(number))


@pytest.mark.parametrize("size", SIZES)
async def test_the_head_says_until_when_a_call_is_allowed(
    book: Book, station: MakeStation, size: tuple[int, int]
) -> None:
    async with station(_on(book, "100234")).run_test(size=size) as pilot:
        await until_shown(pilot, "until 17:00", "Berlin 10:02")


@pytest.mark.parametrize("size", SIZES)
async def test_the_tab_shows_channels_rules_counters_and_what_is_on_record(
    book: Book, station: MakeStation, size: tuple[int, int]
) -> None:
    account = book.id("100234")
    record_wish(book.store, book.desk.actor, NOW, RecordWish(account_id=account, kind="no_work"))
    record_stop(
        book.store, book.desk.actor, NOW, RecordStop(account_id=account, kind="attorney", reason=HOSTILE)
    )
    async with station(_on(book, "100234")).run_test(size=size) as pilot:
        await until_shown(pilot, "represented")
        await pilot.press("g")
        await until_shown(pilot, "Channels", "e-mail", "letter", "Rules of a call")
        seen = picture(pilot.app)
        for _n in range(6):
            await pilot.press("pagedown")
            await pilot.pause()
            seen += picture(pilot.app)
        for words in ("Calls to this person", "On record", "not at work", "[@click=app.quit]x[/]"):
            assert words in seen
        assert "\x1b" not in seen


@pytest.mark.parametrize("size", SIZES)
async def test_the_briefing_shows_offices_rest_days_and_holidays(
    book: Book, station: MakeStation, size: tuple[int, int]
) -> None:
    async with station(_on(book, "100234")).run_test(size=size) as pilot:
        await until_shown(pilot, "Berlin 10:02")
        await pilot.press("6")
        await until_shown(pilot, "To negotiate")
        await pilot.press("end")
        await until_shown(pilot, "rest days", "Saturday, Sunday", "Fri 25 Dec")


async def test_a_customer_without_a_country_needs_a_look(book: Book, station: MakeStation) -> None:
    async with station(_on(book, "100112")).run_test(size=(120, 36)) as pilot:
        await until_shown(pilot, "913.00")
        await pilot.press("g")
        await until_shown(pilot, "Channels")
        assert "until 17:00" not in picture(pilot.app)
