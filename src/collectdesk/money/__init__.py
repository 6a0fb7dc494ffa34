"""What is owed, exactly: amounts in minor units of a currency, and the rates between them."""

from collectdesk.money.amount import CurrencyMismatch, Money
from collectdesk.money.currency import decimals, is_currency
from collectdesk.money.no_figure import NoFigure
from collectdesk.money.rounding import Rounding

__all__ = ["CurrencyMismatch", "Money", "NoFigure", "Rounding", "decimals", "is_currency"]
