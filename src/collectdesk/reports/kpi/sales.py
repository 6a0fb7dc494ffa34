"""Days sales outstanding and what belongs to it: counted simply and back, at best, and the days beyond that.

Receivables and credit sales are amounts of one currency, both with or both without tax.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Literal

from collectdesk.reports.kpi.result import NO_BASIS, Basis, Exact, Kpi, exact, ratio

Late = Literal["late_only_positive", "signed", "unweighted_late_items"]


def dso_simple(receivables: Exact, credit_sales: Exact, days: int, basis: Basis = NO_BASIS) -> Kpi:
    """Receivables at the end, over credit sales of a period of so many days."""
    return ratio("dso", "simple", "days", receivables, credit_sales, basis, times=days)


def dso_countback(
    balance: Exact, months_latest_first: Sequence[tuple[Exact, int]], basis: Basis = NO_BASIS
) -> Kpi:
    """The days over which the latest sales make up the balance; each month is its credit sales and its days.

    A month without sales adds its days. Sales below zero count as none, with the flag `negative_sales`. Where the
    history ends first the result is `more_than` its days.
    """
    left, days, flags = exact(balance), Fraction(0), set[str]()
    for month_sales, month_days in months_latest_first:
        sales = exact(month_sales)
        if sales < 0:
            sales = Fraction(0)
            flags.add("negative_sales")
        if left <= 0:
            break
        if sales > left:
            days += left * month_days * Fraction(1, sales)
            left = Fraction(0)
            break
        left -= sales
        days += month_days
    told = exact(balance)
    return Kpi(
        "dso", "countback", "days", days, told, told - max(left, Fraction(0)), basis,
        more_than=left > 0, flags=tuple(sorted(flags)),
    )  # fmt: skip


def best_possible_dso(not_due: Exact, credit_sales: Exact, days: int, basis: Basis = NO_BASIS) -> Kpi:
    """What DSO would be if every customer paid on time: receivables not yet due, over credit sales."""
    return ratio("best_possible_dso", "simple", "days", not_due, credit_sales, basis, times=days)


def average_days_delinquent(
    receivables: Exact, not_due: Exact, credit_sales: Exact, days: int, basis: Basis = NO_BASIS
) -> Kpi:
    """DSO less the best possible DSO, of unrounded figures and of the same variant on both sides."""
    overdue = exact(receivables) - exact(not_due)
    return ratio(
        "average_days_delinquent", "portfolio_simple", "days", overdue, credit_sales, basis, times=days
    )


def weighted_average_days_late(
    paid: Iterable[tuple[Exact, int]], variant: Late = "late_only_positive", basis: Basis = NO_BASIS
) -> Kpi:
    """How late items were paid; each is its amount and its days late, below zero when it came early.

    Weighted by amount with early payments as nought, or `signed` as what they are; or the plain mean of those that
    were late.
    """
    items = [(exact(amount), days) for amount, days in paid]
    if variant == "unweighted_late_items":
        late = [days for _amount, days in items if days > 0]
        top, below = Fraction(sum(late)), Fraction(len(late))
    else:
        top = sum(
            (amount * (days if variant == "signed" else max(days, 0)) for amount, days in items), Fraction()
        )
        below = sum((amount for amount, _days in items), Fraction())
    found = ratio("weighted_average_days_late", variant, "days", top, below, basis)
    return replace(found, key="average_days_late") if variant == "unweighted_late_items" else found
