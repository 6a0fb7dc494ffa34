"""A screen to put others upon, which keeps what they close with; and typing as a person does."""

from __future__ import annotations

from typing import Any

from textual.app import ComposeResult
from textual.events import Paste
from textual.pilot import Pilot

from collectdesk.tui.routes import screen_for
from collectdesk.tui.screen import DeskScreen
from collectdesk.tui.text import Text

KEYS = {
    " ": "space", ".": "full_stop", ",": "comma", ":": "colon", "-": "minus", "'": "apostrophe", "/": "slash",
    "[": "left_square_bracket", "]": "right_square_bracket", "@": "at", "=": "equals_sign", "!": "exclamation_mark",
}  # fmt: skip


class Under(DeskScreen):
    """Opens a place on `c`; `results` are what the places closed with."""

    place_name = "queue"

    def __init__(self, opens: str, **given: Any) -> None:
        self.opens, self.given = opens, given
        self.results: list[Any] = []
        super().__init__()

    def body(self) -> ComposeResult:
        """Nothing to see here."""
        yield Text("underneath")

    def do_call(self) -> None:
        """Open the place."""
        self.station.push_screen(screen_for(self.opens, **self.given), self.results.append)


async def type_in(pilot: Pilot[Any], text: str) -> None:
    """Type a text key by key."""
    await pilot.press(*(KEYS.get(c, c) for c in text))


async def paste(pilot: Pilot[Any], text: str) -> None:
    """Put a longer text into the field that has the cursor, as a terminal pastes it."""
    pilot.app.post_message(Paste(text))
    await pilot.pause()
