"""The shift report of today: every figure from the journal, with the entries behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widget import Widget

from collectdesk.i18n import _, ngettext
from collectdesk.screens.report.entries import entry_line
from collectdesk.screens.report.figures import columns, list_rows, named, tile_lines, unit_of, value_of
from collectdesk.tui.clock import clock_and_zone, weekday_day_month, zone
from collectdesk.tui.routes import screen_for
from collectdesk.tui.safe_text import Line
from collectdesk.tui.screen import DeskScreen
from collectdesk.tui.text import Text
from collectdesk.widgets.bars import plain_bar
from collectdesk.widgets.rows import Rows
from collectdesk.widgets.section import section_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from collectdesk.desk.handle import DeskHandle
    from collectdesk.desk.journal_check import JournalCheck, JournalLine
    from collectdesk.reports.shift import ShiftReport

BEHIND = 12
"""Entries shown beside the list; the card has all of them."""


@dataclass(frozen=True, slots=True)
class Told:
    """The report, labels of results by code, codes of results that are conversations, account numbers by id, and
    what is usual for the person."""

    report: ShiftReport
    labels: dict[str, str]
    talks: frozenset[str]
    accounts: dict[int, str]
    usual: dict[str, int]


class ReportScreen(DeskScreen):
    """Today's figures of the person at the desk, results, and entries behind a figure."""

    place_name = "report"
    CSS_PATH: ClassVar[Any] = "report.tcss"

    def __init__(self) -> None:
        self._told: Told | None = None
        self._check: JournalCheck | None = None
        self._behind: tuple[JournalLine, ...] = ()
        super().__init__()

    def body(self) -> ComposeResult:
        """Figures at the left, results and entries at the right."""
        with Vertical(id="whole"):
            yield Text("", id="head")
            yield Text("", id="tiles")
            with Horizontal():
                with Vertical(id="left"):
                    yield Rows(columns(), titles=False, empty=_("Nothing was done yet."), id="figures")
                with VerticalScroll(id="right", can_focus=False):
                    yield Text("", id="results")
                    yield Text("", id="behind", classes="gap")

    def home(self) -> Widget | None:
        """The figures."""
        return self.query_one(Rows)

    def enter(self) -> None:
        """Read the report."""
        self.query_one(Rows).focus()
        self._read()

    def returned(self) -> None:
        """Something may have been done since."""
        self._read()

    def _read(self) -> None:
        self.read("report", _report, self._show, label=_("reading the journal"))

    def _show(self, told: Told) -> None:
        self._told = told
        self._draw_head()
        self._draw_results()
        self._draw_tiles()
        rows = list_rows(told.report, told.labels, told.accounts, self.station.zone)
        self.query_one(Rows).show(rows)
        self.refresh_bars()

    def _draw_head(self) -> None:
        if self._told is None:
            return
        report = self._told.report
        now = self.station.now()
        local = report.start.astimezone(zone(report.zone))
        line = Line(f"{report.collector}, {weekday_day_month(local.date())} {local.year}", "value")
        if not self.narrow:
            until = clock_and_zone(min(now, report.end), self.station.zone)
            line.space(3).add(_("until {time}").format(time=until), "muted")
        check = self._check
        if check is None:
            count = ngettext("{n:,} entry", "{n:,} entries", report.entries).format(n=report.entries)
            line.right(Line(count, "muted"))
        elif check.broken_at is None:
            said = ngettext("{n:,} entry, chain intact", "{n:,} entries, chain intact", check.entries)
            line.right(Line().glyph("done", "ok").space().add(said.format(n=check.entries), "text"))
        else:
            said = _("broken at entry {n:,}").format(n=check.broken_at)
            line.right(Line().glyph("refused", "stop").space().add(said, "stop"))
        self.query_one("#head", Text).show(line)

    def _draw_tiles(self) -> None:
        if self._told is not None:
            text = self.query_one("#tiles", Text)
            width = max(60, text.content_size.width)
            text.show(tile_lines(self._told.report, self._told.usual, width, self.narrow))

    def _draw_results(self) -> None:
        if self._told is None:
            return
        report, labels, talks = self._told.report, self._told.labels, self._told.talks
        width = max(30, self.query_one("#results", Text).size.width)
        total = sum(len(ids) for ids in report.results.values())
        lines = [section_line(_("Results"), Line(f"{total:,}", "muted"), width)]
        most = max((len(ids) for ids in report.results.values()), default=0)
        for code, ids in list(report.results.items())[:10]:
            lines.append(plain_bar(labels.get(code, code), len(ids), most, width, strong=code in talks))
        if not total:
            lines.append(Line(_("No call was logged yet."), "muted"))
        self.query_one("#results", Text).show(lines)

    # -- behind a figure ------------------------------------------------------------------------------------

    def _chosen_ids(self) -> tuple[int, ...]:
        row = self.query_one(Rows).current if self.is_mounted else None
        if row is None:
            return ()
        ids: tuple[int, ...] = row.data
        return ids

    @on(Rows.Highlighted)
    def _highlighted(self, event: Rows.Highlighted) -> None:
        event.stop()
        ids = self._chosen_ids()
        self.read("behind", lambda desk: _behind(desk, ids[-BEHIND:]), self._show_behind)
        self.refresh_bars()

    def _show_behind(self, entries: tuple[JournalLine, ...]) -> None:
        row, told = self.query_one(Rows).current, self._told
        if row is None or told is None:
            return
        text = self.query_one("#behind", Text)
        width = max(30, text.size.width)
        title = _("Behind “{figure} {value}”").format(figure=row.cells[0][0], value=row.cells[1][0].strip())
        count = len(self._chosen_ids())
        lines = [section_line(title, Line(f"{count:,}", "muted"), width)]
        lines += [entry_line(one, told.labels, self.station.zone, width) for one in reversed(entries)]
        if not entries:
            lines.append(Line(_("No entry."), "muted"))
        elif count > len(entries):
            lines.append(Line("enter", "key").space().add(_("opens all {n:,}").format(n=count), "muted"))
        text.show(lines)

    @on(Rows.Chosen)
    def _chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        self.do_open()

    def can_open(self) -> bool:
        """With at least one entry behind the figure."""
        return bool(self._chosen_ids())

    def do_open(self) -> None:
        """All entries behind the selected figure."""
        row = self.query_one(Rows).current
        if row is not None and self._told is not None and self.can_open():
            card = screen_for("behind", title=row.cells[0][0], entries=self._chosen_ids())
            self.station.push_screen(card, self._opened)

    def _opened(self, account_id: int | None) -> None:
        if account_id is not None:
            self.station.push_screen(screen_for("account", account_id=account_id))

    # -- file, proof, copy ------------------------------------------------------------------------------------------

    def can_write_file(self) -> bool:
        """When it was read."""
        return self._told is not None

    def do_write_file(self) -> None:
        """Write it to a file, in a format that is chosen."""
        if self._told is not None:
            first = self._told.report.start.astimezone(zone(self._told.report.zone))
            self.station.push_screen(screen_for("report_file", file=f"shift-{first:%Y-%m-%d}"), self._written)

    def _written(self, name: str | None) -> None:
        if name:
            self.say(_("Written: {file}").format(file=name))

    def do_yes(self) -> None:
        """Prove the whole journal."""
        self.read("check", _check, self._checked, label=_("checking the journal"))

    def _checked(self, check: JournalCheck) -> None:
        self._check = check
        self._draw_head()
        if check.broken_at is None:
            self.say(_("Every entry of the journal holds: {n:,}.").format(n=check.entries))
        else:
            said = _("The journal does not hold from entry {n:,} on: {why}. Keep a copy and tell your lead.")
            self.say(said.format(n=check.broken_at, why=check.reason or ""), "stop")

    def can_copy(self) -> bool:
        """When it was read."""
        return self._told is not None

    def do_copy(self) -> None:
        """The report as text, to the clipboard."""
        if self._told is None:
            return
        report = self._told.report
        lines = [f"{label}: {value_of(one)} {unit_of(one)}".rstrip() for _n, label, _g, one in named(report)]
        self.station.copy_to_clipboard("\n".join(lines) + "\n")
        self.say(_("The report was sent to the terminal's clipboard."), "info")


def _report(desk: DeskHandle) -> Told:
    from collectdesk.desk.dispositions import dispositions
    from collectdesk.desk.shift import shift_told
    from collectdesk.desk.usual import usual_figures

    now = desk.clock()
    made = shift_told(desk.store, desk.actor, now)
    found = dispositions()
    talks = frozenset(code for code, one in found.items() if one.has("V"))
    usual = usual_figures(desk.store, desk.actor, now)
    return Told(made.report, {code: one.label for code, one in found.items()}, talks, made.accounts, usual)


def _behind(desk: DeskHandle, ids: Sequence[int]) -> tuple[JournalLine, ...]:
    from collectdesk.desk.journal_check import entries_behind

    return entries_behind(desk.store, desk.actor, ids)


def _check(desk: DeskHandle) -> JournalCheck:
    from collectdesk.desk.journal_check import check_journal

    return check_journal(desk.store)
