"""What the list knows of the gate, on a synthetic book: `python -m bench.reach 100000 [--keep FOLDER]`.

One verdict, the windows of all groups, the refresh of the whole book, and pages that ask the gate beside pages that
do not, in the same run.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench import books
from bench.ranking import seconds
from sqlalchemy import delete, func, select, text, update

from collectdesk.desk.queue import queue_page, queue_summary
from collectdesk.desk.reach import group_windows, roll_windows
from collectdesk.desk.reach_book import refresh_book, refresh_missing
from collectdesk.desk.reach_key import case_of, key_of
from collectdesk.desk.views_queue import Scope
from collectdesk.models import Account, CreditorEntity, Party, Rank, ReachGroup, ReachWindow
from collectdesk.ranking.rerank import rank_accounts
from collectdesk.rules.case import Case
from collectdesk.rules.gate import judge
from collectdesk.rules.places import plausible_zones
from collectdesk.rules.rulebook import load_rulebook
from collectdesk.store import Store, open_store

Line = tuple[str, str, str]
"""What was measured, its floor or mark, the figure."""

MANY_GROUPS = 320


def verdicts() -> list[Line]:
    """The median of one verdict over businesses and consumers of every country that has a record."""
    book = load_rulebook()
    cases = []
    for code, kind in itertools.product(sorted(book.records), ("business", "consumer")):
        if len(code) == 2:
            zones = plausible_zones(book, country=code)
            cases.append(
                Case(code, zones=zones, party_type=kind, collector="third_party", debt="1", creditor="1")
            )
    for case in cases:
        judge(book, case, books.NOW)
    taken = sorted(seconds(lambda one=one: judge(book, one, books.NOW)) * 1000 for one in cases * 5)
    p95 = taken[int(len(taken) * 0.95)]
    return [
        ("one verdict, every country with a record", "1 ms", f"{statistics.median(taken):.2f} / {p95:.2f} ms")
    ]


def window_lines(store: Store) -> list[Line]:
    """Working out and storing the windows of the book's groups, and of as many as a desk for the whole world has."""
    with store.read() as session:
        own = session.scalar(select(func.count()).select_from(ReachGroup)) or 0
    with store.write() as session:
        session.execute(update(ReachGroup).values(rules_version=""))
    taken = seconds(lambda: roll_windows(store, books.NOW))
    book, cases = load_rulebook(), []
    for code, kind, place in itertools.product(
        sorted(book.records), ("business", "consumer"), (None, "work", "mobile")
    ):
        if len(code) == 2 and len(cases) < MANY_GROUPS:
            cases.append(Case(code, zones=plausible_zones(book, country=code), party_type=kind, place=place))
    many = seconds(lambda: [group_windows(book, case_of(key_of(one)), books.NOW) for one in cases])
    return [
        (f"windows of the book's {own} groups, from keys to stored", "5 s", f"{taken:.2f} s"),
        (f"windows of {len(cases)} groups around the world, worked out", "5 s", f"{many:.2f} s"),
    ]


def refresh_lines(store: Store) -> list[Line]:
    """The gate's part of the whole book: in an import's transaction, in short ones, and once more."""
    with store.write() as session:
        session.execute(delete(ReachWindow))
        session.execute(delete(ReachGroup))
        session.execute(
            update(Rank).values(reach_group_id=0, free_at=None, free_until=None, free_reason=None)
        )
    start = time.perf_counter()
    with store.write() as session:
        refresh_missing(session, books.NOW)
    inside = time.perf_counter() - start
    again = seconds(lambda: refresh_book(store, books.NOW, which="whole"))
    with store.write() as session:
        session.execute(update(Rank).values(reach_group_id=0))
    apart = seconds(lambda: refresh_book(store, books.NOW))
    turned = seconds(lambda: refresh_book(store, books.NOW + timedelta(days=1), which="turned"))
    with store.read() as session:
        floor = seconds(lambda: session.execute(_same_rows()).all())
    return [
        (
            "gate's part of the whole book, in one transaction; floor: reading the rows",
            f"{floor:.2f} s",
            f"{inside:.2f} s",
        ),
        ("the same in short transactions", f"{floor:.2f} s", f"{apart:.2f} s"),
        ("the same where nothing changed", f"{floor:.2f} s", f"{again:.2f} s"),
        ("what a day's turn looks at", "", f"{turned:.2f} s"),
    ]


def _same_rows() -> Any:
    return (
        select(
            Rank.account_id,
            Party.country,
            Party.region,
            Party.zone,
            Party.party_type,
            CreditorEntity.collector,
        )
        .join(Account, Account.id == Rank.account_id)
        .join(Party, Party.id == Account.party_id)
        .join(CreditorEntity, CreditorEntity.id == Account.creditor_entity_id)
    )


def page_lines(store: Store) -> list[Line]:
    """Pages of 50 that ask the gate, beside the page by score alone."""
    now, lines = books.NOW, []
    for name, scope in (("everybody", Scope.everyone()), ("one collector", Scope.mine(7))):
        plain = queue_page(store, scope, now)
        place = plain.rows[-1].place
        works: list[tuple[str, Callable[[int], Any], Callable[[int], Any]]] = []
        for what, how in (("callable now", {"callable_now": True}), ("closing order", {"order": "closing"})):
            after = queue_page(store, scope, now, **how).rows[-1].place  # type: ignore[arg-type]
            works += [
                (f"{name}: {what}, first page", lambda _n, s=scope: queue_page(store, s, now),
                 lambda _n, s=scope, h=how: queue_page(store, s, now, **h)),
                (f"{name}: {what}, next page", lambda _n, s=scope, p=place: queue_page(store, s, now, after=p),
                 lambda _n, s=scope, h=how, p=after: queue_page(store, s, now, after=p, **h)),
            ]  # fmt: skip
        lines += [(what, spread(floor), spread(work)) for what, floor, work in works]
        lines.append(
            (
                f"{name}: the figures above the list",
                "",
                spread(lambda _n, s=scope: queue_summary(store, s, now), 9),
            )
        )
    return lines


def spread(work: Callable[[int], Any], times: int = 60) -> str:
    """Median and 95th percentile in milliseconds, after one run to warm up."""
    work(0)
    taken = sorted(seconds(lambda n=n: work(n)) * 1000 for n in range(times))
    return f"{statistics.median(taken):.1f} / {taken[int(times * 0.95)]:.1f} ms"


def measure(store: Store) -> list[Line]:
    """Every row of one book, which is ranked first."""
    with store.write() as session:
        rank_accounts(session, books.DAY, None)
    lines = [*verdicts(), *refresh_lines(store), *window_lines(store)]
    with store.write() as session:
        session.execute(text("ANALYZE"))
    return [*lines, *page_lines(store)]


def table(lines: list[Line]) -> list[str]:
    """The rows as Markdown."""
    head = ["| | floor or mark | collectdesk |", "|---|---:|---:|"]
    return head + [f"| {what} | {floor} | {figure} |" for what, floor, figure in lines]


def of_book(path: Path, accounts: int) -> list[str]:
    """The table of the book at a path, which is made when it is not there."""
    store = open_store(str(path)) if path.exists() else books.make_book(path, accounts)
    try:
        return table(measure(store))
    finally:
        store.close()


def main() -> None:
    """Print the table of each book asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("accounts", nargs="*", type=int, default=[100_000])
    parser.add_argument("--keep", type=Path, help="a folder where books are kept and found again")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        for accounts in options.accounts:
            print(f"\n## What the list knows of the gate, {accounts:,} accounts\n")
            print(
                "\n".join(of_book((options.keep or Path(scratch)) / f"b{accounts}.db", accounts)), flush=True
            )


if __name__ == "__main__":
    main()
