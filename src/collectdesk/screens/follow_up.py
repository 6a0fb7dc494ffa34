"""The follow-up card: one line says when this account comes up again, and for what; both clocks are shown."""

from __future__ import annotations

import uuid
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult

from collectdesk.i18n import _
from collectdesk.tui import clock
from collectdesk.tui.safe_text import Line, clean
from collectdesk.tui.screen import Card
from collectdesk.tui.text import Text
from collectdesk.widgets.fields import Field
from collectdesk.widgets.kept_field import KeptField, drafts_of

if TYPE_CHECKING:
    from collectdesk.desk.call_view import CallView
    from collectdesk.desk.typed.follow_up_line import TypedFollowUp
    from collectdesk.faults import Fault

Chosen = tuple[str, datetime, str]
"""Kind, instant, and the collector's own words."""


class FollowUpCard(Card[Any]):
    """Plan a follow-up, or with `plan=False` only choose one. Closes with the receipt, or with what was chosen.

    `kind` counts while the line names no other; `text` stays when the line says nothing else, and `replaces` is
    the follow-up of the agenda that is moved.
    """

    place_name = "follow_up"

    def __init__(
        self,
        account_id: int,
        plan: bool = True,
        kind: str = "call",
        text: str = "",
        replaces: int | None = None,
    ) -> None:
        self._account_id, self._plan, self._kind, self._text = account_id, plan, kind, text
        self._replaces = replaces
        self._request = uuid.uuid4().hex
        self._finish_soon = False
        self._view: CallView | None = None
        self._meant: TypedFollowUp | None = None
        super().__init__()

    def body(self) -> ComposeResult:
        """Whose account, and the line."""
        yield Text("", id="whose")
        yield KeptField(
            _("When"), hint=_("mon 10"), id="when", account_id=self._account_id, place="follow_up"
        )
        yield Text("", id="words", classes="gap")

    def on_mount(self) -> None:
        """Read whose account it is."""
        words = _(
            "First word, if it is no call: cb, email, letter, bank, copy, answer, review, trace, other."
        )
        self.query_one("#words", Text).show(Line(words, "muted"))
        self.field.edit()
        self.read("follow_up", lambda desk: _read(desk, self._account_id), self._show)

    @property
    def field(self) -> KeptField:
        """The line."""
        return self.query_one("#when", KeptField)

    def _show(self, view: CallView) -> None:
        self._view = view
        self.query_one("#whose", Text).show(Line(view.customer, "value").space(2).add(view.number, "muted"))
        self.field.bring(view.draft)
        self._understand()
        if self._finish_soon:
            self.do_finish()

    def on_field_changed(self, event: Field.Changed) -> None:
        """Understand it at every key."""
        event.stop()
        self._understand()

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Enter saves it too: there is nothing else to fill in."""
        event.stop()
        self.do_finish()

    def _understand(self) -> None:
        from collectdesk.desk.typed.follow_up_line import parse_follow_up

        view = self._view
        if view is None:
            return
        own = self.station.zone
        meant = parse_follow_up(self.field.value, self.station.now(), own, view.zone, self._kind)
        self._meant = meant
        self.field.set_error(meant.problem)
        self.field.set_understood(self._said(meant, view, own) if meant.at is not None else "")

    def _said(self, meant: TypedFollowUp, view: CallView, own: str) -> list[Line]:
        from collectdesk.desk.local_time import city
        from collectdesk.desk.words import action

        assert meant.at is not None  # noqa: S101 - only said of a moment
        line = Line().glyph("done", "ok").space().add(action(meant.kind), "value").space(2)
        line.add(_("{when} yours").format(when=_moment(meant.at, own)), "value")
        if view.zone and view.zone != own:
            line.space(3).add(f"{city(view.zone)} {_moment(meant.at, view.zone)}", "text")
        elif view.zone is None and meant.kind in ("call", "callback"):
            line.space(3).add(_("their clock is not certain"), "warn")
        text = meant.text or self._text
        return [line, Line(text, "muted")] if text else [line]

    def do_finish(self) -> None:
        """Save it, or say what is missing."""
        self._finish_soon = self._view is None
        self._understand()
        meant = self._meant
        if meant is None:
            return
        if not meant.complete or meant.at is None:
            self.field.set_error(meant.problem or _("type a day, a time, or both: mon 10"))
            self.field.edit()
            return
        text = clean(meant.text or self._text)
        self.field.close()
        if not self._plan:
            account_id = self._account_id
            self.station.jobs.write(self, lambda desk: drafts_of("follow_up")(desk, account_id), hold=False)
            self.leave((meant.kind, meant.at, text))
            return
        given = {
            "request_id": self._request,
            "account_id": self._account_id,
            "kind": meant.kind,
            "due_at": meant.at,
            "text": text,
        }
        replaces = self._replaces
        self.write(
            lambda desk: _save(desk, given, replaces),
            self.leave,
            failed=self._failed,
            control=self.field.input,
        )

    def _failed(self, fault: Fault) -> None:
        self.field.come_back(str(fault))


def _moment(at: datetime, zone: str) -> str:
    local = at.astimezone(clock.zone(zone))
    return f"{clock.weekday_day_month(local.date())} {local:%H:%M}"


def _read(desk: Any, account_id: int) -> CallView:
    import collectdesk.desk.typed.follow_up_line
    from collectdesk.desk.call_view import call_view

    assert collectdesk.desk.typed.follow_up_line  # noqa: S101 - loaded here, in the thread, and used at every key
    return call_view(desk.store, desk.actor, desk.clock(), account_id, "follow_up")


def _save(desk: Any, given: dict[str, Any], replaces: int | None) -> Any:
    """Plan it. One of the same kind goes with that; one of another kind that is moved is cancelled after."""
    from collectdesk.desk.follow_ups import FinishFollowUp, PlanFollowUp, finish_follow_up, plan_follow_up
    from collectdesk.faults import BadInput

    receipt = plan_follow_up(desk.store, desk.actor, desk.clock(), PlanFollowUp(**given))
    if replaces is not None:
        request = f"{given['request_id']}-moved"
        moved = FinishFollowUp(request_id=request, next_action_id=replaces, cancelled=True)
        with suppress(BadInput):
            finish_follow_up(desk.store, desk.actor, desk.clock(), moved)
    drafts_of("follow_up")(desk, given["account_id"])
    return receipt
