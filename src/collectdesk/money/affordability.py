"""Whether a plan stays within what a customer can pay, and the highest instalment that does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from collectdesk.money.amount import Money
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
    household has not the money for. `highest` is the most that each instalment on these days could be beside the
    down payment, zero where even that is too much; None where the forecast tells nothing of them.
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
    """Each month that has begun since the start brings its share; what is not paid from it stays for the next."""
    paid = Money(0, plan.total.currency)
    fails_on, most = None, []
    for one in plan.payments:
        paid = paid + one.amount
        there = home.once.minor + home.share.minor * _months_begun(plan.starts_on, one.unadjusted)
        if paid > Money(there, home.share.currency) and fails_on is None:
            fails_on = one.due_on
        if one.number:
            most.append((there - plan.down.minor) // one.number)
    highest = max(0, min(most)) if most else 0
    return Fit(fails_on is None, Money(highest, plan.total.currency), fails_on=fails_on)


def _months_begun(start: date, day: date) -> int:
    months = (day.year - start.year) * 12 + day.month - start.month
    return months + 1 if months_after(start, months) <= day else months
