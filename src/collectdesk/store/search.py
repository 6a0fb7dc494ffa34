"""The search index: words of names, people, addresses and notes, in any script, on both engines.

Text is folded here, so that SQLite and PostgreSQL find the same: case and diacritics go, and in scripts
that write without blanks every character becomes a word of its own, so that a phrase of them finds any
part of a name. Numbers of accounts and documents and phone numbers have indexes of their own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Select, func, select, text
from sqlalchemy.orm import Session, aliased

from collectdesk.models import Account, ContactPerson, ContactPoint, Party

_KINDS = {"party": 0, "person": 1, "address": 2, "note": 3}
"""What an entry is about. Its key is row id * 4 + kind, so that it can be found again without a scan."""

_UNDECOMPOSED = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŋ": "n"}
)
_UNSPACED = re.compile(
    "([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]"
    "|[\U00020000-\U0003ffff])"
)
_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_CHUNK = 5000


def words(of: str) -> list[list[str]]:
    """The folded words of a text; a run written without blanks is one list of single characters."""
    if of.isascii():
        return [[word] for word in _WORD.findall(of.lower())]
    folded = unicodedata.normalize("NFKD", of).casefold().translate(_UNDECOMPOSED)
    folded = "".join(c for c in folded if not unicodedata.combining(c) or ord(c) > 0x36F)
    folded = unicodedata.normalize("NFKC", folded)
    found = []
    for run in _WORD.findall(folded):
        parts = [part for part in _UNSPACED.split(run) if part]
        found.append(parts)
    return found


def folded(of: str) -> str:
    """A text as it stands in the index."""
    if of.isascii():
        return " ".join(_WORD.findall(of.lower()))
    return " ".join(" ".join(run) for run in words(of))


def put(session: Session, kind: str, row_id: int, account_id: int, of: str) -> None:
    """Put one text into the index, in place of what stood there for the same row."""
    remove(session, kind, row_id)
    _insert(session, [{"key": row_id * 4 + _KINDS[kind], "account_id": account_id, "words": folded(of)}])


def remove(session: Session, kind: str, row_id: int) -> None:
    """Take a row's text out of the index."""
    session.execute(_DELETE[session.get_bind().dialect.name], {"key": row_id * 4 + _KINDS[kind]})


def add_parties(session: Session, parties: Iterable[tuple[int, int, str]]) -> None:
    """Index parties that were made just now, so that nothing stands there for them yet.

    Each is its id, the id of the account that it is found as, and what is known of it.
    """
    _add(
        session,
        [(party_id * 4 + _KINDS["party"], account_id, folded(of)) for party_id, account_id, of in parties],
    )


def index_accounts(session: Session, account_ids: Sequence[int] | None) -> None:
    """Index anew the names, people and addresses of these accounts; None for the whole book."""
    for statement in _sources(account_ids):
        for rows in session.execute(statement).partitions(_CHUNK):
            _replace(session, [(key, account_id, folded(of)) for key, account_id, of in rows])


def matching_accounts(session: Session, typed: str, limit: int) -> list[tuple[int, str]]:
    """Accounts whose texts hold all typed words, the last one as a beginning: (account id, kind), at most `limit`.

    What is known of a customer finds every account of that customer; a note finds its own.
    """
    runs = words(typed)
    if not runs:
        return []
    dialect = session.get_bind().dialect.name
    query = _sqlite_query(runs) if dialect == "sqlite" else _postgres_query(runs)
    kinds = {number: kind for kind, number in _KINDS.items()}
    seen: dict[int, str] = {}
    for key, account_id in session.execute(_FIND[dialect], {"query": query, "limit": limit * 4}):
        seen.setdefault(account_id, kinds[key % 4])
    return list(_with_siblings(session, seen).items())[:limit]


def _with_siblings(session: Session, seen: dict[int, str]) -> dict[int, str]:
    """Add the other accounts of the customers that were found by what is known of them."""
    by_customer = [account_id for account_id, kind in seen.items() if kind != "note"]
    sibling = aliased(Account)
    rows = session.execute(
        select(Account.id, sibling.id)
        .join(sibling, sibling.party_id == Account.party_id)
        .where(Account.id.in_(by_customer), sibling.id != Account.id)
        .order_by(sibling.id)
    )
    return seen | {other: seen.get(other, seen[found]) for found, other in rows}


_FIND = {
    "sqlite": text("SELECT rowid, account_id FROM search_index WHERE search_index MATCH :query LIMIT :limit"),
    "postgresql": text(
        "SELECT key, account_id FROM search_index WHERE words @@ CAST(:query AS tsquery) LIMIT :limit"
    ),
}
_DELETE = {
    "sqlite": text("DELETE FROM search_index WHERE rowid = :key"),
    "postgresql": text("DELETE FROM search_index WHERE key = :key"),
}
_INSERT = {
    "sqlite": text("INSERT INTO search_index (rowid, account_id, words) VALUES (:key, :account_id, :words)"),
    "postgresql": text(
        "INSERT INTO search_index (key, account_id, words) VALUES (:key, :account_id, to_tsvector('simple', :words))"
    ),
}


def _insert(session: Session, rows: list[dict[str, object]]) -> None:
    if rows:
        session.execute(_INSERT[session.get_bind().dialect.name], rows)


def _replace(session: Session, rows: Sequence[tuple[int, int, str]]) -> None:
    if rows:
        session.execute(_DELETE[session.get_bind().dialect.name], [{"key": row[0]} for row in rows])
        _add(session, rows)


def _add(session: Session, rows: Sequence[tuple[int, int, str]]) -> None:
    """Many at once; SQLite's driver is asked directly, since preparing each row costs more than writing it."""
    if session.get_bind().dialect.name != "sqlite":
        _insert(
            session, [{"key": key, "account_id": account_id, "words": of} for key, account_id, of in rows]
        )
    elif rows:
        session.connection().exec_driver_sql(
            "INSERT INTO search_index (rowid, account_id, words) VALUES (?, ?, ?)", list(rows)
        )


def _sources(account_ids: Sequence[int] | None) -> Iterator[Select[int, int, str]]:
    """Statements giving (key, account id, text) for everything that is indexed by account."""
    blank = " "
    party = (
        select(
            Party.id * 4 + _KINDS["party"],
            func.min(Account.id),
            Party.name + blank + func.coalesce(Party.city, "") + blank + Party.number,
        )
        .join(Account, Account.party_id == Party.id)
        .group_by(Party.id, Party.name, Party.city, Party.number)
    )
    person = (
        select(ContactPerson.id * 4 + _KINDS["person"], func.min(Account.id), ContactPerson.name)
        .join(Account, Account.party_id == ContactPerson.party_id)
        .group_by(ContactPerson.id, ContactPerson.name)
    )
    address = (
        select(ContactPoint.id * 4 + _KINDS["address"], func.min(Account.id), ContactPoint.value)
        .join(Account, Account.party_id == ContactPoint.party_id)
        .where(ContactPoint.kind.in_(("email", "messenger")))
        .group_by(ContactPoint.id, ContactPoint.value)
    )
    for statement in (party, person, address):
        if account_ids is None:
            yield statement
            continue
        for start in range(0, len(account_ids), _CHUNK):
            yield statement.where(Account.id.in_(account_ids[start : start + _CHUNK]))


def _sqlite_query(runs: list[list[str]]) -> str:
    phrases = ['"' + " ".join(run).replace('"', '""') + '"' for run in runs]
    return " ".join(phrases) + "*"


def _postgres_query(runs: list[list[str]]) -> str:
    def quoted(word: str) -> str:
        return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"

    phrases = [" <-> ".join(quoted(word) for word in run) for run in runs]
    return " & ".join(f"({phrase})" for phrase in [*phrases[:-1], phrases[-1] + ":*"])
