"""What this house fills in for its messages (`data/messages/house.toml`). What is empty is never made up."""

from __future__ import annotations

from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict

from collectdesk.resources import parse_data, read_data

Step = Literal["", "agency", "lawyer", "court", "supply", "insurer"]


class House(BaseModel):
    """The house. `advice` and `complaints` go by country, `step` by company code, `bank` by that and currency."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    name: str = ""
    address: str = ""
    licence: str = ""
    phone: str = ""
    advice: dict[str, str] = {}
    complaints: dict[str, str] = {}
    bank: dict[str, dict[str, str]] = {}
    step: dict[str, Step] = {}


@cache
def load_house() -> House:
    """The house's own lines, read once. BadInput naming the key that cannot be used."""
    return parse_data(read_data("messages/house.toml"), "data/messages/house.toml", House)
