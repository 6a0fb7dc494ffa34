"""Keeping a finished message: what was previewed, to whom, with which documents."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from collectdesk.desk.act import Act, Command, act
from collectdesk.desk.rights import Right
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.messages.sending.address import Mailbox, mailbox, one_line
from collectdesk.messages.sending.invitation import Invitation, invitation_bytes
from collectdesk.messages.sending.mail import CALENDAR, new_message_id
from collectdesk.messages.sending.markup import html_of
from collectdesk.messages.sending.rules import sending_rules
from collectdesk.models import (
    Account,
    Attachment,
    ContactPerson,
    ContactPoint,
    InboundMessage,
    Message,
    MessageAddition,
    MessageAttachment,
)
from collectdesk.store.journal import digest

MessageChannel = Literal["email", "sms", "messenger", "letter", "voicemail"]
NoticeKind = Literal["written_notice", "validation", "reminder", "default_notice"]
DOMAIN = "collectdesk.invalid"
"""Where Message-IDs are from while no sender is known; RFC 2606 keeps the name free."""


class Addition(BaseModel):
    """A paragraph of the collector's own. `confirmed` says that they read what the customer will read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    place: str = Field(max_length=40)
    source_text: str
    customer_text: str
    confirmed: bool = False


class Meeting(BaseModel):
    """A video call to invite to; `starts_at` is an instant, `zone` that in which the customer reads it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    starts_at: datetime
    minutes: int
    zone: str
    summary: str
    link: str
    organiser: str
    uid: str | None = None
    sequence: int = 0


class DraftMessage(Command):
    """A message that was composed and checked.

    `address` is where it goes, as it will be used; `subject` and `text` what the customer reads, `collector_text` the
    same in the collector's language. `notice` is the legal notice that sending it is. `answers` is the inbound message
    it replies to. `domain` is that of the sender, for the Message-ID.
    """

    account_id: int
    person_id: int | None = None
    contact_point_id: int | None = None
    template: str = Field(max_length=40)
    purpose: str = Field(max_length=40)
    notice: NoticeKind | None = None
    language: str = Field(max_length=40)
    channel: MessageChannel
    address: str = Field(max_length=1000)
    to_name: str = Field(default="", max_length=200)
    subject: str = Field(default="", max_length=500)
    text: str = Field(min_length=1, max_length=200_000)
    collector_text: str = ""
    additions: tuple[Addition, ...] = ()
    attachment_ids: tuple[int, ...] = ()
    meeting: Meeting | None = None
    needs_approval: bool = False
    answers: int | None = None
    batch_id: str | None = Field(default=None, max_length=40)
    basis: dict[str, Any] = Field(default_factory=dict)
    domain: str = DOMAIN


@act("message.draft", right=Right.WORK)
def draft_message(act: Act, command: DraftMessage) -> None:
    """Keep a message as it was previewed. BadInput for an address, a name or a subject that cannot be used."""
    keep_draft(act, command)


def keep_draft(act: Act, command: DraftMessage) -> Message:
    """The same inside another act; gives the message's row."""
    account = act.account(command.account_id)
    _check_owned(act, account, command)
    address = _address(command)
    answered = _answered(act, account, command.answers)
    row = act.add(
        Message(
            request_id=command.request_id, account_id=account.id, party_id=account.party_id,
            person_id=command.person_id, contact_point_id=command.contact_point_id, user_id=act.actor.id,
            template=command.template, purpose=command.purpose, notice=command.notice, language=command.language,
            channel=command.channel, address=address,
            to_name=one_line(command.to_name, _("the name")),
            subject=one_line(command.subject, _("the subject")), text=command.text,
            html=html_of(command.text, command.language) if command.channel == "email" else "",
            collector_text=command.collector_text, digest="", needs_approval=command.needs_approval, state="draft",
            created_at=act.now, message_id=new_message_id(command.domain),
            in_reply_to=answered[-1] if answered else None, references=" ".join(answered), reason="",
            batch_id=command.batch_id, basis=command.basis, turn=0,
        )
    )  # fmt: skip
    for one in command.additions:
        _add_paragraph(act, row, one)
    documents = [_document(act, account, key) for key in command.attachment_ids]
    if command.meeting is not None:
        documents.append(_invitation(act, row, command.meeting))
    if sum(len(one.content) for one in documents) > sending_rules().limits.attachments:
        raise BadInput(_("the documents are too big for one message; send fewer, or a link"))
    act.session.add_all(
        MessageAttachment(about_message_id=row.id, attachment_id=one.id, place=place)
        for place, one in enumerate(documents)
    )
    act.session.flush()
    row.digest = message_digest(act.session, row)
    act.record(
        message=row.id, template=command.template, purpose=command.purpose, channel=command.channel,
        language=command.language, digest=row.digest, documents=[one.sha256 for one in documents],
    )  # fmt: skip
    act.say(_("Message kept as a draft"))
    return row


def message_digest(session: Session, row: Message) -> str:
    """The digest of everything of a message that the customer gets."""
    documents = [[one.name, one.media_type, one.sha256] for one in documents_of(session, row.id)]
    parts = [
        row.channel, row.address, row.to_name, row.subject, row.text, row.html, row.language, row.message_id,
        row.in_reply_to, row.references, documents,
    ]  # fmt: skip
    return digest(json.dumps(parts, ensure_ascii=True, separators=(",", ":")))


def documents_of(session: Session, message_id: int) -> list[Attachment]:
    """The documents that go with a message, in order."""
    return list(
        session.scalars(
            select(Attachment)
            .join(MessageAttachment, MessageAttachment.attachment_id == Attachment.id)
            .where(MessageAttachment.about_message_id == message_id)
            .order_by(MessageAttachment.place)
        )
    )


def message_of(act: Act, message_id: int, *states: str) -> Message:
    """A message in one of these states, locked until the act ends. BadInput when it is not."""
    row = act.session.scalar(select(Message).where(Message.id == message_id).with_for_update())
    if row is None or row.undone_by or row.state not in states:
        raise BadInput(
            _("message {id} is not as it was shown; look at the list of messages").format(id=message_id)
        )
    act.account(row.account_id)
    return row


def _address(command: DraftMessage) -> str:
    if command.channel == "email":
        return mailbox(command.address, command.to_name).address
    if command.channel == "letter":
        return command.address
    return one_line(command.address, _("the number"))


def _check_owned(act: Act, account: Account, command: DraftMessage) -> None:
    person = act.session.get(ContactPerson, command.person_id) if command.person_id else None
    point = act.session.get(ContactPoint, command.contact_point_id) if command.contact_point_id else None
    for named, row in ((command.person_id, person), (command.contact_point_id, point)):
        if named and (row is None or row.party_id != account.party_id):
            raise BadInput(_("this person or address does not belong to the account"))
    if point is not None and point.state in ("dead", "blocked"):
        raise BadInput(_("this address is dead or blocked; choose another one"))


def _answered(act: Act, account: Account, inbound_id: int | None) -> list[str]:
    """The Message-IDs of the conversation, the one answered last."""
    if inbound_id is None:
        return []
    inbound = act.session.get(InboundMessage, inbound_id)
    if inbound is None or inbound.account_id != account.id:
        raise BadInput(_("this reply does not belong to the account"))
    before = act.session.get(Message, inbound.answers_id) if inbound.answers_id else None
    chain = [
        *(before.references.split() if before else []),
        before.message_id if before else None,
        inbound.message_id,
    ]
    return [one for one in chain if one]


def _add_paragraph(act: Act, row: Message, one: Addition) -> None:
    act.add(
        MessageAddition(
            about_message_id=row.id,
            place=one.place,
            source_text=one.source_text,
            customer_text=one.customer_text,
            confirmed_by=act.actor.id if one.confirmed else None,
            confirmed_at=act.now if one.confirmed else None,
        )
    )


def _document(act: Act, account: Account, attachment_id: int) -> Attachment:
    found = act.session.get(Attachment, attachment_id)
    if found is None or found.undone_by or found.account_id != account.id:
        raise BadInput(_("document {id} does not belong to the account").format(id=attachment_id))
    return found


def _invitation(act: Act, row: Message, meeting: Meeting) -> Attachment:
    """The calendar file of a meeting, kept with the account."""
    if row.channel != "email":
        raise BadInput(_("an invitation goes by e-mail; write the time and the link into the text"))
    content = invitation_bytes(
        Invitation(
            uid=meeting.uid or f"{row.request_id}@{DOMAIN}", starts_at=meeting.starts_at, minutes=meeting.minutes,
            zone=meeting.zone, summary=meeting.summary, description=row.text, link=meeting.link,
            organiser=mailbox(meeting.organiser), attendee=Mailbox(row.to_name, row.address), made_at=act.now,
            sequence=meeting.sequence,
        )
    )  # fmt: skip
    return act.add(
        Attachment(
            account_id=row.account_id, user_id=act.actor.id, at=act.now, about="message", about_id=row.id,
            kind="invitation", version=meeting.sequence + 1, name="invitation.ics", media_type=CALENDAR,
            language=row.language, sha256=hashlib.sha256(content).hexdigest(), content=content,
        )
    )  # fmt: skip
