"""What to take into a call stands on the briefing of the account; what was traded is kept from there."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from collectdesk.cli.workstation import CollectorStation
from collectdesk.desk.negotiation_rules import load_negotiation
from collectdesk.desk.rights import Role
from collectdesk.models import Note
from collectdesk.screens.account import AccountScreen, TradeCard
from collectdesk.screens.account.negotiation import split_trade
from tests.screens.conftest import SIZES, Book, journal, picture, until, until_shown
from tests.screens.under import type_in

NORDWIND = "100234"


@pytest.mark.parametrize("size", SIZES)
async def test_the_sheet_stands_before_the_call_and_the_trade_after_it(
    book: Book, size: tuple[int, int]
) -> None:
    actor = replace(book.desk.actor, roles=frozenset({Role.COLLECTOR}))
    screen = AccountScreen(book.id(NORDWIND))
    app = CollectorStation(replace(book.desk, actor=actor), lambda: screen)
    async with app.run_test(size=size) as pilot:
        await until_shown(pilot, "Nordwind")
        await pilot.press("e")
        assert pilot.app.screen is screen  # nothing to trade before the sheet is looked at
        await pilot.press("b")
        await until_shown(
            pilot,
            "To negotiate",
            "EUR 33,890.55",
            "this one is for a team lead",
            "for a team lead to decide",
            "20 % down",
        )
        assert "that of the house after their offer" in picture(pilot.app)
        await pilot.press("pagedown")
        await until_shown(pilot, "Contest the debt", "cost and time are not on record")
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.screen, TradeCard), "the card")
        await type_in(pilot, "2 they")
        await pilot.press("escape", "escape")
        await until_shown(pilot, "a trade of", "b Go on with it")
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.screen, TradeCard), "the card")
        card = pilot.app.screen
        await until(pilot, lambda: card.field.value == "2 they", "what was typed")  # type: ignore[attr-defined]
        card.field.value = ""  # type: ignore[attr-defined]
        await pilot.press("enter")
        await until_shown(pilot, "say what was given, and for what")
        await type_in(pilot, "2 they ship friday")
        await until_shown(pilot, "Traded: the rest later, for a part today")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: pilot.app.screen is screen, "the account")
        await until_shown(pilot, "On record: what was traded")
    with book.store.read() as session:
        assert session.scalars(select(Note.text)).all() == [
            "Traded: the rest later, for a part today\nthey ship friday"
        ]
    assert journal(book.store)[-1] == ("negotiation.trade", book.id(NORDWIND))


def test_numbers_come_first_and_all_else_is_words() -> None:
    known = load_negotiation().concession
    assert split_trade("3 1 3 they pay 2 trucks", known) == (("instalments", "date"), "they pay 2 trucks")
    assert split_trade("99 balloons", known) == ((), "99 balloons")
    assert split_trade("", known) == ((), "")
