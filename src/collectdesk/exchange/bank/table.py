"""A bank's table, CSV or Excel, as statements: one for each account and currency in it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

from collectdesk.exchange.bank.columns import StatementLayout, find_statement_layout
from collectdesk.exchange.bank.options import StatementOptions
from collectdesk.exchange.bank.references import account_number, is_iban
from collectdesk.exchange.bank.running_balance import NOTHING, finding, running_balance, settled_sign
from collectdesk.exchange.bank.statement import (
    LineKind,
    LineStatus,
    Place,
    Rejection,
    Statement,
    StatementFormat,
    StatementKind,
    StatementLine,
)
from collectdesk.exchange.bank.table_rows import TableRow, TableRowReader
from collectdesk.exchange.cells import Unreadable, quoted, text
from collectdesk.exchange.files import FileKind
from collectdesk.exchange.tables import open_tables
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.money import Money, is_currency

_IBAN = re.compile(r"[A-Z]{2}\d{2}(?: ?[A-Z0-9]{1,4}){3,8}", re.ASCII)
_LOOKED_AT = 60

Key = tuple[str, str]
"""Account and currency."""


def read_table(
    path: Path, options: StatementOptions
) -> tuple[StatementFormat, list[Statement], list[Rejection]]:
    """All statements of a table, without fingerprints, and the rows that cannot be used.

    A table with headings and no rows has no statement, which is no fault. Raises BadInput as the reading of
    any table does, when there are no headings of a bank statement, and when a style cannot be told.
    """
    tables = open_tables(path, sheet=options.sheet, delimiter=options.delimiter, encoding=options.encoding)
    layout = _settled(find_statement_layout(path, tables, options))
    _check_account(layout, options)
    account = account_number(options.account or "") or _account_above(layout)
    reader = TableRowReader(layout, options, account)
    rows: dict[Key, list[TableRow]] = {}
    unread: list[Key | None] = []
    rejected: list[Rejection] = []
    last: tuple[int, int] = (0, 0)
    for line, cells in layout.rows():
        said = tuple(map(text, cells))
        if not any(said) or said == layout.headings:
            continue  # headings come again at the top of a page
        last = (line, len(cells))
        try:
            row = reader.read(line, cells)
        except Unreadable as reason:
            rejected.append(Rejection(Place(line), str(reason)))
            unread.append(reader.money_of(cells))
            continue
        if row is not None:
            rows.setdefault((row.account, row.currency), []).append(row)
    _check_whole(layout, *last)
    statements = []
    for key, group in rows.items():
        refused = _settle(group, rejected)
        count = refused + sum(each in (key, None) for each in unread)
        statements.append(_statement(key, group, count))
    excel = layout.table.survey.kind is FileKind.WORKBOOK
    rejected.sort(key=lambda rejection: rejection.place.line)
    return StatementFormat.EXCEL if excel else StatementFormat.CSV, statements, rejected


def _settled(layout: StatementLayout) -> StatementLayout:
    """`Valuta` is a date in some languages and a currency in others: the cells say which."""
    place = layout.place("value_on")
    if place < 0 or "currency" in layout.places or "booked_on" not in layout.places:
        return layout
    cells = []
    for _line, row in layout.rows():
        if place < len(row) and text(row[place]):
            cells.append(text(row[place]).upper())
        if len(cells) == _LOOKED_AT:
            break
    if not cells or not all(is_currency(cell) for cell in cells):
        return layout
    places = {field: where for field, where in layout.places.items() if field != "value_on"}
    return replace(layout, places={**places, "currency": (place,)})


def _check_account(layout: StatementLayout, options: StatementOptions) -> None:
    """Stop where a column of accounts may be the other side's: its cells change as only payers do."""
    place = layout.place("account")
    if place < 0 or layout.place("counterparty_account") >= 0 or "account" in options.mapping.values():
        return
    cells = [account_number(text(row[place])) for _line, row in layout.rows() if place < len(row)]
    if len(set(cells)) > 2 and len(set(cells)) * 2 > len(cells):
        raise BadInput(
            _(
                "{file}: the column {heading} may be the accounts of this statement or those of the other side; "
                "say which with --map '{plain}=account' or --map '{plain}=counterparty_account'"
            ).format(
                file=layout.table.survey.path,
                heading=quoted(layout.heading("account")),
                plain=layout.heading("account"),
            )
        )


def _account_above(layout: StatementLayout) -> str:
    """The one valid IBAN in the lines above the headings, "" without one or with several."""
    found: set[str] = set()
    for line, row in layout.table.rows():
        if line >= layout.heading_line:
            break
        for cell in row:
            found |= {account_number(each) for each in _IBAN.findall(text(cell).upper())}
    valid = {each for each in found if is_iban(each)}
    return valid.pop() if len(valid) == 1 else ""


def _check_whole(layout: StatementLayout, line: int, width: int) -> None:
    """Refuse a file that stops in the middle of a line."""
    short = 0 < width < len(layout.headings)
    if short and layout.table.survey.unterminated and layout.table.survey.encoding:
        raise BadInput(
            _("{file} ends in the middle of line {line}; get the whole file again").format(
                file=layout.table.survey.path, line=line
            )
        )


def _settle(rows: list[TableRow], rejected: list[Rejection]) -> int:
    """Give doubtful rows the sign that the running balance proves, or refuse them. The number of refused."""
    refused = []
    for place, row in enumerate(rows):
        if not row.doubtful:
            continue
        before = rows[place - 1] if place else None
        after = rows[place + 1] if place + 1 < len(rows) else None
        signed = settled_sign(before, row, after)
        if signed is None:
            refused.append(row)
            rejected.append(
                Rejection(
                    Place(row.line), _("its sign contradicts the letter beside it; check with the bank")
                )
            )
        else:
            row.amount = signed
            row.particulars["findings"] = (
                _("the sign contradicts the letter beside it; the running balance settles it"),
            )
    for row in refused:
        rows.remove(row)
    return len(refused)


def _statement(key: Key, rows: list[TableRow], unread: int) -> Statement:
    account, currency = key
    lines: list[StatementLine] = []
    for row in rows:
        if row.amount is not None and row.booked_on is not None:
            lines.append(_line(row, row.booked_on, row.amount, len(lines) + 1))
    booked = [row for row in rows if row.status is LineStatus.BOOKED]
    found = running_balance(booked) if booked else NOTHING
    said = [finding(found)] if finding(found) else []
    if any(line.findings for line in lines):
        said.append(_("the sign of an amount contradicts the letter beside it"))
    days = [line.booked_on for line in lines]
    return Statement(
        place=Place(rows[0].line if rows else 1),
        message="table",
        kind=StatementKind.EXPORT,
        account=account,
        currency=currency,
        opening=None if found.opening is None else Money(found.opening, currency),
        closing=None if found.closing is None else Money(found.closing, currency),
        opening_on=min(days, default=None),
        closing_on=max(days, default=None),
        lines=tuple(lines),
        ties=found.difference == 0 if found.checked else None,
        difference=Money(found.difference, currency) if found.checked else None,
        unread=unread,
        findings=tuple(said),
    )


def _line(row: TableRow, booked_on: date, amount: int, entry: int) -> StatementLine:
    return StatementLine(
        place=Place(row.line, entry),
        booked_on=booked_on,
        value_on=row.value_on,
        amount_minor=amount,
        currency=row.currency,
        kind=LineKind.DEBIT if amount < 0 else LineKind.CREDIT,
        status=row.status,
        **row.particulars,
    )
