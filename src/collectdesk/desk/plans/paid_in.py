"""A plan that may be paid in another currency: each payment at the rate of one day, the rate on record, who bears it.

Section 7.3 of the domain reference: rate source, rate date and who bears the difference are fixed in writing before a
payment; the debt stays in its own currency, and so does the plan. While the plan runs a quotation of the desk holds
for it, so that money of the other currency settles what was agreed (`desk.cash.exchange`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from collectdesk.desk.act import Act
from collectdesk.desk.fx import desk_rates
from collectdesk.desk.fx_quote import quote_row, stored_rates
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.models import FxQuote, FxQuoteItem, PaymentPlan, PlanItem
from collectdesk.money import Money, is_currency
from collectdesk.money.fx import Quote, Rates
from collectdesk.money.no_figure import NoFigure
from collectdesk.money.plan_interest import in_local_currency
from collectdesk.money.quotation import Bearer, Quotation, quote_in
from collectdesk.money.schedule import Schedule
from collectdesk.store import Store


@dataclass(frozen=True, slots=True)
class PaidIn:
    """What the payments of a plan are in another currency, in their order.

    Each is converted by itself and rounded half up, so that what is shown adds up to `total`. `until` is the last day
    of the plan: so long the rate is agreed, where the creditor bears the difference.
    """

    currency: str
    bearer: Bearer
    quotations: tuple[Quotation, ...]
    until: date

    @property
    def asked(self) -> tuple[Money, ...]:
        """The amounts to be paid."""
        return tuple(one.asked for one in self.quotations)

    @property
    def total(self) -> Money:
        """All of them together."""
        return Money(sum(one.minor for one in self.asked), self.currency)

    @property
    def on(self) -> date:
        """The day whose rate was taken."""
        return self.quotations[0].conversion.on

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """The published rates, one, or two that are crossed."""
        return self.quotations[0].conversion.quotes

    @property
    def indicative(self) -> bool:
        """Whether the rate is a published reference, not one that a bank has offered."""
        return self.quotations[0].indicative


def paid_in(
    plan: Schedule, currency: str, bearer: Bearer, rates: Rates, on: date, *, indicative: bool = True
) -> PaidIn | NoFigure:
    """A schedule in another currency at the rate of a day; what is owed of it stays as it is. NoFigure without a rate.

    ValueError when a payment was due before that day.
    """
    found = in_local_currency(plan, currency, rates, on, bearer=bearer, indicative=indicative)
    return found if isinstance(found, NoFigure) else PaidIn(currency, bearer, found, plan.last_on)


def rates_between(store: Store, owed: str, currency: str) -> Rates:
    """The rates that count at this desk for two currencies, for who has no session."""
    with store.read() as session:
        return desk_rates(session, {owed, currency})


def agreed_in(session: Session, plan: Schedule, currency: str, bearer: Bearer, on: date) -> PaidIn:
    """As `paid_in`, at the desk's rates. BadInput for no currency, the plan's own, or where no rate is loaded."""
    code = currency.strip().upper()
    if not is_currency(code):
        raise BadInput(_("{code} is not a currency; give an ISO code such as INR").format(code=currency))
    if code == plan.total.currency:
        raise BadInput(_("this is owed in {currency} already").format(currency=code))
    found = paid_in(plan, code, bearer, desk_rates(session, {plan.total.currency, code}), on)
    if isinstance(found, NoFigure):
        raise BadInput(found.reason)
    return found


def stored(found: PaidIn) -> dict[str, Any]:
    """What a plan keeps of it; the amounts follow from it to the minor unit."""
    return {
        "currency": found.currency, "bearer": found.bearer, "on": found.on.isoformat(),
        "indicative": found.indicative, "rates": stored_rates(found.quotes),
    }  # fmt: skip


def paid_in_of(plan: PaymentPlan, schedule: Schedule) -> PaidIn | None:
    """What the payments of a stored plan are in the currency it may be paid in; None where it is its own."""
    told = plan.paid_in
    if told is None:
        return None
    on = date.fromisoformat(told["on"])
    found = paid_in(
        schedule, told["currency"], told["bearer"], _rates(told), on, indicative=told["indicative"]
    )
    if isinstance(found, NoFigure):
        raise BadInput(found.reason)
    return found


def hold_rate(act: Act, plan: PaymentPlan, last_on: date) -> None:
    """Quote a plan that begins to run, or goes on with other days: the rate holds up to its last day."""
    if plan.paid_in is None:
        return
    if plan.fx_quote_id is not None:
        act.set(act.session.get_one(FxQuote, plan.fx_quote_id), valid_until=last_on)
        return
    told, total = plan.paid_in, Money(plan.total_minor, plan.currency)
    on = date.fromisoformat(told["on"])
    found = quote_in(
        total, told["currency"], _rates(told), on, valid_days=(last_on - on).days, bearer=told["bearer"],
        indicative=told["indicative"],
    )  # fmt: skip
    if isinstance(found, NoFigure):
        raise BadInput(found.reason)
    row = act.add(quote_row(act, plan.account_id, found))
    for item in act.session.scalars(select(PlanItem).where(PlanItem.payment_plan_id == plan.id)):
        act.session.add(
            FxQuoteItem(fx_quote_id=row.id, open_item_id=item.open_item_id, amount_minor=item.amount_minor)
        )
    act.set(plan, fx_quote_id=row.id)


def let_rate_go(act: Act, plan: PaymentPlan) -> None:
    """End the quotation of a plan that runs no more: what comes after today counts at the rate of its own day."""
    row = act.session.get(FxQuote, plan.fx_quote_id) if plan.fx_quote_id is not None else None
    if row is not None and row.valid_until > act.day:
        act.set(row, valid_until=act.day)


def _rates(told: dict[str, Any]) -> Rates:
    return Rates(
        Quote(currency, Decimal(quoted), date.fromisoformat(rate_on), source, base)
        for base, currency, quoted, rate_on, source in told["rates"]
    )
