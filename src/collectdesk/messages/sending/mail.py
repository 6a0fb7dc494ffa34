"""The e-mail of a message as RFC 5322 bytes: the same message always makes the same bytes."""

from __future__ import annotations

import hashlib
import re
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.messages.sending.address import Mailbox, one_line
from collectdesk.messages.sending.markup import language_tag
from collectdesk.messages.sending.rules import sending_rules

CALENDAR = "text/calendar"
_MESSAGE_ID = re.compile(r"<[^\s<>@]+@[^\s<>@]+>")
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]*/[a-z0-9][a-z0-9.+-]*")


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A document that goes along; a calendar file is sent as an invitation."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """An e-mail before it is bytes.

    `dated` is an instant; `message_id` and `references` are in angle brackets; `language` is a Babel locale id.
    """

    sender: Mailbox
    reply_to: Mailbox | None
    to: Mailbox
    subject: str
    text: str
    html: str
    language: str
    dated: datetime
    message_id: str
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()


def new_message_id(domain: str) -> str:
    """A Message-ID of our own that nobody else has."""
    return f"<{uuid.uuid4().hex}@{domain}>"


def mail_bytes(mail: Mail) -> bytes:
    """The e-mail with CRLF line ends. BadInput where a header could not hold what it is given."""
    made = EmailMessage(policy=SMTP)
    made["From"] = mail.sender.header
    made["To"] = mail.to.header
    if mail.reply_to is not None:
        made["Reply-To"] = mail.reply_to.header
    made["Subject"] = one_line(mail.subject, _("the subject"))
    made["Date"] = format_datetime(mail.dated.astimezone(UTC))
    made["Message-ID"] = _id(mail.message_id)
    if mail.in_reply_to is not None:
        made["In-Reply-To"] = _id(mail.in_reply_to)
    if mail.references:
        made["References"] = " ".join(_id(one) for one in mail.references)
    made.set_content(mail.text, cte="quoted-printable")
    made.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    if sum(len(one.content) for one in mail.enclosures) > sending_rules().limits.attachments:
        raise BadInput(_("the documents are too big for one message; send fewer, or a link"))
    for one in mail.enclosures:
        _enclose(made, one)
    # Only now: adding parts moves every Content- header to the first of them.
    made["Content-Language"] = language_tag(one_line(mail.language, _("the language")))
    _set_boundaries(made, mail.message_id)
    return made.as_bytes()


def _enclose(made: EmailMessage, one: Enclosure) -> None:
    name = one_line(one.name, _("the name of a document"))
    if not _MEDIA_TYPE.fullmatch(one.media_type):
        raise BadInput(_("{kind} is not a kind of document").format(kind=ascii(one.media_type)))
    main, _slash, sub = one.media_type.partition("/")
    if one.media_type == CALENDAR:
        made.add_attachment(
            one.content.decode("utf-8"),
            subtype=sub,
            filename=name,
            params={"method": "REQUEST"},
            cte="base64",
        )
        return
    if main in ("message", "multipart"):
        main, sub = "application", "octet-stream"
    made.add_attachment(one.content, maintype=main, subtype=sub, filename=name)


def _set_boundaries(made: EmailMessage, message_id: str) -> None:
    """Boundaries that follow from the Message-ID; "=_" stands in no encoded text."""
    for place, part in enumerate(made.walk()):
        if part.is_multipart():
            part.set_boundary("=_" + hashlib.sha256(f"{message_id} {place}".encode()).hexdigest()[:40])


def _id(given: str) -> str:
    if not given.isascii() or not given.isprintable() or not _MESSAGE_ID.fullmatch(given):
        raise BadInput(_("{id} is not a Message-ID").format(id=ascii(given)))
    return given
