"""The gate: may this person be contacted, through this channel, at this moment, about this debt, and what must be
said?

The strictest of all rules on the way from city to country wins. Order of combination: stops, wishes, licence and
scope, gates, consent, hours in all plausible zones, caps and waits, duties.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from collectdesk.rules.case import Case
from collectdesk.rules.counting import check_cap, check_cool_down, check_spacing
from collectdesk.rules.duties import check_limitation, check_say, check_third_party, disclosure, lines
from collectdesk.rules.hours import check_hours
from collectdesk.rules.preconditions import check_channel, check_gate
from collectdesk.rules.question import Plan, Question, plan_of
from collectdesk.rules.rulebook import RuleBook
from collectdesk.rules.stops import check_prohibition, check_stop, check_wishes
from collectdesk.rules.verdict import Finding, Outcome, Verdict

HORIZON = timedelta(days=400)
"""How far ahead the next allowed minute is looked for."""


def judge(book: RuleBook, case: Case, at: datetime) -> Verdict:
    """The verdict at an aware moment."""
    plan = plan_of(book, case)
    question = Question(case, plan, at)
    found = _findings(question)
    outcome = _strictest(found)
    return Verdict(
        outcome=outcome,
        at=question.at,
        local=question.local,
        findings=tuple(sorted(found, key=lambda one: -one.outcome)),
        say=lines(question),
        disclosure=disclosure(question),
        until=_stays(question, found, outcome),
        next_allowed_at=_first(case, plan, found, question.at, Outcome.ALLOW_WITH_DUTIES),
        next_review_at=_first(case, plan, found, question.at, Outcome.REVIEW),
    )


def allowed_until(
    book: RuleBook, case: Case, at: datetime, limit: timedelta = timedelta(days=8)
) -> datetime | None:
    """From a moment on, the first one at which contact is not allowed; None when that is not within `limit`."""
    return _closes(case, plan_of(book, case), at.astimezone(UTC), at + limit)


def windows(book: RuleBook, case: Case, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """The stretches between two moments in which contact is allowed, half open, cut at `end`."""
    plan = plan_of(book, case)
    found: list[tuple[datetime, datetime]] = []
    at = start.astimezone(UTC)
    while at < end:
        opens = _first(case, plan, _findings(Question(case, plan, at)), at, Outcome.ALLOW_WITH_DUTIES)
        if opens is None or opens >= end:
            break
        at = _closes(case, plan, opens, end) or end
        found.append((opens, min(at, end)))
    return found


def _findings(question: Question) -> list[Finding]:
    return list(_all_findings(question))


def _all_findings(question: Question) -> Iterator[Finding]:
    """What every rule in force says, in the order of combination."""
    plan, holds = question.plan, question.in_force
    for stop in filter(holds, plan.stops):
        yield from check_stop(question, stop)
    yield from check_wishes(question)
    for banned in filter(holds, plan.prohibitions):
        yield check_prohibition(question, banned)
    for gate in filter(holds, plan.gates):
        yield check_gate(question, gate)
    for channel in filter(holds, plan.channels):
        yield check_channel(question, channel)
    yield from check_hours(question)
    for cap in filter(holds, plan.caps):
        yield from check_cap(question, cap)
    for spacing in filter(holds, plan.spacings):
        yield check_spacing(question, spacing)
    for cool_down in filter(holds, plan.cool_downs):
        yield check_cool_down(question, cool_down)
    for limitation in filter(holds, plan.limitations):
        yield from check_limitation(question, limitation)
    for third in filter(holds, plan.third_parties):
        yield from check_third_party(question, third)
    for say in filter(holds, plan.says):
        yield from check_say(question, say)


def _strictest(found: Sequence[Finding]) -> Outcome:
    return max((one.outcome for one in found), default=Outcome.ALLOW)


def _first(
    case: Case, plan: Plan, found: Sequence[Finding], at: datetime, wanted: Outcome
) -> datetime | None:
    """The first minute from `at` on with an outcome no stricter than `wanted`; None when not within the horizon.

    No moment before the last of the present obstacles ends can do, so each step goes there and looks again.
    """
    limit = at + HORIZON
    while True:
        ends = [one.until for one in found if one.outcome > wanted]
        if not ends:
            return at
        certain = [end for end in ends if end is not None]
        if len(certain) < len(ends) or max(certain) > limit:
            return None
        at = _whole_minute(max(certain))
        found = _findings(Question(case, plan, at))


def _closes(case: Case, plan: Plan, at: datetime, end: datetime) -> datetime | None:
    """The first moment from `at` on, before `end`, at which contact is not allowed."""
    while at < end:
        question = Question(case, plan, at)
        found = _findings(question)
        outcome = _strictest(found)
        if outcome > Outcome.ALLOW_WITH_DUTIES:
            return at
        stays = _stays(question, found, outcome)
        if stays is None:
            return None
        at = stays
    return None


def _whole_minute(at: datetime) -> datetime:
    return (
        at
        if not at.second and not at.microsecond
        else at.replace(second=0, microsecond=0) + timedelta(minutes=1)
    )


def _stays(question: Question, found: Sequence[Finding], outcome: Outcome) -> datetime | None:
    """Until when the outcome certainly stays: it may turn when a rule begins, or when what decides it ends."""
    if outcome > Outcome.ALLOW_WITH_DUTIES:
        deciding = [one.until for one in found if one.outcome == outcome]
        certain = [end for end in deciding if end is not None]
        return max(certain) if len(certain) == len(deciding) else None
    ends = [one.until for one in found if one.until is not None]
    edges = [question.begins(edge) for edge in question.plan.edges if edge > max(question.days)]
    return min(ends + edges, default=None)
