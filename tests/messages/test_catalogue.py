"""The catalogues of letters: complete, with the same placeholders, honest about their review, and never half used."""

from __future__ import annotations

import io
import re

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from collectdesk.faults import BadInput
from collectdesk.messages import catalogue as catalogues
from collectdesk.messages.catalogue import Translator, catalogue, languages, translator
from collectdesk.resources import folder

PLACEHOLDER = re.compile(r"%\((\w+)\)s")
TRANSLATED = [language for language in languages() if language != "en"]


def _source() -> set[tuple[str, ...]]:
    """All sentences of the templates, singular and plural."""
    found: set[tuple[str, ...]] = set()
    for file in folder("data").joinpath("messages").iterdir():
        if file.name.endswith(".txt"):
            for _line, message, _comments, _context in extract_from_file("jinja2", str(file)):
                found.add(message if isinstance(message, tuple) else (message,))
    return found


def _said(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def _asked(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def test_german_and_japanese_are_there() -> None:
    assert {"de", "ja"} <= set(TRANSLATED)


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_has_every_sentence_and_no_other(language: str) -> None:
    source = _source()
    assert len(source) > 80
    assert {_asked(one) for one in catalogue(language) if one.id} == source


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_says_how_it_was_reviewed(language: str) -> None:
    head = " ".join(catalogue(language).header_comment.replace("#", " ").split())
    assert "Machine-drafted by this project" in head
    assert "Not reviewed by a native speaker" in head


def _small(text: str) -> Catalog:
    return read_po(io.BytesIO(text.encode()), locale="de")


@pytest.mark.parametrize(
    "entry",
    [
        'msgid "Other"\nmsgstr "Anders"\n',
        'msgid "Date"\nmsgstr ""\n',
        '#, fuzzy\nmsgid "Date"\nmsgstr "Datum"\n',
    ],
)
def test_a_sentence_that_is_missing_or_a_guess_stops_the_letter(entry: str) -> None:
    words = Translator("de", _small('msgid ""\nmsgstr "Language: de\\n"\n\n' + entry))
    with pytest.raises(BadInput, match='no de for "Date"'):
        words.gettext("Date")


def test_a_plural_with_a_form_missing_stops_the_letter() -> None:
    words = Translator(
        "de",
        _small('msgid ""\nmsgstr "Language: de\\n"\n\nmsgid "day"\nmsgid_plural "days"\nmsgstr[0] "Tag"\n'),
    )
    with pytest.raises(BadInput, match="complete locale/de"):
        words.ngettext("day", "days", 2)


def test_a_language_without_a_catalogue_is_named() -> None:
    with pytest.raises(BadInput, match="cannot be written in el; use one of ar, da, de, en, es"):
        translator("el")


def test_a_broken_file_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def read_bytes(self) -> bytes:
            return b'msgid "a"\nmsgstr "b"\nnonsense here\n'

    monkeypatch.setattr(catalogues, "_file", lambda language: Broken())
    with pytest.raises(BadInput, match=r"locale/de/LC_MESSAGES/letters.po cannot be read"):
        catalogue("de")
