"""A bank statement as values: what every format is read into."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from collectdesk.i18n import _
from collectdesk.money import Money


class StatementFormat(StrEnum):
    """How a file is made. PACKED is a zip with statements in it."""

    CAMT = "camt"
    MT940 = "mt940"
    CSV = "csv"
    EXCEL = "excel"
    PACKED = "zip"


class StatementKind(StrEnum):
    """What a statement means. What INTRADAY and NOTICE tell comes again END_OF_DAY, so it is posted once.

    END_OF_DAY: camt.053, MT940. INTRADAY: camt.052, MT942. NOTICE: camt.054. EXPORT: a table, which has
    no end of its own.
    """

    END_OF_DAY = "end_of_day"
    INTRADAY = "intraday"
    NOTICE = "notice"
    EXPORT = "export"


class LineKind(StrEnum):
    """Credits come in, debits go out; a reversal takes back what it names (MT940 RC and RD, CAMT RvslInd)."""

    CREDIT = "credit"
    DEBIT = "debit"
    REVERSAL_OF_CREDIT = "reversal_of_credit"
    REVERSAL_OF_DEBIT = "reversal_of_debit"


class LineStatus(StrEnum):
    """Only BOOKED lines are part of the balance. PENDING may still fail, INFORMATION moves nothing."""

    BOOKED = "booked"
    PENDING = "pending"
    INFORMATION = "information"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: `line` of the file from 1, `entry` of its statement from 1 (0: none), `member`
    of a zip ("" without one).
    """

    line: int
    entry: int = 0
    member: str = ""

    def __str__(self) -> str:
        if self.member:
            if self.entry:
                return _("{member}, line {line}, entry {entry}").format(
                    member=self.member, line=self.line, entry=self.entry
                )
            return _("{member}, line {line}").format(member=self.member, line=self.line)
        if self.entry:
            return _("line {line}, entry {entry}").format(line=self.line, entry=self.entry)
        return _("line {line}").format(line=self.line)


class Rejection(NamedTuple):
    """A line that cannot be used, and why."""

    place: Place
    reason: str


@dataclass(frozen=True, slots=True)
class Charge:
    """What a bank kept. `bearer` is the code of ISO 20022 (DEBT, CRED, SHAR, SLEV), "" when not said.

    `included` says whether the amount of the line is already less by it; None when not said.
    """

    money: Money
    bearer: str = ""
    included: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """What a bank tells of one payment beside its amount. Texts are clean single lines, "" when not told.

    `returned` with `return_reason`: it brings back an earlier payment; the reason is the bank's own code
    (AC04, or 9xx in German MT940). `bank_reference` is the account servicer's, `owner_reference` the
    account owner's (instruction, file or customer reference). `creditor_reference` is a valid RF reference
    (ISO 11649), `structured` all structured references and document numbers in order. `booking_text` is
    the bank's word for the kind of booking. `on_behalf_of` is the ultimate debtor or creditor behind the
    counterparty. `original` is the amount as it was instructed, unsigned, where it differs.
    """

    returned: bool = False
    return_reason: str = ""
    bank_reference: str = ""
    end_to_end: str = ""
    owner_reference: str = ""
    creditor_reference: str = ""
    remittance: str = ""
    structured: tuple[str, ...] = ()
    booking_text: str = ""
    counterparty: str = ""
    counterparty_account: str = ""
    on_behalf_of: str = ""
    original: Money | None = None
    charges: tuple[Charge, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePart(Particulars):
    """One payment of a batch. `amount_minor` is signed as the line is, in its currency; None when not told."""

    amount_minor: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine(Particulars):
    """One booking. `amount_minor` is what it does to the balance: above zero it comes in.

    `booked_on` is the value date where the bank gives no other. `parts` are the payments of a batch when it
    tells of more than one; `batch_size` is how many there are, 1 for a payment of its own. `findings`
    are sentences on what is odd. `fingerprint` is the same whenever the same booking is read again, in
    this file or another, and differs between two equal bookings of one statement.
    """

    place: Place
    booked_on: date
    value_on: date | None
    amount_minor: int
    currency: str
    kind: LineKind
    status: LineStatus = LineStatus.BOOKED
    parts: tuple[LinePart, ...] = ()
    batch_size: int = 1
    findings: tuple[str, ...] = ()
    fingerprint: str = ""

    @property
    def money(self) -> Money:
        """The signed amount with its currency."""
        return Money(self.amount_minor, self.currency)


class Turnover(NamedTuple):
    """How many booked lines go one way, and their sum: minor units of the statement's currency, unsigned."""

    lines: int
    minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement of one account, or one page of it, in one currency.

    `message` is the format as the bank names it, such as camt.053.001.04. `ties` says whether its own
    figures agree with its lines: opening plus booked lines is closing, or else the totals it gives; None
    when it has no figures to check. `difference` is closing less opening less lines, None when it cannot
    be had. `unread` counts refused lines. `findings` are sentences on what is odd.
    """

    place: Place
    message: str
    kind: StatementKind
    account: str
    currency: str
    id: str = ""
    number: str = ""
    page: str = ""
    opening: Money | None = None
    closing: Money | None = None
    opening_on: date | None = None
    closing_on: date | None = None
    lines: tuple[StatementLine, ...] = ()
    ties: bool | None = None
    difference: Money | None = None
    unread: int = 0
    findings: tuple[str, ...] = ()

    @property
    def is_half(self) -> bool:
        """Whether only one balance of an end-of-day statement is there, as when a file was cut off."""
        return self.kind is StatementKind.END_OF_DAY and (self.opening is None) is not (self.closing is None)

    @property
    def whole(self) -> bool:
        """Whether nothing speaks against posting it: all of it was read, and no figure contradicts."""
        return self.ties is not False and not self.unread and not self.is_half

    @property
    def credits(self) -> Turnover:
        """Booked lines that come in, reversed debits among them."""
        return self._turnover(line.amount_minor for line in self._booked() if line.amount_minor > 0)

    @property
    def debits(self) -> Turnover:
        """Booked lines that go out, reversed credits among them."""
        return self._turnover(-line.amount_minor for line in self._booked() if line.amount_minor < 0)

    def _booked(self) -> Iterable[StatementLine]:
        return (
            line for line in self.lines if line.status is LineStatus.BOOKED and line.currency == self.currency
        )

    @staticmethod
    def _turnover(amounts: Iterable[int]) -> Turnover:
        found = list(amounts)
        return Turnover(len(found), sum(found))


@dataclass(frozen=True, slots=True)
class StatementFile:
    """All statements of a file, and what could not be read. `sha256` is that of the file as it is."""

    file: str
    sha256: str
    format: StatementFormat
    statements: tuple[Statement, ...]
    rejected: tuple[Rejection, ...]
