"""Values that know which field they are, and the marks that they leave in a rendered text.

A mark is made of private-use characters, which `values.cleaned` takes out of everything that comes from outside and
which no catalogue may hold, so that a mark can only be ours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, cast

from collectdesk.messages.marked import Marked, Span, ValueKind
from collectdesk.messages.values import isolated
from collectdesk.money import Money

_BEGIN, _SAID, _END = "\ue000", "\ue001", "\ue002"
MARKS = frozenset((_BEGIN, _SAID, _END))
CODES = frozenset(
    {"reference", "document", "number", "phone", "bank", "licence", "meeting", "address", "starts_at"}
)
"""Fields of text that are never translated: numbers of things, ways to reach somebody."""


class ShownText(str):
    """A text that is itself wherever it is compared, and stands between isolates where it is written."""

    __slots__ = ("shown",)
    shown: str

    def __new__(cls, text: str, right_to_left: bool) -> ShownText:
        """The text for a letter of this direction."""
        made = super().__new__(cls, text)
        made.shown = isolated(text, right_to_left)
        return made

    def __str__(self) -> str:
        return self.shown


class MarkedText(str):
    """A text that is itself wherever it is compared, and leaves its mark where it is written."""

    __slots__ = ("field", "kind", "shown")
    field: str
    kind: ValueKind
    shown: str

    def __new__(cls, text: str, kind: ValueKind, field: str) -> MarkedText:
        """The text as a value of this kind, of this field."""
        made = super().__new__(cls, str.__str__(text))
        made.kind, made.field, made.shown = kind, field, str(text)
        return made

    def __str__(self) -> str:
        return f"{_BEGIN}{self.kind}:{self.field}{_SAID}{self.shown}{_END}" if self.shown else ""


class _Count(int):
    field: str = ""


class _Day(date):
    field: str = ""


class _Rate(Decimal):
    field: str = ""


class _Amount(Money):
    __slots__ = ("field",)
    field: str


def named(value: Any, field: str) -> Any:
    """A field's value that knows its name; what has no format of its own is given back as it is."""
    made: Any
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, str):
        return MarkedText(value, "code" if field.rsplit(".")[-1] in CODES else "name", field)
    if isinstance(value, int):
        made = _Count(value)
    elif isinstance(value, date):
        made = _Day(value.year, value.month, value.day)
    elif isinstance(value, Decimal):
        made = _Rate(value)
    elif isinstance(value, Money):
        made = _Amount(value.minor, value.currency)
        object.__setattr__(made, "field", field)
        return made
    elif isinstance(value, Mapping):
        return {name: named(one, f"{field}.{name}") for name, one in value.items()}
    elif isinstance(value, Sequence):
        return [named(one, f"{field}.{at}") for at, one in enumerate(value)]
    else:
        return value
    made.field = field
    return made


def said(value: object, kind: ValueKind, text: str) -> str:
    """How a value is written: with a mark where the value knows its field, else as it is."""
    field = getattr(value, "field", None)
    return text if field is None else MarkedText(text, kind, field)


def read_marks(text: str) -> Marked:
    """The text without its marks, and the values that they marked."""
    if _BEGIN not in text:
        return Marked(text)
    first, *rest = text.split(_BEGIN)
    plain, spans = [first], []
    length = len(first)
    for one in rest:
        mark, _said, tail = one.partition(_SAID)
        value, _end, after = tail.partition(_END)
        kind, _colon, field = mark.partition(":")
        spans.append(Span(length, length + len(value), cast("ValueKind", kind), field))
        plain += (value, after)
        length += len(value) + len(after)
    return Marked("".join(plain), tuple(spans))
