"""A letter as text: lines of 78 columns, tables in columns, lines to sign on."""

from __future__ import annotations

import unicodedata

from collectdesk.messages.document import Block, Document, Pairs, Passage, Signatures, Table, Title
from collectdesk.messages.wrapping import broken, column_widths

WIDTH = 78
_GAP = 2
_MOST_LABEL = 34


def as_text(document: Document) -> str:
    """The letter as text, its lines ended by a line feed. Columns are measured in cells, two for wide characters."""
    blocks = ("\n".join(_lines(block)) for block in document.blocks)
    return "\n\n".join(blocks) + "\n"


def cells(text: str) -> int:
    """How many columns a text takes."""
    return sum(_cells(character) for character in text)


def _cells(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) == "Cf":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _lines(block: Block) -> list[str]:
    match block:
        case Title():
            lines = broken(block.text, WIDTH, cells)
            return [*lines, "=" * max(cells(line) for line in lines)]
        case Pairs():
            return _pairs(block)
        case Passage():
            return _passage(block)
        case Table():
            return _table(block)
        case Signatures():
            return _signatures(block)


def _pairs(block: Pairs) -> list[str]:
    width = min(_MOST_LABEL, max(cells(label) for label, _said in block.rows))
    lines = [block.heading] if block.heading else []
    for label, said in block.rows:
        lines += _beside([broken(label, width, cells), broken(said, WIDTH - width - _GAP, cells)], [width, 0])
    return lines


def _passage(block: Passage) -> list[str]:
    lines = [block.heading, ""] if block.heading else []
    margin = "| " if block.kind == "summary" else ""
    for at, paragraph in enumerate(block.paragraphs):
        lines += [""] if at else []
        lines += broken(paragraph, WIDTH - len(margin), cells)
    return [f"{margin}{line}".rstrip() for line in lines]


def _table(block: Table) -> list[str]:
    room = WIDTH - _GAP * (len(block.columns) - 1)
    texts = [[one.head for one in block.columns], *block.rows]
    shares = [one.share for one in block.columns]
    widths = [int(width) for width in column_widths(shares, room, texts, 0, cells)]
    right = [one.side == "right" for one in block.columns]
    heads = [broken(one.head, width, cells) for one, width in zip(block.columns, widths, strict=True)]
    lines = [*_beside(heads, widths, right), "-" * WIDTH]
    for row in block.rows:
        found = [broken(cell, width, cells) for cell, width in zip(row, widths, strict=True)]
        lines += _beside(found, widths, right)
    return lines


def _beside(columns: list[list[str]], widths: list[int], right: list[bool] | None = None) -> list[str]:
    """Columns of lines beside each other."""
    lines = []
    for at in range(max(len(column) for column in columns)):
        parts = []
        for n, (column, width) in enumerate(zip(columns, widths, strict=True)):
            said = column[at] if at < len(column) else ""
            gap = " " * max(0, width - cells(said))
            parts.append(gap + said if right and right[n] else said + gap)
        lines.append((" " * _GAP).join(parts).rstrip())
    return lines


def _signatures(block: Signatures) -> list[str]:
    width = (WIDTH - 2 * _GAP) // 2
    rule = "_" * width
    lines: list[str] = []
    for sides in block.rows:
        captions = [broken(caption, width, cells) for caption in sides]
        lines += ["", *_beside([[rule], [rule]], [width + _GAP, width])]
        lines += _beside(captions, [width + _GAP, width])
    return lines[1:]
