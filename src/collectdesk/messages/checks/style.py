"""Rules about the look and length of a text: L09 shouting, L17 reading, L20 ways out, and sizes (S01 to S04)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from collectdesk.i18n import _, ngettext
from collectdesk.messages.checks.case import Expected, Said
from collectdesk.messages.checks.finding import Finding
from collectdesk.messages.checks.limits import limits
from collectdesk.messages.checks.passage import Paragraph, Passage
from collectdesk.messages.checks.reading import measured, score
from collectdesk.messages.checks.sms import costly, plainer, segments

_REPEATED = re.compile(r"[!?！？]{2,}")
_ALARM = re.compile("[⚠❗❕‼⁉☠🚨🔴⛔🛑📢]")
_SHOUTED_SHARE = 0.15
_SHARE_FROM = 60


def shouting(passage: Passage) -> Iterator[Finding]:
    """Words in capitals side by side, repeated marks, signs of alarm."""
    letters = capitals = 0
    some = False
    for at, paragraph in passage.paragraphs:
        runs, marks, all_letters, all_capitals = paragraph.once(_loud)
        letters, capitals = letters + all_letters, capitals + all_capitals
        for start, end in runs:
            some = True
            yield passage.finding("L09", "warn", at + start, at + end, _("Words in capitals shout."))
        for start, end in marks:
            yield passage.finding("L09", "warn", at + start, at + end, _("This shouts."))
    if not some and letters >= _SHARE_FROM and capitals > letters * _SHOUTED_SHARE:
        yield passage.finding(
            "L09", "warn", 0, len(passage.text), _("A large part of the text is in capitals.")
        )


def _loud(paragraph: Paragraph) -> tuple[list[tuple[int, int]], list[tuple[int, int]], int, int]:
    """Runs of capitals, loud marks, and how many letters and capitals a paragraph has."""
    prose, words = paragraph.prose, paragraph.words
    marks = [found.span() for pattern in (_REPEATED, _ALARM) for found in pattern.finditer(prose)]
    runs: list[tuple[int, int]] = []
    loud = [at for at, word in enumerate(words) if word.shouted]
    for at in loud:
        if at - 1 in loud and not prose[paragraph.end(at - 1) : paragraph.starts[at]].strip(" ,'’-"):
            first = (
                runs.pop()[0] if runs and runs[-1][1] == paragraph.end(at - 1) else paragraph.starts[at - 1]
            )
            runs.append((first, paragraph.end(at)))
    return runs, marks, sum(word.letters for word in words), sum(word.capitals for word in words)


def reading(passage: Passage) -> Iterator[Finding]:
    """Sentences that are too long, and a score below the target. Never a reason to block."""
    known = limits().reading.get(passage.lexicon.language)
    if known is None:
        return
    for at, paragraph in passage.paragraphs:
        for start, end in paragraph.once(_long_sentences):
            yield passage.finding(
                "L17", "info", at + start, at + end, _("This sentence is long; make two of it.")
            )
    if known.formula and passage.word_count >= limits().scored_from:
        found = score(known.formula, measured(passage))
        if found is not None and (found > known.target if known.formula == "lix" else found < known.target):
            why = _("The text reads heavily: {score:.0f} by {formula}, the target is {target:.0f}.").format(
                score=found, formula=known.formula.replace("_", " "), target=known.target
            )
            yield passage.finding("L17", "info", 0, len(passage.text), why)


def _long_sentences(paragraph: Paragraph) -> list[tuple[int, int]]:
    """Sentences with more words, or characters, than the language's target."""
    language, found = paragraph.lexicon.language, []
    most = limits().reading[language].sentence
    for start, end in paragraph.sentences():
        said = paragraph.prose[start:end]
        if language in ("ja", "zh_Hans", "zh_Hant"):
            size = len("".join(said.split()))
        elif language == "ko":
            size = len(said.split())
        else:
            size = bisect_left(paragraph.starts, end) - bisect_left(paragraph.starts, start)
        if size > most:
            found.append((end - len(said.lstrip()), end))
    return found


def exits(passages: list[Passage], offered: set[str], said: Said, expected: Expected) -> Iterator[Finding]:
    """Ways out that a message of this tone must offer and does not."""
    if not passages or said.channel == "voicemail":
        return
    wanted = set(limits().exits.get(expected.tone, ()))
    if said.channel in ("sms", "messenger") and expected.tone != "TH":
        wanted = (wanted & {"opt_out"}) | {"opt_out"}
    elif said.channel == "letter":
        wanted.discard("opt_out")
    elif any(code.split("-")[0] == "US" for code in expected.jurisdictions) and expected.consumer:
        wanted.add("opt_out")
    body = max(passages, key=lambda passage: len(passage.text))
    for missing in sorted(wanted - offered):
        why = {
            "help": _("The message does not say where to get help."),
            "dispute": _("The message does not say how to object."),
            "opt_out": _("The message does not say how to stop such messages."),
        }[missing]
        must = missing == "opt_out" and any(code.split("-")[0] == "US" for code in expected.jurisdictions)
        yield body.finding("L20", "block" if must else "warn", len(body.text), len(body.text), why)


def sizes(passage: Passage, said: Said) -> Iterator[Finding]:
    """Texts that are too long for their place."""
    sizes, place = limits().channels, passage.place
    count = len(passage.text)
    if place == "sms":
        yield from _text_message(passage)
    elif place == "subject" and count > sizes.subject_target:
        severity = "warn" if count > sizes.subject_warn else "info"
        why = ngettext("The subject has {n} character.", "The subject has {n} characters.", count).format(
            n=count
        )
        yield passage.finding(
            "S02", "warn" if severity == "warn" else "info", sizes.subject_target, count, why
        )
    elif place == "preview" and count > sizes.preview_target:
        why = _("The preview is cut after about {n} characters.").format(n=sizes.preview_target)
        yield passage.finding("S02", "info", sizes.preview_target, count, why)
    elif place == "voicemail" and passage.word_count > sizes.voicemail_words:
        why = _("A voice message of {n} words is too long.").format(n=passage.word_count)
        yield passage.finding("S03", "warn", 0, count, why)
    elif place == "body" and said.channel == "messenger" and count > sizes.messenger_target:
        severity = "block" if count > sizes.messenger_block else "info"
        why = _("The message has {n} characters, more than a messenger takes well.").format(n=count)
        yield passage.finding(
            "S04", "block" if severity == "block" else "info", sizes.messenger_target, count, why
        )
    elif place == "body" and said.channel in ("email", "letter"):
        most = sizes.email_words if said.channel == "email" else sizes.letter_words
        if passage.word_count > most and not passage.lexicon.spaceless:
            why = _("The text has {n} words; aim for {most}.").format(n=passage.word_count, most=most)
            yield passage.finding("S04", "info", 0, count, why)


def _text_message(passage: Passage) -> Iterator[Finding]:
    sizes = limits().channels
    size = segments(passage.text)
    if size.parts > sizes.sms_parts_warn:
        why = _("The text message takes {n} parts ({encoding}).").format(n=size.parts, encoding=size.encoding)
        severity = "block" if size.parts > sizes.sms_parts_block else "warn"
        yield passage.finding("S01", "block" if severity == "block" else "warn", 0, len(passage.text), why)
    if size.encoding == "UCS-2" and not passage.lexicon.spaceless:
        for at, character, plain in costly(passage.text):
            if plain is not None:
                why = _("This character doubles the price of the text message; a plainer one does.")
                yield passage.finding("S01", "info", at, at + 1, why, plainer(character))
