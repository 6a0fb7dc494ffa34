"""A ledger file in chunks of checked lines, as columns: what goes from the reading of a file to its storing.

Everything here is made of texts, numbers, lists and tuples, so that it passes between processes as it is.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from collectdesk.exchange.control_report import Reckoning, control_total
from collectdesk.exchange.customers import Customer
from collectdesk.exchange.options import ReadingOptions
from collectdesk.exchange.receivables import Columns, ReceivablesFile

CHUNK = 4_000
"""Rows of the file that make one chunk."""

_DAYS = frozenset({"document_on", "posted_on", "due_on", "cleared_on"})


class Opening(NamedTuple):
    """What is known of the file before its lines. `provides` as in ReceivablesFile; `size` in bytes."""

    name: str
    sha256: str
    size: int
    profile: str
    encoding: str
    sheet: str
    provides: tuple[str, ...]


class NewCustomer(NamedTuple):
    """A customer that the chunk is the first to name. `details` by column, days among them as ISO text."""

    ordinal: int
    company: str
    number: str
    name: str
    details: dict[str, Any] | None


class Chunk(NamedTuple):
    """Checked lines. `columns` by name, as in ReceivableLine, with `ordinal` for the customer and ISO text for days.

    A column that says the same in all `length` lines has one value only,
    except `ordinal`. `rows` of the file are done,
    which is the `share` of it (0 to 1).
    """

    rows: int
    share: float
    length: int
    customers: list[NewCustomer]
    columns: Columns

    def owing(self) -> set[int]:
        """The ordinals of the customers with a line that is still owed."""
        if not self.length or list(self.columns["settled"]) == [True]:
            return set()
        if len(self.columns["settled"]) == 1:
            return set(self.columns["ordinal"])
        lines = zip(self.columns["ordinal"], self.columns["settled"], strict=True)
        return {ordinal for ordinal, settled in lines if not settled}


class Summary(NamedTuple):
    """What the whole file holds, once it is read. `figures` are those parts of the control report that it settles.

    `renamed` are the final names by customer number where they are not those the chunks gave.
    """

    figures: dict[str, Any]
    renamed: dict[str, str]


Message = Opening | Chunk | Summary
"""First an Opening, then chunks, then a Summary."""


def read_here(path: Path, options: ReadingOptions, as_of: date) -> Generator[Message, None, None]:
    """Read a file in this process. Raises BadInput as ReceivablesFile does; `as_of` is the day of the ageing."""
    file = ReceivablesFile(path, options)
    yield Opening(
        file.survey.name, file.survey.sha256, file.survey.size, file.layout.profile.name,
        file.survey.encoding, file.layout.table.sheet, tuple(sorted(file.provides)),
    )  # fmt: skip
    reckoning, days, names = Reckoning(as_of), _DayTexts(), list[str]()
    for columns in file.blocks(CHUNK):
        length = len(columns["ordinal"])
        reckoning.add(columns)
        customers = [_new(customer, file.name_so_far(customer)) for customer in file.customers[len(names) :]]
        names.extend(customer.name for customer in customers)
        yield Chunk(file.rows, file.share(), length, customers, _packed(columns, length, days))
    final = file.names_by_number()
    renamed = {
        customer.number: final[customer.number]
        for customer, name in zip(file.customers, names, strict=True)
        if final[customer.number] not in (name, "")
    }
    yield Summary(_figures(file, reckoning), renamed)


class _DayTexts(dict["date | None", "str | None"]):
    """Dates as ISO text, each made once."""

    def __missing__(self, day: date | None) -> str | None:
        written = None if day is None else day.isoformat()
        self[day] = written
        return written


def _new(customer: Customer, name: str) -> NewCustomer:
    details = customer.details
    if details and any(value.__class__ is date for value in details.values()):
        details = {k: v.isoformat() if isinstance(v, date) else v for k, v in details.items()}
    return NewCustomer(customer.ordinal, customer.company, customer.number, name, details)


def _packed(columns: Columns, length: int, days: _DayTexts) -> Columns:
    packed: Columns = {}
    for name, column in columns.items():
        if length and name != "ordinal" and column.count(column[0]) == length:
            column = column[:1]
        packed[name] = list(map(days.__getitem__, column)) if name in _DAYS else column
    return packed


def _figures(file: ReceivablesFile, reckoning: Reckoning) -> dict[str, Any]:
    warnings = dict(file.warnings)
    control = control_total(file, reckoning.currencies)
    owing = [customer.number for customer in file.customers if customer.is_open]
    return {
        "rows": file.rows,
        "accounts": len(owing),
        "customers": len(set(owing)),
        "open_items": reckoning.open_items,
        "settled": warnings.pop("settled", 0),
        "totals": _plain(reckoning.totals().items()),
        "ageing": {currency: _plain(found.items()) for currency, found in reckoning.ageing().items()},
        "rejected": [{"line": line, "reason": reason} for line, reason in file.rejected],
        "warnings": warnings,
        "control": None if control is None else control.model_dump(),
    }


def _plain(models: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    return {name: model.model_dump() for name, model in models}
