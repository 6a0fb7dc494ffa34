"""How the shell answers: a documented JSON object, or text in columns. Foreign text is made harmless."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated

import pytz
import typer
from pydantic import BaseModel

from collectdesk.faults import BadInput

Json = Annotated[bool, typer.Option("--json", help="Answer as JSON, stable and documented.")]
At = Annotated[
    str | None, typer.Option("--at", help="The moment, such as 2026-11-24T09:00:00Z; now when left out.")
]


class Answer(BaseModel):
    """The base of every JSON answer."""


def answer(model: BaseModel) -> None:
    """Print a JSON answer."""
    sys.stdout.write(model.model_dump_json(indent=2, by_alias=True) + "\n")


LONGEST_LINE = 2000
"""Characters of a line that are printed."""


def line(text: str = "") -> None:
    """Print a line of text that may hold a customer's words."""
    from collectdesk.tui.safe_text import clean

    print(clean(text, LONGEST_LINE))


def table(
    headings: Sequence[str], rows: Iterable[Sequence[str]], right: frozenset[int] = frozenset()
) -> None:
    """Print columns, measured in cells; columns in `right` are set to the right."""
    from rich.cells import cell_len

    from collectdesk.tui.safe_text import clean

    cells = [[clean(cell, 200) for cell in row] for row in rows]
    widths = [max(cell_len(c) for c in column) for column in zip(headings, *cells, strict=True)]
    for row in (list(headings), *cells):
        parts = []
        for n, (cell, width) in enumerate(zip(row, widths, strict=True)):
            gap = " " * (width - cell_len(cell))
            parts.append(gap + cell if n in right else cell + gap)
        print("  ".join(parts).rstrip())


def instant(typed: str | None, now: datetime, zone: str) -> datetime:
    """The moment that --at names; without an offset it is meant in `zone`. Raises BadInput."""
    if typed is None:
        return now
    try:
        moment = datetime.fromisoformat(typed)
    except ValueError as error:
        raise BadInput(f"--at {typed!r} is not a moment; write it like 2026-11-24T09:00:00Z") from error
    if moment.tzinfo is None:
        from collectdesk.desk.local_time import at_local

        return at_local(moment, zone)
    return moment.astimezone(pytz.UTC)


def iso(moment: datetime) -> str:
    """An instant in UTC, as answers write it."""
    return moment.astimezone(pytz.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def iso_or_none(moment: datetime | None) -> str | None:
    """An instant in UTC, None for one that has not come."""
    return iso(moment) if moment else None
