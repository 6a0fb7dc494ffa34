"""How a person or a firm is addressed, and how a message closes (`data/messages/salutations.toml`).

A line is chosen whole, never glued: a gender counts only where the person gave a title, a family name only where it is
certain which part of the name it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pydantic import BaseModel, ConfigDict, RootModel

from collectdesk.messages.formats import Reader
from collectdesk.messages.marked import Marked
from collectdesk.messages.marking import MarkedText, read_marks
from collectdesk.messages.values import cleaned, isolated
from collectdesk.resources import parse_data, read_data

_FAMILY_FIRST = frozenset({"ja", "ko", "zh_Hans", "zh_Hant"})
_FORMAL = frozenset({"T3", "T4"})


class _Lines(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    male: str
    female: str
    neutral: str
    firm: str
    unknown: str
    formal: str
    closing: str
    unnamed: str = ""
    opening: str = ""
    lower: list[str] = []


class _File(RootModel[dict[str, dict[str, str | list[str]]]]):
    model_config = ConfigDict(frozen=True)


@dataclass(frozen=True, slots=True)
class Addressee:
    """To whom a message goes: a person by name with the title they gave, a firm; "" for what is not known."""

    person: str
    title: str
    firm: str
    is_person: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a text: how it begins (a line or two) and how it closes."""

    salutation: tuple[Marked, ...]
    closing: tuple[Marked, ...]
    lower: frozenset[str] = frozenset()

    def first(self, text: Marked) -> Marked:
        """The first paragraph as it follows the salutation: after a comma some languages go on in lower case."""
        word = re.match(r"[^\W\d_’]+(?:’\w+)?", text.text)
        starts = not text.spans or text.spans[0].start > 0
        if word is None or not starts or word[0].lower() not in self.lower:
            return text
        return Marked(text.text[0].lower() + text.text[1:], text.spans)


@cache
def _file() -> tuple[dict[str, _Lines], dict[str, frozenset[str]]]:
    name = "data/messages/salutations.toml"
    found = parse_data(read_data("messages/salutations.toml"), name, _File).root
    titles = {kind: frozenset(one.casefold() for one in said) for kind, said in found["titles"].items()}
    lines = {key: _Lines.model_validate(said) for key, said in found.items() if key != "titles"}
    return lines, titles


def frame(to: Reader, who: Addressee, tone: str, agent: str, sender: str) -> Frame:
    """The salutation and the closing of a message, signed by a person (`agent`) of a house (`sender`)."""
    lines, titles = _file()
    words = lines.get(str(to.locale)) or lines.get(to.language) or lines["en"]
    person = cleaned(who.person or (who.firm if who.is_person else ""))
    gender = next((kind for kind, said in titles.items() if who.title.strip().casefold() in said), "neutral")
    nobody = words.firm if who.firm else words.unknown
    pattern = getattr(words, gender) if person else nobody
    values = {
        "full": _marked(person, "person", to),
        "family": _marked(_family(person, to.language) or person, "person", to),
        "firm": _marked(cleaned(who.firm), "customer", to),
    }
    salutation = pattern.format(**values)
    formal = tone in _FORMAL
    closing = words.formal if formal else words.closing
    if formal and not person and words.unnamed and pattern == words.unknown:
        closing = words.unnamed
    closing = closing.format(salutation=salutation)
    opening = (words.opening,) if words.opening and (formal or to.language == "ar") else ()
    signed = [
        _marked(cleaned(one), field, to) for one, field in ((agent, "agent"), (sender, "creditor")) if one
    ]
    return Frame(
        tuple(read_marks(str(one)) for one in (salutation, *opening)),
        tuple(read_marks(str(one)) for one in (closing, *signed)),
        frozenset(words.lower) if salutation.endswith(",") else frozenset(),
    )


def _marked(text: str, field: str, to: Reader) -> str:
    return str(MarkedText(isolated(text, to.right_to_left), "name", field))


def _family(full: str, language: str) -> str:
    """The family name where it is certain: of two words, the last, or the first in East Asia; else ""."""
    words = full.split()
    if len(words) != 2 or "." in full:
        return ""
    return words[0] if language in _FAMILY_FIRST else words[1]
