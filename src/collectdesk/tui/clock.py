"""Dates and times as the bars and lists of the workstation show them: "Tue 24 Nov", "14:32 IST".

Short and the same everywhere; without Babel, because the first picture must not wait for it.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from collectdesk.i18n import _
from collectdesk.tui.actions import N_

if TYPE_CHECKING:
    from datetime import tzinfo

_DAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
_MONTHS = (
    *(N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun")),
    *(N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec")),
)


@lru_cache(64)
def zone(name: str) -> tzinfo:
    """The zone of an IANA name. Raises pytz.UnknownTimeZoneError for one that is not in the database."""
    import pytz

    return pytz.timezone(name)


def day_month(day: date) -> str:
    """ "27 Nov" """
    return _("{day} {month}").format(day=day.day, month=_(_MONTHS[day.month - 1]))


def weekday_day_month(day: date) -> str:
    """ "Tue 24 Nov", for days on which someone must act."""
    return _("{weekday} {day} {month}").format(
        weekday=_(_DAYS[day.weekday()]), day=day.day, month=_(_MONTHS[day.month - 1])
    )


def weekday(day: date) -> str:
    """ "Tue" """
    return _(_DAYS[day.weekday()])


def clock_time(at: datetime, zone_name: str) -> str:
    """ "10:02" in that zone; `at` is an aware instant."""
    return at.astimezone(zone(zone_name)).strftime("%H:%M")


def clock_and_zone(at: datetime, zone_name: str) -> str:
    """ "14:32 IST"; the offset stands where the zone has no letters of its own."""
    return at.astimezone(zone(zone_name)).strftime("%H:%M %Z")


def running(seconds: int) -> str:
    """A running time: "04:52", "1:04:52"."""
    minutes, second = divmod(max(0, seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute:02}:{second:02}"


def duration(span: timedelta) -> str:
    """A duration: "58 min", "6 h 58", "3 days"."""
    minutes = max(0, int(span.total_seconds() // 60))
    if minutes < 60:
        return _("{minutes} min").format(minutes=minutes)
    if minutes < 48 * 60:
        return _("{hours} h {minutes:02}").format(hours=minutes // 60, minutes=minutes % 60)
    return _("{days} days").format(days=minutes // (24 * 60))


def minutes_ago(at: datetime, now: datetime) -> str:
    """How long ago: "now", "12 min ago", "3 h 05 ago"."""
    span = now - at
    return _("now") if span < timedelta(minutes=1) else _("{span} ago").format(span=duration(span))
