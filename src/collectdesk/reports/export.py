"""A shift report as a JSON file that proves itself: figures, and the log from which they can be computed again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.money import Money
from collectdesk.money.currency import is_currency
from collectdesk.reports.log import Flaw, Log, LogLine, check_figures, check_log
from collectdesk.reports.shift import Figure, ShiftReport
from collectdesk.store.journal import canonical, digest

LARGEST = 512 * 1024 * 1024
"""Bytes of an export that is read; a journal of some hundred thousand entries is far below."""


class FigureLine(BaseModel):
    """One figure: a count, or an amount as a string with the currency's decimals, and the journal entries behind."""

    model_config = ConfigDict(frozen=True, strict=True)

    value: str | int
    unit: str
    entries: list[int]


class ShiftExport(BaseModel):
    """The shift report. `from` and `to` are instants in UTC, `to` not included. `log` is there in a file only."""

    model_config = ConfigDict(frozen=True, strict=True, populate_by_name=True)

    from_: str = Field(alias="from")
    to: str
    collector: str
    figures: dict[str, FigureLine]
    results: dict[str, list[int]]
    log: Log | None = None
    seal: str | None = None
    """SHA-256 over all of the above: the period and the name, which no journal entry holds, are under it alone."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What recomputing an export found: entries shown, links between them, figures compared, and every flaw."""

    entries: int
    links: int
    figures: int
    flaws: tuple[Flaw, ...]


def export_of(report: ShiftReport, log: Log | None = None) -> ShiftExport:
    """The report as it is written."""
    export = ShiftExport(
        from_=_iso(report.start),
        to=_iso(report.end),
        collector=report.collector,
        figures={
            name: FigureLine(
                value=str(f.value) if isinstance(f.value, Money) else f.value,
                unit=f.unit,
                entries=list(f.entries),
            )
            for name, f in report.figures.items()
        },
        results={code: list(ids) for code, ids in report.results.items()},
        log=log,
    )
    return export if log is None else export.model_copy(update={"seal": seal_of(export)})


def seal_of(export: ShiftExport) -> str:
    """The digest of everything an export says, but the seal itself."""
    return digest(canonical(export.model_dump(by_alias=True, exclude={"seal"})))


def export_json(export: ShiftExport) -> str:
    """The text of the file."""
    return export.model_dump_json(indent=2, by_alias=True, exclude_none=False) + "\n"


def read_export(path: Path) -> ShiftExport:
    """The export in a file. BadInput when it cannot be read, is none, or carries no log."""
    try:
        if path.stat().st_size > LARGEST:
            raise BadInput(_("{file} is too large to be a shift report").format(file=path.name))
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(_("{file} cannot be read; check the name").format(file=path.name)) from error
    return parse_export(text, path.name)


def parse_export(text: str, name: str) -> ShiftExport:
    """The export in a text. BadInput when it is none, names a key twice, or carries no log."""
    try:
        export = ShiftExport.model_validate(json.loads(text, object_pairs_hook=_once))
    except (ValueError, ValidationError, RecursionError) as error:
        raise BadInput(
            _("{file} is not a shift report; write one with `collectdesk report shift -o FILE`").format(
                file=name
            )
        ) from error
    if export.log is None:
        raise BadInput(
            _("{file} carries no log, so nothing can be recomputed; write it with -o").format(file=name)
        )
    return export


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys differ: of two values for one key, a reader would see one and we the other."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def prove(export: ShiftExport) -> Proof:
    """Check the chain of the exported entries and compute every figure again from them alone."""
    log = export.log
    if log is None:
        raise ValueError("an export without a log proves nothing")
    flaws = check_log(log)
    if export.seal != seal_of(export):
        flaws.append(Flaw("seal"))
    try:
        start, end = _instant(export.from_), _instant(export.to)
        said = _report(export, start, end)
        flaws += check_figures(log, start, end, export.collector, said)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError):
        flaws.append(Flaw("unreadable"))  # the facts of a changed entry, or the period, may be anything
    return _proof(log, export, flaws)


def _proof(log: Log, export: ShiftExport, flaws: Iterable[Flaw]) -> Proof:
    shown = sum(line.shown for line in log.lines)
    return Proof(shown, len(log.lines) - shown, len(export.figures), tuple(dict.fromkeys(flaws)))


def _report(export: ShiftExport, start: datetime, end: datetime) -> ShiftReport:
    figures = {
        name: Figure(_value(one), one.unit, tuple(one.entries)) for name, one in export.figures.items()
    }
    results = {code: tuple(ids) for code, ids in export.results.items()}
    return ShiftReport(start, end, export.collector, figures, results, 0)


def _value(one: FigureLine) -> Any:
    """The value as it is computed; what is not written as an amount of the unit stays text and equals nothing."""
    if isinstance(one.value, int) or not is_currency(one.unit):
        return one.value
    try:
        money = Money.of(one.value, one.unit)
    except (ArithmeticError, ValueError):
        return one.value
    return money if str(money) == one.value else one.value


def _instant(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def lines_of(rows: Iterable[Any], wanted: Callable[[Any], bool]) -> list[LogLine]:
    """Lines for rows of the journal in order of id: in full where `wanted`, else the link alone."""
    return [
        LogLine(
            id=row.id,
            request_id=row.request_id,
            at=_iso(row.at),
            actor_id=row.actor_id,
            act=row.act,
            account_id=row.account_id,
            refused=row.refused,
            facts=row.facts,
            previous=row.previous,
            hash=row.hash,
        )
        if wanted(row)
        else LogLine(id=row.id, previous=row.previous, hash=row.hash)
        for row in rows
    ]
