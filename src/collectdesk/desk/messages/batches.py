"""Drafts that were prepared together: what lies in each batch, and approving or dropping what was looked at.

What is approved is queued through the gate message by message; each has its own outcome, and one that fails stops none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from collectdesk.desk.act import Actor, Command
from collectdesk.desk.messages.queueing import (
    ApproveMessage,
    DropMessage,
    QueueMessage,
    approve_message,
    drop_message,
    queue_message,
)
from collectdesk.desk.rights import Right
from collectdesk.faults import BadInput, Refused
from collectdesk.i18n import _
from collectdesk.messages.playbooks import playbooks
from collectdesk.messages.purposes import purposes
from collectdesk.models import Account, Message, Party, User
from collectdesk.store import Store

_SHOWN = 2000
"""Drafts of all batches that are read at once; the next come when these are gone."""


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft. `findings` are the warnings of its check as (rule, sentence); `mine` says that the reader signs it."""

    id: int
    account_id: int
    account: str
    customer: str
    author: str
    mine: bool
    message: str
    language: str
    channel: str
    address: str
    subject: str
    needs_approval: bool
    findings: tuple[tuple[str, str], ...]
    digest: str


@dataclass(frozen=True, slots=True)
class Batch:
    """The drafts of a day and a step, such as "Standard, day 15". `languages` are counted, most first."""

    id: str
    day: date
    step: str
    drafts: tuple[DraftLine, ...]
    languages: tuple[tuple[str, int], ...]
    findings: int


@dataclass(frozen=True, slots=True)
class DraftText:
    """A draft in full: what the customer reads beside what the collector reads. `digest` is that of what is shown."""

    id: int
    subject: str
    text: str
    collector_text: str
    language: str
    digest: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a draft: its state now ("queued", "approved", "draft", "dropped"), and the sentence about it."""

    id: int
    state: str
    said: str


class ApproveBatch(Command):
    """Drafts that may go out: for each its digest as it was previewed."""

    drafts: dict[int, str] = Field(min_length=1)


class DropDrafts(Command):
    """Drafts that are not to go out."""

    ids: tuple[int, ...] = Field(min_length=1)
    reason: str = Field(default="", max_length=200)


def batches(session: Session, actor: Actor) -> tuple[Batch, ...]:
    """The batches with drafts in them, newest day first; of who may not see all, only those that they sign."""
    wanted = (
        select(Message, Account.number, Party.name, User.name)
        .join(Account, Account.id == Message.account_id)
        .join(Party, Party.id == Message.party_id)
        .join(User, User.id == Message.user_id)
        .where(
            Message.batch_id.is_not(None), Message.state.in_(("draft", "approved")), Message.undone_by.is_(None)
        )
        .options(defer(Message.text), defer(Message.html), defer(Message.collector_text))
        .order_by(Message.batch_id.desc(), Message.id)
        .limit(_SHOWN)
    )  # fmt: skip
    if not actor.may(Right.SEE_ALL):
        wanted = wanted.where(Message.user_id == actor.id)
    found: dict[str, list[DraftLine]] = {}
    for row, number, customer, author in session.execute(wanted):
        found.setdefault(str(row.batch_id), []).append(_line(row, number, customer, author, actor))
    return tuple(_batch(name, drafts) for name, drafts in found.items())


def draft_text(session: Session, message_id: int) -> DraftText:
    """A draft in full. BadInput when there is none of this id."""
    row = session.get(Message, message_id)
    if row is None or row.undone_by:
        raise BadInput(_("there is no message {id}").format(id=message_id))
    return DraftText(row.id, row.subject, row.text, row.collector_text, row.language, row.digest)


def approve_batch(store: Store, actor: Actor, now: datetime, command: ApproveBatch) -> tuple[Outcome, ...]:
    """Approve those that need it and queue all, one by one, each an act of its own with its own refusal.

    A draft with a warning of the check is not approved together with others: it needs a look, and a reason, of its own.
    """
    with store.read() as session:
        rows = {row.id: row for row in session.scalars(select(Message).where(Message.id.in_(command.drafts)))}
        warned = {key: bool(_warnings(row.basis)) for key, row in rows.items()}
        waits = {key: row.needs_approval and row.approved_by is None for key, row in rows.items()}
    done = []
    for message_id, digest in command.drafts.items():
        state = "draft"
        try:
            if warned.get(message_id):
                raise Refused(
                    _("the check of its words warns; open it by itself, and say why it may go"),
                    rule="batch_warned",
                )
            name = f"{command.request_id[:32]}-{message_id}"
            if waits.get(message_id):
                given = ApproveMessage(request_id=f"{name}-a", message_id=message_id, digest=digest)
                approve_message(store, actor, now, given)
                state = "approved"
            queue = QueueMessage(request_id=f"{name}-q", message_id=message_id, digest=digest)
            done.append(Outcome(message_id, "queued", queue_message(store, actor, now, queue).said))
        except (BadInput, Refused) as fault:
            done.append(Outcome(message_id, state, str(fault)))
    return tuple(done)


def drop_drafts(store: Store, actor: Actor, now: datetime, command: DropDrafts) -> tuple[Outcome, ...]:
    """Drop drafts, one by one; the step that each was prepared for is not prepared again."""
    done = []
    for message_id in command.ids:
        given = DropMessage(
            request_id=f"{command.request_id[:32]}-{message_id}-d",
            message_id=message_id,
            reason=command.reason,
        )
        try:
            done.append(Outcome(message_id, "dropped", drop_message(store, actor, now, given).said))
        except (BadInput, Refused) as fault:
            done.append(Outcome(message_id, "draft", str(fault)))
    return tuple(done)


def _line(row: Message, number: str, customer: str, author: str, actor: Actor) -> DraftLine:
    known = purposes().get(row.template)
    return DraftLine(
        row.id, row.account_id, number, customer, author, row.user_id == actor.id,
        _(known.title) if known is not None else row.template, row.language, row.channel, row.address, row.subject,
        row.needs_approval and row.approved_by is None, _warnings(row.basis), row.digest,
    )  # fmt: skip


def _warnings(basis: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (rule, why) for rule, severity, _place, why in basis.get("findings", ()) if severity == "warn"
    )


def step_words(step: str) -> str:
    """A step as a person reads it: "Standard, day 15"."""
    name, slash, day = step.partition("/")
    if not slash:
        words = {"answers": _("Answers"), "thanks": _("Thanks"), "checkins": _("Check-ins")}
        return words.get(step, step)
    title = next((_(book.title) for book in playbooks() if book.name == name), name)
    return _("{playbook}, day {day}").format(playbook=title, day=day)


def _batch(name: str, drafts: list[DraftLine]) -> Batch:
    day, _slash, step = name.partition("/")
    spoken = Counter(one.language for one in drafts).most_common()
    try:
        on = date.fromisoformat(day)
    except ValueError:
        on, step = date.min, name
    return Batch(
        name, on, step_words(step), tuple(drafts), tuple(spoken), sum(bool(one.findings) for one in drafts)
    )
