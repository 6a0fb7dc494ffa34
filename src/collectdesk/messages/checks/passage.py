"""A part of a message prepared for checking: its prose apart from values, cut into words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import pairwise
from typing import TypeVar

from collectdesk.messages.checks.finding import Finding, Place, Severity
from collectdesk.messages.checks.lexicon import Lexicon, Word
from collectdesk.messages.marked import Marked

_Result = TypeVar("_Result")

VALUE = "\ufffc"
"""Stands in prose for each character of a value, a link, an address or an allowed name."""
_LINK = re.compile(
    r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+|(?:https?://|www\.)[^\s<>\"]+"
    r"|(?<![\w.-])(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/[^\s<>\"]*)?(?![\w@])",
    re.ASCII,
)
_LONGEST_CLAUSE = 200
_MARKS = (
    r"\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    r"\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963"
)
_WORD = re.compile(rf"[\w{_MARKS}\u200c\u200d]+")
_LATIN_WORD = re.compile(r"[0-9A-Za-z\u00aa\u00ba\u00c0-\u024f\u1e00-\u1eff\u0300-\u036f]+")
_CLAUSE_END = re.compile(r"[.!?;:,()\n。！？；：，、।؟،؛–—]")
_SENTENCE_END = re.compile(r"[.!?:;\n](?=\s|$)|[。！？।؟\n]")
_QUOTED = re.compile(
    r"“[^“”\n]*”|„[^„“”\n]*[“”]|«[^«»\n]*»|「[^「」\n]*」|『[^『』\n]*』|\"[^\"\n]*\"|”[^”\n]*”"
)


class Paragraph:
    """A paragraph of prose with its words and everything that follows from them alone.

    Messages of one template differ in their values, not in their words: a paragraph met before is not read again.
    Offsets are in the paragraph.
    """

    __slots__ = ("found", "lexicon", "prose", "starts", "words")

    def __init__(self, prose: str, lexicon: Lexicon) -> None:
        self.prose = prose = _LINK.sub(_blank, prose)
        self.lexicon = lexicon
        pattern = _LATIN_WORD if lexicon.spaceless else _WORD
        cut = [(match.start(), match.group()) for match in pattern.finditer(prose)]
        known = lexicon.words
        self.starts = [start for start, _said in cut]
        self.words: list[Word] = [known[said] for _start, said in cut]
        self.found: dict[str, object] = {}
        """What was worked out once, by the name of the work."""

    def once(self, work: Callable[[Paragraph], _Result]) -> _Result:
        """What `work` makes of this paragraph, worked out the first time."""
        try:
            return self.found[work.__qualname__]  # type: ignore[return-value]
        except KeyError:
            made = self.found[work.__qualname__] = work(self)
            return made

    def end(self, index: int) -> int:
        """Where the word at `index` ends."""
        return self.starts[index] + self.words[index].length

    def quoted(self, start: int, end: int) -> bool:
        """Whether this stretch stands between quotation marks."""
        return any(found.start() < start and end < found.end() for found in _QUOTED.finditer(self.prose))

    def clause(self, start: int, end: int) -> tuple[int, int]:
        """The stretch between marks of punctuation around this one."""
        first = max(0, start - _LONGEST_CLAUSE)
        before = max((found.end() for found in _CLAUSE_END.finditer(self.prose, first, start)), default=first)
        after = _CLAUSE_END.search(self.prose, end)
        return before, after.start() if after else len(self.prose)

    def sentences(self) -> list[tuple[int, int]]:
        """Where sentences begin and end, marks at the end included."""
        ends = [found.end() for found in _SENTENCE_END.finditer(self.prose)]
        cuts = [0, *ends, len(self.prose)]
        return [(a, b) for a, b in pairwise(cuts) if self.prose[a:b].strip()]


class Passage:
    """A text, its prose (same length, values blanked by `VALUE`), and its paragraphs with their offsets.

    Links and addresses are blanked in the paragraphs alone.
    """

    __slots__ = ("lexicon", "marked", "paragraphs", "place", "prose", "text")

    def __init__(self, place: Place, marked: Marked, lexicon: Lexicon, names: Iterable[str] = ()) -> None:
        self.place = place
        self.marked = marked
        self.text = marked.text
        self.lexicon = lexicon
        self.prose = _prose(marked, names)
        self.paragraphs: list[tuple[int, Paragraph]] = []
        at = 0
        for prose in self.prose.split("\n"):
            if prose and not prose.isspace():
                self.paragraphs.append((at, _paragraph(prose, lexicon)))
            at += len(prose) + 1

    @property
    def word_count(self) -> int:
        """How many words the prose has."""
        return sum(len(paragraph.words) for _at, paragraph in self.paragraphs)

    def finding(
        self, rule: str, severity: Severity, start: int, end: int, why: str, better: str = ""
    ) -> Finding:
        """A finding in this text; offsets are brought inside it."""
        end = max(0, min(end, len(self.text)))
        start = max(0, min(start, end))
        return Finding(rule, severity, self.place, start, end, self.text[start:end], why, better)


_paragraph = lru_cache(maxsize=8192)(Paragraph)


def _prose(marked: Marked, names: Iterable[str]) -> str:
    text = marked.text
    if marked.spans:
        pieces: list[str] = []
        at = 0
        for span in marked.spans:
            start, end = max(at, span.start), min(max(at, span.end), len(text))
            pieces += (text[at:start], VALUE * (end - start))
            at = max(end, at)
        pieces.append(text[at:])
        text = "".join(pieces)
    for name in names:
        if name and name in text:
            text = text.replace(name, VALUE * len(name))
    return text


def _blank(found: re.Match[str]) -> str:
    said = found.group()
    kept = said.rstrip(".,;:!?)")
    return VALUE * len(kept) + said[len(kept) :]
