"""Where the pieces of a message stand in the text that goes out, so that a finding can be shown in its piece."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from collectdesk.messages.checks.finding import Place
from collectdesk.messages.marked import Marked
from collectdesk.messages.message import Kind, Message, joined

PartKind = Kind | Literal["subject", "salutation", "closing", "short"]


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a message as it stands in the text of `place`, from `start` on, in characters.

    `key` is that of its piece; for what has none the word of its kind.
    """

    key: str
    kind: PartKind
    place: Place
    start: int
    text: Marked

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text.text)


def places_of(message: Message) -> tuple[tuple[Place, Marked], ...]:
    """The texts of a message that go out, each with its place."""
    if message.channel == "sms":
        return (("sms", message.short),)
    if message.channel == "voicemail":
        return (("voicemail", message.short),)
    return (("subject", message.subject), ("body", message.body))


def parts_of(message: Message) -> tuple[Part, ...]:
    """A message in its parts, in the order in which they are read; those without a text keep their place."""
    if message.channel in ("sms", "voicemail"):
        place: Place = "sms" if message.channel == "sms" else "voicemail"
        return (Part("short", "short", place, 0, message.short),)
    found = [Part("subject", "subject", "subject", 0, message.subject)]
    blocks: list[tuple[str, PartKind, Marked]] = [
        ("salutation", "salutation", joined(message.salutation, "\n")),
        *((one.key, one.kind, one.text) for one in message.pieces),
        ("closing", "closing", joined(message.closing, "\n")),
    ]
    at = 0
    for key, kind, text in blocks:
        found.append(Part(key, kind, "body", at, text))
        if text.text:
            at += len(text.text) + len("\n\n")
    return tuple(found)
