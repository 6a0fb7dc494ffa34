"""The list's knowledge of the gate for a whole book: after an import, under new rules, and as days pass.

Most customers have no history that the rules ask for. Those alike share one answer, which is worked out once; only
for the rest everything that is known is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, Literal, NamedTuple

from sqlalchemy import bindparam, case, func, null, or_, select, text, union, update
from sqlalchemy.orm import Session

from collectdesk.desk.contact_case import DECIDED, REMEMBERED, STOPS, Known, bare_case, placed
from collectdesk.desk.reach import (
    FRESH,
    Span,
    find_groups,
    put_spans,
    refresh_reach,
    roll_windows,
    rules_changed,
    span_of,
    spans_of,
)
from collectdesk.desk.reach_key import key_of
from collectdesk.models import (
    Account,
    Activity,
    Consent,
    ContactPoint,
    CreditorEntity,
    Dispute,
    Hold,
    Instant,
    LegalNotice,
    OpenItem,
    Party,
    Rank,
    ReachGroup,
    Wish,
)
from collectdesk.ranking.rerank import id_list, within
from collectdesk.rules.case import Case
from collectdesk.rules.question import plan_of
from collectdesk.rules.reach import Hold as HeldCase
from collectdesk.rules.reach import clock_case, depends_on_due, hold
from collectdesk.rules.rulebook import RuleBook, load_rulebook
from collectdesk.store import Store

CHUNK = 2000
"""Accounts in one short transaction."""
_LARGE = 20_000
"""Accounts at once inside an act, which holds the lock anyway."""
_KNOWN = 500

_FEW = 40
"""Accounts of an act up to which it is quicker to read all that is known of them."""

Which = Literal["missing", "turned", "whole"]
"""Accounts not worked out yet; those whose span begins or ends within a day; all of them."""

Progress = Callable[[int, int], None]
_RANK: Any = Rank.__table__
_ACCOUNT: Any = Account.__table__
_PARTY_OF: Any = Account.party_id


class Kind(NamedTuple):
    """Everything of a customer and a creditor that the gate asks for, beside the history."""

    country: str | None
    region: str | None
    city: str | None
    zone: str | None
    stated_zone: str | None
    travel_zone: str | None
    travel_until: date | None
    dial_zones: str | None
    dial_place: str | None
    party_type: str
    collector: str | None
    debt_type: str | None
    id: int = 0


@dataclass(slots=True)
class Alike:
    """What is worked out once for accounts alike: `span` is that of one without history, unless due dates count."""

    known: Known
    group_id: int
    by_due: bool
    counted: bool
    agreed: bool
    span: Span | None
    by_day: dict[date | None, Span] = field(default_factory=dict)


def refresh_book(
    store: Store, now: datetime, progress: Progress | None = None, which: Which = "missing"
) -> int:
    """Bring up to date what the list knows, in short transactions; gives how many rows changed.

    Windows are extended first. Under new rules the whole book is looked at, whatever `which` says. Can be broken
    off between chunks by an exception from `progress`; the next call goes on from there.
    """
    with store.read() as session:
        if rules_changed(session):
            which = "whole"
        found = _count(session, which, now)
    # The version moves on with the windows, so the accounts come first.
    worker, after, done, changed = Refresh(now), 0, 0, 0
    while True:
        with store.write() as session:
            rows = worker.rows(session, _which(which, now), after, CHUNK)
            changed += worker.refresh(session, rows)
        if not rows:
            break
        after, done = rows[-1][0], done + len(rows)
        if progress is not None:
            progress(done, max(found, done))
    roll_windows(store, now)
    return changed


@contextmanager
def reach_put_off(store: Store, until: datetime) -> Iterator[Store]:
    """A store for many acts in a row that nobody looks on at: reach is worked out at the end, as of `until` (aware).

    Until then the list knows of no account what the gate says. If it comes to no end, the next turn of the day finds
    all accounts waiting.
    """
    with store.write() as session:
        session.execute(update(_RANK).where(_RANK.c.reach_group_id != 0).values(reach_group_id=0))
    yield replace(store, reach_put_off=True)
    refresh_book(store, until)


def refresh_missing(session: Session, now: datetime) -> int:
    """Work out every account that was not, inside an act. Needs the write lock; does not commit."""
    worker, changed, after = Refresh(now), 0, 0
    session.flush()
    while rows := worker.rows(session, _which("missing", now), after, _LARGE):
        changed += worker.refresh(session, rows)
        after = rows[-1][0]
    return changed


def refresh_accounts(session: Session, account_ids: Iterable[int], now: datetime) -> int:
    """Bring up to date what the list knows of the accounts an act touched, and of all others of the same customers.

    Needs the write lock; does not commit. Gives how many rows changed.
    """
    ids, changed = sorted(set(account_ids)), 0
    if len(ids) <= _FEW:
        return refresh_reach(session, ids, now)
    worker, dialect = Refresh(now), session.get_bind().dialect.name
    session.flush()
    for start in range(0, len(ids), CHUNK):
        of_party = select(Account.party_id).where(*within(dialect)(_ACCOUNT.c.id))
        rows = worker.rows(
            session,
            [Account.party_id.in_(of_party)],
            0,
            _LARGE,
            {"ids": id_list(dialect, ids[start : start + CHUNK])},
        )
        changed += worker.refresh(session, rows)
    return changed


def reach_is_current(store: Store, now: datetime) -> bool:
    """Whether no listed account waits to be worked out, and windows reach far enough under the rules in force."""
    missing = (
        select(_RANK.c.account_id).where(text("rank.suppressed = 0"), _RANK.c.reach_group_id == 0).limit(1)
    )
    with store.read() as session:
        if rules_changed(session) or session.scalar(missing) is not None:
            return False
        low = session.scalar(select(func.min(ReachGroup.windows_to)))
        return low is None or low >= now + FRESH


def _which(which: Which, now: datetime) -> list[Any]:
    if which == "missing":
        return [_RANK.c.reach_group_id == 0]
    if which == "turned":
        by = now + timedelta(days=1)
        began = (_RANK.c.free_reason.is_not(None)) & (_RANK.c.free_at <= by)
        return [or_(_RANK.c.reach_group_id == 0, _RANK.c.free_until <= by, began)]
    return []


def _count(session: Session, which: Which, now: datetime) -> int:
    return session.scalar(select(func.count()).select_from(_RANK).where(*_which(which, now))) or 0


class Refresh:
    """One walk over a book at a moment; remembers what accounts alike came to."""

    def __init__(self, now: datetime) -> None:
        self.now = now.astimezone(UTC).replace(microsecond=0)
        self._book: RuleBook = load_rulebook()
        self._alike: dict[Kind, Alike] = {}
        self._facts = _Histories(self.now)
        self._held: dict[Case, HeldCase] = {}

    def rows(
        self,
        session: Session,
        conditions: Sequence[Any],
        after: int,
        limit: int,
        binds: Mapping[str, Any] | None = None,
    ) -> Sequence[Any]:
        """The next accounts with what the gate asks of customer and creditor, and what is stored; locked."""
        party, creditor = Party, CreditorEntity
        city = case((party.region.is_(None), null()), else_=party.city)
        travel = case((party.travel_zone.is_(None), null()), else_=party.travel_until)
        statement = (
            select(
                _RANK.c.account_id,
                Account.party_id,
                _RANK.c.reach_group_id,
                _RANK.c.free_at,
                _RANK.c.free_until,
                _RANK.c.free_reason,
                *(
                    party.country,
                    party.region,
                    city,
                    party.zone,
                    party.stated_zone,
                    party.travel_zone,
                    travel,
                ),
                *(
                    party.dial_zones,
                    party.dial_place,
                    party.party_type,
                    creditor.collector,
                    creditor.debt_type,
                ),
            )
            .join(Account, Account.id == _RANK.c.account_id)
            .join(party, party.id == Account.party_id)
            .join(creditor, creditor.id == Account.creditor_entity_id)
            .where(_RANK.c.account_id > after, *conditions)
            .order_by(_RANK.c.account_id)
            .limit(limit)
        )
        if session.get_bind().dialect.name == "postgresql":
            statement = statement.with_for_update(of=_RANK)
        return session.execute(statement, dict(binds or {})).all()

    def refresh(self, session: Session, rows: Sequence[Any]) -> int:
        """Work these rows out and write what differs; give how many."""
        if not rows:
            return 0
        kinds = {row[0]: self._of(session, Kind(*row[6:])) for row in rows}
        counted = {row[1] for row in rows if kinds[row[0]].counted}
        agreed = {row[1] for row in rows if kinds[row[0]].agreed}
        told = self._facts.of(session, rows, counted, agreed)
        due = self._due(session, [row[0] for row in rows if kinds[row[0]].by_due and row[1] not in told])
        spans: dict[int, Span] = {}
        for with_attempts in (False, True):
            own = [row[0] for row in rows if row[1] in told and (row[1] in counted) == with_attempts]
            for start in range(0, len(own), _KNOWN):
                some = own[start : start + _KNOWN]
                spans |= spans_of(session, some, self.now, self._held, with_attempts)
        changed: dict[Span, list[int]] = {}
        for account_id, _party_id, *stored in (row[:6] for row in rows):
            span = spans.get(account_id) or self._span(kinds[account_id], due.get(account_id))
            if not span.says_the_same(Span(*stored), self.now):
                changed.setdefault(span, []).append(account_id)
        return put_spans(session, changed)

    def _of(self, session: Session, kind: Kind) -> Alike:
        found = self._alike.get(kind)
        if found is None:
            bare = bare_case(self._book, kind, kind.collector, kind.debt_type)
            known = placed(self._book, 0, kind, bare, self.now)
            key = key_of(clock_case(self._book, known.case))
            group_id = find_groups(session, [key], self.now)[key]
            plan, by_due = plan_of(self._book, known.case), depends_on_due(self._book, known.case)
            counted = bool(plan.caps or plan.spacings or plan.cool_downs)
            lifted = [one.bound.rule.consent_lifts for one in plan.hours]
            lifted += [one.rule.consent_lifts for one in plan.caps]
            lifted += [one.rule.consent_lifts for one in plan.cool_downs]
            agreed = bool(plan.channels) or any(lifted)
            span = None if by_due else span_of(hold(self._book, known.case, self.now), group_id, known)
            found = self._alike[kind] = Alike(known, group_id, by_due, counted, agreed, span)
        return found

    def _span(self, alike: Alike, due_on: date | None) -> Span:
        if alike.span is not None:
            return alike.span
        found = alike.by_day.get(due_on)
        if found is None:
            found = alike.by_day[due_on] = self._dated(alike, due_on)
        return found

    def _dated(self, alike: Alike, due_on: date | None) -> Span:
        known = replace(alike.known, case=replace(alike.known.case, due_on=due_on))
        return span_of(hold(self._book, known.case, self.now), alike.group_id, known)

    def _due(self, session: Session, account_ids: Sequence[int]) -> dict[int, date]:
        if not account_ids:
            return {}
        dialect = session.get_bind().dialect.name
        rows = session.execute(_oldest_due(dialect), {"ids": id_list(dialect, account_ids)})
        return {account_id: day for account_id, day in rows if day is not None}


@cache
def _oldest_due(dialect: str) -> Any:
    item: Any = OpenItem
    return (
        select(item.account_id, func.min(item.due_on))
        .where(*within(dialect)(item.account_id), item.open_minor > 0)
        .group_by(item.account_id)
    )


class _Histories:
    """Finds the customers of whom the rules must know more. A table that is empty is not asked again and again."""

    def __init__(self, now: datetime) -> None:
        self._since = now - REMEMBERED

    def of(self, session: Session, rows: Sequence[Any], counted: set[int], agreed: set[int]) -> set[int]:
        """The ids of those customers among the rows; attempts count only for some, consents for the `agreed`."""
        dialect = session.get_bind().dialect.name
        parties = sorted({row[1] for row in rows})
        there = [
            n for n, table in enumerate(_TABLES) if session.scalar(select(table.id).limit(1)) is not None
        ]
        found: set[int] = set()
        if there:
            query = _told(dialect, tuple(there))
            found.update(session.scalars(query, {"ids": id_list(dialect, parties)}))
        if counted:
            binds = {"ids": id_list(dialect, sorted(counted)), "since": self._since}
            found.update(session.scalars(_attempted(dialect), binds))
        if agreed:
            found.update(session.scalars(_agreed(dialect), {"ids": id_list(dialect, sorted(agreed))}))
        return found


_TABLES: tuple[Any, ...] = (Hold, Dispute, LegalNotice, Wish)


@cache
def _told(dialect: str, there: tuple[int, ...]) -> Any:
    return union(*(part for n, part in enumerate(_parts(dialect)) if n in there))


def _parts(dialect: str) -> Iterator[Any]:
    of_party: Any = within(dialect)
    by_account: list[tuple[Any, list[Any]]] = [
        (Hold, [Hold.kind.in_(sorted(STOPS)), Hold.undone_by.is_(None)]),
        (Dispute, [Dispute.state.notin_(DECIDED), Dispute.undone_by.is_(None)]),
        (LegalNotice, [LegalNotice.undone_by.is_(None)]),
    ]
    for table, conditions in by_account:
        yield (
            select(Account.party_id)
            .join(table, table.account_id == Account.id)
            .where(*of_party(_PARTY_OF), *conditions)
        )
    yield select(Wish.party_id).where(
        *of_party(Wish.party_id), Wish.ended_on.is_(None), Wish.undone_by.is_(None)
    )


@cache
def _agreed(dialect: str) -> Any:
    of_party: Any = within(dialect)
    return union(
        select(Consent.party_id).where(*of_party(Consent.party_id), Consent.undone_by.is_(None)),
        select(ContactPoint.party_id).where(
            *of_party(ContactPoint.party_id), ContactPoint.consent_on.is_not(None)
        ),
    )


@cache
def _attempted(dialect: str) -> Any:
    recent = (Activity.at >= bindparam("since", type_=Instant())) | Activity.conversation
    return (
        select(Account.party_id)
        .join(Activity, Activity.account_id == Account.id)
        .where(*within(dialect)(_PARTY_OF), Activity.undone_by.is_(None), recent)
        .distinct()
    )
