"""Dates of a schedule, and where each goes when its bank is closed.

The names are those of ISDA and FpML. All dates are made unadjusted from the anchor and each is then rolled by
itself: rolling from a rolled date would let the day drift.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import Literal, assert_never

Convention = Literal["following", "modified_following", "preceding", "modified_preceding", "nearest", "none"]
IsBusinessDay = Callable[[date], bool]

_DAY = timedelta(days=1)
_LONGEST = 366
"""No bank is closed longer; a calendar that says so is wrong."""


def months_after(anchor: date, months: int) -> date:
    """The anchor's day so many months later (below zero: before), or that month's last day when it is shorter."""
    year, month = divmod(anchor.year * 12 + anchor.month - 1 + months, 12)
    return date(year, month + 1, min(anchor.day, monthrange(year, month + 1)[1]))


def roll(day: date, convention: Convention, is_business_day: IsBusinessDay) -> date:
    """The day on which something due on `day` is done.

    `modified_*` stays inside the month; `nearest` sends Sundays and Monday holidays forward, other days back.
    Raises ValueError when the calendar knows no business day within a year.
    """
    if is_business_day(day):
        return day
    match convention:
        case "none":
            return day
        case "following":
            return _walk(day, _DAY, is_business_day)
        case "preceding":
            return _walk(day, -_DAY, is_business_day)
        case "modified_following":
            later = _walk(day, _DAY, is_business_day)
            return later if later.month == day.month else _walk(day, -_DAY, is_business_day)
        case "modified_preceding":
            earlier = _walk(day, -_DAY, is_business_day)
            return earlier if earlier.month == day.month else _walk(day, _DAY, is_business_day)
        case "nearest":
            return _walk(day, _DAY if day.weekday() in (6, 0) else -_DAY, is_business_day)
        case _:
            assert_never(convention)


def _walk(day: date, step: timedelta, is_business_day: IsBusinessDay) -> date:
    for count in range(1, _LONGEST + 1):
        if is_business_day(day + count * step):
            return day + count * step
    raise ValueError("the calendar knows no business day within a year")
