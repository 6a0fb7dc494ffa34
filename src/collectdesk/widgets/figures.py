"""Tiles: a few figures side by side, each with its label above and a word below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from collectdesk.tui.safe_text import Line, content


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its label, its unit and a word below. `ink` colours the figure."""

    label: str
    value: str
    unit: str = ""
    below: str = ""
    ink: str = "value"


class Figures(Widget):
    """Figures in tiles of equal width, on as many rows as the width asks for (three a row when narrow)."""

    DEFAULT_CSS = "Figures { height: auto; width: 1fr; }"
    TILE = 17

    def __init__(self, figures: Sequence[Figure] = (), *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._figures = tuple(figures)

    def show(self, figures: Sequence[Figure]) -> None:
        """Other figures."""
        self._figures = tuple(figures)
        self.refresh(layout=True)

    def _a_row(self, width: int) -> int:
        count = max(1, len(self._figures))
        fit = max(1, width // self.TILE)
        rows = -(-count // fit)
        return -(-count // rows)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Three lines for each row of tiles and one between them."""
        rows = -(-len(self._figures) // self._a_row(width)) if self._figures else 0
        return max(1, rows * 4 - 1)

    def render(self) -> Content:
        """The tiles at the width they have."""
        width = self.size.width
        a_row = self._a_row(width)
        tile = max(1, width // a_row)
        lines: list[Line] = []
        for start in range(0, len(self._figures), a_row):
            if lines:
                lines.append(Line())
            three = [Line(), Line(), Line()]
            for figure in self._figures[start : start + a_row]:
                unit = f" {figure.unit}" if figure.unit else ""
                three[0].fit(figure.label, tile - 1, "muted").space()
                value = Line(figure.value, figure.ink).add(unit, "muted")
                for text, ink in value.laid_out(tile - 1):
                    three[1].add(text, ink)
                three[1].space()
                three[2].fit(figure.below, tile - 1, "muted").space()
            lines += three
        return Content("\n").join([content(line.pieces) for line in lines])
