"""What a jurisdiction record may say: the shape of `data/jurisdictions/*.toml`, checked when it is loaded.

One file is one jurisdiction: a country (`DE`), a region (`US-MA`, ISO 3166-2) or a city below it
(`US-NY-NYC`). A person stands under every record on the way up; the strictest rule wins. Each rule carries its
citation, its force, how far it was confirmed (`confidence`), from when to when it holds, and to whom it applies.
Times are clock readings where the customer is; days are local calendar days; intervals are half open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

Channel = Literal["call", "voicemail", "sms", "email", "letter", "messenger", "visit"]
Place = Literal["home", "work", "mobile"]
PartyType = Literal["consumer", "sole_trader", "business", "public_body"]
Collector = Literal["third_party", "creditor", "debt_buyer", "lawyer", "lender"]
DebtType = Literal["trade_invoice", "consumer_credit", "loan", "utility", "telecom"]
StopKind = Literal[
    "cease",
    "attorney",
    "insolvency",
    "deceased",
    "dispute",
    "breathing_space",
    "breathing_space_crisis",
    "moratorium",
    "minor",
    "wrong_party",
    "placed",
]
NoticeKind = Literal["written_notice", "validation", "reminder", "default_notice"]
Purpose = Literal["demand", "notice", "answer"]
"""Why the customer is contacted: to demand payment, to give a statutory or final notice, to answer a question."""
Speaker = Literal[
    "customer",
    "spouse",
    "parent",
    "guardian",
    "guarantor",
    "executor",
    "lawyer",
    "household",
    "employer",
    "other",
]
"""Who is spoken to."""

Force = Literal["statute", "regulator", "standard", "code", "house", "draft"]
Confidence = Literal["C1", "C2", "K", "U", "unknown"]
"""C1 official text read, C2 secondary source read, K well known, U uncertain, unknown not established."""

CHANNELS: tuple[Channel, ...] = get_args(Channel)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Week = tuple[tuple[tuple[int, int], ...], ...]
"""For each weekday from Monday: the open intervals in minutes after midnight."""

_TIME = r"([01]\d|2[0-4]):([0-5]\d)"
_STRETCH = re.compile(rf"^([a-z]{{3}})(?:-([a-z]{{3}}))? {_TIME}-{_TIME}$")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Scope(_Part):
    """To whom a rule applies. An empty list is "to all"; a fact that is not known counts as covered.

    `amount_max` is in whole units of `currency` and includes the amount itself. `days_past_due_max` includes the day.
    `incurred_from` is the day from which debts are covered (entered into, renewed, sold or assigned).
    """

    collector: tuple[Collector, ...] = ()
    party_type: tuple[PartyType, ...] = ()
    debt_type: tuple[DebtType, ...] = ()
    amount_max: Decimal | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None
    days_past_due_min: int | None = None
    days_past_due_max: int | None = None
    incurred_from: date | None = None

    @model_validator(mode="after")
    def _amount_has_a_currency(self) -> Self:
        if (self.amount_max is None) != (self.currency is None):
            raise ValueError("amount_max and currency go together")
        return self


class Rule(_Part):
    """What every rule says of itself.

    `title` is one sentence for the collector. `channels` are those the rule speaks about (empty: all); a rule about
    calls is also one about voicemail. `places` narrows it to where the customer is reached (empty: everywhere).
    `override` says who may go past it: only a lead, or nobody. A rule whose confidence is U or unknown never
    decides; it asks for a review. A rule of force `draft` is shown and never applied.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9_.-]+$")]
    title: Annotated[str, Field(min_length=3)]
    citation: str = ""
    url: str | None = None
    force: Force
    confidence: Confidence
    read_on: date | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    applies: Scope = Scope()
    channels: tuple[Channel, ...] = ()
    places: tuple[Place, ...] = ()
    override: Literal["nobody", "lead"] = "nobody"

    @model_validator(mode="after")
    def _law_is_cited(self) -> Self:
        if self.force != "house" and not self.citation:
            raise ValueError(f"rule {self.id} has no citation; only house rules go without")
        if self.effective_from and self.effective_to and self.effective_to < self.effective_from:
            raise ValueError(f"rule {self.id} ends before it begins")
        return self


def parse_week(stretches: tuple[str, ...]) -> Week:
    """Open hours per weekday from stretches such as "mon-fri 08:00-20:00"; days not named are closed.

    ValueError for what cannot be read, or when two stretches of a day overlap.
    """
    week: list[list[tuple[int, int]]] = [[] for _day in WEEKDAYS]
    for text in stretches:
        found = _STRETCH.match(text)
        if found is None or found[1] not in WEEKDAYS or (found[2] or found[1]) not in WEEKDAYS:
            raise ValueError(f'"{text}" is not of the form "mon-fri 08:00-20:00"')
        first, last = WEEKDAYS.index(found[1]), WEEKDAYS.index(found[2] or found[1])
        start, end = int(found[3]) * 60 + int(found[4]), int(found[5]) * 60 + int(found[6])
        if not start < end <= 24 * 60 or last < first:
            raise ValueError(f'"{text}" ends before it begins')
        for day in range(first, last + 1):
            week[day].append((start, end))
    for open_hours in week:
        open_hours.sort()
        if any(one[1] > two[0] for one, two in pairwise(open_hours)):
            raise ValueError("two stretches of a day overlap")
    return tuple(tuple(open_hours) for open_hours in week)


def said_week(stretches: Iterable[str]) -> str:
    """Open hours as people write them: "Mon to Fri 08:00-20:00, Sat 09:00-14:00"."""
    told = (text.partition(" ") for text in stretches)
    return ", ".join(f"{' to '.join(days.title().split('-'))} {hours}" for days, _space, hours in told)


class Hours(Rule):
    """When contact is allowed: `week` in local time, and what holidays do to it.

    `holidays`: ban (closed), as_sunday, short_window (`holiday_hours`, such as "08:00-18:00"), no_effect,
    recommend_none (REVIEW on that day), unknown (REVIEW). `holiday_list` says which days: the public holidays of
    the subdivision, those the law itself prints (`[[holiday]]` of the record), or both. Outside the hours:
    `outside`. `consent_lifts`: a recorded consent to the channel opens all hours.
    """

    week: tuple[str, ...]
    holidays: Literal["ban", "as_sunday", "short_window", "no_effect", "recommend_none", "unknown"] = (
        "no_effect"
    )
    holiday_hours: str | None = None
    holiday_list: Literal["public", "listed", "both"] = "public"
    outside: Literal["block", "review"] = "block"
    consent_lifts: bool = False

    @field_validator("week")
    @classmethod
    def _readable(cls, week: tuple[str, ...]) -> tuple[str, ...]:
        parse_week(week)
        return week

    @model_validator(mode="after")
    def _short_window_has_hours(self) -> Self:
        if (self.holidays == "short_window") != (self.holiday_hours is not None):
            raise ValueError("holiday_hours goes with holidays = short_window")
        if self.holiday_hours is not None:
            parse_week((f"mon {self.holiday_hours}",))
        return self


class NoHours(Rule):
    """The law sets no clock times here (`known` true: established), or nobody has established whether it does.

    Established: house hours decide, inside them ALLOW. Not established: inside them REVIEW.
    """

    known: bool


class Cap(Rule):
    """At most `most` contacts in a span.

    `days`: in so many consecutive local days, the day of the new one included; or `calendar`: day, week (from
    Monday) or month. `counts`: attempt (whatever counts towards caps), contact (a person was reached, or a message
    was left or sent), conversation. `counted_channels` are those that are counted (empty: those of `channels`).
    `per` says whose count it is. `after_conversation`: only once there was a conversation. `consent_lifts`:
    contacts with the customer's direct consent are not counted and not stopped, for at most `consent_days` days
    from the day it was given.
    """

    most: Annotated[int, Field(ge=1, le=1000)]
    days: Annotated[int, Field(ge=1, le=400)] | None = None
    calendar: Literal["day", "week", "month"] | None = None
    counts: Literal["attempt", "contact", "conversation"] = "attempt"
    counted_channels: tuple[Channel, ...] = ()
    per: Literal["debt", "creditor", "person"] = "debt"
    after_conversation: bool = False
    consent_lifts: bool = False
    consent_days: int = 7

    @model_validator(mode="after")
    def _one_span(self) -> Self:
        if (self.days is None) == (self.calendar is None):
            raise ValueError("a cap has either days or calendar")
        return self


class Spacing(Rule):
    """Contacts keep a distance: `gap_days` local days between two (2 is every second day), or one channel a week.

    `one_channel_a_week`: after a contact, no other channel for the rest of the seven days. `counts` as in a cap.
    """

    gap_days: Annotated[int, Field(ge=2, le=60)] | None = None
    one_channel_a_week: bool = False
    counts: Literal["attempt", "contact", "conversation"] = "attempt"
    counted_channels: tuple[Channel, ...] = ()
    per: Literal["debt", "creditor", "person"] = "person"

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.gap_days is None) == (not self.one_channel_a_week):
            raise ValueError("a spacing has either gap_days or one_channel_a_week")
        return self


class CoolDown(Rule):
    """A wait after a conversation: `days` (the day of the conversation is day 1) or full `business_days` after it.

    `after`: conversation (about the debt) or contact (a person was reached). `inbound_counts`: also when the customer
    called. `consent_lifts` and `consent_days` as in a cap.
    """

    after: Literal["conversation", "contact"] = "conversation"
    counted_channels: tuple[Channel, ...] = ("call", "voicemail", "visit")
    days: Annotated[int, Field(ge=1, le=400)] | None = None
    business_days: Annotated[int, Field(ge=1, le=60)] | None = None
    inbound_counts: bool = True
    per: Literal["debt", "creditor", "person"] = "debt"
    consent_lifts: bool = False
    consent_days: int = 7

    @model_validator(mode="after")
    def _one_length(self) -> Self:
        if (self.days is None) == (self.business_days is None):
            raise ValueError("a cool-down has either days or business_days")
        return self


class Gate(Rule):
    """What must have happened before: a notice sent, and `days` local calendar days passed since.

    The contact is free on the day of sending plus `days`. `working_days` counts those instead. `resets`: when the
    customer says it never came, only a later copy counts. `days_after_due` instead of a notice: not before so many
    days past due.
    """

    needs: NoticeKind | None = None
    days: Annotated[int, Field(ge=0, le=400)] = 0
    working_days: Annotated[int, Field(ge=0, le=60)] = 0
    resets: bool = True
    days_after_due: Annotated[int, Field(ge=1, le=400)] | None = None

    @model_validator(mode="after")
    def _notice_or_due(self) -> Self:
        if (self.needs is None) == (self.days_after_due is None):
            raise ValueError("a gate needs either a notice or days_after_due")
        return self


class ChannelRule(Rule):
    """What a channel asks for: `opt_in` (recorded consent), `opt_out` (every message offers it), `banned`.

    With `unless_only_number` a banned place is free where it is the only number the customer gave.
    """

    asks: Literal["opt_in", "opt_out", "banned"]
    unless_only_number: bool = False


class Say(Rule):
    """What must be said or written. `condition`: the contact is allowed only on this condition (ALLOW_WITH_DUTIES).

    `stage`: first contact, every contact, time_barred debt, recorded line, instalment agreement. `within_days`: it
    may follow within so many days.
    """

    key: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
    text: Annotated[str, Field(min_length=3)]
    stage: Literal["first", "every", "on_request", "time_barred", "recorded_line", "instalment"] = "every"
    condition: bool = False
    within_days: int | None = None


class ThirdParty(Rule):
    """Who else than the customer may hear of the debt.

    `household` false forbids even implying it to those at home.
    """

    may_discuss_with: tuple[Speaker, ...] = ()
    may_locate: bool = True
    text: Annotated[str, Field(min_length=3)]


class Stop(Rule):
    """What a recorded event stops.

    `reach`: this debt, or all debts of the person. It holds from `starts_after_days` days after the event (0: at
    once), for `lasts_days` or `lasts_months`, else until lifted. `allows` are purposes still free (on a condition);
    `once` lets each happen one time. `only_with` are those who may still be spoken to. `effect` is what it does.
    """

    trigger: StopKind
    effect: Literal["block", "review"] = "block"
    reach: Literal["debt", "person"] = "person"
    starts_after_days: int = 0
    lasts_days: int | None = None
    lasts_months: int | None = None
    allows: tuple[Purpose, ...] = ()
    once: bool = False
    only_with: tuple[Speaker, ...] = ()


class Prohibition(Rule):
    """This kind of collecting is not allowed here at all."""


class Limitation(Rule):
    """When a claim is barred by time: `years` from due, from the end of that year, or from the last payment.

    `effect`: bars_action (no suit; do not hint at one), extinguishes, must_disclose, no_contact (may not be
    collected).
    """

    years: Annotated[int, Field(ge=1, le=30)]
    starts: Literal["due", "year_end", "last_payment"] = "due"
    effect: Literal["bars_action", "extinguishes", "must_disclose", "no_contact"] = "bars_action"


class Note(Rule):
    """A fact to know that decides no verdict: licence, interest, what to keep, who supervises."""

    topic: Literal[
        "scope", "licence", "money", "records", "vulnerability", "conduct", "pending", "third_party"
    ]


class Holiday(_Part):
    """A day the law itself prints: a fixed `day` ("12-24"), days from Easter Sunday, or a weekday of a month.

    `nth` counts from 1; with `before` ("05-25") it is the last such weekday before that day. `sunday_moves`: days
    it moves when it falls on a Sunday.
    """

    name: str
    day: Annotated[str, Field(pattern=r"^\d\d-\d\d$")] | None = None
    easter: int | None = None
    weekday: Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"] | None = None
    nth: Annotated[int, Field(ge=1, le=5)] | None = None
    month: Annotated[int, Field(ge=1, le=12)] | None = None
    before: Annotated[str, Field(pattern=r"^\d\d-\d\d$")] | None = None
    sunday_moves: int = 0

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        ways = [self.day is not None, self.easter is not None, self.weekday is not None]
        if sum(ways) != 1:
            raise ValueError(f"{self.name}: a holiday has one of day, easter, weekday")
        if self.weekday is not None and (self.before is None) == (self.nth is None or self.month is None):
            raise ValueError(f"{self.name}: a weekday needs nth and month, or before")
        return self


class Jurisdiction(_Part):
    """The head of a record.

    `calendar` names the public holidays ("CA-ON"); None: those of the customer's region. `cities` are the names of
    the places in addresses that lie in a city's jurisdiction.
    """

    code: Annotated[str, Field(pattern=r"^(house|[A-Z]{2}(-[A-Z0-9]{1,3}){0,2})$")]
    name: str
    read_on: date
    calendar: str | None = None
    cities: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    note: str = ""


class Record(_Part):
    """One file of `data/jurisdictions/`."""

    jurisdiction: Jurisdiction
    hours: tuple[Hours, ...] = ()
    no_hours: tuple[NoHours, ...] = ()
    cap: tuple[Cap, ...] = ()
    spacing: tuple[Spacing, ...] = ()
    cool_down: tuple[CoolDown, ...] = ()
    gate: tuple[Gate, ...] = ()
    channel: tuple[ChannelRule, ...] = ()
    say: tuple[Say, ...] = ()
    third_party: tuple[ThirdParty, ...] = ()
    stop: tuple[Stop, ...] = ()
    prohibition: tuple[Prohibition, ...] = ()
    limitation: tuple[Limitation, ...] = ()
    note: tuple[Note, ...] = ()
    holiday: tuple[Holiday, ...] = ()

    @property
    def code(self) -> str:
        """The code of the jurisdiction."""
        return self.jurisdiction.code

    def rules(self) -> tuple[Rule, ...]:
        """All rules of the record, in the order of the combination."""
        return (
            *self.stop,
            *self.prohibition,
            *self.gate,
            *self.channel,
            *self.hours,
            *self.no_hours,
            *self.cap,
            *self.spacing,
            *self.cool_down,
            *self.limitation,
            *self.third_party,
            *self.say,
            *self.note,
        )

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        seen: set[str] = set()
        for rule in self.rules():
            if rule.id in seen:
                raise ValueError(f"the rule id {rule.id} is used twice")
            seen.add(rule.id)
        return self
