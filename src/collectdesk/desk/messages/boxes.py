"""What lies in the outbox and the inbox, as screens and the shell read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from collectdesk.models import (
    Account,
    InboundAttachment,
    InboundMessage,
    Message,
    MessageAttempt,
    Party,
    User,
)

OPEN = ("uncertain", "handed", "held", "failed", "bounced", "sending", "queued", "approved", "draft")
"""States of messages that somebody may have to do something about, the most pressing first."""


@dataclass(frozen=True, slots=True)
class OutboxLine:
    """A message. `not_before` is when it may go, `attempts` how often it was started, `reason` why it did not go."""

    id: int
    account_id: int
    account_number: str
    customer: str
    author: str
    channel: str
    address: str
    purpose: str
    subject: str
    state: str
    reason: str
    attempts: int
    created_at: datetime
    not_before: datetime | None
    sent_at: datetime | None
    digest: str
    needs_approval: bool
    author_id: int
    text: str
    collector_text: str


@dataclass(frozen=True, slots=True)
class InboxLine:
    """A message from outside. The account is None while nobody knows whose it is; `files` counts its documents."""

    id: int
    received_at: datetime
    kind: str
    from_address: str
    subject: str
    text: str
    account_id: int | None
    account_number: str | None
    customer: str | None
    answers_id: int | None
    matched_by: str | None
    status: str | None
    files: int
    handled_at: datetime | None


def outbox(
    session: Session, states: Sequence[str] = OPEN, account_id: int | None = None, limit: int = 200
) -> tuple[OutboxLine, ...]:
    """Messages in these states, those that need a person first, then the newest."""
    attempts = (
        select(func.count())
        .where(MessageAttempt.about_message_id == Message.id, MessageAttempt.step == "started")
        .scalar_subquery()
    )
    order = case({state: place for place, state in enumerate(OPEN)}, value=Message.state, else_=len(OPEN))
    where: list[ColumnElement[bool]] = [Message.state.in_(states), Message.undone_by.is_(None)]
    if account_id is not None:
        where.append(Message.account_id == account_id)
    rows = session.execute(
        select(
            Message.id, Message.account_id, Account.number, Party.name, User.name, Message.channel, Message.address,
            Message.purpose, Message.subject, Message.state, Message.reason, attempts, Message.created_at,
            Message.not_before, Message.sent_at, Message.digest, Message.needs_approval, Message.user_id, Message.text,
            Message.collector_text,
        )
        .join(Account, Account.id == Message.account_id)
        .join(Party, Party.id == Message.party_id)
        .join(User, User.id == Message.user_id)
        .where(*where)
        .order_by(order, Message.id.desc())
        .limit(limit)
    )  # fmt: skip
    return tuple(OutboxLine(*cast(Any, row)) for row in rows)


def inbox(
    session: Session, handled: bool = False, account_id: int | None = None, limit: int = 200
) -> tuple[InboxLine, ...]:
    """Messages from outside that wait to be dealt with, or with `handled` those that were; the oldest first."""
    files = (
        select(func.count())
        .where(InboundAttachment.inbound_message_id == InboundMessage.id)
        .scalar_subquery()
    )
    inbound = InboundMessage
    where: list[ColumnElement[bool]] = [
        inbound.handled_at.is_not(None) if handled else inbound.handled_at.is_(None)
    ]
    if account_id is not None:
        where.append(inbound.account_id == account_id)
    rows = session.execute(
        select(
            inbound.id, inbound.received_at, inbound.kind, inbound.from_address, inbound.subject, inbound.text,
            inbound.account_id, Account.number, Party.name, inbound.answers_id, inbound.matched_by, inbound.status,
            files, inbound.handled_at,
        )
        .outerjoin(Account, Account.id == inbound.account_id)
        .outerjoin(Party, Party.id == inbound.party_id)
        .where(*where)
        .order_by(inbound.received_at, inbound.id)
        .limit(limit)
    )  # fmt: skip
    return tuple(InboxLine(*cast(Any, row)) for row in rows)
