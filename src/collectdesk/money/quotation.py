"""What a customer may pay in local currency for a debt in another, and what the rate did in the meantime.

Rate source, rate date and who bears the difference are fixed in writing before the payment; the debt itself
stays in its own currency. Central-bank rates are for information, so a quotation made with them is indicative.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

from collectdesk.i18n import _
from collectdesk.money.amount import Money
from collectdesk.money.fx import Conversion, Rates, converted
from collectdesk.money.no_figure import NoFigure

Bearer = Literal["creditor", "customer"]


@dataclass(frozen=True, slots=True)
class Quotation:
    """`asked` in the customer's currency for `owed`, good for value dates up to `valid_until`, that day included.

    Where the creditor bears the difference, the quoted amount paid in time settles the debt whatever the rate has
    become; where the customer bears it, every payment counts at the rate of its value date. `indicative` says
    that the rate is a published reference, not one that a bank has offered.
    """

    owed: Money
    conversion: Conversion
    valid_until: date
    bearer: Bearer
    indicative: bool

    @property
    def asked(self) -> Money:
        """What the customer pays."""
        return self.conversion.gives


@dataclass(frozen=True, slots=True)
class Fluctuation:
    """One amount in another currency on two days; `difference` is later less earlier, in that currency."""

    earlier: Conversion
    later: Conversion

    @property
    def difference(self) -> Money:
        """Above zero when the amount has become worth more."""
        return self.later.gives - self.earlier.gives


@dataclass(frozen=True, slots=True)
class QuotedPayment:
    """A payment on a quotation: what it settles of the debt, what it is worth, and the rest.

    `settles` and `worth` are in the debt's currency, `over` (paid beyond what was needed) in the payment's.
    """

    paid: Money
    settles: Money
    worth: Conversion
    over: Money
    in_time: bool

    @property
    def difference(self) -> Money:
        """Worth on the value date less what it settles: below zero is the creditor's exchange loss."""
        return self.worth.gives - self.settles


def quote_in(
    owed: Money,
    currency: str,
    rates: Rates,
    on: date,
    *,
    valid_days: int,
    bearer: Bearer = "creditor",
    indicative: bool = True,
) -> Quotation | NoFigure:
    """A quotation made on a day, valid for so many days after it. NoFigure without a rate young enough.

    Raises ValueError for nothing owed or a validity below zero.
    """
    if owed.minor <= 0 or valid_days < 0:
        raise ValueError("a quotation is for an amount above zero and holds at least on its day")
    conversion = rates.convert(owed, currency, on)
    if isinstance(conversion, NoFigure):
        return conversion
    if conversion.gives.minor <= 0:
        return NoFigure(
            _("{owed} is less than the smallest amount in {currency}").format(
                owed=f"{owed.currency} {owed}", currency=currency
            )
        )
    return Quotation(owed, conversion, on + timedelta(days=valid_days), bearer, indicative)


def fluctuation(
    amount: Money, currency: str, rates: Rates, earlier: date, later: date
) -> Fluctuation | NoFigure:
    """What an amount was worth in another currency on two days, such as due date and value date."""
    then = rates.convert(amount, currency, earlier)
    if isinstance(then, NoFigure):
        return then
    now = rates.convert(amount, currency, later)
    return now if isinstance(now, NoFigure) else Fluctuation(then, now)


def pay_quotation(
    quotation: Quotation, paid: Money, value_on: date, rates: Rates
) -> QuotedPayment | NoFigure:
    """What a payment in the quoted currency does to the debt. Not more than the debt is ever settled.

    Raises CurrencyMismatch when it is in another currency than the quotation, ValueError when it is not above zero.
    """
    if paid.minor <= 0:
        raise ValueError("a payment is above zero")
    in_time = quotation.conversion.on <= value_on <= quotation.valid_until
    asked = quotation.conversion
    if not in_time or quotation.bearer == "customer":
        now = rates.convert(quotation.owed, quotation.asked.currency, value_on)
        if isinstance(now, NoFigure):
            return now
        asked = now
    over = paid - asked.gives
    if over.minor < 0:
        over = Money(0, paid.currency)
        part = converted(paid, quotation.owed.currency, value_on, Fraction(1, asked.rate), ()).gives
        settles = min(part, quotation.owed)
    else:
        settles = quotation.owed
    worth = rates.convert(paid - over, quotation.owed.currency, value_on)
    if isinstance(worth, NoFigure):
        return worth
    return QuotedPayment(paid, settles, worth, over, in_time)
