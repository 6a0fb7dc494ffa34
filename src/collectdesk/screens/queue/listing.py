"""The list of the queue: its columns, its rows, and where their pages come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from collectdesk.desk.local_time import city, clock, the_zone
from collectdesk.desk.views_queue import NO_DAY, Place, QueuePage, QueueRow, Scope
from collectdesk.i18n import _
from collectdesk.money.amount import Money
from collectdesk.tui.clock import day_month, weekday_day_month, zone
from collectdesk.tui.safe_text import Line
from collectdesk.widgets.columns import Column
from collectdesk.widgets.money import money_cells, money_columns, none_cells
from collectdesk.widgets.pages import Ask, Cell, Row
from collectdesk.widgets.words import step_when, step_word

if TYPE_CHECKING:
    from collectdesk.desk.act import Actor
    from collectdesk.desk.handle import DeskHandle

_END = Place(2**62, NO_DAY, 2**62)
NUMBER_CELLS = (6, 12)
FEW_PINS = 4
"""Up to so many pins say their reason each; more stand under a heading for each reason."""


def scope_of(actor: Actor) -> Scope:
    """The whole book for those who may see it, else what is assigned to the person."""
    from collectdesk.desk.rights import Right

    return Scope.everyone() if actor.may(Right.SEE_ALL) else Scope.mine(actor.id)


def queue_columns(few: bool, number_cells: int) -> list[Column]:
    """The columns; `few` leaves number and local time to the preview. Nothing may push an amount off its point."""
    score, country = Column(_("score"), 5, "right"), Column("", 2)
    customer = Column(_("customer"), grow=True, gap=2, value=True)
    middle = [country] if few else [country, Column(_("local"), 5, "right")]
    left = [score, customer] if few else [score, Column(_("number"), number_cells), customer]
    money = money_columns(_("overdue"))
    return [
        *left,
        *middle,
        Column(_("next"), 11, "right"),
        *money,
        Column("", 2, gap=0),
        Column(_("days"), 4, "right"),
    ]


def number_cells(rows: Sequence[QueueRow]) -> int:
    """How wide the column of numbers has to be for these rows."""
    low, high = NUMBER_CELLS
    return max(low, min(high, max((len(row.number) for row in rows), default=low)))


def page_rows(page: QueuePage, few: bool, zone_name: str, now: datetime) -> list[Row]:
    """The rows of a page: call-backs that are due, then pins, then by score."""
    called = [_row(one, _("Call back now"), few, zone_name, now) for one in page.callbacks]
    many = sum(one.pin is not None for one in page.rows) > FEW_PINS
    listed = []
    for one in page.rows:
        group = _("By score")
        if one.pin:
            group = _("Pinned: {why}").format(why=pin_sentence(one.pin)) if many else _("Pinned")
        row = _row(one, group, few, zone_name, now)
        listed.append(replace(row, under=None) if many else row)
    return called + listed


def _row(one: QueueRow, group: str, few: bool, zone_name: str, now: datetime) -> Row:
    country = (one.country or "", "muted")
    local = _local(one, now)
    number: list[Cell] = [] if few else [(one.number, "muted")]
    money = money_cells(Money(one.overdue[0][1], one.overdue[0][0])) if one.overdue else none_cells()
    more = len(one.overdue) - 1
    called = one.callback_at is not None and one.callback_at <= now
    return Row(
        key=one.account_id,
        cells=[
            (str(one.score), "value"),
            *number,
            (one.customer, "text"),
            country,
            *([] if few else [(local if len(local) == 5 else "", "muted")]),
            next_cell(one, zone_name, now),
            *money,
            (f"+{more}" if more > 0 else "", "muted"),
            (str(one.days_past_due) if one.days_past_due is not None else "", "text"),
        ],
        place=one.place,
        under=_under(one, zone_name, called, now),
        group=group,
        mark="up" if called or one.pin else "",
        data=one,
    )


def _local(one: QueueRow, now: datetime) -> str:
    return clock(one.country, one.zone, now)


def next_cell(one: QueueRow, zone_name: str, now: datetime) -> Cell:
    """What is to be done next and when: "call 10:00", "Fri 27 Nov"; what is overdue stands out by "due"."""
    step = one.next_step
    if step is None:
        return ("", "muted")
    local, today = step.due_at.astimezone(zone(zone_name)), now.astimezone(zone(zone_name)).date()
    if local.date() == today:
        return (f"{step_word(step.kind)} {local:%H:%M}", "warn" if step.due_at <= now else "text")
    when = step_when(step.due_at, now, zone_name)
    if local.date() < today:
        return (_("due {day}").format(day=when.split(" ", 1)[1]), "warn")
    return (when, "muted")


def _under(one: QueueRow, zone_name: str, called: bool, now: datetime) -> Line | None:
    """The line that says why a row stands above the others."""
    if called and one.callback_at is not None:
        there = the_zone(one.country, one.zone, one.callback_at) or zone_name
        at, here = one.callback_at.astimezone(zone(there)), one.callback_at.astimezone(zone(zone_name))
        told = f"{at:%H:%M}"
        if here.date() != now.astimezone(zone(zone_name)).date():
            told = f"{weekday_day_month(at.date())} {told}"
        if at.utcoffset() == here.utcoffset():
            return Line(_("call-back agreed for {time}").format(time=told), "accent")
        own = f"{here:%H:%M}" if at.date() == here.date() else f"{day_month(here.date())} {here:%H:%M}"
        said = _("call-back agreed for {time} {place}, {here} here").format(
            time=told, place=city(there), here=own
        )
        return Line(said, "accent")
    return Line(pin_sentence(one.pin), "warn") if one.pin else None


def pin_sentence(code: str) -> str:
    """Why an account is pinned above every score."""
    known = {
        "insurer_deadline": _("the credit insurer's deadline is near"),
        "limitation": _("the claim will soon be barred by time"),
        "promise_due": _("promise due, unpaid"),
        "customer_waits": _("the customer waits for an answer"),
    }
    return known.get(code, code.replace("_", " "))


class QueueSource:
    """Where the list's pages come from. Made anew for each layout; remembers the moment of the first page."""

    def __init__(self, few: bool) -> None:
        self.few = few
        self.known_total = 0
        self.cells = 0
        """Cells that the longest number of the first page needs."""
        self._at: datetime | None = None
        self._on_top = 0

    def fetch(self, desk: DeskHandle, ask: Ask) -> list[Row]:
        """The rows of a stretch, read in a thread. All pages stand at the moment of the first one."""
        from collectdesk.desk.queue import queue_page

        scope, store = scope_of(desk.actor), desk.store
        if ask.index == 0 or self._at is None:
            page = queue_page(store, scope, desk.clock(), limit=ask.limit)
            self._at, self._on_top = page.at, len(page.callbacks)
            self.cells = number_cells((*page.callbacks, *page.rows))
        else:
            given: dict[str, Any] = {"offset": max(1, ask.index - self._on_top)}
            if ask.last or ask.before is not None:
                given = {"before": ask.before or _END}
            elif ask.after is not None:
                given = {"after": ask.after}
            page = queue_page(store, scope, self._at, limit=ask.limit, **given)
        return page_rows(page, self.few, desk.actor.zone or desk.zone, desk.clock())

    def total(self, _desk: DeskHandle) -> int:
        """The number of rows as last counted; counting anew is a read of its own."""
        return self.known_total
