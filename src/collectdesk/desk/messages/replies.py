"""What customers write back, and what could not be delivered: put to the account it belongs to, once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select

from collectdesk.desk.act import Act, Actor, Command, act
from collectdesk.desk.calls import LogCall, add_activity, leave_next, mark_number
from collectdesk.desk.dispositions import dispositions
from collectdesk.desk.follow_ups import close_actions, leave_next_action
from collectdesk.desk.messages.matching import Match, match
from collectdesk.desk.rights import Right
from collectdesk.exchange.mailbox import MailLimits, Received, pasted, read_mail
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.messages.sending.rules import sending_rules
from collectdesk.models import Account, ContactPoint, InboundAttachment, InboundMessage, Message, NextAction
from collectdesk.store import Store


class ReceiveReplies(BaseModel):
    """Where mail is read from: a file or folder at `path`, or a `text` that was pasted.

    `account_id` is whose a pasted text is, where its headers do not say.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: Path | None = None
    text: str | None = None
    account_id: int | None = None


class KeepReply(Command):
    """One message from outside, as it was read; `account_id` is whose a person says it is."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    received: Received
    account_id: int | None = None


class AssignReply(Command):
    """Whose a reply is that could not be matched."""

    inbound_id: int
    account_id: int


class HandleReply(Command):
    """A reply that was dealt with."""

    inbound_id: int


@dataclass(frozen=True, slots=True)
class RepliesRead:
    """What reading found: messages read, of these new, replies, bounces, automatic answers, and nobody's."""

    read: int
    new: int
    replies: int
    bounces: int
    automatic: int
    unknown: int


def receive_replies(store: Store, actor: Actor, now: datetime, command: ReceiveReplies) -> RepliesRead:
    """Read mail and keep what is new, each message in a transaction of its own; reading it again changes nothing.

    BadInput for what cannot be read.
    """
    limits = MailLimits(sending_rules().limits.inbound_message, sending_rules().limits.inbound_attachment)
    if (command.path is None) == (command.text is None):
        raise BadInput(_("give a file or a text"))
    mail = read_mail(command.path, limits) if command.path else iter([pasted(command.text or "", limits)])
    read, ids = 0, []
    for one in mail:
        read += 1
        if not one.whole and not one.from_address and not one.deliveries:
            raise BadInput(_("there is nothing to read in message {n}").format(n=read))
        keep = KeepReply(request_id=f"reply-{one.digest[:58]}", received=one, account_id=command.account_id)
        receipt = keep_reply(store, actor, now, keep)
        if not receipt.repeated:
            ids += receipt.created.get("inbound_message", [])
    with store.read() as session:
        rows = session.execute(
            select(InboundMessage.kind, InboundMessage.account_id).where(InboundMessage.id.in_(ids))
        ).all()
    kinds = [row.kind for row in rows]
    return RepliesRead(
        read, len(rows), kinds.count("reply"), kinds.count("bounce"), kinds.count("auto_reply"),
        sum(row.account_id is None for row in rows),
    )  # fmt: skip


@act("reply.receive", right=Right.WORK)
def keep_reply(act: Act, command: KeepReply) -> None:
    """Keep one message from outside, with the account it belongs to where that can be told."""
    one = command.received
    found = match(act.session, one, command.account_id)
    account = act.account(found.account_id) if found.account_id is not None else None
    row = act.add(
        InboundMessage(
            source_digest=one.digest, message_id=one.message_id,
            received_at=min(one.received_at or act.now, act.now), read_at=act.now,
            from_address=one.from_address, subject=one.subject, text=one.text, kind=one.kind,
            status=one.deliveries[0].status if one.deliveries else None,
            account_id=found.account_id, party_id=account.party_id if account else None,
            answers_id=found.message_id, matched_by=found.by,
        )
    )  # fmt: skip
    for file in one.files:
        act.add(
            InboundAttachment(
                inbound_message_id=row.id,
                name=file.name,
                media_type=file.media_type,
                sha256=hashlib.sha256(file.content).hexdigest(),
                content=file.content,
            )
        )
    act.record(
        inbound=row.id, kind=row.kind, matched_by=found.by, answers=found.message_id, digest=one.digest,
        status=row.status, left_out=len(one.too_big),
    )  # fmt: skip
    act.say(_("Message kept"))
    if account is not None:
        _bring(act, account, row, one, found)


@act("reply.assign", right=Right.WORK)
def assign_reply(act: Act, command: AssignReply) -> None:
    """Put a message that was nobody's to an account. BadInput for one that has an account."""
    row = act.session.get(InboundMessage, command.inbound_id)
    if row is None or row.account_id is not None:
        raise BadInput(_("this message has its account already"))
    account = act.account(command.account_id)
    row.party_id = account.party_id
    act.set(row, account_id=account.id, matched_by="person")
    act.record(inbound=row.id)
    if row.kind == "reply" and row.handled_at is None:
        _customer_wrote(act, account, row)
    act.say(_("Message put to account {number}").format(number=account.number))


@act("reply.handle", right=Right.WORK)
def handle_reply(act: Act, command: HandleReply) -> None:
    """Say that a message was dealt with; the customer waits no more once none is left."""
    row = act.session.get(InboundMessage, command.inbound_id)
    if row is None or row.handled_at is not None:
        raise BadInput(_("this message was dealt with already"))
    if row.account_id is not None:
        act.account(row.account_id)
    act.set(row, handled_at=act.now, handled_by=act.actor.id)
    act.record(inbound=row.id)
    left = select(InboundMessage.id).where(
        InboundMessage.account_id == row.account_id,
        InboundMessage.kind == "reply",
        InboundMessage.handled_at.is_(None),
        InboundMessage.id != row.id,
    )
    if row.account_id is not None and act.session.scalar(left.limit(1)) is None:
        close_actions(act, row.account_id, frozenset({"answer"}))
    act.say(_("Dealt with"))


def _bring(act: Act, account: Account, row: InboundMessage, one: Received, found: Match) -> None:
    """What a message means for its account. An automatic answer means nothing by itself."""
    if one.kind == "reply":
        _customer_wrote(act, account, row)
    elif one.kind == "bounce" and found.message_id is not None:
        _bounced(act, account, act.session.get_one(Message, found.message_id), one)


def _customer_wrote(act: Act, account: Account, row: InboundMessage) -> None:
    """A reply on the timeline, and an answer that is due: it holds back what is queued and pins the account."""
    act.record(of=account.assignee_id)
    channel = "email" if row.from_address else "messenger"
    result = dispositions()["REPLIED"]
    contact = LogCall(
        account_id=account.id, result=result.code, channel=channel, direction="in", started_at=row.received_at
    )
    activity = add_activity(act, account, contact, result)
    waiting = select(NextAction.id).where(
        NextAction.account_id == account.id,
        NextAction.kind == "answer",
        NextAction.state == "open",
        NextAction.undone_by.is_(None),
    )
    if act.session.scalar(waiting.limit(1)) is None:
        follow = result.next[0]
        action = leave_next_action(
            act, account, follow.kind, _(follow.text), at=act.now, activity_id=activity.id
        )
        action.created_at = row.received_at  # the customer has waited since they wrote, not since it was read


def _bounced(act: Act, account: Account, message: Message, one: Received) -> None:
    """An address that does not work: believed only for the address that we wrote to, in a report on our message."""
    ours = [each for each in one.deliveries if each.recipient == message.address.lower()]
    if not any(each.permanent for each in ours):
        return
    point = act.session.get(ContactPoint, message.contact_point_id) if message.contact_point_id else None
    if point is None:
        point = act.session.scalar(
            select(ContactPoint).where(
                ContactPoint.party_id == account.party_id,
                ContactPoint.kind == "email",
                ContactPoint.value == message.address,
            )
        )
    result = dispositions()["BOUNCED"]
    contact = LogCall(
        account_id=account.id, result=result.code, channel="email", direction="in", started_at=act.now,
        contact_point_id=point.id if point else None,
    )  # fmt: skip
    activity = add_activity(act, account, contact, result)
    mark_number(act, contact, result)
    leave_next(act, account, contact, result, activity, None, None)
    if message.state in ("sent", "uncertain", "sending"):
        act.set(message, state="bounced")
        message.reason = ours[0].status
