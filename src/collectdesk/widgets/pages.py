"""The rows of a long list as far as they were read: pages by keyset, the last few kept, blind jumps by number.

Pure: it says what to ask for and keeps what came. The first page may hold rows of several lines and groups
(pins, call-backs); every later page is uniform, so that a million rows need no more room than a hundred.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from collectdesk.tui.safe_text import Line

PAGE = 100
KEPT = 20
MOST_GROUPED = 2000
"""The head goes on until the last group begins, but never further than this."""

Cell = tuple[str, str]
"""A text and its ink."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `cells` as (text, ink), one for each column.

    `key` tells the row again after a refresh. `place` is where the list goes on after it (keyset), the key
    where none is given. `under` is a second line, `group` the heading it stands under and `mark` a glyph's
    name at its left edge on narrow screens; lines and headings are drawn for rows of the head alone, which
    `whole_groups` reads until the last group begins.
    """

    key: Hashable
    cells: Sequence[Cell]
    place: Any = None
    under: Line | None = None
    group: str = ""
    mark: str = ""
    data: Any = None

    @property
    def at(self) -> Any:
        """Where the list goes on after this row."""
        return self.key if self.place is None else self.place


@dataclass(frozen=True, slots=True)
class Ask:
    """A stretch of the list: `limit` rows from number `index` on (counted from 0).

    Exactly one way to find it: after a place, before a place (nearest rows, in the list's order), the `last`
    rows of the list, or, with none of these, by number; index 0 is the head of the list.
    """

    index: int
    limit: int
    after: Any = None
    before: Any = None
    last: bool = False


Fetch = Callable[[Any, Ask], Sequence[Row]]
"""Reads a stretch of the list in a thread: (desk, what to read) to rows."""


def whole_groups(desk: Any, fetch: Fetch) -> list[Row]:
    """The head of the list: a page, and more where later rows stand under other headings than its last row."""
    head = list(fetch(desk, Ask(0, PAGE)))
    if len(head) < PAGE or not head[-1].group:
        return head
    tail = fetch(desk, Ask(len(head), 1, last=True))
    while tail and head[-1].group != tail[-1].group and len(head) < MOST_GROUPED:
        more = fetch(desk, Ask(len(head), PAGE, after=head[-1].at))
        head += more
        if len(more) < PAGE:
            break
    return head


class Pages:
    """What was read of a list of `total` rows. `first` is the head, of any length; then pages of `PAGE`."""

    def __init__(self) -> None:
        self.first: tuple[Row, ...] = ()
        self.total = 0
        self._kept: OrderedDict[int, tuple[Row, ...]] = OrderedDict()
        self._edges: dict[int, tuple[Any, Any]] = {}

    def start(self, rows: Sequence[Row], total: int | None) -> None:
        """The head was read; without a total, a short head is the whole list."""
        self.first = tuple(rows)
        self.total = max(total, len(rows)) if total is not None else len(rows)
        self._kept.clear()
        self._edges.clear()
        if rows:
            self._edges[0] = (rows[0].at, rows[-1].at)

    def page_of(self, index: int) -> int:
        """The page a row number falls on; 0 is the head."""
        head = len(self.first)
        return 0 if index < head else 1 + (index - head) // PAGE

    def start_of(self, page: int) -> int:
        """The row number with which a page begins."""
        return 0 if page == 0 else len(self.first) + (page - 1) * PAGE

    def row(self, index: int) -> Row | None:
        """The row of that number, None while it was not read."""
        if not 0 <= index < self.total:
            return None
        page = self.page_of(index)
        rows = self.first if page == 0 else self._kept.get(page, ())
        at = index - self.start_of(page)
        return rows[at] if at < len(rows) else None

    def missing(self, first: int, last: int) -> list[int]:
        """Pages of these row numbers that were not read or not kept."""
        first, last = max(0, first), min(last, self.total - 1)
        if last < first:
            return []
        pages = range(self.page_of(first), self.page_of(last) + 1)
        for page in pages:
            if page in self._kept:
                self._kept.move_to_end(page)
        return [page for page in pages if page and page not in self._kept]

    def edges(self) -> dict[int, tuple[Any, Any]]:
        """First and last place of every page read so far, for `ask` in a thread."""
        return dict(self._edges)

    def ask(self, page: int, edges: dict[int, tuple[Any, Any]]) -> Ask:
        """How to read a page: from its neighbour, from the end, else by number."""
        index = self.start_of(page)
        limit = min(PAGE, self.total - index)
        if page - 1 in edges:
            return Ask(index, limit, after=edges[page - 1][1])
        if page == self.page_of(self.total - 1):
            return Ask(index, limit, last=True)
        if page + 1 in edges:
            return Ask(index, limit, before=edges[page + 1][0])
        return Ask(index, limit)

    def put(self, page: int, rows: Sequence[Row]) -> None:
        """Keep a page. One that is shorter than expected ends the list."""
        self._kept[page] = tuple(rows)
        self._kept.move_to_end(page)
        if rows:
            self._edges[page] = (rows[0].at, rows[-1].at)
        end = self.start_of(page) + len(rows)
        if len(rows) < PAGE and end < self.total:
            self.total = end
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)

    def index_of(self, key: Hashable) -> int | None:
        """The number of the row with that key, among those read."""
        for at, row in enumerate(self.first):
            if row.key == key:
                return at
        for page, rows in self._kept.items():
            for at, row in enumerate(rows):
                if row.key == key:
                    return self.start_of(page) + at
        return None
