"""The picture of a call: where everything stands, drawn from the conversation. What it does is in `screen`."""

from __future__ import annotations

from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widget import Widget

from collectdesk.i18n import _
from collectdesk.screens.call import said
from collectdesk.screens.call.conversation import Conversation
from collectdesk.screens.call.result import ResultLine
from collectdesk.screens.call.script import Script
from collectdesk.tui import clock
from collectdesk.tui.safe_text import Line
from collectdesk.tui.screen import DeskScreen
from collectdesk.tui.text import Text
from collectdesk.widgets.gate import counter_lines, gate_words
from collectdesk.widgets.note_area import NoteArea
from collectdesk.widgets.notice import Notice
from collectdesk.widgets.section import Section

SIDE_CELLS = 32
"""What the panel of the style sheet leaves for words."""


def _unseen(widget: Widget) -> Widget:
    """Before the account is read there is nothing to say about it; hidden before it is laid out."""
    widget.display = False
    return widget


class CallPicture(DeskScreen):
    """The widgets of a call. `redraw` puts them in line with the conversation once it is there."""

    place_name = "call"
    clock_seconds = 1

    def __init__(self) -> None:
        self._talk: Conversation | None = None
        super().__init__()

    def keep_note(self, text: str, caret: tuple[int, int]) -> None:
        """What the note hands over."""
        raise NotImplementedError

    def body(self) -> ComposeResult:
        """Steps, person and case at the left; what to say, note and result."""
        with VerticalScroll(classes="side", id="call-side", can_focus=False):
            yield Section(_("Steps"), first=True)
            yield Text("", id="steps")
            yield Section("", id="person-name")
            yield Text("", id="person")
            yield _unseen(Section(_("Case"), id="case-head"))
            yield _unseen(Text("", id="case"))
            yield _unseen(Section(_("Calls to this person"), id="calls-head"))
            yield _unseen(Text("", id="calls"))
        with Vertical(classes="main", id="call-main"):
            yield Text("", id="step-line", classes="narrow-only")
            yield Section(_("Say"), first=True, id="say")
            yield Script(id="script")
            yield Text("", id="person-line", classes="narrow-only")
            yield _unseen(Notice("", "", id="unverified"))
            yield _unseen(Section(_("If they say"), id="answers-head"))
            yield _unseen(Text("", id="answers"))
            yield NoteArea(self.keep_note, id="note", classes="-fill")
            yield ResultLine(id="result")

    @property
    def note(self) -> NoteArea:
        """The note."""
        return self.query_one("#note", NoteArea)

    @property
    def result(self) -> ResultLine:
        """The result line."""
        return self.query_one("#result", ResultLine)

    def home(self) -> Script:
        """Where the cursor goes when a field is left."""
        return self.query_one("#script", Script)

    def do_note(self) -> None:
        """Into the note."""
        self.note.edit()

    def begin(self, words: str) -> None:
        """Type the result's word, unless the line holds figures already."""
        if not any(c.isdigit() for c in self.result.value):
            self.result.put(words)
        self.result.edit()

    def draw_script(self) -> None:
        """What to say; it follows the result line, which says what was agreed."""
        if self._talk is not None:
            self._text("#script", self._talk.script(self.result.parsed))

    @property
    def trail(self) -> tuple[str, ...]:
        """The customer, then the call."""
        return (self._talk.view.customer, self.place.title) if self._talk else (self.place.title,)

    def top_right(self, narrow: bool) -> Line:
        """The customer's clock and how long the call has been going."""
        if self._talk is None:
            return super().top_right(narrow)
        now = self.station.now()
        gate = self._talk.gate
        if gate is None:
            line = Line(self._talk.their_clock(now), "text")
        else:
            line = gate_words(gate, now, 24 if narrow else 50)
        line = line.space(2) if line.cells else line
        running = clock.running(self._talk.state.length(now))
        return line.glyph("current", "accent").space().add(running, "key")

    def on_resize(self, event: Any) -> None:
        """The answers and the case depend on the width."""
        super().on_resize(event)
        self.call_after_refresh(self.redraw)

    def redraw(self) -> None:
        """Draw everything anew from the conversation; nothing before there is one."""
        talk = self._talk
        if talk is None or not self.is_mounted:
            return
        flow, at, person = talk.flow, talk.state.step, talk.contact
        self._text("#steps", said.steps(flow, at))
        self._text("#step-line", said.step_line(flow, at))
        of_all = _("step {n} of {all}").format(n=at + 1, all=len(flow.step))
        self.query_one("#say", Section).set_aside(of_all)
        self.draw_script()
        self.query_one("#person-name", Section).set_title(person.name if person else talk.view.customer)
        self._text("#person", [said.person_line(person), *talk.number_lines(SIDE_CELLS)])
        self._text("#person-line", talk.person_in_a_line(self.station.now()))
        self._draw_case(talk)
        for one in ("#calls-head", "#calls"):
            self.query_one(one).display = talk.gate is not None
        if talk.gate is not None:
            self._text("#calls", counter_lines(talk.gate, self.station.now(), self.station.zone, SIDE_CELLS))
        for one in ("#answers-head", "#answers"):
            self.query_one(one).display = talk.answers_shown
        if talk.answers_shown:
            width = self.query_one("#call-main").content_size.width
            self._text("#answers", said.answers(talk.objections[:9], width, self.narrow))
        self.refresh_bars()

    def _draw_case(self, talk: Conversation) -> None:
        """The case once verified; until then the box that says why there are no amounts."""
        shown = talk.state.verified
        for one in ("#case-head", "#case"):
            self.query_one(one).display = shown
        self._text("#case", said.case(talk.view, 11) if shown else "")
        notice = self.query_one("#unverified", Notice)
        notice.display = self.narrow if shown else talk.state.step > 0
        if shown:
            notice.tell("", said.case_line(talk.view), kind="ok")
        else:
            line = Line(_("Amounts stay hidden until you press")).space().add("v", "key").add(".")
            notice.tell(_("Not verified yet."), line)

    def _text(self, selector: str, shown: Any) -> None:
        self.query_one(selector, Text).show(shown)
