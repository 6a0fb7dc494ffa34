"""A report as Markdown: tables that a wiki or a chat can show."""

from __future__ import annotations

import re

from babel import Locale

from collectdesk.reports.sheets import Report, Sheet
from collectdesk.reports.writers.words import printable, read_aloud

_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~!&])")
_BREAKS = re.compile(r"[\r\n\t\u2028\u2029]+")


def markdown(report: Report, locale: Locale) -> bytes:
    """The text, in UTF-8."""
    lines = [f"# {escaped(report.title)}", ""]
    lines += [f"- {escaped(label)}: {escaped(value)}" for label, value in report.about]
    for sheet in report.sheets:
        lines += ["", *_block(sheet, locale)]
    return ("\n".join(lines) + "\n").encode()


def _block(sheet: Sheet, locale: Locale) -> list[str]:
    lines = [f"## {escaped(sheet.title)}", ""]
    if sheet.columns:
        lines.append("| " + " | ".join(escaped(column.head) for column in sheet.columns) + " |")
        lines.append("|" + "|".join("---" if c.words else "---:" for c in sheet.columns) + "|")
        for row in sheet.rows:
            cells = [
                escaped(read_aloud(cell, column.kind, locale))
                for column, cell in zip(sheet.columns, row.cells, strict=True)
            ]
            lines.append("| " + " | ".join(cells) + " |")
        lines.append("")
    return lines + [f"{escaped(note)}  " for note in sheet.notes]


def escaped(text: str) -> str:
    """The text with its marks shown as they are, on one line."""
    return _MARKS.sub(r"\\\1", _BREAKS.sub(" ", printable(text)))
