"""What a key figure is: an exact quotient that knows what it is of, and is rounded only to be shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from collectdesk.money.rounding import whole

Exact = Decimal | Fraction | int
"""What figures are computed from; never a float."""
Unit = Literal["per_cent", "days", "seconds", "per_hour"]


@dataclass(frozen=True, slots=True)
class Basis:
    """What a figure is of.

    `start` and `end` are the first and the last day of the period, both None for a single day. `currency` is None
    where a figure counts things. `filter` says whose, such as "team North"; "" is the whole book. `entries` are the
    ids of the journal entries that the figure follows from; a figure of the portfolio has none and says in `rule`
    which records were read, and in `records` how many.
    """

    as_of: date | None = None
    start: date | None = None
    end: date | None = None
    currency: str | None = None
    filter: str = ""
    entries: tuple[int, ...] = ()
    rule: str = ""
    records: int = 0


NO_BASIS = Basis()


@dataclass(frozen=True, slots=True)
class Kpi:
    """One key figure. `key` is what it is called, `variant` which of several definitions in use.

    `value` is exact (per cent are times 100), None where there is nothing to divide by. `more_than` marks a lower
    bound: there was not enough history to say more. `flags` are codes of what a reader must know.
    """

    key: str
    variant: str
    unit: Unit
    value: Fraction | None
    numerator: Fraction
    denominator: Fraction
    basis: Basis = NO_BASIS
    more_than: bool = False
    flags: tuple[str, ...] = ()

    @property
    def shown(self) -> Decimal | None:
        """The value with two decimals, a half away from zero; None is "n/a"."""
        return None if self.value is None else rounded(self.value)


def rounded(value: Fraction, places: int = 2) -> Decimal:
    """An exact value with so many decimals, a half away from zero."""
    scaled = value * 10**places
    return Decimal(f"{whole(scaled.numerator, scaled.denominator)}E-{places}")


def ratio(
    key: str, variant: str, unit: Unit, numerator: Exact, denominator: Exact, basis: Basis = NO_BASIS,
    *, times: Exact = 1, flags: tuple[str, ...] = (),
) -> Kpi:  # fmt: skip
    """numerator x times over denominator; n/a where the denominator is not above zero."""
    top, below = exact(numerator), exact(denominator)
    value = top * exact(times) * Fraction(1, below) if below > 0 else None
    return Kpi(key, variant, unit, value, top, below, basis, flags=flags)


def per_cent(
    key: str,
    variant: str,
    numerator: Exact,
    denominator: Exact,
    basis: Basis = NO_BASIS,
    flags: tuple[str, ...] = (),
) -> Kpi:
    """A share, times 100."""
    return ratio(key, variant, "per_cent", numerator, denominator, basis, times=100, flags=flags)


def exact(value: Exact) -> Fraction:
    """The value as a fraction. TypeError for a float, which is none."""
    if isinstance(value, bool) or not isinstance(value, Decimal | Fraction | int):
        raise TypeError("key figures are computed from exact values")
    return Fraction(value)
