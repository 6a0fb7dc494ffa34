"""What the desk did and agreed: activities, notes, next actions, promises, disputes, holds."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from collectdesk.models.base import Base, Code, Currency, Id, Minor, Small


class Activity(Base):
    """One logged attempt, message or conversation; never changed once saved, only undone.

    `result` is a code of `data/dispositions.toml`; the flags are those of the code on that day.
    `at` is when it began, `seconds` how long it took. `undone_by` is the journal entry that took it back.
    """

    __tablename__ = "activity"
    __table_args__ = (
        Index("ix_activity_account", "account_id", "at", "right_party"),
        Index("ix_activity_at", "at", "account_id"),
    )

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("contact_person.id"))
    contact_point_id: Mapped[int | None] = mapped_column(ForeignKey("contact_point.id"))
    at: Mapped[datetime]
    seconds: Mapped[int] = mapped_column(default=0)
    channel: Mapped[Code]
    direction: Mapped[Code] = mapped_column(default="out")
    result: Mapped[Code]
    sub_result: Mapped[Code | None]
    attempt: Mapped[bool]
    contact: Mapped[bool]
    right_party: Mapped[bool]
    conversation: Mapped[bool]
    counts_to_cap: Mapped[bool]
    starts_wait: Mapped[bool]
    undone_by: Mapped[int | None]


class Note(Base):
    """What a collector wrote down. Never changed; a correction is a new note."""

    __tablename__ = "note"

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]
    text: Mapped[str]
    undone_by: Mapped[int | None]


class NoteDraft(Base):
    """What is being typed, kept within a second. `place` is the screen it belongs to (call, note, promise).

    `caret` is [row, column]; `state` holds the rest of the form (result line, step, chosen number, start).
    """

    __tablename__ = "note_draft"
    __table_args__ = (UniqueConstraint("user_id", "account_id", "place"),)

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    place: Mapped[Code]
    text: Mapped[str]
    caret: Mapped[list[int]] = mapped_column(JSON)
    state: Mapped[dict[str, Any]] = mapped_column(JSON)
    saved_at: Mapped[datetime]


class NextAction(Base):
    """What happens next, who does it and when.

    `kind` is call, callback, email, letter, check_payment, send_copy, answer, review, trace or other;
    `state` is open, done, cancelled. The text is the collector's own words.
    """

    __tablename__ = "next_action"
    __table_args__ = (
        Index("ix_next_action_account", "account_id", "state"),
        Index("ix_next_action_agenda", "assignee_id", "state", "due_at"),
    )

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    kind: Mapped[Code]
    due_at: Mapped[datetime]
    text: Mapped[str] = mapped_column(default="")
    state: Mapped[Code] = mapped_column(default="open")
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"))
    created_at: Mapped[datetime]
    undone_by: Mapped[int | None]


class Promise(Base):
    """A commitment to pay, judged in its own currency.

    `state` is open, kept, partially_kept, broken, withdrawn or superseded; `state_on` the desk's day it
    turned. `last_value_on` is the last value date that keeps it. `level` counts how often promises on
    these items failed before.
    """

    __tablename__ = "promise"
    __table_args__ = (
        Index("ix_promise_account", "account_id", "state"),
        Index("ix_promise_day", "promised_on", "account_id"),
    )

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("contact_person.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    amount_minor: Mapped[Minor]
    currency: Mapped[Currency]
    promised_on: Mapped[date]
    last_value_on: Mapped[date]
    method: Mapped[Code | None]
    level: Mapped[Small] = mapped_column(default=1)
    state: Mapped[Code] = mapped_column(default="open")
    state_on: Mapped[date]
    created_at: Mapped[datetime]
    undone_by: Mapped[int | None]


class PromiseItem(Base):
    """An open item that a promise covers, and what was open on it when it was promised."""

    __tablename__ = "promise_item"

    promise_id: Mapped[int] = mapped_column(ForeignKey("promise.id"), primary_key=True)
    open_item_id: Mapped[int] = mapped_column(ForeignKey("open_item.id"), primary_key=True, index=True)
    open_minor: Mapped[Minor]


class Dispute(Base):
    """The customer's reason for not paying an amount; `reason` is a code of `data/disputes.toml`.

    `state` is new, or what it was decided as: accepted, partly_accepted, rejected or withdrawn (`DisputeDecision`).
    """

    __tablename__ = "dispute"

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    reason: Mapped[Code]
    amount_minor: Mapped[Minor]
    currency: Mapped[Currency]
    state: Mapped[Code] = mapped_column(default="new")
    opened_on: Mapped[date]
    target_on: Mapped[date]
    undone_by: Mapped[int | None]


class DisputeItem(Base):
    """The part of an open item that a dispute holds back."""

    __tablename__ = "dispute_item"

    dispute_id: Mapped[int] = mapped_column(ForeignKey("dispute.id"), primary_key=True)
    open_item_id: Mapped[int] = mapped_column(ForeignKey("open_item.id"), primary_key=True, index=True)
    amount_minor: Mapped[Minor]


class Hold(Base):
    """A reason not to work an account, until a day or until it is lifted.

    `kind` is cease, attorney, insolvency, deceased, breathing_space, breathing_space_crisis, moratorium, minor,
    wrong_party, placed, support_need, hardship, paid_claim, payment_search, skipped, payment_plan or settlement. It
    holds from `since_on`; `until_on` is the last day, `9999-12-31` is "until lifted". `lifted_on` is the day from
    which it holds no more.
    """

    __tablename__ = "hold"
    __table_args__ = (
        Index("ix_hold_account", "account_id"),
        Index("ix_hold_until", "until_on", "account_id"),
    )

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[Code]
    reason: Mapped[str] = mapped_column(default="")
    since_on: Mapped[date]
    until_on: Mapped[date]
    lifted_on: Mapped[date | None]
    undone_by: Mapped[int | None]


class WarningFlag(Base):
    """An early-warning sign; `flag` is a code of `data/ranking.toml`, which says what it is worth."""

    __tablename__ = "warning_flag"
    __table_args__ = (
        UniqueConstraint("account_id", "flag"),
        Index("ix_warning_flag_until", "until_on", "account_id"),
    )

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    flag: Mapped[Code]
    since_on: Mapped[date]
    until_on: Mapped[date]


class Offer(Base):
    """What a collector was shown at the head of the list, with its ledger at that moment."""

    __tablename__ = "offer"

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    at: Mapped[datetime]
    place: Mapped[int]
    score: Mapped[Small]
    ledger: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    ranking_version: Mapped[str] = mapped_column(String(64))
