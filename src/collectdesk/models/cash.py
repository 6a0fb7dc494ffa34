"""What came in through the bank: statements, their lines, the payments they are, and what those settle."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from collectdesk.models.base import Base, Code, Currency, Id, Minor, Small


class BankAccount(Base):
    """An account of ours at a bank, as its statements name it ("" where they name none), in one currency."""

    __tablename__ = "bank_account"
    __table_args__ = (UniqueConstraint("number", "currency"),)

    id: Mapped[Id]
    number: Mapped[str]
    currency: Mapped[Currency]


class BankStatement(Base):
    """One statement taken in; balances are NULL where it gives none.

    `ties` is NULL when it has no figures to check; False only where a person accepted it so.
    """

    __tablename__ = "bank_statement"

    id: Mapped[Id]
    import_run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"), index=True)
    bank_account_id: Mapped[int] = mapped_column(ForeignKey("bank_account.id"), index=True)
    kind: Mapped[Code]
    number: Mapped[str]
    opening_minor: Mapped[int | None]
    closing_minor: Mapped[int | None]
    opening_on: Mapped[date | None]
    closing_on: Mapped[date | None]
    ties: Mapped[bool | None]


class BankLine(Base):
    """One booking, or one payment of a batch whose parts make it up. Texts of the remittance stay here.

    `minor` is signed: above zero it came in. `pile` is matched, part_matched, already_cleared, unknown,
    returned or outgoing; `state` is posted, proposed, suspense, not_ours, reversed or aside (nothing to do).
    """

    __tablename__ = "bank_line"
    __table_args__ = (
        Index("ix_bank_line_pile", "state", "pile", "id"),
        Index("ix_bank_line_counterparty", "counterparty_account"),
        Index("ix_bank_line_end_to_end", "end_to_end"),
        Index("ix_bank_line_bank_reference", "bank_reference"),
    )

    id: Mapped[Id]
    bank_statement_id: Mapped[int] = mapped_column(ForeignKey("bank_statement.id"), index=True)
    fingerprint: Mapped[str] = mapped_column(String(80), unique=True)
    place: Mapped[str]
    booked_on: Mapped[date]
    value_on: Mapped[date]
    currency: Mapped[Currency]
    minor: Mapped[Minor]
    kind: Mapped[Code]
    returned: Mapped[bool]
    return_reason: Mapped[str]
    bank_reference: Mapped[str]
    end_to_end: Mapped[str]
    owner_reference: Mapped[str]
    creditor_reference: Mapped[str]
    structured: Mapped[list[str]] = mapped_column(JSON)
    remittance: Mapped[str]
    booking_text: Mapped[str]
    counterparty: Mapped[str]
    counterparty_account: Mapped[str]
    on_behalf_of: Mapped[str]
    original_minor: Mapped[int | None]
    original_currency: Mapped[str | None] = mapped_column(String(3))
    bearer: Mapped[str]
    pile: Mapped[Code]
    state: Mapped[Code]


class Payment(Base):
    """Money that came in. Without an account it is in suspense.

    What its allocations take and `unapplied_minor` make `minor`, unless it was returned: then nothing of it is left.
    """

    __tablename__ = "payment"
    __table_args__ = (
        Index("ix_payment_account", "account_id", "value_on"),
        Index("ix_payment_returned", "returned_on", "account_id"),
    )

    id: Mapped[Id]
    bank_line_id: Mapped[int] = mapped_column(ForeignKey("bank_line.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    value_on: Mapped[date]
    currency: Mapped[Currency]
    minor: Mapped[Minor]
    unapplied_minor: Mapped[Minor]
    returned_on: Mapped[date | None]
    returned_by_line_id: Mapped[int | None] = mapped_column(ForeignKey("bank_line.id"))
    recorded_on: Mapped[date]


class Allocation(Base):
    """What a payment settles of an item; never changed nor deleted, but reversed by a later row that points to it.

    `minor` is what the item falls by, in its currency; `takes_minor` what the payment gives, in its own. A reversal
    has both with the other sign, so that sums are right without looking. `kind` is payment, credit, bank_charge, or
    cleared, where the ledger had closed the item already and nothing falls. Between two currencies `rates` are the
    published rates that it was settled at, as in `fx_quote`, `fx_quote_id` the quotation that fixed them, and
    `exchange_minor` what the money was worth on its value date less what it settled, in the item's currency.
    """

    __tablename__ = "allocation"

    id: Mapped[Id]
    payment_id: Mapped[int] = mapped_column(ForeignKey("payment.id"), index=True)
    open_item_id: Mapped[int] = mapped_column(ForeignKey("open_item.id"), index=True)
    minor: Mapped[Minor]
    takes_minor: Mapped[Minor]
    kind: Mapped[Code]
    rule: Mapped[Code]
    reason: Mapped[str]
    at: Mapped[datetime]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("allocation.id"), unique=True)
    rates: Mapped[list[list[Any]] | None] = mapped_column(JSON)
    fx_quote_id: Mapped[int | None] = mapped_column(ForeignKey("fx_quote.id"))
    exchange_minor: Mapped[int | None] = mapped_column(BigInteger)


class MatchProposal(Base):
    """A customer that a line may be from, the best first.

    `items` are open item ids, `reasons` lists of [code, points, subject].
    """

    __tablename__ = "match_proposal"
    __table_args__ = (UniqueConstraint("bank_line_id", "place"),)

    id: Mapped[Id]
    bank_line_id: Mapped[int] = mapped_column(ForeignKey("bank_line.id"))
    place: Mapped[Small]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    score: Mapped[Small]
    items: Mapped[list[int]] = mapped_column(JSON)
    reasons: Mapped[list[Any]] = mapped_column(JSON)
