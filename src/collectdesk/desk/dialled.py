"""The number of a customer that would be dialled, and where it rings. The gate asks for both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import pytz
from sqlalchemy import case, select
from sqlalchemy.orm import Session

from collectdesk.models import ContactPoint, Party

CANNOT_DIAL = frozenset({"dead", "blocked"})
"""States of a number that is shown and never dialled."""

_SAMPLES = [datetime(year, month, 15, 12, tzinfo=UTC) for year in (2026, 2027) for month in (1, 4, 7, 10)]


def first_choice() -> tuple[Any, ...]:
    """The order in which numbers are tried: verified before others, people before nobody's, then as they came."""
    point = ContactPoint
    return (
        case((point.state == "verified", 0), else_=1),
        case((point.person_id.is_(None), 1), else_=0),
        point.person_id,
        point.id,
    )


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


def refresh_dialled(session: Session, party_ids: Iterable[int]) -> None:
    """Keep on each party where its first number rings, after numbers changed. Does not commit."""
    ids = sorted(set(party_ids))
    session.flush()
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        chosen = _chosen(session, some)
        for party in session.scalars(select(Party).where(Party.id.in_(some))):
            point = chosen.get(party.id)
            party.dial_zones = " ".join(number_zones(point.digits or "")) if point else None
            party.dial_place = point.use if point else None


def _chosen(session: Session, party_ids: Sequence[int]) -> dict[int, ContactPoint]:
    rows = session.scalars(
        select(ContactPoint)
        .where(
            ContactPoint.party_id.in_(party_ids),
            ContactPoint.kind == "phone",
            ContactPoint.state.notin_(CANNOT_DIAL),
        )
        .order_by(ContactPoint.party_id, *first_choice())
    )
    found: dict[int, ContactPoint] = {}
    for point in rows:
        found.setdefault(point.party_id, point)
    return found
