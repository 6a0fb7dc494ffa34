"""What payments to come are worth on a day, so that a lump sum can stand beside a plan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from collectdesk.money.amount import Money
from collectdesk.money.currency import decimals
from collectdesk.money.exact import as_fraction
from collectdesk.money.rounding import Rounding
from collectdesk.money.schedule import Schedule

DatedAmount = tuple[date, Money]


@dataclass(frozen=True, slots=True)
class PresentValue:
    """`value` of payments of `nominal` in all, on the day `on`.

    `per_cent` is the firm's rate a year, `kept_per_cent` how much of what is agreed like this usually comes.
    """

    nominal: Money
    value: Money
    on: date
    per_cent: Decimal
    kept_per_cent: Decimal


@dataclass(frozen=True, slots=True)
class Comparison:
    """A lump sum beside a plan, both as of one day. `difference` is above zero where the lump sum is worth more."""

    lump_sum: PresentValue
    plan: PresentValue

    @property
    def difference(self) -> Money:
        """The value of the lump sum less that of the plan."""
        return self.lump_sum.value - self.plan.value


def present_value(
    payments: Iterable[DatedAmount],
    currency: str,
    on: date,
    per_cent: Decimal,
    kept_per_cent: Decimal = Decimal(100),
    *,
    basis: int = 365,
) -> PresentValue:
    """What payments are worth on a day: each amount / (1 + rate x days / basis), times the share that comes.

    Simple interest, as on arrears; days that are over are not discounted. Exact fractions, rounded half up once, on
    the sum. Raises ValueError for a rate below zero or a share that is not within 0 and 100, CurrencyMismatch for a
    payment in another currency.
    """
    if per_cent < 0 or not 0 <= kept_per_cent <= 100:
        raise ValueError("a rate is not below zero, and the share that comes lies within 0 and 100 per cent")
    rate = as_fraction(per_cent)
    nominal, exact = Money(0, currency), Fraction(0)
    for day, amount in payments:
        nominal = nominal + amount
        years = Fraction(max(0, (day - on).days), basis)
        exact += amount.minor * Fraction(1, 1 + rate * years)
    exact *= as_fraction(kept_per_cent) * Fraction(1, 10 ** decimals(currency))
    return PresentValue(
        nominal, Money.rounded(exact, currency, Rounding.HALF_UP), on, per_cent, kept_per_cent
    )


def compare(
    lump_sum: DatedAmount,
    plan: Schedule,
    on: date,
    per_cent: Decimal,
    *,
    plan_kept_per_cent: Decimal,
    lump_sum_kept_per_cent: Decimal = Decimal(100),
) -> Comparison:
    """A lump sum and a plan at the firm's rate, each with how often the like of it is kept. Raises as present_value."""
    currency = plan.total.currency
    payments = [(one.due_on, one.amount) for one in plan.payments]
    return Comparison(
        present_value([lump_sum], currency, on, per_cent, lump_sum_kept_per_cent),
        present_value(payments, currency, on, per_cent, plan_kept_per_cent),
    )
