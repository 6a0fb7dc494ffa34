"""The import screen: a file is looked at, its columns confirmed, its control report read; then it is taken in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.timer import Timer
from textual.widget import Widget

from collectdesk.faults import Fault
from collectdesk.i18n import _
from collectdesk.screens.imports import statements
from collectdesk.screens.imports.choosing import FieldCard, PathSuggester
from collectdesk.screens.imports.options import Options, parse_options
from collectdesk.screens.imports.told import (
    column_rows,
    field_word,
    proposal_line,
    report_lines,
    why_not,
)
from collectdesk.tui.actions import N_
from collectdesk.tui.jobs import Progress
from collectdesk.tui.place import Place
from collectdesk.tui.safe_text import Line
from collectdesk.tui.screen import DeskScreen
from collectdesk.tui.text import Text
from collectdesk.widgets.columns import Column
from collectdesk.widgets.fields import Field
from collectdesk.widgets.rows import Rows
from collectdesk.widgets.tabs import TabStrip

if TYPE_CHECKING:
    from collectdesk.desk.cash.importing import ImportPayments
    from collectdesk.desk.cash.report import PaymentsReport
    from collectdesk.desk.handle import DeskHandle
    from collectdesk.desk.ledger_import import (
        ImportReceivables,
        Proposal,
        ReadingOptions,
        ReceivablesReport,
    )

    Report = ReceivablesReport | PaymentsReport
    Importing = ImportReceivables | ImportPayments

VIEWS = ("columns", "report")


class ImportScreen(DeskScreen):
    """Taking a ledger in. Nothing is written before the second `ctrl+s`, which follows the control report."""

    place_name = "import"
    CSS_PATH: ClassVar[Any] = "imports.tcss"

    def __init__(self) -> None:
        self._proposal: Proposal | None = None
        self._changed: dict[str, str] = {}
        self._report: Report | None = None
        self._looked_at: Importing | None = None
        self._statement = False
        self._to_look_at = 0
        self._work: Progress | None = None
        self._watch: Timer | None = None
        super().__init__()

    @property
    def place(self) -> Place:
        """The place, with the digits of its two views and the name of what comes next."""
        whole = super().place
        labels = {**whole.labels, "edit": N_("Change column"), "digit": N_("Views")}
        labels["finish"] = N_("Import") if self._may_import() else N_("Check the file")
        offered = ("finish", "edit", "digit", "next_field", "no", "payments", "back")
        if self._to_look_at:
            offered = ("payments", "finish", "edit", "digit", "next_field", "no", "back")
            labels["payments"] = N_("What waits")
        return replace(whole, offered=offered, labels=labels)

    def body(self) -> ComposeResult:
        """File, options, columns, report."""
        with Vertical(classes="main -flush"):
            with Vertical(id="asked"):
                yield Field(_("File"), hint=_("path of a ledger or a bank statement; → completes"), id="file")
                yield Field(
                    _("Options"),
                    hint=_("such as: dmy comma EUR snapshot keep-good payments sheet=Open"),
                    id="options",
                )
                yield Text("", id="layout")
            yield TabStrip((_("Columns"), _("Control report")), id="views")
            yield Rows(_columns(), empty=_("enter reads the file; nothing is written by that."), id="columns")
            with VerticalScroll(id="report"):
                yield Text("", id="report-text")

    def enter(self) -> None:
        """The cursor stands in the path."""
        field = self.query_one("#file", Field)
        field.input.suggester = PathSuggester()
        field.edit()

    def home(self) -> Widget | None:
        """The list of columns, or the report."""
        return self.query_one("#report" if self.query_one(TabStrip).number == 2 else "#columns")

    def on_resize(self, event: events.Resize) -> None:
        """Lines are broken anew."""
        super().on_resize(event)
        if self._report is not None:
            self.call_after_refresh(self._draw_report)

    # -- what is asked ----------------------------------------------------------------------------------------

    def _options(self) -> Options:
        return parse_options(self.query_one("#options", Field).value)

    @on(Field.Changed, "#options")
    def _options_typed(self, event: Field.Changed) -> None:
        event.stop()
        if isinstance(event, Field.Submitted):
            return
        self._report = self._looked_at = None
        found = self._options()
        event.field.set_error("")
        event.field.set_understood(Line(found.said, "muted") if found.said else "")
        self.refresh_bars()

    @on(Field.Changed, "#file")
    def _file_typed(self, event: Field.Changed) -> None:
        event.stop()
        if isinstance(event, Field.Submitted):
            return
        event.field.set_error("")
        self._report = self._looked_at = self._proposal = None
        self._changed, self._to_look_at = {}, 0
        self.refresh_bars()

    @on(Field.Submitted)
    def _entered(self, event: Field.Submitted) -> None:
        event.stop()
        self._look()

    def _command(self, dry_run: bool) -> Importing | None:
        """What would be imported; None, with the error at its field, when something typed cannot be used."""
        from pydantic import ValidationError

        from collectdesk.desk.ledger_import import ImportReceivables, ReadingOptions

        path, options = self.query_one("#file", Field), self._options()
        if not path.value:
            path.set_error(_("type the path of a file"))
            return None
        if options.problem:
            self.query_one("#options", Field).set_error(options.problem)
            return None
        if self._statement:
            try:
                return statements.payments_command(Path(path.value).expanduser(), options, dry_run)
            except Fault as fault:
                self.query_one("#options", Field).set_error(str(fault))
                return None
        try:
            reading = ReadingOptions(**options.reading, mapping=self._mapping())
        except ValidationError:
            self.query_one("#options", Field).set_error(_("these options cannot be used together"))
            return None
        return ImportReceivables(
            file=Path(path.value).expanduser(),
            reading=reading,
            keep_good=options.keep_good,
            snapshot=options.snapshot,
            dry_run=dry_run,
        )

    def _mapping(self) -> dict[str, str]:
        """What a person said of columns; once they said anything, the likely ones count as confirmed too."""
        if self._proposal is None or not self._changed:
            return {}
        return {**self._proposal.mapping, **self._changed}

    # -- looking at the file ----------------------------------------------------------------------------------

    def _look(self) -> None:
        self._statement = self._options().payments
        command = self._command(dry_run=True)
        if command is None:
            return
        if self._statement:
            self._check()
            return
        path, reading = command.file, cast("ReadingOptions", command.reading)

        def work(_desk: DeskHandle) -> Proposal | None:
            from collectdesk.desk.ledger_import import propose
            from collectdesk.exchange.bank import is_surely_statement

            return None if is_surely_statement(path) else propose(path, reading)

        self.read("propose", work, self._recognised, failed=self._wrong, label=_("reading the file"))

    def _recognised(self, proposal: Proposal | None) -> None:
        self._statement = proposal is None
        if proposal is not None:
            self._proposed(proposal)
        else:
            self._check()

    def _proposed(self, proposal: Proposal) -> None:
        self._proposal = proposal
        line = proposal_line(proposal)
        if proposal.missing:
            names = ", ".join(field_word(code) for code in proposal.missing)
            line = Line().glyph("closing", "warn").space().join(line)
            line.add(_("; missing: {fields}").format(fields=names), "warn")
        self.query_one("#layout", Text).show(line)
        self._draw_columns()
        self.query_one(TabStrip).pick(1)
        self.set_focus(self.query_one("#columns"))
        if proposal.ready and not self._unsure():
            self._check()
        else:
            said = _("Look at the columns: e changes one, ctrl+s takes them as they stand.")
            self.say(said, "warn")
        self.refresh_bars()

    def _unsure(self) -> bool:
        proposal = self._proposal
        return proposal is not None and any(
            column.field and column.confidence < 1 and column.heading not in self._changed
            for column in proposal.columns
        )

    def _wrong(self, fault: Fault) -> None:
        self.query_one("#file", Field).set_error(str(fault))
        self.query_one("#file", Field).edit()

    def _draw_columns(self) -> None:
        if self._proposal is not None:
            self.query_one("#columns", Rows).show(column_rows(self._proposal, self._changed))

    def can_edit(self) -> bool:
        """With the columns of a file in front."""
        return self._proposal is not None and self._work is None and self.query_one(TabStrip).number == 1

    def do_edit(self) -> None:
        """Say what the selected column is."""
        row = self.query_one("#columns", Rows).current
        if row is not None and row.data:
            heading = str(row.data)
            self.station.push_screen(FieldCard(heading), lambda code: self._set_field(heading, code))

    @on(Rows.Chosen, "#columns")
    def _chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        if self.can_edit():
            self.do_edit()

    @on(Rows.Highlighted)
    def _highlighted(self, event: Rows.Highlighted) -> None:
        event.stop()

    def _set_field(self, heading: str, code: str | None) -> None:
        if code is None or self._proposal is None:
            return
        for other, field in self._mapping().items():
            if code and field == code and other != heading:
                self._changed[other] = ""
        self._changed[heading] = code
        self._report = self._looked_at = None
        self._draw_columns()
        self.refresh_bars()

    # -- control report, import -------------------------------------------------------------------------------

    def _may_import(self) -> bool:
        return self._report is not None and self._looked_at is not None

    def can_finish(self) -> bool:
        """While nothing runs."""
        return self._work is None

    def do_finish(self) -> None:
        """First the control report, then the import."""
        if self._may_import():
            self._run(dry_run=False)
        elif self._proposal is None:
            self._look()
        else:
            for column in self._proposal.columns:
                if column.field and column.heading and column.confidence < 1:
                    self._changed.setdefault(column.heading, column.field)
            self._check()

    def _check(self) -> None:
        self._run(dry_run=True)

    def _run(self, *, dry_run: bool) -> None:
        command = self._command(dry_run)
        if command is None:
            return

        def work(desk: DeskHandle, progress: Progress) -> Report:
            from collectdesk.desk.ledger_import import ImportReceivables, import_receivables

            if not isinstance(command, ImportReceivables):
                return statements.take_in(desk, command, progress)

            def told(done: int, share: float) -> None:
                progress.report(done, round(done / share) if share > 0.01 else None)

            return import_receivables(
                desk.store,
                desk.actor,
                desk.clock(),
                command,
                progress=told,
                cancelled=lambda: progress.cancelled,
            )

        self._work = self.long(
            work,
            lambda report: self._reported(report, command),
            failed=self._ended_badly,
            control=self.query_one("#asked"),
        )
        self._watch = self.set_interval(0.5, self.refresh_bars)
        self.refresh_bars()

    def _over(self) -> None:
        self._work = None
        if self._watch is not None:
            self._watch.stop()

    def leave(self, result: Any = None) -> None:
        """What was said of a file that was only looked at goes with the screen."""
        if self._looked_at is not None:
            self.station.hush()
        super().leave(result)

    def _ended_badly(self, fault: Fault) -> None:
        self._over()
        self.say(str(fault), "stop")
        self._wrong(fault)

    def _reported(self, report: Report, command: Importing) -> None:
        self._over()
        self._report = report
        self._looked_at = command if command.dry_run else None
        if self._proposal is not None:
            self.query_one("#layout", Text).show(proposal_line(self._proposal))
        self._draw_report()
        self.query_one(TabStrip).pick(2)
        self.set_focus(self.query_one("#report"))
        self._say_reported(report, command)
        self.refresh_bars()

    def _say_reported(self, report: Report, command: Importing) -> None:
        from collectdesk.desk.cash.report import PaymentsReport

        if isinstance(report, PaymentsReport):
            self._to_look_at = statements.waiting_count(report) if report.written else 0
            self.say(*statements.said(report, cast("ImportPayments", command)))
        elif command.dry_run:
            refused = bool(report.rejected) and not cast("ImportReceivables", command).keep_good
            said = _("Nothing is written yet. ctrl+s takes it into the book.")
            if refused:
                said = _(
                    "Lines are refused: the import would store nothing, unless keep-good is in the options."
                )
            self.say(said, "warn" if refused else "info")
        elif report.written:
            said = _(
                "Taken in: {items:,} open items of {accounts:,} accounts, {created:,} new, {closed:,} closed."
            )
            self.say(
                said.format(
                    items=report.open_items,
                    accounts=report.accounts,
                    created=report.created,
                    closed=report.closed,
                )
            )
        else:
            self.say(why_not(report), "stop")

    def _draw_report(self) -> None:
        text = self.query_one("#report-text", Text)
        width = max(40, text.size.width or self.size.width - 6)
        if self._report is not None and self._statement:
            text.show(statements.report_lines(cast("PaymentsReport", self._report), width))
        elif self._report is not None:
            text.show(report_lines(cast("ReceivablesReport", self._report), width))

    # -- moving about -----------------------------------------------------------------------------------------

    def do_digit(self, number: int) -> None:
        """Columns or control report."""
        self.query_one(TabStrip).pick(number)

    @on(TabStrip.Picked)
    def _picked(self, event: TabStrip.Picked) -> None:
        event.stop()
        self.query_one("#columns").display = event.number == 1
        self.query_one("#report").display = event.number == 2
        self.set_focus(self.home())
        self._draw_report()
        self.refresh_bars()

    def can_no(self) -> bool:
        """While something runs."""
        return self._work is not None

    def do_no(self) -> None:
        """Stop what runs; nothing is written."""
        if self._work is not None:
            self._work.cancel()

    def do_back(self) -> None:
        """Stop what runs, else leave the field, else go back."""
        if self._work is not None:
            self._work.cancel()
        else:
            super().do_back()


def _columns() -> list[Column]:
    return [
        Column(_("column"), 24),
        Column(_("is taken for"), 22, gap=2),
        Column(_("how sure"), 14, gap=2),
        Column(_("first values"), grow=True, gap=2),
    ]
