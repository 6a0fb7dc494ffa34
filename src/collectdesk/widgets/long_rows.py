"""A list whose rows are several lines each: read in full, one of them selected."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from collectdesk.tui.safe_text import Line
from collectdesk.tui.theme import skin_of
from collectdesk.widgets.rows import MOVES

EDGE = 2
"""Cells at the left of every line: the bar of the selected row, and a blank."""


@dataclass(frozen=True, slots=True)
class LongRow:
    """One row in full. `key` tells it again after a refresh."""

    key: Hashable
    lines: Sequence[Line]
    data: Any = None


class LongRows(ScrollView, can_focus=True):
    """Shows `LongRow`s; a row that is longer than the screen is scrolled through before the next is selected.

    Messages: `LongRows.Highlighted` when another row is selected, `LongRows.Chosen` for enter and double click.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    LongRows { height: 1fr; background: $ground; scrollbar-size: 1 1; scrollbar-gutter: stable; overflow-x: hidden; }
    """
    BINDINGS = MOVES

    class Highlighted(Message):
        """Another row is selected."""

        def __init__(self, rows: LongRows, row: LongRow) -> None:
            super().__init__()
            self.rows, self.row = rows, row

        @property
        def control(self) -> LongRows:
            """The list."""
            return self.rows

    class Chosen(Highlighted):
        """Enter or a double click on this row."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self._rows: tuple[LongRow, ...] = ()
        self._after: tuple[Line, ...] = ()
        self._begins: list[int] = [0]
        self._cursor = 0

    def show(self, rows: Sequence[LongRow], after: Sequence[Line] = ()) -> None:
        """Show these rows and the lines below them; the selection stays on the row of the same key."""
        key = self.current.key if self.current is not None else None
        self._rows, self._after = tuple(rows), tuple(after)
        self._begins = [0, *accumulate(len(row.lines) for row in self._rows)]
        self._cursor = next((at for at, row in enumerate(self._rows) if row.key == key), 0)
        self.virtual_size = Size(self.size.width, self._begins[-1] + len(self._after))
        self.refresh()

    @property
    def current(self) -> LongRow | None:
        """The selected row; None in an empty list."""
        return self._rows[self._cursor] if self._cursor < len(self._rows) else None

    @property
    def _height(self) -> int:
        return max(1, self.size.height)

    def select(self, index: int) -> None:
        """Select the row of that number, its first line in sight, and as many of the others as there is room."""
        self._take(index)
        if not self._rows:
            return
        first, end = self._begins[self._cursor], self._begins[self._cursor + 1]
        top = self.scroll_offset.y
        if self._cursor == len(self._rows) - 1:
            end += len(self._after)
        if first < top:
            self._scroll(first)
        elif end > top + self._height:
            self._scroll(min(first, end - self._height))

    def _take(self, index: int) -> None:
        before = self._cursor
        self._cursor = max(0, min(index, len(self._rows) - 1))
        self.refresh()
        if self._cursor != before and self.current is not None:
            self.post_message(self.Highlighted(self, self.current))

    def _scroll(self, line: int) -> None:
        self.scroll_to(y=line, animate=False, force=True, immediate=True)

    def action_step(self, by: int) -> None:
        """The next row, or the one before; first the rest of a row that is longer than the screen."""
        if not self._rows:
            return
        top = self.scroll_offset.y
        first, end = self._begins[self._cursor], self._begins[self._cursor + 1]
        if by > 0 and end > top + self._height:
            self._scroll(top + 1)
        elif by < 0 and first < top:
            self._scroll(top - 1)
        else:
            self.select(self._cursor + by)

    def action_leaf(self, by: int) -> None:
        """One screenful; the first row that begins in it is selected."""
        if not self._rows:
            return
        last = max(0, self.virtual_size.height - self._height)
        top = max(0, min(self.scroll_offset.y + by * max(1, self._height - 1), last))
        at_end = top == self.scroll_offset.y
        self._scroll(top)
        self._take(self._at(top) if not at_end else (len(self._rows) - 1 if by > 0 else 0))

    def action_end(self, end: int) -> None:
        """The first or the last row."""
        self.select(0 if end < 0 else len(self._rows) - 1)

    def action_choose(self) -> None:
        """Accept the selected row."""
        if self.current is not None:
            self.post_message(self.Chosen(self, self.current))

    def _at(self, line: int) -> int:
        """The number of the row on a line; that of the last row below them all."""
        return max(0, min(bisect_right(self._begins, line) - 1, len(self._rows) - 1))

    def render_line(self, y: int) -> Strip:
        """One line as it is drawn."""
        width, skin = self.size.width, skin_of(self.app)
        at = self.scroll_offset.y + y
        if at >= self._begins[-1]:
            below = at - self._begins[-1]
            lines = self._after[below : below + 1]
            return self._set(lines[0] if lines else Line(), Line().space(EDGE)).strip(width, skin)
        number = self._at(at)
        line = self._rows[number].lines[at - self._begins[number]]
        if number != self._cursor:
            return self._set(line, Line().space(EDGE)).strip(width, skin)
        edge = Line().glyph("bar", "accent" if self.has_focus else "muted").space(EDGE - 1)
        return self._set(line, edge).strip(width, skin, "select")

    def _set(self, line: Line, edge: Line) -> Line:
        """The line behind its edge, what stands at its right kept off the scrollbar."""
        made = edge.join(line)
        return made if line.tail is None else made.right(Line().join(line.tail).space(2))

    def on_resize(self, _event: events.Resize) -> None:
        """The width is the widget's own."""
        self.virtual_size = Size(self.size.width, self._begins[-1] + len(self._after))

    def on_focus(self) -> None:
        """The bar shows where keys go."""
        self.refresh()

    def on_blur(self) -> None:
        """The bar shows where keys go."""
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """A click selects, a double click accepts."""
        line = self.scroll_offset.y + event.y
        if line < self._begins[-1]:
            self._take(self._at(line))
            if event.chain == 2:
                self.action_choose()
