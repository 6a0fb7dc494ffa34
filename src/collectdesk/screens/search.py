"""The search card: finds an account while it is typed, by whatever the collector has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widget import Widget

from collectdesk.i18n import _, ngettext
from collectdesk.tui.screen import Card
from collectdesk.widgets.columns import Column
from collectdesk.widgets.fields import Field
from collectdesk.widgets.pages import Row
from collectdesk.widgets.rows import Rows

if TYPE_CHECKING:
    from collectdesk.desk.search import Hit

LIMIT = 50


class SearchCard(Card[int]):
    """Find a customer. Closes with the id of the account that was chosen, or None."""

    place_name = "search"
    CSS_PATH: ClassVar[Any] = "search.tcss"
    BINDINGS: ClassVar[list[Any]] = [
        Binding("up", "row(-1)", show=False),
        Binding("down", "row(1)", show=False),
        Binding("pageup", "leaf(-1)", show=False),
        Binding("pagedown", "leaf(1)", show=False),
    ]

    def __init__(self) -> None:
        self._asked = ""
        self._answered = ""
        self._open_when_found = False
        super().__init__()

    def body(self) -> ComposeResult:
        """What is typed, and what it finds."""
        yield Field(_("Search"), hint=_("name, number, invoice, phone or a word of a note"), id="wanted")
        yield Rows(_columns(), on="surface", empty="", id="found")

    def on_mount(self) -> None:
        """The cursor stands in the field."""
        self.query_one(Field).edit()

    def home(self) -> Widget | None:
        """Letters go into the field; `esc` closes at once."""
        return self.query_one(Field).input

    @on(Field.Changed)
    def _typed(self, event: Field.Changed) -> None:
        event.stop()
        wanted = event.value.strip()
        if wanted == self._asked:
            return
        self._asked, self._open_when_found = wanted, False
        if not wanted:
            self._show(wanted, [])
            return
        self.read("search", lambda desk: _find(desk, wanted), lambda hits: self._show(wanted, hits))

    def _show(self, wanted: str, hits: Sequence[Hit]) -> None:
        if wanted != self._asked:
            return
        self._answered = wanted
        self.query_one(Rows).show([_row(hit) for hit in hits], keep_key=False)
        self.query_one(Field).set_aside(self._said(wanted, len(hits)))
        if self._open_when_found:
            self._open_when_found = False
            self.do_open()
        self.refresh_bars()

    @staticmethod
    def _said(wanted: str, count: int) -> str:
        if not wanted:
            return ""
        if not count:
            return _("nothing found") if len(wanted) > 1 else _("type one more character")
        if count >= LIMIT:
            return _("the first {n}").format(n=count)
        return ngettext("{n} account", "{n} accounts", count).format(n=count)

    def action_row(self, by: int) -> None:
        """The row above or below, while the cursor stays in the field."""
        self.query_one(Rows).action_step(by)

    def action_leaf(self, by: int) -> None:
        """A screenful up or down."""
        self.query_one(Rows).action_leaf(by)

    @on(Field.Submitted)
    def _entered(self, event: Field.Submitted) -> None:
        event.stop()
        if self._asked and self._asked != self._answered:
            self._open_when_found = True  # enter was faster than the answer
        else:
            self.do_open()

    @on(Rows.Chosen)
    def _chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        self.do_open()

    def _selected(self) -> int | None:
        row = self.query_one(Rows).current if self.is_mounted else None
        return int(row.data.account_id) if row is not None else None

    def can_open(self) -> bool:
        """With something found."""
        return self._selected() is not None

    def do_open(self) -> None:
        """Open the selected account."""
        found = self._selected()
        if found is not None:
            self.leave(found)


def _find(desk: Any, wanted: str) -> list[Hit]:
    from collectdesk.desk.search import find

    return find(desk.store, wanted, LIMIT)


def _columns() -> list[Column]:
    return [
        Column(_("number"), 12),
        Column(_("customer"), grow=True, gap=2, value=True),
        Column("", 2),
        Column(_("city"), 14, gap=1, wide_only=True),
        Column(_("score"), 5, "right"),
        Column(_("found by"), 10, gap=2),
    ]


def _row(hit: Hit) -> Row:
    return Row(
        hit.account_id,
        [
            (hit.number, "muted"),
            (hit.customer, "text"),
            (hit.country or "", "muted"),
            (hit.city or "", "muted"),
            (str(hit.score), "text"),
            (_by(hit.by), "muted"),
        ],
        data=hit,
    )


def _by(code: str) -> str:
    known = {
        "number": _("number"),
        "document": _("document"),
        "phone": _("phone"),
        "party": _("name"),
        "person": _("person"),
        "address": _("address"),
        "note": _("note"),
    }
    return known.get(code, code)
