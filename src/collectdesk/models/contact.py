"""What binds the next contact: wishes, consents, notices sent, and a lead's decisions to go past a refusal."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from collectdesk.models.base import Base, Code, Id


class Wish(Base):
    """How the customer wants to be contacted.

    `kind` is no_calls, no_work, hours, days or only. `value` holds what it asks for: stretches of a week such as
    "mon-fri 18:00-20:00" separated by ";", or channels separated by blanks. It holds from `since_on` until
    `ended_on`.
    """

    __tablename__ = "wish"

    id: Mapped[Id]
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    kind: Mapped[Code]
    value: Mapped[str] = mapped_column(default="")
    since_on: Mapped[date]
    ended_on: Mapped[date | None]
    undone_by: Mapped[int | None]


class Consent(Base):
    """The customer's consent to a channel, and where it comes from.

    `for_on` limits it to one day ("ring me Thursday"). It ends on `ended_on` when it is withdrawn.
    """

    __tablename__ = "consent"

    id: Mapped[Id]
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    channel: Mapped[Code]
    given_on: Mapped[date]
    for_on: Mapped[date | None]
    source: Mapped[str]
    ended_on: Mapped[date | None]
    undone_by: Mapped[int | None]


class LegalNotice(Base):
    """A notice that the law asks for before or soon after contact.

    `kind` is written_notice, validation, reminder or default_notice. `not_received_on` is the day on which the
    customer said that it never came.
    """

    __tablename__ = "legal_notice"

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    kind: Mapped[Code]
    sent_on: Mapped[date]
    not_received_on: Mapped[date | None]
    undone_by: Mapped[int | None]


class GateOverride(Base):
    """A lead's decision that an account may be contacted through a channel although the gate says no.

    It holds from `at` until `until`, for the rules it names (`jurisdiction/id`, separated by blanks) and no others.
    """

    __tablename__ = "gate_override"
    __table_args__ = (Index("ix_gate_override_account", "account_id", "until"),)

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    channel: Mapped[Code]
    rules: Mapped[str]
    reason: Mapped[str]
    at: Mapped[datetime]
    until: Mapped[datetime]
    undone_by: Mapped[int | None]
