"""The templates of letters in `data/messages`: a record in TOML, and its text beside it.

A text is a sequence of blocks, each begun by a line `@kind`. The blocks are cut apart before anything is rendered,
so that no value can begin one. Inside a block stands Jinja2 with `{% trans %}`; `||` parts the cells of a line.

    @title                the title
    @pairs                a line `label || value` each; a line without `||` is the heading
    @summary, @clause     the heading, then paragraphs parted by blank lines
    @text                 paragraphs
    @table FIELD r10 l30  heads, then the cells of a row, rendered for each element of FIELD; r and l are the sides
                          of the columns, the figures their shares of the width in per cent
    @signatures           a line `caption of one side || caption of the other` each
    @numbering            how the heading of a clause is written: it knows `clause` (its number) and `heading`
    @footer               the footer, which knows `page` and `pages`
    @define NAME          a text that later blocks know by that name
    @use NAME             the blocks of another text, in this place
    @subject              the subject of a message
    @sms                  the short form of a message
    @spoken               what is said to a voicemail

A block of which nothing is left after rendering (an `{% if %}` that does not hold) is not in the letter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.messages.document import Side
from collectdesk.resources import parse_data, read_data

Kind = Literal[
    "title", "pairs", "summary", "clause", "text", "table", "signatures", "numbering", "footer", "define",
    "use", "subject", "sms", "spoken",
]  # fmt: skip
_BEGIN = re.compile(r"@([a-z]+)(?:[ \t]+(.*\S))?[ \t]*")
_COLUMN = re.compile(r"([rl])([0-9]{1,3})")
CELLS = "||"


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Review(_Record):
    """Something that depends on law and is to be looked at by a lawyer before the letter is used."""

    topic: str
    why: str


class House(_Record):
    """What the house fills in for all its letters; empty is left as a blank line to be filled in by hand."""

    contact: str = ""
    advice: str = ""
    notice_period: str = ""


class CreditorLines(_Record):
    """What the house fills in for one creditor, by its company code; empty is left as a blank line."""

    registry: str = ""
    address: str = ""
    represented: str = ""
    bank: str = ""
    law: str = ""
    venue: str = ""


class Record(_Record):
    """What a template is for, which fields it knows, and what of it needs a lawyer."""

    purpose: str
    tone: Annotated[str, Field(pattern="^(T[0-4]|TH)$")]
    channels: list[str]
    fields: dict[str, str]
    review: list[Review]
    house: House = House()
    creditor: dict[str, CreditorLines] = {}


@dataclass(frozen=True, slots=True)
class Part:
    """A block before it is rendered: its kind, what stood behind it, its lines, and where it begins."""

    kind: Kind
    argument: str
    lines: tuple[str, ...]
    at: int
    file: str

    @property
    def body(self) -> str:
        """The lines as one text."""
        return "\n".join(self.lines).strip("\n")


@dataclass(frozen=True, slots=True)
class Template:
    """A template as it was read."""

    name: str
    record: Record
    parts: tuple[Part, ...]


@cache
def load_template(name: str) -> Template:
    """A template of `data/messages`, read once. BadInput naming file and line when it cannot be used."""
    record = parse_data(read_data(f"messages/{name}.toml"), f"data/messages/{name}.toml", Record)
    return Template(name, record, load_parts(name))


@cache
def load_parts(name: str) -> tuple[Part, ...]:
    """The blocks of a text of `data/messages`, those that it uses in their places. BadInput naming file and line."""
    return _with_used(parse_parts(read_data(f"messages/{name}.txt"), f"data/messages/{name}.txt"), (name,))


def _with_used(parts: tuple[Part, ...], inside: tuple[str, ...]) -> tuple[Part, ...]:
    found: list[Part] = []
    for part in parts:
        if part.kind != "use":
            found.append(part)
            continue
        file = f"data/messages/{part.argument}.txt"
        if part.argument in inside or not re.fullmatch(r"_[a-z]+", part.argument):
            raise BadInput(
                _(
                    "{file}, line {line}: {name} cannot be used here; use a text whose name begins with _"
                ).format(file=part.file, line=part.at, name=part.argument or "@use")
            )
        try:
            text = read_data(f"messages/{part.argument}.txt")
        except FileNotFoundError as error:
            raise BadInput(
                _("{file}, line {line}: there is no {name}; mend the name").format(
                    file=part.file, line=part.at, name=file
                )
            ) from error
        found += _with_used(parse_parts(text, file), (*inside, part.argument))
    return tuple(found)


def parse_parts(text: str, file: str) -> tuple[Part, ...]:
    """The blocks of a template's text. Lines before the first are comments."""
    parts: list[Part] = []
    for at, line in enumerate(text.splitlines(), 1):
        begun = _BEGIN.fullmatch(line)
        if begun is None:
            if parts:
                last = parts[-1]
                parts[-1] = replace(last, lines=(*last.lines, line))
            continue
        kind = next((one for one in get_args(Kind) if one == begun[1]), None)
        if kind is None:
            raise BadInput(
                _("{file}, line {line}: @{kind} is no kind of block; use one of {all}").format(
                    file=file, line=at, kind=begun[1], all=", ".join(get_args(Kind))
                )
            )
        parts.append(Part(kind, begun[2] or "", (), at, file))
    return tuple(parts)


def columns(part: Part) -> tuple[str, tuple[tuple[Side, int], ...]]:
    """The field of a table and its columns. BadInput when they are not as they must be."""
    field, *told = part.argument.split()
    found = [_COLUMN.fullmatch(one) for one in told]
    shares = [int(one[2]) for one in found if one]
    heads = part.lines[0].split(CELLS) if part.lines else []
    if None in found or sum(shares) != 100 or len(heads) != len(found):
        raise BadInput(
            _("{file}, line {line}: a table names its field and a column for each head, together 100").format(
                file=part.file, line=part.at
            )
        )
    sides: tuple[Side, ...] = tuple("right" if one[1] == "r" else "left" for one in found if one)
    return field, tuple(zip(sides, shares, strict=True))
