"""One row of a bank's table as what it says: how much, when, from whom, for what."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from collectdesk.exchange.bank.columns import StatementLayout
from collectdesk.exchange.bank.options import StatementOptions
from collectdesk.exchange.bank.references import account_number, creditor_reference, meant
from collectdesk.exchange.bank.statement import Charge, LineStatus
from collectdesk.exchange.cells import Cell, Unreadable, quoted, text
from collectdesk.exchange.days import DayColumn
from collectdesk.exchange.figures import FigureColumn
from collectdesk.exchange.headings import folded
from collectdesk.exchange.receivable_rows import LARGEST
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.money import Money, decimals, is_currency

_FIGURES = ("amount", "debit", "credit", "balance", "original", "charges")
_DAYS = ("booked_on", "value_on")
_SIDE = re.compile(r"(?P<figure>.*[\d.,)])\s*(?P<side>CR|DR|C|D|H|S)\.?\s*", re.IGNORECASE)
_INCOMING = frozenset({"CR", "C", "H"})


@dataclass(slots=True)
class TableRow:
    """One row. `amount` is signed minor units; None for a row that only gives a balance. `doubtful` says that
    sign and letter contradict each other: `amount` is then positive and may be either.
    """

    line: int
    account: str
    currency: str
    booked_on: date | None
    value_on: date | None
    amount: int | None
    balance: int | None
    doubtful: bool
    status: LineStatus
    particulars: dict[str, Any]


class TableRowReader:
    """Reads the rows of one layout. `account` stands for files without such a column."""

    def __init__(self, layout: StatementLayout, options: StatementOptions, account: str) -> None:
        self._layout = layout
        self._places = {field: places[0] for field, places in layout.places.items()}
        self._options = options
        self._account = account
        file = layout.table.survey.name
        self._days = {
            field: DayColumn(file, layout.heading(field), self._cells(field), options.date_order)
            for field in _DAYS
        }
        self._figures = {
            field: FigureColumn(file, layout.heading(field), self._figure_cells(field), options.decimal)
            for field in _FIGURES
        }
        profile = layout.profile
        self._credits = {folded(value) or value for value in profile.credits}
        self._debits = {folded(value) or value for value in profile.debits}
        self._statuses = {
            folded(value): status
            for values, status in (
                (profile.booked, LineStatus.BOOKED),
                (profile.pending, LineStatus.PENDING),
                (profile.void, LineStatus.INFORMATION),
            )
            for value in values
        }
        self._debits_are_negative: bool | None = None

    def read(self, line: int, row: list[Cell]) -> TableRow | None:
        """The row, or None for one that says nothing of money. Raises Unreadable with the reason.

        Raises BadInput when the style of a column cannot be told, or the file lacks a currency.
        """
        figures = ("amount", "debit", "credit", "balance")
        if not any(text(self._cell(row, field)) for field in figures):
            if text(self._cell(row, "booked_on")) and self._is_day(row):
                raise Unreadable(_("it has no amount"))
            return None
        currency = self._currency_of(row)
        amount, doubtful = self._amount(row, currency)
        days = {field: self._days[field][self._cell(row, field)] for field in _DAYS}
        booked_on = days["booked_on"] or days["value_on"]
        if amount is not None and booked_on is None:
            raise Unreadable(_("it has no date"))
        return TableRow(
            line=line,
            account=account_number(self._text(row, "account")) or self._account,
            currency=currency,
            booked_on=booked_on,
            value_on=days["value_on"],
            amount=amount,
            balance=self._figure(row, "balance", currency),
            doubtful=doubtful,
            status=self._status(row),
            particulars={} if amount is None else self._particulars(row, currency, amount),
        )

    def money_of(self, row: list[Cell]) -> tuple[str, str] | None:
        """Account and currency of a row that is refused, or None when it does not even say those."""
        try:
            return account_number(self._text(row, "account")) or self._account, self._currency_of(row)
        except Unreadable:
            return None

    def _is_day(self, row: list[Cell]) -> bool:
        try:
            return self._days["booked_on"][self._cell(row, "booked_on")] is not None
        except Unreadable:
            return False

    def _currency_of(self, row: list[Cell]) -> str:
        said = self._text(row, "currency").upper()
        code = said or self._layout.currency or self._options.currency or ""
        if not code and self._layout.place("currency") < 0:
            raise BadInput(
                _("{file} does not say which currency its amounts are in; give it with --currency").format(
                    file=self._layout.table.survey.path
                )
            )
        if not is_currency(code):
            raise Unreadable(_("{code} is not a currency").format(code=quoted(said)))
        return code

    def _amount(self, row: list[Cell], currency: str) -> tuple[int | None, bool]:
        """The signed amount, and whether its sign is in doubt."""
        if text(self._cell(row, "amount")):
            return self._signed(row, currency)
        debit = self._figure(row, "debit", currency)
        credit = self._figure(row, "credit", currency)
        if debit and credit:
            raise Unreadable(_("it has both a debit and a credit"))
        if debit:
            return (debit if self._negative_debits() else -debit), False
        if credit is not None or debit is not None:
            return credit or 0, False
        return None, False

    def _signed(self, row: list[Cell], currency: str) -> tuple[int, bool]:
        cell = self._cell(row, "amount")
        figure, side = _sided(cell)
        minor = self._minor("amount", figure, currency)
        letter = self._text(row, "debit_credit")
        if side:
            direction = 1 if side in _INCOMING else -1
        elif letter:
            direction = self._direction(letter)
        else:
            return minor, False
        if minor >= 0:
            return direction * minor, False
        return (minor, False) if direction < 0 else (-minor, True)

    def _direction(self, letter: str) -> int:
        key = folded(letter) or letter
        if key in self._credits:
            return 1
        if key in self._debits:
            return -1
        raise Unreadable(_("{letter} says neither debit nor credit").format(letter=quoted(letter)))

    def _negative_debits(self) -> bool:
        """Whether the debit column writes what goes out with a minus, which is decided for the whole column."""
        if self._debits_are_negative is None:
            written = [text(cell) for cell in self._cells("debit")() if text(cell)]
            marked = [each.startswith(("-", "\u2212", "(")) or each.endswith("-") for each in written]
            nothing = [not any(c in "123456789" for c in each) for each in written]
            self._debits_are_negative = all(
                minus or zero for minus, zero in zip(marked, nothing, strict=True)
            )
        return self._debits_are_negative

    def _figure(self, row: list[Cell], field: str, currency: str) -> int | None:
        cell = self._cell(row, field)
        if not text(cell):
            return None
        figure, side = _sided(cell)
        minor = self._minor(field, figure, currency)
        return -minor if side and side not in _INCOMING else minor

    def _minor(self, field: str, cell: Cell, currency: str) -> int:
        minor = self._figures[field].minor(cell, currency, decimals(currency))
        if abs(minor) > LARGEST:
            raise Unreadable(_("{cell} is too large an amount").format(cell=quoted(cell)))
        return minor

    def _status(self, row: list[Cell]) -> LineStatus:
        said = self._text(row, "status")
        if not said:
            return LineStatus.BOOKED
        status = self._statuses.get(folded(said))
        if status is None:
            raise Unreadable(
                _(
                    "its status {status} is not known; add it to the profile, or leave the column out with --map"
                ).format(status=quoted(said))
            )
        return status

    def _particulars(self, row: list[Cell], currency: str, amount: int) -> dict[str, Any]:
        places = self._layout.places.get("remittance", ())
        said = [text(row[place]) for place in places if place < len(row)]
        remittance = " ".join(each for each in said if each)
        structured = self._text(row, "creditor_reference")
        reason = self._text(row, "return_reason")
        return {
            "returned": bool(reason),
            "return_reason": reason,
            "bank_reference": meant(self._text(row, "bank_reference")),
            "end_to_end": meant(self._text(row, "end_to_end")),
            "owner_reference": meant(self._text(row, "owner_reference")),
            "creditor_reference": creditor_reference(structured, remittance),
            "remittance": remittance,
            "structured": (structured,) if structured else (),
            "booking_text": self._text(row, "booking_text"),
            "counterparty": self._text(row, "counterparty"),
            "counterparty_account": account_number(self._text(row, "counterparty_account")),
            "original": self._original(row, currency, amount),
            "charges": self._charges(row, currency),
        }

    def _original(self, row: list[Cell], currency: str, amount: int) -> Money | None:
        """The original amount where the row says its currency; without one it is no money."""
        code = self._text(row, "original_currency").upper()
        if not is_currency(code) or not text(self._cell(row, "original")):
            return None
        money = Money(abs(self._figure(row, "original", code) or 0), code)
        return money if money.minor and money != Money(abs(amount), currency) else None

    def _charges(self, row: list[Cell], currency: str) -> tuple[Charge, ...]:
        minor = self._figure(row, "charges", currency)
        return (Charge(Money(abs(minor), currency)),) if minor else ()

    def _text(self, row: list[Cell], field: str) -> str:
        place = self._places.get(field)
        return "" if place is None or place >= len(row) else text(row[place])

    def _cell(self, row: list[Cell], field: str) -> Cell:
        place = self._places.get(field)
        return "" if place is None or place >= len(row) else row[place]

    def _cells(self, field: str) -> Callable[[], Iterator[Cell]]:
        place = self._layout.place(field)
        return lambda: (row[place] for _line, row in self._layout.rows() if 0 <= place < len(row))

    def _figure_cells(self, field: str) -> Callable[[], Iterator[Cell]]:
        cells = self._cells(field)
        return lambda: (_sided(cell)[0] for cell in cells())


def _sided(cell: Cell) -> tuple[Cell, str]:
    """A figure without the letters behind it that say debit or credit, and those letters."""
    if not isinstance(cell, str):
        return cell, ""
    found = _SIDE.fullmatch(cell.strip())
    return (found["figure"].strip(), found["side"].upper()) if found else (cell.strip(), "")
