"""Commands about the book itself: make, check, copy, put back, prove."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from collectdesk.cli.main import database
from collectdesk.cli.output import Answer, Json, answer, line
from collectdesk.cli.seat import make_book, seat
from collectdesk.faults import BadInput


class MadeBook(Answer):
    """A new book."""

    database: str


class Copied(Answer):
    """A backup."""

    file: str
    bytes: int


class FlawLine(Answer):
    """What does not hold in an exported report: a code, the journal entry, the figure, and a sentence.

    `block` and `row` say where the figure stands, null for those above the blocks.
    """

    what: str
    entry: int | None
    figure: str | None
    text: str
    block: str | None = None
    row: str | None = None


class KnownHere(Answer):
    """What the book at hand knows of a report: the entry of its export, when (an instant), who, and whether the end of
    its log is an entry of this book."""

    entry: int | None
    at: str | None
    who: str | None
    head: bool


class Verified(Answer):
    """The journal's chain, or an exported report; `flaws` are those of a report."""

    entries: int
    intact: bool
    broken_at: int | None
    reason: str | None
    flaws: list[FlawLine] = []
    book: KnownHere | None = None
    """Null for the journal itself, and where there is no book at hand."""


class Examined(Answer):
    """What the doctor found."""

    database: str
    engine: str
    schema_version: str
    accounts: int
    open_items: int
    journal_entries: int
    stale_places: int
    findings: list[str]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("init")(init)
    app.command("demo")(demo)
    app.command("verify")(verify)
    app.command("backup")(backup)
    app.command("restore")(restore)
    app.command("doctor")(doctor)


def init(
    zone: Annotated[str | None, typer.Option(help="The desk's time zone, such as Europe/Berlin.")] = None,
    base: Annotated[str, typer.Option(help="The base currency of the desk.")] = "EUR",
    owner: Annotated[str | None, typer.Option(help="The name of the person who owns the book.")] = None,
    json: Json = False,
) -> int:
    """Make a new, empty book.

    Example: collectdesk --database desk.db init --zone Europe/Berlin --base EUR
    """
    make_book(database(), zone, base, owner)
    if json:
        answer(MadeBook(database=database()))
    else:
        line(f"Made {database()}. Next: collectdesk import receivables FILE")
    return 0


def demo(
    keep: Annotated[Path | None, typer.Option(help="Keep the sample book in this file.")] = None,
    build_only: Annotated[bool, typer.Option("--build-only", help="Make the book, do not open it.")] = False,
) -> int:
    """Open the workstation on a sample book of invented customers, in a temporary place.

    Example: collectdesk demo --keep demo.db
    """
    import sys
    import tempfile

    from collectdesk.cli.workstation import run
    from collectdesk.now import utc_now
    from collectdesk.sample.book import make_sample_book

    if keep is not None and keep.exists():
        if build_only:
            raise BadInput(f"{keep} exists already; give another name")
        return run(str(keep), None)
    with tempfile.TemporaryDirectory(prefix="collectdesk-demo-") as folder:
        path = keep or Path(folder) / "demo.db"
        make_sample_book(str(path), utc_now(), progress=lambda said: print(said, file=sys.stderr))
        return 0 if build_only else run(str(path), None)


def verify(
    report: Annotated[
        Path | None, typer.Argument(help="A shift report written with -o; the book's journal when left out.")
    ] = None,
    exported: Annotated[
        bool, typer.Option("--exported", help="Fail unless the book at hand exported this very report.")
    ] = False,
    json: Json = False,
) -> int:
    """Prove the journal, or an exported report: nothing changed, dropped, doubled or put in between.

    Example: collectdesk verify shift.xlsx --exported
    """
    if report is not None:
        from collectdesk.cli.proving import verify_report

        return verify_report(report, json, exported)
    from collectdesk.store.journal import verify_chain

    with seat() as desk, desk.store.read() as session:
        found = verify_chain(session)
    if json:
        answer(
            Verified(
                entries=found.entries, intact=found.intact, broken_at=found.broken_at, reason=found.reason
            )
        )
    elif found.intact:
        line(f"{found.entries:,} entries, chain intact")
    else:
        line(f"The chain breaks at entry {found.broken_at}: {found.reason}")
    return 0 if found.intact else 1


def backup(file: Path, json: Json = False) -> int:
    """Copy the book to a new file, also while it is in use.

    Example: collectdesk backup desk-24-nov.db
    """
    from collectdesk.store.backup import backup as copy

    with seat() as desk:
        size = copy(desk.store, file)
    if json:
        answer(Copied(file=str(file), bytes=size))
    else:
        line(f"Copied {size:,} bytes to {file}")
    return 0


def restore(file: Path, json: Json = False) -> int:
    """Make a book from a backup; never writes over one that exists.

    Example: collectdesk --database desk.db restore desk-24-nov.db
    """
    from collectdesk.store.backup import restore as put_back

    put_back(file, Path(database()))
    if json:
        answer(MadeBook(database=database()))
    else:
        line(f"Restored {file} to {database()}")
    return 0


def doctor(json: Json = False) -> int:
    """Look at the book: schema, counts, order of the day, the journal's chain, the file's rights.

    Example: collectdesk doctor
    """
    from collectdesk.desk.doctor import examine

    with seat() as desk:
        found = examine(desk.store, desk.clock())
    report = Examined(
        database=database(),
        engine=found.engine,
        schema_version=found.schema_version,
        accounts=found.accounts,
        open_items=found.open_items,
        journal_entries=found.journal_entries,
        stale_places=found.stale_places,
        findings=list(found.findings),
    )
    if json:
        answer(report)
    else:
        for name, value in report.model_dump(exclude={"findings"}).items():
            line(f"{name.replace('_', ' '):<16} {value}")
        for finding in report.findings:
            line(f"! {finding}")
        if not report.findings:
            line("nothing to mend")
    return 1 if report.findings else 0
