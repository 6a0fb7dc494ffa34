"""What an account's gate card and the call screen show of the gate: read once, in words, ready to be drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import pytz
from sqlalchemy.orm import Session

from collectdesk.desk.dossier import desk_day
from collectdesk.desk.gate import GateAnswer, Overridden, ask_channels_in, ask_gate, ask_gate_in
from collectdesk.desk.local_time import city, local_times
from collectdesk.desk.on_record import OnRecord, on_record_in
from collectdesk.i18n import _
from collectdesk.rules.question import plan_of
from collectdesk.rules.record import Channel
from collectdesk.rules.rulebook import load_rulebook
from collectdesk.rules.verdict import Disclosure, Finding, Outcome
from collectdesk.store import Store

GateState = Literal["open", "shut", "held", "review"]
"""Contact may be made; may not now; a stop is on record; a lead decides."""


@dataclass(frozen=True, slots=True)
class ChannelState:
    """What the gate says of a channel: `sentence` in full, `short` for a column beside the channel's name.

    `why` is what stands in the way, "" when nothing does. Instants are aware UTC, the words on the collector's clock.
    """

    channel: Channel
    state: GateState
    sentence: str
    short: str
    why: str
    closes_at: datetime | None
    next_allowed_at: datetime | None


@dataclass(frozen=True, slots=True)
class RuleSaid:
    """What a rule says of a call. `confidence` is in words; `sure` whether the rule may decide."""

    name: str
    text: str
    citation: str
    confidence: str
    sure: bool
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class ToSay:
    """A line that the law wants said, and where it says so."""

    text: str
    citation: str


@dataclass(frozen=True, slots=True)
class CallGate:
    """The gate of a call as it runs. `caps` are the words of the caps on calls; `zones` where the customer may be."""

    call: ChannelState
    zones: tuple[str, ...]
    country: str | None
    say: tuple[ToSay, ...]
    disclosure: Disclosure
    calls_in_a_week: int
    caps: tuple[str, ...]
    last_conversation: datetime | None
    overridden: Overridden | None

    def place(self, now: datetime) -> str:
        """Where the customer is and the clock there: "Berlin 10:02", "US 04:02-05:02", "" when not known."""
        times = local_times(self.zones, now)
        if not times:
            return ""
        if len(times) == 1:
            return f"{city(self.zones[0])} {times[0]:%H:%M}"
        return f"{self.country or ''} {times[0]:%H:%M}-{times[-1]:%H:%M}".strip()


@dataclass(frozen=True, slots=True)
class GateView(CallGate):
    """All of an account's gate. `address`, `phone`, `stated` and `travel` are the zones a place was taken from."""

    account_id: int
    channels: tuple[ChannelState, ...]
    rules: tuple[RuleSaid, ...]
    on_record: tuple[OnRecord, ...]
    address: tuple[str, ...]
    phone: tuple[str, ...]
    stated: str | None
    travel: str | None


def gate_view(store: Store, now: datetime, account_id: int, zone: str) -> GateView:
    """The gate of an account in all channels of its card, on the clock of `zone`. BadInput when there is none."""
    with store.read() as session:
        answers = ask_channels_in(session, now, account_id)
        on_record = on_record_in(session, account_id, desk_day(session, now))
    call = answers[0]
    base = _call_gate(call, now, zone)
    return GateView(
        **{name: getattr(base, name) for name in CallGate.__slots__},
        account_id=account_id,
        channels=tuple(_channel(one, now, zone) for one in answers),
        rules=tuple(_rule(one) for one in call.verdict.findings),
        on_record=on_record,
        address=call.address,
        phone=call.phone,
        stated=call.stated,
        travel=call.travel,
    )


def call_gate(
    store: Store, now: datetime, account_id: int, zone: str, point_id: int | None = None
) -> CallGate:
    """The gate of a call to a number, or to the one dialled first. BadInput when there is no such account."""
    return _call_gate(ask_gate(store, now, account_id, "call", point_id), now, zone)


def channel_gate(
    session: Session, now: datetime, account_id: int, channel: Channel, point_id: int | None, zone: str
) -> ChannelState:
    """The gate of one channel to one address, on the clock of `zone`."""
    return _channel(ask_gate_in(session, now, account_id, channel, point_id), now, zone)


def confidence_words(mark: str) -> str:
    """How far a rule was confirmed, in words."""
    words = {
        "C1": _("official text read"),
        "C2": _("secondary source read"),
        "K": _("well known, not read again"),
        "U": _("uncertain"),
        "unknown": _("not established"),
        "house": _("rule of the house"),
    }
    return words.get(mark, mark)


def _call_gate(answer: GateAnswer, now: datetime, zone: str) -> CallGate:
    verdict = answer.verdict
    caps = {(one.cited.jurisdiction, one.cited.id) for one in plan_of(load_rulebook(), answer.case).caps}
    return CallGate(
        call=_channel(answer, now, zone),
        zones=answer.case.zones,
        country=answer.case.country,
        say=tuple(ToSay(one.text, one.rule.citation) for one in verdict.say),
        disclosure=verdict.disclosure,
        calls_in_a_week=answer.calls_in_a_week,
        caps=tuple(
            dict.fromkeys(_(one.rule.title) for one in verdict.findings if _name(one) in caps),
        ),
        last_conversation=answer.last_conversation,
        overridden=answer.overridden,
    )


def _channel(answer: GateAnswer, now: datetime, zone: str) -> ChannelState:
    verdict, state = answer.verdict, _state(answer)
    why = verdict.against[0].text if verdict.against else ""
    closes_at = answer.overridden.until if answer.overridden is not None else answer.closes_at
    sentence, short = _words(answer, state, closes_at, why, now, zone)
    return ChannelState(answer.channel, state, sentence, short, why, closes_at, verdict.next_allowed_at)


def _state(answer: GateAnswer) -> GateState:
    verdict = answer.verdict
    if answer.allowed:
        return "open"
    stops = {(one.cited.jurisdiction, one.cited.id) for one in plan_of(load_rulebook(), answer.case).stops}
    if any(_name(one) in stops and one.outcome is Outcome.BLOCK for one in verdict.against):
        return "held"
    return "review" if verdict.outcome is Outcome.REVIEW else "shut"


def _words(
    answer: GateAnswer, state: GateState, closes_at: datetime | None, why: str, now: datetime, zone: str
) -> tuple[str, str]:
    """The sentence and its short form."""
    call = answer.channel == "call"
    opens_at = answer.verdict.next_allowed_at
    if state == "open":
        if closes_at is None:
            any_time = _("any day") if answer.channel == "letter" else _("any hour")
            return (_("May call") if call else _("Allowed at any time")), any_time
        at = moment(closes_at, now, zone)
        full = _("May call until {time}") if call else _("Allowed until {time}")
        return full.format(time=at), _("until {time}").format(time=at)
    if state == "held":
        return (_("No call: a stop is on record") if call else why), why
    if state == "review":
        return (_("A lead decides about a call") if call else _("A lead decides")), _("a lead decides")
    if opens_at is not None:
        at = moment(opens_at, now, zone)
        full = _("No call before {time}") if call else _("Not before {time}")
        return full.format(time=at), _("not before {time}").format(time=at)
    return (_("May not be called") if call else why), why


def moment(at: datetime, now: datetime, zone: str) -> str:
    """A moment ahead on the clock of `zone`: "17:00" today, "Tue 21:30" within a week, else "8 Dec"."""
    tz = pytz.timezone(zone)
    local, today = at.astimezone(tz), now.astimezone(tz).date()
    if local.date() == today:
        return f"{local:%H:%M}"
    if (local.date() - today).days < 7:
        days = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
        return f"{days[local.weekday()]} {local:%H:%M}"
    months = (
        *(_("Jan"), _("Feb"), _("Mar"), _("Apr"), _("May"), _("Jun")),
        *(_("Jul"), _("Aug"), _("Sep"), _("Oct"), _("Nov"), _("Dec")),
    )
    return _("{day} {month}").format(day=local.day, month=months[local.month - 1])


def _rule(finding: Finding) -> RuleSaid:
    mark = finding.rule.confidence
    return RuleSaid(
        name=f"{finding.rule.jurisdiction}/{finding.rule.id}",
        text=finding.text,
        citation=finding.rule.citation,
        confidence=confidence_words(mark),
        sure=mark not in ("U", "unknown"),
        outcome=finding.outcome,
    )


def _name(finding: Finding) -> tuple[str, str]:
    return finding.rule.jurisdiction, finding.rule.id


def channel_word(channel: str) -> str:
    """A channel in a word."""
    words = {
        "call": _("call"),
        "voicemail": _("voicemail"),
        "email": _("e-mail"),
        "sms": _("text"),
        "letter": _("letter"),
        "messenger": _("messenger"),
        "visit": _("visit"),
    }
    return words.get(channel, channel)
