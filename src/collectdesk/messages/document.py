"""A letter as a sequence of blocks, in the recipient's words: what `plain` writes as text and `pdf` draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from collectdesk.messages.formats import Reader

Side = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class Title:
    """What the letter is."""

    text: str


@dataclass(frozen=True, slots=True)
class Pairs:
    """Labels, each with what belongs to it, under a heading or none."""

    heading: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """Paragraphs. A clause has a heading with its number, a summary stands in a frame, a text alone."""

    kind: Literal["clause", "summary", "text"]
    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its head, the side it is set to, and its share of the width in per cent."""

    head: str
    side: Side
    share: int


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under heads."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Signatures:
    """What both sides write on: lines with their captions, those of one side beside those of the other."""

    rows: tuple[tuple[str, str], ...]


Block = Title | Pairs | Passage | Table | Signatures


@dataclass(frozen=True, slots=True)
class Document:
    """A whole letter. `footer` stands on every page, with `{page}` and `{pages}` for their numbers.

    `wide` turns the paper on its side, for tables of many columns.
    """

    reader: Reader
    paper: str
    title: str
    blocks: tuple[Block, ...]
    footer: str
    wide: bool = False

    def footer_of(self, page: int, pages: int) -> str:
        """The footer of a page."""
        number = self.reader.number
        return self.footer.replace(PAGE, number(page)).replace(PAGES, number(pages))


PAGE, PAGES = "{page}", "{pages}"
