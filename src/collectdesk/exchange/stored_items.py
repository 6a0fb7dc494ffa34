"""The lines of a ledger file as open items of the book, compared and written in sets.

Lines of new accounts go straight in. Lines of known accounts are put on a stage, a temporary table of one
chunk, and compared there by statements that cost the same for every book. What the desk decided
(`disputed_minor`) is never written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Container, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    text,
    update,
)  # fmt: skip

from collectdesk.exchange.bulk import Values, insert_columns, inserted, spread
from collectdesk.exchange.chunks import Chunk
from collectdesk.exchange.stored_accounts import StoredAccounts
from collectdesk.models import Account, OpenItem

_ITEM: Table = OpenItem.__table__  # type: ignore[assignment]
_LEDGER = (
    "kind", "reference", "document_on", "posted_on", "due_on", "terms", "currency", "original_minor",
    "open_minor", "part_paid",
)  # fmt: skip
_KEY = ("account_id", "document", "line")
_FILED = (*_KEY, *_LEDGER)
_TEMPORARY = MetaData()
_STAGE = Table(
    "import_stage",
    _TEMPORARY,
    Column("account_id", BigInteger),
    Column("document", Text),
    Column("line", Text),
    Column("kind", String(40)),
    Column("reference", Text),
    Column("document_on", Date),
    Column("posted_on", Date),
    Column("due_on", Date),
    Column("terms", Text),
    Column("currency", String(3)),
    Column("original_minor", BigInteger),
    Column("open_minor", BigInteger),
    Column("part_paid", Boolean),
    Column("seq", Integer),
    Column("settled", Boolean),
    Column("cleared_on", Date),
    Column("item_id", BigInteger),
    Column("changed", Boolean),
    prefixes=["TEMPORARY"],
)
_SEEN = Table(
    "import_seen",
    _TEMPORARY,
    Column("item_id", BigInteger, primary_key=True, autoincrement=False),
    prefixes=["TEMPORARY"],
)


class StoredItems:
    """Writes lines chunk by chunk and counts what they changed.

    `touched` are known accounts whose items changed. `day` is the desk's day, on which items are cleared
    when the file does not say when, and from which new items of a book with items count when they bear no date.
    """

    def __init__(
        self,
        connection: Connection,
        accounts: StoredAccounts,
        run_id: int,
        provides: Collection[str],
        day: date,
    ) -> None:
        self._connection = connection
        self._accounts = accounts
        self._run_id = run_id
        self._provides = [column for column in _LEDGER if column in provides]
        self._day = day
        first_ledger = connection.scalar(select(func.max(_ITEM.c.id))) is None
        self._known_on = None if first_ledger else day
        self._repeats: dict[tuple[int, str, str], int] = {}
        self._staging = False
        self.touched: set[int] = set()
        self.created = self.updated = self.unchanged = self.closed = self.duplicates = 0

    def write(self, chunk: Chunk) -> None:
        """Write one chunk; its customers that owe must have their accounts."""
        if not chunk.length:
            return
        ids, first_new, columns = self._accounts.ids, self._accounts.first_new, {**chunk.columns}
        accounts = [ids[ordinal] for ordinal in columns.pop("ordinal")]
        columns = {
            "account_id": accounts,
            "document": columns["document"],
            "line": columns.pop("item"),
            **columns,
        }
        if min(accounts) >= first_new and list(columns["settled"]) == [False]:
            self._write_fresh(columns, chunk.length)
            return
        settled = list(spread(columns["settled"], chunk.length))
        fresh, known = [], []
        for position, account_id in enumerate(accounts):
            if account_id >= first_new:
                if not settled[position]:
                    fresh.append(position)
            elif account_id:
                known.append(position)
        if fresh:
            self._write_fresh(_taken(columns, fresh), len(fresh))
        if known:
            self._write_known(_taken(columns, known), len(known))

    def close_unlisted(self) -> None:
        """Close the items of the file's creditor entities that it no longer lists."""
        self._begin_staging()
        unlisted = and_(
            _ITEM.c.cleared_on.is_(None),
            _ITEM.c.account_id < self._accounts.first_new,
            _ITEM.c.account_id.in_(
                select(Account.id).where(Account.creditor_entity_id.in_(self._accounts.entities))
            ),
            ~select(_SEEN.c.item_id).where(_SEEN.c.item_id == _ITEM.c.id).exists(),
        )
        found = self._connection.execute(
            select(_ITEM.c.account_id, func.count()).where(unlisted).group_by(_ITEM.c.account_id)
        ).all()
        self.touched.update(account_id for account_id, _count in found)
        self.closed += sum(count for _account_id, count in found)
        self._connection.execute(
            update(_ITEM)
            .where(unlisted)
            .values(open_minor=0, part_paid=False, cleared_on=self._day, import_run_id=self._run_id)
        )

    def finish(self) -> None:
        """Clear the stage away."""
        if self._staging:
            _STAGE.drop(self._connection)
            _SEEN.drop(self._connection)

    def _write_fresh(self, columns: Mapping[str, Values], count: int) -> None:
        self.created += count
        rows: dict[str, Values] = {name: columns[name] for name in _FILED} | {
            "disputed_minor": [0],
            "import_run_id": [self._run_id],
            "known_on": [self._known_on.isoformat() if self._known_on else None],
        }
        if inserted(self._connection, "open_item", rows, count):
            return
        self._begin_staging()
        keys = {name: columns[name] for name in _KEY}
        insert_columns(self._connection, "import_stage", {**keys, "seq": range(count)}, count)
        there = set(self._connection.scalars(select(_STAGE.c.seq).join(_ITEM, _same_item())))
        self._connection.execute(delete(_STAGE))
        lines = list(spread(columns["line"], count))
        for position, line in self._number_repeats(columns, count, there).items():
            lines[position] = line
        insert_columns(self._connection, "open_item", {**rows, "line": lines}, count)

    def _number_repeats(
        self, columns: Mapping[str, Values], count: int, there: Container[int]
    ) -> dict[int, str]:
        """New names for the lines of repeated documents, by position: the n-th gets the number n."""
        renamed: dict[int, str] = {}
        seen: set[tuple[int, str, str]] = set()
        for position, key in enumerate(zip(*(spread(columns[name], count) for name in _KEY), strict=True)):
            if key not in seen and key not in self._repeats and position not in there:
                seen.add(key)
                continue
            repeat = self._repeats[key] = self._repeats.get(key, 1) + 1
            renamed[position] = f"{key[2]}/{repeat}" if key[2] else str(repeat)
        self.duplicates += len(renamed)
        return renamed

    def _begin_staging(self) -> None:
        if not self._staging:
            _STAGE.create(self._connection)
            _SEEN.create(self._connection)
            self._staging = True

    def _write_known(self, columns: Mapping[str, Values], count: int) -> None:
        self._begin_staging()
        insert_columns(self._connection, "import_stage", {**columns, "seq": range(count)}, count)
        self._part_repeats(columns, count)
        self._match()
        self._count_and_touch()
        self._store()
        self._connection.execute(
            insert(_SEEN).from_select(["item_id"], select(_ITEM.c.id).join(_STAGE, _same_item()))
        )
        self._connection.execute(delete(_STAGE))

    def _part_repeats(self, columns: Mapping[str, Values], count: int) -> None:
        there = set(
            self._connection.scalars(
                select(_STAGE.c.seq).join(_ITEM, _same_item()).join(_SEEN, _SEEN.c.item_id == _ITEM.c.id)
            )
        )
        renamed = self._number_repeats(columns, count, there)
        if renamed:
            self._connection.execute(
                update(_STAGE).where(_STAGE.c.seq == bindparam("at")).values(line=bindparam("number")),
                [{"at": seq, "number": line} for seq, line in renamed.items()],
            )

    def _match(self) -> None:
        differs = or_(
            _ITEM.c.cleared_on.is_not(None),
            *(_ITEM.c[column].is_distinct_from(_STAGE.c[column]) for column in self._provides),
        )
        self._connection.execute(
            update(_STAGE)
            .values(
                item_id=_ITEM.c.id,
                changed=case((_STAGE.c.settled.is_(True), _ITEM.c.cleared_on.is_(None)), else_=differs),
            )
            .where(_same_item())
        )

    def _count_and_touch(self) -> None:
        what = case(
            (and_(_STAGE.c.item_id.is_(None), _STAGE.c.settled.is_(True)), "none"),
            (_STAGE.c.item_id.is_(None), "created"),
            (and_(_STAGE.c.settled.is_(True), _STAGE.c.changed.is_(True)), "closed"),
            (_STAGE.c.settled.is_(True), "none"),
            (_STAGE.c.changed.is_(True), "updated"),
            else_="unchanged",
        )
        counted: Counter[str] = Counter(
            dict(
                self._connection.execute(
                    select(what.label("what"), func.count()).group_by(text("what"))
                ).all()
            )
        )
        self.created += counted["created"]
        self.updated += counted["updated"]
        self.closed += counted["closed"]
        self.unchanged += counted["unchanged"]
        if counted["created"] or counted["updated"] or counted["closed"]:
            self.touched.update(
                self._connection.scalars(
                    select(_STAGE.c.account_id).where(what.in_(("created", "updated", "closed"))).distinct()
                )
            )

    def _store(self) -> None:
        owed = _STAGE.c.settled.is_(False)
        self._connection.execute(
            insert(_ITEM).from_select(
                [*_FILED, "disputed_minor", "import_run_id", "known_on"],
                select(
                    *(_STAGE.c[column] for column in _FILED),
                    text("0"),
                    bindparam("run", type_=BigInteger),
                    bindparam("known", type_=Date),
                ).where(_STAGE.c.item_id.is_(None), owed),
            ),
            {"run": self._run_id, "known": self._known_on},
        )
        matched = and_(_ITEM.c.id == _STAGE.c.item_id, _STAGE.c.changed.is_(True))
        self._connection.execute(
            update(_ITEM)
            .where(matched, owed)
            .values(
                **{column: _STAGE.c[column] for column in self._provides},
                cleared_on=None,
                import_run_id=self._run_id,
            )
        )
        self._connection.execute(
            update(_ITEM)
            .where(matched, _STAGE.c.settled.is_(True))
            .values(
                open_minor=0,
                part_paid=False,
                cleared_on=func.coalesce(_STAGE.c.cleared_on, self._day),
                import_run_id=self._run_id,
            )
        )


def _same_item() -> Any:
    return and_(
        _ITEM.c.account_id == _STAGE.c.account_id,
        _ITEM.c.document == _STAGE.c.document,
        _ITEM.c.line == _STAGE.c.line,
    )


def _taken(columns: Mapping[str, Values], positions: Sequence[int]) -> dict[str, Values]:
    """The columns with these rows only."""
    return {
        name: column if len(column) == 1 else [column[position] for position in positions]
        for name, column in columns.items()
    }
