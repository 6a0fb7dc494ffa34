"""A bank statement against a synthetic book: `python -m bench.cash --items 1000000 --lines 100000`.

Every line names one open item exactly; the share of them that is found must be all.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
import time
from pathlib import Path

from bench import books

from collectdesk.desk.book import find_actor
from collectdesk.desk.cash.importing import ImportPayments, import_payments
from collectdesk.exchange.bank import StatementOptions, read_statements
from collectdesk.money import Money
from collectdesk.ranking.rerank import rank_accounts


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


def main() -> None:
    """Make the book and the statement, take it in, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=50_000)
    parser.add_argument("--lines", type=int, default=5_000)
    options = parser.parse_args()
    accounts = options.items // books.ITEMS
    with tempfile.TemporaryDirectory() as scratch:
        store = books.make_book(Path(scratch) / "book.db", accounts)
        with store.write() as session:
            rank_accounts(session, books.DAY, None)
        path = Path(scratch) / "bank.csv"
        written = write_statement(path, accounts, options.lines)
        say = lambda name, figure: print(f"{options.items:>9,}  {name:<46} {figure}", flush=True)  # noqa: E731
        names = ("booked_on", "amount", "currency", "remittance", "counterparty")
        mapping = dict(zip(("Date", "Amount", "Currency", "Description", "Name"), names, strict=True))
        reading = StatementOptions(account="DE89370400440532013000", mapping=mapping)
        start = time.perf_counter()
        read_statements(path, reading)
        say("floor: the statement is read", f"{time.perf_counter() - start:.1f} s for {written:,} lines")
        marks: list[tuple[float, float]] = []
        start = time.perf_counter()
        report = import_payments(
            store,
            find_actor(store, None),
            books.NOW,
            ImportPayments(file=path, reading=reading),
            progress=lambda _lines, share: marks.append((share, time.perf_counter() - start)),
        )
        say("taken in, matched, posted, ranked", f"{time.perf_counter() - start:.1f} s")
        reached = dict(marks)
        say(
            "of it until all is matched and posted",
            f"{max(at for s, at in reached.items() if s <= 0.9):.1f} s",
        )
        say("exact references found", f"{report.matched:,} of {written:,}, {report.posted:,} posted")
        store.close()
        if report.matched != written:
            sys.exit("not every exact reference was found")


if __name__ == "__main__":
    main()
