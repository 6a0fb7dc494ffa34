"""A ledger file as a stream of checked lines. Pure reading: no database, no clock.

Nothing is guessed: a line that cannot be used is refused with its number and reason, and a file whose
style cannot be told stops with the option that settles it.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from collectdesk.exchange.cells import Cell, Unreadable, quoted, text
from collectdesk.exchange.customers import Customer, DetailReader, Details, chosen_name, read_customers
from collectdesk.exchange.days import DayColumn
from collectdesk.exchange.figures import FigureColumn
from collectdesk.exchange.headings import folded
from collectdesk.exchange.layout import Layout, find_layout
from collectdesk.exchange.lists import stars
from collectdesk.exchange.options import ReadingOptions
from collectdesk.exchange.subtotals import Subtotals, is_total
from collectdesk.exchange.terms import net_days
from collectdesk.faults import BadInput
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
_LARGEST = 10**15
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


class Rejection(NamedTuple):
    """A line that cannot be used, and why."""

    line: int
    reason: str


class ReceivablesFile:
    """A ledger file whose layout is known. `lines` reads it; the counts are whole when it has run out.

    `rows` counts lines of the ledger, refused ones too; `warnings` counts suspicious things by kind;
    `provides` are the columns of `open_item` that the layout fills; `subtotals` the file's own totals.
    """

    def __init__(self, path: Path, options: ReadingOptions) -> None:
        self.path = path
        self.layout: Layout = find_layout(path, options)
        self.survey = self.layout.table.survey
        self._options = options
        self._check_whole()
        self.rows = 0
        self.rejected: list[Rejection] = []
        self.warnings: Counter[str] = Counter()
        self.customers: list[Customer] = []
        self.subtotals = Subtotals()
        self.provides = _provided(self.layout)
        self._currency = _checked_currency(path, options.currency)
        self._company = text(options.company or "") or self.layout.profile.company
        self._extra: Mapping[str, tuple[str, Details]] = (
            {} if options.customers is None else read_customers(options.customers, options, self.warnings)
        )
        self._by_number: dict[tuple[Cell, Cell], Customer] = {}
        self._details = DetailReader(self.layout, options, self.warnings)
        self._columns = self.layout.columns
        self._days = {field: self._day_column(field) for field in _DAYS}
        self._figures = {field: self._figure_column(field) for field in _AMOUNTS}
        self._currencies: dict[Cell, tuple[str, int]] = {}
        self._statuses: dict[Cell, str] = {}
        self._kinds: dict[Cell, str] = {}
        self._terms: dict[Cell, tuple[str | None, int | None]] = {"": (None, None)}
        self._credits = {folded(value) for value in self.layout.profile.credits}
        self._debits = {folded(value) for value in self.layout.profile.debits}
        self._table_of_terms = {**self.layout.profile.terms, **options.terms}

    def lines(
        self, progress: Callable[[int, float], None] | None = None, every: int = 10_000
    ) -> Iterator[ReceivableLine]:
        """All usable lines, in file order. `progress` gets the lines done and the share of the file read.

        Raises BadInput when the file stops in the middle of a line, has no lines at all, or its style
        cannot be told.
        """
        read = self._list_reader() if self.layout.profile.kind == "list" else self._read
        table, width, start = self.layout.table, len(self.layout.guesses), self.layout.heading_line
        short = rows = 0
        for number, row in table.rows():
            if number <= start:
                continue
            if len(row) != width:
                if not any(row):
                    continue
                if len(row) < width or any(row[width:]):
                    short = number if len(row) < width else 0
                    rows += 1
                    self._refuse(number, _wrong_width(len(row), width))
                    continue
            short = 0
            row.append("")
            try:
                line = read(number, row)
            except Unreadable as reason:
                rows += 1
                self._refuse(number, str(reason))
                continue
            if line is not None:
                rows += 1
                yield line
                if progress is not None and not rows % every:
                    progress(rows, table.share())
        self.rows = rows
        if short and self.survey.unterminated:
            raise BadInput(
                _("{file} ends in the middle of line {line}; get the whole file again").format(
                    file=self.path, line=short
                )
            )
        self._finish(progress)

    def names_by_number(self) -> dict[str, str]:
        """The chosen name of every customer number that is owed by; "" where the file has none.

        Counts `one_number_several_names` and `no_customer_name`.
        """
        several: dict[str, dict[str, int]] = {}
        for customer in self.customers:
            names = customer.names()
            counted = several.setdefault(customer.number, names)
            if counted is not names:
                for name, count in names.items():
                    counted[name] = counted.get(name, 0) + count
        self.warnings["one_number_several_names"] = sum(len(names) > 1 for names in several.values())
        chosen = {number: chosen_name(names) for number, names in several.items()}
        for number in chosen:
            chosen[number] = chosen[number] or self._extra.get(number, ("", {}))[0]
        owing = {customer.number for customer in self.customers if customer.is_open}
        self.warnings["no_customer_name"] = sum(not chosen[number] for number in owing)
        return chosen

    def _finish(self, progress: Callable[[int, float], None] | None) -> None:
        if self.rows == 0:
            raise BadInput(_("{file} has headings but no lines; nothing was read").format(file=self.path))
        serials = sum(column.serials for column in self._days.values())
        if serials and self.survey.encoding:
            self.warnings["serial_dates"] = serials
        if progress is not None:
            progress(self.rows, 1.0)

    def _check_whole(self) -> None:
        lacking = self.layout.missing(self._options)
        if not lacking:
            return
        if lacking == ["currency"]:
            raise BadInput(
                _("{file} does not say which currency its amounts are in; give it with --currency").format(
                    file=self.path
                )
            )
        raise BadInput(
            _(
                "{file}: no column is known for {fields}; say which with --map 'HEADING=FIELD', one for each "
                "(the columns are: {columns})"
            ).format(
                file=self.path,
                fields=", ".join(lacking),
                columns=", ".join(g.heading for g in self.layout.guesses if g.heading),
            )
        )

    def _refuse(self, number: int, reason: str) -> None:
        self.rejected.append(Rejection(number, reason))

    def _day_column(self, field: str) -> DayColumn:
        return DayColumn(
            self.survey.name,
            self.layout.heading(field),
            lambda: self._column(field),
            self._options.date_order,
        )

    def _figure_column(self, field: str) -> FigureColumn:
        return FigureColumn(
            self.survey.name, self.layout.heading(field), lambda: self._column(field), self._options.decimal
        )

    def _column(self, field: str) -> Iterator[Cell]:
        return self.layout.cells(self._columns[field])

    def _picker(self) -> Callable[[list[Cell]], tuple[Cell, ...]]:
        # Every row ends with one empty cell, which stands for the fields that the layout does not have.
        # Where no column holds customer numbers, the name stands for the number.
        have = {**self._columns}
        have.setdefault("number", have.get("name", -1))
        return itemgetter(*(have.get(field, -1) for field in _READ))

    @property
    def _read(self) -> Callable[[int, list[Cell]], ReceivableLine | None]:
        """The reading of one row of a table, with everything it needs at hand: it runs for every line."""
        pick, by_number, currencies, terms_of = self._picker(), self._by_number, self._currencies, self._terms
        document_days, posted_days = self._days["document_on"], self._days["posted_on"]
        due_days, base_days, cleared_days = (self._days[f] for f in ("due_on", "baseline_on", "cleared_on"))
        statuses, has_status, amounts = self._statuses, "status" in self._columns, self._amounts
        plain_amount, count_in = self._figures["original"].minor, self.subtotals.add
        warnings, kind_of, plain_item = self.warnings, self._kind, not self._has_item
        line_of = tuple.__new__  # what ReceivableLine() comes to, without a call in between

        def read(number: int, row: list[Cell]) -> ReceivableLine | None:
            (
                company, said, name, document, item, year, kind, reference, document_cell, posted_cell,
                base_cell, due_cell, terms_cell, currency_cell, original, opened, debit, credit, side,
                cleared_cell, status_cell,
            ) = pick(row)  # fmt: skip
            key = document if document.__class__ is str and document.isalnum() else text(document)
            if not key:
                if self._is_no_line(row, (said, original, opened, debit, credit)):
                    return None
                raise Unreadable(_("it has no document number"))
            currency, places = currencies.get(currency_cell) or self._learn_currency(currency_cell)
            customer = by_number.get((company, said)) or self._learn_customer(company, said, row, currency)
            if side == "" and opened in ("", original) and original != "":
                original_minor = open_minor = plain_amount(original, currency, places)
            else:
                original_minor, open_minor = amounts(original, opened, debit, credit, side, currency, places)
            if not -_LARGEST < original_minor < _LARGEST or not -_LARGEST < open_minor < _LARGEST:
                raise Unreadable(_("its amount is too large to be true"))
            document_on, posted_on = document_days[document_cell], posted_days[posted_cell]
            due_on = due_days[due_cell]
            terms, days = terms_of.get(terms_cell) or self._learn_terms(terms_cell)
            if due_on is None and terms is not None:
                due_on = _due(base_days[base_cell] or document_on or posted_on, days)
                if days is None:
                    warnings["unknown_terms"] += 1
            cleared_on = cleared_days[cleared_cell]
            if has_status:
                status = statuses.get(status_cell) or self._learn_status(status_cell)
            else:
                status = OPEN if cleared_on is None else SETTLED
            if name == customer.first:
                customer.lines += 1
            else:
                customer.spell(name)
            count_in(open_minor)
            settled = status is SETTLED or open_minor == 0
            if settled:
                warnings["settled"] += 1
                open_minor = 0
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
                    kind_of(kind, original_minor or open_minor) if kind != "" or original_minor < 0 else "invoice",
                    text(reference) or None if reference != "" else None, document_on, posted_on, due_on,
                    terms, currency, original_minor, open_minor, status is PARTIAL, settled, cleared_on,
                ),
            )  # fmt: skip

        return read

    @property
    def _has_item(self) -> bool:
        return "item" in self._columns or "fiscal_year" in self._columns

    def _list_reader(self) -> Callable[[int, list[Cell]], ReceivableLine | None]:
        """The reading of one row of a printed list, where rows with stars are subtotals."""
        levels = Counter(
            stars(row) for line, row in self.layout.table.rows() if line > self.layout.heading_line
        )
        read_line = self._read
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
        area = self._columns.get("control_area", -1)
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
        currency, places = self._learn_currency(row[self._columns.get("currency", -1)])
        cell = row[self._columns.get("original", self._columns.get("open", -1))]
        try:
            self.subtotals.close(level, self._figures["original"].minor(cell, currency, places))
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
                        self._figures[field].minor(opened if opened != "" else original, currency, places)
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
        figures = self._figures
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
            extra = self._extra.get(number, ("", {}))[1]
            details = {**extra, **(self._details.read(row, currency) if self._details else {})}
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

    def _kind(self, cell: Cell, minor: int) -> str:
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


def _wrong_width(cells: int, headings: int) -> str:
    return _("it has {cells} cells where the headings are {headings}").format(cells=cells, headings=headings)


def _checked_currency(path: Path, code: str | None) -> str:
    if code is None:
        return ""
    if not is_currency(code.upper()):
        raise BadInput(
            _("{code} is not a currency; give an ISO code such as EUR with --currency").format(code=code)
        )
    return code.upper()


def _provided(layout: Layout) -> frozenset[str]:
    """The columns of `open_item` that a layout fills; others keep what is stored."""
    have = layout.columns
    provided = {"currency", "open_minor", "due_on", "kind"}
    provided |= {field for field in ("reference", "document_on", "posted_on", "terms") if field in have}
    if "original" in have or "debit" in have or "credit" in have:
        provided.add("original_minor")
    if "status" in have:
        provided.add("part_paid")
    return frozenset(provided)
