"""One row of a ledger as a checked line: who owes, on which document, how much, and since when.

A row that cannot be used is refused with its reason; a cell that was seen before is not read again.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from operator import itemgetter
from typing import NamedTuple

from collectdesk.exchange.cells import Cell, Unreadable, quoted, text
from collectdesk.exchange.customers import Customer, DetailReader, Details, read_customers
from collectdesk.exchange.days import DayColumn
from collectdesk.exchange.figures import FigureColumn
from collectdesk.exchange.headings import folded
from collectdesk.exchange.layout import Layout
from collectdesk.exchange.lists import stars
from collectdesk.exchange.options import ReadingOptions
from collectdesk.exchange.subtotals import Subtotals, is_total
from collectdesk.exchange.terms import net_days
from collectdesk.i18n import _
from collectdesk.money import decimals, is_currency

OPEN, PARTIAL, SETTLED = "open", "partial", "settled"

_READ = (
    "company", "number", "name", "document", "item", "fiscal_year", "kind", "reference", "document_on",
    "posted_on", "baseline_on", "due_on", "terms", "currency", "original", "open", "debit", "credit",
    "debit_credit", "cleared_on", "status",
)  # fmt: skip
_DAYS = ("document_on", "posted_on", "baseline_on", "due_on", "cleared_on")
_AMOUNTS = ("original", "open", "debit", "credit")
_ALIKE = 10_000
"""Different details that customers share; where each has its own, sharing would only cost memory."""

LARGEST = 10**14
"""Minor units beyond which an amount is taken for a mistake, so that sums of a book stay within 64 bits."""


class ReceivableLine(NamedTuple):
    """A line of the ledger, checked. Amounts are minor units of `currency`, credits negative.

    `item` tells lines of one document apart: fiscal year and line number where the file has them. `kind`
    is as in `OpenItem`. `settled` says that the file lists it as no longer owed (then `open_minor` is 0),
    on `cleared_on` where it says when. `part_paid` that a part was paid and the file does not say how much.
    """

    line: int
    customer: Customer
    document: str
    item: str
    kind: str
    reference: str | None
    document_on: date | None
    posted_on: date | None
    due_on: date | None
    terms: str | None
    currency: str
    original_minor: int
    open_minor: int
    part_paid: bool
    settled: bool
    cleared_on: date | None


Reading = Callable[[int, list[Cell]], ReceivableLine | None]
"""Gives the line of a row, None for a row that is none; raises Unreadable with the reason for one that is refused."""


class RowReader:
    """Reads the rows of one layout. Every row must have one empty cell behind those of the headings.

    `customers` are those met so far, `subtotals` the file's own totals, `warnings` counts suspicious
    things by kind. `named` are name and details by customer number from a second file. `currency` and
    `company` stand for what the file does not say.
    """

    def __init__(
        self, layout: Layout, options: ReadingOptions, currency: str, warnings: Counter[str]
    ) -> None:
        self.layout = layout
        self.warnings = warnings
        self.customers: list[Customer] = []
        self.subtotals = Subtotals()
        self._options = options
        self._currency = currency
        self._company = text(options.company or "") or layout.profile.company
        self.named: Mapping[str, tuple[str, Details]] = (
            {} if options.customers is None else read_customers(options.customers, options, warnings)
        )
        self._by_number: dict[tuple[Cell, Cell], Customer] = {}
        self._details = DetailReader(layout, options, warnings)
        self._alike: dict[tuple[tuple[str, object], ...], Details] = {}
        self.columns = layout.columns
        self.days = {field: self._day_column(field) for field in _DAYS}
        self.figures = {field: self._figure_column(field) for field in _AMOUNTS}
        self._currencies: dict[Cell, tuple[str, int]] = {}
        self._statuses: dict[Cell, str] = {}
        self._kinds: dict[Cell, str] = {}
        self._terms: dict[Cell, tuple[str | None, int | None]] = {"": (None, None)}
        self._credits = {folded(value) for value in layout.profile.credits}
        self._debits = {folded(value) for value in layout.profile.debits}
        self._table_of_terms = {**layout.profile.terms, **options.terms}

    @property
    def serials(self) -> int:
        """How many dates were serial numbers of a spreadsheet."""
        return sum(column.serials for column in self.days.values())

    def currency_of(self, cell: Cell) -> tuple[str, int]:
        """Currency and its decimals. Raises Unreadable for none."""
        return self._currencies.get(cell) or self._learn_currency(cell)

    def terms_of(self, cell: Cell) -> tuple[str | None, int | None]:
        """Terms and their net days."""
        return self._terms.get(cell) or self._learn_terms(cell)

    def customer_of(self, company: Cell, number: Cell, row: list[Cell], currency: str) -> Customer:
        """The customer of a row, with its details when it is new. Raises Unreadable for none."""
        return self._by_number.get((company, number)) or self._learn_customer(company, number, row, currency)

    def reading(self) -> Reading:
        """How rows of this layout are read."""
        return self._list_reading() if self.layout.profile.kind == "list" else self._table_reading()

    def _day_column(self, field: str) -> DayColumn:
        return DayColumn(
            self.layout.table.survey.name,
            self.layout.heading(field),
            lambda: self._column(field),
            self._options.date_order,
        )

    def _figure_column(self, field: str) -> FigureColumn:
        return FigureColumn(
            self.layout.table.survey.name,
            self.layout.heading(field),
            lambda: self._column(field),
            self._options.decimal,
        )

    def _column(self, field: str) -> Iterator[Cell]:
        return self.layout.cells(self.columns[field])

    def place(self, field: str) -> int:
        """Where a row has a field: -1, its last and empty cell, for one that the layout does not have.

        Where no column holds customer numbers, the name stands for the number.
        """
        if field == "number" and field not in self.columns:
            field = "name"
        return self.columns.get(field, -1)

    def _picker(self) -> Callable[[list[Cell]], tuple[Cell, ...]]:
        return itemgetter(*map(self.place, _READ))

    def _table_reading(self) -> Reading:
        """The reading of one row of a table, with everything it needs at hand: it runs for every line."""
        pick, by_number, currencies = self._picker(), self._by_number, self._currencies
        amounts_of, days_of, status_of = self._amount_reading(), self._day_reading(), self._status_reading()
        count_in, no_line, kind_of = self.subtotals.add, self._is_no_line, self.kind_of
        warnings, plain_item = self.warnings, not self.has_item
        line_of = tuple.__new__  # what ReceivableLine() comes to, without a call in between

        def read(number: int, row: list[Cell]) -> ReceivableLine | None:
            (
                company, said, name, document, item, year, kind, reference, document_cell, posted_cell,
                base_cell, due_cell, terms_cell, currency_cell, original, opened, debit, credit, side,
                cleared_cell, status_cell,
            ) = pick(row)  # fmt: skip
            key = document if document.__class__ is str and document.isalnum() else text(document)
            if not key:
                if no_line(row, (said, original, opened, debit, credit)):
                    return None
                raise Unreadable(_("it has no document number"))
            currency, places = currencies.get(currency_cell) or self._learn_currency(currency_cell)
            customer = by_number.get((company, said)) or self._learn_customer(company, said, row, currency)
            first, owed = amounts_of(original, opened, debit, credit, side, currency, places)
            document_on, posted_on, due_on, terms = days_of(
                document_cell, posted_cell, base_cell, due_cell, terms_cell
            )
            status, cleared_on = status_of(status_cell, cleared_cell)
            if name == customer.first:
                customer.lines += 1
            else:
                customer.spell(name)
            count_in(owed)
            settled = status is SETTLED or owed == 0
            if settled:
                warnings["settled"] += 1
                owed = 0
            else:
                customer.is_open = True
                cleared_on = None
                if due_on is None:
                    warnings["no_due_date"] += 1
                elif (begun := posted_on or document_on) is not None and due_on < begun:
                    warnings["due_before_posted"] += 1
                if status is PARTIAL:
                    warnings["part_paid_amount_unknown"] += 1
            return line_of(
                ReceivableLine,
                (
                    number, customer, key, "" if plain_item else _item(year, item),
                    kind_of(kind, first or owed) if kind != "" or first < 0 else "invoice",
                    text(reference) or None if reference != "" else None, document_on, posted_on, due_on,
                    terms, currency, first, owed, status is PARTIAL, settled, cleared_on,
                ),
            )  # fmt: skip

        return read

    def _amount_reading(self) -> Callable[[Cell, Cell, Cell, Cell, Cell, str, int], tuple[int, int]]:
        """The reading of original and open amount in minor units, credits negative."""
        plain_amount, amounts = self.figures["original"].minor, self._amounts

        def read(
            original: Cell, opened: Cell, debit: Cell, credit: Cell, side: Cell, currency: str, places: int
        ) -> tuple[int, int]:
            if side == "" and original != "" and opened in ("", original):
                first = owed = plain_amount(original, currency, places)
            else:
                first, owed = amounts(original, opened, debit, credit, side, currency, places)
            if not (-LARGEST <= first <= LARGEST and -LARGEST <= owed <= LARGEST):
                raise Unreadable(_("its amount is too large to be true"))
            return first, owed

        return read

    def _day_reading(
        self,
    ) -> Callable[[Cell, Cell, Cell, Cell, Cell], tuple[date | None, date | None, date | None, str | None]]:
        """The reading of document date, posting date, due date and terms."""
        document_days, posted_days = self.days["document_on"], self.days["posted_on"]
        due_days, base_days, terms_of = self.days["due_on"], self.days["baseline_on"], self._terms

        def read(
            document_cell: Cell, posted_cell: Cell, base_cell: Cell, due_cell: Cell, terms_cell: Cell
        ) -> tuple[date | None, date | None, date | None, str | None]:
            document_on, posted_on = document_days[document_cell], posted_days[posted_cell]
            due_on = due_days[due_cell]
            terms, days = terms_of.get(terms_cell) or self._learn_terms(terms_cell)
            if due_on is None and terms is not None:
                due_on = _due(base_days[base_cell] or document_on or posted_on, days)
                if days is None:
                    self.warnings["unknown_terms"] += 1
            return document_on, posted_on, due_on, terms

        return read

    def _status_reading(self) -> Callable[[Cell, Cell], tuple[str, date | None]]:
        """The reading of status and clearing date. Without a column for the status, a date says settled."""
        cleared_days, statuses, has_status = (
            self.days["cleared_on"],
            self._statuses,
            "status" in self.columns,
        )

        def read(status_cell: Cell, cleared_cell: Cell) -> tuple[str, date | None]:
            cleared_on = cleared_days[cleared_cell]
            if has_status:
                return statuses.get(status_cell) or self._learn_status(status_cell), cleared_on
            return OPEN if cleared_on is None else SETTLED, cleared_on

        return read

    @property
    def has_item(self) -> bool:
        """Whether something tells the lines of one document apart."""
        return "item" in self.columns or "fiscal_year" in self.columns

    def _list_reading(self) -> Reading:
        """The reading of one row of a printed list, where rows with stars are subtotals."""
        levels = Counter(
            stars(row) for line, row in self.layout.table.rows() if line > self.layout.heading_line
        )
        read_line = self._table_reading()
        lines_at = 0 if levels[0] else min(level for level in (*levels, sys.maxsize) if level)

        def read(number: int, row: list[Cell]) -> ReceivableLine | None:
            level = stars(row)
            if level == lines_at:
                return read_line(number, row) if level == 0 else self._balance(number, row)
            if level:
                self._close(level, row)
                return None
            raise Unreadable(_("it is no subtotal, unlike the other lines of this list"))

        return read

    def _balance(self, number: int, row: list[Cell]) -> ReceivableLine:
        """A subtotal per account and credit control area, where the list holds nothing finer."""
        picked = dict(zip(_READ, self._picker()(row), strict=True))
        currency, places = self._learn_currency(picked["currency"])
        area = self.columns.get("control_area", -1)
        minor = self._amounts(picked["original"], "", "", "", "", currency, places)[1]
        customer = self._learn_customer(picked["company"], picked["number"], row, currency)
        customer.spell(picked["name"])
        customer.is_open = True
        self.subtotals.add(minor)
        self.warnings["no_due_date"] += 1
        return ReceivableLine(
            number, customer, text(row[area]) or "balance", "", "balance", None, None, None, None, None,
            currency, minor, minor, False, False, None,
        )  # fmt: skip

    def _close(self, level: int, row: list[Cell]) -> None:
        currency, places = self._learn_currency(row[self.columns.get("currency", -1)])
        cell = row[self.columns.get("original", self.columns.get("open", -1))]
        try:
            self.subtotals.close(level, self.figures["original"].minor(cell, currency, places))
        except Unreadable:
            self.warnings["unreadable_subtotal"] += 1

    def _is_no_line(self, row: list[Cell], telling: tuple[Cell, ...]) -> bool:
        """Whether a row without a document is blank, a line of totals or a footer."""
        if not any(cell != "" for cell in row):
            return True
        _said, original, opened, *_rest = telling
        if is_total(row):
            if len(self._currencies) == 1:
                currency, places = next(iter(self._currencies.values()))
                field = "open" if opened != "" else "original"
                try:
                    self.subtotals.close_all(
                        self.figures[field].minor(opened if opened != "" else original, currency, places)
                    )
                except Unreadable:
                    self.warnings["unreadable_subtotal"] += 1
            return True
        if any(cell != "" for cell in telling):
            return False
        self.warnings["other_rows"] += 1
        return True

    def _amounts(
        self, original: Cell, opened: Cell, debit: Cell, credit: Cell, side: Cell, currency: str, places: int
    ) -> tuple[int, int]:
        """Original and open amount in minor units, credits negative."""
        figures = self.figures
        if original != "":
            first = figures["original"].minor(original, currency, places)
            second = first if opened in ("", original) else figures["open"].minor(opened, currency, places)
        elif opened != "":
            first = second = figures["open"].minor(opened, currency, places)
        elif debit != "" or credit != "":
            plus = figures["debit"].minor(debit, currency, places) if debit != "" else 0
            minus = figures["credit"].minor(credit, currency, places) if credit != "" else 0
            first = second = plus - abs(minus)
        else:
            raise Unreadable(_("it has no amount"))
        if side != "":
            first, second = self._signed(side, first), self._signed(side, second)
        return first, second

    def _signed(self, side: Cell, minor: int) -> int:
        said = folded(text(side))
        if said in self._credits:
            return -abs(minor)
        if said in self._debits:
            return abs(minor)
        raise Unreadable(_("{side} is neither debit nor credit").format(side=quoted(side)))

    def _learn_currency(self, cell: Cell) -> tuple[str, int]:
        code = text(cell).upper() or self._currency
        if not code:
            raise Unreadable(_("it has no currency"))
        if not is_currency(code):
            raise Unreadable(_("{code} is not a currency of ISO 4217").format(code=quoted(cell)))
        self._currencies[cell] = found = (code, decimals(code))
        return found

    def _learn_customer(self, company: Cell, said: Cell, row: list[Cell], currency: str) -> Customer:
        number = text(said)
        if not number:
            raise Unreadable(_("it has no customer number"))
        code = text(company) or self._company
        if len(code) > 40:
            raise Unreadable(_("{code} is too long for a company code").format(code=quoted(company)))
        customer = self._by_number.get((code, number))
        if customer is None:
            extra = self.named.get(number, ("", {}))[1]
            details = {**extra, **(self._details.read(row, currency) if self._details else {})}
            if len(self._alike) < _ALIKE:
                details = self._alike.setdefault(tuple(details.items()), details)
            customer = Customer(len(self.customers), sys.intern(code), number, details or None)
            self.customers.append(customer)
            self._by_number[code, number] = customer
        self._by_number[company, said] = customer  # as the file spells it, to be found without cleaning
        return customer

    def _learn_terms(self, cell: Cell) -> tuple[str | None, int | None]:
        key = text(cell)
        found = (key or None, net_days(key, self._table_of_terms) if key else None)
        self._terms[cell] = found
        return found

    def _learn_status(self, cell: Cell) -> str:
        said, profile = folded(text(cell)), self.layout.profile
        found = OPEN
        for status, values in ((SETTLED, profile.settled), (PARTIAL, profile.partial)):
            if said in {folded(value) for value in values}:
                found = status
        if found is OPEN and said and said not in {folded(value) for value in profile.open}:
            self.warnings["unknown_status"] += 1
        self._statuses[cell] = found
        return found

    def kind_of(self, cell: Cell, minor: int) -> str:
        """The kind of an item by the ledger's own code, or by its sign."""
        if cell != "":
            known = self._kinds.get(cell)
            if known is None:
                table = {folded(code): kind for code, kind in self.layout.profile.kinds.items()}
                known = self._kinds[cell] = table.get(folded(text(cell)), "")
            if known:
                return known
        return "credit_note" if minor < 0 else "invoice"


def _item(year: Cell, item: Cell) -> str:
    first, second = text(year), text(item)
    return f"{first}/{second}" if first and second else first or second


def _due(base: date | None, days: int | None) -> date | None:
    return None if base is None or days is None else base + timedelta(days=days)
