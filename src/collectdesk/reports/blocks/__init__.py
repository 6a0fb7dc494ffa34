"""The blocks of the shift report, each from the counted entries alone, and the report they make together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytz

from collectdesk.i18n import _
from collectdesk.reports.blocks.compliance import compliance
from collectdesk.reports.blocks.results import results
from collectdesk.reports.blocks.volume import volume
from collectdesk.reports.blocks.worklist import promises_judged, worklist
from collectdesk.reports.sheets import Report, Sheet
from collectdesk.reports.shift import Entry, ShiftReport, counted


def shift_blocks(entries: Sequence[Entry], report: ShiftReport, actor_id: int | None, zone: str) -> Report:
    """The report as blocks of typed cells. Days are those of `zone`, the desk's.

    What the journal does not hold is said in the block, never shown as 0.
    """
    kept = counted(entries, report.start, report.end, actor_id)
    local = pytz.timezone(zone)
    first = report.start.astimezone(local).date()
    last = (report.end - timedelta(seconds=1)).astimezone(local).date()
    about = (
        (_("Collector"), report.collector),
        (_("From"), first.isoformat()),
        (_("To"), last.isoformat()),
        (_("Time zone"), zone),
        (_("Entries counted"), str(report.entries)),
    )
    sheets = (
        volume(kept),
        results(kept, zone),
        promises_judged(kept),
        worklist(kept),
        _silent("portfolio", _("Portfolio")),
        _silent("asks", _("Decisions asked for")),
        compliance(kept),
        _silent("learning", _("Quality and learning")),
        _silent("hand_over", _("Hand-over")),
    )
    return Report("shift", _("Shift report"), about, sheets)


def _silent(key: str, title: str) -> Sheet:
    return Sheet(key, title, (), (), (_("Not available: this block is not computed yet."),))
