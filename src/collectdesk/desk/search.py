"""Finding a customer by whatever the collector has: number, invoice, phone, name, a word of a note."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from collectdesk.models import Account, ContactPoint, OpenItem, Party, Rank
from collectdesk.store import Store, search

_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Hit:
    """An account that was found. `by` is number, document, phone, party, person, address or note."""

    account_id: int
    number: str
    customer: str
    country: str | None
    city: str | None
    score: int
    by: str


def find(store: Store, typed: str, limit: int = 50) -> list[Hit]:
    """Accounts for what was typed so far, exact numbers first; [] for fewer than two characters."""
    wanted = typed.strip()
    if len(wanted) < 2 and not (wanted and ord(wanted[0]) > 0x2E80):
        return []
    with store.read() as session:
        found: dict[int, str] = {}
        for by, query in _number_queries(wanted, limit):
            for account_id in session.scalars(query):
                found.setdefault(account_id, by)
        if len(found) < limit:
            for account_id, by in search.matching_accounts(session, wanted, limit):
                found.setdefault(account_id, by)
        return _hits(session, dict(list(found.items())[:limit]))


def _number_queries(wanted: str, limit: int) -> list[tuple[str, Select[int]]]:
    """Queries that seek in an index: beginnings of numbers, and the last digits of a phone number."""
    upper = wanted + _LAST
    queries: list[tuple[str, Select[int]]] = [
        ("number", select(Account.id).where(Account.number >= wanted, Account.number < upper).limit(limit)),
        (
            "document",
            select(OpenItem.account_id)
            .where(OpenItem.document >= wanted, OpenItem.document < upper)
            .limit(limit),
        ),
    ]
    digits = re.sub(r"\D", "", wanted)
    if len(digits) >= 4 and re.fullmatch(r"[\d\s()+/.-]+", wanted):
        by_party = select(Account.id).join(ContactPoint, ContactPoint.party_id == Account.party_id)
        for column, key in ((ContactPoint.digits, digits), (ContactPoint.digits_reversed, digits[::-1])):
            queries.append(("phone", by_party.where(column >= key, column < key + ":").limit(limit)))
        national = digits.lstrip("0")
        if len(national) >= 4 and national != digits:
            key = national[::-1]
            reversed_ = ContactPoint.digits_reversed
            queries.append(("phone", by_party.where(reversed_ >= key, reversed_ < key + ":").limit(limit)))
    return queries


def _hits(session: Session, found: dict[int, str]) -> list[Hit]:
    rows = session.execute(
        select(Account.id, Account.number, Party.name, Party.country, Party.city, Rank.score)
        .join(Party, Party.id == Account.party_id)
        .outerjoin(Rank, Rank.account_id == Account.id)
        .where(Account.id.in_(found))
    )
    hits = {
        row.id: Hit(row.id, row.number, row.name, row.country, row.city, row.score or 0, found[row.id])
        for row in rows
    }
    order = {
        by: n for n, by in enumerate(("number", "document", "phone", "party", "person", "address", "note"))
    }
    return sorted(hits.values(), key=lambda hit: (order[hit.by], -hit.score, hit.account_id))
