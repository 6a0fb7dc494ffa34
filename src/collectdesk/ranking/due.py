"""Which accounts a cut-off passes between two days: the only ones a new day can move."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    and_,
    bindparam,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    union,
)
from sqlalchemy.orm import Session

from collectdesk.models import (
    Account,
    Activity,
    Hold,
    Instant,
    NextAction,
    OpenItem,
    Promise,
    Rank,
    RerankDue,
    WarningFlag,
)
from collectdesk.ranking.config import RankingRules, load_rules
from collectdesk.ranking.cutoffs import day_binds
from collectdesk.ranking.rerank import Keyed, desk_clock

_DUE: Any = RerankDue.__table__


def find_due(session: Session, since: date, day: date) -> int:
    """Put into `rerank_due` every account whose place can differ between `since` and the later `day`.

    A superset, made from the same thresholds as the points: a date passes a cut-off exactly where it is
    above the old one and at or below the new one. Gives how many wait in all. Does not commit.
    """
    rules, clock = load_rules(), desk_clock(session)
    old, new = day_binds(rules, since, clock), day_binds(rules, day, clock)
    binds = {f"{name}_old": value for name, value in old.items()}
    binds |= {f"{name}_new": value for name, value in new.items()}
    session.execute(_insert_due(Keyed(rules)), binds)
    return waiting(session)


def whole_book_due(session: Session) -> int:
    """Put every account into `rerank_due`, for when the rules or rates changed. Gives how many wait."""
    session.execute(delete(RerankDue))
    session.execute(
        insert(_DUE).from_select(
            ["account_id", "assignee_id"],
            select(Account.id, func.coalesce(Account.assignee_id, 0)),
            include_defaults=False,
        )
    )
    return waiting(session)


def waiting(session: Session) -> int:
    """How many accounts still stand where they stood on an earlier day."""
    return session.scalar(select(func.count()).select_from(RerankDue)) or 0


def _passed(column: Any, name: str, kind: Any, lag: bool = False) -> ColumnElement[bool]:
    """Whether `column <= cutoff` (or `<`, with `lag`) turned between the two days."""
    old, new = bindparam(f"{name}_old", type_=kind), bindparam(f"{name}_new", type_=kind)
    if lag:
        return and_(column >= old, column < new)
    return and_(column > old, column <= new)


def _ranges(rules: RankingRules) -> list[Select[Any]]:
    day, moment = Date(), Instant()
    gaps = [_passed(Activity.at, f"spoken_{band.start}", moment, True) for band in rules.contact_gap.bands]
    aged = [_passed(Rank.oldest_due, f"due_{band.start}", day) for band in rules.days_past_due.bands]
    today = "today"
    return [
        *(select(Rank.account_id).where(condition) for condition in aged),
        select(OpenItem.account_id).where(
            _passed(OpenItem.due_on, today, day, True), OpenItem.open_minor > 0
        ),
        *(select(Activity.account_id).where(condition, Activity.right_party.is_(True)) for condition in gaps),
        select(Promise.account_id).where(_passed(Promise.promised_on, today, day)),
        select(Promise.account_id).where(
            or_(
                and_(Promise.state == "open", _passed(Promise.last_value_on, today, day, True)),
                and_(Promise.state == "broken", _passed(Promise.state_on, "halved_on", day)),
                # Pinned on the very day it broke: it gains the pin on that day and loses it on the next.
                and_(Promise.state == "broken", _passed(Promise.state_on, today, day)),
                and_(Promise.state == "broken", _passed(Promise.state_on, today, day, True)),
            )
        ),
        select(WarningFlag.account_id).where(
            or_(
                _passed(WarningFlag.since_on, today, day),
                _passed(WarningFlag.until_on, today, day, True),
            )
        ),
        select(Hold.account_id).where(
            or_(
                _passed(Hold.since_on, today, day),
                _passed(Hold.until_on, today, day, True),
                _passed(Hold.lifted_on, today, day),
            )
        ),
        select(Account.id).where(
            or_(
                _passed(Account.insurer_deadline, "insurer_to", day),
                _passed(Account.insurer_deadline, today, day, True),
                _passed(Account.limitation_date, "limitation_to", day),
                _passed(Account.limitation_date, today, day, True),
            )
        ),
        select(NextAction.account_id).where(
            NextAction.kind == "answer",
            NextAction.state == "open",
            _passed(NextAction.created_at, "answer_before", moment, True),
        ),
    ]


@cache
def _insert_due(keyed: Keyed) -> Any:
    found = union(*_ranges(keyed.rules)).subquery("found")
    account_id = found.c[0]
    there = select(literal(1)).where(RerankDue.account_id == account_id).exists()
    rows = (
        select(account_id, func.coalesce(Account.assignee_id, 0))
        .select_from(found.join(Account, Account.id == account_id))
        .where(~there)
    )
    return insert(_DUE).from_select(["account_id", "assignee_id"], rows, include_defaults=False)
