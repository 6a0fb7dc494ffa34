"""The account's gate in lines: at the head, in the panel, and the whole of it in its tab."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from collectdesk.i18n import _
from collectdesk.rules.verdict import Outcome
from collectdesk.tui.clock import zone
from collectdesk.tui.safe_text import Line, shorten
from collectdesk.widgets.gate import counter_lines, gate_sign, place_words
from collectdesk.widgets.section import section_line
from collectdesk.widgets.words import day_or_year, wrapped

if TYPE_CHECKING:
    from collectdesk.desk.gate_view import GateView

_LABEL = 9


def side_lines(gate: GateView, width: int) -> list[Line]:
    """Each channel on one line, for the panel."""
    from collectdesk.desk.gate_view import channel_word

    lines = [section_line(_("Gate"), None, width)]
    for one in gate.channels:
        line = Line().glyph(*_mark(one.state)).space().fit(channel_word(one.channel), _LABEL, "text")
        lines.append(line.add(shorten(one.short, max(4, width - line.cells)), "text"))
    return lines


def tab_lines(gate: GateView, now: datetime, own_zone: str, width: int) -> list[Line]:
    """Channels, the rules of the call, counters, and what is on record."""
    lines = _channels(gate, width)
    lines += [Line(), section_line(_("Rules of a call"), None, width)]
    for rule in gate.rules:
        sign = {Outcome.BLOCK: ("refused", "stop"), Outcome.REVIEW: ("closing", "warn")}
        mark = sign.get(rule.outcome, ("done", "ok"))
        texts = wrapped(rule.text, max(10, width - 2), 4)
        lines.append(Line().glyph(*mark).space().add(texts[0], "text"))
        lines += [Line().space(2).add(text, "text") for text in texts[1:]]
        below = Line().space(2)
        if rule.citation:
            below.add(shorten(rule.citation, max(10, width - 4 - len(rule.confidence))), "accent").space(2)
        lines.append(below.add(rule.confidence, "muted" if rule.sure else "warn"))
    if not gate.rules:
        lines.append(Line(_("No rule speaks of a call now."), "muted"))
    lines += [Line(), section_line(_("Calls to this person"), None, width)]
    lines += counter_lines(gate, now, own_zone, width)
    lines += [Line(), *_on_record(gate, now, own_zone, width)]
    return [*lines, Line(), *_places(gate, now, width)]


def _channels(gate: GateView, width: int) -> list[Line]:
    from collectdesk.desk.gate_view import channel_word

    lines = [section_line(_("Channels"), None, width)]
    for one in gate.channels:
        line = Line().glyph(*gate_sign(one.state)).space().fit(channel_word(one.channel), _LABEL, "text")
        texts = wrapped(one.sentence, max(10, width - line.cells), 3)
        lines.append(line.add(texts[0], "value"))
        lines += [Line().space(2 + _LABEL).add(text, "value") for text in texts[1:]]
        if one.why and one.why != one.sentence:
            lines += [
                Line().space(2 + _LABEL).add(text, "muted")
                for text in wrapped(one.why, max(10, width - 2 - _LABEL), 3)
            ]
    if gate.overridden is not None:
        told = _("{name} lets a call pass, {until}: {reason}").format(
            name=gate.overridden.by, until=gate.call.short, reason=gate.overridden.reason
        )
        lines += [Line(text, "warn") for text in wrapped(told, width, 3)]
    return lines


def _on_record(gate: GateView, now: datetime, own_zone: str, width: int) -> list[Line]:
    words = {
        "stop": _("stop"),
        "wish": _("wish"),
        "consent": _("consent"),
        "listed": _("consent"),
        "notice": _("notice"),
        "place": _("place"),
    }
    today = now.astimezone(zone(own_zone)).date()
    lines = [section_line(_("On record"), None, width)]
    for one in gate.on_record:
        sign = ("held", "warn") if one.kind == "stop" else ("current", "muted")
        line = Line().glyph(*sign).space().fit(words[one.kind], _LABEL, "muted")
        told = [f"{one.words} {one.value}".strip()]
        if one.since is not None:
            told.append(_("since {day}").format(day=day_or_year(one.since, today)))
        if one.until is not None:
            told.append(_("until {day}").format(day=day_or_year(one.until, today)))
        texts = wrapped(", ".join(told), max(10, width - line.cells), 3)
        lines.append(line.add(texts[0], "text"))
        lines += [Line().space(2 + _LABEL).add(text, "text") for text in texts[1:]]
    if not gate.on_record:
        lines.append(Line(_("No stop, wish, consent or notice is on record."), "muted"))
    return lines


def _places(gate: GateView, now: datetime, width: int) -> list[Line]:
    lines = [section_line(_("Place"), Line(place_words(gate, now), "text"), width)]
    found = (
        (_("address"), gate.address),
        (_("phone"), gate.phone),
        (_("stated"), (gate.stated,) if gate.stated else ()),
        (_("travels"), (gate.travel,) if gate.travel else ()),
    )
    for word, zones in found:
        if zones:
            shown = ", ".join(zones[:4]) + (" …" if len(zones) > 4 else "")
            lines.append(
                Line().fit(word, 2 + _LABEL, "muted").add(shorten(shown, width - 2 - _LABEL), "text")
            )
    return lines if len(lines) > 1 else [*lines, Line(_("No place is known."), "muted")]


def _mark(state: str) -> tuple[str, str]:
    return {"open": ("done", "ok"), "review": ("closing", "warn")}.get(state, ("refused", "stop"))
