"""The checker of outgoing messages: values in, findings out; no database, no clock.

Structure first, then figures and languages, then words, then style and reading. A finding that blocks can be lifted
only by changing the text; a warning needs a recorded reason. Words and limits are data (`data/wording`).
"""

from __future__ import annotations

from collectdesk.messages.checks.case import Channel, Expected, RequiredLine, Said, Tone
from collectdesk.messages.checks.figures import figures
from collectdesk.messages.checks.finding import PLACES, Finding, Place, Severity
from collectdesk.messages.checks.languages import languages
from collectdesk.messages.checks.lexical import exits_offered, lexical, matches
from collectdesk.messages.checks.lexicon import lexicon
from collectdesk.messages.checks.limits import limits
from collectdesk.messages.checks.passage import Passage
from collectdesk.messages.checks.relative import relative
from collectdesk.messages.checks.structure import required, structure
from collectdesk.messages.checks.style import exits, reading, shouting, sizes
from collectdesk.messages.checks.wording import LANGUAGES
from collectdesk.messages.checks.written import written
from collectdesk.messages.formats import reader
from collectdesk.messages.marked import Marked

__all__ = [
    "LANGUAGES", "Channel", "Expected", "Finding", "Place", "RequiredLine", "Said", "Severity", "Tone", "blocked",
    "check", "prepare", "prepared",
]  # fmt: skip

_prepared: set[str] = set()
_ORDER = {place: at for at, place in enumerate(PLACES)}


def check(said: Said, expected: Expected) -> tuple[Finding, ...]:
    """Everything found in a message, by place and offset. KeyError for a language that is none of `LANGUAGES`."""
    if said.language not in LANGUAGES:
        raise KeyError(said.language)
    words = lexicon(said.language)
    passages = [Passage(place, marked, words, expected.names) for place, marked in said.parts]
    found: list[Finding] = []
    offered: set[str] = set()
    for passage in passages:
        found += structure(passage)
        found += written(passage, said, expected)
        found += figures(passage, said, expected)
        found += languages(passage, said, expected)
        terms = matches(passage)
        offered |= exits_offered(terms)
        found += lexical(passage, terms, said, expected)
        found += relative(passage, terms, said, expected)
        found += shouting(passage)
        if passage.place == "body":
            found += reading(passage)
        found += sizes(passage, said)
    found += required(passages, expected)
    found += exits(passages, offered, said, expected)
    found.sort(key=lambda one: (_ORDER[one.place], one.start, one.end, one.rule))
    return tuple(found)


def prepare(language: str) -> None:
    """Read all that a language needs ahead of its first message: a second or two for its hyphenation."""
    text = Marked(" ".join(["word"] * limits().scored_from))
    check(Said(language, reader(language, None), "email", (("body", text),)), Expected("T0"))
    _prepared.add(language)


def prepared(language: str) -> bool:
    """Whether `prepare` has read a language in this process."""
    return language in _prepared


def blocked(findings: tuple[Finding, ...]) -> bool:
    """Whether a message with these findings cannot be sent."""
    return any(finding.severity == "block" for finding in findings)
