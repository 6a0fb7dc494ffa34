"""What blocks are made of: a block that is fed entry by entry, and rows that keep the ids of what they counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

from collectdesk.i18n import _
from collectdesk.money import Money
from collectdesk.reports.sheets import Column, Row, Sheet
from collectdesk.reports.shift import Entry

NOT_RECORDED = "not_recorded"
"""In place of a code that an entry does not hold."""


class Block:
    """One block of the report. It is fed the entries of the acts it waits for, then asked once for its sheet."""

    acts: ClassVar[frozenset[str] | None] = None
    """Acts of the people themselves; None for all."""
    acts_of: ClassVar[frozenset[str]] = frozenset()
    """Acts whose entries belong to the people although others may have done them."""

    def feed(self, entry: Entry) -> None:
        """Take an entry of the people of the report."""

    def feed_of(self, entry: Entry) -> None:
        """Take an entry that is about one of them."""

    def sheet(self) -> Sheet:
        """The block."""
        raise NotImplementedError


class Counts:
    """Entries by code."""

    def __init__(self, *codes: str) -> None:
        self.ids: dict[str, list[int]] = {code: [] for code in codes}

    def add(self, code: str | None, entry: int) -> None:
        """Count an entry under a code; under `not_recorded` without one."""
        self.ids.setdefault(code or NOT_RECORDED, []).append(entry)

    def row(self, code: str, label: str, key: str = "") -> Row:
        """A name and how many."""
        ids = self.ids.get(code, [])
        return Row((label, len(ids)), unique(ids), key or code)

    def rows(self, prefix: str = "", labels: Mapping[str, str] | None = None) -> list[Row]:
        """One row a code, the most frequent first."""
        named = labels or {}
        found = sorted(self.ids.items(), key=lambda item: (-len(item[1]), item[0]))
        return [Row((named.get(code, code), len(ids)), unique(ids), f"{prefix}{code}") for code, ids in found]


class Sums:
    """Amounts in minor units by key and currency, with how many and from which entries."""

    def __init__(self) -> None:
        self.found: dict[tuple[str, str], list[int]] = {}
        self._ids: dict[tuple[str, str], list[int]] = {}

    def add(self, key: str, currency: str, minor: int, entry: int, count: int = 1) -> None:
        """Add an amount."""
        at = self.found.setdefault((key, currency), [0, 0])
        at[0] += count
        at[1] += minor
        self._ids.setdefault((key, currency), []).append(entry)

    def of(self, key: str, currency: str) -> tuple[int, Money, tuple[int, ...]]:
        """Count, amount and entries."""
        count, minor = self.found.get((key, currency), (0, 0))
        return count, Money(minor, currency), unique(self._ids.get((key, currency), []))

    def currencies(self, key: str) -> list[str]:
        """The currencies of a key, in order."""
        return sorted(currency for one, currency in self.found if one == key)


def unique(ids: Iterable[int]) -> tuple[int, ...]:
    """Each id once, in the order in which it came."""
    return tuple(dict.fromkeys(ids))


def counts(key: str, title: str, rows: Iterable[Row], *notes: str) -> Sheet:
    """A block of names and counts."""
    columns = (Column("figure", _("Figure"), "label"), Column("count", _("Count"), "count"))
    return Sheet(key, title, columns, tuple(rows), notes)
