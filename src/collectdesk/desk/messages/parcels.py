"""From a stored message to what is handed over: the same bytes for the preview, the file and the mail server."""

from __future__ import annotations

from sqlalchemy.orm import Session

from collectdesk.desk.messages.drafting import documents_of
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.messages.sending.address import Mailbox
from collectdesk.messages.sending.carrier import Parcel
from collectdesk.messages.sending.links import HandOver, hand_over
from collectdesk.messages.sending.mail import Enclosure, Mail, mail_bytes
from collectdesk.messages.sending.settings import MailServer
from collectdesk.models import Message
from collectdesk.store import Store


def parcel_of(session: Session, row: Message, server: MailServer | None) -> Parcel:
    """A message as a carrier gets it. BadInput for an e-mail when it is not known in whose name it goes."""
    if row.channel != "email" or server is None:
        return Parcel(row.message_id, row.channel, row.address, row.text)
    mail = mail_of(session, row, server)
    return Parcel(row.message_id, row.channel, row.address, row.text, mail.sender.address, mail_bytes(mail))


def mail_of(session: Session, row: Message, server: MailServer) -> Mail:
    """The e-mail of a message; it is dated when it was queued, before that when it was written."""
    return Mail(
        sender=server.from_box,
        reply_to=server.reply_box,
        to=Mailbox(row.to_name, row.address),
        subject=row.subject,
        text=row.text,
        html=row.html,
        language=row.language,
        dated=row.queued_at or row.created_at,
        message_id=row.message_id,
        in_reply_to=row.in_reply_to,
        references=tuple(row.references.split()),
        enclosures=tuple(
            Enclosure(one.name, one.media_type, one.content) for one in documents_of(session, row.id)
        ),
    )


def eml_of(store: Store, message_id: int, server: MailServer) -> bytes:
    """The e-mail as a file, byte for byte what the mail server gets. BadInput when it is none."""
    with store.read() as session:
        row = _message(session, message_id)
        if row.channel != "email":
            raise BadInput(_("message {id} is no e-mail; hand it over by its link").format(id=message_id))
        return mail_bytes(mail_of(session, row, server))


def hand_over_of(store: Store, message_id: int) -> HandOver:
    """The link and the text with which a person sends a message by hand."""
    with store.read() as session:
        row = _message(session, message_id)
        return hand_over(row.channel, row.address, row.subject, row.text)


def _message(session: Session, message_id: int) -> Message:
    row = session.get(Message, message_id)
    if row is None or row.undone_by:
        raise BadInput(_("there is no message with the id {id}").format(id=message_id))
    return row
