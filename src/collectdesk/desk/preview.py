"""What stands beside the list for the selected account: money, ledger, whom to call, the last note."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Date, and_, bindparam, case, func, select
from sqlalchemy.orm import Session

from collectdesk.desk.day import rank_as_of
from collectdesk.desk.dialled import CANNOT_DIAL, first_choice
from collectdesk.desk.gate import glance
from collectdesk.desk.queue import queue_row
from collectdesk.desk.views_queue import CurrencySum, Ledger, Preview, Reason, WhatIf, WhoToCall
from collectdesk.models import Account, ContactPerson, ContactPoint, NextAction, Note, OpenItem
from collectdesk.ranking.explain import Explanation, explain
from collectdesk.ranking.rerank import desk_clock
from collectdesk.store import Store


def preview(store: Store, account_id: int, now: datetime) -> Preview | None:
    """The account as it stands at `now`: its ledger is computed from the facts, not read. None if unknown."""
    with store.read() as session:
        day = desk_clock(session).day_of(now)
        row = queue_row(session, account_id, now, day)
        explained = explain(session, account_id, day)
        if row is None or explained is None:
            return None
        money = session.execute(_sums(), {"account": account_id, "today": day}).all()
        sums = [CurrencySum(code, *(int(figure) for figure in figures)) for code, *figures in money]
        note = session.execute(_last_note(), {"account": account_id}).first()
        step = session.execute(_next_text(), {"account": account_id}).scalar()
        return Preview(
            row,
            tuple(sorted(sums, key=lambda part: (-part.items, part.currency))),
            as_ledger(explained),
            _who_to_call(session, account_id),
            note.text.strip().partition("\n")[0] if note else None,
            note.at if note else None,
            step or None,
            glance(session, now, account_id),
        )


def ledgers(store: Store, account_ids: Sequence[int], at: datetime) -> dict[int, Ledger]:
    """The ledgers of several accounts at one moment, by account id; unknown ids are left out."""
    with store.read() as session:
        day = desk_clock(session).day_of(at)
        rank_as_of(session, at)
        explained = [explain(session, account_id, day) for account_id in account_ids]
    return {found.account_id: as_ledger(found) for found in explained if found}


def as_ledger(explained: Explanation) -> Ledger:
    """An explanation as a view."""
    moved = explained.counterfactual
    return Ledger(
        explained.account_id,
        explained.day,
        explained.score,
        tuple(Reason(line.factor, line.points, line.cap, line.why) for line in explained.lines),
        explained.pins,
        explained.suppressed,
        WhatIf(moved.score, moved.kind, moved.if_) if moved else None,
    )


@cache
def _sums() -> Any:
    item: Any = OpenItem.__table__.c
    overdue = and_(item.open_minor > 0, item.due_on < bindparam("today", type_=Date()))
    disputed = case(
        (item.disputed_minor <= 0, 0),
        (item.disputed_minor >= item.open_minor, item.open_minor),
        else_=item.disputed_minor,
    )
    return (
        select(
            item.currency,
            func.sum(case((overdue, item.open_minor), else_=0)),
            func.sum(case((overdue, disputed), else_=0)),
            func.sum(item.open_minor),
            func.count(),
            func.sum(case((overdue, 1), else_=0)),
        )
        .where(item.account_id == bindparam("account", type_=BigInteger()), item.open_minor != 0)
        .group_by(item.currency)
    )


@cache
def _last_note() -> Any:
    return (
        select(Note.text, Note.at)
        .where(Note.account_id == bindparam("account", type_=BigInteger()), Note.undone_by.is_(None))
        .order_by(Note.at.desc(), Note.id.desc())
        .limit(1)
    )


@cache
def _next_text() -> Any:
    action = NextAction
    return (
        select(action.text)
        .where(
            action.account_id == bindparam("account", type_=BigInteger()),
            action.state == "open",
            action.undone_by.is_(None),
        )
        .order_by(action.due_at, action.id)
        .limit(1)
    )


@cache
def _phones() -> Any:
    return (
        select(
            ContactPerson.name,
            ContactPerson.role,
            ContactPoint.value,
            ContactPoint.use,
            ContactPerson.zone,
            ContactPerson.language,
        )
        .select_from(ContactPoint)
        .join(Account, Account.party_id == ContactPoint.party_id)
        .outerjoin(ContactPerson, ContactPerson.id == ContactPoint.person_id)
        .where(
            Account.id == bindparam("account", type_=BigInteger()),
            ContactPoint.kind == "phone",
            ContactPoint.state.notin_(CANNOT_DIAL),
        )
        .order_by(*first_choice())
        .limit(1)
    )


@cache
def _people() -> Any:
    person = ContactPerson
    return (
        select(person.name, person.role, person.zone, person.language)
        .join(Account, Account.party_id == person.party_id)
        .where(Account.id == bindparam("account", type_=BigInteger()))
        .order_by(person.id)
        .limit(1)
    )


def _who_to_call(session: Session, account_id: int) -> WhoToCall | None:
    found = session.execute(_phones(), {"account": account_id}).first()
    if found is not None and found.name is not None:
        return WhoToCall(found.name, found.role, found.value, found.use, found.zone, found.language)
    person = session.execute(_people(), {"account": account_id}).first()
    number, use = (found.value, found.use) if found is not None else (None, None)
    if person is None:
        return WhoToCall(None, None, number, use, None, None) if number else None
    return WhoToCall(person.name, person.role, number, use, person.zone, person.language)
