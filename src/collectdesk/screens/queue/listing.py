"""The list of the queue: its columns, its rows, and where their pages come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from collectdesk.desk.local_time import city, clock, the_zone
from collectdesk.desk.views_queue import NO_DAY, Order, Place, QueuePage, QueueRow, Reach, Scope
from collectdesk.i18n import _
from collectdesk.money.amount import Money
from collectdesk.tui.clock import day_month, duration, weekday, weekday_day_month, zone
from collectdesk.tui.glyphs import glyph
from collectdesk.tui.safe_text import Line
from collectdesk.widgets.columns import Column
from collectdesk.widgets.money import money_cells, money_columns, none_cells
from collectdesk.widgets.pages import Ask, Cell, Row
from collectdesk.widgets.words import step_word

if TYPE_CHECKING:
    from collectdesk.desk.act import Actor
    from collectdesk.desk.handle import DeskHandle

_END = Place(2**62, NO_DAY, 2**62)
NUMBER_CELLS = (6, 12)
_SIGNS = {"open": "open", "closing": "closing", "review": "closing", "shut": "shut", "held": "held"}
_INKS = {"open": "ok", "closing": "warn", "review": "warn"}
FEW_PINS = 4
"""Up to so many pins say their reason each; more stand under a heading for each reason."""


def scope_of(actor: Actor) -> Scope:
    """The whole book for those who may see it, else what is assigned to the person."""
    from collectdesk.desk.rights import Right

    return Scope.everyone() if actor.may(Right.SEE_ALL) else Scope.mine(actor.id)


def queue_columns(few: bool, number_cells: int) -> list[Column]:
    """The columns; `few` leaves number and local time to the preview. Nothing may push an amount off its point."""
    state, score, country = Column("", 1), Column(_("score"), 3, "right"), Column("", 2)
    customer = Column(_("customer"), grow=True, gap=2, value=True)
    middle = [country] if few else [country, Column(_("local"), 5, "right")]
    left = [state, score, customer] if few else [state, score, Column(_("number"), number_cells), customer]
    money = money_columns(_("overdue"))
    return [
        *left,
        *middle,
        Column(_("shuts in"), 10, "right"),
        *money,
        Column("", 2, gap=0),
        Column(_("days"), 4, "right"),
    ]


def number_cells(rows: Sequence[QueueRow]) -> int:
    """How wide the column of numbers has to be for these rows."""
    low, high = NUMBER_CELLS
    return max(low, min(high, max((len(row.number) for row in rows), default=low)))


def page_rows(
    page: QueuePage, few: bool, zone_name: str, now: datetime, by_closing: bool = False
) -> list[Row]:
    """The rows of a page: call-backs that are due, then pins, then by score; or all by closing time."""
    called = [_row(one, _("Call back now"), few, zone_name, now) for one in page.callbacks]
    many = not by_closing and sum(one.pin is not None for one in page.rows) > FEW_PINS
    listed = []
    for one in page.rows:
        group = _("By closing time") if by_closing else _("By score")
        if one.pin and not by_closing:
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
            state_cell(one.reach),
            (str(one.score), "value"),
            *number,
            (one.customer, "text"),
            country,
            *([] if few else [(local if len(local) == 5 else "", "muted")]),
            shuts_cell(one.reach, zone_name, now),
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


def state_cell(reach: Reach | None) -> Cell:
    """The sign of what the gate says: open, closing or needing a look, shut, held."""
    if reach is None:
        return ("", "muted")
    return (glyph(_SIGNS[reach.state]), _INKS.get(reach.state, "muted"))


def shuts_cell(reach: Reach | None, zone_name: str, now: datetime) -> Cell:
    """How long it may still be called, or from when on the collector's clock: "58 min", "from 21:30", "Wed 05:30"."""
    if reach is None:
        return ("", "muted")
    if reach.callable and reach.closes_at is not None:
        return (duration(reach.closes_at - now), "warn" if reach.state == "closing" else "text")
    if reach.state == "review":
        return (_("ask lead"), "warn")
    opens_at = reach.opens_at or (reach.free_at if reach.free_at and reach.free_at > now else None)
    if opens_at is None:
        return (_("held") if reach.state == "held" else _("shut"), "muted")
    return (opens_when(opens_at, zone_name, now), "muted")


def opens_when(at: datetime, zone_name: str, now: datetime) -> str:
    """A moment ahead on the collector's clock: "from 21:30" today, "Wed 05:30" within a week, else "27 Nov"."""
    local, today = at.astimezone(zone(zone_name)), now.astimezone(zone(zone_name)).date()
    if local.date() == today:
        return _("from {time}").format(time=f"{local:%H:%M}")
    if (local.date() - today).days < 7:
        return f"{weekday(local.date())} {local:%H:%M}"
    return day_month(local.date())


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
    return _pin_and_step(one, zone_name, now)


def _pin_and_step(one: QueueRow, zone_name: str, now: datetime) -> Line | None:
    """Why it is pinned, and what was planned for today."""
    line = Line(pin_sentence(one.pin), "warn") if one.pin else Line()
    step, today = one.next_step, now.astimezone(zone(zone_name)).date()
    if step is not None and (due := step.due_at.astimezone(zone(zone_name))).date() == today:
        line.space(2 if line.cells else 0)
        line.add(f"{step_word(step.kind)} {due:%H:%M}", "warn" if step.due_at <= now else "text")
    return line if line.cells else None


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

    def __init__(self, few: bool, order: Order = "score", callable_now: bool = False) -> None:
        self.few, self.order, self.callable_now = few, order, callable_now
        self.known_total = 0
        self.cells = 0
        """Cells that the longest number of the first page needs."""
        self._at: datetime | None = None
        self._on_top = 0

    def fetch(self, desk: DeskHandle, ask: Ask) -> list[Row]:
        """The rows of a stretch, read in a thread. All pages stand at the moment of the first one."""
        from collectdesk.desk.queue import queue_page

        scope, store = scope_of(desk.actor), desk.store
        how: dict[str, Any] = {"limit": ask.limit, "order": self.order, "callable_now": self.callable_now}
        if ask.index == 0 or self._at is None:
            page = queue_page(store, scope, desk.clock(), **how)
            self._at, self._on_top = page.at, len(page.callbacks)
            self.cells = number_cells((*page.callbacks, *page.rows))
        else:
            given: dict[str, Any] = {"offset": max(1, ask.index - self._on_top)}
            if ask.last or ask.before is not None:
                given = {"before": ask.before or _END}
            elif ask.after is not None:
                given = {"after": ask.after}
            page = queue_page(store, scope, self._at, **how, **given)
        zone_name = desk.actor.zone or desk.zone
        return page_rows(page, self.few, zone_name, desk.clock(), by_closing=self.order == "closing")

    def total(self, _desk: DeskHandle) -> int:
        """The number of rows as last counted; counting anew is a read of its own."""
        return self.known_total
