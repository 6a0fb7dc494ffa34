"""The card that writes a document which came with a message to a file that the person names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult

from collectdesk.i18n import _
from collectdesk.screens.message.received import size_words
from collectdesk.tui.screen import Card
from collectdesk.widgets.columns import Column
from collectdesk.widgets.fields import Field
from collectdesk.widgets.pages import Row
from collectdesk.widgets.rows import Rows

if TYPE_CHECKING:
    from collectdesk.desk.handle import DeskHandle
    from collectdesk.desk.messages.correspondence import CameWith
    from collectdesk.faults import Fault


class AttachmentCard(Card[Any]):
    """Which document, and where to. Closes with the file that was written."""

    place_name = "attachment"
    CSS_PATH: ClassVar[Any] = "attachment.tcss"

    def __init__(self, files: Sequence[CameWith]) -> None:
        self._files = tuple(files)
        self._offered = ""
        super().__init__()

    def body(self) -> ComposeResult:
        """The documents, and the line."""
        yield Rows(_columns(), on="surface", titles=False, id="files")
        yield Field(_("Write to"), id="path")

    def on_mount(self) -> None:
        """The first document is selected; of a single one the name is asked at once."""
        super().on_mount()
        rows = [
            Row(one.id, [(one.name, "text"), (size_words(one.size), "muted")], data=one)
            for one in self._files
        ]
        self._rows.show(rows)
        self._rows.styles.height = min(8, len(rows))
        self._offer(self._files[0])
        if len(self._files) == 1:
            self._field.edit()

    @property
    def _rows(self) -> Rows:
        return self.query_one("#files", Rows)

    @property
    def _field(self) -> Field:
        return self.query_one("#path", Field)

    def _offer(self, one: CameWith) -> None:
        """A safe name in this folder; what the person typed stays."""
        from collectdesk.desk.messages.attachments import safe_file_name

        if self._field.value == self._offered:
            self._offered = str(Path.cwd() / safe_file_name(one.name))
            self._field.value = self._offered

    @on(Rows.Highlighted)
    def _highlighted(self, event: Rows.Highlighted) -> None:
        event.stop()
        if event.row is not None:
            self._offer(event.row.data)

    @on(Rows.Chosen)
    def _chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        self.do_open()

    def do_open(self) -> None:
        """Name the file."""
        self._field.edit()

    def on_field_changed(self, event: Field.Changed) -> None:
        """What was wrong is being mended."""
        event.stop()
        self._field.set_error("")

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Enter writes."""
        event.stop()
        self.do_finish()

    def do_finish(self) -> None:
        """Write it, unless something of that name is there."""
        row, named = self._rows.current, self._field.value
        if row is None:
            return
        if not named:
            self._field.set_error(_("give the file a name"))
            self._field.edit()
            return
        number, path = row.data.id, Path(named)
        self.write(
            lambda desk: _save(desk, number, path),
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


def _columns() -> list[Column]:
    return [Column("", grow=True, gap=1, value=True), Column("", 12, "right", keep=True)]


def _save(desk: DeskHandle, attachment_id: int, path: Path) -> Path:
    from collectdesk.desk.messages.attachments import save_attachment

    return save_attachment(desk.store, attachment_id, path)
