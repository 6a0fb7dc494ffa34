"""A message as a file, before it is kept: an e-mail as .eml, a letter as PDF, all else as plain text."""

from __future__ import annotations

from collectdesk.desk.handle import DeskHandle
from collectdesk.desk.messages.carriers import sender_of_files
from collectdesk.desk.messages.checked import checked
from collectdesk.desk.messages.compose import Asked
from collectdesk.desk.messages.drafting import Addition
from collectdesk.messages.house import load_house
from collectdesk.messages.message import LetterHead, as_document
from collectdesk.messages.pdf import as_pdf
from collectdesk.messages.sending.address import Mailbox
from collectdesk.messages.sending.mail import Mail, mail_bytes, new_message_id
from collectdesk.messages.sending.markup import html_of

ENDINGS = {"email": "eml", "letter": "pdf"}


def message_file(desk: DeskHandle, asked: Asked, additions: tuple[Addition, ...]) -> bytes:
    """The content of the file. BadInput as `checked`, and for an e-mail when it is not known in whose name it goes."""
    with desk.store.read() as session:
        made = checked(session, asked, desk.actor.id, additions)
    composed, theirs = made.composed, made.theirs
    now = desk.clock()
    if theirs.channel == "letter":
        at = composed.standing
        house = load_house()
        head = LetterHead(
            (house.name or at.creditor.name, house.address),
            (at.party.name, composed.person if composed.person != at.party.name else "", composed.address),
            composed.asked.day,
        )
        return as_pdf(as_document(theirs, at.party.country, head), now)
    if theirs.channel != "email":
        return f"{theirs.body.text}\n".encode()
    server, text = sender_of_files(), theirs.body.text
    name = composed.person or composed.standing.party.name
    return mail_bytes(
        Mail(
            sender=server.from_box, reply_to=server.reply_box, to=Mailbox(name, composed.address),
            subject=theirs.subject.text, text=text, html=html_of(text, theirs.reader.language),
            language=theirs.reader.language, dated=now,
            message_id=new_message_id(server.from_box.address.rpartition("@")[2]), in_reply_to=None,
            references=(), enclosures=(),
        )
    )  # fmt: skip
