"""How long a message may be, and how easy it should read: `data/wording/limits.toml`."""

from __future__ import annotations

from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict

from collectdesk.resources import parse_data, read_data

Formula = Literal[
    "flesch", "amstad", "kandel_moles", "fernandez_huerta", "gulpease", "flesch_douma", "flesch_pt", "lix", "atesman",
    "",
]  # fmt: skip


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Reading(_Record):
    """A language's targets: words (or characters, without blanks between words) a sentence, and a score."""

    sentence: int
    formula: Formula = ""
    target: float = 0


class Channels(_Record):
    """Sizes beyond which a message is remarked on, needs a reason, or cannot be sent."""

    sms_parts_warn: int
    sms_parts_block: int
    subject_target: int
    subject_warn: int
    preview_target: int
    messenger_target: int
    messenger_block: int
    email_words: int
    letter_words: int
    voicemail_words: int


class Limits(_Record):
    """All limits. `scored_from` is the number of words from which a score means something."""

    review: str
    scored_from: int
    channels: Channels
    reading: dict[str, Reading]
    exits: dict[str, tuple[str, ...]]
    """By tone, the ways out that a message must offer."""


@cache
def limits() -> Limits:
    """The limits. BadInput where the file cannot be used."""
    return parse_data(read_data("wording/limits.toml"), "data/wording/limits.toml", Limits)
