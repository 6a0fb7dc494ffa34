"""What the list of the report shows: figures under their headings, results, and the rows of every block."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from collectdesk.i18n import _
from collectdesk.money.amount import Money
from collectdesk.money.display import figure
from collectdesk.tui.clock import clock_time, day_month
from collectdesk.tui.safe_text import Line, fit
from collectdesk.widgets.columns import Column
from collectdesk.widgets.pages import Row

if TYPE_CHECKING:
    from collectdesk.reports.sheets import Cell, Sheet
    from collectdesk.reports.sheets import Row as SheetRow
    from collectdesk.reports.shift import Figure, ShiftReport

TILES = 6
_WORDS = ("label", "text", "account", "day", "instant")


def tile_lines(report: ShiftReport, usual: Mapping[str, int], width: int, narrow: bool) -> list[Line]:
    """The six figures that speak first, each beside what is usual for the person; in a narrow window in two lines."""
    tiles = [(label, *_against(report, name, usual)) for name, label in _tiles().items()]
    if narrow:
        cell = max(20, width // 3)
        lines = []
        for at in (0, 3):
            line = Line()
            for label, value, mark, said in tiles[at : at + 3]:
                before = line.cells
                line.add(label, "muted").space().add(value, "value")
                _mark(line, mark)
                if said:
                    line.space().add(said, "muted")
                line.space(max(1, before + cell - line.cells))
            lines.append(line)
        return lines
    cell = max(12, width // TILES)
    heads, values, notes = Line(), Line(), Line()
    for label, value, mark, said in tiles:
        before = values.cells
        values.add(value, "value")
        _mark(values, mark)
        values.space(max(0, before + cell - values.cells))
        heads.add(fit(label, cell), "muted")
        notes.add(fit(said, cell), "muted")
    return [
        heads,
        values,
        notes,
        Line(_("usual: your median of the last 90 days"), "muted") if usual else Line(),
    ]


def _tiles() -> dict[str, str]:
    return {
        "attempts": _("Attempts"),
        "contacts": _("Reached"),
        "right_party_contacts": _("Right party"),
        "promises": _("Promises"),
        "disputes_opened": _("Disputes"),
        "refused": _("Refused"),
    }


def _against(report: ShiftReport, name: str, usual: Mapping[str, int]) -> tuple[str, str, str]:
    """The figure, whether it is above or below the usual, and the usual in words."""
    value = report.figures[name].value
    if not isinstance(value, int) or name not in usual:
        return f"{value}", "", ""
    mark = "up" if value > usual[name] else "down" if value < usual[name] else ""
    return f"{value:,}", mark, _("usual {n:,}").format(n=usual[name])


def _mark(line: Line, mark: str) -> None:
    if mark:
        line.space().glyph("up" if mark == "up" else "down", "muted")


def list_rows(
    report: ShiftReport, labels: Mapping[str, str], accounts: Mapping[int, str], zone: str
) -> list[Row]:
    """Figures, results, and the blocks; `data` of each are the ids of the entries behind it."""
    rows = [
        Row(
            name,
            [(label, "text"), (value_of(one), "value"), (unit_of(one), "muted")],
            group=group,
            data=one.entries,
        )
        for name, label, group, one in named(report)
    ]
    rows += [
        Row(
            f"result {code}",
            [(labels.get(code, code), "text"), (f"{len(ids):,}", "value"), ("", "muted")],
            group=_("Results"),
            data=ids,
        )
        for code, ids in report.results.items()
    ]
    for sheet in report.blocks:
        rows += [_block_row(sheet, one, accounts, zone) for one in sheet.rows]
    return rows


def _block_row(sheet: Sheet, row: SheetRow, accounts: Mapping[int, str], zone: str) -> Row:
    """A row of a block: its words, and its first amount, else its first count or length."""
    words: list[str] = []
    amounts: list[Money] = []
    counted: list[Cell] = []
    for column, cell in zip(sheet.columns, row.cells, strict=True):
        if cell is None:
            continue
        if column.kind in _WORDS:
            words.append(_word(cell, accounts, zone) if column.kind != "text" else _code(str(cell)))
        elif isinstance(cell, Money):
            amounts.append(cell)
        else:
            counted.append(cell)
    if amounts:
        # Of the book before, now and the change, what stands now speaks.
        amount = amounts[1] if len(amounts) > 1 else amounts[0]
        value, unit = figure(amount), amount.currency
    else:
        value, unit = _counted(counted[0]) if counted else "", ""
    cells = [(" · ".join(words) or sheet.title, "text"), (value, "value"), (unit, "muted")]
    return Row(f"{sheet.key} {row.key}", cells, group=sheet.title, data=row.entries)


def _word(cell: Cell, accounts: Mapping[int, str], zone: str) -> str:
    if isinstance(cell, datetime):
        return f"{day_month(cell.date())} {clock_time(cell, zone)}"
    if isinstance(cell, date):
        return day_month(cell)
    return accounts.get(cell, f"#{cell}") if isinstance(cell, int) else str(cell)


def _code(code: str) -> str:
    """A code in words, where it is one of ours."""
    known = {
        "callback": _("call back"),
        "answer": _("waits for an answer"),
        "not_recorded": _("not recorded"),
        "call": _("calls"),
        "open": _("open"),
        "approved": _("approved"),
        "declined": _("declined"),
    }
    return known.get(code, code)


def _counted(cell: Cell) -> str:
    if isinstance(cell, timedelta):
        minutes, seconds = divmod(int(cell.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return f"{cell:,}" if isinstance(cell, int) else str(cell)


def named(report: ShiftReport) -> list[tuple[str, str, str, Figure]]:
    """Every figure with its label and the heading it stands under."""
    contact, money, work = _("Contacts"), _("Money"), _("Work")
    known = {
        "attempts": (_("Attempts"), contact),
        "contacts": (_("Reached"), contact),
        "right_party_contacts": (_("Right party"), contact),
        "conversations": (_("Conversations"), contact),
        "promises": (_("Promises"), money),
        "disputes_opened": (_("Disputes"), money),
        "disputes_closed": (_("Disputes closed"), money),
        "accounts_worked": (_("Accounts worked"), work),
        "notes": (_("Notes"), work),
        "follow_ups_planned": (_("Follow-ups planned"), work),
        "follow_ups_finished": (_("Follow-ups done"), work),
        "skipped": (_("Skipped"), work),
        "stop_contact_requests": (_("Stop-contact requests"), work),
        "support_needs": (_("Support needs"), work),
        "refused": (_("Refused"), work),
        "undone": (_("Taken back"), work),
    }
    rows = []
    for name, one in report.figures.items():
        label, group = known.get(name, (name.replace("_", " "), work))
        if name.startswith("promised_"):
            label, group = _("Promised"), money
        rows.append((name, label, group, one))
    order = [contact, money, work]
    return sorted(rows, key=lambda row: order.index(row[2]))


def value_of(one: Figure) -> str:
    """The figure as it is shown."""
    return figure(one.value) if isinstance(one.value, Money) else f"{one.value:,}"


def unit_of(one: Figure) -> str:
    """The currency of an amount."""
    return one.unit if isinstance(one.value, Money) else ""


def columns() -> list[Column]:
    """Label, figure, unit."""
    return [
        Column("", grow=True, gap=2),
        Column("", 15, "right", value=True, keep=True),
        Column("", 3),
    ]
