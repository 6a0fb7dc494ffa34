"""The card that decides a dispute: `partly 640 pricing the March list applies`, understood at every key.

A dispute that was accepted and waits for its credit takes the number of the credit note in the same line.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult

from collectdesk.desk.words import outcome_word
from collectdesk.i18n import _
from collectdesk.money import Money
from collectdesk.money.display import spoken
from collectdesk.tui import clock
from collectdesk.tui.safe_text import Line
from collectdesk.tui.screen import Card
from collectdesk.tui.text import Text
from collectdesk.widgets.fields import Field
from collectdesk.widgets.kept_field import KeptField, drafts_of
from collectdesk.widgets.money import spoken_line

if TYPE_CHECKING:
    from collectdesk.desk.call_view import CallView
    from collectdesk.desk.dispositions import RootCause
    from collectdesk.desk.disputes_on_record import DisputeOnRecord
    from collectdesk.desk.typed.decision_line import TypedDecision
    from collectdesk.faults import Fault

_SHOWN = 9


@dataclass(frozen=True, slots=True)
class Decidable:
    """What the card reads: the account, its disputes, who may accept one (None: the reader), and words for codes."""

    view: CallView
    disputes: tuple[DisputeOnRecord, ...]
    asks: str | None
    reasons: dict[str, str]
    causes: dict[str, RootCause]


class DecideCard(Card[Any]):
    """Say what came of a dispute. Closes with the receipt; `dispute_id` is the one it opens with."""

    place_name = "decide"

    def __init__(self, account_id: int, dispute_id: int | None = None) -> None:
        self._account_id, self._chosen_id = account_id, dispute_id
        self._request = uuid.uuid4().hex
        self._known: Decidable | None = None
        super().__init__()

    def body(self) -> ComposeResult:
        """Whose account, its disputes, the line."""
        yield Text("", id="whose")
        yield Text("", id="disputes")
        yield KeptField(
            _("Decision"),
            hint=_("partly 640 pricing the March list applies"),
            aside=_("outcome, amount, what lay behind it, why"),
            id="line",
            account_id=self._account_id,
            place="decide",
        )

    def on_mount(self) -> None:
        """Read the account."""
        self.field.edit()
        wanted = self._account_id
        self.read("decide", lambda desk: _read(desk, wanted), self._show, failed=self._unread)

    @property
    def field(self) -> KeptField:
        """The line."""
        return self.query_one("#line", KeptField)

    @property
    def _chosen(self) -> DisputeOnRecord | None:
        return next((one for one in self._choices() if one.id == self._chosen_id), None)

    def _choices(self) -> list[DisputeOnRecord]:
        disputes = self._known.disputes if self._known is not None else ()
        return [one for one in disputes if one.undecided or one.awaited.minor][:_SHOWN]

    def _unread(self, fault: Fault) -> None:
        self.query_one("#whose", Text).show(Line(str(fault), "stop"))

    def _show(self, known: Decidable) -> None:
        self._known = known
        self.field.bring(known.view.draft)
        choices = self._choices()
        if self._chosen is None and choices:
            self._chosen_id = choices[0].id
        self.query_one("#whose", Text).show(
            Line(known.view.customer, "value").space(2).add(known.view.number, "muted")
        )
        self._draw()

    def _draw(self) -> None:
        known = self._known
        if known is None:
            return
        choices = self._choices()
        lines = [self._dispute_line(known, at, one) for at, one in enumerate(choices, 1)]
        if len(choices) > 1:
            lines.insert(0, Line(_("Which, when no field has the cursor:"), "muted"))
        waits = sum(one.state == "waiting" for one in known.disputes)
        if waits:
            lines.append(Line(_("A decision waits for approval."), "muted"))
        self.query_one("#disputes", Text).show(
            lines or [Line(_("No dispute is open on this account."), "muted")]
        )
        self._understand()

    def _dispute_line(self, known: Decidable, at: int, one: DisputeOnRecord) -> Line:
        chosen = one.id == self._chosen_id
        line = Line()
        if len(self._choices()) > 1:
            line.add(str(at), "key").space()
        line = line.glyph("current", "accent") if chosen else line.space()
        line.space().add(_(known.reasons.get(one.reason, one.reason)), "value" if chosen else "text")
        line.space(2).join(spoken_line(one.amount)).space(2)
        if one.awaited.minor:
            return line.add(_("the credit is awaited; type the credit note"), "warn")
        due = _("answer due {day}").format(day=clock.weekday_day_month(one.target_on))
        return line.add(due, "warn" if one.target_on < known.view.day else "muted")

    def can_digit(self) -> bool:
        """Where there are several."""
        return len(self._choices()) > 1

    def do_digit(self, number: int) -> None:
        """Which dispute."""
        choices = self._choices()
        if 1 <= number <= len(choices):
            self._chosen_id = choices[number - 1].id
            self._draw()
            self.field.edit()

    def on_field_changed(self, event: Field.Changed) -> None:
        """Understand it at every key."""
        event.stop()
        self._understand()

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Enter saves it too."""
        event.stop()
        if not self.station.jobs.owes(self):
            self.do_finish()

    def _understand(self) -> TypedDecision | None:
        """What the line means for the chosen dispute; None while there is none, or where its credit is awaited."""
        from collectdesk.desk.typed.decision_line import parse_decision

        one, known, typed = self._chosen, self._known, self.field.value.strip()
        self.field.set_error("")
        self.field.set_understood("")
        if one is None or known is None:
            return None
        if one.awaited.minor:
            if typed:
                said = _("credit note {typed}: {amount} is held back no more")
                self.field.set_understood(Line(said.format(typed=typed, amount=spoken(one.awaited)), "text"))
            return None
        found = parse_decision(typed, one.amount)
        if typed:
            self.field.set_error(found.problem)
            if not found.problem:
                self.field.set_understood(understood_lines(found, one.amount, known))
        return found

    def can_finish(self) -> bool:
        """Where there is something to decide."""
        return self._chosen is not None

    def do_finish(self) -> None:
        """Save what came of it, or say what is missing."""
        one, known = self._chosen, self._known
        if one is None or known is None:
            return
        found = self._understand()
        given: dict[str, Any] = {"request_id": self._request, "dispute_id": one.id}
        if found is None:
            given["reference"] = self.field.value.strip()
            if not given["reference"]:
                self.field.set_error(_("type the credit note"))
                return
        elif found.complete and found.accepted is not None:
            given |= {
                "outcome": found.outcome,
                "accepted_minor": found.accepted.minor,
                "root_cause": found.cause,
                "explanation": found.why,
                "ask": known.asks is not None and found.accepted.minor > 0,
            }
            if given["ask"] and not found.why:
                self.field.set_error(_("say why, for who decides"))
                return
        else:
            self.field.set_error(found.problem or still(found, known.causes))
            self.field.edit()
            return
        account_id = self._account_id
        self.field.close()
        self.write(
            lambda desk: _save(desk, account_id, given),
            self.leave,
            failed=self._failed,
            control=self.field.input,
        )

    def _failed(self, fault: Fault) -> None:
        self.field.come_back(str(fault))


def understood_lines(found: TypedDecision, disputed: Money, known: Decidable) -> list[Line]:
    """What was understood, what it leads to, and what is missing."""
    sign, ink = ("done", "ok") if found.complete else ("closing", "warn")
    line = Line().glyph(sign, ink).space().add(outcome_word(found.outcome or ""), "value")
    if found.cause is not None:
        line.space(3).add(_(known.causes[found.cause].label), "text")
    lines = [line]
    if found.accepted is not None:
        rest = disputed - found.accepted
        if found.accepted.minor:
            said = _("held back until the ledger shows the credit")
            lines.append(Line().space(2).join(spoken_line(found.accepted)).space().add(said, "muted"))
        if rest.minor:
            lines.append(Line().space(2).join(spoken_line(rest)).space().add(_("due again"), "muted"))
        if found.accepted.minor and known.asks is not None:
            said = _("for {who} to decide; saving asks for it").format(who=known.asks)
            lines.append(Line().glyph("closing", "warn").space().add(said, "text"))
    if found.missing:
        lines.append(Line(still(found, known.causes), "muted"))
    return lines


def still(found: TypedDecision, causes: dict[str, RootCause]) -> str:
    """What is still to type, the first of it."""
    if "amount" in found.missing:
        return _("still to type: how much of it is accepted")
    if "cause" in found.missing:
        return _("still to type what lay behind it: {all}").format(
            all=", ".join(one.words[0] for one in causes.values())
        )
    if "why" in found.missing:
        return _("still to type: why, in a few words")
    return _("type what came of it: accepted, partly, rejected or withdrawn")


def _read(desk: Any, account_id: int) -> Decidable:
    from collectdesk.desk.call_view import call_view
    from collectdesk.desk.deciding import credit_ruling
    from collectdesk.desk.dispositions import dispute_reasons, root_causes
    from collectdesk.desk.disputes_on_record import disputes_on_record
    from collectdesk.desk.words_of_plans import who

    view = call_view(desk.store, desk.actor, desk.clock(), account_id, "decide")
    ruling = credit_ruling(desk.actor)
    with desk.store.read() as session:
        disputes = disputes_on_record(session, account_id)
    return Decidable(
        view,
        disputes,
        None if ruling.allowed else who(ruling.first),
        {code: reason.label for code, reason in dispute_reasons().items()},
        root_causes(),
    )


def _save(desk: Any, account_id: int, given: dict[str, Any]) -> Any:
    at = (desk.store, desk.actor, desk.clock())
    if "reference" in given:
        from collectdesk.desk.credits import CreditArrived, credit_arrived

        receipt = credit_arrived(*at, CreditArrived(**given))
    else:
        from collectdesk.desk.deciding import DecideDispute, decide_dispute

        receipt = decide_dispute(*at, DecideDispute(**given))
    drafts_of("decide")(desk, account_id)
    return receipt
