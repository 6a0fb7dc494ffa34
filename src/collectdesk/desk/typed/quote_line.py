"""The line of a quotation: `usd 14 customer` is "in dollars, for 14 days, the customer bears the difference"."""

from __future__ import annotations

from dataclasses import dataclass

from collectdesk.desk.fx_quote import VALID_DAYS
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.money import is_currency
from collectdesk.money.quotation import Bearer

BEARERS: dict[str, Bearer] = {
    "creditor": "creditor",
    "us": "creditor",
    "customer": "customer",
    "them": "customer",
}
"""Words for who bears what the rate does until a payment is there."""
_LONGEST = 365


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """What was understood. `owed` is the currency of the debt, where the line named two: `eur usd`."""

    currency: str
    owed: str | None
    valid_days: int
    bearer: Bearer


def read_quote_line(text: str) -> QuoteLine:
    """Read the line. BadInput, saying what was not understood, without a currency or with a word of no meaning."""
    currencies: list[str] = []
    days, bearer = VALID_DAYS, "creditor"
    for word in text.split():
        if is_currency(word.upper()):
            currencies.append(word.upper())
        elif word.isdecimal() and int(word) <= _LONGEST:
            days = int(word)
        elif word.lower() in BEARERS:
            bearer = BEARERS[word.lower()]
        else:
            raise BadInput(
                _(
                    "{word} is no currency, no number of days up to {most}, and neither creditor nor customer"
                ).format(word=word, most=_LONGEST)
            )
    if not 1 <= len(currencies) <= 2:
        raise BadInput(_("give the currency to pay in, such as USD"))
    owed = currencies[0] if len(currencies) == 2 else None
    return QuoteLine(currencies[-1], owed, days, "customer" if bearer == "customer" else "creditor")
