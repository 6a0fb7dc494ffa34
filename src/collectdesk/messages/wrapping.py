"""Where a line of a letter may end: at blanks, between characters of scripts without blanks, not inside an amount.

Marks that may not begin or end a line in Japanese and Chinese stay with their neighbour (JIS X 4051, its basic sets).
A word that is wider than the line is cut.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence

Measure = Callable[[str], float]

_NO_BEGIN = frozenset(
    "、。，．・：；？！）」』】〕］｝〉》”’ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ々,.:;?!)]}%％"
)
_NO_END = frozenset("（「『【〔［｛〈《“‘([{")


def broken(text: str, width: float, measure: Measure) -> list[str]:
    """The text in lines of at most `width`, measured by `measure`; at least one line, without blanks at the ends."""
    lines: list[str] = []
    line = ""
    for piece in pieces(text):
        if line and measure(f"{line}{piece}".rstrip(" ")) > width:
            lines.append(line.rstrip(" "))
            line = ""
            piece = piece.lstrip(" ")
        line += piece
        while measure(line.rstrip(" ")) > width and len(line) > 1:
            fits = _fitting(line, width, measure)
            lines.append(line[:fits])
            line = line[fits:]
    lines.append(line.rstrip(" "))
    return lines if lines[-1] or len(lines) == 1 else lines[:-1]


def column_widths(
    shares: Sequence[int], room: float, rows: Sequence[Sequence[str]], inset: float, measure: Measure
) -> list[float]:
    """The widths of a table's columns: their shares of the room, and more where an amount or a day would be cut.

    What a column needs beyond its share comes from those that have the most to spare. `inset` is what of a column's
    width its text does not get; `rows` are the texts of the heads and of all rows.
    """
    needs = [
        max((measure(piece.strip(" ")) for row in rows for piece in pieces(row[at])), default=0) + inset
        for at in range(len(shares))
    ]
    widths = [room * share / 100 for share in shares]
    for at, need in enumerate(needs):
        short = need - widths[at]
        for other in sorted(range(len(widths)), key=lambda one: needs[one] - widths[one]):
            if short <= 0:
                break
            given = min(short, max(0, widths[other] - needs[other]))
            widths[at] += given
            widths[other] -= given
            short -= given
    return widths


def pieces(text: str) -> Iterator[str]:
    """The text in pieces between which a line may end; a blank ends its piece."""
    start = 0
    for at in range(1, len(text)):
        before, after = text[at - 1], text[at]
        if (before == " " and after != " ") or _parts(before, after):
            yield text[start:at]
            start = at
    if text:
        yield text[start:]


def _parts(before: str, after: str) -> bool:
    """Whether a line may end between two characters of a script without blanks, or of one and another script."""
    if after in _NO_BEGIN or before in _NO_END or unicodedata.combining(after) or "\u00a0" in (before, after):
        return False
    if " " in (before, after):
        return False
    return _dense(before) or _dense(after)


def _dense(character: str) -> bool:
    """Whether a character is of a script that is written without blanks and breaks between characters."""
    code = ord(character)
    return (
        0x3000 <= code <= 0x30FF
        or 0x3400 <= code <= 0x9FFF
        or 0xF900 <= code <= 0xFAFF
        or 0xFF00 <= code <= 0xFF60
    )


def _fitting(line: str, width: float, measure: Measure) -> int:
    """How many characters fit, at least one, found by halving."""
    low, high = 1, len(line)
    while low < high:
        middle = (low + high + 1) // 2
        if measure(line[:middle]) <= width:
            low = middle
        else:
            high = middle - 1
    return low
