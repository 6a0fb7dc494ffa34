"""The agenda: what was left to do, by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from collectdesk.desk.act import Actor
from collectdesk.desk.rights import Right
from collectdesk.models import Account, NextAction, Party, User
from collectdesk.store import Store


@dataclass(frozen=True, slots=True)
class Task:
    """An open next action with its account. `due_at` is an instant."""

    id: int
    account_id: int
    account_number: str
    customer: str
    country: str | None
    zone: str | None
    kind: str
    due_at: datetime
    text: str
    assignee: str | None
    overdue: bool


def agenda(
    store: Store, actor: Actor, now: datetime, *, everybody: bool = False, limit: int = 500
) -> list[Task]:
    """Open next actions by due moment: the actor's own, or everybody's for those who may see all."""
    query = (
        select(NextAction, Account.number, Party.name, Party.country, Party.zone, User.name)
        .join(Account, Account.id == NextAction.account_id)
        .join(Party, Party.id == Account.party_id)
        .outerjoin(User, User.id == NextAction.assignee_id)
        .where(NextAction.state == "open", NextAction.undone_by.is_(None))
        .order_by(NextAction.due_at, NextAction.id)
        .limit(limit)
    )
    if not (everybody and actor.may(Right.SEE_ALL)):
        query = query.where(NextAction.assignee_id == actor.id)
    with store.read() as session:
        return [
            Task(
                id=action.id,
                account_id=action.account_id,
                account_number=number,
                customer=customer,
                country=country,
                zone=zone,
                kind=action.kind,
                due_at=action.due_at,
                text=action.text,
                assignee=assignee,
                overdue=action.due_at < now,
            )
            for action, number, customer, country, zone, assignee in session.execute(query)
        ]
