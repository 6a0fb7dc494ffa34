"""The card that quotes what is overdue in another currency: `usd 14` and it says the amount before it is saved."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult

from collectdesk.i18n import _, ngettext
from collectdesk.tui.safe_text import Line
from collectdesk.tui.screen import Card
from collectdesk.tui.text import Text
from collectdesk.widgets.fields import Field
from collectdesk.widgets.kept_field import KeptField, drafts_of

if TYPE_CHECKING:
    from collectdesk.desk.act import Receipt
    from collectdesk.desk.handle import DeskHandle
    from collectdesk.desk.typed.quote_line import QuoteLine
    from collectdesk.faults import Fault


class QuoteCard(Card[Any]):
    """Quote the overdue and undisputed amount in the customer's currency. Closes with the receipt."""

    place_name = "quote"

    def __init__(self, account_id: int) -> None:
        self._account_id = account_id
        self._request = uuid.uuid4().hex
        super().__init__()

    def body(self) -> ComposeResult:
        """The line, and what a quotation is."""
        yield KeptField(
            _("Quote what is overdue in"),
            hint="usd 7",
            aside=_("currency, days it holds, who bears the difference"),
            id="line",
            account_id=self._account_id,
            place="quote",
        )
        said = _(
            "The debt stays in its own currency. Paid in time, the quoted amount settles it; write “customer” "
            "where every payment is to count at the rate of its own day."
        )
        yield Text(Line(said, "muted"), classes="gap")

    def on_mount(self) -> None:
        """The cursor is in the line."""
        self.field.edit()
        self.read("quote", lambda desk: _draft(desk, self._account_id), self.field.bring)

    @property
    def field(self) -> KeptField:
        """The line."""
        return self.query_one("#line", KeptField)

    def on_field_changed(self, event: Field.Changed) -> None:
        """Say what was understood."""
        event.stop()
        self.field.set_error("")
        read = _parsed(event.value)
        self.field.set_understood("" if read is None else _understood(read))

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Enter saves it."""
        event.stop()
        self.do_finish()

    def do_finish(self) -> None:
        """Quote it, or say what is missing."""
        given = {"request_id": self._request, "account_id": self._account_id, "text": self.field.value}
        self.field.close()
        self.write(
            lambda desk: _quote(desk, given), self.leave, failed=self._failed, control=self.field.input
        )

    def _failed(self, fault: Fault) -> None:
        self.field.come_back(str(fault))


def _understood(read: QuoteLine) -> Line:
    days = ngettext("holds for {n} day", "holds for {n} days", read.valid_days).format(n=read.valid_days)
    bearer = (
        _("the customer bears the difference")
        if read.bearer == "customer"
        else _("the creditor bears the difference")
    )
    line = Line(read.currency, "value")
    if read.owed is not None:
        line.space().add(_("for what is owed in {currency}").format(currency=read.owed))
    return line.space(2).add(days).space(2).add(bearer, "muted")


def _parsed(text: str) -> QuoteLine | None:
    from collectdesk.desk.typed.quote_line import read_quote_line
    from collectdesk.faults import BadInput

    try:
        return read_quote_line(text)
    except BadInput:
        return None


def _quote(desk: DeskHandle, given: dict[str, Any]) -> Receipt:
    from collectdesk.desk.fx_quote import QuoteInCurrency, quote_in_currency
    from collectdesk.desk.typed.quote_line import read_quote_line

    read = read_quote_line(given["text"])
    command = QuoteInCurrency(
        request_id=given["request_id"], account_id=given["account_id"], currency=read.currency,
        owed_currency=read.owed, valid_days=read.valid_days, bearer=read.bearer,
    )  # fmt: skip
    receipt = quote_in_currency(desk.store, desk.actor, desk.clock(), command)
    drafts_of("quote")(desk, given["account_id"])
    return receipt


def _draft(desk: DeskHandle, account_id: int) -> Any:
    from collectdesk.desk.notes import find_draft

    return find_draft(desk.store, desk.actor, account_id, "quote")
