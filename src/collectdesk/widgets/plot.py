"""A chart drawn by plotext in the colours of the theme. Whoever shows one says its number in words beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from textual.app import RenderResult
from textual_plotext import PlotextPlot

from collectdesk.tui.glyphs import drawn_plain
from collectdesk.tui.theme import skin_of

Rgb = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Series:
    """One line or set of bars: its name, its values (None where there is none), and its ink."""

    name: str
    values: tuple[float | None, ...]
    ink: str = "accent"


@dataclass(frozen=True, slots=True)
class Graph:
    """What is drawn: `labels` below each place, and series of as many values.

    Values are heights of a drawing and may be rounded; figures that count are said in words beside it.
    """

    kind: Literal["lines", "bars"]
    labels: tuple[str, ...]
    series: tuple[Series, ...]


class Plot(PlotextPlot):
    """The drawing, at the size it has; empty before the first `show`."""

    DEFAULT_CSS = "Plot { height: 14; width: 1fr; }"

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self._graph: Graph | None = None

    def show(self, graph: Graph | None) -> None:
        """Draw something else."""
        self._graph = graph
        self.refresh()

    def render(self) -> RenderResult:
        """Drawn anew at every size and in every theme."""
        plt, graph, skin = self.plt, self._graph, skin_of(self.app)
        plt.clear_figure()
        if graph is None or not graph.labels:
            return ""
        marker = "*" if drawn_plain() else "braille"
        places = list(range(1, len(graph.labels) + 1))
        if graph.kind == "bars":
            heights = [[value or 0 for value in one.values] for one in graph.series]
            inks: Any = [_rgb(skin.tokens[one.ink]) for one in graph.series]
            plt.multiple_bar(
                list(graph.labels), heights, color=inks, width=0.8, marker="#" if drawn_plain() else "sd"
            )
        else:
            for one in graph.series:
                known = [
                    (at, value) for at, value in zip(places, one.values, strict=True) if value is not None
                ]
                plt.plot(
                    [at for at, _v in known], [value for _at, value in known],
                    color=_rgb(skin.tokens[one.ink]), marker=marker,
                )  # fmt: skip
            few: Any = _few(places, max(2, self.size.width // 9))
            plt.xticks(few, [graph.labels[at - 1] for at in few])
        top = (
            max((value for one in graph.series for value in one.values if value is not None), default=0) or 1
        )
        plt.ylim(0, top)
        plt.yticks([0, top / 2, top], ["0", _short(top / 2), _short(top)])
        plt.grid(False, False)
        return super().render()

    def _register_theme(self, app_theme_name: str) -> None:
        """The plot stands on the page, not on a panel."""
        from plotext._dict import themes
        from textual_plotext.plot import _rgbify_theme, _sequence

        skin = skin_of(self.app)
        ground, ink = _rgb(skin.tokens["ground"]), _rgb(skin.tokens["muted"])
        name, sequence = self._get_plotext_theme_name(app_theme_name), list[Any](_sequence)
        themes[name] = _rgbify_theme(ground, ground, ink, "default", sequence)
        self.refresh()


def legend(graph: Graph) -> list[tuple[str, str]]:
    """(name, ink) of each series."""
    return [(one.name, one.ink) for one in graph.series]


def _few(places: Sequence[int], most: int) -> list[int]:
    step = -(-len(places) // most)
    return list(places)[::step]


def _short(height: float) -> str:
    """A height at the axis: 12, 1.5 below ten."""
    return f"{height:,.0f}" if height >= 10 or height == int(height) else f"{height:.1f}"


def _rgb(token: str) -> Rgb:
    return int(token[1:3], 16), int(token[3:5], 16), int(token[5:7], 16)
