"""The people of the desk: users, teams, and who works which account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytz
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from collectdesk.desk.act import Act, Command, act
from collectdesk.desk.rights import Right, Role
from collectdesk.faults import BadInput
from collectdesk.i18n import _, ngettext
from collectdesk.models import Account, NextAction, Team, User
from collectdesk.store import Store

_AT_ONCE = 500
_ACTION: Any = NextAction.__table__


class AddUser(Command):
    """A new person at the desk."""

    name: str
    roles: tuple[Role, ...] = (Role.COLLECTOR,)
    team: str | None = None
    zone: str | None = None


class AssignAccounts(Command):
    """Accounts that a collector gets; None takes them from whoever has them."""

    account_ids: tuple[int, ...]
    user: str | None


@act("user.add", right=Right.USERS)
def add_user(act: Act, command: AddUser) -> None:
    """Add a user, and their team if it is new. BadInput for a name that is taken or an unknown zone."""
    name = " ".join(command.name.split())
    if not name or not command.roles:
        raise BadInput(_("a user needs a name and at least one role"))
    if act.session.scalar(select(User.id).where(func.lower(User.name) == name.lower())):
        raise BadInput(_("there is a user named {name} already").format(name=name))
    if command.zone and command.zone not in pytz.all_timezones_set:
        raise BadInput(_("{zone} is not a time zone; use one such as Asia/Kolkata").format(zone=command.zone))
    team = act.session.scalar(select(Team).where(Team.name == command.team)) if command.team else None
    if command.team and team is None:
        team = act.add(Team(name=command.team))
    user = act.add(
        User(
            name=name,
            roles=" ".join(command.roles),
            team_id=team.id if team else None,
            zone=command.zone,
            active=True,
            created_at=act.now,
        )
    )
    act.record(user=user.id, roles=list(command.roles))
    act.say(_("Added {name}").format(name=name))


def working_user(session: Session, name: str) -> User:
    """The active user of that name, in any case of letters. BadInput when there is none."""
    user = session.scalar(select(User).where(func.lower(User.name) == name.lower(), User.active))
    if user is None:
        raise BadInput(_("there is no user named {name}; see `collectdesk user list`").format(name=name))
    return user


@act("account.assign", right=Right.ASSIGN)
def assign_accounts(act: Act, command: AssignAccounts) -> None:
    """Give accounts, with their open next actions, to a collector."""
    user = None if command.user is None else working_user(act.session, command.user)
    for start in range(0, len(command.account_ids), _AT_ONCE):
        some = command.account_ids[start : start + _AT_ONCE]
        act.session.scalars(
            select(Account).where(Account.id.in_(some))
        ).all()  # read at once, kept by the act
        for account_id in some:
            act.set(act.account(account_id), assignee_id=user.id if user else None)
        act.session.execute(
            update(_ACTION)
            .where(_ACTION.c.account_id.in_(some), _ACTION.c.state == "open")
            .values(assignee_id=user.id if user else None)
        )
    if len(command.account_ids) != 1:
        act.account_id = None
    count = len(command.account_ids)
    act.record(user=user.id if user else None, accounts=count)
    act.say(ngettext("{n} account assigned", "{n} accounts assigned", count).format(n=count))


@dataclass(frozen=True, slots=True)
class Person:
    """A user as lists show them. `accounts` counts what is assigned to them."""

    id: int
    name: str
    roles: tuple[str, ...]
    team: str | None
    zone: str | None
    active: bool
    accounts: int


def list_users(store: Store) -> list[Person]:
    """All users, by name."""
    held = select(func.count()).select_from(Account).where(Account.assignee_id == User.id).scalar_subquery()
    with store.read() as session:
        rows = session.execute(
            select(User, Team.name, held).outerjoin(Team, Team.id == User.team_id).order_by(User.name)
        )
        return [
            Person(user.id, user.name, tuple(user.roles.split()), team, user.zone, user.active, count)
            for user, team, count in rows
        ]
