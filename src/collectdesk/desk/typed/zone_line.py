"""A place as it is typed: a time zone by its name, or by the city it is named for."""

from __future__ import annotations

from functools import cache

import pytz


def zones_named(typed: str) -> list[str]:
    """The IANA zones that a typed text may mean, at best one; none for a text that is blank.

    A whole zone ("asia/kolkata") or a whole city ("Los Angeles") is meant alone, however many others begin with it.
    """
    wanted = " ".join(typed.casefold().replace("_", " ").split())
    if not wanted:
        return []
    names = _names()
    for whole in (names, {_city(name): zone for name, zone in names.items()}):
        if wanted in whole:
            return [whole[wanted]]
    return [zone for name, zone in names.items() if _city(name).startswith(wanted)]


@cache
def _names() -> dict[str, str]:
    return {zone.casefold().replace("_", " "): zone for zone in pytz.common_timezones if "/" in zone}


def _city(name: str) -> str:
    return name.rsplit("/", 1)[-1]
