"""The number of a customer that would be dialled, and where it rings. The gate asks for both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from collectdesk.models import ContactPoint, Party
from collectdesk.rules.numbers import number_zones

CANNOT_DIAL = frozenset({"dead", "blocked"})
"""States of a number that is shown and never dialled."""


def first_choice() -> tuple[Any, ...]:
    """The order in which numbers are tried: verified before others, people before nobody's, then as they came."""
    point = ContactPoint
    return (
        case((point.state == "verified", 0), else_=1),
        case((point.person_id.is_(None), 1), else_=0),
        point.person_id,
        point.id,
    )


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
