"""New books for tests: each kind is made once a process, and every test works on a copy."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from collectdesk.store import Store, create_store, open_store


def blank_store(path: Path) -> Store:
    """A new, empty book on SQLite, without a desk row."""
    return copied(_blank(), path)


def copied(content: bytes, path: Path) -> Store:
    """The content of a book's file, opened at a new place."""
    path.touch(mode=0o600)
    path.write_bytes(content)
    return open_store(str(path))


def content_of(make: Callable[[Path], Store]) -> bytes:
    """The file of the book that `make` makes at the path it is given, once its store is closed."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.db"
        make(path).close()
        return path.read_bytes()


@cache
def _blank() -> bytes:
    return content_of(lambda path: create_store(str(path)))
