"""The accounts that a figure of the book follows from, the largest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import BigInteger, cast, func, select
from sqlalchemy.orm import Session

from collectdesk.desk.kpi_journal import period_of
from collectdesk.desk.portfolio import Part, open_on
from collectdesk.models import Account, Allocation, OpenItem, Party, Payment
from collectdesk.money import Money
from collectdesk.reports.kpi.result import Kpi

SHOWN = 200


@dataclass(frozen=True, slots=True)
class AccountBehind:
    """An account with what of it counts: the open, overdue or posted amount that the figure's rule reads."""

    account_id: int
    number: str
    customer: str
    amount: Money


def accounts_behind(
    session: Session, figure: Kpi, part: Part, limit: int = SHOWN
) -> tuple[int, Sequence[AccountBehind]]:
    """How many accounts a figure of the book is of, and the largest of them.

    By its rule: open at the end, overdue at the start, settled in the period, or paid by value date in it. None for a
    figure of the journal, whose entries are in its basis, and for one without currency.
    """
    basis = figure.basis
    if basis.currency is None or basis.end is None or basis.start is None:
        return 0, ()
    own = replace(part, currency=basis.currency)
    query = _by_account(session, basis.rule, basis.start, basis.as_of or basis.end, own)
    if query is None:
        return 0, ()
    found = query.subquery("behind").c
    count = session.scalar(select(func.count()).select_from(query.subquery("behind"))) or 0
    rows = session.execute(
        select(found.account_id, Account.number, Party.name, found.minor)
        .join(Account, Account.id == found.account_id)
        .join(Party, Party.id == Account.party_id)
        .order_by(func.abs(found.minor).desc(), found.account_id)
        .limit(limit)
    )
    return count, tuple(
        AccountBehind(key, number, name, Money(int(minor), basis.currency))
        for key, number, name, minor in rows
    )


def _by_account(session: Session, rule: str, start: date, end: date, part: Part) -> Any:
    before = start - timedelta(days=1)
    if rule == "balances_at_end":
        return _summed(open_on(end, part))
    if rule == "overdue_at_start":
        then = open_on(before, part)
        return _summed(then, then.c.open_minor > 0, then.c.due_on < before)
    period = period_of(session, start, end)
    paid = (
        select(OpenItem.account_id, cast(func.sum(Allocation.minor), BigInteger).label("minor"))
        .join_from(Allocation, OpenItem, OpenItem.id == Allocation.open_item_id)
        .where(*part.items())
        .group_by(OpenItem.account_id)
    )
    if rule == "allocations_of_period":
        return paid.where(
            Allocation.kind == "payment", Allocation.at >= period.start_at, Allocation.at < period.end_at
        )
    if rule == "payments_of_period":
        return paid.join(Payment, Payment.id == Allocation.payment_id).where(
            Payment.value_on.between(start, end), Allocation.kind.in_(("payment", "cleared"))
        )
    return None


def _summed(then: Any, *conditions: Any) -> Any:
    total = cast(func.sum(then.c.open_minor), BigInteger).label("minor")
    return select(then.c.account_id, total).where(*conditions).group_by(then.c.account_id)
