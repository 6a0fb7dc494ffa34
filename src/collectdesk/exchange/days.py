"""Dates as files write them. The order of day and month is decided for a column, never guessed by cell.

Dates that can only be read one way are read so anywhere: ISO, YYYYMMDD, a month by its name, a real date
of a workbook, a serial number of a spreadsheet. Day and month as numbers need the whole column; if it
leaves both orders possible the import stops and says which option settles it. Dates with dots are day
first, unless one of them contradicts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from functools import cache

from collectdesk.exchange.cells import Cell, Unreadable, quoted
from collectdesk.faults import BadInput
from collectdesk.i18n import _

ORDERS = ("dmy", "mdy", "ymd")

_CACHED = 200_000
_TIME = r"(?:[T ]\s*\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s*[AaPp][Mm])?(?:Z|[+-]\d{2}:?\d{2})?)?"
_NUMBERS = re.compile(rf"(\d{{1,4}})\s?([./\- ])\s?(\d{{1,2}})\s?\2\s?(\d{{1,4}})\.?{_TIME}", re.ASCII)
_EIGHT = re.compile(rf"(\d{{8}}){_TIME}", re.ASCII)
_NONE = re.compile(r"0000-?00-?00|00[./-]?00[./-]?0000", re.ASCII)
_NAMED = re.compile(
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th|º|er)?[.\s-]*(?:de\s+)?(?P<month>[^\W\d_]{{3,}})\.?|"
    rf"(?P<month2>[^\W\d_]{{3,}})\.?\s*(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?)"
    rf"[.,\s-]*(?:de\s+)?(?P<year>\d{{4}}|\d{{2}}){_TIME}"
)
_LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt", "pl", "sv", "da", "cs")
_SERIAL_START = date(1899, 12, 30)
_SERIALS = range(25569, 73051)
"""Days 1970-01-01 to 2100-01-01 as spreadsheets count them."""


class DayColumn(dict[Cell, "date | None"]):
    """One column of dates: `column[cell]` is the date, or None for an empty cell.

    Raises Unreadable for what is no date in this column's order and BadInput when the order cannot be
    told. `order` is "dmy", "mdy" or "ymd" when a person gave it with --date-order. `cells` gives all
    cells of the column from the top; `file` and `heading` are for sentences. `serials` counts the serial
    numbers that were read as dates.
    """

    def __init__(
        self, file: str, heading: str, cells: Callable[[], Iterable[Cell]], order: str | None = None
    ) -> None:
        super().__init__()
        self._file = file
        self._heading = heading
        self._cells = cells
        self._given = order
        self._orders: dict[str, str] = {}
        self.serials = 0

    def __missing__(self, cell: Cell) -> date | None:
        day = self._read(cell)
        if len(self) < _CACHED:
            self[cell] = day
        return day

    def _read(self, cell: Cell) -> date | None:
        if isinstance(cell, datetime):
            return cell.date()
        if isinstance(cell, date):
            return cell
        if isinstance(cell, bool):
            raise _no_date(cell)
        if isinstance(cell, int | float):
            return self._number(cell)
        if not isinstance(cell, str):
            raise _no_date(cell)
        written = cell.strip()
        if not written or _NONE.fullmatch(written):
            return None
        parts = _parts(written)
        if parts is None:
            return self._words(written)
        separator, possible = _possible(parts)
        if not possible:
            raise _no_date(cell)
        if len(parts[0]) == 4 or parts[1] == "8":
            return next(iter(possible.values()))
        return self._in_order(cell, separator, possible)

    def _number(self, cell: int | float) -> date | None:
        if cell == 0:
            return None
        if isinstance(cell, float) and not cell.is_integer():
            cell = int(cell) if cell > _SERIALS.start else -1
        if int(cell) in _SERIALS:
            self.serials += 1
            return _SERIAL_START + timedelta(days=int(cell))
        parts = _parts(str(int(cell)))
        possible = _possible(parts)[1] if parts else {}
        if "ymd" not in possible:
            raise _no_date(cell)
        return possible["ymd"]

    def _words(self, written: str) -> date:
        if len(written) == 5 and written.isdecimal() and int(written) in _SERIALS:
            self.serials += 1
            return _SERIAL_START + timedelta(days=int(written))
        named = _NAMED.fullmatch(written)
        month = _months().get(_folded(named["month"] or named["month2"])) if named else None
        if named is None or month is None:
            raise _no_date(written)
        day = _day(_year(named["year"]), month, int(named["day"] or named["day2"]))
        if day is None:
            raise _no_date(written)
        return day

    def _in_order(self, cell: Cell, separator: str, possible: dict[str, date]) -> date:
        order = self._given or self._orders.get(separator)
        if order is None:
            if len(possible) == 1:
                order = next(iter(possible))
            elif separator == "." and "dmy" in possible:
                order = "dmy"
            else:
                order = self._decide(separator)
            self._orders[separator] = order
        if order in possible:
            return possible[order]
        if self._given:
            raise Unreadable(
                _("{cell} is not a date in the order {order}").format(cell=quoted(cell), order=order)
            )
        raise BadInput(
            _(
                "{file}: the column {heading} mixes dates of different orders, such as {cell}; say which is "
                "right with --date-order dmy, mdy or ymd, and the others are refused by line"
            ).format(file=self._file, heading=quoted(self._heading), cell=quoted(cell))
        )

    def _decide(self, separator: str) -> str:
        left = dict.fromkeys(ORDERS)
        differ = False
        for cell in self._cells():
            parts = _parts(cell.strip()) if isinstance(cell, str) else None
            if parts is None or len(parts[0]) == 4:
                continue
            used, possible = _possible(parts)
            if used != separator or not possible:
                continue
            left = {order: None for order in left if order in possible}
            if len(left) < 2:
                break
            differ = differ or len({possible[order] for order in left}) > 1
        if len(left) == 1 or (left and not differ):
            return next(iter(left))
        if not left:
            return "dmy"  # the column contradicts itself, which the reading of its lines says
        raise BadInput(
            _(
                "{file}: day and month cannot be told apart in the column {heading}; say how its dates are "
                "written with --date-order dmy, mdy or ymd"
            ).format(file=self._file, heading=quoted(self._heading))
        )


def _parts(written: str) -> tuple[str, str, str, str] | None:
    """First number, separator, second and third number; eight digits have the separator "8"."""
    eight = _EIGHT.fullmatch(written)
    if eight is not None:
        return ("", "8", eight[1], "")
    numbers = _NUMBERS.fullmatch(written)
    return None if numbers is None else (numbers[1], numbers[2], numbers[3], numbers[4])


def _possible(parts: tuple[str, str, str, str]) -> tuple[str, dict[str, date]]:
    """The separator and every date that the numbers can mean, by order."""
    first, separator, second, third = parts
    if separator == "8":
        day = _day(int(second[:4]), int(second[4:6]), int(second[6:]))
        return separator, {} if day is None else {"ymd": day}
    readings = {
        "dmy": (third, second, first),
        "mdy": (third, first, second),
        "ymd": (first, second, third),
    }
    found = {}
    for order, (year, month, day_of_month) in readings.items():
        if len(year) not in (2, 4) or len(month) > 2 or len(day_of_month) > 2:
            continue
        day = _day(_year(year), int(month), int(day_of_month))
        if day is not None:
            found[order] = day
    return separator, found


def _year(written: str) -> int:
    year = int(written)
    return year if len(written) == 4 else 2000 + year if year < 70 else 1900 + year


def _day(year: int, month: int, day: int) -> date | None:
    if not 1900 <= year < 2200:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _no_date(cell: Cell) -> Unreadable:
    return Unreadable(_("{cell} is not a date").format(cell=quoted(cell)))


def _folded(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c)).rstrip(".")


@cache
def _months() -> dict[str, int]:
    """Month names and their usual short forms; a short form that differs between languages is left out."""
    from babel.dates import get_month_names

    found: dict[str, set[int]] = {}
    for language in _LANGUAGES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in get_month_names(width, context, language).items():
                    found.setdefault(_folded(name), set()).add(number)
                    if width == "wide" and len(_folded(name)) > 3:
                        found.setdefault(_folded(name)[:3], set()).add(number)
    return {name: next(iter(numbers)) for name, numbers in found.items() if len(numbers) == 1}
