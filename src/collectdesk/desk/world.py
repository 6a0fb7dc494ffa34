"""The regions of the world by which a shift is planned: countries whose days run at about the same time.

They follow the zones of the IANA database. Where its name of a zone does not tell ("Asia" from Beirut to Tokyo,
the islands of the oceans), countries are named here.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, get_args

import pytz

Region = Literal["asia_pacific", "middle_east_africa", "europe", "americas", "unknown"]
REGIONS: tuple[Region, ...] = get_args(Region)
"""In the order in which their day begins."""

_BY_AREA: dict[str, Region] = {
    "Africa": "middle_east_africa",
    "America": "americas",
    "Arctic": "europe",
    "Asia": "asia_pacific",
    "Australia": "asia_pacific",
    "Europe": "europe",
    "Pacific": "asia_pacific",
}
_ELSEWHERE: dict[Region, str] = {
    "middle_east_africa": "AE AM AZ BH GE IL IQ IR JO KW LB OM PS QA SA SY YE CV KM MG MU RE SC SH YT",
    "asia_pacific": "CC CX IO MV",
    "europe": "CY FO IS XK",
    "americas": "BM FK GS",
}
_NAMED = {country: region for region, some in _ELSEWHERE.items() for country in some.split()}


@lru_cache(maxsize=512)
def region_of(country: str | None) -> Region:
    """The region of a country (ISO 3166-1 alpha-2); "unknown" where it cannot be told."""
    if not country:
        return "unknown"
    if country in _NAMED:
        return _NAMED[country]
    zones = pytz.country_timezones.get(country, ())
    return _BY_AREA.get(zones[0].split("/")[0], "unknown") if zones else "unknown"


@lru_cache(maxsize=512)
def country_of_zone(zone: str) -> str | None:
    """The country of a zone; None for one that names none, such as UTC."""
    found = [country for country, zones in pytz.country_timezones.items() if zone in zones]
    return found[0] if len(found) == 1 else None
