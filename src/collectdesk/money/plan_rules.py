"""How this desk proposes, doubts and moves payment plans: the figures of `data/plans.toml`."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from collectdesk.money.amount import Money
from collectdesk.money.currency import is_currency
from collectdesk.money.exact import Amount, Share
from collectdesk.resources import parse_data, read_data

FILE = "data/plans.toml"

ProposalName = Literal["short", "balanced", "longest"]
Count = Annotated[int, Field(ge=0, le=9999)]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class ProposalRule(_Record):
    """One of the three: its term in per cent of the longest that may be decided, and its down payment."""

    term_percent: Annotated[Share, Field(gt=0)]
    down_percent: Annotated[Share, Field(lt=100)]


class ProposalRules(_Record):
    """The three proposals, from the shortest to the longest."""

    short: ProposalRule
    balanced: ProposalRule
    longest: ProposalRule

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.short.term_percent <= self.balanced.term_percent <= self.longest.term_percent:
            raise ValueError("term_percent grows from short over balanced to longest")
        return self


class LoyalTerms(_Record):
    """Who always paid (items paid, days late on average, nothing broken), and what they are given."""

    paid_items: Count
    days_late: Count
    down_percent: Annotated[Share, Field(lt=100)]
    interest_free: bool


class Signs(_Record):
    """From where on a plan looks unrealistic."""

    first_days: Count
    balloon_percent: Share
    plans_a_year: Annotated[Count, Field(ge=1)]


class RescheduleRule(_Record):
    """How far and how often an instalment moves without approval, and moves in a plan before the lead looks."""

    days: Count
    without_approval: Count
    in_plan: Count


class DefaultRule(_Record):
    """What ends a plan: an instalment that is not there so many business days after its day."""

    cure_business_days: Count


class LiquidityRule(_Record):
    """The part of a month's outgoings that a business keeps in cash."""

    floor_percent: Share


class HouseholdRule(_Record):
    """The savings line of a household: per cent of its surplus, and at most so much a month."""

    savings_percent: Share
    savings_most: Amount
    currency: str

    @model_validator(mode="after")
    def _is_money(self) -> Self:
        if not is_currency(self.currency):
            raise ValueError(f"currency {self.currency!r} is not a currency of ISO 4217")
        Money.of(self.savings_most, self.currency)
        return self

    @property
    def most(self) -> Money:
        """The cap; for a statement in another currency convert it at the rate of the day."""
        return Money.of(self.savings_most, self.currency)


class PlanRules(_Record):
    """All of the file."""

    proposal: ProposalRules
    loyal: LoyalTerms
    signs: Signs
    reschedule: RescheduleRule
    default: DefaultRule
    liquidity: LiquidityRule
    household: HouseholdRule


def parse_plan_rules(text: str, name: str = FILE) -> PlanRules:
    """The figures in `text`. BadInput naming `name` and the key when something in it cannot be used."""
    return parse_data(text, name, PlanRules)


@cache
def load_plan_rules() -> PlanRules:
    """The figures in force, read once. BadInput when the file cannot be used."""
    return parse_plan_rules(read_data("plans.toml"))
