"""A proposal in its column: its title on the row that acts, and what is to be said of it."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from collectdesk.tui.safe_text import Line, stack
from collectdesk.tui.text import Text


class Option(Vertical):
    """Column `number`, counted from 1. A click picks it."""

    class Picked(Message):
        """It was clicked."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self, number: int) -> None:
        super().__init__(id=f"option-{number}", classes="option")
        self.number = number

    def compose(self) -> ComposeResult:
        """Title and what is said."""
        yield Text("", classes="title")
        yield Text("", classes="facts")

    def show(self, title: Line, lines: Sequence[Line], chosen: bool, width: int) -> None:
        """Show a proposal in columns of `width` cells: all of them are equally wide, whatever cell is left over."""
        self.set_class(chosen, "-chosen")
        self.query_one(".title", Text).show(title.content(width + 1, on="select" if chosen else "ground"))
        self.query_one(".facts", Text).show(stack(lines, width))

    def on_click(self, _event: events.Click) -> None:
        """Pick it."""
        self.post_message(self.Picked(self.number))
