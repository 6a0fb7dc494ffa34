"""Many rows at once, on either engine: the driver's own fastest way in."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain, islice, repeat
from typing import Any

from sqlalchemy import Connection, Table, text

Values = Sequence[Any]
"""The values of one column. One value stands for all rows when the column has only that."""

_SQLITE_VALUES = 960
"""Values bound by one statement: many rows at once cost a third less, and every SQLite takes 999."""
_BLOCK = 5_000


def spread(column: Values, count: int) -> Iterable[Any]:
    """A column as one value for each of so many rows."""
    return repeat(column[0], count) if len(column) == 1 else column


def insert_columns(connection: Connection, table: str, columns: Mapping[str, Values], count: int) -> None:
    """Insert so many rows, given by column; days are ISO text, instants as the engine stores them.

    Table and columns are names from the models, never from a file. Raises IntegrityError on SQLite and
    psycopg's own error on PostgreSQL.
    """
    if not count:
        return
    if connection.dialect.name == "postgresql":
        names = ", ".join(f'"{name}"' for name in columns)
        driver: Any = connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
            for row in zip(*(spread(column, count) for column in columns.values()), strict=True):
                copy.write_row(row)
        return
    same = {name: column[0] for name, column in columns.items() if len(column) == 1}
    varying = {name: column for name, column in columns.items() if len(column) > 1}
    if not varying:  # a single row, or rows that are all alike
        name = next(iter(columns))
        varying[name] = [same.pop(name)] * count
    _insert_into_sqlite(connection, table, same, varying, count)


def insert_rows(connection: Connection, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows that all name the same columns, some thousands at a time; else as `insert_columns`."""
    remaining = iter(rows)
    while block := list(islice(remaining, _BLOCK)):
        columns = {name: [row[name] for row in block] for name in block[0]}
        insert_columns(connection, table, columns, len(block))


def _insert_into_sqlite(
    connection: Connection, table: str, same: Mapping[str, Any], varying: Mapping[str, Values], count: int
) -> None:
    """Values that all rows share are bound once a statement: most of a ledger's columns say one thing."""
    names = ", ".join(f'"{name}"' for name in (*same, *varying))
    marks, shared, width = f"({', '.join('?' * len(varying))})", tuple(same.values()), len(varying)
    into = f'INSERT INTO "{table}" ({names}) SELECT {"?, " * len(same)}* FROM (VALUES '  # noqa: S608
    at_once = max(1, (_SQLITE_VALUES - len(same)) // width)
    values = list(chain.from_iterable(zip(*varying.values(), strict=True)))
    whole = (count - count % at_once) * width
    blocks = [(*shared, *values[at : at + at_once * width]) for at in range(0, whole, at_once * width)]
    if blocks:
        connection.exec_driver_sql(f"{into}{', '.join([marks] * at_once)})", blocks)
    if count % at_once:
        rest = (*shared, *values[whole:])
        connection.exec_driver_sql(f"{into}{', '.join([marks] * (count % at_once))})", rest)


def inserted(connection: Connection, table: str, columns: Mapping[str, Values], count: int) -> bool:
    """Insert rows unless one of them is there already; then none is, and the answer is False."""
    from sqlalchemy.exc import IntegrityError

    errors: tuple[type[Exception], ...] = (IntegrityError,)
    if connection.dialect.name == "postgresql":
        import psycopg

        errors = (psycopg.errors.UniqueViolation,)
    savepoint = connection.begin_nested()
    try:
        insert_columns(connection, table, columns, count)
    except errors:
        savepoint.rollback()
        return False
    savepoint.commit()
    return True


@contextmanager
def unindexed(connection: Connection, tables: Sequence[Table], wanted: bool) -> Iterator[None]:
    """Fill SQLite tables without their indexes, where that is `wanted`, and make those at the end, all at once.

    Unique constraints stay. An exception leaves the indexes to the transaction, which is taken back.
    """
    indexes = sorted((i for table in tables for i in table.indexes), key=lambda index: str(index.name))
    if not wanted or connection.dialect.name != "sqlite":
        yield
        return
    for index in indexes:
        index.drop(connection)
    yield
    for index in indexes:
        index.create(connection)


@contextmanager
def roomy(connection: Connection) -> Iterator[None]:
    """More memory for SQLite's pages meanwhile."""
    if connection.dialect.name != "sqlite":
        yield
        return
    usual = connection.exec_driver_sql("PRAGMA cache_size").scalar_one()
    connection.exec_driver_sql("PRAGMA cache_size=-131072")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA cache_size={int(usual)}")


@contextmanager
def uncollected() -> Iterator[None]:
    """No garbage collection meanwhile: it would walk all rows of a file again and again, and find nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def take_ids(connection: Connection, table: str, count: int) -> Sequence[int]:
    """Ids for new rows, ascending, above all ids there are; nobody else gets them."""
    if connection.dialect.name == "postgresql":
        found = connection.execute(
            text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)"),
            {"name": table, "count": count},
        )
        return [int(row[0]) for row in found]
    last = connection.exec_driver_sql(f'SELECT coalesce(max(id), 0) FROM "{table}"').scalar_one()  # noqa: S608
    return range(last + 1, last + 1 + count)
