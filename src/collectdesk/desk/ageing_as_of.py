"""The ageing of the book at the end of any day of the desk, in each currency and in the desk's base currency."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import BigInteger, Subquery, case, cast, func, literal, null, select, type_coerce
from sqlalchemy.orm import Session

from collectdesk.desk.fx import desk_rates
from collectdesk.desk.overdue import statement_day
from collectdesk.desk.portfolio import (
    EVERYTHING,
    Dimension,
    Part,
    counts_from,
    group_of,
    open_as_before,
    open_as_now,
)
from collectdesk.models import Desk, OpenItem
from collectdesk.money import Money
from collectdesk.money.fx import Conversion, Quote
from collectdesk.ranking.facts import big, to_base, whole
from collectdesk.ranking.rates import fits
from collectdesk.ranking.rerank import desk_clock
from collectdesk.reports.kpi.buckets import CREDITS, NO_DUE_DATE, Buckets, load_buckets


@dataclass(frozen=True, slots=True)
class AgedCell:
    """How many items, their open amount, and that in base currency (None without a rate), both in minor units."""

    items: int = 0
    minor: int = 0
    base_minor: int | None = 0

    def __add__(self, other: AgedCell) -> AgedCell:
        known = self.base_minor is not None and other.base_minor is not None
        base = (self.base_minor or 0) + (other.base_minor or 0) if known else None
        return AgedCell(self.items + other.items, self.minor + other.minor, base)


@dataclass(frozen=True, slots=True)
class AgedGroup:
    """One currency of one group. `key` is what the group is known by (a user's or team's id, a country, a customer's
    number), None for items that belong to none; `label` its name. Cells are by bucket, `no_due_date` and `credits`.
    """

    currency: str
    key: str | None
    label: str
    cells: dict[str, AgedCell]

    @property
    def total(self) -> AgedCell:
        """All that was open, credits taken off."""
        return sum(self.cells.values(), AgedCell())


@dataclass(frozen=True, slots=True)
class AgeingAsOf:
    """Open items by age at the end of `as_of`; groups by currency, then name.

    `rates` are the published rates that base amounts rest on, by currency. `known` says whether balances of that day
    were kept; else they are the oldest that are known. Base amounts are converted item by item, half up, so that
    parts add up to sums.
    """

    as_of: date
    by: Dimension | None
    part: Part
    filter: str
    buckets: Buckets
    base: str
    rates: dict[str, tuple[Quote, ...]]
    known: bool
    groups: tuple[AgedGroup, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The keys of the cells, in the order in which they are shown."""
        return _columns(self.buckets)

    @property
    def currencies(self) -> dict[str, AgedGroup]:
        """All groups of a currency together."""
        found: dict[str, AgedGroup] = {}
        for group in self.groups:
            before = found.get(group.currency)
            cells = {
                key: group.cells[key] + (before.cells[key] if before else AgedCell()) for key in self.columns
            }
            found[group.currency] = AgedGroup(group.currency, None, "", cells)
        return found


def ageing_as_of(
    session: Session,
    now: datetime,
    as_of: date | None = None,
    *,
    by: Dimension | None = None,
    part: Part = EVERYTHING,
    buckets: Buckets | None = None,
) -> AgeingAsOf:
    """Age what was open at the end of a day (today when None), in one statement over the book and one over what
    changed since.

    Due on the day is current; credits of any age and items without a due date stand apart. BadInput for a day too far
    ahead. What counts on a past day: `desk.portfolio`.
    """
    day = statement_day(session, now, as_of)
    wanted = buckets or load_buckets()
    base = desk_clock(session).base_currency
    currencies = sorted(session.scalars(select(OpenItem.currency).distinct()))
    factors, quotes = base_factors(session, currencies, day)
    desk = session.get_one(Desk, 1)
    changed = desk.balances_on is not None and day < desk.balances_on
    found: list[Any] = []
    for then in (open_as_now(day, part, changed=changed), *([open_as_before(day, part)] if changed else [])):
        if currencies:
            rows = session.execute(_statement(then, day, by, wanted, factors, currencies))
            found += [_told(row, wanted, currencies) for row in rows]
    return AgeingAsOf(
        day, by, part, part.said(session), wanted, base, quotes,
        desk.balances_from is not None and day >= desk.balances_from, _groups(found, wanted),
    )  # fmt: skip


def base_factors(
    session: Session, currencies: Iterable[str], day: date
) -> tuple[dict[str, Fraction], dict[str, tuple[Quote, ...]]]:
    """For each currency the exact factor to minor units of the base, at the rate of a day, and its quotes.

    A currency without a rate, or with one too long to compute with in the database, has none.
    """
    base = desk_clock(session).base_currency
    wanted = {*currencies, base}
    rates = desk_rates(session, wanted)
    factors, quotes = {}, {}
    for currency in sorted(wanted):
        conversion = rates.convert(Money(1, currency), base, day)
        if isinstance(conversion, Conversion) and fits(conversion.rate):
            factors[currency], quotes[currency] = conversion.rate, conversion.quotes
    return factors, quotes


def in_base(minor: Any, currency: Any, factors: dict[str, Fraction]) -> Any:
    """Minor units of the base for an amount of either sign, rounded half away from zero; NULL without a rate."""
    if not factors:
        return cast(null(), BigInteger)
    size = type_coerce(func.abs(minor), BigInteger)
    # A branch for each currency holds its factor as it is: told apart once a row, not once for each part of it.
    worth = case(
        {
            code: size if factor == 1 else to_base(size, big(factor.numerator), big(factor.denominator))
            for code, factor in factors.items()
        },
        value=currency,
    )
    return case((minor < 0, -worth), else_=worth)


def due_bucket(due_on: Any, day: date, buckets: Buckets, names: dict[str, Any] | None = None) -> Any:
    """The bucket of a due date on a day, an expression; by other names than the buckets' own where given."""
    said = names or {key: literal(key) for key in buckets.keys}
    lines = [
        (due_on > day - timedelta(days=start), said[key])
        for key, start in zip(buckets.keys, buckets.starts, strict=False)
    ]
    return case(*lines, else_=said[buckets.keys[-1]])


def _statement(
    then: Subquery,
    day: date,
    by: Dimension | None,
    buckets: Buckets,
    factors: dict[str, Fraction],
    currencies: Sequence[str],
) -> Any:
    """Place, key and label of the group, items, amount and base amount.

    The place is one number for currency and bucket together: sorting a million rows by it costs a third of sorting
    them by their names.
    """
    key, label, joins = group_of(by, then.c.account_id)
    columns = _columns(buckets)
    places = {name: whole(n) for n, name in enumerate(columns)}
    bucket = case(
        (then.c.open_minor < 0, places[CREDITS]),
        (then.c.due_on.is_(None), places[NO_DUE_DATE]),
        else_=due_bucket(then.c.due_on, day, buckets, places),
    )
    first = case({code: whole(n * len(columns)) for n, code in enumerate(currencies)}, value=then.c.currency)
    aged: Any = select(
        (first + bucket).label("place"), key.label("group_key"), label.label("group_label"), then.c.open_minor,
        in_base(then.c.open_minor, then.c.currency, factors).label("base_minor"),
    ).select_from(then)  # fmt: skip
    for table, on in joins:
        aged = aged.outerjoin(table, on)
    rows = aged.subquery("aged").c
    apart = by in ("collector", "team", "country", "customer")
    return select(
        rows.place,
        func.min(rows.group_key) if apart else null(),
        func.min(rows.group_label) if apart else null(),
        func.count(),
        cast(func.sum(rows.open_minor), BigInteger),
        cast(func.sum(rows.base_minor), BigInteger),
    ).group_by(rows.place, *([rows.group_key] if apart else []))


def _told(row: Sequence[Any], buckets: Buckets, currencies: Sequence[str]) -> tuple[Any, ...]:
    """A row with the currency and the bucket that its place stands for."""
    currency, bucket = divmod(int(row[0]), len(_columns(buckets)))
    return currencies[currency], bucket, *row[1:]


def _columns(buckets: Buckets) -> tuple[str, ...]:
    return (*buckets.keys, NO_DUE_DATE, CREDITS)


def _groups(found: Iterable[Sequence[Any]], buckets: Buckets) -> tuple[AgedGroup, ...]:
    by_group: dict[tuple[str, str, str | None], dict[str, AgedCell]] = {}
    columns = _columns(buckets)
    for currency, place, key, label, items, minor, base in found:
        cells = by_group.setdefault(
            (currency, label or "", None if key is None else str(key)), dict.fromkeys(columns, AgedCell())
        )
        cells[columns[place]] += AgedCell(int(items), int(minor), None if base is None else int(base))
    order = sorted(by_group, key=lambda group: (group[0], group[2] is None, group[1], group[2] or ""))
    return tuple(
        AgedGroup(currency, key, label, by_group[currency, label, key]) for currency, label, key in order
    )


def not_posted(session: Session, day: date, part: Part = EVERYTHING) -> dict[str, AgedCell]:
    """Items that are open now and count only from after a day, by currency; they are in no bucket of that day."""
    item: Any = OpenItem.__table__.c
    rows = session.execute(
        select(item.currency, func.count(), cast(func.sum(item.open_minor), BigInteger))
        .where(counts_from() > day, item.open_minor != 0, *part.items())
        .group_by(item.currency)
    )
    return {currency: AgedCell(int(items), int(minor), None) for currency, items, minor in rows}
