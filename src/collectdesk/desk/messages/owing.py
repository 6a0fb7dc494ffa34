"""What is owed on an account, as a message tells it: documents in one currency, what is overdue or disputed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from collectdesk.desk.credits import awaited
from collectdesk.models import OpenItem
from collectdesk.money import Money

_SOON = timedelta(days=10)


@dataclass(frozen=True, slots=True)
class Owing:
    """Open items of one account on a day, those of `currency` alone; credits count to nothing here.

    `overdue` and `soon` are (document, due date, amount not disputed), oldest first. `others` are the other currencies
    in which something is open. `balance` is all that is open and not held back; `disputed` is what no dispute has
    decided yet, so a part that was accepted and waits for its credit is in neither.
    """

    currency: str
    overdue: tuple[tuple[str, date | None, Money], ...]
    soon: tuple[tuple[str, date | None, Money], ...]
    every: tuple[tuple[str, date | None, Money], ...]
    disputed: Money
    balance: Money
    credit: Money
    others: tuple[str, ...]
    oldest: date | None

    def days(self, day: date) -> int:
        """Days past due of the oldest document that is not disputed; below zero while nothing is overdue."""
        first = (
            self.oldest if self.oldest is not None else next((one[1] for one in self.soon if one[1]), None)
        )
        return (day - first).days if first is not None else 0


def owing(session: Session, account_id: int, day: date, currency: str | None, base: str) -> Owing:
    """What is open on a day. Without a currency, that of the oldest overdue document, else of the oldest document."""
    rows = session.scalars(
        select(OpenItem)
        .where(OpenItem.account_id == account_id, OpenItem.open_minor != 0)
        .order_by(OpenItem.due_on, OpenItem.document, OpenItem.id)
    ).all()
    owed = [row for row in rows if row.open_minor > 0]
    ranked = sorted(owed, key=lambda one: (one.open_minor <= one.disputed_minor, one.due_on or date.max))
    coming = awaited(session, account_id)
    currency = currency or (ranked[0].currency if ranked else base)
    ours = [row for row in owed if row.currency == currency]
    free = [
        (
            row.document,
            row.due_on,
            Money(row.open_minor - max(0, min(row.disputed_minor, row.open_minor)), currency),
        )
        for row in ours
    ]
    free = [one for one in free if one[2].minor > 0]
    overdue = tuple(one for one in free if one[1] is not None and one[1] < day)
    soon = tuple(one for one in free if one[1] is not None and day <= one[1] <= day + _SOON)
    return Owing(
        currency,
        overdue,
        soon,
        tuple(free),
        Money(sum(max(0, min(_undecided(row, coming), row.open_minor)) for row in ours), currency),
        Money(sum(one[2].minor for one in free), currency),
        Money(
            -sum(row.open_minor for row in rows if row.open_minor < 0 and row.currency == currency), currency
        ),
        tuple(sorted({row.currency for row in owed} - {currency})),
        overdue[0][1] if overdue else None,
    )


def _undecided(row: OpenItem, coming: dict[int, int]) -> int:
    return row.disputed_minor - coming.get(row.id, 0)


def total(items: tuple[tuple[str, date | None, Money], ...], currency: str) -> Money:
    """The amounts of some documents together."""
    return Money(sum(one[2].minor for one in items), currency)
