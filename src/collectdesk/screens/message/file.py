"""The card that writes a message to a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult

from collectdesk.i18n import _
from collectdesk.screens.message.work import write_file
from collectdesk.tui.screen import Card
from collectdesk.widgets.fields import Field

if TYPE_CHECKING:
    from collectdesk.faults import Fault
    from collectdesk.screens.message.screen import Wanted

_ENDINGS = {"email": "eml", "letter": "pdf"}


class MessageFileCard(Card[Any]):
    """Where to write it. Closes with the path."""

    place_name = "message_file"

    def __init__(self, account_id: int, wanted: Wanted, offered: str) -> None:
        self._account_id, self._wanted = account_id, wanted
        self._offered = f"{Path(offered).name}.{_ENDINGS.get(wanted.channel or '', 'txt')}"
        super().__init__()

    def body(self) -> ComposeResult:
        """The line."""
        yield Field(_("Write to"), value=str(Path.cwd() / self._offered), id="path")

    def on_mount(self) -> None:
        """The cursor is in it."""
        super().on_mount()
        self._field.edit()

    @property
    def _field(self) -> Field:
        return self.query_one("#path", Field)

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Enter writes."""
        event.stop()
        self.do_finish()

    def do_finish(self) -> None:
        """Write it."""
        path = Path(self._field.value or self._offered).expanduser().absolute()
        account_id, wanted = self._account_id, self._wanted
        self.write(
            lambda desk: write_file(desk, account_id, wanted, path),
            self._written,
            failed=self._failed,
            control=self._field.input,
            label=_("writing the file"),
        )

    def _written(self, path: Path) -> None:
        self.leave(path)
        self.station.say(_("Written: {file}").format(file=path))

    def _failed(self, fault: Fault) -> None:
        self._field.set_error(str(fault))
        self._field.edit()
