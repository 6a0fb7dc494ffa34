"""How promises stand: what the period judged, what was due on its last day and what is due next."""

from __future__ import annotations

from collectdesk.i18n import _
from collectdesk.reports.blocks.tally import Block, Counts, Sums
from collectdesk.reports.sheets import Column, Row, Sheet
from collectdesk.reports.shift import Entry


class Promises(Block):
    """Promises by the state they turned to, and those due, by currency, as the last day of the period began."""

    acts_of = frozenset({"day.figures"})

    def __init__(self) -> None:
        self._turned = Counts()
        self._days: dict[int, Entry] = {}

    def feed(self, entry: Entry) -> None:
        """Count what an entry judged."""
        if not entry.refused:
            for _promise, _account, state, _received in entry.facts.get("turned") or ():
                self._turned.add(state, entry.id)

    def feed_of(self, entry: Entry) -> None:
        """Keep the last day's figures of each person."""
        self._days[entry.facts.get("of") or 0] = entry

    def sheet(self) -> Sheet:
        """The block."""
        due = Sums()
        for entry in self._days.values():
            for currency, when, count, minor in entry.facts.get("due") or ():
                due.add(when, currency, minor, entry.id, count)
        judged = [
            Row((*one.cells, None), one.entries, one.key) for one in self._turned.rows("judged.", _states())
        ]
        names = {
            "today": _("Due that day, {currency}"),
            "next": _("Due in the next 5 business days, {currency}"),
        }
        waiting = []
        for when, name in names.items():
            for currency in due.currencies(when):
                count, total, ids = due.of(when, currency)
                waiting.append(
                    Row((name.format(currency=currency), count, total), ids, f"due.{when}.{currency}")
                )
        notes = [_("What was judged counts for the person whose entry judged it, whoever took the promise.")]
        if not self._days:
            notes.append(_("Promises due are not available: no turn of the day recorded them."))
        return Sheet(
            "promises",
            _("Promises"),
            (
                Column("figure", _("Figure"), "label"),
                Column("count", _("Count"), "count"),
                Column("value", _("Value"), "money"),
            ),
            (*judged, *waiting),
            tuple(notes),
        )


def _states() -> dict[str, str]:
    return {
        "kept": _("Kept"),
        "partially_kept": _("Kept in part"),
        "broken": _("Broken"),
        "withdrawn": _("Withdrawn"),
        "superseded": _("Replaced by another"),
    }
