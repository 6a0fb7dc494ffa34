"""The dispute card: `d` price `enter` 1140 `ctrl+s`."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from collectdesk.models import Dispute
from collectdesk.screens.dispute import DisputeCard, reasons_beginning
from tests.screens.conftest import SIZES, Book, MakeStation, picture, until, until_shown
from tests.screens.under import Under, type_in

NORDWIND = "100234"


async def _opened(pilot: Any) -> DisputeCard:
    await pilot.pause()
    await pilot.press("c")
    await until(pilot, lambda: isinstance(pilot.app.screen, DisputeCard), "the card")
    card: DisputeCard = pilot.app.screen
    await until(pilot, lambda: card._view is not None, "the account")
    return card


def _disputes(book: Book) -> list[tuple[str, int, str]]:
    with book.store.read() as session:
        return [(d.reason, d.amount_minor, d.currency) for d in session.scalars(select(Dispute))]


@pytest.mark.parametrize("size", SIZES)
async def test_reason_enter_amount(book: Book, station: MakeStation, size: tuple[int, int]) -> None:
    under = Under("dispute", account_id=book.id(NORDWIND))
    async with station(lambda: under).run_test(size=size) as pilot:
        await _opened(pilot)
        await pilot.press(*"price", "enter", *"1140")
        await until_shown(pilot, "Price differs", "answer due Tue 1 Dec", "EUR 1,140.00")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: len(under.results) == 1, "the closed card")
    assert _disputes(book) == [("PRICE", 114_000, "EUR")]


async def test_without_an_amount_it_is_everything_open_and_says_so(book: Book, station: MakeStation) -> None:
    under = Under("dispute", account_id=book.id(NORDWIND))
    async with station(lambda: under).run_test(size=(80, 24)) as pilot:
        await _opened(pilot)
        await pilot.press(*"quality", "enter")
        await until_shown(pilot, "everything open in EUR")
        await pilot.press("enter")
        await until(pilot, lambda: len(under.results) == 1, "the closed card")
    assert _disputes(book) == [("QUALITY", 3_883_055, "EUR")]


async def test_too_much_or_no_reason_is_said_and_nothing_is_written(book: Book, station: MakeStation) -> None:
    under = Under("dispute", account_id=book.id(NORDWIND))
    async with station(lambda: under).run_test(size=(80, 24)) as pilot:
        card = await _opened(pilot)
        await pilot.press("ctrl+s")
        await until_shown(pilot, "type the reason")
        await type_in(pilot, "zzz")
        await until_shown(pilot, "no reason begins with")
        card._fields[0].value = "price"
        await pilot.press("enter")
        await type_in(pilot, "99999999")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "at most EUR 38,830.55")
        assert _disputes(book) == []
        assert card._fields[1].value == "99999999"
        assert under.results == []


async def test_leaving_keeps_both_lines(book: Book, station: MakeStation) -> None:
    under = Under("dispute", account_id=book.id(NORDWIND))
    async with station(lambda: under).run_test(size=(80, 24)) as pilot:
        await _opened(pilot)
        await pilot.press(*"short", "enter", *"12", "escape", "escape")
        await until(pilot, lambda: under.results == [None], "the queue")
        card = await _opened(pilot)
        assert [field.value for field in card._fields] == ["short", "12"]


@pytest.mark.parametrize("number", ["100577", "100907", "100112", "100871"])
async def test_strangers_names(book: Book, station: MakeStation, number: str) -> None:
    under = Under("dispute", account_id=book.id(number))
    async with station(lambda: under).run_test(size=(80, 24)) as pilot:
        await _opened(pilot)
        await type_in(pilot, "[/nope] [b")
        await until_shown(pilot, "no reason begins with")
        assert "\x1b" not in picture(pilot.app)


def test_an_exact_word_wins_over_longer_ones() -> None:
    assert reasons_beginning("short")[0][0] == "QTY_SHORT"
    assert reasons_beginning("po")[0][0] == "NO_PO"
    assert len(reasons_beginning("d")) > 2
