"""Playbooks (`data/playbooks`): for which accounts which steps are due on which day past due.

Source: cadences of published sequences for five kinds of customer; the house edits them.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from collectdesk.messages.purposes import Channel, purpose
from collectdesk.resources import folder, parse_data

_Risk = Literal["A", "B", "C", "D"]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class When(_Record):
    """Which accounts a playbook is for: any of what it names. Amounts are whole units of the base currency."""

    party_types: list[str] = []
    risk: list[_Risk] = []
    broken_promises: Annotated[int, Field(ge=1)] | None = None
    open_from: Annotated[int, Field(ge=0)] | None = None
    open_below: Annotated[int, Field(ge=0)] | None = None


class Step(_Record):
    """What is due on a day past due (negative: before): a message through a channel, a call, or a look by a person."""

    day: int
    message: str = ""
    channel: Channel = "email"
    call: str = ""
    review: str = ""

    @model_validator(mode="after")
    def _one_thing(self) -> Step:
        if sum(bool(one) for one in (self.message, self.call, self.review)) != 1:
            raise ValueError("a step is a message, a call or a review")
        if self.message and self.channel not in purpose(self.message).channels:
            raise ValueError(f"{self.message} does not go out by {self.channel}")
        return self


class Playbook(_Record):
    """The steps for one kind of account. `order` says which playbook is asked first."""

    name: str = ""
    title: str
    order: int
    catch_up: Annotated[int, Field(ge=0, le=30)]
    when: When = When()
    step: Annotated[list[Step], Field(min_length=1)]

    def due(self, days: int) -> list[Step]:
        """The steps that are due `days` past due: those of this day and of the days that are made up for."""
        return [one for one in self.step if one.day <= days <= one.day + self.catch_up]


@dataclass(frozen=True, slots=True)
class Customer:
    """What decides an account's playbook. `open` is what is open in the base currency, None where no rate is known."""

    party_type: str
    risk: str | None
    broken_promises: int
    open: Decimal | None


@cache
def playbooks() -> tuple[Playbook, ...]:
    """All playbooks in the order in which they are asked. BadInput naming file and key."""
    found = []
    for file in folder("data").joinpath("playbooks").iterdir():
        if file.name.endswith(".toml"):
            read = parse_data(file.read_text(encoding="utf-8"), f"data/playbooks/{file.name}", Playbook)
            found.append(read.model_copy(update={"name": file.name.removesuffix(".toml")}))
    return tuple(sorted(found, key=lambda one: (one.order, one.name)))


def playbook_for(who: Customer) -> Playbook:
    """The first playbook that is for this account; the last one is for all that are left."""
    return next((one for one in playbooks() if _is_for(one.when, who)), playbooks()[-1])


def _is_for(when: When, who: Customer) -> bool:
    return (
        who.party_type in when.party_types
        or who.risk in when.risk
        or (when.broken_promises is not None and who.broken_promises >= when.broken_promises)
        or (when.open_from is not None and who.open is not None and who.open >= when.open_from)
        or (when.open_below is not None and who.open is not None and who.open < when.open_below)
    )
