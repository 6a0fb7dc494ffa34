"""The gate's part of reading the queue: who may be called, whose hours end first, and how many of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from collectdesk.desk import queue_sql
from collectdesk.desk.queue_sql import Kind, Whose
from collectdesk.desk.reach import covered, windows_at
from collectdesk.desk.views_queue import CLOSING, FAR, Place, RowFacts, Stretch
from collectdesk.models import ReachGroup
from collectdesk.ranking.rerank import id_list

COUNTED = ("open", "closing", "shut", "review", "held")


def stretches(
    session: Session, group_ids: Iterable[int | None], now: datetime, any_time: bool
) -> list[Stretch]:
    """The windows of groups that have not closed yet, as stored; for a moment they do not reach, worked out anew."""
    ids = sorted({group_id for group_id in group_ids if group_id})
    if not ids:
        return []
    if any_time and not covered(session, now):
        return _worked_out(session, ids, now)
    dialect = session.get_bind().dialect.name
    rows = session.execute(queue_sql.windows(dialect), {"groups": id_list(dialect, ids), "now": now})
    return [Stretch._make(row) for row in rows]


def _worked_out(session: Session, ids: Sequence[int], now: datetime) -> list[Stretch]:
    return [
        Stretch(group_id, one.opens, one.closes, one.review)
        for group_id, some in windows_at(session, ids, now).items()
        for one in some
        if one.closes > now
    ]


def open_now(session: Session, now: datetime, any_time: bool = False) -> list[Stretch]:
    """The window of every group that is open or asks for a look, by closing time."""
    if any_time and not covered(session, now):
        ids = list(session.scalars(select(ReachGroup.id)))
        found = [one for one in _worked_out(session, ids, now) if one.opens_at <= now]
        return sorted(found, key=lambda one: one.closes_at)
    return [Stretch._make(row) for row in session.execute(queue_sql.open_windows(), {"now": now})]


def closing_order(windows: Iterable[Stretch]) -> list[tuple[datetime, list[int]]]:
    """The groups that may be called, by closing time."""
    steps: dict[datetime, list[int]] = {}
    for one in windows:
        if not one.review:
            steps.setdefault(one.closes_at, []).append(one.group_id)
    return sorted(steps.items())


def closing_facts(
    session: Session, whose: Whose, kind: Kind, binds: dict[str, Any], place: Place | None
) -> list[RowFacts]:
    """A stretch in closing order; `binds` as for `queue_sql.page`. Rows of "before" come backwards.

    For everyone it goes closing time by closing time, which never sorts the book; a collector's own list, and a
    jump by number, are one statement.
    """
    if place is not None:
        binds = {**binds, "c": place.closes_at or FAR}
    if whose == "all" and kind != "skip":
        return _stepwise(session, kind, binds, place)
    return [RowFacts(*row) for row in session.execute(queue_sql.closing_page(whose, kind), binds)]


def _stepwise(session: Session, kind: Kind, binds: dict[str, Any], place: Place | None) -> list[RowFacts]:
    dialect, limit = session.get_bind().dialect.name, int(binds["limit"])
    steps = closing_order(open_now(session, binds["now"]))
    closes_at = place.closes_at or FAR if place is not None else None
    if kind == "before":
        steps = [step for step in reversed(steps) if closes_at is None or step[0] <= closes_at]
    elif closes_at is not None:
        steps = [step for step in steps if step[0] >= closes_at]
    found: list[RowFacts] = []
    for at, groups in steps:
        if at == closes_at:
            here: Kind = kind
        else:
            here = "last" if kind == "before" else "first"
        given = {key: value for key, value in binds.items() if key not in ("c", "k", "o", "i")}
        if here == kind and place is not None:
            given |= {"k": place.order_key, "o": place.oldest_due, "i": place.account_id}
        given |= {"groups": id_list(dialect, groups), "limit": limit - len(found)}
        rows = session.execute(queue_sql.closing_step("all", here, dialect), given)
        found += [RowFacts(*row)._replace(closes_at=at) for row in rows]
        if len(found) >= limit:
            break
    return found


def reach_figures(session: Session, whose: Whose, binds: dict[str, Any], now: datetime) -> dict[str, int]:
    """How many listed accounts are open, closing, shut, need a look, or are held, by the gate."""
    here = {one.group_id: one for one in open_now(session, now)}
    given = {**binds, "now": now, "soon": now + CLOSING}
    figures: Counter[str] = Counter()
    for callbacks in (False, True):
        for row in session.execute(queue_sql.reach_counts(whose, callbacks), given):
            group_id, rows, free, soon, look = (int(figure) for figure in row)
            if not group_id:
                continue
            figures["held"] += rows - free - look
            window = here.get(group_id)
            if window is None:
                figures["shut"] += free + look
            elif window.review:
                figures["review"] += free + look
            else:
                closing = free if window.closes_at - now <= CLOSING else soon
                figures["review"] += look
                figures["closing"] += closing
                figures["open"] += free - closing
    return {name: figures[name] for name in COUNTED}
