"""The account's payments: what each settled and how late, what is unapplied, and taking a posting back."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from collectdesk.desk.cash.acting import (
    AcceptMatch,
    PutOnAccount,
    ReversePayment,
    accept_match,
    put_on_account,
    reverse_payment,
)
from collectdesk.models import OpenItem, Payment
from collectdesk.screens.account import AccountScreen
from collectdesk.widgets.rows import Rows
from tests.screens.conftest import NOW, SIZES, Book, MakeStation, journal, picture, until, until_shown
from tests.screens.under import type_in
from tests.screens.waiting import fill, line_of


@pytest.fixture
def paid(book: Book, tmp_path: Path) -> Book:
    """The small book: Nordwind paid 4688 (due 24 Sep) on 20 Nov, and has EUR 1,234 and USD 2,000 unapplied."""
    fill(book, tmp_path)
    at = (book.store, book.desk.actor, NOW)
    with book.store.read() as session:
        first = session.scalars(select(Payment.bank_line_id).where(Payment.minor == 560000)).one()
    accept_match(*at, AcceptMatch(line_id=first))
    for text in ("on account", "Invoice 4655", "twin"):
        put_on_account(*at, PutOnAccount(line_id=line_of(book, text), account_id=book.id("100234")))
    with book.store.read() as session:
        twin = session.scalars(
            select(Payment.id).where(Payment.bank_line_id == line_of(book, "twin"))
        ).one()  # fmt: skip
    reverse_payment(*at, ReversePayment(payment_id=twin, reason="AC04", returned=True))
    return book


def open_of(book: Book, document: str) -> int:
    with book.store.read() as session:
        return session.scalars(select(OpenItem.open_minor).where(OpenItem.document == document)).one()


@pytest.mark.parametrize("size", SIZES)
async def test_payments_say_what_they_settled_and_how_late(
    paid: Book, station: MakeStation, size: tuple[int, int]
) -> None:
    async with station(lambda: AccountScreen(paid.id("100234"))).run_test(size=size) as pilot:
        await until_shown(pilot, "Overdue")
        await pilot.press("dollar_sign")
        await until_shown(pilot, "Days late    EUR 57.0  on average, weighted by amount")
        # USD 2,000 at the pinned 10/11 are EUR 1,818.18, and EUR 1,234 more.
        await until_shown(pilot, "Unapplied    EUR 1,234.00  USD 2,000.00  in all EUR 3,052.18")
        await until_shown(pilot, "✗ returned 24 Nov", "◔ EUR 1,234.00 unapplied", "✓ applied", "57 days late")
        shown = picture(pilot.app)
        assert "8 Payments" in shown
        assert ("5 Agreed" in shown) == (size[0] == 80)
        assert shown.index("✗ returned 24 Nov") < shown.index("57 days late")


@pytest.mark.parametrize("size", SIZES)
async def test_a_posting_is_reversed_with_a_reason(
    paid: Book, station: MakeStation, size: tuple[int, int]
) -> None:
    async with station(lambda: AccountScreen(paid.id("100234"))).run_test(size=size) as pilot:
        await until_shown(pilot, "Overdue")
        await pilot.press("8", "end")
        await until_shown(pilot, "x Reverse")
        await pilot.press("x")
        await until_shown(pilot, "Reverse this posting", "EUR 5,600.00 on 4688")
        await pilot.press("enter")
        await until_shown(pilot, "say why it is reversed")
        await type_in(pilot, "wrong item")
        await pilot.press("enter")
        await until_shown(pilot, "Posting reversed; the money is unapplied", "EUR 6,834.00  USD 2,000.00")
        assert open_of(paid, "4688") == 560000
        assert journal(paid.store)[-1] == ("allocation.reverse", paid.id("100234"))


async def test_a_payment_goes_back_to_suspense_or_to_the_bank(paid: Book, station: MakeStation) -> None:
    async with station(lambda: AccountScreen(paid.id("100234"))).run_test(size=(80, 24)) as pilot:
        await until_shown(pilot, "Overdue")
        await pilot.press("8")
        rows = pilot.app.screen.query_one("#payment-rows", Rows)
        await until(pilot, lambda: rows.total == 5, "the payments")
        await pilot.press("home", "x")  # the returned one is gone already
        assert isinstance(pilot.app.screen, AccountScreen)
        await pilot.press("end", "up", "x")
        await until_shown(pilot, "▸1  It waits again to be matched", "2  The bank took the money back")
        await pilot.press("2")
        await type_in(pilot, "bounced")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "Payment of EUR 5,600.00 reversed", "✗ returned 24 Nov")
        assert open_of(paid, "4688") == 560000
        await until(pilot, lambda: rows.total == 4, "its posting is gone")
        await pilot.press("up", "x")
        await until_shown(pilot, "Reverse this payment")
        await pilot.press("escape")
        assert [act for act, _account in journal(paid.store)][-1] == "payment.reverse"


async def test_an_account_without_payments_says_so(book: Book, station: MakeStation) -> None:
    async with station(lambda: AccountScreen(book.id("100112"))).run_test(size=(80, 24)) as pilot:
        await until_shown(pilot, "Overdue")
        await pilot.press("8")
        await until_shown(pilot, "No payment has been posted here.", "Days late    –", "Unapplied    –")
        await pilot.press("x")
        assert isinstance(pilot.app.screen, AccountScreen)


@pytest.mark.parametrize("size", SIZES)
async def test_unapplied_cash_goes_to_what_is_open(
    paid: Book, station: MakeStation, size: tuple[int, int]
) -> None:
    before = open_of(paid, "4655")
    async with station(lambda: AccountScreen(paid.id("100234"))).run_test(size=size) as pilot:
        await until_shown(pilot, "Overdue")
        await pilot.press("8")
        await until_shown(pilot, "◔ EUR 1,234.00 unapplied")
        rows = pilot.app.screen.query_one("#payment-rows", Rows)
        await until(pilot, lambda: rows.current is not None, "a row")
        while not (rows.current and rows.current.data and rows.current.data.unapplied
                   and "1,234" in rows.current.data.said):  # fmt: skip
            await pilot.press("down")
        await pilot.press("v")
        await until_shown(pilot, "EUR 1,234.00 posted, EUR 0.00 unapplied")
        assert before - open_of(paid, "4655") == 123400
