"""Who may decide a plan, a settlement, a waiver or a write-off: the limits of `data/authority.toml`.

Section 6.3 of the domain reference. That nobody approves their own request is for the act to see to.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from collectdesk.money.amount import Money
from collectdesk.money.currency import is_currency
from collectdesk.money.exact import Amount, Share, as_fraction
from collectdesk.money.schedule import Schedule, down_payment
from collectdesk.resources import parse_data, read_data

FILE = "data/authority.toml"

Limit = Literal["balance", "plan_months", "plan_down_percent", "waiver", "settlement_percent", "write_off"]
Decision = Literal["plan", "settlement", "waiver", "write_off"]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Level(_Record):
    """What one level may decide: amounts in the currency of the table, months, per cent."""

    name: Annotated[str, Field(pattern="^[a-z_]+$")]
    balance: Amount
    plan_months: Annotated[int, Field(ge=1, le=600)]
    plan_down_percent: Annotated[Share, Field(lt=100)]
    waiver: Amount
    settlement_percent: Share
    write_off: Amount


class Above(_Record):
    """Who decides what no level may; None where nobody is named."""

    plan: Annotated[str, Field(pattern="^[a-z_]+$")] | None = None
    settlement: Annotated[str, Field(pattern="^[a-z_]+$")] | None = None
    waiver: Annotated[str, Field(pattern="^[a-z_]+$")] | None = None
    write_off: Annotated[str, Field(pattern="^[a-z_]+$")] | None = None


@dataclass(frozen=True, slots=True)
class PlanAsked:
    """A plan to be decided; `balance` (the total) and `waived` (interest given up) are in the table's currency."""

    total: Money
    down: Money
    months: int
    balance: Money
    waived: Money | None = None


@dataclass(frozen=True, slots=True)
class SettlementAsked:
    """A settlement to be decided: the amount accepted for a balance, and the balance in the table's currency too."""

    owed: Money
    accepted: Money
    balance: Money

    def __post_init__(self) -> None:
        if not 0 < self.accepted.minor < self.owed.minor:
            raise ValueError("a settlement is above zero and less than is owed")


@dataclass(frozen=True, slots=True)
class WaiverAsked:
    """Interest and fees to be given up, in the table's currency."""

    amount: Money

    def __post_init__(self) -> None:
        if self.amount.minor <= 0:
            raise ValueError("what is given up is above zero")


@dataclass(frozen=True, slots=True)
class WriteOffAsked:
    """A small balance to be written off, in the table's currency."""

    amount: Money

    def __post_init__(self) -> None:
        if self.amount.minor <= 0:
            raise ValueError("what is given up is above zero")


Asked = PlanAsked | SettlementAsked | WaiverAsked | WriteOffAsked


@dataclass(frozen=True, slots=True)
class Exceeded:
    """A limit of the level that was asked, and what it says: per cent, months, or an amount in the table's currency.

    What other rules of the house do not allow stands beside it with their own codes.
    """

    limit: str
    allowed: Decimal | int


@dataclass(frozen=True, slots=True)
class Ruling:
    """Whether `level` may decide, by which limits it may not, and the first that may.

    `first` is the name of a level, of who stands above them, or None where nobody may. `level` is None for somebody
    who is none of them.
    """

    level: str | None
    allowed: bool
    first: str | None
    exceeded: tuple[Exceeded, ...]


class AuthorityTable(_Record):
    """All of the file."""

    currency: str
    level: tuple[Level, ...] = Field(strict=False, min_length=1)
    above: Above

    @model_validator(mode="after")
    def _grows_upwards(self) -> Self:
        if not is_currency(self.currency):
            raise ValueError(f"currency {self.currency!r} is not a currency of ISO 4217")
        names = [one.name for one in self.level]
        if len(set(names)) < len(names):
            raise ValueError("a level stands there twice")
        for below, one in zip(self.level, self.level[1:], strict=False):
            for key in ("balance", "plan_months", "waiver", "settlement_percent", "write_off"):
                if getattr(one, key) < getattr(below, key):
                    raise ValueError(f"{key} of {one.name} is less than that of {below.name} below it")
            if one.plan_down_percent > below.plan_down_percent:
                raise ValueError(
                    f"plan_down_percent of {one.name} is more than that of {below.name} below it"
                )
        return self

    def highest(self, roles: Collection[str]) -> str | None:
        """The highest of the levels that a person's roles name; None where they name none."""
        return next((one.name for one in reversed(self.level) if one.name in roles), None)

    def get(self, name: str) -> Level:
        """A level by its name. ValueError where there is none."""
        found = next((one for one in self.level if one.name == name), None)
        if found is None:
            raise ValueError(f"{FILE} has no level {name!r}")
        return found

    def up_from(self, name: str) -> tuple[Level, ...]:
        """A level and those above it, lowest first. ValueError where there is none of that name."""
        return self.level[self.level.index(self.get(name)) :]

    def rule(self, asked: Asked, level: str | None) -> Ruling:
        """Whether a level may decide, and the first that may. CurrencyMismatch for amounts in another currency."""
        exceeded = self._exceeded(asked, self.get(level)) if level is not None else ()
        first = next((one.name for one in self.level if not self._exceeded(asked, one)), None)
        above: str | None = getattr(self.above, _decision(asked))
        return Ruling(level, level is not None and not exceeded, first or above, exceeded)

    def _exceeded(self, asked: Asked, level: Level) -> tuple[Exceeded, ...]:
        found: list[Exceeded] = []

        def hold(limit: Limit, amount: Money) -> None:
            allowed: Decimal = getattr(level, limit)
            if Money.rounded(allowed, self.currency) < amount:
                found.append(Exceeded(limit, allowed))

        match asked:
            case PlanAsked():
                hold("balance", asked.balance)
                if asked.months > level.plan_months:
                    found.append(Exceeded("plan_months", level.plan_months))
                if asked.down < down_payment(asked.total, level.plan_down_percent):
                    found.append(Exceeded("plan_down_percent", level.plan_down_percent))
                if asked.waived is not None:
                    hold("waiver", asked.waived)
            case SettlementAsked():
                hold("balance", asked.balance)
                forgiven = asked.owed - asked.accepted
                if forgiven.minor > as_fraction(level.settlement_percent) * asked.owed.minor:
                    found.append(Exceeded("settlement_percent", level.settlement_percent))
            case WaiverAsked():
                hold("waiver", asked.amount)
            case WriteOffAsked():
                hold("write_off", asked.amount)
        return tuple(found)


def plan_asked(plan: Schedule, balance: Money, waived: Money | None = None) -> PlanAsked:
    """What is asked with a schedule. `balance` is its total in the table's currency; `waived` is in the plan's own.

    What is waived is converted at the rate between the two, rounded half up.
    """
    given_up = None if waived is None else balance.times(Fraction(waived.minor, plan.total.minor))
    return PlanAsked(plan.total, plan.down, plan.term_months, balance, given_up)


def parse_authority(text: str, name: str = FILE) -> AuthorityTable:
    """The table in `text`. BadInput naming `name` and the key when something in it cannot be used."""
    return parse_data(text, name, AuthorityTable)


@cache
def load_authority() -> AuthorityTable:
    """The limits in force, read once. BadInput when the file cannot be used."""
    return parse_authority(read_data("authority.toml"))


def _decision(asked: Asked) -> Decision:
    match asked:
        case PlanAsked():
            return "plan"
        case SettlementAsked():
            return "settlement"
        case WaiverAsked():
            return "waiver"
        case WriteOffAsked():
            return "write_off"
