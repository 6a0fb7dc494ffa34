"""Writing a shift report to a file or a mail, with its proof, and putting on record that it left the book."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from collectdesk.desk.act import Actor
from collectdesk.desk.exported import ExportReport, export_report
from collectdesk.desk.report_pdf import report_pdf
from collectdesk.desk.shift import Shift
from collectdesk.i18n import _
from collectdesk.messages.sending.files import FileLetter, send_file
from collectdesk.messages.sending.settings import MailServer
from collectdesk.reports.blocks import report_of
from collectdesk.reports.export import ShiftExport, export_json, export_of
from collectdesk.reports.proof_file import beside
from collectdesk.reports.writers import CARRIES_PROOF, as_bytes, write_bytes
from collectdesk.store import Store


@dataclass(frozen=True, slots=True)
class ShiftFile:
    """The bytes of a report in a format, those of the proof that lies beside it (None where it carries its own),
    and the export that was sealed."""

    format: str
    content: bytes
    proof: bytes | None
    export: ShiftExport


FORMATS = ("xlsx", "pdf", "html", "csv", "md", "json")


def shift_file(made: Shift, fmt: str, language: str, now: datetime) -> ShiftFile:
    """The report in one of FORMATS. BadInput for a format or language that is not known."""
    if fmt == "json" or fmt in CARRIES_PROOF:
        export = export_of(made.report, made.log, made.accounts)
        text = export_json(export)
        if fmt == "json":
            return ShiftFile(fmt, text.encode(), None, export)
        content = as_bytes(report_of(made.report, made.accounts, text), fmt, language)
        return ShiftFile(fmt, content, None, export)
    report = report_of(made.report, made.accounts)
    content = report_pdf(report, language, now) if fmt == "pdf" else as_bytes(report, fmt, language)
    export = export_of(made.report, made.log, made.accounts, hashlib.sha256(content).hexdigest())
    return ShiftFile(fmt, content, export_json(export).encode(), export)


def write_shift(
    store: Store, actor: Actor, now: datetime, made: Shift, file: ShiftFile, path: Path
) -> tuple[Path, ...]:
    """Write the report, and its proof beside it where it carries none; each whole or not at all. Says what was written.

    BadInput when the place cannot be written.
    """
    write_bytes(path, file.content)
    written = [path]
    if file.proof is not None:
        write_bytes(beside(path), file.proof)
        written.append(beside(path))
    _on_record(store, actor, now, made, file, mailed=False)
    return tuple(written)


def mail_shift(
    store: Store, actor: Actor, now: datetime, made: Shift, file: ShiftFile, server: MailServer, to: str, name: str
) -> None:  # fmt: skip
    """Send the report as an attachment, with its proof beside it. BadInput when it was not taken."""
    files = [(name, file.content)]
    if file.proof is not None:
        files.append((beside(Path(name)).name, file.proof))
    subject = _("Shift report, {name}").format(name=made.report.collector)
    text = _("The shift report of {name} is attached. `collectdesk verify` proves it.")
    send_file(server, now, FileLetter(to, subject, text.format(name=made.report.collector), tuple(files)))
    _on_record(store, actor, now, made, file, mailed=True)


def _on_record(
    store: Store, actor: Actor, now: datetime, made: Shift, file: ShiftFile, *, mailed: bool
) -> None:
    log = file.export.log
    command = ExportReport(
        seal=file.export.seal or "", head=log.head if log else None, last=log.last if log else None,
        start=made.report.start, end=made.report.end, people=made.people, format=file.format, mailed=mailed,
    )  # fmt: skip
    export_report(store, actor, now, command)
