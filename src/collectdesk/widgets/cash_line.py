"""Cash week by week as a curve of dots: without a plan, with it, and the floor that it must not fall below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.widget import Widget

from collectdesk.i18n import _
from collectdesk.tui.glyphs import drawn_plain
from collectdesk.tui.safe_text import Line, content

_DOT = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The bits of a Braille cell by row and column."""
LABELS = 8
"""Cells for the figures at the left."""


@dataclass(frozen=True, slots=True)
class Cash:
    """Balances at the end of each week in minor units, the floor, and what one unit of the axis is.

    `planned` are the balances with a plan in them, () for none; `per_unit` minor units are 1 at the left of the curve.
    """

    balances: tuple[int, ...]
    floor: int
    planned: tuple[int, ...] = ()
    per_unit: int = 100


class CashLine(Widget):
    """The curve at the size it has; empty until it is shown something."""

    DEFAULT_CSS = "CashLine { height: 9; width: 1fr; }"

    def __init__(self, cash: Cash | None = None, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._cash = cash

    def show(self, cash: Cash | None) -> None:
        """Another curve."""
        self._cash = cash
        self.refresh()

    def render(self) -> Content:
        """The lines at the width it has."""
        if self._cash is None or self.size.height < 3:
            return Content("")
        lines = cash_lines(self._cash, self.size.width, self.size.height)
        return Content("\n").join([content(line.pieces) for line in lines])


def cash_lines(cash: Cash, width: int, height: int) -> list[Line]:
    """The curve in `height` lines, the last of which names the weeks. Nothing where there is no room or no week."""
    cells, rows = width - LABELS - 1, height - 1
    if not cash.balances or cells < 8 or rows < 2:
        return []
    canvas = _Canvas(cells, rows)
    values = (*cash.balances, *cash.planned, cash.floor, 0)
    low, high = min(values), max(values)
    high += not high - low

    def y(minor: int) -> int:
        return (rows * 4 - 1) * (high - minor) // (high - low)

    def curve(balances: Sequence[int], ink: str) -> None:
        xs = (
            [0]
            if len(balances) == 1
            else [(cells * 2 - 1) * n // (len(balances) - 1) for n in range(len(balances))]
        )
        for at in range(len(xs)):
            after = min(at + 1, len(xs) - 1)
            for x in range(xs[at], xs[after] + 1):
                span = xs[after] - xs[at] or 1
                minor = balances[at] + (balances[after] - balances[at]) * (x - xs[at]) // span
                canvas.dot(x, y(minor), "stop" if ink == "accent" and minor < cash.floor else ink)

    curve(cash.balances, "muted")
    for x in range(0, cells * 2, 4):
        canvas.dot(x, y(cash.floor), "warn")
        canvas.dot(x + 1, y(cash.floor), "warn")
    curve(cash.planned, "accent")
    labels = {y(one) // 4: one for one in (low, high, 0)}
    lines = []
    for row in range(rows):
        named = labels.get(row)
        label = "" if named is None else _figure(named, cash.per_unit)
        lines.append(Line().fit(label, LABELS, "muted", "right").space().join(canvas.line(row)))
    return [*lines, _weeks(len(cash.balances), cells)]


def _weeks(count: int, cells: int) -> Line:
    """ "week 1      7      13" under the curve."""
    first, last = _("week 1"), str(count)
    line = Line().space(LABELS + 1).add(first, "muted")
    middle = str((count + 1) // 2)
    at = (cells - 1) * ((count + 1) // 2 - 1) // max(1, count - 1) if count > 2 else 0
    if at > line.cells - LABELS + 1:
        line.space(LABELS + 1 + at - line.cells).add(middle, "muted")
    line.space(max(1, LABELS + 1 + cells - len(last) - line.cells))
    return line.add(last, "muted") if count > 1 else line


def _figure(minor: int, per_unit: int) -> str:
    return f"{minor // per_unit:,}".replace("-", "\u2212")


class _Canvas:
    """Dots of two by four to a cell; of several inks in a cell the last one drawn counts."""

    def __init__(self, cells: int, rows: int) -> None:
        self._bits = [[0] * cells for _row in range(rows)]
        self._ink = [["muted"] * cells for _row in range(rows)]

    def dot(self, x: int, y: int, ink: str) -> None:
        row, cell = y // 4, x // 2
        if self._ink[row][cell] != ink:
            self._bits[row][cell] = 0 if ink != "warn" else self._bits[row][cell]
            self._ink[row][cell] = ink
        self._bits[row][cell] |= _DOT[y % 4][x % 2]

    def line(self, row: int) -> Line:
        line = Line()
        for bits, ink in zip(self._bits[row], self._ink[row], strict=True):
            if drawn_plain():
                signs = {"muted": ".", "warn": "-", "accent": "*", "stop": "x"}
                line.add(signs[ink] if bits else " ", ink)
            else:
                line.add(chr(0x2800 + bits) if bits else " ", ink)
        return line
