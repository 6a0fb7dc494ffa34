"""The gate: may this person be contacted, through this channel, at this moment, about this debt, and what must be
said?

The strictest of all rules on the way from city to country wins. Order of combination: stops, wishes, licence and
scope, gates, consent, hours in all plausible zones, caps and waits, duties.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from collectdesk.rules.ahead import closes, first, stays, stretches, strictest
from collectdesk.rules.case import Case
from collectdesk.rules.counting import check_cap, check_cool_down, check_spacing
from collectdesk.rules.duties import check_limitation, check_say, check_third_party, disclosure, lines
from collectdesk.rules.hours import check_hours
from collectdesk.rules.preconditions import check_channel, check_gate
from collectdesk.rules.question import Question, plan_of
from collectdesk.rules.rulebook import RuleBook
from collectdesk.rules.stops import check_prohibition, check_stop, check_wished_hours, check_wishes
from collectdesk.rules.verdict import Finding, Outcome, Verdict

FREE = Outcome.ALLOW_WITH_DUTIES
"""The strictest outcome with which contact may be made."""


def judge(book: RuleBook, case: Case, at: datetime) -> Verdict:
    """The verdict at an aware moment."""
    plan = plan_of(book, case)
    question = Question(case, plan, at)
    found = everything(question)
    return Verdict(
        outcome=strictest(found),
        at=question.at,
        local=question.local,
        findings=tuple(sorted(found, key=lambda one: -one.outcome)),
        say=lines(question),
        disclosure=disclosure(question),
        until=stays(question, found),
        next_allowed_at=first(everything, case, plan, question.at, FREE, found),
        next_review_at=first(everything, case, plan, question.at, Outcome.REVIEW, found),
    )


def allowed_until(
    book: RuleBook, case: Case, at: datetime, limit: timedelta = timedelta(days=8)
) -> datetime | None:
    """From a moment on, the first one at which contact is not allowed; None when that is not within `limit`."""
    return closes(everything, case, plan_of(book, case), at.astimezone(UTC), at + limit, FREE)


def windows(book: RuleBook, case: Case, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """The stretches between two moments in which contact is allowed, half open, cut at `end`."""
    return stretches(everything, case, plan_of(book, case), start, end, FREE)


def everything(question: Question) -> list[Finding]:
    """What every rule in force says."""
    return [*by_facts(question), *by_clock(question)]


def by_clock(question: Question) -> list[Finding]:
    """What the clock says: hours of the law or the house, and times the customer asked for."""
    return [*check_hours(question), *check_wished_hours(question)]


def by_facts(question: Question) -> list[Finding]:
    """What all rules but the clock say, which turns only as local days begin."""
    return list(_facts(question))


def _facts(question: Question) -> Iterator[Finding]:
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
