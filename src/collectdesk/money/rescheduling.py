"""Moving an instalment to another day: whether that needs approval, and whether it counts as a broken promise."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from collectdesk.money.amount import Money
from collectdesk.money.date_roll import Convention
from collectdesk.money.plan_rules import RescheduleRule
from collectdesk.money.schedule import ClosedOn, Schedule, rolled, weekends

Reason = Literal["not_before_due", "too_far", "moved_before"]


@dataclass(frozen=True, slots=True)
class MoveAsked:
    """A wish to move an instalment from `due_on`, as it stands now, to `wanted_on`.

    `moved_before` is how often this instalment has moved, `moved_in_plan` how often any of the plan has.
    """

    due_on: date
    asked_on: date
    wanted_on: date
    moved_before: int = 0
    moved_in_plan: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a move asks for. `reasons` say why it needs approval; without any it needs none.

    `lead_review` comes on top: so many moves say that the plan itself does not hold. `version` is the number that
    the instalment's new day gets in its history; the first day was 1.
    """

    reasons: tuple[Reason, ...]
    lead_review: bool
    counts_as_broken: bool
    version: int

    @property
    def needs_approval(self) -> bool:
        """Whether anybody must approve."""
        return bool(self.reasons) or self.lead_review


def reschedule(asked: MoveAsked, rule: RescheduleRule) -> Answer:
    """How a move is taken: once without approval if asked before the due date and not too far.

    Asked on the due date it needs approval and is not broken; asked after it, it is both. ValueError when it does
    not move to another day from the day of asking on, or a count is below zero.
    """
    if asked.wanted_on == asked.due_on or asked.wanted_on < asked.asked_on:
        raise ValueError("an instalment moves to another day, and not into the past")
    if min(asked.moved_before, asked.moved_in_plan) < 0:
        raise ValueError("nothing moves less than never")
    reasons: list[Reason] = []
    if asked.asked_on >= asked.due_on:
        reasons.append("not_before_due")
    if (asked.wanted_on - asked.due_on).days > rule.days:
        reasons.append("too_far")
    if asked.moved_before >= rule.without_approval:
        reasons.append("moved_before")
    return Answer(
        tuple(reasons),
        asked.moved_in_plan + 1 > rule.in_plan,
        asked.asked_on > asked.due_on,
        asked.moved_before + 2,
    )


def moved(
    plan: Schedule,
    number: int,
    wanted_on: date,
    closed: ClosedOn = weekends,
    convention: Convention = "following",
) -> Schedule:
    """The schedule with one payment on another day, in the order of their days and with new balances.

    Numbers stay. Interest is left out, since other days make other interest. ValueError for a number that is not
    there, or a day before the plan starts.
    """
    if number not in {one.number for one in plan.payments} or wanted_on < plan.starts_on:
        raise ValueError("a payment of the plan moves, and not to before its start")
    due_on, moved_by = rolled(wanted_on, convention, closed)
    changed = [
        replace(one, unadjusted=wanted_on, due_on=due_on, moved_by=moved_by) if one.number == number else one
        for one in plan.payments
    ]
    payments, balance, nothing = [], plan.total, Money(0, plan.total.currency)
    for one in sorted(changed, key=lambda one: (one.due_on, one.unadjusted, one.number)):
        balance = balance - one.principal
        payments.append(replace(one, interest=nothing, balance=balance))
    return replace(plan, payments=tuple(payments))
