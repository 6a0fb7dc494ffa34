"""What is known of a contact that somebody is about to make: values only, nothing is looked up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from collectdesk.rules.record import (
    Channel,
    Collector,
    DebtType,
    NoticeKind,
    PartyType,
    Place,
    Purpose,
    Speaker,
    StopKind,
    Week,
)

WishKind = Literal["no_calls", "no_work", "hours", "days", "only"]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One contact that was made or tried.

    `counts` says that it counts towards caps on attempts, `reached` that a person was reached or a message was left
    or sent, `conversation` that the debt was talked about. `debts` empty means the debt at hand; `creditor` None
    the creditor at hand.
    """

    at: datetime
    channel: Channel
    outbound: bool = True
    counts: bool = True
    reached: bool = False
    conversation: bool = False
    debts: tuple[str, ...] = ()
    creditor: str | None = None
    place: Place | None = None
    purpose: Purpose = "demand"


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice that was sent on a day, and the day on which the customer said that it never came."""

    kind: NoticeKind
    on: date
    not_received_on: date | None = None


@dataclass(frozen=True, slots=True)
class Stopped:
    """An event on record that stops contact; `debt` None stands for all debts of the person."""

    kind: StopKind
    on: date
    lifted_on: date | None = None
    debt: str | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """What the customer asked for.

    `week` are the hours or days that suit; `channels` those that are left (`only`).
    """

    kind: WishKind
    week: Week | None = None
    channels: tuple[Channel, ...] = ()
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Consent:
    """The customer's consent to a channel, given on a day.

    With `for_on` it is for that day only; `ended_on` is the day it was withdrawn.
    """

    channel: Channel
    on: date
    for_on: date | None = None
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A contact in question.

    None means not known, and what is not known is taken to fall under a rule. `regions` are ISO 3166-2 codes and
    cities below them. `zones` are all IANA zones where the customer may plausibly be. `amount` is in whole units of
    `currency`. `due_on` is the day the oldest debt fell due.
    """

    country: str | None
    regions: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    party_type: PartyType | None = None
    collector: Collector | None = None
    debt_type: DebtType | None = None
    amount: Decimal | None = None
    currency: str | None = None
    channel: Channel = "call"
    place: Place | None = None
    purpose: Purpose = "demand"
    speaker: Speaker = "customer"
    debt: str | None = None
    creditor: str | None = None
    due_on: date | None = None
    incurred_on: date | None = None
    only_number: bool | None = None
    attempts: tuple[Attempt, ...] = ()
    notices: tuple[Notice, ...] = ()
    stops: tuple[Stopped, ...] = ()
    wishes: tuple[Wish, ...] = ()
    consents: tuple[Consent, ...] = ()
