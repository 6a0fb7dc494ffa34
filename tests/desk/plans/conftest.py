"""People beside the owner, and plans of the small account."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from collectdesk.desk.act import Actor
from collectdesk.desk.plans.agreeing import AcceptPlan, MakePlan, accept_plan, make_plan
from collectdesk.desk.rights import Role
from collectdesk.models import User
from collectdesk.store import Store
from tests.desk.conftest import Sample


def person(store: Store, now: datetime, name: str, role: Role) -> Actor:
    """Somebody with one role."""
    with store.write() as session:
        row = User(name=name, roles=str(role), created_at=now)
        session.add(row)
        session.flush()
        return Actor(row.id, name, frozenset({role}))


def terms(sample: Sample, **changed: object) -> MakePlan:
    """EUR 1,300.00 as 260.00 down and twice 520.00, a month apart, unless changed."""
    told: dict[str, object] = {
        "account_id": sample.account_id, "currency": "EUR", "down_minor": 26000, "number": 2,
        "first_on": date(2026, 12, 24), "changes": "A new contract starts in December",
    }  # fmt: skip
    return MakePlan.model_validate(told | changed)


@pytest.fixture
def collector(store: Store, now: datetime) -> Actor:
    """A collector."""
    return person(store, now, "Collector", Role.COLLECTOR)


@pytest.fixture
def lead(store: Store, now: datetime) -> Actor:
    """A team lead."""
    return person(store, now, "Lead", Role.LEAD)


Running = Callable[..., int]


@pytest.fixture
def running(store: Store, collector: Actor, now: datetime, sample: Sample) -> Running:
    """Makes a plan and lets it run; its id."""

    def make(**changed: object) -> int:
        made = make_plan(store, collector, now, terms(sample, **changed))
        (plan_id,) = made.created["payment_plan"]
        accept_plan(store, collector, now, AcceptPlan(plan_id=plan_id))
        return plan_id

    return make
