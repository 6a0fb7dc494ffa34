"""Small books described as plain values, written to a store or judged by hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from collectdesk.models import (
    Account,
    Activity,
    CreditorEntity,
    Hold,
    ImportRun,
    NextAction,
    Offer,
    OpenItem,
    Party,
    Promise,
    Rank,
    RankingRate,
    RerankDue,
    User,
    WarningFlag,
)

DAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 9, 2, tzinfo=UTC)
FAR = date(9999, 12, 31)
RATES = {"EUR": (1, 1), "USD": (200, 217), "JPY": (100, 163), "KWD": (2000, 6663)}


@dataclass(frozen=True)
class Item:
    """`due` counts days from DAY (minus is past); None is no due date."""

    due: int | None
    minor: int
    currency: str = "EUR"
    disputed: int = 0


@dataclass(frozen=True)
class Pledge:
    """A promise; days count from DAY."""

    promised: int
    last: int
    state: str = "open"
    turned: int = 0
    level: int = 1
    undone: bool = False


@dataclass(frozen=True)
class Talk:
    """An activity, `seconds` before NOW."""

    seconds: int
    right_party: bool = True
    undone: bool = False


@dataclass(frozen=True)
class Sign:
    """A warning flag."""

    flag: str
    since: int = -10
    until: int = 10


@dataclass(frozen=True)
class Stop:
    """A hold; `until` None is until lifted."""

    kind: str
    since: int = -10
    until: int | None = None
    lifted: int | None = None
    undone: bool = False


@dataclass(frozen=True)
class Step:
    """A next action; seconds count from NOW."""

    kind: str
    due: int
    created: int = -3600
    state: str = "open"
    undone: bool = False


@dataclass(frozen=True)
class Specimen:
    """One account with everything ranking looks at."""

    items: tuple[Item, ...] = ()
    risk: str | None = None
    limit: tuple[int, str] | None = None
    insurer: int | None = None
    limitation: int | None = None
    assignee: int | None = None
    pledges: tuple[Pledge, ...] = ()
    talks: tuple[Talk, ...] = ()
    signs: tuple[Sign, ...] = ()
    stops: tuple[Stop, ...] = ()
    steps: tuple[Step, ...] = field(default=())


def on(offset: int | None) -> date | None:
    """The date so many days from DAY."""
    return None if offset is None else DAY + timedelta(days=offset)


def at(seconds: int) -> datetime:
    """The moment so many seconds from NOW."""
    return NOW + timedelta(seconds=seconds)


def midnight_utc(day: date) -> datetime:
    """Midnight UTC of a date."""
    return datetime.combine(day, time(), UTC)


def write_book(session: Session, specimens: list[Specimen]) -> None:
    """Write the accounts with ids from 1, over whatever was there before."""
    _empty(session)
    session.execute(
        insert(RankingRate),
        [{"currency": code, "num": n, "den": d, "rate_on": DAY} for code, (n, d) in RATES.items()],
    )
    session.add(CreditorEntity(id=1, code="1000", name="Creditor Ltd"))
    run = {"file_name": "f.csv", "sha256": "", "profile": "", "at": NOW, "user_id": 1, "report": {}}
    session.add(ImportRun(id=1, kind="receivables", **run))
    for user in {one.assignee for one in specimens if one.assignee} - {1}:
        session.add(User(id=user, name=f"Collector {user}", roles="collector", created_at=NOW))
    session.flush()
    for number, one in enumerate(specimens, 1):
        _write_account(session, number, one)
        for row in _rows(number, one):
            session.add(row)
    session.flush()


def _empty(session: Session) -> None:
    for model in (
        RerankDue, Rank, Offer, NextAction, Hold, WarningFlag, Promise, Activity, OpenItem,
        Account, Party, CreditorEntity, ImportRun, RankingRate,
    ):  # fmt: skip
        session.execute(delete(model))
    session.execute(delete(User).where(User.id > 1))
    session.expunge_all()


def _write_account(session: Session, number: int, one: Specimen) -> None:
    session.add(
        Party(id=number, number=str(number), name=f"Customer {number}", country="DE", zone="Europe/Berlin")
    )
    session.flush()
    session.add(
        Account(
            id=number,
            number=f"A{number:05d}",
            party_id=number,
            creditor_entity_id=1,
            risk_class=one.risk,
            credit_limit_minor=one.limit[0] if one.limit else None,
            credit_limit_currency=one.limit[1] if one.limit else None,
            insurer_deadline=on(one.insurer),
            limitation_date=on(one.limitation),
            assignee_id=one.assignee,
            created_at=NOW,
        )
    )
    session.flush()


def _rows(number: int, one: Specimen) -> list[Any]:
    rows: list[Any] = [
        OpenItem(
            account_id=number, document=f"{number}-{place}", currency=item.currency, due_on=on(item.due),
            original_minor=item.minor, open_minor=item.minor, disputed_minor=item.disputed, import_run_id=1,
        )
        for place, item in enumerate(one.items)
    ]  # fmt: skip
    rows += [
        Promise(
            account_id=number, user_id=1, amount_minor=10000, currency="EUR", promised_on=on(pledge.promised),
            last_value_on=on(pledge.last), level=pledge.level, state=pledge.state, state_on=on(pledge.turned),
            created_at=NOW, undone_by=7 if pledge.undone else None,
        )
        for pledge in one.pledges
    ]  # fmt: skip
    rows += [
        Activity(
            account_id=number, user_id=1, at=at(-talk.seconds), channel="call", result="IN_PROCESS", attempt=True,
            contact=talk.right_party, right_party=talk.right_party, conversation=talk.right_party,
            counts_to_cap=True, starts_wait=False, undone_by=7 if talk.undone else None,
        )
        for talk in one.talks
    ]  # fmt: skip
    rows += [
        WarningFlag(account_id=number, flag=sign.flag, since_on=on(sign.since), until_on=on(sign.until))
        for sign in one.signs
    ]
    rows += [
        Hold(
            account_id=number, kind=stop.kind, since_on=on(stop.since), lifted_on=on(stop.lifted),
            until_on=FAR if stop.until is None else on(stop.until), undone_by=7 if stop.undone else None,
        )
        for stop in one.stops
    ]  # fmt: skip
    rows += [
        NextAction(
            account_id=number, kind=step.kind, due_at=at(step.due), created_at=at(step.created),
            state=step.state, undone_by=7 if step.undone else None,
        )
        for step in one.steps
    ]  # fmt: skip
    return rows
