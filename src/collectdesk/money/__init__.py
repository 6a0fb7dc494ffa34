"""What is owed, exactly: amounts in minor units of a currency, and the rates between them."""

from collectdesk.money.amount import CurrencyMismatch, Money
from collectdesk.money.currency import decimals, is_currency

__all__ = ["CurrencyMismatch", "Money", "decimals", "is_currency"]
