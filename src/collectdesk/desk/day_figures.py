"""How the book stood as a day began, on record for each person, so that a report follows from the journal alone.

What an entry holds, by user id in `of` (null for accounts that are nobody's): the head of the list (`planned`, account
ids; `top`, ids with scores), overdue amounts by currency and bucket (`overdue`, and `before` of the day recorded
before), what became overdue or rolled into a later bucket (`moved`), promises due (`due`), open call-backs and
waiting customers with the customer's zone (`open`), and requests not decided yet (`asks`).
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import case, func, literal, select, text
from sqlalchemy.orm import Session

from collectdesk.desk.act import Actor
from collectdesk.desk.calendar import add_business_days
from collectdesk.desk.local_time import the_zone
from collectdesk.models import Account, Approval, Journal, NextAction, OpenItem, Party, Promise, Rank
from collectdesk.ranking.rerank import desk_clock
from collectdesk.reports.shift import parse_facts
from collectdesk.store import Store
from collectdesk.store.journal import append

PLANNED = 100
"""Accounts of the list that are planned for a day: as many manual calls as a person makes in one."""
TOP = 10
DUE_WITHIN = 5
"""Business days ahead of which promises are counted as due next."""
_LOOK_BACK = timedelta(days=40)
_EDGES = (("d91_plus", 90), ("d61_90", 60), ("d31_60", 30), ("d1_30", 0))
Facts = dict[str, Any]


def record_day_figures(store: Store, actor: Actor, now: datetime) -> int:
    """Put on record how the desk's day began; how many entries, 0 when it was done before. Reads before it locks."""
    with store.read() as session:
        day = desk_clock(session).day_of(now)
        if _recorded(session, day):
            return 0
        before = _last(session, now, day)
        found = _figures(session, day, now, before)
    if not found:
        return 0
    with store.write() as session:
        if _recorded(session, day):
            return 0
        for person, facts in sorted(found.items(), key=lambda item: item[0] or 0):
            append(
                session,
                request_id=_request(day, person),
                at=now,
                actor_id=actor.id,
                act="day.figures",
                account_id=None,
                facts={"of": person, "day": day.isoformat(), **facts},
            )
    return len(found)


def _request(day: date, person: int | None) -> str:
    return f"day-figures-{day.isoformat()}-{person or 0}"


def _recorded(session: Session, day: date) -> bool:
    prefix = f"day-figures-{day.isoformat()}-"
    query = select(Journal.id).where(Journal.request_id >= prefix, Journal.request_id < f"{prefix}:")
    return session.scalar(query.limit(1)) is not None


def _last(session: Session, now: datetime, day: date) -> tuple[date, dict[int | None, Facts]] | None:
    """The day recorded before, with its figures by person."""
    rows = session.scalars(
        select(Journal.facts)
        .where(Journal.act == "day.figures", Journal.at >= now - _LOOK_BACK, Journal.at <= now)
        .order_by(Journal.id)
    )
    days: dict[str, dict[int | None, Facts]] = defaultdict(dict)
    for facts in map(parse_facts, rows):
        days[facts["day"]][facts["of"]] = facts
    earlier = [one for one in days if one < day.isoformat()]
    return (date.fromisoformat(max(earlier)), days[max(earlier)]) if earlier else None


def _figures(
    session: Session, day: date, now: datetime, last: tuple[date, dict[int | None, Facts]] | None
) -> dict[int | None, Facts]:
    found: dict[int | None, Facts] = defaultdict(lambda: {"overdue": [], "moved": []})
    since = last[0] if last else None
    _overdue(session, day, since, found)
    _due(session, day, found)
    _open(session, now, found)
    _asked(session, found)
    for person in list(found):
        if person is not None:
            found[person] |= _list_of(session, person)
        found[person]["since"] = since.isoformat() if since else None
        found[person]["before"] = last[1].get(person, {}).get("overdue", []) if last else None
    return dict(found)


def _overdue(session: Session, day: date, since: date | None, found: dict[int | None, Facts]) -> None:
    """One pass over the open items: amounts by person, currency, bucket now and bucket then."""
    now_in, then_in = _bucket(day), _bucket(since or day)
    rows = session.execute(
        select(
            Account.assignee_id, OpenItem.currency, now_in.label("now"), then_in.label("then_"),
            func.count(), func.sum(OpenItem.open_minor),
        )
        .join(Account, Account.id == OpenItem.account_id)
        .where(OpenItem.open_minor > 0, OpenItem.due_on < day)
        .group_by(Account.assignee_id, OpenItem.currency, text("3"), text("4"))
    )  # fmt: skip
    sums: dict[tuple[int | None, str, str], list[int]] = defaultdict(lambda: [0, 0])
    moved: dict[tuple[int | None, str, str], int] = defaultdict(int)
    for person, currency, bucket, then, items, minor in rows:
        at = sums[person, currency, bucket]
        at[0] += items
        at[1] += int(minor)
        if since is not None and bucket != then:
            moved[person, currency, "new" if then == "" else "rolled"] += int(minor)
    for (person, currency, bucket), (items, minor) in sorted(sums.items(), key=_order):
        found[person]["overdue"].append([currency, bucket, items, minor])
    for (person, currency, how), minor in sorted(moved.items(), key=_order):
        found[person]["moved"].append([currency, how, minor])


def _order(item: tuple[tuple[int | None, str, str], Any]) -> tuple[int, str, str]:
    (person, currency, name), _value = item
    return person or 0, currency, name


def _bucket(day: date) -> Any:
    """The bucket of an item on a day, "" for one that is not overdue."""
    steps = [(OpenItem.due_on < day - timedelta(days=past), literal(name)) for name, past in _EDGES]
    return case(*steps, else_=literal(""))


def _due(session: Session, day: date, found: dict[int | None, Facts]) -> None:
    until = add_business_days(day, DUE_WITHIN, None)
    when = case((Promise.promised_on == day, literal("today")), else_=literal("next"))
    rows = session.execute(
        select(
            Promise.user_id, Promise.currency, when.label("due"), func.count(), func.sum(Promise.amount_minor)
        )
        .where(Promise.state == "open", Promise.undone_by.is_(None), Promise.promised_on.between(day, until))
        .group_by(Promise.user_id, Promise.currency, text("3"))
        .order_by(Promise.user_id, Promise.currency, text("3"))
    )
    for person, currency, due, count, minor in rows:
        found[person].setdefault("due", []).append([currency, due, count, int(minor)])


def _open(session: Session, now: datetime, found: dict[int | None, Facts]) -> None:
    rows = session.execute(
        select(
            NextAction.id, NextAction.account_id, NextAction.assignee_id, NextAction.kind, NextAction.due_at,
            Party.country, Party.stated_zone, Party.zone,
        )
        .join(Account, Account.id == NextAction.account_id)
        .join(Party, Party.id == Account.party_id)
        .where(
            NextAction.state == "open", NextAction.undone_by.is_(None), NextAction.kind.in_(("callback", "answer"))
        )
        .order_by(NextAction.id)
    )  # fmt: skip
    for key, account, person, kind, due, country, stated, zone in rows:
        moment = f"{due.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        there = the_zone(country, stated or zone, now)
        found[person].setdefault("open", []).append([key, account, kind, moment, there])


def _asked(session: Session, found: dict[int | None, Facts]) -> None:
    rows = session.execute(
        select(Approval.id, Approval.account_id, Approval.asked_by, Approval.needs, Approval.expires_on)
        .where(Approval.state == "open")
        .order_by(Approval.id)
    )
    for key, account, person, needs, expires in rows:
        found[person].setdefault("asks", []).append([key, account, needs, expires.isoformat()])


def _list_of(session: Session, person: int) -> Facts:
    """The head of a person's list; the ten highest scores are those of it."""
    rows = session.execute(
        select(Rank.account_id, Rank.score)
        .where(text("rank.suppressed = 0"), Rank.assignee_id == person)
        .order_by(Rank.order_key, Rank.oldest_due, Rank.account_id)
        .limit(PLANNED)
    ).all()
    top = sorted(rows, key=lambda row: (-row.score, row.account_id))[:TOP]
    return {
        "planned": [row.account_id for row in rows],
        "top": [[row.account_id, row.score] for row in top],
    }
