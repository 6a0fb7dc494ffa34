"""What a household can pay in a month, from its income and expenditure.

Section 6.2 of the domain reference: the surplus less a small savings line is shared over all debts by their size.
Payments to debts without priority are no expenditure; priority debts are. Without anything available there is no
plan, but a token payment, a pause, or a referral to debt advice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from collectdesk.money.amount import Money
from collectdesk.money.exact import as_fraction

Period = Literal["weekly", "fortnightly", "four_weekly", "monthly", "quarterly", "yearly"]
LineKind = Literal["income", "fixed", "flexible", "priority_debt", "other_debt"]

INSTEAD_OF_A_PLAN = ("token_payment", "pause", "advice")
"""What is left where nothing is available."""

_A_YEAR: dict[Period, int] = {
    "weekly": 52, "fortnightly": 26, "four_weekly": 13, "monthly": 12, "quarterly": 4, "yearly": 1,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One line of a statement: an amount for each period. Lines of `other_debt` are listed and not counted."""

    kind: LineKind
    amount: Money
    period: Period = "monthly"


@dataclass(frozen=True, slots=True)
class Household:
    """A month of a household. `share` of what is `available` is ours; `once` is money at hand for a down payment."""

    income: Money
    fixed: Money
    flexible: Money
    surplus: Money
    savings: Money
    available: Money
    share: Money
    once: Money

    @property
    def bears_a_plan(self) -> bool:
        """Whether there is anything to pay instalments from."""
        return self.share.minor > 0


def monthly(amount: Money, period: Period) -> Money:
    """What an amount for each period is in a month (weekly: x 52 / 12), rounded half up."""
    return amount.times(Fraction(_A_YEAR[period], 12))


def household(
    lines: Iterable[StatementLine],
    our_debt: Money,
    all_debts: Money,
    *,
    savings_per_cent: Decimal,
    savings_most: Money,
    once: Money | None = None,
) -> Household:
    """What is available in a month, each line rounded so that shown lines make the shown sums.

    `all_debts` are those that share, ours among them. Raises ValueError for a line or a debt below zero or a debt
    of ours that is not above zero or more than all; CurrencyMismatch for a line in another currency.
    """
    currency = our_debt.currency
    nothing = Money(0, currency)
    if not 0 < our_debt.minor <= all_debts.minor or all_debts.currency != currency:
        raise ValueError("our debt is above zero and one of all debts, in one currency")
    sums: dict[LineKind, Money] = {}
    for line in lines:
        if line.amount.minor < 0:
            raise ValueError("no line of a statement is below zero")
        sums[line.kind] = sums.get(line.kind, nothing) + monthly(line.amount, line.period)
    income, flexible = sums.get("income", nothing), sums.get("flexible", nothing)
    fixed = sums.get("fixed", nothing) + sums.get("priority_debt", nothing)
    surplus = income - fixed - flexible
    savings = min(surplus.times(as_fraction(savings_per_cent)), savings_most)
    if surplus.minor <= 0:
        savings = nothing
    available = surplus - savings
    share = available.times(Fraction(our_debt.minor, all_debts.minor)) if available.minor > 0 else nothing
    return Household(income, fixed, flexible, surplus, savings, available, share, once or nothing)
