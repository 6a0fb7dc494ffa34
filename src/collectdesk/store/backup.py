"""Copies of a book: made while it is in use, and put back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from collectdesk.faults import BadInput, StoreUnusable
from collectdesk.store.book import Store


def backup(store: Store, target: Path) -> int:
    """Copy the open SQLite book to a new file of its owner's; gives its size in bytes.

    Raises BadInput when the file exists or the book lives on a server, whose own backups apply.
    """
    if store.dialect != "sqlite":
        raise BadInput("this book lives on a database server; use the server's own backup")
    if target.exists():
        raise BadInput(f"{target} exists already; give another name")
    try:
        target.touch(mode=0o600)
    except OSError as error:
        raise BadInput(f"cannot write {target}: {error.strerror}; choose another place") from error
    with (
        closing(sqlite3.connect(str(store.url.database))) as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy)
    return target.stat().st_size


def restore(source: Path, target: Path) -> None:
    """Make a new book at `target` from a backup, after checking it. Never writes over a book.

    Raises BadInput when the backup is missing or the target exists, StoreUnusable when it is damaged.
    """
    if not source.is_file():
        raise BadInput(f"there is no backup at {source}; give the file that `collectdesk backup` wrote")
    if target.exists():
        raise BadInput(
            f"{target} exists already; move it away first or restore to another place with --database"
        )
    try:
        with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as backup_file:
            found = backup_file.execute("PRAGMA quick_check").fetchone()[0]
            if found != "ok":
                raise StoreUnusable(f"{source} is damaged ({found}); nothing was restored")
            target.touch(mode=0o600)
            with closing(sqlite3.connect(target)) as copy:
                backup_file.backup(copy)
    except sqlite3.DatabaseError as error:
        raise StoreUnusable(
            f"{source} is not a book of collectdesk or is damaged; nothing was restored"
        ) from error
