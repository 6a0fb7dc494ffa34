"""A file's own control totals: subtotals of a printed list, or a line of totals below a table."""

from __future__ import annotations

from collections.abc import Iterable

from collectdesk.exchange.cells import Cell, text
from collectdesk.exchange.headings import folded

_TOTALS = frozenset(
    {
        "total", "grand total", "totals", "sum", "summe", "gesamt", "gesamtsumme", "endsumme", "gesamtbetrag",
        "total general", "total generale", "somme", "totale", "totaal", "suma", "razem", "lacznie",
        "total geral", "soma", "overall total",
    }
)  # fmt: skip


class Subtotals:
    """Sums of the lines since the last subtotal of each level, held against what the file says.

    A level is a number of stars; the line of totals of a table is level 1. All amounts are minor units of
    one currency. `expected` and `found` are the sums over the highest level that the file has.
    """

    def __init__(self) -> None:
        self._since: dict[int, int] = {}
        self._sums: dict[int, list[int]] = {}
        self._all = 0
        self.differing = 0

    def add(self, minor: int) -> None:
        """Count a line of the file."""
        self._all += minor

    def close(self, level: int, expected: int) -> None:
        """A subtotal of this level says `expected` for the lines since the one before it."""
        found = self._all - self._since.get(level, 0)
        for lower in range(1, level + 1):
            self._since[lower] = self._all
        sums = self._sums.setdefault(level, [0, 0])
        sums[0] += expected
        sums[1] += found
        if expected != found:
            self.differing += 1

    def close_all(self, expected: int) -> None:
        """A line of totals says `expected`: for the lines since the one before it, or for all lines."""
        since = self._all - self._since.get(1, 0)
        if expected == since != self._all:
            sums = self._sums.setdefault(1, [0, 0])
            sums[0] += expected
            sums[1] += since
        else:
            self._sums[2] = [expected, self._all]
            self.differing += expected != self._all
        self._since[1] = self._all

    @property
    def result(self) -> tuple[int, int] | None:
        """Expected and found, or None when the file has no control totals."""
        if not self._sums:
            return None
        expected, found = self._sums[max(self._sums)]
        return expected, found


def is_total(cells: Iterable[Cell]) -> bool:
    """Whether the first text of a row calls it a total."""
    for cell in cells:
        if isinstance(cell, str) and (clean := text(cell)):
            return folded(clean) in _TOTALS
    return False
