"""What the list knows of the gate beforehand: the reach group of each account, its windows, and what holds it.

A group's windows are worked out once for many accounts; what one account's history forbids is a span of its own.
The authoritative answer is the gate's at the keypress (`desk.gate`); a test proves that both agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from collectdesk.desk.contact_case import Known, known_of
from collectdesk.desk.reach_key import case_of, key_of
from collectdesk.desk.views_queue import LONG_AGO
from collectdesk.models import Account, Instant, Rank, ReachGroup, ReachWindow
from collectdesk.ranking.rerank import id_list, within
from collectdesk.rules.case import Case
from collectdesk.rules.reach import Hold, Window, clock_case, clock_windows, depends_on_due, fact_case, hold
from collectdesk.rules.rulebook import RuleBook, load_rulebook
from collectdesk.rules.verdict import Outcome
from collectdesk.store import Store

AHEAD = timedelta(days=8)
"""So far ahead windows are stored; a list that asks for a later moment has them worked out anew."""
BEHIND = timedelta(hours=1)
FRESH = timedelta(days=7)
"""Windows that reach less far are extended."""
_BATCH = 500
_GROUPS = 200
_TABLE: Any = Rank.__table__


class Span(NamedTuple):
    """What `rank` holds of the gate: the group, when the account is free, and the rule that holds it."""

    group_id: int
    free_at: datetime | None
    free_until: datetime | None
    reason: str | None

    def says_the_same(self, other: Span, now: datetime) -> bool:
        """Whether both mean the same from `now` on; since when something has been free does not matter."""
        began = [one.free_at is not None and one.free_at <= now for one in (self, other)]
        return (all(began) and self._replace(free_at=now) == other._replace(free_at=now)) or self == other


def reason_of(found: Hold) -> str | None:
    """The rule that holds an account, as `rank` has it: "US/seven_in_seven", with "?" where a look is asked for."""
    if found.because is None:
        return None
    name = f"{found.because.rule.jurisdiction}/{found.because.rule.id}"[:39]
    return name if found.because.outcome is Outcome.BLOCK else f"{name}?"


def span_of(found: Hold, group_id: int, known: Known) -> Span:
    """A hold as `rank` has it: what nothing holds now was always free.

    A journey ends with a UTC day: what holds then is to be asked anew.
    """
    until = found.free_until
    if known.travel_until is not None and found.free_at is not None:
        home = datetime.combine(known.travel_until + timedelta(days=1), time(), UTC)
        until = home if until is None else min(home, until)
    free_at = LONG_AGO if found.because is None and found.free_at is not None else found.free_at
    return Span(group_id, free_at, until, reason_of(found))


def refresh_reach(session: Session, account_ids: Iterable[int], now: datetime) -> int:
    """Bring up to date what the list knows of these accounts, and of all others of the same customers.

    Writes only what differs; gives how many rows that were. Needs the write lock; does not commit.
    """
    ids, changed = sorted(set(account_ids)), 0
    for start in range(0, len(ids), _BATCH):
        of_party = select(Account.party_id).where(Account.id.in_(ids[start : start + _BATCH]))
        some = session.scalars(select(Account.id).where(Account.party_id.in_(of_party)).order_by(Account.id))
        changed += write_spans(session, spans_of(session, list(some), now), now)
    return changed


def spans_of(
    session: Session,
    account_ids: Sequence[int],
    now: datetime,
    held: dict[Case, Hold] | None = None,
    attempts_too: bool = True,
) -> dict[int, Span]:
    """What the gate's rules say of each of these accounts, from everything that is known of them.

    `held` remembers what equal cases came to at the same moment. `attempts_too`: see `known_of`.
    """
    book, now = load_rulebook(), now.astimezone(UTC).replace(microsecond=0)
    session.flush()
    known = known_of(session, book, account_ids, now, attempts_too)
    told: dict[Case, Hold] = {} if held is None else held

    def hold_of(case: Case) -> Hold:
        case = _nameless(fact_case(book, case, now))
        found = told.get(case)
        if found is None:
            found = told[case] = hold(book, case, now)
        return found

    keys = {account_id: key_of(clock_case(book, one.case)) for account_id, one in known.items()}
    groups = find_groups(session, keys.values(), now)
    return {
        account_id: span_of(hold_of(one.case), groups[keys[account_id]], one)
        for account_id, one in known.items()
    }


def _nameless(case: Case) -> Case:
    """The case without the ids of its debts, so that accounts with the same history are alike."""
    if case.attempts:
        return case
    stops = tuple(
        replace(one, debt=None if one.debt is None else "own" if one.debt == case.debt else "other")
        for one in case.stops
    )
    return replace(case, debt="own" if case.debt else None, stops=stops)


def find_groups(session: Session, keys: Iterable[str], now: datetime) -> dict[str, int]:
    """The ids of reach groups by key; those that are new are made, with their windows."""
    wanted = sorted(set(keys))
    found: dict[str, int] = {}
    for start in range(0, len(wanted), _GROUPS):
        some = wanted[start : start + _GROUPS]
        rows = session.execute(select(ReachGroup.key, ReachGroup.id).where(ReachGroup.key.in_(some)))
        found.update((key, group_id) for key, group_id in rows)
    missing = [key for key in wanted if key not in found]
    if missing:
        found |= _make_groups(session, missing, now)
    return found


def _make_groups(session: Session, keys: Sequence[str], now: datetime) -> dict[str, int]:
    book = load_rulebook()
    dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    made: dict[str, int] = {}
    for key in keys:
        case = case_of(key)
        statement = (
            dialect.insert(ReachGroup)
            .values(
                key=key,
                country=case.country,
                by_due=depends_on_due(book, case),
                rules_version=book.version,
                windows_to=now + AHEAD,
            )
            .on_conflict_do_nothing(index_elements=["key"])
            .returning(ReachGroup.id)
        )
        group_id = session.scalar(statement)
        if group_id is None:  # another desk made it at the same moment
            group_id = session.scalars(select(ReachGroup.id).where(ReachGroup.key == key)).one()
        else:
            _store_windows(session, {group_id: group_windows(book, case, now)})
        made[key] = group_id
    return made


def group_windows(book: RuleBook, case: Case, now: datetime) -> list[Window]:
    """The windows of a group around a moment: from BEHIND before it to AHEAD after it, in whole seconds."""
    now = now.astimezone(UTC).replace(microsecond=0)
    return clock_windows(book, case, now - BEHIND, now + AHEAD)


def windows_at(session: Session, group_ids: Iterable[int], at: datetime) -> dict[int, list[Window]]:
    """The windows of groups around any moment: worked out from their keys, nothing is stored."""
    book, ids = load_rulebook(), sorted(set(group_ids))
    rows = session.execute(select(ReachGroup.id, ReachGroup.key).where(ReachGroup.id.in_(ids)))
    return {group_id: group_windows(book, case_of(key), at) for group_id, key in rows}


def _store_windows(session: Session, windows: Mapping[int, Sequence[Window]]) -> None:
    rows = [
        {"reach_group_id": group_id, "opens_at": one.opens, "closes_at": one.closes, "review": one.review}
        for group_id, some in windows.items()
        for one in some
    ]
    if rows:
        session.execute(insert(ReachWindow), rows)


def write_spans(session: Session, spans: Mapping[int, Span], now: datetime) -> int:
    """Write what differs from what is stored, accounts that are alike in one statement; give how many rows."""
    if not spans:
        return 0
    now = now.astimezone(UTC).replace(microsecond=0)
    dialect = session.get_bind().dialect.name
    columns = (_TABLE.c.reach_group_id, _TABLE.c.free_at, _TABLE.c.free_until, _TABLE.c.free_reason)
    stored = session.execute(
        select(_TABLE.c.account_id, *columns).where(*within(dialect)(_TABLE.c.account_id)),
        {"ids": id_list(dialect, sorted(spans))},
    )
    alike: dict[Span, list[int]] = {}
    for account_id, *before in stored:
        span = spans[account_id]
        if not span.says_the_same(Span(*before), now):
            alike.setdefault(span, []).append(account_id)
    return put_spans(session, alike)


def put_spans(session: Session, alike: Mapping[Span, Sequence[int]]) -> int:
    """Write one span to many accounts at once, for each span."""
    dialect = session.get_bind().dialect.name
    for span, ids in alike.items():
        binds = {"g": span.group_id, "a": span.free_at, "u": span.free_until, "r": span.reason}
        session.execute(_put(dialect), {**binds, "ids": id_list(dialect, ids)})
    return sum(len(ids) for ids in alike.values())


@cache
def _put(dialect: str) -> Any:
    instant = Instant()
    return (
        update(_TABLE)
        .where(*within(dialect)(_TABLE.c.account_id))
        .values(
            reach_group_id=bindparam("g"),
            free_at=bindparam("a", type_=instant),
            free_until=bindparam("u", type_=instant),
            free_reason=bindparam("r"),
        )
    )


def roll_windows(store: Store, now: datetime) -> int:
    """Work out anew the windows that end too soon, or were made under other rules, and drop those that are past.

    They are worked out beside the write lock and stored in short transactions. Gives how many groups changed.
    """
    book, now = load_rulebook(), now.astimezone(UTC).replace(microsecond=0)
    with store.read() as session:
        due = session.execute(
            select(ReachGroup.id, ReachGroup.key)
            .where(
                (ReachGroup.windows_to < now + FRESH)
                | (ReachGroup.windows_to > now + AHEAD + BEHIND)  # the clock went back
                | (ReachGroup.rules_version != book.version)
            )
            .order_by(ReachGroup.id)
        ).all()
    for start in range(0, len(due), _GROUPS):
        some = [(group_id, case_of(key)) for group_id, key in due[start : start + _GROUPS]]
        made = {group_id: group_windows(book, case, now) for group_id, case in some}
        with store.write() as session:
            session.execute(delete(ReachWindow).where(ReachWindow.reach_group_id.in_(list(made))))
            _store_windows(session, made)
            for group_id, case in some:
                session.execute(
                    update(ReachGroup)
                    .where(ReachGroup.id == group_id)
                    .values(
                        windows_to=now + AHEAD,
                        rules_version=book.version,
                        by_due=depends_on_due(book, case),
                    )
                )
    return len(due)


def rules_changed(session: Session) -> bool:
    """Whether some group was worked out under other rules than those in force."""
    other = select(ReachGroup.id).where(ReachGroup.rules_version != load_rulebook().version).limit(1)
    return session.scalar(other) is not None


def forget_reach(session: Session, account_ids: Iterable[int]) -> None:
    """Have these accounts, and all others of the same customers, worked out anew by the next refresh."""
    ids = sorted(set(account_ids))
    dialect = session.get_bind().dialect.name
    for start in range(0, len(ids), 10 * _BATCH):
        of_party = select(Account.party_id).where(*within(dialect)(Account.__table__.c.id))
        accounts = select(Account.id).where(Account.party_id.in_(of_party))
        session.execute(
            update(_TABLE).where(_TABLE.c.account_id.in_(accounts)).values(reach_group_id=0),
            {"ids": id_list(dialect, ids[start : start + 10 * _BATCH])},
        )


def covered(session: Session, at: datetime) -> bool:
    """Whether the stored windows of every group reach around a moment."""
    low, high = session.execute(
        select(func.min(ReachGroup.windows_to), func.max(ReachGroup.windows_to))
    ).one()
    return low is None or high - AHEAD - BEHIND <= at < low
