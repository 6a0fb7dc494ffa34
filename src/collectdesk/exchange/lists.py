"""List output of SAP, saved to a file: text with pipes, rules of dashes, and a head on every page.

Cells belong to headings by their order, not by where they stand on the line. What a page head says, such
as the company code, becomes extra cells behind each row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from collectdesk.exchange.cells import Cell
from collectdesk.exchange.files import Survey

HEAD_MARK = "page head: "
"""Begins the names of the extra cells."""

_HEAD = re.compile(r"\s*(?P<label>[^\W\d_][^|]*?)(?:\s*:\s*|\s{2,}|\t+|\s+(?=\d+\s*$))(?P<value>\S.*?)\s*")
_STARS = re.compile(r"\*+")


class PrintedList:
    """A list between pipes. The first row that `rows` gives holds the headings."""

    def __init__(self, found: Survey) -> None:
        self.survey = found
        self.sheet = ""
        self.sheets: list[str] = []
        self.labels = self._labels()
        self._raw: Any = None

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """Headings once, then the rows; every row ends with the cells of its page head, in order of `labels`."""
        head = dict.fromkeys(self.labels, "")
        headings: list[str] | None = None
        for number, line in self._lines():
            if not line.lstrip().startswith("|"):
                label, value = _label(line)
                if label in head:
                    head[label] = value
                continue
            cells = _cells(line)
            if cells is None:
                continue
            if headings is None:
                headings = cells
                yield number, [*cells, *(HEAD_MARK + label for label in self.labels)]
            elif cells != headings:
                yield number, [*cells, *head.values()]

    def share(self) -> float:
        """The share of the file's bytes that was read."""
        if self._raw is None or self._raw.closed:
            return 0.0 if self._raw is None else 1.0
        return min(1.0, float(self._raw.tell()) / self.survey.size)

    def _lines(self) -> Iterator[tuple[int, str]]:
        with self.survey.path.open(encoding=self.survey.encoding) as text:
            self._raw = text.buffer.raw  # type: ignore[attr-defined]
            for number, line in enumerate(text, 1):
                yield number, line.rstrip("\r\n\x0c")

    def _labels(self) -> list[str]:
        labels: dict[str, None] = {}
        for _number, line in self._lines():
            label, value = _label(line)
            if label and value:
                labels[label] = None
        return list(labels)


def stars(cells: list[Cell]) -> int:
    """How many stars mark the row as a subtotal; 0 for a line of the list."""
    for cell in cells[:2]:
        if isinstance(cell, str) and _STARS.fullmatch(cell.strip()):
            return len(cell.strip())
    return 0


def _label(line: str) -> tuple[str, str]:
    """Label and value of a line of a page head; a value of `*` means several, so none."""
    if "|" in line or len(line) > 200:
        return "", ""
    found = _HEAD.fullmatch(line)
    if found is None:
        return "", ""
    value = found["value"].strip()
    return found["label"].strip(), "" if value.strip("*") == "" else value


def _cells(line: str) -> list[str] | None:
    """The cells between the pipes, or None for a rule."""
    inner = line.strip().removeprefix("|").removesuffix("|")
    if not inner.strip("-=+| "):
        return None
    return [cell.strip() for cell in inner.split("|")]
