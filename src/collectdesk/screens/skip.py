"""The skip card: why this account is left for today. One word is enough, a digit takes a usual one."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult

from collectdesk.desk.skipping import usual_reasons as reasons
from collectdesk.i18n import _
from collectdesk.tui.safe_text import Line
from collectdesk.tui.screen import Card
from collectdesk.tui.text import Text
from collectdesk.widgets.fields import Field
from collectdesk.widgets.kept_field import KeptField, drafts_of

if TYPE_CHECKING:
    from collectdesk.faults import Fault


def usual_reasons() -> tuple[str, ...]:
    """Reasons for the digits 1 to 4."""
    return tuple(reasons().values())


class SkipCard(Card[Any]):
    """Leave an account out until tomorrow. Closes with the receipt."""

    place_name = "skip"

    def __init__(self, account_id: int) -> None:
        self._account_id = account_id
        self._request = uuid.uuid4().hex
        super().__init__()

    def body(self) -> ComposeResult:
        """The line, and the usual reasons."""
        yield KeptField(
            _("Why is it skipped until tomorrow?"),
            hint=usual_reasons()[0],
            id="reason",
            account_id=self._account_id,
            place="skip",
        )
        yield Text("", id="usual", classes="gap")

    def on_mount(self) -> None:
        """The cursor is in the line; a digit in the empty line takes a usual reason."""
        lines = [Line(str(n), "key").space(2).add(one) for n, one in enumerate(usual_reasons(), 1)]
        self.query_one("#usual", Text).show(
            [*lines, Line(_("A digit and enter takes one of these."), "muted")]
        )
        self.field.edit()
        self.read("skip", lambda desk: _draft(desk, self._account_id), self.field.bring)

    @property
    def field(self) -> KeptField:
        """The line."""
        return self.query_one("#reason", KeptField)

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Enter saves it."""
        event.stop()
        self.do_finish()

    def on_field_changed(self, event: Field.Changed) -> None:
        """Say which usual reason a digit stands for."""
        event.stop()
        reason = self._reason()
        self.field.set_error("")
        self.field.set_understood(Line(reason, "value") if reason != event.value else "")

    def do_digit(self, digit: int) -> None:
        """Outside the line a digit takes its reason at once."""
        if 1 <= digit <= len(usual_reasons()):
            self.field.value = str(digit)
            self.do_finish()

    def do_finish(self) -> None:
        """Skip it, or ask for a reason."""
        reason = self._reason()
        if not reason:
            self.field.set_error(_("say why it is skipped; one word is enough"))
            self.field.edit()
            return
        given = {"request_id": self._request, "account_id": self._account_id, "reason": reason}
        self.field.close()
        self.write(lambda desk: _skip(desk, given), self.leave, failed=self._failed, control=self.field.input)

    def _reason(self) -> str:
        typed, usual = self.field.value, usual_reasons()
        return usual[int(typed) - 1] if typed in tuple("1234") else typed

    def _failed(self, fault: Fault) -> None:
        self.field.come_back(str(fault))


def _skip(desk: Any, given: dict[str, Any]) -> Any:
    from collectdesk.desk.holds import SkipAccount, skip_account

    receipt = skip_account(desk.store, desk.actor, desk.clock(), SkipAccount(**given))
    drafts_of("skip")(desk, given["account_id"])
    return receipt


def _draft(desk: Any, account_id: int) -> Any:
    from collectdesk.desk.notes import find_draft

    return find_draft(desk.store, desk.actor, account_id, "skip")
