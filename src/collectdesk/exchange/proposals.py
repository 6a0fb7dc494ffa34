"""What a file of an unknown layout most likely means, for a person to confirm."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from collectdesk.exchange.cells import text
from collectdesk.exchange.layout import find_layout
from collectdesk.exchange.options import ReadingOptions

_SAMPLES = 5


@dataclass(frozen=True, slots=True)
class ProposedColumn:
    """One column: what it is taken for (None: nothing), how sure that is (0 to 1), and its first values."""

    heading: str
    field: str | None
    confidence: float
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """How a file would be read. `missing` are fields no column is known for; `ready` that nothing is missing.

    `mapping` is what to hand back as `ReadingOptions.mapping` to confirm it as it stands.
    """

    file: str
    profile: str
    sheet: str
    sheets: tuple[str, ...]
    heading_line: int
    columns: tuple[ProposedColumn, ...]
    missing: tuple[str, ...]
    ready: bool

    @property
    def mapping(self) -> dict[str, str]:
        """Field by heading, for every column that was given a field."""
        return {column.heading: column.field for column in self.columns if column.field and column.heading}


def propose(path: Path, options: ReadingOptions) -> Proposal:
    """The best reading of a file, with the first values of every column. Raises BadInput as reading does."""
    layout = find_layout(path, options)
    rows = list(islice((row for line, row in layout.table.rows() if line > layout.heading_line), 200))

    def samples(index: int) -> Iterator[str]:
        for row in rows:
            if index < len(row) and (value := text(row[index])):
                yield value

    missing = tuple(layout.missing(options))
    return Proposal(
        file=layout.table.survey.name,
        profile=layout.profile.name,
        sheet=layout.table.sheet,
        sheets=tuple(layout.table.sheets),
        heading_line=layout.heading_line,
        columns=tuple(
            ProposedColumn(
                guess.heading,
                guess.field,
                guess.confidence if guess.field else 0.0,
                tuple(islice(samples(guess.index), _SAMPLES)),
            )
            for guess in layout.guesses
        ),
        missing=missing,
        ready=not missing,
    )
