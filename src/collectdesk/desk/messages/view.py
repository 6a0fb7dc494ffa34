"""The message screen's view of a message: both languages in pairs, what was found and where, and whether it may go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from babel.core import Locale
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from collectdesk.desk.dossier import desk_day
from collectdesk.desk.gate_view import ChannelState, channel_gate
from collectdesk.desk.handle import DeskHandle
from collectdesk.desk.messages.boxes import OPEN
from collectdesk.desk.messages.checked import Checked, checked
from collectdesk.desk.messages.choosing import Choice, choices, fitting
from collectdesk.desk.messages.compose import Asked
from collectdesk.desk.messages.drafting import Addition
from collectdesk.i18n import _
from collectdesk.messages.checks import Finding
from collectdesk.messages.laid_out import Part, PartKind, parts_of
from collectdesk.messages.marked import Marked
from collectdesk.messages.purposes import Channel
from collectdesk.models import ContactPerson, Message

_GROUPS = (
    ("language", ("L18", "L19")), ("formats", ("L10",)), ("required", ("L11", "L20")),
    ("manner", ("L01", "L02", "L03", "L04", "L05", "L06", "L07", "L09", "L13")), ("reading", ("L17",)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pair:
    """A piece in both languages; `added` is the number of the collector's own paragraph, from 0, else None."""

    key: str
    kind: PartKind
    ours: Marked
    theirs: Marked
    added: int | None


@dataclass(frozen=True, slots=True)
class Found:
    """A finding and where it stands: `start` and `end` are offsets in the customer's text of the pair `pair`."""

    finding: Finding
    pair: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class MessageView:
    """All that the screen shows. `language` is its English name; `passed` are groups of checks that found nothing.

    `asks` are the values that a person gives; `persons` are (id, name); `waiting` counts messages of the account that
    somebody may have to look at. Where `looked` is False its words are not checked yet: `found` lacks what they say.
    """

    account_id: int
    number: str
    customer: str
    name: str
    title: str
    tone: str
    consumer: bool
    channel: Channel
    channels: tuple[Channel, ...]
    person_id: int | None
    person: str
    persons: tuple[tuple[int, str], ...]
    address: str
    language: str
    language_code: str
    right_to_left: bool
    same_language: bool
    pairs: tuple[Pair, ...]
    found: tuple[Found, ...]
    passed: tuple[str, ...]
    additions: tuple[Addition, ...]
    needs_approval: bool
    gate: ChannelState
    subject: str
    text: str
    digest: str
    asks: tuple[str, ...]
    waiting: int
    looked: bool

    @property
    def blocks(self) -> int:
        """How many findings block."""
        return sum(one.finding.severity == "block" for one in self.found)

    @property
    def warnings(self) -> int:
        """How many findings warn."""
        return sum(one.finding.severity == "warn" for one in self.found)


def message_view(
    desk: DeskHandle,
    zone: str,
    account_id: int,
    *,
    purpose: str | None = None,
    channel: Channel | None = None,
    person_id: int | None = None,
    language: str | None = None,
    given: dict[str, str] | None = None,
    additions: Sequence[Addition] = (),
    wait: bool = True,
) -> MessageView:
    """A message as it would go now; without a purpose the one that fits best. BadInput as `compose`.

    `wait` as `checked` takes it.
    """
    now = desk.clock()
    with desk.store.read() as session:
        day = desk_day(session, now)
        name = purpose or fitting(session, account_id, day, desk.actor.id)
        asked = Asked(
            account_id, name, day, channel or (None if purpose else _usual(session, account_id, name)),
            person_id, None, language, None, None, given or {},
        )  # fmt: skip
        made = checked(session, asked, desk.actor.id, additions, wait=wait)
        point_id = made.composed.point_id
        gate = channel_gate(session, now, account_id, made.composed.channel, point_id, zone)
        persons = session.execute(
            select(ContactPerson.id, ContactPerson.name)
            .where(ContactPerson.party_id == made.composed.standing.party.id)
            .order_by(ContactPerson.id)
        )
        waiting = session.scalar(
            select(func.count())
            .select_from(Message)
            .where(Message.account_id == account_id, Message.state.in_(OPEN), Message.undone_by.is_(None))
        )
        return _view(made, gate, tuple((one.id, one.name) for one in persons), waiting or 0)


def message_choices(desk: DeskHandle, account_id: int) -> tuple[Choice, ...]:
    """Every message with what speaks against it, those that fit first."""
    with desk.store.read() as session:
        return choices(session, account_id, desk_day(session, desk.clock()), desk.actor.id)


def _usual(session: Session, account_id: int, name: str) -> Channel | None:
    """The first channel of a message through which the customer can be reached; None for the message's first."""
    from collectdesk.desk.messages.reading import points_for
    from collectdesk.messages.purposes import purpose
    from collectdesk.models import Account

    party_id = session.scalar(select(Account.party_id).where(Account.id == account_id))
    if party_id is None:
        return None
    ways = purpose(name).channels
    return next(
        (one for one in ways if one in ("email", "letter") and points_for(session, party_id, one, None)), None
    )


def _view(
    made: Checked, gate: ChannelState, persons: tuple[tuple[int, str], ...], waiting: int
) -> MessageView:
    composed = made.composed
    at, wanted = composed.standing, composed.purpose
    theirs = parts_of(made.theirs)
    to = made.theirs.reader
    rules = {one.rule for one in made.findings if one.severity != "info"}
    return MessageView(
        account_id=at.account.id,
        number=at.account.number,
        customer=at.party.name,
        name=wanted.name,
        title=wanted.title,
        tone=wanted.tone,
        consumer=at.party.party_type == "consumer",
        channel=composed.channel,
        channels=tuple(wanted.channels),
        person_id=composed.person_id,
        person=composed.person,
        persons=persons,
        address=composed.address,
        language=_language(to.language),
        language_code=to.language,
        right_to_left=to.right_to_left,
        same_language=made.same_language,
        pairs=_pairs(theirs, parts_of(made.ours)),
        found=tuple(_found(one, theirs) for one in made.findings),
        passed=tuple(name for name, group in _GROUPS if made.looked and rules.isdisjoint(group)),
        additions=made.additions,
        needs_approval=wanted.review,
        gate=gate,
        subject=made.theirs.subject.text,
        text=made.theirs.body.text,
        digest=made.digest,
        asks=tuple(wanted.asks),
        waiting=waiting,
        looked=made.looked,
    )


def _pairs(theirs: tuple[Part, ...], ours: tuple[Part, ...]) -> tuple[Pair, ...]:
    """The parts of both side by side; both are made from one template and one set of additions."""
    return tuple(
        Pair(
            one.key,
            one.kind,
            two.text,
            one.text,
            int(one.key.rpartition("+")[2]) - 1 if one.kind == "added" else None,
        )
        for one, two in zip(theirs, ours, strict=True)
    )


def _found(one: Finding, parts: tuple[Part, ...]) -> Found:
    """A finding in the part where it begins; a finding about the whole stands at the last."""
    here = [
        (at, part)
        for at, part in enumerate(parts)
        if part.place == one.place and part.start <= one.start <= part.end and part.text.text
    ]
    whole = (
        one.start == 0 and one.end - one.start > 0 and len(parts) > 1 and here and one.end > here[0][1].end
    )
    if not here or whole:
        return Found(one, len(parts) - 1, 0, 0)
    at, part = here[0]
    return Found(one, at, one.start - part.start, min(one.end, part.end) - part.start)


def _language(code: str) -> str:
    return Locale.parse(code).get_display_name("en") or code


def tone_words(tone: str) -> str:
    """A tone in words."""
    return {
        "T0": _("service"),
        "T1": _("courteous"),
        "T2": _("friendly and clear"),
        "T3": _("firm"),
        "T4": _("formal"),
        "TH": _("supportive"),
    }.get(tone, tone)


def channel_words(channel: str) -> str:
    """A channel in words."""
    return {
        "email": _("e-mail"),
        "sms": _("text message"),
        "letter": _("letter"),
        "voicemail": _("voice message"),
        "messenger": _("messenger"),
    }.get(channel, channel)


def state_words(state: str, to_approve: bool = False) -> str:
    """How far a message is, in words; `to_approve` of a draft that a lead has to look at."""
    if state == "draft" and to_approve:
        return _("For a lead to approve")
    return {
        "uncertain": _("Nobody knows whether it arrived"),
        "handed": _("Handed to you: did it go?"),
        "held": _("Held back"),
        "failed": _("Failed"),
        "bounced": _("Came back"),
        "sending": _("Being sent"),
        "queued": _("Waits"),
        "approved": _("Approved"),
        "draft": _("Drafts"),
        "sent": _("Sent"),
        "dropped": _("Dropped"),
    }.get(state, state)


def inbound_words(kind: str) -> str:
    """What came in: an answer, a report that something was not delivered, an automatic answer."""
    return {"reply": _("reply"), "bounce": _("bounce"), "auto_reply": _("automatic")}.get(kind, kind)


def check_words(group: str) -> str:
    """A group of checks that found nothing, in words."""
    return {
        "language": _("one language"),
        "formats": _("amounts and dates as written there"),
        "required": _("required lines"),
        "manner": _("no threat, no blame"),
        "reading": _("short sentences"),
    }[group]
