"""Whether a plan stays within what a customer can pay, and the highest instalment that does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from collectdesk.money.amount import CurrencyMismatch, Money
from collectdesk.money.date_roll import months_after
from collectdesk.money.household import Household
from collectdesk.money.liquidity import (
    Forecast,
    HighestInstalment,
    Liquidity,
    by_week,
    highest_instalment,
    liquidity,
)
from collectdesk.money.schedule import Schedule

Ability = Household | Forecast


@dataclass(frozen=True, slots=True)
class Fit:
    """Whether a plan can be paid as it stands.

    `fails_in` is the first week in which a business falls below its floor, `fails_on` the first payment that a
    household has not the money for. `highest` is the most that each instalment on these days could be, zero where the
    down payment alone is too much for a business; None where nothing is known of their days.
    """

    fits: bool
    highest: Money | None
    fails_in: int | None = None
    fails_on: date | None = None
    liquidity: Liquidity | None = None


def fit(plan: Schedule, ability: Ability) -> Fit:
    """How a plan fits a household or a business. CurrencyMismatch when it is in another currency."""
    return _fit_household(plan, ability) if isinstance(ability, Household) else _fit_business(plan, ability)


def _fit_business(plan: Schedule, forecast: Forecast) -> Fit:
    found = liquidity(forecast, by_week(forecast, plan))
    weeks = [forecast.week_of(one.due_on) for one in plan.instalments]
    others = {forecast.week_of(one.due_on): one.amount for one in plan.payments if not one.number}
    highest: Money | None = None
    if weeks and min(weeks) <= len(forecast.flows):
        most = highest_instalment(forecast, weeks, others)
        highest = most.amount if isinstance(most, HighestInstalment) else Money(0, plan.total.currency)
    return Fit(found.below_in is None, highest, fails_in=found.below_in, liquidity=found)


def _fit_household(plan: Schedule, home: Household) -> Fit:
    """Each payment out of what is free since the one before; the down payment out of a month and what is at hand."""
    fails_on: date | None = None
    steps: list[Fraction] = []
    before = plan.starts_on
    for one in plan.payments:
        if one.number:
            step = _months_free(before, one.unadjusted)
            steps.append(step if steps else max(step, Fraction(1)))
            free, before = home.share.minor * steps[-1], one.unadjusted
        else:
            free = Fraction((home.share + home.once).minor)
        if one.amount.currency != home.share.currency:
            raise CurrencyMismatch("a plan and a statement are in one currency")
        if one.amount.minor > free and fails_on is None:
            fails_on = one.due_on
    highest = Money(int(home.share.minor * min(steps)), plan.total.currency) if steps else None
    return Fit(fails_on is None, highest, fails_on=fails_on)


def _months_free(before: date, day: date) -> Fraction:
    """The whole months between two payments; below one, by their weeks, of which a year has 52."""
    months = (day.year - before.year) * 12 + day.month - before.month
    if months_after(before, months) > day:
        months -= 1
    return Fraction(months) if months else Fraction((day - before).days * 12, 7 * 52)
