"""A file as rows of cells with their line numbers: delimited text, or a sheet of a workbook."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from collectdesk.exchange.cells import Cell
from collectdesk.exchange.files import FileKind, Survey, survey
from collectdesk.faults import BadInput
from collectdesk.i18n import _

DELIMITERS = (",", ";", "\t", "|")

_SAMPLE_LINES = 60
_SAMPLE_CHARACTERS = 400_000
_RULE = re.compile(r"\s*\|?[-=+|\s]{10,}\|?\s*")
_SEP = re.compile(r"sep=(.)\s*", re.IGNORECASE)
_NAMED_DELIMITERS = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "\\t": "\t"}


class Table(Protocol):
    """Rows of cells. `sheet` and `sheets` are empty unless it is a workbook."""

    survey: Survey
    sheet: str
    sheets: list[str]

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """All rows from the top, each with the line it begins on (from 1). Can be called again."""
        ...

    def share(self) -> float:
        """How much of the file the latest call of `rows` has read, 0 to 1."""
        ...


class DelimitedText:
    """A text file with one delimiter."""

    def __init__(self, found: Survey, delimiter: str | None) -> None:
        self.survey = found
        self.sheet = ""
        self.sheets: list[str] = []
        sample = read_sample(found)
        separator = _SEP.match(sample)
        self._skip_first = separator is not None
        self.delimiter = _given(delimiter) or (
            separator[1] if separator else _detect_delimiter(found, sample)
        )
        self._raw: Any = None

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """All rows; an unclosed quotation mark raises BadInput with its line."""
        line = 0
        try:
            with self.survey.path.open(encoding=self.survey.encoding, newline="") as text:
                self._raw = text.buffer.raw  # type: ignore[attr-defined]
                if self._skip_first:
                    text.readline()
                first = 2 if self._skip_first else 1
                reader: Any = csv.reader(text, delimiter=self.delimiter, strict=True)
                for row in reader:
                    yield line + first, row
                    line = reader.line_num
        except csv.Error as error:
            raise BadInput(
                _(
                    "{file}: the text from line {line} on cannot be split into cells ({reason}); "
                    "check its quotation marks, or get the file again if it was cut off"
                ).format(file=self.survey.path, line=line + 1, reason=error)
            ) from error
        except UnicodeError as error:
            raise BadInput(
                _(
                    "{file}: line {line} cannot be read as {encoding}; give its encoding with --encoding"
                ).format(file=self.survey.path, line=line + 1, encoding=self.survey.encoding)
            ) from error

    def share(self) -> float:
        """The share of the file's bytes that was read."""
        if self._raw is None or self._raw.closed:
            return 0.0 if self._raw is None else 1.0
        return min(1.0, float(self._raw.tell()) / self.survey.size)


class Sheet:
    """One sheet of a workbook; dates are dates, formulas give their values."""

    def __init__(self, found: Survey, sheets: list[str], sheet: str, cells: list[list[Cell]]) -> None:
        self.survey = found
        self.sheets = sheets
        self.sheet = sheet
        self._cells = cells
        self._at = 0

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """All rows with the row numbers of the sheet."""
        for number, row in enumerate(self._cells, 1):
            self._at = number
            yield number, list(row)

    def share(self) -> float:
        """The share of the rows that was read."""
        return self._at / len(self._cells) if self._cells else 1.0


def open_tables(
    path: Path, *, sheet: str | None = None, delimiter: str | None = None, encoding: str | None = None
) -> list[Table]:
    """The tables of a file: one for text, one for each sheet that is not empty, or the named sheet.

    Raises BadInput when the file cannot be read, holds no table, or has no such sheet.
    """
    found = survey(path, encoding)
    if found.kind is FileKind.GZIP:
        raise BadInput(_("{file} is compressed; unpack it first").format(file=path))
    if found.kind is FileKind.WORKBOOK:
        return list(_sheets(found, sheet))
    if sheet is not None:
        raise BadInput(_("{file} is a text file without sheets; leave out --sheet").format(file=path))
    if delimiter is None and is_list(read_sample(found)):
        from collectdesk.exchange.lists import PrintedList

        return [PrintedList(found)]
    return [DelimitedText(found, delimiter)]


def read_sample(found: Survey) -> str:
    """The beginning of a text file."""
    with found.path.open(encoding=found.encoding, newline="") as text:
        return text.read(_SAMPLE_CHARACTERS)


def is_list(sample: str) -> bool:
    """Whether a text is list output: rules of dashes, and rows between pipes."""
    lines = [line for line in sample.splitlines()[:300] if line.strip()]
    rules = sum(_RULE.fullmatch(line) is not None and "-" * 5 in line for line in lines)
    rows = sum(line.lstrip().startswith("|") and line.rstrip().endswith("|") for line in lines)
    return rules >= 1 and rows >= 2 and (rules + rows) * 2 > len(lines)


def _sheets(found: Survey, wanted: str | None) -> Iterator[Table]:
    import python_calamine

    from collectdesk.exchange.workbook_size import check_size

    check_size(found.path)
    damaged = BadInput(
        _("{file} is a damaged or protected workbook; open it in a spreadsheet and save it again").format(
            file=found.path
        )
    )
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(found.path))
        names = list(book.sheet_names)
        if wanted is not None and wanted not in names:
            raise BadInput(
                _("{file} has no sheet {sheet}; name one of these with --sheet: {sheets}").format(
                    file=found.path, sheet=wanted, sheets=", ".join(names)
                )
            )
        sheets = {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in ([wanted] if wanted is not None else names)
        }
    except BadInput:
        raise
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # the reader is not written in Python, and its panics are no Exception
        raise damaged from error
    tables = [Sheet(found, names, name, cells) for name, cells in sheets.items() if cells]
    if not tables:
        raise BadInput(_("{file} holds no rows; check the sheet and save it again").format(file=found.path))
    yield from tables


def _given(delimiter: str | None) -> str | None:
    if delimiter is None:
        return None
    found = _NAMED_DELIMITERS.get(delimiter.lower(), delimiter)
    if len(found) != 1 or found in '"\r\n\0' or found.isalnum():
        raise BadInput(
            _("{delimiter} cannot part cells; give one character or tab with --delimiter").format(
                delimiter=repr(delimiter)
            )
        )
    return found


def _detect_delimiter(found: Survey, sample: str) -> str:
    lines = sample.splitlines()[:_SAMPLE_LINES]
    if len(sample) == _SAMPLE_CHARACTERS and len(lines) > 1:
        lines.pop()
    best, best_score = "", 0.0
    for delimiter in DELIMITERS:
        try:
            widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter) if any(row))
        except csv.Error:
            continue
        several = {width: count for width, count in widths.items() if width > 1}
        if not several:
            continue
        width, count = max(several.items(), key=lambda pair: (pair[1], pair[0]))
        score = count / max(1, widths.total()) * min(width, 8)
        if score > best_score:
            best, best_score = delimiter, score
    if not best:
        raise BadInput(
            _("{file} has only one column; say what parts its cells with --delimiter").format(file=found.path)
        )
    return best
