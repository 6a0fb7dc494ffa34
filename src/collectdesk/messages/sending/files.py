"""A short mail with files, such as a report: sent at once, by the mail server of this desk."""

from __future__ import annotations

import mimetypes
import uuid
from dataclasses import dataclass
from datetime import datetime

from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.messages.sending.address import mailbox
from collectdesk.messages.sending.carrier import Parcel
from collectdesk.messages.sending.mail import Enclosure, Mail, mail_bytes, new_message_id
from collectdesk.messages.sending.markup import html_of
from collectdesk.messages.sending.settings import MailServer
from collectdesk.messages.sending.smtp import SmtpCarrier


@dataclass(frozen=True, slots=True)
class FileLetter:
    """To whom (an address), subject, text, and files by name."""

    to: str
    subject: str
    text: str
    files: tuple[tuple[str, bytes], ...]


def send_file(server: MailServer, now: datetime, letter: FileLetter) -> None:
    """Hand the mail to the server. BadInput for an address that is none, files that are too big, and when the server
    did not take it; the sentence says whether it may have been taken."""
    to = mailbox(letter.to)
    mail = Mail(
        sender=server.from_box, reply_to=server.reply_box, to=to, subject=letter.subject, text=letter.text,
        html=html_of(letter.text, "en"), language="en", dated=now,
        message_id=new_message_id(server.from_box.address.rpartition("@")[2]),
        enclosures=tuple(
            Enclosure(name, mimetypes.guess_type(name)[0] or "application/octet-stream", content)
            for name, content in letter.files
        ),
    )  # fmt: skip
    parcel = Parcel(
        uuid.uuid4().hex, "email", to.address, letter.text, server.from_box.address, mail_bytes(mail)
    )
    outcome = SmtpCarrier(server).carry(parcel)
    if outcome.step == "accepted":
        return
    if outcome.step == "uncertain":
        said = _(
            "the mail server gave no answer after the whole mail was out, so it may have arrived; ask {to}"
        )
        raise BadInput(said.format(to=to.address))
    said = _("the mail server did not take the report ({why}); nothing was sent")
    raise BadInput(said.format(why=outcome.said or outcome.step))
