"""When it was done: hours at work where they were recorded, and attempts by the hour, here and at the customer's."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import ClassVar

import pytz

from collectdesk.i18n import _
from collectdesk.reports.blocks.tally import NOT_RECORDED, Block, unique
from collectdesk.reports.sheets import Column, Row, Sheet
from collectdesk.reports.shift import Entry

_HOUR = 3600


class AtWork(Block):
    """Begin, end, breaks and productive time as recorded by `shift.mark`, and what was done by the hour of it.

    Somebody whose end was not recorded has no productive time, so no figure by the hour follows.
    """

    acts: ClassVar[frozenset[str] | None] = frozenset({"shift.mark", "call.log"})

    def __init__(self) -> None:
        self._marks: dict[int, list[tuple[datetime, str, int]]] = defaultdict(list)
        self._done: dict[int, list[int]] = defaultdict(lambda: [0, 0])

    def feed(self, entry: Entry) -> None:
        """Take a mark, or count a contact."""
        if entry.refused:
            return
        if entry.act == "shift.mark":
            self._marks[entry.actor_id].append((entry.at, str(entry.facts.get("mark")), entry.id))
            return
        flags = entry.facts.get("flags", "")
        done = self._done[entry.actor_id]
        done[0] += "A" in flags and entry.facts.get("direction") == "out"
        done[1] += "C" in flags

    def sheet(self) -> Sheet:
        """One row for all people with marks together; times are added over people."""
        rows = []
        if self._marks:
            spans = [_spans(sorted(marks)) for marks in self._marks.values()]
            ids = unique(sorted(key for marks in self._marks.values() for _at, _mark, key in marks))
            ended = all(done for _first, _last, _rest, _work, done in spans)
            first = min(one[0] for one in spans)
            last = max(one[1] for one in spans) if ended else None
            rest = sum((one[2] for one in spans), timedelta())
            work = sum((one[3] for one in spans), timedelta()) if ended else None
            did = [sum(self._done[who][n] for who in self._marks) for n in (0, 1)]
            rows.append(
                Row((first, last, rest, work, _by_hour(did[0], work), _by_hour(did[1], work)), ids, "all")
            )
        return Sheet(
            "at_work",
            _("At work"),
            (
                Column("began", _("Began"), "instant"),
                Column("ended", _("Ended"), "instant"),
                Column("breaks", _("Breaks"), "duration"),
                Column("productive", _("Productive"), "duration"),
                Column("attempts_per_hour", _("Attempts per hour"), "number"),
                Column("contacts_per_hour", _("Contacts per hour"), "number"),
            ),
            tuple(rows),
            () if rows else (_("Hours are not available: nobody recorded them."),),
        )


def _by_hour(count: int, work: timedelta | None) -> Decimal | None:
    seconds = int(work.total_seconds()) if work else 0
    return (Decimal(count * _HOUR) / seconds).quantize(Decimal("0.01"), ROUND_HALF_UP) if seconds else None


def _spans(
    marks: list[tuple[datetime, str, int]],
) -> tuple[datetime, datetime, timedelta, timedelta, bool]:
    """First and last mark, break and work between them, and whether the last one is an end."""
    work, rest, state, since = timedelta(), timedelta(), "", marks[0][0]
    for at, mark, _key in marks:
        if state in ("begin", "resume"):
            work += at - since
        elif state == "break":
            rest += at - since
        state, since = mark, at
    return marks[0][0], marks[-1][0], rest, work, state == "end"


class ByHour(Block):
    """Attempts and right-party contacts by the hour of the desk's clock and of the customer's."""

    acts: ClassVar[frozenset[str] | None] = frozenset({"call.log"})

    def __init__(self, zone: str) -> None:
        self._zone = zone
        self._found: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
        self._ids: dict[str, list[int]] = defaultdict(list)
        self._hours: dict[tuple[str, str], str] = {}

    def feed(self, entry: Entry) -> None:
        """Count an attempt."""
        facts = entry.facts
        if entry.refused or "A" not in facts.get("flags", "") or facts.get("direction") != "out":
            return
        started = facts.get("started_at") or entry.at.strftime("%Y-%m-%dT%H:%M:%SZ")
        right = "R" in facts["flags"]
        there = _zone_of(facts)
        for place, zone in ((0, self._zone), (2, there)):
            hour = self._hour(zone, started)
            found = self._found[hour]
            found[place] += 1
            found[place + 1] += right
            self._ids[hour].append(entry.id)

    def _hour(self, zone: str | None, started: str) -> str:
        if zone is None:
            return NOT_RECORDED
        key = (zone, started[:16])
        hour = self._hours.get(key)
        if hour is None:
            hour = self._hours[key] = _local_hour(zone, started)
        return hour

    def sheet(self) -> Sheet:
        """A row an hour."""
        return Sheet(
            "by_hour",
            _("Attempts by hour"),
            (
                Column("hour", _("Hour"), "text"),
                Column("attempts", _("Attempts, desk's clock"), "count"),
                Column("right_party", _("Right party, desk's clock"), "count"),
                Column("attempts_there", _("Attempts, customer's clock"), "count"),
                Column("right_party_there", _("Right party, customer's clock"), "count"),
            ),
            tuple(
                Row((hour, *found), unique(self._ids[hour]), hour)
                for hour, found in sorted(self._found.items())
            ),
            (
                _(
                    "The customer's hour is not recorded where the address tells of several clocks, "
                    "and for entries of before it was."
                ),
            ),
            chart=True,
        )


def _zone_of(facts: dict[str, object]) -> str | None:
    """The customer's zone: the recorded one, else the one that the gate was certain of."""
    zone = facts.get("zone")
    if isinstance(zone, str):
        return zone
    gate = facts.get("gate")
    zones = gate.get("zones") if isinstance(gate, dict) else None
    return str(zones[0]) if isinstance(zones, list) and len(zones) == 1 else None


def _local_hour(zone: str, started: str) -> str:
    try:
        return f"{datetime.fromisoformat(started).astimezone(pytz.timezone(zone)).hour:02}"
    except pytz.UnknownTimeZoneError:
        return NOT_RECORDED
