"""Interest while a plan runs, and what its payments are in another currency."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from collectdesk.money.amount import Money
from collectdesk.money.fx import Rates
from collectdesk.money.interest import Calculation, Claim, Reduction, interest
from collectdesk.money.interest_rules import Regime
from collectdesk.money.no_figure import NoFigure
from collectdesk.money.quotation import Bearer, Quotation, quote_in
from collectdesk.money.reference_rates import ReferenceRates
from collectdesk.money.schedule import Schedule

Charged = Literal["apart", "each", "last"]
"""Interest is only told beside the schedule, paid with each instalment, or added to the last."""


@dataclass(frozen=True, slots=True)
class PlanInterest:
    """At which rate what is left bears interest, and how it is paid. See `rate_of_interest.agreed` for a fixed rate.

    `accrued_to` is the last day for which interest is in the total already; None: the day on which the plan starts.
    """

    regime: Regime
    rates: ReferenceRates
    charged: Charged = "apart"
    accrued_to: date | None = None


def interest_on_plan(plan: Schedule, terms: PlanInterest) -> Calculation | NoFigure:
    """Simple interest on what is left from payment to payment, if each comes on its day; no interest on interest."""
    claim = Claim(plan.total, terms.accrued_to or plan.starts_on)
    reductions = [Reduction(one.due_on, one.principal) for one in plan.payments]
    return interest(
        claim, plan.last_on, terms.regime, terms.rates, reductions=reductions, with_fixed_sum=False
    )


def with_interest(plan: Schedule, found: Calculation, charged: Charged) -> Schedule:
    """The schedule with its interest in the instalments, as it is paid; what `interest_on_plan` found, to the cent."""
    if charged == "apart":
        return plan
    nothing = Money(0, plan.total.currency)
    accrued = [nothing for _payment in plan.payments]
    for segment in found.segments:
        at = next(at for at, one in enumerate(plan.payments) if one.due_on >= segment.last)
        accrued[at] = accrued[at] + segment.amount
    if charged == "last":
        accrued = [nothing] * (len(accrued) - 1) + [found.interest]
    payments = tuple(replace(one, interest=part) for one, part in zip(plan.payments, accrued, strict=True))
    return replace(plan, payments=payments)


def in_local_currency(
    plan: Schedule,
    currency: str,
    rates: Rates,
    on: date,
    *,
    bearer: Bearer = "creditor",
    indicative: bool = True,
) -> tuple[Quotation, ...] | NoFigure:
    """Each payment as a quotation at the rate of one day, valid until the payment is due; see `quotation`.

    ValueError when a payment was due before that day.
    """
    quotations = []
    for one in plan.payments:
        days = (one.due_on - on).days
        found = quote_in(
            one.amount, currency, rates, on, valid_days=days, bearer=bearer, indicative=indicative
        )
        if isinstance(found, NoFigure):
            return found
        quotations.append(found)
    return tuple(quotations)
