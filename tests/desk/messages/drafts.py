"""A finished message, a carrier that remembers, and the way through the queue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from collectdesk.desk.act import Actor
from collectdesk.desk.messages.drafting import DraftMessage, draft_message
from collectdesk.desk.messages.queueing import QueueMessage, queue_message
from collectdesk.desk.messages.sending import Sender, send_due
from collectdesk.messages.sending.carrier import Outcome, Parcel
from collectdesk.messages.sending.settings import MailServer
from collectdesk.models import ContactPoint, Message, MessageAttempt
from collectdesk.store import Store
from tests.desk.conftest import Sample

SERVER = MailServer.model_validate({"host": "localhost", "tls": "none", "from": "desk@example.com"})
ADDRESS = "jana@example.org"
TEXT = "Guten Tag Frau Krüger,\n\nzu Rechnung 4655 sind 600,00 EUR offen.\n\nIhr Team"


@dataclass
class Remembers:
    """A carrier that answers what it is told to and keeps what it got."""

    outcome: Outcome = field(default_factory=lambda: Outcome("accepted", 250))
    got: list[Parcel] = field(default_factory=list)

    def carry(self, parcel: Parcel) -> Outcome:
        self.got.append(parcel)
        return self.outcome


def email_point(store: Store, sample: Sample) -> int:
    """An e-mail address of the sample's customer."""
    with store.write() as session:
        party_id = session.get_one(ContactPoint, sample.phone_id).party_id
        point = ContactPoint(
            party_id=party_id, person_id=sample.person_id, kind="email", value=ADDRESS, use="work",
            state="verified", source="test",
        )  # fmt: skip
        session.add(point)
        session.flush()
        return point.id


def draft(store: Store, actor: Actor, now: datetime, sample: Sample, **given: Any) -> int:
    """A draft; gives its id."""
    usual: dict[str, Any] = {
        "account_id": sample.account_id, "person_id": sample.person_id, "template": "friendly_reminder",
        "purpose": "friendly_reminder", "language": "de", "channel": "email", "address": ADDRESS,
        "to_name": "Jana Krüger", "subject": "Rechnung 4655", "text": TEXT,
    }  # fmt: skip
    receipt = draft_message(store, actor, now, DraftMessage(**{**usual, **given}))
    return receipt.created["message"][0]


def queue(store: Store, actor: Actor, now: datetime, message_id: int) -> None:
    """Put it in the queue as it was previewed."""
    command = QueueMessage(message_id=message_id, digest=row(store, message_id).digest)
    queue_message(store, actor, now, command)


def queued(store: Store, actor: Actor, now: datetime, sample: Sample, **given: Any) -> int:
    """A message in the queue; gives its id."""
    message_id = draft(store, actor, now, sample, **given)
    queue(store, actor, now, message_id)
    return message_id


def send(store: Store, actor: Actor, now: datetime, carrier: Any, **more: Any) -> list[tuple[int, str]]:
    """Send what is due; gives ids and states."""
    clock: Callable[[], datetime] = lambda: now  # noqa: E731
    sender = Sender({"email": carrier, "sms": carrier, "letter": carrier}, SERVER, **more)
    return [(one.message_id, one.state) for one in send_due(store, actor, clock, sender)]


def row(store: Store, message_id: int) -> Message:
    """The message as it is stored."""
    with store.read() as session:
        return session.get_one(Message, message_id)


def steps(store: Store, message_id: int) -> list[str]:
    """The steps on record, in order."""
    with store.read() as session:
        return list(
            session.scalars(
                select(MessageAttempt.step)
                .where(MessageAttempt.about_message_id == message_id)
                .order_by(MessageAttempt.id)
            )
        )
