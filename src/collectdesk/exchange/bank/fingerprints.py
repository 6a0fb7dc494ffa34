"""What tells one booking from all others, so that the same statement read twice posts once.

A fingerprint is made of what the bank says about the booking, not of where it says it: numbers and ids of
statements are left out, for banks number a second delivery anew. Letters and digits count, blanks and
punctuation do not. Equal bookings are counted. Stored fingerprints must stay valid: whoever changes what
goes in raises `_FORM` and has to keep the old form beside it.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter

from collectdesk.exchange.bank.statement import LinePart, Statement, StatementKind, StatementLine

_FORM = "bank-line-1"
_NO_LETTER = re.compile(r"[\W_]+")


class Fingerprints:
    """Gives the lines of one file their fingerprints, statement by statement.

    A statement that comes twice in a file gets the same ones twice. Equal bookings in different
    statements or pages are counted on; what is told before the end of the day is counted apart, so
    that a booking has the same fingerprint there and in the final statement when the bank says the same.
    """

    def __init__(self) -> None:
        self._counts: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
        self._seen: dict[tuple[object, ...], tuple[str, ...]] = {}

    def seal(self, statement: Statement) -> None:
        """Put fingerprints on the lines of a statement that was just read."""
        contents = tuple(content(statement.account, line) for line in statement.lines)
        key = (statement.kind, statement.account, statement.currency, *_identity(statement), contents)
        fingerprints = self._seen.get(key)
        if fingerprints is None:
            counts = self._counts[statement.kind in (StatementKind.INTRADAY, StatementKind.NOTICE)]
            fingerprints = tuple(_counted(each, counts) for each in contents)
            self._seen[key] = fingerprints
        for line, fingerprint in zip(statement.lines, fingerprints, strict=True):
            object.__setattr__(line, "fingerprint", fingerprint)  # nobody has seen the line before


def _identity(statement: Statement) -> tuple[object, ...]:
    """What makes a statement the same as another with the same lines: its balances, or else its numbers."""
    if statement.opening is not None and statement.closing is not None:
        return (statement.opening, statement.closing, statement.opening_on, statement.closing_on)
    return (statement.id, statement.number, statement.page)


def content(account: str, line: StatementLine) -> str:
    """The sha256 of everything that makes a booking on an account what it is, the count left out."""
    said = [
        _FORM, account, line.currency, line.booked_on.isoformat(),
        line.value_on.isoformat() if line.value_on else "", str(line.amount_minor), line.kind.value,
        line.bank_reference, line.end_to_end, line.creditor_reference, line.remittance,
        "".join(line.structured), line.counterparty, line.counterparty_account,
        *[_part(part) for part in line.parts],
    ]  # fmt: skip
    return hashlib.sha256("\x1f".join(said[:7] + list(map(_plain, said[7:]))).encode()).hexdigest()


def _part(part: LinePart) -> str:
    return "".join((
        str(part.amount_minor), part.bank_reference, part.end_to_end, part.remittance,
        *part.structured, part.counterparty, part.counterparty_account,
    ))  # fmt: skip


def _plain(said: str) -> str:
    if not said.isascii():
        said = unicodedata.normalize("NFKC", said)
    elif said.isalnum() or not said:
        return said.lower()
    return _NO_LETTER.sub("", said).casefold()


def _counted(each: str, counts: Counter[str]) -> str:
    counts[each] += 1
    return hashlib.sha256(f"{each} {counts[each]}".encode()).hexdigest()
