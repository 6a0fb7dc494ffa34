"""What a message is about besides the account: a promise, a plan, a dispute, its decision, a payment, a call …

Each finder gives the newest row that the message can be about, or the one that was named, as fields of the templates.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from collectdesk.desk.contact_case import DECIDED
from collectdesk.messages.purposes import About, When
from collectdesk.messages.rendering import Field
from collectdesk.models import (
    Activity,
    Dispute,
    DisputeDecision,
    Instalment,
    NextAction,
    Payment,
    PaymentPlan,
    Promise,
    SettlementOffer,
)
from collectdesk.money import Money

_RECENTLY = timedelta(days=14)
_CALLED = timedelta(days=3)
_AHEAD = timedelta(days=7)
ANSWERS = {"accepted": "upheld", "partly_accepted": "partly", "rejected": "not_upheld"}
"""What the template calls each outcome of a dispute."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The row that a message is about (None where there is none), its fields, and what is so of it."""

    id: int | None = None
    currency: str | None = None
    fields: dict[str, Field] = field(default_factory=dict)
    holds: frozenset[When] = frozenset()


def subject(session: Session, kind: About, account_id: int, day: date, named: int | None) -> Subject:
    """What a message of this kind is about on an account, on a day."""
    find = _FINDERS.get(kind)
    return find(session, account_id, day, named) if find else Subject()


def _newest(session: Session, wanted: Select[Any], row: Any, named: int | None) -> Any:
    if named is not None:
        wanted = wanted.where(row.id == named)
    return session.scalars(wanted.order_by(row.id.desc()).limit(1)).first()


def _promise(session: Session, account_id: int, day: date, named: int | None) -> Subject:
    wanted = select(Promise).where(
        Promise.account_id == account_id,
        Promise.undone_by.is_(None),
        Promise.state.in_(("open", "broken", "partially_kept")),
    )
    found: Promise | None = _newest(session, wanted, Promise, named)
    if found is None:
        return Subject()
    fields: dict[str, Field] = {
        "amount": Money(found.amount_minor, found.currency),
        "promised_on": found.promised_on,
        "paid": None,
    }
    holds: frozenset[When] = frozenset({"promise_open" if found.state == "open" else "promise_missed"})
    return Subject(found.id, found.currency, {"promise": fields, "rest": None}, holds)


def _plan(session: Session, account_id: int, day: date, named: int | None) -> Subject:
    wanted = select(PaymentPlan).where(
        PaymentPlan.account_id == account_id,
        PaymentPlan.undone_by.is_(None),
        PaymentPlan.state.in_(("offered", "running", "completed")),
    )
    found: PaymentPlan | None = _newest(session, wanted, PaymentPlan, named)
    if found is None:
        return Subject()
    rows = _instalments(session, found.id)
    cost = (
        found.interest_minor if found.interest and found.interest.get("charging") in ("each", "last") else 0
    )
    payments: list[dict[str, Field]] = [
        {
            "number": row.number,
            "due_on": row.due_on,
            "amount": Money(row.principal_minor + row.interest_minor, found.currency),
        }
        for row in rows
    ]
    fields: dict[str, Field] = {
        "total": Money(found.total_minor, found.currency),
        "count": len(rows),
        "first_on": rows[0].due_on,
        "last_on": rows[-1].due_on,
        "cost": Money(cost, found.currency) if cost else None,
        "valid_until": found.state_on + _RECENTLY,
        "payments": payments,
    }
    state: dict[str, frozenset[When]] = {
        "offered": frozenset({"plan_offered"}),
        "completed": frozenset({"plan_completed"}),
    }
    return Subject(found.id, found.currency, {"plan": fields}, state.get(found.state, frozenset()))


def _instalments(session: Session, plan_id: int) -> list[Instalment]:
    return list(
        session.scalars(
            select(Instalment).where(Instalment.payment_plan_id == plan_id).order_by(Instalment.number)
        )
    )


def _instalment(session: Session, account_id: int, day: date, named: int | None) -> Subject:
    wanted = select(PaymentPlan).where(
        PaymentPlan.account_id == account_id, PaymentPlan.undone_by.is_(None), PaymentPlan.state == "running"
    )
    plan: PaymentPlan | None = _newest(session, wanted, PaymentPlan, None)
    if plan is None:
        return Subject()
    rows = _instalments(session, plan.id)
    missed = [row for row in rows if row.state in ("missed", "part_paid") and row.due_on < day]
    ahead = [row for row in rows if row.state == "open" and day <= row.due_on <= day + _AHEAD]
    chosen = [row for row in rows if row.id == named] or missed[-1:] or ahead[:1]
    if not chosen:
        return Subject()
    row = chosen[0]
    amount = row.principal_minor + row.interest_minor - row.received_minor
    fields: dict[str, Field] = {
        "no": row.number,
        "of": rows[-1].number,
        "amount": Money(amount, plan.currency),
        "due_on": row.due_on,
    }
    holds: set[When] = set()
    if row in missed:
        holds.add("instalment_missed")
    if row in ahead:
        holds.add("instalment_due")
    return Subject(row.id, plan.currency, {"instalment": fields}, frozenset(holds))


def _dispute(session: Session, account_id: int, day: date, named: int | None) -> Subject:
    wanted = select(Dispute).where(Dispute.account_id == account_id, Dispute.undone_by.is_(None))
    found: Dispute | None = _newest(session, wanted.where(Dispute.state.notin_(DECIDED)), Dispute, named)
    found = found or _newest(session, wanted, Dispute, named)
    if found is None:
        return Subject()
    fields: dict[str, Field] = {
        "number": str(found.id),
        "amount": Money(found.amount_minor, found.currency),
        "answer_by": found.target_on if found.target_on >= day else None,
    }
    holds: frozenset[When] = frozenset({"dispute_open"} if found.state not in DECIDED else ())
    return Subject(found.id, found.currency, {"dispute": fields}, holds)


def _decision(session: Session, account_id: int, day: date, named: int | None) -> Subject:
    """The answer to a dispute; one that the customer withdrew is answered by nobody."""
    wanted = select(DisputeDecision).where(
        DisputeDecision.account_id == account_id,
        DisputeDecision.state == "made",
        DisputeDecision.undone_by.is_(None),
        DisputeDecision.outcome.in_(ANSWERS),
    )
    found: DisputeDecision | None = _newest(session, wanted, DisputeDecision, named)
    if found is None:
        return Subject()
    fields: dict[str, Field] = {
        "number": str(found.dispute_id),
        "amount": Money(found.disputed_minor, found.currency),
        "outcome": ANSWERS[found.outcome],
    }
    return Subject(found.id, found.currency, {"dispute": fields}, frozenset({"dispute_closed"}))


def _payment(session: Session, account_id: int, day: date, named: int | None) -> Subject:
    since = day - _RECENTLY
    wanted = select(Payment).where(
        Payment.account_id == account_id, (Payment.recorded_on >= since) | (Payment.returned_on >= since)
    )
    found: Payment | None = _newest(session, wanted, Payment, named)
    if found is None:
        return Subject()
    fields: dict[str, Field] = {
        "amount": Money(found.minor, found.currency),
        "received_on": found.value_on,
    }
    holds: frozenset[When] = frozenset({"payment_returned" if found.returned_on else "paid"})
    return Subject(found.id, found.currency, {"payment": fields}, holds)


def _settlement(session: Session, account_id: int, day: date, named: int | None) -> Subject:
    wanted = select(SettlementOffer).where(
        SettlementOffer.account_id == account_id, SettlementOffer.undone_by.is_(None)
    )
    found: SettlementOffer | None = _newest(session, wanted, SettlementOffer, named)
    if found is None:
        return Subject()
    holds: set[When] = set()
    if found.state == "offered" and found.made_by == "desk" and found.valid_until >= day:
        holds.add("settlement_offered")
    if found.state == "discharged":
        holds.add("settlement_paid")
    fields: dict[str, Field] = {
        "amount": Money(found.accepted_minor, found.currency),
        "balance": Money(found.owed_minor, found.currency),
        "saving": Money(found.owed_minor - found.accepted_minor, found.currency),
        "valid_until": found.valid_until,
        "received_on": found.state_on,
    }
    return Subject(found.id, found.currency, {"settlement": fields}, frozenset(holds))


def _call(session: Session, account_id: int, day: date, named: int | None) -> Subject:
    wanted = select(Activity).where(
        Activity.account_id == account_id,
        Activity.undone_by.is_(None),
        Activity.channel == "call",
        Activity.conversation.is_(True),
        Activity.right_party.is_(True),
    )
    found: Activity | None = _newest(session, wanted, Activity, named)
    if found is None or found.at.date() < day - _CALLED:
        return Subject()
    promise = session.scalars(
        select(Promise).where(Promise.activity_id == found.id, Promise.undone_by.is_(None))
    ).first()
    dispute = session.scalars(
        select(Dispute).where(Dispute.activity_id == found.id, Dispute.undone_by.is_(None))
    ).first()
    again = session.scalars(
        select(NextAction).where(NextAction.activity_id == found.id, NextAction.state == "open")
    ).first()
    plan = session.scalars(
        select(PaymentPlan).where(
            PaymentPlan.account_id == account_id,
            PaymentPlan.undone_by.is_(None),
            PaymentPlan.state.in_(("offered", "running")),
            PaymentPlan.created_at >= found.at - _CALLED,
        )
    ).first()
    promised: dict[str, Field] | None = None
    if promise is not None:
        promised = {
            "amount": Money(promise.amount_minor, promise.currency), "promised_on": promise.promised_on,
        }  # fmt: skip
    planned: dict[str, Field] | None = None
    if plan is not None:
        planned = {"total": Money(plan.total_minor, plan.currency), "first_on": plan.first_on}
    fields: dict[str, Field] = {
        "call_on": found.at.date(),
        "promise": promised,
        "plan": planned,
        "disputed": Money(dispute.amount_minor, dispute.currency) if dispute is not None else None,
        "call_back_on": again.due_at.date() if again is not None else None,
    }
    return Subject(found.id, None, fields, frozenset({"spoken"}))


_FINDERS: dict[About, Callable[[Session, int, date, int | None], Subject]] = {
    "promise": _promise,
    "plan": _plan,
    "instalment": _instalment,
    "dispute": _dispute,
    "decision": _decision,
    "payment": _payment,
    "settlement": _settlement,
    "call": _call,
}
