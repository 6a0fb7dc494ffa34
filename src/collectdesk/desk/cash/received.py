"""What came in on a promise, in its own currency: by the ledger, and by the bank with its value dates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from collectdesk.models import Allocation, OpenItem, Payment, Promise, PromiseItem

JUDGED = ("kept", "partially_kept", "broken")


class Awaited(NamedTuple):
    """A promise as it stands: minor units of its currency, and the last value date that keeps it."""

    id: int
    account_id: int
    amount_minor: int
    currency: str
    last_value_on: date
    state: str


def received(session: Session, also_of: int | None = None) -> Iterator[tuple[Awaited, int]]:
    """The promises to look at, each with the minor units received since it was made.

    Those are the open ones, and those judged whose account got or lost a payment on that day or later, or is
    `also_of`. What the ledger shows on their items beyond the bank's own postings has no date and counts; money
    from the bank counts with a value date from the promise's day to the last that keeps it. Money on other items
    of the account, or unapplied, counts where no other promise in the currency is open there.
    """
    in_time = _in_time(session.get_bind().dialect.name)
    posted = _of_its_items(Allocation.minor)
    rows = session.execute(
        select(
            *(getattr(Promise, name) for name in Awaited._fields),
            _fallen().scalar_subquery(),
            posted.scalar_subquery(),
            posted.where(in_time).scalar_subquery(),
            _of_its_items(Allocation.takes_minor).where(in_time).scalar_subquery(),
            _paid().where(in_time).scalar_subquery(),
            _rival(),
        )
        .where(_to_judge(also_of), Promise.undone_by.is_(None))
        .order_by(Promise.id)
    ).all()
    for *promise, fallen, all_posted, in_time, taken, paid, rival in rows:
        by_ledger = max(0, int(fallen) - int(all_posted))
        elsewhere = 0 if rival else max(0, int(paid) - int(taken))
        yield Awaited(*promise), by_ledger + int(in_time) + elsewhere


def _fallen() -> Select[Any]:
    return (
        select(func.coalesce(func.sum(PromiseItem.open_minor - OpenItem.open_minor), 0))
        .join(OpenItem, OpenItem.id == PromiseItem.open_item_id)
        .where(PromiseItem.promise_id == Promise.id)
        .correlate(Promise)
    )


def _of_its_items(amount: Any) -> Select[Any]:
    return (
        select(func.coalesce(func.sum(amount), 0))
        .select_from(PromiseItem)
        .join(Allocation, Allocation.open_item_id == PromiseItem.open_item_id)
        .join(Payment, Payment.id == Allocation.payment_id)
        .where(PromiseItem.promise_id == Promise.id, Allocation.at >= Promise.created_at)
        .correlate(Promise)
    )


def _paid() -> Select[Any]:
    return (
        select(func.coalesce(func.sum(Payment.minor), 0))
        .where(Payment.account_id == Promise.account_id, Payment.currency == Promise.currency)
        .correlate(Promise)
    )


def _in_time(dialect: str) -> ColumnElement[bool]:
    made = Promise.created_at
    day = func.date(made, "unixepoch") if dialect == "sqlite" else func.date(made)
    return and_(
        Payment.value_on >= day, Payment.value_on <= Promise.last_value_on, Payment.returned_on.is_(None)
    )


def _rival() -> ColumnElement[bool]:
    other = aliased(Promise)
    return exists().where(
        other.account_id == Promise.account_id,
        other.currency == Promise.currency,
        other.state == "open",
        other.undone_by.is_(None),
        other.id != Promise.id,
    )


def _to_judge(also_of: int | None) -> ColumnElement[bool]:
    again = exists().where(
        Payment.account_id == Promise.account_id,
        or_(Payment.recorded_on >= Promise.state_on, Payment.returned_on >= Promise.state_on),
    )
    return or_(
        Promise.state == "open", and_(Promise.state.in_(JUDGED), or_(again, Promise.account_id == also_of))
    )
