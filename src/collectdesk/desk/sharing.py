"""Sharing accounts out: from one collector to others, evenly, told before it is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from collectdesk.desk.act import Act, Command, act
from collectdesk.desk.people import working_user
from collectdesk.desk.rights import Right, Role, holds
from collectdesk.faults import BadInput
from collectdesk.i18n import _, ngettext
from collectdesk.models import Account, NextAction, Rank, User
from collectdesk.money import Money
from collectdesk.ranking.rerank import desk_clock
from collectdesk.store import Store

By = Literal["score", "amount"]
MOST = 5000
"""So many accounts are shared out in one act: each stands in its journal entry, so that it can be taken back."""
_CHUNK = 500


class AssignEqually(Command):
    """Accounts shared out among collectors: by `score` or by `amount`, so that each gets as much of it as can be.

    The accounts are either `account_ids`, or the first `count` (None: all) in that order of those that `holder` has;
    "" is nobody.
    """

    users: tuple[str, ...] = Field(min_length=1)
    account_ids: tuple[int, ...] = ()
    holder: str | None = None
    count: int | None = Field(default=None, ge=1)
    by: By = "score"


@dataclass(frozen=True, slots=True)
class Share:
    """What a collector gets: accounts, their scores and overdue amounts together (in base currency, at the ranking's
    rates), and how many accounts they hold with it.
    """

    user_id: int
    name: str
    account_ids: tuple[int, ...]
    score: int
    overdue: Money
    holds: int


def deal(weights: Mapping[int, int], loads: Mapping[int, int]) -> dict[int, list[int]]:
    """Share things by weight among people: counts differ by at most one, and weights as little as rounds allow.

    In each round everybody gets one, the heaviest going to who has the least so far; among equals to who has the
    smaller of `loads`, then the smaller id. Things of one weight go by their id. ValueError without people.
    """
    if not loads:
        raise ValueError("nobody to share among")
    dealt: dict[int, list[int]] = {person: [] for person in loads}
    got = dict.fromkeys(loads, 0)
    order = sorted(weights, key=lambda key: (-weights[key], key))
    for at in range(0, len(order), len(loads)):
        least_first = sorted(loads, key=lambda person: (got[person], loads[person], person))
        for person, key in zip(least_first, order[at : at + len(loads)], strict=False):
            dealt[person].append(key)
            got[person] += weights[key]
    return dealt


def preview_shares(store: Store, command: AssignEqually) -> tuple[Share, ...]:
    """Who would get how many and how much, by name; nothing is changed. BadInput as the act itself."""
    with store.read() as session:
        return _shares(session, command)


@act("account.share", right=Right.ASSIGN, undoable=True)
def assign_equally(act: Act, command: AssignEqually) -> None:
    """Give each account, with its open next actions, to who gets it. BadInput for unknown names or no account."""
    shares = _shares(act.session, command)
    for share in shares:
        for at in range(0, len(share.account_ids), _CHUNK):
            hand_over(act, share.account_ids[at : at + _CHUNK], share.user_id)
    count = sum(len(share.account_ids) for share in shares)
    act.account_id = None
    act.record(by=command.by, accounts=count, shares=[[one.user_id, len(one.account_ids)] for one in shares])
    said = ngettext("{n:,} account shared out: {shares}", "{n:,} accounts shared out: {shares}", count)
    told = ", ".join(f"{one.name} {len(one.account_ids):,}" for one in shares)
    act.say(said.format(n=count, shares=told))


def hand_over(act: Act, account_ids: Sequence[int], user_id: int | None) -> None:
    """Inside an act: the accounts and their open next actions become somebody's; what stood there is remembered."""
    for account in act.session.scalars(select(Account).where(Account.id.in_(account_ids))):
        act.set(account, assignee_id=user_id)
        act.touch(account.id)
    open_ = NextAction.account_id.in_(account_ids), NextAction.state == "open"
    for action in act.session.scalars(select(NextAction).where(*open_)):
        act.set(action, assignee_id=user_id)


def _shares(session: Session, command: AssignEqually) -> tuple[Share, ...]:
    people: dict[int, str] = {
        user.id: user.name for user in (working_user(session, name) for name in command.users)
    }
    chosen = _chosen(session, command)
    if not chosen:
        raise BadInput(_("there is no account to give; choose a collector who has some"))
    if len(chosen) > MOST:
        raise BadInput(
            _("{n:,} accounts are more than are given at once; give at most {most:,}").format(
                n=len(chosen), most=MOST
            )
        )
    held: dict[int | None, int] = dict(
        session.execute(
            select(Account.assignee_id, func.count())
            .where(Account.assignee_id.in_(people))
            .group_by(Account.assignee_id)
        ).all()
    )
    own: dict[int, int] = {key: sum(1 for _s, _o, who in chosen.values() if who == key) for key in people}
    loads = {key: held.get(key, 0) - own[key] for key in people}
    by_score = command.by == "score"
    dealt = deal({key: score if by_score else minor for key, (score, minor, _w) in chosen.items()}, loads)
    base = desk_clock(session).base_currency
    return tuple(
        Share(
            key, people[key], tuple(sorted(got)), sum(chosen[one][0] for one in got),
            Money(sum(chosen[one][1] for one in got), base), loads[key] + len(got),
        )
        for key, got in sorted(dealt.items(), key=lambda one: people[one[0]])
    )  # fmt: skip


def _chosen(session: Session, command: AssignEqually) -> dict[int, tuple[int, int, int | None]]:
    """Score, overdue amount in base currency and holder of each account that is given."""
    query: Any = select(
        Account.id, func.coalesce(Rank.score, 0), func.coalesce(Rank.overdue_base, 0), Account.assignee_id
    ).outerjoin(Rank, Rank.account_id == Account.id)
    rows: list[Any] = []
    if command.account_ids:
        wanted = list(dict.fromkeys(command.account_ids))
        for at in range(0, len(wanted), _CHUNK):
            rows += session.execute(query.where(Account.id.in_(wanted[at : at + _CHUNK])))
        if len(rows) < len(wanted):
            missing = min({*wanted} - {row[0] for row in rows})
            raise BadInput(
                _("there is no account with the id {id}; search for it by number or name").format(id=missing)
            )
    elif command.holder is not None:
        whose: Any = Account.assignee_id.is_(None)
        if command.holder:
            holder = session.scalar(select(User.id).where(func.lower(User.name) == command.holder.lower()))
            if holder is None:
                raise BadInput(
                    _("there is no user named {name}; see `collectdesk user list`").format(
                        name=command.holder
                    )
                )
            whose = Account.assignee_id == holder
        first = Rank.score if command.by == "score" else Rank.overdue_base
        query = query.where(whose).order_by(func.coalesce(first, 0).desc(), Account.id)
        rows = list(session.execute(query.limit(command.count or MOST + 1)))
    return {key: (int(score), int(minor), who) for key, score, minor, who in rows}


def who_can_get(store: Store, *, but: str = "") -> tuple[str, ...]:
    """Names of the active people who may work accounts, without one of them."""
    with store.read() as session:
        rows = session.execute(select(User.name, User.roles).where(User.active).order_by(User.name))
        return tuple(
            name
            for name, roles in rows
            if name != but and holds(frozenset(Role(role) for role in roles.split()), Right.WORK)
        )
