"""Pinning the rates that ranking compares amounts with.

A rate becomes an exact reduced fraction from minor units of a currency to minor units of the base
currency, so that the database needs whole numbers only. Quotes are units of a currency for one euro, as
the European Central Bank publishes them; other bases are crossed through the euro.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from sqlalchemy import delete, func, insert, select, text
from sqlalchemy.orm import Session

from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.models import FxRate, RankingRate
from collectdesk.money.fx import EURO, Quote, minor_fraction, newest
from collectdesk.ranking.facts import ITEM_MAX
from collectdesk.ranking.rerank import desk_clock

__all__ = ["Quote", "base_fraction", "fits", "pin_rates", "rank_with_rates_of", "rates_day"]

_MAX = 2**63 - 1


def rates_day(day: date) -> date:
    """The date whose rates rank on `day`: the Monday of its week, so that the list keeps still in between."""
    return day - timedelta(days=day.weekday())


def base_fraction(currency: str, quoted: Decimal, base: str, base_quoted: Decimal) -> Fraction:
    """Exact minor units of `base` for one minor unit of `currency`.

    Both quotes are units for one euro. ValueError when the fraction is too long to compute with in 63 bits.
    """
    fraction = minor_fraction(currency, quoted, base, base_quoted)
    if not fits(fraction):
        raise ValueError(f"the rate of {currency} has too many digits")
    return fraction


def fits(factor: Fraction) -> bool:
    """Whether amounts can be converted at this exact factor in whole numbers of 63 bits."""
    num, den = factor.numerator, factor.denominator
    return 2 * num * den + den <= _MAX and (ITEM_MAX // den + 1) * num <= _MAX


def rank_with_rates_of(session: Session, on: date, quotes: Iterable[Quote] = ()) -> None:
    """Let the rest of this read see the rates of another day; nothing of the book changes.

    A temporary table takes the name's place until the session ends: both engines look there first.
    """
    session.execute(text("CREATE TEMPORARY TABLE ranking_rate AS SELECT * FROM ranking_rate WHERE 1 = 0"))
    pin_rates(session, on, quotes)


def pin_rates(session: Session, on: date, quotes: Iterable[Quote] = ()) -> dict[str, date]:
    """Fill `ranking_rate` for the desk's base currency; give the publication date used per currency.

    For each currency the newest quote on or before `on` counts, of `fx_rate` and of `quotes`; on the same
    day that of `fx_rate`. The base currency is always there. Nothing is committed. BadInput when a quote
    cannot be used.
    """
    base = desk_clock(session).base_currency
    known = newest((*quotes, *_stored(session, on)), on)
    known[EURO] = Quote(EURO, Decimal(1), on)
    rows = [{"currency": base, "num": 1, "den": 1, "rate_on": on}]
    if base in known:
        for quote in known.values():
            if quote.currency != base:
                rows.append(_row(quote, base, known[base].quoted))
    session.execute(delete(RankingRate))
    session.execute(insert(RankingRate), rows)
    return {str(row["currency"]): row["rate_on"] for row in rows}  # type: ignore[misc]


def _row(quote: Quote, base: str, base_quoted: Decimal) -> dict[str, object]:
    try:
        fraction = base_fraction(quote.currency, quote.quoted, base, base_quoted)
    except ValueError as error:
        raise BadInput(
            _("the rate of {currency} of {day} has too many digits; import it again, rounded").format(
                currency=quote.currency, day=quote.rate_on.isoformat()
            )
        ) from error
    return {
        "currency": quote.currency,
        "num": fraction.numerator,
        "den": fraction.denominator,
        "rate_on": quote.rate_on,
    }


def _stored(session: Session, on: date) -> list[Quote]:
    last = (
        select(FxRate.currency, func.max(FxRate.rate_on).label("rate_on"))
        .where(FxRate.rate_on <= on)
        .group_by(FxRate.currency)
        .subquery()
    )
    rows = session.execute(
        select(FxRate.currency, FxRate.quoted, FxRate.rate_on).join(
            last, (FxRate.currency == last.c.currency) & (FxRate.rate_on == last.c.rate_on)
        )
    )
    quotes = []
    for currency, quoted, rate_on in rows:
        try:
            quotes.append(Quote(currency, Decimal(quoted), rate_on))
        except InvalidOperation as error:
            raise BadInput(
                _("the stored rate of {currency} of {day} is not a number; import it again").format(
                    currency=currency, day=rate_on.isoformat()
                )
            ) from error
    return quotes
