"""The workstation as the shell starts it: the first picture without the database, the desk behind it."""

from __future__ import annotations

import asyncio
import gc
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.screen import SystemModalScreen

from collectdesk.faults import Fault
from collectdesk.i18n import _, ngettext
from collectdesk.tui import frame
from collectdesk.tui.frame import Workstation, launch
from collectdesk.tui.routes import screen_for
from collectdesk.tui.screen import Card, DeskScreen

if TYPE_CHECKING:
    from textual.screen import Screen

    from collectdesk.desk.act import Receipt
    from collectdesk.desk.handle import DeskHandle
    from collectdesk.desk.views_queue import QueuePage


SEND_SECONDS = 60
"""How often messages that are due are sent while the workstation is open."""

OPEN_AFTER = 0.05
"""Seconds that the first picture gets for itself."""


class CollectorStation(Workstation):
    """The workstation with what every screen can do: search, undo, report, follow-ups, import."""

    CSS_PATH: ClassVar[Any] = Path(frame.__file__).with_name("frame.tcss")

    def get_default_screen(self) -> Screen[Any]:
        """The first screen, with its style sheet: Textual reads that for screens that are pushed alone."""
        screen = super().get_default_screen()
        self._load_screen_css(screen)
        return screen

    def _start_opening(self) -> None:
        """Open the desk when the first rows are painted: loading the database's library would hold them up."""
        self.set_timer(OPEN_AFTER, super()._start_opening)

    def on_mount(self) -> None:
        """The rules are read behind the first picture, so that the first call opens at once."""
        self.run_worker(self._read_rules(), group="rules", exit_on_error=False)
        self.set_interval(SEND_SECONDS, self._send_due)

    def _send_due(self) -> None:
        """What is due goes out, as long as nothing else is being written; what must be said is said."""
        if self.desk is not None and not self.jobs.pending:
            self.jobs.write(self.screen_stack[0], _send_due, self._sent, failed=_not_now, hold=False)

    def _sent(self, sentence: str) -> None:
        if sentence and self.message is None:
            self.say(sentence, "info")

    async def _read_rules(self) -> None:
        """A broken rule file ends the program with its sentence: without rules nobody may be called."""
        await asyncio.shield(self.opened)
        try:
            await self.jobs.aside(_read_rules)
        except Fault as fault:
            self.failure = str(fault)
            self.exit(return_code=fault.exit_code)

    def _on_a_screen(self, *but: str) -> bool:
        """Whether a screen is in front, no card, and none of these places is open anywhere.

        The palette is above all of them and asks for what it was opened from.
        """
        stack = [screen for screen in self.screen_stack if not isinstance(screen, SystemModalScreen)]
        open_places = {getattr(screen, "place_name", "") for screen in stack}
        return bool(stack) and isinstance(stack[-1], DeskScreen) and not open_places & {*but, "opening"}

    def can_search(self) -> bool:
        """Not above a card or a call: what was begun there comes first."""
        return self._on_a_screen("search", "call")

    def do_search(self) -> None:
        """Find a customer; the one chosen is opened."""
        self.push_screen(screen_for("search"), self._found)

    def _found(self, account_id: int | None) -> None:
        if account_id is not None:
            self.open_account(account_id)

    def open_account(self, account_id: int) -> None:
        """Put the account's screen in front; after a call from there the queue goes on to the next."""
        self.push_screen(screen_for("account", account_id=account_id), self.went_on)

    def went_on(self, result: tuple[str, int] | None) -> None:
        """An account's screen closed, with ("next", account) after a call that was saved from it."""
        first = self.screen_stack[0]
        if result and result[0] == "next" and hasattr(first, "go_on"):
            cast("Any", first).go_on(result[1], and_open=True)

    def can_report(self) -> bool:
        """Once, and not above a card."""
        return self._on_a_screen("report", "call")

    def do_report(self) -> None:
        """The shift report."""
        self.push_screen(screen_for("report"))

    def can_agenda(self) -> bool:
        """Once, and not above a card."""
        return self._on_a_screen("follow_ups", "call")

    def do_agenda(self) -> None:
        """What is due today and later."""
        self.push_screen(screen_for("follow_ups"))

    def can_reach(self) -> bool:
        """Once, and not above a card."""
        return self._on_a_screen("reach", "call")

    def do_reach(self) -> None:
        """Who may be called in which hours of a day."""
        self.push_screen(screen_for("reach"))

    def can_payments(self) -> bool:
        """Once, not above a card, and for who may post money."""
        return self.may("cash") and self._on_a_screen("payments", "call")

    def do_payments(self) -> None:
        """The payments that wait for a person."""
        self.push_screen(screen_for("payments"))

    def can_approvals(self) -> bool:
        """Once, and not above a card."""
        return self._on_a_screen("approvals", "call")

    def do_approvals(self) -> None:
        """What waits for approval."""
        self.push_screen(screen_for("approvals"))

    def can_drafts(self) -> bool:
        """Once, and not above a card."""
        return self._on_a_screen("drafts", "call")

    def do_drafts(self) -> None:
        """The messages that were prepared."""
        self.push_screen(screen_for("drafts"))

    def can_team(self) -> bool:
        """Once, not above a card, and for who may see everybody's work."""
        return self.may("see_all") and self._on_a_screen("team", "call")

    def do_team(self) -> None:
        """Who is at work and how far."""
        self.push_screen(screen_for("team"))

    def can_kpi(self) -> bool:
        """Once, and not above a card."""
        return self._on_a_screen("kpi", "call")

    def do_kpi(self) -> None:
        """The key figures of a period."""
        self.push_screen(screen_for("kpi"))

    def can_outbox(self) -> bool:
        """Once, and not above a card."""
        return self._on_a_screen("outbox", "call")

    def do_outbox(self) -> None:
        """The messages that wait, and what came back."""
        self.push_screen(screen_for("outbox"))

    def can_import(self) -> bool:
        """Once, and not above a card."""
        return self._on_a_screen("import", "call")

    def do_import(self) -> None:
        """Read a ledger into the book."""
        self.push_screen(screen_for("import"))

    def can_undo(self) -> bool:
        """Where an act can be taken back: on screens, not while a card or a call is open."""
        return self.desk is not None and not isinstance(self.screen, Card) and self._on_a_screen("call")

    def do_undo(self) -> None:
        """Take the last act back; the screen in front then reads anew."""
        screen = cast(DeskScreen, self.screen)
        screen.write(_undo, lambda _receipt: self._undone(screen), label=_("taking back"))

    def _undone(self, screen: DeskScreen) -> None:
        if self.screen is screen:
            screen.returned()


def _read_rules() -> None:
    from collectdesk.rules.days_off import public_calendar
    from collectdesk.rules.rulebook import load_rulebook

    load_rulebook()
    public_calendar("DE")  # the first calendar brings the library with it


def _send_due(desk: DeskHandle) -> str:
    """Send what is due; the sentence about it, "" for nothing."""
    from collectdesk.desk.messages.sending import due_now, send_due

    if not due_now(desk.store, desk.clock()):
        return ""
    from collectdesk.desk.messages.carriers import usual_sender

    sender, _missing = usual_sender()
    done = send_due(desk.store, desk.actor, desk.clock, sender)
    good = sum(one.state in ("sent", "handed") for one in done)
    other = len(done) - good
    if other:
        return _("{good} messages went, {other} did not: see the outbox").format(good=good, other=other)
    return ngettext("{n} message went", "{n} messages went", good).format(n=good) if good else ""


def _not_now(_fault: Fault) -> None:
    """The next minute tries again; the outbox says what waits."""


def _undo(desk: DeskHandle) -> Receipt:
    from collectdesk.desk.undo import UndoAct, last_undoable, undo
    from collectdesk.faults import BadInput

    now = desk.clock()
    entry = last_undoable(desk.store, desk.actor, now)
    if entry is None:
        raise BadInput(_("There is nothing to take back: your last act cannot be undone, or there is none."))
    return undo(desk.store, desk.actor, now, UndoAct(journal_id=entry))


def run(target: str, user: str | None = None, *, skin: str | None = None, plain_glyphs: bool = False) -> int:
    """Open the workstation at the book at a path or URL and give the exit code when it is closed.

    A book that cannot be opened, or an unknown user, ends it with one sentence on standard error.
    """
    from collectdesk.tui.theme import DARK

    first = first_look(target, user)

    def queue() -> Screen[Any]:
        return screen_for("queue", first=first[0], zone=first[1]) if first else screen_for("queue")

    return launch(
        CollectorStation(
            cast("Any", opener(target, user)), queue, skin=skin or DARK, plain_glyphs=plain_glyphs
        )
    )


def opener(target: str, user: str | None) -> Callable[[], DeskHandle]:
    """What opens the desk in a thread, once the first picture is there."""

    def open_desk() -> DeskHandle:
        from collectdesk.desk.handle import sit_down

        try:
            return sit_down(target, user)
        finally:
            gc.freeze()
            gc.enable()

    return open_desk


def first_look(target: str, user: str | None) -> tuple[QueuePage, str] | None:
    """The first page of the list and the zone of its clocks, read without SQLAlchemy.

    None for anything but a plain SQLite file of this version.
    """
    if "://" in target:
        return None
    from collectdesk.desk.first_page import read_first_page
    from collectdesk.now import utc_now

    path = Path(target).expanduser()
    seen = _seat(path, user)
    page = read_first_page(path, utc_now(), user_id=seen[0]) if seen is not None else None
    return (page, seen[1]) if page is not None and seen is not None else None


def _seat(path: Path, user: str | None) -> tuple[int | None, str] | None:
    """Whose list it is (the user's id, None for who sees the whole book) and their zone; None if unknown."""
    from collectdesk.desk.rights import Right, Role, holds

    try:
        uri = f"{path.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True, timeout=0.2)) as book:
            rows = book.execute(
                "SELECT u.id, u.name, u.roles, coalesce(u.zone, d.zone) FROM user u JOIN desk d ON d.id = 1"
                " WHERE u.active ORDER BY u.id"
            ).fetchall()
    except (sqlite3.Error, OSError, ValueError):
        return None
    for number, name, roles, zone in rows:
        if user is None or name.casefold() == user.casefold():
            held = frozenset(Role(role) for role in roles.split() if role in set(Role))
            return (None if holds(held, Right.SEE_ALL) else number), zone
    return None
