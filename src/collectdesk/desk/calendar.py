"""Working days: those of a country where it is known, Monday to Friday where it is not."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Protocol

from collectdesk.money.schedule import ClosedOn, Closure, weekends


class _Days(Protocol):
    def is_working_day(self, key: date) -> bool: ...

    def get(self, key: date) -> str | None: ...


@lru_cache(maxsize=64)
def _calendar(place: str | None) -> _Days | None:
    """The calendar of a country, or of a region such as DE-BY; that of its country where the region has none."""
    if not place:
        return None
    import holidays

    country, _dash, region = place.partition("-")
    try:
        found: _Days = holidays.country_holidays(country, subdiv=region or None)
    except NotImplementedError:
        return _calendar(country) if region else None
    return found


def closed_on(place: str | None) -> ClosedOn:
    """The calendar of a place as plans read it: why banks there are closed on a day, None when they are open."""
    calendar = _calendar(place)
    if calendar is None:
        return weekends

    def why(day: date) -> Closure | None:
        return None if calendar.is_working_day(day) else Closure(day, calendar.get(day))

    return why


def is_business_day(day: date, country: str | None) -> bool:
    """Whether offices and banks of the country work that day; without a country, Monday to Friday."""
    calendar = _calendar(country)
    return day.weekday() < 5 if calendar is None else calendar.is_working_day(day)


def add_business_days(day: date, count: int, country: str | None) -> date:
    """The day that is `count` business days later; 0 gives the day itself or the next business day."""
    if count == 0:
        while not is_business_day(day, country):
            day += timedelta(days=1)
        return day
    for _ in range(count):
        day += timedelta(days=1)
        while not is_business_day(day, country):
            day += timedelta(days=1)
    return day


def business_days_between(start: date, end: date, country: str | None) -> int:
    """How many business days lie after `start` up to and including `end`."""
    return sum(
        is_business_day(start + timedelta(days=n), country) for n in range(1, max(0, (end - start).days) + 1)
    )


def holiday_name(day: date, place: str | None, language: str) -> str | None:
    """What a holiday of a place is called in a language; None where it is none, or its name there is not known."""
    import holidays

    country, _dash, region = (place or "").partition("-")
    try:
        known = getattr(holidays.country_holidays(country), "supported_languages", ())
        code = next((one for one in known if one.partition("_")[0] == language), None)
        if code is None:
            return None
        return holidays.country_holidays(country, subdiv=region or None, language=code).get(day)
    except NotImplementedError:
        return None
