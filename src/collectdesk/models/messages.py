"""What is written to customers and what comes back: messages, their free paragraphs, every attempt to send, replies."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from collectdesk.models.base import Base, Code, Id, Small


class Message(Base):
    """One message to a customer, as it was shown and as it goes out.

    `state` is draft, approved, queued, sending, handed (to a person, who has to say whether it went), sent, uncertain
    (handed over, the answer never came), held (a person has to look), failed, bounced or dropped. `digest` is that of
    what was previewed: subject, text, HTML, address and attachments. `collector_text` is the same text in the
    collector's language. `notice` is the legal notice that sending it is. `not_before` is the moment from which it
    may go. `turn` counts decisions about sending, so that each is made once; `claimed_by` names the process that
    sends, which has until `claimed_until`. `references` are the Message-IDs of the conversation, separated by blanks.
    `basis` is what it was composed from, {} for one that was not.
    """

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_account", "account_id", "created_at"),
        Index("ix_message_due", "state", "not_before"),
        Index("ix_message_batch", "batch_id"),
    )

    id: Mapped[Id]
    request_id: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("contact_person.id"))
    contact_point_id: Mapped[int | None] = mapped_column(ForeignKey("contact_point.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    template: Mapped[Code]
    purpose: Mapped[Code]
    notice: Mapped[Code | None]
    language: Mapped[Code]
    channel: Mapped[Code]
    address: Mapped[str]
    to_name: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str]
    collector_text: Mapped[str]
    digest: Mapped[str] = mapped_column(String(64))
    needs_approval: Mapped[bool]
    state: Mapped[Code]
    created_at: Mapped[datetime]
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    approved_at: Mapped[datetime | None]
    queued_at: Mapped[datetime | None]
    not_before: Mapped[datetime | None]
    handed_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    message_id: Mapped[str] = mapped_column(unique=True)
    in_reply_to: Mapped[str | None]
    references: Mapped[str]
    reason: Mapped[str]
    batch_id: Mapped[Code | None]
    basis: Mapped[dict[str, Any]] = mapped_column(JSON)
    turn: Mapped[int] = mapped_column(default=0)
    claimed_by: Mapped[str | None]
    claimed_until: Mapped[datetime | None]
    undone_by: Mapped[int | None]


class MessageAddition(Base):
    """A collector's own paragraph: where it stands, what was meant, what the customer reads, who confirmed it."""

    __tablename__ = "message_addition"

    id: Mapped[Id]
    about_message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), index=True)
    place: Mapped[Code]
    source_text: Mapped[str]
    customer_text: Mapped[str]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    confirmed_at: Mapped[datetime | None]


class MessageAttempt(Base):
    """A step of handing a message over: started, accepted, refused, postponed, uncertain, handed or settled.

    `turn` is the message's when it began; `code` the server's answer.
    """

    __tablename__ = "message_attempt"
    __table_args__ = (UniqueConstraint("about_message_id", "turn", "step"),)

    id: Mapped[Id]
    about_message_id: Mapped[int] = mapped_column(ForeignKey("message.id"))
    turn: Mapped[int]
    at: Mapped[datetime]
    step: Mapped[Code]
    code: Mapped[Small | None]


class MessageAttachment(Base):
    """A document that goes with a message, in order of `place`."""

    __tablename__ = "message_attachment"

    about_message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), primary_key=True)
    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachment.id"), primary_key=True, index=True)
    place: Mapped[Small]


class InboundMessage(Base):
    """What came back: `kind` is reply, bounce or auto_reply.

    `source_digest` is that of its bytes, by which reading it again changes nothing. The account and the party are NULL
    while nobody knows whose it is; `answers_id` is the message it answers, `matched_by` how that was found.
    """

    __tablename__ = "inbound_message"
    __table_args__ = (
        Index("ix_inbound_message_account", "account_id", "received_at"),
        Index("ix_inbound_message_handled", "handled_at"),
    )

    id: Mapped[Id]
    source_digest: Mapped[str] = mapped_column(String(64), unique=True)
    message_id: Mapped[str | None]
    received_at: Mapped[datetime]
    read_at: Mapped[datetime]
    from_address: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    kind: Mapped[Code]
    status: Mapped[Code | None]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    answers_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"), index=True)
    matched_by: Mapped[Code | None]
    handled_at: Mapped[datetime | None]
    handled_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class InboundAttachment(Base):
    """A document that came with a message, apart from those of accounts until somebody takes it there."""

    __tablename__ = "inbound_attachment"

    id: Mapped[Id]
    inbound_message_id: Mapped[int] = mapped_column(ForeignKey("inbound_message.id"), index=True)
    name: Mapped[str]
    media_type: Mapped[str] = mapped_column(String(100))
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary)
