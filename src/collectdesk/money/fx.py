"""Exchange rates: which rate a day has, and conversion that keeps the rate, its date, its source and its rounding.

A quote is read as its publisher gives it, in units of a currency for one of the base (the European Central
Bank: for one euro). Amounts are divided by it, never multiplied by a rounded inverse (Regulation (EC) 1103/97,
art. 4).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from collectdesk.i18n import _
from collectdesk.money.amount import Money
from collectdesk.money.currency import decimals, is_currency
from collectdesk.money.no_figure import NoFigure
from collectdesk.money.rounding import Rounding, whole

EURO = "EUR"
_MOST_DIGITS = 30
"""No rate is further from one than so many digits."""


@dataclass(frozen=True, slots=True)
class Quote:
    """`quoted` units of `currency` for one of `base`, published on `rate_on` by `source`."""

    currency: str
    quoted: Decimal
    rate_on: date
    source: str = ""
    base: str = EURO

    @property
    def usable(self) -> bool:
        """Whether it is a rate above zero between currencies that exist."""
        return (
            self.quoted.is_finite()
            and self.quoted > 0
            and abs(self.quoted.adjusted()) <= _MOST_DIGITS
            and is_currency(self.currency)
            and is_currency(self.base)
        )

    def age_days(self, on: date) -> int:
        """How many days it is old on a day."""
        return (on - self.rate_on).days


@dataclass(frozen=True, slots=True)
class Conversion:
    """An amount in another currency, and all it rests on.

    `rate` is exact: minor units of what it gives for one minor unit of what was given. `quotes` are the
    published rates it is made of: none within one currency, one, or two crossed. `difference` is what rounding
    added (below zero: took), an exact fraction of a minor unit of `gives`.
    """

    given: Money
    gives: Money
    on: date
    rate: Fraction
    quotes: tuple[Quote, ...]
    difference: Fraction

    @property
    def rate_on(self) -> date:
        """The day of the rate; of two crossed rates the older one."""
        return min((quote.rate_on for quote in self.quotes), default=self.on)

    @property
    def age_days(self) -> int:
        """How many days the rate was old."""
        return (self.on - self.rate_on).days

    @property
    def sources(self) -> tuple[str, ...]:
        """Who published the rates, each once."""
        return tuple(dict.fromkeys(quote.source for quote in self.quotes))


def minor_fraction(currency: str, quoted: Decimal, base: str, base_quoted: Decimal) -> Fraction:
    """Exact minor units of `base` for one minor unit of `currency`, both quoted for one of the same third.

    USD 1.0850 for one euro gives 200/217 euro cents a US cent; JPY 163 gives 100/163 euro cents a yen.
    """
    scale = Fraction(10 ** decimals(base), 10 ** decimals(currency))
    return Fraction(Fraction(base_quoted), Fraction(quoted)) * scale


def newest(quotes: Iterable[Quote], on: date) -> dict[str, Quote]:
    """For each currency the last usable quote for one euro published on or before a day.

    Of several published on the same day the last given counts.
    """
    found: dict[str, Quote] = {}
    for quote in quotes:
        if quote.base != EURO or quote.rate_on > on or not quote.usable:
            continue
        before = found.get(quote.currency)
        if before is None or quote.rate_on >= before.rate_on:
            found[quote.currency] = quote
    return found


class Rates:
    """Quotes to convert with. Unusable ones are left out; of several for one day the last given counts.

    A rate that was published more than `oldest_days` before the day it is wanted for is not used; None is no limit.
    """

    def __init__(self, quotes: Iterable[Quote], *, oldest_days: int | None = None) -> None:
        self._oldest_days = oldest_days
        by_pair: dict[tuple[str, str], dict[date, Quote]] = {}
        for quote in quotes:
            if quote.usable and quote.base != quote.currency:
                by_pair.setdefault((quote.base, quote.currency), {})[quote.rate_on] = quote
        self._quotes = {pair: [by_day[day] for day in sorted(by_day)] for pair, by_day in by_pair.items()}

    def of_day(self, currency: str, on: date, base: str = EURO) -> Quote | None:
        """The rate of a day: the last one published on or before it. None when there is none."""
        published = self._quotes.get((base, currency), [])
        at = bisect_right(published, on, key=lambda quote: quote.rate_on)
        return published[at - 1] if at else None

    def convert(
        self,
        given: Money,
        currency: str,
        on: date,
        *,
        how: Rounding = Rounding.HALF_UP,
    ) -> Conversion | NoFigure:
        """An amount in another currency at the rate of a day.

        A rate quoted for the two currencies goes before one crossed through the euro. NoFigure when no rate is
        loaded, or the last one is too old.
        """
        quotes = self._route(given.currency, currency, on)
        if quotes is None:
            return NoFigure(
                _("no rate between {given} and {wanted} is loaded for {day} or before; import rates").format(
                    given=given.currency, wanted=currency, day=on.isoformat()
                )
            )
        oldest = max((quote.age_days(on) for quote in quotes), default=0)
        if self._oldest_days is not None and oldest > self._oldest_days:
            return NoFigure(
                _(
                    "the last rate between {given} and {wanted} is {days} days old on {day}; import rates"
                ).format(given=given.currency, wanted=currency, days=oldest, day=on.isoformat())
            )
        rate = _rate(given.currency, currency, quotes)
        return converted(given, currency, on, rate, quotes, how)

    def _route(self, given: str, wanted: str, on: date) -> tuple[Quote, ...] | None:
        if given == wanted:
            return ()
        direct = [
            quote
            for pair in ((given, wanted), (wanted, given))
            if (quote := self.of_day(pair[1], on, pair[0]))
        ]
        if direct:
            return (max(direct, key=lambda quote: quote.rate_on),)
        legs = tuple(quote for code in (given, wanted) if (quote := self.of_day(code, on)))
        return legs if len(legs) == 2 else None


def converted(
    given: Money,
    currency: str,
    on: date,
    rate: Fraction,
    quotes: tuple[Quote, ...],
    how: Rounding = Rounding.HALF_UP,
) -> Conversion:
    """An amount at an exact rate from minor units to minor units, rounded once."""
    exact = given.minor * rate
    minor = whole(exact.numerator, exact.denominator, how)
    return Conversion(given, Money(minor, currency), on, rate, quotes, minor - exact)


def _rate(given: str, wanted: str, quotes: tuple[Quote, ...]) -> Fraction:
    if not quotes:
        return Fraction(1)
    if len(quotes) == 2:
        return minor_fraction(given, quotes[0].quoted, wanted, quotes[1].quoted)
    quote, one = quotes[0], Decimal(1)
    if quote.base == given:
        return minor_fraction(given, one, wanted, quote.quoted)
    return minor_fraction(given, quote.quoted, wanted, one)
