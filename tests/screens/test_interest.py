"""The interest card: every line of the calculation, what the rates did, and hostile texts shown as they are."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from collectdesk.desk.bindings import RecordStop, record_stop
from collectdesk.desk.fx_quote import QuoteInCurrency, quote_in_currency
from collectdesk.models import CreditorEntity, OpenItem, Party
from collectdesk.screens.account import AccountScreen
from collectdesk.screens.interest import InterestCard
from tests.screens.conftest import (
    BAD_MARKUP,
    HOSTILE,
    NOW,
    SIZES,
    Book,
    MakeStation,
    picture,
    until,
    until_shown,
)
from tests.screens.under import Under


async def _opened(pilot: Any) -> None:
    await pilot.pause()
    await pilot.press("c")
    await until(pilot, lambda: isinstance(pilot.app.screen, InterestCard), "the card")


@pytest.mark.parametrize("size", SIZES)
async def test_it_opens_on_its_key_and_shows_every_line(
    book: Book, station: MakeStation, size: tuple[int, int]
) -> None:
    screen = AccountScreen(book.id("100234"))
    async with station(lambda: screen).run_test(size=size) as pilot:
        await until_shown(pilot, "Nordwind")
        await pilot.press("percent_sign")
        await until(pilot, lambda: isinstance(pilot.app.screen, InterestCard), "the card")
        await until_shown(
            pilot, "BGB § 288", "due 22 Sep", "23 Sep – 24 Nov", "63 days", "10.52 %", "1.52 + 9"
        )
        # 18,420.00 at 10.52 % for 63 days of 365.
        await until_shown(pilot, "334.47", "40.00", "Nothing is charged by it.")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen, "the account")


@pytest.mark.parametrize("size", SIZES)
async def test_two_countries_and_a_currency(book: Book, station: MakeStation, size: tuple[int, int]) -> None:
    record_stop(
        book.store, book.desk.actor, NOW,
        RecordStop(account_id=book.id("100907"), kind="moratorium", on=date(2026, 10, 1), until_on=date(2026, 10, 31)),
    )  # fmt: skip
    quote_in_currency(
        book.store, book.desk.actor, NOW, QuoteInCurrency(account_id=book.id("100907"), currency="EUR")
    )
    under = Under("interest", account_id=book.id("100907"))
    async with station(lambda: under).run_test(size=size) as pilot:
        await _opened(pilot)
        await until_shown(pilot, "Creditor in DE, customer in GB") if size[1] > 30 else None
        await until_shown(pilot, "Law of DE", "1 Oct – 31 Oct", "paused", "14 Sep – 30 Sep", "17 days")
        await pilot.press("end")
        await until_shown(
            pilot, "Quoted: EUR", "indicative", "GBP 0.8338 for EUR 1 of 30 Oct, ECB", "25 days old"
        )


@pytest.mark.parametrize("number", ["100577", "100907", "100112", "100871", "101342"])
async def test_hostile_texts_and_reasons(book: Book, station: MakeStation, number: str) -> None:
    with book.store.write() as session:
        for item in session.scalars(select(OpenItem).where(OpenItem.account_id == book.id(number))):
            item.document = f"{BAD_MARKUP}{HOSTILE}"
        session.scalars(select(CreditorEntity)).one().code = HOSTILE[:20]
        session.scalars(select(CreditorEntity)).one().country = None
    under = Under("interest", account_id=book.id(number))
    async with station(lambda: under).run_test(size=(80, 24)) as pilot:
        await _opened(pilot)
        await until_shown(pilot, "[/nope] [b", "No figure")
        assert "\x1b" not in picture(pilot.app)
        assert "\u202e" not in picture(pilot.app)


async def test_a_consumer_in_a_country_without_a_regime(book: Book, station: MakeStation) -> None:
    with book.store.write() as session:
        party = session.scalars(select(Party).where(Party.number == "100871")).one()
        party.party_type = "consumer"
    under = Under("interest", account_id=book.id("100871"))
    async with station(lambda: under).run_test(size=(120, 36)) as pilot:
        await _opened(pilot)
        await until_shown(pilot, "no late-payment interest of consumers is established for JP")
