"""What is agreed beyond a promise: payment plans, settlements, what both rest on, and who had to approve."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from collectdesk.models.base import Base, Code, Currency, Id, Minor, Small


class PaymentPlan(Base):
    """A plan in one of its versions; a rescheduled one has a row of its own that `replaces_id` points back from.

    `state` is waiting (for an approval), declined, offered (agreed at the desk, not yet accepted), running,
    completed, broken, cancelled or replaced. `interest` is what `money.plan_interest` is told, NULL for none;
    `interest_minor` is in the instalments or apart as it says, `waived_minor` is given up. `calendar` is the
    country or subdivision of the place of payment. `changes` is what the customer says will be different. `paid_in`
    is the other currency in which it may be paid, with bearer, day and rates as in `FxQuote`; `fx_quote_id` the
    quotation at which payments settle once the plan runs.
    """

    __tablename__ = "payment_plan"
    __table_args__ = (Index("ix_payment_plan_account", "account_id", "state"),)

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime]
    version: Mapped[Small]
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("payment_plan.id"))
    state: Mapped[Code]
    state_on: Mapped[date]
    currency: Mapped[Currency]
    total_minor: Mapped[Minor]
    down_minor: Mapped[Minor]
    starts_on: Mapped[date]
    number: Mapped[Small]
    rhythm: Mapped[Code]
    first_on: Mapped[date]
    convention: Mapped[Code]
    calendar: Mapped[Code]
    interest: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    interest_minor: Mapped[Minor]
    waived_minor: Mapped[Minor]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("contact_person.id"))
    method: Mapped[Code]
    changes: Mapped[str]
    accepted_on: Mapped[date | None]
    undone_by: Mapped[int | None]
    paid_in: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    fx_quote_id: Mapped[int | None] = mapped_column(ForeignKey("fx_quote.id"))


class PlanItem(Base):
    """An open item that a plan covers, and what of it, in the plan's currency."""

    __tablename__ = "payment_plan_item"

    payment_plan_id: Mapped[int] = mapped_column(ForeignKey("payment_plan.id"), primary_key=True)
    open_item_id: Mapped[int] = mapped_column(ForeignKey("open_item.id"), primary_key=True, index=True)
    amount_minor: Mapped[Minor]


class Instalment(Base):
    """A payment of a plan; number 0 is the down payment.

    `moved_by` are the closed days between `unadjusted_on` and `due_on`: [day, holiday or null]. `state` is open,
    paid, part_paid or missed, as it stood on `state_on`.
    """

    __tablename__ = "instalment"
    __table_args__ = (
        UniqueConstraint("payment_plan_id", "number"),
        Index("ix_instalment_due", "state", "due_on"),
    )

    id: Mapped[Id]
    payment_plan_id: Mapped[int] = mapped_column(ForeignKey("payment_plan.id"))
    number: Mapped[Small]
    unadjusted_on: Mapped[date]
    due_on: Mapped[date]
    moved_by: Mapped[list[list[Any]]] = mapped_column(JSON)
    principal_minor: Mapped[Minor]
    interest_minor: Mapped[Minor]
    balance_minor: Mapped[Minor]
    received_minor: Mapped[Minor]
    state: Mapped[Code]
    state_on: Mapped[date]


class InstalmentMove(Base):
    """A payment of a plan that moved to another day; `payment_plan_id` is the version that came of it.

    `version` counts the days this payment has had, the first was 1. `requested_by` is customer or desk. `broken` says
    that it was asked after `from_on`, which counts as a broken promise. A move counts only if its version came to run.
    """

    __tablename__ = "instalment_move"

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    payment_plan_id: Mapped[int] = mapped_column(ForeignKey("payment_plan.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]
    number: Mapped[Small]
    from_on: Mapped[date]
    wanted_on: Mapped[date]
    due_on: Mapped[date]
    asked_on: Mapped[date]
    requested_by: Mapped[Code]
    reason: Mapped[str]
    version: Mapped[Small]
    broken: Mapped[bool]


class Affordability(Base):
    """What is known of a customer's ability to pay, as of `taken_on`, from `source`.

    `kind` is household, forecast, ratios or score; `figures` is what was typed in or imported, amounts as texts
    with the currency's decimals.
    """

    __tablename__ = "affordability"
    __table_args__ = (Index("ix_affordability_account", "account_id", "kind", "taken_on"),)

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]
    kind: Mapped[Code]
    taken_on: Mapped[date]
    source: Mapped[str]
    currency: Mapped[Currency]
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    undone_by: Mapped[int | None]


class SettlementOffer(Base):
    """Less than all, offered by the customer or the desk (`made_by`) in discharge of `owed_minor`.

    `parts` are [day, minor units]. `state` is waiting, declined, offered, running, discharged, lapsed or withdrawn.
    """

    __tablename__ = "settlement_offer"
    __table_args__ = (Index("ix_settlement_offer_account", "account_id", "state"),)

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]
    made_by: Mapped[Code]
    state: Mapped[Code]
    state_on: Mapped[date]
    currency: Mapped[Currency]
    owed_minor: Mapped[Minor]
    accepted_minor: Mapped[Minor]
    parts: Mapped[list[list[Any]]] = mapped_column(JSON)
    offered_on: Mapped[date]
    valid_until: Mapped[date]
    accepted_on: Mapped[date | None]
    undone_by: Mapped[int | None]


class Approval(Base):
    """What somebody asked to be allowed beyond their authority; decided by another, or expired.

    `kind` is plan, settlement, waiver, write_off, reschedule or credit; `about_id` the row it is about, in the table
    of its kind. `needs` is the level, or who stands above all levels, that may decide. The amount is in the currency of
    the authority table; `exceeded` are [limit, what it says]. `state` is open, approved, declined, expired or
    withdrawn.
    """

    __tablename__ = "approval"
    __table_args__ = (Index("ix_approval_state", "state", "asked_at"),)

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    kind: Mapped[Code]
    about_id: Mapped[int | None]
    asked_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    asked_at: Mapped[datetime]
    needs: Mapped[Code]
    minor: Mapped[Minor]
    currency: Mapped[Currency]
    exceeded: Mapped[list[list[Any]]] = mapped_column(JSON)
    reason: Mapped[str]
    evidence: Mapped[str]
    expires_on: Mapped[date]
    state: Mapped[Code]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None]
    answer: Mapped[str]


class Attachment(Base):
    """A document of an account: a letter that was made, or a copy that came back signed.

    `about` names the table and `about_id` the row it belongs to; `version` counts the documents of one kind there.
    """

    __tablename__ = "attachment"
    __table_args__ = (Index("ix_attachment_about", "about", "about_id"),)

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]
    about: Mapped[Code]
    about_id: Mapped[int]
    kind: Mapped[Code]
    version: Mapped[Small]
    name: Mapped[str]
    media_type: Mapped[str] = mapped_column(String(100))
    language: Mapped[Code]
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    undone_by: Mapped[int | None]
