"""What a business can pay: its cash week by week, with a plan and without.

Section 6.2 of the domain reference: the balance at the end of each week must stay at or above a floor, the larger
of nothing and a share of a month's outgoings. The highest instalment is computed, not guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import accumulate

from collectdesk.money.amount import CurrencyMismatch, Money
from collectdesk.money.exact import as_fraction
from collectdesk.money.rounding import Rounding
from collectdesk.money.schedule import Schedule

_MOST_WEEKS = 53


@dataclass(frozen=True, slots=True)
class Forecast:
    """Cash at the start of `starts_on`, the net flow of each week from then on, and the floor; one currency.

    Weeks are spans of seven days, the first is 1. Raises ValueError without a week or with more than a year of
    them, CurrencyMismatch for two currencies.
    """

    starts_on: date
    opening: Money
    flows: tuple[Money, ...]
    floor: Money
    balances: tuple[Money, ...] = field(init=False)
    """At the end of each week, without a plan."""

    def __post_init__(self) -> None:
        if not 1 <= len(self.flows) <= _MOST_WEEKS:
            raise ValueError(f"a forecast has 1 to {_MOST_WEEKS} weeks")
        found = list(accumulate(self.flows, lambda balance, flow: balance + flow, initial=self.opening))[1:]
        if self.floor.currency != self.opening.currency:
            raise CurrencyMismatch("a forecast and its floor are in one currency")
        object.__setattr__(self, "balances", tuple(found))

    def week_of(self, day: date) -> int:
        """The week in which a payment on a day counts; more than there are when the day lies beyond.

        A payment before the forecast starts counts in its first week, since the forecast does not know of it.
        """
        return max(0, (day - self.starts_on).days) // 7 + 1


@dataclass(frozen=True, slots=True)
class Liquidity:
    """Cash at the end of each week with payments in it. `low` is reached in all of `low_in`.

    `below_in` is the first week whose balance lies below the floor, None where there is none. `beyond` is what is to
    be paid after the weeks that the forecast tells of: nothing is known of it.
    """

    balances: tuple[Money, ...]
    floor: Money
    low: Money
    low_in: tuple[int, ...]
    below_in: int | None
    beyond: Money


@dataclass(frozen=True, slots=True)
class HighestInstalment:
    """The most that each instalment can be. One minor unit more takes the balance of `week` below the floor."""

    amount: Money
    week: int


@dataclass(frozen=True, slots=True)
class OverReach:
    """Cash falls below the floor in `week`, to `balance`, even with instalments of nothing."""

    week: int
    balance: Money
    floor: Money


def floor_of(monthly_outgoings: Money, per_cent: Decimal) -> Money:
    """So many per cent of a month's outgoings, rounded up to the minor unit, and never below nothing."""
    return max(
        monthly_outgoings.times(as_fraction(per_cent), Rounding.UP), Money(0, monthly_outgoings.currency)
    )


def liquidity(forecast: Forecast, payments: Mapping[int, Money]) -> Liquidity:
    """The forecast with payments by the number of their week.

    ValueError for a week before the first, CurrencyMismatch for a payment in another currency.
    """
    if min(payments, default=1) < 1:
        raise ValueError("the first week of a forecast is 1")
    paid = beyond = Money(0, forecast.opening.currency)
    balances = []
    for week, balance in enumerate(forecast.balances, 1):
        paid = paid + payments.get(week, Money(0, paid.currency))
        balances.append(balance - paid)
    for week, amount in payments.items():
        if week > len(balances):
            beyond = beyond + amount
    low = min(balances)
    low_in = tuple(week for week, balance in enumerate(balances, 1) if balance == low)
    below = [week for week, balance in enumerate(balances, 1) if balance < forecast.floor]
    return Liquidity(tuple(balances), forecast.floor, low, low_in, below[0] if below else None, beyond)


def by_week(forecast: Forecast, plan: Schedule) -> dict[int, Money]:
    """What a plan takes in each week."""
    found: dict[int, Money] = {}
    for one in plan.payments:
        week = forecast.week_of(one.due_on)
        found[week] = found.get(week, Money(0, one.amount.currency)) + one.amount
    return found


def highest_instalment(
    forecast: Forecast, weeks: Sequence[int], others: Mapping[int, Money] | None = None
) -> HighestInstalment | OverReach:
    """The highest equal instalment, paid in each of `weeks`, that keeps the floor; zero is possible.

    A week may be named more than once; those beyond the forecast are not looked at. `others` are payments beside
    it, such as the down payment. ValueError when no instalment lies inside the forecast.
    """
    if not any(1 <= week <= len(forecast.flows) for week in weeks):
        raise ValueError("no instalment lies inside the forecast")
    before = liquidity(forecast, others or {})
    if before.below_in is not None:
        return OverReach(before.below_in, before.balances[before.below_in - 1], forecast.floor)
    found = []
    for week, balance in enumerate(before.balances, 1):
        paid = sum(1 for one in weeks if one <= week)
        if paid:
            found.append(((balance - forecast.floor).minor // paid, week))
    minor, week = min(found)
    return HighestInstalment(Money(minor, forecast.opening.currency), week)
