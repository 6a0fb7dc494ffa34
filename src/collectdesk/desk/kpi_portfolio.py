"""Key figures of the book, by currency: set-based, from balances as they were and from what was posted."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from dateutil.relativedelta import relativedelta
from sqlalchemy import BigInteger, and_, case, cast, func, select
from sqlalchemy.orm import Session, aliased

from collectdesk.desk.ageing_as_of import AgedGroup, ageing_as_of, due_bucket
from collectdesk.desk.kpi_journal import Period
from collectdesk.desk.portfolio import Part, open_between, open_on
from collectdesk.models import Activity, Allocation, OpenItem, Payment
from collectdesk.money import decimals
from collectdesk.reports.kpi.buckets import Buckets, load_buckets
from collectdesk.reports.kpi.collecting import Moved, RollMatrix, cei, cure_rate, recovery_rate, roll_matrix
from collectdesk.reports.kpi.result import Basis, Kpi, per_cent
from collectdesk.reports.kpi.sales import (
    average_days_delinquent,
    best_possible_dso,
    dso_countback,
    dso_simple,
    weighted_average_days_late,
)

_SALES = ("invoice", "debit_note", "credit_note")
_MONTHS = 24
"""So far back sales are counted."""


@dataclass(frozen=True, slots=True)
class Receivables:
    """What is open in a currency at a day's end, in whole units: all, and what of it is past due."""

    total: Fraction
    overdue: Fraction

    @property
    def current(self) -> Fraction:
        """What is not past due, credits taken off."""
        return self.total - self.overdue


def portfolio_figures(
    session: Session, now: datetime, period: Period, part: Part, basis: Basis
) -> tuple[Kpi, ...]:
    """The figures of each currency that the part holds, for a period that is over or still runs."""
    buckets = load_buckets()
    before = ageing_as_of(session, now, period.start - timedelta(days=1), part=part).currencies
    after = ageing_as_of(session, now, period.end, part=part).currencies
    months = _months_back(period.end)
    sales = _sales(session, part, months[-1][0], period.end)
    collected, cured, late = (
        _collected(session, period, part),
        _cured(session, period, part),
        _late(session, period, part),
    )
    found: list[Kpi] = []
    for currency in sorted({*before, *after}):
        start, end = _receivables(before.get(currency), buckets), _receivables(after.get(currency), buckets)
        items = after[currency].total.items if currency in after else 0
        of = replace(basis, currency=currency, records=items, rule="balances_at_end")
        sold = [
            (_sum_between(sales[currency], first, last), (last - first).days + 1) for first, last in months
        ]
        in_period = _sum_between(sales[currency], period.start, period.end)
        scale = Fraction(1, 10 ** decimals(currency))
        found += [
            dso_simple(end.total, in_period * scale, period.days, of),
            dso_countback(end.total, [(amount * scale, days) for amount, days in sold], of),
            best_possible_dso(end.current, in_period * scale, period.days, of),
            average_days_delinquent(end.total, end.current, in_period * scale, period.days, of),
            *_cei(period, start, end, in_period * scale, of),
            recovery_rate(
                collected[currency] * scale, start.total, replace(of, rule="allocations_of_period")
            ),
            *_cures(cured.get(currency), scale, of),
            *(
                weighted_average_days_late(late[currency], variant, replace(of, rule="payments_of_period"))
                for variant in ("late_only_positive", "signed")
            ),
            *age_shares(after.get(currency), buckets, of),
        ]
    return tuple(found)


def age_shares(group: AgedGroup | None, buckets: Buckets, basis: Basis) -> tuple[Kpi, ...]:
    """Percent current and percent in the oldest bucket, credits taken off what is current."""
    held = _receivables(group, buckets)
    oldest = Fraction(group.cells[buckets.keys[-1]].minor) if group else Fraction()
    scale = Fraction(1, 10 ** decimals(basis.currency or "EUR"))
    return (
        per_cent("percent_current", "of_open_amount", held.current, held.total, basis),
        per_cent(f"percent_{buckets.keys[-1]}", "of_open_amount", oldest * scale, held.total, basis),
    )


def _receivables(group: AgedGroup | None, buckets: Buckets) -> Receivables:
    if group is None:
        return Receivables(Fraction(), Fraction())
    scale = Fraction(1, 10 ** decimals(group.currency))
    overdue = sum(group.cells[key].minor for key in buckets.keys[1:])
    return Receivables(group.total.minor * scale, overdue * scale)


def _cei(period: Period, start: Receivables, end: Receivables, sales: Fraction, basis: Basis) -> list[Kpi]:
    """Only of whole calendar months and quarters: anything else would be mixed up with them."""
    after = period.end + timedelta(days=1)
    if period.start.day != 1 or after.day != 1:
        return []
    months = (after.year - period.start.year) * 12 + after.month - period.start.month
    if months == 1 or (months == 3 and period.start.month % 3 == 1):
        return [cei(start.total, sales, months, end.total, end.current, basis)]
    return []


def _months_back(end: date) -> list[tuple[date, date]]:
    """Calendar months, the latest first; that of `end` up to it."""
    found, last = [], end
    for _ in range(_MONTHS):
        first = last.replace(day=1)
        found.append((first, last))
        last = first - timedelta(days=1)
    return found


def _sales(session: Session, part: Part, start: date, end: date) -> dict[str, dict[date, int]]:
    """Credit sales by currency and day, as far as the ledgers showed them: invoices and notes by document date."""
    item: Any = OpenItem.__table__.c
    day = func.coalesce(item.document_on, item.posted_on)
    rows = session.execute(
        select(item.currency, day, cast(func.sum(item.original_minor), BigInteger))
        .where(item.kind.in_(_SALES), day.between(start, end), *part.items())
        .group_by(item.currency, day)
    )
    found: dict[str, dict[date, int]] = defaultdict(dict)
    for currency, on, minor in rows:
        found[currency][on if isinstance(on, date) else date.fromisoformat(on)] = int(minor)
    return found


def _sum_between(by_day: dict[date, int], first: date, last: date) -> int:
    return sum(minor for day, minor in by_day.items() if first <= day <= last)


def _collected(session: Session, period: Period, part: Part) -> dict[str, Fraction]:
    """Money posted in the period, less what was taken back, on items that were open before it."""
    then = open_on(period.start - timedelta(days=1), part)
    rows = session.execute(
        select(then.c.currency, cast(func.sum(Allocation.minor), BigInteger))
        .join(then, then.c.id == Allocation.open_item_id)
        .where(Allocation.kind == "payment", Allocation.at >= period.start_at, Allocation.at < period.end_at)
        .group_by(then.c.currency)
    )
    return defaultdict(Fraction, {currency: Fraction(int(minor)) for currency, minor in rows})


@dataclass(frozen=True, slots=True)
class _Cured:
    accounts: int
    cured: int
    self_cured: int
    overdue: int
    gone: int


def _cured(session: Session, period: Period, part: Part) -> dict[str, _Cured]:
    """Accounts overdue in a currency at the start, and those without anything overdue in it at the end."""
    day = period.start - timedelta(days=1)
    items = open_between(day, period.end, part)
    late = and_(items.c.was > 0, items.c.due_on < day)
    still_late = and_(items.c.still > 0, items.c.due_on < period.end)
    kept = case(
        (items.c.still < items.c.was, case((items.c.still > 0, items.c.still), else_=0)), else_=items.c.was
    )
    by_account = (
        select(
            items.c.account_id, items.c.currency,
            func.max(case((still_late, 1), else_=0)).label("still_late"),
            func.sum(case((late, items.c.was), else_=0)).label("overdue"),
            func.sum(case((late, items.c.was - kept), else_=0)).label("gone"),
        )
        .group_by(items.c.account_id, items.c.currency)
        .having(func.max(case((late, 1), else_=0)) == 1)
        .cte("late_accounts")
    )  # fmt: skip
    worked = (
        select(Activity.id)
        .where(
            Activity.account_id == by_account.c.account_id, Activity.at >= period.start_at,
            Activity.at < period.end_at, Activity.undone_by.is_(None), Activity.attempt.is_(True),
        )
        .exists()
    )  # fmt: skip
    cured = by_account.c.still_late == 0
    rows = session.execute(
        select(
            by_account.c.currency, func.count(), func.sum(case((cured, 1), else_=0)),
            func.sum(case((and_(cured, ~worked), 1), else_=0)),
            cast(func.sum(by_account.c.overdue), BigInteger), cast(func.sum(by_account.c.gone), BigInteger),
        ).group_by(by_account.c.currency)
    )  # fmt: skip
    return {currency: _Cured(*(int(figure) for figure in figures)) for currency, *figures in rows}


def _cures(found: _Cured | None, scale: Fraction, basis: Basis) -> list[Kpi]:
    if found is None:
        return []
    of = replace(basis, rule="overdue_at_start", records=found.accounts)
    return [
        cure_rate(found.cured, found.accounts, "accounts", of),
        cure_rate(found.self_cured, found.accounts, "self_cured", of),
        cure_rate(found.gone * scale, found.overdue * scale, "value", of),
    ]


def _late(session: Session, period: Period, part: Part) -> dict[str, list[tuple[Fraction, int]]]:
    """Amounts paid in the period by value date, each with its days late, not reversed."""
    reversal = aliased(Allocation)
    item: Any = OpenItem.__table__.c
    rows = session.execute(
        select(item.currency, Allocation.minor, Payment.value_on, item.due_on)
        .join_from(Allocation, Payment, Payment.id == Allocation.payment_id)
        .join(OpenItem.__table__, item.id == Allocation.open_item_id)
        .join(reversal, reversal.reverses_id == Allocation.id, isouter=True)
        .where(
            Payment.value_on.between(period.start, period.end), Allocation.kind.in_(("payment", "cleared")),
            Allocation.reverses_id.is_(None), reversal.id.is_(None), Allocation.minor > 0,
            item.due_on.is_not(None), *part.items(),
        )
    )  # fmt: skip
    found: dict[str, list[tuple[Fraction, int]]] = defaultdict(list)
    for currency, minor, value_on, due_on in rows:
        found[currency].append((Fraction(minor, 10 ** decimals(currency)), (value_on - due_on).days))
    return found


def rolled(session: Session, period: Period, part: Part, basis: Basis) -> dict[str, RollMatrix]:
    """Where the balances of each bucket came from the day before the period to its end, by currency, in whole units.

    Each item is followed: what is still open of it stands in its bucket at the end, the rest was paid or credited.
    Credits and items without a due date are not followed.
    """
    buckets, day = load_buckets(), period.start - timedelta(days=1)
    items = open_between(day, period.end, part).c
    rest = case((items.still < 0, 0), (items.still > items.was, items.was), else_=items.still)
    rows_ = (
        select(
            items.currency, due_bucket(items.due_on, day, buckets).label("was"),
            due_bucket(items.due_on, period.end, buckets).label("now"),
            items.was.label("whole"), rest.label("rest"),
        )
        .where(items.was > 0, items.due_on.is_not(None))
        .subquery("rolled")
    ).c  # fmt: skip
    rows = session.execute(
        select(
            rows_.currency, rows_.was, rows_.now, func.count(),
            cast(func.sum(rows_.whole), BigInteger), cast(func.sum(rows_.rest), BigInteger),
        ).group_by(rows_.currency, rows_.was, rows_.now)
    )  # fmt: skip
    moved: dict[str, list[Moved]] = defaultdict(list)
    for currency, was, to, items, whole, rest in rows:
        scale = Fraction(1, 10 ** decimals(currency))
        moved[currency] += [
            Moved(was, to, int(rest) * scale, int(items)),
            Moved(was, buckets.keys[0], (int(whole) - int(rest)) * scale, int(items)),
        ]
    return {
        currency: roll_matrix(some, buckets.keys, replace(basis, currency=currency, rule="items_followed"))
        for currency, some in sorted(moved.items())
    }


def month_of(day: date) -> tuple[date, date]:
    """The first and the last day of a day's calendar month."""
    first = day.replace(day=1)
    return first, first + relativedelta(months=1, days=-1)
