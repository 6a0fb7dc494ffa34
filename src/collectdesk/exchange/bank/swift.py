"""MT940 and MT942: statements and intraday reports of SWIFT, in the dialects that banks write.

The package mt-940 was measured against the same samples and not taken: it counts a reversed credit (RC) as
money that came in, a date that does not exist ends the reading of the whole file, and no line has a place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from collectdesk.exchange.bank.balances import UNSAID, Totals, checked
from collectdesk.exchange.bank.figures import checked_currency, minor_with_comma, swift_day
from collectdesk.exchange.bank.references import account_number
from collectdesk.exchange.bank.statement import Place, Rejection, Statement, StatementKind, StatementLine
from collectdesk.exchange.bank.swift_details import Wrapping
from collectdesk.exchange.bank.swift_line import read_line
from collectdesk.exchange.cells import Unreadable, quoted, text
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.money import Money

_TAG = re.compile(r":(20|21|25P?|28C?|60[FM]|61|62[FM]|64|65|86|NS|13D?|34F|90[CD]):")
_BLOCK = re.compile(r"\{4:\s*$|\{4:(?=:)")
_HEADS = frozenset({"20", "25", "25P", "28", "28C", "60F", "60M"})
"""Fields that begin a statement where none is open."""
_HEAD = re.compile(r"^(?:.*\{4:)?:(?:20|25P?|28C?|60[FM]|61):", re.MULTILINE)
_BALANCE = re.compile(r"([CD])(\d{6})([A-Z]{3})([\d,]+)\s*", re.ASCII)
_FLOOR = re.compile(r"([A-Z]{3})[CD]?[\d,]+\s*", re.ASCII)
_TOTAL = re.compile(r"(\d{1,5})([A-Z]{3})([\d,]+)\s*", re.ASCII)
_INTRADAY = re.compile(r"\{2:[IO]942|^:?942\b", re.MULTILINE)


def looks_like_swift(sample: str) -> bool:
    """Whether a text begins with the fields of a SWIFT statement."""
    return _HEAD.search(sample.replace("\r", "\n")) is not None


class Field(NamedTuple):
    """A field: tag without colons, line of the file, and its text lines without line ends."""

    tag: str
    line: int
    lines: list[str]


def read_swift(
    content: str, file: str, member: str = "", account: str = "", currency: str = ""
) -> tuple[list[Statement], list[Rejection]]:
    """All statements of a text, without fingerprints, and the lines that cannot be used.

    `file` is for sentences; `account` and `currency` stand for what the text does not say. Raises BadInput
    when there is no statement in it.
    """
    head = content[:2000].replace("\r", "\n")
    reading = _Reading(member, account_number(account), currency, bool(_INTRADAY.search(head)))
    reading.wrapping = wrapping(content)
    for field in _fields(content):
        reading.take(field)
    reading.close()
    if not reading.statements:
        raise BadInput(
            _("{file} has the fields of a SWIFT message, but no statement (MT940 or MT942)").format(file=file)
        )
    return reading.statements, reading.rejected


def wrapping(content: str) -> Wrapping:
    """Where this file cuts the text of :86:, whatever it says.

    SWIFT allows 65 characters, some banks use 64, some count the tag on the first line. Of other widths,
    lines are broken where a person would break them.
    """
    first = rest = 0
    for field in _fields(content):
        if field.tag == "86" and len(field.lines) > 1:
            first = max(first, len(field.lines[0]))
            rest = max(rest, *map(len, field.lines[1:-1])) if len(field.lines) > 2 else rest
    return Wrapping(first if first in (60, 61, 64, 65) else 0, rest if rest in (64, 65) else 0)


def _fields(content: str) -> Iterator[Field]:
    """Fields in order. A line of a dash, or one that closes the block, ends a message: the tag is "-"."""
    field: Field | None = None
    for number, raw in enumerate(re.split(r"\r\n|\n|\r", content), 1):
        line = raw
        if "{4:" in line:
            line = _BLOCK.sub("\x00", line).rpartition("\x00")[2]
        tag = _TAG.match(line)
        if tag is not None:
            if field is not None:
                yield field
            field = Field(tag[1], number, [line[tag.end() :]])
        elif line.rstrip() == "-" or line.startswith("-}"):
            if field is not None:
                yield field
            field = None
            yield Field("-", number, [])
        elif raw.startswith("{") and raw.rstrip().endswith("{4:"):
            if field is not None:
                yield field
            field = None
        elif field is not None:
            field.lines.append(line)
    if field is not None:
        yield field


class _Reading:
    """The state between fields: the statement that is open, and its entry that waits for its :86:."""

    def __init__(self, member: str, account: str, currency: str, intraday: bool) -> None:
        self.statements: list[Statement] = []
        self.rejected: list[Rejection] = []
        self.wrapping = Wrapping(0, 0)
        self._member = member
        self._account = account
        self._currency = currency
        self._intraday = intraday
        self._draft: _Draft | None = None
        self._entry: Field | None = None
        self._details: list[Field] = []

    def take(self, field: Field) -> None:
        """Read one field. What follows a closing balance belongs to the statement, not to an entry."""
        if field.tag == "86":
            if self._entry is not None:
                self._details.append(field)
            return
        self._finish_entry()
        if field.tag == "-":
            self.close()
        elif field.tag == "61":
            self._entry = field
        else:
            if self._draft is not None and self._draft.is_ended_by(field.tag):
                self.close()
            if self._draft is None and field.tag in _HEADS:
                place = Place(field.line, 0, self._member)
                self._draft = _Draft(place, self._account, self._currency, self._intraday)
            self._take_head(field)

    def close(self) -> None:
        """End the statement that is open."""
        self._finish_entry()
        if self._draft is not None:
            statement = self._draft.finished()
            if statement is not None:
                self.statements.append(statement)
            self._draft = None

    def _take_head(self, field: Field) -> None:
        if self._draft is not None:
            try:
                self._draft.head(field)
            except Unreadable as reason:
                self._refuse(Place(field.line, 0, self._member), str(reason))

    def _finish_entry(self) -> None:
        entry, details = self._entry, self._details
        self._entry, self._details = None, []
        if entry is None:
            return
        draft = self._draft
        if draft is None:
            self._refuse(
                Place(entry.line, 0, self._member),
                _("it stands outside a statement, so its account and currency are not known"),
            )
            return
        draft.entries += 1
        place = Place(entry.line, draft.entries, self._member)
        try:
            if not draft.currency:
                raise Unreadable(_("its currency is not known; give it with --currency"))
            draft.lines.append(
                read_line(entry.lines, [each.lines for each in details], place, draft.currency, self.wrapping)
            )
        except Unreadable as reason:
            self._refuse(place, str(reason))

    def _refuse(self, place: Place, reason: str) -> None:
        self.rejected.append(Rejection(place, reason))
        if self._draft is not None:
            self._draft.unread += 1


class _Draft:
    """A statement while its fields come by."""

    def __init__(self, place: Place, account: str, currency: str, intraday: bool) -> None:
        self.lines: list[StatementLine] = []
        self.entries = 0
        self.unread = 0
        self.currency = currency
        self.is_opened = False
        self._place = place
        self._account = account
        self._intraday = intraday
        self._said: dict[str, str] = {}
        self._opening: tuple[Money, str] | None = None
        self._closing: tuple[Money, str] | None = None
        self._totals = {"90C": UNSAID, "90D": UNSAID}

    def is_ended_by(self, tag: str) -> bool:
        """Whether this field belongs to a next statement, where no dash stands between them."""
        opens_again = tag.startswith("60") and self.is_opened
        return tag == "20" or opens_again or (tag in _HEADS and self._closing is not None)

    def head(self, field: Field) -> None:
        """Take a field that is no entry. Raises Unreadable for a balance that cannot be read."""
        said = text(" ".join(field.lines))
        if field.tag in ("60F", "60M"):
            self.is_opened = True
            self._opening = self._balance(said)
        elif field.tag in ("62F", "62M"):
            self._closing = self._balance(said)
        elif field.tag == "34F":
            self._intraday = True
            found = _FLOOR.fullmatch(said)
            if found is not None and not self.currency:
                self.currency = checked_currency(found[1])
        elif field.tag in self._totals:
            found = _TOTAL.fullmatch(said)
            if found is not None:
                self._totals[field.tag] = Totals(
                    int(found[1]), minor_with_comma(found[3], checked_currency(found[2]))
                )
        else:
            self._said.setdefault(field.tag, text(field.lines[0]))

    def _balance(self, said: str) -> tuple[Money, str]:
        found = _BALANCE.fullmatch(said)
        if found is None:
            raise Unreadable(_("{cell} is not a balance").format(cell=quoted(said)))
        currency = checked_currency(found[3])
        minor = minor_with_comma(found[4], currency)
        swift_day(found[2])
        if not self.is_opened or not self.currency or self._opening is None:
            self.currency = currency
        return Money(minor if found[1] == "C" else -minor, currency), found[2]

    def finished(self) -> Statement | None:
        """The statement, checked; None when it holds nothing at all."""
        if not (self.lines or self.unread or self._opening or self._closing):
            return None
        number, _slash, page = (self._said.get("28C") or self._said.get("28", "")).partition("/")
        statement = Statement(
            place=self._place,
            message="MT942" if self._intraday else "MT940",
            kind=StatementKind.INTRADAY if self._intraday else StatementKind.END_OF_DAY,
            account=account_number(self._said.get("25") or self._said.get("25P", "")) or self._account,
            currency=self.currency,
            id=self._said.get("20", ""),
            number=number,
            page=page,
            opening=self._opening[0] if self._opening else None,
            closing=self._closing[0] if self._closing else None,
            opening_on=swift_day(self._opening[1]) if self._opening else None,
            closing_on=swift_day(self._closing[1]) if self._closing else None,
            lines=tuple(self.lines),
            unread=self.unread,
        )
        return checked(statement, self._totals["90C"], self._totals["90D"])
