"""The card that puts a payment on an account: as it is, or settled in the order of the law or the house."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from textual import events
from textual.app import ComposeResult

from collectdesk.i18n import _
from collectdesk.screens.payments.lines import foreseen_lines
from collectdesk.tui.safe_text import Line
from collectdesk.tui.screen import Card
from collectdesk.tui.text import Text
from collectdesk.widgets.money import spoken_line

if TYPE_CHECKING:
    from collectdesk.desk.act import Receipt
    from collectdesk.desk.cash.whole import ByOrder
    from collectdesk.desk.handle import DeskHandle
    from collectdesk.faults import Fault
    from collectdesk.money.amount import Money


class OnAccountCard(Card[Any]):
    """Two ways to put a payment on an account. Closes with the receipt."""

    place_name = "on_account"

    def __init__(self, line_id: int, account_id: int, money: Money) -> None:
        self._line_id, self._account_id, self._money = line_id, account_id, money
        self._request = uuid.uuid4().hex
        self._found: ByOrder | None = None
        self._choice = 1
        super().__init__()

    def body(self) -> ComposeResult:
        """Whose account, the two ways, and what the second would settle."""
        yield Text("", id="whose")
        yield Text("", id="ways", classes="gap")
        yield Text("", id="foreseen", classes="gap")

    def foot(self) -> ComposeResult:
        """What is wrong, where something is."""
        yield Text("", id="wrong")

    def on_mount(self) -> None:
        """Read what is open there."""
        line_id, account_id = self._line_id, self._account_id
        self.read(
            "on_account", lambda desk: _read(desk, line_id, account_id), self._show, failed=self._failed
        )

    def on_resize(self, _event: events.Resize) -> None:
        """Lines are broken anew."""
        self.call_after_refresh(self._draw)

    def _show(self, found: ByOrder) -> None:
        self._found = found
        self._draw()
        self.refresh_bars()

    def _draw(self) -> None:
        found = self._found
        if found is None:
            return
        whose = Line(found.customer, "value").space(2).add(found.account, "muted")
        self.query_one("#whose", Text).show(whose.right(spoken_line(self._money)))
        ways = (
            _("Leave it unapplied on the account"),
            _("Settle what is open in the order of the law or the house"),
        )
        lines = []
        for number, said in enumerate(ways, 1):
            chosen = number == self._choice
            line = Line().glyph("current", "accent") if chosen else Line().space()
            lines.append(line.add(str(number), "key").space(2).add(said, "value" if chosen else "text"))
        self.query_one("#ways", Text).show(lines)
        foreseen = self.query_one("#foreseen", Text)
        foreseen.display = self._choice == 2
        foreseen.show(foreseen_lines(found.foreseen, max(40, foreseen.size.width or self.size.width - 8)))
        self.call_after_refresh(self._leave_room)

    def do_digit(self, number: int) -> None:
        """Choose a way; nothing is posted by that."""
        if number in (1, 2):
            self._choice = number
            self._draw()

    def can_finish(self) -> bool:
        """Once the account was read."""
        return self._found is not None

    can_open = can_finish

    def do_open(self) -> None:
        """Enter posts it too."""
        if not self.station.jobs.owes(self):
            self.do_finish()

    def do_finish(self) -> None:
        """Put it there in the chosen way."""
        given = {
            "request_id": self._request, "line_id": self._line_id, "account_id": self._account_id,
            "by_order": self._choice == 2,
        }  # fmt: skip
        self.write(lambda desk: _post(desk, given), self.leave, failed=self._failed)

    def _failed(self, fault: Fault) -> None:
        self.query_one("#wrong", Text).show(Line().glyph("refused", "stop").space().add(str(fault)))


def _read(desk: DeskHandle, line_id: int, account_id: int) -> ByOrder:
    from collectdesk.desk.cash.whole import on_account

    return on_account(desk.store, line_id, account_id)


def _post(desk: DeskHandle, given: dict[str, Any]) -> Receipt:
    from collectdesk.desk.cash.acting import PutOnAccount, put_on_account

    return put_on_account(desk.store, desk.actor, desk.clock(), PutOnAccount(**given))
