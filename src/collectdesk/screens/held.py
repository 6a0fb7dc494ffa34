"""The accounts that are not to be worked now: why, and until when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget

from collectdesk.desk.words import action
from collectdesk.i18n import _
from collectdesk.money.amount import Money
from collectdesk.tui.clock import day_month
from collectdesk.tui.routes import screen_for
from collectdesk.tui.safe_text import Line
from collectdesk.tui.screen import DeskScreen
from collectdesk.tui.text import Text
from collectdesk.widgets.columns import Column
from collectdesk.widgets.money import money_cells, money_columns, none_cells
from collectdesk.widgets.pages import Ask, Row
from collectdesk.widgets.rows import Rows
from collectdesk.widgets.words import day_or_year, held_word, step_when, wrapped

if TYPE_CHECKING:
    from collectdesk.desk.handle import DeskHandle
    from collectdesk.desk.views import Dossier
    from collectdesk.desk.views_queue import QueueRow


class HeldScreen(DeskScreen):
    """What is held back: by reason, strongest first; then what waits for its next action, soonest first."""

    place_name = "held"
    CSS_PATH: ClassVar[Any] = "held.tcss"

    def body(self) -> ComposeResult:
        """The list, and the reason of the selected account in full."""
        with Vertical(classes="main -flush"):
            yield Text(Line(_("Held back"), "muted"), id="head")
            yield Rows(
                _columns(), empty=_("Nothing is held back. esc goes back to the list."), id="held-rows"
            )
            yield Text("", id="why")

    def home(self) -> Widget | None:
        """The list."""
        return self.query_one(Rows)

    def enter(self) -> None:
        """Read the list."""
        self.query_one(Rows).focus()
        self._source = _Source()
        self.query_one(Rows).load(self._source.fetch, total=self._source.total)

    def returned(self) -> None:
        """A hold may have been lifted."""
        self.query_one(Rows).reload()

    @on(Rows.Highlighted)
    def _highlighted(self, event: Rows.Highlighted) -> None:
        event.stop()
        self._show_head()
        self.query_one("#why", Text).show("")
        if event.row is not None:
            wanted = int(event.row.data.account_id)
            self.read("why", lambda desk: _dossier(desk, wanted), self._show_why)
        self.refresh_bars()

    def _show_head(self) -> None:
        source = self._source
        line = Line(f"{source.held:,}", "value").space().add(_("held back"), "muted")
        line.add(", ", "muted").add(f"{source.waiting:,}", "value").space()
        self.query_one("#head", Text).show(line.add(_("wait for their next action"), "muted"))

    def _show_why(self, dossier: Dossier) -> None:
        row = self._selected()
        if row is None or row.account_id != dossier.account_id:
            return
        lines = []
        for one in dossier.commitments:
            if one.kind == "hold":
                until = _("until lifted")
                if one.until is not None:
                    until = _("until {day}").format(day=day_or_year(one.until, dossier.day))
                said = ", ".join(part for part in (held_word(one.code), until, one.text) if part)
            elif one.kind == "promise" and one.on is not None:
                said = _("promise for {day}").format(day=day_month(one.on))
            elif one.kind == "next_action" and one.at is not None:
                said = f"{step_when(one.at, self.station.now(), self.station.zone)}  {action(one.code)}"
                said += f": {one.text}" if one.text else ""
            else:
                continue
            lines += [Line(text) for text in wrapped(said, max(20, self.size.width - 4), 2)]
        self.query_one("#why", Text).show(lines[:4] or [Line(held_word(row.suppressed or "next_action"))])

    def _selected(self) -> QueueRow | None:
        row = self.query_one(Rows).current if self.is_mounted else None
        return row.data if row is not None else None

    @on(Rows.Chosen)
    def _chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        self.do_open()

    def _can_act(self) -> bool:
        return self._selected() is not None

    can_open = can_note = _can_act

    def do_open(self) -> None:
        """The selected account, where its hold can be lifted."""
        self._push("account")

    def do_note(self) -> None:
        """Write a note on it."""
        self._push("notes")

    def _push(self, name: str) -> None:
        row = self._selected()
        if row is not None:
            self.station.push_screen(screen_for(name, account_id=row.account_id))


class _Source:
    """The two lists one after the other: held by a reason, then waiting."""

    def __init__(self) -> None:
        self.held = self.waiting = 0

    def fetch(self, desk: DeskHandle, ask: Ask) -> list[Row]:
        from collectdesk.desk.queue import held_page, queue_summary

        scope, now = _scope(desk), desk.clock()
        if ask.index == 0:
            counts = dict(queue_summary(desk.store, scope, now).held_back)
            self.waiting = counts.pop("next_action", 0)
            self.held = sum(counts.values())
        rows: list[QueueRow] = []
        if ask.index < self.held:
            page = held_page(desk.store, scope, now, offset=ask.index, limit=ask.limit)
            rows += page.rows
        left = ask.limit - len(rows)
        if left > 0 and self.waiting:
            offset = max(0, ask.index - self.held)
            rows += held_page(desk.store, scope, now, offset=offset, limit=left, waiting=True).rows
        zone = desk.actor.zone or desk.zone
        return [_row(one, step_when(one.held_until, now, zone) if one.held_until else "") for one in rows]

    def total(self, _desk: DeskHandle) -> int:
        return self.held + self.waiting


def _scope(desk: DeskHandle) -> Any:
    from collectdesk.desk.rights import Right
    from collectdesk.desk.views_queue import Scope

    return Scope.everyone() if desk.actor.may(Right.SEE_ALL) else Scope.mine(desk.actor.id)


def _dossier(desk: DeskHandle, account_id: int) -> Dossier:
    from collectdesk.desk.dossier import dossier

    return dossier(desk.store, desk.actor, desk.clock(), account_id)


def _columns() -> list[Column]:
    return [
        Column(_("score"), 5, "right"),
        Column(_("number"), 12, wide_only=True),
        Column(_("customer"), grow=True, gap=2, value=True),
        Column("", 2),
        Column(_("why"), 22, gap=2),
        Column(_("until"), 10, wide_only=True),
        *money_columns(_("overdue")),
    ]


def _row(one: QueueRow, until: str) -> Row:
    reason = held_word(one.suppressed or "next_action")
    money = none_cells()
    if one.overdue:
        money = money_cells(Money(one.overdue[0][1], one.overdue[0][0]))
    return Row(
        one.account_id,
        [
            (str(one.score), "value"),
            (one.number, "muted"),
            (one.customer, "text"),
            (one.country or "", "muted"),
            (reason, "text"),
            (until if not one.suppressed else "", "muted"),
            *money,
        ],
        group=reason[:1].upper() + reason[1:],
        data=one,
    )
