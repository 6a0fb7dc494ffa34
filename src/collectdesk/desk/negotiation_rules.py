"""What a house takes into a talk: concessions in order, interests, alternatives, from `data/negotiation.toml`."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from collectdesk.resources import parse_data, read_data

FILE = "data/negotiation.toml"
Limit = Literal["promise_date", "plan", "waiver", "discount", "none"]
When = Literal["disputed", "tight", "able", "prompt", "broken", "buys", "unknown"]
MOST = 9
"""A concession has a digit."""


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Concession(_Record):
    """What may be given and what is asked for it; `limit` is the figure of the authority table that bounds it."""

    key: Annotated[str, Field(pattern="^[a-z_]+$")]
    gives: str
    asks: str
    limit: Limit


class Interest(_Record):
    """What is likely to matter to the customer where the book knows `when` of them."""

    when: When
    says: str


class Alternative(_Record):
    """What a side does when nothing is agreed; `figure` its cost or time in words, "" where the house has put none."""

    key: Annotated[str, Field(pattern="^[a-z_]+$")]
    side: Literal["house", "customer"]
    says: str
    figure: str


class NegotiationRules(_Record):
    """All of the file."""

    concession: Annotated[tuple[Concession, ...], Field(max_length=MOST)]
    interest: tuple[Interest, ...]
    alternative: tuple[Alternative, ...]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        for names in (
            [one.key for one in self.concession],
            [one.when for one in self.interest],
            [one.key for one in self.alternative],
        ):
            if len(set(names)) < len(names):
                raise ValueError(f"one of {', '.join(names)} stands there twice")
        return self


def parse_negotiation(text: str, name: str = FILE) -> NegotiationRules:
    """The rules in `text`. BadInput naming `name` and the key when something in it cannot be used."""
    return parse_data(text, name, NegotiationRules)


@cache
def load_negotiation() -> NegotiationRules:
    """What the house put into the file, read once. BadInput when it cannot be used."""
    return parse_negotiation(read_data("negotiation.toml"))
