"""The picture of the hours: a row of half hours for each place, and one for all of them together."""

from __future__ import annotations

from datetime import datetime, timedelta

from collectdesk.desk.local_time import city
from collectdesk.desk.refusal import Refusal
from collectdesk.i18n import _
from collectdesk.rules.reach import Window
from collectdesk.tui.clock import clock_time
from collectdesk.tui.safe_text import Line, fit

CELLS = 48
CELL = timedelta(minutes=30)
EVERY = 8
"""Cells from one hour label to the next."""


def picture(refusal: Refusal, now: datetime, zone: str, narrow: bool) -> list[Line]:
    """The rows with their labels in the collector's time; on a narrow screen all places in one row."""
    if not refusal.windows:
        return []
    label = 10 if narrow else 16
    *single, (_all, together) = refusal.windows
    hours = Line().space(label)
    for at in range(0, CELLS, EVERY):
        hours.fit(clock_time(refusal.start + at * CELL, zone)[:2], EVERY, "muted")
    hours.right(_("your time"), "muted")
    mark = min(CELLS - 1, max(0, int((now - refusal.start) / CELL)))
    name = _together(refusal, len(single))
    open_row = Line().fit(name, label, "value")
    if narrow:
        return [_drawn(open_row, together, refusal.start, "block", mark), hours]
    lines = [hours, Line().space(label + mark).glyph("down", "accent").space().add(_("now"))]
    for place, windows in single:
        lines.append(_drawn(Line().fit(city(place), label), windows, refusal.start, "heavy"))
    _drawn(open_row, together, refusal.start, "block")
    said = [_stretch(one, zone) for one in together if one.closes > now][:1]
    return [*lines, open_row.right(said[0], "value") if said else open_row]


def _together(refusal: Refusal, shown: int) -> str:
    zones = refusal.answer.case.zones
    if refusal.clocks == 1:
        return city(zones[0])
    return _("both") if shown == 2 and refusal.clocks == 2 else _("all {n}").format(n=len(zones))


def _stretch(window: Window, zone: str) -> str:
    start, end = clock_time(window.opens, zone), clock_time(window.closes, zone)
    return _("{start} to {end}").format(start=start, end=end)


def _drawn(
    line: Line, windows: tuple[Window, ...], start: datetime, sign: str, mark: int | None = None
) -> Line:
    """Half hours as signs: open all of its half, or dots; those that a lead decides in the ink of a look."""
    for at in range(CELLS):
        begin, end = start + at * CELL, start + (at + 1) * CELL
        inside = next((one for one in windows if one.opens < end and one.closes > begin), None)
        if at == mark:
            line.glyph("down", "value")
        elif inside is None:
            line.glyph("empty", "muted")
        else:
            line.glyph(sign, "warn" if inside.review else "accent")
    return line


def copied(lines: list[Line], width: int) -> str:
    """Lines as plain text, what stands at the right end at its place."""
    return "\n".join(
        "".join(text for text, _ink in line.laid_out(width)).rstrip() if line.tail else line.text.rstrip()
        for line in lines
    )


def padded(line: Line, cells: int) -> Line:
    """The line with empty cells up to a column."""
    return line.add(fit("", max(0, cells - line.cells)))
