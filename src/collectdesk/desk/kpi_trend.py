"""How figures moved: ageing week by week from kept balances, and what was promised beside what came in."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, cast, func, select
from sqlalchemy.orm import Session

from collectdesk.desk.ageing_as_of import ageing_as_of
from collectdesk.desk.dossier import desk_day
from collectdesk.desk.portfolio import Part
from collectdesk.models import Account, Desk, Payment, Promise
from collectdesk.money import Money


@dataclass(frozen=True, slots=True)
class AgePoint:
    """What was open in a currency at the end of a week's last day, by bucket, in minor units."""

    on: date
    currency: str
    minor: dict[str, int]


@dataclass(frozen=True, slots=True)
class WeekOfMoney:
    """Promised for days of a week, and received by value date in it (returned money is not), in one currency."""

    week_on: date
    promised: Money
    received: Money


def week_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def ageing_trend(session: Session, now: datetime, end: date, weeks: int, part: Part) -> tuple[AgePoint, ...]:
    """The ends of the last weeks up to `end`, oldest first. Days before balances were kept are left out.

    One statement over the book a week.
    """
    today = desk_day(session, now)
    kept_from = session.scalar(select(Desk.balances_from).where(Desk.id == 1)) or today
    days = [end - timedelta(days=7 * back) for back in reversed(range(weeks))]
    points = []
    for day in (day for day in days if kept_from <= day <= today):
        found = ageing_as_of(session, now, day, part=part)
        points += [
            AgePoint(day, currency, {key: group.cells[key].minor for key in found.columns})
            for currency, group in sorted(found.currencies.items())
        ]
    return tuple(points)


def money_by_week(session: Session, end: date, weeks: int, part: Part) -> tuple[WeekOfMoney, ...]:
    """Promised beside received, by week and currency, oldest first; withdrawn and superseded promises are left out."""
    first = week_of(end) - timedelta(days=7 * (weeks - 1))
    last = week_of(end) + timedelta(days=6)
    promised = _by_week(
        session,
        select(Promise.currency, Promise.promised_on, cast(func.sum(Promise.amount_minor), BigInteger))
        .where(
            Promise.promised_on.between(first, last), Promise.undone_by.is_(None),
            Promise.state.not_in(("withdrawn", "superseded")), *part.accounts(Promise.account_id),
        )
        .group_by(Promise.currency, Promise.promised_on),
    )  # fmt: skip
    received = _by_week(
        session,
        select(Payment.currency, Payment.value_on, cast(func.sum(Payment.minor), BigInteger))
        .join(Account, Account.id == Payment.account_id)
        .where(
            Payment.value_on.between(first, last), Payment.returned_on.is_(None),
            *part.accounts(Payment.account_id),
        )
        .group_by(Payment.currency, Payment.value_on),
    )  # fmt: skip
    found = []
    for currency in sorted({key[0] for key in (*promised, *received)}):
        if part.currency in (None, currency):
            for back in reversed(range(weeks)):
                week = week_of(end) - timedelta(days=7 * back)
                key = (currency, week)
                found.append(
                    WeekOfMoney(week, Money(promised[key], currency), Money(received[key], currency))
                )
    return tuple(found)


def _by_week(session: Session, query: Any) -> dict[tuple[str, date], int]:
    found: dict[tuple[str, date], int] = defaultdict(int)
    for currency, day, minor in session.execute(query):
        found[currency, week_of(day)] += int(minor)
    return found
