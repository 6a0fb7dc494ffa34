"""Exchange and reference rates into the book: from a file, or the last ones of the history that is installed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from collectdesk.desk.act import Act, Actor, Command, act
from collectdesk.desk.day import repin_rates
from collectdesk.desk.reference_rates import KnownUntil, RateConflict, store_references
from collectdesk.desk.rights import Right
from collectdesk.exchange.rates import Quote, RatesFile, read_rates, seed_rates
from collectdesk.i18n import ngettext
from collectdesk.models import FxRate, ImportRun
from collectdesk.ranking.rates import rates_day
from collectdesk.store import Store
from collectdesk.store.journal import digest

_CONFLICTS_TOLD = 100


class ImportRates(Command):
    """A file of rates to take in. `keep_good` stores the good lines although others are refused."""

    file: Path
    date_order: Literal["dmy", "mdy", "ymd"] | None = None
    keep_good: bool = False


class SeedRates(Command):
    """The rates that hold on a day, from the installed history of the European Central Bank."""

    on: date


class RejectedRate(BaseModel):
    """A line that cannot be used, with the reason."""

    line: int
    reason: str


class RatesReport(BaseModel):
    """What `import rates` answers; exchange rates are units of a currency for one euro, others per cent a year.

    `conflicts` are rates that were known otherwise, at most a hundred of them; what the file says counts.
    """

    model_config = ConfigDict(frozen=True)

    file: str
    sha256: str
    quotes: int
    currencies: list[str]
    first_day: date | None
    last_day: date | None
    created: int
    updated: int
    unchanged: int
    rejected: list[RejectedRate]
    written: bool
    references: int = 0
    series: list[KnownUntil] = []
    conflicts: list[RateConflict] = []


class _NothingWritten(Exception):
    """No fault: it takes the transaction back and carries the report out."""

    def __init__(self, report: RatesReport) -> None:
        super().__init__()
        self.report = report


def import_rates(store: Store, actor: Actor, now: datetime, command: ImportRates) -> RatesReport:
    """Take rates in. The same file twice changes nothing; a rate of a day that differs is replaced.

    With refused lines nothing is stored unless `keep_good`. Raises BadInput for a file that is no list of
    rates, and Refused without the right. New rates are pinned for the week and the book is ranked by them.
    """
    done: list[RatesReport] = []

    @act("import.rates", right=Right.RATES)
    def take_in(doing: Act, wanted: ImportRates) -> None:
        found = read_rates(wanted.file, date_order=wanted.date_order)
        run = doing.add(_run(doing, found))
        report = _stored(doing, found, run.id, str(wanted.file))
        report = report.model_copy(update={"written": wanted.keep_good or not found.rejected})
        done.append(report)
        if not report.written:
            raise _NothingWritten(report)
        run.report = report.model_dump(mode="json")
        doing.record(
            sha256=found.sha256, file=digest(found.file), quotes=report.quotes, references=report.references,
            created_rates=report.created, updated_rates=report.updated, rejected_lines=len(report.rejected),
            conflicts=[[one.name, one.on.isoformat(), one.was, one.now] for one in report.conflicts],
        )  # fmt: skip
        if report.quotes and report.created + report.updated:
            repin_rates(doing.session, rates_day(doing.day))
            doing.touch_all()
        doing.say(_said(report.created + report.updated))

    try:
        receipt = take_in(store, actor, now, command)
    except _NothingWritten as nothing:
        return nothing.report
    if receipt.repeated:
        with store.read() as session:
            run = session.get_one(ImportRun, receipt.created["import_run"][0])
            return RatesReport.model_validate(run.report)
    return done[0]


@act("import.rates", right=Right.RATES)
def seed(act: Act, command: SeedRates) -> None:
    """Store the last rates published on or before a day, of currencies that are still quoted."""
    quotes = seed_rates(command.on)
    created, updated, _unchanged, _differing = _put(act, quotes)
    act.record(seed=True, on=command.on, quotes=len(quotes), created_rates=created, updated_rates=updated)
    act.say(_said(created + updated))


def _said(count: int) -> str:
    return ngettext("{count} rate stored.", "{count} rates stored.", count).format(count=count)


def _run(doing: Act, found: RatesFile) -> ImportRun:
    return ImportRun(
        kind="rates", file_name=found.file, sha256=found.sha256, profile="rates", snapshot=False, at=doing.now,
        user_id=doing.actor.id, report={},
    )  # fmt: skip


def _stored(doing: Act, found: RatesFile, run_id: int, file: str) -> RatesReport:
    """Put what the file holds where it belongs, and tell it; `written` is the caller's to say."""
    days = [quote.rate_on for quote in found.quotes] or [value.start for value in found.references]
    references = store_references(doing, found.references, run_id)
    created, updated, unchanged, differing = _put(doing, found.quotes)
    return RatesReport(
        file=file,
        sha256=found.sha256,
        quotes=len(found.quotes),
        currencies=sorted({quote.currency for quote in found.quotes}),
        first_day=min(days, default=None),
        last_day=max(days, default=None),
        created=created + references.created,
        updated=updated + references.updated,
        unchanged=unchanged + references.unchanged,
        rejected=[RejectedRate(line=line, reason=reason) for line, reason in found.rejected],
        written=False,
        references=len(found.references),
        series=list(references.reach),
        conflicts=[*references.conflicts, *differing][:_CONFLICTS_TOLD],
    )


def _put(doing: Act, quotes: Sequence[Quote]) -> tuple[int, int, int, list[RateConflict]]:
    """Store quotes; of several for one day the last one counts.

    Gives how many are created, updated and unchanged, and those that had another figure before.
    """
    session = doing.session
    dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    insert = dialect.insert(FxRate)
    put = insert.on_conflict_do_update(
        index_elements=["currency", "rate_on"],
        set_={"quoted": insert.excluded.quoted, "source": insert.excluded.source},
    )
    by_currency: dict[str, dict[date, Quote]] = {}
    for quote in quotes:
        by_currency.setdefault(quote.currency, {})[quote.rate_on] = quote
    updated = unchanged = 0
    differing: list[RateConflict] = []
    for currency, wanted in sorted(by_currency.items()):
        there = _stored_of(session, currency, min(wanted), max(wanted))
        new = [one for day, one in wanted.items() if there.get(day) != (one.quoted, one.source)]
        unchanged += len(wanted) - len(new)
        updated += sum(one.rate_on in there for one in new)
        differing += _differing(new, there)
        if new:
            rows = [
                {"currency": one.currency, "rate_on": one.rate_on, "quoted": one.quoted, "source": one.source}
                for one in new
            ]
            session.execute(put, rows)
    created = sum(len(wanted) for wanted in by_currency.values()) - unchanged - updated
    return created, updated, unchanged, differing


def _stored_of(session: Session, currency: str, first: date, last: date) -> dict[date, tuple[str, str]]:
    """One seek in the key for each currency: asking for pairs makes SQLite look through the whole table."""
    rows = session.execute(
        select(FxRate.rate_on, FxRate.quoted, FxRate.source).where(
            FxRate.currency == currency, FxRate.rate_on >= first, FxRate.rate_on <= last
        )
    )
    return {day: (quoted, source) for day, quoted, source in rows}


def _differing(quotes: Sequence[Quote], there: dict[date, tuple[str, str]]) -> list[RateConflict]:
    return [
        RateConflict(
            name=one.currency, on=one.rate_on, was=before[0], was_source=before[1], now=one.quoted,
            now_source=one.source,
        )
        for one in quotes
        if (before := there.get(one.rate_on)) and Decimal(before[0]) != Decimal(one.quoted)
    ]  # fmt: skip
