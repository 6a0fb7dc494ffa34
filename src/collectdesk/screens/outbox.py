"""The outbox: what waits and until when, what needs a person; and beside it what customers wrote back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll

from collectdesk.i18n import _, ngettext
from collectdesk.tui.clock import clock_time, day_month, zone
from collectdesk.tui.routes import screen_for
from collectdesk.tui.safe_text import Line
from collectdesk.tui.screen import DeskScreen
from collectdesk.tui.text import Text
from collectdesk.widgets.columns import Column
from collectdesk.widgets.pages import Row
from collectdesk.widgets.rows import Rows
from collectdesk.widgets.words import wrapped

if TYPE_CHECKING:
    from datetime import datetime

    from collectdesk.desk.handle import DeskHandle
    from collectdesk.desk.messages.boxes import InboxLine, OutboxLine
    from collectdesk.tui.actions import Offer

_UNSURE = ("uncertain", "handed")
_WAITING = ("draft", "approved", "held", "failed")


class OutboxScreen(DeskScreen):
    """Two piles: out and in."""

    place_name = "outbox"
    CSS_PATH: ClassVar[Any] = "outbox.tcss"

    def __init__(self) -> None:
        self._inside = False
        self._out: tuple[OutboxLine, ...] = ()
        self._in: tuple[InboxLine, ...] = ()
        super().__init__()

    def body(self) -> ComposeResult:
        """The list, and the selected message's text."""
        with Vertical(classes="main -flush"):
            yield Text(Line(_("Outbox"), "muted"), id="head")
            yield Rows(_columns(), id="messages")
            with VerticalScroll(id="text", can_focus=False):
                yield Text("", id="said")

    @property
    def rows(self) -> Rows:
        """The list."""
        return self.query_one("#messages", Rows)

    @property
    def _chosen(self) -> Any:
        row = self.rows.current if self.is_mounted else None
        return row.data if row is not None else None

    def enter(self) -> None:
        """Read both piles."""
        self.read("outbox", _read, self._show)

    def returned(self) -> None:
        """Something may have gone or come."""
        self.enter()

    def _show(self, found: tuple[tuple[OutboxLine, ...], tuple[InboxLine, ...]]) -> None:
        self._out, self._in = found
        self._draw()

    def _draw(self) -> None:
        rows = (
            [self._came(one) for one in self._in] if self._inside else [self._goes(one) for one in self._out]
        )
        self.rows.show(rows, empty=_nothing_came() if self._inside else _("Nothing waits to go out."))
        out = ngettext("{n} message waits", "{n} messages wait", len(self._out)).format(n=len(self._out))
        came = ngettext("{n} came back", "{n} came back", len(self._in)).format(n=len(self._in))
        line = Line(out, "muted" if self._inside else "value").space(3)
        self.query_one("#head", Text).show(line.add(came, "value" if self._inside else "muted"))
        self._show_text()
        self.refresh_bars()

    def _goes(self, one: OutboxLine) -> Row:
        from collectdesk.desk.messages.view import channel_words, state_words

        when = one.not_before if one.state == "queued" else one.created_at
        return Row(
            ("out", one.id),
            (
                (self._when(when), "muted"), (channel_words(one.channel), "text"), (one.account_number, "muted"),
                (one.customer, "text"), (one.subject or one.purpose.replace("_", " "), "muted"),
            ),
            group=state_words(one.state, self._to_approve(one)),
            mark="closing" if one.state in _UNSURE else "", data=one,
        )  # fmt: skip

    def _came(self, one: InboxLine) -> Row:
        from collectdesk.desk.messages.view import inbound_words

        return Row(
            ("in", one.id),
            (
                (self._when(one.received_at), "muted"), (inbound_words(one.kind), "text"),
                (one.account_number or "?", "muted"), (one.customer or one.from_address, "text"),
                (one.subject, "muted"),
            ),
            group=_("Of customers") if one.account_id is not None else _("Nobody knows whose"), data=one,
        )  # fmt: skip

    def _when(self, at: datetime | None) -> str:
        if at is None:
            return ""
        name = self.station.zone
        today = self.station.now().astimezone(zone(name)).date()
        day = at.astimezone(zone(name)).date()
        return clock_time(at, name) if day == today else f"{day_month(day)} {clock_time(at, name)}"

    @on(Rows.Highlighted)
    def _highlighted(self, event: Rows.Highlighted) -> None:
        event.stop()
        self._show_text()
        self.refresh_bars()

    def _show_text(self) -> None:
        """What the customer reads, and what stands in the way; of what came back, what they wrote."""
        from collectdesk.desk.messages.view import state_words

        one = self._chosen
        width = max(20, self.size.width - 5)
        lines: list[Line] = []
        if one is not None:
            where = one.from_address if self._inside else one.address
            head = Line(where, "muted")
            if not self._inside:
                head.right(state_words(one.state, self._to_approve(one)), "head")
            lines.append(head)
            if getattr(one, "reason", ""):
                reason = wrapped(one.reason, width - 2, 2)
                lines += [Line().glyph("closing", "warn").space().add(text) for text in reason]
            for paragraph in one.text[:4000].splitlines():
                lines += [Line(text) for text in wrapped(paragraph, width, 20)] or [Line()]
        self.query_one("#said", Text).show(lines or "")

    # -- keys ---------------------------------------------------------------------------------------------

    def offers_now(self) -> list[Offer]:
        """What the keys do to the selected message."""
        return [replace(one, label=self._label(one)) for one in super().offers_now()]

    def _label(self, offer: Offer) -> str:
        name, one = offer.action.name, self._chosen
        if self._inside:
            return {"yes": _("Dealt with"), "other": _("Whose it is")}.get(name, offer.label)
        if one is not None and name == "yes":
            if one.state in _UNSURE:
                return _("It was sent")
            if self._to_approve(one):
                return _("Approve, send")
        return offer.label

    def _to_approve(self, one: Any) -> bool:
        return bool(one.state == "draft" and one.needs_approval)

    def can_later(self) -> bool:
        """From the outbox."""
        return not self._inside

    def do_later(self) -> None:
        """What came back."""
        self._inside = True
        self._draw()

    def can_earlier(self) -> bool:
        """From the inbox."""
        return self._inside

    def do_earlier(self) -> None:
        """What waits to go out."""
        self._inside = False
        self._draw()

    @on(Rows.Chosen)
    def _opened(self, event: Rows.Chosen) -> None:
        event.stop()
        self.do_open()

    def can_open(self) -> bool:
        """Where the account is known."""
        return self._chosen is not None and self._chosen.account_id is not None

    can_note = can_open

    def do_open(self) -> None:
        """The account."""
        self._push("account")

    def do_note(self) -> None:
        """A note on the account."""
        self._push("notes")

    def _push(self, place: str) -> None:
        if self.can_open():
            self.station.push_screen(screen_for(place, account_id=self._chosen.account_id))

    def can_write_file(self) -> bool:
        """What came back with documents."""
        return self._inside and self._chosen is not None and self._chosen.files > 0

    def do_write_file(self) -> None:
        """What came, in full, from where its documents are written to files."""
        self.station.push_screen(screen_for("received", inbound_id=self._chosen.id))

    def can_yes(self) -> bool:
        """What was read can be handled; what waits can go, a draft for a lead by one who did not write it."""
        one = self._chosen
        if one is None or self._inside:
            return one is not None
        if self._to_approve(one):
            desk: Any = self.station.desk
            return self.station.may("approve") and desk is not None and desk.actor.id != one.author_id
        return one.state in (*_UNSURE, *_WAITING)

    def do_yes(self) -> None:
        """It was sent; approve it; queue it; it was dealt with."""
        one = self._chosen
        if one is None:
            return
        if self._inside:
            self._act(lambda desk: _handle(desk, one.id))
        elif one.state in _UNSURE:
            self._act(lambda desk: _settle(desk, one.id, "sent"))
        else:
            approve = self._to_approve(one)
            self._act(lambda desk: _queue(desk, one.id, one.digest, approve))

    def can_other(self) -> bool:
        """What nobody knows the end of can go once more; what nobody knows the owner of can be given to one."""
        one = self._chosen
        if one is None:
            return False
        return one.account_id is None if self._inside else one.state in _UNSURE

    def do_other(self) -> None:
        """Send it again; say whose it is."""
        one = self._chosen
        if one is None:
            return
        if self._inside:
            self.station.push_screen(screen_for("search"), lambda account: self._assign(one.id, account))
        else:
            self._act(lambda desk: _settle(desk, one.id, "again"))

    def _assign(self, inbound_id: int, account_id: int | None) -> None:
        if account_id is not None:
            self._act(lambda desk: _assign(desk, inbound_id, account_id))

    def can_no(self) -> bool:
        """What has not left."""
        one = self._chosen
        return one is not None and not self._inside and one.state in (*_UNSURE, *_WAITING, "queued")

    def do_no(self) -> None:
        """It does not go out."""
        one = self._chosen
        if one is None:
            return
        if one.state in _UNSURE:
            self._act(lambda desk: _settle(desk, one.id, "dropped"))
        else:
            self._act(lambda desk: _drop(desk, one.id))

    def can_copy(self) -> bool:
        """A message that is selected."""
        return self._chosen is not None

    def do_copy(self) -> None:
        """Its text to the clipboard."""
        if self._chosen is not None:
            self.station.copy_to_clipboard(self._chosen.text)
            self.say(_("Sent to the terminal's clipboard: the text of the message"), "info")

    def _act(self, work: Any) -> None:
        self.write(work, lambda _receipt: self.enter())


def _nothing_came() -> str:
    return _("Nothing came in. `collectdesk message replies` reads what customers wrote from a mail folder.")


def _columns() -> list[Column]:
    return [
        Column(_("when"), 12),
        Column(_("how"), 12, gap=2),
        Column(_("number"), 10, gap=2, wide_only=True),
        Column(_("customer"), 26, gap=2, value=True),
        Column(_("about"), grow=True, gap=2),
    ]


def _read(desk: DeskHandle) -> tuple[tuple[OutboxLine, ...], tuple[InboxLine, ...]]:
    from collectdesk.desk.messages.boxes import inbox, outbox

    with desk.store.read() as session:
        return outbox(session), inbox(session)


def _settle(desk: DeskHandle, message_id: int, was: Any) -> Any:
    from collectdesk.desk.messages.settling import SettleUncertain, settle_uncertain

    return settle_uncertain(
        desk.store, desk.actor, desk.clock(), SettleUncertain(message_id=message_id, was=was)
    )


def _queue(desk: DeskHandle, message_id: int, seen: str, approve: bool) -> Any:
    from collectdesk.desk.messages.queueing import (
        ApproveMessage,
        QueueMessage,
        approve_message,
        queue_message,
    )

    if approve:
        command = ApproveMessage(message_id=message_id, digest=seen)
        approve_message(desk.store, desk.actor, desk.clock(), command)
    return queue_message(
        desk.store, desk.actor, desk.clock(), QueueMessage(message_id=message_id, digest=seen)
    )


def _drop(desk: DeskHandle, message_id: int) -> Any:
    from collectdesk.desk.messages.queueing import DropMessage, drop_message

    return drop_message(desk.store, desk.actor, desk.clock(), DropMessage(message_id=message_id))


def _handle(desk: DeskHandle, inbound_id: int) -> Any:
    from collectdesk.desk.messages.replies import HandleReply, handle_reply

    return handle_reply(desk.store, desk.actor, desk.clock(), HandleReply(inbound_id=inbound_id))


def _assign(desk: DeskHandle, inbound_id: int, account_id: int) -> Any:
    from collectdesk.desk.messages.replies import AssignReply, assign_reply

    return assign_reply(
        desk.store, desk.actor, desk.clock(), AssignReply(inbound_id=inbound_id, account_id=account_id)
    )
