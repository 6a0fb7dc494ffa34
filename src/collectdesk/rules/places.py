"""Where a customer may plausibly be: zones from what they said, their address, their phone number and known travel."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import pytz

from collectdesk.rules.rulebook import RuleBook

MANY = 4
"""A number that stands for more zones than this tells nothing of a place."""


def address_zones(book: RuleBook, country: str | None, region: str | None) -> tuple[str, ...]:
    """The zones of a region, else of the whole country; () where neither is known."""
    if not country:
        return ()
    of_country = book.zones.get(country, {})
    # A city below a region lies in the zones of the region.
    for code in (region or "", (region or "").rpartition("-")[0], country):
        if code in of_country:
            return of_country[code]
    return _country_zones(country)


@lru_cache(maxsize=512)
def _country_zones(country: str) -> tuple[str, ...]:
    return tuple(pytz.country_timezones.get(country, ()))


def plausible_zones(
    book: RuleBook,
    *,
    country: str | None,
    region: str | None = None,
    zone: str | None = None,
    stated: str | None = None,
    phone: Iterable[str] = (),
    travel: str | None = None,
) -> tuple[str, ...]:
    """All IANA zones where the customer may be. Contact must be lawful in each.

    What the customer stated governs alone. Otherwise those of the address (`zone` where the file names one, else
    region or country), the phone number and known travel together.
    """
    if stated:
        return (stated,)
    found = dict.fromkeys([zone] if zone else address_zones(book, country, region))
    numbers = tuple(phone)
    if len(numbers) <= MANY or not found:
        found.update(dict.fromkeys(numbers))
    if travel:
        found[travel] = None
    return tuple(sorted(one for one in found if one in pytz.all_timezones_set))
