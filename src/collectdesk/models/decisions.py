"""What disputes came to: decisions, and the credits that they make the ledger owe."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from collectdesk.models.base import Base, Code, Currency, Id, Minor

_AWAITED = text("credited_on IS NULL")


class DisputeDecision(Base):
    """What came of a dispute; `outcome` is accepted, partly_accepted, rejected or withdrawn.

    `accepted_minor` of `disputed_minor` is not owed. `state` is made, waiting (asked of who may decide it) or declined;
    `state_on` the desk's day it turned. `user_id` proposed it, `decided_by` decided it. `root_cause` is a code of
    `data/disputes.toml`; the explanation is the desk's own words, not for the customer.
    """

    __tablename__ = "dispute_decision"

    id: Mapped[Id]
    dispute_id: Mapped[int] = mapped_column(ForeignKey("dispute.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    outcome: Mapped[Code]
    disputed_minor: Mapped[Minor]
    accepted_minor: Mapped[Minor]
    currency: Mapped[Currency]
    root_cause: Mapped[Code | None]
    explanation: Mapped[str]
    state: Mapped[Code]
    state_on: Mapped[date]
    undone_by: Mapped[int | None]


class ExpectedCredit(Base):
    """What an accepted dispute takes off an open item, held back until the ledger shows the credit.

    `basis_minor` is what was open on the item at the decision and what payments had taken off it by then, so that a
    later fall that no payment explains is the ledger's own. `credited_on` is the desk's day on which the credit came;
    `reference` the credit note where a person named it.
    """

    __tablename__ = "expected_credit"
    __table_args__ = (
        Index("ix_expected_credit_awaited", "open_item_id", sqlite_where=_AWAITED, postgresql_where=_AWAITED),
    )

    id: Mapped[Id]
    dispute_decision_id: Mapped[int] = mapped_column(ForeignKey("dispute_decision.id"), index=True)
    open_item_id: Mapped[int] = mapped_column(ForeignKey("open_item.id"))
    amount_minor: Mapped[Minor]
    basis_minor: Mapped[Minor]
    credited_on: Mapped[date | None]
    reference: Mapped[str] = mapped_column(default="")
    undone_by: Mapped[int | None]
