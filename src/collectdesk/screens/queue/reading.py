"""What the queue reads and writes in threads, and today's line above it."""

from __future__ import annotations

from datetime import datetime
from threading import Event
from typing import TYPE_CHECKING

from collectdesk.i18n import _, ngettext
from collectdesk.money.display import spoken
from collectdesk.screens.queue.listing import scope_of
from collectdesk.tui.safe_text import Line
from collectdesk.widgets.bars import sparkline

if TYPE_CHECKING:
    from collectdesk.desk.handle import DeskHandle
    from collectdesk.desk.today import Today
    from collectdesk.desk.views_queue import Preview, QueueSummary


class Stopped(Exception):
    """The workstation closes while places are still being worked out; the next start goes on."""


def today_line(today: Today) -> Line:
    """Contacts by hour as a line of bars, and what was promised; nothing before the first of either."""
    line = Line()
    if today.total:
        said = ngettext("{n:,} contact today", "{n:,} contacts today", today.total)
        line.add(said.format(n=today.total), "text").space().add(sparkline(today.contacts), "accent")
        line.space().add(_("from {hour:02}:00").format(hour=today.first_hour), "muted").space(3)
    if today.promised:
        line.add(_("promised"), "muted").space().add(", ".join(spoken(one) for one in today.promised), "text")
    return line


def read_preview(desk: DeskHandle, account_id: int) -> Preview | None:
    """The panel of one account."""
    from collectdesk.desk.preview import preview

    return preview(desk.store, account_id, desk.clock())


def read_summary(desk: DeskHandle) -> QueueSummary:
    """The figures around the list."""
    from collectdesk.desk.queue import queue_summary

    return queue_summary(desk.store, scope_of(desk.actor), desk.clock())


def read_today(desk: DeskHandle) -> Today:
    """Contacts and promises of the day."""
    from collectdesk.desk.today import today

    return today(desk.store, scope_of(desk.actor), desk.clock())


def read_to_decide(desk: DeskHandle) -> int:
    """How many requests wait for this person."""
    from collectdesk.desk.plans.approvals import approvals_to_decide

    return approvals_to_decide(desk.store, desk.actor)


def record_offer(desk: DeskHandle, account_id: int) -> None:
    """Keep what stands at the head of the list."""
    from collectdesk.desk import day

    day.record_offer(desk.store, desk.actor, desk.clock(), account_id)


def turn_day(desk: DeskHandle, closing: Event) -> bool:
    """Whether anything moved. Broken off when the workstation closes."""
    from collectdesk.desk import day
    from collectdesk.desk.reach_book import reach_is_current

    def progress(_done: int, _found: int) -> None:
        if closing.is_set():
            raise Stopped

    now: datetime = desk.clock()
    if day.day_is_current(desk.store, now) and reach_is_current(desk.store, now):
        return False
    try:
        day.turn_day(desk.store, desk.actor, now, progress)
    except Stopped:
        return False
    return True


def prepare(desk: DeskHandle, closing: Event) -> int:
    """How many messages were prepared for a look. Broken off when the workstation closes."""
    from collectdesk.desk.messages.campaign import prepare_morning

    def progress(_done: int, _found: int) -> None:
        if closing.is_set():
            raise Stopped

    try:
        done = prepare_morning(desk.store, desk.actor, desk.clock(), progress)
    except Stopped:
        return 0
    return done.messages if done is not None else 0
