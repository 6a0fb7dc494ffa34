"""Money received, on record for the person whose account it is: counts and sums by currency, nothing else."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import select

from collectdesk.desk.act import Act
from collectdesk.models import Account
from collectdesk.store.journal import append

_MANY = 500


def note_received(act: Act, account_id: int | None, currency: str, minor: int) -> None:
    """Put on the act's own record what it posted on an account, in minor units; below 0 for what was taken back."""
    if account_id is None or not minor:
        return
    account = act.session.get_one(Account, account_id)
    act.record(of=account.assignee_id, received=[[currency, 1 if minor > 0 else -1, minor]])


def note_received_by_person(
    act: Act, request_id: str, posted: Iterable[tuple[int, str, int]], day: str
) -> None:
    """One entry a person for what a file brought: (account id, currency, minor units) of each payment or return."""
    whose: dict[int | None, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    rows = list(posted)
    people = _people(act, {account for account, _currency, _minor in rows})
    for account, currency, minor in rows:
        found = whose[people.get(account)][currency]
        found[0] += 1 if minor > 0 else -1
        found[1] += minor
    for person, sums in sorted(whose.items(), key=lambda item: item[0] or 0):
        key = hashlib.sha256(f"{request_id} {person}".encode()).hexdigest()[:32]
        append(
            act.session,
            request_id=f"received-{key}",
            at=act.now,
            actor_id=act.actor.id,
            act="payments.received",
            account_id=None,
            facts={
                "of": person,
                "day": day,
                "received": [[currency, *found] for currency, found in sorted(sums.items())],
            },
        )


def _people(act: Act, accounts: set[int]) -> dict[int, int | None]:
    found: dict[int, int | None] = {}
    wanted = sorted(accounts)
    for at in range(0, len(wanted), _MANY):
        rows = act.session.execute(
            select(Account.id, Account.assignee_id).where(Account.id.in_(wanted[at : at + _MANY]))
        )
        found |= {row.id: row.assignee_id for row in rows}
    return found
