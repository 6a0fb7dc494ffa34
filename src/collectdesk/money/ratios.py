"""Ratios of a balance sheet, as they are commonly defined. What is good enough is not for this module to say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from collectdesk.i18n import _
from collectdesk.money.amount import CurrencyMismatch, Money
from collectdesk.money.no_figure import NoFigure
from collectdesk.money.rounding import whole

Ratio = Decimal | NoFigure


@dataclass(frozen=True, slots=True)
class BalanceSheet:
    """The lines of a balance sheet that ratios need, as of a day; None where a line is not known. One currency."""

    as_of: date
    current_assets: Money | None = None
    inventories: Money | None = None
    cash: Money | None = None
    current_liabilities: Money | None = None
    equity: Money | None = None
    total_assets: Money | None = None

    @property
    def current_ratio(self) -> Ratio:
        """Current assets for each unit of current liabilities, to two decimals."""
        return _ratio(self.current_assets, self.current_liabilities)

    @property
    def quick_ratio(self) -> Ratio:
        """The same without inventories."""
        if self.current_assets is None or self.inventories is None:
            return _unknown()
        return _ratio(self.current_assets - self.inventories, self.current_liabilities)

    @property
    def cash_ratio(self) -> Ratio:
        """Cash for each unit of current liabilities, to two decimals."""
        return _ratio(self.cash, self.current_liabilities)

    @property
    def equity_ratio(self) -> Ratio:
        """Equity for each unit of total assets, to two decimals; below zero where debts are more than assets."""
        return _ratio(self.equity, self.total_assets)


def _ratio(part: Money | None, of: Money | None) -> Ratio:
    if part is None or of is None:
        return _unknown()
    if part.currency != of.currency:
        raise CurrencyMismatch("the lines of a balance sheet are in one currency")
    if of.minor <= 0:
        return NoFigure(_("there is nothing to divide by: the line of the balance sheet is not above zero"))
    hundredths = Fraction(part.minor, of.minor) * 100
    return Decimal(f"{whole(hundredths.numerator, hundredths.denominator)}E-2")


def _unknown() -> Ratio:
    return NoFigure(_("a line of the balance sheet that this ratio needs is not known"))
