"""Sending what is due: each message is claimed, started on record, handed over, and its outcome recorded.

The start is committed before anything leaves. A program that dies between the two leaves a message that was started
and has no outcome: it becomes uncertain, is shown, and is never sent again by itself.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from collectdesk.desk.act import Act, Actor, Command, Receipt, act
from collectdesk.desk.gate import gate_facts, rule_name
from collectdesk.desk.messages.drafting import message_digest
from collectdesk.desk.messages.outcome import record_outcome
from collectdesk.desk.messages.parcels import parcel_of
from collectdesk.desk.messages.queueing import gate_of
from collectdesk.desk.rights import Right
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.messages.sending.carrier import Carrier, Outcome, Parcel, Step
from collectdesk.messages.sending.rules import sending_rules
from collectdesk.messages.sending.settings import MailServer
from collectdesk.models import ContactPoint, Message, MessageAttempt, NextAction
from collectdesk.store import Store

StillTrue = Callable[[Session, Message], str | None]
"""Asked right before sending: None while the account is still as the message says, else why not."""
Reached = Callable[[str, int], None]
"""Is told each step of sending as it is reached, with the message's id."""


class _NotDue(BadInput):
    """Another process has it, or it has changed: nothing to do and nothing to record."""


class StartSending(Command):
    """The start of handing one message over, in the turn in which it was found due."""

    message_id: int
    turn: int
    claimed_by: str


class EndSending(Command):
    """How handing over ended, in the turn in which it was started."""

    message_id: int
    turn: int
    step: Step
    code: int | None = None
    said: str = ""


class FindLost(Command):
    """A message that was started by a program that is gone."""

    message_id: int
    turn: int


@dataclass(frozen=True, slots=True)
class SentLine:
    """What became of one message: its state now, and why where it did not go."""

    message_id: int
    account_id: int
    channel: str
    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class Sender:
    """What `send_due` works with. `carriers` are by channel; a message of a channel without one stays queued.

    `server` says in whose name e-mail goes, None where none is sent. `still_true` and `reached` may be left out.
    """

    carriers: Mapping[str, Carrier]
    server: MailServer | None = None
    still_true: StillTrue | None = None
    reached: Reached | None = None


def send_due(
    store: Store, actor: Actor, clock: Callable[[], datetime], sender: Sender, limit: int = 100
) -> tuple[SentLine, ...]:
    """Send at most `limit` messages that are due, oldest first; safe from several processes at once.

    Messages that a dead program left behind are found first and become uncertain. Where a channel's carrier cannot be
    reached at all, the rest of that channel waits for the next run.
    """
    find_lost(store, actor, clock())
    done: list[SentLine] = []
    closed: set[str] = set()
    for message_id, turn, channel in _due(store, clock(), sorted(sender.carriers), limit):
        if channel in closed:
            continue
        outcome = _send(store, actor, clock, sender, message_id, turn, sender.carriers[channel])
        if outcome is not None and not outcome.reached:
            closed.add(channel)
        line = _line(store, message_id)
        if line.state != "queued" or outcome is not None:
            done.append(line)
    return tuple(done)


def due_now(store: Store, now: datetime) -> bool:
    """Whether anything waits for `send_due`: a message that is due, or one that a program left behind."""
    wanted = select(Message.id).where(
        Message.undone_by.is_(None),
        (Message.state == "sending") | ((Message.state == "queued") & (Message.not_before <= now)),
    )
    with store.read() as session:
        return session.scalar(wanted.limit(1)) is not None


def find_lost(store: Store, actor: Actor, now: datetime) -> int:
    """Mark as uncertain what was started by a program that is gone; gives how many."""
    with store.read() as session:
        rows = session.execute(
            select(Message.id, Message.turn, Message.claimed_by, Message.claimed_until)
            .where(Message.state == "sending")
            .order_by(Message.id)
        ).all()
    found = 0
    for message_id, turn, claimed_by, until in rows:
        if until is None or until <= now or not _lives(claimed_by or ""):
            command = FindLost(
                request_id=f"lost-message-{message_id}-{turn}", message_id=message_id, turn=turn
            )
            try:
                found += not _mark_lost(store, actor, now, command).repeated
            except _NotDue:
                continue
    return found


def _send(
    store: Store,
    actor: Actor,
    clock: Callable[[], datetime],
    sender: Sender,
    message_id: int,
    turn: int,
    carrier: Carrier,
) -> Outcome | None:
    """One message from its start to its outcome; None when it was not handed over."""
    reached = sender.reached or (lambda _step, _id: None)
    reached("found", message_id)
    start = StartSending(
        request_id=f"send-message-{message_id}-{turn}",
        message_id=message_id,
        turn=turn,
        claimed_by=_this_process(),
    )
    parcels: list[Parcel] = []
    try:
        if _start(sender, parcels)(store, actor, clock(), start).repeated or not parcels:
            return None
    except _NotDue:
        return None
    reached("started", message_id)
    outcome = _carried(carrier, parcels[0])
    reached("carried", message_id)
    end = EndSending(
        request_id=f"sent-message-{message_id}-{turn}", message_id=message_id, turn=turn,
        step=outcome.step, code=outcome.code, said=outcome.said,
    )  # fmt: skip
    _end(store, actor, clock(), end)
    reached("recorded", message_id)
    return outcome


def _carried(carrier: Carrier, parcel: Parcel) -> Outcome:
    """How handing over ended. Of a carrier that breaks down nobody knows what it did."""
    try:
        return carrier.carry(parcel)
    except Exception as error:
        return Outcome("uncertain", None, type(error).__name__)


def _start(
    sender: Sender, parcels: list[Parcel]
) -> Callable[[Store, Actor, datetime, StartSending], Receipt]:
    """The act that starts a message, or holds it back; what the caller knows of the account is asked inside it.

    A message that is started is put into `parcels` as it is to be handed over.
    """

    @act("message.start", right=Right.WORK)
    def start(act: Act, command: StartSending) -> None:
        row = _in_turn(act, command.message_id, command.turn, "queued")
        if row.not_before is None or row.not_before > act.now:
            raise _NotDue(_("it is not due yet"))
        row.turn += 1
        reason, code = _against(act, row, sender)
        try:
            parcel = parcel_of(act.session, row, sender.server)
        except BadInput as error:
            reason, code = str(error), "unsendable"
        if reason:
            act.set(row, state="held")
            row.reason = reason
            act.record(message=row.id, held=code)
            return
        gate = gate_of(act.session, act, row)
        act.record(message=row.id, turn=command.turn, gate=gate_facts(gate))
        if not gate.allowed:
            against = gate.verdict.against[0]
            row.reason = _(against.rule.title)
            opens = gate.verdict.next_allowed_at
            if opens is None:
                act.set(row, state="held")
                act.record(held=rule_name(against))
            else:
                act.set(row, not_before=opens)
            return
        parcels.append(parcel)
        act.set(
            row,
            state="sending",
            handed_at=act.now,
            claimed_until=act.now + timedelta(minutes=sending_rules().server.claim_minutes),
        )
        row.claimed_by, row.reason = command.claimed_by, ""
        act.session.add(
            MessageAttempt(about_message_id=row.id, turn=command.turn, at=act.now, step="started", code=None)
        )

    return start


@act("message.end", right=Right.WORK)
def _end(act: Act, command: EndSending) -> None:
    """Record how handing over ended. What a late answer says of a message that was given up is believed if it went."""
    row = act.session.scalar(select(Message).where(Message.id == command.message_id).with_for_update())
    if row is None:
        raise _NotDue(_("there is no such message"))
    act.account(row.account_id)
    mine = row.state == "sending" and row.turn == command.turn + 1
    late = command.step == "accepted" and row.state in ("uncertain", "queued", "held")
    record_outcome(act, row, command.turn, command.step, command.code, command.said, decides=mine or late)


@act("message.lost", right=Right.WORK)
def _mark_lost(act: Act, command: FindLost) -> None:
    """A message that was started and has no outcome."""
    row = _in_turn(act, command.message_id, command.turn, "sending")
    said = _("the program ended while it was being sent; find out whether it arrived")
    record_outcome(act, row, command.turn - 1, "uncertain", None, said, decides=True)


def _in_turn(act: Act, message_id: int, turn: int, state: str) -> Message:
    row = act.session.scalar(select(Message).where(Message.id == message_id).with_for_update())
    if row is None or row.undone_by or row.state != state or row.turn != turn:
        raise _NotDue(_("another program has this message"))
    act.account(row.account_id)
    return row


def _against(act: Act, row: Message, sender: Sender) -> tuple[str, str]:
    """Why a message must not go although it is due, and the code of it; empty when nothing speaks against it."""
    if message_digest(act.session, row) != row.digest:
        return _("it is not what was previewed"), "digest"
    point = act.session.get(ContactPoint, row.contact_point_id) if row.contact_point_id else None
    if point is not None and point.state in ("dead", "blocked"):
        return _("the address is dead or blocked"), "address"
    if row.in_reply_to is None and customer_waits(act.session, row.account_id):
        return _("the customer wrote and waits for an answer"), "customer_wrote"
    found = sender.still_true(act.session, row) if sender.still_true else None
    return (found, "facts") if found else ("", "")


def customer_waits(session: Session, account_id: int) -> bool:
    """Whether the customer wrote and nobody has answered yet; nothing is sent by itself until then."""
    waiting = select(NextAction.id).where(
        NextAction.account_id == account_id,
        NextAction.kind == "answer",
        NextAction.state == "open",
        NextAction.undone_by.is_(None),
    )
    return session.scalar(waiting.limit(1)) is not None


def _due(store: Store, now: datetime, channels: list[str], limit: int) -> list[tuple[int, int, str]]:
    with store.read() as session:
        rows = session.execute(
            select(Message.id, Message.turn, Message.channel)
            .where(
                Message.state == "queued",
                Message.not_before <= now,
                Message.channel.in_(channels),
                Message.undone_by.is_(None),
            )
            .order_by(Message.not_before, Message.id)
            .limit(limit)
        )
        return [(row.id, row.turn, row.channel) for row in rows]


def _line(store: Store, message_id: int) -> SentLine:
    with store.read() as session:
        row = session.get_one(Message, message_id)
        return SentLine(row.id, row.account_id, row.channel, row.state, row.reason)


def _this_process() -> str:
    """The machine, the process, and when it began, as far as the system tells."""
    return f"{socket.gethostname()} {os.getpid()} {_began(os.getpid())}"


def _lives(claimed_by: str) -> bool:
    """Whether a process may still be at work; of another machine nobody knows."""
    host, _blank, rest = claimed_by.partition(" ")
    pid, _blank, began = rest.partition(" ")
    if host != socket.gethostname() or not pid.isdigit():
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return not began or _began(int(pid)) == began


def _began(pid: int) -> str:
    """When a process began, in ticks since the system did; "" where that cannot be read."""
    try:
        return (
            Path(f"/proc/{pid}/stat")
            .read_text(encoding="ascii", errors="replace")
            .rpartition(")")[2]
            .split()[19]
        )
    except (OSError, IndexError):
        return ""
