"""The ageing of the book on a key date: per currency and bucket, from the due date, in calendar days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Date, and_, bindparam, case, cast, func, or_, select

from collectdesk.desk.queue_sql import Whose, whose_accounts
from collectdesk.desk.views_queue import Scope
from collectdesk.models import OpenItem
from collectdesk.store import Store

BUCKETS = ("current", "d1_30", "d31_60", "d61_90", "d91_plus")
APART = ("not_posted", "no_due_date", "credits")
"""Columns beside the buckets: posted after the key date, without a due date, and credits of any age."""


@dataclass(frozen=True, slots=True)
class AgeingCell:
    """How many items, and their open amount in minor units of the row's currency."""

    items: int = 0
    amount: int = 0


@dataclass(frozen=True, slots=True)
class AgeingRow:
    """One currency. `total` is all that was posted by the key date: buckets, `no_due_date` and `credits`."""

    currency: str
    cells: dict[str, AgeingCell]
    total: AgeingCell


@dataclass(frozen=True, slots=True)
class Ageing:
    """The book's open items by age on `as_of`, one row a currency, in order of its code."""

    as_of: date
    rows: tuple[AgeingRow, ...]


def ageing(store: Store, as_of: date, scope: Scope | None = None) -> Ageing:
    """Age every open item of the scope (default: the whole book) by its due date.

    Due on the key date is current. Items that were cleared later count as they are now: open amounts are
    those the book holds today. Currencies are never added together. The buckets are those of the field:
    not due, 1 to 30, 31 to 60, 61 to 90, and 91 days past due and more; credits stand in a column of
    their own.
    """
    scope = scope or Scope.everyone()
    whose: Whose = "mine" if scope.user_id is not None else "team" if scope.team_id is not None else "all"
    binds: dict[str, Any] = {"as_of": as_of, "user_id": scope.user_id, "team_id": scope.team_id}
    binds |= {f"back_{days}": as_of - timedelta(days=days) for days in (1, 31, 61, 91)}
    used = {"mine": {"team_id"}, "team": {"user_id"}, "all": {"user_id", "team_id"}}[whose]
    with store.read() as session:
        found = session.execute(
            _statement(whose), {name: value for name, value in binds.items() if name not in used}
        ).all()
    by_currency: dict[str, dict[str, AgeingCell]] = {}
    for currency, bucket, items, amount in found:
        by_currency.setdefault(currency, {})[bucket] = AgeingCell(int(items), int(amount))
    rows = [_row(currency, cells) for currency, cells in sorted(by_currency.items())]
    return Ageing(as_of, tuple(rows))


def _row(currency: str, found: dict[str, AgeingCell]) -> AgeingRow:
    cells = {name: found.get(name, AgeingCell()) for name in (*BUCKETS, *APART)}
    posted = [cell for name, cell in cells.items() if name != "not_posted"]
    total = AgeingCell(sum(cell.items for cell in posted), sum(cell.amount for cell in posted))
    return AgeingRow(currency, cells, total)


@cache
def _statement(whose: Whose) -> Any:
    item: Any = OpenItem.__table__.c

    def back(days: int) -> Any:
        return bindparam(f"back_{days}", type_=Date())

    posted_on = func.coalesce(item.posted_on, item.document_on)
    later = and_(posted_on.is_not(None), posted_on > bindparam("as_of", type_=Date()))
    bucket = case(
        (later, "not_posted"),
        (item.open_minor < 0, "credits"),
        (item.due_on.is_(None), "no_due_date"),
        (item.due_on > back(1), "current"),
        (item.due_on > back(31), "d1_30"),
        (item.due_on > back(61), "d31_60"),
        (item.due_on > back(91), "d61_90"),
        else_="d91_plus",
    ).label("bucket")
    narrowed = (
        select(item.currency, bucket, item.open_minor)
        .where(or_(item.open_minor > 0, item.open_minor < 0), *whose_accounts(item.account_id, whose))
        .subquery()
    )
    total = cast(func.sum(narrowed.c.open_minor), BigInteger)
    return select(narrowed.c.currency, narrowed.c.bucket, func.count(), total).group_by(
        narrowed.c.currency, narrowed.c.bucket
    )
