"""Which column of a bank's table is which field: layouts in `data/imports/bank`, matched by their headings."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from collectdesk.exchange.bank.options import StatementOptions
from collectdesk.exchange.cells import Cell, text
from collectdesk.exchange.headings import folded, synonym_table
from collectdesk.exchange.tables import Table
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.money import is_currency
from collectdesk.resources import folder

StatementField = Literal[
    "account", "booked_on", "value_on", "amount", "debit", "credit", "debit_credit", "balance", "currency",
    "original", "original_currency", "charges", "counterparty", "counterparty_account", "remittance",
    "booking_text", "bank_reference", "end_to_end", "creditor_reference", "owner_reference", "return_reason",
    "status",
]  # fmt: skip
"""What a column of a bank's table can be."""

STATEMENT_FIELDS: tuple[str, ...] = StatementField.__args__  # type: ignore[attr-defined]

_GENERIC = "generic"
_SEARCHED_ROWS = 60
_SEVERAL = frozenset({"remittance"})
"""Fields that may have more than one column, which are read one after the other."""


class StatementProfile(BaseModel):
    """One layout. `needs` are headings that together tell it; `columns` are its headings by field.

    `credits` and `debits` are the values of the debit/credit column. `booked`, `pending` and `void` are those
    of the status column: in the balance, not booked yet, and never to be. `ignore` are headings that mean
    nothing.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = ""
    title: str
    needs: tuple[str, ...] = ()
    columns: dict[StatementField, tuple[str, ...]]
    ignore: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    debits: tuple[str, ...] = ()
    booked: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()
    void: tuple[str, ...] = ()

    def fits(self, headings: set[str]) -> bool:
        """Whether these folded headings are this layout's."""
        return bool(self.needs) and all(folded(need) in headings for need in self.needs)


@dataclass(frozen=True, slots=True)
class StatementLayout:
    """How a table is read: places by field, the currency that a heading of amounts names ("" for none), and
    the line of the headings.
    """

    table: Table
    profile: StatementProfile
    heading_line: int
    headings: tuple[str, ...]
    places: dict[str, tuple[int, ...]]
    currency: str

    def place(self, field: str) -> int:
        """The first column of a field, -1 without one."""
        return self.places.get(field, (-1,))[0]

    def heading(self, field: str) -> str:
        """The heading of a field's column, "" without one."""
        place = self.place(field)
        return self.headings[place] if place >= 0 else ""

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """The rows below the headings with their lines."""
        return ((line, row) for line, row in self.table.rows() if line > self.heading_line)


@cache
def statement_profiles() -> dict[str, StatementProfile]:
    """All layouts by name, the generic one last. Raises BadInput for a file that is wrong."""
    found: dict[str, StatementProfile] = {}
    entries = folder("data").joinpath("imports", "bank").iterdir()
    for file in sorted(entries, key=lambda entry: entry.name):
        if not file.name.endswith(".toml"):
            continue
        name = file.name.removesuffix(".toml")
        try:
            raw = tomllib.loads(file.read_text(encoding="utf-8"))
            found[name] = StatementProfile.model_validate({**raw, "name": name})
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise BadInput(
                _("data/imports/bank/{file} cannot be read: {reason}").format(file=file.name, reason=error)
            ) from error
        except ValidationError as error:
            first = error.errors()[0]
            raise BadInput(
                _("data/imports/bank/{file}: {place}: {reason}").format(
                    file=file.name, place=".".join(map(str, first["loc"])), reason=first["msg"]
                )
            ) from error
    return dict(sorted(found.items(), key=lambda pair: (pair[0] == _GENERIC, pair[0])))


def find_statement_layout(path: Path, tables: list[Table], options: StatementOptions) -> StatementLayout:
    """The bank statement among the tables of a file. Raises BadInput when there is none, or more than one."""
    chosen = _chosen(options)
    found = [layout for table in tables if (layout := _in_table(table, chosen, options)) is not None]
    if not found:
        raise BadInput(
            _(
                "{file} has no line with the headings of a bank statement (a date, and an amount or debit "
                "and credit); say which columns they are with --map 'HEADING=FIELD'"
            ).format(file=path)
        )
    if len(found) > 1:
        raise BadInput(
            _(
                "{file} has several sheets that could be the bank statement; name one with --sheet: {sheets}"
            ).format(file=path, sheets=", ".join(layout.table.sheet for layout in found))
        )
    return found[0]


def _chosen(options: StatementOptions) -> StatementProfile | None:
    for heading, field in options.mapping.items():
        if field and field not in STATEMENT_FIELDS:
            raise BadInput(
                _("{field} is no field, in --map '{heading}={field}'; the fields are: {fields}").format(
                    field=field, heading=heading, fields=", ".join(STATEMENT_FIELDS)
                )
            )
    if options.profile is None:
        return None
    known = statement_profiles()
    if options.profile not in known:
        raise BadInput(
            _("there is no profile {name}; name one of these with --profile: {names}").format(
                name=options.profile, names=", ".join(known)
            )
        )
    return known[options.profile]


def _in_table(
    table: Table, chosen: StatementProfile | None, options: StatementOptions
) -> StatementLayout | None:
    """The layout by the first row that is enough to read a statement by."""
    known = statement_profiles()
    for line, row in islice(table.rows(), _SEARCHED_ROWS):
        headings = tuple(text(cell) if isinstance(cell, str) else "" for cell in row)
        present = {folded(heading) for heading in headings}
        profile = chosen or next((p for p in known.values() if p.fits(present)), known[_GENERIC])
        places, currency = _places(headings, profile, options)
        dated = "booked_on" in places or "value_on" in places
        if dated and ("amount" in places or "debit" in places or "credit" in places):
            return StatementLayout(table, profile, line, headings, places, currency)
    return None


def _places(
    headings: tuple[str, ...], profile: StatementProfile, options: StatementOptions
) -> tuple[dict[str, tuple[int, ...]], str]:
    synonyms = synonym_table(dict(profile.columns.items()))
    said = {folded(heading): field for heading, field in options.mapping.items()}
    ignored = {folded(name) for name in profile.ignore}
    places: dict[str, tuple[int, ...]] = {}
    currency = ""
    by_hand = {field for field in said.values() if field}
    for index, heading in enumerate(headings):
        key = folded(heading)
        if not key:
            continue
        code = ""
        if key in said:
            field = said[key]
        elif key in ignored:
            continue
        else:
            field, code = _field(key, synonyms)
            if field in by_hand and field not in _SEVERAL:
                continue
        if field and (field not in places or field in _SEVERAL):
            places[field] = (*places.get(field, ()), index)
            if field in ("amount", "debit", "credit"):
                currency = currency or code
    return places, currency


def _field(key: str, synonyms: dict[str, str]) -> tuple[str, str]:
    """The field that a folded heading names, and the currency that stands behind it, as in `betrag eur`."""
    found = synonyms.get(key) or synonyms.get(key.replace(" ", ""))
    if found:
        return found, ""
    words = key.split()
    code = words[-1].upper()
    if len(words) > 1 and is_currency(code):
        rest = " ".join(words[:-1]).removesuffix(" in")
        return synonyms.get(rest, "") or synonyms.get(rest.replace(" ", ""), ""), code
    return "", ""
