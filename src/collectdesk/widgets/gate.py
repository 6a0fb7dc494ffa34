"""The sign of the gate and the customer's place, the same on every screen."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from collectdesk.i18n import _, ngettext
from collectdesk.tui.clock import zone
from collectdesk.tui.safe_text import Line
from collectdesk.widgets.words import day_or_year, wrapped

if TYPE_CHECKING:
    from collectdesk.desk.gate_view import CallGate


def gate_sign(state: str) -> tuple[str, str]:
    """Sign and ink of a state: ● open, ○ shut, ■ a stop, ◔ a lead decides."""
    signs = {"open": ("open", "ok"), "held": ("held", "stop"), "review": ("closing", "warn")}
    return signs.get(state, ("shut", "muted"))


def gate_words(gate: CallGate, now: datetime, room: int) -> Line:
    """The gate and the place in at most `room` cells: the place goes first, then all but the sign and the hour."""
    line = Line().glyph(*gate_sign(gate.call.state)).space().add(gate.call.sentence, "value")
    place = gate.place(now)
    if place and line.cells + 2 + len(place) <= room:
        line.space(2).add(place, "muted")
    if line.cells > room:
        line = Line().glyph(*gate_sign(gate.call.state)).space().add(gate.call.short, "value")
    return line


def place_words(gate: CallGate, now: datetime) -> str:
    """The place, or that it is not known."""
    return gate.place(now) or _("local time not known")


def counter_lines(gate: CallGate, now: datetime, own_zone: str, width: int) -> list[Line]:
    """How often in a week, the words of the caps, and the last conversation."""
    n = gate.calls_in_a_week
    lines = [Line(ngettext("{n} call in 7 days", "{n} calls in 7 days", n).format(n=n), "value")]
    for cap in gate.caps:
        lines += [Line(text, "muted") for text in wrapped(cap, width, 3)]
    if gate.last_conversation is None:
        return [*lines, Line(_("no conversation yet"), "muted")]
    there = zone(own_zone)
    day = day_or_year(gate.last_conversation.astimezone(there).date(), now.astimezone(there).date())
    return [*lines, Line(_("last conversation {day}").format(day=day), "muted")]
