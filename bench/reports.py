"""Reports over a large book beside their floors: `python -m bench.reports [--items 1000000] [--keep FOLDER]`.

The floor of ageing is one plain statement of the standard library's sqlite3 over the same items, as they are today.
What keeping balances costs is the time of one update of a fifth of the items with the trigger and without.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench import books

from collectdesk.desk.ageing_as_of import ageing_as_of
from collectdesk.desk.forecast import cash_forecast
from collectdesk.desk.kpi import kpi_page
from collectdesk.desk.portfolio import EVERYTHING
from collectdesk.store import Store, open_store

FLOOR = """
SELECT currency, CASE WHEN open_minor < 0 THEN 'credits' WHEN due_on >= :d0 THEN 'current' WHEN due_on >= :d30 THEN 'a'
  WHEN due_on >= :d60 THEN 'b' WHEN due_on >= :d90 THEN 'c' ELSE 'd' END AS bucket, count(*), sum(open_minor)
FROM open_item WHERE open_minor <> 0 GROUP BY currency, bucket
"""
_DAYS_BACK = (60, 40, 20, 5)
"""So many days before today a fifth of the items each changed."""


def seconds(work: Callable[[], Any]) -> float:
    """The best of three runs."""
    taken = []
    for _ in range(3):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


def _change(path: Path) -> tuple[float, float]:
    """Let a fifth of the items change on each of some past days; seconds of the first with and without the trigger."""
    part = "UPDATE open_item SET open_minor = open_minor - 1 WHERE id % 5 = ? AND open_minor > 1000"
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("PRAGMA foreign_keys=ON")
        trigger = raw.execute("SELECT sql FROM sqlite_master WHERE name = 'open_item_balance'").fetchone()[0]
        raw.execute("BEGIN")
        raw.execute("DROP TRIGGER open_item_balance")
        start = time.perf_counter()
        raw.execute(part, (0,))
        bare = time.perf_counter() - start
        raw.execute("ROLLBACK")
        if "open_item_balance" not in str(
            raw.execute("SELECT group_concat(name) FROM sqlite_master").fetchone()
        ):
            raw.execute(trigger)
        kept = 0.0
        for n, back in enumerate(_DAYS_BACK):
            raw.execute("BEGIN")
            day = (books.DAY - timedelta(days=back)).isoformat()
            raw.execute(
                "UPDATE desk SET balances_on = ?, balances_from = coalesce(balances_from, ?)", (day, day)
            )
            start = time.perf_counter()
            raw.execute(part, (n,))
            kept = kept or time.perf_counter() - start
            raw.execute("COMMIT")
        raw.execute("ANALYZE")
    return bare, kept


def _floor(path: Path) -> float:
    binds = {f"d{n}": (books.DAY - timedelta(days=n)).isoformat() for n in (0, 30, 60, 90)}
    with closing(sqlite3.connect(path)) as raw:
        return seconds(lambda: raw.execute(FLOOR, binds).fetchall())


def measure(store: Store, path: Path) -> list[tuple[str, str, str]]:
    """What, figure, and how often the floor it is."""
    floor = _floor(path)
    rows = [("floor: one plain statement, as of today", f"{floor:.2f} s", "")]
    asked: list[tuple[str, int, dict[str, Any]]] = [
        ("ageing as of today", 0, {}),
        ("ageing as of 10 days ago, a fifth changed since", 10, {}),
        ("ageing as of 90 days ago, four fifths changed since", 90, {}),
        ("ageing as of 10 days ago, by collector", 10, {"by": "collector"}),
        ("ageing as of 10 days ago, by country", 10, {"by": "country"}),
    ]
    for name, back, more in asked:
        day = books.DAY - timedelta(days=back)

        def once(day: Any = day, more: dict[str, Any] = more) -> None:
            with store.read() as session:
                ageing_as_of(session, books.NOW, day, **more)

        took = seconds(once)
        rows.append((name, f"{took:.2f} s", f"{took / floor:.1f}"))
    return [*rows, *_heavy(store, floor)]


def _heavy(store: Store, floor: float) -> list[tuple[str, str, str]]:
    """What a lead waits for once: all figures of a month, and the forecast."""
    with store.read() as session:
        start = time.perf_counter()
        kpi_page(session, (books.DAY.replace(day=1), books.DAY), None, EVERYTHING, books.NOW, weeks=0)
        figures = time.perf_counter() - start
        start = time.perf_counter()
        cash_forecast(session, books.NOW)
        forecast = time.perf_counter() - start
    named = ("key figures of the month, once", figures), ("cash forecast of 13 weeks, once", forecast)
    return [(name, f"{took:.2f} s", f"{took / floor:.1f}") for name, took in named]


def main() -> None:
    """Make the book, or take the one that was kept, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=1_000_000)
    parser.add_argument("--keep", type=Path, help="a folder where the book is kept and found again")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        path = (options.keep or Path(scratch)) / f"reports{options.items}.db"
        if not path.exists():
            books.make_book(path, options.items // books.ITEMS).close()
            bare, kept = _change(path)
            named = ("a fifth of the items changed, without the trigger", bare), ("the same with it", kept)
            for name, took in named:
                print(f"{options.items:>9,}  {name:<52} {took:>6.2f} s  {took / bare:.1f}", flush=True)
        with closing(open_store(str(path))) as store:
            for name, figure, times in measure(store, path):
                print(f"{options.items:>9,}  {name:<52} {figure:>8}  {times}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
