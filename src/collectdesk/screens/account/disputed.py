"""Deciding disputes from the account's screen: the one that is selected, else the first to be answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from collectdesk.tui.routes import screen_for

if TYPE_CHECKING:
    from collectdesk.desk.views import Commitment
    from collectdesk.screens.account.reading import Seen
    from collectdesk.tui.frame import Workstation

KINDS = ("dispute", "credit")
"""Commitments that are disputes: undecided ones, and accepted ones whose credit is awaited."""


class DecidesDisputes:
    """What the account's screen does about disputes. Mix it in before the screen."""

    account_id: int
    _known: Seen | None

    if TYPE_CHECKING:

        @property
        def station(self) -> Workstation:
            """The app."""

        def _agreed_row(self) -> Any: ...

    def _dispute(self) -> Commitment | None:
        """The dispute that is selected in the list of commitments."""
        row = self._agreed_row()
        return row.data if row is not None and row.key[0] in KINDS else None

    def can_decide(self) -> bool:
        """Where a dispute is open, or waits for its credit."""
        return self._known is not None and any(one.kind in KINDS for one in self._known.dossier.commitments)

    def do_decide(self) -> None:
        """Say what came of a dispute."""
        chosen = self._dispute()
        card = screen_for(
            "decide", account_id=self.account_id, dispute_id=chosen.id if chosen is not None else None
        )
        self.station.push_screen(card)
