"""What a collector should know of a country's calendar before a call: office hours, rest days, holidays ahead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from collectdesk.rules.days_off import public_calendar
from collectdesk.rules.rulebook import load_rulebook

AHEAD = timedelta(days=45)


@dataclass(frozen=True, slots=True)
class Briefing:
    """The calendar of a customer's country.

    `offices` are the usual hours of its offices as this desk keeps them ("mon-fri 08:00-17:00"), `rest` the weekdays on
    which they rest (Monday is 0), `holidays` the public ones of the coming 45 days with their names as the calendar
    says them. `known` says whether there is a calendar of holidays for the country.
    """

    offices: tuple[str, ...]
    rest: tuple[int, ...]
    holidays: tuple[tuple[date, str], ...]
    known: bool


def briefing(country: str | None, region: str | None, day: date) -> Briefing:
    """The calendar of a country or region from a day on. BadInput when a rule file is broken."""
    offices = load_rulebook().house_hours.week(country, "business")
    calendar: Any = public_calendar(region or country) if country else None
    if calendar is None:
        return Briefing(offices, (), (), False)
    days = [day + timedelta(days=n) for n in range(AHEAD.days + 1)]
    ahead = tuple((one, cast(str, calendar.get(one))) for one in days if one in calendar)
    return Briefing(offices, tuple(sorted(calendar.weekend)), ahead, True)
