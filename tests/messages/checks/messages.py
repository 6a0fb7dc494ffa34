"""Messages for the tests of the checker."""

from __future__ import annotations

from datetime import date

from collectdesk.messages.checks import Channel, Expected, Finding, Place, Said, Tone, check
from collectdesk.messages.formats import Reader, reader
from collectdesk.messages.marked import Marked, Span, ValueKind

COUNTRIES = {
    "en": "GB", "de": "DE", "fr": "FR", "es": "ES", "it": "IT", "pt": "PT", "pt_BR": "BR", "nl": "NL", "pl": "PL",
    "sv": "SE", "da": "DK", "tr": "TR", "ja": "JP", "zh_Hans": "CN", "zh_Hant": "TW", "ko": "KR", "ar": "EG",
    "hi": "IN", "he": "IL",
}  # fmt: skip
TODAY = date(2026, 4, 1)
Piece = str | tuple[ValueKind, str]


def reader_of(language: str) -> Reader:
    """A reader in a country where the language is at home."""
    return reader(language, COUNTRIES[language])


def marked(*pieces: Piece) -> Marked:
    """A text from prose and values."""
    text, spans = "", []
    for piece in pieces:
        if isinstance(piece, tuple):
            spans.append(Span(len(text), len(text) + len(piece[1]), piece[0], "field"))
            text += piece[1]
        else:
            text += piece
    return Marked(text, tuple(spans))


def said(
    language: str, *pieces: Piece, place: Place = "body", channel: Channel = "email", to: Reader | None = None
) -> Said:
    """A message of one part."""
    return Said(language, to or reader_of(language), channel, ((place, marked(*pieces)),))


def found(message: Said, rule: str = "", tone: Tone = "T1", **more: object) -> list[Finding]:
    """What is found in a message, of one rule or of all."""
    findings = check(message, Expected(tone, today=TODAY, **more))  # type: ignore[arg-type]
    for finding in findings:
        text = dict(message.parts)[finding.place].text
        assert text[finding.start : finding.end] == finding.words
    return [finding for finding in findings if rule in ("", finding.rule)]


def severities(message: Said, rule: str, tone: Tone = "T1", **more: object) -> list[str]:
    """How bad what is found of a rule is."""
    return [finding.severity for finding in found(message, rule, tone, **more)]
