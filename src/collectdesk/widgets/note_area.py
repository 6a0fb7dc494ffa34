"""Where notes are typed: it hands over what was typed at most once a second, and says whether that is kept."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.timer import Timer
from textual.widgets import TextArea

from collectdesk.i18n import _
from collectdesk.tui.safe_text import Line, clean_text
from collectdesk.widgets.section import Section

Caret = tuple[int, int]
Save = Callable[[str, Caret], None]

EVERY = 1.0
"""Seconds within which what was typed is handed over."""


class _Area(TextArea):
    """A text area that takes no control characters from the clipboard."""

    async def _on_paste(self, event: events.Paste) -> None:
        event.text = clean_text(event.text)


class NoteArea(Vertical):
    """A note in the making. `save(text, caret)` is called within a second of a change, and at once on leaving.

    The caret is (row, column), counted from 0. `save` starts a write and says how it went with `saved()` or
    `failed()`. `keep()` hands over at once; screens call it before they close.
    """

    SCOPED_CSS = False
    DEFAULT_CSS = """
    NoteArea { height: auto; width: 1fr; }
    NoteArea TextArea, NoteArea TextArea:focus {
        border: none; padding: 0 2; height: 6; background: $surface; color: $text;
        border-left: blank; scrollbar-background: $surface;
    }
    NoteArea TextArea:focus { border-left: outer $accent; }
    NoteArea.-fill, NoteArea.-fill TextArea { height: 1fr; }
    .-narrow NoteArea TextArea { height: 3; }
    .-narrow NoteArea.-fill TextArea { height: 1fr; }
    """

    def __init__(
        self,
        save: Save,
        *,
        label: str = "",
        text: str = "",
        hint: str = "",
        id: str | None = None,
        **given: Any,
    ) -> None:
        super().__init__(id=id, **given)
        self.add_class("-keeps")
        self._save = save
        self._heading = Section(label or _("Note"))
        self.area = _Area(
            text, soft_wrap=True, tab_behavior="focus", placeholder=hint, highlight_cursor_line=False
        )
        self.area.cursor_blink = False
        self._handed: tuple[str, Caret] = (text, (0, 0))
        self._state = ""
        self._saved_at = 0.0
        self._due: Timer | None = None

    def compose(self) -> ComposeResult:
        """Heading with the state, and the area."""
        yield self._heading
        yield self.area

    def on_mount(self) -> None:
        """The state's age moves on its own."""
        self.set_interval(1.0, self._show_state)

    @property
    def text(self) -> str:
        """What is typed."""
        return self.area.text

    @property
    def caret(self) -> Caret:
        """Where the caret is: (row, column)."""
        row, column = self.area.cursor_location
        return row, column

    def put(self, text: str, caret: Caret | None = None) -> None:
        """Show a kept text, with its caret; it counts as saved."""
        self._handed = (text, caret or (0, 0))
        self.area.load_text(text)
        if caret is not None:
            self.area.move_cursor(caret)
        self._handed = (self.text, self.caret)

    def replace(self, text: str) -> None:
        """Put another text in its place, as typed: it is handed over at once."""
        self.area.load_text(text)
        self.area.move_cursor(self.area.document.end)
        self.keep()

    def edit(self) -> None:
        """Put the cursor here."""
        self.area.focus()

    def keep(self) -> None:
        """Hand over what was typed and not handed over yet."""
        if self._due is not None:
            self._due.stop()
            self._due = None
        now = (self.text, self.caret)
        if now[0] != self._handed[0] or (now[1] != self._handed[1] and now[0]):
            self._handed = now
            self._state = "saving"
            self._show_state()
            self._save(*now)

    def saved(self) -> None:
        """What was handed over is kept."""
        self._saved_at = time.monotonic()
        self._state = "saved" if self.text == self._handed[0] else "saving"
        self._show_state()

    def failed(self) -> None:
        """What was handed over is not kept on disk; it stays here and is handed over again with the next change."""
        self._handed = ("", (-1, -1))
        self._state = "failed"
        self._show_state()

    def _show_state(self) -> None:
        if not self.is_mounted:
            return
        if self._state == "failed":
            said = Line().glyph("refused", "stop").space().add(_("not saved, kept here"), "stop")
        elif self._state == "saving":
            said = Line().glyph("closing", "warn").space().add(_("saving"), "muted")
        elif self._state == "saved":
            said = Line().glyph("done", "ok").space().add(self._age(), "muted")
        else:
            said = Line()
        self._heading.set_aside(said)

    def _age(self) -> str:
        seconds = int(time.monotonic() - self._saved_at)
        if seconds < 1:
            return _("saved")
        if seconds < 60:
            shown = seconds if seconds < 10 else seconds // 10 * 10
            return _("saved {seconds} s ago").format(seconds=shown)
        return _("saved {minutes} min ago").format(minutes=seconds // 60)

    @on(TextArea.Changed)
    def _changed(self, event: TextArea.Changed) -> None:
        event.stop()
        if self.text != self._handed[0] and self._due is None:
            self._due = self.set_timer(EVERY, self.keep)

    @on(events.DescendantBlur)
    def _left(self) -> None:
        self.keep()
