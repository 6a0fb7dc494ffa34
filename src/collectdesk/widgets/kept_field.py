"""A field whose text is kept as a draft while it is typed, so that leaving or a crash loses none of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from textual import on
from textual.timer import Timer
from textual.widgets import Input

from collectdesk.tui.safe_text import clean
from collectdesk.widgets.fields import Field

if TYPE_CHECKING:
    from collectdesk.tui.acting import Acting
    from collectdesk.tui.frame import Workstation

EVERY = 0.7
"""Seconds after a change at which the draft is written, so that it is on disk within one."""


class KeptField(Field):
    """A field with a draft of its own: `place` names it, `account_id` says whose.

    `bring(draft)` shows the draft that was read; `close()` before saving, and `reopen()` when that failed.
    A job that saves calls `forget` in its thread once it is done.
    """

    def __init__(self, label: str, *, account_id: int, place: str, **given: Any) -> None:
        super().__init__(label, **given)
        self.add_class("-keeps")
        self._account_id, self._place = account_id, place
        self._handed = ""
        self._due: Timer | None = None
        self._done = False

    def bring(self, draft: Any) -> None:
        """Show a draft (anything with text and caret), unless something was typed meanwhile; None for none."""
        if draft is not None and not self.input.value:
            self._handed = clean(draft.text)
            self.value = self._handed
            self.input.cursor_position = draft.caret[1]

    def close(self) -> None:
        """It is being saved: no more drafts."""
        self._stop()
        self._done = True

    def reopen(self) -> None:
        """It was not saved: keep it again."""
        self._done = False
        self.keep()

    def come_back(self, why: str) -> None:
        """It was not saved: keep it again, say why beneath it, and put the cursor there."""
        self.reopen()
        self.set_error(why)
        self.edit()

    def keep(self) -> None:
        """Write the draft if something changed since."""
        self._stop()
        text = self.input.value
        if self._done or text == self._handed:
            return
        self._handed = text
        caret, account_id, place = (0, self.input.cursor_position), self._account_id, self._place

        def work(desk: Any) -> None:
            from collectdesk.desk.notes import save_draft

            save_draft(desk.store, desk.actor, desk.clock(), account_id, place, text, caret, {})

        def failed(fault: Exception) -> None:
            self._handed = ""
            cast("Acting", self.screen).say(str(fault), "stop")

        cast("Workstation", self.app).jobs.write(self.screen, work, failed=failed, hold=False)

    def _stop(self) -> None:
        if self._due is not None:
            self._due.stop()
            self._due = None

    @on(Input.Changed)
    def _keep_soon(self) -> None:
        if self._due is None and not self._done and self.input.value != self._handed:
            self._due = self.set_timer(EVERY, self.keep)


def drafts_of(*places: str) -> Callable[[Any, int], None]:
    """For a job's thread: a function of (desk, account id) that forgets the drafts of these places."""

    def forget(desk: Any, account_id: int) -> None:
        from collectdesk.desk.notes import forget_draft

        for place in places:
            forget_draft(desk.store, desk.actor, account_id, place)

    return forget
