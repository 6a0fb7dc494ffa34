"""Every message in every language passes the checker: nothing that blocks is in a text of the desk's own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from collectdesk.messages.catalogue import languages
from collectdesk.messages.checks import Expected, Place, Said, check
from collectdesk.messages.marked import Marked
from collectdesk.messages.message import Message
from collectdesk.messages.purposes import Channel, Purpose, purposes
from tests.messages.checks.messages import COUNTRIES
from tests.messages.telling import PERSON, written

NAMES = (
    "Nordwind Handels GmbH", "Jana Krüger", "Example Ltd", "Asha Verma", "Robin Doe", "Kai 1, Hamburg",
    "Advice line 0800 000000", "The board, PO box 1",
)  # fmt: skip
DAYS = frozenset({date(2026, 10, 28), date(2026, 12, 1)})


def _channels(one: Purpose) -> list[Channel]:
    """Those whose texts differ: a letter says what an e-mail says."""
    return [channel for channel in one.channels if not (channel == "letter" and "email" in one.channels)]


def _parts(message: Message) -> tuple[tuple[Place, Marked], ...]:
    if message.channel == "sms":
        return (("sms", message.short),)
    if message.channel == "voicemail":
        return (("voicemail", message.short),)
    return (("subject", message.subject), ("body", message.body))


@pytest.mark.parametrize("language", languages())
def test_no_message_is_blocked_in_any_language(language: str) -> None:
    found, seen = [], 0
    for name, one in purposes().items():
        for channel in _channels(one):
            message = written(name, language, COUNTRIES[language], channel, PERSON)
            to = replace(message.reader, brief=channel == "sms")
            expected = Expected(
                one.tone, jurisdictions=frozenset({COUNTRIES[language]}), currencies=frozenset({"EUR"}),
                step_authorised=True, computed_dates=DAYS, names=NAMES, today=date(2026, 11, 26),
            )  # fmt: skip
            findings = check(Said(to.language, to, channel, _parts(message)), expected)
            found += [(name, channel, two.rule, two.words) for two in findings if two.severity == "block"]
            seen += 1
    assert seen >= len(purposes())
    assert found == []


@pytest.mark.parametrize("language", languages())
def test_a_value_in_another_form_blocks_a_text_message(language: str) -> None:
    message = written("friendly_reminder", language, COUNTRIES[language], "sms", PERSON)
    (span,) = [one for one in message.short.spans if one.kind == "day"]
    text = message.short.text
    wrong = Marked(
        f"{text[: span.start]}October the 28th, 2026{text[span.end :]}",
        (replace(span, end=span.start + len("October the 28th, 2026")),),
    )
    said = Said(language, replace(message.reader, brief=True), "sms", (("sms", wrong),))
    rules = [one.rule for one in check(said, Expected("T1", names=NAMES)) if one.severity == "block"]
    assert "L10" in rules
