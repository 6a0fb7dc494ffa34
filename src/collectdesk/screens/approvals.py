"""What waits for approval: who asks for what, why it is too much for them, and the answer."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from collectdesk.desk.words_of_plans import approval_kind, who
from collectdesk.i18n import _, ngettext
from collectdesk.tui.clock import clock_time, day_month, weekday_day_month, zone
from collectdesk.tui.routes import screen_for
from collectdesk.tui.safe_text import Line
from collectdesk.tui.screen import Card, Confirm, DeskScreen
from collectdesk.tui.text import Text
from collectdesk.widgets.columns import Column
from collectdesk.widgets.fields import Field
from collectdesk.widgets.kept_field import KeptField
from collectdesk.widgets.money import money_cells, money_columns, spoken_line
from collectdesk.widgets.pages import Row
from collectdesk.widgets.rows import Rows
from collectdesk.widgets.words import wrapped

if TYPE_CHECKING:
    from collectdesk.desk.handle import DeskHandle
    from collectdesk.desk.plans.approvals import AskedApproval
    from collectdesk.faults import Fault
    from collectdesk.tui.actions import Offer


class ApprovalsScreen(DeskScreen):
    """Open requests: those for the reader to decide, those for others, and the reader's own."""

    place_name = "approvals"
    CSS_PATH: ClassVar[Any] = "approvals.tcss"

    def body(self) -> ComposeResult:
        """The list, and the selected request in full."""
        with Vertical(classes="main -flush"):
            yield Text(Line(_("Approvals"), "muted"), id="head")
            yield Rows(_columns(), empty=_("Nothing waits. esc goes back."), id="requests")
            yield Text("", id="why")

    @property
    def rows(self) -> Rows:
        """The list."""
        return self.query_one("#requests", Rows)

    @property
    def _chosen(self) -> AskedApproval | None:
        row = self.rows.current if self.is_mounted else None
        return row.data if row is not None else None

    def enter(self) -> None:
        """Read the list."""
        self.read("approvals", _read, self._show)

    def returned(self) -> None:
        """One may have been decided."""
        self.enter()

    def _show(self, found: tuple[AskedApproval, ...]) -> None:
        order = sorted(found, key=lambda one: (not one.may, one.mine))
        self.rows.show([self._row(one) for one in order])
        mine = sum(one.may for one in found)
        line = Line(ngettext("{n} request", "{n} requests", len(found)).format(n=len(found)), "value")
        if mine:
            line.space(3).glyph("closing", "warn").space()
            line.add(_("{n} for you to decide").format(n=mine), "text")
        self.query_one("#head", Text).show(line)
        self.refresh_bars()

    def _row(self, one: AskedApproval) -> Row:
        late = self._late(one)
        return Row(
            one.id,
            (
                (approval_kind(one.kind), "text"),
                (one.account, "muted"),
                (one.customer, "text"),
                *money_cells(one.amount),
                (one.asked_by, "text"),
                (_("expired") if late else day_month(one.expires_on), "warn" if late else "muted"),
            ),
            group=_("For you to decide") if one.may else _("Your own") if one.mine else _("For others to decide"),
            mark="current" if one.may else "",
            data=one,
        )  # fmt: skip

    def _late(self, one: AskedApproval) -> bool:
        return one.expires_on < self.station.now().astimezone(zone(self.station.zone)).date()

    @on(Rows.Highlighted)
    def _highlighted(self, event: Rows.Highlighted) -> None:
        event.stop()
        one = self._chosen
        width = max(20, self.size.width - 4)
        self.query_one("#why", Text).show(_whole(one, self.station.zone, width, self.narrow) if one else "")
        self.refresh_bars()

    # -- keys ---------------------------------------------------------------------------------------------

    def offers_now(self) -> list[Offer]:
        """On one's own request the key that says no takes it back."""
        one = self._chosen
        word = _("Withdraw") if one is not None and one.mine else _("Decline")
        return [
            replace(offer, label=word) if offer.action.name == "no" else offer
            for offer in super().offers_now()
        ]

    @on(Rows.Chosen)
    def _opened(self, event: Rows.Chosen) -> None:
        event.stop()
        self.do_open()

    def _can_act(self) -> bool:
        return self._chosen is not None

    can_open = can_note = can_copy = _can_act

    def can_yes(self) -> bool:
        """A request that this person may decide."""
        return self._chosen is not None and self._chosen.may

    def can_no(self) -> bool:
        """As for yes, and one's own."""
        return self._chosen is not None and (self._chosen.may or self._chosen.mine)

    def do_open(self) -> None:
        """The account."""
        self._push("account")

    def do_note(self) -> None:
        """A note on the account."""
        self._push("notes")

    def _push(self, place: str) -> None:
        one = self._chosen
        if one is not None:
            self.station.push_screen(screen_for(place, account_id=one.account_id))

    def do_yes(self) -> None:
        """Approve it; the card asks for what must be said."""
        self._decide(approve=True)

    def do_no(self) -> None:
        """Decline it, or take one's own back."""
        one = self._chosen
        if one is not None and one.mine:
            said = _("What you asked for {customer} is dropped.").format(customer=one.customer)
            self.station.push_screen(Confirm(_("Withdraw the request?"), said), self._withdraw)
            return
        self._decide(approve=False)

    def _decide(self, *, approve: bool) -> None:
        one = self._chosen
        if one is not None:
            self.station.push_screen(screen_for("decision", asked=one, approve=approve))

    def _withdraw(self, sure: bool | None) -> None:
        one = self._chosen
        if sure and one is not None:
            given = {"request_id": uuid.uuid4().hex, "approval_id": one.id}
            self.write(lambda desk: _take_back(desk, given), lambda _receipt: self.enter(), control=None)

    def do_copy(self) -> None:
        """The account's number to the clipboard."""
        one = self._chosen
        if one is not None:
            self.station.copy_to_clipboard(one.account)
            self.say(_("Sent to the clipboard: {number}").format(number=one.account), "info")


class DecisionCard(Card[Any]):
    """Approve or decline a request. Closes with the receipt. An answer that is typed is kept."""

    place_name = "decision"

    def __init__(self, asked: AskedApproval, approve: bool) -> None:
        self._asked, self._approve = asked, approve
        self._request = uuid.uuid4().hex
        super().__init__()

    def body(self) -> ComposeResult:
        """What is decided, and the line for the answer."""
        yield Text("", id="asked")
        yield KeptField(
            self._question(), hint=self._hint(), id="answer", account_id=self._asked.account_id, place=self._place()
        )  # fmt: skip

    def _place(self) -> str:
        return f"{'approve' if self._approve else 'decline'}-{self._asked.id}"

    def _question(self) -> str:
        if self._asked.above:
            return _("What did {who} decide, and when?").format(who=who(self._asked.needs))
        return _("Anything to say with it?") if self._approve else _("Why is it declined?")

    def _hint(self) -> str:
        if self._asked.above:
            return _("minutes of 24 November")
        return _("may stay empty") if self._approve else _("three months are enough for this amount")

    def on_mount(self) -> None:
        """The cursor is in the line."""
        self._draw()
        self.field.edit()
        account_id, place = self._asked.account_id, self._place()
        self.read("draft", lambda desk: _draft(desk, account_id, place), self.field.bring)

    def _draw(self) -> None:
        one, width = self._asked, max(20, min(self.size.width, 100) - 12)
        sign = Line().glyph("done", "ok") if self._approve else Line().glyph("refused", "stop")
        head = sign.space().add(_("Approve") if self._approve else _("Decline"), "value").space(2)
        head.add(approval_kind(one.kind), "text").space(2).join(spoken_line(one.amount))
        lines = [head, *(Line(text, "text") for text in wrapped(one.customer, width, 1))]
        lines += [Line(text, "muted") for text in wrapped(one.limits, width, 2)]
        lines += [Line(text, "text") for text in wrapped(one.reason, width, 3)]
        self.query_one("#asked", Text).show([*lines, Line()])

    @property
    def field(self) -> KeptField:
        """The line."""
        return self.query_one("#answer", KeptField)

    def on_field_changed(self, event: Field.Changed) -> None:
        """What was wrong may be right now."""
        event.stop()
        self.field.set_error("")

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Enter decides it too."""
        event.stop()
        self.do_finish()

    def do_finish(self) -> None:
        """Decide it; the act says what is missing."""
        given = {
            "request_id": self._request,
            "approval_id": self._asked.id,
            "approve": self._approve,
            "answer": self.field.value,
        }
        account_id, place = self._asked.account_id, self._place()
        self.field.close()
        self.write(
            lambda desk: _decide(desk, given, account_id, place),
            self.leave,
            failed=self._failed,
            control=self.field.input,
        )

    def _failed(self, fault: Fault) -> None:
        self.field.come_back(str(fault))


def _columns() -> list[Column]:
    return [
        Column(_("what"), 13),
        Column(_("number"), 12, gap=2, wide_only=True),
        Column(_("customer"), grow=True, gap=2, value=True),
        *money_columns(_("amount")),
        Column(_("asked by"), 16, gap=2, wide_only=True),
        Column(_("until"), 7, gap=2),
    ]


def _whole(one: AskedApproval, zone_name: str, width: int, narrow: bool) -> list[Line]:
    """The selected request: what it is about, which limits it is beyond, why, and what it rests on."""
    local = one.asked_at.astimezone(zone(zone_name)).date()
    when = f"{weekday_day_month(local)} {clock_time(one.asked_at, zone_name)}"
    told = _("{person} asked on {when}; for {who} to decide").format(
        person=one.asked_by, when=when, who=who(one.needs)
    )
    lines = [Line(text, "muted") for text in wrapped(told, width, 1)]
    parts = (
        (_("About"), one.about, 2),
        (_("Too much"), one.limits, 2),
        (_("Reason"), one.reason, 2 if narrow else 4),
        (_("Evidence"), one.evidence, 1 if narrow else 2),
    )
    for label, text, most in parts:
        if text:
            first, *more = wrapped(text, width - 10, most)
            lines.append(Line().fit(label, 10, "muted").add(first))
            lines += [Line().space(10).add(rest) for rest in more]
    return lines


def _read(desk: DeskHandle) -> tuple[AskedApproval, ...]:
    from collectdesk.desk.plans.approvals import approvals

    return tuple(approvals(desk.store, desk.actor))


def _draft(desk: DeskHandle, account_id: int, place: str) -> Any:
    from collectdesk.desk.notes import find_draft

    return find_draft(desk.store, desk.actor, account_id, place)


def _decide(desk: DeskHandle, given: dict[str, Any], account_id: int, place: str) -> Any:
    from collectdesk.desk.notes import forget_draft
    from collectdesk.desk.plans.approvals import DecideApproval, decide_approval

    receipt = decide_approval(desk.store, desk.actor, desk.clock(), DecideApproval(**given))
    forget_draft(desk.store, desk.actor, account_id, place)
    return receipt


def _take_back(desk: DeskHandle, given: dict[str, Any]) -> Any:
    from collectdesk.desk.plans.approvals import WithdrawApproval, withdraw_approval

    return withdraw_approval(desk.store, desk.actor, desk.clock(), WithdrawApproval(**given))
