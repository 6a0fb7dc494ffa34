"""Writing a message: composed and checked once more inside the act, kept as it was previewed, and queued.

What stands in the preview is what is kept, or nothing is: the digest of the preview comes with the command.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import Field

from collectdesk.desk.act import Act, Actor, Command, Receipt, act
from collectdesk.desk.messages.checked import Checked, checked
from collectdesk.desk.messages.compose import Asked
from collectdesk.desk.messages.drafting import DOMAIN, Addition, DraftMessage, keep_draft
from collectdesk.desk.messages.queueing import queue_in
from collectdesk.desk.messages.sending import Sender, send_due
from collectdesk.desk.messages.truth import basis_of
from collectdesk.desk.rights import Right
from collectdesk.faults import BadInput, Refused
from collectdesk.i18n import _
from collectdesk.messages.checks import Finding
from collectdesk.messages.purposes import Channel
from collectdesk.models import Message
from collectdesk.store import Store
from collectdesk.store.journal import digest

Why = Literal["", "house_text", "meant", "other"]
"""Why a warning stays: it is about a text of the house, the words are meant as they are, or what `reason` says."""


class WriteMessage(Command):
    """A message as it was previewed: what was asked for, the paragraphs of one's own, and the digest of the preview.

    `why` or `reason` is needed where a check warns. `answers` is the inbound message it replies to. `send` is False
    for one that stays a draft. `domain` is that of the sender, for the Message-ID.
    """

    account_id: int
    purpose: str = Field(max_length=40)
    channel: Channel | None = None
    person_id: int | None = None
    point_id: int | None = None
    language: str | None = Field(default=None, max_length=40)
    currency: str | None = Field(default=None, max_length=3)
    about_id: int | None = None
    given: dict[str, str] = Field(default_factory=dict)
    additions: tuple[Addition, ...] = ()
    seen: str
    why: Why = ""
    reason: str = Field(default="", max_length=500)
    answers: int | None = None
    batch_id: str | None = Field(default=None, max_length=40)
    send: bool = True
    domain: str = DOMAIN


@act("message.write", right=Right.WORK)
def write_message(act: Act, command: WriteMessage) -> None:
    """Keep a message as it was previewed, and queue it where no lead has to look first.

    Refused when a check blocks, naming the first finding and its words, or when the gate says no without an end in
    sight; BadInput when it is not what was previewed any more, or when a warning has no reason.
    """
    act.account(command.account_id)
    asked = Asked(
        command.account_id, command.purpose, act.day, command.channel, command.person_id, command.point_id,
        command.language, command.currency, command.about_id, command.given,
    )  # fmt: skip
    made = checked(act.session, asked, act.actor.id, command.additions)
    if made.digest != command.seen:
        raise BadInput(_("the account has changed since this was previewed; look at the message again"))
    _check(act, made, command)
    row = keep_draft(act, _draft(made, command), act.actor.id)
    if not command.send:
        return
    if row.needs_approval:
        act.say(_("Message kept; your team lead approves it before it goes"))
        return
    queue_in(act, row)


def _check(act: Act, made: Checked, command: WriteMessage) -> None:
    if made.blocking:
        first = made.blocking[0]
        raise Refused(_("this message cannot go: {finding}").format(finding=finding_words(first)), first.rule)
    reason = " ".join(command.reason.split())
    if made.warnings and not (command.why or reason):
        raise BadInput(
            _("say why it may go as it is: {finding}").format(finding=finding_words(made.warnings[0]))
        )
    if made.warnings:
        act.record(
            warnings=sorted({one.rule for one in made.warnings}),
            why=command.why or "other",
            reason=digest(reason) if reason else None,
        )


def finding_words(one: Finding) -> str:
    """A finding in one sentence, with the words it is about."""
    if not one.words:
        return one.why
    words = one.words if len(one.words) <= 80 else f"{one.words[:79]}…"
    return _("“{words}”: {why}").format(words=" ".join(words.split()), why=one.why)


def _draft(made: Checked, command: WriteMessage) -> DraftMessage:
    composed = made.composed
    wanted = composed.purpose
    basis = basis_of(composed)
    if command.reason or command.why:
        basis |= {"why": command.why or "other", "reason": " ".join(command.reason.split())}
    return DraftMessage(
        request_id=command.request_id,
        account_id=command.account_id,
        person_id=composed.person_id,
        contact_point_id=composed.point_id,
        template=wanted.name,
        purpose=wanted.name,
        notice=wanted.notice or None,
        language=made.theirs.reader.language,
        channel=composed.channel,
        address=composed.address,
        to_name=composed.person or composed.standing.party.name,
        subject=made.theirs.subject.text,
        text=made.theirs.body.text,
        collector_text=made.ours.body.text,
        additions=made.additions,
        needs_approval=wanted.review,
        answers=command.answers,
        batch_id=command.batch_id,
        basis=basis,
        domain=command.domain,
    )


@dataclass(frozen=True, slots=True)
class Went:
    """What became of a message that was just written: its state, and the sentence to say."""

    message_id: int
    state: str
    sentence: str


def write_and_send(
    store: Store,
    actor: Actor,
    clock: Callable[[], datetime],
    command: WriteMessage,
    sender: Sender,
    missing: str = "",
) -> Went:
    """Write a message and, where it is due, send it at once; faults as `write_message`.

    `missing` says what there is to do when the sender has no carrier for it.
    """
    if sender.server is not None:
        domain = sender.server.from_box.address.rpartition("@")[2]
        command = command.model_copy(update={"domain": domain})
    receipt = write_message(store, actor, clock(), command)
    return after_writing(store, actor, clock, receipt, sender, missing)


def after_writing(
    store: Store, actor: Actor, clock: Callable[[], datetime], receipt: Receipt, sender: Sender, missing: str
) -> Went:
    """Send what an act queued, if it is due, and say how that ended."""
    message_id = receipt.created["message"][0]
    with store.read() as session:
        row = session.get_one(Message, message_id)
        state, channel = row.state, row.channel
    if state == "queued" and channel in sender.carriers:
        send_due(store, actor, clock, sender)
    with store.read() as session:
        row = session.get_one(Message, message_id)
        state, reason = row.state, row.reason
    return Went(message_id, state, _went(state, reason, channel in sender.carriers, receipt.said, missing))


def _went(state: str, reason: str, carried: bool, queued: str, missing: str) -> str:
    if state == "sent":
        return _("Message sent")
    if state == "handed":
        return _("Handed to you: send it yourself, then say whether it went")
    if state in ("held", "failed", "uncertain"):
        return _("Message not sent: {reason}").format(reason=reason)
    if state == "queued" and not carried and missing:
        return _("Message queued; {missing}").format(missing=missing)
    return queued
