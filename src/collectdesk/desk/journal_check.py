"""Reading the journal: whether its chain holds, and the entries behind a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from collectdesk.desk.act import Actor
from collectdesk.desk.rights import Right
from collectdesk.models import Account, Journal, Party, User
from collectdesk.ranking.rerank import id_list, within
from collectdesk.reports.shift import parse_facts
from collectdesk.store import Store
from collectdesk.store.journal import verify_chain


@dataclass(frozen=True, slots=True)
class JournalCheck:
    """What a walk over the whole journal found: `entries` proved, and the first that does not hold, with why."""

    entries: int
    broken_at: int | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class JournalLine:
    """An entry as a list shows it. `at` is an instant; `result` the code of a call, `amount` (currency, minor)."""

    id: int
    at: datetime
    act: str
    refused: bool
    account_id: int | None
    account_number: str | None
    customer: str | None
    who: str
    result: str | None
    amount: tuple[str, int] | None


def check_journal(store: Store) -> JournalCheck:
    """Prove the journal entry by entry: nothing changed, dropped or put in between. Reads all of it."""
    with store.read() as session:
        found = verify_chain(session)
    return JournalCheck(found.entries, found.broken_at, found.reason)


def entries_behind(store: Store, actor: Actor, ids: Sequence[int]) -> tuple[JournalLine, ...]:
    """The entries with these ids, in order; for a collector without the right to see all, their own alone."""
    if not ids:
        return ()
    entry = Journal.__table__.c
    query = (
        select(Journal, Account.number, Party.name, User.name)
        .outerjoin(Account, Account.id == Journal.account_id)
        .outerjoin(Party, Party.id == Account.party_id)
        .join(User, User.id == Journal.actor_id)
        .where(*within(store.dialect)(entry.id))
        .order_by(Journal.id)
    )
    if not actor.may(Right.SEE_ALL):
        query = query.where(Journal.actor_id == actor.id)
    with store.read() as session:
        rows = session.execute(query, {"ids": id_list(store.dialect, list(ids))}).all()
    return tuple(_line(row, number, customer, who) for row, number, customer, who in rows)


def _line(row: Journal, number: str | None, customer: str | None, who: str) -> JournalLine:
    facts = parse_facts(row.facts)
    amount = facts.get("amount")
    return JournalLine(
        row.id,
        row.at,
        row.act,
        row.refused,
        row.account_id,
        number,
        customer,
        who,
        facts.get("result"),
        (str(amount[0]), int(amount[1])) if isinstance(amount, list) and len(amount) == 2 else None,
    )
