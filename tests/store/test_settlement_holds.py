"""A settlement that ran before settlements had a hold of their own kind gets it; nothing else changes."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import select, text

from collectdesk.desk.book import find_actor
from collectdesk.desk.plans.settling import AcceptOffer, RecordOffer, accept_offer, record_offer
from collectdesk.models import Hold, SettlementOffer
from collectdesk.store import Store
from tests.conftest import NOW
from tests.desk import conftest


def _statement() -> str:
    """The one of the migration that has it, whatever its number."""
    from collectdesk.store.migrate import _config

    modules = (one.module for one in ScriptDirectory.from_config(_config()).walk_revisions())
    return next(str(one.RESTING) for one in modules if hasattr(one, "RESTING"))


def _running(store: Store, now: datetime) -> None:
    """A settlement that was accepted, with its hold of the old kind."""
    owner = find_actor(store, None)
    sample = conftest.sample.__wrapped__(store, now)  # type: ignore[attr-defined]
    offer = RecordOffer(account_id=sample.account_id, made_by="customer", amount_minor=110000)
    record_offer(store, owner, now, offer)
    with store.read() as session:
        offer_id = session.scalars(select(SettlementOffer.id)).one()
    accept_offer(store, owner, now, AcceptOffer(offer_id=offer_id))
    with store.write() as session:
        held = session.scalars(select(Hold)).one()
        assert (held.kind, held.reason) == ("settlement", "A settlement runs")
        held.kind = "payment_plan"


@pytest.mark.parametrize(
    ("state", "reason", "lifted_on", "kind"),
    [
        ("running", "A settlement runs", None, "settlement"),
        ("running", "A payment plan runs", None, "payment_plan"),
        ("running", "A settlement runs", date(2026, 11, 24), "payment_plan"),
        ("lapsed", "A settlement runs", None, "payment_plan"),
    ],
)
def test_the_hold_of_a_running_settlement_gets_its_kind(
    store: Store, state: str, reason: str, lifted_on: date | None, kind: str
) -> None:
    _running(store, NOW)
    with store.write() as session:
        held = session.scalars(select(Hold)).one()
        held.reason, held.lifted_on = reason, lifted_on
        session.scalars(select(SettlementOffer)).one().state = state
    for _twice in range(2):
        with store.engine.execution_options(write=True).begin() as connection:
            connection.execute(text(_statement()))
        with store.read() as session:
            assert session.scalars(select(Hold.kind)).all() == [kind]
