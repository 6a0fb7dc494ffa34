"""What somebody else has to decide: what was asked for in the period, of whom, until when, and how it ended."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from collectdesk.i18n import _
from collectdesk.reports.blocks.tally import NOT_RECORDED, Block
from collectdesk.reports.sheets import Column, Row, Sheet
from collectdesk.reports.shift import Entry


class Asks(Block):
    """Requests of the period and those open as its last day began; a state is what the entries here say."""

    acts_of: ClassVar[frozenset[str]] = frozenset({"day.figures"})

    def __init__(self) -> None:
        self._asked: dict[int, tuple[int | None, str, str | None, int]] = {}
        self._ended: dict[int, tuple[str, int]] = {}
        self._decided: dict[int, tuple[int | None, str, str, int]] = {}

    def feed(self, entry: Entry) -> None:
        """Take a request, a decision or a request taken back."""
        approval = entry.facts.get("approval")
        if approval is None or entry.refused:
            return
        if entry.act == "approval.decide":
            state = str(entry.facts.get("state"))
            self._ended[approval] = (state, entry.id)
            self._decided[approval] = (entry.account_id, state, str(entry.facts.get("kind")), entry.id)
        elif entry.act == "approval.withdraw":
            self._ended[approval] = ("withdrawn", entry.id)
        else:
            self._asked[approval] = (
                entry.account_id,
                str(entry.facts.get("needs") or NOT_RECORDED),
                entry.facts.get("expires_on"),
                entry.id,
            )

    def feed_of(self, entry: Entry) -> None:
        """Take what was open as a day began."""
        for approval, account, needs, expires in entry.facts.get("asks") or ():
            self._asked.setdefault(approval, (account, needs, expires, entry.id))

    def sheet(self) -> Sheet:
        """A row a request."""
        rows = []
        for approval, (account, needs, expires, entry) in sorted(self._asked.items()):
            state, ended = self._ended.get(approval, ("open", None))
            by = date.fromisoformat(expires) if expires else None
            ids = (entry,) if ended is None else (entry, ended)
            rows.append(Row((account, needs, by, state), ids, str(approval)))
        rows += [
            Row((account, kind, None, state), (entry,), str(approval))
            for approval, (account, state, kind, entry) in sorted(self._decided.items())
            if approval not in self._asked
        ]
        return Sheet(
            "asks",
            _("Decisions asked for"),
            (
                Column("account", _("Account"), "account"),
                Column("needs", _("Of whom, or what was decided"), "text"),
                Column("by", _("By"), "day"),
                Column("state", _("State"), "text"),
            ),
            tuple(rows),
            (
                _(
                    "The state is the one that entries of this report say; what others decided later is not in it."
                ),
            ),
        )
