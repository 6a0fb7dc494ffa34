"""The journal entries behind a figure, a few of them beside the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collectdesk.money.amount import Money
from collectdesk.money.display import spoken
from collectdesk.tui.clock import clock_time
from collectdesk.tui.safe_text import Line, shorten
from collectdesk.widgets.acts import entry_said

if TYPE_CHECKING:
    from collectdesk.desk.journal_check import JournalLine


def entry_line(one: JournalLine, labels: dict[str, str], zone_name: str, width: int) -> Line:
    """An entry on one line."""
    line = Line(f"{one.id:>6,}", "muted").space(2).add(clock_time(one.at, zone_name), "text").space(2)
    amount = spoken(Money(one.amount[1], one.amount[0])) if one.amount else ""
    said = entry_said(one, labels)
    tail = Line(amount or said, "text")
    room = max(6, width - line.cells - tail.cells - 2)
    return line.add(shorten(one.customer or one.who, room), "text").right(tail)
