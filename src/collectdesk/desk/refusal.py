"""Knocking before a call: whether it may be opened, and all that the card of a refusal says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import pytz

from collectdesk.desk.act import Actor
from collectdesk.desk.call_view import call_view
from collectdesk.desk.gate import GateAnswer, ask_channels, ask_gate, day_windows, knock
from collectdesk.desk.notes import find_draft
from collectdesk.models import Account, Party
from collectdesk.rules.gate import by_clock
from collectdesk.rules.question import Question, plan_of
from collectdesk.rules.reach import Window
from collectdesk.rules.rulebook import load_rulebook
from collectdesk.rules.verdict import Finding
from collectdesk.store import Store

GOES_ON = timedelta(hours=2)
"""A call that began no longer ago is still the same call: the customer is on the line."""
SHOWN = timedelta(hours=24)

Ends = Literal["time", "place", "lead", "stop", "wish", "record", "ban"]
"""What would end a finding: time alone; the place being known; a lead; the stop being lifted; the customer taking a
wish back; a notice or consent on record; nothing, since the law forbids it."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refused call as its card shows it.

    `opens_at` is the first minute at which it may be called, or with `for_lead` at which a lead could let it pass; None
    when that never comes by itself. `windows` are the open hours from `start` on for a day, by zone, "" for all
    together; empty when hours are not what is in the way for good. `ends` says what would end the strictest finding,
    `spoke` are the rules that refuse, look or have counted something.
    """

    answer: GateAnswer
    customer: str
    number: str
    party_type: str
    country: str | None
    address: tuple[str, ...]
    phone: str
    channels: tuple[GateAnswer, ...]
    start: datetime
    windows: tuple[tuple[str, tuple[Window, ...]], ...]
    opens_at: datetime | None
    for_lead: bool
    ends: Ends
    spoke: tuple[Finding, ...]

    @property
    def clocks(self) -> int:
        """How many different clocks the customer's plausible places show now."""
        return len({f"{local:%d %H:%M}" for _zone, local in self.answer.verdict.local})

    @property
    def strictest(self) -> Finding:
        """What stands most in the way."""
        return self.answer.verdict.against[0]


def call_goes_on(store: Store, actor: Actor, now: datetime, account_id: int) -> bool:
    """Whether a call of this person about the account began within `GOES_ON` and is not saved yet."""
    draft = find_draft(store, actor, account_id, "call")
    if draft is None:
        return False
    try:
        began = datetime.fromisoformat(draft.state["started_at"])
    except (KeyError, TypeError, ValueError):
        began = draft.saved_at
    if began.tzinfo is None:
        began = draft.saved_at
    return timedelta(0) <= now - began <= GOES_ON


def may_open_call(store: Store, actor: Actor, now: datetime, account_id: int) -> bool:
    """Whether a call may be opened now, without any record of the question. BadInput as `ask_gate`."""
    return call_goes_on(store, actor, now, account_id) or ask_gate(store, now, account_id).allowed


def knock_for_call(store: Store, actor: Actor, now: datetime, account_id: int, zone: str) -> Refusal | None:
    """None when the call may be opened; else the refusal, which is in the journal by then.

    `zone` is the collector's: the picture of the hours begins with an hour of it.
    """
    if call_goes_on(store, actor, now, account_id):
        return None
    answer = knock(store, actor, now, account_id)
    return None if answer.allowed else refusal_of(store, actor, now, answer, zone)


def refusal_of(store: Store, actor: Actor, now: datetime, answer: GateAnswer, zone: str) -> Refusal:
    """What the card says of an answer that is no."""
    view = call_view(store, actor, now, answer.account_id)
    with store.read() as session:
        party = session.get_one(Party, session.get_one(Account, answer.account_id).party_id)
        address = tuple(one for one in (party.city, party.region) if one)
    verdict, plan = answer.verdict, plan_of(load_rulebook(), answer.case)
    opens_at, for_lead = verdict.next_allowed_at, False
    if opens_at is None and verdict.override and (verdict.next_review_at or now) > now:
        opens_at, for_lead = verdict.next_review_at, True
    local = now.astimezone(pytz.timezone(zone))
    start = now - timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    hours = answer.case.zones and (opens_at is not None or verdict.next_review_at is not None)
    counting = {one.rule.id for one in (*plan.caps, *plan.spacings, *plan.cool_downs)}
    return Refusal(
        answer=answer,
        customer=view.customer,
        number=view.number,
        party_type=view.party_type,
        country=view.country,
        address=address,
        phone=next((one.point.value for one in view.lines if one.usable), ""),
        channels=tuple(one for one in ask_channels(store, now, answer.account_id) if one.channel != "call"),
        start=start,
        windows=_windows(answer, start, opens_at) if hours else (),
        opens_at=opens_at,
        for_lead=for_lead,
        ends=what_ends(answer, verdict.against[0]),
        spoke=(*verdict.against, *(one for one in verdict.findings if _counted(one, counting, answer))),
    )


def what_ends(answer: GateAnswer, finding: Finding) -> Ends:
    """What would end a finding of this answer."""
    plan, name = plan_of(load_rulebook(), answer.case), finding.rule.id
    if name == "no_place":
        return "place"
    if name in {one.rule.id for one in plan.stops}:
        return "stop"
    if name.startswith("wish_") and finding not in by_clock(Question(answer.case, plan, answer.verdict.at)):
        return "wish"
    if name in {one.rule.id for one in (*plan.gates, *plan.channels)}:
        return "record" if finding.until is None else "time"
    if finding.rule.override and answer.verdict.next_allowed_at is None:
        return "lead"
    return "ban" if finding.until is None else "time"


def _counted(finding: Finding, counting: set[str], answer: GateAnswer) -> bool:
    return finding not in answer.verdict.against and finding.rule.id in counting


def _windows(
    answer: GateAnswer, start: datetime, opens_at: datetime | None
) -> tuple[tuple[str, tuple[Window, ...]], ...]:
    """The open hours of a day, of zones alike once; those of all together begin no earlier than the next minute."""
    found: list[tuple[str, tuple[Window, ...]]] = []
    for zone, windows in day_windows(answer, start, start + SHOWN):
        if not zone and opens_at is not None:
            windows = [
                Window(max(one.opens, opens_at), one.closes, one.review)
                for one in windows
                if one.closes > opens_at
            ]
        if not zone or tuple(windows) not in [seen for _zone, seen in found]:
            found.append((zone, tuple(windows)))
    return tuple(found if len(found) != 2 else found[1:])
