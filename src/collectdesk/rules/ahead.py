"""Looking ahead: the first minute at which contact is free, and the stretches in which it is.

Every finding says until when it certainly stays. So nothing is tried minute by minute: each step goes to the moment
at which the present obstacles have ended, and looks again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from collectdesk.rules.case import Case
from collectdesk.rules.question import Plan, Question
from collectdesk.rules.verdict import Finding, Outcome

HORIZON = timedelta(days=400)
"""How far ahead the next free minute is looked for."""

Findings = Callable[[Question], list[Finding]]
"""Which rules are asked: all of them, the clock alone, or all but the clock."""


def strictest(found: Sequence[Finding]) -> Outcome:
    """The outcome of findings together."""
    return max((one.outcome for one in found), default=Outcome.ALLOW)


def stays(question: Question, found: Sequence[Finding]) -> datetime | None:
    """Until when the outcome certainly stays; None for good.

    What is forbidden stays so until the last thing that forbids it ends. What is not may turn when any finding ends,
    when a rule begins, or, where the case holds dates, when a local day begins.
    """
    if strictest(found) is Outcome.BLOCK:
        deciding = [one.until for one in found if one.outcome is Outcome.BLOCK]
        certain = [end for end in deciding if end is not None]
        return max(certain) if len(certain) == len(deciding) else None
    ends = [one.until for one in found if one.until is not None]
    case, today = question.case, max(question.days)
    if (
        case.stops
        or case.consents
        or case.due_on is not None
        or any(edge > today for edge in question.plan.edges)
    ):
        ends.append(question.tomorrow)
    return min(ends, default=None)


def first(
    ask: Findings,
    case: Case,
    plan: Plan,
    at: datetime,
    wanted: Outcome,
    found: Sequence[Finding] | None = None,
) -> datetime | None:
    """The first minute from `at` on with an outcome no stricter than `wanted`; None when not within the horizon.

    `found` are the findings at `at`, where they are known already.
    """
    limit = at + HORIZON
    if found is None:
        found = ask(Question(case, plan, at))
    while True:
        ends = [one.until for one in found if one.outcome > wanted]
        if not ends:
            return at
        certain = [end for end in ends if end is not None]
        if len(certain) < len(ends) or max(certain) > limit:
            return None
        at = _whole_minute(max(certain))
        found = ask(Question(case, plan, at))


def closes(
    ask: Findings, case: Case, plan: Plan, at: datetime, end: datetime, wanted: Outcome
) -> datetime | None:
    """The first moment from `at` on, before `end`, with an outcome stricter than `wanted`; None when there is none."""
    while at < end:
        question = Question(case, plan, at)
        found = ask(question)
        if strictest(found) > wanted:
            return at
        until = stays(question, found)
        if until is None:
            return None
        at = until
    return None


def stretches(
    ask: Findings, case: Case, plan: Plan, start: datetime, end: datetime, wanted: Outcome
) -> list[tuple[datetime, datetime]]:
    """The stretches between two moments with an outcome no stricter than `wanted`: half open, cut at `end`."""
    found: list[tuple[datetime, datetime]] = []
    at = start.astimezone(UTC)
    while at < end:
        opens = first(ask, case, plan, at, wanted)
        if opens is None or opens >= end:
            break
        at = closes(ask, case, plan, opens, end, wanted) or end
        found.append((opens, min(at, end)))
    return found


def _whole_minute(at: datetime) -> datetime:
    if not at.second and not at.microsecond:
        return at
    return at.replace(second=0, microsecond=0) + timedelta(minutes=1)
