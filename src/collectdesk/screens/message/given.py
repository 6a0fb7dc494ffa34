"""The card for the values that a message asks a person for."""

from __future__ import annotations

from typing import Any

from textual.app import ComposeResult

from collectdesk.i18n import _
from collectdesk.tui.safe_text import Line
from collectdesk.tui.screen import Card
from collectdesk.tui.text import Text
from collectdesk.widgets.fields import Field
from collectdesk.widgets.kept_field import KeptField, drafts_of


class GivenCard(Card[Any]):
    """Give the values. Closes with them by name; the message says what cannot be read."""

    place_name = "message_given"

    def __init__(self, account_id: int, asks: tuple[str, ...]) -> None:
        self._account_id, self._asks = account_id, asks
        super().__init__()

    def body(self) -> ComposeResult:
        """A line for each."""
        yield Text(Line(_("This message needs what the book does not know."), "muted"))
        for name in self._asks:
            yield KeptField(
                name.replace("_", " "), hint=_hint(name), id=f"given-{name}", account_id=self._account_id,
                place=f"message-{name}",
            )  # fmt: skip

    def on_mount(self) -> None:
        """The cursor is in the first line."""
        super().on_mount()
        self.query(KeptField).first().edit()

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Enter goes on, and from the last line it is done."""
        event.stop()
        fields = list(self.query(KeptField))
        at = fields.index(event.field) if event.field in fields else len(fields) - 1
        if at + 1 < len(fields):
            fields[at + 1].edit()
        else:
            self.do_finish()

    def do_finish(self) -> None:
        """Take them."""
        given = {name: self.query_one(f"#given-{name}", KeptField).value for name in self._asks}
        for one in self.query(KeptField):
            one.close()
        account_id, places = self._account_id, [f"message-{name}" for name in self._asks]
        self.write(lambda desk: drafts_of(*places)(desk, account_id), lambda _none: self.leave(given))


def _hint(name: str) -> str:
    if name.endswith("_on") or name == "validation_end":
        return "2026-12-01"
    return "10:00" if name.endswith("_at") else ""
