"""The list of the payments that wait: pile by pile, read by key, so that it is the same for ten and for 100,000.

A place is a stretch (a pile and a state, `STRETCHES`) and a line's id in it: the order of the index that is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from collectdesk.models import Account, BankLine, MatchProposal, Party
from collectdesk.money import Money
from collectdesk.store import Store

PILES = ("matched", "part_matched", "already_cleared", "unknown", "returned")
"""In the order of the list: what is nearest to being posted first."""
_STATES = ("proposed", "suspense")
STRETCHES = tuple((pile, state) for pile in PILES for state in _STATES)
"""What was taken back waits behind what was never posted."""


class Place(NamedTuple):
    """Where a line stands in the list."""

    stretch: int
    line_id: int


@dataclass(frozen=True, slots=True)
class LikelyCustomer:
    """The best proposal of a line."""

    account_id: int
    account: str
    customer: str
    score: int


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A line of the list. `best` is None where nothing points to a customer."""

    place: Place
    pile: str
    value_on: date
    money: Money
    payer: str
    best: LikelyCustomer | None

    @property
    def line_id(self) -> int:
        """The line's id."""
        return self.place.line_id


@dataclass(frozen=True, slots=True)
class WaitingCounts:
    """How many lines wait in each stretch."""

    stretches: tuple[int, ...]

    def of(self, pile: str = "") -> int:
        """How many of a pile, or of all."""
        return sum(
            n for (name, _state), n in zip(STRETCHES, self.stretches, strict=True) if not pile or name == pile
        )


def waiting_counts(store: Store) -> WaitingCounts:
    """Counted from the index alone."""
    with store.read() as session:
        return _counts(session)


def waiting_page(
    store: Store,
    pile: str = "",
    *,
    limit: int,
    after: Place | None = None,
    before: Place | None = None,
    last: bool = False,
    number: int | None = None,
) -> list[WaitingRow]:
    """A stretch of the list, of one pile or of all: its head, what follows or comes before a place, or its end.

    `number` is for a blind jump alone, such as by the scrollbar: the row with that number and what follows it.
    """
    with store.read() as session:
        if number:
            after = _place_before(session, pile, number)
        if last or before is not None:
            found = _ids_before(session, pile, before, limit)
        else:
            found = _ids_after(session, pile, after, limit)
        return _rows(session, found)


def number_of(store: Store, pile: str, place: Place) -> int:
    """How many rows stand before a place, whether its line still waits or not."""
    with store.read() as session:
        counts = _counts(session).stretches
        before = sum(counts[n] for n in _stretches(pile) if n < place.stretch)
        if place.stretch in _stretches(pile):
            query = _ids(place.stretch).where(BankLine.id < place.line_id).order_by(None)
            before += session.scalar(select(func.count()).select_from(query.subquery())) or 0
        return before


def _stretches(pile: str) -> list[int]:
    return [n for n, (name, _state) in enumerate(STRETCHES) if not pile or name == pile]


def _ids(stretch: int) -> Select[int]:
    pile, state = STRETCHES[stretch]
    return select(BankLine.id).where(BankLine.state == state, BankLine.pile == pile).order_by(BankLine.id)


def _counts(session: Session) -> WaitingCounts:
    rows = session.execute(
        select(BankLine.pile, BankLine.state, func.count())
        .where(BankLine.state.in_(_STATES), BankLine.pile.in_(PILES))
        .group_by(BankLine.state, BankLine.pile)
    )
    found = {(pile, state): n for pile, state, n in rows}
    return WaitingCounts(tuple(found.get(one, 0) for one in STRETCHES))


def _ids_after(session: Session, pile: str, place: Place | None, limit: int) -> list[Place]:
    found: list[Place] = []
    for stretch in _stretches(pile):
        if len(found) >= limit or (place is not None and stretch < place.stretch):
            continue
        query = _ids(stretch).limit(limit - len(found))
        if place is not None and stretch == place.stretch:
            query = query.where(BankLine.id > place.line_id)
        found += [Place(stretch, line_id) for line_id in session.scalars(query)]
    return found


def _ids_before(session: Session, pile: str, place: Place | None, limit: int) -> list[Place]:
    found: list[Place] = []
    for stretch in reversed(_stretches(pile)):
        if len(found) >= limit or (place is not None and stretch > place.stretch):
            continue
        query = _ids(stretch).order_by(None).order_by(BankLine.id.desc()).limit(limit - len(found))
        if place is not None and stretch == place.stretch:
            query = query.where(BankLine.id < place.line_id)
        found += [Place(stretch, line_id) for line_id in session.scalars(query)]
    return found[::-1]


def _place_before(session: Session, pile: str, number: int) -> Place | None:
    """The place of the row before a number, found in the index alone."""
    left = number
    counts = _counts(session).stretches
    for stretch in _stretches(pile):
        if left <= counts[stretch]:
            line_id = session.scalar(_ids(stretch).offset(left - 1).limit(1))
            return Place(stretch, line_id or 0)
        left -= counts[stretch]
    return Place(len(STRETCHES), 0)


def _rows(session: Session, places: Sequence[Place]) -> list[WaitingRow]:
    ids = [place.line_id for place in places]
    lines = {
        row.id: row
        for row in session.execute(
            select(
                BankLine.id, BankLine.value_on, BankLine.minor, BankLine.currency, BankLine.counterparty,
                BankLine.on_behalf_of,
            ).where(BankLine.id.in_(ids))
        )
    }  # fmt: skip
    best = {
        line_id: LikelyCustomer(account_id, number, name, score)
        for line_id, account_id, number, name, score in session.execute(
            select(MatchProposal.bank_line_id, Account.id, Account.number, Party.name, MatchProposal.score)
            .join(Account, Account.id == MatchProposal.account_id)
            .join(Party, Party.id == Account.party_id)
            .where(MatchProposal.bank_line_id.in_(ids), MatchProposal.place == 1)
        )
    }
    return [
        WaitingRow(
            place, STRETCHES[place.stretch][0], row.value_on, Money(row.minor, row.currency),
            row.counterparty or row.on_behalf_of, best.get(row.id),
        )
        for place in places
        if (row := lines.get(place.line_id)) is not None
    ]  # fmt: skip
