"""Calendars of places of payment for tests."""

from __future__ import annotations

from datetime import date

import holidays

from collectdesk.money.schedule import Closure

_GERMANY = holidays.country_holidays("DE", language="de")


def germany(day: date) -> Closure | None:
    """Closed on Saturdays, Sundays and the holidays of all Germany, under their German names."""
    return None if _GERMANY.is_working_day(day) else Closure(day, _GERMANY.get(day))
