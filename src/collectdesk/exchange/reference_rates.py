"""Reference rates of interest from a plain list: series, from, value, source, and maybe until and confidence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, cast, get_args

from collectdesk.confidence import Mark
from collectdesk.exchange.cells import Cell, Unreadable, quoted, text
from collectdesk.exchange.days import DayColumn
from collectdesk.exchange.headings import folded
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.money.reference_rates import load_reference_rates

NEEDED = ("series", "from", "value")
_FIGURE = re.compile(r"[-\u2212]?\d{1,4}(\.\d{1,6})?", re.ASCII)
_LOWEST, _HIGHEST = Decimal(-100), Decimal(1000)
_LONGEST_SOURCE = 200


@dataclass(frozen=True, slots=True)
class ReferenceValue:
    """`value` per cent a year from `start` on, as it was written, and who published it.

    `until` is None where the file does not say how long it is known to hold.
    """

    series: str
    start: date
    until: date | None
    value: str
    source: str
    confidence: Mark
    line: int


Rows = Callable[[], Iterator[tuple[int, list[Cell]]]]


def is_reference_list(headings: Sequence[str]) -> bool:
    """Whether the headings are those of a list of reference rates."""
    return set(NEEDED) <= {folded(heading) for heading in headings}


def read_reference_rates(
    rows: Rows, headings: Sequence[str], path: Path, date_order: str | None
) -> tuple[tuple[ReferenceValue, ...], tuple[tuple[int, str], ...]]:
    """The values of a list by series and day, and the lines that cannot be used with their reasons.

    BadInput when the list names no source, or holds nothing.
    """
    names = [folded(heading) for heading in headings]
    if "source" not in names:
        raise BadInput(
            _("{file} names no source of its reference rates; add the column source").format(file=path)
        )
    at = {name: names.index(name) for name in (*NEEDED, "source", "until", "confidence") if name in names}
    columns: dict[str, DayColumn] = {
        name: DayColumn(path.name, name, _cells(rows, at[name]), date_order)
        for name in ("from", "until")
        if name in at
    }
    values: list[ReferenceValue] = []
    rejected: list[tuple[int, str]] = []
    for number, row in rows():
        if number == 1 or not any(row):
            continue
        try:
            values.append(_value(row, at, columns, number))
        except Unreadable as reason:
            rejected.append((number, str(reason)))
    if not values and not rejected:
        raise BadInput(_("{file} holds no rate; nothing was read").format(file=path))
    return _in_order(values, rejected)


def _cells(rows: Rows, at: int) -> Callable[[], Iterator[Cell]]:
    return lambda: (row[at] for number, row in rows() if number > 1 and len(row) > at)


def _value(row: list[Cell], at: dict[str, int], columns: dict[str, DayColumn], number: int) -> ReferenceValue:
    def cell(name: str) -> Cell:
        return row[at[name]] if name in at and at[name] < len(row) else ""

    series, known = text(cell("series")).casefold(), load_reference_rates().series
    if series not in known:
        raise Unreadable(
            _("{series} is no series of data/reference_rates.toml, such as {example}").format(
                series=quoted(cell("series")), example=next(iter(known))
            )
        )
    start = columns["from"][cell("from")]
    if start is None:
        raise Unreadable(_("it has no date"))
    until = columns["until"][cell("until")] if "until" in columns else None
    if until is not None and until < start:
        raise Unreadable(_("it ends before it starts"))
    source = text(cell("source"))[:_LONGEST_SOURCE]
    if not source:
        raise Unreadable(_("it has no source; say who published it"))
    mark = text(cell("confidence")).upper() or "C2"
    if mark not in get_args(Mark):
        raise Unreadable(_("{mark} is no mark of confidence; use C1, C2, K or U").format(mark=quoted(mark)))
    return ReferenceValue(series, start, until, _per_cent(cell("value")), source, cast("Mark", mark), number)


def _per_cent(cell: Any) -> str:
    said = text(cell).replace("\u2212", "-")
    if not _FIGURE.fullmatch(said) or not _LOWEST <= Decimal(said) <= _HIGHEST:
        raise Unreadable(
            _("{cell} is no rate in per cent a year; write it with a decimal point").format(cell=quoted(cell))
        )
    return said


def _in_order(
    values: list[ReferenceValue], rejected: list[tuple[int, str]]
) -> tuple[tuple[ReferenceValue, ...], tuple[tuple[int, str], ...]]:
    """By series and day; what contradicts another line of the file is refused."""
    kept: list[ReferenceValue] = []
    for one in sorted(values, key=lambda value: (value.series, value.start, value.line)):
        before = kept[-1] if kept and kept[-1].series == one.series else None
        if before is not None and before.start == one.start:
            if Decimal(before.value) != Decimal(one.value) or before.until != one.until:
                rejected.append((one.line, _contradiction(before)))
        elif before is not None and before.until is not None and before.until >= one.start:
            rejected.append((one.line, _contradiction(before)))
        else:
            kept.append(one)
    return tuple(kept), tuple(sorted(rejected))


def _contradiction(before: ReferenceValue) -> str:
    return _("it contradicts line {line}, which says {value} from {day}").format(
        line=before.line, value=before.value, day=before.start.isoformat()
    )
