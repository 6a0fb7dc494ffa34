"""What was before: balances of past days, and forecasts as they were made."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from collectdesk.models.base import Base, Code, Currency, Id, Minor


class ItemBalance(Base):
    """What was open on an item at the end of every day before `until_on`, back to the row before it.

    A trigger on `open_item.open_minor` writes it, and nothing else does: the first change of a desk's day keeps
    what stood there when the day began. The last row's successor is the item itself.
    """

    __tablename__ = "item_balance"
    __table_args__ = {"sqlite_with_rowid": False}

    open_item_id: Mapped[int] = mapped_column(
        ForeignKey("open_item.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    until_on: Mapped[date] = mapped_column(primary_key=True)
    open_minor: Mapped[Minor]


class Forecast(Base):
    """A cash forecast that was kept: made on the desk's day `as_of`, in weeks that begin on `first_on`."""

    __tablename__ = "forecast"

    id: Mapped[Id]
    as_of: Mapped[date] = mapped_column(index=True)
    first_on: Mapped[date]
    weeks: Mapped[int]
    base_currency: Mapped[Currency]
    made_at: Mapped[datetime]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))


class ForecastLine(Base):
    """What a kept forecast expected of a week, in one currency and from one source.

    `source` is promise, instalment, habit_customer, habit_country or billed. `base_minor` is NULL where there was
    no rate.
    """

    __tablename__ = "forecast_line"

    forecast_id: Mapped[int] = mapped_column(ForeignKey("forecast.id"), primary_key=True)
    week_on: Mapped[date] = mapped_column(primary_key=True)
    currency: Mapped[Currency] = mapped_column(primary_key=True)
    source: Mapped[Code] = mapped_column(primary_key=True)
    minor: Mapped[Minor]
    base_minor: Mapped[int | None]
