"""Amounts as the collector reads them, formatted by Babel in the language of the interface."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from collectdesk.money.amount import Money
from collectdesk.money.currency import decimals

if TYPE_CHECKING:
    from babel.core import Locale
    from babel.numbers import NumberPattern


@cache
def _pattern(digits: int) -> tuple[NumberPattern, Locale]:
    from babel.core import Locale
    from babel.numbers import parse_pattern

    return parse_pattern("#,##0" + ("." + "0" * digits if digits else "")), Locale("en")


def figure(money: Money) -> str:
    """The figure without its currency: "48,210.55", "6,104,800", "4,815.250". Minus is a real minus."""
    pattern, locale = _pattern(decimals(money.currency))
    formatted: str = pattern.apply(money.amount, locale)
    return formatted.replace("-", "\u2212")


def spoken(money: Money) -> str:
    """Currency and figure in one: "EUR 48,210.55"."""
    return f"{money.currency} {figure(money)}"
