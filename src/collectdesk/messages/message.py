"""A message: from its purpose and fields to the subject, the paragraphs and the short form that the customer reads.

The same fields written for two readers give the same blocks in the same order, so that both can stand side by side.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Literal

from collectdesk.messages.document import Block, Document, Pairs, Passage, Table, Title
from collectdesk.messages.formats import Reader, paper
from collectdesk.messages.marked import Marked, Span
from collectdesk.messages.marking import read_marks
from collectdesk.messages.purposes import Channel, Purpose
from collectdesk.messages.rendering import Field, Render, fields_asked
from collectdesk.messages.salutation import Addressee, Frame, frame
from collectdesk.messages.values import cleaned, isolated

Kind = Literal["paragraph", "rows", "table", "added", "mandatory"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a message: a paragraph, or lines of cells. `key` says where in the template it comes from.

    `lines` holds one cell for a paragraph; for rows a label and a value each, the heading being a line of one cell; for
    a table the heads first. `sides` are those of a table's columns.
    """

    kind: Kind
    key: str
    lines: tuple[tuple[Marked, ...], ...]
    sides: tuple[Literal["left", "right"], ...] = ()

    @property
    def text(self) -> Marked:
        """The piece as lines of text."""
        if len(self.lines) == 1 and len(self.lines[0]) == 1:
            return self.lines[0][0]
        return joined([joined(line, _BETWEEN) for line in self.lines], "\n")


@dataclass(frozen=True, slots=True)
class Message:
    """What a customer reads. `short` is the text of an SMS or of a voicemail; then there are no pieces."""

    purpose: str
    channel: Channel
    reader: Reader
    subject: Marked
    salutation: tuple[Marked, ...]
    pieces: tuple[Piece, ...]
    closing: tuple[Marked, ...]
    short: Marked

    @property
    def body(self) -> Marked:
        """The whole text that goes out, the subject aside: paragraphs with a blank line between them."""
        if self.channel in ("sms", "voicemail"):
            return self.short
        blocks = [
            joined(self.salutation, "\n"), *(one.text for one in self.pieces), joined(self.closing, "\n"),
        ]  # fmt: skip
        return joined(blocks, "\n\n")


_BETWEEN = "  ·  "


def joined(texts: Iterable[Marked], between: str) -> Marked:
    """Texts one after another, with their values; empty ones are left out."""
    said: list[str] = []
    spans: list[Span] = []
    at = 0
    for text in texts:
        if not text.text:
            continue
        if said:
            said.append(between)
            at += len(between)
        if text.spans:
            spans += [Span(one.start + at, one.end + at, one.kind, one.field) for one in text.spans]
        said.append(text.text)
        at += len(text.text)
    return Marked("".join(said), tuple(spans))


@cache
def fields_of(name: str, channel: Channel) -> frozenset[str]:
    """The fields that a message asks for in a channel."""
    from collectdesk.messages.purposes import purpose

    kinds = _SHORT.get(channel)
    parts = purpose(name).parts
    used = tuple(one for one in parts if (one.kind in kinds if kinds else one.kind not in _SPOKEN))
    return frozenset(fields_asked(used))


def write(
    purpose: Purpose,
    channel: Channel,
    to: Reader,
    who: Addressee,
    fields: Mapping[str, Field],
    *,
    agent: str,
    sender: str,
) -> Message:
    """The message for a reader. BadInput naming the field that is missing, or the sentence a language lacks."""
    kinds = _SHORT.get(channel)
    parts = [one for one in purpose.parts if (one.kind in kinds if kinds else one.kind not in _SPOKEN)]
    asked = fields_of(purpose.name, channel)
    told = {name: value for name, value in fields.items() if name in asked}
    work = Render(purpose.parts, replace(to, brief=True) if channel == "sms" else to, told, marked=True)
    work.at_once(parts)
    if kinds:
        said = [read_marks(_short(work.text(one.body, one))) for one in parts]
        return Message(purpose.name, channel, to, Marked(""), (), (), (), joined(said, " "))
    subject, pieces = Marked(""), list[Piece]()
    for at, part in enumerate(parts):
        if part.kind == "subject":
            subject = read_marks(" ".join(re.split("[ \\t\\r\\n]+", work.text(part.body, part).strip())))
        elif part.kind in ("text", "pairs", "table"):
            pieces += _pieces(work.made(part), f"{purpose.name}.{at}")
    around: Frame = frame(to, who, purpose.tone, agent, sender)
    if pieces and pieces[0].kind == "paragraph":
        pieces[0] = replace(pieces[0], lines=((around.first(pieces[0].lines[0][0]),),))
    return Message(
        purpose.name, channel, to, subject, around.salutation, tuple(pieces), around.closing, Marked("")
    )


def _short(text: str) -> str:
    return " ".join(text.split())


def _pieces(block: Block | None, key: str) -> list[Piece]:
    if isinstance(block, Passage):
        return [
            Piece("paragraph", f"{key}.{at}", ((read_marks(one),),))
            for at, one in enumerate(block.paragraphs)
        ]
    if isinstance(block, Pairs):
        heading = [(block.heading,)] if block.heading else []
        return [Piece("rows", key, _read([*heading, *block.rows]))]
    if isinstance(block, Table):
        heads = tuple(column.head for column in block.columns)
        return [Piece("table", key, _read([heads, *block.rows]), tuple(one.side for one in block.columns))]
    return []


def _read(lines: Iterable[tuple[str, ...]]) -> tuple[tuple[Marked, ...], ...]:
    return tuple(tuple(read_marks(cell) for cell in line) for line in lines)


@dataclass(frozen=True, slots=True)
class LetterHead:
    """What stands above a letter: lines of the sender and of the one it goes to, for a window, and its day."""

    sender: tuple[str, ...]
    recipient: tuple[str, ...]
    day: date


def as_document(message: Message, country: str | None, head: LetterHead | None = None) -> Document:
    """The message as a letter: what `pdf` draws and `plain` writes. `country` is that of the recipient."""
    from collectdesk.messages.document import Column

    blocks: list[Block] = []
    if head is not None:
        to = message.reader
        day = to.day(head.day)
        for lines in (head.sender, head.recipient, (day,)):
            said = tuple(isolated(cleaned(line), to.right_to_left) for line in lines if line)
            if said:
                blocks.append(Passage("text", "", said))
    blocks.append(Title(message.subject.text))
    if message.salutation:
        blocks.append(Passage("text", "", tuple(one.text for one in message.salutation)))
    for piece in message.pieces:
        cells = [tuple(cell.text for cell in line) for line in piece.lines]
        if piece.kind == "table":
            share = 100 // len(piece.sides)
            columns = tuple(
                Column(head, side, share) for head, side in zip(cells[0], piece.sides, strict=True)
            )
            blocks.append(Table(columns, tuple(cells[1:])))
        elif piece.kind == "rows":
            heading = cells[0][0] if len(cells[0]) == 1 else ""
            rows = tuple((line[0], line[1]) for line in cells if len(line) == 2)
            blocks.append(Pairs(heading, rows))
        else:
            blocks.append(Passage("text", "", (cells[0][0],)))
    blocks.append(Passage("text", "", tuple(one.text for one in message.closing)))
    return Document(message.reader, paper(country), message.subject.text, tuple(blocks), "")


_SHORT: dict[Channel, tuple[str, ...]] = {"sms": ("sms",), "voicemail": ("spoken",)}
_SPOKEN = ("sms", "spoken")
