"""Reading the queue: pages by place, the figures around it, and the list of another day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from collectdesk.desk import queue_sql
from collectdesk.desk.day import rank_as_of
from collectdesk.desk.queue_reach import (
    closing_facts,
    closing_order,
    open_now,
    reach_figures,
    stretches,
)
from collectdesk.desk.queue_sql import Kind, Whose
from collectdesk.desk.reach import covered
from collectdesk.desk.views_queue import (
    Codes,
    Order,
    Owed,
    Place,
    QueuePage,
    QueueRow,
    QueueSummary,
    RowFacts,
    Scope,
    assemble,
    backwards,
)
from collectdesk.models import Desk, RerankDue
from collectdesk.ranking.config import load_rules
from collectdesk.ranking.cutoffs import day_binds
from collectdesk.ranking.rerank import desk_clock, id_list
from collectdesk.store import Store

PAGE = 50
CALLBACKS = 20
"""At most this many due call-backs stand on top."""


def queue_page(
    store: Store,
    scope: Scope,
    now: datetime,
    *,
    after: Place | None = None,
    before: Place | None = None,
    offset: int | None = None,
    limit: int = PAGE,
    callable_now: bool = False,
    order: Order = "score",
) -> QueuePage:
    """A stretch of the list: the first one, the one after or before a place, or from a row number on.

    Rows are as `rank` has them; days past due are counted to the desk's day at `now`. Hold `now` fixed
    while paging, so that no row is missed or seen twice. `callable_now` keeps those who may be called; the order
    "closing" does so too, and has those first whose lawful hours end first.
    """
    kind: Kind = "after" if after else "before" if before else "skip" if offset else "first"
    place = after or before
    with store.read() as session:
        binds: dict[str, Any] = {"now": now, "limit": limit + 1, **_whose_binds(scope)}
        if place:
            binds |= {"k": place.order_key, "o": place.oldest_due, "i": place.account_id}
        if kind == "skip":
            binds["skip"] = offset
        only = callable_now or order == "closing"
        if order == "closing":
            found = closing_facts(session, _whose(scope), kind, binds, place)
        else:
            found = _facts(session, queue_sql.page(_whose(scope), kind, only), binds)
        called: list[RowFacts] = []
        if kind == "first":
            binds["limit"] = CALLBACKS
            called = _facts(session, queue_sql.page(_whose(scope), "callbacks", only), binds)
        page = _page(session, now, called, found, limit)
    return backwards(page) if kind == "before" else page


def queue_at(
    store: Store,
    scope: Scope,
    at: datetime,
    limit: int = PAGE,
    *,
    callable_now: bool = False,
    order: Order = "score",
) -> QueuePage:
    """The head of the list as it is at another moment, from the facts known now; else as `queue_page`.

    On the day for which the order is stored, and once no place is stale, that is the stored order;
    otherwise it is computed from the facts, by the same rules.
    """
    with store.read() as session:
        desk, clock = session.get(Desk, 1), desk_clock(session)
        stale = session.scalar(select(func.count()).select_from(RerankDue))
        current = desk is not None and desk.ranking_version == load_rules().version and not stale
        stored = current and desk is not None and desk.day == clock.day_of(at) and covered(session, at)
    if not stored:
        return live_page(store, scope, at, limit, callable_now=callable_now, order=order)
    page = queue_page(store, scope, at, limit=limit, callable_now=callable_now, order=order)
    figures = queue_summary(store, scope, at)
    return replace(page, total=figures.callable if callable_now or order == "closing" else figures.total)


def live_page(
    store: Store,
    scope: Scope,
    at: datetime,
    limit: int = PAGE,
    *,
    callable_now: bool = False,
    order: Order = "score",
) -> QueuePage:
    """The head of the list computed from the facts, for any moment. Reads the whole scope: seconds on a big book.

    Windows that are not stored for that moment are worked out.
    """
    with store.read() as session:
        rules, clock = load_rules(), desk_clock(session)
        rank_as_of(session, at)
        binds = {**day_binds(rules, clock.day_of(at), clock), **_whose_binds(scope), "now": at}
        whose = _whose(scope)
        statements: list[Any] = [
            queue_sql.live(rules.version, whose, callbacks) for callbacks in (True, False)
        ]
        closings: list[datetime] = []
        if callable_now or order == "closing":
            steps = closing_order(open_now(session, at, any_time=True))
            closings = [closes_at for closes_at, _groups in steps]
            hours = [(group_id, n) for n, (_at, groups) in enumerate(steps) for group_id in groups]
            statements = [queue_sql.live_among(whose, callbacks, hours, order) for callbacks in (True, False)]
        called, calls = _counted(session, statements[0], binds, CALLBACKS, closings)
        found, rest = _counted(session, statements[1], binds, limit + 1, closings)
        if order == "score":
            called, found = ([row._replace(closes_at=None) for row in rows] for rows in (called, found))
        page = _page(session, at, called, found, limit, any_time=True)
        return replace(page, total=calls + rest)


def held_page(
    store: Store, scope: Scope, now: datetime, *, offset: int = 0, limit: int = PAGE, waiting: bool = False
) -> QueuePage:
    """The accounts held back: by reason, strongest first; or (`waiting`) those whose next action is not due.

    The latter come in the order in which they return to the list.
    """
    kind: Kind = "waiting" if waiting else "held"
    with store.read() as session:
        binds = {"now": now, "limit": limit + 1, "skip": offset, **_whose_binds(scope)}
        if kind == "held":
            del binds["now"]
        found = _facts(session, queue_sql.page(_whose(scope), kind), binds)
        return _page(session, now, [], found, limit)


def queue_summary(store: Store, scope: Scope, now: datetime) -> QueueSummary:
    """How many may be worked now, how many are held back and why. Counts the scope: read it beside the page."""
    codes, whose, mine = load_codes(), _whose(scope), _whose_binds(scope)
    timed = {"now": now, **mine}
    with store.read() as session:
        counted = session.execute(queue_sql.held_counts(whose, len(codes.suppressions)), mine).one()
        due = {row[0]: row[1] for row in session.execute(queue_sql.callback_counts(whose), timed)}
        workable = session.scalar(queue_sql.workable_count(whose), mine) or 0
        waiting = session.scalar(queue_sql.waiting_count(whose), timed) or 0
        pinned = session.scalar(queue_sql.pinned_count(whose), timed) or 0
        stale = session.scalar(select(func.count()).select_from(RerankDue)) or 0
        reach = reach_figures(session, whose, mine, now)
    held = [
        (name, int(counted[place]) - due.get(place + 1, 0)) for place, name in enumerate(codes.suppressions)
    ]
    held.append(("next_action", waiting))
    callbacks = sum(due.values())
    total = workable - waiting + callbacks - due.get(0, 0)
    return QueueSummary(total, callbacks, pinned, tuple(part for part in held if part[1]), stale, **reach)


def load_codes() -> Codes:
    """What the stored numbers of pins and suppressions stand for."""
    rules = load_rules()
    return Codes(rules.pins.order, rules.suppressions.order)


def queue_row(session: Session, account_id: int, now: datetime, day: date) -> QueueRow | None:
    """The row of one account, wherever it stands. None when it has no place yet."""
    found = _facts(session, queue_sql.one(), {"account_id": account_id})
    return _rows(session, found, now, day)[0] if found else None


def _whose(scope: Scope) -> Whose:
    if scope.user_id is not None:
        return "mine"
    return "team" if scope.team_id is not None else "all"


def _whose_binds(scope: Scope) -> dict[str, Any]:
    if scope.user_id is not None:
        return {"user_id": scope.user_id}
    return {"team_id": scope.team_id} if scope.team_id is not None else {}


def _facts(session: Session, statement: Any, binds: dict[str, Any]) -> list[RowFacts]:
    return [RowFacts(*row) for row in session.execute(statement, binds)]


def _counted(
    session: Session, statement: Any, binds: dict[str, Any], limit: int, closings: Sequence[datetime]
) -> tuple[list[RowFacts], int]:
    rows = session.execute(statement, {**binds, "limit": limit}).all()
    given: list[tuple[Any, ...]] = [tuple(row) for row in rows]
    found = [
        RowFacts(*row[:-2])._replace(closes_at=closings[row[-2]] if row[-2] is not None else None)
        for row in given
    ]
    return found, int(rows[0][-1]) if rows else 0


def _page(
    session: Session,
    now: datetime,
    called: Sequence[RowFacts],
    found: Sequence[RowFacts],
    limit: int,
    any_time: bool = False,
) -> QueuePage:
    day = desk_clock(session).day_of(now)
    both = _rows(session, [*called, *found[:limit]], now, day, any_time)
    return QueuePage(now, day, both[: len(called)], both[len(called) :], len(found) > limit)


def _rows(
    session: Session, found: Sequence[RowFacts], now: datetime, day: date, any_time: bool = False
) -> tuple[QueueRow, ...]:
    dialect = session.get_bind().dialect.name
    ids = id_list(dialect, [row.account_id for row in found])
    owed = [
        Owed(account_id, currency, int(minor), items, bool(has_rate))
        for account_id, currency, minor, items, has_rate in session.execute(
            queue_sql.owed(dialect), {"ids": ids, "today": day}
        )
    ]
    steps = [(row[0], row[1], row[2]) for row in session.execute(queue_sql.steps(dialect), {"ids": ids})]
    windows = stretches(session, [row.reach_group_id for row in found], now, any_time)
    return assemble(found, owed, steps, windows, now=now, day=day, codes=load_codes())
