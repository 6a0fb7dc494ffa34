"""Holidays: the public ones of a country or subdivision, and those that a law prints itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from collectdesk.rules.record import WEEKDAYS, Holiday, Hours, Record

DayOff = Callable[[date], bool]


@lru_cache(maxsize=256)
def public_calendar(name: str) -> Any:
    """The public holidays of "DE" or "CA-ON"; None where no calendar is known."""
    import holidays

    country, _dash, subdivision = name.partition("-")
    try:
        return holidays.country_holidays(country, subdiv=subdivision.split("-")[0] or None)
    except NotImplementedError:
        pass
    try:
        return holidays.country_holidays(country)
    except NotImplementedError:
        return None


def is_public_holiday(day: date, name: str) -> bool:
    """Whether the day is a public holiday there; False where no calendar is known."""
    calendar = public_calendar(name)
    return calendar is not None and day in calendar


def is_working_day(day: date, name: str | None) -> bool:
    """Whether offices work there that day; Monday to Friday where no calendar is known."""
    calendar = public_calendar(name) if name else None
    return day.weekday() < 5 if calendar is None else bool(calendar.is_working_day(day))


def after_working_days(day: date, count: int, name: str | None) -> date:
    """The `count`-th working day after a day."""
    for _n in range(count):
        day += timedelta(days=1)
        while not is_working_day(day, name):
            day += timedelta(days=1)
    return day


@lru_cache(maxsize=64)
def easter(year: int) -> date:
    """Easter Sunday of the western churches."""
    from dateutil.easter import easter as sunday

    found: date = sunday(year)
    return found


def printed_days(listed: Sequence[Holiday], year: int) -> frozenset[date]:
    """The days of a year that a law's own list names."""
    found = set()
    for one in listed:
        day = _printed(one, year)
        if one.sunday_moves and day.weekday() == 6:
            day += timedelta(days=one.sunday_moves)
        found.add(day)
    return frozenset(found)


def _printed(one: Holiday, year: int) -> date:
    if one.day is not None:
        return date(year, int(one.day[:2]), int(one.day[3:]))
    if one.easter is not None:
        return easter(year) + timedelta(days=one.easter)
    weekday = WEEKDAYS.index(one.weekday or "mon")
    if one.before is not None:
        day = date(year, int(one.before[:2]), int(one.before[3:])) - timedelta(days=1)
        return day - timedelta(days=(day.weekday() - weekday) % 7)
    first = date(year, one.month or 1, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * ((one.nth or 1) - 1))


def days_off(rule: Hours, record: Record | None, calendar: str | None) -> DayOff:
    """Whether a day is a holiday for this rule. `calendar` is the customer's own; a record may name another."""
    name = (record.jurisdiction.calendar if record else None) or calendar
    listed = record.holiday if record else ()
    years: dict[int, frozenset[date]] = {}

    def printed(day: date) -> bool:
        if day.year not in years:
            years[day.year] = printed_days(listed, day.year)
        return day in years[day.year]

    def public(day: date) -> bool:
        return name is not None and is_public_holiday(day, name)

    if rule.holiday_list == "listed":
        return printed
    if rule.holiday_list == "both":
        return lambda day: printed(day) or public(day)
    return public
