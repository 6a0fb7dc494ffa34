"""How much was done: attempts, contacts and conversations by channel, and how long a handled contact took."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from collectdesk.i18n import _
from collectdesk.reports.blocks.tally import NOT_RECORDED
from collectdesk.reports.sheets import Column, Row, Sheet
from collectdesk.reports.shift import Entry

_FLAGS = "ACRV"
"""Attempt, contact, right party, conversation."""


def volume(entries: Sequence[Entry]) -> Sheet:
    """A row a channel. Attempts are outbound; the time is the mean of contacts with a time above 0."""
    by_channel: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.act == "call.log" and not entry.refused:
            by_channel.setdefault(entry.facts.get("channel") or NOT_RECORDED, []).append(entry)
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
        tuple(_row(channel, of) for channel, of in sorted(by_channel.items())),
        (
            _(
                "Handle time is the recorded length of a contact, without dialling; contacts without one are left out."
            ),
            _("Figures per hour are not available: the journal does not record breaks."),
        ),
    )


def _row(channel: str, entries: list[Entry]) -> Row:
    found = [
        sum(
            flag in entry.facts.get("flags", "") and (flag != "A" or entry.facts.get("direction") == "out")
            for entry in entries
        )
        for flag in _FLAGS
    ]
    timed = [
        entry.facts["seconds"]
        for entry in entries
        if "C" in entry.facts.get("flags", "") and entry.facts.get("seconds")
    ]
    # Whole seconds, half up: a duration is shown to the second.
    mean = timedelta(seconds=(2 * sum(timed) + len(timed)) // (2 * len(timed))) if timed else None
    return Row((channel, *found, mean), tuple(entry.id for entry in entries))
