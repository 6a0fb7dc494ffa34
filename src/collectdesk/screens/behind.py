"""What stands behind a figure: its journal entries, or its accounts; `enter` opens the account."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widget import Widget

from collectdesk.i18n import _, ngettext
from collectdesk.money import Money
from collectdesk.money.display import spoken
from collectdesk.tui.clock import clock_time, day_month, zone
from collectdesk.tui.safe_text import Line
from collectdesk.tui.screen import Card
from collectdesk.tui.text import Text
from collectdesk.widgets.acts import entry_said
from collectdesk.widgets.columns import Column
from collectdesk.widgets.money import money_cells, money_columns
from collectdesk.widgets.pages import Row
from collectdesk.widgets.rows import Rows

if TYPE_CHECKING:
    from collectdesk.desk.handle import DeskHandle
    from collectdesk.desk.journal_check import JournalLine
    from collectdesk.desk.kpi_behind import AccountBehind
    from collectdesk.desk.portfolio import Part
    from collectdesk.reports.kpi.result import Kpi


class BehindCard(Card[int]):
    """Entries by id, the newest first, or the accounts of a figure of the book.

    Closes with the account of the row that is opened.
    """

    place_name = "behind"
    CSS_PATH: ClassVar[Any] = "behind.tcss"

    def __init__(
        self, title: str, entries: Sequence[int] = (), figure: Kpi | None = None, part: Part | None = None
    ) -> None:
        self._title, self._ids, self._figure, self._part = title, tuple(entries), figure, part
        super().__init__()

    @property
    def trail(self) -> tuple[str, ...]:
        """The figure's name."""
        return (*super().trail[:-1], self._title)

    def body(self) -> ComposeResult:
        """How many, and the list."""
        columns = _account_columns() if self._figure is not None else _entry_columns()
        yield Text("", id="many")
        yield Rows(columns, on="surface", empty=_("Nothing is behind it. esc goes back."), id="behind")

    def home(self) -> Widget | None:
        """The list."""
        return self.query_one(Rows)

    def on_mount(self) -> None:
        """Read them."""
        self.query_one(Rows).focus()
        figure, part, ids = self._figure, self._part, self._ids
        if figure is not None:
            self.read("behind", lambda desk: _accounts(desk, figure, part), self._show_accounts)
        else:
            self.read("behind", lambda desk: _entries(desk, ids), self._show_entries)

    def _show_entries(self, found: tuple[Sequence[JournalLine], dict[str, str]]) -> None:
        entries, labels = found
        said = ngettext("{n:,} journal entry", "{n:,} journal entries", len(entries)).format(n=len(entries))
        self.query_one("#many", Text).show(Line(said, "muted"))
        self.query_one(Rows).show([_entry_row(one, labels, self.station.zone) for one in reversed(entries)])
        self.refresh_bars()

    def _show_accounts(self, found: tuple[int, Sequence[AccountBehind]]) -> None:
        count, shown = found
        line = Line(ngettext("{n:,} account", "{n:,} accounts", count).format(n=count), "muted")
        if count > len(shown):
            line.space(2).add(_("the {n:,} largest are shown").format(n=len(shown)), "muted")
        self.query_one("#many", Text).show(line)
        self.query_one(Rows).show(
            [
                Row(
                    one.account_id,
                    [(one.number, "muted"), (one.customer, "text"), *money_cells(one.amount)],
                    data=one,
                )
                for one in shown
            ]
        )
        self.refresh_bars()

    @on(Rows.Chosen)
    def _chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        self.do_open()

    def can_open(self) -> bool:
        """On a row that is about an account."""
        row = self.query_one(Rows).current if self.is_mounted else None
        return row is not None and row.data.account_id is not None

    def do_open(self) -> None:
        """Its account."""
        row = self.query_one(Rows).current
        if row is not None and row.data.account_id is not None:
            self.leave(row.data.account_id)


def _entries(desk: DeskHandle, ids: tuple[int, ...]) -> tuple[Sequence[JournalLine], dict[str, str]]:
    """The entries in order, and the labels of call results by code."""
    from collectdesk.desk.dispositions import dispositions
    from collectdesk.desk.journal_check import entries_behind

    labels = {code: one.label for code, one in dispositions().items()}
    return entries_behind(desk.store, desk.actor, ids), labels


def _accounts(desk: DeskHandle, figure: Kpi, part: Part | None) -> tuple[int, Sequence[AccountBehind]]:
    from collectdesk.desk.kpi import part_seen_by
    from collectdesk.desk.kpi_behind import accounts_behind
    from collectdesk.desk.portfolio import EVERYTHING

    seen = part_seen_by(desk.actor, part or EVERYTHING)
    with desk.store.read() as session:
        return accounts_behind(session, figure, seen)


def _entry_columns() -> list[Column]:
    return [
        Column(_("entry"), 8, "right"),
        Column(_("day"), 6),
        Column(_("time"), 5),
        Column(_("who"), 14, gap=2, wide_only=True),
        Column(_("what"), 20, gap=2),
        Column(_("number"), 12, wide_only=True),
        Column(_("customer"), grow=True, gap=1, value=True),
        Column(_("amount"), 18, "right", keep=True),
    ]


def _account_columns() -> list[Column]:
    return [
        Column(_("number"), 12),
        Column(_("customer"), grow=True, gap=1, value=True),
        *money_columns(_("amount")),
    ]


def _entry_row(one: JournalLine, labels: dict[str, str], zone_name: str) -> Row:
    return Row(
        one.id,
        [
            (f"{one.id:,}", "muted"),
            (day_month(one.at.astimezone(zone(zone_name)).date()), "muted"),
            (clock_time(one.at, zone_name), "text"),
            (one.who, "muted"),
            (entry_said(one, labels), "text"),
            (one.account_number or "", "muted"),
            (one.customer or "", "text"),
            (spoken(Money(one.amount[1], one.amount[0])) if one.amount else "", "text"),
        ],
        data=one,
    )
