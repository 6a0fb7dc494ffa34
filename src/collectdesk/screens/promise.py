"""The promise card: `1200 fri` is a promise. It says at every key what was understood and until when it counts."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult

from collectdesk.i18n import _, ngettext
from collectdesk.tui import clock
from collectdesk.tui.safe_text import Line
from collectdesk.tui.screen import Card
from collectdesk.tui.text import Text
from collectdesk.widgets.fields import Field
from collectdesk.widgets.kept_field import KeptField, drafts_of
from collectdesk.widgets.money import spoken_line

if TYPE_CHECKING:
    from collectdesk.desk.call_view import CallView
    from collectdesk.desk.outcome import PromiseOutcome
    from collectdesk.desk.typed.outcome_line import Parsed
    from collectdesk.faults import Fault


class PromiseCard(Card[Any]):
    """Take a promise to pay. Closes with the receipt; the account's main currency counts unless another is typed."""

    place_name = "promise"

    def __init__(self, account_id: int) -> None:
        self._account_id = account_id
        self._request = uuid.uuid4().hex
        self._finish_soon = False
        self._view: CallView | None = None
        self._parsed: Parsed | None = None
        self._person: int | None = None
        super().__init__()

    def body(self) -> ComposeResult:
        """Whose account and what it owes, the line, the person."""
        yield Text("", id="whose")
        yield Text("", id="owed")
        yield KeptField(
            _("Promise"),
            hint="1200 fri wire",
            aside=_("amount, day, way to pay"),
            id="line",
            account_id=self._account_id,
            place="promise",
        )
        yield Text("", id="person", classes="gap")

    def on_mount(self) -> None:
        """Read the account."""
        self.field.edit()
        self.read("promise", lambda desk: _read(desk, self._account_id), self._show)

    @property
    def field(self) -> KeptField:
        """The line."""
        return self.query_one("#line", KeptField)

    def _show(self, view: CallView) -> None:
        if self._view is None:
            self.field.bring(view.draft)
        self._view = view
        self.query_one("#whose", Text).show(Line(view.customer, "value").space(2).add(view.number, "muted"))
        owed = Line()
        for one in view.sums:
            owed = (owed.space(3) if owed.cells else owed).add(_("overdue"), "muted").space()
            owed.join(spoken_line(one.overdue))
        self.query_one("#owed", Text).show(owed if owed.cells else Line(_("Nothing is open."), "muted"))
        if len(view.people) == 1:
            self._person = view.people[0].id
            self.query_one("#person", Text).show(
                Line(_("promised by"), "muted").space().add(view.people[0].name)
            )
        elif view.people:
            lines = [Line(_("Promised by, when no field has the cursor:"), "muted")]
            self.query_one("#person", Text).show(lines + self._people(view))
        self._understand()
        if self._finish_soon:
            self.do_finish()

    def _people(self, view: CallView) -> list[Line]:
        lines = []
        for n, one in enumerate(view.people[:9], 1):
            line = Line(str(n), "key").space()
            line = line.glyph("current", "accent") if one.id == self._person else line.space()
            lines.append(line.space().add(one.name, "value" if one.id == self._person else "text"))
        return lines

    def do_digit(self, digit: int) -> None:
        """Who promised."""
        view = self._view
        if view is not None and 1 <= digit <= len(view.people):
            self._person = view.people[digit - 1].id
            self._show(view)

    def on_field_changed(self, event: Field.Changed) -> None:
        """Understand it at every key."""
        event.stop()
        self._understand()

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Enter saves it too."""
        event.stop()
        self.do_finish()

    def _understand(self) -> None:
        from collectdesk.desk.typed.outcome_line import parse

        view = self._view
        if view is None:
            return
        typed = self.field.value
        parsed = self._parsed = parse(f"PTP {typed}", view.around())
        self.field.set_error(_problem(parsed))
        self._said(None)
        if parsed.complete and parsed.amount is not None and parsed.on is not None:
            money, on, method, account_id = parsed.amount, parsed.on, parsed.method, self._account_id

            def work(desk: Any) -> PromiseOutcome | None:
                from collectdesk.desk.outcome import promise_outcome

                return promise_outcome(desk.store, desk.actor, desk.clock(), account_id, money, on, method)

            self.read("foresee", work, self._said)
        else:
            self.station.jobs.forget(self, "foresee")

    def _said(self, outcome: PromiseOutcome | None) -> None:
        from collectdesk.desk.words import method

        parsed = self._parsed
        if parsed is None or not self.field.value:
            self.field.set_understood("")
            return
        sign, ink = ("done", "ok") if parsed.complete else ("closing", "warn")
        line = Line().glyph(sign, ink).space().add(_("Promise to pay"), "value")
        if parsed.amount is not None:
            line.space(3).join(spoken_line(parsed.amount))
        if parsed.on is not None:
            day = f"{clock.weekday_day_month(parsed.on)} {parsed.on.year}"
            line.space(3).add(_("by {day}").format(day=day), "value")
        if parsed.method:
            line.space(3).add(method(parsed.method), "text")
        lines = [line]
        if parsed.missing and not parsed.problems:
            lines.append(Line(_still(parsed), "muted"))
        if outcome is not None:
            lines += _consequences(outcome)
        self.field.set_understood(lines)

    def do_finish(self) -> None:
        """Save the promise, or say what is missing."""
        self._finish_soon = self._view is None
        self._understand()
        parsed = self._parsed
        if parsed is None:
            return
        if _problem(parsed) or parsed.amount is None or parsed.on is None:
            self.field.set_error(_problem(parsed) or _still(parsed))
            self.field.edit()
            return
        given = {
            "request_id": self._request,
            "account_id": self._account_id,
            "amount_minor": parsed.amount.minor,
            "currency": parsed.amount.currency,
            "promised_on": parsed.on,
            "method": parsed.method,
            "person_id": self._person,
        }
        self.field.close()
        self.write(lambda desk: _save(desk, given), self.leave, failed=self._failed, control=self.field.input)

    def _failed(self, fault: Fault) -> None:
        self.field.come_back(str(fault))


def _problem(parsed: Parsed) -> str:
    """What stops it: what cannot be read, or words that are no part of a promise and would be lost."""
    if parsed.problems:
        return parsed.problems[0]
    if parsed.note:
        lost = _("“{text}” is no part of a promise; write it as a note, or take it out")
        return lost.format(text=parsed.note)
    return ""


def _still(parsed: Parsed) -> str:
    if "amount" in parsed.missing and "date" in parsed.missing:
        return _("still to type: how much, and by which day")
    if "amount" in parsed.missing:
        return _("still to type: how much")
    return _("still to type: by which day")


def _consequences(outcome: PromiseOutcome) -> list[Line]:
    """Until when it counts as kept, when it is checked, and why it would be refused."""
    if outcome.problem:
        return [Line().glyph("refused", "stop").space().add(outcome.problem)]
    day = clock.weekday_day_month(outcome.keeps_until)
    kept = _("counts as kept if received by {day}").format(day=day)
    if outcome.bank_days > 0:
        kept = ngettext(
            "counts as kept if received by {day}, {n} bank day of tolerance",
            "counts as kept if received by {day}, {n} bank days of tolerance",
            outcome.bank_days,
        ).format(day=day, n=outcome.bank_days)
    check = _("Next: check the bank on {day}").format(day=clock.weekday_day_month(outcome.checked_on))
    return [Line().space(2).add(kept, "muted"), Line().glyph("current", "accent").space().add(check)]


def _read(desk: Any, account_id: int) -> CallView:
    from collectdesk.desk.call_view import call_view
    from collectdesk.desk.dispositions import dispositions
    from collectdesk.money import is_currency

    dispositions()
    is_currency("EUR")
    return call_view(desk.store, desk.actor, desk.clock(), account_id, "promise")


def _save(desk: Any, given: dict[str, Any]) -> Any:
    from collectdesk.desk.promises import RecordPromise, record_promise

    receipt = record_promise(desk.store, desk.actor, desk.clock(), RecordPromise(**given))
    drafts_of("promise")(desk, given["account_id"])
    return receipt
