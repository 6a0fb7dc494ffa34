"""Taking a ledger file into the book: all of it or nothing, in one transaction with one journal entry."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path

from pydantic import Field

from collectdesk.desk.act import Act, Actor, Command, act
from collectdesk.desk.judging import judge_promises
from collectdesk.desk.rights import Right
from collectdesk.exchange.control_report import ReceivablesReport, Reckoning, RejectedLine, control_total
from collectdesk.exchange.options import ReadingOptions
from collectdesk.exchange.proposals import Proposal, propose
from collectdesk.exchange.receivables import ReceivablesFile
from collectdesk.exchange.stored_accounts import StoredAccounts
from collectdesk.exchange.stored_items import StoredItems
from collectdesk.faults import Fault
from collectdesk.i18n import _, ngettext
from collectdesk.models import ImportRun
from collectdesk.store import Store
from collectdesk.store.journal import digest
from collectdesk.store.search import index_accounts

__all__ = [
    "ImportCancelled", "ImportReceivables", "Proposal", "ReadingOptions", "ReceivablesReport",
    "import_receivables", "propose",
]  # fmt: skip

Progress = Callable[[int, float], None]
"""Gets the lines done and the share of the file that is read, 0 to 1."""

_CHUNK = 10_000
_WHOLE_BOOK = 20_000
"""Touched accounts from which on the whole book is ranked anew."""

_BLOCK = 5_000
_IMPORT_LOCK = 0x6C656467


class ImportReceivables(Command):
    """A ledger file to take in. `keep_good` stores the good lines although others are refused.

    `snapshot` says that the file lists everything that is owed, so that what it lacks is closed.
    `dry_run` reads and compares, and stores nothing.
    """

    file: Path
    reading: ReadingOptions = Field(default_factory=ReadingOptions)
    keep_good: bool = False
    snapshot: bool = False
    dry_run: bool = False


class ImportCancelled(Fault):
    """A person stopped the import; nothing was written."""

    exit_code = 1


class _NothingWritten(Exception):
    """No fault: it takes the transaction back and carries the report out."""

    def __init__(self, report: ReceivablesReport) -> None:
        super().__init__()
        self.report = report


def import_receivables(
    store: Store,
    actor: Actor,
    now: datetime,
    command: ImportReceivables,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ReceivablesReport:
    """Take a ledger file in and answer with its control report.

    Nothing is stored when lines are refused or the file's own total differs, unless `keep_good`; the
    report then says `written: False`. Raises BadInput for a file that cannot be read at all, Refused
    without the right to import, and ImportCancelled when `cancelled` says so.
    """
    done: list[ReceivablesReport] = []

    @act("import.receivables", right=Right.IMPORT)
    def take_in(doing: Act, wanted: ImportReceivables) -> None:
        done.append(_take_in(doing, wanted, progress, cancelled))

    try:
        with _uncollected():
            receipt = take_in(store, actor, now, command)
    except _NothingWritten as nothing:
        return nothing.report
    if receipt.repeated:
        with store.read() as session:
            run = session.get_one(ImportRun, receipt.created["import_run"][0])
            return ReceivablesReport.model_validate(run.report)
    judge_promises(store, actor, now)
    return done[0]


@contextmanager
def _uncollected() -> Iterator[None]:
    """No garbage collection meanwhile: it would walk a million customers again and again, and find nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _take_in(
    doing: Act, command: ImportReceivables, progress: Progress | None, cancelled: Callable[[], bool] | None
) -> ReceivablesReport:
    file = ReceivablesFile(command.file, command.reading)
    session, connection = doing.session, doing.session.connection()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_IMPORT_LOCK})")
    run = doing.add(
        ImportRun(
            kind="receivables",
            file_name=file.survey.name,
            sha256=file.survey.sha256,
            profile=file.layout.profile.name,
            snapshot=command.snapshot,
            at=doing.now,
            user_id=doing.actor.id,
            report={},
        )
    )
    accounts = StoredAccounts(connection, doing.now)
    items = StoredItems(connection, accounts, run.id, file.provides, doing.day)
    items.expect(file.survey.size)
    reckoning = Reckoning(doing.day)
    lines = file.lines(progress)
    while chunk := list(islice(lines, _CHUNK)):
        if cancelled is not None and cancelled():
            raise ImportCancelled(_("the import was cancelled; nothing was written"))
        reckoning.add(chunk)
        ids = accounts.find(file.customers)
        accounts.make(
            {line.customer for line in chunk if not line.settled and not ids[line.customer.ordinal]}
        )
        items.write(chunk, ids)
    accounts.settle(file.customers, file.names_by_number())
    if command.snapshot and not file.rejected:
        items.close_unlisted()
    items.finish()
    report = _report(file, command, doing, reckoning, items)
    if not report.written:
        raise _NothingWritten(report)
    run.report = report.model_dump(mode="json")
    touched = items.touched | accounts.changed
    _note(doing, report, touched, accounts.created)
    session.flush()
    index_accounts(session, sorted(touched | set(accounts.created)))
    return report


def _report(
    file: ReceivablesFile, command: ImportReceivables, doing: Act, reckoning: Reckoning, items: StoredItems
) -> ReceivablesReport:
    warnings = {**file.warnings, "duplicate_documents": items.duplicates}
    settled = warnings.pop("settled", 0)
    control = control_total(file, reckoning.currencies)
    owing = [customer for customer in file.customers if customer.is_open]
    why_not = ""
    if command.dry_run:
        why_not = "dry_run"
    elif file.rejected and command.snapshot:
        why_not = "snapshot_with_rejected_lines"
    elif not command.keep_good and file.rejected:
        why_not = "rejected_lines"
    elif not command.keep_good and control is not None and not control.agrees:
        why_not = "control_total_differs"
    return ReceivablesReport(
        file=str(command.file),
        sha256=file.survey.sha256,
        profile=file.layout.profile.name,
        encoding=file.survey.encoding,
        sheet=file.layout.table.sheet,
        rows=file.rows,
        accounts=len(owing),
        customers=len({customer.number for customer in owing}),
        open_items=reckoning.open_items,
        settled=settled,
        created=items.created,
        updated=items.updated,
        unchanged=items.unchanged,
        closed=items.closed,
        totals=reckoning.totals(),
        as_of=doing.day,
        ageing=reckoning.ageing(),
        rejected=[RejectedLine(line=line, reason=reason) for line, reason in file.rejected],
        warnings={kind: count for kind, count in sorted(warnings.items()) if count},
        control=control,
        snapshot=command.snapshot,
        dry_run=command.dry_run,
        written=not why_not,
        why_not=why_not,
    )


def _note(doing: Act, report: ReceivablesReport, touched: set[int], created: list[int]) -> None:
    doing.record(
        sha256=report.sha256,
        file=digest(Path(report.file).name),
        profile=report.profile,
        rows=report.rows,
        accounts=report.accounts,
        open_items=report.open_items,
        created_items=report.created,
        updated_items=report.updated,
        unchanged_items=report.unchanged,
        closed_items=report.closed,
        rejected_lines=len(report.rejected),
        snapshot=report.snapshot,
        totals={currency: [total.items, total.open] for currency, total in report.totals.items()},
    )
    if len(touched) + len(created) > _WHOLE_BOOK:
        doing.touch_all()
    else:
        for account_id in (*touched, *created):
            doing.touch(account_id)
    doing.say(
        ngettext(
            "{count} open item read; {created} new, {updated} changed, {closed} closed.",
            "{count} open items read; {created} new, {updated} changed, {closed} closed.",
            report.open_items,
        ).format(
            count=report.open_items, created=report.created, updated=report.updated, closed=report.closed
        )
    )
