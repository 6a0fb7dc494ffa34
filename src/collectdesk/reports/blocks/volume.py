"""How much was done: attempts, contacts and conversations by channel, and how long a handled contact took."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import ClassVar

from collectdesk.i18n import _
from collectdesk.reports.blocks.tally import NOT_RECORDED, Block
from collectdesk.reports.sheets import Column, Row, Sheet
from collectdesk.reports.shift import Entry


@dataclass(slots=True)
class _Channel:
    attempts: int = 0
    contacts: int = 0
    right_party: int = 0
    conversations: int = 0
    seconds: int = 0
    timed: int = 0
    ids: list[int] = field(default_factory=list)

    @property
    def mean(self) -> timedelta | None:
        """In whole seconds, half up: a duration is shown to the second."""
        if not self.timed:
            return None
        return timedelta(seconds=(2 * self.seconds + self.timed) // (2 * self.timed))


class Volume(Block):
    """A row a channel. Attempts are outbound; the time is the mean of contacts with a time above 0."""

    acts: ClassVar[frozenset[str] | None] = frozenset({"call.log"})

    def __init__(self) -> None:
        self._channels: dict[str, _Channel] = {}

    def feed(self, entry: Entry) -> None:
        """Count a logged contact."""
        if entry.refused:
            return
        facts = entry.facts
        channel, flags = facts.get("channel") or NOT_RECORDED, facts.get("flags", "")
        at = self._channels.get(channel)
        if at is None:
            at = self._channels[channel] = _Channel()
        at.ids.append(entry.id)
        at.attempts += "A" in flags and facts.get("direction") == "out"
        at.right_party += "R" in flags
        at.conversations += "V" in flags
        if "C" in flags:
            at.contacts += 1
            if seconds := facts.get("seconds"):
                at.seconds += seconds
                at.timed += 1

    def sheet(self) -> Sheet:
        """The block."""
        return Sheet(
            "volume",
            _("Volume"),
            (
                Column("channel", _("Channel"), "text"),
                Column("attempts", _("Attempts"), "count"),
                Column("contacts", _("Contacts"), "count"),
                Column("right_party_contacts", _("Right-party contacts"), "count"),
                Column("conversations", _("Conversations"), "count"),
                Column("handle_time", _("Average handle time"), "duration"),
            ),
            tuple(self._rows()),
            (
                _(
                    "Handle time is the recorded length of a contact, without dialling; "
                    "contacts without one are left out."
                ),
            ),
            chart=True,
        )

    def _rows(self) -> list[Row]:
        """A row a channel, and their sum where there are several."""
        rows, every = [], _Channel()
        for name, one in sorted(self._channels.items()):
            rows.append(_row(name, one, name))
            every.attempts += one.attempts
            every.contacts += one.contacts
            every.right_party += one.right_party
            every.conversations += one.conversations
            every.seconds += one.seconds
            every.timed += one.timed
            every.ids += one.ids
        if len(rows) > 1:
            every.ids.sort()
            rows.append(_row(_("all"), every, "all", len(rows)))
        return rows


def _row(name: str, one: _Channel, key: str, sum_of: int = 0) -> Row:
    cells = (name, one.attempts, one.contacts, one.right_party, one.conversations, one.mean)
    return Row(cells, tuple(one.ids), key, sum_of)
