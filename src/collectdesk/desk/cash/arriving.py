"""Lines and payments of a statement on their way into the book: plain values until they are stored."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from collectdesk.exchange.bank import LineKind, LinePart, StatementLine


@dataclass(slots=True)
class NewLine:
    """One booking, or one payment of a batch whose parts make it up: `said` is what the bank tells of it.

    `minor` is signed, `pile` and `state` are as in `bank_line`.
    """

    line: StatementLine
    said: StatementLine | LinePart
    minor: int
    fingerprint: str
    returned: bool
    pile: str
    state: str
    id: int = 0
    bank_statement_id: int = 0

    @property
    def currency(self) -> str:
        """The currency of `minor`."""
        return self.line.currency

    @property
    def value_on(self) -> date:
        """The value date, the day of booking without one."""
        return self.line.value_on or self.line.booked_on

    @property
    def bearer(self) -> str:
        """Who pays the banks (ISO 20022), "" when not said."""
        return next((charge.bearer for charge in self.said.charges if charge.bearer), "")

    def row(self) -> dict[str, Any]:
        """What `bank_line` holds of it, by column."""
        line, said = self.line, self.said
        return {
            "id": self.id, "bank_statement_id": self.bank_statement_id, "fingerprint": self.fingerprint,
            "place": str(line.place), "booked_on": line.booked_on.isoformat(), "value_on": self.value_on.isoformat(),
            "currency": line.currency, "minor": self.minor, "kind": line.kind.value, "returned": self.returned,
            "return_reason": said.return_reason, "bank_reference": said.bank_reference,
            "end_to_end": said.end_to_end, "owner_reference": said.owner_reference,
            "creditor_reference": said.creditor_reference, "structured": json.dumps(said.structured),
            "remittance": said.remittance, "booking_text": said.booking_text, "counterparty": said.counterparty,
            "counterparty_account": said.counterparty_account, "on_behalf_of": said.on_behalf_of,
            "original_minor": said.original and said.original.minor,
            "original_currency": said.original and said.original.currency, "bearer": self.bearer,
            "pile": self.pile, "state": self.state,
        }  # fmt: skip


@dataclass(slots=True)
class NewPayment:
    """Money that came in, by the columns of `payment`. Without an account it is in suspense."""

    id: int
    bank_line_id: int
    value_on: date
    currency: str
    minor: int
    unapplied_minor: int
    recorded_on: date
    account_id: int | None = None

    def row(self) -> dict[str, Any]:
        """What `payment` holds of it, by column."""
        return {
            "id": self.id, "bank_line_id": self.bank_line_id, "account_id": self.account_id,
            "value_on": self.value_on.isoformat(), "currency": self.currency, "minor": self.minor,
            "unapplied_minor": self.unapplied_minor, "recorded_on": self.recorded_on.isoformat(),
        }  # fmt: skip


def arriving(line: StatementLine) -> Iterator[NewLine]:
    """The line itself, or the payments of a batch where they make it up."""
    parts = line.parts
    amounts = [part.amount_minor for part in parts if part.amount_minor is not None]
    if len(parts) < 2 or len(amounts) != len(parts) or sum(amounts) != line.amount_minor or 0 in amounts:
        yield _new(line, line, line.amount_minor, line.fingerprint)
        return
    for n, (part, amount) in enumerate(zip(parts, amounts, strict=True), 1):
        yield _new(line, part, amount, f"{line.fingerprint}-{n}")


def _new(line: StatementLine, said: StatementLine | LinePart, minor: int, fingerprint: str) -> NewLine:
    returned = said.returned or line.returned
    if minor < 0 and (returned or line.kind is LineKind.REVERSAL_OF_CREDIT):
        pile, state = "returned", "proposed"
    elif minor > 0 and not returned and line.kind is LineKind.CREDIT:
        pile, state = "unknown", "suspense"
    else:
        pile, state = "outgoing", "aside"
    return NewLine(line, said, minor, fingerprint, returned, pile, state)
