"""The whole sample book, made once a process; every test works on a copy. Tests that use it stand in one group."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from collectdesk.sample.book import make_sample_book
from collectdesk.store import Store, open_store
from tests.blank import content_of

NOW = datetime(2026, 11, 24, 9, 2, tzinfo=UTC)
"""A Tuesday, 10:02 in Berlin."""


@cache
def whole_book() -> bytes:
    """The file of the sample book as it stands at NOW."""
    return content_of(_make)


def _make(path: Path) -> Store:
    make_sample_book(str(path), NOW)
    return open_store(str(path))
