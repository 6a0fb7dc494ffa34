"""The one way of foreign text to the screen: cleaned, measured in cells, never read as markup.

`clean` makes a text harmless, `plain` makes it Content for a widget, `fit` makes it exactly so many cells,
and `Line` puts pieces with their tokens together, as Content or as a Strip. Nothing here parses markup.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Literal, Self

from rich.cells import cell_len, get_character_cell_size
from rich.segment import Segment
from textual.content import Content, Span
from textual.strip import Strip

from collectdesk.tui.glyphs import glyph
from collectdesk.tui.theme import Skin, markup_style

Align = Literal["left", "right", "centre"]

_REPLACED = "\ufffd"
_BAD: dict[int, str | None] = {
    **dict.fromkeys((*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000)), _REPLACED),
    **dict.fromkeys((0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029), " "),
    **dict.fromkeys(
        (
            *(0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x180E, 0x3164, 0xFEFF, 0xFFA0),
            *range(0x200B, 0x2010),
            *range(0x202A, 0x202F),
            *range(0x2060, 0x2070),
            *range(0xFE00, 0xFE10),
            *range(0xFFF9, 0xFFFC),
            *range(0xE0000, 0xE01F0),
        )
    ),
}
_BAD_IN_TEXTS = {**_BAD, 0x0A: "\n", 0x0D: None, 0x2028: "\n", 0x2029: "\n"}


def clean(text: str, limit: int = 500) -> str:
    """The text on one line, harmless in a terminal, at most `limit` characters of it.

    Control characters (C0, C1, escape, NUL) and lone surrogates become U+FFFD, line ends and tabs a space;
    direction marks and overrides, zero-width characters, joiners and variation selectors go. Joiners go
    because terminals disagree about their width and a column must not shift.
    """
    text = text[:limit]
    return text if text.isascii() and text.isprintable() else text.translate(_BAD)


def clean_text(text: str, limit: int = 20_000) -> str:
    """As `clean`, but line ends stay: for notes and letters of several lines."""
    return text[:limit].replace("\r\n", "\n").replace("\r", "\n").translate(_BAD_IN_TEXTS)


def plain(text: str, ink: str | None = None, limit: int = 20_000) -> Content:
    """The text as Content that shows just these characters, in the ink's style where one is given."""
    shown = clean_text(text, limit)
    return Content(shown) if ink is None else Content.styled(shown, markup_style(ink))


@lru_cache(4096)
def fit(text: str, cells: int, align: Align = "left") -> str:
    """The cleaned text in exactly `cells` cells: padded, or cut with `…`, never inside a wide character."""
    text = clean(text)
    width = cell_len(text)
    if width > cells:
        text, width = _cut(text, cells)
    room = cells - width
    if align == "right":
        return " " * room + text
    if align == "centre":
        return " " * (room // 2) + text + " " * (room - room // 2)
    return text + " " * room


def shorten(text: str, cells: int) -> str:
    """The cleaned text in at most `cells` cells, cut with `…`, not padded."""
    text = clean(text)
    return text if cell_len(text) <= cells else _cut(text, cells)[0]


def _cut(text: str, cells: int) -> tuple[str, int]:
    """The head of a text that leaves one cell for `…`, with the cells both take."""
    if cells <= 0:
        return "", 0
    used, end = 0, 0
    for at, character in enumerate(text):
        size = get_character_cell_size(character)
        if used + size > cells - 1:
            break
        used, end = used + size, at + 1
    head = text[:end] + "…"
    return head, cell_len(head)


class Line:
    """One line put together from pieces, each with the ink of its style.

    Every piece is cleaned as it comes in. Methods that add return the line, so that they can be chained:
    `Line("120", "value").add(" of 1,204 accounts", "muted").right("47 shut")`.
    """

    __slots__ = ("_cells", "pieces", "tail")

    def __init__(self, text: str = "", ink: str = "text") -> None:
        self.pieces: list[tuple[str, str]] = []
        self.tail: Line | None = None
        self._cells = 0
        if text:
            self.add(text, ink)

    def add(self, text: str, ink: str = "text") -> Self:
        """Add a text in a ink's style."""
        text = clean(text)
        if text:
            self.pieces.append((text, ink))
            self._cells += cell_len(text)
        return self

    def fit(self, text: str, cells: int, ink: str = "text", align: Align = "left") -> Self:
        """Add a text in exactly `cells` cells, cut with `…` or padded."""
        return self.add(fit(text, cells, align), ink)

    def glyph(self, name: str, ink: str = "text") -> Self:
        """Add a sign of `glyphs`."""
        return self.add(glyph(name), ink)

    def space(self, cells: int = 1) -> Self:
        """Add empty cells."""
        return self.add(" " * cells)

    def join(self, other: Line) -> Self:
        """Add the pieces of another line."""
        for text, ink in other.pieces:
            self.add(text, ink)
        return self

    def right(self, text: str | Line, ink: str = "text") -> Self:
        """Put a text, or a line, at the right end of whatever width the line is drawn in."""
        tail = text if isinstance(text, Line) else Line(text, ink)
        self.tail = tail if self.tail is None else self.tail.join(tail)
        return self

    @property
    def cells(self) -> int:
        """Cells taken by the pieces, without what stands at the right."""
        return self._cells

    @property
    def text(self) -> str:
        """What it says, without styles; what stands at the right follows after two spaces."""
        return "".join(text for text, _ink in self.pieces) + (f"  {self.tail.text}" if self.tail else "")

    def laid_out(self, width: int, fill: str = " ", fill_ink: str = "line") -> list[tuple[str, str]]:
        """The pieces in exactly `width` cells: the left part gives way to the right one."""
        tail = self.tail.laid_out(min(self.tail.cells, width)) if self.tail else []
        tail_cells = min(self.tail.cells, width) if self.tail else 0
        room = max(0, width - tail_cells - (1 if tail_cells else 0))
        pieces: list[tuple[str, str]] = []
        used = 0
        for text, ink in self.pieces:
            size = cell_len(text)
            if used + size > room:
                cut = shorten(text, room - used)
                if cut:
                    pieces.append((cut, ink))
                    used += cell_len(cut)
                break
            pieces.append((text, ink))
            used += size
        gap = width - used - tail_cells
        if gap > 0:
            pieces.append((fill * gap, fill_ink))
        return pieces + tail

    def content(self, width: int | None = None, on: str = "ground") -> Content:
        """The line as Content; with a width it is laid out in exactly that many cells."""
        return content(self.pieces if width is None else self.laid_out(width), on)

    def strip(self, width: int, skin: Skin, on: str = "ground") -> Strip:
        """The line as a Strip of exactly `width` cells on a ground."""
        return Strip([Segment(text, skin.style(ink, on)) for text, ink in self.laid_out(width)], width)


def content(pieces: Iterable[tuple[str, str]], on: str = "ground") -> Content:
    """Pieces that are clean already (of a Line) as Content."""
    text, spans = "", []
    for piece, ink in pieces:
        spans.append(Span(len(text), len(text) + len(piece), markup_style(ink, on)))
        text += piece
    return Content(text, spans)


def stack(lines: Iterable[Line], width: int | None = None) -> Content:
    """Lines one under another as one Content."""
    return Content("\n").join([line.content(width) for line in lines])
