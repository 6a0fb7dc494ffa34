"""One question to the gate: the case, the moment, and the rules that bear on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, lru_cache
from typing import Generic, TypeVar

from collectdesk.rules.case import Attempt, Case
from collectdesk.rules.days_off import days_off
from collectdesk.rules.local import apart, day_begins, local_day, reading
from collectdesk.rules.opening import Opening
from collectdesk.rules.record import (
    Cap,
    Channel,
    ChannelRule,
    CoolDown,
    Gate,
    Hours,
    Limitation,
    NoHours,
    Prohibition,
    Record,
    Rule,
    Say,
    Scope,
    Spacing,
    Stop,
    ThirdParty,
)
from collectdesk.rules.rulebook import RuleBook, house_rule
from collectdesk.rules.verdict import HOUSE, UNSURE, Cited, Finding, Outcome

R = TypeVar("R", bound=Rule)
R_co = TypeVar("R_co", bound=Rule, covariant=True)


@dataclass(frozen=True, slots=True)
class Bound(Generic[R_co]):
    """A rule of a record that bears on a case, as far as that does not depend on the day.

    `always` says that it does not depend on the day, nor on the amount.
    """

    rule: R_co
    cited: Cited
    always: bool


@dataclass(frozen=True, slots=True)
class Clock:
    """An hours rule with its opening hours worked out."""

    bound: Bound[Hours]
    opening: Opening


@dataclass(frozen=True, slots=True)
class Plan:
    """The rules that bear on cases of one kind.

    `house` are the house hours. `hours_spoken` says that the law of the place speaks about hours at all, be it for
    others; `known` that there is a record for the country. `calendar` names the customer's public holidays. `edges`
    are days on which a rule begins or has ended.
    """

    stops: tuple[Bound[Stop], ...]
    prohibitions: tuple[Bound[Prohibition], ...]
    gates: tuple[Bound[Gate], ...]
    channels: tuple[Bound[ChannelRule], ...]
    hours: tuple[Clock, ...]
    no_hours: tuple[Bound[NoHours], ...]
    caps: tuple[Bound[Cap], ...]
    spacings: tuple[Bound[Spacing], ...]
    cool_downs: tuple[Bound[CoolDown], ...]
    limitations: tuple[Bound[Limitation], ...]
    third_parties: tuple[Bound[ThirdParty], ...]
    says: tuple[Bound[Say], ...]
    house: Clock
    hours_spoken: bool
    known: bool
    calendar: str | None
    edges: tuple[date, ...]


def covers(scope: Scope, case: Case, day: date) -> bool:
    """Whether a rule's scope covers the amount and age of the debt on a day; what is not known is covered.

    Only a rule for debts from so many days past due on asks for that to be known: the rule for younger ones, which
    is stricter, covers the unknown.
    """
    if (
        scope.amount_max is not None
        and case.amount is not None
        and case.currency == scope.currency
        and case.amount > scope.amount_max
    ):
        return False
    if (
        scope.incurred_from is not None
        and case.incurred_on is not None
        and case.incurred_on < scope.incurred_from
    ):
        return False
    if case.due_on is None:
        return scope.days_past_due_min is None
    late = (day - case.due_on).days
    low, high = scope.days_past_due_min, scope.days_past_due_max
    return (low is None or late >= low) and (high is None or late <= high)


def _kind_covered(scope: Scope, case: Case) -> bool:
    return (
        (not scope.collector or case.collector is None or case.collector in scope.collector)
        and (not scope.party_type or case.party_type is None or case.party_type in scope.party_type)
        and (not scope.debt_type or case.debt_type is None or case.debt_type in scope.debt_type)
    )


def speaks_of(channels: Iterable[Channel], channel: Channel) -> bool:
    """Whether these channels take in that one; calls take in voicemail, none named takes in all."""
    listed = tuple(channels)
    return not listed or channel in listed or (channel == "voicemail" and "call" in listed)


def _bearing(rules: Iterable[R], record: Record, kind: Case) -> Iterator[Bound[R]]:
    for rule in rules:
        if (
            rule.force != "draft"
            and _kind_covered(rule.applies, kind)
            and speaks_of(rule.channels, kind.channel)
            and (not rule.places or kind.place in rule.places)
        ):
            always = rule.effective_from is None and rule.effective_to is None and not _limited(rule.applies)
            yield Bound(rule, Cited.of(rule, record.code, record.jurisdiction.read_on), always)


def _limited(scope: Scope) -> bool:
    limits = (scope.amount_max, scope.incurred_from, scope.days_past_due_min, scope.days_past_due_max)
    return any(limit is not None for limit in limits)


_BOOKS: dict[str, RuleBook] = {}


@lru_cache(maxsize=8192)
def _plan(version: str, kind: Case) -> Plan:
    book = _BOOKS[version]
    chain = book.chain(kind.country, kind.regions)
    records = (*chain, book.house)
    calendar = _calendar(kind)
    clocks = tuple(
        Clock(one, Opening.of(one.rule, days_off(one.rule, record, calendar)))
        for record in records
        for one in _bearing(record.hours, record, kind)
    )
    house = house_rule(book, kind.country, kind.party_type)
    third_parties = tuple(one for record in chain for one in _bearing(record.third_party, record, kind))
    law_stops = {one.rule.trigger for record in chain for one in _bearing(record.stop, record, kind)}
    house_stops = (
        one for one in _bearing(book.house.stop, book.house, kind) if one.rule.trigger not in law_stops
    )
    return Plan(
        stops=(*(one for record in chain for one in _bearing(record.stop, record, kind)), *house_stops),
        prohibitions=tuple(one for record in records for one in _bearing(record.prohibition, record, kind)),
        gates=tuple(one for record in records for one in _bearing(record.gate, record, kind)),
        channels=tuple(one for record in records for one in _bearing(record.channel, record, kind)),
        hours=clocks,
        no_hours=tuple(one for record in records for one in _bearing(record.no_hours, record, kind)),
        caps=tuple(one for record in records for one in _bearing(record.cap, record, kind)),
        spacings=tuple(one for record in records for one in _bearing(record.spacing, record, kind)),
        cool_downs=tuple(one for record in records for one in _bearing(record.cool_down, record, kind)),
        limitations=tuple(one for record in records for one in _bearing(record.limitation, record, kind)),
        third_parties=third_parties or tuple(_bearing(book.house.third_party, book.house, kind)),
        says=tuple(one for record in records for one in _bearing(record.say, record, kind)),
        house=Clock(
            Bound(house, Cited.of(house, HOUSE, house.read_on), True),
            Opening.of(house, days_off(house, None, calendar)),
        ),
        hours_spoken=any(record.hours or record.no_hours for record in chain),
        known=bool(chain) and chain[0].code == kind.country,
        calendar=calendar,
        edges=_edges(records),
    )


def _edges(records: Iterable[Record]) -> tuple[date, ...]:
    days: set[date] = set()
    for record in records:
        for rule in record.rules():
            if rule.effective_from:
                days.add(rule.effective_from)
            if rule.effective_to:
                days.add(rule.effective_to + timedelta(days=1))
    return tuple(sorted(days))


def _calendar(case: Case) -> str | None:
    if not case.country:
        return None
    region = next((one for one in case.regions if one.startswith(f"{case.country}-")), None)
    return "-".join(region.split("-")[:2]) if region else case.country


def plan_of(book: RuleBook, case: Case) -> Plan:
    """The rules that bear on cases of this kind; worked out once a kind."""
    _BOOKS.setdefault(book.version, book)
    kind = Case(
        case.country,
        case.regions,
        party_type=case.party_type,
        collector=case.collector,
        debt_type=case.debt_type,
        channel=case.channel,
        place=case.place,
    )
    return _plan(book.version, kind)


class Question:
    """The case at a moment, with what the checks need of it.

    `zones` are the plausible zones, one of each that run alike; `days` the local dates there.
    """

    def __init__(self, case: Case, plan: Plan, at: datetime) -> None:
        self.case = case
        self.plan = plan
        self.at = at.astimezone(UTC)
        span = datetime(self.at.year - 1, 1, 1, tzinfo=UTC), datetime(self.at.year + 2, 1, 1, tzinfo=UTC)
        self.zones = apart(case.zones, *span)
        found = dict.fromkeys(local_day(self.at, zone) for zone in self.zones)
        self.days: tuple[date, ...] = tuple(found) or (self.at.date(),)

    @cached_property
    def past(self) -> tuple[Attempt, ...]:
        """What was tried up to the moment."""
        return tuple(one for one in self.case.attempts if one.at <= self.at)

    @cached_property
    def local(self) -> tuple[tuple[str, datetime], ...]:
        """The clock in every plausible zone."""
        return tuple((zone, reading(self.at, zone)) for zone in self.case.zones)

    @cached_property
    def tomorrow(self) -> datetime:
        """The moment at which the next local day begins in the first of the plausible zones."""
        day = timedelta(days=1)
        return min(day_begins(local_day(self.at, zone) + day, zone) for zone in self.zones or ("UTC",))

    def in_force(self, one: Bound[Rule]) -> bool:
        """Whether the rule holds on the customer's day and covers the debt then."""
        first, last, scope = one.rule.effective_from, one.rule.effective_to, one.rule.applies
        return one.always or any(
            (first is None or day >= first)
            and (last is None or day <= last)
            and covers(scope, self.case, day)
            for day in self.days
        )

    def begins(self, day: date) -> datetime:
        """The moment at which a day has begun in every plausible zone, in UTC."""
        return max(day_begins(day, zone) for zone in self.zones or ("UTC",))

    def consented(self, channel: Channel, within: int | None = None) -> bool:
        """Whether a recorded consent to the channel holds today; `within` so many days of its giving."""
        wanted = "call" if channel == "voicemail" else channel
        for one in self.case.consents:
            last = one.on + timedelta(days=within - 1) if within else None
            if one.channel in (wanted, channel) and all(
                one.on <= day
                and (last is None or day <= last)
                and (one.for_on is None or day == one.for_on)
                and (one.ended_on is None or day < one.ended_on)
                for day in self.days
            ):
                return True
        return False

    def consent_ahead(self, channel: Channel) -> datetime | None:
        """When a recorded consent to the channel that does not hold yet begins; None when there is none."""
        wanted = {channel, "call" if channel == "voicemail" else channel}
        today = min(self.days)
        ahead = [
            day
            for one in self.case.consents
            if one.channel in wanted
            and (day := one.for_on or one.on) > today
            and (not one.ended_on or day < one.ended_on)
        ]
        return self.begins(min(ahead)) if ahead else None

    def find(self, one: Bound[Rule], outcome: Outcome, text: str, until: datetime | None = None) -> Finding:
        """A finding of a rule.

        What is not confirmed never decides: a BLOCK becomes a REVIEW. No finding outlives its rule, or the days of
        delay for which the rule is made.
        """
        if outcome is Outcome.BLOCK and one.rule.confidence in UNSURE:
            outcome = Outcome.REVIEW
        if one.rule.effective_to is not None:
            ends = self.begins(one.rule.effective_to + timedelta(days=1))
            until = ends if until is None else min(until, ends)
        if one.rule.applies.days_past_due_max is not None:
            until = self.tomorrow if until is None else min(until, self.tomorrow)
        return Finding(one.cited, outcome, text, until)
