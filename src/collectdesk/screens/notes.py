"""The notes of an account: the one being typed at the top, all others below it, newest first.

Leaving with text in the field writes it as a note (`n` text `esc`); an empty field leaves nothing. What is typed
is kept as a draft within a second until then.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content

from collectdesk.i18n import _, ngettext
from collectdesk.tui import clock
from collectdesk.tui.safe_text import Line, clean_text, plain
from collectdesk.tui.screen import DeskScreen
from collectdesk.tui.text import Text
from collectdesk.widgets.note_area import NoteArea
from collectdesk.widgets.section import Section

if TYPE_CHECKING:
    from datetime import datetime

    from collectdesk.desk.call_view import CallView, WrittenNote
    from collectdesk.faults import Fault

SHOWN = 100
"""So many notes are read and drawn; the timeline of the account has all."""


class NotesScreen(DeskScreen):
    """Notes of one account. Closes with the receipt of a saved note, else with None."""

    place_name = "notes"
    CSS_PATH = "notes.tcss"
    AUTO_FOCUS: ClassVar[str | None] = "#note TextArea"

    def __init__(self, account_id: int) -> None:
        self._account_id = account_id
        self._request = uuid.uuid4().hex
        self._view: CallView | None = None
        self._notes: tuple[WrittenNote, ...] = ()
        self._saving = self._leaving = False
        super().__init__()

    def body(self) -> ComposeResult:
        """The new note above the written ones."""
        with Vertical(classes="main"):
            yield Text("", id="whose")
            yield NoteArea(
                self._keep_draft, label=_("New note"), hint=_("esc writes it and goes back"), id="note"
            )
            yield Section(_("Notes"), id="written-head")
            with VerticalScroll(id="written"):
                yield Text("", id="notes")

    def enter(self) -> None:
        """Read the account, its notes and the draft."""
        self.read("notes", lambda desk: _read(desk, self._account_id), self._show)

    def returned(self) -> None:
        """Something was taken back, or written elsewhere: read the notes anew."""
        self.enter()

    def _show(self, answer: tuple[CallView, tuple[WrittenNote, ...]]) -> None:
        first = self._view is None
        self._view, self._notes = answer
        if first and self._view.draft is not None and not self.note.text:
            self.note.put(clean_text(self._view.draft.text), self._view.draft.caret)
            when = clock.clock_time(self._view.draft.saved_at, self.station.zone)
            self.say(_("This note of {time} is not saved yet.").format(time=when), "info")
        self.query_one("#whose", Text).show(
            Line(self._view.customer, "value").space(2).add(self._view.number, "muted")
        )
        count = len(self._notes)
        shown = _("the newest {n}").format(n=SHOWN) if count >= SHOWN else str(count)
        self.query_one("#written-head", Section).set_aside(shown)
        self.query_one("#notes", Text).show(self._drawn())
        self.refresh_bars()

    def _drawn(self) -> Content:
        if not self._notes:
            return plain(_("No notes yet. Type the first one above."), "muted")
        parts: list[Content] = []
        for one in self._notes:
            head = Line(self._when(one.at), "muted").space(2).add(one.who, "muted")
            parts += [head.content(), plain(one.text), Content("")]
        return Content("\n").join(parts[:-1])

    def _when(self, at: datetime) -> str:
        local = at.astimezone(clock.zone(self.station.zone))
        year = f" {local.year}" if local.year != self.station.now().year else ""
        return f"{clock.weekday_day_month(local.date())}{year} {local:%H:%M}"

    @property
    def note(self) -> NoteArea:
        """The note being typed."""
        return self.query_one("#note", NoteArea)

    @property
    def trail(self) -> tuple[str, ...]:
        """The customer, then the notes."""
        return (self._view.customer, self.place.title) if self._view else (self.place.title,)

    # -- keeping and saving -------------------------------------------------------------------------------

    def _keep_draft(self, text: str, caret: tuple[int, int]) -> None:
        if self._saving:
            return
        account_id = self._account_id

        def work(desk: Any) -> None:
            from collectdesk.desk.notes import save_draft

            save_draft(desk.store, desk.actor, desk.clock(), account_id, "note", text, caret, {})

        def failed(fault: Fault) -> None:
            self.note.failed()
            self.say(str(fault), "stop")

        self.station.jobs.write(self, work, lambda _none: self.note.saved(), failed=failed, hold=False)

    def do_finish(self) -> None:
        """Write the note and go back."""
        if self.note.text.strip():
            self._save()
        else:
            self.say(_("The note is empty; type something first."), "warn")
            self.note.edit()

    def do_back(self) -> None:
        """Write what was typed, if anything was, and go back."""
        if self._saving:
            return
        if self.note.text.strip() and self._view is not None:
            self._save()
        else:
            self.leave()

    def can_back(self) -> bool:
        """Also with a note to write."""
        return bool(self.note.text.strip()) or super().can_back()

    def _save(self) -> None:
        given = {"request_id": self._request, "account_id": self._account_id, "text": self.note.text}
        self.keep()
        self._saving = True
        self.write(
            lambda desk: _write(desk, given), self._saved, failed=self._not_saved, control=self.note.area
        )

    def _saved(self, receipt: Any) -> None:
        self.note.put("")
        self._saving = False
        self._request = uuid.uuid4().hex
        if len(self.app.screen_stack) > 1:
            self.leave(receipt)
        else:
            self.enter()

    def _not_saved(self, fault: Fault) -> None:
        self._saving = False
        self.note.failed()
        self.say(str(fault), "stop")
        self.note.keep()

    # -- other keys ---------------------------------------------------------------------------------------

    def do_note(self) -> None:
        """Into the new note."""
        self.note.edit()

    def do_editor(self) -> None:
        """The note in one's own editor."""
        from collectdesk.tui.editor import edit_text

        self.note.put(edit_text(self.station, self.note.text))
        self.note.edit()
        self._keep_draft(self.note.text, self.note.caret)

    def do_copy(self) -> None:
        """The newest note to the clipboard."""
        text = self._notes[0].text
        self.station.copy_to_clipboard(text)
        one, many = "Sent to the clipboard: {n} character", "Sent to the clipboard: {n} characters"
        self.say(ngettext(one, many, len(text)).format(n=len(text)), "info")

    def can_copy(self) -> bool:
        """Where there is one."""
        return bool(self._notes)


def _read(desk: Any, account_id: int) -> tuple[CallView, tuple[WrittenNote, ...]]:
    from collectdesk.desk.call_view import call_view, notes_of

    view = call_view(desk.store, desk.actor, desk.clock(), account_id, "note")
    return view, notes_of(desk.store, account_id, SHOWN)


def _write(desk: Any, given: dict[str, Any]) -> Any:
    from collectdesk.desk.notes import WriteNote, write_note

    return write_note(desk.store, desk.actor, desk.clock(), WriteNote(**given))
