"""Amounts, days and numbers as the recipient reads them, through Babel in their locale.

An amount always carries its ISO 4217 code, since signs such as $ and ¥ are ambiguous across borders, and the minor
units of ISO 4217; separators and the place of the code are the locale's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import Literal

from babel.core import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.languages import get_official_languages
from babel.numbers import NumberPattern, parse_pattern

from collectdesk.messages.values import RIGHT_TO_LEFT
from collectdesk.money import Money
from collectdesk.money.currency import decimals

_GAP = "\u00a0"
_SWISS = "’"
_DIGITS = re.compile(r"[#,0]*0")
_LETTER_PAPER = frozenset({"US", "CA", "MX", "CL", "CO", "PH"})
_TRADITIONAL = frozenset({"TW", "HK", "MO"})
_PLAIN_ENGLISH = "en_001"
"""English for readers outside the English-speaking countries: day before month, comma between thousands."""


_WRITTEN_APART = {("pt", "BR"): "pt_BR"}
"""Languages of which a country has a written form of its own."""


@dataclass(frozen=True, slots=True)
class Reader:
    """In whose language and with whose formats a letter is written.

    `language` names a catalogue of letters: "de", "pt_BR", "zh_Hant". `brief` writes days short, where space is dear.
    """

    language: str
    locale: Locale
    brief: bool = False

    @property
    def right_to_left(self) -> bool:
        """Whether the language is written from right to left."""
        return self.language in RIGHT_TO_LEFT

    def money(self, amount: Money) -> str:
        """ "EUR 1,234.50", "1.234,50 EUR", "JPY 1,000,000", with no break inside."""
        return _money(self.locale, amount.minor, amount.currency)

    def day(self, day: date) -> str:
        """ "5 March 2026", "5. März 2026", "2026年3月5日", with no break inside; brief: "5 Mar 2026", "05.03.2026"."""
        return _day(self.locale, day.year, day.month, day.day, "medium" if self.brief else "long")

    def number(self, number: int | Decimal) -> str:
        """A number with the locale's separators, all its decimals kept."""
        exact = Decimal(number)
        places = max(0, -int(exact.normalize().as_tuple().exponent))
        return _apply(parse_pattern(_whole(self.locale) + _zeros(places)), exact, self.locale)

    def per_cent(self, per_cent: Decimal) -> str:
        """A rate given in per cent: "9.5%", "9,5 %"."""
        places = max(0, -int(per_cent.normalize().as_tuple().exponent))
        pattern = _DIGITS.sub("0" + _zeros(places), self.locale.percent_formats[None].pattern)
        return _apply(parse_pattern(pattern), per_cent / 100, self.locale)

    @property
    def group(self) -> str:
        """What stands between groups of digits."""
        found = str(self.locale.number_symbols["latn"]["group"])
        return _SWISS if found == "'" else found

    def country(self, code: str | None) -> str | None:
        """The name of a country; None where none is known."""
        return self.locale.territories.get(code, code) if code else None

    @property
    def language_name(self) -> str:
        """The language's own name for itself."""
        own = Locale.parse(self.language)
        return own.get_display_name(own) or self.language


def reader(language: str, country: str | None, brief: bool = False) -> Reader:
    """The reader of a language in a country. The country's formats count where the language is at home there.

    ValueError for a language that Babel does not know.
    """
    try:
        plain = Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError, TypeError) as error:
        raise ValueError(f"{language!r} is no language") from error
    base = plain.language
    home = plain.territory or (country if country and base in _spoken(country) else None)
    script = _script(plain, language, home or country)
    written = f"{base}_{script}" if script else _WRITTEN_APART.get((base, home or ""), base)
    names = [f"{written}_{home}" if script else f"{base}_{home}"] if home else []
    for name in (*names, _PLAIN_ENGLISH if base == "en" else None, written, base):
        try:
            if name is not None:
                return Reader(written, Locale.parse(name), brief)
        except UnknownLocaleError:
            continue
    raise ValueError(f"{language!r} is no language")


def _spoken(country: str) -> frozenset[str]:
    return frozenset(one.split("_")[0] for one in official_languages(country))


def _script(plain: Locale, asked: str, country: str | None) -> str | None:
    """Which of its two scripts Chinese is written in; None for other languages, whose catalogues have one."""
    if plain.language != "zh":
        return None
    if "Han" in asked or plain.territory:
        return str(plain.script)
    return "Hant" if country in _TRADITIONAL else "Hans"


@cache
def official_languages(country: str) -> tuple[str, ...]:
    """The official languages of a country, also those of its regions, most spoken first; () for none known."""
    return tuple(get_official_languages(country, regional=False, de_facto=True))


def paper(country: str | None) -> str:
    """The size of paper in a country: "A4" or "Letter"."""
    return "Letter" if country in _LETTER_PAPER else "A4"


def _zeros(places: int) -> str:
    return "." + "0" * places if places else ""


def _whole(locale: Locale) -> str:
    """How the locale groups whole numbers: "#,##0", or "#,##,##0" in India."""
    return str(locale.decimal_formats[None].pattern).split(".")[0]


def _apply(pattern: NumberPattern, number: Decimal, locale: Locale, currency: str | None = None) -> str:
    """A number in a pattern. Babel loses the apostrophes of Switzerland, which it takes for quotes of the pattern."""
    symbols = locale.number_symbols["latn"]
    if symbols["group"] != "'":
        return str(pattern.apply(number, locale, currency=currency))
    said = str(pattern.apply(number, "en", currency=currency))
    return said.translate({ord(","): _SWISS, ord("."): symbols["decimal"]})


@lru_cache(maxsize=4096)
def _money(locale: Locale, minor: int, currency: str) -> str:
    pattern = _money_pattern(locale, decimals(currency))
    return _apply(pattern, Money(minor, currency).amount, locale, currency)


@lru_cache(maxsize=4096)
def _day(locale: Locale, year: int, month: int, day: int, style: Literal["medium", "long"]) -> str:
    return format_date(date(year, month, day), style, locale=locale).replace(" ", _GAP)


@cache
def _money_pattern(locale: Locale, digits: int) -> NumberPattern:
    """The locale's pattern for amounts with the code in the place of the sign, and so many decimals."""
    whole = _whole(locale) + _zeros(digits)
    positive = locale.currency_formats["standard"].pattern.split(";")[0]
    head, tail = "¤¤" + _GAP, ""
    if positive.rstrip("\u200f\u200e\u061c").endswith("¤"):
        head, tail = "", _GAP + "¤¤"
    return parse_pattern(f"{head}{whole}{tail};-{head}{whole}{tail}")
