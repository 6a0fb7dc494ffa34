"""Importing a ledger with validation, beside `sqlite3 .import` of the same file in the same run."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

from bench import books

from collectdesk.desk.book import set_up
from collectdesk.desk.ledger_import import ImportReceivables, import_receivables
from collectdesk.store import create_store


def measure(folder: Path, accounts: int) -> dict[str, float] | None:
    """Seconds of floor and import (ranked, searchable), peak MiB of both processes; None without sqlite3."""
    tool = shutil.which("sqlite3")
    if tool is None:
        return None
    ledger = folder / f"ledger{accounts}.csv"
    rows = books.write_csv(ledger, accounts)
    floors, imports, peak = [], [], 0.0
    for turn in range(3 if accounts <= 10_000 else 1):
        bare = folder / f"bare{turn}.db"
        start = time.perf_counter()
        subprocess.run(
            [tool, str(bare), "-cmd", ".mode csv", f".import {ledger} item"], check=True, capture_output=True
        )
        floors.append(time.perf_counter() - start)
        bare.unlink()
        book = folder / f"import{turn}.db"
        start = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "bench.importing", str(book), str(ledger)],
            check=True,
            capture_output=True,
            text=True,
        )
        imports.append(float(done.stdout.split()[0]))
        peak = max(peak, float(done.stdout.split()[1]))
        for file in folder.glob(f"import{turn}.db*"):
            file.unlink()
    ledger.unlink()
    return {"rows": rows, "floor": min(floors), "import": min(imports), "peak": peak}


def main(book: str, ledger: str) -> None:
    """Import one file into a new book; prints seconds and peak MiB, those of the reading process included."""
    import resource

    store = create_store(book)
    owner = set_up(store, books.NOW, zone="Europe/Berlin", base_currency="EUR", owner="bench", name="bench")
    start = time.perf_counter()
    report = import_receivables(store, owner, books.NOW, ImportReceivables(file=Path(ledger)))
    taken = time.perf_counter() - start
    assert report.written, report.why_not
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    print(f"{taken:.3f} {sum(resource.getrusage(one).ru_maxrss for one in who) / 1024:.0f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
