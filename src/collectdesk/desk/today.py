"""Today in a few figures, for the head of the list: contacts by hour, and what was promised."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

import pytz
from sqlalchemy import select

from collectdesk.desk.dossier import desk_day
from collectdesk.desk.kpi_journal import done_in, period_of
from collectdesk.desk.portfolio import Part
from collectdesk.desk.views_queue import Scope
from collectdesk.models import Desk
from collectdesk.money import Money
from collectdesk.store import Store


@dataclass(frozen=True, slots=True)
class Today:
    """Contacts of each hour of the desk from the first to the present one, and amounts promised, by currency."""

    first_hour: int
    contacts: tuple[int, ...]
    promised: tuple[Money, ...]

    @property
    def total(self) -> int:
        """Contacts of the day."""
        return sum(self.contacts)


def today(store: Store, scope: Scope, now: datetime) -> Today:
    """From today's journal entries alone, so that its cost does not grow with the book."""
    with store.read() as session:
        day = desk_day(session, now)
        zone = pytz.timezone(session.scalar(select(Desk.zone).where(Desk.id == 1)) or "UTC")
        done = done_in(session, period_of(session, day, day), Part(scope.user_id, scope.team_id))
    hours: dict[int, int] = defaultdict(int)
    for one in done.calls:
        if "C" in one.facts["flags"]:
            hours[one.at.astimezone(zone).hour] += 1
    promised: dict[str, int] = defaultdict(int)
    for one in done.promises:
        currency, minor = one.facts["amount"]
        promised[currency] += minor
    present = now.astimezone(zone).hour
    first = min([*hours, present])
    return Today(
        first, tuple(hours[hour] for hour in range(first, max([*hours, present]) + 1)),
        tuple(Money(minor, currency) for currency, minor in sorted(promised.items())),
    )  # fmt: skip
