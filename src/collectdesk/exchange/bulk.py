"""Many rows at once, on either engine: the driver's own fastest way in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import chain
from typing import Any

from sqlalchemy import Connection, text

Row = Sequence[Any]

_SQLITE_VALUES = 960
"""Values bound by one statement: many rows at once cost a third less, and every SQLite takes 999."""


class DayText(dict["date | None", "str | None"]):
    """Dates as SQLite keeps them, each made once: `days[date]` is its ISO text, None stays None."""

    def __missing__(self, day: date | None) -> str | None:
        written = None if day is None else day.isoformat()
        self[day] = written
        return written


class SameDay(dict["date | None", "date | None"]):
    """Dates as PostgreSQL takes them: as they are."""

    def __missing__(self, day: date | None) -> date | None:
        return day


def days_for(connection: Connection) -> DayText | SameDay:
    """How dates go into rows for `insert_rows` on this engine."""
    return SameDay() if connection.dialect.name == "postgresql" else DayText()


def insert_rows(connection: Connection, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Insert rows as they are: dates through `days_for`, instants as the engine stores them.

    Table and columns are names from the models, never from a file. Raises IntegrityError on SQLite and
    psycopg's own error, wrapped the same way by `guarded`, on PostgreSQL.
    """
    if not rows:
        return
    names = ", ".join(f'"{column}"' for column in columns)
    if connection.dialect.name == "postgresql":
        driver: Any = connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)
        return
    at_once = max(1, _SQLITE_VALUES // len(columns))
    whole = len(rows) - len(rows) % at_once
    marks = f"({', '.join('?' * len(columns))})"
    into = f'INSERT INTO "{table}" ({names}) VALUES '  # noqa: S608
    if whole:
        blocks = [tuple(chain.from_iterable(rows[at : at + at_once])) for at in range(0, whole, at_once)]
        connection.exec_driver_sql(into + ", ".join([marks] * at_once), blocks)
    if whole < len(rows):
        connection.exec_driver_sql(into + marks, [tuple(row) for row in rows[whole:]])


def inserted(connection: Connection, table: str, columns: Sequence[str], rows: Sequence[Row]) -> bool:
    """Insert rows unless one of them is there already; then none is, and the answer is False."""
    from sqlalchemy.exc import IntegrityError

    errors: tuple[type[Exception], ...] = (IntegrityError,)
    if connection.dialect.name == "postgresql":
        import psycopg

        errors = (psycopg.errors.UniqueViolation,)
    savepoint = connection.begin_nested()
    try:
        insert_rows(connection, table, columns, rows)
    except errors:
        savepoint.rollback()
        return False
    savepoint.commit()
    return True


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
