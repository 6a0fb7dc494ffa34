"""Age buckets as a house sets them (`data/buckets.toml`), and ageing by them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache

from pydantic import BaseModel, ConfigDict, Field, field_validator

from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.reports.kpi.result import NO_BASIS, Basis, Exact, Kpi, exact, per_cent
from collectdesk.resources import parse_data, read_data

CREDITS, NO_DUE_DATE = "credits", "no_due_date"
"""Columns beside the buckets."""


@dataclass(frozen=True, slots=True)
class Buckets:
    """`last_days` are the last day past due of every bucket but the open-ended one: (30, 60, 90) makes the usual four.

    What is not past due is `current`; due on the day itself is not past due.
    """

    name: str
    last_days: tuple[int, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """current, d1_30, d31_60, d61_90, d91_plus, or as the house cut them."""
        starts = self.starts
        closed = (f"d{first}_{last}" for first, last in zip(starts, self.last_days, strict=False))
        return ("current", *closed, f"d{starts[-1]}_plus")

    @property
    def starts(self) -> tuple[int, ...]:
        """The first day past due of every bucket but `current`."""
        return (1, *(day + 1 for day in self.last_days))

    def of(self, days_past_due: int) -> str:
        """The bucket of an item so many days past due."""
        return self.keys[sum(days_past_due >= start for start in self.starts)]


class _Set(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    last_days: list[int] = Field(min_length=1, max_length=12)

    @field_validator("last_days")
    @classmethod
    def _rise(cls, days: list[int]) -> list[int]:
        if days != sorted(set(days)) or days[0] < 1 or days[-1] > 3650:
            raise ValueError("days rise, from 1 to 3650")
        return days


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    default: str
    sets: dict[str, _Set]


def read_buckets(text: str, name: str, wanted: str | None = None) -> Buckets:
    """A set of buckets of a file's text. BadInput for a file that is wrong, or a set that it lacks."""
    file = parse_data(text, name, _File)
    key = wanted or file.default
    if key not in file.sets:
        raise BadInput(
            _("{file} has no buckets named {name}; use one of {all}").format(
                file=name, name=key, all=", ".join(file.sets)
            )
        )
    return Buckets(key, tuple(file.sets[key].last_days))


@cache
def load_buckets(wanted: str | None = None) -> Buckets:
    """The buckets of that name in `data/buckets.toml`, the usual ones when None."""
    return read_buckets(read_data("buckets.toml"), "data/buckets.toml", wanted)


@dataclass(frozen=True, slots=True)
class Aged:
    """Sums by bucket, with credits apart or netted into the buckets; `shares` are n/a of an empty ledger."""

    sums: dict[str, Fraction]
    total: Fraction
    shares: dict[str, Kpi]


def age(
    items: Iterable[tuple[date | None, Exact]],
    as_of: date,
    buckets: Buckets,
    *,
    net_credits: bool = False,
    basis: Basis = NO_BASIS,
) -> Aged:
    """Age items, each its due date and what is open, in one currency."""
    sums = dict.fromkeys((*buckets.keys, NO_DUE_DATE, CREDITS), Fraction(0))
    for due_on, amount in items:
        minor = exact(amount)
        if minor < 0 and not net_credits:
            sums[CREDITS] += minor
        elif due_on is None:
            sums[NO_DUE_DATE] += minor
        else:
            sums[buckets.of((as_of - due_on).days)] += minor
    return aged(sums, "credits_netted" if net_credits else "credits_apart", basis)


def aged(sums: dict[str, Fraction], variant: str = "credits_apart", basis: Basis = NO_BASIS) -> Aged:
    """The total and the shares of sums by bucket; shares are of the total, credits taken off."""
    total = sum(sums.values(), Fraction())
    shares = {
        key: per_cent("ageing_share", variant, amount, total, basis)
        for key, amount in sums.items()
        if key not in (CREDITS, NO_DUE_DATE)
    }
    return Aged(sums, total, shares)
