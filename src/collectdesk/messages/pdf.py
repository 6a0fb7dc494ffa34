"""A letter as PDF: text that can be read back, numbered pages, tables whose head stands again on each page.

Lines are broken by `wrapping` and measured in the font they are drawn with; scripts are shaped by HarfBuzz. The same
letter made at the same moment gives the same bytes.
"""

from __future__ import annotations

import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from fpdf import FPDF
from fpdf.line_break import Fragment

from collectdesk.messages.document import (
    Block,
    Column,
    Document,
    Pairs,
    Passage,
    Signatures,
    Table,
    Title,
)
from collectdesk.messages.fonts import FontFile, choose, cut_down, needs_shaping, widths
from collectdesk.messages.values import without_isolates
from collectdesk.messages.wrapping import broken, column_widths

_MARGIN, _FOOT = 20.0, 22.0
"""Millimetres: at the sides and above, and below for the footer."""
_SIZE, _SMALL, _LARGE = 9.5, 8.0, 16.0
"""Points."""
_LINE, _SMALL_LINE, _LARGE_LINE = 4.7, 4.0, 7.5
_PARAGRAPH, _BLOCK = 1.6, 4.0
_LABEL_SHARE = 0.36
_PAD, _INSET = 1.2, 1.8
_INK, _FAINT = 20, 180
_SIGN_ROOM = 11.0
_ENDING = 3
"""The signatures and the two blocks before them stay on one page."""


def as_pdf(document: Document, at: datetime) -> bytes:
    """The letter as PDF. `at` is when it was made, an aware instant. BadInput where no font has a character."""
    text = _all_text(document)
    with _cut_fonts(choose(text, document.reader.language)) as fonts:
        pages = _Page(document, text, fonts, at, 0).drawn().pages_count
        return bytes(_Page(document, text, fonts, at, pages).drawn().output())


Cut = tuple[str, Path, Path]


@contextmanager
def _cut_fonts(chosen: Sequence[tuple[FontFile, str]]) -> Iterator[list[Cut]]:
    """The fonts with only the characters they draw, as files for the time of drawing."""
    with tempfile.TemporaryDirectory(prefix="collectdesk") as folder:
        cuts = []
        for font, text in chosen:
            cut = (font.family, Path(folder, f"{font.family}.ttf"), Path(folder, f"{font.family}-bold.ttf"))
            cut_down(font, text, cut[1], cut[2])
            cuts.append(cut)
        yield cuts


class _Page(FPDF):
    """The letter while it is drawn. `pages` is how many pages it will have; 0 only counts them, without a word."""

    def __init__(self, document: Document, text: str, fonts: Sequence[Cut], at: datetime, pages: int) -> None:
        side = "landscape" if document.wide else "portrait"
        super().__init__(side, "mm", document.paper.lower())
        self.document = document
        self.pages_to_be = pages
        self.right_to_left = document.reader.right_to_left
        self.set_margins(_MARGIN, _MARGIN, _MARGIN)
        self.c_margin = 0.0
        self.set_auto_page_break(False)
        self.set_title(document.title)
        self.set_lang(document.reader.locale.language)
        self.set_creator("collectdesk")
        self.set_creation_date(at)
        self.widths: dict[str, dict[str, float]] = {"": {}, "B": {}}
        for family, regular, bold in fonts:
            for style, path in (("", regular), ("B", bold)):
                self.add_font(family, style, str(path))
                self.widths[style] = widths(path) | self.widths[style]
        self.family = fonts[0][0]
        self.set_fallback_fonts([family for family, _regular, _bold in fonts[1:]], exact_match=False)
        self.set_font(self.family, "", _SIZE)
        if needs_shaping(text):
            self.set_text_shaping(True, direction="rtl" if self.right_to_left else "ltr")
        self.add_page()

    def drawn(self) -> _Page:
        """All of the letter, drawn."""
        blocks = self.document.blocks
        for at, block in enumerate(blocks):
            if at == len(blocks) - _ENDING:
                self.make_room(min(sum(map(self.height_of, blocks[at:])), self.h / 2))
            self.draw(block)
        return self

    def height_of(self, block: Block) -> float:
        """How high the last blocks of a letter are, which stay together: nobody signs an otherwise empty page."""
        match block:
            case Signatures():
                return len(block.rows) * (_SIGN_ROOM + 2 * _SMALL_LINE)
            case Passage():
                self.look("", _SIZE)
                lines = sum(
                    len(self.lines(text, self.epw - 1)) for text in (block.heading, *block.paragraphs)
                )
                return lines * _LINE + len(block.paragraphs) * _PARAGRAPH + _BLOCK
            case _:
                return 0.0

    def draw(self, block: Block) -> None:
        """A block, and the space after it."""
        match block:
            case Title():
                self.look("B", _LARGE)
                for line in self.lines(block.text, self.epw):
                    self.line_of(line, _LARGE_LINE)
            case Pairs():
                self.pairs(block)
            case Passage():
                self.passage(block)
            case Table():
                self.table_of(block)
            case Signatures():
                self.signatures(block)
        self.set_y(self.get_y() + _BLOCK)

    def footer(self) -> None:
        """The footer of a page, drawn by the library when the page ends."""
        self.look("", _SMALL)
        self.set_text_color(110)
        self.set_y(-_FOOT + 6)
        said = self.document.footer_of(self.page_no(), self.pages_to_be)
        for line in self.lines(said, self.epw):
            self.cell_of(line, self.epw, _SMALL_LINE, "C")
            self.set_xy(self.l_margin, self.get_y() + _SMALL_LINE)
        self.set_text_color(_INK)

    def look(self, style: str, size: float) -> None:
        """Choose weight and size."""
        self.set_font(self.family, style, size)

    def lines(self, text: str, width: float) -> list[str]:
        """A text in lines that fit, in the font that is chosen."""
        return broken(text, width, self.wide)

    def wide(self, text: str) -> float:
        """How wide a text is, from the widths of its characters: never less than it is drawn, since shaping joins."""
        em, has = self.font_size, self.widths[self.font_style]
        return sum(has.get(one, 1.0) for one in without_isolates(text)) * em

    def _preload_font_styles(
        self, text: str | None, markdown: bool, *given: Any, **more: Any
    ) -> list[Fragment]:
        """Stretches of one direction cut by font. The library cuts before and after each combining mark too.

        Arabic letters on both sides of such a cut would not join. Isolates have done their work by now.
        """
        found: list[Fragment] = []
        for one in super()._preload_font_styles(without_isolates(text or ""), markdown, *given, **more):
            before = found[-1] if found else None
            if (
                before is not None
                and before.font is one.font
                and _is_mark(before.characters[-1], one.characters[0])
            ):
                before.characters += one.characters
            else:
                found.append(one)
        return found

    @property
    def room(self) -> float:
        """What is left of the page."""
        return float(self.h - _FOOT - self.get_y())

    def make_room(self, height: float) -> bool:
        """Begin a page where less than this is left; whether one was begun."""
        if self.room >= height:
            return False
        font, size, inset = self.font_style, self.font_size_pt, self.c_margin
        self.c_margin = 0.0
        self.add_page()
        self.look(font, size)
        self.c_margin = inset
        return True

    def cell_of(self, text: str, width: float, height: float, align: str) -> None:
        """A line of text at the present place; the place stays."""
        if not self.pages_to_be:
            return
        # The library loses track of the font after a line that another font than the chosen one draws alone.
        self.current_font_is_set_on_page = False
        x, y = self.get_x(), self.get_y()
        self.cell(width, height, text, align=align)
        self.set_xy(x, y)

    def line_of(self, text: str, height: float, indent: float = 0) -> None:
        """A line of text on its own, and the place below it."""
        self.make_room(height)
        self.set_x(self.l_margin + (0 if self.right_to_left else indent))
        self.cell_of(text, self.epw - indent, height, "R" if self.right_to_left else "L")
        self.set_xy(self.l_margin, self.get_y() + height)

    def beside(self, columns: Sequence[tuple[list[str], float, str]], height: float) -> None:
        """Columns of lines beside each other: lines, width and side of each; in reading order."""
        y = self.get_y()
        x = self.w - self.r_margin if self.right_to_left else self.l_margin
        for lines, width, side in columns:
            if self.right_to_left:
                x -= width
                side = {"L": "R", "R": "L"}.get(side, side)
            for at, line in enumerate(lines):
                self.set_xy(x, y + at * height)
                self.cell_of(line, width, height, side)
            if not self.right_to_left:
                x += width
        self.set_xy(self.l_margin, y + height * max(len(lines) for lines, _width, _side in columns))

    def pairs(self, block: Pairs) -> None:
        """Labels with what belongs to them."""
        if block.heading:
            self.make_room(3 * _LINE)
            self.look("B", _SIZE)
            self.line_of(without_isolates(block.heading), _LINE + 0.6)
        label_width = self.epw * _LABEL_SHARE
        self.look("", _SIZE)
        for label, said in block.rows:
            left = self.lines(label, label_width - 2)
            right = self.lines(said, self.epw - label_width - 1)
            self.make_room(_LINE * max(len(left), len(right)))
            self.beside([(left, label_width, "L"), (right, self.epw - label_width, "L")], _LINE)

    def passage(self, block: Passage) -> None:
        """A clause, a text, or a summary beside a bar."""
        indent = 4.0 if block.kind == "summary" else 0.0
        if block.heading:
            self.look("B", _SIZE + 1)
            heading = self.lines(block.heading, self.epw - indent)
            self.make_room((len(heading) + 2) * _LINE + _PARAGRAPH)
            for line in heading:
                self.barred(line, _LINE + 0.6, indent)
        self.look("", _SIZE)
        for at, paragraph in enumerate(block.paragraphs):
            if at:
                self.barred("", _PARAGRAPH, indent)
            for line in self.lines(paragraph, self.epw - indent - 1):
                self.barred(line, _LINE, indent)

    def barred(self, line: str, height: float, indent: float) -> None:
        """A line, with a bar beside it where it is indented."""
        self.line_of(line, height, indent)
        if indent:
            x = self.w - self.r_margin - 0.8 if self.right_to_left else self.l_margin + 0.8
            y = self.get_y()
            self.set_draw_color(_FAINT)
            self.set_line_width(0.8)
            self.line(x, y - height, x, y)

    def table_of(self, block: Table) -> None:
        """A table; rows stay whole, and each page begins with the heads."""
        sides = ["R" if column.side == "right" else "L" for column in block.columns]
        self.c_margin = _INSET
        texts = [[column.head for column in block.columns], *block.rows]
        self.look("B", _SMALL)
        shares = column_widths(
            [column.share for column in block.columns], self.epw, texts, 2 * _INSET + 0.2, self.wide
        )
        self.look("", _SMALL)
        rows = [
            [self.lines(cell, width - 2 * _INSET - 0.2) for cell, width in zip(row, shares, strict=True)]
            for row in block.rows
        ]
        self.make_room(3 * (_SMALL_LINE + 2 * _PAD))
        self.heads(block.columns, shares, sides)
        for row in rows:
            if self.make_room(_SMALL_LINE * max(map(len, row)) + 2 * _PAD):
                self.heads(block.columns, shares, sides)
            self.row(row, shares, sides, 0.1)
        self.c_margin = 0.0

    def heads(self, columns: Sequence[Column], shares: Sequence[float], sides: Sequence[str]) -> None:
        """The heads of a table."""
        self.look("B", _SMALL)
        heads = [
            self.lines(one.head, width - 2 * _INSET - 0.2) for one, width in zip(columns, shares, strict=True)
        ]
        self.row(heads, shares, sides, 0.35)
        self.look("", _SMALL)

    def row(
        self, cells: Sequence[list[str]], shares: Sequence[float], sides: Sequence[str], rule: float
    ) -> None:
        """A row of a table and the rule below it."""
        y = self.get_y()
        self.set_y(y + _PAD)
        self.beside(
            [(lines, width, side) for lines, width, side in zip(cells, shares, sides, strict=True)],
            _SMALL_LINE,
        )
        y = self.get_y() + _PAD
        self.set_draw_color(_FAINT)
        self.set_line_width(rule)
        self.line(self.l_margin, y, self.w - self.r_margin, y)
        self.set_y(y)

    def signatures(self, block: Signatures) -> None:
        """Lines to write on, those of one side beside those of the other, all on one page."""
        self.look("", _SMALL)
        gap = 10.0
        width = (self.epw - gap) / 2
        self.make_room(len(block.rows) * (_SIGN_ROOM + 2 * _SMALL_LINE))
        self.set_draw_color(_INK)
        self.set_line_width(0.2)
        for left, right in block.rows:
            y = self.get_y() + _SIGN_ROOM
            for x in (self.l_margin, self.l_margin + width + gap):
                self.line(x, y, x + width, y)
            self.set_y(y + 0.5)
            sides = [(self.lines(left, width), width + gap, "L"), (self.lines(right, width), width, "L")]
            self.beside(sides, _SMALL_LINE)


def _all_text(document: Document) -> str:
    """Every text of the letter, one after the other: what its fonts must have."""
    texts = [document.title, document.footer_of(1234567890, 1234567890)]
    for block in document.blocks:
        match block:
            case Title():
                texts.append(block.text)
            case Pairs():
                texts += [block.heading, *(text for row in block.rows for text in row)]
            case Passage():
                texts += [block.heading, *block.paragraphs]
            case Table():
                texts += [*(one.head for one in block.columns), *(text for row in block.rows for text in row)]
            case Signatures():
                texts += [text for row in block.rows for text in row]
    return without_isolates(" ".join(texts))


def _is_mark(*characters: str) -> bool:
    return any(unicodedata.category(one) == "Mn" for one in characters)
