"""What screens and the shell see of an account: frozen values, never rows of the database.

Amounts are `Money`, instants aware UTC, days dates of the desk.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from collectdesk.desk.cash.views import PaymentHistory
from collectdesk.money import Money


@dataclass(frozen=True, slots=True)
class Owed:
    """What an account owes in one currency. Credits are negative and stand apart, outside the other sums."""

    currency: str
    overdue: Money
    overdue_items: int
    disputed: Money
    disputed_items: int
    not_due: Money
    not_due_items: int
    credits: Money
    ageing: tuple[Money, Money, Money, Money, Money]
    """not due, 1-30, 31-60, 61-90, 91 and more days past due; disputed parts included."""

    @property
    def total(self) -> Money:
        """Everything open: overdue and not yet due, less credits."""
        return self.overdue + self.not_due + self.credits


@dataclass(frozen=True, slots=True)
class Item:
    """An open item. `days_past_due` is None without a due date; `state` says in words what holds it."""

    id: int
    document: str
    kind: str
    reference: str | None
    document_on: date | None
    due_on: date | None
    days_past_due: int | None
    original: Money
    open: Money
    disputed: Money
    part_paid: bool
    terms: str | None
    state: str
    """promised, promise_broken, disputed, overdue, not_due, credit or no_due_date."""
    state_on: date | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """A way to reach a person. See `models.ContactPoint`."""

    id: int
    kind: str
    value: str
    use: str | None
    state: str
    person_id: int | None


@dataclass(frozen=True, slots=True)
class Contact:
    """A person at the customer, with the ways to reach them."""

    id: int
    name: str
    salutation: str | None
    role: str | None
    language: str | None
    zone: str | None
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the timeline, newest first. `kind` is activity, note, promise, dispute, decision, hold or item.

    `result` is the code of an activity, the state of a promise, the reason of a dispute, the outcome of a decision,
    the kind of a hold. The amount of a decision is what was accepted, where nothing was what was disputed.
    An activity that was a message has its id: `sent_id` of one that went, `received_id` of one that came in.
    """

    at: datetime
    kind: str
    result: str
    text: str
    who: str
    amount: Money | None = None
    on: date | None = None
    channel: str | None = None
    person: str | None = None
    seconds: int = 0
    undone: bool = False
    sent_id: int | None = None
    received_id: int | None = None


@dataclass(frozen=True, slots=True)
class Commitment:
    """A promise, dispute, awaited credit, hold or next action that is still on. `on` is its day, `at` its moment.

    `id` is that of its row, for a credit that of the dispute.
    """

    id: int
    kind: str
    code: str
    text: str
    amount: Money | None = None
    on: date | None = None
    at: datetime | None = None
    until: date | None = None
    level: int = 0


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything about one account."""

    account_id: int
    number: str
    customer: str
    party_type: str
    creditor: str
    country: str | None
    region: str | None
    city: str | None
    postcode: str | None
    street: str | None
    zone: str | None
    language: str | None
    customer_since: date | None
    risk_class: str | None
    credit_limit: Money | None
    assignee: str | None
    day: date
    owed: tuple[Owed, ...]
    items: tuple[Item, ...]
    items_total: int
    people: tuple[Contact, ...]
    loose_points: tuple[Point, ...]
    events: tuple[Event, ...]
    events_total: int
    commitments: tuple[Commitment, ...]
    promises_kept: int
    promises_judged: int
    last_broken_on: date | None
    draft_places: tuple[str, ...] = field(default=())
    payments: PaymentHistory | None = None
