"""Less than all, by keys: on record, the floor only after the customer's offer, asked for, accepted, taken back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from collectdesk.cli.workstation import CollectorStation
from collectdesk.desk.rights import Role
from collectdesk.models import SettlementOffer
from collectdesk.screens.plan import SettlementCard
from collectdesk.screens.plan.settlement import TypedOffer, read_offer
from tests.screens.conftest import SIZES, Book, MakeStation, picture, until, until_shown
from tests.screens.under import Under, type_in

NORDWIND = "100234"


def _offers(book: Book) -> list[tuple[str, str, str]]:
    with book.store.read() as session:
        rows = session.scalars(select(SettlementOffer).order_by(SettlementOffer.id)).all()
        return [(row.made_by, row.state, f"{row.currency} {row.accepted_minor}") for row in rows]


async def _card(pilot: Any) -> SettlementCard:
    await pilot.pause()
    await pilot.press("c")
    await until_shown(pilot, "Balanced")
    await pilot.press("5")
    await until(pilot, lambda: isinstance(pilot.app.screen, SettlementCard), "the settlement")
    card: SettlementCard = pilot.app.screen
    await until(pilot, card.can_finish, "what is owed")
    return card


@pytest.mark.parametrize("size", SIZES)
async def test_the_floor_is_told_after_the_customers_offer_and_not_before(
    book: Book, station: MakeStation, size: tuple[int, int]
) -> None:
    under = Under("plan", account_id=book.id(NORDWIND))
    async with station(lambda: under).run_test(size=size) as pilot:
        await _card(pilot)
        assert "At least" not in picture(pilot.app)
        await type_in(pilot, "50% customer")
        await until_shown(pilot, "the customer offers 50.0 % of", "Worth today", "at 8 % a year")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "At least", "customer")
        assert len(_offers(book)) == 1


async def test_beyond_ones_authority_it_is_asked_for_with_a_reason(book: Book) -> None:
    actor = replace(book.desk.actor, roles=frozenset({Role.COLLECTOR}))
    under = Under("plan", account_id=book.id(NORDWIND))
    async with CollectorStation(replace(book.desk, actor=actor), lambda: under).run_test(
        size=(120, 36)
    ) as pilot:
        await _card(pilot)
        await type_in(pilot, "20% desk")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "to decide")
        assert _offers(book) == []
        await pilot.press("tab")
        await type_in(pilot, "one payment now")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "waits for approval")
        assert [state for _by, state, _amount in _offers(book)] == ["waiting"]


async def test_an_offer_is_taken_back_with_a_reason_and_accepted_without(
    book: Book, station: MakeStation
) -> None:
    under = Under("plan", account_id=book.id(NORDWIND))
    async with station(lambda: under).run_test(size=(120, 36)) as pilot:
        for last in ("x", "v"):
            await _card(pilot)
            await type_in(pilot, "95% desk")
            await pilot.press("ctrl+s")
            await until_shown(pilot, "offered, not accepted yet")
            await pilot.press(last)
            if last == "x":
                await until_shown(pilot, "say why the offer is withdrawn")
                await pilot.press(*"paid", "escape", last)
            await until_shown(pilot, {"x": "Offer withdrawn", "v": "Settlement accepted"}[last])
            await pilot.press("escape", "escape")
            await until(pilot, lambda: not isinstance(pilot.app.screen, SettlementCard), "back at the plan")
            if last == "x":
                await pilot.press("escape")
                await until(pilot, lambda: pilot.app.screen is under, "back")
        assert [state for _by, state, _amount in _offers(book)] == ["withdrawn", "running"]


@pytest.mark.parametrize(
    ("typed", "currency", "found"),
    [
        ("7680 customer", "EUR", TypedOffer("customer", 768000, None)),
        ("7,680.50 desk", "EUR", TypedOffer("desk", 768050, None)),
        ("500000", "JPY", TypedOffer("customer", 500000, None)),
        ("60% we", "KWD", None),
        ("120%", "EUR", "between 0 and 100"),
        ("all of it", "EUR", ""),
        ("", "EUR", ""),
    ],
)
def test_an_offer_in_one_line(typed: str, currency: str, found: TypedOffer | str | None) -> None:
    read = read_offer(typed, currency)
    if isinstance(found, TypedOffer):
        assert read == found
    elif found is None:
        assert isinstance(read, TypedOffer)
        assert (read.made_by, read.minor, read.per_cent) == ("desk", None, 60)
    else:
        assert isinstance(read, str)
        assert found in read
