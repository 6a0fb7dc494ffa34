"""What customers say when they do not pay, what to ask about it, and the result it leads to: `data/objections.toml`.

Section 10.4 of the domain reference. One digit each; the tenth has 0.
"""

from __future__ import annotations

import tomllib
from functools import cache

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from collectdesk.faults import StoreUnusable
from collectdesk.i18n import _
from collectdesk.resources import read_data

MOST = 10
"""There are ten digits."""


class Objection(BaseModel):
    """What the customer says (`short` for a narrow screen), what to ask about it, the words it puts into the result
    line, and the call result they name.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    says: str
    short: str
    ask: str
    words: str
    result: str


class _Objections(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    objection: tuple[Objection, ...]

    @model_validator(mode="after")
    def _fits_the_keys(self) -> _Objections:
        if len(self.objection) > MOST:
            raise ValueError("there are ten digits, so at most ten objections")
        return self


@cache
def objections() -> tuple[Objection, ...]:
    """All of them in the order of their digits. StoreUnusable names the file when it is broken."""
    try:
        return _Objections.model_validate(tomllib.loads(read_data("objections.toml"))).objection
    except (ValidationError, tomllib.TOMLDecodeError) as error:
        said = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
        raise StoreUnusable(
            _("data/objections.toml cannot be used: {what}; mend the file").format(what=said)
        ) from error


def digit_of(number: int) -> int:
    """The digit of an objection counted from 1."""
    return number % MOST


def number_of(digit: int) -> int:
    """The objection, counted from 1, that a digit stands for."""
    return digit or MOST
