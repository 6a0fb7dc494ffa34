"""What a list can know beforehand: the windows of customers alike, and the days until which one account waits.

The gate's answer has two parts. The clock depends on few facts, which many customers share: they form a reach group,
whose windows are worked out once. All other rules depend on one account's history, and turn only as local days begin:
they give a span in which the account is free. An account may be called when its group is open and it is free.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from collectdesk.rules.ahead import closes, first, stretches
from collectdesk.rules.case import Case
from collectdesk.rules.gate import FREE, by_clock, by_facts
from collectdesk.rules.question import Plan, Question, plan_of
from collectdesk.rules.rulebook import RuleBook
from collectdesk.rules.verdict import Finding, Outcome

LOOK_AHEAD = timedelta(days=16)
"""A list looks no further than this; what is held again later is worked out anew before."""


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
        wishes=tuple(one for one in case.wishes if one.week is not None),
    )


def clock_windows(book: RuleBook, case: Case, start: datetime, end: datetime) -> list[Window]:
    """When the clock lets such a customer be contacted between two moments, in order; the rest is shut."""
    plan = plan_of(book, case)
    free = stretches(by_clock, case, plan, start, end, FREE)
    found = [Window(opens, shuts, False) for opens, shuts in free]
    for opens, shuts in stretches(by_clock, case, plan, start, end, Outcome.REVIEW):
        found += [Window(low, high, True) for low, high in _without(opens, shuts, free)]
    return sorted(found, key=lambda window: window.opens)


def _without(
    opens: datetime, shuts: datetime, free: list[tuple[datetime, datetime]]
) -> list[tuple[datetime, datetime]]:
    """What is left of a stretch outside the free ones."""
    left = []
    for low, high in free:
        if low < shuts and high > opens:
            if low > opens:
                left.append((opens, low))
            opens = max(opens, high)
    return [*left, (opens, shuts)] if opens < shuts else left


def depends_on_due(book: RuleBook, case: Case) -> bool:
    """Whether the due date can hold back a case of this kind, so that days alone may change its hold."""
    plan = plan_of(book, case)
    return any(one.rule.days_after_due is not None for one in plan.gates) or any(
        one.rule.effect in ("no_contact", "extinguishes") for one in plan.limitations
    )


def hold(book: RuleBook, case: Case, at: datetime) -> Hold:
    """How the rules other than the clock hold this account at a moment and after it."""
    plan = plan_of(book, case)
    at = at.astimezone(UTC)
    found = by_facts(Question(case, plan, at))
    against = max((one for one in found if one.outcome > FREE), key=lambda one: one.outcome, default=None)
    free_at = first(by_facts, case, plan, at, FREE, found)
    if free_at is None:
        return Hold(None, None, against)
    return Hold(free_at, _held_again(case, plan, free_at), against)


def _held_again(case: Case, plan: Plan, at: datetime) -> datetime | None:
    """The next moment at which the account is held again by days passing; None when not within LOOK_AHEAD."""
    return closes(by_facts, case, plan, at, at + LOOK_AHEAD, FREE)
