"""The stored order of the queue."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from collectdesk.models.base import Base, Code, Minor, Small

_WORKABLE = text("suppressed = 0")
_CALLBACK = text("callback_at IS NOT NULL")


class Rank(Base):
    """Where an account stands today. Derived: it can be dropped and made again from the facts.

    `order_key`, `oldest_due`, `account_id` in this order, all ascending, are the order of the queue.
    `pin` is the strongest pin (0 none), `suppressed` the code of the strongest suppression (0 none).
    `overdue_base` is the undisputed overdue amount in minor units of the base currency. `held_until`
    is an instant before which the account waits (`held_reason` says for what), far in the past when free.
    `callback_at` is the next agreed call-back. `assignee_id` is 0 while nobody has the account.
    """

    __tablename__ = "rank"
    __table_args__ = (
        Index(
            "ix_rank_mine",
            "assignee_id",
            "order_key",
            "oldest_due",
            "account_id",
            sqlite_where=_WORKABLE,
            postgresql_where=_WORKABLE,
        ),
        Index(
            "ix_rank_all",
            "order_key",
            "oldest_due",
            "account_id",
            sqlite_where=_WORKABLE,
            postgresql_where=_WORKABLE,
        ),
        Index(
            "ix_rank_suppressed",
            "assignee_id",
            "suppressed",
            "account_id",
            sqlite_where=text("suppressed <> 0"),
            postgresql_where=text("suppressed <> 0"),
        ),
        Index("ix_rank_oldest", "oldest_due", "account_id"),
        Index(
            "ix_rank_callback",
            "assignee_id",
            "callback_at",
            sqlite_where=_CALLBACK,
            postgresql_where=_CALLBACK,
        ),
    )

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True, autoincrement=False)
    assignee_id: Mapped[int] = mapped_column(default=0)
    score: Mapped[Small]
    pin: Mapped[Small] = mapped_column(default=0)
    suppressed: Mapped[Small] = mapped_column(default=0)
    overdue_base: Mapped[Minor]
    oldest_due: Mapped[date]
    order_key: Mapped[Minor]
    held_until: Mapped[datetime]
    held_reason: Mapped[Code | None]
    callback_at: Mapped[datetime | None]


class RerankDue(Base):
    """Accounts whose place is still that of an earlier day."""

    __tablename__ = "rerank_due"

    account_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    assignee_id: Mapped[int] = mapped_column(default=0)
