"""Cells as people read them in a language, and as machines read them. Text from outside is made harmless."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal, format_percent

from collectdesk.i18n import _
from collectdesk.money import Money
from collectdesk.money.currency import decimals
from collectdesk.reports.sheets import Cell, CellKind

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What spreadsheets take for a formula, also in their full-width forms."""


def printable(text: str) -> str:
    """The text without control characters and lone surrogates, which no workbook and no page may hold."""
    return _CONTROL.sub("", text)


def guarded(text: str) -> str:
    """The text as a cell of a table that a spreadsheet may open: an apostrophe before what would be a formula."""
    clean = printable(text)
    return f"'{clean}" if clean.startswith(_STARTS_A_FORMULA) else clean


def read_aloud(cell: Cell, kind: CellKind, locale: Locale) -> str:
    """The cell for people, in the formats of the language."""
    if cell is None:
        return _("n/a")
    if isinstance(cell, Money):
        return _money(cell, "¤¤\u00a0", locale)
    if isinstance(cell, datetime):
        return format_datetime(cell.astimezone(UTC), "short", locale=locale) + " UTC"
    if isinstance(cell, date):
        return format_date(cell, "medium", locale=locale)
    if isinstance(cell, timedelta):
        return clock(cell)
    if isinstance(cell, str):
        return printable(cell)
    if kind == "ratio":
        return format_percent(cell, "#,##0.00%", locale=locale)
    if isinstance(cell, Decimal):
        return format_decimal(cell, "#,##0.00", locale=locale)
    return format_decimal(cell, locale=locale)


def amount_alone(money: Money, locale: Locale) -> str:
    """The amount without its currency, for a table that names it in a column of its own."""
    return _money(money, "", locale)


def _money(money: Money, code: str, locale: Locale) -> str:
    # Babel's own digits are those of the cash register in some currencies; ours are the stored minor units.
    digits = decimals(money.currency)
    pattern = f"{code}#,##0{'.' + '0' * digits if digits else ''}"
    return format_currency(money.amount, money.currency, pattern, locale=locale, currency_digits=False)


def plain(cell: Cell) -> str:
    """The cell for machines: ISO days and instants, decimal points, amounts without their currency."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(int(cell.total_seconds()))
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return guarded(cell) if isinstance(cell, str) else str(cell)


def clock(length: timedelta) -> str:
    """Hours, minutes and seconds: "1:02:03"."""
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
