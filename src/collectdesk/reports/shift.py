"""The shift report: every figure from journal entries alone, with the ids of the entries behind it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from collectdesk.money import Money


@dataclass(frozen=True, slots=True)
class Entry:
    """A journal entry as a report reads it; `facts` is its parsed JSON."""

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
    """Figures by name, for the entries from `start` up to but not including `end` (instants)."""

    start: datetime
    end: datetime
    collector: str
    figures: dict[str, Figure]
    results: dict[str, tuple[int, ...]]
    """The entries of each call result, most frequent first."""
    entries: int


def shift_report(
    entries: Iterable[Entry], start: datetime, end: datetime, collector: str, actor_id: int | None = None
) -> ShiftReport:
    """Compute the report, of one actor or of all whose entries are given.

    An act that was undone counts nowhere, wherever its undo lies and whoever undid it.
    """
    kept = counted(list(entries), start, end, actor_id)
    done = [entry for entry in kept if not entry.refused]
    contacts = [entry for entry in done if entry.act == "call.log"]
    outbound = [entry for entry in contacts if entry.facts.get("direction") == "out"]
    promises = [entry for entry in done if "promise" in entry.facts and "promised_on" in entry.facts]
    figures = {
        "attempts": _count([e for e in outbound if "A" in e.facts["flags"]]),
        "contacts": _count([e for e in contacts if "C" in e.facts["flags"]]),
        "right_party_contacts": _count([e for e in contacts if "R" in e.facts["flags"]]),
        "conversations": _count([e for e in contacts if "V" in e.facts["flags"]]),
        "accounts_worked": _accounts(done),
        "promises": _count(promises),
        **_promised(promises),
        "disputes_opened": _count([e for e in done if "dispute" in e.facts]),
        "notes": _count([e for e in done if "note" in e.facts]),
        "follow_ups_planned": _count([e for e in done if e.act == "follow_up.plan"]),
        "follow_ups_finished": _count([e for e in done if e.act == "follow_up.finish"]),
        "stop_contact_requests": _count([e for e in contacts if e.facts["result"] == "CEASE"]),
        "support_needs": _count([e for e in contacts if e.facts["result"] == "SUPPORT_NEED"]),
        "skipped": _count([e for e in done if e.act == "account.skip"]),
        "refused": _count([e for e in kept if e.refused]),
        "undone": _count([e for e in done if e.act == "act.undo"]),
    }
    results: dict[str, list[int]] = {}
    for entry in contacts:
        results.setdefault(entry.facts["result"], []).append(entry.id)
    by_count = sorted(results.items(), key=lambda item: (-len(item[1]), item[0]))
    return ShiftReport(
        start, end, collector, figures, {code: tuple(ids) for code, ids in by_count}, len(kept)
    )


def counted(entries: Sequence[Entry], start: datetime, end: datetime, actor_id: int | None) -> list[Entry]:
    """The entries of the period, of one actor or of all, without those that were undone."""
    undone = {entry.facts["undone"] for entry in entries if entry.act == "act.undo" and not entry.refused}
    return [
        entry
        for entry in entries
        if start <= entry.at < end and entry.id not in undone and actor_id in (None, entry.actor_id)
    ]


def parse_facts(text: str) -> dict[str, Any]:
    """The facts of an entry as it stands in the journal."""
    facts: dict[str, Any] = json.loads(text)
    return facts


def _count(entries: list[Entry]) -> Figure:
    return Figure(len(entries), "count", tuple(entry.id for entry in entries))


def _accounts(entries: list[Entry]) -> Figure:
    worked = [entry for entry in entries if entry.account_id is not None and entry.act != "act.undo"]
    return Figure(len({entry.account_id for entry in worked}), "count", tuple(entry.id for entry in worked))


def _promised(promises: list[Entry]) -> dict[str, Figure]:
    """One figure a currency; different currencies are never added."""
    by_currency: dict[str, list[Entry]] = {}
    for entry in promises:
        by_currency.setdefault(entry.facts["amount"][0], []).append(entry)
    return {
        f"promised_{currency}": Figure(
            Money(sum(e.facts["amount"][1] for e in of), currency), currency, tuple(e.id for e in of)
        )
        for currency, of in sorted(by_currency.items())
    }
