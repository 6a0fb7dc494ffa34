"""Bringing a database to the newest schema, after a copy was put aside. Alembic is loaded only here."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Engine
from sqlalchemy.engine import URL

from collectdesk.faults import StoreUnusable
from collectdesk.store.book import HEAD


def upgrade(engine: Engine) -> None:
    """Run every migration the database lacks, each with its record in one transaction."""
    with engine.execution_options(write=True).begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def bring_up_to_date(engine: Engine, url: URL, version: str) -> Path | None:
    """Copy an SQLite book aside, then migrate it; gives the path of the copy.

    On PostgreSQL the server's own backups are the copy. Raises StoreUnusable for a book that is newer
    than this program.
    """
    try:
        ScriptDirectory.from_config(_config()).get_revision(version)
    except CommandError as error:
        raise StoreUnusable(
            f"the book was written by a newer collectdesk (schema {version}, this one knows {HEAD}); update collectdesk"
        ) from error
    copy = _copy_aside(Path(url.database or ""), version) if url.get_backend_name() == "sqlite" else None
    upgrade(engine)
    return copy


def _copy_aside(path: Path, version: str) -> Path:
    copy = path.with_name(f"{path.stem}.before-{HEAD}-from-{version}{path.suffix}")
    copy.touch(mode=0o600)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    return copy


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config
