"""Taking back the last act: as a new entry, never as an erasure."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from collectdesk.desk.act import Act, Actor, Command, act
from collectdesk.desk.cash.posting import take_back
from collectdesk.desk.dialled import refresh_dialled
from collectdesk.desk.judging import judge_now
from collectdesk.desk.rights import Right
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.models import BankLine, Base, DisputeItem, Journal, Payment
from collectdesk.store import Store, search

UNDOABLE = frozenset(
    {
        "call.log",
        "note.write",
        "promise.record",
        "promise.withdraw",
        "follow_up.plan",
        "follow_up.finish",
        "hold.put",
        "hold.lift",
        "account.skip",
        "account.share",
        "dispute.raise",
        "dispute.decide",
        "dispute.credited",
        "stop.record",
        "wish.record",
        "wish.end",
        "consent.record",
        "consent.withdraw",
        "notice.record",
        "notice.not_received",
        "place.state",
        "contact.override",
        "fx.quote",
        "payment.accept",
        "payment.split",
        "payment.on_account",
        "payment.not_ours",
        "plan.agreement",
        "plan.attach_copy",
        "ability.household",
        "ability.forecast",
        "ability.ratios",
        "ability.score",
    }
)
_POSTED = frozenset({"payment.accept", "payment.split", "payment.on_account"})
_BY_ITSELF = ("day.turned", "promise.judge")
"""Entries that the program makes in a person's name; they stand between nobody and their last act."""
_WINDOW = timedelta(hours=12)


class UndoAct(Command):
    """The journal entry of the act to take back; it must be the actor's last one and nothing must rest on it."""

    journal_id: int


@act("act.undo", right=Right.WORK)
def undo(act: Act, command: UndoAct) -> None:
    """Take back an act: what it added is marked as undone, what it changed gets its old values.

    BadInput when it is not the actor's, not the last on its account, or too long ago.
    """
    entry = act.session.get(Journal, command.journal_id)
    if entry is None or entry.act not in UNDOABLE or entry.refused:
        raise BadInput(_("this cannot be undone"))
    _check_last(act, entry)
    if entry.account_id is not None:
        act.account(entry.account_id)
    facts = json.loads(entry.facts)
    act.record(undone=entry.id, act=entry.act)
    if entry.act in _POSTED:
        _unpost(act, facts)
    for table, key, changes in reversed(facts.get("changed", [])):
        row = _row(act.session, table, key)
        for name, (before, after) in changes.items():
            if _as_stored(getattr(row, name)) != after:
                raise BadInput(_("something changed since; it cannot be undone any more"))
            setattr(row, name, _as_typed(row, name, before))
        if table == "account":
            act.touch(key)
        if table == "contact_point":
            refresh_dialled(act.session, [row.party_id])
    for table, key in facts.get("created", []):
        row = _row(act.session, table, key)
        if hasattr(row, "undone_by"):
            row.undone_by = entry.id
        if table == "note":
            search.remove(act.session, "note", key)
        if table == "next_action":
            row.state = "cancelled"
        if table == "approval":
            row.state = "withdrawn"
        if table == "dispute":
            _give_back(act.session, key)
    act.say(_("Undone"))


def last_undoable(store: Store, actor: Actor, now: datetime) -> int | None:
    """The journal id of the actor's last act if it can be taken back, else None."""
    with store.read() as session:
        entry = _last_of(session, actor.id)
        if entry is None or entry.act not in UNDOABLE or now.astimezone(UTC) - entry.at > _WINDOW:
            return None
        return entry.id


def _last_of(session: Session, actor_id: int) -> Journal | None:
    return session.scalar(
        select(Journal)
        .where(Journal.actor_id == actor_id, Journal.refused.is_(False), Journal.act.notin_(_BY_ITSELF))
        .order_by(Journal.id.desc())
        .limit(1)
    )


def _check_last(act: Act, entry: Journal) -> None:
    last = _last_of(act.session, act.actor.id)
    if entry.actor_id != act.actor.id or last is None or last.id != entry.id:
        raise BadInput(_("only your own last act can be undone"))
    if act.now - entry.at > _WINDOW:
        raise BadInput(_("this was too long ago to be undone; record a correction"))
    later = select(Journal.id).where(
        Journal.account_id == entry.account_id, Journal.id > entry.id, Journal.refused.is_(False)
    )
    if entry.act in _POSTED:
        later = later.where(
            Journal.act.notin_(_BY_ITSELF)
        )  # the promise that the payment kept is judged again
    if entry.account_id is not None and act.session.scalar(later.limit(1)) is not None:
        raise BadInput(_("someone worked on this account since; record a correction"))


def _give_back(session: Session, dispute_id: int) -> None:
    """The parts of an undone dispute are free again; their items were restored with the changed values."""
    for part in session.scalars(select(DisputeItem).where(DisputeItem.dispute_id == dispute_id)):
        session.delete(part)


def _unpost(act: Act, facts: dict[str, Any]) -> None:
    """A payment waits again as it did before it was posted."""
    payment = act.session.get_one(Payment, facts["payment"])
    if payment.account_id != act.account_id or payment.returned_on is not None:
        raise BadInput(_("something changed since; it cannot be undone any more"))
    act.record(allocations=take_back(act, payment, returned=False))
    act.session.get_one(BankLine, facts["line"]).state = facts["was"]
    judge_now(act, act.account_id)


def _row(session: Session, table: str, key: int) -> Any:
    for mapper in Base.registry.mappers:
        if mapper.class_.__tablename__ == table:
            row = session.get(mapper.class_, key)
            if row is not None:
                return row
    raise BadInput(_("something changed since; it cannot be undone any more"))


def _as_stored(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.isoformat() if isinstance(value, date) else value


def _as_typed(row: Any, name: str, value: Any) -> Any:
    if value is None or not isinstance(value, str):
        return value
    python_type = row.__table__.c[name].type.python_type
    if issubclass(python_type, datetime):
        return datetime.strptime(value, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    return date.fromisoformat(value) if issubclass(python_type, date) else value
