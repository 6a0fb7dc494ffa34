"""What to say now: the widget that has the keys while no field has the cursor."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.binding import Binding
from textual.message import Message

from collectdesk.tui.text import Text


class Script(Text, can_focus=True):
    """The words of a step. Arrow keys turn to the next and previous step, enter accepts this one."""

    BINDINGS: ClassVar[list[Any]] = [
        Binding("up,left", "turn(-1)", show=False),
        Binding("down,right", "turn(1)", show=False),
        Binding("enter", "accept", show=False),
    ]

    class Turned(Message):
        """Another step is wanted: 1 for the next, -1 for the one before."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    class Accepted(Message):
        """Enter was pressed."""

    def action_turn(self, by: int) -> None:
        """The next step or the one before."""
        self.post_message(self.Turned(by))

    def action_accept(self) -> None:
        """This step is done."""
        self.post_message(self.Accepted())
