"""What is checked, and what is known about the message: values only."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from collectdesk.messages.checks.finding import Place
from collectdesk.messages.formats import Reader
from collectdesk.messages.marked import Marked

Channel = Literal["email", "sms", "letter", "messenger", "voicemail"]
Tone = Literal["T0", "T1", "T2", "T3", "T4", "TH"]
"""Service, courteous, friendly and clear, firm, formal; supportive."""


@dataclass(frozen=True, slots=True)
class Said:
    """A message as it would go out: its language ("de", "pt_BR"), its reader and its parts."""

    language: str
    reader: Reader
    channel: Channel
    parts: tuple[tuple[Place, Marked], ...]


@dataclass(frozen=True, slots=True)
class RequiredLine:
    """A paragraph that must occur, word for word, in one of the parts; `key` is its name."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Expected:
    """What is known about a message beside its words.

    `jurisdictions` holds ISO 3166 codes ("CO", "CA-QC"). `currencies` are those that may occur; empty for any.
    `computed_dates` are the days that code put into the message. `source` holds English paragraphs, with or without
    `{placeholders}`, that must not be left in a translation. `names` may stand in prose in any language or script.
    `today` is the recipient's day, from which "tomorrow" is counted; None proposes no day.
    """

    tone: Tone
    consumer: bool = False
    jurisdictions: frozenset[str] = frozenset()
    currencies: frozenset[str] = frozenset()
    step_authorised: bool = False
    computed_dates: frozenset[date] = frozenset()
    required: tuple[RequiredLine, ...] = ()
    source: tuple[str, ...] = ()
    names: tuple[str, ...] = field(default=())
    today: date | None = None
