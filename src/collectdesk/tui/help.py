"""The help of the screen one came from: what it says, from a page of the package, and every key that works there."""

from __future__ import annotations

import importlib.resources
import textwrap

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from collectdesk.i18n import _
from collectdesk.tui.actions import ACTIONS, Offer
from collectdesk.tui.place import Place
from collectdesk.tui.safe_text import Line
from collectdesk.tui.screen import DeskScreen
from collectdesk.tui.text import Text

PAGES = "help_pages"


def page(name: str) -> list[str]:
    """The paragraphs of the help page of a place, without Markdown's marks; empty where there is none."""
    source = importlib.resources.files("collectdesk.tui").joinpath(PAGES, f"{name}.md")
    if not source.is_file():
        return []
    blocks = source.read_text(encoding="utf-8").split("\n\n")
    return [" ".join(block.split()) for block in blocks if block.strip() and not block.startswith("#")]


def _with_keys(paragraph: str) -> Line:
    """A paragraph with its `keys` in the ink of keys."""
    line = Line()
    for at, part in enumerate(paragraph.split("`")):
        line.add(part, "key" if at % 2 else "text")
    return line


class HelpScreen(DeskScreen):
    """What a place is for, its page, and its keys with a sentence each."""

    place_name = "help"

    def __init__(self, place: Place, offers: list[Offer]) -> None:
        self._of, self._offers = place, offers
        super().__init__()

    @property
    def trail(self) -> tuple[str, ...]:
        """The place explained, then help."""
        return (self._of.title, self.place.title)

    def body(self) -> ComposeResult:
        """One scrolling column."""
        with VerticalScroll(classes="main", id="help"):
            yield Text(Line(self._of.title, "value").space(3).add(self._of.sentence, "text"))
            for paragraph in page(self._of.name):
                yield Text("")
                yield Text(_with_keys(paragraph))
            yield Text("")
            yield Text(self._keys(max(24, self.app.size.width - 35)))

    def _keys(self, room: int) -> list[Line]:
        here = {offer.action.name: offer for offer in self._offers}
        lines: list[Line] = []
        group = ""
        for name, action in ACTIONS.items():
            if name not in here and not action.widget:
                continue
            if action.group != group:
                group = action.group
                if lines:
                    lines.append(Line())
                lines.append(Line(group, "head"))
            label = here[name].label if name in here else action.label
            first, *more = textwrap.wrap(action.sentence, room) or [""]
            lines.append(Line().fit(action.shown, 12, "key").fit(label, 18, "value").add(first))
            lines += [Line().space(30).add(rest) for rest in more]
        lines.append(Line())
        lines.append(Line(_("Letters act when no field has the cursor; ctrl keys always act."), "muted"))
        return lines
