"""A shift report as a JSON text that proves itself: figures, rows, and the log from which they are computed again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytz
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.reports.compare import BlockLine, FigureLine, block_line, compare, figure_lines
from collectdesk.reports.log import Flaw, Log, LogLine, check_log, entries_of
from collectdesk.reports.shift import ShiftReport, shift_report, undone_by
from collectdesk.store.journal import canonical, digest

LARGEST = 512 * 1024 * 1024
"""Bytes of an export that is read; a journal of some hundred thousand entries is far below."""


class ShiftExport(BaseModel):
    """The shift report. `from` and `to` are instants in UTC, `to` not included. `log` is there in a file only."""

    model_config = ConfigDict(frozen=True, strict=True, populate_by_name=True)

    from_: str = Field(alias="from")
    to: str
    collector: str
    zone: str
    figures: dict[str, FigureLine]
    results: dict[str, list[int]]
    blocks: list[BlockLine]
    accounts: dict[str, str] = Field(default_factory=dict)
    """The number of each account that a row names by its id; from the book, not from the log."""
    file: str | None = None
    """SHA-256 of the file beside which this proof lies, when it lies beside one."""
    log: Log | None = None
    seal: str | None = None
    """SHA-256 over all of the above: the period and the name, which no journal entry holds, are under it alone."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What recomputing an export found: entries shown, links between them, figures and rows compared, every flaw.

    `report` is what follows from the log, None where nothing could be computed.
    """

    entries: int
    links: int
    figures: int
    rows: int
    flaws: tuple[Flaw, ...]
    report: ShiftReport | None = None


def export_of(
    report: ShiftReport,
    log: Log | None = None,
    accounts: Mapping[int, str] | None = None,
    file: str | None = None,
) -> ShiftExport:
    """The report as it is written."""
    export = ShiftExport.model_construct(
        from_=_iso(report.start),
        to=_iso(report.end),
        collector=report.collector,
        zone=report.zone,
        figures=figure_lines(report),
        results={code: list(ids) for code, ids in report.results.items()},
        blocks=[block_line(one) for one in report.blocks],
        accounts={str(key): number for key, number in (accounts or {}).items()},
        file=file,
        log=log,
        seal=None,
    )
    return export if log is None else export.model_copy(update={"seal": seal_of(export)})


def seal_of(export: ShiftExport) -> str:
    """The digest of everything an export says, but the seal itself."""
    return digest(canonical(export.model_dump(by_alias=True, exclude={"seal"})))


def export_json(export: ShiftExport) -> str:
    """The text of the file: a line for each entry of the log, the rest as people read it."""
    tree = export.model_dump(by_alias=True, mode="json")
    log = tree.pop("log")
    seal = tree.pop("seal")
    text = json.dumps(tree, indent=1, ensure_ascii=True).rstrip("}\n")
    if log is None:
        return f'{text},\n "log": null,\n "seal": null\n}}\n'
    lines = ",\n".join(json.dumps(one, ensure_ascii=True, separators=(",", ":")) for one in log.pop("lines"))
    rest = json.dumps(log, ensure_ascii=True)[1:-1]
    return f'{text},\n "log": {{{rest}, "lines": [\n{lines}\n]}},\n "seal": {json.dumps(seal)}\n}}\n'


def read_export(path: Path) -> ShiftExport:
    """The export in a JSON file. BadInput when it cannot be read, is none, or carries no log."""
    return parse_export(read_text(path), path.name)


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
    """Check the chain of the exported entries and compute every figure and row again from them alone."""
    log = export.log
    if log is None:
        raise ValueError("an export without a log proves nothing")
    flaws, again = check_log(log), None
    if export.seal != seal_of(export):
        flaws.append(Flaw("seal"))
    try:
        start, end = _instant(export.from_), _instant(export.to)
        undone = undone_by(entries_of(log.model_copy(update={"lines": _undos(log)})))
        again = shift_report(
            entries_of(log), start, end, export.collector, log.people, _zone(export.zone), undone
        )
        flaws += compare(again, export.figures, export.results, export.blocks)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, ArithmeticError, RecursionError):
        flaws.append(Flaw("unreadable"))  # the facts of a changed entry, or the period, may be anything
    shown = sum(line.shown for line in log.lines)
    rows = sum(len(block.rows) for block in export.blocks)
    return Proof(shown, len(log.lines) - shown, len(export.figures), rows, tuple(dict.fromkeys(flaws)), again)


def _undos(log: Log) -> list[LogLine]:
    return [line for line in log.lines if line.act == "act.undo"]


def _zone(name: str) -> str:
    return str(pytz.timezone(name))  # raises a KeyError for one that is not known


def read_text(path: Path) -> str:
    """The text of a file. BadInput when it cannot be read or is too large."""
    try:
        if path.stat().st_size > LARGEST:
            raise BadInput(_("{file} is too large to be a shift report").format(file=path.name))
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(_("{file} cannot be read; check the name").format(file=path.name)) from error


def _instant(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment


def _iso(moment: datetime) -> str:
    return f"{moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat()}Z"


def lines_of(rows: Iterable[Any], wanted: Callable[[Any], bool]) -> list[LogLine]:
    """Lines for rows of the journal in order of id: in full where `wanted`, else the link alone."""
    return [_line(row) if wanted(row) else link(row) for row in rows]


def link(row: Any) -> LogLine:
    """The link of an entry: all that is told of what others did."""
    return LogLine.model_construct(id=row.id, previous=row.previous, hash=row.hash)


def _line(row: Any) -> LogLine:
    return LogLine.model_construct(
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
