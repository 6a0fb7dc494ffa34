"""The figures that a team lead looks at: of a period, for a part of the book, told apart by one dimension."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import BigInteger, cast, func, select
from sqlalchemy.orm import Session

from collectdesk.desk.act import Actor
from collectdesk.desk.ageing_as_of import AgedGroup, ageing_as_of
from collectdesk.desk.dossier import desk_day
from collectdesk.desk.kpi_disputes import dispute_figures
from collectdesk.desk.kpi_journal import (
    Done,
    FallenDue,
    Hour,
    Hours,
    Period,
    by_hour,
    call_figures,
    done_in,
    fallen_due,
    group_names,
    kept_figures,
    no_hours,
    period_of,
)
from collectdesk.desk.kpi_portfolio import age_shares, portfolio_figures, rolled
from collectdesk.desk.kpi_trend import AgePoint, WeekOfMoney, ageing_trend, money_by_week
from collectdesk.desk.portfolio import DIMENSIONS, EVERYTHING, Dimension, Part, open_on
from collectdesk.desk.rights import Right
from collectdesk.faults import BadInput, Refused
from collectdesk.i18n import _
from collectdesk.models import Account, Offer, Party, Payment, Team, User
from collectdesk.money import decimals
from collectdesk.reports.kpi.buckets import load_buckets
from collectdesk.reports.kpi.collecting import RollMatrix
from collectdesk.reports.kpi.commitments import Progress, progress
from collectdesk.reports.kpi.result import Basis, Kpi

WEEKS = 13


@dataclass(frozen=True, slots=True)
class KpiGroup:
    """The figures of one group of the dimension; `label` is "" for what belongs to none."""

    label: str
    figures: tuple[Kpi, ...]


@dataclass(frozen=True, slots=True)
class KpiPage:
    """What the screen of figures shows.

    `figures` are of the whole part, `groups` of its groups: what people did, and how old what is open is. `ageing` and
    `money` are by week, `hours` by the desk's clock, `local_hours` by the customer's.
    """

    start: date
    end: date
    as_of: date
    by: Dimension | None
    filter: str
    figures: tuple[Kpi, ...]
    groups: tuple[KpiGroup, ...]
    rolled: dict[str, RollMatrix]
    progress: dict[str, Progress]
    ageing: tuple[AgePoint, ...]
    money: tuple[WeekOfMoney, ...]
    hours: tuple[Hour, ...]
    local_hours: tuple[Hour, ...]


def kpi_page(
    session: Session,
    period: tuple[date, date],
    by: Dimension | None,
    filter: Part,  # noqa: A002 - what it is called on screen
    now: datetime,
    *,
    hours: Hours = no_hours,
    weeks: int = WEEKS,
) -> KpiPage:
    """All figures of a period of days of the desk. BadInput for a period that is none or begins ahead of today.

    Figures by the hour need the productive hours that `hours` knows; without them they are not available. `weeks` are
    those of the trend, 0 for none: each is a statement over the book.
    """
    start, end = period
    today = desk_day(session, now)
    _check(start, end, today, by)
    days = period_of(session, start, end)
    said = filter.said(session)
    basis = Basis(as_of=min(end, today), start=start, end=end, filter=said)
    done = done_in(session, days, filter)
    due = fallen_due(session, days, filter)
    figures = (
        *call_figures(done, basis, hours),
        *kept_figures(due, basis),
        *dispute_figures(done, basis, filter.currency),
        *portfolio_figures(session, now, days, filter, basis),
    )
    desk_hours, local_hours = by_hour(session, done)
    return KpiPage(
        start, end, min(end, today), by, said, figures,
        () if by is None else _groups(session, now, days, by, filter, basis, done, due, hours),
        rolled(session, days, filter, basis),
        todays_progress(session, now, filter) if start <= today <= end else {},
        ageing_trend(session, now, min(end, today), weeks, filter),
        money_by_week(session, end, weeks, filter) if weeks else (),
        desk_hours, local_hours,
    )  # fmt: skip


def part_seen_by(actor: Actor, part: Part) -> Part:
    """The part, for who may see it: a collector without the right to see all gets their own. Refused for another's."""
    if actor.may(Right.SEE_ALL):
        return part
    if part.user_id not in (None, actor.id) or part.team_id is not None:
        raise Refused(_("you may see your own figures only; ask your team lead"))
    return replace(part, user_id=actor.id)


def _check(start: date, end: date, today: date, by: str | None) -> None:
    if start > end:
        raise BadInput(
            _("the period ends on {end}, before it begins on {start}; turn the days round").format(
                start=start.isoformat(), end=end.isoformat()
            )
        )
    if start > today:
        raise BadInput(
            _("the period begins on {start}, which is ahead of today; give a day of the past").format(
                start=start.isoformat()
            )
        )
    if by is not None and by not in DIMENSIONS:
        raise BadInput(
            _("figures are not told apart by {name}; use one of {all}").format(
                name=by, all=", ".join(DIMENSIONS)
            )
        )


def _groups(
    session: Session, now: datetime, period: Period, by: Dimension, part: Part, basis: Basis, done: Done,
    due: list[FallenDue], hours: Hours,
) -> tuple[KpiGroup, ...]:  # fmt: skip
    """What people did by group, from the same entries; how old what is open is, from one ageing by group."""
    buckets = load_buckets()
    names = group_names(session, done, by)
    promises = _promise_groups(session, due, by)
    aged: dict[str, list[AgedGroup]] = defaultdict(list)
    for group in ageing_as_of(
        session, now, min(period.end, basis.as_of or period.end), by=by, part=part
    ).groups:
        aged[group.currency if by == "currency" else group.label].append(group)
    found = []
    for label in sorted({*names.values(), *promises, *aged}, key=lambda name: (not name, name)):
        said = ", ".join(word for word in (basis.filter, f"{by} {label}".strip()) if word)
        of = replace(basis, filter=said)
        own = Done(
            period,
            tuple(one for one in done.calls if names.get(one.id) == label),
            tuple(one for one in done.promises if names.get(one.id) == label),
            tuple(one for one in done.disputes if names.get(one.id) == label),
        )
        shares = tuple(
            share
            for group in aged[label]
            for share in age_shares(
                group,
                buckets,
                replace(of, currency=group.currency, records=group.total.items, rule="balances_at_end"),
            )
        )
        acted = (
            *call_figures(own, of, hours),
            *kept_figures(promises.get(label, []), of),
            *dispute_figures(own, of, part.currency),
        )
        found.append(KpiGroup(label, (*(acted if by in ("collector", "team", "country") else ()), *shares)))
    return tuple(found)


def _promise_groups(session: Session, due: list[FallenDue], by: Dimension) -> dict[str, list[FallenDue]]:
    found: dict[str, list[FallenDue]] = defaultdict(list)
    if by in ("collector", "team"):
        name = User.name if by == "collector" else Team.name
        people = dict(
            session.execute(select(User.id, name).join(Team, Team.id == User.team_id, isouter=True)).all()
        )
        for one in due:
            found[people.get(one.user_id) or ""].append(one)
    elif by == "country":
        ids = sorted({one.account_id for one in due})
        countries: dict[int, str | None] = {}
        for at in range(0, len(ids), 500):
            rows = session.execute(
                select(Account.id, Party.country)
                .join(Party, Party.id == Account.party_id)
                .where(Account.id.in_(ids[at : at + 500]))
            )
            countries |= dict(rows.all())
        for one in due:
            found[countries.get(one.account_id) or ""].append(one)
    return found


def todays_progress(session: Session, now: datetime, part: Part = EVERYTHING) -> dict[str, Progress]:
    """Promised and paid today against what the accounts of today's list owed as the day began, by currency.

    Today's list are the accounts that were offered to a collector today (`offer`); worked are those of them with a
    call or a promise since. Paid is money of today's value date on them.
    """
    today = desk_day(session, now)
    day = period_of(session, today, today)
    query = select(Offer.account_id).where(Offer.at >= day.start_at, Offer.at < day.end_at)
    listed = set(session.scalars(query.where(*part.accounts(Offer.account_id))))
    if not listed:
        return {}
    done = done_in(session, day, part)
    promised: dict[str, Fraction] = defaultdict(Fraction)
    promises = [one for one in done.promises if one.account_id in listed]
    for one in promises:
        currency, minor = one.facts["amount"]
        promised[currency] += Fraction(minor, 10 ** decimals(currency))
    worked = {one.account_id for one in (*done.calls, *done.promises)} & listed
    offered = select(Offer.account_id).where(Offer.at >= day.start_at, Offer.at < day.end_at)
    overdue = _overdue_by_currency(session, open_on(today - timedelta(days=1), part), offered, today)
    paid = _paid_today(session, offered, today, part)
    basis = Basis(
        as_of=today, start=today, end=today, filter=part.said(session), records=len(listed),
        entries=tuple(one.id for one in promises), rule="offered_today",
    )  # fmt: skip
    return {
        currency: progress(
            promised[currency], paid.get(currency, 0), amount, len(worked), len(listed),
            replace(basis, currency=currency),
        )
        for currency, amount in sorted(overdue.items())
    }  # fmt: skip


def _overdue_by_currency(session: Session, items: Any, accounts: Any, day: date) -> dict[str, Fraction]:
    rows = session.execute(
        select(items.c.currency, cast(func.sum(items.c.open_minor), BigInteger))
        .where(items.c.open_minor > 0, items.c.due_on < day, items.c.account_id.in_(accounts))
        .group_by(items.c.currency)
    )
    return {currency: Fraction(int(minor), 10 ** decimals(currency)) for currency, minor in rows}


def _paid_today(session: Session, accounts: Any, day: date, part: Part) -> dict[str, Fraction]:
    rows = session.execute(
        select(Payment.currency, cast(func.sum(Payment.minor), BigInteger))
        .where(
            Payment.value_on == day, Payment.returned_on.is_(None), Payment.account_id.in_(accounts),
            *part.accounts(Payment.account_id),
        )
        .group_by(Payment.currency)
    )  # fmt: skip
    return {currency: Fraction(int(minor), 10 ** decimals(currency)) for currency, minor in rows}
