"""A book is made, opened, guarded and proved, on each engine."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from collectdesk.faults import StoreUnusable
from collectdesk.models import Base, Journal
from collectdesk.store import Store, create_store, open_store
from collectdesk.store.book import HEAD
from collectdesk.store.journal import append, verify_chain


def _append(store: Store, request_id: str, **facts: object) -> int:
    from tests.conftest import NOW

    with store.write() as session:
        return append(
            session, request_id=request_id, at=NOW, actor_id=1, act="test", account_id=None, facts=facts
        )


def test_the_migrations_make_exactly_the_models(store: Store) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with store.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_name": lambda name, kind, _: kind != "table" or not name.startswith("search_")},
        )
        assert compare_metadata(context, Base.metadata) == []


def test_head_is_the_newest_migration() -> None:
    from alembic.script import ScriptDirectory

    from collectdesk.store.migrate import _config

    assert ScriptDirectory.from_config(_config()).get_current_head() == HEAD


def test_the_journal_refuses_change_and_removal(store: Store) -> None:
    _append(store, "request-1", result="PTP")
    for statement in ("UPDATE journal SET act = 'other'", "DELETE FROM journal"):
        with pytest.raises(DatabaseError, match="append-only"), store.write() as session:
            session.execute(text(statement))
    with store.read() as session:
        assert verify_chain(session).intact


def test_the_chain_proves_its_entries(store: Store) -> None:
    first = _append(store, "request-1", amount=["EUR", 120000])
    second = _append(store, "request-2", amount=["EUR", 5])
    assert second == first + 1
    with store.read() as session:
        entries = list(session.scalars(select(Journal).order_by(Journal.id)))
        check = verify_chain(session)
    assert (check.entries, check.intact) == (second, True)
    assert entries[-1].previous == entries[-2].hash


def test_a_changed_entry_is_found(store: Store) -> None:
    _append(store, "request-1", amount=1)
    target = _append(store, "request-2", amount=2)
    _append(store, "request-3", amount=3)
    with store.engine.execution_options(write=True).begin() as connection:
        if store.dialect == "sqlite":
            connection.execute(text("DROP TRIGGER journal_no_UPDATE"))
        else:
            connection.execute(text("ALTER TABLE journal DISABLE TRIGGER ALL"))
        connection.execute(text("UPDATE journal SET facts = '{}' WHERE id = :id"), {"id": target})
    with store.read() as session:
        check = verify_chain(session)
    assert check.broken_at == target


def test_a_request_enters_the_journal_once(store: Store) -> None:
    _append(store, "request-1")
    with pytest.raises(IntegrityError):
        _append(store, "request-1")


def test_a_book_belongs_to_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "book.db"
    create_store(str(path)).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_new_book_never_replaces_one(tmp_path: Path) -> None:
    path = tmp_path / "book.db"
    create_store(str(path)).close()
    with pytest.raises(StoreUnusable, match="exists already"):
        create_store(str(path))


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "not a database"), (b"\x00\x01rubbish", "not a database"), (None, "there is no book at")],
)
def test_what_is_no_book_is_said_in_one_sentence(tmp_path: Path, content: bytes | None, said: str) -> None:
    path = tmp_path / "book.db"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(StoreUnusable, match=said):
        open_store(str(path))
    with pytest.raises(StoreUnusable, match="is a folder"):
        open_store(str(tmp_path))


def test_a_book_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "book.db"
    store = create_store(str(path))
    with store.engine.execution_options(write=True).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    with pytest.raises(StoreUnusable, match="newer collectdesk"):
        open_store(str(path))


def test_a_writer_that_waits_too_long_is_told_so(sqlite_store: Store) -> None:
    from collectdesk.store.engine import make_engine

    impatient = Store(make_engine(sqlite_store.url, busy_seconds=0.1), sqlite_store.url)
    with (
        sqlite_store.write(),
        pytest.raises(StoreUnusable, match="in use by another program"),
        impatient.write(),
    ):
        pass
    impatient.close()


def test_a_session_that_reads_writes_nothing(store: Store) -> None:
    from collectdesk.models import Desk

    with store.read() as session:
        session.get_one(Desk, 1).base_currency = "JPY"
        with pytest.raises(RuntimeError, match="reads"):
            session.flush()
    with store.read() as session:
        assert session.get_one(Desk, 1).base_currency == "EUR"
