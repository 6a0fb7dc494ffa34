"""The base of every screen and of every card."""

from __future__ import annotations

from typing import Any, ClassVar, Generic, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen, Screen

from collectdesk.i18n import _
from collectdesk.tui.acting import Acting
from collectdesk.tui.bars import BottomBar, MessageLine, TopBar
from collectdesk.tui.safe_text import Line, plain
from collectdesk.tui.text import Text

ResultT = TypeVar("ResultT")

BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]


class DeskScreen(Acting, Screen[Any]):
    """A screen: top bar, `body()`, message line, bottom bar.

    Subclasses set `place_name`, give `body()`, and have `do_…` methods for what the place offers.
    `enter()` is called when it is first shown, `returned()` whenever it comes to the front again.
    """

    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    AUTO_FOCUS: ClassVar[str | None] = ""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self._shown = False
        self.bind_actions()

    def compose(self) -> ComposeResult:
        """Bars and body."""
        yield TopBar()
        with Horizontal(id="body"):
            yield from self.body()
        yield MessageLine()
        yield BottomBar()

    def body(self) -> ComposeResult:
        """What stands between the bars: one or two columns."""
        yield from ()

    def on_mount(self) -> None:
        """The cursor starts where keys act, not in a field."""
        self.set_focus(self.home())

    def enter(self) -> None:
        """First shown: start reading here."""

    def returned(self) -> None:
        """In front again after another screen: read anew what may have changed."""

    def on_screen_resume(self) -> None:
        """Bars are looked at again; `enter` the first time, `returned` later."""
        self.refresh_bars()
        if self._shown:
            self.returned()
        else:
            self._shown = True
            self.enter()

    def on_resize(self, _event: events.Resize) -> None:
        """The bars depend on the width."""
        self.call_after_refresh(self.refresh_bars)


class Card(Acting, ModalScreen[ResultT], Generic[ResultT]):
    """A card above a screen: `body()` scrolls, `foot()` is docked and always visible; fits 80×24.

    `tone` is the ink of the bar at its left: accent, ok, warn or stop. `title` is the crumb it adds.
    Close it with `self.leave(result)`; esc closes it with None.
    """

    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    AUTO_FOCUS: ClassVar[str | None] = ""
    place_name = "card"
    tone: ClassVar[str] = "accent"

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.bind_actions()

    def compose(self) -> ComposeResult:
        """Bars as on a screen, the card between them."""
        yield TopBar()
        with Vertical(id="card", classes=f"-{self.tone}"):
            with VerticalScroll(id="card-body", can_focus=False):
                yield from self.body()
            with Vertical(id="card-foot"):
                yield from self.foot()
        yield MessageLine()
        yield BottomBar()

    def body(self) -> ComposeResult:
        """What the card says."""
        yield from ()

    def foot(self) -> ComposeResult:
        """What stays visible at its foot, such as the question."""
        yield from ()

    @property
    def trail(self) -> tuple[str, ...]:
        """The trail of what is underneath, and this card."""
        stack = self.app.screen_stack
        at = stack.index(self) if self in stack else len(stack)
        under = stack[at - 1] if at else None
        above = under.trail if isinstance(under, Acting) else ()
        return (*above, self.place.title)

    def on_screen_resume(self) -> None:
        """Bars are looked at again."""
        self.refresh_bars()

    def on_mount(self) -> None:
        """The cursor starts where keys act, not in a field."""
        self.set_focus(self.home())
        self.call_after_refresh(self._leave_room)

    def on_resize(self, _event: events.Resize) -> None:
        """The bars depend on the width, the room of the body on the height."""
        self.call_after_refresh(self._leave_room)

    def _leave_room(self) -> None:
        """The body scrolls in what foot, bars and margins leave of the screen."""
        card, body, foot = (self.query_one(f"#{name}") for name in ("card", "card-body", "card-foot"))
        foot.set_class(not foot.children, "-none")
        taken = foot.outer_size.height if foot.children else 0
        body.styles.max_height = max(3, self.size.height - 2 - taken - card.gutter.height)
        self.refresh_bars()


class Confirm(Card[bool]):
    """A yes-or-no question. `v` answers True, `x` and esc answer False or None."""

    place_name = "confirm"
    tone = "warn"

    def __init__(self, title: str, sentence: str) -> None:
        self._title, self._sentence = title, sentence
        super().__init__()

    def body(self) -> ComposeResult:
        """Title and sentence."""
        yield Text(Line(self._title, "value"))
        yield Text("")
        yield Text(plain(self._sentence))

    def foot(self) -> ComposeResult:
        """How to answer."""
        yield Text(Line("v", "key").space().add(_("Yes")).space(3).add("x", "key").space().add(_("No")))

    def do_yes(self) -> None:
        """Yes."""
        self.leave(True)

    def do_no(self) -> None:
        """No."""
        self.leave(False)
