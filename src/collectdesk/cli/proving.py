"""Proving an exported report from the shell: every figure and row computed again from the log it carries."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from collectdesk.cli.books import FlawLine, KnownHere, Verified
from collectdesk.cli.main import database
from collectdesk.cli.output import answer, line
from collectdesk.faults import Fault
from collectdesk.i18n import _
from collectdesk.reports.export import ShiftExport
from collectdesk.reports.log import Flaw
from collectdesk.reports.proof_file import prove_file

if TYPE_CHECKING:
    from collectdesk.desk.exported import InTheBook


def verify_report(file: Path, as_json: bool, exported: bool = False) -> int:
    """Say what holds and what does not; 1 when something does not, or with `exported` when this book exported no such
    report."""
    export, found = prove_file(file)
    known = _known(export)
    failed = bool(found.flaws) or (exported and (known is None or known.entry is None))
    broken = next((flaw for flaw in found.flaws if flaw.entry is not None), None)
    if as_json:
        answer(
            Verified(
                entries=found.entries,
                intact=not found.flaws,
                broken_at=broken.entry if broken else None,
                reason=sentence(found.flaws[0]) if found.flaws else None,
                flaws=[
                    FlawLine(
                        what=one.what, entry=one.entry, figure=one.figure, text=sentence(one), block=one.block,
                        row=one.row,
                    )
                    for one in found.flaws
                ],
                book=_known_line(known),
            )
        )  # fmt: skip
        return 1 if failed else 0
    for flaw in found.flaws:
        line(sentence(flaw))
    if not found.flaws:
        said = _(
            "{figures:,} figures and {rows:,} rows recomputed from {entries:,} entries and {links:,} links: all hold"
        )
        line(said.format(figures=found.figures, rows=found.rows, entries=found.entries, links=found.links))
    line(known_here(known))
    return 1 if failed else 0


def _known(export: ShiftExport) -> InTheBook | None:
    """What the book at hand knows of the report; None where there is no book that can be read."""
    from collectdesk.desk.exported import in_the_book
    from collectdesk.store import open_store

    target = database()
    if "://" not in target and not Path(target).exists():
        return None
    try:
        store = open_store(target)
    except Fault:
        return None
    try:
        log = export.log
        return in_the_book(store, export.seal, log.last if log else None, log.head if log else None)
    finally:
        store.close()


def _known_line(known: InTheBook | None) -> KnownHere | None:
    if known is None:
        return None
    at = f"{known.at:%Y-%m-%dT%H:%M:%SZ}" if known.at else None
    return KnownHere(entry=known.entry, at=at, who=known.who, head=known.head)


def known_here(known: InTheBook | None) -> str:
    """What the book at hand says of the report, for people."""
    if known is None:
        return _("No book at hand says whether this report was exported.")
    if known.entry is not None:
        said = _("The book exported this very report: entry {entry:,}, {at:%Y-%m-%d %H:%M} UTC, by {who}.")
        return said.format(entry=known.entry, at=known.at, who=known.who or "-")
    if known.head:
        return _("The log ends with an entry of the book at hand, but the book exported no such report.")
    return _("The book at hand exported no such report, and its journal does not hold the end of this log.")


def sentence(flaw: Flaw) -> str:
    """What does not hold, for people."""
    said = {
        "missing": _("Entry {entry} is missing."),
        "doubled": _("Entry {entry} stands twice."),
        "out_of_order": _("Entry {entry} is out of order.")
        if flaw.block is None
        else _("The row is out of order."),
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
        "shown": _("The file shows something else than what follows from its log."),
        "file": _("The file is not the one for which its proof was written."),
    }[flaw.what]
    entry = flaw.entry if flaw.entry is not None else _("none")
    figure = flaw.figure or flaw.row or flaw.block
    if flaw.block is None:
        return said.format(entry=entry, figure=figure)
    place = _("Block {block}, row {row}: {said}") if flaw.row else _("Block {block}: {said}")
    return place.format(block=flaw.block, row=flaw.row, said=said.format(entry=entry, figure=figure))
