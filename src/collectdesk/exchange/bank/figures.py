"""Amounts and dates as messages between banks write them: one form each, so nothing is decided by column."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from collectdesk.exchange.cells import Unreadable, quoted
from collectdesk.exchange.receivable_rows import LARGEST
from collectdesk.i18n import _
from collectdesk.money import decimals, is_currency

_POINT = re.compile(r"(\d*)(?:\.(\d*))?", re.ASCII)
_COMMA = re.compile(r"(\d+)(?:,(\d*))?", re.ASCII)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?=$|[TZ+-])", re.ASCII)


def checked_currency(code: str) -> str:
    """The ISO 4217 code. Raises Unreadable for what is none."""
    if not is_currency(code):
        raise Unreadable(_("{code} is not a currency").format(code=quoted(code)))
    return code


@lru_cache(maxsize=4_096)
def minor_with_point(written: str, currency: str) -> int:
    """Minor units of an unsigned amount with a decimal point, as in XML. Raises Unreadable."""
    return _minor(_POINT.fullmatch(written), written, currency)


@lru_cache(maxsize=4_096)
def minor_with_comma(written: str, currency: str) -> int:
    """Minor units of an unsigned amount with a decimal comma, as in SWIFT messages. Raises Unreadable."""
    return _minor(_COMMA.fullmatch(written), written, currency)


def _minor(found: re.Match[str] | None, written: str, currency: str) -> int:
    if found is None or not (found[1] or found[2]):
        raise Unreadable(_("{cell} is not an amount").format(cell=quoted(written)))
    places = decimals(currency)
    part = (found[2] or "").rstrip("0")
    if len(part) > places:
        raise Unreadable(
            _("{cell} has more decimals than {currency} allows").format(
                cell=quoted(written), currency=currency
            )
        )
    minor = int((found[1] or "0") + part.ljust(places, "0"))
    if minor > LARGEST:
        raise Unreadable(_("{cell} is too large an amount").format(cell=quoted(written)))
    return minor


@lru_cache(maxsize=4_096)
def iso_day(written: str) -> date:
    """The day of an ISO date or moment, as it is written, whatever its zone. Raises Unreadable."""
    if _ISO.match(written) is None:
        raise Unreadable(_("{cell} is not a date").format(cell=quoted(written)))
    try:
        return date.fromisoformat(written[:10])
    except ValueError as error:
        raise Unreadable(_("{cell} is not a date").format(cell=quoted(written))) from error


@lru_cache(maxsize=4_096)
def swift_day(written: str) -> date:
    """The day of YYMMDD. Years 80 to 99 are of the last century. Raises Unreadable."""
    try:
        year = int(written[:2])
        return date(1900 + year if year >= 80 else 2000 + year, int(written[2:4]), int(written[4:6]))
    except ValueError as error:
        raise Unreadable(_("{cell} is not a date").format(cell=quoted(written))) from error


@lru_cache(maxsize=4_096)
def swift_day_beside(written: str, beside: date) -> date:
    """The day of MMDD in the year that brings it nearest to another day. Raises Unreadable."""
    found = []
    for year in (beside.year - 1, beside.year, beside.year + 1):
        try:
            found.append(date(year, int(written[:2]), int(written[2:])))
        except ValueError:
            continue
    if not found:
        raise Unreadable(_("{cell} is not a date").format(cell=quoted(written)))
    return min(found, key=lambda day: abs(day - beside))
