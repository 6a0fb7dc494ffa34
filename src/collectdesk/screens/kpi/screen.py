"""Key figures of a period: each with its definition, its line or usual value, a chart, and what stands behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widget import Widget

from collectdesk.i18n import _
from collectdesk.screens.kpi.charts import CHARTS, Chart, ageing_chart, hour_chart, main_currency, money_chart
from collectdesk.screens.kpi.wording import (
    aim,
    figure_name,
    period_said,
    quartiles_said,
    rule_name,
    shown,
    unit_name,
    variant_name,
    why_not,
)
from collectdesk.tui.clock import day_month, zone
from collectdesk.tui.routes import screen_for
from collectdesk.tui.safe_text import Line
from collectdesk.tui.screen import DeskScreen
from collectdesk.tui.text import Text
from collectdesk.widgets.columns import Column
from collectdesk.widgets.pages import Row
from collectdesk.widgets.plot import Plot, legend
from collectdesk.widgets.rows import Rows
from collectdesk.widgets.section import section_line
from collectdesk.widgets.words import wrapped

if TYPE_CHECKING:
    from collectdesk.desk.handle import DeskHandle
    from collectdesk.desk.kpi import KpiPage
    from collectdesk.desk.kpi_targets import Reference, Target
    from collectdesk.desk.kpi_trend import AgePoint, WeekOfMoney
    from collectdesk.desk.portfolio import Part
    from collectdesk.faults import Fault
    from collectdesk.reports.kpi.result import Kpi

Unit = Literal["day", "week", "month", "quarter"]
UNITS: tuple[Unit, ...] = ("day", "week", "month", "quarter")
WEEKS = 13


@dataclass(frozen=True, slots=True)
class Trend:
    """What charts and usual values need beyond the figures: read after them, since it looks back further."""

    points: tuple[AgePoint, ...]
    money: tuple[WeekOfMoney, ...]
    usual: tuple[Reference, ...]
    targets: tuple[Target, ...]
    base: str


class KpiScreen(DeskScreen):
    """Figures of a period and a part of the book; a collector sees their own."""

    place_name = "kpi"
    CSS_PATH: ClassVar[Any] = "kpi.tcss"

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self._unit: Unit = "month"
        self._at: date | None = None
        self._names: dict[str, str] = {}
        self._part: Part | None = None
        self._page: KpiPage | None = None
        self._trend: Trend | None = None
        self._chart = 1

    def body(self) -> ComposeResult:
        """Figures at the left, a chart and words at the right."""
        with Vertical(classes="main -flush"):
            yield Text(Line(_("Reading the figures…"), "muted"), id="head")
            yield Rows(_columns(), empty=_("There is no figure for this period and filter."), id="figures")
            yield Text("", id="detail")
        with VerticalScroll(id="charts", can_focus=False):
            yield Text("", id="chart-head")
            yield Plot(id="plot")
            yield Text("", id="legend")
            yield Text("", id="words")

    @property
    def rows(self) -> Rows:
        """The figures."""
        return self.query_one("#figures", Rows)

    def home(self) -> Widget | None:
        """The figures."""
        return self.rows

    def enter(self) -> None:
        """Read the running month."""
        self.rows.focus()
        self._ask()

    def on_resize(self, event: Any) -> None:
        """Charts are words alone on a narrow screen."""
        super().on_resize(event)
        self.call_after_refresh(self._draw)

    # -- reading ------------------------------------------------------------------------------------------

    def _today(self) -> date:
        desk_zone = getattr(self.station.desk, "zone", "UTC")
        return self.station.now().astimezone(zone(desk_zone)).date()

    def _period(self) -> tuple[date, date]:
        first, last = period_around(self._at or self._today(), self._unit)
        return first, min(last, self._today())

    def _ask(self) -> None:
        period, part = self._period(), self._part
        self.read(
            "figures",
            lambda desk: _figures(desk, period, part),
            self._got,
            failed=self._not_read,
            label=_("reading the figures"),
        )

    def _not_read(self, fault: Fault) -> None:
        if self._page is None:
            self.query_one("#head", Text).show(Line(_("The figures could not be read."), "muted"))
        self.say(str(fault), "stop")

    def _got(self, page: KpiPage) -> None:
        self._page = page
        self._draw()
        end, part = page.end, self._part
        self.read(
            "trend", lambda desk: _trend(desk, end, part), self._got_trend, label=_("reading the weeks")
        )

    def _got_trend(self, trend: Trend) -> None:
        self._trend = trend
        self._draw()

    # -- drawing ------------------------------------------------------------------------------------------

    def _draw(self) -> None:
        page = self._page
        if page is None or not self.is_mounted:
            return
        self.query_one("#head", Text).show(self._head(page))
        self.rows.show([self._row(n, one) for n, one in enumerate(_ordered(page.figures))])
        self._draw_detail()
        self._draw_chart(page)
        self.refresh_bars()

    def _head(self, page: KpiPage) -> Line:
        line = Line(period_said(page.start, page.end), "value").space(3)
        said = _("as of {day}").format(day=day_month(page.as_of))
        line.add(said, "muted")
        return line.right(page.filter or _("the whole book"), "text")

    def _row(self, number: int, one: Kpi) -> Row:
        targets = self._trend.targets if self._trend else ()
        usual = self._trend.usual if self._trend else ()
        line, ink = aim(one, targets, usual)
        name = figure_name(one.key)
        if self.narrow and one.basis.currency:  # there are no headings then
            name = f"{name} {one.basis.currency}"
        return Row(
            number,
            [
                (name, "text"),
                (variant_name(one.variant), "muted"),
                (shown(one), "text" if one.shown is not None else "muted"),
                (unit_name(one.unit) if one.shown is not None else "", "muted"),
                (line, ink),
            ],
            group=one.basis.currency or _("What people did"),
            data=one,
        )

    @property
    def _figure(self) -> Kpi | None:
        row = self.rows.current if self.is_mounted else None
        return row.data if row is not None else None

    def _draw_detail(self) -> None:
        one, page = self._figure, self._page
        text = self.query_one("#detail", Text)
        if one is None or page is None:
            text.show("")
            return
        basis = one.basis
        what = Line(f"{figure_name(one.key)}, {variant_name(one.variant)}", "value").space(2)
        why = why_not(one)
        if why:
            what.add(why, "muted")
        else:
            parts = f"{_plain(one.numerator)} / {_plain(one.denominator)}"
            what.add(parts, "text")
        of = [period_said(page.start, page.end), _("as of {day}").format(day=day_month(page.as_of))]
        of += [basis.currency] if basis.currency else []
        of += [basis.filter or _("the whole book"), rule_name(basis.rule)]
        lines = [what, Line(", ".join(of), "muted")]
        said = quartiles_said(one, self._trend.usual) if self._trend else ""
        text.show([*lines, Line(said, "muted")] if said else lines)

    def _chart_now(self, page: KpiPage) -> Chart | None:
        if self._chart > 2:
            return hour_chart(page.local_hours if self._chart == 4 else page.hours, local=self._chart == 4)
        trend = self._trend
        if trend is None:
            return None
        currency = main_currency(trend.points, self._names.get("currency", "").upper(), trend.base)
        return (
            ageing_chart(trend.points, currency) if self._chart == 1 else money_chart(trend.money, currency)
        )

    def _draw_chart(self, page: KpiPage) -> None:
        chart = self._chart_now(page)
        width = max(30, self.query_one("#charts").content_size.width - 2)
        head, words = self.query_one("#chart-head", Text), self.query_one("#words", Text)
        plot, names = self.query_one(Plot), self.query_one("#legend", Text)
        if chart is None:
            head.show(Line(_("Reading the weeks…"), "muted"))
            return
        aside = (
            Line(chart.unit, "muted").space(2 if chart.unit else 0).add(f"{self._chart}/{CHARTS}", "muted")
        )
        head.show(section_line(chart.title, aside, width))
        plot.show(chart.graph)
        plot.display = chart.graph is not None and not self.narrow
        line = Line()
        for name, ink in legend(chart.graph) if chart.graph is not None else ():
            line.space(2 if line.cells else 0).glyph("heavy", ink).space().add(name, "muted")
        names.show(line)
        names.display = plot.display
        words.show([Line(text, "text") for said in chart.words for text in wrapped(said, width, 3)])

    # -- keys ---------------------------------------------------------------------------------------------

    @on(Rows.Highlighted)
    def _highlighted(self, event: Rows.Highlighted) -> None:
        event.stop()
        self._draw_detail()
        self.refresh_bars()

    @on(Rows.Chosen)
    def _chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        self.do_open()

    def can_open(self) -> bool:
        """On a figure that follows from entries or accounts."""
        one = self._figure
        return one is not None and (bool(one.basis.entries) or one.basis.currency is not None)

    def do_open(self) -> None:
        """What the selected figure follows from."""
        one = self._figure
        if one is None or not self.can_open():
            return
        given: dict[str, Any] = {"entries": one.basis.entries}
        if not one.basis.entries and one.basis.rule != "promises_judged":
            given = {"figure": one, "part": self._part}
        card = screen_for("behind", title=figure_name(one.key), **given)
        self.station.push_screen(card, self._opened)

    def _opened(self, account_id: int | None) -> None:
        if account_id is not None:
            self.station.push_screen(screen_for("account", account_id=account_id))

    def do_earlier(self) -> None:
        """The period before."""
        first, _last = period_around(self._at or self._today(), self._unit)
        self._at = first - timedelta(days=1)
        self._ask()

    def can_later(self) -> bool:
        """Not ahead of today."""
        _first, last = period_around(self._at or self._today(), self._unit)
        return last < self._today()

    def do_later(self) -> None:
        """The period after."""
        _first, last = period_around(self._at or self._today(), self._unit)
        if last < self._today():
            self._at = last + timedelta(days=1)
            self._ask()

    def do_other(self) -> None:
        """Days, weeks, months or quarters."""
        self._unit = UNITS[(UNITS.index(self._unit) + 1) % len(UNITS)]
        self._ask()

    def do_digit(self, digit: int) -> None:
        """The chart of this number."""
        if 1 <= digit <= CHARTS and self._page is not None:
            self._chart = digit
            self._draw_chart(self._page)

    def do_edit(self) -> None:
        """Whose figures."""
        self.station.push_screen(screen_for("kpi_filter", names=dict(self._names)), self._filtered)

    def _filtered(self, found: tuple[dict[str, str], Part] | None) -> None:
        if found is not None:
            self._names, self._part = found
            self._ask()

    def can_write_file(self) -> bool:
        """When they were read."""
        return self._page is not None

    can_copy = can_write_file

    def do_write_file(self) -> None:
        """The figures into a file."""
        if self._page is not None:
            self.station.push_screen(screen_for("kpi_file", page=self._page))

    def do_copy(self) -> None:
        """The figures as text, to the clipboard."""
        if self._page is not None:
            lines = [
                f"{figure_name(one.key)}, {variant_name(one.variant)}"
                f"{', ' + one.basis.currency if one.basis.currency else ''}: {shown(one)} {unit_name(one.unit)}"
                for one in _ordered(self._page.figures)
            ]
            self.station.copy_to_clipboard("\n".join([self._head(self._page).text, *lines]) + "\n")
            self.say(_("The figures were sent to the terminal's clipboard."), "info")


def period_around(day: date, unit: Unit) -> tuple[date, date]:
    """First and last day of the day, week (from Monday), month or quarter that a day lies in."""
    if unit == "day":
        return day, day
    if unit == "week":
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=6)
    month = day.month if unit == "month" else day.month - (day.month - 1) % 3
    first = day.replace(month=month, day=1)
    count = 1 if unit == "month" else 3
    total = first.year * 12 + first.month - 1 + count
    return first, date(total // 12, total % 12 + 1, 1) - timedelta(days=1)


def _figures(desk: DeskHandle, period: tuple[date, date], part: Part | None) -> KpiPage:
    from collectdesk.desk.kpi import kpi_page, part_seen_by
    from collectdesk.desk.portfolio import EVERYTHING

    seen = part_seen_by(desk.actor, part or EVERYTHING)
    with desk.store.read() as session:
        return kpi_page(session, period, None, seen, desk.clock(), weeks=0)


def _trend(desk: DeskHandle, end: date, part: Part | None) -> Trend:
    from collectdesk.desk.kpi import part_seen_by
    from collectdesk.desk.kpi_targets import load_targets, references
    from collectdesk.desk.kpi_trend import ageing_trend, money_by_week
    from collectdesk.desk.portfolio import EVERYTHING

    seen, now = part_seen_by(desk.actor, part or EVERYTHING), desk.clock()
    with desk.store.read() as session:
        return Trend(
            ageing_trend(session, now, end, WEEKS, seen), money_by_week(session, end, WEEKS, seen),
            references(session, now, seen), load_targets()[1], desk.base_currency,
        )  # fmt: skip


def _ordered(figures: tuple[Kpi, ...]) -> list[Kpi]:
    """What people did first, then each currency, those with most items before the others."""
    most: dict[str, int] = {}
    for one in figures:
        if one.basis.currency and one.basis.rule == "balances_at_end":
            most[one.basis.currency] = max(most.get(one.basis.currency, 0), one.basis.records)
    return sorted(
        figures,
        key=lambda one: (
            one.basis.currency is not None, -most.get(one.basis.currency or "", 0), one.basis.currency or "",
        ),
    )  # fmt: skip


def _plain(value: Any) -> str:
    from collectdesk.reports.kpi.result import rounded

    return f"{rounded(value):,}".removesuffix(".00").replace("-", "\u2212")


def _columns() -> list[Column]:
    return [
        Column(_("figure"), grow=True, gap=2, value=True),
        Column(_("definition"), 17, gap=1),
        Column(_("value"), 9, "right"),
        Column("", 4),
        Column(_("line or usual"), 13, "right", gap=1),
    ]
