"""The cards of the screen of figures: whose figures, and into which file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult

from collectdesk.i18n import _
from collectdesk.tui.safe_text import clean
from collectdesk.tui.screen import Card
from collectdesk.widgets.fields import Field

if TYPE_CHECKING:
    from collectdesk.desk.handle import DeskHandle
    from collectdesk.desk.kpi import KpiPage
    from collectdesk.desk.portfolio import Part
    from collectdesk.faults import Fault

_NAMES = ("collector", "team", "country", "currency")


class FilterCard(Card[Any]):
    """Names that the figures are narrowed to. Closes with (names, part)."""

    place_name = "kpi_filter"

    def __init__(self, names: dict[str, str]) -> None:
        self._names = names
        super().__init__()

    def body(self) -> ComposeResult:
        """A line each; empty ones narrow nothing."""
        labels = {
            "collector": _("Collector"),
            "team": _("Team"),
            "country": _("Country of the customer"),
            "currency": _("Currency"),
        }
        hints = {"country": "DE", "currency": "EUR"}
        for name in _NAMES:
            hint = hints.get(name, _("everybody"))
            yield Field(labels[name], value=self._names.get(name, ""), hint=hint, id=f"of-{name}")

    def on_mount(self) -> None:
        """The cursor is in the first line."""
        super().on_mount()
        self.query(Field).first().edit()

    def on_field_changed(self, event: Field.Changed) -> None:
        """What was wrong may be right now."""
        event.stop()
        event.field.set_error("")

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Enter shows them."""
        event.stop()
        self.do_finish()

    def do_finish(self) -> None:
        """Find what the names mean."""
        names = {name: self.query_one(f"#of-{name}", Field).value for name in _NAMES}
        given = {name: value for name, value in names.items() if value}
        self.read(
            "part",
            lambda desk: _part(desk, given),
            lambda part: self.leave((given, part)),
            failed=self._failed,
        )

    def _failed(self, fault: Fault) -> None:
        said = str(fault)
        wrong = next((name for name in ("team", "collector") if name in said), "collector")
        field = self.query_one(f"#of-{wrong}", Field)
        field.set_error(said)
        field.edit()


class FileCard(Card[Any]):
    """Write the figures of a page. Closes with the file."""

    place_name = "kpi_file"

    def __init__(self, page: KpiPage) -> None:
        self._page = page
        super().__init__()

    def body(self) -> ComposeResult:
        """The name of the file; its ending says the format."""
        yield Field(_("File"), aside=_(".xlsx, .pdf, .html, .md, or .zip with tables"), id="file")

    @property
    def _file(self) -> Field:
        return self.query_one("#file", Field)

    def _usual(self) -> str:
        return f"kpi-{self._page.start.isoformat()}-{self._page.end.isoformat()}.xlsx"

    def on_mount(self) -> None:
        """The cursor is in the line; nothing typed is a name beside where the program was started."""
        super().on_mount()
        self._file.input.placeholder = clean(str(Path.cwd() / self._usual()))
        self._file.edit()

    def on_field_changed(self, event: Field.Changed) -> None:
        """What was wrong may be right now."""
        event.stop()
        event.field.set_error("")

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Enter writes it."""
        event.stop()
        self.do_finish()

    def do_finish(self) -> None:
        """Write it."""
        path = Path(self._file.value or self._usual()).expanduser().absolute()
        page = self._page
        self.read(
            "file",
            lambda desk: _write(desk, page, path),
            self._written,
            failed=self._failed,
            label=_("writing"),
        )

    def _written(self, path: Path) -> None:
        self.say(_("Written: {file}").format(file=path))
        self.leave(path)

    def _failed(self, fault: Fault) -> None:
        self._file.set_error(str(fault))
        self._file.edit()


def _part(desk: DeskHandle, given: dict[str, str]) -> Part:
    from collectdesk.desk.kpi import part_seen_by
    from collectdesk.desk.portfolio import named_part

    with desk.store.read() as session:
        return part_seen_by(desk.actor, named_part(session, **given))


def _write(desk: DeskHandle, page: KpiPage, path: Path) -> Path:
    from collectdesk.desk.figures_file import write_figures
    from collectdesk.desk.kpi_reports import kpi_report
    from collectdesk.desk.own_language import own_language

    ending = path.suffix.lower().lstrip(".")
    fmt = "csv" if ending == "zip" else ending
    write_figures(kpi_report(page), fmt, path, own_language(), desk.clock())
    return path
