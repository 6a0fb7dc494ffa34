"""The statements of the list: built once, used by the queue, and written out for the first picture."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, Literal

from sqlalchemy import (
    BigInteger,
    Date,
    Integer,
    and_,
    bindparam,
    case,
    column,
    false,
    func,
    literal_column,
    null,
    or_,
    select,
    text,
    tuple_,
    union_all,
    values,
)

from collectdesk.desk.views_queue import Order
from collectdesk.models import (
    Account,
    Instant,
    NextAction,
    OpenItem,
    Party,
    Rank,
    RankingRate,
    ReachWindow,
    User,
)
from collectdesk.ranking.config import load_rules
from collectdesk.ranking.facts import big, whole
from collectdesk.ranking.order import PIN_STEP, ranked
from collectdesk.ranking.rerank import within

Whose = Literal["mine", "team", "all"]
Kind = Literal["first", "after", "before", "last", "skip", "callbacks", "held", "waiting"]

_NOW: Any = bindparam("now", type_=Instant())
_SOON: Any = bindparam("soon", type_=Instant())
_REACH = ("reach_group_id", "free_at", "free_until", "free_reason")
_KEY = ("order_key", "oldest_due", "account_id")


def _whose(table: Any, whose: Whose) -> list[Any]:
    if whose == "mine":
        return [table.assignee_id == bindparam("user_id", type_=BigInteger())]
    if whose == "team":
        members = select(User.id).where(User.team_id == bindparam("team_id", type_=BigInteger()))
        return [table.assignee_id.in_(members)]
    return []


def whose_accounts(column: Any, whose: Whose) -> tuple[Any, ...]:
    """The condition that keeps a column of account ids to a scope. Binds: user_id or team_id."""
    if whose == "all":
        return ()
    return (column.in_(select(Account.id).where(*_whose(Account, whose))),)


def _callback_due(table: Any) -> Any:
    return and_(table.callback_at.is_not(None), table.callback_at <= _NOW)


def _due_callbacks(table: Any, whose: Whose) -> list[Any]:
    conditions = [text("rank.callback_at IS NOT NULL"), table.callback_at <= _NOW]
    if whose == "all":
        # Named one by one, the collectors let the index skip the call-backs that are not due yet.
        nobody: Any = select(literal_column("0"))
        conditions.append(table.assignee_id.in_(union_all(select(User.id), nobody)))
    return conditions


def _workable(table: Any) -> list[Any]:
    return [table.held_until <= _NOW, or_(table.callback_at.is_(None), table.callback_at > _NOW)]


def is_free(table: Any) -> list[Any]:
    """Whether the gate's rules other than the clock let an account be called. Binds: now."""
    return [table.free_at <= _NOW, or_(table.free_until.is_(None), table.free_until > _NOW)]


def _open_window(group_id: Any) -> Any:
    """The window that is open now, as a join: at most one row a group. Binds: now."""
    window: Any = ReachWindow.__table__.c
    # No flag is bound: a bound one would lose the plan on a server that prepares statements.
    free = window.review.is_(false())
    return and_(window.reach_group_id == group_id, window.opens_at <= _NOW, window.closes_at > _NOW, free)


def _dressed(picked: Any, *order: Any) -> Any:
    """The picked rows with what a row shows of account and customer; only these rows are joined."""
    return (
        select(
            picked.c.account_id,
            Account.number,
            Party.name,
            Party.country,
            Party.region,
            Party.zone,
            picked.c.score,
            picked.c.pin,
            picked.c.suppressed,
            picked.c.order_key,
            picked.c.oldest_due,
            picked.c.held_until,
            picked.c.callback_at,
            *(picked.c[name] for name in _REACH),
        )
        .join(Account, Account.id == picked.c.account_id)
        .join(Party, Party.id == Account.party_id)
        .order_by(*order)
    )


def _columns(table: Any) -> list[Any]:
    return [getattr(table, name) for name in (*_COLUMNS, *_REACH)]


_COLUMNS = (*_KEY, "score", "pin", "suppressed", "held_until", "callback_at")


def _beside(order: list[Any], kind: Kind) -> Any:
    """After or before the place k, o, i; `order` are the columns of the key."""
    place = tuple_(
        bindparam("k", type_=BigInteger()),
        bindparam("o", type_=Date()),
        bindparam("i", type_=BigInteger()),
        types=[BigInteger(), Date(), BigInteger()],
    )
    here = tuple_(*order)
    return here > place if kind == "after" else here < place


@cache
def page(whose: Whose, kind: Kind, callable_now: bool = False) -> Any:
    """A stretch of the stored list; with `callable_now` only accounts that may be called.

    Binds: now, limit; user_id or team_id; k, o, i (a place) for after and before; skip. The conditions on
    `suppressed` are literal, so that both engines use the partial indexes.
    """
    table: Any = Rank.__table__.c
    query = select(*_columns(table)).where(*_whose(table, whose))
    if callable_now:
        query = query.join(ReachWindow, _open_window(table.reach_group_id)).where(*is_free(table))
    order = [table[name] for name in _KEY]
    if kind == "callbacks":
        query = query.where(*_due_callbacks(table, whose))
        order = [table.callback_at, table.account_id]
    elif kind == "held":
        query = query.where(text("rank.suppressed <> 0"))
        order = [table.suppressed, table.account_id]
    elif kind == "waiting":
        query = query.where(text("rank.suppressed = 0"), table.held_until > _NOW)
        query = query.where(or_(table.callback_at.is_(None), table.callback_at > _NOW))
        order = [table.held_until, table.account_id]
    else:
        query = query.where(text("rank.suppressed = 0"), *_workable(table))
    if kind in ("after", "before"):
        query = query.where(_beside(order, kind))
        if kind == "before":
            order = [column.desc() for column in order]
    query = query.order_by(*order).limit(bindparam("limit", type_=Integer()))
    if kind in ("skip", "held", "waiting"):
        query = query.offset(bindparam("skip", type_=Integer()))
    picked = query.subquery("picked")
    return _dressed(picked, *_same_order(picked, kind))


@cache
def closing_page(whose: Whose, kind: Kind) -> Any:
    """A stretch of the accounts that may be called now, whose hours end first, as one statement.

    Binds: as for `page`, and `c`, the closing time of the place. It sorts everybody who may be called: for a
    collector's own list, and for a jump into the middle.
    """
    table: Any = Rank.__table__.c
    window: Any = ReachWindow.__table__.c
    query = select(*_columns(table), window.closes_at).join(ReachWindow, _open_window(table.reach_group_id))
    query = query.where(
        text("rank.suppressed = 0"), *_whose(table, whose), *_workable(table), *is_free(table)
    )
    order: list[Any] = [window.closes_at, *(table[name] for name in _KEY)]
    if kind in ("after", "before"):
        closes = bindparam("c", type_=Instant())
        beyond = window.closes_at > closes if kind == "after" else window.closes_at < closes
        query = query.where(or_(beyond, and_(window.closes_at == closes, _beside(order[1:], kind))))
    if kind == "before":
        order = [column.desc() for column in order]
    query = query.order_by(*order).limit(bindparam("limit", type_=Integer()))
    if kind == "skip":
        query = query.offset(bindparam("skip", type_=Integer()))
    picked = query.subquery("picked")
    again: list[Any] = [picked.c.closes_at, *(picked.c[name] for name in _KEY)]
    again = [column.desc() for column in again] if kind == "before" else again
    return _dressed(picked, *again).add_columns(picked.c.closes_at)


@cache
def closing_step(whose: Whose, kind: Kind, dialect: str) -> Any:
    """Those of some reach groups (bind `groups`) that are free, by score: one step of the closing order."""
    table: Any = Rank.__table__.c
    query = select(*_columns(table)).where(
        text("rank.suppressed = 0"),
        *_whose(table, whose),
        *within(dialect, "groups")(table.reach_group_id),
        *_workable(table),
        *is_free(table),
    )
    order: list[Any] = [table[name] for name in _KEY]
    if kind in ("after", "before"):
        query = query.where(_beside(order, kind))
    back = kind in ("before", "last")
    order = [column.desc() for column in order] if back else order
    picked = query.order_by(*order).limit(bindparam("limit", type_=Integer())).subquery("picked")
    return _dressed(picked, *_same_order(picked, "before" if back else "first"))


@cache
def open_windows() -> Any:
    """Every group's window that is open now. Binds: now."""
    window: Any = ReachWindow.__table__.c
    columns = (window.reach_group_id, window.opens_at, window.closes_at, window.review)
    return select(*columns).where(window.opens_at <= _NOW, window.closes_at > _NOW).order_by(window.closes_at)


@cache
def windows(dialect: str) -> Any:
    """The windows of the reach groups in `groups` that have not closed yet, in order. Binds: groups, now."""
    window: Any = ReachWindow.__table__.c
    columns = (window.reach_group_id, window.opens_at, window.closes_at, window.review)
    here = [*within(dialect, "groups")(window.reach_group_id), window.closes_at > _NOW]
    return select(*columns).where(*here).order_by(window.reach_group_id, window.opens_at)


@cache
def reach_counts(whose: Whose, callbacks: bool) -> Any:
    """How many listed accounts each reach group has, how many of them are free, how many not for long, and how many
    wait for a look. Binds: now, soon; user_id or team_id.
    """
    table: Any = Rank.__table__.c
    free = and_(*is_free(table))
    look = and_(~func.coalesce(free, false()), table.free_reason.like("%?"))
    marks = (free, and_(free, table.free_until <= _SOON), look)
    sums = [func.coalesce(func.sum(case((mark, 1), else_=0)), 0) for mark in marks]
    # Added to nothing, the group is no column of an index: one walk over the table, not a seek for every row.
    group_id = table.reach_group_id + literal_column("0")
    query = select(group_id, func.count(), *sums).where(*_whose(table, whose))
    if callbacks:
        query = query.where(*_due_callbacks(table, whose))
    else:
        query = query.where(text("rank.suppressed = 0"), *_workable(table))
    return query.group_by(group_id)


@cache
def one() -> Any:
    """The row of one account. Binds: account_id."""
    table: Any = Rank.__table__.c
    here = table.account_id == bindparam("account_id", type_=BigInteger())
    return _dressed(select(*_columns(table)).where(here).subquery("picked"))


def _same_order(picked: Any, kind: Kind) -> list[Any]:
    if kind == "callbacks":
        return [picked.c.callback_at, picked.c.account_id]
    if kind == "held":
        return [picked.c.suppressed, picked.c.account_id]
    if kind == "waiting":
        return [picked.c.held_until, picked.c.account_id]
    columns = [picked.c[name] for name in _KEY]
    return [column.desc() for column in columns] if kind == "before" else columns


@cache
def live(version: str, whose: Whose, callbacks: bool) -> Any:
    """The list of any day, computed from the facts, and behind each row the length of the whole list.

    Binds: those of the day, now, limit, user_id or team_id. `version` is that of the
    rules in force; it keeps one statement a version.
    """
    del version
    return live_among(whose, callbacks, None, "score")


def live_among(
    whose: Whose, callbacks: bool, hours: Sequence[tuple[int, int]] | None, order_by: Order
) -> Any:
    """The same, kept to groups that are open: `hours` are (group, place of its closing time). None keeps all."""
    found: Any = ranked(load_rules(), lambda column: whose_accounts(column, whose)).subquery("q")
    stored: Any = Rank.__table__.c
    if callbacks:
        conditions, order = [_callback_due(found.c)], [found.c.callback_at, found.c.account_id]
    else:
        conditions = [found.c.suppressed == 0, *_workable(found.c)]
        order = [found.c[name] for name in _KEY]
    columns = [*(found.c[name] for name in _COLUMNS), *(stored[name] for name in _REACH)]
    query = select(*columns, func.count().over().label("total")).where(*conditions)
    query = query.outerjoin(Rank, stored.account_id == found.c.account_id)
    closes: Any = null()
    if hours is not None:
        given = values(column("group_id", BigInteger()), column("closes", Integer()), name="hours")
        listed = given.data(list(hours) or [(-1, 0)]).cte("hours")
        query = query.join(listed, listed.c.group_id == stored.reach_group_id).where(*is_free(stored))
        closes = listed.c.closes
    query = query.add_columns(closes.label("closes"))
    if order_by == "closing" and not callbacks:
        order = [closes, *order]
    picked = query.order_by(*order).limit(bindparam("limit", type_=Integer())).subquery("picked")
    again = _same_order(picked, "callbacks" if callbacks else "first")
    if order_by == "closing" and not callbacks:
        again = [picked.c.closes, *again]
    return _dressed(picked, *again).add_columns(picked.c.closes, picked.c.total)


@cache
def owed(dialect: str) -> Any:
    """What the accounts in `ids` owe overdue, by currency. Binds: ids, today."""
    item: Any = OpenItem
    return (
        select(
            item.account_id,
            item.currency,
            func.sum(item.open_minor).label("minor"),
            func.count().label("items"),
            case((func.max(RankingRate.den).is_(None), 0), else_=1).label("has_rate"),
        )
        .outerjoin(RankingRate, RankingRate.currency == item.currency)
        .where(
            *within(dialect)(item.account_id),
            item.open_minor > 0,
            item.due_on < bindparam("today", type_=Date()),
        )
        .group_by(item.account_id, item.currency)
    )


@cache
def steps(dialect: str) -> Any:
    """Open next actions of the accounts in `ids`, earliest first. Binds: ids."""
    action: Any = NextAction
    return (
        select(action.account_id, action.kind, action.due_at)
        .where(*within(dialect)(action.account_id), action.state == "open", action.undone_by.is_(None))
        .order_by(action.account_id, action.due_at, action.id)
    )


@cache
def held_counts(whose: Whose, reasons: int) -> Any:
    """How many accounts each of so many suppressions holds back, as one row. Binds: user_id or team_id.

    Sums instead of groups: one walk over the small index, without a sort of the book.
    """
    table: Any = Rank.__table__.c
    sums = [
        func.coalesce(func.sum(case((table.suppressed == whole(place), 1), else_=0)), 0)
        for place in range(1, reasons + 1)
    ]
    return select(*sums).where(text("rank.suppressed <> 0"), *_whose(table, whose))


@cache
def workable_count(whose: Whose) -> Any:
    """How many accounts are not suppressed, waiting or not. Binds: user_id or team_id."""
    query = select(func.count()).select_from(Rank.__table__)
    return query.where(text("rank.suppressed = 0"), *_whose(Rank.__table__.c, whose))


@cache
def waiting_count(whose: Whose) -> Any:
    """How many of them wait for their next action, those with a due call-back apart. Binds: now, …"""
    table: Any = Rank.__table__.c
    query = select(func.count()).select_from(Rank.__table__)
    conditions = [text("rank.suppressed = 0"), text("rank.held_reason IS NOT NULL")]
    conditions += [table.held_until > _NOW, ~_callback_due(table)]
    if whose == "all":
        # Who waits has an open action; those are far fewer than the book.
        acting = select(NextAction.account_id).where(NextAction.state == "open")
        conditions.append(table.account_id.in_(acting))
    return query.where(*conditions, *_whose(table, whose))


@cache
def pinned_count(whose: Whose) -> Any:
    """How many stand in the list above every score. Binds: now, …"""
    table: Any = Rank.__table__.c
    query = select(func.count()).select_from(Rank.__table__)
    # Pins stand at the head of the order, so their range of keys finds them.
    pinned = table.order_key <= big(-PIN_STEP)
    return query.where(text("rank.suppressed = 0"), pinned, *_workable(table), *_whose(table, whose))


@cache
def callback_counts(whose: Whose) -> Any:
    """How many call-backs are due, by suppression (0 for none). Binds: now, …"""
    table: Any = Rank.__table__.c
    due = [*_due_callbacks(table, whose), *_whose(table, whose)]
    return select(table.suppressed, func.count()).where(*due).group_by(table.suppressed)
