"""The customers of a ledger file: their number decides who they are, never their name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from collectdesk.exchange.cells import Cell, Unreadable, text
from collectdesk.exchange.days import DayColumn
from collectdesk.exchange.figures import FigureColumn
from collectdesk.exchange.options import ReadingOptions
from collectdesk.money import decimals, is_currency

if TYPE_CHECKING:
    from collectdesk.exchange.layout import Layout

Detail = str | int | date
Details = dict[str, Detail]
"""What a file says of a customer beside number and name, by column of `party` or `account`."""

PARTY_DETAILS = (
    "party_type", "country", "region", "city", "postcode", "street", "zone", "language", "customer_since",
)  # fmt: skip
ACCOUNT_DETAILS = (
    "risk_class", "credit_limit_minor", "credit_limit_currency", "insurer_deadline", "limitation_date",
)  # fmt: skip

_TEXTS = ("city", "postcode", "street")
_DAYS = ("customer_since", "insurer_deadline", "limitation_date")
_PARTY_TYPES = frozenset({"business", "sole_trader", "consumer", "public_body"})
_SAP_LANGUAGES = {
    "D": "de", "E": "en", "F": "fr", "I": "it", "N": "nl", "P": "pt", "S": "es", "L": "pl", "J": "ja",
    "1": "zh", "K": "da", "V": "sv", "O": "nb", "U": "fi", "C": "cs", "R": "ru", "T": "tr", "H": "hu",
    "A": "ar", "B": "he", "G": "el", "3": "ko",
}  # fmt: skip
_NAMING_LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt", "pl")
_REGIONS_AS_ISO = frozenset({"US", "CA", "AU"})
"""Countries whose region keys in ledgers are the letters of ISO 3166-2."""


class Customer:
    """One customer number in one company code. `is_open` says that a line that is still owed names it."""

    __slots__ = ("company", "details", "first", "is_open", "lines", "number", "ordinal", "spellings")

    def __init__(self, ordinal: int, company: str, number: str, details: Details | None) -> None:
        self.ordinal = ordinal
        self.company = company
        self.number = number
        self.details = details
        self.first: Cell = ""
        self.lines = 0
        self.spellings: dict[str, int] | None = None
        self.is_open = False

    def spell(self, name: Cell, lines: int = 1) -> None:
        """Count so many more lines with this name; an empty name counts for nothing."""
        if name == self.first != "":
            self.lines += lines
            return
        clean = text(name)
        if not clean:
            return
        if self.first == "":
            self.first = name
            self.lines = lines
        elif clean == text(self.first):
            self.lines += lines
        else:
            if self.spellings is None:
                self.spellings = {}
            self.spellings[clean] = self.spellings.get(clean, 0) + lines

    def names(self) -> dict[str, int]:
        """How often each spelling stands in the file, in the order in which they were first seen."""
        if self.first == "":
            return {}
        return {text(self.first): self.lines, **(self.spellings or {})}

    def name(self) -> str:
        """The most frequent spelling so far; "" without any."""
        return text(self.first) if self.spellings is None else chosen_name(self.names())


def chosen_name(names: Mapping[str, int]) -> str:
    """The most frequent spelling, of equals the one seen first; "" without any."""
    return max(names, key=names.__getitem__, default="")


class DetailReader:
    """Reads what a layout says of its customers. What cannot be used is left out and counted in `warnings`."""

    def __init__(self, layout: Layout, options: ReadingOptions, warnings: Counter[str]) -> None:
        self._at = {field: index for field, index in layout.columns.items() if _is_detail(field)}
        self._warnings = warnings
        file = layout.table.survey.name
        self._days = {
            field: DayColumn(file, layout.heading(field), partial(layout.cells, index), options.date_order)
            for field, index in self._at.items()
            if field in _DAYS
        }
        index = self._at.get("credit_limit", -1)
        self._limit = FigureColumn(
            file, layout.heading("credit_limit"), lambda: layout.cells(index), options.decimal
        )

    def __bool__(self) -> bool:
        return bool(self._at)

    def read(self, row: list[Cell], currency: str) -> Details:
        """The details of a row; `currency` is that of a credit limit without one of its own."""
        found: Details = {}
        for field, index in self._at.items():
            cell = row[index]
            if cell == "" or field in ("region", "credit_limit", "credit_limit_currency"):
                continue
            value = self._days_or_code(field, cell)
            if value:
                found[field] = value
        self._read_region(row, found)
        self._read_limit(row, found, currency)
        return found

    def _days_or_code(self, field: str, cell: Cell) -> Detail | None:
        if field in _DAYS:
            try:
                return self._days[field][cell]
            except Unreadable:
                self._warnings["unusable_detail"] += 1
                return None
        clean = text(cell)
        if field in _TEXTS or not clean:
            return clean
        code = _CODES[field](clean)
        if not code:
            self._warnings["unusable_detail"] += 1
        return code

    def _read_region(self, row: list[Cell], found: Details) -> None:
        index, country = self._at.get("region"), found.get("country")
        region = text(row[index]).upper() if index is not None else ""
        if not region or not isinstance(country, str):
            return
        if region.startswith(f"{country}-") and len(region) <= 6:
            found["region"] = region
        elif country in _REGIONS_AS_ISO and region.isalpha() and region.isascii() and len(region) in (2, 3):
            found["region"] = f"{country}-{region}"

    def _read_limit(self, row: list[Cell], found: Details, currency: str) -> None:
        index, of = self._at.get("credit_limit"), self._at.get("credit_limit_currency")
        if index is None or row[index] == "":
            return
        code = (text(row[of]).upper() if of is not None else "") or currency
        try:
            if not is_currency(code):
                raise Unreadable(code)
            found["credit_limit_minor"] = self._limit.minor(row[index], code, decimals(code))
            found["credit_limit_currency"] = code
        except Unreadable:
            self._warnings["unusable_detail"] += 1


def read_customers(
    path: Path, options: ReadingOptions, warnings: Counter[str]
) -> dict[str, tuple[str, Details]]:
    """Name and details by customer number, from a second file such as KNA1. Raises BadInput as any file does."""
    from collectdesk.exchange.layout import customers_layout

    layout = customers_layout(path, options)
    reader = DetailReader(layout, options, warnings)
    number, name = layout.columns["number"], layout.columns.get("name")
    found: dict[str, tuple[str, Details]] = {}
    for line, row in layout.table.rows():
        if line <= layout.heading_line or number >= len(row) or not text(row[number]):
            continue
        row.extend([""] * (len(layout.guesses) - len(row)))
        said = text(row[name]) if name is not None else ""
        found[text(row[number])] = (said, reader.read(row, ""))
    return found


def _is_detail(field: str) -> bool:
    return field in PARTY_DETAILS or field in ACCOUNT_DETAILS or field == "credit_limit"


@cache
def country_code(said: str) -> str:
    """ISO 3166-1 alpha-2 of a code of two or three letters, or of a name in a few languages; else ""."""
    from babel.core import Locale, get_global

    territories = Locale("en").territories
    code = said.upper()
    if len(code) == 2:
        return code if code in territories and code.isalpha() else ""
    if len(code) == 3 and code.isascii() and code.isalpha():
        found = get_global("territory_aliases").get(code, [])
        return found[0] if len(found) == 1 else ""
    return _country_names().get(said.casefold(), "")


@cache
def _country_names() -> dict[str, str]:
    from babel.core import Locale

    return {
        name.casefold(): code
        for language in _NAMING_LANGUAGES
        for code, name in Locale(language).territories.items()
        if len(code) == 2
    }


@cache
def language_code(said: str) -> str:
    """A Babel locale id of a language code, or of a one-letter key of SAP; else ""."""
    from babel.core import Locale, UnknownLocaleError

    if said.upper() in _SAP_LANGUAGES:
        return _SAP_LANGUAGES[said.upper()]
    try:
        return str(Locale.parse(said.replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        return ""


def _zone(said: str) -> str:
    import pytz

    return said if said in pytz.all_timezones_set else ""


def _party_type(said: str) -> str:
    code = said.casefold().replace(" ", "_")
    return code if code in _PARTY_TYPES else ""


def _risk_class(said: str) -> str:
    return said.upper() if said.upper() in ("A", "B", "C", "D") else ""


_CODES: dict[str, Callable[[str], str]] = {
    "country": country_code,
    "language": language_code,
    "zone": _zone,
    "party_type": _party_type,
    "risk_class": _risk_class,
}
