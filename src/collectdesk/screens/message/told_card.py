"""The card of a message on record, whichever way it went: read once, drawn to the width, its text to the clipboard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from textual import events
from textual.app import ComposeResult

from collectdesk.i18n import _
from collectdesk.tui.safe_text import Line
from collectdesk.tui.screen import Card
from collectdesk.tui.text import Text

if TYPE_CHECKING:
    from collectdesk.desk.handle import DeskHandle


class HasText(Protocol):
    """A message on record."""

    @property
    def text(self) -> str:
        """Its body, as it was."""
        ...


ToldT = TypeVar("ToldT", bound=HasText)


class ToldCard(Card[None], Generic[ToldT]):
    """A message on record, to be read. `look_up` reads it in a thread, `lines` draws it."""

    def __init__(self, wanted: int) -> None:
        self._wanted = wanted
        self._known: ToldT | None = None
        super().__init__()

    def look_up(self, desk: DeskHandle, wanted: int) -> ToldT:
        """The message of that id."""
        raise NotImplementedError

    def lines(self, known: ToldT, width: int) -> Sequence[Line]:
        """All that is told of it, in lines of at most `width` cells."""
        raise NotImplementedError

    def body(self) -> ComposeResult:
        """All of it in one text, which scrolls."""
        yield Text("", id="told")

    def on_mount(self) -> None:
        """Read it."""
        super().on_mount()
        wanted = self._wanted
        self.read("told", lambda desk: self.look_up(desk, wanted), self._show)

    def on_resize(self, event: events.Resize) -> None:
        """Lines are broken anew."""
        super().on_resize(event)
        self.call_after_refresh(self._draw)

    def _show(self, found: ToldT) -> None:
        self._known = found
        self._draw()

    def _draw(self) -> None:
        if self._known is not None:
            text = self.query_one("#told", Text)
            text.show(list(self.lines(self._known, max(20, text.content_size.width - 1))))
            self.call_after_refresh(self._leave_room)

    def can_copy(self) -> bool:
        """Once it was read."""
        return self._known is not None

    def do_copy(self) -> None:
        """Its text to the clipboard."""
        if self._known is not None:
            self.station.copy_to_clipboard(self._known.text)
            self.say(_("Sent to the terminal's clipboard: the text of the message"), "info")
