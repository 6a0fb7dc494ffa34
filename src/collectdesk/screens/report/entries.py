"""The journal entries behind a figure: a few beside the list, all of them on a card."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widget import Widget

from collectdesk.i18n import _
from collectdesk.money.amount import Money
from collectdesk.money.display import spoken
from collectdesk.tui.clock import clock_time
from collectdesk.tui.safe_text import Line, shorten
from collectdesk.tui.screen import Card
from collectdesk.widgets.acts import act_name
from collectdesk.widgets.columns import Column
from collectdesk.widgets.pages import Row
from collectdesk.widgets.rows import Rows

if TYPE_CHECKING:
    from collectdesk.desk.handle import DeskHandle
    from collectdesk.desk.journal_check import JournalLine


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
        self.read("entries", lambda desk: behind(desk, ids), self._show)

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


def behind(desk: DeskHandle, ids: Sequence[int]) -> tuple[JournalLine, ...]:
    """The entries with these ids."""
    from collectdesk.desk.journal_check import entries_behind

    return entries_behind(desk.store, desk.actor, ids) if ids else ()


def _said(one: JournalLine, labels: dict[str, str]) -> str:
    said = labels.get(one.result, one.result) if one.result else act_name(one.act)
    return _("{act}, refused").format(act=said) if one.refused else said


def entry_line(one: JournalLine, labels: dict[str, str], zone_name: str, width: int) -> Line:
    """An entry on one line."""
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
