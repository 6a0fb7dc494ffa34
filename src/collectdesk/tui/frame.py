"""The workstation as an app: opens the desk behind the first picture, and holds what all screens share.

A screen is put on it with `push_screen`; what screens can do is in `acting`. The desk handle is opaque here:
it has `.store`, `.actor` (with `.name`, `.zone` and `.may(right)`), `.zone` (IANA name) and `.clock` (a
callable that returns the aware UTC instant), and is handed to every job.
"""

from __future__ import annotations

import asyncio
import gc
import os
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, Protocol

from textual import events
from textual.app import App, SystemCommand
from textual.screen import Screen
from textual.timer import Timer

from collectdesk.faults import Fault
from collectdesk.i18n import _
from collectdesk.now import utc_now
from collectdesk.tui import clock, crash, theme, watch
from collectdesk.tui.acting import Acting
from collectdesk.tui.bars import Message, TopBar, message_from
from collectdesk.tui.glyphs import use_plain_glyphs
from collectdesk.tui.jobs import Jobs
from collectdesk.tui.safe_text import Line

DRAIN_SECONDS = 3.0
"""How long a signal lets writes finish before the program ends anyway."""

QUIT_SECONDS = 10.0
"""How long quitting waits for writes before it says what is not saved and asks once more."""

_NEVER_HELD = frozenset({"ctrl+q", "ctrl+c"})

THREAD_SECONDS = 2.0
"""How long the process waits for its threads after the screen was given back."""


class Desk(Protocol):
    """What a workstation works at; screens' jobs get it, the frame asks it for name, zone, rights and time."""

    store: Any
    actor: Any
    clock: Callable[[], datetime]


class Workstation(App[None]):
    """The terminal workstation. `open_desk` runs in a thread after the first picture; `first` makes the first screen.

    After `run()`, `failure` is the sentence to print and `return_code` the exit code.
    """

    CSS_PATH: ClassVar[Any] = Path(__file__).with_name("frame.tcss")
    TITLE = "collectdesk"
    ENABLE_COMMAND_PALETTE = True
    COMMANDS = {lambda: _palette()}
    TOOLTIP_DELAY = 1e9

    def __init__(
        self,
        open_desk: Callable[[], Desk] | Desk,
        first: Callable[[], Screen[Any]],
        *,
        skin: str = theme.DARK,
        plain_glyphs: bool = False,
    ) -> None:
        self._open_desk = open_desk
        self._first = first
        self.desk: Desk | None = None if callable(open_desk) else open_desk
        self.opened: asyncio.Future[Desk]
        self.message: Message | None = None
        self.failure = ""
        self.slow_write = False
        self._looking: Timer | None = None
        self._unsaved_said = self._quitting = False
        self._held_keys: list[events.Key] | None = None
        self._ticker: Timer | None = None
        super().__init__()
        self.animation_level = "none"
        for one in theme.SKINS.values():
            self.register_theme(one.textual())
        self.theme = skin
        self.jobs = Jobs(self)
        use_plain_glyphs(plain_glyphs)
        self.set_class(plain_glyphs, "-plain")

    # -- opening ------------------------------------------------------------------------------------------

    def get_default_screen(self) -> Screen[Any]:
        """The first screen."""
        return self._first()

    def on_load(self) -> None:
        """Before anything is drawn."""
        self.opened = asyncio.get_running_loop().create_future()
        if self.desk is not None:
            self.opened.set_result(self.desk)

    def on_mount(self) -> None:
        """Signals, the clock, and the desk once the first picture is there."""
        watch.on_signals(self._signalled)
        self.screen_change_signal.subscribe(self, self._another_screen)
        if not self.is_headless and not self.is_web:
            self.set_interval(watch.WATCH_SECONDS, self._look_at_terminal)
        self._tick()
        if self.desk is None:
            self.call_after_refresh(self._start_opening)

    def _start_opening(self) -> None:
        self.run_worker(self._open(), group="open", exit_on_error=False)

    async def _open(self) -> None:
        """Open the desk in a thread. A fault ends the program with its sentence."""
        assert callable(self._open_desk)  # noqa: S101 - for the type checker
        try:
            desk = await self.jobs.aside(self._open_desk)
        except Fault as fault:
            self.failure = str(fault)
            self.exit(return_code=fault.exit_code)
            return
        except Exception as error:
            self._handle_exception(error)
            return
        self.desk = desk
        self.opened.set_result(desk)
        if not self.is_headless:
            _leave_alone_what_is_loaded()
        self._tick()
        self.state_changed()

    # -- keys that wait -------------------------------------------------------------------------------------

    @property
    def holds_keys(self) -> bool:
        """Whether keys wait for a screen that is about to open."""
        return self._held_keys is not None

    def hold_keys(self) -> bool:
        """Let the keys wait that are meant for what opens next; False when they wait for something already."""
        if self._held_keys is not None:
            return False
        self._held_keys = []
        return True

    def let_keys_go(self, *, to_screen: bool = False) -> None:
        """Keys act again; those that waited go to the screen in front, or nowhere."""
        held, self._held_keys = self._held_keys or [], None
        if to_screen:
            for event in held:
                self.post_message(events.Key(event.key, event.character))

    async def on_event(self, event: events.Event) -> None:
        """As ever, but for keys that wait. esc gives up waiting; ctrl keys that close the program act at once."""
        if self._held_keys is not None and isinstance(event, events.Key) and not event.is_forwarded:
            if event.key == "escape":
                self.let_keys_go()
                return
            if event.key not in _NEVER_HELD:
                self._held_keys.append(event)
                return
        await super().on_event(event)

    # -- who and when -------------------------------------------------------------------------------------

    def now(self) -> datetime:
        """The instant by the desk's clock, aware UTC."""
        return self.desk.clock() if self.desk is not None else utc_now()

    @property
    def zone(self) -> str:
        """The collector's zone, else the desk's, as an IANA name."""
        own = getattr(self.desk.actor, "zone", None) if self.desk is not None else None
        return own or getattr(self.desk, "zone", None) or "UTC"

    def may(self, right: str) -> bool:
        """Whether the person at the desk holds a right. What the screens show; the acts ask again.

        While the book is being opened nobody knows yet: keys work, and their jobs wait for the book.
        """
        return not right or self.desk is None or bool(self.desk.actor.may(right))

    def who_and_when(self, narrow: bool) -> Line:
        """Who, date and time, for the top bar."""
        if self.desk is None:
            return Line(_("Opening…"), "muted")
        now = self.now()
        line = Line(str(self.desk.actor.name), "text").space(2)
        if not narrow:
            local = now.astimezone(clock.zone(self.zone))
            line.add(clock.weekday_day_month(local.date()), "muted").space(2)
        return line.add(clock.clock_and_zone(now, self.zone), "value")

    def _tick(self) -> None:
        """Look at the clock now and again when it will say something else."""
        if self._ticker is not None:
            self._ticker.stop()
        screen = self.screen_stack[-1] if self._screen_stacks.get(self._current_mode) else None
        every = screen.clock_seconds if isinstance(screen, Acting) else 60
        if screen is not None:
            for bar in screen.query(TopBar):
                bar.update()
        now = self.now()
        wait = every - (now.second % every) - now.microsecond / 1e6 + 0.01
        self._ticker = self.set_timer(max(0.05, wait), self._tick)

    def _another_screen(self, _screen: Screen[Any]) -> None:
        """It may look at the clock more often, or less."""
        self._tick()

    # -- speaking -----------------------------------------------------------------------------------------

    def say(self, sentence: str, kind: str = "ok", *, undoable: bool = False) -> None:
        """Put a sentence in the message line: kind ok, warn, stop or info. It stays until the next act."""
        self.message = Message(sentence, kind, undoable)
        self.state_changed()

    def say_receipt(self, receipt: Any) -> None:
        """Say what an act's receipt says, with `u` where it can be undone."""
        self.message = message_from(receipt) if receipt.said else None
        self.state_changed()

    def hush(self) -> None:
        """Empty the message line: a new act begins."""
        self._unsaved_said = False
        if self.message is not None:
            self.message = None
            self.state_changed()

    def notify(self, message: str, *, severity: str = "information", **_given: Any) -> None:
        """What Textual itself has to say goes to the message line too: nothing pops up."""
        self.say(message, "info" if severity == "information" else "warn")

    def state_changed(self) -> None:
        """Jobs or message changed: the bars of the screen in front look again."""
        self.slow_write = self.slow_write and bool(self.jobs.pending)
        if self.jobs.pending and self._looking is None:
            self._looking = self.set_timer(0.3, self._still_writing)
        self._refresh_bars()

    def _still_writing(self) -> None:
        if self.jobs.pending:
            self.slow_write = True
            self._refresh_bars()
            self._looking = self.set_timer(0.3, self._still_writing)
        else:
            self._looking = None

    def _refresh_bars(self) -> None:
        stack = self._screen_stacks.get(self._current_mode)
        if stack and isinstance(stack[-1], Acting) and self._running:
            stack[-1].refresh_bars()

    # -- actions that every screen has ---------------------------------------------------------------------

    def do_help(self) -> None:
        """Explain the screen in front."""
        from collectdesk.tui.help import HelpScreen

        screen = self.screen
        if isinstance(screen, Acting) and screen.place_name != "help":
            self.push_screen(HelpScreen(screen.place, screen.offers_now()))

    def do_palette(self) -> None:
        """Find an action by its name."""
        self.action_command_palette()

    def watch_theme(self, name: str) -> None:
        """The contrast theme divides by lines what the others divide by tone."""
        self.set_class(name == theme.CONTRAST, "-contrast")

    def do_theme_dark(self) -> None:
        """The dark theme."""
        self.theme = theme.DARK

    def do_theme_light(self) -> None:
        """The light theme."""
        self.theme = theme.LIGHT

    def do_theme_contrast(self) -> None:
        """The theme of highest contrast."""
        self.theme = theme.CONTRAST

    def do_plain_glyphs(self) -> None:
        """Plain signs, or back."""
        plain = not self.has_class("-plain")
        self.set_class(plain, "-plain")
        use_plain_glyphs(plain)
        self.screen.refresh(recompose=False, layout=True)
        for widget in self.screen.query("*"):
            widget.refresh()

    def action_command_palette(self) -> None:
        """The palette, unless it is open."""
        from textual.command import CommandPalette

        if not isinstance(self.screen, CommandPalette):
            self.push_screen(CommandPalette(placeholder=_("Any action"), id="--command-palette"))

    async def do_quit(self) -> None:
        """Close the workstation."""
        await self.action_quit()

    def get_system_commands(self, screen: Screen[Any]) -> list[SystemCommand]:
        """None of Textual's own: the registry has all there is."""
        return []

    # -- leaving ------------------------------------------------------------------------------------------

    def keep_all(self) -> None:
        """Every screen hands over what was typed and not yet saved."""
        for screen in self.screen_stack:
            if isinstance(screen, Acting):
                screen.keep()

    async def action_quit(self) -> None:
        """Keep what was typed, wait for the writes, then close.

        Says so once when something could not be saved, or was not within `QUIT_SECONDS`; asked again it closes.
        """
        if self._quitting:
            return
        self._quitting = True
        self.keep_all()
        if self.jobs.pending and not self._unsaved_said:
            self.say(_("Finishing what is being saved."), "info")
        failed = self.jobs.failures
        self.run_worker(self._quit_when_done(failed), group="quit", exit_on_error=False)

    async def _quit_when_done(self, failed_before: int) -> None:
        saved = await self.jobs.drain(THREAD_SECONDS if self._unsaved_said else QUIT_SECONDS)
        self._quitting = False
        if not self._unsaved_said and not (saved and self.jobs.failures == failed_before):
            self._unsaved_said = True
            if not saved:
                asked = _("Not saved yet: {what}. The book does not answer. ctrl+q closes without it.")
                self.say(asked.format(what=", ".join(self.jobs.unsaved())), "stop")
            return
        self.exit()

    def _signalled(self) -> None:
        self.run_worker(self._leave_on_signal(), group="signal", exclusive=True, exit_on_error=False)

    async def _leave_on_signal(self) -> None:
        self.keep_all()
        await self.jobs.drain(DRAIN_SECONDS)
        self.exit(return_code=watch.EXIT_CODE)

    def _look_at_terminal(self) -> None:
        if watch.terminal_is_gone():
            watch.hand_off_standard_output()
            self._signalled()

    async def on_unmount(self) -> None:
        """The pools take no more work."""
        self.jobs.close()

    # -- crashing -----------------------------------------------------------------------------------------

    def _fatal_error(self) -> None:
        """Close with a reference number; no traceback and no value on the terminal."""
        error = self._exception if self._exception is not None else sys.exc_info()[1]
        reference = crash.record(error) if error is not None else crash.record(RuntimeError())
        self.failure = crash.last_words(reference)
        self._exit_renderables.clear()
        self._close_messages_no_wait()

    def panic(self, *renderables: Any) -> None:
        """As any other crash: what Textual would print may hold values."""
        self._return_code = 1
        self._fatal_error()

    def _print_error_renderables(self) -> None:
        """Nothing of Textual's own is printed; `launch` prints `failure`."""
        self._exit_renderables.clear()


def _palette() -> Any:
    from collectdesk.tui.palette import Actions

    return Actions


def _leave_alone_what_is_loaded() -> None:
    """What was loaded stays until the end: searching it for garbage would hold up a key now and then."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def launch(app: Workstation) -> int:
    """Run the workstation until it is closed; print its last sentence, if any, on standard error; the exit code."""
    app.run()
    if app.failure:
        from collectdesk.tui.safe_text import clean

        print(clean(app.failure, 2000), file=sys.stderr)
    code = app.return_code or 0
    if not app.jobs.settle(THREAD_SECONDS):
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)  # Python itself would wait for ever for a thread that hangs
    return code
