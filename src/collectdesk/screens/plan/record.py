"""A plan on record: its payments and how they stand, what was asked and answered; and accepting or dropping it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import ComposeResult

from collectdesk.desk import words_of_plans as words
from collectdesk.desk.words import method
from collectdesk.i18n import _
from collectdesk.money.display import figure
from collectdesk.screens.plan.lines import year
from collectdesk.screens.plan.local import rule_lines
from collectdesk.tui import clock
from collectdesk.tui.routes import screen_for
from collectdesk.tui.safe_text import Line, shorten
from collectdesk.tui.screen import Card
from collectdesk.tui.text import Text
from collectdesk.widgets.fields import Field
from collectdesk.widgets.kept_field import KeptField, drafts_of
from collectdesk.widgets.money import aligned, spoken_line
from collectdesk.widgets.section import section_line
from collectdesk.widgets.words import wrapped

if TYPE_CHECKING:
    from datetime import date

    from collectdesk.desk.plans.sheet import PaymentOfPlan, PlanOnRecord
    from collectdesk.faults import Fault

LIVE = ("waiting", "offered", "running")
STATES = {"paid": ("done", "ok"), "part_paid": ("closing", "warn"), "missed": ("refused", "stop")}


class RecordCard(Card[Any]):
    """One plan of an account. Closes with the receipt of what was done to it, else with None."""

    place_name = "plan_record"

    def __init__(self, account_id: int, plan: PlanOnRecord) -> None:
        self._account_id, self._plan = account_id, plan
        super().__init__()

    def body(self) -> ComposeResult:
        """All of it in one text, which scrolls."""
        yield Text("", id="record")

    def on_mount(self) -> None:
        """Draw it once its width is known."""
        super().on_mount()
        self.call_after_refresh(self._draw)

    def on_resize(self, event: events.Resize) -> None:
        """Lines are broken anew."""
        super().on_resize(event)
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        text = self.query_one("#record", Text)
        text.show(record_lines(self._plan, max(40, text.content_size.width)))
        self.call_after_refresh(self._leave_room)

    def do_yes(self) -> None:
        """The customer accepted it."""
        self._push("plan_accept")

    def can_yes(self) -> bool:
        """Where it is offered."""
        return self._plan.state == "offered"

    def do_no(self) -> None:
        """It is dropped."""
        self._push("plan_drop")

    def can_no(self) -> bool:
        """Where it still stands."""
        return self._plan.state in LIVE

    def do_write_file(self) -> None:
        """Its agreement, as a letter."""
        self.station.push_screen(screen_for("plan_letter", plan_id=self._plan.id))

    def can_write_file(self) -> bool:
        """Once it may be agreed on."""
        return self._plan.state in ("offered", "running")

    def _push(self, name: str) -> None:
        card = screen_for(name, account_id=self._account_id, plan_id=self._plan.id)
        self.station.push_screen(card, self._done)

    def _done(self, receipt: Any) -> None:
        if receipt is not None:
            self.leave(receipt)


class _PlanAct(Card[Any]):
    """An act on a plan that asks for one line. Closes with the receipt."""

    def __init__(self, account_id: int, plan_id: int) -> None:
        self._account_id, self._plan_id = account_id, plan_id
        self._request = uuid.uuid4().hex
        super().__init__()

    @property
    def field(self) -> Field:
        """The line."""
        return self.query_one(Field)

    def on_mount(self) -> None:
        """The cursor is in the line."""
        super().on_mount()
        self.field.edit()

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Enter does it: there is nothing else to fill in."""
        event.stop()
        self.do_finish()

    def do_finish(self) -> None:
        """Do it, or say what is missing."""

    def _failed(self, fault: Fault) -> None:
        self.field.set_error(str(fault))
        self.field.edit()


class AcceptCard(_PlanAct):
    """The day on which the customer accepted the plan."""

    place_name = "plan_accept"
    tone: ClassVar[str] = "ok"

    def body(self) -> ComposeResult:
        """The line."""
        aside = _("nothing typed is today")
        yield Field(_("Accepted on"), hint=_("today"), aside=aside, id="day")

    def on_field_changed(self, event: Field.Changed) -> None:
        """Understand it at every key."""
        event.stop()
        self._understood()

    def _understood(self) -> date | None:
        from collectdesk.desk.typed.days import read_past_day

        typed = self.field.value.split()
        today = self.station.now().astimezone(clock.zone(self.station.zone)).date()
        self.field.set_error("")
        if not typed:
            self.field.set_understood("")
            return today
        day = read_past_day(typed, today)
        found = day.value if day is not None and day.words == len(typed) else None
        if found is None:
            self.field.set_error(_("type the day, such as 24 nov, or leave it empty for today"))
            return None
        told = f"{clock.weekday_day_month(found)} {found.year}"
        self.field.set_understood(Line().glyph("done", "ok").space().add(told, "value"))
        return found

    def do_finish(self) -> None:
        """The plan runs from now on."""
        on = self._understood()
        if on is not None:
            given = {"request_id": self._request, "plan_id": self._plan_id, "accepted_on": on}
            self.write(
                lambda desk: _accept(desk, given), self.leave, failed=self._failed, control=self.field.input
            )


class DropCard(_PlanAct):
    """Why a plan is dropped."""

    place_name = "plan_drop"
    tone: ClassVar[str] = "warn"

    def body(self) -> ComposeResult:
        """The line."""
        yield KeptField(
            _("Why is it dropped?"), hint=_("paid in full by the parent company"), id="why",
            account_id=self._account_id, place="plan_drop",
        )  # fmt: skip

    def on_mount(self) -> None:
        """What was being typed comes back."""
        super().on_mount()
        account_id = self._account_id
        self.read("drafts", lambda desk: _draft(desk, account_id), self.query_one(KeptField).bring)

    def on_field_changed(self, event: Field.Changed) -> None:
        """What was wrong may be right now."""
        event.stop()
        self.field.set_error("")

    def do_finish(self) -> None:
        """Drop it, or say that a reason is missing."""
        if not self.field.value:
            self.field.set_error(_("say why the plan is dropped"))
            return
        given = {"request_id": self._request, "plan_id": self._plan_id, "reason": self.field.value}
        account_id = self._account_id
        self.query_one(KeptField).close()
        self.write(
            lambda desk: _drop(desk, account_id, given),
            self.leave,
            failed=self._failed,
            control=self.field.input,
        )

    def _failed(self, fault: Fault) -> None:
        self.query_one(KeptField).reopen()
        super()._failed(fault)


def record_lines(plan: PlanOnRecord, width: int) -> list[Line]:
    """A plan on record: state, standing, what was asked and answered, and every payment."""
    total = plan.schedule.total
    head = Line().join(spoken_line(total)).space(3).add(words.plan_state(plan.state), "value")
    head.right(_("version {n}").format(n=plan.version) if plan.version > 1 else "", "muted")
    since = _("since {day}").format(day=year(plan.state_on))
    about = [since, method(plan.method)]
    if plan.accepted_on is not None:
        about.append(_("accepted on {day}").format(day=year(plan.accepted_on)))
    lines = [head, Line(", ".join(about), "muted"), *_standing_lines(plan, width)]
    for label, told in (
        (_("what will be different"), plan.changes),
        (_("asked because"), plan.asked),
        (_("answered"), plan.answer),
    ):
        if told:
            texts = wrapped(told, max(10, width - 24), 4)
            lines.append(Line().fit(label, 24, "muted").add(texts[0], "text"))
            lines += [Line().space(24).add(text, "text") for text in texts[1:]]
    lines += [Line(), section_line(words.payments(len(plan.payments)), Line(total.currency, "muted"), width)]
    lines += [_payment_line(one, width) for one in plan.payments]
    return lines + ([Line(), *rule_lines(plan.paid_in, total.currency, width)] if plan.paid_in else [])


def _standing_lines(plan: PlanOnRecord, width: int) -> list[Line]:
    found = plan.standing
    if found is None:
        return []
    paid = _("{received} received, {left} left").format(
        received=figure(found.received), left=figure(found.left)
    )
    if found.state != "behind" or found.cure_until is None:
        return [Line().glyph("done", "ok").space().add(paid, "text")]
    behind = _("{amount} behind; saved by payment until {day}").format(
        amount=figure(found.behind), day=clock.weekday_day_month(found.cure_until)
    )
    return [
        Line().glyph("refused", "stop").space().add(shorten(behind, width - 2), "stop"),
        Line(f"  {paid}", "muted"),
    ]


def _payment_line(one: PaymentOfPlan, width: int) -> Line:
    line = Line().fit(str(one.number) if one.number else "", 2, "muted", "right").space(2)
    line.fit(f"{clock.weekday_day_month(one.due_on)} {one.due_on.year}", 17, "text")
    line.add(aligned(one.amount), "value").space(2)
    if one.asked is not None:
        line.add(f"{one.asked.currency} {figure(one.asked)}", "text").space(2)
    state = {
        "paid": _("paid"),
        "part_paid": _("{amount} of it came").format(amount=figure(one.received)),
        "missed": _("missed"),
    }.get(one.state, _("down payment") if not one.number else "")
    if one.state in STATES:
        line.glyph(*STATES[one.state]).space().add(
            shorten(state, max(4, width - line.cells)), STATES[one.state][1]
        )
    else:
        line.space(2).add(state, "muted")
    return line


def _accept(desk: Any, given: dict[str, Any]) -> Any:
    from collectdesk.desk.plans.agreeing import AcceptPlan, accept_plan

    return accept_plan(desk.store, desk.actor, desk.clock(), AcceptPlan(**given))


def _drop(desk: Any, account_id: int, given: dict[str, Any]) -> Any:
    from collectdesk.desk.plans.agreeing import CancelPlan, cancel_plan

    receipt = cancel_plan(desk.store, desk.actor, desk.clock(), CancelPlan(**given))
    drafts_of("plan_drop")(desk, account_id)
    return receipt


def _draft(desk: Any, account_id: int) -> Any:
    from collectdesk.desk.notes import find_draft

    return find_draft(desk.store, desk.actor, account_id, "plan_drop")
