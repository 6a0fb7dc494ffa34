"""The journal's chain: appending an entry, and proving that none was changed, dropped or put in between."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from collectdesk.models import Journal

START = "0" * 64
"""What the first entry names as its predecessor."""

_CHAIN_LOCK = 0x636F6C6C


_LAST = select(Journal.id, Journal.hash).order_by(Journal.id.desc()).limit(1)
_JOURNAL: Any = Journal.__table__
_COLUMNS = tuple(_JOURNAL.c.keys())
_APPEND = insert(_JOURNAL)


def digest(words: str) -> str:
    """The SHA-256 of a text, by which the journal names it without holding it."""
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()


def canonical(facts: Mapping[str, Any]) -> str:
    """Facts as the one JSON text that is hashed: sorted keys, no blanks, no floats."""
    return json.dumps(
        facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=_refuse
    )


def append(
    session: Session,
    *,
    request_id: str,
    at: datetime,
    actor_id: int,
    act: str,
    account_id: int | None,
    facts: Mapping[str, Any],
    refused: bool = False,
) -> int:
    """Add one entry to the end of the chain and give its id. Ids run without a gap, from 1.

    The session must hold the write lock. A request id that is there already raises IntegrityError.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _CHAIN_LOCK})
    last = session.execute(_LAST).first()
    entry = Journal(
        id=(last.id if last else 0) + 1,
        request_id=request_id,
        at=at.astimezone(UTC).replace(microsecond=0),
        actor_id=actor_id,
        act=act,
        account_id=account_id,
        refused=refused,
        facts=canonical(facts),
        previous=last.hash if last else START,
    )
    entry.hash = entry_hash(entry)
    session.flush()
    session.connection().execute(_APPEND, {name: getattr(entry, name) for name in _COLUMNS})
    return entry.id


class Chained(Protocol):
    """What the hash of an entry is made of: a row of the journal, or a line of an export."""

    @property
    def id(self) -> int: ...  # noqa: D102
    @property
    def request_id(self) -> str: ...  # noqa: D102
    @property
    def at(self) -> datetime: ...  # noqa: D102
    @property
    def actor_id(self) -> int: ...  # noqa: D102
    @property
    def act(self) -> str: ...  # noqa: D102
    @property
    def account_id(self) -> int | None: ...  # noqa: D102
    @property
    def refused(self) -> bool: ...  # noqa: D102
    @property
    def facts(self) -> str: ...  # noqa: D102
    @property
    def previous(self) -> str: ...  # noqa: D102


def entry_hash(entry: Chained) -> str:
    """The hash an entry must carry, from everything else it holds."""
    at = entry.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    parts = [
        entry.id, entry.request_id, at, entry.actor_id, entry.act,
        entry.account_id, entry.refused, entry.facts, entry.previous,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """What a walk over the chain found. `broken_at` is the first entry that does not hold, with the reason."""

    entries: int
    broken_at: int | None
    reason: str | None

    @property
    def intact(self) -> bool:
        """Whether every entry holds."""
        return self.broken_at is None


def check_chain(entries: Iterable[Journal]) -> ChainCheck:
    """Walk entries in order of id and prove each against the one before."""
    count, previous = 0, START
    for count, entry in enumerate(entries, start=1):
        if entry.id != count:
            return ChainCheck(count, entry.id, f"entry {count} is missing")
        if entry.previous != previous:
            return ChainCheck(count, entry.id, "it does not follow the entry before it")
        if entry.hash != entry_hash(entry):
            return ChainCheck(count, entry.id, "its content was changed")
        previous = entry.hash
    return ChainCheck(count, None, None)


def verify_chain(session: Session) -> ChainCheck:
    """Prove the whole journal of a book."""
    return check_chain(
        session.scalars(select(Journal).order_by(Journal.id).execution_options(yield_per=1000))
    )


def _refuse(value: Any) -> Any:
    raise TypeError(
        f"the journal takes ids, codes, amounts, instants and digests, not {type(value).__name__}"
    )
