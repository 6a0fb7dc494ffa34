"""The timeline in rows: every entry in full, and the card of one that is a message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from collectdesk.i18n import _
from collectdesk.screens.account.lines import long_event
from collectdesk.tui.routes import screen_for
from collectdesk.tui.safe_text import Line
from collectdesk.widgets.long_rows import LongRow

if TYPE_CHECKING:
    from textual.screen import Screen

    from collectdesk.desk.views import Dossier, Event
    from collectdesk.screens.account.reading import Seen


def rows(seen: Seen, zone_name: str, width: int) -> list[LongRow]:
    """The entries, newest first."""
    return [
        LongRow((event.at, event.kind, event.result), long_event(event, seen, zone_name, width), event)
        for event in seen.dossier.events
    ]


def below(dossier: Dossier) -> list[Line]:
    """What stands below them: how many more there are, or that nothing has happened."""
    left = dossier.events_total - len(dossier.events)
    if left > 0:
        return [Line(_("and {n:,} earlier entries").format(n=left), "muted")]
    return [] if dossier.events else [Line(_("Nothing has happened yet."), "muted")]


def is_message(event: Event) -> bool:
    """Whether an entry is a message that can be read."""
    return event.sent_id is not None or event.received_id is not None


def card_of(event: Event) -> Screen[Any]:
    """The card that shows the message of an entry as it was."""
    if event.sent_id is not None:
        return screen_for("sent", message_id=event.sent_id)
    return screen_for("received", inbound_id=event.received_id)
