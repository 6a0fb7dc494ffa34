"""A text with tinted values and underlined words, broken into lines of so many cells, ready for a column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.cells import get_character_cell_size
from textual.content import Content, Span

from collectdesk.tui.safe_text import clean
from collectdesk.tui.theme import markup_style

Look = tuple[str, str]
"""An ink, and the ground it stands on."""
Piece = tuple[str, Look]
_NOT_FIRST = frozenset("、。，．）」』】〉》！？：；・ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ,.)!?:;")
"""What does not begin a line, and below what does not end one: closing and opening marks, small letters."""
_NOT_LAST = frozenset("「『【〈《（([")
_UNBROKEN = "\u00a0\u202f"


def looked(marked: Any, plain: Look, value: Look, found: Sequence[tuple[int, int, Look]]) -> list[Piece]:
    """The characters of a text (anything with `text` and `spans`) with their looks; what is found wins over values."""
    looks = [plain] * len(marked.text)
    for span in marked.spans:
        looks[span.start : span.end] = [value] * (min(span.end, len(looks)) - span.start)
    for start, end, look in found:
        looks[start:end] = [look] * (min(end, len(looks)) - start)
    return [
        (character if character == "\n" else clean(character), look)
        for character, look in zip(marked.text, looks, strict=True)
    ]


def broken(characters: Sequence[Piece], cells: int) -> list[list[Piece]]:
    """Lines of at most `cells` cells, broken at blanks and beside wide characters; a word too long is cut.

    A piece is one character.
    """
    lines: list[list[Piece]] = []
    line: list[Piece] = []
    width = 0
    for said, look in characters:
        if said == "\n":
            lines.append(line)
            line, width = [], 0
            continue
        size = get_character_cell_size(said) if said else 0
        if size and width + size > cells:
            cut = _cut(line, said)
            lines.append(line[:cut])
            line = line[cut:]
            width = sum(get_character_cell_size(one) for one, _look in line)
            if said == " " and not line:
                continue
        if said:
            line.append((" " if said in _UNBROKEN else said, look))
            width += size
    lines.append(line)
    return lines


def _cut(line: Sequence[Piece], coming: str) -> int:
    """Where a full line is broken: after the last blank or beside a wide character, else at its end."""
    for at in range(len(line), 0, -1):
        last, first = line[at - 1][0], line[at][0] if at < len(line) else coming
        wide = get_character_cell_size(last) == 2 or get_character_cell_size(first) == 2
        if first not in _NOT_FIRST and last not in _NOT_LAST and (last == " " or first == " " or wide):
            return at
    return len(line)


def filled(line: Sequence[Piece], cells: int, ground: str) -> list[Piece]:
    """A line in exactly `cells` cells, its room left in the look of a ground."""
    used = sum(get_character_cell_size(one) for one, _look in line)
    return [*line, (" " * max(0, cells - used), ("text", ground))]


def drawn(lines: Sequence[Sequence[Piece]]) -> Content:
    """Lines as Content."""
    text, spans = "", []
    for number, line in enumerate(lines):
        text += "\n" if number else ""
        run = ""
        for at, (said, look) in enumerate(line):
            run += said
            if at + 1 == len(line) or line[at + 1][1] != look:
                spans.append(Span(len(text), len(text) + len(run), style(look)))
                text, run = text + run, ""
    return Content(text, spans)


def style(look: Look) -> str:
    """A look as a Content span takes it."""
    ink, ground = look
    return f"{markup_style(ink, ground)} on ${ground}"
