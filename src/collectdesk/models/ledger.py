"""What is owed: accounts and their open items, as the ledger files told it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from collectdesk.models.base import Base, Code, Currency, Id, Minor

_POSTED = text("posted_minor <> 0")
_REFERRED = text("reference IS NOT NULL")


class Account(Base):
    """The unit that is worked: one party owing to one creditor entity.

    Everything here comes from ledger files except `assignee_id`, which only the desk sets.
    `risk_class` is A to D; NULL is "not known" and earns no points.
    """

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("creditor_entity_id", "number"), Index("ix_account_number", "number"))

    id: Mapped[Id]
    number: Mapped[str]
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    creditor_entity_id: Mapped[int] = mapped_column(ForeignKey("creditor_entity.id"))
    risk_class: Mapped[str | None] = mapped_column(String(1))
    credit_limit_minor: Mapped[int | None]
    credit_limit_currency: Mapped[str | None] = mapped_column(String(3))
    insurer_deadline: Mapped[date | None]
    limitation_date: Mapped[date | None]
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    created_at: Mapped[datetime]


class OpenItem(Base):
    """A ledger line that is not settled; credits are negative.

    `kind` is invoice, credit_note, debit_note, payment or balance. `due_on` is NULL where the ledger
    gives none; such an item is never overdue. `part_paid` says that the ledger reports a part payment
    without its amount, so that `open_minor` may be too high. `disputed_minor` belongs to the desk: it is
    the sum of its undecided disputes and of accepted ones whose credit is awaited, and a ledger file never
    writes it. A cleared item keeps its row with `open_minor` 0 and `cleared_on`.

    `posted_minor` is what the desk posted and the ledger has not shown yet, `ledger_minor` what the ledger last said
    is open (NULL while nothing is posted); open_minor is always ledger_minor - posted_minor. `known_on` is the day of
    the desk on which the ledger first listed the item, NULL for those of a book's first ledger. A trigger keeps what
    was open on past days (`ItemBalance`).
    """

    __tablename__ = "open_item"
    __table_args__ = (
        UniqueConstraint("account_id", "document", "line"),
        Index("ix_open_item_owed", "account_id", "due_on", "currency", "disputed_minor", "open_minor"),
        Index("ix_open_item_due", "due_on", "account_id"),
        Index("ix_open_item_document", "document"),
        Index("ix_open_item_reference", "reference", sqlite_where=_REFERRED, postgresql_where=_REFERRED),
        Index("ix_open_item_posted", "id", sqlite_where=_POSTED, postgresql_where=_POSTED),
    )

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    document: Mapped[str]
    line: Mapped[str] = mapped_column(default="")
    kind: Mapped[Code] = mapped_column(default="invoice")
    reference: Mapped[str | None]
    document_on: Mapped[date | None]
    posted_on: Mapped[date | None]
    due_on: Mapped[date | None]
    terms: Mapped[str | None]
    currency: Mapped[Currency]
    original_minor: Mapped[Minor]
    open_minor: Mapped[Minor]
    part_paid: Mapped[bool] = mapped_column(default=False)
    disputed_minor: Mapped[Minor] = mapped_column(default=0)
    cleared_on: Mapped[date | None]
    import_run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"))
    posted_minor: Mapped[Minor] = mapped_column(default=0, server_default="0")
    ledger_minor: Mapped[int | None]
    known_on: Mapped[date | None]


class ImportRun(Base):
    """One file taken in. `report` is the control report as it was printed; the file itself is not kept."""

    __tablename__ = "import_run"

    id: Mapped[Id]
    kind: Mapped[Code]
    file_name: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    profile: Mapped[str]
    snapshot: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    report: Mapped[dict[str, Any]] = mapped_column(JSON)


class FxRate(Base):
    """A published rate: units of `currency` for one euro, as quoted, on the day it was published.

    `source` says who published it.
    """

    __tablename__ = "fx_rate"

    currency: Mapped[Currency] = mapped_column(primary_key=True)
    rate_on: Mapped[date] = mapped_column(primary_key=True)
    quoted: Mapped[Code]
    source: Mapped[Code]


class RankingRate(Base):
    """The exact fraction from minor units of a currency to minor units of the base currency.

    Made for the rate date pinned in `desk.rates_on`: base = amount * num / den. A currency without a row
    has no rate; its amounts count as unknown, never as base.
    """

    __tablename__ = "ranking_rate"

    currency: Mapped[Currency] = mapped_column(primary_key=True)
    num: Mapped[Minor]
    den: Mapped[Minor]
    rate_on: Mapped[date]
