"""How sure a fact of law is, as the data files mark it and the screens show it."""

from __future__ import annotations

from typing import Literal, get_args

Mark = Literal["C1", "C2", "K", "U"]
"""C1: official text read. C2: read in a secondary source. K: well known, not read again. U: uncertain."""

_STRONGEST_FIRST = get_args(Mark)


def weakest(*marks: Mark) -> Mark:
    """The weakest of the marks that a figure or a verdict rests on. ValueError without any."""
    return max(marks, key=_STRONGEST_FIRST.index)
