"""What the next shift must know: open call-backs with the customer's time, and customers who wait for an answer."""

from __future__ import annotations

from datetime import UTC, datetime

import pytz

from collectdesk.i18n import _
from collectdesk.reports.blocks.tally import Block
from collectdesk.reports.sheets import Column, Row, Sheet
from collectdesk.reports.shift import Entry

KINDS = ("callback", "answer")


class HandOver(Block):
    """What was open as the last day began, with what entries of the report left, without what they closed."""

    acts_of = frozenset({"day.figures", "reply.receive", "reply.assign"})

    def __init__(self) -> None:
        self._left: dict[int, tuple[int | None, str, str, str | None, int]] = {}
        self._closed: set[int] = set()
        self._days = False

    def feed(self, entry: Entry) -> None:
        """Take what an act left and closed."""
        if entry.refused:
            return
        self._take(entry)
        for table, key, values in entry.facts.get("changed") or ():
            if table == "next_action" and "state" in values:
                (self._closed.discard if values["state"][1] == "open" else self._closed.add)(key)

    def feed_of(self, entry: Entry) -> None:
        """Take what was open as a day began, or what a customer's message left."""
        if entry.refused:
            return
        if entry.act == "day.figures":
            self._days = True
            for key, account, kind, due, zone in entry.facts.get("open") or ():
                self._left.setdefault(key, (account, kind, due, zone, entry.id))
        else:
            self._take(entry)

    def _take(self, entry: Entry) -> None:
        for key, kind, due, zone in entry.facts.get("actions") or ():
            if kind in KINDS:
                self._left[key] = (entry.account_id, kind, due, zone, entry.id)

    def sheet(self) -> Sheet:
        """A row an open action, the next one first."""
        still = [(key, one) for key, one in self._left.items() if key not in self._closed]
        still.sort(key=lambda item: (item[1][2], item[0]))
        notes = [
            _("Open as far as entries of this report say; customers' times are those of their own clock.")
        ]
        if not self._days:
            notes.append(_("What was open before is not available: no turn of the day recorded it."))
        return Sheet(
            "hand_over",
            _("Hand-over"),
            (
                Column("account", _("Account"), "account"),
                Column("kind", _("What"), "text"),
                Column("due", _("Due"), "instant"),
                Column("there", _("At the customer's"), "text"),
            ),
            tuple(
                Row((account, kind, _instant(due), _there(due, zone)), (entry,), str(key))
                for key, (account, kind, due, zone, entry) in still
            ),
            tuple(notes),
        )


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _there(due: str, zone: str | None) -> str | None:
    """The moment on the customer's clock with its zone, None where no one clock is certain."""
    if zone is None:
        return None
    return f"{_instant(due).astimezone(pytz.timezone(zone)):%Y-%m-%d %H:%M} {zone}"
