"""Ranking and queue reads on a synthetic book, each beside its floor: `python -m bench.ranking 10000 100000`.

The floor of the pass is bare SQL that reads and groups the same rows in the same run.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench import books
from sqlalchemy import text, update

from collectdesk.desk.first_page import read_first_page
from collectdesk.desk.preview import preview
from collectdesk.desk.queue import queue_page, queue_summary
from collectdesk.desk.views_queue import Scope
from collectdesk.models import Desk, RerankDue
from collectdesk.ranking.due import find_due
from collectdesk.ranking.explain import explain
from collectdesk.ranking.rerank import rank_accounts
from collectdesk.store import Store, open_store

FLOOR = """
SELECT count(*), sum(o), max(n), max(s), max(f), max(h), max(w), max(r) FROM (
  SELECT a.id, i.o AS o, i.n AS n, p.s AS s, f.f AS f, h.h AS h, w.w AS w, r.at AS r
  FROM account a
  LEFT JOIN (SELECT account_id, sum(open_minor - disputed_minor) AS o, min(due_on) AS n, max(currency)
             FROM open_item GROUP BY account_id) i ON i.account_id = a.id
  LEFT JOIN (SELECT account_id, max(state_on) AS s, max(promised_on), max(level), max(state)
             FROM promise WHERE undone_by IS NULL GROUP BY account_id) p ON p.account_id = a.id
  LEFT JOIN (SELECT account_id, max(at) AS at FROM activity
             WHERE right_party AND undone_by IS NULL GROUP BY account_id) r ON r.account_id = a.id
  LEFT JOIN (SELECT account_id, count(flag) AS f FROM warning_flag GROUP BY account_id) f ON f.account_id = a.id
  LEFT JOIN (SELECT account_id, min(kind) AS h FROM hold WHERE undone_by IS NULL GROUP BY account_id) h
         ON h.account_id = a.id
  LEFT JOIN (SELECT account_id, min(due_at) AS w FROM next_action WHERE state = 'open'
             GROUP BY account_id) w ON w.account_id = a.id
)
"""


def seconds(work: Callable[[], Any]) -> float:
    """How long one run takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def spread(work: Callable[[int], Any], times: int = 200) -> str:
    """Median and 95th percentile of many runs, in milliseconds, after one to warm up."""
    work(0)
    taken = sorted(seconds(lambda n=n: work(n)) * 1000 for n in range(times))
    return f"{statistics.median(taken):.2f} / {taken[int(times * 0.95)]:.2f} ms"


def measure(store: Store, path: Path, accounts: int) -> None:
    """Print the table of one book."""
    now, mine = books.NOW, Scope.mine(7)

    def floor() -> None:
        with store.read() as session:
            session.execute(text(FLOOR)).one()

    def whole() -> None:
        with store.write() as session:
            rank_accounts(session, books.DAY, None)

    say = lambda name, figure: print(f"{accounts:>9,}  {name:<46} {figure}", flush=True)  # noqa: E731
    say("first pass, all rows written", f"{seconds(whole):.2f} s")
    bare, again = [], []
    for _ in range(3):
        bare.append(seconds(floor))
        again.append(seconds(whole))
    low, high = statistics.median(bare), statistics.median(again)
    say("floor: bare SQL reads and groups the same rows", f"{low:.2f} s")
    say("full pass, guarded, nothing changes", f"{high:.2f} s = {high / low:.1f} x floor")
    with store.write() as session:
        session.execute(update(Desk).values(day=books.DAY, ranking_version=""))
        start = time.perf_counter()
        found = find_due(session, books.DAY, books.DAY + timedelta(days=1))
        say("next day: accounts found", f"{found:,} in {time.perf_counter() - start:.2f} s")
        ids = list(session.scalars(text("SELECT account_id FROM rerank_due LIMIT 3000")))
    chunks = []
    for begin in range(0, len(ids), 300):
        with store.write() as session:
            chunk = ids[begin : begin + 300]
            chunks.append(seconds(lambda s=session, c=chunk: rank_accounts(s, books.DAY, c)) * 1000)
    if chunks:
        say("a chunk of 300: median / longest", f"{statistics.median(chunks):.1f} / {max(chunks):.1f} ms")
    with store.write() as session:
        session.execute(RerankDue.__table__.delete())  # type: ignore[attr-defined]
    dice = random.Random(3)
    some = [dice.randrange(1, accounts + 1) for _ in range(500)]
    for scope, name in ((mine, "mine"), (Scope.everyone(), "all")):
        first = queue_page(store, scope, now)
        last = first.rows[-1].place
        say(f"first page, {name}", spread(lambda _n, s=scope: queue_page(store, s, now)))
        say(f"next page, {name}", spread(lambda _n, s=scope, p=last: queue_page(store, s, now, after=p)))
        say(f"figures around the list, {name}", spread(lambda _n, s=scope: queue_summary(store, s, now), 10))
    middle = accounts // 3
    say("page at a third of the list, by row number",
        spread(lambda _n: queue_page(store, Scope.everyone(), now, offset=middle), 50))  # fmt: skip
    say("first page without SQLAlchemy, all", spread(lambda _n: read_first_page(path, now), 50))
    say("preview with ledger and what-if", spread(lambda n: preview(store, some[n % 500], now)))
    with store.read() as session:
        say("ledger alone", spread(lambda n: explain(session, some[n % 500], books.DAY, what_if=False)))
    with store.write() as session:
        say(
            "re-rank one account in its act",
            spread(lambda n: rank_accounts(session, books.DAY, [some[n % 500]])),
        )


def main() -> None:
    """Make the books asked for and print their tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("accounts", nargs="*", type=int, default=[1_000, 10_000])
    parser.add_argument("--keep", type=Path, help="a folder where books are kept and found again")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        for accounts in options.accounts:
            path = folder / f"b{accounts}.db"
            store = open_store(str(path)) if path.exists() else books.make_book(path, accounts)
            measure(store, path, accounts)
            store.close()


if __name__ == "__main__":
    main()
