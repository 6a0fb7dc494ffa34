"""What the law of a place wants to stand in a message (`data/messages/mandatory.toml`): blocks and their text."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache

from pydantic import BaseModel, ConfigDict, RootModel

from collectdesk.confidence import Mark
from collectdesk.resources import parse_data, read_data


class Mandatory(BaseModel):
    """A block. Empty lists mean all; `text` goes by language and is what the house has had approved."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    countries: list[str]
    parties: list[str] = []
    collectors: list[str] = []
    debts: list[str] = []
    messages: list[str] = []
    channels: list[str] = []
    must: str
    source: str
    confidence: Mark
    met_by: str = ""
    text: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class Block:
    """A block that applies: its text in the language of the message, None where the house has none."""

    code: str
    must: str
    source: str
    confidence: Mark
    text: str | None


@dataclass(frozen=True, slots=True)
class Situation:
    """What decides which blocks apply. `places` are codes of the country and its subdivisions; None is not known."""

    message: str
    channel: str
    language: str
    places: frozenset[str]
    party_type: str
    collector: str | None
    debt_type: str | None


class _File(RootModel[dict[str, Mandatory]]):
    model_config = ConfigDict(frozen=True)


@cache
def load_mandatory() -> dict[str, Mandatory]:
    """All blocks by code. BadInput naming the key that cannot be used."""
    return parse_data(read_data("messages/mandatory.toml"), "data/messages/mandatory.toml", _File).root


def blocks(case: Situation, fields: Mapping[str, object]) -> tuple[Block, ...]:
    """The blocks that apply and that no field of the message meets. What is not known makes a block apply."""
    return tuple(
        Block(code, one.must, one.source, one.confidence, one.text.get(case.language))
        for code, one in load_mandatory().items()
        if _applies(one, case) and not (one.met_by and fields.get(one.met_by))
    )


def _applies(one: Mandatory, case: Situation) -> bool:
    return (
        not case.places.isdisjoint(one.countries)
        and _within(case.party_type, one.parties)
        and _within(case.collector, one.collectors)
        and _within(case.debt_type, one.debts)
        and _within(case.message, one.messages)
        and _within(case.channel, one.channels)
    )


def _within(value: str | None, these: Collection[str]) -> bool:
    return not these or value is None or value in these
