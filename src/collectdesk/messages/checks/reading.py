"""How easy a text reads: length of sentences, and the formula of its language where there is one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

import pyphen

from collectdesk.messages.checks.limits import Formula
from collectdesk.messages.checks.passage import Paragraph, Passage

_LONG_WORD = 6
_VOWELS_TR = frozenset("aeıioöuüâîû")
_DICTIONARIES = {"pt_BR": "pt_BR", "pt": "pt_PT"}


@dataclass(frozen=True, slots=True)
class Measured:
    """Counts of a text: sentences, words, syllables, letters, and words of more than six letters."""

    sentences: int
    words: int
    syllables: int
    letters: int
    long_words: int


def measured(passage: Passage) -> Measured:
    """The counts of a text."""
    parts = [paragraph.once(_counts) for _at, paragraph in passage.paragraphs]
    return Measured(*(sum(count) for count in zip(*parts, strict=True))) if parts else Measured(0, 0, 0, 0, 0)


def _counts(paragraph: Paragraph) -> tuple[int, int, int, int, int]:
    """Sentences, words, syllables, letters and long words of a paragraph."""
    words = [word for word in paragraph.words if word.letters]
    language = paragraph.lexicon.language
    return (
        len(paragraph.sentences()),
        len(words),
        sum([syllables(word.forms[0], language) for word in words]),
        sum([word.letters for word in words]),
        sum([word.letters > _LONG_WORD for word in words]),
    )


@lru_cache(maxsize=50_000)
def syllables(word: str, language: str) -> int:
    """Syllables of a word, about: points of hyphenation plus one; in Turkish its vowels."""
    if language == "tr":
        return max(1, sum(letter in _VOWELS_TR for letter in word))
    found = _hyphenation(language)
    return len(found.positions(word)) + 1 if found else 1


@cache
def _hyphenation(language: str) -> pyphen.Pyphen | None:
    name = pyphen.language_fallback(_DICTIONARIES.get(language, language))
    return pyphen.Pyphen(lang=name, left=1, right=1) if name else None


def score(formula: Formula, of: Measured) -> float | None:
    """A text's score by a named formula; None without words. Higher is easier, except for LIX."""
    if not of.words or not of.sentences or not formula:
        return None
    sentence = of.words / of.sentences
    word = of.syllables / of.words
    if formula == "gulpease":
        return 89 + (300 * of.sentences - 10 * of.letters) / of.words
    if formula == "lix":
        return sentence + 100 * of.long_words / of.words
    start, per_sentence, per_word = {
        "flesch": (206.835, 1.015, 84.6),
        "amstad": (180.0, 1.0, 58.5),
        "kandel_moles": (207.0, 1.015, 73.6),
        "fernandez_huerta": (206.84, 1.02, 60.0),
        "flesch_douma": (206.835, 0.93, 77.0),
        "flesch_pt": (206.835 + 42, 1.015, 84.6),
        "atesman": (198.825, 2.61, 40.175),
    }[formula]
    return start - per_sentence * sentence - per_word * word
