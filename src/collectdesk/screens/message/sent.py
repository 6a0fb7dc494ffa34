"""The card of a message that went to a customer: exactly what they read, to whom it went, and who approved it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from collectdesk.desk.words import language
from collectdesk.i18n import _
from collectdesk.screens.message.told import facts, text_lines, when
from collectdesk.screens.message.told_card import ToldCard
from collectdesk.tui.safe_text import Line

if TYPE_CHECKING:
    from datetime import datetime

    from collectdesk.desk.handle import DeskHandle
    from collectdesk.desk.messages.correspondence import SentMessage


class SentCard(ToldCard["SentMessage"]):
    """A message that went: what the customer reads, or the same in the reader's language."""

    place_name = "sent"

    def __init__(self, message_id: int) -> None:
        self._ours = False
        super().__init__(message_id)

    def look_up(self, desk: DeskHandle, wanted: int) -> SentMessage:
        """The message as it went."""
        from collectdesk.desk.messages.correspondence import sent_message

        with desk.store.read() as session:
            return sent_message(session, wanted)

    def lines(self, known: SentMessage, width: int) -> list[Line]:
        """What is known of it, and its text."""
        return sent_lines(known, self._ours, self.station.zone, self.station.now(), width)

    def can_other(self) -> bool:
        """Where it is kept in the reader's language too."""
        return self._known is not None and bool(self._known.collector_text)

    def do_other(self) -> None:
        """The same in the reader's language, or back to what the customer reads."""
        self._ours = not self._ours
        self._draw()
        self.query_one("#card-body").scroll_home(animate=False)


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
