"""Texts on a screen that can never be read as markup."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from textual.content import Content
from textual.widgets import Static

from collectdesk.tui.safe_text import Line, content, plain

Shown = str | Content | Line | Iterable[Line]


class Text(Static):
    """A text: a string (cleaned, literal), Content, a Line, or several lines one under another.

    Lines are laid out anew whenever the width changes, so that what stands at their right end stays there.
    """

    def __init__(self, shown: Shown = "", **given: Any) -> None:
        self._lines: tuple[Line, ...] | None = None
        self._width = 0
        super().__init__(self._taken(shown), markup=False, **given)

    def show(self, shown: Shown) -> None:
        """Show something else; what says the same is not laid out anew."""
        taken, before = self._taken(shown), self.content
        if not (isinstance(before, Content) and taken.is_same(before)):
            self.update(taken)

    def _taken(self, shown: Shown) -> Content:
        self._lines = None
        if isinstance(shown, str):
            return plain(shown)
        if isinstance(shown, Content):
            return shown
        self._lines = (shown,) if isinstance(shown, Line) else tuple(shown)
        return self._laid_out()

    def _laid_out(self) -> Content:
        lines = self._lines or ()
        width = self._width
        return Content("\n").join(
            [content(line.laid_out(width)) if width and line.tail else line.content() for line in lines]
        )

    def on_resize(self) -> None:
        """Lines with a right end move it."""
        self._width = self.content_size.width
        if self._lines and any(line.tail for line in self._lines):
            self.update(self._laid_out())
