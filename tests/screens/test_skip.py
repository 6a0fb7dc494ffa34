"""The skip card: a reason in a word, or a digit for a usual one."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from collectdesk.models import Hold
from collectdesk.screens.skip import SkipCard, usual_reasons
from tests.screens.conftest import SIZES, Book, MakeStation, picture, until, until_shown
from tests.screens.under import Under, type_in


async def _opened(pilot: Any) -> SkipCard:
    await pilot.pause()
    await pilot.press("c")
    await until(pilot, lambda: isinstance(pilot.app.screen, SkipCard), "the card")
    await pilot.pause()
    card: SkipCard = pilot.app.screen
    return card


def _holds(book: Book) -> list[tuple[str, str]]:
    with book.store.read() as session:
        return [(one.kind, one.reason) for one in session.scalars(select(Hold))]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("number", ["100234", "100577", "100112"])
async def test_a_word_and_enter(book: Book, station: MakeStation, number: str, size: tuple[int, int]) -> None:
    under = Under("skip", account_id=book.id(number))
    async with station(lambda: under).run_test(size=size) as pilot:
        await _opened(pilot)
        await type_in(pilot, "[/nope] [b")
        await pilot.press("enter")
        await until(pilot, lambda: len(under.results) == 1, "the closed card")
        await until_shown(pilot, "Skipped until tomorrow")
        assert "\x1b" not in picture(pilot.app)
    assert _holds(book) == [("skipped", "[/nope] [b")]


async def test_a_digit_takes_a_usual_reason(book: Book, station: MakeStation) -> None:
    under = Under("skip", account_id=book.id("100234"))
    async with station(lambda: under).run_test(size=(80, 24)) as pilot:
        await _opened(pilot)
        await pilot.press("2", "ctrl+s")
        await until(pilot, lambda: len(under.results) == 1, "the closed card")
    assert _holds(book) == [("skipped", usual_reasons()[1])]


async def test_no_reason_no_skip_and_leaving_keeps_what_was_typed(book: Book, station: MakeStation) -> None:
    under = Under("skip", account_id=book.id("100234"))
    async with station(lambda: under).run_test(size=(80, 24)) as pilot:
        await _opened(pilot)
        await pilot.press("enter")
        await until_shown(pilot, "one word is enough")
        await type_in(pilot, "boss")
        await pilot.press("escape", "escape")
        await until(pilot, lambda: under.results == [None], "the queue")
        card = await _opened(pilot)
        await until(pilot, lambda: card.field.value == "boss", "what was typed")
    assert _holds(book) == []
