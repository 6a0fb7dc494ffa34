"""What time it is where the customer is, without claiming to know more than the address tells."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

import pytz


@lru_cache(maxsize=512)
def plausible_zones(country: str | None, zone: str | None) -> tuple[str, ...]:
    """The IANA zones where the customer may be: the one on record, else all of the country; () if unknown."""
    if zone and zone in pytz.all_timezones_set:
        return (zone,)
    if not country:
        return ()
    return tuple(pytz.country_timezones.get(country, ()))


def local_times(zones: Sequence[str], now: datetime) -> list[datetime]:
    """The distinct local times in these zones at this moment, earliest first. `now` is aware."""
    times = {now.astimezone(pytz.timezone(zone)).replace(tzinfo=None): zone for zone in zones}
    return sorted(times)


def the_zone(country: str | None, zone: str | None, now: datetime) -> str | None:
    """The customer's zone when all plausible ones show the same clock today, else None."""
    zones = plausible_zones(country, zone)
    return zones[0] if zones and len(local_times(zones, now)) == 1 else None


def clock(country: str | None, zone: str | None, now: datetime) -> str:
    """The customer's clock as "10:02", "01:02-06:02" where it depends on the region, or "" if unknown."""
    times = local_times(plausible_zones(country, zone), now)
    if not times:
        return ""
    first, last = times[0].strftime("%H:%M"), times[-1].strftime("%H:%M")
    return first if len(times) == 1 else f"{first}-{last}"


def city(zone: str) -> str:
    """The place a zone is named for: "Berlin" of Europe/Berlin."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def at_local(naive: datetime, zone: str) -> datetime:
    """The moment of a local clock reading, as aware UTC.

    A reading that the night of the change skips becomes the moment after it; one that comes twice means
    the earlier.
    """
    tz = pytz.timezone(zone)
    try:
        local = tz.localize(naive, is_dst=None)
    except pytz.NonExistentTimeError:
        local = tz.normalize(tz.localize(naive, is_dst=False))
    except pytz.AmbiguousTimeError:
        local = tz.localize(naive, is_dst=True)
    return local.astimezone(pytz.UTC)
