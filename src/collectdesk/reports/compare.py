"""A report beside the one that was said to follow from the same log: every figure, call result and row of a block."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from collectdesk.money import Money
from collectdesk.reports.log import Flaw
from collectdesk.reports.sheets import Cell, Sheet
from collectdesk.reports.shift import ShiftReport

Told = str | int | None


class FigureLine(BaseModel):
    """One figure: a count, or an amount as a string with the currency's decimals, and the journal entries behind."""

    model_config = ConfigDict(frozen=True, strict=True)

    value: str | int
    unit: str
    entries: list[int]


class RowLine(BaseModel):
    """A row of a block by its key. Amounts are "EUR 12.50", durations whole seconds, days and instants ISO 8601."""

    model_config = ConfigDict(frozen=True, strict=True)

    key: str
    cells: list[str | int | None]
    entries: list[int]


class BlockLine(BaseModel):
    """A block: the keys of its columns, without those of words of ours, and its rows."""

    model_config = ConfigDict(frozen=True, strict=True)

    key: str
    columns: list[str]
    rows: list[RowLine]


def figure_lines(report: ShiftReport) -> dict[str, FigureLine]:
    """The figures as they are written."""
    return {
        name: FigureLine(
            value=str(f.value) if isinstance(f.value, Money) else f.value,
            unit=f.unit,
            entries=list(f.entries),
        )
        for name, f in report.figures.items()
    }


def block_line(sheet: Sheet) -> BlockLine:
    """The block as it is written; words of ours are left out, since they change with the language."""
    at = [n for n, column in enumerate(sheet.columns) if column.kind != "label"]
    return BlockLine(
        key=sheet.key,
        columns=[sheet.columns[n].key for n in at],
        rows=[
            RowLine(key=row.key, cells=[_told(row.cells[n]) for n in at], entries=list(row.entries))
            for row in sheet.rows
        ],
    )


def _told(cell: Cell) -> Told:
    if isinstance(cell, Money):
        return f"{cell.currency} {cell}"
    if isinstance(cell, datetime):
        return cell.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return int(cell.total_seconds())
    return f"{cell:f}" if isinstance(cell, Decimal) else cell


def compare(
    ours: ShiftReport,
    figures: Mapping[str, FigureLine],
    results: Mapping[str, Sequence[int]],
    blocks: Sequence[BlockLine],
) -> list[Flaw]:
    """Where what was said (`figures`, `results`, `blocks`) is not what follows from the log (`ours`)."""
    found = list(_figures(figure_lines(ours), figures))
    for code in sorted(set(ours.results) | set(results)):
        name = f"results.{code}"
        if code not in results or code not in ours.results:
            found.append(Flaw("unknown" if code in results else "absent", figure=name))
        elif list(ours.results[code]) != list(results[code]):
            found.append(Flaw("entries", _odd(ours.results[code], results[code]), name))
    found += _blocks([block_line(one) for one in ours.blocks], blocks)
    return found


def _figures(ours: Mapping[str, FigureLine], theirs: Mapping[str, FigureLine]) -> Iterable[Flaw]:
    for name in sorted(set(ours) | set(theirs)):
        if name not in theirs or name not in ours:
            yield Flaw("absent" if name in ours else "unknown", figure=name)
            continue
        mine, said = ours[name], theirs[name]
        if (mine.value, mine.unit) != (said.value, said.unit):
            yield Flaw("value", _odd(mine.entries, said.entries), name)
        elif mine.entries != said.entries:
            yield Flaw("entries", _odd(mine.entries, said.entries), name)


def _blocks(ours: Sequence[BlockLine], theirs: Sequence[BlockLine]) -> Iterable[Flaw]:
    said = {one.key: one for one in theirs}
    for block in ours:
        if block.key not in said:
            yield Flaw("absent", block=block.key)
        else:
            yield from _rows(block, said[block.key])
    for n, block in enumerate(theirs):
        if block.key not in {one.key for one in ours} or block.key in {one.key for one in theirs[:n]}:
            yield Flaw("unknown", block=block.key)


def _rows(ours: BlockLine, theirs: BlockLine) -> Iterable[Flaw]:
    key = ours.key
    if ours.columns != theirs.columns:
        odd = sorted(set(ours.columns) ^ set(theirs.columns)) or theirs.columns
        yield Flaw("unknown", block=key, figure=odd[0] if odd else None)
        return
    said = {row.key: row for row in theirs.rows}
    for row in ours.rows:
        if row.key not in said:
            yield Flaw("absent", block=key, row=row.key)
        else:
            yield from _cells(ours, row, said[row.key])
    mine = [row.key for row in ours.rows]
    listed = [row.key for row in theirs.rows]
    for n, one in enumerate(listed):
        if one not in mine or one in listed[:n]:
            yield Flaw("unknown", block=key, row=one)
    if sorted(mine) == sorted(listed) and mine != listed:
        first = next(said_key for my_key, said_key in zip(mine, listed, strict=True) if my_key != said_key)
        yield Flaw("out_of_order", block=key, row=first)


def _cells(block: BlockLine, ours: RowLine, theirs: RowLine) -> Iterable[Flaw]:
    odd = _odd(ours.entries, theirs.entries)
    if len(ours.cells) != len(theirs.cells):
        yield Flaw("unknown", odd, block=block.key, row=ours.key)
        return
    for name, mine, said in zip(block.columns, ours.cells, theirs.cells, strict=True):
        if mine != said or type(mine) is not type(said):
            yield Flaw("value", odd, name, block.key, ours.key)
    if ours.entries != theirs.entries:
        yield Flaw("entries", odd, None, block.key, ours.key)


def _odd(ours: Iterable[int], theirs: Iterable[int]) -> int | None:
    """The first entry that only one side names."""
    return min(set(ours) ^ set(theirs), default=None)
