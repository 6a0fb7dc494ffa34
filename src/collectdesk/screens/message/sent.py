"""The card of a message that went to a customer: exactly what they read, to whom it went, and who approved it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import events
from textual.app import ComposeResult

from collectdesk.desk.words import language
from collectdesk.i18n import _
from collectdesk.screens.message.told import facts, text_lines, when
from collectdesk.tui.safe_text import Line
from collectdesk.tui.screen import Card
from collectdesk.tui.text import Text

if TYPE_CHECKING:
    from datetime import datetime

    from collectdesk.desk.handle import DeskHandle
    from collectdesk.desk.messages.correspondence import SentMessage


class SentCard(Card[None]):
    """A message on record, to be read."""

    place_name = "sent"

    def __init__(self, message_id: int) -> None:
        self._message_id = message_id
        self._known: SentMessage | None = None
        self._ours = False
        super().__init__()

    def body(self) -> ComposeResult:
        """All of it in one text, which scrolls."""
        yield Text("", id="sent")

    def on_mount(self) -> None:
        """Read it."""
        super().on_mount()
        wanted = self._message_id
        self.read("sent", lambda desk: _read(desk, wanted), self._show)

    def on_resize(self, event: events.Resize) -> None:
        """Lines are broken anew."""
        super().on_resize(event)
        self.call_after_refresh(self._draw)

    def _show(self, found: SentMessage) -> None:
        self._known = found
        self._draw()

    def _draw(self) -> None:
        if self._known is not None:
            text = self.query_one("#sent", Text)
            width = max(20, text.content_size.width - 1)
            text.show(sent_lines(self._known, self._ours, self.station.zone, self.station.now(), width))
            self.call_after_refresh(self._leave_room)

    def can_other(self) -> bool:
        """Where it is kept in the reader's language too."""
        return self._known is not None and bool(self._known.collector_text)

    def do_other(self) -> None:
        """The same in the reader's language, or back to what the customer reads."""
        self._ours = not self._ours
        self._draw()
        self.query_one("#card-body").scroll_home(animate=False)

    def can_copy(self) -> bool:
        """Once it was read."""
        return self._known is not None

    def do_copy(self) -> None:
        """What the customer reads, to the clipboard."""
        if self._known is not None:
            self.station.copy_to_clipboard(self._known.text)
            self.say(_("Sent to the terminal's clipboard: the text of the message"), "info")


def sent_lines(one: SentMessage, ours: bool, zone_name: str, now: datetime, width: int) -> list[Line]:
    """What is known of it, and its text; with `ours` the text that the collector read."""
    from collectdesk.desk.messages.view import channel_words, state_words

    to = ", ".join(part for part in (one.to_name, one.address) if part)
    approved = ""
    if one.approved_by:
        approved = f"{one.approved_by}, {when(one.approved_at, zone_name, now)}"
    elif one.needs_approval:
        approved = _("nobody yet")
    pairs: list[tuple[str, Any]] = [
        (_("To"), to),
        (_("Message"), one.purpose.replace("_", " ")),
        (_("Channel"), channel_words(one.channel)),
        (_("Language"), language(one.language) or one.language),
        (_("State"), ", ".join(part for part in (state_words(one.state), one.reason) if part)),
        (_("Sent"), when(one.sent_at, zone_name, now)),
        (_("Written by"), f"{one.author}, {when(one.created_at, zone_name, now)}"),
        (_("Approved by"), approved or _("needed no approval")),
        (_("Attached"), ", ".join(one.files) or _("nothing")),
    ]
    if ours:
        return [
            *facts(pairs, width),
            Line(),
            *text_lines(_("The same in your language"), one.collector_text, width),
        ]
    return [
        *facts([*pairs, (_("Subject"), one.subject)], width),
        Line(),
        *text_lines(_("What the customer reads"), one.text, width),
    ]


def _read(desk: DeskHandle, message_id: int) -> SentMessage:
    from collectdesk.desk.messages.correspondence import sent_message

    with desk.store.read() as session:
        return sent_message(session, message_id)
