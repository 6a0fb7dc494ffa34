"""What a workstation works at: a book, the person at it, and the clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from collectdesk.desk.act import Actor
from collectdesk.desk.book import find_actor
from collectdesk.models import Desk
from collectdesk.now import utc_now
from collectdesk.store import Store, open_store


@dataclass(frozen=True, slots=True)
class DeskHandle:
    """An open book with the person at it. `zone` is the desk's IANA zone, `clock` gives the instant in UTC."""

    store: Store
    actor: Actor
    zone: str
    base_currency: str
    clock: Callable[[], datetime] = utc_now


def sit_down(target: str, user: str | None = None, clock: Callable[[], datetime] = utc_now) -> DeskHandle:
    """Open the book at a path or URL for the user of that name. Raises StoreUnusable or BadInput."""
    store = open_store(target)
    actor = find_actor(store, user)
    with store.read() as session:
        zone, base = session.execute(select(Desk.zone, Desk.base_currency).where(Desk.id == 1)).one()
    return DeskHandle(store, actor, zone, base, clock)
