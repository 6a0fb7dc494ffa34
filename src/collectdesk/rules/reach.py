"""What a list can know beforehand: the windows of customers alike, and the days until which one account waits.

The gate's answer has two parts. The clock depends on few facts, which many customers share: they form a reach group,
whose windows are worked out once. All other rules depend on one account's history, and turn only as local days begin:
they give a span in which the account is free. An account may be called when its group is open and it is free.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from collectdesk.rules.ahead import closes, first, stays, strictest
from collectdesk.rules.case import Case
from collectdesk.rules.gate import FREE, by_clock, by_facts
from collectdesk.rules.local import apart
from collectdesk.rules.question import Plan, Question, plan_of
from collectdesk.rules.rulebook import RuleBook
from collectdesk.rules.verdict import Finding, Outcome

LOOK_AHEAD = timedelta(days=16)
"""A list looks no further than this; what is held again later is worked out anew before."""


LOOK_AGAIN = timedelta(days=8)
"""Such a moment falls on every eighth day, so that asking again soon gives the same one."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch in which the clock lets a group be contacted; with `review`, only after a lead had a look."""

    opens: datetime
    closes: datetime
    review: bool


@dataclass(frozen=True, slots=True)
class Hold:
    """When an account is free of all rules but the clock: from `free_at` on, until `free_until`; None for never.

    `because` is the strictest finding that holds it at the moment asked, None when nothing does.
    """

    free_at: datetime | None
    free_until: datetime | None
    because: Finding | None


def clock_case(book: RuleBook, case: Case) -> Case:
    """The case reduced to what the clock depends on: equal for all customers of one reach group."""
    plan = plan_of(book, case)
    scopes = [clock.bound.rule.applies for clock in plan.hours] + [one.rule.applies for one in plan.no_hours]
    amount = any(scope.amount_max is not None for scope in scopes)
    aged = any(scope.days_past_due_min is not None or scope.days_past_due_max is not None for scope in scopes)
    lifted = any(clock.bound.rule.consent_lifts for clock in plan.hours)
    return Case(
        country=case.country,
        regions=case.regions,
        zones=case.zones,
        party_type=case.party_type,
        collector=case.collector,
        debt_type=case.debt_type,
        amount=case.amount if amount else None,
        currency=case.currency if amount else None,
        channel=case.channel,
        place=case.place,
        due_on=case.due_on if aged else None,
        incurred_on=case.incurred_on if any(scope.incurred_from for scope in scopes) else None,
        consents=tuple(one for one in case.consents if one.channel == case.channel) if lifted else (),
        wishes=tuple(replace(one, on=None) for one in case.wishes if one.week is not None),
    )


def clock_windows(book: RuleBook, case: Case, start: datetime, end: datetime) -> list[Window]:
    """When the clock lets such a customer be contacted between two moments, in order; the rest is shut."""
    case = replace(case, zones=apart(case.zones, start, end))
    plan, at = plan_of(book, case), start.astimezone(UTC)
    found: list[Window] = []
    while at < end:
        question = Question(case, plan, at)
        said = by_clock(question)
        outcome, until = strictest(said), stays(question, said)
        until = end if until is None else min(until, end)
        if outcome is not Outcome.BLOCK:
            review = outcome > FREE
            if found and found[-1].closes == at and found[-1].review == review:
                at = found.pop().opens
            found.append(Window(at, until, review))
        at = until
    return found


def depends_on_due(book: RuleBook, case: Case) -> bool:
    """Whether the due date can hold back a case of this kind, so that days alone may change its hold."""
    plan = plan_of(book, case)
    binding = (*plan.stops, *plan.prohibitions, *plan.gates, *plan.channels, *plan.caps, *plan.spacings)
    scopes = [one.rule.applies for one in (*binding, *plan.cool_downs)]
    return (
        any(one.rule.days_after_due is not None for one in plan.gates)
        or any(one.rule.effect in ("no_contact", "extinguishes") for one in plan.limitations)
        or any(one.days_past_due_min is not None or one.days_past_due_max is not None for one in scopes)
    )


def fact_case(book: RuleBook, case: Case, at: datetime) -> Case:
    """The case reduced to what the rules other than the clock depend on from a moment on: equal ones are held alike."""
    plan, over = plan_of(book, case), at.astimezone(UTC).date() - timedelta(days=2)
    counted = bool(plan.caps or plan.spacings or plan.cool_downs)
    lifted = [one.rule.consent_lifts for one in plan.caps] + [
        one.rule.consent_lifts for one in plan.cool_downs
    ]
    agreed = bool(plan.channels) or any(lifted)
    triggers = {one.rule.trigger for one in plan.stops}
    lasting = (one for one in case.stops if one.lifted_on is None or one.lifted_on > over)
    stops = tuple(one for one in lasting if one.kind in triggers)
    attempts = case.attempts if counted else ()
    return Case(
        country=case.country,
        regions=case.regions,
        zones=case.zones,
        party_type=case.party_type,
        collector=case.collector,
        debt_type=case.debt_type,
        channel=case.channel,
        place=case.place,
        debt=case.debt if attempts or stops else None,
        creditor=case.creditor if attempts else None,
        due_on=case.due_on if depends_on_due(book, case) else None,
        attempts=attempts,
        notices=case.notices if any(one.rule.days_after_due is None for one in plan.gates) else (),
        stops=stops,
        wishes=tuple(one for one in case.wishes if one.week is None),
        consents=tuple(one for one in case.consents if one.channel == case.channel) if agreed else (),
    )


def hold(book: RuleBook, case: Case, at: datetime) -> Hold:
    """How the rules other than the clock hold this account at a moment and after it.

    Where days alone may hold it again, `free_until` is no more than LOOK_AHEAD away: it is to be asked anew by then.
    """
    case = fact_case(book, case, at)
    plan = plan_of(book, case)
    at = at.astimezone(UTC)
    question = Question(case, plan, at)
    found = by_facts(question)
    against = max((one for one in found if one.outcome > FREE), key=lambda one: one.outcome, default=None)
    free_at = first(by_facts, case, plan, at, FREE, found)
    if free_at is None:
        return Hold(None, None, against)
    return Hold(free_at, _held_again(case, plan, free_at), against)


def _held_again(case: Case, plan: Plan, at: datetime) -> datetime | None:
    """The next moment at which the account is held again by days passing, or to look again where that is not known."""
    today = min(Question(case, plan, at).days)
    lasting = tuple(one for one in case.stops if one.lifted_on is None or one.lifted_on > today)
    case, limit = replace(case, stops=lasting), at + LOOK_AHEAD
    again = closes(by_facts, case, plan, at, limit, FREE)
    if again is None and (
        case.stops or case.consents or case.due_on is not None or any(day > at.date() for day in plan.edges)
    ):
        return _EPOCH + (limit - _EPOCH) // LOOK_AGAIN * LOOK_AGAIN
    return again
