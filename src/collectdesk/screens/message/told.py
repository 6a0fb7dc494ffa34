"""How a message on record is drawn: what is known of it in two columns, and its text as it was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rich.cells import cell_len

from collectdesk.tui.clock import clock_time, zone
from collectdesk.tui.safe_text import Line, clean
from collectdesk.widgets.section import section_line
from collectdesk.widgets.words import day_or_year, wrapped

_PIECE = 4000
"""Characters of a paragraph that are broken at once."""


def facts(pairs: Sequence[tuple[str, str]], width: int) -> list[Line]:
    """Name and value of each, a long value on several lines; what is empty is left out."""
    told = [(name, value) for name, value in pairs if value]
    room = max((cell_len(name) for name, _value in told), default=0) + 2
    lines = []
    for name, value in told:
        first, *more = wrapped(value, max(10, width - room), 6)
        lines.append(Line().fit(name, room, "muted").add(first))
        lines += [Line().space(room).add(one) for one in more]
    return lines


def text_lines(title: str, text: str, width: int) -> list[Line]:
    """A heading, and every word of the text below it; a line that fits keeps its blanks."""
    lines = [section_line(title, None, width)]
    for paragraph in text.replace("\r\n", "\n").split("\n"):
        if len(paragraph) <= width and cell_len(clean(paragraph)) <= width:
            lines.append(Line(paragraph))
            continue
        for at in range(0, len(paragraph), _PIECE):
            lines += [Line(one) for one in wrapped(paragraph[at : at + _PIECE], width, _PIECE)]
    return lines


def when(at: datetime | None, zone_name: str, now: datetime) -> str:
    """ "24 Nov 10:02" in the reader's zone, with the year when it is not this one; "" for never."""
    if at is None:
        return ""
    there = zone(zone_name)
    today = now.astimezone(there).date()
    return f"{day_or_year(at.astimezone(there).date(), today)} {clock_time(at, zone_name)}"
