"""From a composed message and a collector's own paragraphs to the text that goes out, and what is found in it.

The preview and the act that keeps a message both come through here, so that what was shown is what is checked.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from collectdesk.desk.messages.compose import Asked, Composed, compose
from collectdesk.desk.messages.drafting import Addition
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.messages.checks import Expected, Finding, RequiredLine, Said, check, prepared
from collectdesk.messages.house import load_house
from collectdesk.messages.laid_out import parts_of, places_of
from collectdesk.messages.marked import Marked
from collectdesk.messages.message import Message, Piece, joined
from collectdesk.models import User
from collectdesk.rules.rulebook import load_rulebook
from collectdesk.store.journal import digest

LONGEST = 4_000
"""Characters that a paragraph of one's own may have."""
_ADDED = "+"


@dataclass(frozen=True, slots=True)
class Checked:
    """A message as it goes out. `theirs` and `ours` hold the additions too; `additions` are as they are kept.

    `digest` names what was previewed: channel, address, person, language, subject and text. Where `looked` is False its
    words were not checked yet, and nothing follows from findings that are not there.
    """

    composed: Composed
    theirs: Message
    ours: Message
    additions: tuple[Addition, ...]
    findings: tuple[Finding, ...]
    digest: str
    looked: bool = True

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """What must be mended before it can go."""
        return tuple(one for one in self.findings if one.severity == "block")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What may stay for a reason that is recorded."""
        return tuple(one for one in self.findings if one.severity == "warn")

    @property
    def same_language(self) -> bool:
        """Whether customer and collector read one language, so that a paragraph needs no second text."""
        return self.theirs.reader.language == self.ours.reader.language


def checked(
    session: Session, asked: Asked, user_id: int, additions: Sequence[Addition] = (), *, wait: bool = True
) -> Checked:
    """Compose a message, put the additions in, and check it. BadInput as `compose`, and for a place that is none.

    Without `wait` the words are left unchecked while the checker has not read their language in this process.
    """
    made = compose(session, asked, user_id)
    same = made.theirs.reader.language == made.ours.reader.language
    kept = tuple(_settled(one, same) for one in additions)
    theirs = _with(made.theirs, [(one.place, one.customer_text or one.source_text) for one in kept])
    ours = _with(made.ours, [(one.place, one.source_text) for one in kept])
    agent = session.get_one(User, user_id).name
    said = Said(
        theirs.reader.language,
        replace(theirs.reader, brief=theirs.channel == "sms"),
        theirs.channel,
        places_of(theirs),
    )
    looked = wait or prepared(said.language)
    found = (
        *_unfit(made),
        *_lacking(made, theirs),
        *_unread(theirs, kept),
        *(check(said, _expected(made, agent, same)) if looked else ()),
    )
    return Checked(made, theirs, ours, kept, _in_order(found), preview_digest(made, theirs), looked)


def preview_digest(made: Composed, theirs: Message) -> str:
    """The digest of a preview."""
    parts = [
        theirs.channel, made.address, made.person, theirs.reader.language, theirs.subject.text, theirs.body.text,
    ]  # fmt: skip
    return digest(json.dumps(parts, ensure_ascii=True, separators=(",", ":")))


def _settled(one: Addition, same: bool) -> Addition:
    """An addition as it is kept: in one language one text is both, and needs nobody to confirm it."""
    source, theirs = one.source_text.strip(), one.customer_text.strip()
    if not source and not theirs:
        raise BadInput(_("a paragraph of your own is empty; type it or take it out"))
    if max(len(source), len(theirs)) > LONGEST:
        raise BadInput(_("a paragraph of your own has at most {n} characters; split it").format(n=LONGEST))
    if same:
        text = theirs or source
        return Addition(place=one.place, source_text=text, customer_text=text, confirmed=True)
    return Addition(
        place=one.place, source_text=source, customer_text=theirs, confirmed=one.confirmed and bool(theirs)
    )


def _with(message: Message, added: Iterable[tuple[str, str]]) -> Message:
    """The message with paragraphs put in, each after the piece that is named; "" is the end."""
    pieces = list(message.pieces)
    for number, (place, text) in enumerate(added, 1):
        if message.channel in ("sms", "voicemail"):
            message = replace(message, short=joined([message.short, Marked(text)], " "))
            continue
        piece = Piece("added", f"{place}{_ADDED}{number}", ((Marked(text),),))
        where = [at for at, one in enumerate(pieces) if one.key.split(_ADDED)[0] == place]
        if place and not where:
            raise BadInput(_("this message has no paragraph {key}; put yours elsewhere").format(key=place))
        pieces.insert(where[-1] + 1 if where else len(pieces), piece)
    return message if message.channel in ("sms", "voicemail") else replace(message, pieces=tuple(pieces))


def _expected(made: Composed, agent: str, same: bool) -> Expected:
    at, house = made.standing, load_house()
    party = at.party
    regions = load_rulebook().regions_of(party.country, party.region, party.city)
    owed = {at.owing.currency, *at.owing.others}
    names = (party.name, made.person, at.creditor.name, house.name, house.address, agent, at.account.number)
    return Expected(
        made.purpose.tone,
        consumer=party.party_type == "consumer",
        jurisdictions=frozenset(one for one in (party.country, *regions) if one),
        currencies=frozenset(owed | ({made.about.currency} if made.about.currency else set())),
        step_authorised=made.step_authorised,
        computed_dates=frozenset({made.answer_by} if made.answer_by else ()),
        required=tuple(RequiredLine(code, text) for code, text in made.required),
        source=() if same else tuple(one.text.text for one in made.ours.pieces if one.kind == "paragraph"),
        names=tuple(one for one in names if one),
        today=made.asked.day,
    )


def _unfit(made: Composed) -> Iterable[Finding]:
    """Why the message does not fit the account, each as a finding that blocks."""
    place = places_of(made.theirs)[-1][0]
    return (Finding("fit", "block", place, 0, 0, "", _sentence(reason)) for reason in made.unfit)


def _lacking(made: Composed, theirs: Message) -> Iterable[Finding]:
    """What the law of the place wants to stand here and for which the house has no text."""
    place, text = places_of(theirs)[-1]
    end = len(text.text)
    for one in made.lacking:
        why = _("This must stand here and has no text in this language: {what} ({source})").format(
            what=one.must, source=one.source
        )
        yield Finding("L11", "block", place, end, end, "", why)


def _unread(theirs: Message, kept: tuple[Addition, ...]) -> Iterable[Finding]:
    """Paragraphs of one's own whose text for the customer nobody who reads their language has confirmed."""
    why = _("Not translated: somebody who reads {language} confirms it.").format(
        language=theirs.reader.language_name
    )
    added = [one for one in parts_of(theirs) if one.kind == "added"]
    for number, one in enumerate(kept, 1):
        if one.confirmed:
            continue
        text = one.customer_text or one.source_text
        part = next((two for two in added if two.key == f"{one.place}{_ADDED}{number}"), None)
        place, whole = places_of(theirs)[-1]
        start = part.start if part is not None else whole.text.rfind(text)
        yield Finding("L18", "block", place, start, start + len(text), text, why)


def _sentence(reason: str) -> str:
    return f"{reason[:1].upper()}{reason[1:]}{'' if reason.endswith('.') else '.'}"


def _in_order(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """What blocks first, then warnings, then what is good to know; each in the order of the text."""
    order = {"block": 0, "warn": 1, "info": 2}
    return tuple(sorted(found, key=lambda one: order[one.severity]))
