"""The call screen: steps and what to say, person and number, the note, and the result line that says what it means.

Opened with no cursor in a field, so that `v`, `0` and the digits act at once. Everything typed is in the draft
"call" within a second; it comes back whole, and goes exactly when the call is saved.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.binding import Binding
from textual.timer import Timer

from collectdesk.i18n import _
from collectdesk.screens.call.conversation import Conversation, log, read_call, read_gate
from collectdesk.screens.call.picture import CallPicture
from collectdesk.screens.call.result import foreseen
from collectdesk.screens.call.script import Script
from collectdesk.screens.call.state import CallState, restored
from collectdesk.tui import clock
from collectdesk.tui.acting import is_field
from collectdesk.tui.routes import screen_for
from collectdesk.tui.safe_text import clean, clean_text
from collectdesk.tui.screen import Confirm
from collectdesk.widgets.fields import Field

if TYPE_CHECKING:
    from collectdesk.desk.call_flow import Flow
    from collectdesk.desk.call_view import CallView
    from collectdesk.desk.call_view import Line as Number
    from collectdesk.desk.gate_view import CallGate
    from collectdesk.desk.objections import Objection
    from collectdesk.faults import Fault
    from collectdesk.tui.actions import Offer

WAIT_FOR_IT = frozenset({"digit", "yes", "no", "finish", "promise", "plan", "dispute", "other", "follow_up"})
"""Actions that need the account; pressed before it is read they are done once it is."""
KEEP_AFTER = 0.7
"""Seconds after a change at which the draft is written, so that it is on disk within one."""
NO_ANSWER, PLANNED = "na", "plan"
NOT_THIS_ONE = ("WRONG_NO", "NOT_VERIFIED", "GATEKEEPER", "TP_MSG", "HANGUP_PRE", "LANG")


class CallScreen(CallPicture):
    """A call about one account. Closes with ("next", account_id) once saved, with None when left."""

    CSS_PATH = "call.tcss"
    AUTO_FOCUS: ClassVar[str | None] = "#script"
    BINDINGS: ClassVar[list[Any]] = [Binding("down", "all_results", show=False)]

    def __init__(self, account_id: int) -> None:
        self._account_id = account_id
        self._saving = self._done = False
        self._due: Timer | None = None
        self._last: tuple[Any, ...] = ()
        self._early: list[tuple[str, tuple[Any, ...]]] = []
        super().__init__()

    def enter(self) -> None:
        """Read the account and the draft."""
        self.read("call", lambda desk: read_call(desk, self._account_id), self._show)

    def _show(self, answer: tuple[CallView, Flow, tuple[Objection, ...]]) -> None:
        view, flow, objections = answer
        draft, now = view.draft, self.station.now()
        state = restored(draft.state, draft.saved_at, now) if draft is not None else CallState(now)
        talk = self._talk = Conversation(view, flow, objections, state)
        talk.state.step = max(0, min(state.step, len(flow.step) - 1))
        if talk.number is None and talk.usable:
            at = state.step
            talk.take(talk.usable[0])
            state.step = at
        if draft is not None:
            self.note.put(clean_text(draft.text), draft.caret)
            self.result.put(clean(state.result))
            kept = clock.clock_time(draft.saved_at, self.station.zone)
            said_so = _("This call is not saved yet; all of it is here, as of {time}.").format(time=kept)
            self.say(said_so, "info")
        self._last = self._kept_now()
        with self.station.batch_update():
            self.redraw()
            self._understand()
        self._ask_gate()
        if draft is None:
            self._dial_if_set_up()
        elif draft.text and not self._early:
            self.note.edit()
        if self._early:
            self.run_worker(self._do_early(), group="early", exit_on_error=False)

    def _ask_gate(self) -> None:
        """Ask the gate about the chosen number once the call is drawn, so that opening it waits for nothing."""
        if self._talk is not None:
            point = self._talk.state.point_id
            self.read("gate", lambda desk: read_gate(desk, self._account_id, point), self._gate_said)

    def _gate_said(self, gate: CallGate) -> None:
        if self._talk is not None:
            self._talk.gate = gate
            self.redraw()

    async def do(self, name: str, *given: Any) -> None:
        """As everywhere; keys that come before the account is read wait for it and are lost to nobody."""
        if self._talk is None and name in WAIT_FOR_IT and self.is_attached:
            self._early.append((name, given))
        else:
            await super().do(name, *given)

    async def _do_early(self) -> None:
        early, self._early = self._early, []
        for name, given in early:
            await super().do(name, *given)

    # -- the draft ----------------------------------------------------------------------------------------

    def keep(self) -> None:
        """Hand over note, result line and all the rest."""
        super().keep()
        self._keep_state()

    def _changed(self) -> None:
        """Something other than the note changed: write the draft within a second."""
        if self._due is None and self._talk is not None and not self._saving:
            self._due = self.set_timer(KEEP_AFTER, self._keep_state)

    def _keep_state(self) -> None:
        if self._due is not None:
            self._due.stop()
            self._due = None
        if self._talk is not None and self._kept_now() != self._last:
            self.keep_note(self.note.text, self.note.caret)

    def _kept_now(self) -> tuple[Any, ...]:
        state = self._talk.state.kept() if self._talk else {}
        text = self.note.text
        return text, self.note.caret if text else None, self.result.value, repr(state)

    def keep_note(self, text: str, caret: tuple[int, int]) -> None:
        """Write the draft: the note, and all that stands around it."""
        if self._talk is None or self._done or self._saving:
            return
        state, account_id = self._talk.state, self._account_id
        state.result = self.result.value
        self._last = self._kept_now()
        kept = state.with_start() if text.strip() else state.kept()

        def work(desk: Any) -> None:
            from collectdesk.desk.notes import save_draft

            save_draft(desk.store, desk.actor, desk.clock(), account_id, "call", text, caret, kept)

        def failed(fault: Fault) -> None:
            self.note.failed()
            self._last = ()
            self.say(str(fault), "stop")

        self.station.jobs.write(self, work, lambda _none: self.note.saved(), failed=failed, hold=False)

    # -- the result ---------------------------------------------------------------------------------------

    @on(Field.Changed, "#result")
    def _result_typed(self, event: Field.Changed) -> None:
        event.stop()
        self._understand()
        self._changed()

    def _understand(self) -> None:
        """Say what the result line means; ask in the background what saving it would lead to."""
        talk = self._talk
        if talk is None:
            return
        talk.state.result = self.result.value
        parsed = self.result.understand(talk, self.station.zone)
        self.draw_script()
        if parsed.complete:
            given = talk.given(parsed, "", self.station.now())
            self.read("foresee", lambda desk: foreseen(desk, given), self.result.foresee)
        else:
            self.station.jobs.forget(self, "foresee")

    @on(Field.Submitted, "#result")
    def _result_entered(self, event: Field.Submitted) -> None:
        """Enter takes what is there so far; in an empty line it shows all results."""
        event.stop()
        if event.value:
            self.result.put(f"{event.value} ")
        else:
            self.action_all_results()

    def action_all_results(self) -> None:
        """The card of all results."""
        if self.focused is self.note.area:
            return
        parsed = self.result.parsed
        unknown = parsed is None or parsed.result is None
        self._pick(_("How did it end?"), typed=self.result.value if unknown else "")

    def _pick(self, title: str, **given: Any) -> None:
        from collectdesk.screens.call.picker import ResultCard

        self.station.push_screen(ResultCard(title, **given), self._take_result)

    def _take_result(self, word: str | None) -> None:
        if word is None:
            return
        self.result.put(word)
        self._understand()
        if self.result.parsed is not None and self.result.parsed.missing:
            self.result.put(f"{word} ")
            self.result.edit()

    def do_finish(self) -> None:
        """Save the call and go on; what is missing is said at the line."""
        self._understand()
        talk, parsed = self._talk, self.result.parsed
        if talk is None or parsed is None or parsed.result is None or not parsed.complete:
            self.result.say_incomplete()
        elif talk.needs_verifying(parsed):
            question = _("“{result}” is a talk with the right party. Did you verify who it was?")
            shown = question.format(result=_(parsed.result.label))
            self.station.push_screen(Confirm(_("Not verified yet"), shown), self._verified_after_all)
        else:
            self._save()

    def _verified_after_all(self, verified: bool | None) -> None:
        if verified and self._talk is not None:
            self._talk.state.verified = True
            self.redraw()
            self._save()

    def _save(self) -> None:
        talk, parsed = self._talk, self.result.parsed
        if talk is None or parsed is None:
            return
        given = talk.given(parsed, self.note.text, self.station.now())
        self.keep()
        self._saving = True
        line = self.result.input
        self.write(lambda desk: log(desk, given), self._saved, failed=self._not_saved, control=line)

    def _saved(self, _receipt: Any) -> None:
        self._done = True
        self.leave(("next", self._account_id))

    def _not_saved(self, fault: Fault) -> None:
        self._saving = False
        self.say(str(fault), "stop")
        self.result.set_error(str(fault))
        self._last = ()
        self._keep_state()

    # -- keys ---------------------------------------------------------------------------------------------

    def do_yes(self) -> None:
        """The right party is verified."""
        if self._talk is not None:
            self._talk.verify()
            self._after()

    def can_yes(self) -> bool:
        """Once is enough."""
        return self._talk is None or not self._talk.state.verified

    def do_no(self) -> None:
        """Not this person: choose what it was."""
        self._pick(_("Not this one"), codes=NOT_THIS_ONE)

    def can_no(self) -> bool:
        """Before anyone was verified."""
        return self.can_yes()

    def do_digit(self, digit: int) -> None:
        """0 is no answer; the others choose a number before verifying and an answer after it."""
        talk = self._talk
        if talk is None:
            return
        if digit == 0:
            if self.result.value in ("", NO_ANSWER):
                self.result.put(NO_ANSWER)
            else:
                self.say(_("The result line says something already; clear it first."), "warn")
        elif not talk.state.verified and 1 < len(talk.view.lines) >= digit:
            self._choose_number(talk.view.lines[digit - 1])
        elif talk.answers_shown:
            self._object(digit)

    def _object(self, number: int | None) -> None:
        """What they said: what to ask about it, and its result where the line is empty."""
        talk = self._talk
        if talk is None or number is None or number > len(talk.objections):
            return
        words = talk.object(number).words
        if not self.result.value:
            self.result.put(words)
        self._after()

    def do_open(self) -> None:
        """Dial the number."""
        self._dial()

    def can_open(self) -> bool:
        """At the first step, where there is a number; elsewhere enter goes to the next step."""
        talk = self._talk
        first = talk is not None and talk.state.step == 0 and talk.number is not None
        return first and not is_field(self.focused)

    def do_other(self) -> None:
        """Once verified the card of objections; until then the next number that can be dialled."""
        if self._talk is not None and self._talk.state.verified:
            self.station.push_screen(screen_for("objections", objections=self._talk.objections), self._object)
            return
        number = self._talk.next_number() if self._talk else None
        if number is not None:
            self._choose_number(number)

    def can_other(self) -> bool:
        """Where there is another number, or somebody who may object."""
        return self._talk is not None and (self._talk.state.verified or len(self._talk.usable) > 1)

    def offers_now(self) -> list[Offer]:
        """Once somebody is verified, another number is no longer wanted: what they say against it is."""
        offers = super().offers_now()
        if self._talk is None or not self._talk.state.verified:
            return offers
        return [replace(one, label=_("They object")) if one.action.name == "other" else one for one in offers]

    def _choose_number(self, number: Number) -> None:
        from collectdesk.desk.words import point_state

        if self._talk is None:
            return
        if number.usable:
            self._talk.take(number)
            self._after()
            self._ask_gate()
        else:
            state = point_state(number.point.state)
            self.say(_("This number is {state}; it is not dialled.").format(state=state), "warn")

    def do_copy(self) -> None:
        """The number to the clipboard."""
        number = self._talk.number if self._talk else None
        if number is not None:
            self.station.copy_to_clipboard(number.point.value)
            self.say(_("Sent to the clipboard: {number}").format(number=number.point.value), "info")

    def can_copy(self) -> bool:
        """Where there is a number."""
        return self._talk is not None and self._talk.number is not None

    def do_promise(self) -> None:
        """Into the result line, as a promise."""
        self.begin("ptp ")

    def do_dispute(self) -> None:
        """Into the result line, as a dispute."""
        self.begin("disp ")

    def do_plan(self) -> None:
        """Three plans, once it is certain who speaks: amounts are drawn there."""
        person = self._talk.contact if self._talk is not None else None
        plan = screen_for("plan", account_id=self._account_id, person_id=person.id if person else None)
        self.station.push_screen(plan, self._planned)

    def _planned(self, receipt: Any) -> None:
        """A plan that came of the call is its result, unless the line says something already."""
        if receipt is None or self._talk is None:
            return
        [self._talk.state.plan_id] = receipt.created["payment_plan"]
        if not self.result.value:
            self.result.put(PLANNED)
        self._after()

    def can_plan(self) -> bool:
        """Not before the right party is verified."""
        return self._talk is not None and self._talk.state.verified

    def do_bindings(self) -> None:
        """Record a wish or a stop that the customer speaks of."""
        self.station.push_screen(screen_for("bindings", account_id=self._account_id))

    def do_follow_up(self) -> None:
        """Choose what happens next, in place of the usual."""
        card = screen_for("follow_up", account_id=self._account_id, plan=False)
        self.station.push_screen(card, self._take_follow_up)

    def _take_follow_up(self, chosen: tuple[str, datetime, str] | None) -> None:
        if chosen is not None and self._talk is not None:
            self._talk.state.follow = chosen
            self._after()

    def do_editor(self) -> None:
        """The note in one's own editor."""
        from collectdesk.tui.editor import edit_text

        self.note.put(edit_text(self.station, self.note.text))
        self.note.edit()
        self._keep_state()

    # -- the script ---------------------------------------------------------------------------------------

    @on(Script.Turned)
    def _turned(self, event: Script.Turned) -> None:
        event.stop()
        if self._talk is not None:
            self._go(self._talk.state.step + event.by)

    @on(Script.Accepted)
    def _accepted(self, event: Script.Accepted) -> None:
        event.stop()
        if self._talk is None:
            return
        if self.can_open():
            self._dial()
        else:
            self._go(self._talk.state.step + 1)

    def _go(self, step: int) -> None:
        if self._talk is not None:
            self._talk.go(step)
            self._after()

    def _after(self) -> None:
        """Something of the call changed."""
        with self.station.batch_update():
            self.redraw()
            self._understand()
        self._changed()

    def _dial_if_set_up(self) -> None:
        from collectdesk.desk.dial import has_command

        if has_command() and self._talk is not None and self._talk.number is not None:
            self._dial()

    def _dial(self) -> None:
        number = self._talk.number if self._talk else None
        if number is None:
            return

        def work(_desk: Any) -> str:
            from collectdesk.desk.dial import dial

            return dial(number.point.value)

        self.read("dial", work, lambda sentence: self.say(sentence, "info"), label=_("dialling"))
        self._go(1)
