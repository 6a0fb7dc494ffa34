"""A bank statement against a synthetic book: `python -m bench.cash --items 1000000 --lines 100000`.

Every line names one open item exactly; the share of them that is found must be all. The parts follow each other
as the progress tells them.
"""

from __future__ import annotations

import argparse
import csv
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from bench import books

from collectdesk.desk.book import find_actor
from collectdesk.desk.cash.importing import ImportPayments, import_payments
from collectdesk.desk.cash.report import PaymentsReport
from collectdesk.desk.reach_book import refresh_missing
from collectdesk.exchange.bank import StatementOptions
from collectdesk.money import Money
from collectdesk.ranking.rerank import rank_accounts
from collectdesk.store import Store


def write_statement(path: Path, accounts: int, lines: int) -> int:
    """A statement as CSV that names `lines` items of the book; gives how many there are."""
    written = 0
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["Date", "Amount", "Currency", "Description", "Name"])
        every = max(1, accounts * books.ITEMS // lines)
        at = 0
        for case in books.cases(accounts):
            for document, _posted, _due, minor in case.items:
                at += 1
                if at % every == 0 and written < lines:
                    money = Money(minor, case.currency)
                    told = f"Invoice {document} thank you"
                    writer.writerow([books.DAY, str(money), case.currency, told, case.name])
                    written += 1
    return written


_PARTS = (
    ("read, new lines told from known ones", 0.1),
    ("items and customers found", 0.5),
    ("scored and posted", 0.85),
    ("stored", 0.9),
    ("ranked, reach and promises judged", 1.0),
)
"""Up to which share of the progress each part goes; the last one ends with the act."""


def floor(book: Path, statement: Path) -> int:
    """The least that must happen, in plain sqlite3 and taken back: lines stored, items found and lowered."""
    with closing(sqlite3.connect(book, isolation_level=None)) as raw:
        raw.execute("BEGIN")
        raw.execute("CREATE TABLE bare_line(id INTEGER PRIMARY KEY, document TEXT, minor INTEGER, said TEXT)")
        with statement.open(newline="", encoding="utf-8") as file:
            rows = csv.reader(file)
            next(rows)
            lines = ((row[3].split()[1], int(row[1].replace(".", "")), "\n".join(row)) for row in rows)
            raw.executemany("INSERT INTO bare_line(document, minor, said) VALUES (?, ?, ?)", lines)
        found = raw.execute(
            "UPDATE open_item SET open_minor = open_minor - b.minor, posted_minor = b.minor,"
            " ledger_minor = open_minor FROM bare_line b WHERE open_item.document = b.document"
        ).rowcount
        raw.execute("ROLLBACK")
    return found


def main() -> None:
    """Make the book and the statement, take it in, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=50_000)
    parser.add_argument("--lines", type=int, default=5_000)
    options = parser.parse_args()
    accounts = options.items // books.ITEMS
    say = lambda name, figure: print(f"{options.items:>9,}  {name:<46} {figure}", flush=True)  # noqa: E731
    with tempfile.TemporaryDirectory() as scratch:
        book, statement = Path(scratch) / "book.db", Path(scratch) / "bank.csv"
        with closing(books.make_book(book, accounts)) as store:
            with store.write() as session:
                rank_accounts(session, books.DAY, None)
                refresh_missing(session, books.NOW)
            written = write_statement(statement, accounts, options.lines)
            start = time.perf_counter()
            found = floor(book, statement)
            say(
                "floor: stored, joined, lowered in sqlite3",
                f"{time.perf_counter() - start:.1f} s, {found:,} found",
            )
            report = _take_in(store, statement, say)
        say("exact references found", f"{report.matched:,} of {written:,}, {report.posted:,} posted")
        say("peak memory", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024:,} MiB")
        if report.matched != written:
            sys.exit("not every exact reference was found")


def _take_in(store: Store, statement: Path, say: Callable[[str, str], None]) -> PaymentsReport:
    names = ("booked_on", "amount", "currency", "remittance", "counterparty")
    mapping = dict(zip(("Date", "Amount", "Currency", "Description", "Name"), names, strict=True))
    reading = StatementOptions(account="DE89370400440532013000", mapping=mapping)
    marks: list[tuple[float, float]] = []
    cpu, start = time.process_time(), time.perf_counter()
    report = import_payments(
        store,
        find_actor(store, None),
        books.NOW,
        ImportPayments(file=statement, reading=reading),
        progress=lambda _lines, share: marks.append((share, time.perf_counter() - start)),
    )
    took, cpu = time.perf_counter() - start, time.process_time() - cpu
    say("taken in, matched, posted, ranked", f"{took:.1f} s, {cpu:.1f} s of them its own processor time")
    before = 0.0
    for name, until in _PARTS:
        at = took if until == 1.0 else max(at for share, at in marks if share <= until)
        say(f"of it: {name}", f"{at - before:.1f} s")
        before = at
    return report


if __name__ == "__main__":
    main()
