"""Many rows of a ledger at once, by column, where every one of them is plain: most files hold nothing else.

It says the same as reading them row by row, in a third of the time; where anything is peculiar it says
nothing, and the rows are read one by one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeVar

from collectdesk.exchange.cells import Cell, Unreadable, text
from collectdesk.exchange.receivable_rows import LARGEST, RowReader

_PECULIAR = ("item", "fiscal_year", "debit", "credit", "debit_credit", "cleared_on", "status")
FoundT = TypeVar("FoundT")
Row = list[Cell]


class PlainRows:
    """Reads blocks of rows with the reader that reads them one by one, and counts into the same counts."""

    def __init__(self, reader: RowReader) -> None:
        self._reader = reader
        self._amount = "original" if "original" in reader.columns else "open"
        both = "original" in reader.columns and "open" in reader.columns
        self._usable = (
            reader.layout.profile.kind == "table"
            and not both
            and self._amount in reader.columns
            and not any(field in reader.columns for field in _PECULIAR)
        )

    def read(self, rows: Sequence[Row], width: int) -> dict[str, Sequence[Any]] | None:
        """The columns of ReceivableLine, `ordinal` for the customer, or None where a row is not plain.

        The rows are as the file has them. Raises BadInput when the style of a column cannot be told.
        """
        if not self._usable or set(map(len, rows)) != {width}:
            return None
        try:
            return self._columns(rows)
        except Unreadable:
            return None

    def _columns(self, rows: Sequence[Row]) -> dict[str, Sequence[Any]] | None:
        reader, cells, count = self._reader, list(zip(*rows, strict=True)), len(rows)
        nothing = ("",) * count

        def column(field: str) -> Sequence[Cell]:
            return cells[place] if (place := reader.place(field)) >= 0 else nothing

        documents = _cleaned(column("document"))
        moneys = _by_cell(column("currency"), reader.currency_of)
        minor = reader.figures[self._amount].minor
        amounts = [
            minor(cell, currency, places)
            for cell, (currency, places) in zip(column(self._amount), moneys, strict=True)
        ]
        days = {field: list(map(reader.days[field].__getitem__, column(field))) for field in reader.days}
        terms = [key for key, _days in _by_cell(column("terms"), reader.terms_of)]
        if (
            not all(documents)
            or 0 in amounts
            or not -LARGEST <= min(amounts) <= max(amounts) <= LARGEST
            or any(
                due_on is None and key is not None for due_on, key in zip(days["due_on"], terms, strict=True)
            )
        ):
            return None
        currencies = [currency for currency, _places in moneys]
        ordinals = self._ordinals(rows, column("company"), column("number"), column("name"), currencies)
        self._count(amounts, days["due_on"], days["posted_on"], days["document_on"])
        kinds = column("kind")
        plain = kinds is nothing and min(amounts) > 0
        return {
            "ordinal": ordinals,
            "document": documents,
            "item": nothing,
            "kind": ("invoice",) * count if plain else list(map(reader.kind_of, kinds, amounts)),
            "reference": _references(column("reference")),
            "document_on": days["document_on"],
            "posted_on": days["posted_on"],
            "due_on": days["due_on"],
            "terms": terms,
            "currency": currencies,
            "original_minor": amounts,
            "open_minor": amounts,
            "part_paid": (False,) * count,
            "settled": (False,) * count,
            "cleared_on": (None,) * count,
        }

    def _ordinals(
        self,
        rows: Sequence[Row],
        companies: Sequence[Cell],
        numbers: Sequence[Cell],
        names: Sequence[Cell],
        currencies: Sequence[str],
    ) -> list[int]:
        keys = list(zip(companies, numbers, strict=True))
        first = dict(zip(reversed(keys), range(len(keys) - 1, -1, -1), strict=True))
        customers = {
            key: self._reader.customer_of(*key, rows[first[key]], currencies[first[key]])
            for key in dict.fromkeys(keys)
        }
        for (key, name), lines in Counter(zip(keys, names, strict=True)).items():
            customers[key].spell(name, lines)
        for customer in customers.values():
            customer.is_open = True
        ordinal = {key: customer.ordinal for key, customer in customers.items()}
        return list(map(ordinal.__getitem__, keys))

    def _count(
        self,
        amounts: Sequence[int],
        due: Sequence[date | None],
        posted: Sequence[date | None],
        documents: Sequence[date | None],
    ) -> None:
        warnings = self._reader.warnings
        self._reader.subtotals.add(sum(amounts))
        if None in due:
            warnings["no_due_date"] += due.count(None)
        early = sum(
            begun is not None and due_on is not None and due_on < begun
            for due_on, begun in zip(due, map(_first, posted, documents), strict=True)
        )
        if early:
            warnings["due_before_posted"] += early


def _by_cell(cells: Sequence[Cell], read: Callable[[Cell], FoundT]) -> list[FoundT]:
    """Each cell as it is read, every different one only once."""
    found = {cell: read(cell) for cell in dict.fromkeys(cells)}
    return list(map(found.__getitem__, cells))


def _cleaned(cells: Sequence[Cell]) -> Sequence[str]:
    if set(map(type, cells)) == {str} and all(map(str.isalnum, cells)):  # type: ignore[arg-type]
        return cells  # type: ignore[return-value]
    return list(map(text, cells))


def _references(cells: Sequence[Cell]) -> Sequence[str | None]:
    return [text(cell) or None for cell in cells] if any(cells) else (None,) * len(cells)


def _first(posted: date | None, document: date | None) -> date | None:
    return posted or document
