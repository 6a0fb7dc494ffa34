"""Quoting what a customer may pay in another currency: rate, day, source, validity and bearer, on record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from collectdesk.desk.act import Act, Command, act
from collectdesk.desk.fx import desk_rates
from collectdesk.desk.rights import Right
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.models import FxQuote, FxQuoteItem, OpenItem
from collectdesk.money import Money, is_currency
from collectdesk.money.display import spoken
from collectdesk.money.fx import Quote, Rates
from collectdesk.money.no_figure import NoFigure
from collectdesk.money.quotation import Bearer, Quotation, quote_in
from collectdesk.store import Store

VALID_DAYS = 7
"""How long a quotation holds unless another time is given."""


class QuoteInCurrency(Command):
    """A quotation to pay in `currency`. Left out, the documents are all that is overdue and not disputed.

    `owed_currency` is needed where these are in several. It holds for value dates up to `valid_days` after today.
    """

    account_id: int
    currency: str
    owed_currency: str | None = None
    item_ids: tuple[int, ...] = ()
    valid_days: int = Field(default=VALID_DAYS, ge=0, le=365)
    bearer: Bearer = "creditor"


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation on record, with its documents as (document, amount)."""

    id: int
    account_id: int
    quotation: Quotation
    documents: tuple[tuple[str, Money], ...]


@act("fx.quote", right=Right.WORK, undoable=True)
def quote_in_currency(act: Act, command: QuoteInCurrency) -> None:
    """Record what a customer may pay in another currency instead. Nothing that is owed changes.

    BadInput for an unknown currency, the debt's own, nothing to quote for, debts in several currencies, or
    where no rate is loaded.
    """
    account = act.account(command.account_id)
    currency = command.currency.strip().upper()
    if not is_currency(currency):
        raise BadInput(
            _("{code} is not a currency; give an ISO code such as INR").format(code=command.currency)
        )
    items = _items(act, account.id, command)
    owed = _owed(items, command.owed_currency)
    if owed.currency == currency:
        raise BadInput(_("this is owed in {currency} already").format(currency=currency))
    rates = desk_rates(act.session, {owed.currency, currency})
    found = quote_in(owed, currency, rates, act.day, valid_days=command.valid_days, bearer=command.bearer)
    if isinstance(found, NoFigure):
        raise BadInput(found.reason)
    row = act.add(quote_row(act, account.id, found))
    covered = [(item, free) for item, free in items if item.currency == owed.currency]
    for item, free in covered:
        act.session.add(FxQuoteItem(fx_quote_id=row.id, open_item_id=item.id, amount_minor=free))
    act.record(
        quote=row.id, owed=[owed.currency, owed.minor], asked=[currency, found.asked.minor], rates=row.rates,
        rate_on=found.conversion.rate_on, valid_until=found.valid_until, bearer=found.bearer,
        indicative=found.indicative, documents=[[item.id, free] for item, free in covered],
    )  # fmt: skip
    act.say(
        _("Quoted: {asked} for {owed}, until {day}").format(
            asked=spoken(found.asked), owed=spoken(owed), day=found.valid_until.isoformat()
        )
    )


def quotations(store: Store, account_id: int, valid_on: date | None = None) -> tuple[Quoted, ...]:
    """The quotations of an account, newest first; with a day only those that hold on it."""
    with store.read() as session:
        query = select(FxQuote).where(FxQuote.account_id == account_id, FxQuote.undone_by.is_(None))
        if valid_on is not None:
            query = query.where(FxQuote.valid_until >= valid_on)
        rows = list(session.scalars(query.order_by(FxQuote.id.desc())))
        return tuple(
            Quoted(row.id, row.account_id, quotation_of(row), _documents(session, row)) for row in rows
        )


def quotation_of(row: FxQuote) -> Quotation:
    """The quotation as it was made, with the exact rate; `money.quotation.pay_quotation` settles with it."""
    quotes = [
        Quote(currency, Decimal(quoted), date.fromisoformat(rate_on), source, base)
        for base, currency, quoted, rate_on, source in row.rates
    ]
    conversion = Rates(quotes).convert(
        Money(row.owed_minor, row.owed_currency), row.asked_currency, row.quoted_on
    )
    if isinstance(conversion, NoFigure) or conversion.gives.minor != row.asked_minor:
        raise BadInput(_("the quotation {id} does not follow from its rates").format(id=row.id))
    bearer: Bearer = "customer" if row.bearer == "customer" else "creditor"
    return Quotation(conversion.given, conversion, row.valid_until, bearer, row.indicative)


def _items(act: Act, account_id: int, command: QuoteInCurrency) -> list[tuple[OpenItem, int]]:
    """The items with what is open and not disputed of each."""
    query = select(OpenItem).where(OpenItem.account_id == account_id, OpenItem.open_minor > 0)
    if command.item_ids:
        query = query.where(OpenItem.id.in_(command.item_ids))
    else:
        query = query.where(OpenItem.due_on < act.day)
    rows = list(act.session.scalars(query.order_by(OpenItem.due_on, OpenItem.id)))
    if command.item_ids and len(rows) != len(set(command.item_ids)):
        raise BadInput(_("one of these documents is not open on this account; look at its items"))
    free = [(row, row.open_minor - max(0, min(row.disputed_minor, row.open_minor))) for row in rows]
    return [(row, minor) for row, minor in free if minor > 0]


def _owed(items: Sequence[tuple[OpenItem, int]], wanted: str | None) -> Money:
    sums: dict[str, int] = {}
    for item, free in items:
        sums[item.currency] = sums.get(item.currency, 0) + free
    code = (wanted or "").strip().upper()
    if code and code in sums:
        return Money(sums[code], code)
    if code or not sums:
        raise BadInput(
            _("nothing overdue and undisputed is there to quote for; name documents that are open")
        )
    if len(sums) > 1:
        raise BadInput(
            _("this is owed in {currencies}; say for which of them to quote").format(
                currencies=", ".join(sorted(sums))
            )
        )
    ((code, minor),) = sums.items()
    return Money(minor, code)


def stored_rates(quotes: Sequence[Quote]) -> list[list[Any]]:
    """Published rates as rows keep them: see `FxQuote`."""
    return [
        [one.base, one.currency, f"{one.quoted:f}", one.rate_on.isoformat(), one.source] for one in quotes
    ]


def quote_row(act: Act, account_id: int, found: Quotation) -> FxQuote:
    """A new row for a quotation."""
    return FxQuote(
        account_id=account_id,
        user_id=act.actor.id,
        at=act.now,
        owed_minor=found.owed.minor,
        owed_currency=found.owed.currency,
        asked_minor=found.asked.minor,
        asked_currency=found.asked.currency,
        quoted_on=found.conversion.on,
        valid_until=found.valid_until,
        bearer=found.bearer,
        indicative=found.indicative,
        rates=stored_rates(found.conversion.quotes),
    )


def _documents(session: Session, row: FxQuote) -> tuple[tuple[str, Money], ...]:
    found = session.execute(
        select(OpenItem.document, OpenItem.currency, FxQuoteItem.amount_minor)
        .join(OpenItem, OpenItem.id == FxQuoteItem.open_item_id)
        .where(FxQuoteItem.fx_quote_id == row.id)
        .order_by(OpenItem.due_on, OpenItem.id)
    )
    return tuple((document, Money(minor, currency)) for document, currency, minor in found)
