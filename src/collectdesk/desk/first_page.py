"""The first page of the queue with the standard library alone, so that the first picture waits for nothing.

Its SQL is `first_page.sql`, written from the statements of `queue_sql` by
`python -m collectdesk.desk.first_page --write`; a test holds the two together. Nothing imported here at the
top may import SQLAlchemy.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import tomllib
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from collectdesk.desk.views_queue import Codes, Owed, QueuePage, RowFacts, Stretch, assemble
from collectdesk.resources import read_data

FILE = Path(__file__).with_name("first_page.sql")
_CALLBACKS = 20
_MARK = "-- :: "


def read_first_page(
    path: str | Path, now: datetime, *, user_id: int | None = None, limit: int = 50
) -> QueuePage | None:
    """The first page of a book on SQLite, of one collector or of everybody; the same rows as `queue_page`.

    None when it cannot be had this way: no such file, another version of the tables, a damaged or locked
    book, or one whose order was never made. The full way then says what is wrong.
    """
    try:
        uri = f"{Path(path).absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True, timeout=0.2, isolation_level=None)) as book:
            return _read(book, now.astimezone(UTC), user_id, limit)
    except (sqlite3.Error, OSError, ValueError):
        return None


def _read(book: sqlite3.Connection, now: datetime, user_id: int | None, limit: int) -> QueuePage | None:
    import pytz

    sql, at = _statements(), int(now.timestamp())
    desk = book.execute("SELECT zone, day FROM desk WHERE id = 1").fetchone()
    if desk is None or desk[1] is None:
        return None
    day = now.astimezone(pytz.timezone(desk[0])).date()
    whose = "all" if user_id is None else "mine"
    binds: dict[str, Any] = {"now": at, "limit": limit + 1, "user_id": user_id}
    found = _facts(book, sql[f"first {whose}"], binds)
    called = _facts(book, sql[f"callbacks {whose}"], binds | {"limit": _CALLBACKS})
    wanted = [*called, *found[:limit]]
    binds = {"ids": json.dumps([row.account_id for row in wanted]), "today": day.isoformat()}
    owed = [
        Owed(account_id, currency, minor, items, bool(has_rate))
        for account_id, currency, minor, items, has_rate in book.execute(sql["owed"], binds)
    ]
    steps = [(row[0], row[1], _instant(row[2])) for row in book.execute(sql["steps"], binds)]
    groups = json.dumps(sorted({row.reach_group_id for row in wanted if row.reach_group_id}))
    windows = [
        Stretch(group_id, _instant(opens_at), _instant(closes_at), bool(review))
        for group_id, opens_at, closes_at, review in book.execute(
            sql["windows"], {"groups": groups, "now": at}
        )
    ]
    both = assemble(wanted, owed, steps, windows, now=now, day=day, codes=_codes())
    return QueuePage(now, day, both[: len(called)], both[len(called) :], len(found) > limit)


def _facts(book: sqlite3.Connection, statement: str, binds: dict[str, Any]) -> list[RowFacts]:
    rows = [RowFacts(*row) for row in book.execute(statement, binds)]
    return [
        row._replace(
            oldest_due=date.fromisoformat(str(row.oldest_due)),
            held_until=_instant(row.held_until),
            callback_at=_maybe(row.callback_at),
            free_at=_maybe(row.free_at),
            free_until=_maybe(row.free_until),
        )
        for row in rows
    ]


def _instant(seconds: Any) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _maybe(seconds: Any) -> datetime | None:
    return None if seconds is None else _instant(seconds)


def _codes() -> Codes:
    rules = tomllib.loads(read_data("ranking.toml"))
    return Codes(rules["pins"]["order"], rules["suppressions"]["order"])


def _statements() -> dict[str, str]:
    named: dict[str, str] = {}
    for part in FILE.read_text(encoding="utf-8").split(_MARK)[1:]:
        name, _, statement = part.partition("\n")
        named[name.strip()] = statement.strip()
    return named


def generate() -> str:
    """The text of `first_page.sql`, from the statements the queue itself uses."""
    from collectdesk.desk import queue_sql

    parts = {
        "first mine": queue_sql.page("mine", "first"),
        "first all": queue_sql.page("all", "first"),
        "callbacks mine": queue_sql.page("mine", "callbacks"),
        "callbacks all": queue_sql.page("all", "callbacks"),
        "owed": queue_sql.owed("sqlite"),
        "steps": queue_sql.steps("sqlite"),
        "windows": queue_sql.windows("sqlite"),
    }
    head = (
        "-- Made by `python -m collectdesk.desk.first_page --write`. Change the statements, not this file.\n"
    )
    return head + "".join(f"\n{_MARK}{name}\n{_plain_sql(part)};\n" for name, part in parts.items())


def _plain_sql(statement: Any) -> str:
    import re

    from sqlalchemy.dialects import sqlite

    compiled = statement.compile(dialect=sqlite.dialect(paramstyle="named"))
    text = "\n".join(line.rstrip() for line in str(compiled).splitlines())
    for name, value in compiled.params.items():
        if value is not None:
            literal = str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"
            # Each literal is a number or a code of ours, so no backslash can be meant as one.
            text = re.sub(rf":{name}\b", literal, text)
    return text


def main(arguments: list[str]) -> int:
    """Write the file (`--write`), or say whether it is current."""
    if arguments == ["--write"]:
        FILE.write_text(generate(), encoding="utf-8")
        return 0
    current = FILE.exists() and FILE.read_text(encoding="utf-8") == generate()
    print("first_page.sql is current" if current else "first_page.sql is not current; run with --write")
    return 0 if current else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
