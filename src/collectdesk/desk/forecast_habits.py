"""How late customers pay, as their paid items show: the median of a customer, else of their country."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median_low
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from collectdesk.models import Account, Allocation, OpenItem, Party, Payment

YEAR = timedelta(days=365)
FEWEST = 3
"""So many paid items make a habit."""


@dataclass(frozen=True, slots=True)
class Habits:
    """Median days late of the items paid in the year before `day`, of at least `FEWEST`; early is below zero.

    Of an even number the lower of the two in the middle counts, so that a habit is a day that occurred.
    """

    day: date
    of_party: dict[int, int]
    of_country: dict[str, int]

    def of(self, party_id: int, country: str | None) -> tuple[str, int]:
        """Where a habit comes from (habit_customer, habit_country or billed), and its days."""
        if party_id in self.of_party:
            return "habit_customer", self.of_party[party_id]
        if country is not None and country in self.of_country:
            return "habit_country", self.of_country[country]
        return "billed", 0


def habits(session: Session, day: date) -> Habits:
    """The habits as they showed in payments by value date; what was reversed or returned does not count."""
    reversal = aliased(Allocation)
    item: Any = OpenItem.__table__.c
    rows = session.execute(
        select(Account.party_id, Party.country, Payment.value_on, item.due_on)
        .join_from(Allocation, Payment, Payment.id == Allocation.payment_id)
        .join(OpenItem.__table__, item.id == Allocation.open_item_id)
        .join(Account, Account.id == item.account_id)
        .join(Party, Party.id == Account.party_id)
        .join(reversal, reversal.reverses_id == Allocation.id, isouter=True)
        .where(
            Payment.value_on > day - YEAR, Payment.value_on <= day, Allocation.kind.in_(("payment", "cleared")),
            Allocation.reverses_id.is_(None), reversal.id.is_(None), item.due_on.is_not(None),
        )
    )  # fmt: skip
    by_party: dict[int, list[int]] = defaultdict(list)
    by_country: dict[str, list[int]] = defaultdict(list)
    for party_id, country, value_on, due_on in rows:
        late = (value_on - due_on).days
        by_party[party_id].append(late)
        if country is not None:
            by_country[country].append(late)
    return Habits(day, _medians(by_party.items()), _medians(by_country.items()))


def _medians(found: Iterable[tuple[Any, list[int]]]) -> dict[Any, int]:
    return {key: median_low(days) for key, days in found if len(days) >= FEWEST}
