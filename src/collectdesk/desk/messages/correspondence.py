"""What was written to a customer and what came back, each as it was: read again, never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from collectdesk.desk.messages.drafting import documents_of
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.models import Account, InboundAttachment, InboundMessage, Message, Party, User


@dataclass(frozen=True, slots=True)
class SentMessage:
    """A message as it goes or went to the customer: `text` is what they read, `collector_text` the same in English.

    `language` is a code such as de or pt_BR; `files` are the names of its documents in their order. `approved_by` is
    a person's name, None where nobody approved it; instants are None for what has not happened.
    """

    id: int
    account_id: int
    account_number: str
    customer: str
    purpose: str
    channel: str
    address: str
    to_name: str
    language: str
    subject: str
    text: str
    collector_text: str
    state: str
    reason: str
    author: str
    created_at: datetime
    sent_at: datetime | None
    needs_approval: bool
    approved_by: str | None
    approved_at: datetime | None
    files: tuple[str, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class CameWith:
    """A document that came with a message: its name as the mail gave it, and its size in bytes."""

    id: int
    name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class ReceivedMessage:
    """A message from outside. The account is None while nobody knows whose it is; `status` is that of a bounce.

    `answers_id` is the message it answers, `handled_by` the name of who dealt with it.
    """

    id: int
    account_id: int | None
    account_number: str | None
    customer: str | None
    kind: str
    from_address: str
    subject: str
    text: str
    received_at: datetime
    answers_id: int | None
    status: str | None
    handled_at: datetime | None
    handled_by: str | None
    files: tuple[CameWith, ...]


def sent_message(session: Session, message_id: int) -> SentMessage:
    """The message with this id, in whatever state. BadInput when there is none."""
    row = session.get(Message, message_id)
    if row is None:
        raise BadInput(_("there is no message with the id {id}").format(id=message_id))
    number, customer = session.execute(
        select(Account.number, Party.name)
        .join(Party, Party.id == Account.party_id)
        .where(Account.id == row.account_id)
    ).one()
    return SentMessage(
        row.id, row.account_id, number, customer, row.purpose, row.channel, row.address, row.to_name, row.language,
        row.subject, row.text, row.collector_text, row.state, row.reason, _name(session, row.user_id) or "",
        row.created_at, row.sent_at, row.needs_approval, _name(session, row.approved_by), row.approved_at,
        tuple(one.name for one in documents_of(session, row.id)), row.digest,
    )  # fmt: skip


def received_message(session: Session, inbound_id: int) -> ReceivedMessage:
    """The message from outside with this id. BadInput when there is none."""
    row = session.get(InboundMessage, inbound_id)
    if row is None:
        raise BadInput(_("nothing came in with the id {id}").format(id=inbound_id))
    account = session.get(Account, row.account_id) if row.account_id is not None else None
    party = session.get(Party, row.party_id) if row.party_id is not None else None
    files = session.execute(
        select(
            InboundAttachment.id,
            InboundAttachment.name,
            InboundAttachment.media_type,
            func.length(InboundAttachment.content),
        )
        .where(InboundAttachment.inbound_message_id == row.id)
        .order_by(InboundAttachment.id)
    )
    return ReceivedMessage(
        row.id, row.account_id, account.number if account else None, party.name if party else None, row.kind,
        row.from_address, row.subject, row.text, row.received_at, row.answers_id, row.status, row.handled_at,
        _name(session, row.handled_by), tuple(CameWith(*one) for one in files),
    )  # fmt: skip


def _name(session: Session, user_id: int | None) -> str | None:
    return session.scalar(select(User.name).where(User.id == user_id)) if user_id is not None else None
