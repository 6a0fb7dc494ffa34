"""Signs that a plan will not hold (section 6.2 of the domain reference), as codes; the sentences are the desk's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from collectdesk.money.exact import as_fraction
from collectdesk.money.plan_rules import Signs
from collectdesk.money.schedule import Schedule

Code = Literal[
    "no_down_payment",
    "late_first_instalment",
    "no_change_named",
    "back_loaded",
    "balloon",
    "repeated_plan",
    "buys_on_credit",
    "beyond_cover",
]


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """What the schedule does not tell. None: nobody has asked yet.

    `names_a_change` says whether the customer can say what will be different in 90 days, `earlier_plans` how many
    began in the twelve months before, `covered_until` up to when an insurer's extension period reaches.
    """

    names_a_change: bool | None = None
    earlier_plans: int = 0
    buys_on_credit: bool | None = None
    covered_until: date | None = None


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign and what it is about: days, per cent in whole numbers, how many plans, or the last day of cover."""

    code: Code
    subject: int | date | None = None


def signs(plan: Schedule, facts: PlanFacts, limits: Signs) -> tuple[Sign, ...]:
    """What speaks against a plan, in the order of the reference.

    Beyond an insurer's extension period the insurer must consent first, or the cover may be lost (section 6.3).
    """
    found = []
    if not plan.down.minor:
        found.append(Sign("no_down_payment"))
    instalments = plan.instalments
    if instalments:
        days = (instalments[0].unadjusted - plan.starts_on).days
        if days > limits.first_days:
            found.append(Sign("late_first_instalment", days))
    if facts.names_a_change is False:
        found.append(Sign("no_change_named"))
    if _back_loaded(plan):
        found.append(Sign("back_loaded"))
    last = plan.payments[-1].principal.minor
    if _is_larger_than_the_rest(plan) and last > as_fraction(limits.balloon_percent) * plan.total.minor:
        found.append(Sign("balloon", last * 100 // plan.total.minor))
    if facts.earlier_plans + 1 >= limits.plans_a_year:
        found.append(Sign("repeated_plan", facts.earlier_plans + 1))
    if facts.buys_on_credit:
        found.append(Sign("buys_on_credit"))
    if facts.covered_until is not None and plan.last_on > facts.covered_until:
        found.append(Sign("beyond_cover", facts.covered_until))
    return tuple(found)


def _back_loaded(plan: Schedule) -> bool:
    """Whether less than half is paid when half of the instalments are, by more than rounding makes."""
    count = len(plan.instalments)
    half = (count + 1) // 2
    early = sum(one.principal.minor for one in plan.payments if one.number <= half)
    return count > 1 and 2 * early + count < plan.total.minor


def _is_larger_than_the_rest(plan: Schedule) -> bool:
    """Whether the last instalment is larger than each before it, by more than a remainder."""
    before = [one.principal.minor for one in plan.instalments[:-1]]
    return bool(before) and plan.payments[-1].principal.minor > max(before) + len(before)
