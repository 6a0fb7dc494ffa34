"""The commands that show one message as it was, and save what came with it; part of the group `message`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from collectdesk.cli.output import LONGEST_LINE, Answer, Json, answer, iso, iso_or_none, line
from collectdesk.cli.seat import seat

MessageId = Annotated[int, typer.Argument(help="The message's id.")]
InboundId = Annotated[int, typer.Argument(help="The id of what came in.")]


class FileAnswer(Answer):
    """The file that was written."""

    file: str
    bytes: int


class MessageAnswer(Answer):
    """A message exactly as the customer reads it; `collector_text` is the same in English. `files` are its documents'
    names; `approved_by` is null where nobody approved it.
    """

    id: int
    account: str
    customer: str
    purpose: str
    channel: str
    to_name: str
    address: str
    language: str
    subject: str
    text: str
    collector_text: str
    state: str
    reason: str
    author: str
    created_at: str
    sent_at: str | None
    needs_approval: bool
    approved_by: str | None
    approved_at: str | None
    files: list[str]
    digest: str


class ReceivedFileAnswer(Answer):
    """A document that came along, under the name the mail gives it; `message attachment` takes the id."""

    id: int
    name: str
    media_type: str
    bytes: int


class ReceivedAnswer(Answer):
    """A message from outside, whole; the account is null while nobody knows whose it is."""

    id: int
    account: str | None
    customer: str | None
    kind: str
    from_address: str
    subject: str
    text: str
    received_at: str
    answers: int | None
    status: str | None
    handled_at: str | None
    handled_by: str | None
    files: list[ReceivedFileAnswer]


def show(message_id: MessageId, json: Json = False) -> int:
    """Show a message exactly as it was written to the customer, with who approved it and when it went.

    Example: collectdesk message show 12
    """
    from collectdesk.desk.messages.correspondence import sent_message

    with seat() as desk, desk.store.read() as session:
        one = sent_message(session, message_id)
    told = MessageAnswer(
        id=one.id, account=one.account_number, customer=one.customer, purpose=one.purpose, channel=one.channel,
        to_name=one.to_name, address=one.address, language=one.language, subject=one.subject, text=one.text,
        collector_text=one.collector_text, state=one.state, reason=one.reason, author=one.author,
        created_at=iso(one.created_at), sent_at=iso_or_none(one.sent_at), needs_approval=one.needs_approval,
        approved_by=one.approved_by, approved_at=iso_or_none(one.approved_at), files=list(one.files), digest=one.digest,
    )  # fmt: skip
    if json:
        answer(told)
        return 0
    to = ", ".join(part for part in (told.to_name, told.address) if part)
    _facts(
        {
            "to": to, "account": told.account, "channel": told.channel, "language": told.language,
            "state": ", ".join(part for part in (told.state, told.reason) if part),
            "written": f"{told.created_at}, {told.author}",
            "approved": f"{told.approved_at}, {told.approved_by}" if told.approved_by else "",
            "sent": told.sent_at or "", "attached": ", ".join(told.files), "subject": told.subject,
        }
    )  # fmt: skip
    _text(told.text)
    return 0


def received(inbound_id: InboundId, json: Json = False) -> int:
    """Show a message from outside with the ids of the documents that came with it.

    Example: collectdesk message received 7
    """
    from collectdesk.desk.messages.correspondence import received_message

    with seat() as desk, desk.store.read() as session:
        one = received_message(session, inbound_id)
    told = ReceivedAnswer(
        id=one.id, account=one.account_number, customer=one.customer, kind=one.kind, from_address=one.from_address,
        subject=one.subject, text=one.text, received_at=iso(one.received_at), answers=one.answers_id,
        status=one.status, handled_at=iso_or_none(one.handled_at), handled_by=one.handled_by,
        files=[
            ReceivedFileAnswer(id=file.id, name=file.name, media_type=file.media_type, bytes=file.size)
            for file in one.files
        ],
    )  # fmt: skip
    if json:
        answer(told)
        return 0
    _facts(
        {
            "from": told.from_address, "account": told.account or "", "kind": told.kind, "status": told.status or "",
            "received": told.received_at, "subject": told.subject,
        }
    )  # fmt: skip
    for file in told.files:
        line(f"document {file.id}: {file.name} ({file.bytes} bytes)")
    _text(told.text)
    return 0


def attachment(
    attachment_id: Annotated[
        int, typer.Argument(help="The id of the document, as `message received` shows it.")
    ],
    output: Annotated[
        Path,
        typer.Option("-o", "--output", help="The file to write, or a folder; nothing is written over."),
    ],
    json: Json = False,
) -> int:
    """Write a document that came with a message to a file; in a folder, under a safe name made from its own.

    Example: collectdesk message attachment 3 -o proof-of-payment.pdf
    """
    from collectdesk.desk.messages.attachments import save_attachment

    with seat() as desk:
        written = save_attachment(desk.store, attachment_id, output)
    if json:
        answer(FileAnswer(file=str(written), bytes=written.stat().st_size))
    else:
        line(str(written))
    return 0


def _facts(told: dict[str, str]) -> None:
    for name, value in told.items():
        if value:
            line(f"{name}: {value}")


def _text(text: str) -> None:
    line()
    for one in text.splitlines():
        for at in range(0, max(1, len(one)), LONGEST_LINE):
            line(one[at : at + LONGEST_LINE])
