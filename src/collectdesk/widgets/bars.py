"""Bars: the ageing of what is open, from not due to oldest, and plain bars that compare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from collectdesk.tui.glyphs import drawn_plain, glyph
from collectdesk.tui.safe_text import Line, content


@dataclass(frozen=True, slots=True)
class Bucket:
    """One part of an ageing bar: its label, its figure as it is shown, and its share in minor units of one currency."""

    label: str
    figure: str
    share: int


class AgeingBar(Widget):
    """Filled parts of a whole with labels and figures under them; tones go from not due to oldest."""

    SCOPED_CSS = False
    DEFAULT_CSS = """
    AgeingBar { height: 3; width: 1fr; }
    .-narrow AgeingBar { height: 2; }
    """

    def __init__(self, buckets: Sequence[Bucket] = (), *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._buckets = tuple(buckets)

    def show(self, buckets: Sequence[Bucket]) -> None:
        """Other figures."""
        self._buckets = tuple(buckets)
        self.refresh()

    def render(self) -> Content:
        """The bar at the width it has; on narrow screens label and figure alone."""
        lines = ageing_lines(self._buckets, self.size.width)
        return Content("\n").join(
            [content(line.pieces) for line in lines[1 if self.size.height < 3 else 0 :]]
        )


def ageing_lines(buckets: Sequence[Bucket], width: int) -> list[Line]:
    """Bar, labels and figures in `width` cells. Parts are as wide as their share, at least as their words."""
    bar, labels, figures = Line(), Line(), Line()
    if not buckets:
        return [bar, labels, figures]
    least = [max(cell_len(one.label), cell_len(one.figure)) for one in buckets]
    spare = max(0, width - sum(least) - len(buckets) + 1)
    whole = sum(max(0, one.share) for one in buckets) or 1
    for at, one in enumerate(buckets):
        share = max(0, one.share)
        cells = least[at] + spare * share // whole
        tone = f"tone{1 + min(3, at * 4 // len(buckets))}"
        bar.add((glyph("block") if share else " ") * cells, tone)
        labels.fit(one.label, cells, "muted")
        figures.fit(one.figure, cells, "text" if share else "muted")
        for line in (bar, labels, figures):
            line.space(1 if at < len(buckets) - 1 else 0)
    return [bar, labels, figures]


def plain_bar(
    label: str, value: int, most: int, width: int, *, figure: str = "", strong: bool = False
) -> Line:
    """A line "No answer ━━━━━━   31": the bar is `value` of `most`, the one that counts is `strong`."""
    shown = figure or f"{value:,}"
    label_cells = min(18, max(8, width // 3))
    room = max(0, width - label_cells - cell_len(shown) - 3)
    full = 0 if most <= 0 else max(1 if value > 0 else 0, room * value // most)
    line = Line().fit(label, label_cells, "text").space()
    line.add(glyph("heavy") * full, "accent" if strong else "tone2")
    return line.right(shown, "value")


def progress_bar(done: int, whole: int, cells: int) -> str:
    """ "━━━━──────" in so many cells: what is done of a whole; something done is never drawn as nothing, nor
    something left as all of it."""
    if whole <= 0:
        return ""
    full = cells * min(done, whole) // whole
    full = min(cells - (done < whole), max(full, 1 if done > 0 else 0))
    return glyph("heavy") * full + glyph("line") * (cells - full)


_STEPS = "▁▂▃▄▅▆▇█"
_PLAIN_STEPS = ".-=+*#%@"


def sparkline(values: Sequence[int]) -> str:
    """A cell for each value, as high as its part of the largest; the sign of empty time for none."""
    steps = _PLAIN_STEPS if drawn_plain() else _STEPS
    most = max(values, default=0)
    if most <= 0:
        return glyph("empty") * len(values)
    return "".join(
        steps[min(len(steps) - 1, (len(steps) * value - 1) // most)] if value > 0 else glyph("empty")
        for value in values
    )
