"""The screen of payments that wait: a pile is chosen, a payment read, and settled by one key; then comes the next."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widget import Widget

from collectdesk.faults import Fault
from collectdesk.i18n import _
from collectdesk.screens.payments.lines import brief_lines, whole_lines
from collectdesk.screens.payments.listing import PILES, WaitingSource, columns, strip_lines
from collectdesk.tui.actions import N_
from collectdesk.tui.place import Place
from collectdesk.tui.routes import screen_for
from collectdesk.tui.screen import DeskScreen
from collectdesk.tui.text import Text
from collectdesk.widgets.rows import Rows

if TYPE_CHECKING:
    from collectdesk.desk.act import Receipt
    from collectdesk.desk.cash.waiting import WaitingRow
    from collectdesk.desk.cash.whole import MayReturn, Proposal, WholePayment
    from collectdesk.desk.handle import DeskHandle


WIDEST = 96
"""Cells of a payment that stands alone: with more, amounts would be too far from what they are of."""


class PaymentsScreen(DeskScreen):
    """What could not be posted by itself. `pile` is the one shown first, "" for all."""

    place_name = "payments"
    CSS_PATH: ClassVar[Any] = "payments.tcss"

    def __init__(self, pile: str = "") -> None:
        self._source = WaitingSource(pile)
        self._whole: WholePayment | None = None
        self._number = 1
        self._alone = False
        super().__init__()

    @property
    def place(self) -> Place:
        """The place; enter shows the payment whole, and there it opens the account."""
        found = super().place
        if not self._alone:
            return found
        return replace(found, labels={**found.labels, "open": N_("Account"), "back": N_("List")})

    def body(self) -> ComposeResult:
        """Piles and list, the payment beside them, below them, or alone."""
        with Vertical(classes="main -flush"):
            yield Text("", id="piles")
            yield Rows(columns(), empty=_("No payment waits. esc goes back."), id="waiting")
            yield Text("", id="below")
        with VerticalScroll(classes="side", can_focus=False):
            yield Text("", id="panel")
        with VerticalScroll(id="whole"):
            yield Text("", id="whole-text")

    def home(self) -> Widget | None:
        """The list, or the payment where it stands alone."""
        return self.query_one("#whole" if self._alone else "#waiting")

    def enter(self) -> None:
        """Read the list."""
        self._list(self._source.pile)

    def returned(self) -> None:
        """Another screen, or an act taken back, may have changed it."""
        self._rows.reload()

    def on_resize(self, event: events.Resize) -> None:
        """Lines are broken anew."""
        super().on_resize(event)
        self.call_after_refresh(self._draw)

    @property
    def _rows(self) -> Rows:
        return self.query_one("#waiting", Rows)

    def _list(self, pile: str) -> None:
        self._source = WaitingSource(pile)
        self.query_one("#piles", Text).show(strip_lines(None, pile))
        source = self._source
        self._rows.load(source.fetch, total=source.total, find=source.find)

    # -- the payment under the cursor ---------------------------------------------------------------------

    @property
    def _row(self) -> WaitingRow | None:
        row = self._rows.current if self.is_mounted else None
        return row.data if row is not None else None

    @property
    def _known(self) -> WholePayment | None:
        """The payment that is drawn, where it is the one under the cursor: nothing is done to another."""
        row, whole = self._row, self._whole
        return whole if row is not None and whole is not None and whole.line_id == row.line_id else None

    @property
    def _proposal(self) -> Proposal | None:
        known = self._known
        return known.proposals[self._number - 1] if known is not None and known.proposals else None

    @property
    def _return(self) -> MayReturn | None:
        known = self._known
        return known.returns[self._number - 1] if known is not None and known.returns else None

    @on(Rows.Highlighted)
    def _highlighted(self, event: Rows.Highlighted) -> None:
        event.stop()
        self.query_one("#piles", Text).show(strip_lines(self._source.counts, self._source.pile))
        row = self._row
        if row is None:
            self._whole = None
            self._stand_alone(False)
            self._draw()
            return
        if self._known is None:
            self._number = 1
        wanted = row.line_id
        self.read("whole", lambda desk: _whole(desk, wanted), self._show, failed=self._refused)
        self.refresh_bars()

    def _show(self, whole: WholePayment) -> None:
        if not whole.waits:
            self.say(_("This payment was settled meanwhile; the list is read again."), "info")
            self._rows.reload()
            return
        if self._whole is not None and self._whole.line_id != whole.line_id and self._alone:
            self.query_one("#whole", VerticalScroll).scroll_home(animate=False)
        self._whole = whole
        self._number = min(self._number, max(1, len(whole.proposals) or len(whole.returns)))
        self._draw()
        self.refresh_bars()

    def _draw(self) -> None:
        panel, below = self.query_one("#panel", Text), self.query_one("#below", Text)
        alone, whole = self.query_one("#whole-text", Text), self._whole
        if whole is None:
            for text in (panel, below, alone):
                text.show("")
            return
        today, wide = self.station.now().date(), self.size.width
        if self._alone:
            room = max(40, min(wide - 6, WIDEST))
            alone.show(whole_lines(whole, self._number, today, room, every=True))
        elif self.narrow:
            below.show(brief_lines(whole, self._number, today, wide - 4))
        else:
            room = max(30, panel.size.width or 34)
            panel.show(whole_lines(whole, self._number, today, room, every=False))

    def _stand_alone(self, alone: bool) -> None:
        """Show the payment on the whole screen, or the list again."""
        if alone != self._alone:
            self._alone = alone
            self.set_class(alone, "-whole")
            self.set_focus(self.home())
            self.call_after_refresh(self._draw)
        self.refresh_bars()

    # -- moving about -------------------------------------------------------------------------------------

    @on(Rows.Chosen)
    def _chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        self.do_open()

    def can_open(self) -> bool:
        """On a payment; where it stands alone, with an account to open."""
        return self._account_id() is not None if self._alone else self._row is not None

    def do_open(self) -> None:
        """The payment whole, and from there the account of the proposal taken up."""
        if not self._alone:
            self._stand_alone(self._row is not None)
            return
        account_id = self._account_id()
        if account_id is not None:
            self.station.push_screen(screen_for("account", account_id=account_id))

    def _account_id(self) -> int | None:
        if self._proposal is not None:
            return self._proposal.account_id
        return self._return.account_id if self._return is not None else None

    def can_back(self) -> bool:
        """From a payment that stands alone there is always a way back."""
        return self._alone or super().can_back()

    def do_back(self) -> None:
        """From the payment to the list, from there to where it was opened."""
        if self._alone:
            self._stand_alone(False)
        else:
            super().do_back()

    def can_digit(self) -> bool:
        """With more than one to choose from."""
        known = self._known
        return known is not None and len(known.proposals or known.returns) > 1

    def do_digit(self, number: int) -> None:
        """Take up another proposal; nothing is posted by that."""
        known = self._known
        if known is not None and 1 <= number <= len(known.proposals or known.returns):
            self._number = number
            self._draw()

    def can_earlier(self) -> bool:
        """In the list."""
        return not self._alone

    can_later = can_earlier

    def do_earlier(self) -> None:
        """The pile before."""
        self._step(-1)

    def do_later(self) -> None:
        """The next pile."""
        self._step(1)

    def _step(self, by: int) -> None:
        self._whole = None
        self._list(PILES[(PILES.index(self._source.pile) + by) % len(PILES)])

    # -- acts ---------------------------------------------------------------------------------------------

    def can_yes(self) -> bool:
        """With a proposal, or a payment that this one may return."""
        return self._proposal is not None or self._return is not None

    def do_yes(self) -> None:
        """Post the proposal taken up, against what is open at that moment."""
        known = self._known
        if known is None:
            return
        given: dict[str, Any] = {"line_id": known.line_id}
        if self._return is not None:
            self._act("return", payment_id=self._return.payment_id, **given)
        elif self._proposal is not None:
            at_rate = self._proposal.foreseen.at_rate  # the panel says which
            self._act("accept", place=self._proposal.place, at_rate=at_rate, **given)

    def can_no(self) -> bool:
        """On a payment."""
        return self._known is not None

    def do_no(self) -> None:
        """It is no customer's payment, nor the return of one."""
        if self._known is not None:
            self._act("not_ours", line_id=self._known.line_id)

    def _may_post(self) -> bool:
        return self._known is not None and self._known.pile != "returned"

    can_edit = can_other = _may_post

    def do_edit(self) -> None:
        """Divide it among items of the customer taken up, or of one that is looked for."""
        if self._proposal is None:
            self._look_for(lambda account_id: self._card("split", account_id))
            return
        parts = {
            one.item_id: one.takes.minor for one in self._proposal.foreseen.taken if one.kind == "payment"
        }
        self._card("split", self._proposal.account_id, parts=parts)

    def do_other(self) -> None:
        """Put it on an account that is looked for."""
        self._look_for(lambda account_id: self._card("on_account", account_id))

    def _look_for(self, then: Callable[[int], None]) -> None:
        def found(account_id: int | None) -> None:
            if account_id is not None:
                then(account_id)

        self.station.push_screen(screen_for("search"), found)

    def _card(self, name: str, account_id: int, **given: Any) -> None:
        known = self._known
        if known is not None:
            card = screen_for(name, line_id=known.line_id, money=known.money, account_id=account_id, **given)
            self.station.push_screen(card)

    def can_message(self) -> bool:
        """With a likely customer, once for each press."""
        return self._proposal is not None and not self.station.jobs.owes(self)

    def do_message(self) -> None:
        """Leave a follow-up to ask for the remittance advice."""
        known, proposal = self._known, self._proposal
        if known is not None and proposal is not None:
            self._act("ask", line_id=known.line_id, account_id=proposal.account_id)

    def _act(self, name: str, **given: Any) -> None:
        given["request_id"] = uuid.uuid4().hex
        self.write(lambda desk: _do(desk, name, given), lambda _receipt: self._done(), failed=self._refused)

    def _done(self) -> None:
        self._rows.reload()

    def _refused(self, fault: Fault) -> None:
        """Somebody else may have posted it: say so, and read the list again."""
        self.say(str(fault), "stop")
        self._rows.reload()


def _whole(desk: DeskHandle, line_id: int) -> WholePayment:
    from collectdesk.desk.cash.whole import whole_payment

    return whole_payment(desk.store, line_id)


def _do(desk: DeskHandle, name: str, given: dict[str, Any]) -> Receipt:
    from collectdesk.desk.cash import acting
    from collectdesk.desk.cash.asking import AskForAdvice, ask_for_advice

    at = (desk.store, desk.actor, desk.clock())
    if name == "accept":
        return acting.accept_match(*at, acting.AcceptMatch(**given))
    if name == "return":
        return acting.match_return(*at, acting.MatchReturn(**given))
    if name == "not_ours":
        return acting.not_ours(*at, acting.NotOurs(**given))
    return ask_for_advice(*at, AskForAdvice(**given))
