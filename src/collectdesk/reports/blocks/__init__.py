"""The blocks of the shift report: which there are, in which order, and the report they make together."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytz

from collectdesk.i18n import _
from collectdesk.reports.blocks.asks import Asks
from collectdesk.reports.blocks.compliance import Compliance
from collectdesk.reports.blocks.disputes import Disputes
from collectdesk.reports.blocks.hand_over import HandOver
from collectdesk.reports.blocks.hours import AtWork, ByHour
from collectdesk.reports.blocks.learning import Learning
from collectdesk.reports.blocks.portfolio import Portfolio
from collectdesk.reports.blocks.promises import Promises
from collectdesk.reports.blocks.results import Results
from collectdesk.reports.blocks.tally import Block
from collectdesk.reports.blocks.volume import Volume
from collectdesk.reports.blocks.worklist import TopOfList, Worklist
from collectdesk.reports.sheets import Report, Sheet
from collectdesk.reports.shift import Entry, ShiftReport


class Blocks:
    """All blocks, each fed the entries it waits for. Days and hours are those of `zone`, the desk's."""

    def __init__(self, zone: str) -> None:
        self._blocks: tuple[Block, ...] = (
            AtWork(), Volume(), ByHour(zone), Results(zone), Disputes(), Promises(), Worklist(), TopOfList(),
            Portfolio(), Asks(), Compliance(), Learning(), HandOver(),
        )  # fmt: skip
        self._for_act: dict[str, list[Block]] = {}

    def feed(self, entry: Entry) -> None:
        """Take an entry of the people of the report."""
        waiting = self._for_act.get(entry.act)
        if waiting is None:
            waiting = [one for one in self._blocks if one.acts is None or entry.act in one.acts]
            self._for_act[entry.act] = waiting
        for block in waiting:
            block.feed(entry)

    def feed_of(self, entry: Entry) -> None:
        """Take an entry that is about one of them."""
        for block in self._blocks:
            if entry.act in block.acts_of:
                block.feed_of(entry)

    def sheets(self) -> tuple[Sheet, ...]:
        """The blocks in their order."""
        return tuple(block.sheet() for block in self._blocks)


def report_of(report: ShiftReport, accounts: Mapping[int, str] | None = None, proof: str = "") -> Report:
    """The report for a writer. What the journal does not hold is said in the block, never shown as 0."""
    local = pytz.timezone(report.zone)
    first = report.start.astimezone(local).date()
    last = (report.end - timedelta(seconds=1)).astimezone(local).date()
    about = (
        (_("Collector"), report.collector),
        (_("From"), first.isoformat()),
        (_("To"), last.isoformat()),
        (_("Time zone"), report.zone),
        (_("Entries counted"), str(report.entries)),
    )
    return Report("shift", _("Shift report"), about, report.blocks, accounts or {}, proof)


def accounts_in(report: ShiftReport) -> set[int]:
    """The ids of all accounts that a block names."""
    return {
        cell
        for sheet in report.blocks
        for row in sheet.rows
        for column, cell in zip(sheet.columns, row.cells, strict=True)
        if column.kind == "account" and isinstance(cell, int)
    }
