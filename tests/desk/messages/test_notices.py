"""What was agreed is spoken of in time, as a draft, once: instalments, promises, ends of plans."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import update

from collectdesk.desk.act import Actor
from collectdesk.desk.messages.campaign import prepare_campaign
from collectdesk.desk.plans.agreeing import AcceptPlan, MakePlan, make_plan
from collectdesk.desk.plans.agreeing import accept_plan as accept
from collectdesk.models import Instalment, PaymentPlan
from collectdesk.store import Store
from tests.desk.conftest import Sample
from tests.desk.messages.test_campaign import TODAY, drafts, promise, reachable


def names(store: Store) -> list[str]:
    return [one.template for one in drafts(store)]


@pytest.fixture
def running(store: Store, owner: Actor, now: datetime, sample: Sample) -> int:
    """A plan of three payments that runs."""
    terms = {
        "account_id": sample.account_id, "currency": "EUR", "down_minor": 0, "number": 3,
        "first_on": date(2026, 12, 15),
    }  # fmt: skip
    made = make_plan(store, owner, now, MakePlan.model_validate(terms))
    (plan_id,) = made.created["payment_plan"]
    accept(store, owner, now, AcceptPlan(plan_id=plan_id))
    reachable(store, sample)
    return plan_id


def move_first(store: Store, plan_id: int, on: date, state: str) -> None:
    with store.write() as session:
        session.execute(
            update(Instalment)
            .where(Instalment.payment_plan_id == plan_id, Instalment.number == 1)
            .values(due_on=on, state=state)
        )


@pytest.mark.parametrize(
    ("days", "state", "said"),
    [
        (6, "open", []),
        (5, "open", ["instalment_reminder"]),
        (3, "open", ["instalment_reminder"]),
        (2, "open", []),
        (-1, "missed", []),
        (-2, "missed", ["missed_instalment"]),
        (-5, "part_paid", ["missed_instalment"]),
        (-6, "missed", []),
        (-3, "paid", []),
    ],
)
def test_an_instalment_is_spoken_of_before_its_day_and_after_it_was_missed(
    store: Store, owner: Actor, now: datetime, running: int, days: int, state: str, said: list[str]
) -> None:
    move_first(store, running, TODAY + timedelta(days=days), state)
    prepare_campaign(store, owner, now)
    assert names(store) == said
    prepare_campaign(store, owner, now)
    assert names(store) == said


def test_a_promise_is_confirmed_and_a_completed_plan_thanked_for(
    store: Store, owner: Actor, now: datetime, sample: Sample, running: int
) -> None:
    promise(store, sample, "open", 0, 0, now)
    with store.write() as session:
        session.execute(update(PaymentPlan).values(state="completed", state_on=TODAY))
    prepare_campaign(store, owner, now)
    assert names(store) == ["plan_completed", "promise_confirmation"]
    (done, noted) = drafts(store)
    assert done.state == noted.state == "draft"
    assert "EUR" in noted.text


def test_what_lies_back_is_not_spoken_of_any_more(
    store: Store, owner: Actor, now: datetime, running: int
) -> None:
    with store.write() as session:
        session.execute(update(PaymentPlan).values(state="completed", state_on=TODAY - timedelta(days=3)))
    prepare_campaign(store, owner, now)
    assert names(store) == []
