"""The whole table: `python -m bench [ACCOUNTS ...] [--keep FOLDER] [--write docs/speed.md]`.

Every figure stands beside its floor, taken in the same run. Books are made once and kept with --keep.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import books, importing, keys, ranking, reach, startup
from sqlalchemy import text

from collectdesk.desk.book import find_actor
from collectdesk.desk.day import turn_day
from collectdesk.desk.dossier import dossier
from collectdesk.desk.preview import preview
from collectdesk.desk.queue import queue_page
from collectdesk.desk.search import find
from collectdesk.desk.views_queue import Scope
from collectdesk.ranking.rerank import rank_accounts
from collectdesk.store import Store, open_store

TYPED = [
    "anv",
    "anvil tr",
    "cobalt work",
    "ember",
    "junip",
    "1000",
    "10004",
    "kestrel foods 12",
    "sable mar",
    "zzzz",
]


def spread(work: Callable[[int], Any], times: int) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds, after one run to warm up."""
    work(0)
    taken = sorted(ranking.seconds(lambda n=n: work(n)) * 1000 for n in range(times))
    return statistics.median(taken), taken[int(times * 0.95)]


def measure(path: Path, accounts: int) -> list[tuple[str, str, str, str]]:
    """The rows of one book: what, floor, figure, ratio."""
    store = open_store(str(path)) if path.exists() else books.make_book(path, accounts)
    turn_day(store, find_actor(store, None), datetime.now(UTC))  # so that no start has yesterday's work to do
    try:
        rows = _first_picture(store, path)
        with store.write() as session:
            rank_accounts(session, books.DAY, None)
        return [*rows, *_lists(store, path, accounts), *_pass(store)]
    finally:
        store.close()


def _first_picture(store: Store, path: Path) -> list[tuple[str, str, str, str]]:
    now = datetime.now(UTC)
    page = queue_page(store, Scope.everyone(), now, limit=1)
    head = (page.callbacks or page.rows)[0].number
    opened = startup.measure(path, head)
    pressed = keys.measure(path, head)
    return [
        (
            "cold start to the list, floor: an empty Textual app",
            f"{opened['floor'] * 1000:.0f} ms",
            f"{opened['list'] * 1000:.0f} ms",
            f"{opened['ratio']:.2f}",
        ),
        (
            "memory three seconds later, floor: an empty Textual app",
            f"{opened['memory_floor']:.0f} MiB",
            f"{opened['memory']:.0f} MiB",
            f"{opened['memory'] / opened['memory_floor']:.2f}",
        ),
        (
            "a key until its first bytes are drawn, floor: Textual's own list of 200",
            f"{pressed['floor'] * 1000:.0f} ms",
            f"{pressed['list'] * 1000:.0f} ms",
            f"{pressed['list'] / pressed['floor']:.2f}",
        ),
    ]


def _lists(store: Store, path: Path, accounts: int) -> list[tuple[str, str, str, str]]:
    now, owner, everyone = books.NOW, find_actor(store, None), Scope.everyone()
    dice = random.Random(3)
    some = [dice.randrange(1, accounts + 1) for _ in range(200)]
    place = queue_page(store, everyone, now).rows[-1].place
    raw = sqlite3.connect(path)

    def read_bare(n: int) -> None:
        for table in ("account", "open_item", "activity", "promise", "next_action"):
            key = "id" if table == "account" else "account_id"
            raw.execute(f"SELECT * FROM {table} WHERE {key} = ?", (some[n % 200],)).fetchall()

    works: list[tuple[str, Callable[[int], Any]]] = [
        ("queue, first page", lambda _n: queue_page(store, everyone, now)),
        ("queue, next page", lambda _n: queue_page(store, everyone, now, after=place)),
        ("next account: the panel with ledger and what-if", lambda n: preview(store, some[n % 200], now)),
        ("next account: the whole dossier", lambda n: dossier(store, owner, now, some[n % 200])),
        ("search as typed", lambda n: find(store, TYPED[n % len(TYPED)])),
    ]
    floor = spread(read_bare, 200)
    rows = []
    for name, work in works:
        median, p95 = spread(work, 200)
        rows.append((name, f"{floor[0]:.2f} / {floor[1]:.2f} ms", f"{median:.1f} / {p95:.1f} ms", ""))
    raw.close()
    return rows


def _pass(store: Store) -> list[tuple[str, str, str, str]]:
    bare, whole = [], []
    for _ in range(3):
        start = time.perf_counter()
        with store.read() as session:
            session.execute(text(ranking.FLOOR)).one()
        bare.append(time.perf_counter() - start)
        start = time.perf_counter()
        with store.write() as session:
            rank_accounts(session, books.DAY, None)
        whole.append(time.perf_counter() - start)
    low, high = statistics.median(bare), statistics.median(whole)
    return [
        (
            "ranking pass over the book, floor: bare SQL over the same rows",
            f"{low:.2f} s",
            f"{high:.2f} s",
            f"{high / low:.2f}",
        )
    ]


def main() -> None:
    """Measure the books asked for and print, or write, the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("accounts", nargs="*", type=int, default=[1_000, 10_000, 100_000, 1_000_000])
    parser.add_argument("--keep", type=Path, help="a folder where books are kept and found again")
    parser.add_argument("--write", type=Path, help="the page to write")
    parser.add_argument(
        "--imports", type=int, nargs="*", default=[10_000, 100_000], help="ledgers to import, accounts"
    )
    options = parser.parse_args()
    lines = [
        "# Speed",
        "",
        "Made by `python -m bench`. Each figure stands beside its floor, taken in the same run; machines differ and",
        "are shared: read the ratios. Two figures with a slash are median and 95th percentile. The floor of the list",
        "rows are five plain reads of one account's rows with the standard library's sqlite3. Synthetic books, with",
        "five open items an account.",
        "",
        f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, "
        f"{os.cpu_count()} cores, {platform.system()}.",
    ]
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        for accounts in options.accounts:
            rows = measure(folder / f"b{accounts}.db", accounts)
            lines += [
                "",
                f"## {accounts:,} accounts",
                "",
                "| | floor | collectdesk | ratio |",
                "|---|---:|---:|---:|",
            ]
            lines += [f"| {what} | {floor} | {figure} | {ratio} |" for what, floor, figure, ratio in rows]
            known = reach.of_book(folder / f"b{accounts}.db", accounts)
            lines += ["", "### What the list knows of the gate", "", *known]
            print("\n".join(lines[-len(rows) - len(known) - 6 :]), flush=True)
        if options.imports:
            lines += ["", "## Import with validation, floor: `sqlite3 .import` of the same file", ""]
            lines += [
                "| lines | floor | import, ranked and indexed | ratio | peak memory |",
                "|---:|---:|---:|---:|---:|",
            ]
        for accounts in options.imports:
            taken = importing.measure(Path(scratch), accounts)
            if taken is not None:
                ratio = taken["import"] / taken["floor"]
                times = (
                    f"{taken['floor']:.2f} s",
                    f"{taken['import']:.2f} s",
                    f"{ratio:.1f}",
                    f"{taken['peak']:.0f} MiB",
                )
                lines.append(f"| {taken['rows']:,.0f} | {' | '.join(times)} |")
                print(lines[-1], flush=True)
    if options.write:
        options.write.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
