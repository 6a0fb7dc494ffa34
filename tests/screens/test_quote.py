"""Quoting in another currency from the interest card, by keys alone."""

from __future__ import annotations

import pytest

from collectdesk.desk.fx_quote import quotations
from collectdesk.desk.typed.quote_line import read_quote_line
from collectdesk.faults import BadInput
from collectdesk.screens.account import AccountScreen
from collectdesk.screens.interest import InterestCard
from collectdesk.screens.quote import QuoteCard
from tests.screens.conftest import SIZES, Book, MakeStation, picture, until, until_shown
from tests.screens.under import type_in


@pytest.mark.parametrize("size", SIZES)
async def test_a_quotation_in_a_few_keys(book: Book, station: MakeStation, size: tuple[int, int]) -> None:
    account = book.id("100234")
    async with station(lambda: AccountScreen(account)).run_test(size=size) as pilot:
        await until_shown(pilot, "Nordwind")
        await pilot.press("percent_sign")
        await until(pilot, lambda: isinstance(pilot.app.screen, InterestCard), "the card")
        await until_shown(pilot, "BGB § 288")
        await pilot.press("o")
        await until(pilot, lambda: isinstance(pilot.app.screen, QuoteCard), "the quotation")
        await type_in(pilot, "gulden")
        await pilot.press("enter")
        await until_shown(pilot, "gulden is no currency")
        await pilot.press(*["backspace"] * 6)
        await type_in(pilot, "usd 14 customer")
        await until_shown(pilot, "holds for 14 days", "the customer bears the difference")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, InterestCard), "the card again")
        await pilot.press("end")
        await until_shown(pilot, "Quoted: USD")
        (made,) = quotations(book.store, account)
        assert (made.quotation.bearer, made.quotation.asked.currency) == ("customer", "USD")
        assert (made.quotation.valid_until - made.quotation.conversion.on).days == 14
        assert "8 Dec" in picture(pilot.app)


def test_the_line_says_what_it_does_not_understand() -> None:
    read = read_quote_line("eur inr 3")
    assert (read.owed, read.currency, read.valid_days, read.bearer) == ("EUR", "INR", 3, "creditor")
    for text in ("", "7", "eur usd jpy", "usd 366", "usd 1.5"):
        with pytest.raises(BadInput):
            read_quote_line(text)
