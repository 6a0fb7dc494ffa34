"""Those who work at the desk, and the desk itself."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from collectdesk.models.base import Base, Code, Currency, Id


class Desk(Base):
    """The one row that says how this book is worked.

    `day` is the desk's day for which `rank` was last made, `rates_on` the rate date pinned for ranking,
    `ranking_version` the digest of the ranking rules in force then. `worker` and `lease_until` let one
    process at a time turn the day. `balances_on` is the desk's day that changed balances are kept under; it never goes
    back. `balances_from` is the first day at whose end balances are known as they stood.
    """

    __tablename__ = "desk"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[Id]
    name: Mapped[str]
    zone: Mapped[str]
    base_currency: Mapped[Currency]
    day: Mapped[date | None]
    rates_on: Mapped[date | None]
    ranking_version: Mapped[str] = mapped_column(default="")
    worker: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    balances_on: Mapped[date | None]
    balances_from: Mapped[date | None]
    created_at: Mapped[datetime]

    def stand_at(self, day: date) -> bool:
        """Keep balances that change from now on under `day`, unless a later one was reached. Whether it moved."""
        if self.balances_on is not None and self.balances_on >= day:
            return False
        if self.balances_on is None:
            self.balances_from = day
        self.balances_on = day
        return True


class Team(Base):
    """Collectors who share a lead."""

    __tablename__ = "team"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)


class User(Base):
    """A person of the desk. `roles` holds the codes of `desk.rights.Role`, separated by blanks."""

    __tablename__ = "user"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)
    roles: Mapped[Code]
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    zone: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
