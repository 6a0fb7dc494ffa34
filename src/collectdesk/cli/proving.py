"""Proving an exported report from the shell: every figure computed again from the log the file carries."""

from __future__ import annotations

from pathlib import Path

from collectdesk.cli.books import FlawLine, Verified
from collectdesk.cli.output import answer, line
from collectdesk.i18n import _
from collectdesk.reports.export import prove, read_export
from collectdesk.reports.log import Flaw


def verify_report(file: Path, as_json: bool) -> int:
    """Say what holds and what does not; 1 when something does not."""
    found = prove(read_export(file))
    broken = next((flaw for flaw in found.flaws if flaw.entry is not None), None)
    if as_json:
        answer(
            Verified(
                entries=found.entries,
                intact=not found.flaws,
                broken_at=broken.entry if broken else None,
                reason=sentence(found.flaws[0]) if found.flaws else None,
                flaws=[
                    FlawLine(what=one.what, entry=one.entry, figure=one.figure, text=sentence(one))
                    for one in found.flaws
                ],
            )
        )
        return 1 if found.flaws else 0
    for flaw in found.flaws:
        line(sentence(flaw))
    if not found.flaws:
        said = _("{figures:,} figures recomputed from {entries:,} entries and {links:,} links: all hold")
        line(said.format(figures=found.figures, entries=found.entries, links=found.links))
    return 1 if found.flaws else 0


def sentence(flaw: Flaw) -> str:
    """What does not hold, for people."""
    said = {
        "missing": _("Entry {entry} is missing."),
        "doubled": _("Entry {entry} stands twice."),
        "out_of_order": _("Entry {entry} is out of order."),
        "unlinked": _("Entry {entry} does not follow the entry before it."),
        "changed": _("Entry {entry} was changed."),
        "hidden": _("Entry {entry} was taken out and only its link left."),
        "revealed": _("Entry {entry} was put in where the report had a link."),
        "foreign": _("Entry {entry} is another person's."),
        "first": _("The log does not begin with entry {entry}, as it says."),
        "last": _("The log does not end with entry {entry} and its hash, as it says."),
        "value": _("The figure {figure} does not follow from the log (entry {entry})."),
        "entries": _("The figure {figure} names other entries than the log gives it (entry {entry})."),
        "absent": _("The figure {figure} is missing."),
        "unknown": _("The figure {figure} does not follow from any entry of the log."),
        "unreadable": _("The period or the facts of an entry cannot be read."),
        "seal": _("The file was changed after it was written: its seal does not hold."),
    }[flaw.what]
    none = _("none")
    return said.format(entry=flaw.entry if flaw.entry is not None else none, figure=flaw.figure)
