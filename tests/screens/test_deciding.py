"""Deciding a dispute on the account: `=` or enter on it, one line, `ctrl+s`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, update

from collectdesk.desk.act import Actor
from collectdesk.desk.disputes import RaiseDispute, raise_dispute
from collectdesk.desk.rights import Role
from collectdesk.models import Approval, Dispute, DisputeDecision, ExpectedCredit, OpenItem
from collectdesk.screens.account import AccountScreen
from collectdesk.screens.deciding import DecideCard
from tests.screens.conftest import HOSTILE, NOW, SIZES, Book, MakeStation, picture, until, until_shown
from tests.screens.under import type_in

NORDWIND = "100234"


def _raise(book: Book, number: str = NORDWIND, minor: int | None = 114_000, reason: str = "PRICE") -> int:
    currency = {"100577": "USD"}.get(number, "EUR")
    command = RaiseDispute(account_id=book.id(number), reason=reason, amount_minor=minor, currency=currency)
    return raise_dispute(book.store, book.desk.actor, NOW, command).created["dispute"][0]


async def _opened(pilot: Any) -> DecideCard:
    await pilot.press("equals_sign")
    await until(pilot, lambda: isinstance(pilot.app.screen, DecideCard), "the card")
    card: DecideCard = pilot.app.screen
    await until(pilot, lambda: card._known is not None, "the account")
    return card


def _decisions(book: Book) -> list[tuple[str, int, str | None, str]]:
    with book.store.read() as session:
        return [
            (one.outcome, one.accepted_minor, one.root_cause, one.explanation)
            for one in session.scalars(select(DisputeDecision).order_by(DisputeDecision.id))
        ]


@pytest.mark.parametrize("size", SIZES)
async def test_in_part_and_undone(book: Book, station: MakeStation, size: tuple[int, int]) -> None:
    number = _raise(book)
    account = book.id(NORDWIND)
    async with station(lambda: AccountScreen(account)).run_test(size=size) as pilot:
        await until_shown(pilot, "Nordwind")
        await _opened(pilot)
        await until_shown(pilot, "Price differs", "EUR 1,140.00", "answer due Tue 1 Dec")
        await type_in(pilot, "partly 640")
        await until_shown(
            pilot, "Accepted in part", "EUR 640.00", "EUR 500.00", "due again", "what lay behind it"
        )
        await type_in(pilot, " pricing March list")
        await until_shown(pilot, "Price in the master data")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, AccountScreen), "the account")
        await until_shown(pilot, "◔ Accepted in part", "credit awaited")
        assert _decisions(book) == [("partly_accepted", 64_000, "pricing_master", "March list")]
        await pilot.press("u")
        await until_shown(pilot, "Undone")
    with book.store.read() as session:
        assert session.get_one(Dispute, number).state == "new"
        assert sum(session.scalars(select(OpenItem.disputed_minor))) == 114_000


async def test_enter_on_a_dispute_among_the_commitments(book: Book, station: MakeStation) -> None:
    _raise(book, minor=50_000)
    second = _raise(book, minor=70_000, reason="TAX")
    account = book.id(NORDWIND)
    async with station(lambda: AccountScreen(account)).run_test(size=(120, 36)) as pilot:
        await until_shown(pilot, "Nordwind")
        await pilot.press("5", "down")
        await until_shown(pilot, "▌ ■ Dispute                 EUR 700.00")
        assert pilot.app.screen.place.labels["open"] == "Decide it"
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, DecideCard), "the card")
        card: DecideCard = pilot.app.screen
        await until(pilot, lambda: card._known is not None, "the account")
        assert card._chosen_id == second
        await pilot.press("escape", "1")
        await type_in(pilot, "withdrawn")
        await until_shown(pilot, "EUR 500.00 due again")
        await pilot.press("enter")
        await until(pilot, lambda: _decisions(book) == [("withdrawn", 0, None, "")], "the decision")


async def test_what_is_missing_is_said_and_nothing_is_written(book: Book, station: MakeStation) -> None:
    _raise(book)
    account = book.id(NORDWIND)
    async with station(lambda: AccountScreen(account)).run_test(size=(80, 24)) as pilot:
        await until_shown(pilot, "Nordwind")
        card = await _opened(pilot)
        await pilot.press("ctrl+s")
        await until_shown(pilot, "type what came of it")
        await type_in(pilot, "maybe")
        await until_shown(pilot, "is no outcome")
        card.field.value = "rejected delay"
        await pilot.press("ctrl+s")
        await until_shown(pilot, "still to type: why")
        await pilot.press("escape", "escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, AccountScreen), "the account")
        await until_shown(pilot, "a decision of")
        card = await _opened(pilot)
        assert card.field.value == "rejected delay"
    assert _decisions(book) == []


async def test_without_a_dispute_there_is_nothing_to_decide(book: Book, station: MakeStation) -> None:
    account = book.id(NORDWIND)
    async with station(lambda: AccountScreen(account)).run_test(size=(80, 24)) as pilot:
        await until_shown(pilot, "Nordwind")
        await pilot.press("equals_sign")
        await pilot.pause()
        assert isinstance(pilot.app.screen, AccountScreen)
        await pilot.app.push_screen(DecideCard(account))
        await until_shown(pilot, "No dispute is open")
        await pilot.press("ctrl+s")
        assert isinstance(pilot.app.screen, DecideCard)


async def test_a_credit_note_ends_what_waits(book: Book, station: MakeStation) -> None:
    number = _raise(book)
    account = book.id(NORDWIND)
    async with station(lambda: AccountScreen(account)).run_test(size=(80, 24)) as pilot:
        await until_shown(pilot, "Nordwind")
        await _opened(pilot)
        await type_in(pilot, "accepted billing")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: len(_decisions(book)) == 1, "the decision")
        await until(pilot, lambda: isinstance(pilot.app.screen, AccountScreen), "the account")
        await until_shown(pilot, "credit awaited")
        await _opened(pilot)
        await until_shown(pilot, "type the credit note")
        await type_in(pilot, "CN-7")
        await until_shown(pilot, "credit note CN-7: EUR 1,140.00")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "import it first")
        with book.store.write() as session:
            item = session.scalar(select(ExpectedCredit.open_item_id))
            session.execute(update(OpenItem).where(OpenItem.id == item).values(open_minor=1000))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, AccountScreen), "the account again")
    with book.store.read() as session:
        (credit,) = session.scalars(select(ExpectedCredit))
        assert (credit.reference, credit.credited_on is not None) == ("CN-7", True)
        assert session.get_one(Dispute, number).state == "accepted"


async def test_a_collector_asks(book: Book) -> None:
    from collectdesk.cli.workstation import CollectorStation

    _raise(book)
    collector = Actor(book.desk.actor.id, book.desk.actor.name, frozenset({Role.COLLECTOR}))
    account = book.id(NORDWIND)
    app = CollectorStation(replace(book.desk, actor=collector), lambda: AccountScreen(account))
    async with app.run_test(size=(80, 24)) as pilot:
        await until_shown(pilot, "Nordwind")
        await _opened(pilot)
        await type_in(pilot, "accepted billing")
        await until_shown(pilot, "for a team lead to decide; saving asks for it")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "say why, for who decides")
        await type_in(pilot, " twice billed")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, AccountScreen), "the account")
    with book.store.read() as session:
        (asked,) = session.scalars(select(Approval))
        assert (asked.kind, asked.reason, asked.minor) == ("credit", "twice billed", 114_000)


async def test_strangers_words(book: Book, station: MakeStation) -> None:
    _raise(book, "100577", 1000)
    account = book.id("100577")
    async with station(lambda: AccountScreen(account)).run_test(size=(80, 24)) as pilot:
        await until_shown(pilot, "A")
        card = await _opened(pilot)
        card.field.value = f"rejected other {HOSTILE}"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: len(_decisions(book)) == 1, "the decision")
        await until(pilot, lambda: isinstance(pilot.app.screen, AccountScreen), "the account")
        await until_shown(pilot, "Dispute rejected")
        assert "\x1b" not in picture(pilot.app)
