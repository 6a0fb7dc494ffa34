"""What is wrong with a text: which rule, how bad, where exactly, why, and what to write instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Severity = Literal["block", "warn", "info"]
"""Cannot be sent; can be sent with a recorded reason; good to know."""
Place = Literal["subject", "preview", "body", "sms", "voicemail", "envelope"]
"""The part of a message that a text is."""

PLACES: tuple[Place, ...] = get_args(Place)
EXPOSED: frozenset[Place] = frozenset({"subject", "preview", "sms", "voicemail", "envelope"})
"""Parts that a third person may see or hear."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. `start` and `end` are offsets in the text of `place`, in characters; `words` stands there.

    `rule` is a code of the linter's table (L01 to L20), or S01 to S04 for sizes. `better` is a wording in the
    language of the text, "" where there is none to propose.
    """

    rule: str
    severity: Severity
    place: Place
    start: int
    end: int
    words: str
    why: str
    better: str = ""
