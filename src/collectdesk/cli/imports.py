"""Commands that take files in: ledgers and rates."""

from __future__ import annotations

import typer


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
