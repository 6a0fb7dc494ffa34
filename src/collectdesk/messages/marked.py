"""A text in which it is known what was filled in: the values of fields, apart from the words around them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ValueKind = Literal["money", "day", "number", "per_cent", "code", "name"]
"""What a value is: an amount, a day, a count, a rate, something that is never translated (a reference, a phone number,
a link), or words that came from outside (a name, a term)."""


@dataclass(frozen=True, slots=True)
class Span:
    """A value in a text, from `start` up to but not including `end`, in characters; `field` is its placeholder."""

    start: int
    end: int
    kind: ValueKind
    field: str


@dataclass(frozen=True, slots=True)
class Marked:
    """A text and the values in it, in order and without overlap."""

    text: str
    spans: tuple[Span, ...] = ()

    def words_alone(self) -> str:
        """The text with every character of a value replaced by a blank, so that offsets stay."""
        said = list(self.text)
        for span in self.spans:
            said[span.start : span.end] = " " * (span.end - span.start)
        return "".join(said)
