"""The shift report of many acts beside its floor: `python -m bench.shift [--acts 20000] [--collectors 100]`.

The acts are those of one day, by that many collectors in turn; each is a call, one in five brings a promise, one in
fifty is undone. The floor reads the same rows with the standard library's sqlite3 and parses their facts. Times are
those of the processor, the best of three, so that others at work on the machine count little.
"""

from __future__ import annotations

import argparse
import json
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from collectdesk.desk.act import Actor
from collectdesk.desk.book import set_up
from collectdesk.desk.rights import Role
from collectdesk.desk.shift import ALL, ShiftAsked, shift, shift_with_log
from collectdesk.desk.shift_file import shift_file
from collectdesk.models import Journal, User
from collectdesk.reports.export import parse_export, prove
from collectdesk.store import Store, create_store, open_store
from collectdesk.store.journal import START, canonical, entry_hash

NOW = datetime(2026, 11, 24, 17, tzinfo=UTC)
MORNING = datetime(2026, 11, 24, 6, tzinfo=UTC)
_RESULTS = (("NOANS", "AF"), ("PTP", "ACRVFW"), ("VM", "AF"), ("REFUSE", "ACRVFW"), ("WRONGNO", "AC"))


def facts_of(n: int) -> dict[str, Any]:
    """The facts of the nth act, as `call.log` writes them."""
    code, flags = _RESULTS[n % 5]
    facts: dict[str, Any] = {
        "activity": n, "channel": "call", "direction": "out", "result": code, "sub": None, "flags": flags,
        "seconds": n % 400, "started_at": f"{moment(n):%Y-%m-%dT%H:%M:%SZ}", "zone": "Europe/Berlin",
        "created": [["activity", n], ["note", n], ["next_action", n]], "next": ["call"],
        "actions": [[n, "call", "2026-11-26T08:00:00Z", "Europe/Berlin"]],
        "gate": {"channel": "call", "next_allowed_at": None, "overridden": False, "rules": [],
                 "rules_version": "x" * 16, "verdict": "ALLOW", "zones": ["Europe/Berlin"]},
    }  # fmt: skip
    if code == "PTP":
        facts |= {
            "promise": n,
            "promised_on": "2026-11-30",
            "amount": [("EUR", "GBP", "JPY")[n % 3], 1000 + n],
        }
    return facts


def moment(n: int) -> datetime:
    """When the nth act was done."""
    return MORNING + timedelta(seconds=(n * 7) % 36_000)


def fill(store: Store, acts: int, collectors: int) -> None:
    """A journal of so many acts, chained."""
    with store.write() as session:
        for n in range(2, collectors + 2):
            session.add(User(id=n, name=f"Collector {n}", roles="collector", created_at=MORNING))
        last = session.query(Journal).order_by(Journal.id.desc()).first()
        first, previous = (last.id + 1, last.hash) if last else (1, START)
        rows = []
        for key in range(first, first + acts):
            undo = key % 50 == 0
            entry = Journal(
                id=key, request_id=f"bench-{key:012}", at=moment(key), actor_id=2 + key % collectors,
                act="act.undo" if undo else "call.log", account_id=key % 5000 + 1, refused=False,
                facts=canonical({"undone": key - 1, "act": "call.log"} if undo else facts_of(key)), previous=previous,
            )  # fmt: skip
            previous = entry.hash = entry_hash(entry)
            rows.append(entry)
            if len(rows) == 5000:
                session.bulk_save_objects(rows)
                rows = []
        session.bulk_save_objects(rows)


def floor(path: Path) -> int:
    """Read the rows and parse their facts, with nothing but the standard library."""
    with closing(sqlite3.connect(path)) as raw:
        rows = raw.execute(
            "SELECT id, request_id, at, actor_id, act, account_id, refused, facts, previous, hash FROM journal "
            "ORDER BY id"
        )
        return sum(bool(json.loads(row[7])) for row in rows)


def seconds(work: Callable[[], Any]) -> float:
    """The best of three runs."""
    taken = []
    for _ in range(3):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)


def measure(path: Path) -> Iterator[tuple[str, float]]:
    """What is measured, and its seconds."""
    store = open_store(str(path))
    lead = Actor(1, "Lead", frozenset({Role.LEAD}))
    everybody, one = ShiftAsked(collector=ALL), ShiftAsked(collector="Collector 5")
    try:
        yield "floor: rows read, facts parsed", seconds(lambda: floor(path))
        yield "report of everybody", seconds(lambda: shift(store, lead, NOW, everybody))
        yield "report of one collector", seconds(lambda: shift(store, lead, NOW, one))
        made = shift_with_log(store, lead, NOW, everybody)
        yield (
            "report of everybody with its log",
            seconds(lambda: shift_with_log(store, lead, NOW, everybody)),
        )
        text = shift_file(made, "json", "en", NOW).content.decode()
        yield "its JSON file, sealed", seconds(lambda: shift_file(made, "json", "en", NOW))
        yield "that file read and proved", seconds(lambda: prove(parse_export(text, "shift.json")))
    finally:
        store.close()


def main() -> int:
    """Measure and print the rows of a table for docs/speed.md."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--acts", type=int, default=20_000)
    options.add_argument("--collectors", type=int, default=100)
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="collectdesk-bench-") as folder:
        path = Path(folder) / "book.db"
        store = create_store(str(path))
        set_up(store, MORNING, zone="Europe/Berlin", base_currency="EUR", owner="Lead", name="bench")
        fill(store, given.acts, given.collectors)
        store.close()
        print(f"| {given.acts:,} acts of {given.collectors} collectors | s |\n|---|---:|")
        for name, taken in measure(path):
            print(f"| {name} | {taken:.2f} |", flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"| peak memory, the making of the book with it | {peak} MiB |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
