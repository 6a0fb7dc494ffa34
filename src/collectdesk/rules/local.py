"""Clock readings where the customer is, and the moments at which local days and hours begin."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

import pytz

STEP = timedelta(days=7)
"""No look ahead is longer: within it a zone changes its clock at most once."""


@lru_cache(maxsize=1024)
def tz(zone: str) -> pytz.BaseTzInfo:
    """The zone of this IANA name; ValueError when there is none."""
    try:
        return pytz.timezone(zone)
    except pytz.UnknownTimeZoneError as error:
        raise ValueError(f"{zone} is not a time zone of the IANA database") from error


def reading(at: datetime, zone: str) -> datetime:
    """The clock reading at an aware moment, without zone."""
    return at.astimezone(tz(zone)).replace(tzinfo=None)


@lru_cache(maxsize=65536)
def local_day(at: datetime, zone: str) -> date:
    """The local date at a moment."""
    return at.astimezone(tz(zone)).date()


def moments(naive: datetime, zone: str) -> tuple[datetime, ...]:
    """The moments in UTC at which the clock shows this reading: one, two where clocks go back, or the jump over it."""
    zone_info = tz(zone)
    try:
        return (zone_info.localize(naive, is_dst=None).astimezone(UTC),)
    except pytz.AmbiguousTimeError:
        both = {zone_info.localize(naive, is_dst=dst).astimezone(UTC) for dst in (True, False)}
        return tuple(sorted(both))
    except pytz.NonExistentTimeError:
        before = zone_info.localize(naive - timedelta(hours=3), is_dst=False).astimezone(UTC)
        return (jump(before, before + timedelta(hours=6), zone),)


@lru_cache(maxsize=65536)
def day_begins(day: date, zone: str) -> datetime:
    """The first moment of a local day, in UTC."""
    first = moments(datetime.combine(day, time()), zone)[0]
    return first if local_day(first, zone) >= day else first + timedelta(hours=1)


def jump(start: datetime, end: datetime, zone: str) -> datetime:
    """The moment between two at which the zone's offset changes, to the minute; `end` when it does not."""
    zone_info = tz(zone)
    before = start.astimezone(zone_info).utcoffset()
    if before == end.astimezone(zone_info).utcoffset():
        return end
    low, high = int(start.timestamp()) // 60, -(-int(end.timestamp()) // 60)
    while high - low > 1:
        middle = (low + high) // 2
        here = datetime.fromtimestamp(middle * 60, UTC).astimezone(zone_info).utcoffset()
        low, high = (middle, high) if here == before else (low, middle)
    return datetime.fromtimestamp(high * 60, UTC)


def apart(zones: tuple[str, ...], start: datetime, end: datetime) -> tuple[str, ...]:
    """One zone of each set whose clocks run alike between two moments: the others would only say the same again."""
    if len(zones) < 2:
        return zones
    alike = {clock_run(zone, start, end): zone for zone in reversed(zones)}
    return tuple(sorted(alike.values()))


@lru_cache(maxsize=4096)
def clock_run(zone: str, start: datetime, end: datetime) -> tuple[tuple[datetime, timedelta | None], ...]:
    """How a zone's clock runs between two moments: each offset with the moment from which it holds, to the minute."""
    zone_info = tz(zone)
    at, offset = start, start.astimezone(zone_info).utcoffset()
    run = [(start, offset)]
    while at < end:
        later = min(at + STEP, end)
        if later.astimezone(zone_info).utcoffset() != offset:
            later = jump(at, later, zone)
            offset = later.astimezone(zone_info).utcoffset()
            run.append((later, offset))
        at = later
    return tuple(run)
