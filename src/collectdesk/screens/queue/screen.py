"""The queue screen: the ranked list, read in pages, and a live preview of the selected account."""

from __future__ import annotations

from datetime import date
from threading import Event
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widget import Widget

from collectdesk.i18n import _, ngettext
from collectdesk.screens.queue.listing import QueueSource, number_cells, page_rows, queue_columns
from collectdesk.screens.queue.panel import narrow_lines, wide_lines
from collectdesk.screens.queue.reading import (
    prepare,
    read_preview,
    read_summary,
    read_to_decide,
    read_today,
    record_offer,
    today_line,
    turn_day,
)
from collectdesk.tui.knock import knock_and_call
from collectdesk.tui.routes import screen_for
from collectdesk.tui.safe_text import Line
from collectdesk.tui.screen import DeskScreen
from collectdesk.tui.text import Text
from collectdesk.widgets.rows import Rows
from collectdesk.widgets.words import held_word

if TYPE_CHECKING:
    from collectdesk.desk.today import Today
    from collectdesk.desk.views_queue import Order, Preview, QueuePage, QueueRow, QueueSummary

LOOK_AGAIN_SECONDS = 60.0
COUNT_AGAIN_SECONDS = 2.0
ALL_COLUMNS = 116
"""Cells a screen must have for number and local time in the list."""


class QueueScreen(DeskScreen):
    """Today's list. `first` is its first page, read before the book was opened; `zone` that of the clock then."""

    place_name = "queue"
    CSS_PATH: ClassVar[Any] = "queue.tcss"

    def __init__(self, first: QueuePage | None = None, zone: str = "UTC") -> None:
        self._first, self._first_zone = first, zone
        self._order: Order = "score"
        self._callable = False
        self._cells = number_cells((*first.callbacks, *first.rows)) if first else 6
        self._has_few: bool | None = None
        self._source = QueueSource(False)
        self._rows: Rows | None = None
        self._wanted: Any = None
        self._live = False
        self._summary: QueueSummary | None = None
        self._count_due = True
        self._to_decide = 0
        self._seen: Preview | None = None
        self._offered: int | None = None
        self._day: date | None = None
        self._turning = False
        self._stop_turn = Event()
        super().__init__()

    def body(self) -> ComposeResult:
        """List and panel."""
        with Vertical(classes="main -flush"):
            yield Text(Line(_("Opening the list…"), "muted"), id="head")
            yield Text("", id="today")
            with Vertical(id="rows-here"):
                yield self._new_rows()
            yield Text("", id="foot")
            yield Text("", id="below")
        with VerticalScroll(classes="side", can_focus=False):
            yield Text("", id="panel")

    def enter(self) -> None:
        """Show the first page at once; read the list when the book is open."""
        self.set_focus(self._rows)
        self.call_after_refresh(self._show_first)
        self.read("start", lambda _desk: None, lambda _none: self._begin())
        self.set_interval(LOOK_AGAIN_SECONDS, self._look_again)

    def _begin(self) -> None:
        self._live = True
        self._load()
        self._turn()

    def on_resize(self, _event: events.Resize) -> None:
        """Other columns on a narrow screen."""
        super().on_resize(_event)
        if self._rows is not None:
            self.call_after_refresh(self._lay_out)

    def on_unmount(self) -> None:
        """Work on the day's turn stops between two steps."""
        self._stop_turn.set()

    def home(self) -> Widget | None:
        """The list."""
        return self._rows

    def top_right(self, narrow: bool) -> Line:
        """How many requests wait for this person's decision, before who and when."""
        line = super().top_right(narrow)
        if not self._to_decide:
            return line
        said = ngettext("{n} to approve", "{n} to approve", self._to_decide).format(n=self._to_decide)
        return Line().glyph("closing", "warn").space().add(said, "text").space(3).join(line)

    # -- the list -----------------------------------------------------------------------------------------

    @property
    def _few(self) -> bool:
        """Whether only the most needed columns fit."""
        return self.station.size.width < ALL_COLUMNS

    def _new_rows(self) -> Rows:
        """A list for the present width."""
        self._has_few = self._few
        self._source = QueueSource(self._few, self._order, self._callable)
        self._source.known_total = self._total(self._summary) if self._summary else 0
        empty = _("No account is to be worked now.") if self._live or self._first else ""
        if self._filtered:
            empty = _("Nobody may be called now. o and k show the whole list again.")
        self._rows = Rows(queue_columns(self._few, self._cells), empty=empty)
        return self._rows

    def _show_first(self) -> None:
        if self._first is not None and not self._live and self._rows is not None:
            now, zone = self._first.at, self._first_zone
            self._rows.show(page_rows(self._first, self._few, zone, now))

    def _lay_out(self, cells: int | None = None) -> None:
        """Make the list anew where the width asks for other columns."""
        old = self._rows
        if old is None or (self._few == self._has_few and cells is None):
            self._show_selected()
            return
        self._cells = cells or self._cells
        key, focused = old.current_key, old.has_focus
        rows = self._new_rows()
        old.remove()
        self.query_one("#rows-here").mount(rows)
        if focused:
            rows.focus()
        if self._live:
            self._load(key)
        else:
            self._show_first()

    def _load(self, key: Any = None) -> None:
        """Read the list anew from its head, the selection staying where it is."""
        rows = self._rows
        if rows is None:
            return
        self._wanted = key
        source = self._source
        rows.load(source.fetch, total=source.total, find=lambda _desk, wanted: None)
        rows.reload()
        self._count_due = True

    def _reload(self) -> None:
        if self._live and self._rows is not None:
            self._count_due = True
            self._rows.reload()

    def _look_again(self) -> None:
        """Clocks moved: local times, call-backs that became due, and at midnight another day."""
        if self.is_current:
            self._reload()
            self._turn()

    def returned(self) -> None:
        """Another screen may have changed what stands here."""
        self._reload()

    @on(Rows.Highlighted)
    def _highlighted(self, event: Rows.Highlighted) -> None:
        event.stop()
        if event.rows is not self._rows:
            return
        if self._live and self._source.cells > self._cells:
            self._lay_out(self._source.cells)
            return
        if self._count_due and self._live:
            self._count_due = False
            self._count()
            self._offer()
        wanted, self._wanted = self._wanted, None
        if wanted is not None and wanted != event.key and self._rows.select_key(wanted):
            return
        self._seen = self._seen if self._seen and self._seen.row.account_id == event.key else None
        self._show_selected()
        if event.row is not None and self._live:
            wanted = int(event.row.data.account_id)
            self.read("preview", lambda desk: read_preview(desk, wanted), self._previewed)
        self.refresh_bars()

    def _previewed(self, seen: Preview | None) -> None:
        if seen is not None and self.selected is not None and seen.row.account_id == self.selected.account_id:
            self._seen = seen
            self._show_selected()

    @property
    def selected(self) -> QueueRow | None:
        """The selected account, None in an empty list."""
        row = self._rows.current if self._rows is not None else None
        return row.data if row is not None else None

    def _show_selected(self) -> None:
        row, now = self.selected, self.station.now()
        zone = self.station.zone if self._live else self._first_zone
        panel, below = self.query_one("#panel", Text), self.query_one("#below", Text)
        if row is None:
            panel.show("")
            below.show("")
            return
        if self.narrow:
            below.show(narrow_lines(row, self._seen, now, zone, self.size.width - 4))
        else:
            panel.show(wide_lines(row, self._seen, now, zone, max(20, panel.size.width or 29)))

    # -- the figures around it ------------------------------------------------------------------------------

    def _count(self) -> None:
        self.read("count", read_summary, self._counted)
        if not self.narrow:
            self.read("today", read_today, self._show_today)
        if self.station.may("approve"):
            self.read("to_decide", read_to_decide, self._show_to_decide)

    def _show_today(self, today: Today) -> None:
        """Hidden on narrow screens by the style sheet."""
        self.query_one("#today", Text).show(today_line(today))

    def _show_to_decide(self, count: int) -> None:
        self._to_decide = count
        self.refresh_bars()

    def _counted(self, summary: QueueSummary) -> None:
        self._summary = summary
        total = self._total(summary)
        self._source.known_total = total
        if self._rows is not None and self._rows.total != total:
            self._rows.set_total(total)
        held = sum(count for _code, count in summary.held_back)
        head = Line(f"{total:,}", "value").space()
        head.add(self._how_listed().format(n=summary.total + held), "muted")
        strip = self._strip(summary, self.query_one("#head").size.width - head.cells - 2)
        if summary.stale:
            said = ngettext(
                "{n:,} place still from yesterday", "{n:,} places still from yesterday", summary.stale
            )
            head.right(Line().glyph("closing", "warn").space().add(said.format(n=summary.stale), "muted"))
        elif strip is not None:
            head.right(strip)
        elif self.narrow and held:
            head.right(
                Line(f"{held:,}", "text").space().add(_("held back"), "muted").space(2).add("h", "key")
            )
        self.query_one("#head", Text).show(head)
        self.query_one("#foot", Text).show(self._held_line(held, summary))

    @property
    def _filtered(self) -> bool:
        return self._callable or self._order == "closing"

    def _total(self, summary: QueueSummary) -> int:
        return summary.callable if self._filtered else summary.total

    def _how_listed(self) -> str:
        """Behind the number of accounts: of how many, and in which order."""
        if self._few:
            if self._order == "closing":
                return _("of {n:,}, by closing")
            return _("of {n:,}, callable") if self._callable else _("of {n:,}, by score")
        if self._order == "closing":
            return _("of {n:,} accounts, by closing time")
        return _("of {n:,} accounts, callable now") if self._callable else _("of {n:,} accounts, by score")

    def _strip(self, summary: QueueSummary, room: int) -> Line | None:
        """How many may be called, shut soon, are shut, in so many cells; None before that was worked out."""
        known = summary.open + summary.closing + summary.shut + summary.review + summary.held
        if not known:
            return None
        parts = [
            ("open", "ok", _("{n:,} open").format(n=summary.open)),
            ("closing", "warn", _("{n:,} closing").format(n=summary.closing)),
            ("shut", "muted", _("{n:,} shut").format(n=summary.shut)),
        ]
        parts += [("closing", "warn", _("{n:,} ask lead").format(n=summary.review))] * bool(summary.review)
        parts += [("held", "muted", _("{n:,} held").format(n=summary.held))] * bool(summary.held)
        line = Line()
        for sign, ink, said in parts:
            more = Line().space(2 if line.cells else 0).glyph(sign, ink).space().add(said, "text")
            if line.cells + more.cells <= room:
                line.join(more)
        return line

    def _held_line(self, held: int, summary: QueueSummary) -> Line:
        if not held:
            return Line()
        most = sorted(summary.held_back, key=lambda part: -part[1])
        parts = ", ".join(f"{count:,} {held_word(code)}" for code, count in most)
        line = Line(_("{n:,} held back: ").format(n=held), "muted").add(parts)
        return line.right(Line("h", "key").space().add(_("Show"), "muted"))

    # -- the day, and what is offered -------------------------------------------------------------------------

    def _turn(self) -> None:
        """Begin the desk's day where that was not done; a job beside the others, in short steps."""
        if self._turning:
            return
        self._turning = True
        closing = self._stop_turn
        self.read("turn", lambda desk: turn_day(desk, closing), self._turned, failed=self._not_turned)
        self.set_timer(COUNT_AGAIN_SECONDS, self._while_turning)

    def _while_turning(self) -> None:
        if self._turning:
            self._count()
            self.set_timer(COUNT_AGAIN_SECONDS, self._while_turning)

    def _turned(self, moved: bool) -> None:
        self._turning = False
        if moved:
            self._reload()
            if self.station.may("work"):
                closing = self._stop_turn
                self.read("prepare", lambda desk: prepare(desk, closing), self._prepared)

    def _prepared(self, messages: int) -> None:
        if messages:
            said = ngettext(
                "{n} message is prepared; ctrl+p Drafts", "{n} messages are prepared; ctrl+p Drafts", messages
            )
            self.say(said.format(n=messages), "info")
            self._reload()

    def _not_turned(self, fault: Exception) -> None:
        self._turning = False
        self.say(str(fault), "stop")

    def _offer(self) -> None:
        """Keep what stands at the head of the list, once for each change of it."""
        rows = self._rows
        if rows is None or rows.index != 0 or self.selected is None or not self.station.may("work"):
            return
        head = self.selected.account_id
        if head != self._offered:
            self._offered = head
            self.station.jobs.write(self, lambda desk: record_offer(desk, head), hold=False)

    # -- acts -------------------------------------------------------------------------------------------------

    @on(Rows.Chosen)
    def _chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        self.do_open()

    def _can_act(self) -> bool:
        return self.selected is not None

    can_open = can_call = can_note = can_promise = can_dispute = can_follow_up = can_skip = _can_act
    can_copy = can_plan = can_transfer = can_message = _can_act

    def do_open(self) -> None:
        """The selected account."""
        if self._can_act():
            self._push("account", self.went_on)

    def do_call(self) -> None:
        """Call where the gate lets it; after "save and next" the next account is selected."""
        row = self.selected
        if row is not None:
            stood_open = row.reach is not None and row.reach.callable
            knock_and_call(self, row.account_id, self._called, stood_open=stood_open)

    def do_note(self) -> None:
        """Write a note."""
        self._push("notes")

    def do_promise(self) -> None:
        """Take a promise."""
        self._push("promise")

    def do_plan(self) -> None:
        """Agree on instalments."""
        self._push("plan")

    def do_message(self) -> None:
        """Write to the customer."""
        self._push("message")

    def do_dispute(self) -> None:
        """Record a dispute."""
        self._push("dispute")

    def do_follow_up(self) -> None:
        """Set a follow-up."""
        self._push("follow_up")

    def do_skip(self) -> None:
        """Leave it for today; the card asks why."""
        self._push("skip")

    def do_bindings(self) -> None:
        """Record a wish or a stop."""
        self._push("bindings")

    def do_transfer(self) -> None:
        """Give the account to somebody else."""
        row = self.selected
        if row is not None:
            card = screen_for("transfer", account_ids=(row.account_id,))
            self.station.push_screen(card, lambda _receipt: self._reload())

    def do_held(self) -> None:
        """The accounts held back."""
        self.station.push_screen(screen_for("held"))

    def do_other(self) -> None:
        """By score, or those first whose lawful hours end first."""
        self._order = "score" if self._order == "closing" else "closing"
        self._list_anew()

    def do_callable(self) -> None:
        """Only who may be called now, or everybody."""
        self._callable = not self._callable
        self._list_anew()

    def _list_anew(self) -> None:
        """Another list from its head."""
        self._has_few = None
        self._lay_out(self._cells)
        if self._summary is not None:
            self._counted(self._summary)

    def do_copy(self) -> None:
        """The number to call, to the clipboard."""
        contact = self._seen.contact if self._seen is not None else None
        if contact is None or not contact.number:
            self.say(_("No number is known to copy."), "warn")
            return
        self.station.copy_to_clipboard(contact.number)
        self.say(_("Sent to the terminal's clipboard: {number}").format(number=contact.number), "info")

    def _push(self, name: str, then: Any = None) -> None:
        row = self.selected
        if row is not None:
            self.station.push_screen(screen_for(name, account_id=row.account_id), then)

    def _called(self, result: tuple[str, int] | None) -> None:
        if result and result[0] == "next":
            self.go_on(result[1])

    def went_on(self, result: tuple[str, int] | None) -> None:
        """The account's screen closed; after a call that was saved there, the next account is opened."""
        if result and result[0] == "next":
            self.go_on(result[1], and_open=True)

    def go_on(self, account_id: int, *, and_open: bool = False) -> None:
        """Select the account after this one, and open it if asked."""
        rows = self._rows
        if rows is None:
            return
        if rows.current_key == account_id:
            rows.action_step(1)
        self._reload()
        if and_open and self.selected is not None and self.selected.account_id != account_id:
            self.do_open()
