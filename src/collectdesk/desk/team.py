"""The team as its lead sees it now: who is at work and how far, what is stuck, and hours that nobody covers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytz
from sqlalchemy import BigInteger, and_, case, cast, func, select
from sqlalchemy.orm import Session

from collectdesk.desk.act import Actor
from collectdesk.desk.dossier import desk_day
from collectdesk.desk.kpi_journal import FallenDue, Period, fallen_due, kept_figures, period_of
from collectdesk.desk.plans.approvals import AskedApproval, approvals
from collectdesk.desk.portfolio import EVERYTHING
from collectdesk.desk.reach_plan import ReachPlan, Stretch, house_hours, outside, reach_plan
from collectdesk.desk.rights import Right, Role
from collectdesk.desk.views_queue import Scope
from collectdesk.desk.world import Region
from collectdesk.faults import Refused
from collectdesk.i18n import _
from collectdesk.models import (
    Account,
    Approval,
    Desk,
    Journal,
    NextAction,
    Party,
    Payment,
    Rank,
    ReachGroup,
    Team,
    User,
)
from collectdesk.money import Money
from collectdesk.reports.kpi.result import Basis, Kpi
from collectdesk.reports.shift import NO_WORK, Entry, parse_facts, shift_report, undone_by
from collectdesk.store import Store

AT_WORK = timedelta(minutes=30)
"""Who did something so recently is at work: nobody clocks in or out of the book."""
KEPT_DAYS = 90
_BY_ITSELF = ("book.set_up", "day.turned", *sorted(NO_WORK - {"act.undo"}))


@dataclass(frozen=True, slots=True)
class Progress:
    """Today of a collector, or for a country's customers, against today's list.

    `planned` are the accounts of the list that can be worked today, `worked` those of them with an act today and any
    others that were worked; amounts by currency, never added up. `entries` are the journal entries behind it.
    """

    planned: int
    worked: int
    attempts: int
    contacts: int
    right_party: int
    promises: int
    promised: tuple[Money, ...]
    paid: tuple[Money, ...]
    entries: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works accounts. `last_act` is the code of their last act today; None and None before the first.

    Stuck are `late_steps` (next actions of an earlier day that are still open) and `waiting` requests for approval.
    `kept` is the kept rate by count of their promises of the last `KEPT_DAYS` days.
    """

    user_id: int
    name: str
    team: str
    zone: str
    at_work: bool
    last_at: datetime | None
    last_act: str | None
    today: Progress
    late_steps: int
    waiting: int
    kept: Kpi

    @property
    def stuck(self) -> int:
        """How much of their work goes on only when somebody looks at it."""
        return self.late_steps + self.waiting


@dataclass(frozen=True, slots=True)
class CountryToday:
    """One country of customers, None where it is not known."""

    country: str | None
    today: Progress


@dataclass(frozen=True, slots=True)
class Cover:
    """A region: when its customers may be called, and in which of those hours ahead nobody of the team is at a desk."""

    region: Region
    accounts: int
    some: tuple[Stretch, ...]
    uncovered: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class TeamPage:
    """What the screen of the team shows. `there` are house hours of businesses where the people are, today.

    `refused` counts what the gate and the acts refused today, by rule. `unassigned` accounts of the list are nobody's.
    """

    at: datetime
    day: date
    people: tuple[Colleague, ...]
    countries: tuple[CountryToday, ...]
    plan: ReachPlan
    there: tuple[Stretch, ...]
    cover: tuple[Cover, ...]
    approvals: tuple[AskedApproval, ...]
    refused: tuple[tuple[str, int], ...]
    unassigned: int

    @property
    def planned(self) -> int:
        """Of all people together."""
        return sum(one.today.planned for one in self.people)

    @property
    def worked(self) -> int:
        """Of all people together."""
        return sum(one.today.worked for one in self.people)


def team_page(store: Store, actor: Actor, now: datetime, zone: str) -> TeamPage:
    """The team now, hours by the clock of `zone`. Refused for who may not see everybody's work."""
    if not actor.may(Right.SEE_ALL):
        raise Refused(_("you may see your own work only; ask your team lead"))
    with store.read() as session:
        day = desk_day(session, now)
        period = period_of(session, day, day)
        entries, refused = _today(session, period)
        desk_zone = session.scalar(select(Desk.zone).where(Desk.id == 1)) or "UTC"
        people = _people(session, now, period, entries, desk_zone)
        countries = _countries(session, now, period, entries)
        unassigned = _open_by(session, now, Rank.assignee_id).get(0, 0)
    local = now.astimezone(pytz.timezone(zone)).date()
    plan = reach_plan(store, Scope.everyone(), local, zone, desk_zone)
    there = house_hours({one.zone for one in people}, plan.start, plan.end)
    since = min(max(now, plan.start), plan.end)
    cover = tuple(
        Cover(one.region, one.hours.accounts, one.hours.some, outside(one.hours.some, there, since, plan.end))
        for one in plan.regions
    )
    waiting = tuple(one for one in approvals(store, actor) if one.may)
    return TeamPage(now, day, people, countries, plan, there, cover, waiting, refused, unassigned)


def _today(session: Session, period: Period) -> tuple[list[Entry], tuple[tuple[str, int], ...]]:
    """The entries of the day that count, and what was refused by rule, most frequent first."""
    rows = session.scalars(
        select(Journal)
        .where(
            Journal.at >= period.start_at, Journal.act.not_like("import.%"), Journal.act.not_in(_BY_ITSELF)
        )
        .order_by(Journal.id)
    )
    found = [
        Entry(row.id, row.at, row.actor_id, row.act, row.account_id, row.refused, parse_facts(row.facts))
        for row in rows
    ]
    undone = undone_by(found)
    kept = [one for one in found if period.start_at <= one.at < period.end_at and one.id not in undone]
    rules = Counter(str(one.facts.get("rule") or one.act) for one in kept if one.refused)
    return [one for one in kept if not one.refused], tuple(rules.most_common())


def _people(
    session: Session, now: datetime, period: Period, entries: Sequence[Entry], desk_zone: str
) -> tuple[Colleague, ...]:
    rows = session.execute(
        select(User, Team.name)
        .outerjoin(Team, Team.id == User.team_id)
        .where(User.active)
        .order_by(User.name)
    ).all()
    own: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        own[entry.actor_id].append(entry)
    listed, done = _open_by(session, now, Rank.assignee_id), _open_among(session, now, entries)
    paid = _paid_by(session, period.start, Account.assignee_id)
    late, waiting = _late_steps(session, period), _asked(session)
    kept: dict[int, list[FallenDue]] = defaultdict(list)
    first = period.start - timedelta(days=KEPT_DAYS)
    before = period_of(session, first, period.start - timedelta(days=1))
    for one in fallen_due(session, before, EVERYTHING):
        kept[one.user_id].append(one)
    basis = Basis(as_of=period.start, start=before.start, end=before.end)
    found = []
    for user, team in rows:
        if Role.COLLECTOR not in user.roles.split() and not (listed.get(user.id) or own[user.id]):
            continue
        last = own[user.id][-1] if own[user.id] else None
        again = {key for key in _accounts(own[user.id]) if done.get(key) == user.id}
        found.append(
            Colleague(
                user.id, user.name, team or "", user.zone or desk_zone,
                last is not None and now - last.at <= AT_WORK,
                last.at if last else None, last.act if last else None,
                _progress(own[user.id], period, listed.get(user.id, 0) - len(again), paid.get(user.id, ())),
                late.get(user.id, 0), waiting.get(user.id, 0), kept_figures(kept[user.id], basis)[0],
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda one: (not one.at_work, one.last_at is None, one.name)))


def _countries(
    session: Session, now: datetime, period: Period, entries: Sequence[Entry]
) -> tuple[CountryToday, ...]:
    listed: dict[str | None, int] = Counter()
    codes = dict(session.execute(select(ReachGroup.id, ReachGroup.country)).all())
    for group, count in _open_by(session, now, Rank.reach_group_id).items():
        listed[codes.get(group)] += count
    where = _country_of(session, _accounts(entries))
    still = _open_among(session, now, entries)
    again = Counter(where.get(key) for key in still)
    own: dict[str | None, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.account_id is not None:
            own[where.get(entry.account_id)].append(entry)
    paid = _paid_by(session, period.start, Party.country)
    found = [
        CountryToday(
            code,
            _progress(own[code], period, max(0, listed.get(code, 0) - again[code]), paid.get(code, ())),
        )
        for code in {*listed, *own, *paid}
    ]
    return tuple(sorted(found, key=lambda one: (-one.today.planned, one.country or "")))


def _progress(own: Sequence[Entry], period: Period, rest: int, paid: Iterable[Money]) -> Progress:
    """`rest` are the accounts of the list that were not worked yet."""
    figures = shift_report(own, period.start_at, period.end_at, "").figures
    counts = {name: int(one.value) for name, one in figures.items() if isinstance(one.value, int)}
    promised = tuple(one.value for one in figures.values() if isinstance(one.value, Money))
    return Progress(
        rest + counts["accounts_worked"], counts["accounts_worked"], counts["attempts"], counts["contacts"],
        counts["right_party_contacts"], counts["promises"], promised, tuple(paid), tuple(one.id for one in own),
    )  # fmt: skip


def _accounts(entries: Iterable[Entry]) -> set[int]:
    return {one.account_id for one in entries if one.account_id is not None and one.act != "act.undo"}


def _workable(now: datetime) -> tuple[Any, ...]:
    """In the list, and not waiting for a later next action."""
    waits = and_(Rank.held_reason.is_not(None), Rank.held_until > now)
    return Rank.suppressed == 0, case((waits, 1), else_=0) == 0


def _open_by(session: Session, now: datetime, key: Any) -> dict[int, int]:
    query = select(key, func.count()).where(*_workable(now)).group_by(key)
    return dict(session.execute(query).all())


def _open_among(session: Session, now: datetime, entries: Sequence[Entry]) -> dict[int, int]:
    """Of the accounts that were worked, those still in the list, each with its collector."""
    wanted = sorted(_accounts(entries))
    found: dict[int, int] = {}
    for at in range(0, len(wanted), 500):
        query = select(Rank.account_id, Rank.assignee_id).where(
            *_workable(now), Rank.account_id.in_(wanted[at : at + 500])
        )
        found |= dict(session.execute(query).all())
    return found


def _country_of(session: Session, accounts: set[int]) -> dict[int, str | None]:
    wanted = sorted(accounts)
    found: dict[int, str | None] = {}
    for at in range(0, len(wanted), 500):
        query = (
            select(Account.id, Party.country)
            .join(Party, Party.id == Account.party_id)
            .where(Account.id.in_(wanted[at : at + 500]))
        )
        found |= dict(session.execute(query).all())
    return found


def _paid_by(session: Session, day: date, key: Any) -> dict[Any, tuple[Money, ...]]:
    """Money of a value date on accounts, by collector or country, each currency by itself."""
    rows = session.execute(
        select(key, Payment.currency, cast(func.sum(Payment.minor), BigInteger))
        .join_from(Payment, Account, Account.id == Payment.account_id)
        .join(Party, Party.id == Account.party_id)
        .where(Payment.value_on == day, Payment.returned_on.is_(None))
        .group_by(key, Payment.currency)
        .order_by(Payment.currency)
    )
    found: dict[Any, tuple[Money, ...]] = defaultdict(tuple)
    for whose, currency, minor in rows:
        found[whose] += (Money(int(minor), currency),)
    return found


def _late_steps(session: Session, period: Period) -> dict[int | None, int]:
    query = (
        select(NextAction.assignee_id, func.count())
        .where(
            NextAction.state == "open", NextAction.due_at < period.start_at, NextAction.undone_by.is_(None)
        )
        .group_by(NextAction.assignee_id)
    )
    return dict(session.execute(query).all())


def _asked(session: Session) -> dict[int, int]:
    query = (
        select(Approval.asked_by, func.count()).where(Approval.state == "open").group_by(Approval.asked_by)
    )
    return dict(session.execute(query).all())
