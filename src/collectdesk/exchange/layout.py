"""Which table of a file is the ledger, where its headings stand, and which column is which field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from collectdesk.exchange.cells import Cell, text
from collectdesk.exchange.headings import folded, match
from collectdesk.exchange.options import ReadingOptions
from collectdesk.exchange.profiles import CUSTOMERS, FIELDS, GENERIC, Profile, profile_named, profiles
from collectdesk.exchange.tables import Table, open_tables
from collectdesk.faults import BadInput
from collectdesk.i18n import _

_SEARCHED_ROWS = 60
_AMOUNTS = ("original", "open", "debit", "credit")
_BARE_CUSTOMER = frozenset(
    {"customer", "client", "kunde", "cliente", "klant", "klient", "kontrahent", "account"}
)


@dataclass(frozen=True, slots=True)
class Guess:
    """One column: its heading, the field it is taken for (None: none), and how sure that is (1 is certain)."""

    index: int
    heading: str
    field: str | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is read. `heading_line` is the line of its headings; `named` that a person chose the profile."""

    table: Table
    profile: Profile
    heading_line: int
    guesses: tuple[Guess, ...]
    named: bool

    @property
    def columns(self) -> dict[str, int]:
        """Column by field, for columns that are certain."""
        return {g.field: g.index for g in self.guesses if g.field is not None and g.confidence >= 1}

    def heading(self, field: str) -> str:
        """The heading of a field's column, "" without one."""
        index = self.columns.get(field)
        return "" if index is None else self.guesses[index].heading

    def cells(self, index: int) -> Iterator[Cell]:
        """All cells of a column below its heading."""
        for line, row in self.table.rows():
            if line > self.heading_line and index < len(row):
                yield row[index]

    def missing(self, options: ReadingOptions) -> list[str]:
        """What the layout lacks to be read: fields, in order."""
        have = self.columns
        lacking = []
        if "number" not in have and "name" not in have:
            lacking.append("number")
        if "document" not in have and self.profile.kind != "list":
            lacking.append("document")
        if not any(amount in have for amount in _AMOUNTS):
            lacking.append("open")
        if "currency" not in have and options.currency is None:
            lacking.append("currency")
        if (
            not self.named
            and self.profile.kind == "table"
            and "due_on" not in have
            and "terms" not in have
            and not options.terms
        ):
            lacking.append("due_on")
        return lacking


def find_layout(path: Path, options: ReadingOptions) -> Layout:
    """The ledger in a file. Raises BadInput when there is none, or when several sheets could be it."""
    chosen = None if options.profile is None else profile_named(options.profile)
    _check_mapping(options)
    tables = open_tables(path, sheet=options.sheet, delimiter=options.delimiter, encoding=options.encoding)
    found = [layout for table in tables if (layout := _in_table(table, chosen, options)) is not None]
    if not found:
        raise BadInput(
            _(
                "{file} has no line with headings that are known; say which columns they are with "
                "--map 'HEADING=FIELD', or name the layout with --profile"
            ).format(file=path)
        )
    if len(found) > 1:
        whole = [layout for layout in found if not layout.missing(options)]
        if len(whole) != 1:
            raise BadInput(
                _(
                    "{file} has several sheets that could be the ledger; name one with --sheet: {sheets}"
                ).format(file=path, sheets=", ".join(layout.table.sheet for layout in whole or found))
            )
        found = whole
    layout = found[0]
    if chosen is not None and chosen.needs and not chosen.fits(g.heading for g in layout.guesses):
        lacking = [need for need in chosen.needs if need not in {g.heading for g in layout.guesses}]
        raise BadInput(
            _("{file} is not of the profile {profile}; it lacks the columns {columns}").format(
                file=path, profile=chosen.name, columns=", ".join(lacking)
            )
        )
    return layout


def customers_layout(path: Path, options: ReadingOptions) -> Layout:
    """The columns of a second file that names the customers. Raises BadInput when it has no customer number."""
    profile = profiles()[CUSTOMERS]
    for table in open_tables(path, encoding=None):
        layout = _in_table(table, profile, ReadingOptions())
        if layout is not None and "number" in layout.columns:
            return layout
    raise BadInput(
        _("{file} has no column with customer numbers; check the file given with --customers").format(
            file=path
        )
    )


def _check_mapping(options: ReadingOptions) -> None:
    for heading, field in options.mapping.items():
        if field and field not in FIELDS:
            raise BadInput(
                _("{field} is no field, in --map '{heading}={field}'; the fields are: {fields}").format(
                    field=field, heading=heading, fields=", ".join(FIELDS)
                )
            )


def _in_table(table: Table, chosen: Profile | None, options: ReadingOptions) -> Layout | None:
    """The layout of one table: the first row whose headings are a known layout's, else the best known row."""
    known = [p for p in profiles().values() if p.kind == "table" and p.needs]
    generic = profiles()[GENERIC]
    is_list = hasattr(table, "labels")
    best: tuple[int, int, list[str], Profile] | None = None
    for line, row in islice(table.rows(), _SEARCHED_ROWS):
        headings = [text(cell) if isinstance(cell, str) else "" for cell in row]
        if chosen is not None:
            profile = chosen
        elif is_list:
            profile = profiles()["sap-list"]
        else:
            profile = next((p for p in known if p.fits(headings)), generic)
        count = _known(headings, profile, options)
        if count >= 2 and (best is None or count > best[0]):
            best = (count, line, headings, profile)
        if is_list or (profile.needs and profile.fits(headings)):
            break
    best = best or _first_words(table, chosen or generic)
    if best is None:
        return None
    _count, line, headings, profile = best
    return Layout(table, profile, line, tuple(_guesses(headings, profile, options)), chosen is not None)


def _first_words(table: Table, profile: Profile) -> tuple[int, int, list[str], Profile] | None:
    """The first row that is nothing but words, for a person to say what they mean."""
    for line, row in islice(table.rows(), _SEARCHED_ROWS):
        said = [text(cell) for cell in row if isinstance(cell, str) and text(cell)]
        if (
            len(said) >= 2
            and len(said) * 2 > len(row)
            and not any(c.isdigit() for word in said for c in word)
        ):
            return 0, line, [text(cell) if isinstance(cell, str) else "" for cell in row], profile
    return None


def _known(headings: list[str], profile: Profile, options: ReadingOptions) -> int:
    synonyms = profile.synonyms()
    mapped = {folded(heading) for heading in options.mapping}
    fields = set()
    for heading in headings:
        key = folded(heading)
        if key and key in mapped:
            fields.add(key)
        elif key and (field := synonyms.get(key) or synonyms.get(key.replace(" ", ""))):
            fields.add(field)
    return len(fields)


def _guesses(headings: list[str], profile: Profile, options: ReadingOptions) -> list[Guess]:
    said = {folded(heading): field for heading, field in options.mapping.items()}
    unknown = set(said) - {folded(heading) for heading in headings}
    if unknown:
        heading = next(h for h in options.mapping if folded(h) in unknown)
        raise BadInput(
            _("there is no column {heading}, named with --map; the columns are: {columns}").format(
                heading=heading, columns=", ".join(h for h in headings if h)
            )
        )
    synonyms = profile.synonyms()
    ignored = {folded(name) for name in profile.ignore}
    guesses: list[Guess] = []
    taken: set[str] = {field for field in said.values() if field}
    for index, heading in enumerate(headings):
        key = folded(heading)
        if key in said:
            guesses.append(Guess(index, heading, said[key] or None, 1.0))
            continue
        exact = synonyms.get(key) or synonyms.get(key.replace(" ", ""))
        if exact is not None and key not in ignored and exact not in taken:
            taken.add(exact)
            guesses.append(Guess(index, heading, exact, 1.0))
        else:
            guesses.append(Guess(index, heading, None, 1.0 if key in ignored or exact else 0.0))
    _number_beside_name(guesses, synonyms, taken)
    if profile.name == GENERIC:
        _add_likenesses(guesses, synonyms, taken)
    return guesses


def _number_beside_name(guesses: list[Guess], synonyms: dict[str, str], taken: set[str]) -> None:
    """Where `Customer` stands beside `Customer name`, the first is the number and the second the name."""
    if "number" in taken:
        return
    naming = [g for g in guesses if synonyms.get(folded(g.heading)) == "name"]
    bare = [g for g in naming if folded(g.heading) in _BARE_CUSTOMER]
    if len(naming) > 1 and len(bare) == 1:
        other = next(g for g in naming if g is not bare[0])
        guesses[bare[0].index] = Guess(bare[0].index, bare[0].heading, "number", 1.0)
        guesses[other.index] = Guess(other.index, other.heading, "name", 1.0)
        taken.add("number")


def _add_likenesses(guesses: list[Guess], synonyms: dict[str, str], taken: set[str]) -> None:
    for guess in list(guesses):
        if guess.field is None and guess.confidence == 0 and guess.heading:
            likely = match(guess.heading, synonyms)
            if likely is not None and likely.field not in taken:
                taken.add(likely.field)
                guesses[guess.index] = Guess(guess.index, guess.heading, likely.field, likely.confidence)
    if "number" not in taken and "name" not in taken:
        for guess in guesses:
            if guess.field == "company":
                guesses[guess.index] = Guess(guess.index, guess.heading, "name", 0.6)
