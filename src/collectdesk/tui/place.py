"""A place: a screen or a card with the actions that it offers and what it calls them there."""

from __future__ import annotations

from dataclasses import dataclass, field

from collectdesk.i18n import _
from collectdesk.tui.actions import ACTIONS, EVERYWHERE, Offer


@dataclass(frozen=True, slots=True)
class Place:
    """A screen or card. `offered` are names of actions, main act first; `labels` its own words for some."""

    name: str
    _title: str
    _sentence: str
    offered: tuple[str, ...]
    labels: dict[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """Its name in the breadcrumb."""
        return _(self._title)

    @property
    def sentence(self) -> str:
        """What it is for, as the first line of its help."""
        return _(self._sentence)

    def offers(self) -> list[Offer]:
        """Its actions with their labels, in the order of the bar; then those that every place has."""
        names = [*self.offered, *(name for name in EVERYWHERE if name not in self.offered)]
        return [
            Offer(
                ACTIONS[name],
                _(self.labels[name]) if name in self.labels else ACTIONS[name].label,
                in_bar=name in self.offered,
            )
            for name in names
        ]


def place(name: str, title: str, sentence: str, offered: str, **labels: str) -> tuple[str, Place]:
    """A place under its name; `offered` are actions separated by blanks."""
    return name, Place(name, title, sentence, tuple(offered.split()), labels)
