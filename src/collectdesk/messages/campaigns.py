"""How much is prepared in a morning, and how often the same (`data/campaigns.toml`)."""

from __future__ import annotations

from functools import cache
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from collectdesk.resources import parse_data, read_data

_Count = Annotated[int, Field(ge=1)]
_Days = Annotated[int, Field(ge=0)]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Thanks(_Record):
    """When a payment is thanked for: days after its value date, after the due date, and between two thank-yous."""

    within: _Days
    tolerance: _Days
    again: _Days


class Checkins(_Record):
    """Days between two check-ins, and how many are prepared in one run."""

    every: _Days
    most: _Count


class Notices(_Record):
    """When what was agreed is spoken of: days before and after an instalment, and after an end; both ends included."""

    before: Annotated[list[_Days], Field(min_length=2, max_length=2)]
    missed: Annotated[list[_Days], Field(min_length=2, max_length=2)]
    within: _Days


class CampaignRules(_Record):
    """How many messages and next actions one run prepares; `again` is days between two of the same message."""

    most: _Count
    most_actions: _Count
    again: _Days
    notices: Notices
    thanks: Thanks
    checkins: Checkins


@cache
def campaign_rules() -> CampaignRules:
    """The rules, read once. BadInput naming the key that cannot be used."""
    return parse_data(read_data("campaigns.toml"), "data/campaigns.toml", CampaignRules)
