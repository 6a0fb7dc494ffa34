"""How well receivables are collected: the effectiveness index, recovery, cure, and how balances roll on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from collectdesk.reports.kpi.result import NO_BASIS, Basis, Exact, Kpi, exact, per_cent

PAID = "current_paid"
"""The column of a roll-rate matrix for what is not due or paid."""


def cei(
    beginning: Exact, credit_sales: Exact, months: int, ending_total: Exact, ending_current: Exact,
    basis: Basis = NO_BASIS,
) -> Kpi:  # fmt: skip
    """Collection effectiveness index: of what was to be collected, what was. n/a where nothing was to be collected.

    `months` divides the credit sales: 1 for a calendar month, 3 for the quarterly form of the Credit Research
    Foundation. The two never stand in one chart, so each is a variant of its own. ValueError for less than one.
    """
    if months < 1:
        raise ValueError("a period has at least one month")
    brought = exact(beginning) + exact(credit_sales) * Fraction(1, months)
    variant = {1: "month", 3: "quarter_crf"}.get(months, f"{months}_months")
    return per_cent("cei", variant, brought - exact(ending_total), brought - exact(ending_current), basis)


def recovery_rate(collected: Exact, assigned: Exact, basis: Basis = NO_BASIS, *, returned: Exact = 0) -> Kpi:
    """Cleared money on a cohort, less what was returned, over what was open of it. Credit notes are no collection."""
    return per_cent("recovery_rate", "amount", exact(collected) - exact(returned), assigned, basis)


def cure_rate(cured: Exact, delinquent: Exact, variant: str = "accounts", basis: Basis = NO_BASIS) -> Kpi:
    """Of what was overdue at the start, what is not any more at the end.

    By `accounts` (fully current again), by `value` (paid or credited), or `self_cured` (without an attempt logged in
    between, which no collector is credited for).
    """
    return per_cent("cure_rate", variant, cured, delinquent, basis)


def net_flow(later: Exact, earlier: Exact, basis: Basis = NO_BASIS) -> Kpi:
    """A bucket over the next younger one a period before. Biased by credits and by payments of many items."""
    return per_cent("roll_rate", "net_flow", later, earlier, basis)


def chained(rates: Sequence[Kpi], basis: Basis = NO_BASIS) -> Kpi:
    """Net flows one after another: what of the youngest bucket comes to the oldest. n/a if one of them is."""
    top, below = Fraction(1), Fraction(1)
    for rate in rates:
        top, below = top * rate.numerator, below * rate.denominator
    return per_cent("roll_rate", "net_flow_chained", top, below, basis)


@dataclass(frozen=True, slots=True)
class Moved:
    """What was open in a bucket at the start and where it is at the end; `items` are how many."""

    was: str
    now: str
    amount: Fraction
    items: int = 1


@dataclass(frozen=True, slots=True)
class RollMatrix:
    """Balances followed from a day to another: one share a cell, rows add up to 100 per cent, n/a where a row is empty.

    Columns are `PAID` and the buckets past due.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[tuple[str, str], Kpi]
    totals: Mapping[str, Fraction]


def roll_matrix(moved: Iterable[Moved], buckets: Sequence[str], basis: Basis = NO_BASIS) -> RollMatrix:
    """Share out the balances of each bucket by where they came. The first bucket is what is not due."""
    columns = (PAID, *buckets[1:])
    sums = {(row, column): Fraction(0) for row in buckets for column in columns}
    for one in moved:
        sums[one.was, PAID if one.now == buckets[0] else one.now] += one.amount
    totals = {row: sum((sums[row, column] for column in columns), Fraction()) for row in buckets}
    cells = {
        (row, column): per_cent("roll_rate", "followed_items", amount, totals[row], basis)
        for (row, column), amount in sums.items()
    }
    return RollMatrix(tuple(buckets), columns, cells, totals)
