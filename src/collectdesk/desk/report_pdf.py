"""A report as PDF: its blocks as a document that the writer of letters draws, in the same fonts and the same way."""

from __future__ import annotations

from datetime import datetime

from babel import Locale

from collectdesk.i18n import _
from collectdesk.messages.document import PAGE, PAGES, Block, Column, Document, Pairs, Passage, Table, Title
from collectdesk.messages.formats import Reader, paper
from collectdesk.messages.pdf import as_pdf
from collectdesk.money import Money
from collectdesk.reports.sheets import Report, Row, Sheet, with_numbers
from collectdesk.reports.writers import parsed
from collectdesk.reports.writers.words import amount_alone, printable, read_aloud

_UPRIGHT = 7
"""Columns that stand beside each other on upright paper."""


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
    wide = any(len(sheet.columns) > _UPRIGHT for sheet in report.sheets)
    return as_pdf(
        Document(reader, paper(locale.territory), printable(report.title), tuple(blocks), footer, wide), at
    )


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
        tuple(_cells(sheet, row, locale) for row in sheet.rows),
    )
    return [heading, table, *([Passage("text", "", notes)] if notes else [])]


def _cells(sheet: Sheet, row: Row, locale: Locale) -> tuple[str, ...]:
    """A row as it is read; amounts in the currency that the row names stand without it."""
    named = next(
        (
            cell
            for column, cell in zip(sheet.columns, row.cells, strict=True)
            if column.key == "currency" and cell
        ),
        None,
    )
    return tuple(
        amount_alone(cell, locale)
        if isinstance(cell, Money) and cell.currency == named
        else read_aloud(cell, column.kind, locale)
        for column, cell in zip(sheet.columns, row.cells, strict=True)
    )


def _shares(sheet: Sheet) -> list[int]:
    """Per cent of the width for each column: twice as much for words as for figures."""
    weights = [2 if one.words else 1 for one in sheet.columns]
    shares = [100 * one // sum(weights) for one in weights]
    shares[0] += 100 - sum(shares)
    return shares
