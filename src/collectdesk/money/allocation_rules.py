"""Who decides what a payment settles, and in which order: the profiles of `data/allocation.toml`."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import cache, cached_property
from typing import Annotated, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from collectdesk.confidence import Mark
from collectdesk.money.amount import Money
from collectdesk.money.currency import decimals
from collectdesk.money.exact import Amount, PerCent
from collectdesk.resources import parse_data, read_data

FILE = "data/allocation.toml"

Kind = Literal["principal", "interest", "fee", "cost"]
Step = Literal["debtor", "agreement", "creditor", "default"]
Criterion = Literal["due", "less_secured", "burdensome", "older"]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Profile(_Record):
    """One order of settling. A statute's has a confidence; a house order is the desk's own and has none."""

    force: Literal["statute", "house"]
    citation: str = Field(min_length=1)
    confidence: Mark | None = None
    read_on: date
    steps: tuple[Step, ...] = Field(min_length=1, strict=False)
    designates: Literal["debt", "item"]
    between: tuple[Criterion, ...] = Field(strict=False)
    ties: Literal["pro_rata", "in_order"]
    inside: tuple[Kind, ...] = Field(strict=False)
    disputed: Literal["held", "as_others"] = "held"
    note: str = ""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if (self.force == "statute") is (self.confidence is None):
            raise ValueError("a statute needs its confidence, and a house order has none")
        if sorted(self.inside) != sorted(get_args(Kind)):
            raise ValueError("inside must name each of " + ", ".join(get_args(Kind)) + " once")
        for said in (self.steps, self.between):
            if len(set(said)) != len(said):
                raise ValueError("nothing is named twice in steps or between")
        if "default" in self.steps[:-1]:
            raise ValueError("default is the last step")
        return self


class CountryProfile(_Record):
    """The profile of a country for a kind of agreement."""

    country: Annotated[str, Field(pattern="^[A-Z]{2}$")]
    agreement: Annotated[str, Field(pattern="^[a-z_]+$")]
    profile: str


class House(_Record):
    """The profile where no country has its own."""

    profile: str


class ChargeTolerance(_Record):
    """Up to which shortfall bank charges explain it: the larger of two measures, below a share of what was due."""

    force: Literal["house"]
    units: Amount
    percent: Annotated[PerCent, Field(ge=0)]
    most_percent: Annotated[PerCent, Field(ge=0)]

    def covers(self, short: Money, due: Money) -> bool:
        """Whether a shortfall on what was due, both of one currency, may be the banks' charges."""
        if not 0 < short.minor < due.minor or short.currency != due.currency:
            return False
        units = Fraction(self.units) * Fraction(10 ** decimals(due.currency))
        share = Fraction(self.percent) * Fraction(due.minor, 100)
        most = Fraction(self.most_percent) * Fraction(due.minor, 100)
        most_minor = min(max(units, share), most)
        return short.minor <= most_minor


class AllocationRules(_Record):
    """All of the file."""

    profile: dict[str, Profile]
    country: tuple[CountryProfile, ...] = Field(strict=False)
    house: House
    bank_charge: ChargeTolerance

    @model_validator(mode="after")
    def _names_are_there(self) -> Self:
        seen = set()
        for one in self.country:
            if (one.country, one.agreement) in seen:
                raise ValueError(f"the country {one.country} has two profiles for {one.agreement}")
            seen.add((one.country, one.agreement))
        for name in (*(one.profile for one in self.country), self.house.profile):
            if name not in self.profile:
                raise ValueError(f"there is no profile {name}")
        return self

    def name_for(self, country: str, agreement: str = "general") -> str:
        """The name of the profile for a country and agreement; without one the country's general, then the house's."""
        found = self._profiles
        return found.get((country, agreement)) or found.get((country, "general")) or self.house.profile

    @cached_property
    def _profiles(self) -> dict[tuple[str, str], str]:
        return {(one.country, one.agreement): one.profile for one in self.country}


def parse_allocation_rules(text: str, name: str = FILE) -> AllocationRules:
    """The profiles in `text`. BadInput naming `name` and the key when something in it cannot be used."""
    return parse_data(text, name, AllocationRules)


@cache
def load_allocation_rules() -> AllocationRules:
    """The profiles in force, read once. BadInput when the file cannot be used."""
    return parse_allocation_rules(read_data("allocation.toml"))
