"""Currencies and their minor units, after ISO 4217.

Babel's figures are CLDR's, which differ from ISO for some currencies (Iraqi dinar, Lebanese pound …), so
the exceptions from two decimals stand in `data/currencies.toml`.
"""

from __future__ import annotations

import tomllib
from functools import cache

from collectdesk.resources import read_data


@cache
def _exceptions() -> dict[str, int]:
    table: dict[str, list[str]] = tomllib.loads(read_data("currencies.toml"))["minor_units"]
    return {code: int(digits) for digits, codes in table.items() for code in codes}


@cache
def is_currency(code: str) -> bool:
    """Whether `code` is an ISO 4217 currency code that Babel knows."""
    from babel.core import Locale

    return len(code) == 3 and code in Locale("en").currencies


@cache
def decimals(code: str) -> int:
    """How many decimals the currency has: 2 for most, 0 for JPY, 3 for KWD. ValueError if unknown."""
    exception = _exceptions().get(code)
    if exception is not None:
        return exception
    if not is_currency(code):
        raise ValueError(f"{code!r} is not a currency of ISO 4217")
    return 2
