"""A call in progress as plain values: the account, the script, and what was done so far. No widgets here.

What may be shown before the right party is verified is decided in this file: no amount, invoice or creditor.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from collectdesk.i18n import _
from collectdesk.screens.call import said
from collectdesk.tui.safe_text import Line

if TYPE_CHECKING:
    from collectdesk.desk.call_flow import Flow, Step
    from collectdesk.desk.call_view import CallView
    from collectdesk.desk.call_view import Line as Number
    from collectdesk.desk.gate_view import CallGate
    from collectdesk.desk.objections import Objection
    from collectdesk.desk.typed.outcome_line import Parsed
    from collectdesk.desk.views import Contact
    from collectdesk.screens.call.state import CallState

UNVERIFIED_IS_FINE = frozenset({"CEASE"})
"""A wish to be left alone is honoured whoever says it."""

THIRD_PARTY = frozenset({"WRONG_NO", "GATEKEEPER", "TP_MSG"})
"""Results that say that somebody else is on the line."""


@dataclass(slots=True)
class Conversation:
    """The account as it was read, the call flow, and the state that changes."""

    view: CallView
    flow: Flow
    objections: tuple[Objection, ...]
    state: CallState
    gate: CallGate | None = None
    """What the gate says of this call; None until it was asked."""

    @property
    def step(self) -> Step:
        """The current step."""
        return self.flow.step[self.state.step]

    @property
    def number(self) -> Number | None:
        """The number chosen."""
        return next((one for one in self.view.lines if one.point.id == self.state.point_id), None)

    @property
    def usable(self) -> list[Number]:
        """The numbers that may be dialled."""
        return [one for one in self.view.lines if one.usable]

    @property
    def contact(self) -> Contact | None:
        """The person called: of the number, else the one chosen, else the only one."""
        number, people = self.number, self.view.people
        if number is not None and number.person is not None:
            return number.person
        found = next((one for one in people if one.id == self.state.person_id), None)
        return found or (people[0] if len(people) == 1 else None)

    @property
    def zone(self) -> str | None:
        """The zone of the person, else of the customer, where it is certain."""
        person = self.contact
        return (person.zone if person else None) or self.view.zone

    @property
    def answer(self) -> Objection | None:
        """What they said, where it was chosen at this step."""
        number = self.state.answer
        if number is None or not self.step.answers or not 1 <= number <= len(self.objections):
            return None
        return self.objections[number - 1]

    def object(self, number: int) -> Objection:
        """They said the objection of that number, counted from 1; the call goes to a step that deals with it."""
        at = self.flow.answering(self.state.step)
        if at != self.state.step:
            self.go(at)
        self.state.answer = number
        return self.objections[number - 1]

    @property
    def answers_shown(self) -> bool:
        """Whether what they may say is listed."""
        return self.step.answers and self.state.verified

    def their_clock(self, now: datetime) -> str:
        """The place and its time, "Berlin 10:07"; a range where the country has several clocks, "" if unknown."""
        from collectdesk.desk.local_time import city
        from collectdesk.desk.local_time import clock as local_clock

        zone = self.zone
        time = local_clock(self.view.country, zone or self.view.stated_zone, now)
        return f"{city(zone) if zone else self.view.country} {time}" if time else ""

    def take(self, number: Number) -> None:
        """Choose a number, and with it its person. Before verifying, the call begins anew with it."""
        self.state.point_id = number.point.id
        if number.person is not None:
            self.state.person_id = number.person.id
        if not self.state.verified:
            self.state.step = 0

    def next_number(self) -> Number | None:
        """The number after the chosen one among those that may be dialled."""
        usable = self.usable
        at = next((n for n, one in enumerate(usable) if one is self.number), -1)
        return usable[(at + 1) % len(usable)] if usable else None

    def go(self, step: int) -> None:
        """To a step; the chosen answer belongs to the one that is left."""
        self.state.step = max(0, min(step, len(self.flow.step) - 1))
        self.state.answer = None

    def verify(self) -> None:
        """The right party is verified; the script goes on behind that step."""
        self.state.verified = True
        self.go(max(self.state.step, self.flow.number("verify") + 1))

    def script(self, parsed: Parsed | None) -> list[Line]:
        """What to say at this step, and what to do."""
        from collectdesk.desk.call_flow import sentence

        step = self.step
        if parsed is not None and parsed.result is not None and parsed.result.code in THIRD_PARTY:
            return [Line(_("Say your name and number only. Do not mention the debt."), "warn bold")]
        if not (self.state.verified or step.before_verified):
            return said.script("", _("Verify first: v. Until then nothing about the case is said."), None)
        agreed = said.agreed(parsed) if parsed is not None else ""
        spoken = sentence(step, said.fillings(self.view, self.contact, self.state.verified, agreed))
        lines = said.script(spoken, _(step.do), self.answer)
        if step.key == "introduce" and self.state.verified and self.gate is not None:
            for one in self.gate.say:
                lines.append(Line(one.text, "value"))
                lines.append(Line(one.citation, "muted"))
        if self.state.step == 0 and self.number is not None:
            dial = _("Dial {number}").format(number=self.number.point.value)
            lines.append(Line("enter", "key").space().add(dial))
        return lines

    def number_lines(self, width: int) -> list[Line]:
        """The numbers with their states, the chosen one marked, in lines of so many cells."""
        if not self.view.lines:
            return [Line(_("no number on record"), "muted")]
        many = len(self.view.lines) > 1
        chosen = self.state.point_id
        lines = []
        for at, one in enumerate(self.view.lines[:9], 1):
            lines += said.number_lines(one, one.point.id == chosen, at if many else None, width)
        if self.state.verified:
            lines.append(Line().glyph("done", "ok").space().add(_("right party verified"), "text"))
        return lines

    def person_in_a_line(self, now: datetime) -> Line:
        """Person, number and place for a narrow screen."""
        number, person = self.number, self.contact
        line = Line(person.name if person else "", "value")
        line = line.space(2) if line.cells else line
        if number is None:
            return line.add(_("no number that can be dialled"), "warn")
        line.add(number.point.value, "text")
        place = self.gate.place(now) if self.gate is not None else ""
        if place:
            line.space(2).add(place, "muted")
        if len(self.usable) > 1 and not self.state.verified:
            line.space(3).add("o", "key").space().add(_("Other number"), "text")
        return line

    def parse(self, typed: str, own_zone: str) -> Parsed:
        """What a result line means for this account. Results of written channels are none of a call."""
        from collectdesk.desk.typed.outcome_line import Parsed, parse

        around = replace(self.view.around(), customer_zone=self.zone, desk_zone=own_zone)
        parsed = parse(typed, around)
        if parsed.result is not None and "call" not in parsed.result.channels:
            wrong = _("“{result}” is not how a call ends").format(result=_(parsed.result.label))
            return Parsed(problems=(wrong,))
        return parsed

    def needs_verifying(self, parsed: Parsed) -> bool:
        """Whether the result is one of a talk with the right party, and nobody was verified."""
        result = parsed.result
        right_party = result is not None and result.has("R") and result.code not in UNVERIFIED_IS_FINE
        return right_party and not self.state.verified

    def given(self, parsed: Parsed, note: str, now: datetime) -> dict[str, Any]:
        """What is saved, as plain values. The line must name a result."""
        state, person, result = self.state, self.contact, parsed.result
        note = note.strip()
        return {
            "request_id": state.request_id,
            "account_id": self.view.account_id,
            "result": result.code if result else "",
            "sub": parsed.sub,
            "started_at": state.started_at,
            "seconds": state.length(now),
            "person_id": person.id if person else None,
            "contact_point_id": state.point_id,
            "note": f"{note}\n{parsed.note}".strip() if parsed.note else note,
            "amount_minor": parsed.amount.minor if parsed.amount else None,
            "currency": parsed.currency,
            "on": parsed.on,
            "when": parsed.when,
            "method": parsed.method,
            "reason": parsed.reason,
            "plan_id": state.plan_id,
            "follow": state.follow,
        }


def read_call(desk: Any, account_id: int) -> tuple[CallView, Flow, tuple[Objection, ...]]:
    """In a thread: the account and the script, with the tables that typing will need."""
    from collectdesk.desk.call_flow import flow
    from collectdesk.desk.call_view import call_view
    from collectdesk.desk.dispositions import dispositions, dispute_reasons
    from collectdesk.desk.objections import objections
    from collectdesk.money import is_currency

    is_currency("EUR")
    dispositions()
    dispute_reasons()
    return call_view(desk.store, desk.actor, desk.clock(), account_id), flow(), objections()


def read_gate(desk: Any, account_id: int, point_id: int | None) -> CallGate:
    """In a thread: what the gate says of a call to a number."""
    from collectdesk.desk.gate_view import call_gate

    return call_gate(desk.store, desk.clock(), account_id, desk.zone, point_id)


def command(given: dict[str, Any]) -> Any:
    """In a thread: the command of `Conversation.given`."""
    from collectdesk.desk.calls import LogCall, Next

    values = dict(given)
    follow = values.pop("follow")
    chosen = Next(kind=follow[0], due_at=follow[1], text=follow[2]) if follow else None
    return LogCall(**values, next=chosen)


def log(desk: Any, given: dict[str, Any]) -> Any:
    """In a thread: save the call; its receipt."""
    from collectdesk.desk.calls import log_call

    return log_call(desk.store, desk.actor, desk.clock(), command(given))
