"""How large the sheets of a workbook are, before a reader makes room for every cell between the first and the last.

Two cells in opposite corners of a sheet cost their file nothing and its reader seventeen thousand million
cells, so the places that cells name are looked at first.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import IO

from collectdesk.faults import BadInput
from collectdesk.i18n import _

MOST_CELLS = 50_000_000
"""Cells between the first and the last of a sheet: a million rows of fifty columns."""

MOST_BYTES = 4 << 30
"""Bytes of all parts of a workbook, unpacked."""

_BLOCK = 1 << 20
_OVERLAP = 200
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_PLACE = re.compile(rb"""<(?:\w+:)?(?:c|row)\s[^<>]*?\br=["']([A-Z]{0,3})(\d{1,7})["']""")


def check_size(path: Path) -> None:
    """Refuse a workbook whose sheets are larger than any ledger, with BadInput. Other files pass."""
    try:
        with zipfile.ZipFile(path) as parts:
            if sum(part.file_size for part in parts.infolist()) > MOST_BYTES:
                raise _too_large(path)
            for part in parts.infolist():
                if _SHEET.fullmatch(part.filename):
                    with parts.open(part) as sheet:
                        rows, columns = _extent(sheet)
                    if rows * columns > MOST_CELLS:
                        raise _too_large(path)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError):
        return  # an older format, whose sheets are small, or damage that its reader names


def _extent(sheet: IO[bytes]) -> tuple[int, int]:
    """The last row and the last column that a cell of the sheet names."""
    rows = columns = 0
    rest = b""
    while block := sheet.read(_BLOCK):
        found = _PLACE.findall(rest + block)
        rows = max(rows, max((int(row) for _letters, row in found), default=0))
        columns = max(columns, max(map(_number, {letters for letters, _row in found}), default=0))
        rest = block[-_OVERLAP:]
    return rows, columns


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _too_large(path: Path) -> BadInput:
    return BadInput(
        _(
            "{file} has a sheet that is larger than any ledger; delete the cells far out and save it again"
        ).format(file=path)
    )
