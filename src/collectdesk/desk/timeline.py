"""What happened on an account, and what is still agreed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from functools import cache

from sqlalchemy import BigInteger, Select, bindparam, func, select
from sqlalchemy.orm import Session

from collectdesk.desk.contact_case import DECIDED
from collectdesk.desk.messages.on_timeline import MessageOf, messages_of
from collectdesk.desk.views import Commitment, Event
from collectdesk.i18n import _
from collectdesk.models import (
    NO_DAY,
    Activity,
    ContactPerson,
    Dispute,
    DisputeDecision,
    ExpectedCredit,
    Hold,
    NextAction,
    Note,
    Promise,
    User,
)
from collectdesk.money import Money


def timeline(session: Session, account_id: int, limit: int) -> tuple[Event, ...]:
    """The newest `limit` events. A contact and its note are one event."""
    events = [
        *_activities(session, account_id, limit),
        *_notes(session, account_id, limit),
        *_promises(session, account_id, limit),
        *_disputes(session, account_id, limit),
        *_decisions(session, account_id, limit),
        *_holds(session, account_id, limit),
    ]
    # A contact carries the moment it began, so a note of the same second came after it; a decision its day alone.
    last = ("note", "decision")
    newest_first = sorted(events, key=lambda event: (event.at, event.kind in last), reverse=True)
    return tuple(newest_first[:limit])


def count_events(session: Session, account_id: int) -> int:
    """How many events the account has."""
    return session.scalar(_counts(), {"account": account_id}) or 0


@cache
def _counts() -> Select[int]:
    account = bindparam("account", type_=BigInteger())
    counted = [
        select(func.count()).select_from(Activity).where(Activity.account_id == account),
        select(func.count()).select_from(Note).where(Note.account_id == account, Note.activity_id.is_(None)),
        select(func.count())
        .select_from(Promise)
        .where(Promise.account_id == account, Promise.state != "open"),
        select(func.count()).select_from(Dispute).where(Dispute.account_id == account),
        select(func.count())
        .select_from(DisputeDecision)
        .where(DisputeDecision.account_id == account, DisputeDecision.state == "made"),
        select(func.count()).select_from(Hold).where(Hold.account_id == account),
    ]
    first, *rest = (count.scalar_subquery() for count in counted)
    return select(sum(rest, start=first))


def commitments(session: Session, account_id: int, day: date) -> tuple[Commitment, ...]:
    """Open promises, undecided disputes, credits that are awaited, holds that still hold, and open next actions."""
    promises = session.scalars(
        select(Promise)
        .where(Promise.account_id == account_id, Promise.state == "open", Promise.undone_by.is_(None))
        .order_by(Promise.promised_on)
    )
    found = [
        Commitment(
            p.id,
            "promise",
            p.method or "",
            "",
            Money(p.amount_minor, p.currency),
            on=p.promised_on,
            level=p.level,
        )
        for p in promises
    ]
    found += [*_open_disputes(session, account_id), *_credits(session, account_id)]
    found += [
        Commitment(
            h.id, "hold", h.kind, h.reason, on=h.since_on, until=None if h.until_on == NO_DAY else h.until_on
        )
        for h in session.scalars(holds_on(account_id, day))
    ]
    actions = session.scalars(
        select(NextAction)
        .where(
            NextAction.account_id == account_id, NextAction.state == "open", NextAction.undone_by.is_(None)
        )
        .order_by(NextAction.due_at)
    )
    found += [Commitment(a.id, "next_action", a.kind, a.text, at=a.due_at) for a in actions]
    return tuple(found)


def _open_disputes(session: Session, account_id: int) -> list[Commitment]:
    """The disputes that are not decided; where a decision waits for approval, that is said."""
    asked = (
        select(DisputeDecision.id)
        .where(
            DisputeDecision.dispute_id == Dispute.id,
            DisputeDecision.state == "waiting",
            DisputeDecision.undone_by.is_(None),
        )
        .exists()
    )
    rows = session.execute(
        select(Dispute, asked)
        .where(Dispute.account_id == account_id, Dispute.undone_by.is_(None), Dispute.state.notin_(DECIDED))
        .order_by(Dispute.id)
    )
    return [
        Commitment(
            d.id,
            "dispute",
            d.reason,
            _("a decision waits for approval") if waits else "",
            Money(d.amount_minor, d.currency),
            on=d.opened_on,
            until=d.target_on,
        )
        for d, waits in rows
    ]


def _credits(session: Session, account_id: int) -> list[Commitment]:
    """What was accepted and the ledger has not credited yet, a line a dispute; the id is the dispute's."""
    rows = session.execute(
        select(
            Dispute.id,
            Dispute.reason,
            DisputeDecision.currency,
            DisputeDecision.state_on,
            func.sum(ExpectedCredit.amount_minor),
        )
        .join(DisputeDecision, DisputeDecision.dispute_id == Dispute.id)
        .join(ExpectedCredit, ExpectedCredit.dispute_decision_id == DisputeDecision.id)
        .where(
            DisputeDecision.account_id == account_id,
            ExpectedCredit.credited_on.is_(None),
            ExpectedCredit.undone_by.is_(None),
        )
        .group_by(Dispute.id, Dispute.reason, DisputeDecision.currency, DisputeDecision.state_on)
        .order_by(Dispute.id)
    )
    return [
        Commitment(key, "credit", reason, "", Money(int(minor), currency), on=on)
        for key, reason, currency, on, minor in rows
    ]


def holds_on(account_id: int, day: date) -> Select[Hold]:
    """The holds that hold on a day."""
    return (
        select(Hold)
        .where(
            Hold.account_id == account_id,
            Hold.undone_by.is_(None),
            Hold.lifted_on.is_(None),
            Hold.until_on >= day,
        )
        .order_by(Hold.id)
    )


def _activities(session: Session, account_id: int, limit: int) -> list[Event]:
    query = (
        select(Activity, Note.text, User.name, ContactPerson.name)
        .join(User, User.id == Activity.user_id)
        .outerjoin(Note, (Note.account_id == Activity.account_id) & (Note.activity_id == Activity.id))
        .outerjoin(ContactPerson, ContactPerson.id == Activity.person_id)
        .where(Activity.account_id == account_id)
        .order_by(Activity.at.desc(), Activity.id.desc())
        .limit(limit)
    )
    rows = session.execute(query).all()
    written = {
        done.id: done.at for done, *_rest in rows if done.channel != "call" or done.result == "VM_LEFT"
    }
    messages, none = messages_of(session, account_id, written), MessageOf()
    return [
        Event(
            at=done.at,
            kind="activity",
            result=done.result,
            text=text or "",
            who=who,
            channel=done.channel,
            person=person,
            seconds=done.seconds,
            undone=done.undone_by is not None,
            sent_id=messages.get(done.id, none).sent_id,
            received_id=messages.get(done.id, none).received_id,
        )
        for done, text, who, person in rows
    ]


def _notes(session: Session, account_id: int, limit: int) -> list[Event]:
    rows = session.execute(
        select(Note, User.name)
        .join(User, User.id == Note.user_id)
        .where(Note.account_id == account_id, Note.activity_id.is_(None))
        .order_by(Note.id.desc())
        .limit(limit)
    )
    return [
        Event(note.at, "note", "", note.text, who, undone=note.undone_by is not None) for note, who in rows
    ]


def _promises(session: Session, account_id: int, limit: int) -> list[Event]:
    rows = session.execute(
        select(Promise, User.name)
        .join(User, User.id == Promise.user_id)
        .where(Promise.account_id == account_id, Promise.state != "open")
        .order_by(Promise.id.desc())
        .limit(limit)
    )
    return [
        Event(
            at=_start_of(p.state_on),
            kind="promise",
            result=p.state,
            text="",
            who=who,
            amount=Money(p.amount_minor, p.currency),
            on=p.promised_on,
            undone=p.undone_by is not None,
        )
        for p, who in rows
    ]


def _disputes(session: Session, account_id: int, limit: int) -> list[Event]:
    rows = session.execute(
        select(Dispute, User.name)
        .join(User, User.id == Dispute.user_id)
        .where(Dispute.account_id == account_id)
        .order_by(Dispute.id.desc())
        .limit(limit)
    )
    return [
        Event(
            at=_start_of(d.opened_on),
            kind="dispute",
            result=d.reason,
            text="",
            who=who,
            amount=Money(d.amount_minor, d.currency),
            on=d.target_on,
            undone=d.undone_by is not None,
        )
        for d, who in rows
    ]


def _decisions(session: Session, account_id: int, limit: int) -> list[Event]:
    rows = session.execute(
        select(DisputeDecision, User.name)
        .join(User, User.id == DisputeDecision.decided_by)
        .where(DisputeDecision.account_id == account_id, DisputeDecision.state == "made")
        .order_by(DisputeDecision.id.desc())
        .limit(limit)
    )
    return [
        Event(
            at=_start_of(d.state_on),
            kind="decision",
            result=d.outcome,
            text=d.explanation,
            who=who,
            amount=Money(d.accepted_minor or d.disputed_minor, d.currency),
            undone=d.undone_by is not None,
        )
        for d, who in rows
    ]


def _holds(session: Session, account_id: int, limit: int) -> list[Event]:
    rows = session.scalars(
        select(Hold).where(Hold.account_id == account_id).order_by(Hold.id.desc()).limit(limit)
    )
    return [
        Event(
            at=_start_of(h.since_on),
            kind="hold",
            result=h.kind,
            text=h.reason,
            who="",
            on=None if h.until_on == NO_DAY else h.until_on,
            undone=h.undone_by is not None,
        )
        for h in rows
    ]


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
