"""Columns of a list: where each begins at a width, and a row drawn in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rich.cells import cell_len

from collectdesk.tui.glyphs import glyph
from collectdesk.tui.safe_text import Align, Line, fit
from collectdesk.widgets.pages import Row

MARGIN = 2


@dataclass(frozen=True, slots=True)
class Column:
    """A column of `width` cells after `gap` empty ones.

    `grow` takes what is left of the line (one column of a list); `wide_only` is gone on narrow screens.
    `value` cells turn bold on the selected row. A `keep` column (amounts) is never cut: a longer text takes its
    room from the growing column of that row. A column without a title lends its room to the title before.
    """

    title: str = ""
    width: int = 0
    align: Align = "left"
    gap: int = 1
    grow: bool = False
    wide_only: bool = False
    value: bool = False
    keep: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A column at a width: its number among all, where it begins, how wide it is."""

    number: int
    x: int
    width: int
    column: Column


def place_columns(columns: Sequence[Column], width: int, narrow: bool) -> list[Placed]:
    """The columns shown at a width, left margin and right margin kept free."""
    shown = [(number, one) for number, one in enumerate(columns) if not (narrow and one.wide_only)]
    fixed = sum(one.width + one.gap for _number, one in shown if not one.grow)
    grown = sum(one.gap for _number, one in shown if one.grow)
    gap = shown[0][1].gap if shown else 0
    room = max(4, width - MARGIN - 1 - fixed - grown + gap)
    placed, x = [], MARGIN - gap
    for number, one in shown:
        x += one.gap
        cells = room if one.grow else one.width
        placed.append(Placed(number, x, cells, one))
        x += cells
    return placed


def heading(placed: Sequence[Placed], width: int) -> Line:
    """The line of titles; a title may run on over columns that have none."""
    line = Line()
    for at, one in enumerate(placed):
        if not one.column.title:
            continue
        end = one.x + one.width
        for after in placed[at + 1 :]:
            if after.column.title:
                break
            end = after.x + after.width
        size = max(cell_len(one.column.title), one.width)
        start = one.x if one.column.align == "left" else max(line.cells, one.x + one.width - size)
        if one.column.align == "left":
            size = min(max(size, 1), max(1, end - one.x))
        line.space(max(0, start - line.cells))
        line.fit(one.column.title, size, "muted", one.column.align)
    return line.space(max(0, width - line.cells))


def _widened(row: Row, placed: Sequence[Placed]) -> Sequence[Placed]:
    """The columns with room for amounts that need more cells than theirs."""
    for at, one in enumerate(placed):
        if one.column.keep and one.number < len(row.cells):
            more = cell_len(row.cells[one.number][0].rstrip()) - one.width
            grow = next((n for n, other in enumerate(placed[:at]) if other.column.grow), None)
            if more > 0 and grow is not None:
                moved = list(placed)
                moved[grow] = replace(moved[grow], width=max(4, moved[grow].width - more))
                for n in range(grow + 1, at + 1):
                    moved[n] = replace(moved[n], x=moved[n].x - more)
                moved[at] = replace(moved[at], width=one.width + more)
                return moved
    return placed


def row_line(row: Row, placed: Sequence[Placed], edge: tuple[str, str], selected: bool) -> Line:
    """A row in its columns. `edge` is the glyph's name and ink at the left edge, ("", "") for none."""
    line = Line()
    if edge[0]:
        line.add(glyph(edge[0]), edge[1])
    for one in _widened(row, placed):
        if one.number >= len(row.cells):
            continue
        text, ink = row.cells[one.number]
        if selected and one.column.value and ink in ("text", "strong"):
            ink = "value"
        line.space(max(0, one.x - line.cells))
        line.pieces.append((fit(text, one.width, one.column.align), ink))
        line._cells += one.width
    return line
