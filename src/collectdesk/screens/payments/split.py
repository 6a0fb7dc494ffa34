"""The split card: an amount is typed for each item, and the rest of the payment is there at every key."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widget import Widget

from collectdesk.i18n import _
from collectdesk.money.amount import Money
from collectdesk.money.display import figure, spoken
from collectdesk.screens.payments.lines import rest_line
from collectdesk.tui.safe_text import Line
from collectdesk.tui.screen import Card
from collectdesk.tui.text import Text
from collectdesk.widgets.columns import Column
from collectdesk.widgets.fields import Field
from collectdesk.widgets.money import aligned, spoken_line
from collectdesk.widgets.pages import Row
from collectdesk.widgets.rows import Rows
from collectdesk.widgets.words import day_or_year

if TYPE_CHECKING:
    from collectdesk.desk.act import Receipt
    from collectdesk.desk.cash.whole import ByOrder, OpenNow
    from collectdesk.desk.handle import DeskHandle
    from collectdesk.faults import Fault

ALL = "="
"""Typed for an item: as much as is open on it, or as is left of the payment."""


class SplitCard(Card[Any]):
    """Divide a payment among items of one account; `parts` are minor units to begin with. Closes with the receipt."""

    place_name = "split"
    CSS_PATH: ClassVar[Any] = "payments.tcss"
    BINDINGS: ClassVar[list[Any]] = [
        Binding("up", "row(-1)", show=False),
        Binding("down", "row(1)", show=False),
        Binding("pageup", "leaf(-1)", show=False),
        Binding("pagedown", "leaf(1)", show=False),
    ]

    def __init__(
        self, line_id: int, account_id: int, money: Money, parts: Mapping[int, int] | None = None
    ) -> None:
        self._line_id, self._account_id, self._money = line_id, account_id, money
        self._request = uuid.uuid4().hex
        self._items: tuple[OpenNow, ...] = ()
        self._parts = dict(parts or {})
        self._typed: dict[int, str] = {}
        self._wrong: dict[int, str] = {}
        self._at: int | None = None
        super().__init__()

    def body(self) -> ComposeResult:
        """Whose account, the amount of the selected item, the items."""
        yield Text("", id="whose")
        yield Field(_("Amount"), hint=_("= takes all it can"), id="amount")
        yield Rows(
            _columns(), on="surface", empty=_("Nothing is open there in this currency."), id="open-items"
        )

    def foot(self) -> ComposeResult:
        """What is left of the payment."""
        yield Text(rest_line(self._money, 0), id="rest")

    def on_mount(self) -> None:
        """Read what is open; the cursor stands in the amount."""
        self._rows.can_focus = False  # letters always go into the amount
        self._field.edit()
        line_id, account_id, code = self._line_id, self._account_id, self._money.currency
        self.read(
            "split", lambda desk: _read(desk, line_id, account_id, code), self._show, failed=self._failed
        )

    @property
    def _field(self) -> Field:
        return self.query_one("#amount", Field)

    @property
    def _rows(self) -> Rows:
        return self.query_one("#open-items", Rows)

    def home(self) -> Widget | None:
        """Amounts are typed all the time; `esc` closes at once."""
        return self.query_one("#amount", Field).input

    def _show(self, answer: tuple[ByOrder, tuple[OpenNow, ...]]) -> None:
        whose, self._items = answer
        head = Line(whose.customer, "value").space(2).add(whose.account, "muted")
        self.query_one("#whose", Text).show(head.right(spoken_line(self._money)))
        known = {item.item_id: item for item in self._items}
        self._parts = {key: minor for key, minor in self._parts.items() if key in known and minor > 0}
        code = self._money.currency
        self._typed = {key: str(Money(minor, code)) for key, minor in self._parts.items()}
        self._draw()
        self._take_up()

    # -- amounts ------------------------------------------------------------------------------------------

    def _draw(self) -> None:
        self._rows.show([self._row(item) for item in self._items])
        self.query_one("#rest", Text).show(rest_line(self._money, sum(self._parts.values())))

    def _row(self, item: OpenNow) -> Row:
        today = self.station.now().date()
        part, wrong = self._parts.get(item.item_id, 0), item.item_id in self._wrong
        given = aligned(Money(part, self._money.currency)) if part else ""
        disputed = Line().glyph("held").text + f" {figure(item.disputed)}" if item.disputed.minor else ""
        return Row(
            item.item_id,
            [
                (item.document, "text"),
                (day_or_year(item.due_on, today) if item.due_on else "–", "muted"),
                (aligned(item.open), "text"),
                (disputed, "warn"),
                (_("✗ not an amount") if wrong else given, "stop" if wrong else "value"),
            ],
            data=item,
        )

    @on(Field.Changed)
    def _changed(self, event: Field.Changed) -> None:
        event.stop()
        self._keep()

    def _keep(self) -> None:
        """What stands in the field belongs to the selected item."""
        typed, key = self._field.value, self._at
        if key is None or typed == self._typed.get(key, ""):
            return
        self._typed[key] = typed
        item = next(one for one in self._items if one.item_id == key)
        minor, problem = self._understand(item, typed)
        self._parts[key] = minor
        self._wrong.pop(key, None)
        if problem:
            self._wrong[key] = problem
        self._field.set_error(problem)
        self._draw()

    def _understand(self, item: OpenNow, typed: str) -> tuple[int, str]:
        """Minor units, and what is wrong with them."""
        from collectdesk.desk.typed.figures import read_amount
        from collectdesk.money.currency import decimals

        code = self._money.currency
        if not typed:
            return 0, ""
        if typed == ALL:
            others = sum(minor for key, minor in self._parts.items() if key != item.item_id)
            return max(0, min(item.open.minor, self._money.minor - others)), ""
        read = read_amount(typed, decimals(code))
        if not isinstance(read, Decimal):
            return 0, read
        part = Money.of(read, code)
        if item.open < part:
            said = _("{document} can take {amount} at most").format(
                document=item.document, amount=spoken(item.open)
            )
            return 0, said
        return part.minor, ""

    # -- moving about -------------------------------------------------------------------------------------

    def action_row(self, by: int) -> None:
        """The item above or below."""
        self._keep()
        self._rows.action_step(by)
        self._take_up()

    def action_leaf(self, by: int) -> None:
        """A screenful up or down."""
        self._keep()
        self._rows.action_leaf(by)
        self._take_up()

    @on(Rows.Highlighted)
    def _highlighted(self, event: Rows.Highlighted) -> None:
        event.stop()
        if event.key is not None and event.key == self._rows.current_key and event.key != self._at:
            self._keep()
            self._take_up()

    @on(Rows.Chosen)
    def _chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        self._field.edit()

    def _take_up(self) -> None:
        """Put what was typed for the selected item into the field."""
        row = self._rows.current
        if row is None or row.key == self._at:
            return
        item: OpenNow = row.data
        self._at = item.item_id
        field = self._field
        field.set_label(_("Amount for {document}").format(document=item.document))
        field.set_aside(_("open {amount}").format(amount=spoken(item.open)))
        field.value = self._typed.get(item.item_id, "")
        field.input.cursor_position = len(field.input.value)
        field.set_error(self._wrong.get(item.item_id, ""))

    @on(Field.Submitted)
    def _entered(self, event: Field.Submitted) -> None:
        """Enter goes on to the next item."""
        event.stop()
        self.action_row(1)

    # -- saving -------------------------------------------------------------------------------------------

    def do_finish(self) -> None:
        """Post it, or say what is wrong."""
        self._keep()
        parts = [(key, minor) for key, minor in self._parts.items() if minor]
        if self._wrong:
            self._rows.select_key(next(iter(self._wrong)))
            self._take_up()
        elif not parts:
            self._field.set_error(_("type an amount for one item at least"))
        elif sum(minor for _key, minor in parts) > self._money.minor:
            self._field.set_error(_("the amounts are more than the payment"))
        else:
            self._save(parts)

    def _save(self, parts: Sequence[tuple[int, int]]) -> None:
        given = {
            "request_id": self._request, "line_id": self._line_id, "account_id": self._account_id,
            "parts": [{"item_id": key, "minor": minor} for key, minor in parts],
        }  # fmt: skip
        self.write(
            lambda desk: _post(desk, given), self.leave, failed=self._failed, control=self._field.input
        )

    def _failed(self, fault: Fault) -> None:
        self._field.set_error(str(fault))
        self._field.edit()


def _columns() -> list[Column]:
    return [
        Column(_("item"), grow=True, value=True),
        Column(_("due"), 11),
        Column(_("open"), 14, keep=True),
        Column(_("disputed"), 14, wide_only=True),
        Column(_("gets"), 16, value=True, keep=True),
    ]


def _read(
    desk: DeskHandle, line_id: int, account_id: int, currency: str
) -> tuple[ByOrder, tuple[OpenNow, ...]]:
    from collectdesk.desk.cash.whole import on_account, open_items

    return on_account(desk.store, line_id, account_id), open_items(desk.store, account_id, currency)


def _post(desk: DeskHandle, given: dict[str, Any]) -> Receipt:
    from collectdesk.desk.cash.acting import SplitMatch, split_match

    return split_match(desk.store, desk.actor, desk.clock(), SplitMatch(**given))
