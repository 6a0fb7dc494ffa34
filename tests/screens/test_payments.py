"""Working through what waits: piles, one payment whole, and every key that settles it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from textual.pilot import Pilot

from collectdesk.desk.cash.acting import AcceptMatch, accept_match
from collectdesk.models import Account, NextAction, OpenItem, Payment
from collectdesk.screens.account import AccountScreen
from collectdesk.screens.payments import OnAccountCard, PaymentsScreen, SplitCard
from collectdesk.screens.payments.lines import masked
from collectdesk.screens.queue import QueueScreen
from collectdesk.widgets.rows import Rows
from tests.screens.conftest import NOW, SIZES, Book, MakeStation, journal, picture, until, until_shown
from tests.screens.under import type_in
from tests.screens.waiting import fill, line_of

Piloted = Pilot[Any]


@pytest.fixture
def full(book: Book, tmp_path: Path) -> Book:
    """The small book with payments that wait."""
    fill(book, tmp_path)
    return book


def acts(book: Book) -> list[str]:
    return [
        act for act, _account in journal(book.store) if act.startswith(("payment.", "follow_up.", "act."))
    ]


def open_of(book: Book, document: str) -> int:
    with book.store.read() as session:
        return session.scalars(select(OpenItem.open_minor).where(OpenItem.document == document)).one()


def account_of(book: Book, line_id: int) -> str | None:
    """The number of the account a line's payment is on."""
    with book.store.read() as session:
        query = select(Account.number).join(Payment, Payment.account_id == Account.id)
        return session.scalar(query.where(Payment.bank_line_id == line_id))


def rows_of(pilot: Piloted) -> Rows:
    found: Rows = pilot.app.screen.query_one("#waiting", Rows)
    return found


async def settled(pilot: Piloted) -> None:
    """Wait until the payment under the cursor is drawn, and nothing is being written."""
    screen = pilot.app.screen
    assert isinstance(screen, PaymentsScreen)
    await until(pilot, lambda: not pilot.app.jobs.pending and screen._known is not None, "the payment")  # type: ignore[attr-defined]


async def select_line(pilot: Piloted, line_id: int) -> None:
    """Put the cursor on a line by its keys."""
    await until(pilot, lambda: rows_of(pilot).total > 0, "the list")
    await pilot.press("home")
    for _ in range(rows_of(pilot).total):
        row = rows_of(pilot).current
        if row is not None and row.data.line_id == line_id:
            break
        await pilot.press("down")
    await until(
        pilot, lambda: (k := pilot.app.screen._known) is not None and k.line_id == line_id, "the line"
    )  # type: ignore[attr-defined]
    await settled(pilot)


@pytest.mark.parametrize("size", SIZES)
async def test_piles_are_counted_and_gone_through(
    full: Book, station: MakeStation, size: tuple[int, int]
) -> None:
    async with station(PaymentsScreen).run_test(size=size) as pilot:
        await until_shown(pilot, "▸ All   Matched   Part-matched   Already cleared   Unknown   Returned")
        await until_shown(pilot, "9     1         2              1                 4         1", "5,600.00")
        totals = []
        for _ in range(6):
            await pilot.press("right")
            await until(pilot, lambda: pilot.app.screen._source.counts is not None)  # type: ignore[attr-defined]
            await pilot.pause(0.1)
            totals.append(rows_of(pilot).total)
        assert totals == [1, 2, 1, 4, 1, 9]
        await pilot.press("left")
        await until_shown(pilot, "▸ Returned", "May return" if size[0] == 120 else "returned", "−300.00")


@pytest.mark.parametrize("size", SIZES)
async def test_a_proposal_is_read_posted_and_taken_back(
    full: Book, station: MakeStation, size: tuple[int, int]
) -> None:
    async with station(PaymentsScreen).run_test(size=size) as pilot:
        await settled(pilot)
        await until_shown(pilot, "DE02 … 2051", "4688", "1 Nordwind Handels GmbH")
        assert "20300000000202051" not in picture(pilot.app)
        await pilot.press("enter")
        await until_shown(
            pilot,
            "+25 the payer is called Nordwind",
            "+20 the amount is exactly that of",
            "EUR 5,600.00",
            "Posting it",
        )
        await pilot.press("v")
        await until_shown(pilot, "EUR 5,600.00 posted", "u Undo", "on account")
        assert open_of(full, "4688") == 0
        await settled(pilot)
        assert rows_of(pilot).current.data.money.minor == 123400  # type: ignore[union-attr]
        await pilot.press("u")
        await until_shown(pilot, "Undone")
        assert open_of(full, "4688") == 560000
        await until(pilot, lambda: rows_of(pilot).total == 9, "the line is back")
        assert acts(full) == ["payment.accept", "act.undo"]


async def test_a_digit_takes_up_another_proposal_and_posts_nothing(full: Book, station: MakeStation) -> None:
    from collectdesk.models import MatchProposal

    line = line_of(full, "on account")
    gulf = full.id("101342")
    with full.store.write() as session:
        session.add(
            MatchProposal(
                bank_line_id=line, place=2, account_id=gulf, score=21, items=[], reasons=[["name", 21, "G"]]
            )
        )
    async with station(PaymentsScreen).run_test(size=(120, 36)) as pilot:
        await select_line(pilot, line)
        await pilot.press("2")
        await until_shown(pilot, "▸2 Gulf Pearl", "+21 the payer is called G")
        assert acts(full) == []
        await pilot.press("9", "v")
        await until(pilot, lambda: acts(full) == ["payment.accept"], "posted")
        assert account_of(full, line) == "101342"


@pytest.mark.parametrize("size", SIZES)
async def test_hostile_texts_are_shown_as_text(
    full: Book, station: MakeStation, size: tuple[int, int]
) -> None:
    wild = next(n for n in range(1, 20) if account_free(full, n))
    async with station(PaymentsScreen).run_test(size=size) as pilot:
        await select_line(pilot, wild)
        await pilot.press("enter")
        await until_shown(
            pilot, "[/ {{x}} [@click=app.quit]x[/] txt.exe", "{{ 7*7 }} [b]bold[/b] \ufffd[31mred desrever"
        )
        shown = picture(pilot.app)
        assert shown.count("X") == 200
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        assert "49" not in shown.replace("[/nope]", "")
        assert all(len(line) == size[0] for line in shown.splitlines())
        await pilot.press("o")
        await until_shown(pilot, "Search")
        await type_in(pilot, "gulf")
        await until_shown(pilot, "Gulf Pearl")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, OnAccountCard), "the card")
        await pilot.press("2")
        await until_shown(pilot, "No open item takes any of it")
        await pilot.press("enter")
        await until_shown(pilot, "EUR 0.00 posted, EUR 12.34 unapplied")
        assert account_of(full, wild) == "101342"


def account_free(book: Book, line_id: int) -> bool:
    """Whether this is the line of the payer who writes what no payer should."""
    from collectdesk.models import BankLine

    with book.store.read() as session:
        line = session.get(BankLine, line_id)
        return line is not None and line.minor == 1234


async def test_a_customer_is_looked_for_and_settled_by_order(full: Book, station: MakeStation) -> None:
    line = line_of(full, "thanks")
    async with station(PaymentsScreen).run_test(size=(80, 24)) as pilot:
        await select_line(pilot, line)
        await until_shown(pilot, "Nothing points to a customer: o finds one")
        await pilot.press("o")
        await type_in(pilot, "100663")
        await until_shown(pilot, "Zielony")
        await pilot.press("enter")
        await until_shown(pilot, "Leave it unapplied on the account")
        await pilot.press("escape")
        await pilot.press("o")
        await type_in(pilot, "nordw")
        await until_shown(pilot, "Nordwind")
        await pilot.press("enter", "2")
        await until_shown(pilot, "▸2", "Posting it", "4655")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "EUR 77.00 posted, EUR 0.00 unapplied")
        assert open_of(full, "4655") == 1842000 - 7700
        assert account_of(full, line) == "100234"


@pytest.mark.parametrize("size", SIZES)
async def test_a_split_tells_the_rest_at_every_key(
    full: Book, station: MakeStation, size: tuple[int, int]
) -> None:
    async with station(PaymentsScreen).run_test(size=size) as pilot:
        await settled(pilot)
        await pilot.press("e")
        await until_shown(pilot, "Amount for 4655", "stays unapplied EUR 0.00")
        assert isinstance(pilot.app.screen, SplitCard)
        await type_in(pilot, "300")
        await until_shown(pilot, "EUR 300.00 too much")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "the amounts are more than the payment")
        await pilot.press("down", *["backspace"] * 7)
        await until_shown(pilot, "Amount for 4688", "to items EUR 300.00")
        await type_in(pilot, "x")
        await until_shown(pilot, "“x” is not an amount")
        await pilot.press("up", "ctrl+s")
        await until_shown(pilot, "Amount for 4688", "“x” is not an amount")
        await pilot.press("backspace", *"5601")
        await until_shown(pilot, "4688 can take EUR 5,600.00 at most")
        await pilot.press(*["backspace"] * 4, *"1k")
        await until_shown(pilot, "to items EUR 1,300.00")
        await pilot.press("enter")
        await type_in(pilot, "=")
        await until_shown(pilot, "Amount for 4711", "stays unapplied EUR 0.00")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "EUR 5,600.00 posted, EUR 0.00 unapplied")
        assert [open_of(full, d) for d in ("4655", "4688", "4711")] == [1812000, 460000, 557055]


async def test_an_empty_split_is_asked_for_and_esc_leaves_it(full: Book, station: MakeStation) -> None:
    async with station(PaymentsScreen).run_test(size=(80, 24)) as pilot:
        await select_line(pilot, line_of(full, "on account"))
        await pilot.press("e")
        await until_shown(pilot, "Amount for 4655")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "type an amount for one item at least")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, PaymentsScreen))
        assert acts(full) == []


async def test_not_ours_and_asking_leave_the_next_line_under_the_cursor(
    full: Book, station: MakeStation
) -> None:
    async with station(PaymentsScreen).run_test(size=(80, 24)) as pilot:
        await select_line(pilot, line_of(full, "on account"))
        await pilot.press("m")
        await until_shown(pilot, "Nothing was sent: messages cannot be written here yet.")
        with full.store.read() as session:
            asked = session.scalars(select(NextAction).where(NextAction.kind == "email")).one()
        assert asked.text == "ask for a remittance advice for EUR 1,234.00 of 20 Nov"
        assert asked.account_id == full.id("100234")
        await pilot.press("u")
        await until_shown(pilot, "Undone")
        await select_line(pilot, line_of(full, "thanks"))
        at = rows_of(pilot).index
        await pilot.press("m")  # nobody is likely, so that there is nobody to ask
        await pilot.press("x")
        await until_shown(pilot, "Put aside as not ours")
        await until(pilot, lambda: rows_of(pilot).total == 8, "one less")
        await settled(pilot)
        assert rows_of(pilot).index == at
        assert rows_of(pilot).current.data.money.minor == 1234  # type: ignore[union-attr]
        assert acts(full) == ["follow_up.plan", "act.undo", "payment.not_ours"]
        await pilot.press("u")
        await until(pilot, lambda: rows_of(pilot).total == 9, "it is back")


async def test_a_return_is_brought_to_the_payment_it_returns(full: Book, station: MakeStation) -> None:
    async with station(PaymentsScreen).run_test(size=(120, 36)) as pilot:
        await select_line(pilot, line_of(full, "returned"))
        await until_shown(pilot, "returned: AC04", "▸1 Twin", " 2 Twin", "paid 23 Nov")
        await pilot.press("e", "o")  # money that went back is not put on an account
        assert isinstance(pilot.app.screen, PaymentsScreen)
        await pilot.press("2", "v")
        await until_shown(pilot, "Payment of EUR 300.00 came back")
        with full.store.read() as session:
            back = session.scalars(select(Payment).where(Payment.returned_on.is_not(None))).one()
        assert back.bank_line_id == line_of(full, "twin")
        assert back.returned_on == date(2026, 11, 24)


async def test_what_another_person_posted_is_said_once_and_the_list_is_read_again(
    full: Book, station: MakeStation
) -> None:
    async with station(PaymentsScreen).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        line = rows_of(pilot).current.data.line_id  # type: ignore[union-attr]
        accept_match(full.store, full.desk.actor, NOW, AcceptMatch(line_id=line))
        await pilot.press("v")
        await until_shown(pilot, "this payment is posted already; reverse it first")
        await until(pilot, lambda: rows_of(pilot).total == 8, "the list is read again")
        assert open_of(full, "4688") == 0
        assert acts(full) == ["payment.accept"]
        await settled(pilot)
        other = line_of(full, "Invoice 4655")
        accept = AcceptMatch(line_id=rows_of(pilot).current.data.line_id)  # type: ignore[union-attr]
        await select_line(pilot, other)
        accept_match(full.store, full.desk.actor, NOW, accept)
        await pilot.press("up")
        await until_shown(pilot, "This payment was settled meanwhile")
        await until(pilot, lambda: rows_of(pilot).total == 7, "the list is read again")


async def test_nothing_waits_says_so_and_keys_do_nothing(station: MakeStation) -> None:
    async with station(QueueScreen).run_test(size=(80, 24)) as pilot:
        await until_shown(pilot, "7 of 7")
        await pilot.press("dollar_sign")
        await until_shown(pilot, "No payment waits. esc goes back.")
        await pilot.press("enter", "v", "e", "o", "x", "m", "1", "right")
        assert isinstance(pilot.app.screen, PaymentsScreen)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, QueueScreen))


async def test_the_account_is_opened_from_the_payment(full: Book, station: MakeStation) -> None:
    async with station(QueueScreen).run_test(size=(120, 36)) as pilot:
        await until_shown(pilot, "6 of 7")
        await pilot.press("dollar_sign")
        await settled(pilot)
        await pilot.press("enter")
        await until_shown(pilot, "enter Account")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, AccountScreen))
        await until_shown(pilot, "Overdue")
        await pilot.press("escape", "escape", "escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, QueueScreen))


def test_account_numbers_are_masked_by_their_ends() -> None:
    assert masked("DE02 1203 0000 0000 2020 51") == "DE02 … 2051"
    assert masked("12345678") == "… 5678"
    assert masked("123") == "123"
    assert "\x1b" not in masked("\x1b[31mDE0212030000")
