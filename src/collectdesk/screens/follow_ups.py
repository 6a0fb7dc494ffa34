"""The agenda: what was left to do, overdue first, then today, then the coming days; all on the collector's clock."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from collectdesk.i18n import _, ngettext
from collectdesk.tui import clock
from collectdesk.tui.knock import knock_and_call
from collectdesk.tui.routes import screen_for
from collectdesk.tui.safe_text import Line
from collectdesk.tui.screen import DeskScreen
from collectdesk.tui.text import Text
from collectdesk.widgets.columns import Column
from collectdesk.widgets.pages import Row
from collectdesk.widgets.rows import Rows

if TYPE_CHECKING:
    from collectdesk.desk.agenda import Task

COLUMNS = (
    Column(_("when"), 16),
    Column(_("what"), 15, gap=2),
    Column(_("number"), 8, gap=2, wide_only=True),
    Column(_("customer"), grow=True, gap=2, value=True),
    Column("", 2, gap=2),
    Column(_("local"), 11, gap=1),
    Column(_("text"), 30, gap=2, wide_only=True),
)
CALLS = ("call", "callback")


class FollowUpsScreen(DeskScreen):
    """One's own open follow-ups."""

    place_name = "follow_ups"

    def __init__(self) -> None:
        self._tasks: tuple[Task, ...] = ()
        super().__init__()

    def body(self) -> ComposeResult:
        """How many, and the list."""
        with Vertical(id="agenda"):
            yield Text("", id="agenda-head")
            yield Rows(COLUMNS, empty=_("Nothing is left to do. esc goes back to the queue."), id="tasks")

    def on_mount(self) -> None:
        """The head stands on the margin of the list."""
        self.query_one("#agenda-head").styles.padding = (1, 2, 0, 2)

    def enter(self) -> None:
        """Read the agenda."""
        self.read("agenda", _read, self._show)

    def returned(self) -> None:
        """An act may have changed it."""
        self.enter()

    @property
    def rows(self) -> Rows:
        """The list."""
        return self.query_one("#tasks", Rows)

    @property
    def _chosen_task(self) -> Task | None:
        row = self.rows.current
        return row.data if row is not None else None

    def _show(self, tasks: tuple[Task, ...]) -> None:
        self._tasks = tasks
        self.rows.show([self._row(one) for one in tasks])
        overdue = sum(one.overdue for one in tasks)
        line = Line(ngettext("{n} follow-up", "{n} follow-ups", len(tasks)).format(n=len(tasks)), "value")
        if overdue:
            line.space(3).glyph("closing", "warn").space()
            line.add(ngettext("{n} overdue", "{n} overdue", overdue).format(n=overdue), "text")
        self.query_one("#agenda-head", Text).show(line)
        self.refresh_bars()

    def _row(self, task: Task) -> Row:
        from collectdesk.desk.local_time import clock as local_clock
        from collectdesk.desk.words import action

        now, zone = self.station.now(), self.station.zone
        local = task.due_at.astimezone(clock.zone(zone))
        when = f"{clock.weekday_day_month(local.date())} {local:%H:%M}"
        theirs = task.due_at if task.kind in CALLS else now
        return Row(
            task.id,
            (
                (when, "warn" if task.overdue else "text"),
                (action(task.kind), "warn" if task.overdue else "text"),
                (task.account_number, "muted"),
                (task.customer, "text"),
                (task.country or "", "muted"),
                (local_clock(task.country, task.zone, theirs), "text" if task.kind in CALLS else "muted"),
                (task.text, "muted"),
            ),
            group=self._group(task, local, now.astimezone(clock.zone(zone))),
            mark="closing" if task.overdue else "",
            data=task,
        )

    def _group(self, task: Task, local: datetime, now: datetime) -> str:
        if task.overdue:
            return _("Overdue")
        days = (local.date() - now.date()).days
        if days <= 1:
            return _("Today") if days <= 0 else _("Tomorrow")
        return clock.weekday_day_month(local.date()) if days <= 7 else _("Later")

    # -- keys ---------------------------------------------------------------------------------------------

    @on(Rows.Chosen)
    def _chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        self.do_open()

    def available(self, name: str) -> bool:
        """Acts on a follow-up need one."""
        needs = ("open", "call", "follow_up", "note", "skip", "yes", "no", "copy")
        return super().available(name) and (name not in needs or bool(self._tasks))

    def do_open(self) -> None:
        """The account."""
        self._push("account")

    def do_call(self) -> None:
        """Call about this account where the gate lets it."""
        task = self._chosen_task
        if task is not None:
            knock_and_call(self, task.account_id)

    def do_note(self) -> None:
        """A note on this account."""
        self._push("notes")

    def do_skip(self) -> None:
        """Leave the account for today."""
        self._push("skip")

    def do_follow_up(self) -> None:
        """Move this follow-up to another moment."""
        task = self._chosen_task
        if task is not None:
            self._push("follow_up", kind=task.kind, text=task.text, replaces=task.id)

    def _push(self, place: str, **given: Any) -> None:
        task = self._chosen_task
        if task is not None:
            self.station.push_screen(screen_for(place, account_id=task.account_id, **given))

    def do_yes(self) -> None:
        """It is done."""
        self._finish(cancelled=False)

    def do_no(self) -> None:
        """It is not needed any more."""
        self._finish(cancelled=True)

    def _finish(self, *, cancelled: bool) -> None:
        task = self._chosen_task
        if task is None:
            return
        given = {"request_id": uuid.uuid4().hex, "next_action_id": task.id, "cancelled": cancelled}
        self.write(lambda desk: _finish(desk, given), lambda _receipt: self.enter(), control=None)

    def do_copy(self) -> None:
        """The account's number to the clipboard."""
        task = self._chosen_task
        if task is not None:
            self.station.copy_to_clipboard(task.account_number)
            self.say(_("Sent to the clipboard: {number}").format(number=task.account_number), "info")


def _read(desk: Any) -> tuple[Task, ...]:
    from collectdesk.desk.agenda import agenda

    return tuple(agenda(desk.store, desk.actor, desk.clock()))


def _finish(desk: Any, given: dict[str, Any]) -> Any:
    from collectdesk.desk.follow_ups import FinishFollowUp, finish_follow_up

    return finish_follow_up(desk.store, desk.actor, desk.clock(), FinishFollowUp(**given))
