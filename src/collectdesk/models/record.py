"""The journal: who did what to which account, when, with what facts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from collectdesk.models.base import Base, BigInt, Code


class Journal(Base):
    """One entry of the append-only, hash-chained journal.

    `facts` is canonical JSON (sorted keys, no blanks) of ids, codes, amounts, instants and digests of
    texts: never a name, a number to dial or a text. `hash` is SHA-256 over the entry and `previous`.
    Database triggers refuse UPDATE and DELETE. `request_id` is unique, so that nothing is done twice.
    """

    __tablename__ = "journal"
    __table_args__ = (
        Index("ix_journal_account", "account_id", "id"),
        Index("ix_journal_actor", "actor_id", "at"),
        Index("ix_journal_at", "at"),
    )

    id: Mapped[int] = mapped_column(BigInt, primary_key=True, autoincrement=False)
    request_id: Mapped[str] = mapped_column(String(64), unique=True)
    at: Mapped[datetime]
    actor_id: Mapped[int]
    act: Mapped[Code]
    account_id: Mapped[int | None]
    refused: Mapped[bool] = mapped_column(default=False)
    facts: Mapped[str]
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
