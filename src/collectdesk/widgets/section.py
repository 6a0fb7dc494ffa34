"""The heading of a group: a bold muted word, a hairline, and a count, unit or state at the right end."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget

from collectdesk.tui.glyphs import glyph
from collectdesk.tui.safe_text import Line, content


def section_line(title: str, aside: Line | None, width: int) -> Line:
    """The heading laid out in `width` cells."""
    line = Line(title, "head")
    rest = width - line.cells - (aside.cells + 1 if aside is not None and aside.cells else 0)
    if rest > 1:
        line.space().add(glyph("line") * (rest - 1), "line")
    if aside is not None and aside.cells:
        line.space().join(aside)
    return line


class Section(Widget):
    """A heading across its parent. `aside` is a text or a line at its right end."""

    DEFAULT_CSS = """
    Section { height: 1; width: 1fr; margin-top: 1; }
    Section.-first { margin-top: 0; }
    """

    def __init__(
        self, title: str, aside: str | Line = "", *, first: bool = False, id: str | None = None
    ) -> None:
        super().__init__(id=id, classes="-first" if first else None)
        self._title = title
        self._aside = _line(aside)

    def set_title(self, title: str) -> None:
        """Another word."""
        self._title = title
        self.refresh()

    def set_aside(self, aside: str | Line) -> None:
        """Another count, unit or state; repainted only when it says something else."""
        line = _line(aside)
        if line.pieces != self._aside.pieces:
            self._aside = line
            self.refresh()

    def render(self) -> Content:
        """The heading at the width it has."""
        width = self.size.width
        return content(section_line(self._title, self._aside, width).laid_out(width))


def _line(aside: str | Line) -> Line:
    return Line(aside, "muted") if isinstance(aside, str) else aside
