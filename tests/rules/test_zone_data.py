"""The zones of regions say what the zone database says, for every clock reading of 2026 and 2027."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import chain

import holidays
import pytest
import pytz

from collectdesk.resources import read_data

ZONES: dict[str, dict[str, list[str]]] = tomllib.loads(read_data("zones.toml"))

DAYS = [datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(days=n) for n in range(730)]
"""One moment of each day: no clock changes twice within one."""

OWN_CODE = {
    "US": ("AS", "GU", "MP", "PR", "UM", "VI"),
}
"""Regions that ISO 3166-2 lists under a country while the zone database gives them a country code of their own."""

SMALL_STRIPS = {"CA": ("America/Atikokan", "America/Blanc-Sablon")}
"""Clocks of strips in which so few live that the phone number or the customer tells."""

LEFT_TO_ALL_ZONES = {
    "AQ": "stations, no regions",
    "FM": "few customers: that all zones agree is the safe reading",
    "GL": "few customers, and the municipalities do not follow the zones",
    "KI": "few customers: that all zones agree is the safe reading",
    "PF": "few customers: that all zones agree is the safe reading",
    "UM": "no resident population",
}
"""Countries with several clocks that the file leaves out: there all zones of the country must agree."""


@cache
def clock(zone: str) -> tuple[timedelta | None, ...]:
    """How a zone's clock runs through the two years."""
    info = pytz.timezone(zone)
    return tuple(day.astimezone(info).utcoffset() for day in DAYS)


def clocks(zones: Iterable[str]) -> set[tuple[timedelta | None, ...]]:
    return {clock(zone) for zone in zones}


def test_every_name_is_a_zone() -> None:
    named = set(chain.from_iterable(chain.from_iterable(regions.values()) for regions in ZONES.values()))
    assert named
    assert named <= set(pytz.all_timezones)


@pytest.mark.parametrize("country", sorted(ZONES))
def test_regions_are_codes_of_their_country_and_none_is_without_a_zone(country: str) -> None:
    for region, zones in ZONES[country].items():
        assert region == country or re.fullmatch(rf"{country}-[A-Z0-9]{{1,3}}", region)
        assert zones


@pytest.mark.parametrize("country", sorted(ZONES))
def test_no_region_names_one_clock_twice(country: str) -> None:
    for region, zones in ZONES[country].items():
        assert len(clocks(zones)) == len(zones), region


def test_every_country_with_several_clocks_is_listed_or_left_out_on_purpose() -> None:
    several = {country for country, zones in pytz.country_timezones.items() if len(clocks(zones)) > 1}
    assert several - set(ZONES) == set(LEFT_TO_ALL_ZONES)


@pytest.mark.parametrize("country", sorted(ZONES))
def test_the_regions_together_have_the_clocks_of_the_country(country: str) -> None:
    territories = OWN_CODE.get(country, ())
    regions = {region: zones for region, zones in ZONES[country].items() if region[3:] not in territories}
    strips = SMALL_STRIPS.get(country, ())
    found = clocks(chain.from_iterable(regions.values())) | clocks(strips)
    assert found == clocks(pytz.country_timezones[country])


@pytest.mark.parametrize(
    ("country", "territory"), [(one, code) for one, codes in OWN_CODE.items() for code in codes]
)
def test_a_territory_has_the_clocks_of_its_own_country_code(country: str, territory: str) -> None:
    assert clocks(ZONES[country][f"{country}-{territory}"]) == clocks(pytz.country_timezones[territory])


@pytest.mark.parametrize("country", ["US", "CA", "AU", "BR", "CL", "PT", "NZ", "ES"])
def test_no_region_that_the_holiday_calendar_knows_is_missing(country: str) -> None:
    """The calendars list the regions independently; longer names among them are cities or parts, not ISO codes."""
    known = [
        code
        for code in holidays.country_holidays(country).subdivisions
        if re.fullmatch(r"[A-Z0-9]{1,3}", code)
    ]
    assert {f"{country}-{code}" for code in known} <= set(ZONES[country])


@pytest.mark.parametrize(
    ("region", "count"),
    [
        ("RU", 83),
        ("MX", 32),
        ("ID", 38),
        ("CN", 31),
        ("UA", 27),
        ("CD", 26),
        ("EC", 24),
        ("PG", 22),
        ("MN", 22),
    ],
)
def test_all_regions_of_iso_3166_2_are_there(region: str, count: int) -> None:
    """As many as ISO 3166-2 has (China: without the three that have country codes of their own)."""
    assert len(set(ZONES[region]) - {region}) == count
