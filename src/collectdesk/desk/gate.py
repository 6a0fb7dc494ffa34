"""The gate at the keypress: what the rules say of an account now, a record when they refuse, and a lead's override."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from collectdesk.desk.act import Act, Actor, Command, act
from collectdesk.desk.contact_case import Known, known_of, through
from collectdesk.desk.rights import Right
from collectdesk.desk.views_queue import GateGlance
from collectdesk.faults import BadInput, Refused
from collectdesk.i18n import _
from collectdesk.models import GateOverride, User
from collectdesk.rules.case import Attempt, Case
from collectdesk.rules.gate import allowed_until, by_clock, judge
from collectdesk.rules.question import Question, plan_of
from collectdesk.rules.reach import Window, clock_case, clock_windows
from collectdesk.rules.record import Channel
from collectdesk.rules.rulebook import RuleBook, load_rulebook
from collectdesk.rules.verdict import Finding, Outcome, Verdict
from collectdesk.store import Store
from collectdesk.store.journal import append, digest

OVERRIDE_LASTS = timedelta(minutes=30)
ON_CARD: tuple[Channel, ...] = ("call", "email", "sms", "letter")
"""The channels that an account's card shows."""


@dataclass(frozen=True, slots=True)
class Overridden:
    """A lead's decision to go past a refusal: who, why, and until when it holds."""

    by: str
    reason: str
    until: datetime


@dataclass(frozen=True, slots=True)
class GateAnswer:
    """What the gate says of an account through one channel at one moment.

    `closes_at` is when contact is not allowed any more, None when not within eight days. `address`, `phone`, `stated`
    and `travel` are the zones that the places were taken from. `entry` is the journal entry of a refusal.
    """

    account_id: int
    channel: Channel
    case: Case
    verdict: Verdict
    closes_at: datetime | None
    overridden: Overridden | None
    address: tuple[str, ...]
    phone: tuple[str, ...]
    stated: str | None
    travel: str | None
    entry: int | None = None

    @property
    def allowed(self) -> bool:
        """Whether contact may be made: the rules let it, or a lead went past those that do not."""
        return self.verdict.allowed or self.overridden is not None

    @property
    def calls_in_a_week(self) -> int:
        """Calls to this person in the last seven local days, all debts together, as caps count them."""
        since = self.verdict.at - timedelta(days=7)
        return sum(
            one.outbound and one.counts and one.channel == "call" and one.at > since for one in self._past
        )

    @property
    def last_conversation(self) -> datetime | None:
        """When somebody last spoke with the customer about a debt; None when never."""
        return max((one.at for one in self._past if one.conversation), default=None)

    @property
    def _past(self) -> tuple[Attempt, ...]:
        return self.case.attempts


def ask_gate(
    store: Store, now: datetime, account_id: int, channel: Channel = "call", point_id: int | None = None
) -> GateAnswer:
    """What the gate says now; `point_id` is the number that is meant, else the one dialled first.

    BadInput when there is no such account, or when a rule file is broken.
    """
    with store.read() as session:
        return ask_gate_in(session, now, account_id, channel, point_id)


def ask_gate_in(
    session: Session, now: datetime, account_id: int, channel: Channel = "call", point_id: int | None = None
) -> GateAnswer:
    """The same inside a session that is open already, such as that of an act."""
    known = _known(session, account_id, now)
    return _judged(session, through(session, load_rulebook(), known, now, channel, point_id), now)


def glance(session: Session, now: datetime, account_id: int) -> GateGlance:
    """What the gate says of a call to the first number, as the panel beside the list shows it."""
    known = _known(session, account_id, now)
    book = load_rulebook()
    verdict = judge(book, known.case, now)
    clock = max(by_clock(Question(known.case, plan_of(book, known.case), now)), key=lambda one: one.outcome)
    against = verdict.against
    return GateGlance(
        verdict="ALLOW" if verdict.allowed else "REVIEW" if verdict.outcome is Outcome.REVIEW else "BLOCK",
        hours="" if clock.rule.id == "house_hours" else _(clock.rule.title),
        zones=known.case.zones,
        why="" if verdict.allowed else against[0].text,
        opens_at=verdict.next_allowed_at,
    )


def ask_channels(store: Store, now: datetime, account_id: int) -> tuple[GateAnswer, ...]:
    """What the gate says of each channel that an account's card shows."""
    with store.read() as session:
        return ask_channels_in(session, now, account_id)


def ask_channels_in(session: Session, now: datetime, account_id: int) -> tuple[GateAnswer, ...]:
    """The same inside a session that is open already."""
    known = _known(session, account_id, now)
    return tuple(
        _judged(session, through(session, load_rulebook(), known, now, one, None), now) for one in ON_CARD
    )


def knock(
    store: Store,
    actor: Actor,
    now: datetime,
    account_id: int,
    channel: Channel = "call",
    point_id: int | None = None,
) -> GateAnswer:
    """Ask the gate because contact is about to be made. A refusal becomes a journal entry, which the answer names."""
    answer = ask_gate(store, now, account_id, channel, point_id)
    if answer.allowed:
        return answer
    with store.write() as session:
        entry = append(
            session,
            request_id=f"gate-{uuid.uuid4().hex}",
            at=now,
            actor_id=actor.id,
            act="contact.refused",
            account_id=account_id,
            facts=gate_facts(answer) | {"contact_point": point_id},
            refused=True,
        )
    return replace(answer, entry=entry)


def gate_facts(answer: GateAnswer) -> dict[str, object]:
    """An answer as a journal entry holds it: codes, instants and the version of the rules."""
    verdict = answer.verdict
    return {
        "channel": answer.channel,
        "verdict": verdict.outcome.name,
        "rules": [rule_name(one) for one in verdict.against],
        "rules_version": load_rulebook().version,
        "next_allowed_at": _iso(verdict.next_allowed_at),
        "zones": list(answer.case.zones),
        "overridden": answer.overridden is not None,
    }


def rule_name(finding: Finding) -> str:
    """A rule as entries and overrides name it: "US/seven_in_seven"."""
    return f"{finding.rule.jurisdiction}/{finding.rule.id}"


class OverrideGate(Command):
    """A lead lets contact be made although the gate says no, and says why."""

    account_id: int
    channel: Channel = "call"
    contact_point_id: int | None = None
    reason: str


@act("contact.override", right=Right.OVERRIDE, undoable=True)
def override_gate(act: Act, command: OverrideGate) -> None:
    """Go past a refusal for half an hour, where every rule in the way allows it.

    BadInput without a reason or when nothing is in the way; Refused where the rules allow no override.
    """
    act.account(command.account_id)
    reason = " ".join(command.reason.split())
    if not reason:
        raise BadInput(_("say why the gate is passed; it goes on record"))
    answer = ask_gate_in(act.session, act.now, command.account_id, command.channel, command.contact_point_id)
    if answer.allowed:
        raise BadInput(_("nothing is in the way; contact is allowed now"))
    if not answer.verdict.override:
        barred = next(one for one in answer.verdict.against if not one.rule.override)
        told = _("No override: {rule}").format(rule=_(barred.rule.title))
        raise Refused(told, rule=rule_name(barred))
    until = act.now + OVERRIDE_LASTS
    row = act.add(
        GateOverride(
            account_id=command.account_id,
            user_id=act.actor.id,
            channel=command.channel,
            rules=" ".join(rule_name(one) for one in answer.verdict.against),
            reason=reason,
            at=act.now,
            until=until,
        )
    )
    act.record(**gate_facts(answer), override=row.id, until=until, reason=digest(reason))
    act.say(_("Allowed for 30 minutes; the override is on record"))


def day_windows(answer: GateAnswer, start: datetime, end: datetime) -> list[tuple[str, list[Window]]]:
    """The open hours between two moments for each plausible zone alone, and under "" for all of them together."""
    book = load_rulebook()
    base = clock_case(book, answer.case)
    shown = answer.case.zones[:4] if len(answer.case.zones) > 1 else ()
    each = [(zone, clock_windows(book, replace(base, zones=(zone,)), start, end)) for zone in shown]
    return [*each, ("", clock_windows(book, base, start, end))]


def _known(session: Session, account_id: int, now: datetime) -> Known:
    known = known_of(session, load_rulebook(), [account_id], now).get(account_id)
    if known is None:
        raise BadInput(
            _("there is no account with the id {id}; search for it by number or name").format(id=account_id)
        )
    return known


def _judged(session: Session, known: Known, now: datetime) -> GateAnswer:
    book: RuleBook = load_rulebook()
    verdict = judge(book, known.case, now)
    return GateAnswer(
        account_id=known.account_id,
        channel=known.case.channel,
        case=known.case,
        verdict=verdict,
        closes_at=allowed_until(book, known.case, now) if verdict.allowed else None,
        overridden=None if verdict.allowed else _override_of(session, known, verdict, now),
        address=known.address,
        phone=known.phone,
        stated=known.stated,
        travel=known.travel,
    )


def _override_of(session: Session, known: Known, verdict: Verdict, now: datetime) -> Overridden | None:
    """A lead's decision that covers every rule now in the way."""
    wanted = {rule_name(one) for one in verdict.against}
    rows = session.execute(
        select(GateOverride, User.name)
        .join(User, User.id == GateOverride.user_id)
        .where(
            GateOverride.account_id == known.account_id,
            GateOverride.channel == known.case.channel,
            GateOverride.at <= now,
            GateOverride.until > now,
            GateOverride.undone_by.is_(None),
        )
        .order_by(GateOverride.id.desc())
    )
    for row, name in rows:
        if wanted <= set(row.rules.split()):
            return Overridden(name, row.reason, row.until)
    return None


def _iso(at: datetime | None) -> str | None:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ") if at is not None else None
