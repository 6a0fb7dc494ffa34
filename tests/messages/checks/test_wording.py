"""The lists of words: each entry is found in its example and not in the other."""

from __future__ import annotations

import pytest

from collectdesk.faults import BadInput
from collectdesk.messages.checks.lexical import matches
from collectdesk.messages.checks.lexicon import lexicon
from collectdesk.messages.checks.passage import Passage
from collectdesk.messages.checks.wording import LANGUAGES, Entry, read_wording, wording
from collectdesk.messages.marked import Marked

from .messages import found, said

CASES = [(language, entry) for language in LANGUAGES for entry in wording(language).entries]


def _entries(language: str, text: str) -> set[str]:
    passage = Passage("body", Marked(text), lexicon(language))
    return {match.term.entry.id for _at, _paragraph, match in matches(passage) if match.term.entry}


@pytest.mark.parametrize(
    ("language", "entry"), CASES, ids=[f"{language}-{entry.id}" for language, entry in CASES]
)
def test_entry_is_found_in_its_example_alone(language: str, entry: Entry) -> None:
    assert entry.id in _entries(language, entry.positive)
    assert entry.id not in _entries(language, entry.negative)
    for term in entry.terms:
        assert entry.id in _entries(language, term.replace("*", "")), term
    for exception in entry.exceptions:
        assert entry.id not in _entries(language, exception.replace("*", "")), exception


@pytest.mark.parametrize("language", LANGUAGES)
def test_examples_and_proposals_are_in_their_language(language: str) -> None:
    for entry in wording(language).entries:
        for text in (entry.positive, entry.negative, entry.better.replace("{date}", "")):
            strange = [one for one in found(said(language, text), "L18") if not one.better]
            assert strange == [], text


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_says_who_read_it_and_covers_the_rules(language: str) -> None:
    known = wording(language)
    assert "not reviewed" in known.review
    wanted = {"L01", "L02", "L03", "L04", "L05", "L06", "L07", "L08", "L12", "L13", "L14", "L15", "L16"}
    assert {entry.category for entry in known.entries} >= wanted
    assert known.exits is not None
    assert known.relative.days


ENTRY = 'review = "x"\n[[entries]]\nid = "xx.one"\ncategory = "L01"\nterms = ["a"]\npositive = "a"\nnegative = "b"\n'


def test_a_wrong_entry_is_named_with_its_file() -> None:
    assert read_wording(ENTRY, "data/wording/xx.toml").entries[0].id == "xx.one"
    with pytest.raises(BadInput, match=r"data/wording/xx\.toml, entry xx\.one, category"):
        read_wording(ENTRY.replace("L01", "L99"), "data/wording/xx.toml")
    with pytest.raises(BadInput, match=r"xx\.toml.*xx\.one stands there twice"):
        read_wording(ENTRY + ENTRY.split("\n", 1)[1], "data/wording/xx.toml")
    with pytest.raises(BadInput, match=r"xx\.toml is not valid TOML"):
        read_wording(ENTRY + "[[", "data/wording/xx.toml")
