"""The commands that send messages and read what comes back; part of the group `message`."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from collectdesk.cli.acts import Request
from collectdesk.cli.correspondence import FileAnswer, InboundId, MessageId, attachment, received, show
from collectdesk.cli.given import one_of, request_field
from collectdesk.cli.groups import group
from collectdesk.cli.output import Answer, Json, answer, iso, iso_or_none, line, table
from collectdesk.cli.people import tell
from collectdesk.cli.seat import seat
from collectdesk.faults import BadInput

_PASTED = 1_000_000


class SentAnswer(Answer):
    """What became of one message: its state now, and why where it did not go."""

    message_id: int
    account_id: int
    channel: str
    state: str
    reason: str


class SendAnswer(Answer):
    """The messages that were due, and how many wait for a person who knows whether they arrived."""

    messages: list[SentAnswer]
    uncertain: int


class OutboxItem(Answer):
    """A message. `digest` names what was previewed."""

    id: int
    account: str
    customer: str
    author: str
    channel: str
    address: str
    purpose: str
    subject: str
    state: str
    reason: str
    attempts: int
    created_at: str
    not_before: str | None
    sent_at: str | None
    digest: str


class Outbox(Answer):
    """Messages, those that need a person first."""

    messages: list[OutboxItem]


class InboxItem(Answer):
    """A message from outside; the account is null while nobody knows whose it is. `files` counts its documents."""

    id: int
    received_at: str
    kind: str
    from_address: str
    subject: str
    text: str
    account: str | None
    customer: str | None
    answers: int | None
    matched_by: str | None
    status: str | None
    files: int
    handled_at: str | None


class Inbox(Answer):
    """What came back; `read` is null unless mail was read: messages read, new, and of the new replies, bounces,
    automatic answers and those of which nobody knows whose they are."""

    read: dict[str, int] | None
    messages: list[InboxItem]


class LinkAnswer(Answer):
    """What a person needs to send a message by hand; `complete` says that the text is in the link."""

    link: str
    complete: bool
    clipboard: str


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file to the group `message`."""
    messages = group(app, "message")
    for name, command in (
        ("queue", queue), ("approve", approve), ("send", send), ("outbox", outbox), ("drop", drop),
        ("uncertain", uncertain), ("settle", settle), ("eml", eml), ("link", link), ("replies", replies),
        ("assign", assign), ("handle", handle), ("show", show), ("received", received), ("attachment", attachment),
    ):  # fmt: skip
        messages.command(name)(command)


def queue(
    message_id: MessageId,
    digest: Annotated[str, typer.Option(help="The digest of what was previewed, as outbox shows it.")],
    request_id: Request = None,
    json: Json = False,
) -> int:
    """Let a message go out as soon as the gate allows it.

    Example: collectdesk message queue 12 --digest 5f1c…
    """
    from collectdesk.desk.messages.queueing import QueueMessage, queue_message

    with seat() as desk:
        command = QueueMessage(message_id=message_id, digest=digest, **request_field(request_id))
        return tell(queue_message(desk.store, desk.actor, desk.clock(), command), json)


def approve(
    message_id: MessageId,
    digest: Annotated[str, typer.Option(help="The digest of what was read, as outbox shows it.")],
    request_id: Request = None,
    json: Json = False,
) -> int:
    """Approve somebody else's message.

    Example: collectdesk message approve 12 --digest 5f1c…
    """
    from collectdesk.desk.messages.queueing import ApproveMessage, approve_message

    with seat() as desk:
        command = ApproveMessage(message_id=message_id, digest=digest, **request_field(request_id))
        return tell(approve_message(desk.store, desk.actor, desk.clock(), command), json)


def send(
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many messages.")] = 100,
    json: Json = False,
) -> int:
    """Send what is due: e-mail through the mail server, the rest is handed to you.

    Example: collectdesk message send
    """
    from collectdesk.desk.messages.boxes import outbox as read_outbox
    from collectdesk.desk.messages.carriers import usual_sender
    from collectdesk.desk.messages.sending import send_due

    with seat() as desk:
        sender, missing = usual_sender()
        done = send_due(desk.store, desk.actor, desk.clock, sender, limit)
        with desk.store.read() as session:
            unsure = len(read_outbox(session, ("uncertain",)))
            stuck = missing and any(one.channel == "email" for one in read_outbox(session, ("queued",)))
    shown = [SentAnswer(**asdict(one)) for one in done]
    if json:
        answer(SendAnswer(messages=shown, uncertain=unsure))
    else:
        table(
            ["id", "channel", "state", ""],
            [[str(one.message_id), one.channel, one.state, one.reason] for one in shown],
        )
    if stuck:
        print(missing, file=sys.stderr)
    good = all(one.state in ("sent", "handed") for one in shown)
    return 0 if good and not unsure and not stuck else 1


def outbox(
    state: Annotated[
        str | None, typer.Option(help="Only messages in this state, such as queued, sent or held.")
    ] = None,
    account: Annotated[str | None, typer.Option(help="Only those of this account.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many.")] = 200,
    json: Json = False,
) -> int:
    """Show messages that have not left, or those in one state.

    Example: collectdesk message outbox --state queued
    """
    from collectdesk.desk.messages.boxes import OPEN

    states = OPEN if state is None else (one_of(state, (*OPEN, "sent", "dropped"), "--state"),)
    return show_messages(states, account, limit, json)


def drop(
    message_id: MessageId,
    reason: Annotated[str, typer.Option(help="Why it does not go out.")] = "",
    request_id: Request = None,
    json: Json = False,
) -> int:
    """Take out a message that has not left.

    Example: collectdesk message drop 12 --reason "paid this morning"
    """
    from collectdesk.desk.messages.queueing import DropMessage, drop_message

    with seat() as desk:
        command = DropMessage(message_id=message_id, reason=reason, **request_field(request_id))
        return tell(drop_message(desk.store, desk.actor, desk.clock(), command), json)


def uncertain(json: Json = False) -> int:
    """Show messages of which nobody knows whether they left: settle each.

    Example: collectdesk message uncertain
    """
    return show_messages(("uncertain", "handed"), None, 10_000, json)


def settle(
    message_id: MessageId,
    was: Annotated[str, typer.Option(help="sent, again (send it once more) or dropped.")],
    request_id: Request = None,
    json: Json = False,
) -> int:
    """Say what became of a message that is uncertain or was handed to you.

    Example: collectdesk message settle 12 --was sent
    """
    from collectdesk.desk.messages.settling import SettleUncertain, settle_uncertain

    with seat() as desk:
        known = one_of(was, ("sent", "again", "dropped"), "--was")
        command = SettleUncertain(message_id=message_id, was=known, **request_field(request_id))
        return tell(settle_uncertain(desk.store, desk.actor, desk.clock(), command), json)


def eml(
    message_id: MessageId,
    output: Annotated[Path, typer.Option("-o", "--output", help="The file to write.")],
    json: Json = False,
) -> int:
    """Write an e-mail as a file, byte for byte what the mail server gets.

    Example: collectdesk message eml 12 -o reminder.eml
    """
    from collectdesk.desk.messages.carriers import sender_of_files
    from collectdesk.desk.messages.parcels import eml_of

    with seat() as desk:
        content = eml_of(desk.store, message_id, sender_of_files())
    try:
        output.write_bytes(content)
    except OSError as error:
        raise BadInput(f"-o {output} cannot be written: {error.strerror}") from error
    if json:
        answer(FileAnswer(file=str(output), bytes=len(content)))
    else:
        line(str(output))
    return 0


def link(message_id: MessageId, json: Json = False) -> int:
    """Show the link and the text with which you send a message yourself.

    Example: collectdesk message link 12
    """
    from collectdesk.desk.messages.parcels import hand_over_of

    with seat() as desk:
        found = hand_over_of(desk.store, message_id)
    if json:
        answer(LinkAnswer(**asdict(found)))
        return 0
    if found.link:
        line(found.link)
    if not found.complete:
        for one in found.clipboard.splitlines():
            line(one)
    return 0


def replies(
    path: Annotated[
        Path | None, typer.Argument(help="An mbox, a Maildir or a file of one message; - for a pasted text.")
    ] = None,
    account: Annotated[str | None, typer.Option(help="Whose it is, where it does not say.")] = None,
    handled: Annotated[bool, typer.Option("--handled", help="Show those that were dealt with.")] = False,
    json: Json = False,
) -> int:
    """Read what customers wrote back, and show what waits.

    Example: collectdesk message replies ~/Mail/inbox
    """
    from collectdesk.desk.dossier import find_account
    from collectdesk.desk.messages.boxes import inbox
    from collectdesk.desk.messages.replies import ReceiveReplies, receive_replies

    with seat() as desk:
        account_id = find_account(desk.store, account) if account else None
        read = None
        if path is not None:
            given = {"text": sys.stdin.read(_PASTED)} if str(path) == "-" else {"path": path}
            command = ReceiveReplies.model_validate({**given, "account_id": account_id})
            read = asdict(receive_replies(desk.store, desk.actor, desk.clock(), command))
        with desk.store.read() as session:
            found = inbox(session, handled, account_id)
    shown = [
        InboxItem(
            id=one.id, received_at=iso(one.received_at), kind=one.kind, from_address=one.from_address,
            subject=one.subject, text=one.text, account=one.account_number, customer=one.customer,
            answers=one.answers_id, matched_by=one.matched_by, status=one.status, files=one.files,
            handled_at=iso_or_none(one.handled_at),
        )
        for one in found
    ]  # fmt: skip
    if json:
        answer(Inbox(read=read, messages=shown))
        return 0
    if read is not None:
        line(", ".join(f"{count} {name}" for name, count in read.items()))
    rows = [
        [str(one.id), one.received_at, one.kind, one.account or "?", one.from_address, one.subject]
        for one in shown
    ]
    table(["id", "received", "kind", "account", "from", "subject"], rows)
    return 0


def assign(
    inbound_id: InboundId,
    account: Annotated[str, typer.Argument(help="The account's number.")],
    request_id: Request = None,
    json: Json = False,
) -> int:
    """Say whose a message from outside is.

    Example: collectdesk message assign 7 100234
    """
    from collectdesk.desk.dossier import find_account
    from collectdesk.desk.messages.replies import AssignReply, assign_reply

    with seat() as desk:
        account_id = find_account(desk.store, account)
        command = AssignReply(inbound_id=inbound_id, account_id=account_id, **request_field(request_id))
        return tell(assign_reply(desk.store, desk.actor, desk.clock(), command), json)


def handle(inbound_id: InboundId, request_id: Request = None, json: Json = False) -> int:
    """Say that a message from outside was dealt with.

    Example: collectdesk message handle 7
    """
    from collectdesk.desk.messages.replies import HandleReply, handle_reply

    with seat() as desk:
        command = HandleReply(inbound_id=inbound_id, **request_field(request_id))
        return tell(handle_reply(desk.store, desk.actor, desk.clock(), command), json)


def show_messages(states: tuple[str, ...], account: str | None, limit: int, json: bool) -> int:
    """Print the messages in these states, of one account or of all."""
    from collectdesk.desk.dossier import find_account
    from collectdesk.desk.messages.boxes import outbox as read_outbox

    with seat() as desk:
        account_id = find_account(desk.store, account) if account else None
        with desk.store.read() as session:
            found = read_outbox(session, states, account_id, limit)
    shown = [
        OutboxItem(
            id=one.id, account=one.account_number, customer=one.customer, author=one.author, channel=one.channel,
            address=one.address, purpose=one.purpose, subject=one.subject, state=one.state, reason=one.reason,
            attempts=one.attempts, created_at=iso(one.created_at), not_before=iso_or_none(one.not_before),
            sent_at=iso_or_none(one.sent_at), digest=one.digest,
        )
        for one in found
    ]  # fmt: skip
    if json:
        answer(Outbox(messages=shown))
        return 0
    rows = [
        [str(one.id), one.account, one.channel, one.state, one.not_before or "", one.purpose, one.reason]
        for one in shown
    ]
    table(["id", "account", "channel", "state", "from", "purpose", ""], rows)
    return 0
