"""Cells of a file as clean text, and the one way to say that a line cannot be used."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, time, timedelta

Cell = str | int | float | bool | date | datetime | time | timedelta
"""A cell: text, or from a workbook also a number, a truth value, a date or a time. Empty is ""."""


class Unreadable(ValueError):
    """A line cannot be used; the text is the reason a person reads beside its line number."""


def text(cell: Cell) -> str:
    """A cell as one clean line: no control characters, no broken surrogates, no blanks around it.

    Whole numbers of a workbook come without ".0", dates in ISO form. Formulas and markup stay what they
    are: text.
    """
    if cell.__class__ is str:
        if cell.isprintable():
            return cell.strip()
        return _cleaned(cell)
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else format(cell, ".15g")
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, str | int):
        return _cleaned(str(cell))
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


def quoted(cell: Cell) -> str:
    """A cell as it may stand in a sentence: clean, short, in quotation marks."""
    clean = text(cell)
    return f"“{clean if len(clean) <= 40 else clean[:39] + '…'}”"


def _cleaned(raw: str) -> str:
    kept = []
    for character in raw:
        kind = unicodedata.category(character)
        if kind == "Cs":
            kept.append("\ufffd")
        elif kind == "Cc":
            if character in "\t\n\r\v\f\x85":
                kept.append(" ")
        elif character in "\u2028\u2029":
            kept.append(" ")
        else:
            kept.append(character)
    return "".join(kept).strip()
