"""What comes of a call beyond one line: the card of objections, and a plan that was made in it."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from collectdesk.models import Journal, NextAction, PaymentPlan
from collectdesk.screens.call import CallScreen, ObjectionCard
from tests.screens.calling import NORDWIND, called, saved
from tests.screens.conftest import SIZES, Book, MakeStation, until, until_shown
from tests.screens.under import Under


@pytest.fixture(autouse=True)
def _no_dialling(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLLECTDESK_DIAL", raising=False)


@pytest.mark.parametrize("size", SIZES)
async def test_an_objection_is_one_key_to_open_and_one_to_pick(
    book: Book, station: MakeStation, size: tuple[int, int]
) -> None:
    under = Under("call", account_id=book.id(NORDWIND))
    async with station(lambda: under).run_test(size=size) as pilot:
        screen = await called(pilot)
        await pilot.press("o")
        assert pilot.app.screen is screen  # not before it is certain who speaks
        await pilot.press("v")
        await until_shown(pilot, "introduce, disclose")
        await pilot.press("o")
        await until(pilot, lambda: isinstance(pilot.app.screen, ObjectionCard), "the card")
        await until_shown(
            pilot, "We always pay in the end", "Promise to pay", "Who approves it", "Invoice in approval"
        )
        await pilot.press("0")
        await until(pilot, lambda: pilot.app.screen is screen, "the call again")
        await until_shown(pilot, "The terms name a day: on which day is this one paid?")
        assert screen.result.value == "ptp"
        await pilot.press("o")
        await until(pilot, lambda: isinstance(pilot.app.screen, ObjectionCard), "the card")
        await pilot.press("3")
        await until_shown(pilot, "Who approves it, and when is the payment run?")
        assert screen.result.value == "ptp"  # what stands there is not overwritten


@pytest.mark.parametrize("size", SIZES)
async def test_a_plan_made_in_a_call_is_its_result(
    book: Book, station: MakeStation, size: tuple[int, int]
) -> None:
    account = book.id(NORDWIND)
    under = Under("call", account_id=account)
    async with station(lambda: under).run_test(size=size) as pilot:
        screen = await called(pilot)
        await pilot.press("v", "l")
        await until_shown(pilot, "Balanced", "within your authority")
        await pilot.press("2", "ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, CallScreen), "the call again")
        assert screen.result.value == "plan"
        await until_shown(pilot, "Asks for payment plan", "Is the plan accepted?")
        await pilot.press("ctrl+s")
        await saved(pilot, under, account)
    with book.store.read() as session:
        plan = session.scalars(select(PaymentPlan)).one()
        assert plan.person_id == book.accounts[NORDWIND].person_id
        facts = json.loads(session.scalars(select(Journal.facts).where(Journal.act == "call.log")).one())
        assert (facts["plan"], facts["result"]) == (plan.id, "PLAN_REQ")
        assert [one.text for one in session.scalars(select(NextAction))] == ["Is the plan accepted?"]
