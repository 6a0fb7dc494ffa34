"""Rounding by name, of exact fractions in whole numbers: nothing is lost on the way to the last step."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum


class Rounding(StrEnum):
    """How a fraction becomes a whole number of units.

    `half_up` takes a half away from zero (the rule for money, and of Regulation (EC) 1103/97 for euro),
    `half_even` to the even neighbour, `up` always to the next higher unit.
    """

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    UP = "up"


def whole(num: int, den: int, how: Rounding = Rounding.HALF_UP) -> int:
    """The whole number for num / den; `den` is above zero."""
    if how is Rounding.UP:
        return -(-num // den)
    size, rest = divmod(abs(num), den)
    if 2 * rest > den or (2 * rest == den and (how is Rounding.HALF_UP or size % 2)):
        size += 1
    return size if num >= 0 else -size


def to_unit(value: Decimal, unit: Decimal, how: Rounding) -> Decimal:
    """`value` as a multiple of `unit`: 10.15 up to a unit of 0.5 is 10.5. ValueError for a unit of zero or less."""
    if unit <= 0:
        raise ValueError("the unit to round to must be above zero")
    num, den = value.as_integer_ratio()
    unit_num, unit_den = unit.as_integer_ratio()
    return Decimal(whole(num * unit_den, den * unit_num, how)) * unit
