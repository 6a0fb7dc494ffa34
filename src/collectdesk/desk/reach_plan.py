"""A day planned ahead: which countries may be called in which hours of the reader's day.

It speaks of the clock alone, as the reach groups know it: hours of the law or the house, holidays, hours a customer
asked for. What holds single accounts (calls already made, stops, notices still running) is left out, since it
changes with every act. Nothing is stored, so any day can be asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytz
from sqlalchemy import func, select

from collectdesk.desk.reach_key import case_of
from collectdesk.desk.views_queue import Scope
from collectdesk.desk.world import REGIONS, Region, country_of_zone, region_of
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.models import Rank, ReachGroup, User
from collectdesk.rules.case import Case
from collectdesk.rules.local import day_begins
from collectdesk.rules.question import plan_of
from collectdesk.rules.reach import Window, clock_windows
from collectdesk.rules.rulebook import RuleBook, load_rulebook
from collectdesk.store import Store

SLOT = timedelta(minutes=30)
_FIRST, _LAST = date(1970, 1, 2), date(2999, 12, 31)


@dataclass(frozen=True, slots=True)
class Stretch:
    """From one instant to another, half open, in UTC."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Slot:
    """Half an hour from `at` on: per cent of the accounts that may be called, and that may be after a lead's look.

    Accounts whose hours fill a part of it count with that part. Rounded down, but never to 0 or up to 100.
    """

    at: datetime
    share: int
    look: int


@dataclass(frozen=True, slots=True)
class Hours:
    """When some accounts may be called. All stretches are in order and lie within the day.

    `some`: at least one of them; `every`: all of them; `look`: nobody freely, but some after a lead had a look;
    `staffed`: `some` within the hours of the desk; `unstaffed`: `some` outside of them, both () without such hours.
    """

    accounts: int
    slots: tuple[Slot, ...]
    some: tuple[Stretch, ...]
    every: tuple[Stretch, ...]
    look: tuple[Stretch, ...]
    staffed: tuple[Stretch, ...]
    unstaffed: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class CountryPlan:
    """One country; `code` is None for customers whose country is not known."""

    code: str | None
    hours: Hours


@dataclass(frozen=True, slots=True)
class RegionPlan:
    """A region of the world with its countries, most accounts first."""

    region: Region
    hours: Hours
    countries: tuple[CountryPlan, ...]


@dataclass(frozen=True, slots=True)
class DeskHours:
    """House hours of businesses in the country of the desk's zone: what the desk itself may keep."""

    country: str
    zone: str
    open: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class ReachPlan:
    """A local day of `zone`, from `start` to `end` in UTC, 23 to 25 hours.

    `hours` are those of all accounts together, `nobody` the stretches in which none may be called freely, `pending`
    accounts in the list of which nothing was worked out yet; `desk` is None where its country cannot be told.
    """

    day: date
    zone: str
    start: datetime
    end: datetime
    hours: Hours
    nobody: tuple[Stretch, ...]
    regions: tuple[RegionPlan, ...]
    desk: DeskHours | None
    pending: int


@dataclass(frozen=True, slots=True)
class _Group:
    country: str | None
    accounts: int
    windows: tuple[Window, ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch in which the same accounts may be called."""

    start: datetime
    end: datetime
    free: int
    look: int


def reach_plan(store: Store, scope: Scope, day: date, zone: str, desk_zone: str) -> ReachPlan:
    """Plan a local day of `zone` for the accounts in the list of a scope.

    Raises BadInput for an unknown zone or a day that no calendar of the rules reaches.
    """
    for name in (zone, desk_zone):
        if name not in pytz.all_timezones_set:
            raise BadInput(_("{zone} is not a time zone; use one such as Asia/Kolkata").format(zone=name))
    if not _FIRST <= day <= _LAST:
        raise BadInput(_("{day} is too far away to plan; give a day such as 2026-11-30").format(day=day))
    book = load_rulebook()
    start, end = day_begins(day, zone), day_begins(day + timedelta(days=1), zone)
    counted, pending = _count(store, scope)
    groups = [
        _Group(country, accounts, tuple(clock_windows(book, case_of(key), start, end)))
        for country, key, accounts in counted
    ]
    desk = _desk_hours(book, desk_zone, start, end)
    staffed = desk.open if desk is not None else None
    by_region: dict[Region, dict[str | None, list[_Group]]] = defaultdict(lambda: defaultdict(list))
    for group in groups:
        by_region[region_of(group.country)][group.country].append(group)
    regions = tuple(
        _region(name, by_region[name], start, end, staffed) for name in REGIONS if name in by_region
    )
    pieces = _pieces(groups, start, end)
    nobody = _joined((one.start, one.end) for one in pieces if not one.free) if groups else ()
    return ReachPlan(
        day, zone, start, end, _hours(groups, start, end, staffed), nobody, regions, desk, pending
    )


def house_hours(zones: Iterable[str], start: datetime, end: datetime) -> tuple[Stretch, ...]:
    """When business is done in at least one of these zones' countries: when people there may be at their desks."""
    book, spans = load_rulebook(), []
    for zone in sorted(set(zones)):
        found = _desk_hours(book, zone, start, end)
        spans += [(one.start, one.end) for one in found.open] if found is not None else []
    merged: list[Stretch] = []
    for opens, closes in sorted(spans):
        if merged and opens <= merged[-1].end:
            last = merged.pop()
            opens, closes = last.start, max(last.end, closes)
        merged.append(Stretch(opens, closes))
    return tuple(merged)


def outside(
    some: Sequence[Stretch], others: Sequence[Stretch], start: datetime, end: datetime
) -> tuple[Stretch, ...]:
    """What of some stretches lies in none of the others, from `start` to `end`."""
    cut = tuple(
        Stretch(max(a.start, start), min(a.end, end)) for a in others if a.start < end and start < a.end
    )
    return _both(some, _rest(cut, start, end))


def _count(store: Store, scope: Scope) -> tuple[list[tuple[str | None, str, int]], int]:
    """(country, key, accounts) of each group in the list, and how many accounts have no group yet."""
    statement = (
        select(ReachGroup.country, ReachGroup.key, func.count())
        .select_from(Rank)
        .join(ReachGroup, ReachGroup.id == Rank.reach_group_id, isouter=True)
        .where(Rank.suppressed == 0)
        .group_by(ReachGroup.id, ReachGroup.country, ReachGroup.key)
        .order_by(ReachGroup.id)
    )
    if scope.user_id is not None:
        statement = statement.where(Rank.assignee_id == scope.user_id)
    if scope.team_id is not None:
        statement = statement.where(
            Rank.assignee_id.in_(select(User.id).where(User.team_id == scope.team_id))
        )
    with store.read() as session:
        rows = session.execute(statement).all()
    known = [(country, key, accounts) for country, key, accounts in rows if key is not None]
    return known, sum(accounts for _country, key, accounts in rows if key is None)


def _region(
    name: Region,
    countries: dict[str | None, list[_Group]],
    start: datetime,
    end: datetime,
    staffed: Sequence[Stretch] | None,
) -> RegionPlan:
    plans = [CountryPlan(code, _hours(groups, start, end, staffed)) for code, groups in countries.items()]
    plans.sort(key=lambda one: (-one.hours.accounts, one.code or ""))
    together = [group for groups in countries.values() for group in groups]
    return RegionPlan(name, _hours(together, start, end, staffed), tuple(plans))


def _hours(
    groups: Sequence[_Group], start: datetime, end: datetime, staffed: Sequence[Stretch] | None
) -> Hours:
    accounts = sum(group.accounts for group in groups)
    pieces = _pieces(groups, start, end)
    some = _joined((one.start, one.end) for one in pieces if one.free)
    return Hours(
        accounts=accounts,
        slots=_slots(pieces, accounts, start, end),
        some=some,
        every=_joined((one.start, one.end) for one in pieces if accounts and one.free == accounts),
        look=_joined((one.start, one.end) for one in pieces if one.look and not one.free),
        staffed=_both(some, staffed) if staffed is not None else (),
        unstaffed=_both(some, _rest(staffed, start, end)) if staffed is not None else (),
    )


def _pieces(groups: Sequence[_Group], start: datetime, end: datetime) -> list[_Piece]:
    turns: dict[datetime, list[int]] = defaultdict(lambda: [0, 0])
    for group in groups:
        for one in group.windows:
            turns[one.opens][one.review] += group.accounts
            turns[one.closes][one.review] -= group.accounts
    moments = sorted({start, end, *turns})
    found, free, look = [], 0, 0
    for at, until in pairwise(moments):
        free, look = free + turns[at][0], look + turns[at][1]
        found.append(_Piece(at, until, free, look))
    return found


def _slots(pieces: Sequence[_Piece], accounts: int, start: datetime, end: datetime) -> tuple[Slot, ...]:
    found, at = [], start
    while at < end:
        until = min(at + SLOT, end)
        whole = accounts * _seconds(until - at)
        free = look = 0
        for one in pieces:
            shared = _seconds(min(one.end, until) - max(one.start, at))
            if shared > 0:
                free, look = free + one.free * shared, look + one.look * shared
        found.append(Slot(at, _per_cent(free, whole), _per_cent(look, whole)))
        at = until
    return tuple(found)


def _seconds(span: timedelta) -> int:
    return span // timedelta(seconds=1)


def _per_cent(part: int, whole: int) -> int:
    return max(1, 100 * part // whole) if part else 0


def _joined(spans: Iterable[tuple[datetime, datetime]]) -> tuple[Stretch, ...]:
    found: list[Stretch] = []
    for start, end in spans:
        if found and found[-1].end == start:
            start = found.pop().start
        found.append(Stretch(start, end))
    return tuple(found)


def _both(one: Sequence[Stretch], other: Sequence[Stretch]) -> tuple[Stretch, ...]:
    return tuple(
        Stretch(max(a.start, b.start), min(a.end, b.end))
        for a in one
        for b in other
        if max(a.start, b.start) < min(a.end, b.end)
    )


def _rest(stretches: Sequence[Stretch], start: datetime, end: datetime) -> tuple[Stretch, ...]:
    edges = [start, *(edge for one in stretches for edge in (one.start, one.end)), end]
    return tuple(Stretch(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b)


def _desk_hours(book: RuleBook, zone: str, start: datetime, end: datetime) -> DeskHours | None:
    country = country_of_zone(zone)
    if country is None:
        return None
    opening = plan_of(book, Case(country=country, zones=(zone,), party_type="business")).house.opening
    at, spans = start.astimezone(UTC), []
    while at < end:
        inside, _doubtful, until = opening.state(at, zone)
        until = min(until, end)
        if inside:
            spans.append((at, until))
        at = until
    return DeskHours(country, zone, _joined(spans))
