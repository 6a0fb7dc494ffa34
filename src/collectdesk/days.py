"""Days and moments as the collector reads them."""

from __future__ import annotations

from datetime import date, datetime


def short_day(day: date) -> str:
    """ "27 Nov"."""
    return f"{day.day} {day:%b}"


def weekday_day(day: date) -> str:
    """ "Fri 27 Nov", for days on which someone must act."""
    return f"{day:%a} {day.day} {day:%b}"


def full_day(day: date) -> str:
    """ "Fri 27 Nov 2026"."""
    return f"{weekday_day(day)} {day:%Y}"


def moment(at: datetime) -> str:
    """ "Fri 27 Nov 09:00", in the zone that `at` carries."""
    return f"{weekday_day(at)} {at:%H:%M}"
