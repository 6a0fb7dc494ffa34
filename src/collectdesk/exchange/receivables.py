"""A ledger file as a stream of checked lines. Pure reading: no database, no clock.

Nothing is guessed: a line that cannot be used is refused with its number and reason, and a file whose
style cannot be told stops with the option that settles it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import dropwhile, islice
from pathlib import Path
from typing import Any, NamedTuple

from collectdesk.exchange.cells import Cell, Unreadable
from collectdesk.exchange.customers import Customer, chosen_name
from collectdesk.exchange.layout import Layout, find_layout
from collectdesk.exchange.options import ReadingOptions
from collectdesk.exchange.plain_rows import PlainRows
from collectdesk.exchange.receivable_rows import Reading, ReceivableLine, RowReader
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.money import is_currency

__all__ = ["Columns", "ReceivableLine", "ReceivablesFile", "Rejection", "as_columns"]


Columns = dict[str, Sequence[Any]]
"""Lines as columns by name: those of ReceivableLine without `line`, and `ordinal` for the customer."""


class Rejection(NamedTuple):
    """A line that cannot be used, and why."""

    line: int
    reason: str


class ReceivablesFile:
    """A ledger file whose layout is known. `blocks` reads it; the counts are whole when it has run out.

    `rows` counts lines of the ledger, refused ones too; `warnings` counts suspicious things by kind;
    `provides` are the columns of `open_item` that the layout fills; `subtotals` the file's own totals.
    """

    def __init__(self, path: Path, options: ReadingOptions) -> None:
        self.path = path
        self.layout: Layout = find_layout(path, options)
        self.survey = self.layout.table.survey
        self._check_whole(options)
        self.rows = 0
        self.rejected: list[Rejection] = []
        self.warnings: Counter[str] = Counter()
        self.provides = _provided(self.layout)
        self._reader = RowReader(
            self.layout, options, _checked_currency(path, options.currency), self.warnings
        )
        self.customers: list[Customer] = self._reader.customers
        self.subtotals = self._reader.subtotals
        self._short = self._last = 0

    def blocks(self, size: int) -> Iterator[Columns]:
        """All usable lines, in file order, as the columns of ReceivableLine, for every `size` rows of the file.

        `ordinal` stands for the customer, and `line` is not there. Raises BadInput when the file stops in
        the middle of a line, has no lines at all, or its style cannot be told.
        """
        plain, read, width = PlainRows(self._reader), self._reader.reading(), len(self.layout.guesses)
        for numbered in self._numbered_rows(size):
            columns = plain.read([row for _number, row in numbered], width)
            if columns is not None:
                self.rows += len(numbered)
            else:
                columns = as_columns(list(self._one_by_one(numbered, read, width)))
            yield columns
        self._check_end()

    def lines(self) -> Iterator[ReceivableLine]:
        """All usable lines, in file order, one by one. Raises BadInput as `blocks` does."""
        read, width = self._reader.reading(), len(self.layout.guesses)
        for numbered in self._numbered_rows(1000):
            yield from self._one_by_one(numbered, read, width)
        self._check_end()

    def _numbered_rows(self, size: int) -> Iterator[list[tuple[int, list[Cell]]]]:
        start = self.layout.heading_line
        rows = dropwhile(lambda numbered: numbered[0] <= start, self.layout.table.rows())
        while block := list(islice(rows, size)):
            self._last = block[-1][0]
            yield block

    def _one_by_one(
        self, numbered: Iterable[tuple[int, list[Cell]]], read: Reading, width: int
    ) -> Iterator[ReceivableLine]:
        for number, row in numbered:
            try:
                if len(row) != width and self._is_blank(number, row, width):
                    continue
                row.append("")
                line = read(number, row)
            except Unreadable as reason:
                self.rejected.append(Rejection(number, str(reason)))
                self.rows += 1
            else:
                if line is not None:
                    self.rows += 1
                    yield line

    def share(self) -> float:
        """The share of the file that was read, 0 to 1."""
        return self.layout.table.share()

    def name_so_far(self, customer: Customer) -> str:
        """The name that a customer has by the lines read, or by the file of customers; "" without any."""
        return customer.name() or self._reader.named.get(customer.number, ("",))[0]

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
        named = self._reader.named
        chosen = {
            number: chosen_name(names) or named.get(number, ("",))[0] for number, names in several.items()
        }
        owing = {customer.number for customer in self.customers if customer.is_open}
        self.warnings["no_customer_name"] = sum(not chosen[number] for number in owing)
        return chosen

    def _is_blank(self, number: int, row: list[Cell], width: int) -> bool:
        """Whether a row that is not as wide as the headings is blank. Raises Unreadable when it cannot be used."""
        if not any(row):
            return True
        self._short = number if len(row) < width else 0
        if len(row) < width or any(row[width:]):
            raise Unreadable(
                _("it has {cells} cells where the headings are {headings}").format(
                    cells=len(row), headings=width
                )
            )
        return False

    def _check_end(self) -> None:
        if self._short and self._short == self._last and self.survey.unterminated:
            raise BadInput(
                _("{file} ends in the middle of line {line}; get the whole file again").format(
                    file=self.path, line=self._last
                )
            )
        if self.rows == 0:
            raise BadInput(_("{file} has headings but no lines; nothing was read").format(file=self.path))
        if self._reader.serials and self.survey.encoding:
            self.warnings["serial_dates"] = self._reader.serials

    def _check_whole(self, options: ReadingOptions) -> None:
        lacking = self.layout.missing(options)
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


def as_columns(lines: Sequence[ReceivableLine]) -> Columns:
    """Lines as columns by name, `ordinal` for the customer."""
    if not lines:
        return {"ordinal": (), **dict.fromkeys(ReceivableLine._fields[2:], ())}
    _numbers, customers, *columns = zip(*lines, strict=True)
    ordinals = [customer.ordinal for customer in customers]
    return {"ordinal": ordinals, **dict(zip(ReceivableLine._fields[2:], columns, strict=True))}
