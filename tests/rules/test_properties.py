"""What holds for every record, zone and case: tried minute by minute where that can be done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytz
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from collectdesk.rules.ahead import strictest
from collectdesk.rules.case import Attempt, Case, Consent, Notice, Stopped, Wish
from collectdesk.rules.gate import allowed_until, everything, judge
from collectdesk.rules.opening import Opening
from collectdesk.rules.places import address_zones
from collectdesk.rules.question import Question, plan_of
from collectdesk.rules.record import (
    CHANNELS,
    WEEKDAYS,
    Channel,
    Collector,
    DebtType,
    NoticeKind,
    PartyType,
    Place,
    Purpose,
    Record,
    Speaker,
    StopKind,
    Week,
    parse_week,
)
from collectdesk.rules.rulebook import RuleBook, load_rulebook
from collectdesk.rules.verdict import Finding, Outcome
from tests.campaign import CAMPAIGN, examples

MINUTE = timedelta(minutes=1)
ZONES = sorted({zone for zones in pytz.country_timezones.values() for zone in zones})
ORDINARY = parse_week(("mon-fri 08:00-21:00", "sat 09:00-17:00"))
AT_NIGHT = (
    parse_week(("mon-sun 00:30-02:30",)),
    parse_week(("mon-sun 01:30-03:00", "sat 22:00-24:00")),
    parse_week(("sat 02:00-24:00", "sun 00:00-02:00", "mon-fri 03:00-23:30")),
)
BOUNDED = settings(
    max_examples=examples(20, 10),
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def transitions(zone: str) -> list[datetime]:
    """The moments of 2026 and 2027 at which the zone changes its clock."""
    times = getattr(pytz.timezone(zone), "_utc_transition_times", ())
    return [time.replace(tzinfo=UTC) for time in times if 2026 <= time.year <= 2027]


def clock_says(week: Week, at: datetime, zone: str) -> bool:
    """Whether the clock there shows a time inside the hours of its day: opening minute in, closing minute out."""
    here = at.astimezone(pytz.timezone(zone))
    return any(start <= here.hour * 60 + here.minute < end for start, end in week[here.weekday()])


def test_opening_minute_is_open_and_closing_minute_shut_in_every_zone() -> None:
    opening = Opening(ORDINARY)
    for zone in ZONES:
        here = pytz.timezone(zone)
        for day, opens, shuts in ((date(2026, 11, 25), 8, 21), (date(2027, 7, 17), 9, 17)):
            for minutes, inside in (
                (opens * 60 - 1, False),
                (opens * 60, True),
                (shuts * 60 - 1, True),
                (shuts * 60, False),
            ):
                naive = datetime(day.year, day.month, day.day, minutes // 60, minutes % 60)  # noqa: DTZ001
                at = here.localize(naive).astimezone(UTC)
                assert opening.state(at, zone)[0] is inside, (zone, naive)


def test_hours_follow_the_clock_through_every_change_of_it() -> None:
    """Minute by minute where a set of clock rules comes first, at the quarters and just before them in its likes."""
    seen: set[tuple[object, ...]] = set()
    count = 0
    for nth, zone in enumerate(ZONES):
        changes = transitions(zone)
        alike = tuple((at, at.astimezone(pytz.timezone(zone)).utcoffset()) for at in changes)
        for n, change in enumerate(changes):
            count += 1
            if alike in seen and nth % 4 and not CAMPAIGN:
                continue
            start = change - timedelta(hours=2, minutes=15)
            moments = [start + minute * MINUTE for minute in range(4 * 60 + 45)]
            if alike in seen:
                moments = [at for at in moments if at.minute % 15 in (0, 14)][4:-4]
            for week in (AT_NIGHT[n % 3], AT_NIGHT[(n + 1) % 3])[:1]:
                _hold_against_the_clock(week, zone, moments)
        seen.add(alike)
    assert count > 400
    assert len(seen) > 20


def _hold_against_the_clock(week: Week, zone: str, moments: Sequence[datetime]) -> None:
    """Membership equals the clock's at every moment, and `until` never lies behind the next change."""
    opening = Opening(week)
    inside = [clock_says(week, at, zone) for at in moments]
    turns: datetime | None = None
    for n in range(len(moments) - 1, -1, -1):
        if n + 1 < len(moments) and inside[n] != inside[n + 1]:
            turns = moments[n + 1]
        said, doubtful, until = opening.state(moments[n], zone)
        assert (said, doubtful) == (inside[n], False), (zone, moments[n])
        assert moments[n] < until, (zone, moments[n])
        assert turns is None or until <= turns, (zone, moments[n], until, turns)


# Cases of every kind, over all records.

BOOK = load_rulebook()
CODES = sorted(code for code in BOOK.records if code != "house")
DAYS = st.integers(0, 270).map(lambda n: date(2026, 8, 1) + timedelta(days=n))


def one_of(kinds: object) -> st.SearchStrategy[object]:
    return st.sampled_from(kinds.__args__)  # type: ignore[attr-defined]


@st.composite
def moments(draw: st.DrawFn) -> datetime:
    """A moment, mostly on the minute."""
    day = draw(DAYS)
    at = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=draw(st.integers(0, 1439)))
    return at + timedelta(seconds=draw(st.sampled_from((0, 0, 0, 17))))


@st.composite
def wishes(draw: st.DrawFn) -> Wish:
    kind = draw(st.sampled_from(("no_calls", "no_work", "hours", "days", "only")))
    if kind == "hours":
        start = draw(st.integers(0, 22))
        week = parse_week((f"mon-sun {start:02}:30-{draw(st.integers(start + 1, 23)):02}:45",))
        return Wish("hours", week=week)
    if kind == "days":
        return Wish("days", week=parse_week((f"{draw(st.sampled_from(WEEKDAYS))} 00:00-24:00",)))
    if kind == "only":
        return Wish("only", channels=(draw(st.sampled_from(CHANNELS)),))
    return Wish(kind)  # type: ignore[arg-type]


def attempts(at: datetime, channel: Channel) -> st.SearchStrategy[Attempt]:
    return st.builds(
        Attempt,
        at=st.integers(0, 30 * 24 * 60).map(lambda n: at - n * MINUTE),
        channel=st.just(channel) | st.sampled_from(CHANNELS),
        outbound=st.sampled_from((True, True, True, False)),
        counts=st.sampled_from((True, True, False)),
        reached=st.booleans(),
        conversation=st.sampled_from((False, False, True)),
        debts=st.sampled_from(((), ("A",), ("B",))),
        place=st.sampled_from((None, "home", "work")),
        purpose=one_of(Purpose),
    )


@st.composite
def histories(draw: st.DrawFn, case: Case, at: datetime) -> Case:
    """The case with attempts, notices, stops, wishes and consents around a moment."""
    near = st.integers(-20, 40).map(lambda n: at.date() - timedelta(days=n))
    maybe_later = st.none() | st.integers(-10, 20).map(lambda n: at.date() + timedelta(days=n))
    return replace(
        case,
        attempts=tuple(draw(st.lists(attempts(at, case.channel), max_size=9))),
        notices=tuple(
            draw(st.lists(st.builds(Notice, one_of(NoticeKind), near, st.none() | near), max_size=3))
        ),
        stops=tuple(
            draw(
                st.lists(
                    st.builds(
                        Stopped, one_of(StopKind), near, maybe_later, st.sampled_from((None, "A", "B"))
                    ),
                    max_size=1,
                )
            )
        ),
        wishes=tuple(draw(st.lists(wishes(), max_size=1))),
        consents=tuple(
            draw(
                st.lists(
                    st.builds(
                        Consent,
                        st.just(case.channel) | st.sampled_from(CHANNELS),
                        near,
                        maybe_later,
                        maybe_later,
                    ),
                    max_size=2,
                )
            )
        ),
    )


@st.composite
def plain_cases(draw: st.DrawFn, at: datetime) -> Case:
    """A case under some record, without a history."""
    code = draw(st.sampled_from(CODES))
    country = code[:2]
    parts = code.split("-")
    regions = tuple("-".join(parts[:n]) for n in range(2, len(parts) + 1))
    zones = address_zones(BOOK, country, code if regions else None)
    kept = draw(st.integers(1, 3))
    start = draw(st.integers(0, max(0, len(zones) - kept)))
    currency = draw(st.sampled_from((None, "USD", "EUR")))
    return Case(
        country=country,
        regions=regions,
        zones=zones[start : start + kept],
        party_type=draw(st.none() | one_of(PartyType)),
        collector=draw(st.none() | one_of(Collector)),
        debt_type=draw(st.none() | one_of(DebtType)),
        amount=draw(st.sampled_from((Decimal(100), Decimal(900_000)))) if currency else None,
        currency=currency,
        channel=draw(st.sampled_from(CHANNELS)),
        place=draw(st.none() | one_of(Place)),
        purpose=draw(one_of(Purpose)),
        speaker=draw(st.sampled_from(("customer",) * 4 + Speaker.__args__)),  # type: ignore[attr-defined]
        debt=draw(st.sampled_from((None, "A"))),
        due_on=draw(st.none() | st.integers(-20, 4000).map(lambda n: at.date() - timedelta(days=n))),
        only_number=draw(st.sampled_from((None, True, False))),
    )


@st.composite
def asked(draw: st.DrawFn) -> tuple[Case, datetime]:
    """A case with a history, and the moment at which it is asked about."""
    at = draw(moments())
    return draw(histories(draw(plain_cases(at)), at)), at


def outcome(book: RuleBook, case: Case, at: datetime) -> Outcome:
    """The outcome at a moment alone, without a look ahead."""
    return strictest(everything(Question(case, plan_of(book, case), at)))


def minutes_between(start: datetime, end: datetime) -> Iterator[datetime]:
    """The whole minutes after one moment and before another."""
    at = start.replace(second=0, microsecond=0) + MINUTE
    while at < end:
        yield at
        at += MINUTE


def beside(start: datetime, end: datetime) -> Iterator[datetime]:
    """Every minute of the first and the last hours between two moments, and the half hours between.

    What is told to begin between two of them is looked at from both sides by the minute.
    """
    near = timedelta(minutes=70)
    for at in minutes_between(start, min(end, start + timedelta(days=4))):
        if at.minute % 30 == 0 or at - start < near or end - at <= near:
            yield at
    yield from minutes_between(max(start + timedelta(days=4), end - near), end)


@BOUNDED
@given(asked())
def test_the_next_allowed_minute_is_the_first_one(question: tuple[Case, datetime]) -> None:
    case, at = question
    verdict = judge(BOOK, case, at)
    for wanted, said in (
        (Outcome.ALLOW_WITH_DUTIES, verdict.next_allowed_at),
        (Outcome.REVIEW, verdict.next_review_at),
    ):
        if outcome(BOOK, case, at) <= wanted:
            assert said == at
            continue
        if said is not None:
            assert said > at
            assert not said.second
            assert outcome(BOOK, case, said) <= wanted, said
        for minute in beside(at, said or at + timedelta(days=4)):
            assert outcome(BOOK, case, minute) > wanted, (minute, said)


@BOUNDED
@given(asked())
def test_the_outcome_stays_until_it_is_said_to(question: tuple[Case, datetime]) -> None:
    case, at = question
    verdict = judge(BOOK, case, at)
    assert verdict.outcome is outcome(BOOK, case, at)
    assert verdict.until is None or verdict.until > at
    for minute in beside(at, verdict.until or at + timedelta(days=4)):
        assert outcome(BOOK, case, minute) is verdict.outcome, (minute, verdict.until)


@BOUNDED
@given(asked())
def test_contact_closes_when_it_is_said_to(question: tuple[Case, datetime]) -> None:
    case, at = question
    opens = judge(BOOK, case, at).next_allowed_at
    if opens is None:
        return
    closes = allowed_until(BOOK, case, opens)
    assert closes is None or outcome(BOOK, case, closes) > Outcome.ALLOW_WITH_DUTIES
    for minute in beside(opens, closes or opens + timedelta(days=4)):
        assert outcome(BOOK, case, minute) <= Outcome.ALLOW_WITH_DUTIES, (minute, closes)


REGIONAL = [code for code in CODES if "-" in code]
WHERE_SILENT = frozenset(
    (code, rule.id, Outcome.REVIEW) for code, record in BOOK.records.items() for rule in record.no_hours
)
"""Doubts whether a country sets hours at all; they end where its region does."""


def without_house(record: Record) -> Record:
    """The record with what the law says alone."""
    kinds = [name for name in Record.model_fields if name not in ("jurisdiction", "holiday")]
    return record.model_copy(
        update={kind: tuple(r for r in getattr(record, kind) if r.force != "house") for kind in kinds}
    )


LAWFUL = replace(
    BOOK, records={code: without_house(record) for code, record in BOOK.records.items()}, version="lawful"
)


def law(findings: Sequence[Finding]) -> set[tuple[str, str, Outcome]]:
    """What rules of the law say, without those of the house."""
    return {
        (one.rule.jurisdiction, one.rule.id, one.outcome)
        for one in findings
        if one.rule.jurisdiction != "house"
    }


def ask(book: RuleBook, case: Case, at: datetime) -> list[Finding]:
    """What every rule in force says."""
    return everything(Question(case, plan_of(book, case), at))


@settings(BOUNDED, max_examples=examples(100, 40))
@given(asked(), st.sampled_from(REGIONAL))
def test_a_region_never_relaxes_its_country(question: tuple[Case, datetime], code: str) -> None:
    """All that the country's law forbids or doubts stands; hours of the house alone give way to a region's own."""
    case, at = question
    parts = code.split("-")
    above = replace(case, country=parts[0], regions=(), zones=address_zones(BOOK, parts[0], code))
    within = replace(above, regions=tuple("-".join(parts[:n]) for n in range(2, len(parts) + 1)))
    country, region = ask(BOOK, above, at), ask(BOOK, within, at)
    lost = {one for one in law(country) - law(region) if one[2] >= Outcome.REVIEW} - WHERE_SILENT
    assert not lost
    if not any(one.rule.id in ("house_hours", "no_record") for one in country):
        assert strictest(region) >= strictest(country)


@settings(BOUNDED, max_examples=examples(100, 40))
@given(asked())
def test_the_house_only_tightens(question: tuple[Case, datetime]) -> None:
    """Without the house's own record and its rules in others, every rule of the law says the same, and no more."""
    case, at = question
    assert law(ask(BOOK, case, at)) == law(ask(LAWFUL, case, at))
    assert outcome(BOOK, case, at) >= max(
        (one for *_name, one in law(ask(BOOK, case, at))), default=Outcome.ALLOW
    )
