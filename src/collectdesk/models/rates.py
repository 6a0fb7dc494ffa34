"""Reference rates that a desk loaded, and what customers were quoted in their own currency."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from collectdesk.models.base import Base, Code, Currency, Id, Minor


class ReferenceRate(Base):
    """`value` per cent a year of a series of `data/reference_rates.toml`, known from `start_on` to `until_on`.

    Both days are included. `value` is text, as it was published; `confidence` is C1, C2, K or U; `read_on` is
    the desk's day on which the file was taken in. It stands over what ships.
    """

    __tablename__ = "reference_rate"

    series: Mapped[Code] = mapped_column(primary_key=True)
    start_on: Mapped[date] = mapped_column(primary_key=True)
    until_on: Mapped[date]
    value: Mapped[Code]
    confidence: Mapped[str] = mapped_column(String(2))
    source: Mapped[str]
    read_on: Mapped[date]
    import_run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"))


class FxQuote(Base):
    """What a customer may pay in another currency: `asked` for `owed`, for value dates up to `valid_until`.

    `bearer` of the difference is creditor or customer. `rates` are the published rates that it is made of, each
    [base, currency, units of the currency for one of the base, day, source]; none of them is ever rounded.
    """

    __tablename__ = "fx_quote"

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]
    owed_minor: Mapped[Minor]
    owed_currency: Mapped[Currency]
    asked_minor: Mapped[Minor]
    asked_currency: Mapped[Currency]
    quoted_on: Mapped[date]
    valid_until: Mapped[date]
    bearer: Mapped[Code]
    indicative: Mapped[bool]
    rates: Mapped[list[list[Any]]] = mapped_column(JSON)
    undone_by: Mapped[int | None]


class FxQuoteItem(Base):
    """The part of an open item that a quotation covers, in minor units of the item's currency."""

    __tablename__ = "fx_quote_item"

    fx_quote_id: Mapped[int] = mapped_column(ForeignKey("fx_quote.id"), primary_key=True)
    open_item_id: Mapped[int] = mapped_column(ForeignKey("open_item.id"), primary_key=True, index=True)
    amount_minor: Mapped[Minor]
