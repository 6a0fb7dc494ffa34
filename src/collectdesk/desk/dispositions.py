"""The call results and dispute reasons a desk works with, read from `data/` and checked when first used."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from collectdesk.faults import StoreUnusable
from collectdesk.resources import read_data

Need = Literal["amount", "date", "when", "reason", "sub"]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Follow(_Record):
    """A next action that a result leaves. `after` is explained at the head of the file."""

    kind: str
    after: str
    text: str


class HoldRule(_Record):
    """The hold a result puts on the account."""

    kind: str
    days: str


class Sub(_Record):
    """A sub-code of a result."""

    label: str
    hold: str
    words: tuple[str, ...]


class Disposition(_Record):
    """One call result. The flags are explained at the head of the file."""

    code: str
    label: str
    words: tuple[str, ...]
    flags: str
    needs: tuple[Need, ...] = ()
    next: tuple[Follow, ...]
    next_with_plan: tuple[Follow, ...] = ()
    channels: tuple[str, ...] = ("call", "visit")
    number: Literal["dead", "blocked"] | None = None
    hold: HoldRule | None = None
    subs: dict[str, Sub] = {}

    def has(self, flag: str) -> bool:
        """Whether the result carries the flag A, C, R, V, F or W."""
        return flag in self.flags


class Reason(_Record):
    """Why a customer disputes an amount. `target` is in business days."""

    label: str
    words: tuple[str, ...]
    owner: str
    target: int


class RootCause(_Record):
    """What lay behind a dispute; `words` are how it is typed."""

    label: str
    words: tuple[str, ...]


@cache
def dispositions() -> dict[str, Disposition]:
    """All results by code, in the order of the file. StoreUnusable names the file when it is broken."""
    try:
        rows = tomllib.loads(read_data("dispositions.toml"))["result"]
        return {row["code"]: Disposition.model_validate(row) for row in rows}
    except (ValidationError, tomllib.TOMLDecodeError, KeyError) as error:
        raise _broken("dispositions.toml", error) from error


@cache
def dispute_reasons() -> dict[str, Reason]:
    """All dispute reasons by code. StoreUnusable names the file when it is broken."""
    try:
        rows = tomllib.loads(read_data("disputes.toml"))["reasons"]
        return {code: Reason.model_validate(row) for code, row in rows.items()}
    except (ValidationError, tomllib.TOMLDecodeError, KeyError) as error:
        raise _broken("disputes.toml", error) from error


@cache
def root_causes() -> dict[str, RootCause]:
    """All root causes of disputes by code. StoreUnusable names the file when it is broken."""
    try:
        rows = tomllib.loads(read_data("disputes.toml"))["root_causes"]
        return {code: RootCause.model_validate(row) for code, row in rows.items()}
    except (ValidationError, tomllib.TOMLDecodeError, KeyError) as error:
        raise _broken("disputes.toml", error) from error


def _broken(name: str, error: Exception) -> StoreUnusable:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        return StoreUnusable(f"data/{name}: {where}: {first['msg']}; mend the file")
    return StoreUnusable(f"data/{name} cannot be read: {error}; mend the file")
