"""A labelled line to type in: heading, the line itself, what was understood, and what is wrong with it."""

from __future__ import annotations

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input

from collectdesk.tui.glyphs import glyph
from collectdesk.tui.safe_text import Line, clean
from collectdesk.tui.text import Shown, Text
from collectdesk.widgets.section import Section

TYPED = 2000
"""Characters that a field takes at most."""


class _Typed(Input):
    """A line that takes no control characters and no line ends, whatever is pasted, put or suggested."""

    def validate_value(self, value: str) -> str:
        """However it came."""
        return clean(value, TYPED)

    def replace(self, text: str, start: int, end: int) -> None:
        """Cleaned before, so that the cursor stands behind what was put in."""
        super().replace(clean(text, TYPED), start, end)

    def validate__suggestion(self, value: str) -> str:
        """It may be the name of a file."""
        return clean(value, TYPED)

    def _on_paste(self, event: events.Paste) -> None:
        event.text = clean(event.text, TYPED)


class Field(Vertical):
    """A field. `hint` is shown in italics while it is empty, `aside` at the right end of its heading.

    Messages `Field.Changed` and `Field.Submitted` (enter) carry `.field` and `.value`.
    """

    SCOPED_CSS = False
    DEFAULT_CSS = """
    Field { height: auto; width: 1fr; }
    Field Input, Field Input:focus {
        border: none; height: 1; padding: 0 2; background: $surface; color: $strong;
        border-left: blank;
    }
    Field Input:focus { border-left: outer $accent; }
    Field.-wrong Input, Field.-wrong Input:focus { border-left: outer $stop; }
    Field Text { padding: 0 2; display: none; }
    Field Text.-said { display: block; }
    Field.-tall Input { padding: 1 2; height: 3; }
    .-narrow Field.-tall Input { padding: 0 2; height: 1; }
    """

    class Changed(Message):
        """What is in the field changed."""

        def __init__(self, field: Field, value: str) -> None:
            super().__init__()
            self.field, self.value = field, value

        @property
        def control(self) -> Field:
            """The field."""
            return self.field

    class Submitted(Changed):
        """Enter was pressed in the field."""

    def __init__(
        self,
        label: str,
        *,
        value: str = "",
        hint: str = "",
        aside: str | Line = "",
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._heading = Section(label, aside)
        self.input: Input = _Typed(value, placeholder=hint, select_on_focus=False, max_length=TYPED)
        self.input.cursor_blink = False
        self._wrong = Text("")
        self._understood = Text("")

    def compose(self) -> ComposeResult:
        """Heading, line, what is wrong, what was understood."""
        yield self._heading
        yield self.input
        yield self._wrong
        yield self._understood

    @property
    def value(self) -> str:
        """What was typed, on one line and without control characters."""
        return clean(self.input.value, TYPED).strip()

    @value.setter
    def value(self, text: str) -> None:
        self.input.value = text

    def edit(self) -> None:
        """Put the cursor here."""
        self.input.focus()

    def set_label(self, label: str) -> None:
        """Another heading."""
        self._heading.set_title(label)

    def set_aside(self, aside: str | Line) -> None:
        """Another word at the right end of the heading."""
        self._heading.set_aside(aside)

    def set_error(self, sentence: str) -> None:
        """Say what is wrong and what would be right; "" for nothing. What was typed stays."""
        self.set_class(bool(sentence), "-wrong")
        self._wrong.set_class(bool(sentence), "-said")
        self._wrong.show(Line(glyph("refused"), "stop").space().add(sentence) if sentence else "")

    def set_understood(self, shown: Shown) -> None:
        """Say what was understood of what was typed; "" for nothing."""
        self._understood.set_class(bool(shown), "-said")
        self._understood.show(shown)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Changed(self, self.value))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Submitted(self, self.value))
