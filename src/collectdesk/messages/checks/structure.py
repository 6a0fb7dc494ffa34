"""L11 and L19: what must stand in a message, and what must not be left in it by the machine."""

from __future__ import annotations

import re
from collections.abc import Iterator

from collectdesk.i18n import _
from collectdesk.messages.checks.case import Expected
from collectdesk.messages.checks.finding import Finding
from collectdesk.messages.checks.passage import Passage

_PLACEHOLDER = re.compile(
    r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|\$?\{[A-Za-z_]\w*\}|\{\}|%\([A-Za-z_]\w*\)[a-zA-Z]|\{\{|\}\}|%\}|<<\w+>>|\[\[\w+\]\]"
)
_OPENING, _CLOSING = "\u2066\u2067\u2068", "\u2069"
_ISOLATE = re.compile("[\u2066-\u2069\n]")
_OVERRIDE = re.compile("[\u202a-\u202e]")
_INVISIBLE = re.compile("[\u00a0\u00ad\u200b-\u200f\u202a-\u202f\u2060-\u2069\ufeff\u061c\u180e]")
_HIDDEN = re.compile("[\u00ad\u200b\u2060\ufeff\u180e]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SUSPECT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u180e\u200b\u202a-\u202e\u2060-\u2069\ufeff]")


def structure(passage: Passage) -> Iterator[Finding]:
    """What is wrong with a text whatever its language."""
    text = passage.text
    if not text.strip():
        yield passage.finding("L11", "block", 0, len(text), _("This part is empty."))
        return
    if "{" in text or "}" in text or "%(" in text or "<<" in text or "[[" in text:
        for found in _PLACEHOLDER.finditer(text):
            why = _("A placeholder was left unfilled.")
            yield passage.finding("L19", "block", *found.span(), why)
    if _SUSPECT.search(text):
        yield from _hidden(passage)
    for span in passage.marked.spans:
        value = text[span.start : span.end]
        if not value.strip(" \u2066\u2067\u2068\u2069"):
            why = _("The field {field} is empty.").format(field=span.field)
            yield passage.finding("L11", "block", span.start, span.end, why)
        elif span.kind == "code" and not value.isascii():
            for found in _INVISIBLE.finditer(text, span.start, span.end):
                if found.start() > span.start and found.end() < span.end:
                    why = _("An invisible character stands in a reference.")
                    yield passage.finding("L19", "block", *found.span(), why)


def _hidden(passage: Passage) -> Iterator[Finding]:
    text = passage.text
    for pattern, severity, why in (
        (_CONTROL, "block", _("A control character stands in the text.")),
        (_OVERRIDE, "block", _("A character that turns the direction of writing stands in the text.")),
        (_HIDDEN, "warn", _("An invisible character stands in the text.")),
    ):
        for found in pattern.finditer(text):
            yield passage.finding("L19", "block" if severity == "block" else "warn", *found.span(), why)
    why = _("A direction isolate is opened or closed without its partner.")
    open_at: list[int] = []
    for found in _ISOLATE.finditer(text):
        if found.group() in _OPENING:
            open_at.append(found.start())
        elif found.group() == _CLOSING:
            if open_at:
                open_at.pop()
            else:
                yield passage.finding("L19", "block", *found.span(), why)
        else:
            yield from (passage.finding("L19", "block", at, at + 1, why) for at in open_at)
            open_at = []
    yield from (passage.finding("L19", "block", at, at + 1, why) for at in open_at)


def required(passages: list[Passage], expected: Expected) -> Iterator[Finding]:
    """Paragraphs that must occur and do not; reported at the end of the longest part."""
    if not passages:
        return
    texts = [passage.text for passage in passages]
    for line in expected.required:
        if any(line.text in text for text in texts):
            continue
        wanted = " ".join(line.text.split())
        if any(wanted in " ".join(text.split()) for text in texts):
            continue
        body = max(passages, key=lambda passage: len(passage.text))
        why = _("The paragraph {key} must stand in this message.").format(key=line.key)
        yield body.finding("L11", "block", len(body.text), len(body.text), why, line.text)
