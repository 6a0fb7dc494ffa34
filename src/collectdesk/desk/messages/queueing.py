"""Approving a message, putting it in the queue, and taking it out again."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from collectdesk.desk.act import Act, Command, act
from collectdesk.desk.follow_ups import said_at
from collectdesk.desk.gate import GateAnswer, ask_gate_in, gate_facts, rule_name
from collectdesk.desk.messages.drafting import message_digest, message_of
from collectdesk.desk.rights import Right
from collectdesk.faults import BadInput, Refused
from collectdesk.i18n import _
from collectdesk.models import Message, MessageAddition

WAITING = ("draft", "approved", "queued", "held", "failed")
"""States of a message that nobody outside has seen."""


class ApproveMessage(Command):
    """Somebody else's message that may go out; `digest` is that of what was read."""

    message_id: int
    digest: str


class QueueMessage(Command):
    """Let a message go out as soon as it may; `digest` is that of what was previewed."""

    message_id: int
    digest: str


class DropMessage(Command):
    """A message that is not to go out."""

    message_id: int
    reason: str = ""


@act("message.approve", right=Right.APPROVE)
def approve_message(act: Act, command: ApproveMessage) -> None:
    """Approve a draft. Refused for one's own; BadInput when it changed since it was read."""
    row = message_of(act, command.message_id, "draft")
    if row.user_id == act.actor.id:
        raise Refused(_("somebody else approves what you wrote"), rule="own_message")
    _check_seen(act, row, command.digest)
    act.set(row, state="approved", approved_by=act.actor.id, approved_at=act.now)
    act.record(message=row.id, digest=row.digest)
    act.say(_("Message approved"))


@act("message.queue", right=Right.WORK)
def queue_message(act: Act, command: QueueMessage) -> None:
    """Queue a message; outside lawful hours it waits until they begin.

    Refused when the gate says no without an end in sight, or when an approval is missing; BadInput when it changed
    since it was previewed or holds a paragraph that nobody confirmed.
    """
    row = message_of(act, command.message_id, "draft", "approved", "held", "failed")
    _check_seen(act, row, command.digest)
    queue_in(act, row)


def queue_in(act: Act, row: Message) -> None:
    """The same inside another act, which knows that the message is what was previewed."""
    if row.needs_approval and row.approved_by is None:
        raise Refused(_("this message has to be approved first; ask your team lead"), rule="message_approval")
    unread = select(MessageAddition.id).where(
        MessageAddition.about_message_id == row.id, MessageAddition.confirmed_by.is_(None)
    )
    if act.session.scalar(unread.limit(1)) is not None:
        raise BadInput(_("a paragraph of your own was not confirmed; read what the customer will read first"))
    gate = gate_of(act.session, act, row)
    act.record(message=row.id, digest=row.digest, gate=gate_facts(gate))
    opens = act.now if gate.allowed else gate.verdict.next_allowed_at
    if opens is None:
        against = gate.verdict.against[0]
        raise Refused(
            _("the gate does not allow this message: {rule}").format(rule=_(against.rule.title)),
            rule=rule_name(against),
        )
    act.set(row, state="queued", queued_at=act.now, not_before=opens)
    row.reason = ""
    act.say(
        _("Message queued")
        if gate.allowed
        else _("Message queued; it goes out from {when} on").format(when=said_at(act, opens))
    )


@act("message.drop", right=Right.WORK)
def drop_message(act: Act, command: DropMessage) -> None:
    """Take out a message that has not left. BadInput for one that is being sent or was."""
    row = message_of(act, command.message_id, *WAITING)
    act.set(row, state="dropped")
    row.reason = " ".join(command.reason.split())
    act.record(message=row.id)
    act.say(_("Message dropped"))


def gate_of(session: Session, act: Act, row: Message) -> GateAnswer:
    """What the gate says of a message now."""
    return ask_gate_in(session, act.now, row.account_id, row.channel, row.contact_point_id)  # type: ignore[arg-type]


def _check_seen(act: Act, row: Message, seen: str) -> None:
    if row.digest != seen or message_digest(act.session, row) != seen:
        raise BadInput(_("this message is not what was previewed; look at it again"))
