"""Figures of data files: written as text or whole numbers, kept as they are written."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Annotated

from pydantic import BeforeValidator, Field


def _written(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise ValueError('write the figure as text, such as "1.27"')
    return value


PerCent = Annotated[Decimal, BeforeValidator(_written), Field(ge=-100, le=1000, max_digits=12, strict=False)]
"""Per cent a year, or points of it."""

Amount = Annotated[Decimal, BeforeValidator(_written), Field(gt=0, max_digits=15, strict=False)]
"""An amount above zero in whole units of a currency."""

Share = Annotated[PerCent, Field(ge=0, le=100)]
"""A part of something in per cent, from nothing to all of it."""


def as_fraction(per_cent: Decimal) -> Fraction:
    """Per cent as the exact fraction that they are: 10.15 is 203/2000."""
    return Fraction(per_cent) * Fraction(1, 100)
