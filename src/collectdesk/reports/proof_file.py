"""Proving a report from its file, whatever its format: the proof lies in the file or beside it.

A workbook and a page carry their proof, and what they show is compared with what follows from it, cell by cell. Beside
other files lies `NAME.log.json`, which knows its file by the digest.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.reports.blocks import report_of
from collectdesk.reports.export import (
    LARGEST,
    Proof,
    ShiftExport,
    parse_export,
    prove,
    read_export,
    read_text,
)
from collectdesk.reports.log import Flaw
from collectdesk.reports.sheets import Report

_SUM = re.compile(r"=SUBTOTAL\(109,([A-Z]+)([0-9]+):[A-Z]+([0-9]+)\)")


def beside(path: Path) -> Path:
    """Where the proof of a file lies that carries none: `shift.pdf.log.json` beside `shift.pdf`."""
    return path.with_name(f"{path.name}.log.json")


def prove_file(path: Path) -> tuple[ShiftExport, Proof]:
    """What the file says and whether it holds. BadInput when it is no report, or its proof is not there."""
    kind = path.suffix.lower()
    if kind == ".xlsx":
        return _prove_carried(path, _read_bytes(path), "xlsx")
    if kind in (".html", ".htm"):
        return _prove_carried(path, _read_bytes(path), "html")
    if kind == ".json":
        export = read_export(path)
        return export, prove(export)
    content = _read_bytes(path)
    if not beside(path).is_file():
        said = _("{file} carries no proof and {beside} is not there; the two belong together")
        raise BadInput(said.format(file=path.name, beside=beside(path).name))
    export = parse_export(read_text(beside(path)), beside(path).name)
    proof = prove(export)
    if export.file != hashlib.sha256(content).hexdigest():
        proof = replace(proof, flaws=(*proof.flaws, Flaw("file")))
    return export, proof


def _read_bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise BadInput(_("{file} is too large to be a shift report").format(file=path.name))
        return path.read_bytes()
    except OSError as error:
        raise BadInput(_("{file} cannot be read; check the name").format(file=path.name)) from error


def _prove_carried(path: Path, content: bytes, kind: str) -> tuple[ShiftExport, Proof]:
    text, language = _workbook_proof(content, path) if kind == "xlsx" else _page_proof(content, path)
    export = parse_export(text, path.name)
    proof = prove(export)
    if proof.report is None:
        return export, proof
    accounts = {int(key): number for key, number in export.accounts.items() if key.isdecimal()}
    shown = report_of(proof.report, accounts, text)
    flaws = _of_workbook(content, shown) if kind == "xlsx" else _of_page(content, shown, language)
    return export, replace(proof, flaws=(*proof.flaws, *flaws))


def _no_report(path: Path) -> BadInput:
    return BadInput(
        _("{file} is not a shift report; write one with `collectdesk report shift -o FILE`").format(
            file=path.name
        )
    )


def _open(content: bytes, *, values: bool = False) -> Any:
    """A workbook, its formulas or the `values` that were kept of them. ValueError for what is none or too large."""
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as files:
            if sum(one.file_size for one in files.infolist()) > LARGEST:
                raise ValueError("too large")
        return load_workbook(io.BytesIO(content), data_only=values)
    except Exception as error:  # the reader of workbooks raises whatever its parsers do
        raise ValueError(str(error)) from error


def _workbook_proof(content: bytes, path: Path) -> tuple[str, str]:
    from collectdesk.reports.writers.workbook import PROOF_MARK

    try:
        book = _open(content)
    except ValueError as error:
        raise _no_report(path) from error
    for sheet in book.worksheets:
        if sheet["A1"].value == PROOF_MARK:
            pieces = (row[0] for row in sheet.iter_rows(min_row=2, max_col=1, values_only=True))
            return "".join(str(one) for one in pieces if one is not None), "en"
    raise BadInput(
        _("{file} carries no log, so nothing can be recomputed; write it with -o").format(file=path.name)
    )


def _of_workbook(content: bytes, report: Report) -> Iterable[Flaw]:
    """Cells that show something else than what follows from the log."""
    from collectdesk.reports.writers import as_bytes

    ours, theirs = _open(as_bytes(report, "xlsx", "en")), _open(content)
    if ours.sheetnames != theirs.sheetnames:
        odd = set(ours.sheetnames) ^ set(theirs.sheetnames)
        yield Flaw("shown", block=min(odd) if odd else theirs.sheetnames[0])
        return
    kept = _open(content, values=True)
    for name in ours.sheetnames[:-1]:
        mine, said = _cells(ours[name]), _cells(theirs[name])
        for place, total in _totals(ours[name]):
            if kept[name][place].value not in (None, total):
                yield Flaw("shown", block=name, row=place)
        for place in sorted(set(mine) | set(said)):
            if mine.get(place) != said.get(place):
                yield Flaw("shown", block=name, row=place)


def _cells(sheet: Any) -> dict[str, tuple[Any, str]]:
    return {
        cell.coordinate: (cell.value, cell.number_format)
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def _totals(sheet: Any) -> Iterable[tuple[str, Any]]:
    """The cells that add up others, and what they come to."""
    for row in sheet.iter_rows():
        for cell in row:
            if cell.data_type == "f" and (found := _SUM.fullmatch(cell.value)):
                letter, first, last = found.groups()
                yield (
                    cell.coordinate,
                    sum(sheet[f"{letter}{n}"].value for n in range(int(first), int(last) + 1)),
                )


def _page_proof(content: bytes, path: Path) -> tuple[str, str]:
    from lxml import html
    from lxml.etree import LxmlError

    try:
        page = html.fromstring(content, parser=_parser())
    except (LxmlError, ValueError) as error:
        raise _no_report(path) from error
    found = page.xpath("//script[@type='application/json'][@id='proof']")
    if len(found) != 1:
        raise BadInput(
            _("{file} carries no log, so nothing can be recomputed; write it with -o").format(file=path.name)
        )
    return found[0].text or "", page.get("lang") or "en"


def _parser() -> Any:
    from lxml import html

    return html.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True)


def _of_page(content: bytes, report: Report, language: str) -> Iterable[Flaw]:
    """Where the page shows something else than what follows from the log; any other byte is named by the page."""
    from collectdesk.reports.writers import as_bytes

    try:
        ours = as_bytes(report, "html", language)
    except BadInput:
        yield Flaw("shown", block="html")
        return
    if ours == content:
        return
    found = False
    for mine, said in zip_longest(_texts(ours), _texts(content), fillvalue=("html", "", "")):
        if mine != said:
            found = True
            yield Flaw("shown", block=mine[0] or said[0], row=mine[1] or said[1])
            break
    if not found:
        yield Flaw("shown", block="html")


def _texts(content: bytes) -> list[tuple[str, str, str]]:
    """Each text of a page with the heading and the first cell of the row where it stands."""
    from lxml import html

    heading, row, found = "", "", []
    page = html.fromstring(content, parser=_parser())
    for one in page.iter("h1", "h2", "dt", "dd", "th", "td", "p"):
        text = one.text_content()
        if one.tag in ("h1", "h2"):
            heading, row = text, ""
        elif one.tag in ("dt", "td") and one.getprevious() is None:
            row = text
        found.append((heading, row, text))
    return found
