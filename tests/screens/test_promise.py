"""The promise card: `p` 1200 fri `ctrl+s`."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from collectdesk.cli.workstation import CollectorStation
from collectdesk.desk.notes import find_draft
from collectdesk.desk.rights import Role
from collectdesk.models import Journal, Promise
from collectdesk.screens.promise import PromiseCard
from tests.screens.conftest import SIZES, Book, MakeStation, picture, until, until_shown
from tests.screens.under import Under, type_in

NORDWIND = "100234"


async def _opened(pilot: Any) -> PromiseCard:
    await pilot.pause()
    await pilot.press("c")
    await until(pilot, lambda: isinstance(pilot.app.screen, PromiseCard), "the card")
    card: PromiseCard = pilot.app.screen
    await until(pilot, lambda: card._view is not None, "the account")
    return card


def _promises(book: Book) -> list[Promise]:
    with book.store.read() as session:
        return list(session.scalars(select(Promise)))


@pytest.mark.parametrize("size", SIZES)
async def test_a_promise_in_two_keys_beyond_amount_and_date(
    book: Book, station: MakeStation, size: tuple[int, int]
) -> None:
    under = Under("promise", account_id=book.id(NORDWIND))
    async with station(lambda: under).run_test(size=size) as pilot:
        card = await _opened(pilot)
        await type_in(pilot, "1200 fri")
        await until_shown(pilot, "EUR 1,200.00", "Fri 27 Nov 2026", "Mon 30 Nov", "Tue 1 Dec")
        assert card.field.input.region.bottom < size[1] - 1
        await pilot.press("ctrl+s")
        await until(pilot, lambda: len(under.results) == 1, "the closed card")
        await until_shown(pilot, "Promise saved: EUR 1,200.00")
    [promise] = _promises(book)
    assert (promise.amount_minor, promise.currency, promise.promised_on) == (
        120_000,
        "EUR",
        date(2026, 11, 27),
    )
    assert promise.person_id == book.accounts[NORDWIND].person_id
    assert find_draft(book.store, book.desk.actor, book.id(NORDWIND), "promise") is None


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1200", "by which day"),
        ("fri", "how much"),
        ("1.200 fri", "can be 1200 or 1.200"),
        ("1200 fri said the boss", "no part of a promise"),
        ("1200 chf fri", "nothing is open in CHF"),
        ("", "how much, and by which day"),
    ],
)
async def test_what_is_wrong_is_said_and_nothing_is_written(
    book: Book, station: MakeStation, typed: str, said: str
) -> None:
    under = Under("promise", account_id=book.id(NORDWIND))
    async with station(lambda: under).run_test(size=(80, 24)) as pilot:
        await _opened(pilot)
        await type_in(pilot, typed)
        await pilot.press("ctrl+s")
        await until_shown(pilot, said)
        assert under.results == []
    assert _promises(book) == []


async def test_leaving_keeps_the_line_and_coming_back_brings_it(book: Book, station: MakeStation) -> None:
    under = Under("promise", account_id=book.id(NORDWIND))
    async with station(lambda: under).run_test(size=(80, 24)) as pilot:
        await _opened(pilot)
        await type_in(pilot, "1200 fr")
        await pilot.press("escape", "escape")
        await until(pilot, lambda: under.results == [None], "the queue")
        card = await _opened(pilot)
        assert card.field.value == "1200 fr"
        await type_in(pilot, "i")
        await pilot.press("enter")
        await until(pilot, lambda: len(under.results) == 2, "the saved promise")
    assert len(_promises(book)) == 1


async def test_beyond_ones_limit_it_is_refused_on_record_and_can_be_mended(book: Book) -> None:
    actor = replace(book.desk.actor, roles=frozenset({Role.COLLECTOR}))
    under = Under("promise", account_id=book.id(NORDWIND))
    async with CollectorStation(replace(book.desk, actor=actor), lambda: under).run_test(
        size=(80, 24)
    ) as pilot:
        card = await _opened(pilot)
        await type_in(pilot, "1200 15 jan")
        await until_shown(pilot, "Tue 8 Dec 2026")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: not pilot.app.jobs.pending and not card.field.input.disabled, "the answer")
        assert card.field.value == "1200 15 jan"
        card.field.value = "1200 fri"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: len(under.results) == 1, "the saved promise")
    with book.store.read() as session:
        acts = session.execute(select(Journal.act, Journal.refused).order_by(Journal.id)).all()
    assert [tuple(row) for row in acts if row.act == "promise.record"] == [
        ("promise.record", True),
        ("promise.record", False),
    ]


@pytest.mark.parametrize("number", ["100577", "100907", "100112", "100871", "101342"])
async def test_any_customer_and_currency(book: Book, station: MakeStation, number: str) -> None:
    under = Under("promise", account_id=book.id(number))
    async with station(lambda: under).run_test(size=(80, 24)) as pilot:
        await _opened(pilot)
        await type_in(pilot, "all fri")
        await until_shown(pilot, "Promise to pay")
        assert "\x1b" not in picture(pilot.app)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: len(under.results) == 1, "the saved promise")
    assert len(_promises(book)) == 1


async def test_saving_before_the_account_is_read_saves_once_it_is(
    book: Book, station: MakeStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    from collectdesk.desk import call_view

    read = call_view.call_view

    def slowly(*given: Any) -> Any:
        time.sleep(1.0)
        return read(*given)

    monkeypatch.setattr(call_view, "call_view", slowly)
    under = Under("promise", account_id=book.id(NORDWIND))
    async with station(lambda: under).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("c", *"1200", "space", *"fri", "ctrl+s")
        await until(pilot, lambda: len(under.results) == 1, "the saved promise")
    assert len(_promises(book)) == 1
