"""The two small cards behind a refusal, of one field each: where the customer is, and why a lead lets it pass."""

from __future__ import annotations

import uuid
from typing import Any

from textual.app import ComposeResult

from collectdesk.i18n import _
from collectdesk.tui.safe_text import Line
from collectdesk.tui.screen import Card
from collectdesk.widgets.fields import Field

SHOWN = 6


class _OneField(Card[Any]):
    """A card with one line; closes with the receipt once it is saved."""

    def __init__(self, account_id: int) -> None:
        self._account_id = account_id
        self._request = uuid.uuid4().hex
        super().__init__()

    @property
    def field(self) -> Field:
        """The line."""
        return self.query_one(Field)

    def on_mount(self) -> None:
        """The cursor is in the line."""
        self.field.edit()

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Enter saves it: there is nothing else to fill in."""
        event.stop()
        self.do_finish()

    def do_finish(self) -> None:
        """Save it, or say what is missing."""

    def _save(self, work: Any) -> None:
        self.write(work, self.leave, failed=self._failed, control=self.field.input)

    def _failed(self, fault: Exception) -> None:
        self.field.set_error(str(fault))
        self.field.edit()


class PlaceCard(_OneField):
    """Where the customer said to be, as a city or a time zone."""

    place_name = "stated_place"

    def body(self) -> ComposeResult:
        """The line."""
        yield Field(_("Where is the customer?"), hint=_("Los Angeles"), id="where")

    def on_field_changed(self, event: Field.Changed) -> None:
        """Understand it at every key."""
        event.stop()
        self._understood()

    def _understood(self) -> str | None:
        from collectdesk.desk.typed.zone_line import zones_named

        typed = self.field.value
        found = zones_named(typed)
        self.field.set_error("")
        if len(found) == 1:
            line = Line().glyph("done", "ok").space().add(found[0], "value").space(3)
            local = self.station.now().astimezone(_zone(found[0]))
            told = _("{time} there").format(time=local.strftime("%H:%M"))
            self.field.set_understood(line.add(told, "muted"))
            return found[0]
        self.field.set_understood([Line(one) for one in found[:SHOWN]])
        if typed and not found:
            wrong = _("no time zone is named for “{typed}”; type a large city nearby, or Asia/Kolkata")
            self.field.set_error(wrong.format(typed=typed))
        return None

    def do_finish(self) -> None:
        """Save the place, or say what is missing."""
        zone = self._understood()
        if zone is None:
            if not self.field.value:
                self.field.set_error(_("type the city or the time zone where the customer is"))
            self.field.edit()
            return
        given = {"request_id": self._request, "account_id": self._account_id, "zone": zone}
        self._save(lambda desk: _state(desk, given))


class OverrideCard(_OneField):
    """Why a lead lets the call pass."""

    place_name = "override"
    tone = "warn"

    def body(self) -> ComposeResult:
        """The line."""
        yield Field(
            _("Why may this call be made?"), hint=_("the customer asked for it by e-mail"), id="reason"
        )

    def do_finish(self) -> None:
        """Let it pass for half an hour; the act says what is missing."""
        given = {"request_id": self._request, "account_id": self._account_id, "reason": self.field.value}
        self._save(lambda desk: _override(desk, given))


def _zone(name: str) -> Any:
    from collectdesk.tui import clock

    return clock.zone(name)


def _state(desk: Any, given: dict[str, Any]) -> Any:
    from collectdesk.desk.bindings import StatePlace, state_place

    return state_place(desk.store, desk.actor, desk.clock(), StatePlace(**given))


def _override(desk: Any, given: dict[str, Any]) -> Any:
    from collectdesk.desk.gate import OverrideGate, override_gate

    return override_gate(desk.store, desk.actor, desk.clock(), OverrideGate(**given))
