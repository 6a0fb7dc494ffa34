"""The control report of an import: what was read, what it adds up to, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from collectdesk.exchange.receivables import Columns, ReceivablesFile
from collectdesk.money import Money

BUCKETS = ("current", "d1_30", "d31_60", "d61_90", "d91_plus", "not_posted", "no_due_date", "credits")
"""Ageing by due date; `not_posted` are items posted after the day, `credits` all negative items."""

_RECKONED = ("open_minor", "currency", "due_on", "posted_on", "settled")


class CurrencyTotal(BaseModel):
    """Items that are owed in one currency, and their sum with the currency's decimals."""

    items: int
    open: str


class AgeingFigure(BaseModel):
    """Items of one ageing bucket and their sum."""

    items: int
    amount: str


class RejectedLine(BaseModel):
    """A line that cannot be used, with the reason."""

    line: int
    reason: str


class ControlTotal(BaseModel):
    """The file's own total beside that of the lines read; `agrees` only when every subtotal does."""

    expected: str
    found: str
    agrees: bool


class ReceivablesReport(BaseModel):
    """What `import receivables` answers. Keys are added but never renamed.

    `rows` are lines of the ledger, refused ones too; `accounts` and `open_items` what the file holds of
    what is still owed; `settled` its lines that are not. `created`, `updated`, `unchanged` and `closed`
    count open items of the book. `written` is False when nothing was stored, and `why_not` says why.
    """

    model_config = ConfigDict(frozen=True)

    file: str
    sha256: str
    profile: str
    encoding: str
    sheet: str
    rows: int
    accounts: int
    customers: int
    open_items: int
    settled: int
    created: int
    updated: int
    unchanged: int
    closed: int
    totals: dict[str, CurrencyTotal]
    as_of: date
    ageing: dict[str, dict[str, AgeingFigure]]
    rejected: list[RejectedLine]
    warnings: dict[str, int]
    control: ControlTotal | None
    snapshot: bool
    dry_run: bool
    written: bool
    why_not: Literal[
        "", "dry_run", "rejected_lines", "control_total_differs", "snapshot_with_rejected_lines"
    ] = ""


class Reckoning:
    """Totals and ageing of the lines as they stream by, as of a day."""

    def __init__(self, as_of: date) -> None:
        self._as_of = as_of
        self._sums: dict[tuple[str, str], list[int]] = {}
        self._bucket: dict[date | None, str] = {None: "no_due_date"}
        self.open_items = 0

    def add(self, columns: Columns) -> None:
        """Count lines, given as columns; settled ones count for nothing."""
        sums, buckets, as_of = self._sums, self._bucket, self._as_of
        lines = zip(*(columns[name] for name in _RECKONED), strict=True)
        for minor, currency, due_on, posted_on, settled in lines:
            if settled:
                continue
            if minor < 0:
                bucket = "credits"
            elif posted_on is not None and posted_on > as_of:
                bucket = "not_posted"
            else:
                bucket = buckets.get(due_on) or self._learn(due_on)
            key = (currency, bucket)
            sum_ = sums.get(key)
            if sum_ is None:
                sums[key] = [1, minor]
            else:
                sum_[0] += 1
                sum_[1] += minor
            self.open_items += 1

    def totals(self) -> dict[str, CurrencyTotal]:
        """Items and sum by currency."""
        return {
            currency: CurrencyTotal(
                items=sum(self._sums.get((currency, bucket), (0, 0))[0] for bucket in BUCKETS),
                open=str(
                    Money(sum(self._sums.get((currency, bucket), (0, 0))[1] for bucket in BUCKETS), currency)
                ),
            )
            for currency in self.currencies
        }

    def ageing(self) -> dict[str, dict[str, AgeingFigure]]:
        """Items and sum by currency and bucket; every bucket is there."""
        return {
            currency: {
                bucket: AgeingFigure(items=found[0], amount=str(Money(found[1], currency)))
                for bucket in BUCKETS
                for found in [self._sums.get((currency, bucket), (0, 0))]
            }
            for currency in self.currencies
        }

    @property
    def currencies(self) -> list[str]:
        """The currencies that are owed, sorted."""
        return sorted({currency for currency, _bucket in self._sums})

    def _learn(self, due_on: date | None) -> str:
        bucket = _bucket_of(due_on, self._as_of)
        self._bucket[due_on] = bucket
        return bucket


def _bucket_of(due_on: date | None, as_of: date) -> str:
    if due_on is None:
        return "no_due_date"
    days = (as_of - due_on).days
    limits: tuple[tuple[int, str], ...] = ((0, "current"), (30, "d1_30"), (60, "d31_60"), (90, "d61_90"))
    return next((bucket for limit, bucket in limits if days <= limit), "d91_plus")


def control_total(file: ReceivablesFile, currencies: list[str]) -> ControlTotal | None:
    """The file's own totals, or None when it has none, or when it holds several currencies."""
    result = file.subtotals.result
    if result is None or len(currencies) != 1:
        return None
    say: Callable[[int], str] = lambda minor: str(Money(minor, currencies[0]))  # noqa: E731
    return ControlTotal(expected=say(result[0]), found=say(result[1]), agrees=not file.subtotals.differing)
