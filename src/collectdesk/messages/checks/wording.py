"""The words to look for, by language: `data/wording/LANGUAGE.toml`, checked when they are loaded."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.resources import parse_data, read_data

Category = Literal[
    "L01", "L02", "L03", "L04", "L05", "L06", "L07", "L08", "L10", "L12", "L13", "L14", "L15", "L16"
]  # fmt: skip
"""The rules of the linter that look for words."""

LANGUAGES = (
    "en", "de", "fr", "es", "it", "pt", "pt_BR", "nl", "pl", "sv", "da", "tr", "ja", "zh_Hans", "zh_Hant", "ko",
    "ar", "hi", "he",
)  # fmt: skip
"""The languages that are checked."""


class Entry(BaseModel):
    """Some words that mean the same trouble.

    A term is one or more words; `*` at the end of a word stands for any ending. `exceptions` are phrases around a
    term in which it is harmless. `better` may hold `{date}`. `positive` is a sentence in which the entry is found,
    `negative` one like it in which it is not.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    category: Category
    terms: tuple[str, ...] = Field(min_length=1)
    exceptions: tuple[str, ...] = ()
    better: str = ""
    positive: str
    negative: str


class Relative(BaseModel):
    """Words for days that depend on when they are read. Patterns hold `{weekday}`, which stands for each weekday."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    weekdays: tuple[str, ...] = ()
    weekday_names: tuple[tuple[str, ...], ...] = ()
    """Further names, Monday first."""
    days: dict[str, int] = Field(default_factory=dict)
    """Words by the days from today that they mean."""
    month_end: tuple[str, ...] = ()
    vague: tuple[str, ...] = ()


class Exits(BaseModel):
    """Words by which a message offers help, an objection, and an end of messages."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    help: tuple[str, ...] = Field(min_length=1)
    dispute: tuple[str, ...] = Field(min_length=1)
    opt_out: tuple[str, ...] = Field(min_length=1)


class Wording(BaseModel):
    """One language. `review` says who read it.

    `function_words` are words by which the language is told; `loans` are words of other languages that are at home
    in it. `variants` are spellings of a sister language with the right one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    review: str
    reviewed: str = ""
    extends: str = ""
    function_words: tuple[str, ...] = ()
    loans: tuple[str, ...] = ()
    variants: dict[str, str] = Field(default_factory=dict)
    negations: tuple[str, ...] = ()
    negation_follows: bool = False
    conditionals: tuple[str, ...] = ()
    plural_marks: tuple[str, ...] = ()
    exits: Exits | None = None
    relative: Relative = Relative()
    entries: tuple[Entry, ...] = ()

    @model_validator(mode="after")
    def _entries_differ(self) -> Wording:
        seen: set[str] = set()
        for entry in self.entries:
            if entry.id in seen:
                raise ValueError(_("the entry {id} stands there twice").format(id=entry.id))
            seen.add(entry.id)
        return self


def read_wording(text: str, name: str) -> Wording:
    """The words in a file. BadInput, in one sentence, naming the file and the entry that cannot be used."""
    try:
        found: object = tomllib.loads(text).get("entries", ())
    except tomllib.TOMLDecodeError:
        found = ()  # said by what follows
    for raw in found if isinstance(found, list) else ():
        try:
            Entry.model_validate(raw)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            raise BadInput(
                _("{file}, entry {id}, {key}: {reason}; mend that key").format(
                    file=name,
                    id=raw.get("id", _("without id")) if isinstance(raw, dict) else raw,
                    key=".".join(str(part) for part in first["loc"]),
                    reason=first["msg"][:1].lower() + first["msg"][1:],
                )
            ) from error
    return parse_data(text, name, Wording)


@cache
def wording(language: str) -> Wording:
    """The words of a language, with those of the one that it extends. FileNotFoundError for an unknown one."""
    name = f"wording/{language}.toml"
    own = read_wording(read_data(name), f"data/{name}")
    if not own.extends:
        return own
    base = wording(own.extends)
    joined = {
        key: getattr(base, key) + getattr(own, key)
        for key in ("function_words", "loans", "negations", "conditionals", "plural_marks", "entries")
    }
    kept = {
        "exits": own.exits or base.exits,
        "relative": own.relative if own.relative.days else base.relative,
    }
    return own.model_copy(update={**joined, **kept})
