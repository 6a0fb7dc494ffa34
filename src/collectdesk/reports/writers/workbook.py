"""A report as a workbook: an overview, then a sheet a block with real numbers, days, durations and money."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime

from babel import Locale
from openpyxl import Workbook
from openpyxl.cell.cell import Cell as OneCell
from openpyxl.cell.cell import MergedCell
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from collectdesk.i18n import _
from collectdesk.money import Money
from collectdesk.money.currency import decimals
from collectdesk.reports.sheets import Cell, CellKind, Report, Sheet
from collectdesk.reports.writers.words import printable

Box = OneCell | MergedCell
_BOLD = Font(bold=True)
_UNSAFE_NAME = re.compile(r"[\[\]:*?/\\]")
_LONGEST_TEXT = 32_767
"""Characters that a cell of a workbook can hold."""
_PIECE = 30_000
PROOF_MARK = "collectdesk proof"
"""What stands above the proof of a report, in the sheet that holds it."""


def workbook(report: Report, locale: Locale) -> bytes:
    """The file. The program that opens it formats numbers and days for its own reader."""
    book = Workbook()
    del book[book.sheetnames[0]]
    names: set[str] = set()
    overview = book.create_sheet(_name(_("Overview"), names))
    _text(overview.cell(1, 1), report.title).font = _BOLD
    for n, (label, value) in enumerate(report.about, start=3):
        _text(overview.cell(n, 1), label)
        _text(overview.cell(n, 2), value)
    overview.column_dimensions["A"].width = overview.column_dimensions["B"].width = 28
    for sheet in report.sheets:
        _block(book.create_sheet(_name(sheet.title, names)), sheet)
    if report.proof:
        _prove(book.create_sheet(_name(_("Proof"), names)), report.proof)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def _name(title: str, taken: set[str]) -> str:
    """A name that a workbook allows (31 characters, none of []:*?/\\) and that no sheet has yet."""
    base = _UNSAFE_NAME.sub(" ", printable(title)).strip(" '")[:31] or "-"
    name, n = base, 1
    while name.casefold() in taken:
        n += 1
        name = f"{base[: 30 - len(str(n))]} {n}"
    taken.add(name.casefold())
    return name


def _block(into: Worksheet, sheet: Sheet) -> None:
    for n, column in enumerate(sheet.columns, start=1):
        _text(into.cell(1, n), column.head).font = _BOLD
        into.column_dimensions[get_column_letter(n)].width = 34 if column.words else 20
    for at, row in enumerate(sheet.rows, start=2):
        for n, (column, cell) in enumerate(zip(sheet.columns, row.cells, strict=True), start=1):
            _fill(into.cell(at, n), cell, column.kind)
            if row.sum_of and isinstance(cell, int | Money):
                letter = get_column_letter(n)
                into.cell(at, n).value = f"=SUBTOTAL(109,{letter}{at - row.sum_of}:{letter}{at - 1})"
    last = len(sheet.rows) + 1
    if sheet.columns:
        into.freeze_panes = "A2"
        into.auto_filter.ref = f"A1:{get_column_letter(len(sheet.columns))}{last}"
        into.print_title_rows = "1:1"
    if sheet.chart:
        _picture(into, sheet)
    for n, note in enumerate(sheet.notes, start=last + 2 if sheet.columns else 1):
        _text(into.cell(n, 1), note)


def _picture(into: Worksheet, sheet: Sheet) -> None:
    """Bars of the counts of each row, beside the table; none below two rows."""
    own = sum(not row.sum_of for row in sheet.rows)
    counted = [n for n, column in enumerate(sheet.columns, start=1) if column.kind == "count"]
    if own < 2 or not counted:
        return
    chart = BarChart()
    chart.title = printable(sheet.title)
    for n in counted[:2]:
        chart.add_data(Reference(into, min_col=n, min_row=1, max_row=own + 1), titles_from_data=True)
    chart.set_categories(Reference(into, min_col=1, min_row=2, max_row=own + 1))
    chart.x_axis.delete = chart.y_axis.delete = False
    into.add_chart(chart, f"{get_column_letter(len(sheet.columns) + 2)}2")


def _prove(into: Worksheet, proof: str) -> None:
    """The proof as text, cut to what a cell holds: its mark, then piece by piece downwards."""
    _text(into.cell(1, 1), PROOF_MARK)
    for n, at in enumerate(range(0, len(proof), _PIECE), start=2):
        _text(into.cell(n, 1), proof[at : at + _PIECE])
    into.column_dimensions["A"].width = 80


def _fill(box: Box, cell: Cell, kind: CellKind) -> None:
    if cell is None:
        _text(box, _("n/a"))
    elif isinstance(cell, str):
        _text(box, cell)
    elif isinstance(cell, Money):
        digits = decimals(cell.currency)
        box.value = cell.amount
        box.number_format = f'"{cell.currency}" #,##0{"." + "0" * digits if digits else ""}'
    elif isinstance(cell, datetime):
        box.value = cell.astimezone(UTC).replace(
            tzinfo=None
        )  # a workbook knows no zones; the format says UTC
        box.number_format = 'yyyy-mm-dd hh:mm "UTC"'
    else:
        box.value = cell
        box.number_format = {
            "ratio": "0.00%", "number": "#,##0.00", "day": "yyyy-mm-dd", "duration": "[h]:mm:ss",
        }.get(kind, "#,##0")  # fmt: skip


def _text(box: Box, text: str) -> Box:
    """Text that stays text, whatever it begins with."""
    box.value = printable(text)[:_LONGEST_TEXT]
    box.data_type = "s"
    box.quotePrefix = True
    return box
