"""How little the house, a client or a person accepts in discharge of a debt: the rules of `data/settlements.toml`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Annotated, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator

from collectdesk.money.amount import Money
from collectdesk.money.currency import is_currency
from collectdesk.money.exact import Amount, Share
from collectdesk.resources import parse_data, read_data

FILE = "data/settlements.toml"

Days = Annotated[int, Field(ge=0, le=9999)]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class FloorBand(_Record):
    """`percent` of the balance for debts up to so many days past due and up to a balance, both included."""

    up_to_days: Days | None = None
    up_to_balance: Amount | None = None
    percent: Share

    def takes(self, days_past_due: int, balance: Decimal) -> bool:
        """Whether a debt falls into this band."""
        young = self.up_to_days is None or days_past_due <= self.up_to_days
        return young and (self.up_to_balance is None or balance <= self.up_to_balance)


class SettlementLevel(_Record):
    """The rules of one level; what it does not say it does not limit."""

    most_payments: Annotated[int, Field(ge=1, le=600)] | None = None
    most_days: Days | None = None
    most_days_between: Days | None = None
    most_forgiven: Amount | None = None
    floor: tuple[FloorBand, ...] = Field(default=(), strict=False)

    @model_validator(mode="after")
    def _ends_open(self) -> Self:
        if self.floor:
            last = self.floor[-1]
            if last.up_to_days is not None or last.up_to_balance is not None:
                raise ValueError(
                    "the last floor takes every debt; leave out its up_to_days and up_to_balance"
                )
        return self

    def floor_percent(self, days_past_due: int, balance: Decimal) -> Decimal | None:
        """The per cent of the first band that takes a debt; None where the level has no floor."""
        return next((one.percent for one in self.floor if one.takes(days_past_due, balance)), None)


@dataclass(frozen=True, slots=True)
class SettlementLimits:
    """What several levels allow together: of each the strictest, None where none limits it.

    `floor_level` is the level whose floor counts. `forgiven` is in the currency of the rules.
    """

    floor_percent: Decimal
    floor_level: str
    payments: int | None
    days: int | None
    days_between: int | None
    forgiven: Money | None


class SettlementRules(_Record):
    """All of the file."""

    currency: str
    valid_days: Days
    rate_percent: Share = Decimal(0)
    level: dict[Annotated[str, Field(min_length=1)], SettlementLevel]

    @model_validator(mode="after")
    def _has_a_house(self) -> Self:
        if not is_currency(self.currency):
            raise ValueError(f"currency {self.currency!r} is not a currency of ISO 4217")
        if "house" not in self.level or not self.level["house"].floor:
            raise ValueError("level.house must be there and have a floor")
        return self

    def limits(self, balance: Money, days_past_due: int, levels: Collection[str] = ()) -> SettlementLimits:
        """The strictest of the house and of `levels`, as far as they have rules, for a debt.

        `balance` is in the currency of the rules; ValueError when it is not.
        """
        if balance.currency != self.currency:
            raise ValueError(f"the balance must be in {self.currency}, in which {FILE} is written")
        used = [(name, one) for name, one in self.level.items() if name == "house" or name in levels]
        floors = [
            (percent, name)
            for name, one in used
            if (percent := one.floor_percent(days_past_due, balance.amount)) is not None
        ]
        percent, name = max(floors, key=lambda one: one[0])
        forgiven = _least([one.most_forgiven for _name, one in used])
        return SettlementLimits(
            percent,
            name,
            _least([one.most_payments for _name, one in used]),
            _least([one.most_days for _name, one in used]),
            _least([one.most_days_between for _name, one in used]),
            None if forgiven is None else Money.rounded(forgiven, self.currency),
        )


def parse_settlement_rules(text: str, name: str = FILE) -> SettlementRules:
    """The rules in `text`. BadInput naming `name` and the key when something in it cannot be used."""
    return parse_data(text, name, SettlementRules)


@cache
def load_settlement_rules() -> SettlementRules:
    """The rules in force, read once. BadInput when the file cannot be used."""
    return parse_settlement_rules(read_data("settlements.toml"))


_T = TypeVar("_T", int, Decimal)


def _least(found: list[_T | None]) -> _T | None:
    return min((one for one in found if one is not None), default=None)
