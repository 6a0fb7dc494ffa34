"""The card of a message that came in, as it was read; its documents can be written to files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collectdesk.i18n import _
from collectdesk.screens.message.told import facts, text_lines, when
from collectdesk.screens.message.told_card import ToldCard
from collectdesk.tui.routes import screen_for
from collectdesk.tui.safe_text import Line, shorten
from collectdesk.widgets.section import section_line

if TYPE_CHECKING:
    from datetime import datetime

    from collectdesk.desk.handle import DeskHandle
    from collectdesk.desk.messages.correspondence import ReceivedMessage


class ReceivedCard(ToldCard["ReceivedMessage"]):
    """A message from outside; its documents can be written to files."""

    place_name = "received"

    def __init__(self, inbound_id: int) -> None:
        super().__init__(inbound_id)

    def look_up(self, desk: DeskHandle, wanted: int) -> ReceivedMessage:
        """The message as it came."""
        from collectdesk.desk.messages.correspondence import received_message

        with desk.store.read() as session:
            return received_message(session, wanted)

    def lines(self, known: ReceivedMessage, width: int) -> list[Line]:
        """What is known of it, its documents, and its text."""
        return received_lines(known, self.station.zone, self.station.now(), width)

    def can_write_file(self) -> bool:
        """Where documents came with it."""
        return self._known is not None and bool(self._known.files)

    def do_write_file(self) -> None:
        """One of its documents to a file."""
        if self._known is not None and self._known.files:
            self.station.push_screen(screen_for("attachment", files=self._known.files))


def received_lines(one: ReceivedMessage, zone_name: str, now: datetime, width: int) -> list[Line]:
    """What is known of it, its documents, and what was written."""
    from collectdesk.desk.messages.view import inbound_words

    whose = ", ".join(part for part in (one.customer, one.account_number) if part)
    handled = f"{one.handled_by}, {when(one.handled_at, zone_name, now)}" if one.handled_by else ""
    lines = facts(
        (
            (_("From"), one.from_address or _("it does not say")),
            (_("Customer"), whose or _("nobody knows whose it is")),
            (_("Kind"), ", ".join(part for part in (inbound_words(one.kind), one.status) if part)),
            (_("Received"), when(one.received_at, zone_name, now)),
            (_("Dealt with by"), handled or _("nobody yet")),
            (_("Subject"), one.subject),
        ),
        width,
    )
    if one.files:
        lines += [Line(), section_line(_("What came with it"), None, width)]
        for file in one.files:
            size = Line(size_words(file.size), "muted")
            lines.append(Line(shorten(file.name, max(8, width - size.cells - 2))).right(size))
    return [*lines, Line(), *text_lines(_("What was written"), one.text, width)]


def size_words(size: int) -> str:
    """Bytes as a person reads them."""
    if size < 1000:
        return _("{n} bytes").format(n=size)
    return (
        _("{n:,} kB").format(n=round(size / 1000)) if size < 10**6 else _("{n:.1f} MB").format(n=size / 10**6)
    )
