"""A report as blocks of typed cells: what every writer (workbook, PDF, page, table, JSON) is given.

A cell is a value, never a formatted text: the writer formats it, or leaves it to the workbook.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal

from collectdesk.money import Money

CellKind = Literal[
    "label", "text", "count", "money", "ratio", "number", "day", "instant", "duration", "account"
]
"""`label` is a sentence of ours, `text` a code or what came from outside; `ratio` a Decimal where 1 is 100 per cent;
`duration` a timedelta; `instant` is aware, in UTC; `account` an id, shown as the number that the report gives it."""
Cell = str | int | Money | Decimal | date | datetime | timedelta | None
"""None is "not available": the writer says so ("n/a"), never 0."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key (stable, for JSON and CSV), its head for people, and what its cells are."""

    key: str
    head: str
    kind: CellKind

    @property
    def words(self) -> bool:
        """Whether its cells read from the start of the line, as words do."""
        return self.kind in ("label", "text", "account")


@dataclass(frozen=True, slots=True)
class Row:
    """Cells in the order of the columns, the ids of the journal entries they follow from, and a key that stays."""

    cells: tuple[Cell, ...]
    entries: tuple[int, ...] = ()
    key: str = ""
    sum_of: int = 0
    """So many rows right above it are what its counts and amounts add up; 0 for a row of its own."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One block of a report. `notes` are sentences: which variant of a figure, as of when, which filter."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    chart: bool = False
    """Whether a picture of its first counts by row belongs into a workbook."""


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report: `about` are label and value (period, as of, filter, who made it) that stand above the blocks."""

    key: str
    title: str
    about: tuple[tuple[str, str], ...]
    sheets: tuple[Sheet, ...]
    accounts: Mapping[int, str] = field(default_factory=dict)
    """The number of each account by its id."""
    proof: str = ""
    """The text of the export that proves the report; formats that can carry it do, "" for none."""


def with_numbers(report: Report) -> Report:
    """The report with the number of each account as text in place of its id; "#7" where the number is not known."""
    sheets = []
    for sheet in report.sheets:
        at = [n for n, column in enumerate(sheet.columns) if column.kind == "account"]
        if at:
            rows = tuple(
                replace(
                    row, cells=tuple(_number(report, c) if n in at else c for n, c in enumerate(row.cells))
                )
                for row in sheet.rows
            )
            sheet = replace(sheet, rows=rows)
        sheets.append(sheet)
    return replace(report, sheets=tuple(sheets))


def _number(report: Report, cell: Cell) -> Cell:
    return report.accounts.get(cell, f"#{cell}") if isinstance(cell, int) else cell
