"""A report as comma-separated files: one a block, in a zip, for machines and spreadsheets alike (RFC 4180)."""

from __future__ import annotations

import csv
import io
import zipfile

from babel import Locale

from collectdesk.money import Money
from collectdesk.reports.sheets import Report, Sheet
from collectdesk.reports.writers.words import plain

_MADE = (1980, 1, 1, 0, 0, 0)
"""The same report gives the same bytes: a zip has no field for "no time"."""


def separated(report: Report, locale: Locale) -> bytes:
    """The zip. Its files are in UTF-8 with a byte order mark; numbers are written for machines in every language."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as files:
        for sheet in report.sheets:
            if sheet.columns:
                files.writestr(
                    zipfile.ZipInfo(f"{sheet.key}.csv", _MADE), one_block(sheet).encode("utf-8-sig")
                )
    return held.getvalue()


def one_block(sheet: Sheet) -> str:
    """A block as text. A column of money is two: the amount, and its currency; the ids of entries stand last."""
    held = io.StringIO()
    rows = csv.writer(held, lineterminator="\r\n")
    heads: list[str] = []
    for column in sheet.columns:
        heads += [column.key, f"{column.key}_currency"] if column.kind == "money" else [column.key]
    rows.writerow([*heads, "entries"])
    for row in sheet.rows:
        cells: list[str] = []
        for column, cell in zip(sheet.columns, row.cells, strict=True):
            cells.append(plain(cell))
            if column.kind == "money":
                cells.append(cell.currency if isinstance(cell, Money) else "")
        rows.writerow([*cells, " ".join(map(str, row.entries))])
    return held.getvalue()
