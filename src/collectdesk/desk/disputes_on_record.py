"""The disputes of an account or of the book as they stand: undecided, asked about, decided, waiting for a credit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from collectdesk.desk.contact_case import DECIDED
from collectdesk.models import Account, Dispute, DisputeDecision, ExpectedCredit, Party
from collectdesk.money import Money


@dataclass(frozen=True, slots=True)
class DisputeOnRecord:
    """A dispute. `state` is new, waiting (a decision waits for approval), or its outcome.

    `accepted` is None until it is decided or asked about; `awaited` is what of it no ledger has credited yet.
    """

    id: int
    account_id: int
    account: str
    customer: str
    reason: str
    amount: Money
    opened_on: date
    target_on: date
    state: str
    accepted: Money | None
    awaited: Money
    root_cause: str | None
    explanation: str
    decided_on: date | None

    @property
    def undecided(self) -> bool:
        """Whether it can be decided now."""
        return self.state not in (*DECIDED, "waiting")


def disputes_on_record(
    session: Session, account_id: int | None = None, *, everything: bool = False, limit: int = 500
) -> tuple[DisputeOnRecord, ...]:
    """Those to be answered first come first; without `everything` only what is undecided or waits for a credit."""
    awaited = (
        select(
            ExpectedCredit.dispute_decision_id.label("decision_id"),
            func.sum(ExpectedCredit.amount_minor).label("minor"),
        )
        .where(ExpectedCredit.credited_on.is_(None), ExpectedCredit.undone_by.is_(None))
        .group_by(ExpectedCredit.dispute_decision_id)
        .subquery()
    )
    standing = (DisputeDecision.dispute_id == Dispute.id) & DisputeDecision.undone_by.is_(None)
    query = (
        select(Dispute, DisputeDecision, awaited.c.minor, Account.number, Party.name)
        .join(Account, Account.id == Dispute.account_id)
        .join(Party, Party.id == Account.party_id)
        .outerjoin(DisputeDecision, standing & DisputeDecision.state.in_(("made", "waiting")))
        .outerjoin(awaited, awaited.c.decision_id == DisputeDecision.id)
        .where(Dispute.undone_by.is_(None))
        .order_by(Dispute.state.in_(DECIDED), Dispute.target_on, Dispute.id)
        .limit(limit)
    )
    if account_id is not None:
        query = query.where(Dispute.account_id == account_id)
    if not everything:
        query = query.where(Dispute.state.notin_(DECIDED) | awaited.c.minor.is_not(None))
    return tuple(_told(*row) for row in session.execute(query))


def _told(
    dispute: Dispute, decision: DisputeDecision | None, awaited: int | None, number: str, customer: str
) -> DisputeOnRecord:
    waits = decision is not None and decision.state == "waiting"
    made = decision is not None and decision.state == "made"
    return DisputeOnRecord(
        dispute.id,
        dispute.account_id,
        number,
        customer,
        dispute.reason,
        Money(dispute.amount_minor, dispute.currency),
        dispute.opened_on,
        dispute.target_on,
        "waiting" if waits else dispute.state,
        Money(decision.accepted_minor, dispute.currency) if decision is not None else None,
        Money(int(awaited or 0), dispute.currency),
        decision.root_cause if decision is not None else None,
        decision.explanation if decision is not None else "",
        decision.state_on if decision is not None and made else None,
    )
