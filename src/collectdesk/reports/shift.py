"""The shift report: every figure from journal entries alone, with the ids of the entries behind it.

The journal is read once: a tally takes entry by entry and hands it to the figures and to the blocks that wait for it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from collectdesk.money import Money
from collectdesk.reports.sheets import Sheet

FOR_SOMEBODY = (
    "day.figures",
    "payments.received",
    "payment.accept",
    "payment.split",
    "payment.on_account",
    "payment.apply",
    "payment.match_return",
    "payment.reverse",
    "allocation.reverse",
    "reply.receive",
    "reply.assign",
    "learning.log",
)
"""Acts whose entries belong to somebody else than who acted as well: the user id in their fact `of`."""


NO_WORK = frozenset({
    "act.undo", "promise.judge", "message.prepare", "campaign.action", "campaign.prepared", "message.start",
    "message.end", "message.lost", "reply.receive",
})  # fmt: skip
"""Acts about an account that the program does by itself, or that take one back: the account was not worked by them."""


@dataclass(slots=True)
class Entry:
    """A journal entry as a report reads it; `facts` is its parsed JSON. Not to be changed."""

    id: int
    at: datetime
    actor_id: int
    act: str
    account_id: int | None
    refused: bool
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: a count, or an amount in `unit` (an ISO currency code), and the entries it follows from."""

    value: int | Money
    unit: str
    entries: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ShiftReport:
    """Figures by name and blocks of rows, for the entries from `start` up to but not including `end` (instants)."""

    start: datetime
    end: datetime
    collector: str
    figures: dict[str, Figure]
    results: dict[str, tuple[int, ...]]
    """The entries of each call result, most frequent first."""
    entries: int
    zone: str
    """The desk's, whose days and hours the blocks count."""
    blocks: tuple[Sheet, ...] = ()


def shift_report(
    entries: Iterable[Entry],
    start: datetime,
    end: datetime,
    collector: str,
    people: Collection[int] | None = None,
    zone: str = "UTC",
    undone: Collection[int] | None = None,
) -> ShiftReport:
    """Compute the report of some people (user ids), or of all whose entries are given.

    An act that was undone counts nowhere, wherever its undo lies and whoever undid it. With `undone` (ids of the acts
    that were taken back) the entries are read once as they come and none is kept; without, they are gathered first.
    """
    from collectdesk.reports.blocks import Blocks

    if undone is None:
        entries = list(entries)
        undone = undone_by(entries)
    whose = None if people is None else frozenset(people)
    figures, blocks, count = _Figures(), Blocks(zone), 0
    for entry in entries:
        if entry.id in undone or not start <= entry.at < end:
            continue
        own = whose is None or entry.actor_id in whose
        for_them = entry.act in FOR_SOMEBODY and (whose is None or entry.facts.get("of") in whose)
        if own:
            figures.feed(entry)
            blocks.feed(entry)
        if for_them:
            blocks.feed_of(entry)
        count += own or for_them
    return ShiftReport(
        start, end, collector, figures.figures(), figures.results(), count, zone, blocks.sheets()
    )


def undone_by(entries: Iterable[Entry]) -> set[int]:
    """The ids of the acts that these entries take back."""
    return {entry.facts["undone"] for entry in entries if entry.act == "act.undo" and not entry.refused}


def parse_facts(text: str) -> dict[str, Any]:
    """The facts of an entry as it stands in the journal."""
    facts: dict[str, Any] = json.loads(text)
    return facts


_FLAGS = {
    "A": "attempts",
    "C": "contacts",
    "R": "right_party_contacts",
    "V": "conversations",
}
_ACTS = {
    "follow_up.plan": "follow_ups_planned",
    "follow_up.finish": "follow_ups_finished",
    "account.skip": "skipped",
    "act.undo": "undone",
}
_RESULTS = {"CEASE": "stop_contact_requests", "SUPPORT_NEED": "support_needs"}
_COUNTS = (
    "attempts", "contacts", "right_party_contacts", "conversations", "promises", "disputes_opened",
    "disputes_closed", "notes", "follow_ups_planned", "follow_ups_finished", "stop_contact_requests",
    "support_needs", "skipped", "refused", "undone",
)  # fmt: skip


class _Figures:
    """The figures that stand first, fed entry by entry."""

    def __init__(self) -> None:
        self._ids: dict[str, list[int]] = {name: [] for name in _COUNTS}
        self._worked: list[int] = []
        self._accounts: set[int] = set()
        self._promised: dict[str, list[Any]] = defaultdict(lambda: [0, []])
        self._results: dict[str, list[int]] = defaultdict(list)

    def feed(self, entry: Entry) -> None:
        ids, facts, act = self._ids, entry.facts, entry.act
        if entry.refused:
            ids["refused"].append(entry.id)
            return
        if act == "call.log":
            self._contact(entry)
        elif act in _ACTS:
            ids[_ACTS[act]].append(entry.id)
        if entry.account_id is not None and act not in NO_WORK:
            self._worked.append(entry.id)
            self._accounts.add(entry.account_id)
        if "promise" in facts and "promised_on" in facts:
            ids["promises"].append(entry.id)
            currency, minor = facts["amount"]
            promised = self._promised[currency]
            promised[0] += minor
            promised[1].append(entry.id)
        if "dispute" in facts:
            ids["disputes_opened"].append(entry.id)
        if "decided" in facts:
            ids["disputes_closed"].append(entry.id)
        if "note" in facts:
            ids["notes"].append(entry.id)

    def _contact(self, entry: Entry) -> None:
        facts = entry.facts
        flags, result = facts["flags"], facts["result"]
        for flag, name in _FLAGS.items():
            if flag in flags and (flag != "A" or facts.get("direction") == "out"):
                self._ids[name].append(entry.id)
        if result in _RESULTS:
            self._ids[_RESULTS[result]].append(entry.id)
        self._results[result].append(entry.id)

    def figures(self) -> dict[str, Figure]:
        """By name; promised amounts one a currency, as different currencies are never added."""
        made = {name: Figure(len(ids), "count", tuple(ids)) for name, ids in self._ids.items()}
        worked = Figure(len(self._accounts), "count", tuple(self._worked))
        promised = {
            f"promised_{currency}": Figure(Money(minor, currency), currency, tuple(ids))
            for currency, (minor, ids) in sorted(self._promised.items())
        }
        names = [*_COUNTS[:4], "accounts_worked", "promises", *promised, *_COUNTS[5:]]
        found = made | promised | {"accounts_worked": worked}
        return {name: found[name] for name in names}

    def results(self) -> dict[str, tuple[int, ...]]:
        """Entries by call result, the most frequent first."""
        by_count = sorted(self._results.items(), key=lambda item: (-len(item[1]), item[0]))
        return {code: tuple(ids) for code, ids in by_count}
