"""The log of a report: the journal entries it follows from, with the chain that holds them together.

A report of one collector leaves the entries of others out. In their place stands a link: id, previous hash and
hash, nothing of what was done. An entry that is shown is proved by its own hash; a link by the entries on either
side, which name its hash and are named by it. So the whole range is one chain, and what others did stays theirs.

What a log alone cannot prove: a chain has no key, so whoever rewrites every entry from one place to the end and
every figure makes another log that holds in itself. Only the book, or the last hash noted elsewhere, tells them apart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from pydantic import BaseModel, ConfigDict

from collectdesk.reports.shift import FOR_SOMEBODY, Entry, parse_facts
from collectdesk.store.journal import entry_hash

_AT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z", re.ASCII)
"""An instant as the journal writes it, and no other way."""


class LogLine(BaseModel):
    """One entry of the journal as an export holds it; a link has id, previous and hash alone.

    `at` is an instant in UTC; `facts` the canonical JSON text that was hashed, not parsed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    id: int
    request_id: str | None = None
    at: str | None = None
    actor_id: int | None = None
    act: str | None = None
    account_id: int | None = None
    refused: bool | None = None
    facts: str | None = None
    previous: str
    hash: str

    @property
    def shown(self) -> bool:
        """Whether the entry itself is here, not only its link."""
        return self.facts is not None


class Log(BaseModel):
    """Lines in order of id without a gap. `first`, `last` and `shown` (which entries are no links) are said
    beside them, so that a line missing at either end, or hidden behind a link, is seen."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    people: list[int] | None
    """Whose entries are shown (user ids); None for everybody, and then a link stands only between the last of them
    and later entries that took one back."""
    first: int | None
    last: int | None
    head: str | None
    """The hash of the last line: noted elsewhere, it proves the log against one made anew."""
    shown: list[int]
    lines: list[LogLine]


@dataclass(frozen=True, slots=True)
class Flaw:
    """What does not hold: `entry` the id of the journal entry, `figure` the name of the figure, and what is wrong.

    `block` and `row` say where the figure stands (keys), when it is not one of those above the blocks. `what` is a
    code: missing, doubled, out_of_order, unlinked, changed, hidden, revealed, foreign, first, last, value, entries,
    absent, unknown, unreadable, seal, shown, file.
    """

    what: str
    entry: int | None = None
    figure: str | None = None
    block: str | None = None
    row: str | None = None


@dataclass(frozen=True, slots=True)
class _Shown:
    id: int
    request_id: str
    at: datetime
    actor_id: int
    act: str
    account_id: int | None
    refused: bool
    facts: str
    previous: str


def make_log(lines: Iterable[LogLine], people: Iterable[int] | None = None) -> Log:
    """The log of lines that stand in order of id."""
    kept = list(lines)
    return Log.model_construct(
        people=None if people is None else sorted(people),
        first=kept[0].id if kept else None,
        last=kept[-1].id if kept else None,
        head=kept[-1].hash if kept else None,
        shown=[line.id for line in kept if line.shown],
        lines=kept,
    )


def check_log(log: Log) -> list[Flaw]:
    """Every place where the chain of the log does not hold; empty when it does."""
    flaws = [*_order(log), *_said(log)]
    by_id = {line.id: line for line in log.lines}
    for line in log.lines:
        before = by_id.get(line.id - 1)
        if before is not None and line.previous != before.hash:
            flaws.append(Flaw("unlinked", line.id))
        if line.shown and not _holds(line):
            flaws.append(Flaw("changed", line.id))
    return flaws


def _order(log: Log) -> list[Flaw]:
    flaws, seen, highest = [], set[int](), 0
    for line in log.lines:
        if line.id in seen:
            flaws.append(Flaw("doubled", line.id))
        elif line.id < highest:
            flaws.append(Flaw("out_of_order", line.id))
        seen.add(line.id)
        highest = max(highest, line.id)
    if log.first is None or log.last is None:
        return flaws
    # Not a range over all ids between: a forged `last` could name any number.
    known = sorted({*seen, log.first - 1, log.last + 1})
    flaws += [
        Flaw("missing", low + 1)
        for low, high in pairwise(known)
        if high > low + 1 and log.first <= low + 1 <= log.last
    ]
    return flaws


def _said(log: Log) -> list[Flaw]:
    """What the log says of itself, against its lines."""
    flaws = []
    ids = [line.id for line in log.lines]
    first, last = min(ids, default=None), max(ids, default=None)
    if first != log.first:
        flaws.append(Flaw("first", log.first if log.first is not None else first))
    if last != log.last or (log.lines and log.head not in {one.hash for one in log.lines if one.id == last}):
        flaws.append(Flaw("last", log.last if log.last is not None else last))
    if not log.lines and log.head is not None:
        flaws.append(Flaw("last"))
    shown, told = {line.id for line in log.lines if line.shown}, set(log.shown)
    flaws += [Flaw("hidden", one) for one in sorted(told - shown)]
    flaws += [Flaw("revealed", one) for one in sorted(shown - told)]
    flaws += [Flaw("doubled", one) for one, times in Counter(log.shown).items() if times > 1]
    if log.people is None:
        told_of = (line.id for line in log.lines if line.shown and line.act != "act.undo")
        latest = max(told_of, default=0)
        flaws += [Flaw("hidden", line.id) for line in log.lines if not line.shown and line.id < latest]
    else:
        theirs = frozenset(log.people)
        flaws += [Flaw("foreign", line.id) for line in log.lines if line.shown and not _belongs(line, theirs)]
    return flaws


def _belongs(line: LogLine, people: frozenset[int]) -> bool:
    """Whether an entry is one of theirs, is about one of them, or may take such a one back."""
    if line.actor_id in people or line.act == "act.undo":
        return True
    try:
        return line.act in FOR_SOMEBODY and parse_facts(line.facts or "").get("of") in people
    except (ValueError, AttributeError, TypeError, RecursionError):
        return False


def _holds(line: LogLine) -> bool:
    entry = _entry(line)
    return entry is not None and entry_hash(entry) == line.hash


def _entry(line: LogLine) -> _Shown | None:
    """The entry of a line that is complete and whose instant is written as the journal writes it."""
    if line.request_id is None or line.at is None or line.actor_id is None or line.act is None:
        return None
    if line.refused is None or line.facts is None:
        return None
    if not _AT.fullmatch(line.at):
        return None
    try:
        at = datetime.fromisoformat(line.at)
    except ValueError:
        return None
    return _Shown(
        line.id, line.request_id, at, line.actor_id, line.act, line.account_id, line.refused, line.facts,
        line.previous,
    )  # fmt: skip


def entries_of(log: Log) -> Iterator[Entry]:
    """The shown entries as a report reads them; a line that is no entry is left out, and `check_log` names it."""
    for line in log.lines:
        entry = _entry(line) if line.shown else None
        if entry is not None:
            facts = parse_facts(entry.facts)
            yield Entry(entry.id, entry.at, entry.actor_id, entry.act, entry.account_id, entry.refused, facts)
