"""The strip of numbered views of a screen: `1 Overview  2 Items …`, switched by digits or a click."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from collectdesk.tui.safe_text import Line
from collectdesk.tui.theme import markup_style


class TabStrip(Widget):
    """Numbered views, counted from 1. Call `pick(number)` from the screen's `do_digit`.

    `short` are shorter words for some, taken where the long ones do not fit.
    """

    DEFAULT_CSS = "TabStrip { height: 1; width: 1fr; background: $surface; padding: 0 1; }"

    class Picked(Message):
        """Another view was picked."""

        def __init__(self, strip: TabStrip, number: int) -> None:
            super().__init__()
            self.strip, self.number = strip, number

        @property
        def control(self) -> TabStrip:
            """The strip."""
            return self.strip

    def __init__(
        self,
        names: Sequence[str],
        *,
        number: int = 1,
        short: Mapping[int, str] | None = None,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self._short = dict(short or {})
        self._names, self.number = tuple(names), number

    def pick(self, number: int) -> bool:
        """Show view `number`; whether there is one."""
        if not 1 <= number <= len(self._names):
            return False
        if number != self.number:
            self.number = number
            self.refresh()
            self.post_message(self.Picked(self, number))
        return True

    def _spans(self) -> list[tuple[int, str]]:
        """(number, what is drawn) of each: all words, or short ones close together, or only the picked one's."""
        full = [(at, f" {at} {name} ") for at, name in enumerate(self._names, 1)]
        close = [(at, f" {at} {self._short.get(at, name)}") for at, name in enumerate(self._names, 1)]
        for spans in (full, close):
            if sum(cell_len(text) for _at, text in spans) <= self.size.width:
                return spans
        return [(at, text if at == self.number else f" {at} ") for at, text in full]

    def render(self) -> Content:
        """The strip at the width it has."""
        parts = []
        for at, text in self._spans():
            on = "select" if at == self.number else "ground"
            number = f" {at}"
            line = Line(number, "key").add(text[len(number) :], "value" if at == self.number else "text")
            part = line.content(on=on)
            if at == self.number:
                part = part.stylize_before(f"on {markup_style('select')}")
            parts.append(part)
        return Content("").join(parts)

    def on_click(self, event: events.Click) -> None:
        """Pick what was clicked."""
        x = event.x - 1
        for at, text in self._spans():
            if 0 <= x < cell_len(text):
                self.pick(at)
                return
            x -= cell_len(text)
