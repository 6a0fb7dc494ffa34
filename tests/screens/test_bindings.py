"""The card of wishes and stops: two keys record, one field asks, `x` ends."""

from __future__ import annotations

from typing import Any

import pytest

from collectdesk.desk.gate import ask_gate
from collectdesk.desk.on_record import on_record
from collectdesk.screens.bindings import BindingsCard
from tests.screens.conftest import DAY, NOW, SIZES, Book, MakeStation, journal, until, until_shown
from tests.screens.under import Under, type_in

NORDWIND = "100234"


async def _opened(pilot: Any) -> BindingsCard:
    await pilot.pause()
    await pilot.press("c")
    await until(pilot, lambda: isinstance(pilot.app.screen, BindingsCard), "the card")
    await pilot.pause()
    card: BindingsCard = pilot.app.screen
    return card


def _said(book: Book) -> list[tuple[str, str, str]]:
    return [(one.kind, one.code, one.value) for one in on_record(book.store, book.id(NORDWIND), DAY)]


def _verdict(book: Book) -> str:
    return ask_gate(book.store, NOW, book.id(NORDWIND)).verdict.outcome.name


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("key", "recorded"),
    [("1", ("wish", "no_calls", "")), ("7", ("stop", "attorney", "")), ("9", ("stop", "deceased", ""))],
)
async def test_a_digit_records_it(
    book: Book, station: MakeStation, size: tuple[int, int], key: str, recorded: tuple[str, str, str]
) -> None:
    assert _verdict(book) == "ALLOW"
    under = Under("bindings", account_id=book.id(NORDWIND))
    async with station(lambda: under).run_test(size=size) as pilot:
        await _opened(pilot)
        await until_shown(pilot, "Nothing is on record", "Is represented")
        await pilot.press(key)
        await until(pilot, lambda: len(under.results) == 1, "the closed card")
        await until_shown(pilot, "Undo")
    assert _said(book) == [recorded]
    assert _verdict(book) == "BLOCK"


@pytest.mark.parametrize("size", SIZES)
async def test_hours_are_asked_for_and_what_is_wrong_is_said(
    book: Book, station: MakeStation, size: tuple[int, int]
) -> None:
    under = Under("bindings", account_id=book.id(NORDWIND))
    async with station(lambda: under).run_test(size=size) as pilot:
        await _opened(pilot)
        await pilot.press("3")
        await until_shown(pilot, "At which hours?")
        await pilot.press("enter")
        await until_shown(pilot, "type it like 18:00-20:00")
        await type_in(pilot, "evenings")
        await pilot.press("enter")
        await until_shown(pilot, "write the hours such as 18:00-20:00")
        assert _said(book) == []
        await pilot.press(*["backspace"] * 8)
        await type_in(pilot, "18:00-20:00")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: len(under.results) == 1, "the closed card")
    assert _said(book) == [("wish", "hours", "18:00-20:00")]
    assert [act for act, _account in journal(book.store)][-1] == "wish.record"


async def test_the_second_page_and_a_place_by_its_city(book: Book, station: MakeStation) -> None:
    under = Under("bindings", account_id=book.id(NORDWIND))
    async with station(lambda: under).run_test(size=(120, 36)) as pilot:
        await _opened(pilot)
        await pilot.press("0")
        await until_shown(pilot, "Breathing space in a crisis")
        await pilot.press("9")
        await type_in(pilot, "atlantis")
        await pilot.press("enter")
        await until_shown(pilot, "no time zone is named for atlantis")
        await pilot.press(*["backspace"] * 8)
        await type_in(pilot, "los ang")
        await pilot.press("enter")
        await until(pilot, lambda: len(under.results) == 1, "the closed card")
    assert _said(book) == [("place", "stated", "America/Los_Angeles")]
    assert _verdict(book) == "BLOCK"


async def test_consent_names_the_channel_and_how(book: Book, station: MakeStation) -> None:
    under = Under("bindings", account_id=book.id(NORDWIND))
    async with station(lambda: under).run_test(size=(80, 24)) as pilot:
        await _opened(pilot)
        await pilot.press("0", "8")
        await type_in(pilot, "fax")
        await pilot.press("enter")
        await until_shown(pilot, "how the customer agreed")
        await type_in(pilot, " on [/nope] paper")
        await pilot.press("enter")
        await until_shown(pilot, "fax does not fit")
        await pilot.press(*["backspace"] * 20)
        await type_in(pilot, "email on [/nope] paper")
        await pilot.press("enter")
        await until(pilot, lambda: len(under.results) == 1, "the closed card")
    assert _said(book) == [("consent", "email", "on [/nope] paper")]


async def test_what_is_on_record_is_shown_and_ended(book: Book, station: MakeStation) -> None:
    under = Under("bindings", account_id=book.id(NORDWIND))
    async with station(lambda: under).run_test(size=(80, 24)) as pilot:
        for key in ("1", "7"):
            await _opened(pilot)
            await pilot.press(key)
            await until(pilot, lambda: not isinstance(pilot.app.screen, BindingsCard), "the closed card")
        await _opened(pilot)
        await until_shown(pilot, "represented", "no calls", "24 Nov")
        await pilot.press("x")
        await until(pilot, lambda: len(under.results) == 3, "the ended stop")
    assert _said(book) == [("wish", "no_calls", "")]
