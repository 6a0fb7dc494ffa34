"""The list of every screen: drawn line by line, read in pages, the same for a hundred rows and for a million."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING, Any, cast

from textual import events
from textual.binding import Binding
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.timer import Timer

from collectdesk.tui.glyphs import glyph
from collectdesk.tui.safe_text import Line
from collectdesk.tui.theme import skin_of
from collectdesk.widgets.columns import MARGIN, Column, Placed, heading, place_columns, row_line
from collectdesk.widgets.pages import Fetch, Pages, Row, whole_groups

if TYPE_CHECKING:
    from collectdesk.tui.frame import Workstation

Find = Callable[[Any, Hashable], int | None]
DEBOUNCE = 0.05
MOVES: list[Any] = [
    Binding("up", "step(-1)", show=False),
    Binding("down", "step(1)", show=False),
    Binding("pageup", "leaf(-1)", show=False),
    Binding("pagedown", "leaf(1)", show=False),
    Binding("home", "end(-1)", show=False),
    Binding("end", "end(1)", show=False),
    Binding("enter", "choose", show=False),
]
"""The keys that move through a list and choose in it."""


class Rows(ScrollView, can_focus=True):
    """A list with a selected row.

    `show(rows)` for a short list at hand; `load(fetch, …)` for one that is read in threads: `fetch(desk, ask)`
    returns the rows of an `Ask`. Messages: `Rows.Highlighted` when the selection has come to rest, `Rows.Chosen`
    for enter and double click; both have `.key` and `.row`.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Rows {
        height: 1fr;
        background: $ground;
        scrollbar-size: 1 1;
        scrollbar-gutter: stable;
        overflow-x: hidden;
    }
    """
    BINDINGS = MOVES

    class Highlighted(Message):
        """The selection rests on this row (None in an empty list)."""

        def __init__(self, rows: Rows, row: Row | None) -> None:
            super().__init__()
            self.rows, self.row = rows, row
            self.key = row.key if row else None

        @property
        def control(self) -> Rows:
            """The list."""
            return self.rows

    class Chosen(Highlighted):
        """Enter or a double click on this row."""

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        empty: str = "",
        titles: bool = True,
        on: str = "ground",
        **given: Any,
    ) -> None:
        """`empty` is said when there are no rows; `titles` shows the line of titles; `on` is the ground."""
        super().__init__(**given)
        self._columns = tuple(columns)
        self._empty, self._titles, self._on = empty, titles, on
        self._pages = Pages()
        self._lines: list[tuple[str, Any]] = []
        self._line_of: list[int] = []
        self._fetch: Fetch | None = None
        self._find: Find | None = None
        self._total: Callable[[Any], int] | None = None
        self._cursor = 0
        self._settling: Timer | None = None
        self._loaded = False
        self._said: Hashable = self
        self._asking: tuple[int, ...] = ()

    # -- what it shows -------------------------------------------------------------------------------------

    def show(self, rows: Sequence[Row], *, keep_key: bool = True, empty: str | None = None) -> None:
        """Show these rows; the selection stays on the row of the same key where there still is one.

        `empty` is said from now on when there are none.
        """
        if empty is not None:
            self._empty = empty
        key = self.current_key if keep_key else None
        self._fetch = None
        self._begin(rows, len(rows), key)

    def load(
        self, fetch: Fetch, *, total: Callable[[Any], int] | None = None, find: Find | None = None
    ) -> None:
        """Read the list in threads: `fetch(desk, ask)` rows, `total(desk)` their number, `find(desk, key)` one's.

        Without `total` the first stretch is the whole list. Call again to show another list.
        """
        self._fetch, self._total, self._find = fetch, total, find
        self.reload(keep_key=False)

    def reload(self, *, keep_key: bool = True) -> None:
        """Read anew, with the selection on the same row; what is drawn stays until the answer is there."""
        fetch, total, find = self._fetch, self._total, self._find
        if fetch is None:
            return
        key = self.current_key if keep_key else None

        def work(desk: Any) -> tuple[Sequence[Row], int | None, int | None]:
            head = whole_groups(desk, fetch)
            count = total(desk) if total is not None else None
            at = find(desk, key) if find is not None and key is not None else None
            return head, count, at

        def then(answer: tuple[Sequence[Row], int | None, int | None]) -> None:
            head, count, at = answer
            self._begin(head, count, key, at)

        self.station.jobs.read(self, "head", work, then, label="…")

    def set_total(self, total: int) -> None:
        """Say how many rows there are in all, when that is known later than the first of them."""
        self._pages.total = max(total, len(self._pages.first))
        self._measure()

    def _begin(
        self, rows: Sequence[Row], total: int | None, key: Hashable | None, at: int | None = None
    ) -> None:
        old = self._cursor
        self._pages.start(rows, total)
        self._loaded = True
        self._said = self
        found = self._pages.index_of(key) if key is not None else None
        if found is None:
            found = at if at is not None else (old if key is not None else 0)
        self._cursor = max(0, min(found, self._pages.total - 1))
        self._measure()
        self._into_view()
        self._settle()

    def _measure(self) -> None:
        """Lay out the head and tell the scrollbar how many lines there are."""
        wide = not self.narrow
        self._lines, self._line_of = [], []
        group = ""
        for at, row in enumerate(self._pages.first):
            if wide and row.group != group:
                group = row.group
                if self._lines:
                    self._lines.append(("blank", None))
                if group:
                    self._lines.append(("group", group))
            self._line_of.append(len(self._lines))
            self._lines.append(("row", at))
            if wide and row.under is not None:
                self._lines.append(("under", at))
        lines = len(self._lines) + self._pages.total - len(self._pages.first)
        self.virtual_size = Size(self.size.width, lines + self._titles)
        self.refresh()

    @property
    def narrow(self) -> bool:
        """Whether the screen is narrow: no headings, no second lines, no `wide_only` columns."""
        return self.app.size.width < 100

    # -- what is selected ----------------------------------------------------------------------------------

    @property
    def total(self) -> int:
        """How many rows there are."""
        return self._pages.total

    @property
    def index(self) -> int:
        """The number of the selected row, counted from 0."""
        return self._cursor

    @property
    def current(self) -> Row | None:
        """The selected row, None in an empty list or while it is being read."""
        return self._pages.row(self._cursor)

    @property
    def current_key(self) -> Hashable | None:
        """The key of the selected row."""
        row = self.current
        return row.key if row is not None else None

    def select(self, index: int) -> None:
        """Select the row of that number; scroll so that it is seen."""
        old = self._cursor
        self._cursor = max(0, min(index, self._pages.total - 1))
        if self._cursor != old:
            if not self._into_view():
                self._repaint(old)
                self._repaint(self._cursor)
            self._settle()

    def select_key(self, key: Hashable) -> bool:
        """Select the row of that key among those read; whether there is one."""
        index = self._pages.index_of(key)
        if index is not None:
            self.select(index)
        return index is not None

    def action_step(self, by: int) -> None:
        """One row up or down."""
        self.select(self._cursor + by)

    def action_leaf(self, by: int) -> None:
        """One screenful up or down."""
        self.select(self._cursor + by * max(1, self._height - 1))

    def action_end(self, end: int) -> None:
        """The first or the last row."""
        self.select(0 if end < 0 else self._pages.total - 1)

    def action_choose(self) -> None:
        """Accept the selected row."""
        if self.current is not None:
            self.post_message(self.Chosen(self, self.current))

    def _settle(self) -> None:
        if self._settling is not None:
            self._settling.stop()
        self._settling = self.set_timer(DEBOUNCE, self._settled)

    def _settled(self) -> None:
        """Tell the row the selection rests on, once; a row not read yet is told when it is there."""
        self._settling = None
        row = self.current
        if row is None and self._pages.total:
            return
        if self._said is not self and row is not None and row.key == self._said:
            return
        self._said = row.key if row is not None else self
        self.post_message(self.Highlighted(self, row))

    # -- reading pages -------------------------------------------------------------------------------------

    @property
    def station(self) -> Workstation:
        """The app."""
        return cast("Workstation", self.app)

    def _want(self) -> None:
        """Read the pages in sight, and the next ones, that are not there."""
        fetch = self._fetch
        if fetch is None or not self._loaded:
            return
        top = self._index_at(self.scroll_offset.y, up=True)
        pages = self._pages.missing(top - self._height, top + 2 * self._height)
        if not pages or tuple(pages) == self._asking:
            return
        self._asking = tuple(pages)
        plan, edges, mark = self._pages, self._pages.edges(), self._pages.first

        def work(desk: Any) -> list[tuple[int, Sequence[Row]]]:
            read = []
            for page in pages:
                rows = fetch(desk, plan.ask(page, edges))
                if rows:
                    edges[page] = (rows[0].at, rows[-1].at)
                read.append((page, rows))
            return read

        def then(read: list[tuple[int, Sequence[Row]]]) -> None:
            self._asking = ()
            if self._pages.first is not mark:
                return
            before = self._pages.total
            for page, rows in read:
                self._pages.put(page, rows)
            if self._pages.total != before:
                self._cursor = min(self._cursor, max(0, self._pages.total - 1))
                self._measure()
            self.refresh()
            if self._settling is None:
                self._settled()

        def failed(fault: Exception) -> None:
            self._asking = ()
            self.station.say(str(fault), "stop")

        self.station.jobs.read(self, "pages", work, then, failed=failed)

    # -- drawing -------------------------------------------------------------------------------------------

    @property
    def _height(self) -> int:
        return max(1, self.size.height - self._titles)

    @property
    def _room(self) -> int:
        """Cells left of the scrollbar."""
        return self.scrollable_content_region.width

    def _placed(self) -> list[Placed]:
        return place_columns(self._columns, self._room, self.narrow)

    def _line_at(self, index: int) -> int:
        head = len(self._line_of)
        return self._line_of[index] if index < head else len(self._lines) + index - head

    def _index_at(self, line: int, up: bool = False) -> int:
        """The row number on a line; -1 on a heading, or with `up` the next row."""
        if line >= len(self._lines):
            return len(self._line_of) + line - len(self._lines)
        kind, at = self._lines[line]
        if kind in ("row", "under"):
            return int(at)
        return self._index_at(line + 1, up) if up else -1

    def _into_view(self) -> bool:
        """Scroll so that the selected row is seen; whether it had to."""
        if not self._pages.total:
            return False
        line, top = self._line_at(self._cursor), self.scroll_offset.y
        first = line
        while 0 < first <= len(self._lines) and self._lines[first - 1][0] in ("group", "blank"):
            first -= 1
        if first < top:
            self.scroll_to(y=first, animate=False, force=True, immediate=True)
        elif line >= top + self._height:
            self.scroll_to(y=line - self._height + 1, animate=False, force=True, immediate=True)
        else:
            return False
        return True

    def _repaint(self, index: int) -> None:
        y = self._line_at(index) - self.scroll_offset.y
        if 0 <= y < self._height:
            self.refresh(Region(0, y + self._titles, self.size.width, 1))

    def render_line(self, y: int) -> Strip:
        """One line of the list as it is drawn."""
        width, skin = self.size.width, skin_of(self.app)
        if self._titles and y == 0:
            return heading(self._placed(), self._room).strip(width, skin, self._on)
        line = self.scroll_offset.y + y - self._titles
        if not self._pages.total:
            said = self._empty if self._loaded and line == 0 else ""
            return Line().space(MARGIN).add(said, "muted").strip(width, skin, self._on)
        if line < len(self._lines):
            kind, at = self._lines[line]
            if kind == "group":
                return self._group(str(at)).strip(width, skin, self._on)
            if kind == "under":
                return self._under(int(at)).strip(width, skin, self._on)
            if kind == "blank":
                return Line().strip(width, skin, self._on)
        return self._row(self._index_at(line), width)

    def _row(self, index: int, width: int) -> Strip:
        skin = skin_of(self.app)
        if index >= self._pages.total:
            return Line().strip(width, skin, self._on)
        row = self._pages.row(index)
        selected = index == self._cursor
        on = "select" if selected else self._on
        placed = self._placed()
        edge = ("", "")
        if selected:
            edge = ("bar", "accent" if self.has_focus else "muted")
        elif row is not None and row.mark and self.narrow:
            edge = (row.mark, "accent")
        if row is None:
            self.call_later(self._want)
            row = Row(None, [("…" if one.grow else "", "muted") for one in self._columns])
        return row_line(row, placed, edge, selected).strip(width, skin, on)

    def _group(self, title: str) -> Line:
        line = Line().space(MARGIN).add(title, "head").space()
        return line.add(glyph("line") * max(0, self._room - line.cells - 1), "line")

    def _under(self, index: int) -> Line:
        row = self._pages.first[index]
        placed = self._placed()
        x = next((one.x for one in placed if one.column.grow), MARGIN)
        line = Line().space(x)
        return line.join(row.under) if row.under is not None else line

    # -- events --------------------------------------------------------------------------------------------

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Pages come into sight."""
        super().watch_scroll_y(old_value, new_value)
        self.call_later(self._want)

    def on_resize(self, _event: events.Resize) -> None:
        """Columns and headings depend on the width."""
        self._measure()
        self._into_view()

    def on_focus(self) -> None:
        """The bar shows where keys go."""
        self._repaint(self._cursor)

    def on_blur(self) -> None:
        """The bar shows where keys go."""
        self._repaint(self._cursor)

    def on_click(self, event: events.Click) -> None:
        """A click selects, a double click accepts."""
        line = self.scroll_offset.y + event.y - self._titles
        index = self._index_at(line) if line >= 0 else -1
        if 0 <= index < self._pages.total:
            self.select(index)
            if event.chain == 2:
                self.action_choose()
