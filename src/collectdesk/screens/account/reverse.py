"""The card that takes a posting or a whole payment back, with the reason on record."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult

from collectdesk.i18n import _
from collectdesk.tui.safe_text import Line, plain
from collectdesk.tui.screen import Card
from collectdesk.tui.text import Text
from collectdesk.widgets.fields import Field

if TYPE_CHECKING:
    from collectdesk.desk.act import Receipt
    from collectdesk.desk.handle import DeskHandle
    from collectdesk.faults import Fault

_WAITS, _RETURNED = 1, 2


class ReverseCard(Card[Any]):
    """Reverse one posting, or all of a payment where `allocation_id` is None. Closes with the receipt."""

    place_name = "reverse"
    tone = "warn"

    def __init__(self, payment_id: int, allocation_id: int | None, said: str) -> None:
        self._payment_id, self._allocation_id, self._what = payment_id, allocation_id, said
        self._request = uuid.uuid4().hex
        self._way = _WAITS
        super().__init__()

    def body(self) -> ComposeResult:
        """What is taken back, where the money goes, and why."""
        title = _("Reverse this payment") if self._allocation_id is None else _("Reverse this posting")
        yield Text(Line(title, "value").space(2).add(self._what, "text"))
        yield Text("", id="ways", classes="gap")
        yield Field(_("Why"), hint=_("wrong customer"), id="reason")

    def on_mount(self) -> None:
        """A posting only asks why; for a payment a digit says first where the money is."""
        self._draw()
        if self._allocation_id is not None:
            self._field.edit()

    @property
    def _field(self) -> Field:
        return self.query_one("#reason", Field)

    def _draw(self) -> None:
        if self._allocation_id is not None:
            said = _("The item opens again with its own due date; the money stays on the account, unapplied.")
            self.query_one("#ways", Text).show(plain(said, "muted"))
            return
        ways = (
            _("It waits again to be matched"),
            _("The bank took the money back"),
        )
        lines = []
        for number, words in enumerate(ways, 1):
            chosen = number == self._way
            line = Line().glyph("current", "accent") if chosen else Line().space()
            lines.append(line.add(str(number), "key").space(2).add(words, "value" if chosen else "text"))
        lines.append(Line(_("Its items open again with their own due dates."), "muted"))
        self.query_one("#ways", Text).show(lines)

    def can_digit(self) -> bool:
        """For a whole payment."""
        return self._allocation_id is None

    def do_digit(self, number: int) -> None:
        """Where the money is now; then the reason is asked."""
        if number in (_WAITS, _RETURNED):
            self._way = number
            self._draw()
            self._field.edit()

    def on_field_changed(self, event: Field.Changed) -> None:
        """What was wrong is being mended."""
        event.stop()
        self._field.set_error("")

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Enter reverses it too."""
        event.stop()
        if not self.station.jobs.owes(self):
            self.do_finish()

    def do_finish(self) -> None:
        """Reverse it, or ask why."""
        reason = self._field.value
        if not reason:
            self._field.set_error(_("say why it is reversed"))
            self._field.edit()
            return
        given: dict[str, Any] = {"request_id": self._request, "reason": reason}
        if self._allocation_id is not None:
            given["allocation_id"] = self._allocation_id
        else:
            given |= {"payment_id": self._payment_id, "returned": self._way == _RETURNED}
        self.write(
            lambda desk: _reverse(desk, given), self.leave, failed=self._failed, control=self._field.input
        )

    def _failed(self, fault: Fault) -> None:
        self._field.set_error(str(fault))
        self._field.edit()


def _reverse(desk: DeskHandle, given: dict[str, Any]) -> Receipt:
    from collectdesk.desk.cash.acting import (
        ReverseAllocation,
        ReversePayment,
        reverse_allocation,
        reverse_payment,
    )  # fmt: skip

    at = (desk.store, desk.actor, desk.clock())
    if "allocation_id" in given:
        return reverse_allocation(*at, ReverseAllocation(**given))
    return reverse_payment(*at, ReversePayment(**given))
