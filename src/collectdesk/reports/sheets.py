"""A report as blocks of typed cells: what every writer (workbook, PDF, page, table, JSON) is given.

A cell is a value, never a formatted text: the writer formats it, or leaves it to the workbook.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal

from collectdesk.money import Money

CellKind = Literal["text", "count", "money", "ratio", "number", "day", "instant", "duration"]
"""`ratio` is a Decimal where 1 is 100 per cent; `duration` a timedelta; `instant` is aware, in UTC."""
Cell = str | int | Money | Decimal | date | datetime | timedelta | None
"""None is "not available": the writer says so ("n/a"), never 0."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key (stable, for JSON and CSV), its head for people, and what its cells are."""

    key: str
    head: str
    kind: CellKind


@dataclass(frozen=True, slots=True)
class Row:
    """Cells in the order of the columns, and the ids of the journal entries they follow from."""

    cells: tuple[Cell, ...]
    entries: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One block of a report. `notes` are sentences: which variant of a figure, as of when, which filter."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report: `about` are label and value (period, as of, filter, who made it) that stand above the blocks."""

    key: str
    title: str
    about: tuple[tuple[str, str], ...]
    sheets: tuple[Sheet, ...]
