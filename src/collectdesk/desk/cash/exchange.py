"""Payments in another currency than the items: at a quotation that holds, else at the rate of the value date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from collectdesk.days import full_day
from collectdesk.desk.cash.posting import countries_of, decide
from collectdesk.desk.cash.scoring import ItemNow
from collectdesk.desk.fx import desk_rates
from collectdesk.desk.fx_quote import quotation_of, stored_rates
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.models import FxQuote, FxQuoteItem
from collectdesk.money import Money
from collectdesk.money.allocation import Named
from collectdesk.money.display import spoken
from collectdesk.money.fx import Quote, Rates
from collectdesk.money.no_figure import NoFigure
from collectdesk.money.quotation import Quotation, pay_quotation
from collectdesk.money.rounding import whole


@dataclass(frozen=True, slots=True)
class Exchanged:
    """What a payment gives an item in another currency, and the rates it rests on.

    `difference` is what the money was worth on its value date less what it settles, in the item's currency: below
    zero is the creditor's loss.
    """

    item_id: int
    settles: Money
    takes: Money
    rates: tuple[Quote, ...]
    quote_id: int | None
    difference: Money
    reason: str

    @property
    def stored_rates(self) -> list[list[Any]]:
        """The rates as rows keep them."""
        return stored_rates(self.rates)


@dataclass(frozen=True, slots=True)
class Exchange:
    """What a payment would settle, in words too: `said` tells whose rate of which day. `quoted`: a quotation holds."""

    lines: tuple[Exchanged, ...]
    said: str
    quoted: bool


def exchange(
    session: Session, account_id: int, items: Sequence[ItemNow], money: Money, value_on: date
) -> Exchange:
    """What a payment settles of open items in one other currency. BadInput without a rate, or with two currencies."""
    currencies = {item.currency for item in items}
    if len(currencies) != 1:
        raise BadInput(_("these items are in several currencies; split the payment among those of one"))
    currency = currencies.pop()
    rates = desk_rates(session, {currency, money.currency})
    found = _quotation(session, account_id, currency, money.currency, value_on)
    if found is not None:
        row, quotation, covered = found
        due = [(item, min(covered[item.id], item.open)) for item in items if covered.get(item.id)]
        if due:
            return _at_quotation(row, quotation, due, money, value_on, rates)
    return _at_rate(session, account_id, items, money, value_on, rates)


def _quotation(
    session: Session, account_id: int, owed: str, asked: str, value_on: date
) -> tuple[FxQuote, Quotation, dict[int, int]] | None:
    """The newest quotation that holds on a day, with the minor units that it covers of each item."""
    row = session.scalar(
        select(FxQuote)
        .where(
            FxQuote.account_id == account_id, FxQuote.owed_currency == owed, FxQuote.asked_currency == asked,
            FxQuote.quoted_on <= value_on, FxQuote.valid_until >= value_on, FxQuote.undone_by.is_(None),
        )
        .order_by(FxQuote.id.desc())
        .limit(1)
    )  # fmt: skip
    if row is None:
        return None
    items = session.execute(
        select(FxQuoteItem.open_item_id, FxQuoteItem.amount_minor).where(FxQuoteItem.fx_quote_id == row.id)
    )
    return row, quotation_of(row), dict(items.all())


def _at_quotation(
    row: FxQuote,
    quotation: Quotation,
    due: Sequence[tuple[ItemNow, int]],
    money: Money,
    value_on: date,
    rates: Rates,
) -> Exchange:
    paid = pay_quotation(quotation, money, value_on, rates)
    if isinstance(paid, NoFigure):
        raise BadInput(paid.reason)
    settles = min(paid.settles.minor, sum(minor for _item, minor in due))
    said = _("at the quotation of {day}: {asked} for {owed}").format(
        day=full_day(row.quoted_on), asked=spoken(quotation.asked), owed=spoken(quotation.owed)
    )
    # Shares are cut from running sums, so that they make the whole whatever is rounded.
    net = Fraction((money - paid.over).minor, paid.settles.minor or 1)
    worth = Fraction(paid.difference.minor, paid.settles.minor or 1)
    used = quotation.conversion if quotation.bearer == "creditor" else paid.worth
    lines: list[Exchanged] = []
    done = taken = differed = 0
    for item, most in sorted(due, key=lambda one: (one[0].due_on or date.max, one[0].id)):
        part = min(most, settles - done)
        if part <= 0:
            continue
        done += part
        takes, differs = _cut(done * net) - taken, _cut(done * worth) - differed
        taken, differed = taken + takes, differed + differs
        lines.append(
            Exchanged(
                item.id, Money(part, item.currency), Money(takes, money.currency), used.quotes,
                row.id, Money(differs, item.currency), said,
            )
        )  # fmt: skip
    return Exchange(tuple(lines), said, True)


def _at_rate(
    session: Session,
    account_id: int,
    items: Sequence[ItemNow],
    money: Money,
    value_on: date,
    rates: Rates,
) -> Exchange:
    found = rates.convert(money, items[0].currency, value_on)
    if isinstance(found, NoFigure):
        raise BadInput(found.reason)
    quotes = ", ".join(
        _("{currency} {quoted} for {base} 1 of {day}").format(
            currency=one.currency, quoted=f"{one.quoted:f}", base=one.base, day=full_day(one.rate_on)
        )
        for one in found.quotes
    )
    said = _("at the rate of the value date: {quotes}").format(quotes=quotes)
    named = [Named(item.id) for item in items]
    countries = countries_of(session, account_id)
    decided = decide(items, money, value_on, named, countries, "", rates)
    nothing = Money(0, items[0].currency)
    lines = [
        Exchanged(one.item_id, one.settles, one.takes, one.rate.quotes, None, nothing, said)
        for one in decided.lines
        if one.rate is not None
    ]
    return Exchange(tuple(lines), said, False)


def _cut(exact: Fraction) -> int:
    return whole(exact.numerator, exact.denominator)
