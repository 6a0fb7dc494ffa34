"""A day planned by the clocks of the customers: which countries are open in which hours of the reader."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget

from collectdesk.i18n import _, ngettext
from collectdesk.tui.clock import clock_and_zone, weekday_day_month, zone
from collectdesk.tui.glyphs import glyph
from collectdesk.tui.safe_text import Line
from collectdesk.tui.screen import DeskScreen
from collectdesk.tui.text import Text
from collectdesk.widgets.columns import Column, place_columns
from collectdesk.widgets.pages import Row
from collectdesk.widgets.reach_bars import (
    MOST_CELLS,
    bar_text,
    hour_labels,
    legend,
    now_mark,
    region_name,
    said_stretches,
    sentences,
    stretch_bar,
)
from collectdesk.widgets.rows import Rows
from collectdesk.widgets.words import country_name, wrapped

if TYPE_CHECKING:
    from collectdesk.desk.handle import DeskHandle
    from collectdesk.desk.reach_plan import Hours, ReachPlan, RegionPlan

_BAR = 2


class ReachScreen(DeskScreen):
    """Bars of a day: a line for each region of the world, its countries below when it is opened."""

    place_name = "reach"
    CSS_PATH: ClassVar[Any] = "reach.tcss"

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self._day: date | None = None
        self._plan: ReachPlan | None = None
        self._opened: set[str] = set()

    def body(self) -> ComposeResult:
        """Day, hours, bars, and what they come to."""
        with Vertical(classes="main -flush"):
            yield Text(Line(_("Who may be called"), "muted"), id="head")
            yield Text("", id="hours")
            yield Rows(
                _columns(),
                empty=_("No account is in the list. esc goes back."),
                titles=False,
                id="reach-rows",
            )
            yield Text("", id="said")

    def home(self) -> Widget | None:
        """The list of regions."""
        return self.query_one(Rows)

    def enter(self) -> None:
        """Read today."""
        self.query_one(Rows).focus()
        self._ask()

    def returned(self) -> None:
        """The list may have changed."""
        self._ask()

    def on_resize(self, event: Any) -> None:
        """The hours stand above the bars at any width."""
        super().on_resize(event)
        self.call_after_refresh(self._show)

    def _ask(self) -> None:
        wanted = self._day
        self.read("plan", lambda desk: _read(desk, wanted), self._got, label="…")

    def _got(self, plan: ReachPlan) -> None:
        self._plan, self._day = plan, plan.day
        self._show()

    def _show(self) -> None:
        plan = self._plan
        if plan is None or not self.is_mounted:
            return
        width = self.size.width
        self.query_one("#head", Text).show(self._head(plan))
        placed = place_columns(_columns(), self.query_one(Rows).scrollable_content_region.width, self.narrow)
        x = next(one.x for one in placed if one.number == _BAR)
        hours = [
            Line().space(x).add(hour_labels(plan), "muted"),
            Line().space(x).add(now_mark(plan, self.station.now()), "accent"),
        ]
        self.query_one("#hours", Text).show(hours if plan.regions else [])
        self.query_one(Rows).show(list(self._rows(plan)))
        said = [Line(text) for one in sentences(plan) for text in wrapped(one, max(20, width - 4), 3)]
        self.query_one("#said", Text).show([legend(), *said] if plan.regions else said)
        self.refresh_bars()

    def _head(self, plan: ReachPlan) -> Line:
        count = ngettext("account in the list", "accounts in the list", plan.hours.accounts)
        line = Line(weekday_day_month(plan.day), "value").space(2).add(f"{plan.hours.accounts:,}", "value")
        return line.space().add(count, "muted").right(clock_and_zone(plan.start, plan.zone)[6:], "muted")

    def _rows(self, plan: ReachPlan) -> Any:
        for region in plan.regions:
            opened = region.region in self._opened
            sign = glyph("down" if opened else "current")
            name = f"{sign} {region_name(region.region, short=self.narrow)}"
            yield _row(plan, region.region, name, region.hours, "strong", region)
            for one in region.countries if opened else ():
                name = country_name(one.code) or _("not known")
                yield _row(plan, (region.region, one.code), f"    {name}", one.hours, "text", region)
        if plan.desk is not None and plan.regions:
            name = _("house hours") if self.narrow else _("house hours of the desk")
            cells = [
                (f"  {name}", "muted"),
                (plan.desk.country, "muted"),
                (stretch_bar(plan, plan.desk.open), "muted"),
                (said_stretches(plan, plan.desk.open), "muted"),
            ]
            yield Row("desk", cells)

    @on(Rows.Chosen)
    def _chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        self.do_open()

    @on(Rows.Highlighted)
    def _highlighted(self, event: Rows.Highlighted) -> None:
        event.stop()
        self.refresh_bars()

    def _selected(self) -> RegionPlan | None:
        row = self.query_one(Rows).current if self.is_mounted else None
        return row.data if row is not None else None

    def can_open(self) -> bool:
        """On a region or one of its countries."""
        return self._selected() is not None

    def do_open(self) -> None:
        """Show the countries of a region, or fold them away."""
        region = self._selected()
        if region is not None:
            self._opened ^= {region.region}
            rows = self.query_one(Rows)
            rows.select_key(region.region)
            self._show()

    def do_earlier(self) -> None:
        """The day before."""
        self._move(-1)

    def do_later(self) -> None:
        """The day after."""
        self._move(1)

    def _move(self, days: int) -> None:
        here = self._day or self.station.now().astimezone(zone(self.station.zone)).date()
        self._day = here + timedelta(days=days)
        self._ask()


def _read(desk: DeskHandle, day: date | None) -> ReachPlan:
    import pytz

    from collectdesk.desk.reach_plan import reach_plan
    from collectdesk.desk.rights import Right
    from collectdesk.desk.views_queue import Scope

    own = desk.actor.zone or desk.zone
    scope = Scope.everyone() if desk.actor.may(Right.SEE_ALL) else Scope.mine(desk.actor.id)
    wanted = day or desk.clock().astimezone(pytz.timezone(own)).date()
    return reach_plan(desk.store, scope, wanted, own, desk.zone)


def _columns() -> list[Column]:
    return [
        Column("", grow=True, gap=2, value=True),
        Column("", 5, "right"),
        Column("", MOST_CELLS, gap=1),
        Column("", 30, gap=1, wide_only=True),
    ]


def _row(plan: ReachPlan, key: Any, name: str, hours: Hours, ink: str, region: RegionPlan) -> Row:
    some = said_stretches(plan, hours.some)
    looked = said_stretches(plan, hours.look)
    said = some or (_("{when} look").format(when=looked) if looked else _("not on this day"))
    cells = [(name, ink), (f"{hours.accounts:,}", "muted"), (bar_text(hours), "accent"), (said, "muted")]
    return Row(key, cells, data=region)
