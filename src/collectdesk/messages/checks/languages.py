"""L18: fragments in another language than the text's, in another script, or in the wrong variant of it.

A fragment is found by its function words, which no sentence does without: a stretch in which those of another
language outweigh the text's own. Names, acronyms and loan words carry none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache

from babel.core import Locale

from collectdesk.i18n import _
from collectdesk.messages.checks.case import Expected, Said
from collectdesk.messages.checks.finding import Finding
from collectdesk.messages.checks.lexicon import Word
from collectdesk.messages.checks.passage import Paragraph, Passage

_OWN, _UNKNOWN, _ENOUGH = -1.5, -0.2, 1.7
"""What a word of the text's own, and one of no language in particular, takes from a fragment's evidence of 1 a word;
and the evidence that is needed."""
_PIECE_WORDS = 3
_HARD_END = re.compile(r"[.!?;:()\n。！？।؟]")
_PLACEHOLDER = re.compile(r"\{[^}]*\}|%\(\w+\)s")
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_KANA = "\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f"
_HANGUL = "\uac00-\ud7af\u1100-\u11ff\u3130-\u318f"
_ARABIC = "\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff"
_HEBREW = "\u0590-\u05ff\ufb1d-\ufb4f"
_DEVANAGARI = "\u0900-\u097f"
_LATIN = "A-Za-z\u00aa\u00b5\u00ba\u00c0-\u024f\u1e00-\u1eff"
_OTHERS = "\u0370-\u03ff\u0400-\u052f\u0530-\u058f\u0980-\u0e7f"
"""Greek, Cyrillic, Armenian, and the scripts of India and Thailand beside Devanagari."""
_SCRIPTS = {
    "ja": _KANA + _HAN, "zh_Hans": _HAN, "zh_Hant": _HAN, "ko": _HANGUL, "ar": _ARABIC, "he": _HEBREW,
    "hi": _DEVANAGARI,
}  # fmt: skip
_LETTERS = _HAN + _KANA + _HANGUL + _ARABIC + _HEBREW + _DEVANAGARI + _LATIN + _OTHERS
_NOT_LETTERS = "،؛؟٪٫٬۔।॥ー・׳״"
_CONNECTORS = frozenset(
    {"of", "and", "de", "la", "du", "des", "van", "von", "der", "the", "y", "e", "et", "und", "di", "da"}
)
_KANJI_OF_BOTH = frozenset("着群峰裡祕")
"""Characters that users of both scripts write, whatever the older character sets say."""


def languages(passage: Passage, said: Said, expected: Expected) -> Iterator[Finding]:
    """What stands in the text in another language, script or variant."""
    taken: list[tuple[int, int]] = []
    for start, end, better in _fragments(passage, said, expected):
        if any(start < stop and begin < end for begin, stop in taken):
            continue
        taken.append((start, end))
        name = Locale.parse(said.language).get_display_name("en") or said.language
        why = _("This is not {language}, the language of the message.").format(language=name)
        yield passage.finding("L18", "block", start, end, why, better)


def _fragments(passage: Passage, said: Said, expected: Expected) -> Iterator[tuple[int, int, str]]:
    if said.language != "en":
        yield from _left_in_source(passage, expected.source)
    for at, paragraph in passage.paragraphs:
        for start, end in paragraph.once(_strange):
            yield at + start, at + end, ""
    if said.reader.locale.territory in ("CH", "LI") and said.reader.language == "de":
        for found in re.finditer(r"\w*ß\w*", passage.prose):
            yield *found.span(), found.group().replace("ß", "ss")


def _strange(paragraph: Paragraph) -> list[tuple[int, int]]:
    """Stretches of a paragraph in another script or language."""
    language = paragraph.lexicon.language
    found = [match.span() for match in _foreign_letters(language).finditer(paragraph.prose)]
    return found + list(_latin_prose(paragraph) if language in _SCRIPTS else _other_language(paragraph))


def _left_in_source(passage: Passage, source: tuple[str, ...]) -> Iterator[tuple[int, int, str]]:
    for paragraph in source:
        for piece in _pieces(paragraph):
            at = passage.prose.find(piece)
            if at >= 0:
                yield at, at + len(piece), ""


@cache
def _pieces(paragraph: str) -> tuple[str, ...]:
    """The stretches between placeholders that are long enough to be told."""
    cut = (" ".join(piece.split()) for piece in _PLACEHOLDER.split(paragraph))
    return tuple(piece for piece in cut if len(piece.split()) >= _PIECE_WORDS)


@cache
def _foreign_letters(language: str) -> re.Pattern[str]:
    """Runs of letters that a text of the language does not have. Latin letters are looked at by themselves."""
    allowed = re.compile(f"[{_SCRIPTS.get(language, '')}{_LATIN}{_NOT_LETTERS}]")
    letter = re.compile(f"[{_LETTERS}]")
    foreign = [
        one
        for one in map(chr, range(0x80, 0x10000))
        if letter.match(one) and one.isalpha() and not allowed.match(one)
    ]
    charsets = {"zh_Hans": ("big5", "gb2312"), "zh_Hant": ("gb2312", "big5"), "ja": ("gb2312", "cp932")}
    if language in charsets:
        foreign = sorted({*foreign, *_characters(*charsets[language])})
    one = f"[{_ranges(foreign)}]"
    return re.compile(f"{one}+(?:[ '’-]?{one}+)*")


def _ranges(characters: Iterable[str]) -> str:
    """Characters in order as ranges of a character class."""
    made: list[str] = []
    start = previous = -2
    for code in [*map(ord, characters), -9]:
        if code != previous + 1:
            if start >= 0:
                made.append(f"\\u{start:04x}-\\u{previous:04x}")
            start = code
        previous = code
    return "".join(made)


@cache
def _characters(inside: str, outside: str) -> str:
    """Han characters that one character set has and another has not: by these two scripts are told apart."""
    return "".join(
        chr(code)
        for code in range(0x4E00, 0xA000)
        if _has(inside, chr(code)) and not _has(outside, chr(code)) and chr(code) not in _KANJI_OF_BOTH
    )


def _has(encoding: str, character: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _latin_prose(paragraph: Paragraph) -> Iterator[tuple[int, int]]:
    """Latin words that are a phrase and no name: function words, or three in a row in lower case."""
    run: list[int] = []
    for at, word in enumerate(paragraph.words):
        joined = run and not re.search(
            r"[^\s,'’\-\ufffc.!?]", paragraph.prose[paragraph.end(run[-1]) : paragraph.starts[at]]
        )
        if word.script == "LATIN" and (joined or not run):
            run.append(at)
            continue
        if run and _is_phrase([paragraph.words[one] for one in run]):
            yield paragraph.starts[run[0]], _closed(paragraph, paragraph.end(run[-1]))
        run = [at] if word.script == "LATIN" else []
    if run and _is_phrase([paragraph.words[one] for one in run]):
        yield paragraph.starts[run[0]], _closed(paragraph, paragraph.end(run[-1]))


def _is_phrase(words: list[Word]) -> bool:
    if len(words) < 2:
        return False
    told = sum(bool(word.foreign) and word.forms[0] not in _CONNECTORS for word in words)
    lower = sum(word.lower and word.letters > 2 and word.forms[0] not in _CONNECTORS for word in words)
    return told >= 2 or (told >= 1 and lower >= 1) or lower >= 3


def _closed(paragraph: Paragraph, end: int) -> int:
    return (
        end + 1 if paragraph.prose[end : end + 1] in (".", "!", "?") and end < len(paragraph.prose) else end
    )


def _other_language(paragraph: Paragraph) -> Iterator[tuple[int, int]]:
    """Stretches in which the function words of another language outweigh the text's own."""
    seen = Counter(language for word in paragraph.words if word.foreign for language in word.foreign)
    likely = [language for language, times in seen.most_common() if times >= 2]
    if not likely:
        return
    for first, last in _stretches(paragraph):
        evidence, start, stop, language = max(
            (*_best(paragraph.words, first, last, language), language) for language in likely
        )
        if evidence < _ENOUGH:
            continue
        start, stop = _widened(paragraph.words, (first, last), (start, stop), language)
        end = paragraph.end(stop)
        yield paragraph.starts[start], _closed(paragraph, end) if start == first and stop == last else end


def _stretches(paragraph: Paragraph) -> Iterator[tuple[int, int]]:
    """The words between hard ends of punctuation: index of the first and the last."""
    first = 0
    for at in range(1, len(paragraph.words) + 1):
        if at == len(paragraph.words) or _HARD_END.search(
            paragraph.prose, paragraph.end(at - 1), paragraph.starts[at]
        ):
            yield first, at - 1
            first = at


def _best(words: list[Word], first: int, last: int, language: str) -> tuple[float, int, int]:
    """The stretch with the most evidence of a language: evidence, first and last word."""
    best = (0.0, first, first)
    evidence, start, told = 0.0, first, set[str]()
    for at in range(first, last + 1):
        word = words[at]
        if language in word.foreign:
            if not told:
                start = at
            evidence += 1
            told.add(word.forms[0])
            if len(told) >= 2 and evidence > best[0]:
                best = (evidence, start, at)
        elif language not in word.shared:
            evidence += _OWN if word.own else _UNKNOWN
        if evidence <= 0:
            evidence, told = 0.0, set()
    return best


def _widened(
    words: list[Word], within: tuple[int, int], found: tuple[int, int], language: str
) -> tuple[int, int]:
    """The stretch with the words around it that are not the text's own; words of both languages belong to it
    only where they lead to the end of the sentence.
    """
    edges = []
    for at, end, step in ((found[0], within[0], -1), (found[1], within[1], 1)):
        sure = at
        while at != end and (not words[at + step].own or language in words[at + step].shared):
            at += step
            if not words[at].own:
                sure = at
        edges.append(at if at == end else sure)
    return edges[0], edges[1]
