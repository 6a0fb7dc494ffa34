"""The team: who is at work and how far, what waits for the lead, and hours in which nobody is at a desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widget import Widget

from collectdesk.desk.words_of_plans import approval_kind
from collectdesk.i18n import _, ngettext
from collectdesk.money.display import spoken
from collectdesk.reports.kpi.result import rounded
from collectdesk.tui.clock import clock_and_zone, clock_time, minutes_ago
from collectdesk.tui.glyphs import glyph
from collectdesk.tui.routes import screen_for
from collectdesk.tui.safe_text import Line, shorten
from collectdesk.tui.screen import DeskScreen
from collectdesk.tui.text import Text
from collectdesk.widgets.acts import act_name
from collectdesk.widgets.bars import progress_bar
from collectdesk.widgets.columns import Column
from collectdesk.widgets.money import spoken_line
from collectdesk.widgets.pages import Row
from collectdesk.widgets.reach_bars import (
    MOST_CELLS,
    hour_labels,
    now_mark,
    region_name,
    said_stretches,
    stretch_bar,
)
from collectdesk.widgets.rows import Rows
from collectdesk.widgets.section import section_line
from collectdesk.widgets.words import country_name, wrapped

if TYPE_CHECKING:
    from collectdesk.desk.handle import DeskHandle
    from collectdesk.desk.team import Colleague, Progress, TeamPage
    from collectdesk.money import Money
    from collectdesk.reports.kpi.result import Kpi

LOOK_AGAIN_SECONDS = 60.0
_BAR = 12
_NAME = 20
"""Cells for the name of a region before its bar."""
_WAITING = 5
"""Requests shown at the side; the others behind `a`."""


class TeamScreen(DeskScreen):
    """People of the desk with their day, or the same by country of the customers."""

    place_name = "team"
    CSS_PATH: ClassVar[Any] = "team.tcss"

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self._page: TeamPage | None = None
        self._by_country = False

    def body(self) -> ComposeResult:
        """People, their hours, and at the side what waits."""
        with Vertical(classes="main -flush"):
            yield Text(Line(_("Reading the day…"), "muted"), id="head")
            yield Rows(_columns(), empty=_("Nobody works accounts here yet."), id="people")
            yield Text("", id="detail")
            yield Text("", id="cover")
        with VerticalScroll(classes="side", can_focus=False):
            yield Text("", id="waiting")

    @property
    def rows(self) -> Rows:
        """The list."""
        return self.query_one("#people", Rows)

    def home(self) -> Widget | None:
        """The list."""
        return self.rows

    def enter(self) -> None:
        """Read the day, and again every minute."""
        self.rows.focus()
        self._ask()
        self.set_interval(LOOK_AGAIN_SECONDS, self._look_again)

    def returned(self) -> None:
        """Somebody may have gone on meanwhile."""
        self._ask()

    def _look_again(self) -> None:
        if self.is_current:
            self._ask()

    def on_resize(self, event: Any) -> None:
        """Hours are a picture where there is room, else a sentence."""
        super().on_resize(event)
        self.call_after_refresh(self._draw)

    def _ask(self) -> None:
        self.read("team", _read, self._show, label=_("reading the day"))

    def _show(self, page: TeamPage) -> None:
        self._page = page
        self._draw()

    def _draw(self) -> None:
        page = self._page
        if page is None or not self.is_mounted:
            return
        self.query_one("#head", Text).show(self._head(page))
        rows = [self._country(one.country, one.today) for one in page.countries]
        if not self._by_country:
            rows = [self._person(one, page) for one in page.people]
        self.rows.show(rows)
        self._draw_detail()
        width = max(30, self.query_one("#cover", Text).size.width - 4)
        self.query_one("#cover", Text).show(
            self._sentence(page) if self.narrow else self._picture(page, width)
        )
        panel = self.query_one("#waiting", Text)
        panel.show(list(_waiting(page, max(24, panel.size.width or 30))))
        self.refresh_bars()

    def _head(self, page: TeamPage) -> Line:
        count = len(page.people)
        line = Line(ngettext("{n} person", "{n} people", count).format(n=count), "value")
        here = sum(one.at_work for one in page.people)
        line.add(", ").add(_("{n} at work").format(n=here), "muted")
        if self._by_country:
            line.space(3).add(_("by country of the customer"), "muted")
        if self.narrow and page.approvals:
            said = ngettext("{n} to approve", "{n} to approve", len(page.approvals))
            line.space(3).glyph("closing", "warn").space().add(said.format(n=len(page.approvals)), "text")
            line.space().add("a", "key")
        said = _("of {n:,} worked today").format(n=page.planned)
        return line.right(Line(f"{page.worked:,}", "value").space().add(said, "muted"))

    def _person(self, one: Colleague, page: TeamPage) -> Row:
        sign = ("open", "ok") if one.at_work else ("shut", "muted")
        ink = "text" if one.at_work else "muted"
        return Row(
            one.user_id,
            [
                (glyph(sign[0]), sign[1]),
                (one.name, ink),
                (self._now(one, page), ink),
                *_progress_cells(one.today),
                (per_cent(one.kept), "text"),
                (f"{one.stuck:,}", "warn" if one.stuck else "muted"),
            ],
            data=one,
        )

    def _now(self, one: Colleague, page: TeamPage) -> str:
        if one.last_at is None:
            return _("not yet today")
        if one.at_work:
            return f"{act_name(one.last_act or '')} {minutes_ago(one.last_at, page.at)}"
        return _("last at {time}").format(time=clock_time(one.last_at, self.station.zone))

    def _country(self, code: str | None, today: Progress) -> Row:
        name = country_name(code) or _("not known")
        said = ngettext("{n:,} contact", "{n:,} contacts", today.contacts).format(n=today.contacts)
        cells = [("", "muted"), (name, "text"), (said, "muted"), *_progress_cells(today)]
        return Row(("country", code), [*cells, ("", "muted"), ("", "muted")], data=today)

    # -- below the list -------------------------------------------------------------------------------------

    @on(Rows.Highlighted)
    def _highlighted(self, event: Rows.Highlighted) -> None:
        event.stop()
        self._draw_detail()
        self.refresh_bars()

    @property
    def _selected(self) -> Colleague | None:
        row = self.rows.current if self.is_mounted else None
        return row.data if row is not None and not self._by_country else None

    @property
    def _progress(self) -> Progress | None:
        row = self.rows.current if self.is_mounted else None
        if row is None:
            return None
        found: Progress = row.data if self._by_country else row.data.today
        return found

    def _draw_detail(self) -> None:
        today, person = self._progress, self._selected
        lines: list[Line] = []
        if today is not None:
            calls = ngettext("{n:,} attempt", "{n:,} attempts", today.attempts).format(n=today.attempts)
            reached = ngettext("{n:,} contact", "{n:,} contacts", today.contacts).format(n=today.contacts)
            line = Line(calls, "text").space(3).add(reached, "text").space(3)
            line.add(_("promised"), "muted").space().add(_amounts(today.promised), "value").space(3)
            lines.append(line.add(_("paid today"), "muted").space().add(_amounts(today.paid), "value"))
        if person is not None:
            lines.append(_stuck(person))
        self.query_one("#detail", Text).show(lines)

    def _picture(self, page: TeamPage, width: int) -> list[Line]:
        plan = page.plan
        aside = Line(clock_and_zone(plan.start, plan.zone)[6:], "muted")
        lines = [section_line(_("Who may be called, and who is here, today"), aside, width)]
        lines += [Line().space(_NAME).add(hour_labels(plan), "muted")]
        lines += [Line().space(_NAME).add(now_mark(plan, page.at), "accent")]
        for one in page.cover:
            line = Line().fit(region_name(one.region), _NAME, "text")
            line.add(_dots(stretch_bar(plan, one.some)), "accent")
            lines.append(line.space().add(f"{one.accounts:,}", "muted"))
            if one.uncovered:
                said = _("no one {when}").format(when=said_stretches(plan, one.uncovered))
                lines.append(Line().space(_NAME).add(shorten(said, max(10, width - _NAME)), "warn"))
        here = Line().fit(_("someone at a desk"), _NAME, "muted").add(stretch_bar(plan, page.there), "tone2")
        return [
            *lines,
            here,
            Line(_("A desk is staffed in the business hours of its person's zone."), "muted"),
        ]

    def _sentence(self, page: TeamPage) -> list[Line]:
        parts = [
            _("{region} {when}").format(
                region=region_name(one.region, short=True), when=said_stretches(page.plan, one.uncovered)
            )
            for one in page.cover
            if one.uncovered
        ]
        if not parts:
            return [Line().glyph("done", "ok").space().add(_("Every open hour of today is covered."), "text")]
        said = _("Nobody at a desk: {parts}").format(parts="; ".join(parts))
        return [Line(text, "warn") for text in wrapped(said, max(20, self.size.width - 4), 2)]

    # -- acts -----------------------------------------------------------------------------------------------

    @on(Rows.Chosen)
    def _chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        self.do_open()

    def can_open(self) -> bool:
        """With something done today."""
        return self._progress is not None and bool(self._progress.entries)

    def do_open(self) -> None:
        """The journal entries behind the selected row."""
        if self._progress is not None and self.can_open():
            row = self.rows.current
            title = row.cells[1][0] if row is not None else ""
            card = screen_for("behind", title=title, entries=self._progress.entries)
            self.station.push_screen(card, self._opened)

    def _opened(self, account_id: int | None) -> None:
        if account_id is not None:
            self.station.push_screen(screen_for("account", account_id=account_id))

    def do_other(self) -> None:
        """By country, or by person again."""
        self._by_country = not self._by_country
        self._draw()

    def can_transfer(self) -> bool:
        """From somebody."""
        return self._selected is not None

    def do_transfer(self) -> None:
        """Give accounts of this person to others."""
        person = self._selected
        if person is not None:
            self.station.push_screen(screen_for("transfer", holder=person.name), self._transferred)

    def _transferred(self, receipt: Any) -> None:
        if receipt is not None:
            self._ask()


def _read(desk: DeskHandle) -> TeamPage:
    from collectdesk.desk.team import team_page

    return team_page(desk.store, desk.actor, desk.clock(), desk.actor.zone or desk.zone)


def _columns() -> list[Column]:
    return [
        Column("", 1),
        Column(_("name"), grow=True, gap=1, value=True),
        Column(_("now"), 17, gap=1),
        Column(_("worklist"), _BAR, gap=1, wide_only=True),
        Column(_("worked"), 9, "right"),
        Column(_("RPC"), 4, "right"),
        Column(_("prom."), 5, "right"),
        Column(_("kept"), 5, "right"),
        Column(_("stuck"), 5, "right"),
    ]


def _progress_cells(today: Progress) -> list[tuple[str, str]]:
    return [
        (progress_bar(today.worked, today.planned, _BAR), "accent"),
        (f"{today.worked:,}/{today.planned:,}", "text"),
        (f"{today.right_party:,}", "text"),
        (f"{today.promises:,}", "text"),
    ]


def per_cent(one: Kpi) -> str:
    """A rate without decimals, "n/a" where there is nothing to divide by."""
    return _("n/a") if one.value is None else f"{rounded(one.value, 0)} %"


def _amounts(amounts: tuple[Money, ...]) -> str:
    return ", ".join(spoken(one) for one in amounts) or "–"


def _dots(bar: str) -> str:
    return bar.replace(glyph("block"), glyph("heavy"))[:MOST_CELLS]


def _stuck(person: Colleague) -> Line:
    if not person.stuck:
        return Line().glyph("done", "ok").space().add(_("nothing stuck"), "muted")
    line = Line().glyph("closing", "warn")
    if person.late_steps:
        late = ngettext(
            "{n:,} next action of an earlier day", "{n:,} next actions of earlier days", person.late_steps
        )
        line.space().add(late.format(n=person.late_steps), "text").space(2)
    if person.waiting:
        asked = ngettext("{n:,} request waits", "{n:,} requests wait", person.waiting)
        line.space().add(asked.format(n=person.waiting), "text")
    return line


def _waiting(page: TeamPage, width: int) -> Any:
    """What waits for the lead, what was refused today, and accounts that are nobody's."""
    yield section_line(_("Waiting for you"), Line(f"{len(page.approvals):,}", "accent"), width)
    for one in page.approvals[:_WAITING]:
        yield Line()
        yield Line(approval_kind(one.kind), "value").right(spoken_line(one.amount))
        yield Line(shorten(one.customer, width), "text")
        yield Line(shorten(f"{one.asked_by}, {minutes_ago(one.asked_at, page.at)}", width), "muted")
    if len(page.approvals) > _WAITING:
        more = _("{n:,} more").format(n=len(page.approvals) - _WAITING)
        yield Line(more, "muted").space(2).add("a", "key").space().add(_("Approvals"), "muted")
    if not page.approvals:
        yield Line(_("Nothing waits."), "muted")
    yield Line()
    yield section_line(_("Refused today"), None, width)
    for rule, count in page.refused[:5]:
        yield Line(shorten(rule.replace("_", " "), width - 6), "text").right(f"{count:,}", "value")
    if not page.refused:
        yield Line(_("Nothing was refused."), "muted")
    yield Line()
    yield section_line(_("Nobody's"), Line(f"{page.unassigned:,}", "text"), width)
    yield Line(_("accounts of the list without a collector"), "muted")
