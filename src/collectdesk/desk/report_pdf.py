"""A report as PDF: its blocks as a document that the writer of letters draws, in the same fonts and the same way."""

from __future__ import annotations

from datetime import datetime

from babel import Locale

from collectdesk.i18n import _
from collectdesk.messages.document import PAGE, PAGES, Block, Column, Document, Pairs, Passage, Table, Title
from collectdesk.messages.formats import Reader
from collectdesk.messages.pdf import as_pdf
from collectdesk.reports.sheets import Report, Sheet, with_numbers
from collectdesk.reports.writers import parsed
from collectdesk.reports.writers.words import printable, read_aloud


def report_pdf(report: Report, language: str, at: datetime) -> bytes:
    """The PDF. `at` is when it was made, an instant. BadInput for an unknown language, or a character no font has."""
    locale = parsed(language)
    blocks: list[Block] = [Title(printable(report.title))]
    blocks.append(Pairs("", tuple((printable(label), printable(value)) for label, value in report.about)))
    for sheet in with_numbers(report).sheets:
        blocks += _blocks(sheet, locale)
    footer = _("{title}, page {page} of {pages}").format(
        title=printable(report.title), page=PAGE, pages=PAGES
    )
    reader = Reader(locale.language, locale)
    return as_pdf(Document(reader, "A4", printable(report.title), tuple(blocks), footer), at)


def _blocks(sheet: Sheet, locale: Locale) -> list[Block]:
    """Heading, table and notes. A table without rows is left out: its notes say why."""
    heading = Passage("text", printable(sheet.title), ())
    notes = tuple(printable(note) for note in sheet.notes)
    if not sheet.rows:
        return [Passage("text", printable(sheet.title), notes or (_("Nothing in this period."),))]
    table = Table(
        tuple(
            Column(printable(one.head), "left" if one.words else "right", share)
            for one, share in zip(sheet.columns, _shares(sheet), strict=True)
        ),
        tuple(
            tuple(
                read_aloud(cell, column.kind, locale)
                for column, cell in zip(sheet.columns, row.cells, strict=True)
            )
            for row in sheet.rows
        ),
    )
    return [heading, table, *([Passage("text", "", notes)] if notes else [])]


def _shares(sheet: Sheet) -> list[int]:
    """Per cent of the width for each column: twice as much for words as for figures."""
    weights = [2 if one.words else 1 for one in sheet.columns]
    shares = [100 * one // sum(weights) for one in weights]
    shares[0] += 100 - sum(shares)
    return shares
