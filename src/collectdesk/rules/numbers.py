"""Where a phone number rings, as far as the number tells."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import pytz

_SAMPLES = [datetime(year, month, 15, 12, tzinfo=UTC) for year in (2026, 2027) for month in (1, 4, 7, 10)]


@lru_cache(maxsize=65536)
def number_zones(digits: str) -> tuple[str, ...]:
    """The IANA zones in which an international number (digits without plus sign) may ring; () when none is known."""
    import phonenumbers
    from phonenumbers.timezone import time_zones_for_number

    try:
        number = phonenumbers.parse(f"+{digits}")
    except phonenumbers.NumberParseException:
        return ()
    region = phonenumbers.region_code_for_number(number)
    found = (zone for zone in time_zones_for_number(number) if zone in pytz.all_timezones_set)
    return tuple(sorted({_usual_name(zone, region) for zone in found}))


@lru_cache(maxsize=1024)
def _usual_name(zone: str, country: str | None) -> str:
    """Old names of a zone are said by the one its country uses today: Asia/Kolkata for Asia/Calcutta."""
    listed = pytz.country_timezones.get(country or "", ())
    if zone in listed or not listed:
        return zone
    offsets = _offsets(zone)
    return next((other for other in listed if _offsets(other) == offsets), zone)


def _offsets(zone: str) -> list[Any]:
    return [at.astimezone(pytz.timezone(zone)).utcoffset() for at in _SAMPLES]
