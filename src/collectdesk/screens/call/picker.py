"""The card of all call results: type a few letters, go up and down, enter takes it."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding

from collectdesk.i18n import _
from collectdesk.tui.safe_text import Line
from collectdesk.tui.screen import Card
from collectdesk.tui.text import Text
from collectdesk.widgets.columns import Column
from collectdesk.widgets.fields import Field
from collectdesk.widgets.pages import Row
from collectdesk.widgets.rows import Rows


class ResultCard(Card[str]):
    """Choose a call result. Gives its word, such as "ptp", or None. `codes` narrows the choice."""

    CSS_PATH = "picker.tcss"
    BINDINGS: ClassVar[list[Any]] = [
        Binding(key, f"row('{key}')", show=False) for key in ("up", "down", "pageup", "pagedown")
    ]

    def __init__(self, title: str, *, typed: str = "", codes: tuple[str, ...] = ()) -> None:
        self._title, self._codes = title, codes
        super().__init__()
        self._field = Field(title, value=typed, hint=_("type a few letters"), id="result-filter")
        self._rows = Rows(
            [Column("", 12), Column("", 0, grow=True), Column("", 40, wide_only=True)],
            empty=_("No result begins like this. Clear the line to see all."),
            titles=False,
            on="surface",
            id="results",
        )

    @property
    def trail(self) -> tuple[str, ...]:
        """The call, and what is chosen."""
        return (*super().trail[:-1], self._title)

    def body(self) -> ComposeResult:
        """The line to type in, and the list."""
        yield self._field
        yield self._rows

    def foot(self) -> ComposeResult:
        """How to take one."""
        yield Text(
            Line("enter", "key").space().add(_("Take it")).space(3).add("esc", "key").space().add(_("Back"))
        )

    def on_mount(self) -> None:
        """Show the list and put the cursor in the line."""
        self._rows.can_focus = False
        self._fill(self._field.value)
        self._field.edit()

    def on_field_changed(self, event: Field.Changed) -> None:
        """Narrow the list as it is typed."""
        event.stop()
        self._fill(event.value)

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Take the selected one."""
        event.stop()
        self.do_open()

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """A double click takes it too."""
        event.stop()
        self.do_open()

    def action_row(self, key: str) -> None:
        """Move in the list while the cursor stays in the line."""
        if key in ("up", "down"):
            self._rows.action_step(1 if key == "down" else -1)
        else:
            self._rows.action_leaf(1 if key == "pagedown" else -1)

    def do_open(self) -> None:
        """Take the selected result."""
        row = self._rows.current
        if row is not None:
            self.leave(str(row.key))

    def _fill(self, typed: str) -> None:
        from collectdesk.desk.dispositions import dispositions

        wanted = typed.casefold().split()
        rows = []
        for one in dispositions().values():
            if "call" not in one.channels or (self._codes and one.code not in self._codes):
                continue
            heap = " ".join((*one.words, one.code, _(one.label))).casefold()
            if all(word in heap for word in wanted):
                leaves = _(one.next[0].text) if one.next else ""
                rows.append(
                    Row(one.words[0], ((one.words[0], "key"), (_(one.label), "text"), (leaves, "muted")))
                )
        self._rows.show(rows, keep_key=False)
