"""Opening a database: SQLite by default, PostgreSQL for a team. One place for every setting of either."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from collectdesk.faults import BadInput, StoreUnusable

BUSY_SECONDS = 5.0
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "cache_size=-32768",
    "mmap_size=268435456",
    "temp_store=MEMORY",
    "trusted_schema=OFF",
)


def database_url(target: str) -> URL:
    """The SQLAlchemy URL for `target`: a URL as it is, anything else a path of an SQLite file.

    `postgresql://` means the psycopg driver. Raises BadInput when a URL cannot be read.
    """
    if "://" not in target:
        return URL.create("sqlite", database=str(Path(target).expanduser().absolute()))
    try:
        url = make_url(target)
    except ArgumentError as error:
        raise BadInput(
            f"{target!r} is not a database URL; give a file path or a postgresql:// URL"
        ) from error
    if url.drivername == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    return url


def make_engine(url: URL, busy_seconds: float = BUSY_SECONDS) -> Engine:
    """An engine with every setting this product relies on; bound values never appear in its errors."""
    if url.get_backend_name() != "sqlite":
        return create_engine(url, hide_parameters=True, pool_pre_ping=True, pool_recycle=1800)
    engine = create_engine(
        url,
        hide_parameters=True,
        connect_args={"timeout": busy_seconds, "isolation_level": None, "check_same_thread": False},
    )
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)
    return engine


def create_private_file(path: Path) -> None:
    """Make an empty database file that only its owner can read. Raises StoreUnusable with the reason."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        reason = error.strerror or "it cannot be made"
        raise StoreUnusable(
            f"cannot create the database {path}: {reason}; choose another place with --database"
        ) from error


def _set_pragmas(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    # A transaction that reads first and writes later cannot wait for another writer, so writers say so at once.
    wants_write = connection.get_execution_options().get("write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if wants_write else "BEGIN")
