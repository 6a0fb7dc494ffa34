"""What screens and cards share: they offer actions of the registry, start jobs, and speak in the message line."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from textual.widget import Widget

from collectdesk.faults import Fault
from collectdesk.tui.actions import ACTIONS, Offer, key_name
from collectdesk.tui.bars import BottomBar, MessageLine, TopBar
from collectdesk.tui.jobs import Progress
from collectdesk.tui.place import Place
from collectdesk.tui.places import place
from collectdesk.tui.safe_text import Line

if TYPE_CHECKING:
    from textual.dom import DOMNode
    from textual.screen import Screen

    from collectdesk.tui.frame import Workstation

    _Base = DOMNode
else:
    _Base = object  # a node here would hide Screen from the style sheet

T = TypeVar("T")
_MOVES = {
    "up": ("step", -1),
    "down": ("step", 1),
    "pageup": ("leaf", -1),
    "pagedown": ("leaf", 1),
    "home": ("end", -1),
    "end": ("end", 1),
}
_SCROLLS = {
    "up": "scroll_up",
    "down": "scroll_down",
    "pageup": "scroll_page_up",
    "pagedown": "scroll_page_down",
    "home": "scroll_home",
    "end": "scroll_end",
}
_SYSTEM = frozenset({"palette", "quit"})


class Acting(_Base):
    """A screen or card of a place. Mix it in before Screen or ModalScreen.

    For an action `x` that its place offers, the class has a method `do_x()`, and where it does not always
    apply `can_x() -> bool`. `do_digit` gets the digit as an int. A method of the app serves where the
    screen has none. Actions without any method, or without the right, are not shown and their keys do
    nothing. Arrows and page keys that no field takes move the list, or scroll.
    """

    place_name: ClassVar[str] = ""
    clock_seconds: ClassVar[int] = 60
    """How often the top bar looks at the clock: 60, or 1 while something is being timed."""

    def bind_actions(self) -> None:
        """Bind the keys of everything this place offers."""
        for offer in self.place.offers():
            action = offer.action
            if action.widget or action.name in _SYSTEM:
                continue
            for key in action.keys:
                given = f"'{action.name}', {key}" if action.name == "digit" else f"'{action.name}'"
                self._bindings.bind(key, f"screen.act({given})", offer.label, show=False)

        for key in _MOVES:
            self._bindings.bind(key, f"screen.move('{key}')", show=False)

    def action_move(self, key: str) -> None:
        """Keys that no field took move the list, or scroll what is too long for the screen."""
        rows = self.home()
        if rows is not None and hasattr(rows, "action_step"):
            way, by = _MOVES[key]
            getattr(rows, f"action_{way}")(by)
            return
        for scroller in self.query("VerticalScroll"):
            if scroller.display and scroller.max_scroll_y > 0:
                getattr(scroller, _SCROLLS[key])(animate=False)
                return

    @property
    def place(self) -> Place:
        """The place, with its title, help and actions."""
        return place(self.place_name)

    @property
    def station(self) -> Workstation:
        """The app."""
        return cast("Workstation", self.app)

    @property
    def narrow(self) -> bool:
        """Whether there is one column only: less than 100 cells."""
        return self.station.size.width < 100

    @property
    def trail(self) -> tuple[str, ...]:
        """The breadcrumb behind the program's name; the last one is where we are. Override for more."""
        return (self.place.title,)

    def top_right(self, narrow: bool) -> Line:
        """What stands at the right of the top bar: who, date and time. Override for a call."""
        return self.station.who_and_when(narrow)

    def _handler(self, name: str) -> Callable[..., Any] | None:
        found = getattr(self, f"do_{name}", None) or getattr(self.app, f"do_{name}", None)
        return cast("Callable[..., Any] | None", found)

    def available(self, name: str) -> bool:
        """Whether the action works here and now for this person."""
        action = ACTIONS[name]
        if action.widget:
            return True
        if self._handler(name) is None or not self.station.may(action.right):
            return False
        can = getattr(self, f"can_{name}", None) or getattr(self.app, f"can_{name}", None)
        return bool(can()) if can is not None else True

    def offers_now(self) -> list[Offer]:
        """The actions that work now, in the order of the bar."""
        return [offer for offer in self.place.offers() if self.available(offer.action.name)]

    def offers_in_bar(self) -> list[Offer]:
        """Those whose keys act where the cursor is: in a field letters and digits are typed."""
        offers = self.offers_now()
        if is_field(cast("Screen[Any]", self).focused):
            return [offer for offer in offers if offer.action.widget or not _typed(offer.action.keys)]
        return offers

    async def do(self, name: str, *given: Any) -> None:
        """Do an action by its name, as its key does."""
        action = ACTIONS[name]
        if not self.available(name) or action.widget:
            return
        if action.acts and self.station.jobs.owes(self):
            return
        if not action.quiet:
            self.station.hush()
        handler = self._handler(name)
        if handler is None:
            return
        try:
            answer = handler(*given)
            if inspect.isawaitable(answer):
                await answer
        except Fault as fault:
            self.say(str(fault), "stop")
        if self.is_attached:
            self.refresh_bars()

    async def action_act(self, name: str, *given: Any) -> None:
        """What the keys are bound to."""
        await self.do(name, *given)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether a bound key does anything now."""
        if action == "act" and parameters:
            return self.available(str(parameters[0]))
        return True

    # -- jobs ---------------------------------------------------------------------------------------------

    def read(
        self,
        purpose: str,
        work: Callable[[Any], T],
        then: Callable[[T], None],
        *,
        failed: Callable[[Fault], None] | None = None,
        label: str = "",
    ) -> None:
        """`Jobs.read` for this screen: `work(desk)` in a thread, its answer to `then`, the latest asked wins."""
        self.station.jobs.read(self, purpose, work, then, failed=failed, label=label)

    def write(
        self,
        work: Callable[[Any], T],
        then: Callable[[T], None] | None = None,
        *,
        failed: Callable[[Fault], None] | None = None,
        control: Widget | None = None,
        label: str = "",
        hold: bool = True,
    ) -> None:
        """`Jobs.write` for this screen. When the answer is a receipt its sentence goes to the message line."""

        def answered(answer: T) -> None:
            if hasattr(answer, "said"):
                self.station.say_receipt(answer)
            if then is not None:
                then(answer)

        self.station.jobs.write(self, work, answered, failed=failed, control=control, label=label, hold=hold)

    def long(
        self,
        work: Callable[[Any, Progress], T],
        then: Callable[[T], None],
        *,
        failed: Callable[[Fault], None] | None = None,
        control: Widget | None = None,
    ) -> Progress:
        """`Jobs.long` for this screen: long work with progress in the message line."""
        return self.station.jobs.long(self, work, then, failed=failed, control=control)

    # -- speaking -----------------------------------------------------------------------------------------

    def say(self, sentence: str, kind: str = "ok", *, undoable: bool = False) -> None:
        """Put a sentence in the message line: kind ok, warn, stop or info. It stays until the next act."""
        self.station.say(sentence, kind, undoable=undoable)

    def on_descendant_focus(self) -> None:
        """The cursor went into a field or left one: other keys act."""
        self._refresh_keys()

    def on_descendant_blur(self) -> None:
        """As when it comes."""
        self._refresh_keys()

    def _refresh_keys(self) -> None:
        for bar in self.query(BottomBar):
            bar.update()

    def refresh_bars(self) -> None:
        """Look again at trail, clock, message and keys, after something changed what they say."""
        for kind in (TopBar, MessageLine, BottomBar):
            for bar in self.query(kind):
                bar.update()

    # -- leaving ------------------------------------------------------------------------------------------

    def keep(self) -> None:
        """Hand over whatever was typed and not yet saved: called before leaving, quitting and on signals."""
        for widget in self.query(".-keeps"):
            getattr(widget, "keep", _no_op)()

    def home(self) -> Widget | None:
        """The widget that has the cursor at first and when a field is left: the list, if there is one."""
        lists = self.query("Rows")
        return lists.first() if lists else None

    def do_back(self) -> None:
        """Leave the field, then the screen; typed text is kept. A field that is all there is has no outside."""
        screen = cast("Screen[Any]", self)
        self.keep()
        home = self.home()
        beside = home is None or home.focusable
        if is_field(screen.focused) and screen.focused is not home and beside:
            screen.set_focus(home)
        else:
            self.leave()

    def can_back(self) -> bool:
        """Whether there is anything to go back to."""
        screen = cast("Screen[Any]", self)
        return self.app.screen_stack[0] is not screen or is_field(screen.focused)

    def leave(self, result: Any = None) -> None:
        """Close this screen with a result, unless it is the first one."""
        self.keep()
        if len(self.app.screen_stack) > 1:
            cast("Screen[Any]", self).dismiss(result)


def is_field(widget: Widget | None) -> bool:
    """Whether letters go into this widget. By name, so that fields are imported only by who shows them."""
    return any(one.__name__ in ("Input", "TextArea") for one in type(widget).__mro__)


def _typed(keys: tuple[str, ...]) -> bool:
    """Whether a field would take these keys for itself."""
    return bool(keys) and len(key_name(keys[0])) == 1


def _no_op() -> None:
    """For a widget that says it keeps and has nothing to keep."""
