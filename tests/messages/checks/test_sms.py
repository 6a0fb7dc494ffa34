"""Sizes of text messages, and of other parts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectdesk.messages.checks.sms import costly, plainer, segments

from .messages import said, severities


@pytest.mark.parametrize(
    ("text", "encoding", "units", "parts"),
    [
        ("", "GSM-7", 0, 0),
        ("a" * 160, "GSM-7", 160, 1),
        ("a" * 161, "GSM-7", 161, 2),
        ("a" * 306, "GSM-7", 306, 2),
        ("a" * 307, "GSM-7", 307, 3),
        ("é" * 160, "GSM-7", 160, 1),
        ("€" * 80, "GSM-7", 160, 1),
        ("€" * 81, "GSM-7", 162, 2),
        ("a" * 152 + "€" + "a" * 152, "GSM-7", 306, 3),
        ("á" * 70, "UCS-2", 70, 1),
        ("á" * 71, "UCS-2", 71, 2),
        ("á" * 134, "UCS-2", 134, 2),
        ("á" * 135, "UCS-2", 135, 3),
        ("😀" * 35, "UCS-2", 70, 1),
        ("😀" * 67, "UCS-2", 134, 3),
        ("`", "UCS-2", 1, 1),
        ("120,00\u00a0EUR", "UCS-2", 10, 1),
    ],
)
def test_sizes(text: str, encoding: str, units: int, parts: int) -> None:
    found = segments(text)
    assert (found.encoding, found.units, found.parts) == (encoding, units, parts)


FORMS = [
    ("Larkfield: your payment of GBP 120.00 (ref 48213) is due on 5 Mar. If already paid, thank you. Questions: "
     "020 7946 0000. Reply STOP to opt out.", 143),
    ("Larkfield: we received GBP 40.00 on 1 Apr for ref 48213. Remaining: GBP 120.00. Thank you.", 90),
    ("Larkfield: Zahlung 120,00 EUR (Nr. 48213) war am 05.03. fällig. Schon bezahlt? Vielen Dank. Fragen: 030 000000. "
     "Abmelden: STOP", 126),
]  # fmt: skip
"""Short forms whose sizes were measured with another program."""


@pytest.mark.parametrize(("text", "units"), FORMS)
def test_measured_forms(text: str, units: int) -> None:
    assert (segments(text).encoding, segments(text).units, segments(text).parts) == ("GSM-7", units, 1)


def test_what_typesetting_puts_in_is_named_and_taken_out() -> None:
    text = "120,00\u00a0EUR – „bald“…"
    assert [(character, plain) for _at, character, plain in costly(text)] == [
        ("\u00a0", " "), ("–", "-"), ("„", '"'), ("“", '"'), ("…", "..."),
    ]  # fmt: skip
    assert segments(plainer(text)).encoding == "GSM-7"
    assert costly("zażółć")[0] == (2, "ż", None)


@given(st.text())
def test_parts_hold_what_they_count(text: str) -> None:
    found = segments(text)
    assert found.units <= found.limit
    assert (found.encoding == "UCS-2") == bool(costly(text))


def test_sizes_of_parts() -> None:
    def text(count: int) -> list[str]:
        return severities(said("en", "word " * count, place="sms", channel="sms"), "S01")

    assert text(60) == []
    assert text(70) == ["warn"]
    assert text(130) == ["block"]
    assert severities(said("en", "x" * 50, place="subject"), "S02") == []
    assert severities(said("en", "x" * 51, place="subject"), "S02") == ["info"]
    assert severities(said("en", "x" * 71, place="subject"), "S02") == ["warn"]
    assert severities(said("en", "x" * 61, place="preview"), "S02") == ["info"]
    assert severities(said("en", "word " * 60, place="voicemail", channel="voicemail"), "S03") == ["warn"]
    assert severities(said("en", "word " * 50, place="voicemail", channel="voicemail"), "S03") == []
    assert severities(said("en", "word " * 300), "S04") == ["info"]
    assert severities(said("en", "word " * 300, channel="messenger"), "S04") == ["block"]
