"""Rules about words: threats, blame, jargon and the rest, as `data/wording` lists them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from collectdesk.i18n import _
from collectdesk.messages.checks.case import Expected, Said
from collectdesk.messages.checks.finding import EXPOSED, Finding, Severity
from collectdesk.messages.checks.folding import folded_with_places
from collectdesk.messages.checks.lexicon import Lexicon, Term
from collectdesk.messages.checks.passage import Paragraph, Passage

_BEFORE, _AFTER = 3, 3
"""So many words before or after a term a negation counts for it."""
_NEAR = 8
"""The same in characters, for languages without blanks."""
_SOFTENED = frozenset({"L01", "L02", "L03", "L04", "L07", "L13"})
"""Rules that a negation or a quotation turns into a remark."""
_DEMANDS = frozenset({"T1", "T2", "T3", "T4"})


@dataclass(frozen=True, slots=True)
class Match:
    """A term in a text: offsets, and the words it spans (-1 where a text is not cut into words)."""

    term: Term
    start: int
    end: int
    first: int = -1
    last: int = -1


Found = list[tuple[int, Paragraph, Match]]


def matches(passage: Passage) -> Found:
    """All terms in a text, in order, each with its paragraph and that one's offset."""
    return [
        (at, paragraph, match)
        for at, paragraph in passage.paragraphs
        for match in paragraph.once(_paragraph_matches)
    ]


def _paragraph_matches(paragraph: Paragraph) -> list[Match]:
    """All terms in a paragraph, in order. Of terms of one rule that overlap the longest is kept."""
    found = list(_inside(paragraph) if paragraph.lexicon.spaceless else _by_word(paragraph))
    if len(found) < 2:
        return [one for one in found if one.term.kind != "exception"]
    excused = [one for one in found if one.term.kind == "exception"]
    found = [one for one in found if one.term.kind != "exception" and not _excused(one, excused)]
    found.sort(key=lambda one: (one.start, -one.end))
    kept: list[Match] = []
    for one in found:
        if not any(_rule(before.term) == _rule(one.term) and one.start < before.end for before in kept[-4:]):
            kept.append(one)
    return kept


def _rule(term: Term) -> str:
    return term.entry.category if term.entry else term.kind


def _excused(match: Match, exceptions: list[Match]) -> bool:
    return any(
        one.start <= match.start and match.end <= one.end and one.term.entry is match.term.entry
        for one in exceptions
    )


def _by_word(paragraph: Paragraph) -> Iterator[Match]:
    words, starts = paragraph.words, paragraph.starts
    for at, word in enumerate(words):
        for term in word.terms:
            last = at
            for part, open_end in term.parts[1:]:
                last += 1
                if last >= len(words) or not any(
                    form.startswith(part) if open_end else form == part for form in words[last].forms
                ):
                    break
            else:
                yield Match(term, starts[at], paragraph.end(last), at, last)


def _inside(paragraph: Paragraph) -> Iterator[Match]:
    folded, places = folded_with_places(paragraph.prose)
    for term in paragraph.lexicon.terms:
        wanted = term.parts[0][0]
        at = folded.find(wanted) if wanted else -1
        while at >= 0:
            end = at + len(wanted)
            if places is None:
                yield Match(term, at, end)
            else:
                yield Match(term, places[at], places[end - 1] + 1)
            at = folded.find(wanted, end)


def lexical(passage: Passage, found: Found, said: Said, expected: Expected) -> Iterator[Finding]:
    """What the words of a text say that they should not."""
    remarked: set[str] = set()
    for at, paragraph, match in found:
        entry = match.term.entry
        if match.term.kind == "variant" and not _spelled(paragraph, match):
            yield _variant(passage, at, match)
        if entry is None or entry.category == "L10":
            continue
        severity = _severity(entry.category, passage, said, expected)
        if severity is None:
            continue
        if entry.category in _SOFTENED and severity != "info" and softened(paragraph, match):
            severity = "block" if entry.category == "L04" and _no_proceedings(expected) else "info"
        if severity == "info":
            if entry.id in remarked:
                continue
            remarked.add(entry.id)
        better = _with_date(entry.better, said, expected)
        yield passage.finding(
            entry.category, severity, at + match.start, at + match.end, _why(entry.category, severity), better
        )


def _spelled(paragraph: Paragraph, match: Match) -> bool:
    """Whether a word that differs from a variant by its accents alone is the right one."""
    return paragraph.prose[match.start : match.end].casefold() == match.term.better.casefold()


def _variant(passage: Passage, at: int, match: Match) -> Finding:
    return passage.finding(
        "L18",
        "block",
        at + match.start,
        at + match.end,
        _("This is spelled as in another country than the recipient's."),
        match.term.better,
    )


def _no_proceedings(expected: Expected) -> bool:
    return "CA-QC" in expected.jurisdictions


def _severity(category: str, passage: Passage, said: Said, expected: Expected) -> Severity | None:
    """How bad a word of a category is here; None where it is none of this text's business."""
    if category == "L04":
        if _no_proceedings(expected):
            return "block"
        return "info" if expected.tone in ("T3", "T4") and expected.step_authorised else "block"
    if category == "L05":
        dated = expected.computed_dates or any(
            span.kind == "day" for _place, part in said.parts for span in part.spans
        )
        return "warn" if dated else "block"
    if category == "L06":
        return "block" if passage.place in EXPOSED else "info"
    if category == "L08":
        return "warn" if expected.consumer else "info"
    if category == "L12":
        return "warn" if expected.tone in _DEMANDS else None
    if category == "L14":
        return "block" if any(code.split("-")[0] == "CO" for code in expected.jurisdictions) else "info"
    return "block" if category in ("L01", "L02", "L03", "L13") else "warn"


def softened(paragraph: Paragraph, match: Match) -> bool:
    """Whether a term is negated or quoted. A negated condition ("if you do not pay") softens nothing."""
    if paragraph.quoted(match.start, match.end):
        return True
    lexicon = paragraph.lexicon
    start, end = paragraph.clause(match.start, match.end)
    if match.first < 0:
        return _softened_inside(paragraph.prose, match, (start, end), lexicon)
    first = match.first
    while first > 0 and paragraph.starts[first - 1] >= start:
        first -= 1
    after = []
    if lexicon.wording.negation_follows:
        following = range(match.last + 1, min(match.last + 1 + _AFTER, len(paragraph.words)))
        after = [paragraph.words[at] for at in following if paragraph.starts[at] < end]
    before = paragraph.words[first : match.first]
    if any(form in lexicon.conditionals for word in before + after for form in word.forms):
        return False
    return any(form in lexicon.negations for word in before[-_BEFORE:] + after for form in word.forms)


def _softened_inside(prose: str, match: Match, clause: tuple[int, int], lexicon: Lexicon) -> bool:
    """The same for a language without blanks, in which a negation stands on one side only."""
    if lexicon.wording.negation_follows:
        near = prose[match.end : min(clause[1], match.end + _NEAR)]
    else:
        near = prose[max(clause[0], match.start - _NEAR) : match.start]
    whole = prose[clause[0] : clause[1]]
    return any(one in near for one in lexicon.negations) and not any(
        one in whole for one in lexicon.conditionals
    )


def _with_date(better: str, said: Said, expected: Expected) -> str:
    """A proposal with the last computed day filled in; "" where it needs one and there is none."""
    if "{date}" not in better:
        return better
    return (
        better.replace("{date}", said.reader.day(max(expected.computed_dates)))
        if expected.computed_dates
        else ""
    )


def exits_offered(found: Found) -> set[str]:
    """Which ways out a text offers: "help", "dispute", "opt_out"."""
    return {
        match.term.kind
        for _at, _paragraph, match in found
        if match.term.kind in ("help", "dispute", "opt_out")
    }


def _why(category: str, severity: Severity) -> str:
    if category == "L06" and severity == "info":
        return _("This speaks of a debt; only the recipient may read it.")
    return {
        "L01": _("This reads as a threat of violence, arrest or the police."),
        "L02": _("This reads as harassment."),
        "L03": _("This shames or judges the person."),
        "L04": _("This claims a legal step or an authority that is not established at this stage."),
        "L05": _("This presses for time without a date."),
        "L06": _("This speaks of a debt where others may see it."),
        "L07": _("This blames the recipient; say what happened instead."),
        "L08": _("This is jargon; say it plainly."),
        "L12": _("This is marketing inside a demand."),
        "L13": _("This is about health, religion, union or family and has no place in a message."),
        "L14": _("This asks why nothing was paid."),
        "L15": _("This promises a consequence that is not certain."),
        "L16": _("This presumes a gender or a marital status."),
    }.get(category, "")
