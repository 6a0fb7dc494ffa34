"""Key figures of what people did, from journal entries alone, each with the ids of its entries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from fractions import Fraction

import pytz
from sqlalchemy import select
from sqlalchemy.orm import Session

from collectdesk.desk.local_time import at_local, the_zone
from collectdesk.desk.portfolio import Part
from collectdesk.models import Account, Desk, Journal, Party, Promise, Team, User
from collectdesk.money import decimals
from collectdesk.reports.kpi.commitments import FALLEN_DUE, Fallen, kept_by_count, kept_by_value, promise_rate
from collectdesk.reports.kpi.contacts import (
    attempts_per_hour,
    average_handle_time,
    contacts_per_hour,
    rpc_per_contact,
    rpc_rate,
)
from collectdesk.reports.kpi.result import Basis, Kpi
from collectdesk.reports.shift import Entry, parse_facts

_DISPUTES = frozenset({"dispute", "decided"})
"""Facts of entries that opened or decided a dispute."""
Hours = Callable[[frozenset[int]], Fraction | None]
"""Productive hours of some people (user ids) in the period, None where nobody recorded them."""


def no_hours(_people: frozenset[int]) -> Fraction | None:
    """Nobody recorded hours: figures by the hour are not available."""
    return None


@dataclass(frozen=True, slots=True)
class Period:
    """Days of the desk, both included, as instants in UTC: `start_at` up to but not including `end_at`."""

    start: date
    end: date
    start_at: datetime
    end_at: datetime

    @property
    def days(self) -> int:
        """How many days."""
        return (self.end - self.start).days + 1


def period_of(session: Session, start: date, end: date) -> Period:
    """Days of the desk as a period."""
    zone = session.scalar(select(Desk.zone).where(Desk.id == 1)) or "UTC"
    after = end + timedelta(days=1)
    return Period(
        start,
        end,
        at_local(datetime.combine(start, time()), zone),
        at_local(datetime.combine(after, time()), zone),
    )


@dataclass(frozen=True, slots=True)
class Done:
    """The calls, promises and disputes of a period that were not undone, and who did them for whom.

    `disputes` are entries that opened or decided one.
    """

    period: Period
    calls: tuple[Entry, ...]
    promises: tuple[Entry, ...]
    disputes: tuple[Entry, ...] = ()


def done_in(session: Session, period: Period, part: Part) -> Done:
    """What was done in a period by the people of a part, for customers of its country. An undone act counts nowhere."""
    query = (
        select(Journal).where(Journal.at >= period.start_at, Journal.refused.is_(False)).order_by(Journal.id)
    )
    if part.user_id is not None:
        query = query.where(Journal.actor_id == part.user_id)
    if part.team_id is not None:
        query = query.where(Journal.actor_id.in_(select(User.id).where(User.team_id == part.team_id)))
    for condition in replace(part, user_id=None, team_id=None).accounts(Journal.account_id):
        query = query.where(condition)
    entries = [
        Entry(row.id, row.at, row.actor_id, row.act, row.account_id, False, parse_facts(row.facts))
        for row in session.scalars(query.where(Journal.act.not_like("import.%")))
    ]
    undone = {entry.facts["undone"] for entry in entries if entry.act == "act.undo"}
    kept = [one for one in entries if one.at < period.end_at and one.id not in undone]
    return Done(
        period,
        tuple(one for one in kept if one.act == "call.log"),
        tuple(one for one in kept if "promise" in one.facts and "promised_on" in one.facts),
        tuple(one for one in kept if not _DISPUTES.isdisjoint(one.facts)),
    )


def call_figures(done: Done, basis: Basis, hours: Hours = no_hours) -> tuple[Kpi, ...]:
    """Right party contacts by both denominators, promise rate, by the hour, and average handle time."""
    attempts = _with_flag([one for one in done.calls if one.facts.get("direction") == "out"], "A")
    contacts, right = _with_flag(done.calls, "C"), _with_flag(done.calls, "R")
    outbound_right = [one for one in right if one.facts.get("direction") == "out"]
    handled = [one for one in done.calls if one.facts.get("seconds")]
    spent = hours(frozenset(one.actor_id for one in done.calls))
    talk = sum(int(one.facts["seconds"]) for one in handled)
    flags = () if spent is not None else ("no_hours_recorded",)

    def of(*entries: Sequence[Entry]) -> Basis:
        ids = sorted({one.id for many in entries for one in many})
        return replace(basis, entries=tuple(ids), records=len(ids), rule="journal")

    return (
        rpc_rate(len(outbound_right), len(attempts), of(outbound_right, attempts)),
        rpc_per_contact(len(right), len(contacts), of(right, contacts)),
        promise_rate(len(done.promises), len(right), of(done.promises, right)),
        replace(contacts_per_hour(len(contacts), spent or 0, of(contacts)), flags=flags),
        replace(attempts_per_hour(len(attempts), spent or 0, of(attempts)), flags=flags),
        average_handle_time(talk, 0, 0, len(handled), of(handled)),
    )


def _with_flag(entries: Iterable[Entry], flag: str) -> list[Entry]:
    return [one for one in entries if flag in one.facts["flags"]]


@dataclass(frozen=True, slots=True)
class FallenDue:
    """A promise of the period: whose it is, how it stands and the entry that says so."""

    promise_id: int
    account_id: int
    user_id: int
    currency: str
    promised_on: date
    fallen: Fallen
    entry: int | None


def fallen_due(session: Session, period: Period, part: Part) -> list[FallenDue]:
    """Promises for days of the period, as their last judgement on record left them; amounts in whole units.

    A collector's promises are those that they took, whoever works the account now.
    """
    query = select(Promise).where(
        Promise.promised_on.between(period.start, period.end), Promise.undone_by.is_(None)
    )
    if part.currency is not None:
        query = query.where(Promise.currency == part.currency)
    if part.user_id is not None:
        query = query.where(Promise.user_id == part.user_id)
    if part.team_id is not None:
        query = query.where(Promise.user_id.in_(select(User.id).where(User.team_id == part.team_id)))
    query = query.where(*replace(part, user_id=None, team_id=None).accounts(Promise.account_id))
    promises = session.scalars(query.order_by(Promise.id)).all()
    if not promises:
        return []
    judged = _judgements(session, min(one.created_at for one in promises))
    found = []
    for one in promises:
        state, received, entry = judged.get(one.id, (one.state, 0, None))
        if one.state in ("withdrawn", "superseded"):
            state = one.state
        unit = 10 ** decimals(one.currency)
        fallen = Fallen(state, Fraction(one.amount_minor, unit), Fraction(received, unit))
        found.append(
            FallenDue(one.id, one.account_id, one.user_id, one.currency, one.promised_on, fallen, entry)
        )
    return found


def _judgements(session: Session, since: datetime) -> dict[int, tuple[str, int, int]]:
    """The last judgement on record of each promise: state, received minor units, id of the entry."""
    found: dict[int, tuple[str, int, int]] = {}
    rows = session.execute(
        select(Journal.id, Journal.facts)
        .where(Journal.at >= since, Journal.refused.is_(False), Journal.facts.like('%"turned":[[%'))
        .order_by(Journal.id)
    )
    for entry, facts in rows:
        for promise_id, _account, state, received in parse_facts(facts).get("turned", []):
            found[promise_id] = (state, received, entry)
    return found


def kept_figures(promises: Sequence[FallenDue], basis: Basis) -> tuple[Kpi, ...]:
    """Kept rate by count, and by value for each currency."""
    counted = [one for one in promises if one.fallen.state in FALLEN_DUE]

    def of(some: Sequence[FallenDue], currency: str | None) -> Basis:
        ids = sorted({one.entry for one in some if one.entry is not None})
        return replace(
            basis, currency=currency, entries=tuple(ids), records=len(some), rule="promises_judged"
        )

    by_currency: dict[str, list[FallenDue]] = defaultdict(list)
    for one in counted:
        by_currency[one.currency].append(one)
    return (
        kept_by_count((one.fallen for one in counted), of(counted, None)),
        *(
            kept_by_value((one.fallen for one in some), of(some, currency))
            for currency, some in sorted(by_currency.items())
        ),
    )


@dataclass(frozen=True, slots=True)
class Hour:
    """Attempts, contacts and right party contacts that began in an hour of the day."""

    hour: int
    attempts: int
    contacts: int
    right_party: int


def by_hour(session: Session, done: Done) -> tuple[tuple[Hour, ...], tuple[Hour, ...]]:
    """Calls by the hour of the desk's clock, and by the customer's where one clock is certain there."""
    zone = session.scalar(select(Desk.zone).where(Desk.id == 1)) or "UTC"
    places = _places(session, {one.account_id for one in done.calls if one.account_id is not None})
    desk: dict[int, Counter[str]] = defaultdict(Counter)
    local: dict[int, Counter[str]] = defaultdict(Counter)
    for one in done.calls:
        flags = one.facts["flags"]
        kinds = [
            kind for flag, kind in (("A", "attempts"), ("C", "contacts"), ("R", "right")) if flag in flags
        ]
        desk[one.at.astimezone(pytz.timezone(zone)).hour].update(kinds)
        there = the_zone(*places.get(one.account_id or 0, (None, None)), one.at)
        if there is not None:
            local[one.at.astimezone(pytz.timezone(there)).hour].update(kinds)
    return _hours(desk), _hours(local)


def _hours(found: Mapping[int, Counter[str]]) -> tuple[Hour, ...]:
    return tuple(Hour(h, c["attempts"], c["contacts"], c["right"]) for h, c in sorted(found.items()))


def _places(session: Session, accounts: set[int]) -> dict[int, tuple[str | None, str | None]]:
    found: dict[int, tuple[str | None, str | None]] = {}
    wanted = sorted(accounts)
    for at in range(0, len(wanted), 500):
        rows = session.execute(
            select(Account.id, Party.country, Party.stated_zone, Party.zone)
            .join(Party, Party.id == Account.party_id)
            .where(Account.id.in_(wanted[at : at + 500]))
        )
        found |= {key: (country, stated or zone) for key, country, stated, zone in rows}
    return found


def group_names(session: Session, done: Done, by: str) -> dict[int, str]:
    """The name of the group of each entry: its collector, their team, or the customer's country."""
    entries = {one.id: one for one in (*done.calls, *done.promises, *done.disputes)}
    if by in ("collector", "team"):
        people = dict(
            session.execute(
                select(User.id, User.name if by == "collector" else Team.name).join(
                    Team, Team.id == User.team_id, isouter=True
                )
            ).all()
        )
        return {key: people.get(one.actor_id) or "" for key, one in entries.items()}
    if by == "country":
        places = _places(session, {one.account_id for one in entries.values() if one.account_id is not None})
        return {key: places.get(one.account_id or 0, (None, None))[0] or "" for key, one in entries.items()}
    return {}
