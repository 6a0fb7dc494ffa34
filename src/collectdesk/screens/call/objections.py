"""The card of objections: what customers say against paying, what to ask about it, and the result it leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult

from collectdesk.i18n import _
from collectdesk.tui.safe_text import Line, shorten
from collectdesk.tui.screen import Card
from collectdesk.tui.text import Text

if TYPE_CHECKING:
    from collectdesk.desk.objections import Objection


class ObjectionCard(Card[int]):
    """Closes with the number of the objection, counted from 1, or with None."""

    place_name = "objections"

    def __init__(self, objections: tuple[Objection, ...]) -> None:
        self._objections = objections
        super().__init__()

    def body(self) -> ComposeResult:
        """All of them, one digit each."""
        yield Text("", id="all")

    def on_mount(self) -> None:
        """Draw them once the width is known."""
        super().on_mount()
        self.call_after_refresh(self._draw)

    def on_resize(self, event: events.Resize) -> None:
        """The lines depend on the width."""
        super().on_resize(event)
        self.call_after_refresh(self._draw)

    def do_digit(self, digit: int) -> None:
        """They said this one."""
        from collectdesk.desk.objections import number_of

        number = number_of(digit)
        if number <= len(self._objections):
            self.leave(number)

    def _draw(self) -> None:
        text = self.query_one("#all", Text)
        text.show(objection_lines(self._objections, max(40, text.content_size.width)))
        self.call_after_refresh(self._leave_room)


def objection_lines(objections: tuple[Objection, ...], width: int) -> list[Line]:
    """Each on two lines: its digit, what they say and the result it leads to; below it what to ask."""
    from collectdesk.desk.dispositions import dispositions
    from collectdesk.desk.objections import digit_of

    lines = []
    for number, one in enumerate(objections, 1):
        line = Line(str(digit_of(number)), "key").space(2).add(_(one.says), "value")
        result = dispositions().get(one.result)
        label = _(result.label) if result is not None else one.result
        lines.append(line.right(shorten(label, max(4, width - line.cells - 2)), "muted"))
        lines.append(Line().space(3).add(shorten(_(one.ask), width - 3), "text"))
    return lines
