"""Every message of the desk: written in every language, with its values known, and the same blocks on both sides."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import pytest

from collectdesk.faults import BadInput
from collectdesk.messages import catalogue as catalogues
from collectdesk.messages import rendering
from collectdesk.messages.catalogue import Translator, languages
from collectdesk.messages.document import Passage
from collectdesk.messages.formats import reader
from collectdesk.messages.message import LetterHead, Message, as_document, fields_of, write
from collectdesk.messages.purposes import Channel, purpose, purposes
from collectdesk.messages.upkeep import faults, pseudo, source
from collectdesk.money import Money
from tests.messages.telling import FIRM, fields, written

HOMES = {"en": "GB", "de": "DE", "fr": "FR", "es": "ES", "it": "IT", "pt": "PT", "pt_BR": "BR", "nl": "NL", "pl": "PL",
         "sv": "SE", "da": "DK", "tr": "TR", "ja": "JP", "zh_Hans": "CN", "zh_Hant": "TW", "ko": "KR", "ar": "AE",
         "hi": "IN", "he": "IL"}  # fmt: skip
EVERY = [(name, channel) for name, one in purposes().items() for channel in one.channels]


def test_the_languages_are_those_that_were_promised() -> None:
    assert set(languages()) == set(HOMES)


def test_every_field_that_a_message_asks_for_is_one_that_composing_knows() -> None:
    asked = set().union(*(fields_of(name, channel) for name, channel in EVERY))
    assert asked <= set(fields())


@pytest.mark.parametrize("language", languages())
def test_every_message_is_written_in_every_language(language: str) -> None:
    for name, channel in EVERY:
        for currency, count, consumer in (("EUR", 1, False), ("JPY", 2, True), ("KWD", 5, False)):
            given = {"currency": currency, "count": count, "consumer": consumer}
            theirs = written(name, language, HOMES[language], channel, **given)
            ours = _ours(name, channel, **given)
            assert theirs.body.text, (name, channel)
            assert [one.kind for one in theirs.pieces] == [one.kind for one in ours.pieces], (name, channel)
            _same_values(theirs, ours, name)


@cache
def _ours(name: str, channel: Channel, **given: Any) -> Message:
    return written(name, "en", None, channel, **given)


def _same_values(theirs: Message, ours: Message, name: str) -> None:
    """Both sides tell the same values in whatever order, up to a number that a plural form leaves out."""
    for one, other in zip(theirs.pieces, ours.pieces, strict=True):
        said = {span.field for span in one.text.spans if span.kind != "number"}
        assert said == {span.field for span in other.text.spans if span.kind != "number"}, (name, one.key)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("count", [0, 1, 2, 5, 11, 21, 22, 100, 101])
def test_every_number_finds_its_form(language: str, count: int) -> None:
    for name in ("friendly_reminder", "second_reminder", "plan_offer"):
        message = written(name, language, HOMES[language], count=count)
        assert "%" not in message.body.text
        if count > 2 and name == "friendly_reminder":
            assert any(span.field == "count" for span in message.pieces[0].text.spans)


def test_the_values_of_a_text_are_where_they_are_said_to_be() -> None:
    body = written("friendly_reminder", "de", "DE", count=1).body
    said = {span.field: body.text[span.start : span.end] for span in body.spans}
    assert said["amount"] == "1.234.567,89\u00a0EUR"
    assert said["due_on"] == "28.\u00a0Oktober\u00a02026"
    assert said["person"] == "Krüger"
    assert "1.234.567" not in body.words_alone()


def test_a_firm_is_greeted_as_one_and_a_person_without_a_title_by_full_name() -> None:
    assert (
        written("friendly_reminder", "de", "DE", who=FIRM).salutation[0].text
        == "Sehr geehrte Damen und Herren,"
    )
    untitled = written("friendly_reminder", "de", "DE", who=FIRM.__class__("Jana Krüger", "", "X", False))
    assert untitled.salutation[0].text == "Guten Tag Jana Krüger,"


def test_nothing_is_said_that_is_not_to_be_translated(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the pseudo language every word is between brackets, so what is not was forgotten."""
    monkeypatch.setattr(rendering, "translator", lambda _language: Translator("qps", pseudo()))
    for cached in ("environment", "_compiled"):  # the other tests keep what they have in theirs
        monkeypatch.setattr(rendering, cached, cache(getattr(rendering, cached).__wrapped__))
    for name, channel in EVERY:
        message = written(name, "en", None, channel)
        for text in [message.subject, message.short, *(one.text for one in message.pieces)]:
            words = "".join(part.partition("⟧")[2] for part in f"⟧{text.words_alone()}".split("⟦"))
            outside = text.words_alone().split("⟦")[0] + words
            assert not any(sign.isalpha() for sign in outside), (name, outside)


def test_the_catalogues_have_no_hole() -> None:
    asked = source()
    for language in languages():
        if language != "en":
            assert faults(language, catalogues.catalogue(language), asked) == []


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ("We cannot", "placeholders"),
        ("%(amount)s %(due_on)s %(amount)d", "a % that is no placeholder"),
        ("", "missing"),
    ],
)
def test_a_hole_is_found(changed: str, why: str) -> None:
    asked, found = source(), source()
    sentence = next(
        one
        for one in found
        if one.id and "may be due" not in str(one.id) and "%(amount)s will" in str(one.id)
    )
    for one in found:
        if one.id:
            one.string = one.id
    sentence.string = changed
    assert any(why in fault for fault in faults("de", found, asked))


@pytest.mark.parametrize(
    "name",
    ["{{ ''.__class__ }}", "{% include 'x' %}", "%(amount)s", "|| cell", "@subject", "<b>x</b>", "a\nBcc: b"],
)
def test_what_comes_from_outside_is_only_ever_a_text(name: str) -> None:
    message = written("friendly_reminder", reference=name, who=FIRM.__class__(name, "", name, False))
    shown = " ".join(name.split())
    assert shown in message.salutation[0].text
    assert any(
        message.body.text[one.start : one.end] == shown
        for one in message.body.spans
        if one.field == "reference"
    )
    assert len(message.pieces) == len(written("friendly_reminder").pieces)


def test_a_field_that_is_missing_is_named() -> None:
    left = fields()
    del left["amount"]
    to = reader("en", "GB")
    with pytest.raises(BadInput, match="amount"):
        write(purpose("friendly_reminder"), "email", to, FIRM, left, agent="A", sender="B")


def test_an_amount_is_written_with_its_own_minor_units() -> None:
    for currency, amount in (("JPY", "123,456,789"), ("KWD", "123,456.789"), ("EUR", "1,234,567.89")):
        shown = f"{currency}\u00a0{amount}"
        assert shown in written("friendly_reminder", amount=Money(123456789, currency)).body.text


def test_a_letter_has_a_head_with_both_sides_and_its_day() -> None:
    head = LetterHead(("Example Ltd", ""), ("Jana Krüger", "Kai 1, 20457 Hamburg"), date(2026, 11, 26))
    blocks = as_document(written("friendly_reminder", "de", "DE", "letter"), "DE", head).blocks
    texts = [one.paragraphs for one in blocks[:3] if isinstance(one, Passage)]
    assert texts == [
        ("Example Ltd",),
        ("Jana Krüger", "Kai 1, 20457 Hamburg"),
        ("26. November 2026",),
    ]
