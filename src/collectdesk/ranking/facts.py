"""One row of facts per account: everything the factors, pins and suppressions look at.

A scope narrows every grouped part at once, so that the same expressions serve the whole book, a chunk, or
one account. Sources can be overlaid (what would be if this promise were kept), the rules never.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    FromClause,
    Integer,
    Select,
    Subquery,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from collectdesk.models import (
    Account,
    Activity,
    Hold,
    Instant,
    NextAction,
    OpenItem,
    Promise,
    RankingRate,
    WarningFlag,
)
from collectdesk.ranking.config import RankingRules

Scope = Callable[[ColumnElement[Any]], Sequence[ColumnElement[bool]]]

ITEM_MAX = 10**14
"""Minor units above which a single amount counts as this much, so that no sum can overflow."""


@dataclass(frozen=True, slots=True)
class Sources:
    """The tables the facts are drawn from, or overlays with the same columns."""

    account: FromClause = Account.__table__
    open_item: FromClause = OpenItem.__table__
    promise: FromClause = Promise.__table__
    activity: FromClause = Activity.__table__
    warning_flag: FromClause = WarningFlag.__table__
    hold: FromClause = Hold.__table__
    next_action: FromClause = NextAction.__table__


def whole_book(_column: ColumnElement[Any]) -> Sequence[ColumnElement[bool]]:
    """The scope of a full pass: no narrowing."""
    return ()


def day(name: str) -> ColumnElement[Any]:
    """A bound date by its name in `cutoffs`."""
    return bindparam(name, type_=Date())


def instant(name: str) -> ColumnElement[Any]:
    """A bound instant by its name in `cutoffs`."""
    return bindparam(name, type_=Instant())


def number(name: str) -> ColumnElement[Any]:
    """A bound whole number by its name in `cutoffs`."""
    return bindparam(name, type_=BigInteger())


def whole(value: int) -> ColumnElement[int]:
    """A constant of the rules, written into the statement: hundreds of bound ones would cost more than the query."""
    return literal_column(str(int(value)), Integer())


def big(value: int) -> ColumnElement[int]:
    """The same, of more than 31 bits."""
    return literal_column(str(int(value)), BigInteger())


class day_opens(FunctionElement[Any]):  # noqa: N801 - reads as the SQL function it stands for
    """The instant at which a stored date begins, at a fixed number of seconds ahead of UTC.

    The zone's standard time is taken all year, so that in summer the answer is an hour late.
    """

    type = Instant()
    inherit_cache = True


@compiles(day_opens, "sqlite")
def _day_opens_sqlite(element: day_opens, compiler: Any, **kw: Any) -> str:
    date, shift = element.clauses
    seconds = f"CAST(strftime('%s', {compiler.process(date, **kw)}) AS INTEGER)"
    return f"({seconds} - {compiler.process(shift, **kw)})"


@compiles(day_opens, "postgresql")
def _day_opens_postgresql(element: day_opens, compiler: Any, **kw: Any) -> str:
    date, shift = element.clauses
    moment = f"(CAST({compiler.process(date, **kw)} AS timestamp) AT TIME ZONE 'UTC')"
    return f"({moment} - {compiler.process(shift, **kw)} * INTERVAL '1 second')"


def to_base(
    minor: ColumnElement[Any], num: ColumnElement[Any], den: ColumnElement[Any]
) -> ColumnElement[int]:
    """Minor units >= 0 times num/den, rounded half up, in whole numbers only.

    Split so that nothing overflows while `2 * num * den` and the result fit 63 bits.
    """
    return (minor // den) * num + ((minor % den) * num * whole(2) + den) // (den * whole(2))


def _clamped(minor: ColumnElement[Any]) -> ColumnElement[Any]:
    return case((minor > big(ITEM_MAX), big(ITEM_MAX)), else_=minor)


def _total(value: ColumnElement[Any]) -> ColumnElement[int]:
    # PostgreSQL sums bigints into numeric, where // would no longer cut.
    return cast(func.coalesce(func.sum(value), whole(0)), BigInteger)


def _any(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.max(case((condition, whole(1)), else_=whole(0)))


def _items(scope: Scope, src: Sources) -> Subquery:
    item, rate = src.open_item.c, RankingRate.__table__.alias("item_rate")
    undisputed = case(
        (item.disputed_minor <= whole(0), item.open_minor),
        (item.disputed_minor >= item.open_minor, whole(0)),
        else_=item.open_minor - item.disputed_minor,
    )
    overdue = and_(item.open_minor > whole(0), item.due_on < day("today"))
    counts = and_(overdue, item.disputed_minor < item.open_minor)
    known = rate.c.num.is_not(None)

    def base(minor: ColumnElement[Any]) -> ColumnElement[int]:
        return to_base(_clamped(minor), rate.c.num, rate.c.den)

    exposure = case(
        (and_(known, item.open_minor > whole(0)), base(item.open_minor)),
        (known, -base(-item.open_minor)),
        else_=whole(0),
    )
    return (
        select(
            item.account_id,
            _total(case((and_(counts, known), base(undisputed)), else_=whole(0))).label("overdue_base"),
            _total(exposure).label("exposure_base"),
            func.min(case((counts, item.due_on))).label("oldest_due"),
            _any(overdue).label("has_overdue"),
            func.min(case((and_(counts, ~known), item.currency))).label("no_rate"),
        )
        .select_from(src.open_item.outerjoin(rate, rate.c.currency == item.currency))
        .where(item.open_minor != whole(0), *scope(item.account_id))
        .group_by(item.account_id)
        .subquery("items")
    )


def _promises(scope: Scope, src: Sources) -> Subquery:
    promise = src.promise.c
    is_open, is_broken = promise.state == "open", promise.state == "broken"
    fallen_due = and_(is_open, promise.promised_on <= day("today"))
    running = and_(is_open, promise.promised_on > day("today"))
    return (
        select(
            promise.account_id,
            func.max(case((running, promise.promised_on))).label("promise_until"),
            func.min(case((fallen_due, promise.promised_on))).label("promise_due_on"),
            _any(and_(is_open, promise.last_value_on < day("today"))).label("promise_late"),
            func.max(case((is_broken, promise.level))).label("broken_level"),
            func.max(case((is_broken, promise.state_on))).label("broken_on"),
            func.max(case((promise.state == "kept", promise.state_on))).label("kept_on"),
        )
        .where(promise.undone_by.is_(None), *scope(promise.account_id))
        .group_by(promise.account_id)
        .subquery("promises")
    )


def _spoken(scope: Scope, src: Sources) -> Subquery:
    activity = src.activity.c
    return (
        select(activity.account_id, func.max(activity.at).label("spoken_at"))
        .where(activity.right_party.is_(True), activity.undone_by.is_(None), *scope(activity.account_id))
        .group_by(activity.account_id)
        .subquery("spoken")
    )


def _flags(rules: RankingRules, scope: Scope, src: Sources) -> Subquery:
    flag = src.warning_flag.c
    worth = case(
        *[(flag.flag == code, whole(points)) for code, points in sorted(rules.flags.points.items())],
        else_=whole(0),
    )
    return (
        select(flag.account_id, _total(worth).label("flag_points"))
        .where(flag.since_on <= day("today"), flag.until_on >= day("today"), *scope(flag.account_id))
        .group_by(flag.account_id)
        .subquery("flags")
    )


def _holds(rules: RankingRules, scope: Scope, src: Sources) -> Subquery:
    hold = src.hold.c
    strength = case(
        *[(hold.kind == code, whole(place)) for place, code in enumerate(rules.suppressions.order, 1)]
    )
    return (
        select(hold.account_id, func.min(strength).label("hold"))
        .where(
            hold.undone_by.is_(None),
            hold.since_on <= day("today"),
            hold.until_on >= day("today"),
            or_(hold.lifted_on.is_(None), hold.lifted_on > day("today")),
            *scope(hold.account_id),
        )
        .group_by(hold.account_id)
        .subquery("holds")
    )


def _actions(rules: RankingRules, scope: Scope, src: Sources) -> Subquery:
    action = src.next_action.c
    return (
        select(
            action.account_id,
            func.min(
                case((or_(*[action.kind == kind for kind in rules.waiting.kinds]), action.due_at))
            ).label("waits_until"),
            func.min(case((action.kind == "callback", action.due_at))).label("callback_at"),
            func.min(case((action.kind == "answer", action.created_at))).label("wrote_at"),
        )
        .where(action.state == "open", action.undone_by.is_(None), *scope(action.account_id))
        .group_by(action.account_id)
        .subquery("actions")
    )


def facts(rules: RankingRules, scope: Scope = whole_book, src: Sources | None = None) -> Select[Any]:
    """One row an account within `scope`. Amounts are minor units of the base currency, dates the desk's.

    NULL means "none": no overdue item, no running promise, never spoken to, no limit that can be compared.
    """
    src = src or Sources()
    account, limit_rate = src.account.c, RankingRate.__table__.alias("limit_rate")
    parts = [
        _items(scope, src),
        _promises(scope, src),
        _spoken(scope, src),
        _flags(rules, scope, src),
        _holds(rules, scope, src),
        _actions(rules, scope, src),
    ]
    joined: FromClause = src.account.outerjoin(
        limit_rate, limit_rate.c.currency == account.credit_limit_currency
    )
    for part in parts:
        joined = joined.outerjoin(part, part.c.account_id == account.id)
    items, promises, spoken, flags, holds, actions = (part.c for part in parts)
    limit = case(
        (
            and_(limit_rate.c.num.is_not(None), account.credit_limit_minor > whole(0)),
            to_base(_clamped(account.credit_limit_minor), limit_rate.c.num, limit_rate.c.den),
        )
    )
    return (
        select(
            account.id.label("account_id"),
            func.coalesce(account.assignee_id, 0).label("assignee_id"),
            account.risk_class,
            account.insurer_deadline,
            account.limitation_date,
            limit.label("limit_base"),
            func.coalesce(items.overdue_base, literal_column("0", BigInteger())).label("overdue_base"),
            func.coalesce(items.exposure_base, literal_column("0", BigInteger())).label("exposure_base"),
            items.oldest_due,
            func.coalesce(items.has_overdue, whole(0)).label("has_overdue"),
            items.no_rate,
            promises.promise_until,
            promises.promise_due_on,
            func.coalesce(promises.promise_late, whole(0)).label("promise_late"),
            promises.broken_level,
            promises.broken_on,
            promises.kept_on,
            spoken.spoken_at,
            func.coalesce(flags.flag_points, whole(0)).label("flag_points"),
            holds.hold,
            actions.waits_until,
            actions.callback_at,
            actions.wrote_at,
        )
        .select_from(joined)
        .where(*scope(account.id))
    )
