"""The shift report of today: every figure from the journal, with the entries behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widget import Widget

from collectdesk.i18n import _, ngettext
from collectdesk.money.amount import Money
from collectdesk.money.display import figure, spoken
from collectdesk.tui.clock import clock_and_zone, clock_time, weekday_day_month, zone
from collectdesk.tui.routes import screen_for
from collectdesk.tui.safe_text import Line, shorten
from collectdesk.tui.screen import Card, DeskScreen
from collectdesk.tui.text import Text
from collectdesk.widgets.bars import plain_bar
from collectdesk.widgets.columns import Column
from collectdesk.widgets.pages import Row
from collectdesk.widgets.rows import Rows
from collectdesk.widgets.section import section_line

if TYPE_CHECKING:
    from collectdesk.desk.handle import DeskHandle
    from collectdesk.desk.journal_check import JournalCheck, JournalLine
    from collectdesk.reports.shift import Figure, ShiftReport

BEHIND = 12
"""Entries shown beside the list; the card has all of them."""

Told = tuple["ShiftReport", dict[str, str], frozenset[str]]
"""The report, labels of results by code, and the codes of results that are conversations."""


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
            with Horizontal():
                with Vertical(id="left"):
                    yield Rows(_columns(), titles=False, empty=_("Nothing was done yet."), id="figures")
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
        report, labels, _talks = told
        rows = [
            Row(name, [(label, "text"), (_value(one), "value"), (_unit(one), "muted")], group=group, data=one)
            for name, label, group, one in _named(report)
        ]
        for code, ids in report.results.items():
            label = labels.get(code, code)
            rows.append(
                Row(
                    f"result {code}",
                    [(label, "text"), (f"{len(ids):,}", "value"), ("", "muted")],
                    group=_("Results"),
                    data=ids,
                )
            )
        self.query_one(Rows).show(rows)
        self.refresh_bars()

    def _draw_head(self) -> None:
        if self._told is None:
            return
        report = self._told[0]
        now = self.station.now()
        local = report.start.astimezone(zone(getattr(self.station.desk, "zone", "UTC")))
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

    def _draw_results(self) -> None:
        if self._told is None:
            return
        report, labels, talks = self._told
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
        return row.data if isinstance(row.data, tuple) else row.data.entries

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
        lines += [_entry_line(one, told[1], self.station.zone, width) for one in reversed(entries)]
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
            card = EntriesCard(row.cells[0][0], self._chosen_ids(), self._told[1])
            self.station.push_screen(card, self._opened)

    def _opened(self, account_id: int | None) -> None:
        if account_id is not None:
            self.station.push_screen(screen_for("account", account_id=account_id))

    # -- proof, copy ------------------------------------------------------------------------------------------

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
        report = self._told[0]
        lines = [f"{label}: {_value(one)} {_unit(one)}".rstrip() for _n, label, _g, one in _named(report)]
        self.station.copy_to_clipboard("\n".join(lines) + "\n")
        self.say(_("The report was sent to the terminal's clipboard."), "info")


class EntriesCard(Card[int]):
    """All entries behind a figure. Closes with the account of the one chosen."""

    CSS_PATH: ClassVar[Any] = "report.tcss"

    def __init__(self, title: str, ids: tuple[int, ...], labels: dict[str, str]) -> None:
        self._title, self._ids, self._labels = title, ids, labels
        super().__init__()

    @property
    def trail(self) -> tuple[str, ...]:
        """The figure's name."""
        return (*super().trail[:-1], self._title)

    def body(self) -> ComposeResult:
        """The list."""
        yield Rows(_entry_columns(), on="surface", id="entries")

    def home(self) -> Widget | None:
        """The list."""
        return self.query_one(Rows)

    def on_mount(self) -> None:
        """Read them."""
        self.query_one(Rows).focus()
        ids = self._ids
        self.read("entries", lambda desk: _behind(desk, ids), self._show)

    def _show(self, entries: tuple[JournalLine, ...]) -> None:
        zone_name = self.station.zone
        self.query_one(Rows).show([_entry_row(one, self._labels, zone_name) for one in entries])
        self.refresh_bars()

    @on(Rows.Chosen)
    def _chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        self.do_open()

    def can_open(self) -> bool:
        """On an entry that is about an account."""
        row = self.query_one(Rows).current if self.is_mounted else None
        return row is not None and row.data.account_id is not None

    def do_open(self) -> None:
        """Its account."""
        row = self.query_one(Rows).current
        if row is not None and row.data.account_id is not None:
            self.leave(row.data.account_id)


def _report(desk: DeskHandle) -> Told:
    from collectdesk.desk.dispositions import dispositions
    from collectdesk.desk.shift import shift

    report = shift(desk.store, desk.actor, desk.clock())
    found = dispositions()
    talks = frozenset(code for code, one in found.items() if one.has("V"))
    return report, {code: one.label for code, one in found.items()}, talks


def _behind(desk: DeskHandle, ids: Sequence[int]) -> tuple[JournalLine, ...]:
    from collectdesk.desk.journal_check import entries_behind

    return entries_behind(desk.store, desk.actor, ids) if ids else ()


def _check(desk: DeskHandle) -> JournalCheck:
    from collectdesk.desk.journal_check import check_journal

    return check_journal(desk.store)


def _named(report: ShiftReport) -> list[tuple[str, str, str, Figure]]:
    """Every figure with its label and the heading it stands under."""
    contact, money, work = _("Contacts"), _("Money"), _("Work")
    known = {
        "attempts": (_("Attempts"), contact),
        "contacts": (_("Reached"), contact),
        "right_party_contacts": (_("Right party"), contact),
        "conversations": (_("Conversations"), contact),
        "promises": (_("Promises"), money),
        "disputes_opened": (_("Disputes"), money),
        "accounts_worked": (_("Accounts worked"), work),
        "notes": (_("Notes"), work),
        "follow_ups_planned": (_("Follow-ups planned"), work),
        "follow_ups_finished": (_("Follow-ups done"), work),
        "skipped": (_("Skipped"), work),
        "stop_contact_requests": (_("Stop-contact requests"), work),
        "support_needs": (_("Support needs"), work),
        "refused": (_("Refused"), work),
        "undone": (_("Taken back"), work),
    }
    rows = []
    for name, one in report.figures.items():
        label, group = known.get(name, (name.replace("_", " "), work))
        if name.startswith("promised_"):
            label, group = _("Promised"), money
        rows.append((name, label, group, one))
    order = [contact, money, work]
    return sorted(rows, key=lambda row: order.index(row[2]))


def _value(one: Figure) -> str:
    return figure(one.value) if isinstance(one.value, Money) else f"{one.value:,}"


def _unit(one: Figure) -> str:
    return one.unit if isinstance(one.value, Money) else ""


def act_name(code: str) -> str:
    """An act of the journal in words; its code for one that is not known here."""
    known = {
        "call.log": _("call"),
        "note.write": _("note"),
        "promise.record": _("promise"),
        "promise.withdraw": _("promise withdrawn"),
        "follow_up.plan": _("follow-up"),
        "follow_up.finish": _("follow-up done"),
        "hold.put": _("on hold"),
        "hold.lift": _("hold lifted"),
        "account.skip": _("skipped"),
        "account.assign": _("assigned"),
        "dispute.raise": _("dispute"),
        "act.undo": _("taken back"),
        "import.receivables": _("ledger imported"),
    }
    return known.get(code, code)


def _said(one: JournalLine, labels: dict[str, str]) -> str:
    said = labels.get(one.result, one.result) if one.result else act_name(one.act)
    return _("{act}, refused").format(act=said) if one.refused else said


def _entry_line(one: JournalLine, labels: dict[str, str], zone_name: str, width: int) -> Line:
    line = Line(f"{one.id:>6,}", "muted").space(2).add(clock_time(one.at, zone_name), "text").space(2)
    amount = spoken(Money(one.amount[1], one.amount[0])) if one.amount else ""
    said = _said(one, labels)
    tail = Line(amount or said, "text")
    room = max(6, width - line.cells - tail.cells - 2)
    return line.add(shorten(one.customer or one.who, room), "text").right(tail)


def _entry_columns() -> list[Column]:
    return [
        Column(_("entry"), 8, "right"),
        Column(_("time"), 5),
        Column(_("what"), 24, gap=2),
        Column(_("number"), 12, wide_only=True),
        Column(_("customer"), grow=True, gap=1, value=True),
        Column(_("amount"), 18, "right", keep=True),
    ]


def _entry_row(one: JournalLine, labels: dict[str, str], zone_name: str) -> Row:
    amount = spoken(Money(one.amount[1], one.amount[0])) if one.amount else ""
    return Row(
        one.id,
        [
            (f"{one.id:,}", "muted"),
            (clock_time(one.at, zone_name), "text"),
            (_said(one, labels), "text"),
            (one.account_number or "", "muted"),
            (one.customer or "", "text"),
            (amount, "text"),
        ],
        data=one,
    )


def _columns() -> list[Column]:
    return [
        Column("", grow=True, gap=2),
        Column("", 15, "right", value=True, keep=True),
        Column("", 3),
    ]
