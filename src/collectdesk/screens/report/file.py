"""The card that writes the report to a file: a digit chooses the format, enter writes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult

from collectdesk.i18n import _
from collectdesk.tui.safe_text import Line
from collectdesk.tui.screen import Card
from collectdesk.tui.text import Text
from collectdesk.widgets.fields import Field

if TYPE_CHECKING:
    from collectdesk.desk.handle import DeskHandle
    from collectdesk.faults import Fault

ENDINGS = {"xlsx": "xlsx", "pdf": "pdf", "html": "html", "csv": "zip", "md": "md", "json": "json"}
"""How a file of each format ends; a table a block is a zip."""


class ReportFileCard(Card[str]):
    """Where the report is written and in which format. Closes with the name of the file."""

    place_name = "report_file"

    def __init__(self, file: str) -> None:
        self._format = "xlsx"
        self._file = f"{file}.xlsx"
        super().__init__()

    def body(self) -> ComposeResult:
        """The name, and the formats."""
        yield Field(_("File"), value=self._file, id="file")
        yield Text("", id="formats", classes="gap")

    @property
    def field(self) -> Field:
        """The name of the file."""
        return self.query_one("#file", Field)

    def on_mount(self) -> None:
        """The cursor is out of the field, so that a digit chooses a format; enter writes."""
        self._draw()
        self.set_focus(None)

    def _draw(self) -> None:
        lines = []
        for n, (name, said) in enumerate(_formats().items(), 1):
            chosen = name == self._format
            line = Line(str(n), "key").space(2)
            line.glyph("current", "accent") if chosen else line.space()
            lines.append(line.space().add(said, "value" if chosen else "text"))
        self.query_one("#formats", Text).show(lines)

    def do_digit(self, digit: int) -> None:
        """Choose a format; the name ends as it does."""
        names = list(ENDINGS)
        if 1 <= digit <= len(names):
            self._format = names[digit - 1]
            path = Path(self.field.value or "report")
            self.field.value = str(path.with_suffix(f".{ENDINGS[self._format]}"))
            self._draw()

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Enter writes it."""
        event.stop()
        self.do_finish()

    def do_finish(self) -> None:
        """Write the file, and its proof where it carries none."""
        name, kind = self.field.value, self._format
        if not name:
            self.field.set_error(_("give the file a name"))
            self.field.edit()
            return
        self.write(lambda desk: _written(desk, name, kind), self.leave, failed=self._failed)

    def _failed(self, fault: Fault) -> None:
        self.field.set_error(str(fault))
        self.field.edit()


def _formats() -> dict[str, str]:
    return {
        "xlsx": _("Workbook, with its proof"),
        "pdf": _("PDF, its proof beside it"),
        "html": _("Page for a browser, with its proof"),
        "csv": _("Tables in a zip, their proof beside them"),
        "md": _("Text (Markdown), its proof beside it"),
        "json": _("Figures and log for programs"),
    }


def _written(desk: DeskHandle, name: str, kind: str) -> Any:
    from collectdesk.desk.own_language import own_language
    from collectdesk.desk.shift import shift_with_log
    from collectdesk.desk.shift_file import shift_file, write_shift

    now = desk.clock()
    made = shift_with_log(desk.store, desk.actor, now)
    paths = write_shift(
        desk.store,
        desk.actor,
        now,
        made,
        shift_file(made, kind, own_language(), now),
        Path(name).expanduser(),
    )
    return " + ".join(str(path) for path in paths)
