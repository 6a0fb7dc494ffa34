"""Ageing, key figures and the forecast in files: of the writers, or drawn as PDF from the same blocks."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from collectdesk.desk.report_pdf import report_pdf
from collectdesk.reports.sheets import Report
from collectdesk.reports.writers import write_bytes, write_report


def write_figures(report: Report, fmt: str, path: Path, language: str, at: datetime) -> None:
    """Write it to `path` as pdf or in a format of the writers. `at` is when it was made, an instant.

    BadInput for a format or a language that is not known, or a place that cannot be written.
    """
    if fmt == "pdf":
        write_bytes(path, report_pdf(report, language, at))
    else:
        write_report(report, fmt, path, language)
