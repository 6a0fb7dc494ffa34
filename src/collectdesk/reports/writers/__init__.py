"""Writing a report of typed cells to a file: workbook, page, table or text. Nothing is half written."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from babel import Locale, UnknownLocaleError

from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.reports.sheets import Report, with_numbers

FORMATS = ("xlsx", "html", "csv", "md")
CARRIES_PROOF = ("xlsx", "html")
"""Formats in which the proof of a report lies inside the file; with others it lies beside."""


def write_report(report: Report, fmt: str, path: Path, locale: str) -> None:
    """Write `report` to `path` in one of FORMATS; `csv` is a zip of one file a block.

    BadInput for a format or a language that is not known, or a place that cannot be written.
    """
    write_bytes(path, as_bytes(report, fmt, locale))


def as_bytes(report: Report, fmt: str, locale: str) -> bytes:
    """The content of the file."""
    return _writer(fmt)(with_numbers(report), parsed(locale))


def parsed(locale: str) -> Locale:
    """The language that a name like de or pt_BR means. BadInput for one that is not known."""
    try:
        return Locale.parse(locale, sep="-" if "-" in locale else "_")
    except (UnknownLocaleError, ValueError) as error:
        raise BadInput(
            _("{language} is not a language we know; write it like de or pt_BR").format(language=locale)
        ) from error


def _writer(fmt: str) -> Callable[[Report, Locale], bytes]:
    # Each is loaded when it is used: a workbook or a page costs more to load than the rest of the report.
    if fmt == "xlsx":
        from collectdesk.reports.writers.workbook import workbook

        return workbook
    if fmt == "html":
        from collectdesk.reports.writers.page import page

        return page
    if fmt == "csv":
        from collectdesk.reports.writers.separated import separated

        return separated
    if fmt == "md":
        from collectdesk.reports.writers.markdown import markdown

        return markdown
    raise BadInput(
        _("{format} is not a format; use one of {all}").format(
            format=fmt, all=", ".join((*FORMATS, "pdf", "json"))
        )
    )


def write_bytes(path: Path, content: bytes) -> None:
    """Put `content` at `path` whole or not at all: it is written beside and renamed. BadInput when it cannot be."""
    beside = None
    try:
        handle, beside = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except OSError as error:
        if beside is not None:
            Path(beside).unlink(missing_ok=True)
        raise BadInput(
            _("{file} cannot be written ({why}); choose another place").format(
                file=path.name, why=error.strerror or type(error).__name__
            )
        ) from error
