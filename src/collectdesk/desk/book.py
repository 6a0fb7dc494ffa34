"""Setting up a book, and finding who sits at it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytz
from sqlalchemy import select

from collectdesk.desk.act import Actor
from collectdesk.desk.rights import Role
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.models import Desk, User
from collectdesk.money import is_currency
from collectdesk.store import Store
from collectdesk.store.journal import append

OWNER_ROLES = " ".join(Role)


def set_up(store: Store, now: datetime, *, zone: str, base_currency: str, owner: str, name: str) -> Actor:
    """Write the desk row and its owner, who holds every role. BadInput for an unknown zone or currency."""
    if zone not in pytz.all_timezones_set:
        raise BadInput(
            _("{zone} is not a time zone; give one such as Europe/Berlin with --zone").format(zone=zone)
        )
    if not is_currency(base_currency):
        raise BadInput(
            _("{code} is not a currency; give an ISO code such as EUR with --base").format(code=base_currency)
        )
    with store.write() as session:
        user = User(name=owner, roles=OWNER_ROLES, active=True, created_at=now)
        session.add_all(
            [
                user,
                Desk(
                    id=1,
                    name=name,
                    zone=zone,
                    base_currency=base_currency,
                    created_at=now,
                    ranking_version="",
                ),
            ]
        )
        session.flush()
        append(
            session,
            request_id=f"set-up-{int(now.astimezone(UTC).timestamp())}",
            at=now,
            actor_id=user.id,
            act="book.set_up",
            account_id=None,
            facts={"zone": zone, "base_currency": base_currency},
        )
        return _actor(user)


def find_actor(store: Store, name: str | None) -> Actor:
    """The active user of that name; without a name the only one, or the first who holds every role.

    Raises BadInput when there is no such user.
    """
    with store.read() as session:
        users = list(session.scalars(select(User).where(User.active.is_(True)).order_by(User.id)))
    if name is None:
        if users:
            return _actor(users[0])
        raise BadInput(_("this book has no user; make one with `collectdesk init`"))
    for user in users:
        if user.name.casefold() == name.casefold():
            return _actor(user)
    raise BadInput(_("there is no user named {name}; see `collectdesk user list`").format(name=name))


def _actor(user: User) -> Actor:
    return Actor(user.id, user.name, frozenset(Role(role) for role in user.roles.split()), user.zone)
