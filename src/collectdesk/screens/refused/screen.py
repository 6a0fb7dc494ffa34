"""The card of a refusal: verdict, sentence, next lawful minute, hours, rules, facts, and what to do instead."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.widget import Widget

from collectdesk.i18n import _
from collectdesk.tui import clock
from collectdesk.tui.knock import AGAIN
from collectdesk.tui.routes import screen_for
from collectdesk.tui.safe_text import Line
from collectdesk.tui.screen import Card
from collectdesk.tui.text import Text
from collectdesk.widgets.columns import Column
from collectdesk.widgets.pages import Row
from collectdesk.widgets.rows import Rows
from collectdesk.widgets.section import Section

if TYPE_CHECKING:
    from collectdesk.desk.refusal import Refusal

_CHOICES = {"follow_up": "f", "other": "o", "edit": "e", "skip": "s"}


class RefusedCard(Card[Any]):
    """A call that the gate refused.

    Closes with ("next", account id) when the next account is wanted, ("again", account id) when the gate is to be asked
    anew, None when left. `stood_open` says that the list showed the account as callable.
    """

    place_name = "refused"
    tone = "stop"
    CSS_PATH: ClassVar[Any] = "refused.tcss"

    def __init__(self, refusal: Refusal, stood_open: bool = False) -> None:
        self._refusal, self._stood_open = refusal, stood_open
        self._account_id = refusal.answer.account_id
        self._request = uuid.uuid4().hex
        self._whole = False
        self.tone = "stop" if refusal.answer.verdict.outcome.name == "BLOCK" else "warn"  # type: ignore[misc]
        super().__init__()

    def body(self) -> ComposeResult:
        """What it says."""
        yield Text("", id="said")

    def foot(self) -> ComposeResult:
        """What to do instead, and whether anybody may go past it."""
        yield Section(_("Instead"), first=True, id="instead")
        columns = (Column("", 2), Column("", 27, gap=1, value=True), Column("", grow=True, gap=1))
        yield Rows(columns, titles=False, on="surface", id="choices")
        yield Text("", id="channels")
        yield Text("", id="override")

    def on_mount(self) -> None:
        """The first choice is selected: enter takes it."""
        rows = self.query_one(Rows)
        choices = [self._choice(name) for name in _CHOICES if self.available(name)]
        rows.show(choices)
        rows.styles.height = len(choices)
        self.call_after_refresh(self._draw)

    def on_resize(self, event: events.Resize) -> None:
        """Lines are broken anew."""
        super().on_resize(event)
        self.call_after_refresh(self._draw)

    def home(self) -> Widget | None:
        """The choices."""
        return self.query_one(Rows)

    def _draw(self) -> None:
        from collectdesk.screens.refused.lines import channel_line, override_sentence

        said = self.query_one("#said", Text)
        self.query_one("#instead").display = not self.narrow
        said.show(self._lines(max(40, said.content_size.width)))
        channels = self.query_one("#channels", Text)
        channels.display = self._whole or not self.narrow
        channels.show(channel_line(self._refusal))
        told = override_sentence(self._refusal, self.narrow)
        self.query_one("#override", Text).show(Line(told, "muted"))
        self.call_after_refresh(self._leave_room)

    def _lines(self, width: int) -> list[Line]:
        from collectdesk.screens.refused.lines import card_lines

        return card_lines(
            self._refusal,
            self._refusal.answer.verdict.at,
            self.station.zone,
            narrow=self.narrow,
            whole=self._whole,
            width=width,
            stood_open=self._stood_open,
        )

    # -- what to do instead -------------------------------------------------------------------------------

    def _choice(self, name: str) -> Row:
        label, about = {
            "follow_up": self._follow_up_words(),
            "other": (_("Override"), _("say why; it holds for half an hour")),
            "edit": (_("Correct the place"), _("if the customer has said where home is")),
            "skip": (_("Next account"), _("this one stays in the list")),
        }[name]
        return Row(name, [(_CHOICES[name], "key"), (label, "text"), (about, "muted")], data=name)

    def _follow_up_words(self) -> tuple[str, str]:
        from collectdesk.screens.refused.lines import moment

        at, zone = self._refusal.opens_at, self.station.zone
        if at is None:
            return _("Follow up"), _("at a time of your own")
        today = self.station.now().astimezone(clock.zone(zone)).date()
        same = at.astimezone(clock.zone(zone)).date() == today
        if same:
            label = _("Follow up at {time}").format(time=clock.clock_time(at, zone))
        else:
            label = _("Follow up {when}").format(when=moment(at, zone))
        return label, _("a call, at the first lawful minute")

    @on(Rows.Chosen)
    async def _chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        await self._take()

    @on(Rows.Highlighted)
    def _highlighted(self, event: Rows.Highlighted) -> None:
        event.stop()

    async def do_open(self) -> None:
        """Take the selected one."""
        await self._take()

    async def _take(self) -> None:
        row = self.query_one(Rows).current
        if row is not None:
            await self.do(str(row.data))

    def do_follow_up(self) -> None:
        """Call again at the next lawful minute; where none can be foreseen the card of follow-ups asks when."""
        at = self._refusal.opens_at
        if at is None:
            card = screen_for("follow_up", account_id=self._account_id)
            self.station.push_screen(card, self._planned_by_card)
            return
        given = {"request_id": self._request, "account_id": self._account_id, "kind": "call", "due_at": at}
        self.write(lambda desk: _plan(desk, given), self._planned)

    def _planned_by_card(self, receipt: Any) -> None:
        if receipt is not None:
            self._planned(receipt)

    def _planned(self, _receipt: Any) -> None:
        self.leave(("next", self._account_id))

    def do_skip(self) -> None:
        """Go on to the next account; this one stays where it is."""
        self.leave(("next", self._account_id))

    def do_edit(self) -> None:
        """Record where the customer said to be, and ask the gate anew."""
        self.station.push_screen(screen_for("stated_place", account_id=self._account_id), self._changed)

    def do_other(self) -> None:
        """A lead lets the call pass, with a reason."""
        self.station.push_screen(screen_for("override", account_id=self._account_id), self._changed)

    def can_other(self) -> bool:
        """For leads, where every rule in the way allows it."""
        return self._refusal.answer.verdict.override and self.station.may("override")

    def _changed(self, receipt: Any) -> None:
        if receipt is not None:
            self.leave((AGAIN, self._account_id))

    # -- looking closer -----------------------------------------------------------------------------------

    def do_gate(self) -> None:
        """Every rule that was asked, with the day it was read; or the short form again."""
        self._whole = not self._whole
        self._draw()
        self.query_one("#card-body").scroll_home(animate=False)

    def do_copy(self) -> None:
        """The card as text, to the clipboard."""
        from collectdesk.screens.refused.lines import channel_line, override_sentence
        from collectdesk.screens.refused.picture import copied

        width = max(40, self.query_one("#said").content_size.width)
        lines = [*self._lines(width), Line(), channel_line(self._refusal), Line()]
        lines.append(Line(override_sentence(self._refusal, narrow=False)))
        self.station.copy_to_clipboard(copied(lines, width) + "\n")
        self.say(_("The refusal is sent to the terminal's clipboard."), "info")


def _plan(desk: Any, given: dict[str, Any]) -> Any:
    from collectdesk.desk.follow_ups import PlanFollowUp, plan_follow_up

    return plan_follow_up(desk.store, desk.actor, desk.clock(), PlanFollowUp(**given))
