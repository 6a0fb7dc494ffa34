"""The desk's day: what moves when midnight has passed, and what a collector was offered.

A new day moves the accounts that a cut-off passes, about a tenth of a book. They are found in one short
transaction and worked off in small ones, so that nobody waits; until then they keep yesterday's place, and
an opened account is always computed from the facts. What is left when the program stops is taken up by the
next one.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from collectdesk.faults import StoreUnusable
from collectdesk.i18n import _
from collectdesk.models import Desk, Offer, RerankDue
from collectdesk.ranking.config import load_rules
from collectdesk.ranking.due import find_due, waiting, whole_book_due
from collectdesk.ranking.explain import explain
from collectdesk.ranking.rates import Quote, pin_rates, rank_with_rates_of, rates_day
from collectdesk.ranking.rerank import desk_clock, id_list, rank_accounts, within
from collectdesk.store import Store
from collectdesk.store.journal import append

if TYPE_CHECKING:
    from collectdesk.desk.act import Actor

CHUNK = 500
"""Accounts ranked in one transaction: some 20 to 60 ms under the write lock."""

LEASE = timedelta(minutes=2)

Progress = Callable[[int, int], None]
"""Told how many accounts are done, and how many there are."""


@dataclass(frozen=True, slots=True)
class DayTurn:
    """What a turn did. `whole` says that every account was looked at, not only those a cut-off passes.

    `found` is how many accounts had to be ranked anew, `done` how many of them this call ranked; the rest
    is being done by another process that holds the lease.
    """

    day: date
    turned: bool
    whole: bool
    found: int
    done: int


def day_is_current(store: Store, now: datetime) -> bool:
    """Whether the stored order is that of the desk's day at `now`, under the rules in force, to the last row."""
    with store.read() as session:
        desk = _desk(session)
        same = desk.day == desk_clock(session).day_of(now) and desk.ranking_version == load_rules().version
        return same and session.execute(select(RerankDue.account_id).limit(1)).first() is None


def turn_day(store: Store, actor: Actor, now: datetime, progress: Progress | None = None) -> DayTurn:
    """Begin the desk's day if that was not done, and rank what it moves; the actor's accounts first.

    Promises whose window closed are judged first. Writes one journal entry ("day.turned") for the turn,
    one for the promises, one a person for how the book stood ("day.figures"), none for accounts.

    Safe to call at any time and from several processes: one of them works, the others return at once. Can be broken
    off between chunks by an exception from `progress`; the next call goes on from there.
    """
    from collectdesk.desk.day_figures import record_day_figures
    from collectdesk.desk.judging import judge_promises

    turned, whole, day = begin_day(store, actor, now)
    if turned:
        judge_promises(store, actor, now)
    _refresh_reach(store, now, progress)
    found, done = work_off(store, actor, now, day, progress)
    if done >= found:
        record_day_figures(store, actor, now)
    return DayTurn(day, turned, whole, found, done)


def _refresh_reach(store: Store, now: datetime, progress: Progress | None) -> None:
    """What the list knows of the gate: all that a day moves while places are stale, else what is missing."""
    if store.reach_put_off:
        return
    from collectdesk.desk.reach_book import refresh_book

    with store.read() as session:
        stale = waiting(session)

    def told(_done: int, _found: int) -> None:
        if progress is not None:
            progress(0, stale)

    refresh_book(store, now, told, "turned" if stale else "missing")


def begin_day(store: Store, actor: Actor, now: datetime) -> tuple[bool, bool, date]:
    """The short part: pin the week's rates, find what moves, and set the day. (turned, whole book, day)."""
    version = load_rules().version
    with store.read() as session:
        desk, day = _desk(session), desk_clock(session).day_of(now)
        if desk.day == day and desk.ranking_version == version:
            return False, False, day
    quotes = seed_quotes(rates_day(day))
    with store.write() as session:
        desk = _desk(session, lock=True)
        if desk.day == day and desk.ranking_version == version:
            return False, False, day
        new_rates = desk.rates_on is None or rates_day(day) > desk.rates_on
        whole = new_rates or desk.day is None or day < desk.day or desk.ranking_version != version
        if new_rates:
            desk.rates_on = rates_day(day)
            pin_rates(session, desk.rates_on, quotes)
        since, desk.day, desk.ranking_version = desk.day, day, version
        desk.stand_at(day)
        session.flush()
        found = whole_book_due(session) if whole or since is None else find_due(session, since, day)
        append(
            session,
            request_id=f"day-{day.isoformat()}-{uuid.uuid4().hex[:12]}",
            at=now,
            actor_id=actor.id,
            act="day.turned",
            account_id=None,
            facts={
                "day": day.isoformat(),
                "since": since.isoformat() if since else None,
                "rates_on": desk.rates_on.isoformat() if desk.rates_on else None,
                "ranking_version": version,
                "whole": whole,
                "accounts": found,
            },
        )
    return True, whole, day


def repin_rates(session: Session, on: date, quotes: Iterable[Quote] | None = None) -> None:
    """Take the rates of a day by hand, inside an act that then ranks the whole book (`touch_all`).

    Without `quotes` the published rates that are carried along stand beside those of `fx_rate`.
    """
    desk = _desk(session)
    desk.rates_on = on
    pin_rates(session, on, seed_quotes(on) if quotes is None else quotes)


def ensure_rates(session: Session, day: date) -> None:
    """Pin the week's rates if none ever were: a first import needs them before it ranks. Nothing is committed."""
    desk = _desk(session)
    if desk.rates_on is None:
        repin_rates(session, rates_day(day))


def rank_as_of(session: Session, at: datetime) -> None:
    """Let a read rank by the rates of the week of `at` when those that are pinned are of another."""
    desk, on = _desk(session), rates_day(desk_clock(session).day_of(at))
    if desk.rates_on not in (None, on):
        rank_with_rates_of(session, on, seed_quotes(on))


def work_off(
    store: Store, actor: Actor, now: datetime, day: date, progress: Progress | None = None
) -> tuple[int, int]:
    """The long part: rank what waits, `CHUNK` accounts a transaction. (found, done)."""
    worker, began = uuid.uuid4().hex, time.monotonic()
    done = 0
    with store.read() as session:
        found = waiting(session)
    while found:
        at = now + timedelta(seconds=int(time.monotonic() - began))
        with store.write() as session:
            if not _hold_lease(session, worker, at):
                break
            ids = _next_chunk(session, actor.id)
            if not ids:
                _desk(session).lease_until = None
                break
            rank_accounts(session, day, ids)
            session.execute(_done(store.dialect), {"ids": id_list(store.dialect, ids)})
        done += len(ids)
        if progress is not None:
            progress(done, max(found, done))
    return found, done


@cache
def _done(dialect: str) -> Any:
    table: Any = RerankDue.__table__
    return delete(table).where(*within(dialect)(table.c.account_id))


def _hold_lease(session: Session, worker: str, at: datetime) -> bool:
    desk = _desk(session, lock=True)
    until = desk.lease_until
    if until is not None and until > at.astimezone(UTC) and desk.worker != worker:
        return False
    desk.worker, desk.lease_until = worker, at + LEASE
    return True


def _next_chunk(session: Session, user_id: int) -> list[int]:
    table: Any = RerankDue
    own = select(table.account_id).where(table.assignee_id == user_id).limit(CHUNK)
    ids = list(session.scalars(own))
    return ids or list(session.scalars(select(table.account_id).order_by(table.account_id).limit(CHUNK)))


def _desk(session: Session, lock: bool = False) -> Desk:
    desk = session.get(Desk, 1, with_for_update=True if lock else None)
    if desk is None:
        raise StoreUnusable(_("this book was never set up; make one with `collectdesk init`"))
    return desk


def seed_quotes(on: date) -> list[Quote]:
    """The published rates this program brings along: units for one euro, the last ones on or before `on`."""
    from collectdesk.exchange.rates import seed_rates

    return [Quote(rate.currency, Decimal(rate.quoted), rate.rate_on) for rate in seed_rates(on)]


def record_offer(store: Store, actor: Actor, now: datetime, account_id: int, place: int = 1) -> int | None:
    """Keep what stood at the head of the actor's list, with its ledger; None when it is the last one kept.

    Gives the id of the new row. Not an act of a person, so it leaves no journal entry.
    """
    with store.read() as session:
        last = select(Offer.account_id).where(Offer.user_id == actor.id).order_by(Offer.id.desc()).limit(1)
        if session.scalar(last) == account_id:
            return None
        day = desk_clock(session).day_of(now)
        found = explain(session, account_id, day, what_if=False)
    if found is None:
        return None
    with store.write() as session:
        offer = Offer(
            user_id=actor.id,
            account_id=account_id,
            at=now,
            place=place,
            score=found.score,
            ledger=found.as_json(),
            ranking_version=load_rules().version,
        )
        session.add(offer)
        session.flush()
        return offer.id
