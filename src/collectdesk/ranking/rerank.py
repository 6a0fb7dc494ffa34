"""Keeping `rank` true: the touched accounts inside an act, a chunk of the day's turn, or the whole book."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, any_, bindparam, func, or_, select, text, type_coerce
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from collectdesk.faults import StoreUnusable
from collectdesk.i18n import _
from collectdesk.models import Desk, Rank
from collectdesk.ranking.config import RankingRules, load_rules
from collectdesk.ranking.cutoffs import DeskClock, day_binds
from collectdesk.ranking.facts import Scope, whole_book
from collectdesk.ranking.order import ranked

_STORED = (
    "account_id", "assignee_id", "score", "pin", "suppressed", "overdue_base",
    "oldest_due", "order_key", "held_until", "held_reason", "callback_at",
)  # fmt: skip
_GUARDED = ("assignee_id", "suppressed", "oldest_due", "order_key", "held_until")


def desk_clock(session: Session) -> DeskClock:
    """The zone and base currency of this book. StoreUnusable when it was never set up."""
    desk = session.get(Desk, 1)
    if desk is None:
        raise StoreUnusable(_("this book was never set up; make one with `collectdesk init`"))
    return DeskClock(desk.zone, desk.base_currency)


def within(dialect: str, name: str = "ids") -> Scope:
    """The scope of a bound list of account ids: an array on PostgreSQL, a JSON array on SQLite.

    One value either way. The planner of PostgreSQL may group the whole book when the ids come from a table.
    """
    if dialect == "postgresql":
        ids = bindparam(name, type_=postgresql.ARRAY(BigInteger()))
        return lambda column: (column == any_(ids),)
    listed = func.json_each(bindparam(name)).table_valued("value")
    return lambda column: (column.in_(select(type_coerce(listed.c.value, BigInteger()))),)


def id_list(dialect: str, ids: Sequence[int]) -> Any:
    """The value to bind for `within`."""
    return list(ids) if dialect == "postgresql" else json.dumps(list(ids))


def rank_accounts(session: Session, day: date, account_ids: Sequence[int] | None) -> int:
    """Rank these accounts, or the whole book (None), as they stand on `day`; give how many rows changed.

    Missing rows are added, rows that would stay as they are are not written. Needs a session that holds
    the write lock; does not commit. On PostgreSQL the rows are locked before the facts are read, so that
    facts of an act that is just being committed are never missed.
    """
    rules, clock = load_rules(), desk_clock(session)
    session.flush()
    return _rank(session, rules, clock, day, account_ids)


def _rank(
    session: Session, rules: RankingRules, clock: DeskClock, day: date, account_ids: Sequence[int] | None
) -> int:
    dialect = session.get_bind().dialect.name
    binds = dict(day_binds(rules, day, clock))
    if account_ids is None:
        if dialect == "postgresql":
            session.execute(text("LOCK TABLE rank IN EXCLUSIVE MODE"))
        statement = _upsert(Keyed(rules), dialect, False)
    else:
        if not account_ids:
            return 0
        binds["ids"] = id_list(dialect, account_ids)
        if dialect == "postgresql":
            session.execute(_lock(), {"ids": binds["ids"]})
        statement = _upsert(Keyed(rules), dialect, True)
    result: Any = session.execute(statement, binds, execution_options={"preserve_rowcount": True})
    return int(result.rowcount)


class Keyed:
    """Ranking rules as a key of the statement caches: same version, same statement."""

    __slots__ = ("rules",)

    def __init__(self, rules: RankingRules) -> None:
        self.rules = rules

    def __hash__(self) -> int:
        return hash(self.rules.version)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Keyed) and self.rules.version == other.rules.version


@cache
def _lock() -> Any:
    table = Rank.__table__
    narrowed = select(table.c.account_id).where(*within("postgresql")(table.c.account_id))
    return narrowed.order_by(table.c.account_id).with_for_update()


@cache
def _upsert(keyed: Keyed, dialect: str, narrowed: bool) -> Any:
    """One statement that ranks and stores, writing only rows that change. Built once a process."""
    scope = within(dialect) if narrowed else whole_book
    table: Any = Rank.__table__
    found = ranked(keyed.rules, scope).subquery("q")
    # Without a WHERE, SQLite takes the ON of ON CONFLICT for that of a join.
    rows = select(*[found.c[name] for name in _STORED]).where(text("1 = 1"))
    insert: Any = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    insert = insert.from_select(list(_STORED), rows, include_defaults=False)
    new = insert.excluded
    changed: list[ColumnElement[bool]] = [table.c[name] != new[name] for name in _GUARDED]
    changed.append(table.c.callback_at.is_distinct_from(new.callback_at))
    return insert.on_conflict_do_update(
        index_elements=[table.c.account_id],
        set_={name: new[name] for name in _STORED[1:]},
        where=or_(*changed),
    )
