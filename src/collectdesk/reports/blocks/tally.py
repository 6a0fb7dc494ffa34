"""Rows that count journal entries and keep the ids of what they counted."""

from __future__ import annotations

from collections.abc import Iterable

from collectdesk.i18n import _
from collectdesk.reports.sheets import Column, Row, Sheet
from collectdesk.reports.shift import Entry

NOT_RECORDED = "not_recorded"
"""In place of a code that an entry does not hold."""


def count_row(name: str, entries: Iterable[Entry]) -> Row:
    """A name and how many."""
    ids = tuple(entry.id for entry in entries)
    return Row((name, len(ids)), ids)


def by_code(entries: Iterable[tuple[str | None, Entry]]) -> list[Row]:
    """One row a code, the most frequent first; entries without one under `not_recorded`."""
    found: dict[str, list[Entry]] = {}
    for code, entry in entries:
        found.setdefault(code or NOT_RECORDED, []).append(entry)
    return [
        count_row(code, of) for code, of in sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    ]


def counts(key: str, title: str, rows: Iterable[Row], *notes: str) -> Sheet:
    """A block of names and counts."""
    columns = (Column("figure", _("Figure"), "text"), Column("count", _("Count"), "count"))
    return Sheet(key, title, columns, tuple(rows), notes)
