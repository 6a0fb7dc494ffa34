"""The dispute card: the reason first, then the amount; enter goes from one to the other."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult

from collectdesk.i18n import _
from collectdesk.tui import clock
from collectdesk.tui.safe_text import Line
from collectdesk.tui.screen import Card
from collectdesk.tui.text import Text
from collectdesk.widgets.fields import Field
from collectdesk.widgets.kept_field import KeptField, drafts_of
from collectdesk.widgets.money import spoken_line

if TYPE_CHECKING:
    from datetime import date

    from collectdesk.desk.call_view import CallView
    from collectdesk.desk.dispositions import Reason
    from collectdesk.desk.notes import Draft
    from collectdesk.desk.typed.outcome_line import Parsed
    from collectdesk.faults import Fault


class DisputeCard(Card[Any]):
    """Record what the customer disputes. Closes with the receipt; without an amount it is everything open."""

    place_name = "dispute"

    def __init__(self, account_id: int) -> None:
        self._account_id = account_id
        self._request = uuid.uuid4().hex
        self._finish_soon = False
        self._view: CallView | None = None
        self._reason: str | None = None
        self._parsed: Parsed | None = None
        super().__init__()

    def body(self) -> ComposeResult:
        """Whose account, reason, amount."""
        account_id = self._account_id
        aside = _("nothing typed is everything open")
        yield Text("", id="whose")
        yield KeptField(_("Why"), hint=_("price"), id="reason", account_id=account_id, place="dispute")
        yield KeptField(
            _("How much"), hint="1140", aside=aside, id="amount", account_id=account_id, place="disputed"
        )

    def on_mount(self) -> None:
        """Read the account."""
        self.query_one("#reason", Field).edit()
        self.read("dispute", lambda desk: _read(desk, self._account_id), self._show)

    @property
    def _fields(self) -> tuple[KeptField, KeptField]:
        return self.query_one("#reason", KeptField), self.query_one("#amount", KeptField)

    def _show(self, answer: tuple[CallView, Draft | None]) -> None:
        view, amount = answer
        self._view = view
        for field, draft in zip(self._fields, (view.draft, amount), strict=True):
            field.bring(draft)
        line = Line(view.customer, "value").space(2).add(view.number, "muted")
        for one in view.sums:
            line.space(3).add(_("overdue"), "muted").space().join(spoken_line(one.overdue))
        self.query_one("#whose", Text).show(line)
        self._understand()
        if self._finish_soon:
            self.do_finish()

    def on_field_changed(self, event: Field.Changed) -> None:
        """Understand it at every key."""
        event.stop()
        self._understand()

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Enter goes on to the amount, and from there it saves."""
        event.stop()
        if event.field.id == "reason":
            if self._reason is not None:
                self.query_one("#amount", Field).edit()
        else:
            self.do_finish()

    def _understand(self) -> None:
        from collectdesk.desk.typed.outcome_line import parse

        view = self._view
        if view is None:
            return
        reason, amount = self._fields
        found = reasons_beginning(reason.value) if reason.value else []
        self._reason = found[0][0] if len(found) == 1 or _is_word(reason.value, found) else None
        if self._reason is not None:
            reason.set_error("")
            reason.set_understood(self._reason_line(found[0][1], view.day))
        elif found:
            reason.set_error("")
            reason.set_understood([_candidate(one) for _code, one in found[:6]])
        else:
            reason.set_understood("")
            wrong = _("no reason begins with “{typed}”; try price, short, quality or unknown")
            reason.set_error(wrong.format(typed=reason.value) if reason.value else "")
        parsed = self._parsed = parse(f"DISPUTE unknown {amount.value}", view.around())
        problem = parsed.problems[0] if parsed.problems else ""
        if parsed.note and not problem:
            problem = _("“{typed}” is not an amount; type it like 1200 or 1,200.50").format(typed=parsed.note)
        amount.set_error(problem)
        amount.set_understood(self._amount_line(parsed) if not problem else "")

    def _reason_line(self, reason: Reason, day: date) -> Line:
        from collectdesk.desk.calendar import add_business_days

        target = add_business_days(day, reason.target, None)
        line = Line().glyph("done", "ok").space().add(_(reason.label), "value").space(3)
        line.add(_("answer due {day}").format(day=clock.weekday_day_month(target)), "muted")
        return line.space(2).add(_("by {owner}").format(owner=_(reason.owner)), "muted")

    def _amount_line(self, parsed: Parsed) -> Line:
        if parsed.amount is not None:
            line = Line().glyph("held", "warn").space().join(spoken_line(parsed.amount))
            return line.space(2).add(_("held back from reminders; the rest stays due"), "muted")
        if parsed.currency is None:
            return Line(_("Nothing is open that could be disputed."), "muted")
        return Line(_("everything open in {code}").format(code=parsed.currency), "muted")

    def do_finish(self) -> None:
        """Save the dispute, or say what is missing."""
        self._finish_soon = self._view is None
        self._understand()
        parsed, reason, amount = (
            self._parsed,
            self.query_one("#reason", Field),
            self.query_one("#amount", Field),
        )
        if parsed is None:
            return
        if self._reason is None:
            reason.set_error(_("type the reason, such as price, short, quality; unknown if none was given"))
            reason.edit()
            return
        if parsed.problems or parsed.note or parsed.currency is None:
            amount.edit()
            return
        given = {
            "request_id": self._request,
            "account_id": self._account_id,
            "reason": self._reason,
            "amount_minor": parsed.amount.minor if parsed.amount else None,
            "currency": parsed.currency,
        }
        for field in self._fields:
            field.close()
        self.write(lambda desk: _save(desk, given), self.leave, failed=self._failed, control=amount.input)

    def _failed(self, fault: Fault) -> None:
        for field in self._fields:
            field.reopen()
        amount = self._fields[1]
        amount.set_error(str(fault))
        amount.edit()


def reasons_beginning(typed: str) -> list[tuple[str, Reason]]:
    """The dispute reasons with a word, code or label that begins with what was typed; an exact word comes first."""
    from collectdesk.desk.dispositions import dispute_reasons

    wanted = typed.casefold()
    found = [
        (code, one)
        for code, one in dispute_reasons().items()
        if any(name.casefold().startswith(wanted) for name in (*one.words, code, _(one.label)))
    ]
    return sorted(found, key=lambda pair: not _is_word(typed, [pair]))


def _is_word(typed: str, found: list[tuple[str, Reason]]) -> bool:
    """Whether what was typed is wholly a word or the code of the first reason."""
    wanted = typed.casefold()
    return bool(found) and (wanted in found[0][1].words or wanted == found[0][0].casefold())


def _candidate(reason: Reason) -> Line:
    return Line().fit(reason.words[0], 14, "key").add(_(reason.label))


def _read(desk: Any, account_id: int) -> tuple[CallView, Draft | None]:
    from collectdesk.desk.call_view import call_view
    from collectdesk.desk.dispositions import dispositions, dispute_reasons
    from collectdesk.desk.notes import find_draft
    from collectdesk.money import is_currency

    dispositions()
    dispute_reasons()
    is_currency("EUR")
    view = call_view(desk.store, desk.actor, desk.clock(), account_id, "dispute")
    return view, find_draft(desk.store, desk.actor, account_id, "disputed")


def _save(desk: Any, given: dict[str, Any]) -> Any:
    from collectdesk.desk.disputes import RaiseDispute, raise_dispute

    receipt = raise_dispute(desk.store, desk.actor, desk.clock(), RaiseDispute(**given))
    drafts_of("dispute", "disputed")(desk, given["account_id"])
    return receipt
