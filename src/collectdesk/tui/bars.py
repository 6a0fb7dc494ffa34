"""The bars of every screen: breadcrumb and clock above, message line and keys below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.widget import Widget

from collectdesk.i18n import _, ngettext
from collectdesk.tui.actions import ACTIONS, bar
from collectdesk.tui.safe_text import Line, shorten

if TYPE_CHECKING:
    from collectdesk.tui.acting import Acting
    from collectdesk.tui.frame import Workstation

MARGIN = 2
_KINDS = {
    "ok": ("done", "ok"),
    "warn": ("closing", "warn"),
    "stop": ("refused", "stop"),
    "info": ("current", "accent"),
}


@dataclass(frozen=True, slots=True)
class Message:
    """What the message line says: a sentence, its kind (ok, warn, stop, info), and whether `u` takes it back."""

    sentence: str
    kind: str = "ok"
    undoable: bool = False


class _Bar(Widget):
    """One line across the screen that redraws only when what it says has changed."""

    can_focus = False
    _said: Content | None = None

    @property
    def acting(self) -> Acting:
        """The screen or card this bar belongs to."""
        return cast("Acting", self.screen)

    @property
    def station(self) -> Workstation:
        """The app."""
        return cast("Workstation", self.app)

    def compute(self) -> Content:
        """What the bar says now."""
        raise NotImplementedError

    def update(self) -> None:
        """Look again; repaint only when it says something else."""
        if self.is_mounted and self.size.width:
            now = self.compute()
            if self._said is None or not now.is_same(self._said):
                self._said = now
                self.refresh()

    def render(self) -> Content:
        """The line as Textual draws it."""
        self._said = self.compute()
        return self._said

    @property
    def room(self) -> int:
        """Cells between the margins, which are padding of the style sheet."""
        return self.size.width


class TopBar(_Bar):
    """Name › place › account › act; at the right who, date and time, or what the screen says instead."""

    def compute(self) -> Content:
        """The breadcrumb, which gives way to the right part from its middle."""
        right = self.acting.top_right(self.acting.narrow)
        trail = ["collectdesk", *self.acting.trail]
        room = self.room - right.cells - 2
        while len(trail) > 3 and self._width(trail) > room:
            del trail[1]
        if self._width(trail) > room and len(trail) > 2:
            place = max(1, len(trail) - 2) if len(trail) > 2 else 1
            trail[place] = shorten(trail[place], max(8, cell_len(trail[place]) - (self._width(trail) - room)))
        line = Line(trail[0], "accent bold")
        for at, crumb in enumerate(trail[1:], 1):
            line.space(2).glyph("crumb", "muted").space(2)
            line.add(crumb, "value" if at == len(trail) - 1 else "muted")
        return line.right(right).content(self.room, "raised")

    @staticmethod
    def _width(trail: list[str]) -> int:
        return sum(map(cell_len, trail)) + 5 * (len(trail) - 1)


class MessageLine(_Bar):
    """What the last act came to, until the next one; at its right end what is still being waited for."""

    def compute(self) -> Content:
        """The message, and the state of the jobs."""
        message = self.station.message
        line = Line()
        if message is not None:
            sign, ink = _KINDS[message.kind]
            line.glyph(sign, ink).space().add(message.sentence, "text")
            if message.undoable:
                undo = ACTIONS["undo"]
                line.space(3).add(undo.shown, "key").space().add(undo.label)
        return line.right(self._waiting()).content(self.room)

    def _waiting(self) -> Line:
        jobs = self.station.jobs
        progress = jobs.progress
        if progress is not None and progress.done:
            return progress_line(progress.done, progress.total, progress.seconds_left())
        if jobs.label:
            return Line().glyph("closing", "warn").space().add(jobs.label, "muted")
        if jobs.pending and self.station.slow_write:
            said = ngettext("saving", "saving {n}", jobs.pending).format(n=jobs.pending)
            return Line().glyph("closing", "warn").space().add(said, "muted")
        return Line()

    def update(self) -> None:
        """Look again; on a narrow screen an empty message line takes no room."""
        busy = bool(self._waiting().cells) or self.station.message is not None
        self.set_class(not busy, "-empty")
        super().update()


class BottomBar(_Bar):
    """The keys that work here, main act first; a click on one does it."""

    def compute(self) -> Content:
        """The keys that fit."""
        return bar(self.acting.offers_in_bar(), self.room).content(self.room, "raised")

    async def on_click(self, event: events.Click) -> None:
        """Do the action that was clicked."""
        x = event.x - MARGIN
        at = 0
        for name, cells in self._spans():
            if at <= x < at + cells:
                await self.acting.do(name)
                return
            at += cells
        if x > at:
            await self.acting.do("help")

    def _spans(self) -> list[tuple[str, int]]:
        """Each key in the bar with the cells it takes, gap included."""
        text = self.compute().plain
        found = []
        for offer in self.acting.offers_in_bar():
            word = f"{offer.action.shown} {offer.label}"
            at = text.find(word)
            if offer.action.keys and at >= 0 and offer.action.name != "help":
                found.append((cell_len(text[:at]), offer.action.name, cell_len(word) + 3))
        return [(name, cells) for _at, name, cells in sorted(found)]


def progress_line(done: int, total: int | None, seconds_left: int | None) -> Line:
    """Progress as the message line shows it: "━━━━──── 4,210 of 9,412, 12 s left"; the count alone without a total."""
    if not total:
        return Line(f"{done:,}", "muted")
    full = min(8, 8 * done // total)
    line = Line()
    for at in range(8):
        line.glyph("heavy" if at < full else "line", "accent" if at < full else "line")
    line.space()
    if seconds_left is None:
        return line.add(_("{done:,} of {total:,}").format(done=done, total=total), "muted")
    return line.add(
        _("{done:,} of {total:,}, {seconds} s left").format(done=done, total=total, seconds=seconds_left),
        "muted",
    )


def message_from(receipt: Any) -> Message:
    """The message of an act's receipt (anything with `said` and `undoable`)."""
    return Message(str(receipt.said), "ok", bool(getattr(receipt, "undoable", False)))
