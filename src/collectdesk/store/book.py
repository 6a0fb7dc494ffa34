"""A book: one database, opened with its version checked, handing out sessions for one job each."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, inspect, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.orm import Session

from collectdesk.faults import StoreUnusable
from collectdesk.store.engine import create_private_file, database_url, make_engine

HEAD = "0010"
"""The newest migration. A test holds it against `migrations/versions`."""


class _Reading(Session):
    """A session that refuses to write: on SQLite it would not wait for the writer at work, but fail."""

    def flush(self, objects: Sequence[Any] | None = None) -> None:
        if self.new or self.dirty or self.deleted:
            raise RuntimeError("a session that reads was given something to write")


@dataclass(frozen=True, slots=True)
class Store:
    """An open database. `read` and `write` give a session for one job; nothing outlives it.

    `reach_put_off` says that acts and days leave what the list knows of the contact gate to be worked out later, in
    one go (`desk.reach_book.reach_put_off`).
    """

    engine: Engine
    url: URL
    reach_put_off: bool = False

    @property
    def dialect(self) -> str:
        """ "sqlite" or "postgresql"."""
        return self.engine.dialect.name

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one moment of the database and writes nothing."""
        with (
            _said_plainly(self.url),
            _Reading(self.engine, expire_on_commit=False, autoflush=False) as session,
        ):
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session in one transaction that holds the write lock: committed at the end, or not at all."""
        writer = self.engine.execution_options(write=True)
        with (
            _said_plainly(self.url),
            Session(writer, expire_on_commit=False) as session,
            session.begin(),
        ):
            session.connection()  # takes the write lock now, not at the first statement
            yield session

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def create_store(target: str) -> Store:
    """Make a new, empty book at a path or URL, readable by its owner only. Raises StoreUnusable."""
    url = database_url(target)
    if url.get_backend_name() == "sqlite":
        path = Path(url.database or "")
        if path.exists() and path.stat().st_size:
            raise StoreUnusable(f"{path} exists already; choose another place with --database")
        create_private_file(path)
    store = Store(make_engine(url), url)
    from collectdesk.store.migrate import upgrade

    with _said_plainly(url):
        upgrade(store.engine)
    return store


def open_store(target: str) -> Store:
    """Open an existing book; one of an older version is copied aside and then brought up to date.

    Raises StoreUnusable in one sentence when the file is missing, damaged, locked, not a book of
    collectdesk, or newer than this program.
    """
    url = database_url(target)
    if url.get_backend_name() == "sqlite":
        _check_file(Path(url.database or ""))
    store = Store(make_engine(url), url)
    with _said_plainly(url):
        version = schema_version(store.engine)
    if version is None:
        raise StoreUnusable(f"{_place(url)} is not a book of collectdesk; make one with `collectdesk init`")
    if version != HEAD:
        from collectdesk.store.migrate import bring_up_to_date

        bring_up_to_date(store.engine, url, version)
    return store


def schema_version(engine: Engine) -> str | None:
    """The migration the database stands at, or None when it is no book of ours."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _check_file(path: Path) -> None:
    if path.is_dir():
        raise StoreUnusable(f"{path} is a folder; give a file with --database")
    if not path.exists():
        raise StoreUnusable(
            f"there is no book at {path}; make one with `collectdesk init` or try `collectdesk demo`"
        )
    try:
        with path.open("rb") as file:
            head = file.read(16)
    except OSError as error:
        raise StoreUnusable(f"cannot read {path}: {error.strerror}; check who may read it") from error
    if head != b"SQLite format 3\x00":
        raise StoreUnusable(f"{path} is not a database; give the file of a book with --database")


@contextmanager
def _said_plainly(url: URL) -> Iterator[None]:
    """Turn what a database engine says into one sentence for a person."""
    try:
        yield
    except OperationalError as error:
        raise StoreUnusable(_sentence(str(error.orig), url)) from error
    except DatabaseError as error:
        if isinstance(error.orig, sqlite3.DatabaseError) and "malformed" in str(error.orig):
            raise StoreUnusable(_sentence(str(error.orig), url)) from error
        raise


def _sentence(said: str, url: URL) -> str:
    place, said = _place(url), said.strip().splitlines()[0]
    known = {
        "locked": f"{place} is in use by another program; nothing was written, try again in a moment",
        "readonly": f"{place} is read-only; nothing was written, check who may write it",
        "full": f"the disk of {place} is full; nothing was written, free some space and try again",
        "malformed": f"{place} is damaged; restore a backup with `collectdesk restore`",
        "unable to open": f"{place} cannot be opened; check the folder and who may read it",
        "disk I/O": f"the disk of {place} does not answer properly; nothing was written",
    }
    return next((text for sign, text in known.items() if sign in said), f"{place} cannot be used: {said}")


def _place(url: URL) -> str:
    if url.get_backend_name() == "sqlite":
        return f"the book {url.database}"
    return f"the database {url.database} on {url.host or 'this machine'}"
