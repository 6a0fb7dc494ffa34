"""The stored order of the queue."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from collectdesk.models.base import Base, Code, Id, Minor, Small

_WORKABLE = text("suppressed = 0")
_CALLBACK = text("callback_at IS NOT NULL")


class Rank(Base):
    """Where an account stands today. Derived: it can be dropped and made again from the facts.

    `order_key`, `oldest_due`, `account_id` in this order, all ascending, are the order of the queue.
    `pin` is the strongest pin (0 none), `suppressed` the code of the strongest suppression (0 none).
    `overdue_base` is the undisputed overdue amount in minor units of the base currency. `held_until`
    is an instant before which the account waits (`held_reason` says for what), far in the past when free.
    `callback_at` is the next agreed call-back. `assignee_id` is 0 while nobody has the account.

    The contact gate's part: the account may be called while a window of its `reach_group_id` is open (0: not worked
    out yet) and `free_at` <= now < `free_until`; `free_reason` names the rule that holds it now, with "?" behind it
    where that only asks for a look. NULL in `free_at` is never, NULL in `free_until` always.
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
            "ix_rank_reach",
            "reach_group_id",
            "order_key",
            "oldest_due",
            "account_id",
            sqlite_where=_WORKABLE,
            postgresql_where=_WORKABLE,
        ),
        Index(
            "ix_rank_mine_reach",
            "assignee_id",
            "reach_group_id",
            "order_key",
            "oldest_due",
            "account_id",
            sqlite_where=_WORKABLE,
            postgresql_where=_WORKABLE,
        ),
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
    reach_group_id: Mapped[int] = mapped_column(default=0, server_default="0")
    free_at: Mapped[datetime | None]
    free_until: Mapped[datetime | None]
    free_reason: Mapped[Code | None]


class ReachGroup(Base):
    """Customers whom the clock treats alike. Derived: it can be dropped and made again.

    `key` is canonical JSON of what the clock depends on. `windows_to` is the moment up to which its windows are
    worked out under the rules of `rules_version`. `by_due` says that the due date alone may hold an account of it.
    """

    __tablename__ = "reach_group"

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(unique=True)
    country: Mapped[str | None] = mapped_column(String(2))
    by_due: Mapped[bool] = mapped_column(default=False)
    rules_version: Mapped[str] = mapped_column(String(64), default="")
    windows_to: Mapped[datetime]


class ReachWindow(Base):
    """A stretch in which the clock lets a group be called; half open, in UTC.

    `review`: only after a lead had a look.
    """

    __tablename__ = "reach_window"
    __table_args__ = (Index("ix_reach_window_closes", "closes_at"),)

    reach_group_id: Mapped[int] = mapped_column(ForeignKey("reach_group.id"), primary_key=True)
    opens_at: Mapped[datetime] = mapped_column(primary_key=True)
    closes_at: Mapped[datetime]
    review: Mapped[bool] = mapped_column(default=False)


class RerankDue(Base):
    """Accounts whose place is still that of an earlier day."""

    __tablename__ = "rerank_due"

    account_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    assignee_id: Mapped[int] = mapped_column(default=0)
