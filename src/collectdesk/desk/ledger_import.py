"""Taking a ledger file into the book: all of it or nothing, in one transaction with one journal entry."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import Field
from sqlalchemy import Connection, Table, func, select

from collectdesk.desk.act import Act, Actor, Command, act
from collectdesk.desk.credits import settle_credits
from collectdesk.desk.day import ensure_rates
from collectdesk.desk.judging import judge_promises
from collectdesk.desk.reach import forget_reach
from collectdesk.desk.rights import Right
from collectdesk.exchange.bulk import roomy, uncollected, unindexed
from collectdesk.exchange.chunks import Chunk, Message, Opening, Summary
from collectdesk.exchange.control_report import ReceivablesReport
from collectdesk.exchange.options import ReadingOptions
from collectdesk.exchange.proposals import Proposal, propose
from collectdesk.exchange.reading_process import read_ledger
from collectdesk.exchange.stored_accounts import StoredAccounts
from collectdesk.exchange.stored_items import StoredItems
from collectdesk.exchange.stored_postings import lift_postings, lower_postings
from collectdesk.faults import Fault
from collectdesk.i18n import _, ngettext
from collectdesk.models import Account, ImportRun, OpenItem, Rank
from collectdesk.ranking.rerank import desk_clock, rank_accounts
from collectdesk.store import Store
from collectdesk.store.journal import digest
from collectdesk.store.search import add_parties, index_accounts

__all__ = [
    "ImportCancelled", "ImportReceivables", "Proposal", "ReadingOptions", "ReceivablesReport",
    "import_receivables", "propose",
]  # fmt: skip

Progress = Callable[[int, float], None]
"""Gets the lines done and the share of the file that is read, 0 to 1."""

_WHOLE_BOOK = 20_000
"""Touched accounts from which on the whole book is ranked anew."""

_LONG = 1 << 20
"""Bytes of a file from which on it may fill a book; a shorter one is stored at once anyway."""

_BYTES_A_LINE = 60
_ITEM: Table = OpenItem.__table__  # type: ignore[assignment]
_ACCOUNT: Table = Account.__table__  # type: ignore[assignment]
_RANK: Table = Rank.__table__  # type: ignore[assignment]
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
    with store.read() as session:
        day = desk_clock(session).day_of(now)

    @act("import.receivables", right=Right.IMPORT)
    def take_in(doing: Act, wanted: ImportReceivables) -> None:
        with closing(read_ledger(wanted.file, wanted.reading, day)) as messages:
            done.append(_take_in(doing, wanted, messages, progress, cancelled))

    try:
        with uncollected():
            receipt = take_in(store, actor, now, command)
    except _NothingWritten as nothing:
        return nothing.report
    if receipt.repeated:
        with store.read() as session:
            run = session.get_one(ImportRun, receipt.created["import_run"][0])
            return ReceivablesReport.model_validate(run.report)
    judge_promises(store, actor, now)
    return done[0]


def _take_in(
    doing: Act,
    command: ImportReceivables,
    messages: Iterator[Message],
    progress: Progress | None,
    cancelled: Callable[[], bool] | None,
) -> ReceivablesReport:
    opening = next(messages)
    assert isinstance(opening, Opening)  # noqa: S101  # the first message always is
    connection = doing.session.connection()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_IMPORT_LOCK})")
    run = doing.add(
        ImportRun(
            kind="receivables",
            file_name=opening.name,
            sha256=opening.sha256,
            profile=opening.profile,
            snapshot=command.snapshot,
            at=doing.now,
            user_id=doing.actor.id,
            report={},
        )
    )
    accounts = StoredAccounts(connection, doing.now)
    items = StoredItems(connection, accounts, run.id, opening.provides, doing.day)
    fills = _fills_the_book(connection, opening.size)
    lift_postings(connection)
    with roomy(connection), unindexed(connection, [_RANK], fills):
        with unindexed(connection, [_ITEM, _ACCOUNT], fills):
            summary = _store(doing, messages, accounts, items, progress, cancelled)
            lower_postings(connection)
            report = _finish(doing, command, opening, summary, accounts, items)
        run.report = report.model_dump(mode="json")
        _note(doing, report)
        settle_credits(doing)
        _index_and_rank(doing, items.touched | accounts.changed, accounts, fills)
    return report


def _fills_the_book(connection: Connection, size: int) -> bool:
    """Whether a file of so many bytes is long beside what is stored, so that indexes are better made at its end."""
    stored = connection.scalar(select(func.max(OpenItem.id))) or 0
    return size >= _LONG and stored * 4 < size // _BYTES_A_LINE


def _store(
    doing: Act,
    messages: Iterator[Message],
    accounts: StoredAccounts,
    items: StoredItems,
    progress: Progress | None,
    cancelled: Callable[[], bool] | None,
) -> Summary:
    """Store the chunks as they come."""
    for message in messages:
        if isinstance(message, Summary):
            return message
        if cancelled is not None and cancelled():
            raise ImportCancelled(_("the import was cancelled; nothing was written"))
        if isinstance(message, Chunk):
            accounts.meet(message.customers)
            made = accounts.make(message.owing())
            items.write(message)
            add_parties(
                doing.session,
                ((party.id, party.account_id, f"{party.name} {party.city} {party.number}") for party in made),
            )
            if progress is not None:
                progress(message.rows, message.share)
    raise AssertionError("a file ends with its summary")


def _finish(
    doing: Act,
    command: ImportReceivables,
    opening: Opening,
    summary: Summary,
    accounts: StoredAccounts,
    items: StoredItems,
) -> ReceivablesReport:
    """Settle names and what is no longer listed, and make the report. Raises _NothingWritten if nothing shall be."""
    figures = summary.figures
    accounts.settle(summary.renamed)
    if command.snapshot and not figures["rejected"]:
        items.close_unlisted()
    items.finish()
    warnings = {**figures["warnings"], "duplicate_documents": items.duplicates}
    why_not = _why_not(command, figures)
    report = ReceivablesReport.model_validate(
        {
            **figures,
            "file": str(command.file),
            "sha256": opening.sha256,
            "profile": opening.profile,
            "encoding": opening.encoding,
            "sheet": opening.sheet,
            "created": items.created,
            "updated": items.updated,
            "unchanged": items.unchanged,
            "closed": items.closed,
            "as_of": doing.day,
            "warnings": {kind: count for kind, count in sorted(warnings.items()) if count},
            "snapshot": command.snapshot,
            "dry_run": command.dry_run,
            "written": not why_not,
            "why_not": why_not,
        }
    )
    if not report.written:
        raise _NothingWritten(report)
    return report


def _why_not(command: ImportReceivables, figures: dict[str, Any]) -> str:
    control = figures["control"]
    if command.dry_run:
        return "dry_run"
    if figures["rejected"] and command.snapshot:
        return "snapshot_with_rejected_lines"
    if not command.keep_good and figures["rejected"]:
        return "rejected_lines"
    if not command.keep_good and control is not None and not control["agrees"]:
        return "control_total_differs"
    return ""


def _index_and_rank(doing: Act, touched: set[int], accounts: StoredAccounts, fills: bool) -> None:
    """Rank a whole book here, while the indexes of the ranking are not made yet; else the act ranks what is touched."""
    doing.session.flush()
    index_accounts(doing.session, sorted(accounts.changed))
    if fills or len(touched) + len(accounts.created) > _WHOLE_BOOK:
        ensure_rates(doing.session, doing.day)
        rank_accounts(doing.session, doing.day, None)
        if not fills:
            forget_reach(doing.session, touched)
        doing.refresh_reach()
        return
    for account_id in (*touched, *accounts.created):
        doing.touch(account_id)


def _note(doing: Act, report: ReceivablesReport) -> None:
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
    doing.say(
        ngettext(
            "{count} open item read; {created} new, {updated} changed, {closed} closed.",
            "{count} open items read; {created} new, {updated} changed, {closed} closed.",
            report.open_items,
        ).format(
            count=report.open_items, created=report.created, updated=report.updated, closed=report.closed
        )
    )
