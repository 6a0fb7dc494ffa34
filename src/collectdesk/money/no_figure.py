"""What stands where a figure would stand, when what is known does not give one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NoFigure:
    """No figure, and why: a whole sentence for the person who asked."""

    reason: str
