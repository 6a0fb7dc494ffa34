"""Whose a message from outside is: by what it answers, by who sent it, by the reference in its subject."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from collectdesk.exchange.mailbox import Received
from collectdesk.models import Account, ContactPoint, Message

_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9/_-]{3,29}")


@dataclass(frozen=True, slots=True)
class Match:
    """The account and the message it answers, each None when not known, and how that was found.

    `by` is person, thread, address or reference.
    """

    account_id: int | None
    message_id: int | None
    by: str | None


def match(session: Session, one: Received, given: int | None = None) -> Match:
    """Find whose a message is. More than one candidate is nobody's: a person decides."""
    threaded = _by_thread(session, one)
    if given is not None:
        return Match(given, threaded.id if threaded and threaded.account_id == given else None, "person")
    if threaded is not None:
        return Match(threaded.account_id, threaded.id, "thread")
    if one.kind == "bounce":
        return Match(None, None, None)  # a report that does not say what it is about proves nothing
    accounts = _by_address(session, one.from_address)
    if len(accounts) == 1:
        return Match(accounts[0], None, "address")
    named = _by_reference(session, one.subject)
    both = [one for one in named if one in accounts] if accounts else named
    return Match(both[0], None, "reference") if len(both) == 1 else Match(None, None, None)


def _by_thread(session: Session, one: Received) -> Message | None:
    """Our message that is named the closest."""
    if not one.answers:
        return None
    rows = session.scalars(select(Message).where(Message.message_id.in_(one.answers[:50])))
    found = {row.message_id: row for row in rows}
    return next((found[name] for name in one.answers if name in found), None)


def _by_address(session: Session, address: str) -> list[int]:
    """Accounts of the customers who are known to write from an address."""
    if not address:
        return []
    return list(
        session.scalars(
            select(Account.id)
            .join(ContactPoint, ContactPoint.party_id == Account.party_id)
            .where(
                ContactPoint.kind == "email",
                func.lower(ContactPoint.value) == address,
                ContactPoint.state != "blocked",
            )
            .distinct()
            .order_by(Account.id)
            .limit(50)
        )
    )


def _by_reference(session: Session, subject: str) -> list[int]:
    """Accounts whose number stands in a subject."""
    words = _REFERENCE.findall(subject)[:50]
    return list(session.scalars(select(Account.id).where(Account.number.in_(words)).order_by(Account.id)))
