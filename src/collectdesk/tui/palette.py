"""The command palette: every action that works here, found by its name or its sentence."""

from __future__ import annotations

from collections.abc import Iterator

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from collectdesk.tui.acting import Acting
from collectdesk.tui.actions import Offer
from collectdesk.tui.safe_text import Line


class Actions(Provider):
    """The actions of the registry that are available on the screen the palette was opened from."""

    def _offers(self) -> Iterator[Offer]:
        screen = self.screen
        if isinstance(screen, Acting):
            for offer in screen.offers_now():
                if offer.action.name not in ("palette", "digit") and not offer.action.widget:
                    yield offer

    async def discover(self) -> Hits:
        """All of them, before anything is typed."""
        for offer in self._offers():
            yield DiscoveryHit(
                _shown(offer), self._run(offer), text=_found_by(offer), help=offer.action.sentence
            )

    async def search(self, query: str) -> Hits:
        """Those whose name fits what is typed, then those whose sentence holds it."""
        matcher = self.matcher(query)
        for offer in self._offers():
            score = matcher.match(offer.label)
            if not score and query.casefold() in offer.action.sentence.casefold():
                score = 0.01
            if score > 0:
                yield Hit(
                    score, _shown(offer), self._run(offer), text=_found_by(offer), help=offer.action.sentence
                )

    def _run(self, offer: Offer):  # type: ignore[no-untyped-def]
        screen, app = self.screen, self.app

        def run() -> None:
            if isinstance(screen, Acting):
                app.call_later(screen.do, offer.action.name)

        return run


def _found_by(offer: Offer) -> str:
    return f"{offer.label}: {offer.action.sentence}"


def _shown(offer: Offer) -> Content:
    line = Line(offer.label, "value")
    if offer.action.shown:
        line.space(2).add(offer.action.shown, "key")
    return line.content()
