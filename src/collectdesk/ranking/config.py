"""The ranking rules of `data/ranking.toml`, checked when they are loaded."""

from __future__ import annotations

import hashlib
from functools import cache, cached_property
from typing import Annotated, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from collectdesk.resources import parse_data, read_data

FILE = "data/ranking.toml"

PinCode = Literal["insurer_deadline", "limitation", "promise_due", "customer_waits"]
HoldCode = Literal[
    "cease",
    "attorney",
    "insolvency",
    "deceased",
    "breathing_space",
    "breathing_space_crisis",
    "moratorium",
    "minor",
    "wrong_party",
    "placed",
    "support_need",
    "hardship",
    "paid_claim",
    "payment_search",
    "skipped",
    "payment_plan",
    "settlement",
]
SuppressionCode = HoldCode | Literal["promise", "disputed", "small_balance", "nothing_due"]
WaitingKind = Literal[
    "call", "callback", "email", "letter", "check_payment", "send_copy", "review", "trace", "other"
]

Points = Annotated[int, Field(ge=0, le=100)]
Days = Annotated[int, Field(ge=1, le=3650)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Band(_Part):
    """From `start` on (an amount, days, per cent), `points`."""

    start: int = Field(alias="from", ge=1, le=10**11)
    points: Points


class Bands(_Part):
    """A factor that steps: below the first band it gives nothing."""

    cap: Points
    bands: tuple[Band, ...] = Field(min_length=1, strict=False)

    @model_validator(mode="after")
    def _rising_and_capped(self) -> Self:
        starts = [band.start for band in self.bands]
        if starts != sorted(set(starts)):
            raise ValueError("each band must start above the one before")
        if max(band.points for band in self.bands) > self.cap:
            raise ValueError("a band gives more points than the cap")
        return self


class ContactGap(Bands):
    """Days since the right party was last spoken to."""

    never: Points

    @model_validator(mode="after")
    def _never_within_cap(self) -> Self:
        if self.never > self.cap:
            raise ValueError("never gives more points than the cap")
        return self


class PromisePoints(_Part):
    """Points for a promise fallen due, and for broken ones by level."""

    cap: Points
    due: Points
    broken: tuple[Points, ...] = Field(min_length=1, strict=False)
    halves_after_days: Days

    @model_validator(mode="after")
    def _within_cap(self) -> Self:
        if max(self.due, *self.broken) > self.cap:
            raise ValueError("a promise gives more points than the cap")
        return self


class CodePoints(_Part):
    """Points by code."""

    cap: Points
    points: dict[str, Points]


class RiskClasses(CodePoints):
    """Points by risk class."""

    points: dict[Literal["A", "B", "C", "D"], Points]  # type: ignore[assignment]

    @model_validator(mode="after")
    def _within_cap(self) -> Self:
        if max(self.points.values(), default=0) > self.cap:
            raise ValueError("a class gives more points than the cap")
        return self


class Pins(_Part):
    """What stands above every score, strongest first."""

    order: tuple[PinCode, ...] = Field(strict=False)
    insurer_business_days: Days
    limitation_days: Days
    answer_business_days: Days

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if sorted(self.order) != sorted(get_args(PinCode)):
            raise ValueError("order must name each of " + ", ".join(get_args(PinCode)) + " once")
        return self

    def number(self, code: PinCode) -> int:
        """The stored number of a pin: the strongest has the highest, 0 is none."""
        return len(self.order) - self.order.index(code)

    def code(self, number: int) -> str | None:
        """The pin a stored number stands for."""
        return self.order[len(self.order) - number] if number else None


class Suppressions(_Part):
    """Why an account is held back, strongest first."""

    order: tuple[SuppressionCode, ...] = Field(strict=False)
    silences_callbacks: tuple[SuppressionCode, ...] = Field(strict=False)
    small_balance: int = Field(ge=0, le=10**9)

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        wanted = [*get_args(HoldCode), "promise", "disputed", "small_balance", "nothing_due"]
        if sorted(self.order) != sorted(wanted):
            raise ValueError("order must name each of " + ", ".join(wanted) + " once")
        return self

    def number(self, code: SuppressionCode) -> int:
        """The stored number of a suppression: 1 is the strongest, 0 is none."""
        return self.order.index(code) + 1

    def code(self, number: int) -> str | None:
        """The suppression a stored number stands for."""
        return self.order[number - 1] if number else None


class Waiting(_Part):
    """Kinds of open next action that take an account off the list until they are due."""

    kinds: tuple[WaitingKind, ...] = Field(min_length=1, strict=False)


class RankingRules(_Part):
    """All of `data/ranking.toml`. `version` is the digest of what it says, comments apart."""

    amount: Bands
    days_past_due: Bands
    promise: PromisePoints
    risk_class: RiskClasses
    flags: CodePoints
    contact_gap: ContactGap
    credit_limit: Bands
    pins: Pins
    suppressions: Suppressions
    waiting: Waiting

    @model_validator(mode="after")
    def _caps_make_a_hundred(self) -> Self:
        if sum(self.caps) > 100:
            raise ValueError("the caps of all factors together must not exceed 100")
        return self

    @property
    def caps(self) -> tuple[int, ...]:
        """The caps of the seven factors."""
        parts = (self.amount, self.days_past_due, self.promise, self.risk_class, self.flags)
        return (*(part.cap for part in parts), self.contact_gap.cap, self.credit_limit.cap)

    @cached_property
    def version(self) -> str:
        """SHA-256 over the rules, as hex."""
        return hashlib.sha256(self.model_dump_json(by_alias=True).encode()).hexdigest()


def parse_rules(text: str, name: str = FILE) -> RankingRules:
    """The rules in `text`. BadInput naming `name` and the key when something in it cannot be used."""
    return parse_data(text, name, RankingRules)


@cache
def load_rules() -> RankingRules:
    """The rules in force, read once. BadInput when the file cannot be used."""
    return parse_rules(read_data("ranking.toml"))
