"""Lists of people and their numbers as checked lines. Pure reading: no database, no clock.

A list is delimited text or a workbook with one person a row; its headings and the words for a role are in
`data/contacts.toml`. A line that cannot be used is refused with its number and reason.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple, cast, get_args

from pydantic import BaseModel, ConfigDict, Field

from collectdesk.exchange.cells import Cell, Unreadable, quoted, text
from collectdesk.exchange.days import DayColumn
from collectdesk.exchange.headings import folded, synonym_table
from collectdesk.exchange.tables import Table, open_tables
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.resources import read_data

ContactRole = Literal["ap_clerk", "ap_manager", "finance_director", "owner", "buyer", "legal", "self"]
ROLES: tuple[str, ...] = get_args(ContactRole)
PHONE_COLUMNS = {"phone": "work", "mobile": "mobile", "home": "home"}
"""Columns that hold phone numbers, with the use of each."""

_SEARCHED_ROWS = 20
_EMAIL = re.compile(r"[^\s@<>()\[\],;:\"\\]+@[^\s@<>()\[\],;:\"\\]+\.[^\s@<>()\[\],;:\"\\.]{2,}")
_SEVERAL = re.compile(r"\s*[;\n]\s*")
_LONGEST_NAME = 200


class Phone(NamedTuple):
    """A phone number: `value` in international form, `digits` the same without sign and blanks.

    `assigned` says that the country's numbering plan has such numbers.
    """

    value: str
    digits: str
    assigned: bool


class ContactLine(NamedTuple):
    """One person of the list. `phones` are as written, each with its use; "" stands for what is not said."""

    line: int
    number: str
    name: str
    salutation: str
    role: str
    language: str
    zone: str
    phones: tuple[tuple[str, str], ...]
    emails: tuple[str, ...]
    consent_on: date | None
    consent_source: str


class Rejection(NamedTuple):
    """A line that cannot be used, and why."""

    line: int
    reason: str


class ListOptions(BaseModel):
    """What a person can say about a list of contacts that it does not say itself; None when not given.

    `mapping` says by heading which field a column is ("" for none of them).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    sheet: str | None = None
    delimiter: str | None = None
    encoding: str | None = None
    date_order: Literal["dmy", "mdy", "ymd"] | None = None
    mapping: dict[str, str] = Field(default_factory=dict)


class ContactsFile:
    """A list of contacts whose columns are known. `rows` and `rejected` are whole when `lines` has run out.

    Raises BadInput when the file cannot be read, or has no column with customer numbers or nothing to take.
    """

    def __init__(self, path: Path, options: ListOptions) -> None:
        self.path = path
        self.rows = 0
        self.rejected: list[Rejection] = []
        self._options = options
        _refuse_cards(path)
        found = [
            (table, *_headings(table, options))
            for table in open_tables(
                path, sheet=options.sheet, delimiter=options.delimiter, encoding=options.encoding
            )
        ]
        self._table, self._heading_line, self._columns, self._width = max(found, key=lambda f: len(f[2]))
        self.sha256 = self._table.survey.sha256
        self._check()

    def lines(self) -> Iterator[ContactLine]:
        """All usable lines, in file order. BadInput when there are none at all."""
        consent = DayColumn(
            self.path.name,
            _("consent date"),
            lambda: self._cells("consent_on"),
            self._options.date_order,
        )
        for number, row in self._table.rows():
            if number <= self._heading_line or not any(text(cell) for cell in row):
                continue
            self.rows += 1
            try:
                yield self._read(number, row, consent)
            except Unreadable as reason:
                self.rejected.append(Rejection(number, str(reason)))
        if self.rows == 0:
            raise BadInput(_("{file} has headings but no lines; nothing was read").format(file=self.path))

    def _check(self) -> None:
        wanted = {"name", "email", *PHONE_COLUMNS}
        if "number" in self._columns and wanted & set(self._columns):
            return
        raise BadInput(
            _(
                "{file} needs a column with customer numbers and one with names, phone numbers or e-mail "
                "addresses; say which they are with --map 'HEADING=FIELD', the fields are: {fields}"
            ).format(file=self.path, fields=", ".join(_columns()))
        )

    def _cells(self, field: str) -> Iterator[Cell]:
        index = self._columns.get(field)
        for number, row in self._table.rows():
            if index is not None and number > self._heading_line and index < len(row):
                yield row[index]

    def _read(self, line: int, row: list[Cell], consent: DayColumn) -> ContactLine:
        if any(text(cell) for cell in row[self._width :]):
            raise Unreadable(
                _("it has {cells} cells where the headings are {headings}").format(
                    cells=len(row), headings=self._width
                )
            )
        said = {field: text(row[index]) if index < len(row) else "" for field, index in self._columns.items()}
        if not said["number"]:
            raise Unreadable(_("it has no customer number"))
        phones = tuple(
            (phone, use)
            for field, use in PHONE_COLUMNS.items()
            for phone in _SEVERAL.split(said.get(field, ""))
            if phone
        )
        emails = tuple(_email(part) for part in _SEVERAL.split(said.get("email", "")) if part)
        name = said.get("name", "")
        if not (name or phones or emails):
            raise Unreadable(_("it has neither a name nor a number nor an address"))
        if len(name) > _LONGEST_NAME:
            raise Unreadable(_("its name is too long to be one"))
        index = self._columns.get("consent_on")
        return ContactLine(
            line, said["number"], name, said.get("salutation", ""), _role(said.get("role", "")),
            _language(said.get("language", "")), _zone(said.get("zone", "")), phones, emails,
            consent[row[index]] if index is not None and index < len(row) else None,
            said.get("consent_source", ""),
        )  # fmt: skip


def read_phone(said: str, country: str | None) -> Phone:
    """A phone number as it was written; `country` (ISO 3166-1) is where one without a country code rings.

    Raises Unreadable for what is no phone number, and for one without country code where no country is known.
    """
    import phonenumbers

    try:
        number = phonenumbers.parse(said, country)
    except phonenumbers.NumberParseException as error:
        if error.error_type == phonenumbers.NumberParseException.INVALID_COUNTRY_CODE:
            raise Unreadable(
                _("{phone} has no country code; write it as +49 …").format(phone=quoted(said))
            ) from error
        raise Unreadable(_("{phone} is not a phone number").format(phone=quoted(said))) from error
    digits = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164).removeprefix("+")
    shown = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return Phone(shown, digits, phonenumbers.is_valid_number(number))


def read_email(said: str) -> str:
    """An e-mail address without blanks around it. Raises Unreadable for what is none."""
    return _email(said.strip())


def language_of(said: str) -> str:
    """The Babel locale id of a language code such as "de", "pt-BR" or "de_DE". Raises Unreadable for what is none."""
    return _language(said.strip())


def _refuse_cards(path: Path) -> None:
    """BadInput for a file of vCards. What cannot be opened is left to the reading of tables to say."""
    try:
        with path.open("rb") as file:
            head = file.read(200)
    except (OSError, ValueError):
        return
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().upper().startswith(b"BEGIN:VCARD"):
        raise BadInput(
            _("{file} holds vCards, which cannot be read yet; export the contacts as CSV instead").format(
                file=path
            )
        )


def _email(said: str) -> str:
    if not _EMAIL.fullmatch(said) or len(said) > 254:
        raise Unreadable(_("{address} is not an e-mail address").format(address=quoted(said)))
    return said


def _language(said: str) -> str:
    from babel.core import Locale, UnknownLocaleError

    if not said:
        return ""
    try:
        Locale.parse(said.replace("-", "_"))
    except (UnknownLocaleError, ValueError) as error:
        raise Unreadable(_("{language} is not a language code").format(language=quoted(said))) from error
    return said.replace("-", "_")


def _zone(said: str) -> str:
    import pytz

    if said and said not in pytz.all_timezones_set:
        raise Unreadable(_("{zone} is not a time zone").format(zone=quoted(said)))
    return said


def _role(said: str) -> str:
    """The code of a role; a word that is not known gives "", since what a person does is no reason to refuse them."""
    if said in ROLES:
        return said
    return _roles().get(folded(said), "")


def _headings(table: Table, options: ListOptions) -> tuple[int, dict[str, int], int]:
    """The line of the headings, column by field, and how many columns there are."""
    best: tuple[int, dict[str, int], int] = (0, {}, 0)
    synonyms = {folded(heading): field for heading, field in options.mapping.items()}
    unknown = set(synonyms.values()) - {"", *_columns()}
    if unknown:
        raise BadInput(
            _("{field} is no field of a list of contacts; the fields are: {fields}").format(
                field=min(unknown), fields=", ".join(_columns())
            )
        )
    known = {**synonym_table(_columns()), **synonyms}
    for line, row in table.rows():
        columns: dict[str, int] = {}
        for index, cell in enumerate(row):
            field = known.get(folded(text(cell)), "") if text(cell) else ""
            if field and field not in columns:
                columns[field] = index
        if len(columns) > len(best[1]):
            best = (line, columns, len(row))
        if line >= _SEARCHED_ROWS:
            break
    return best


@cache
def _columns() -> dict[str, list[str]]:
    return cast("dict[str, list[str]]", tomllib.loads(read_data("contacts.toml"))["columns"])


@cache
def _roles() -> dict[str, str]:
    roles: dict[str, list[str]] = tomllib.loads(read_data("contacts.toml"))["roles"]
    return {folded(word): code for code, words in roles.items() for word in words}
