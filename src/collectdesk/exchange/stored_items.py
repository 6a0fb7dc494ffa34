"""The lines of a ledger file as open items of the book, compared and written in sets.

Lines of new accounts go straight in. Lines of known accounts are put on a stage, a temporary table of one
chunk, and compared there by statements that cost the same for every book. What the desk decided
(`disputed_minor`) is never written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
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

from collectdesk.exchange.bulk import days_for, insert_rows, inserted
from collectdesk.exchange.receivables import ReceivableLine
from collectdesk.exchange.stored_accounts import StoredAccounts
from collectdesk.models import Account, OpenItem

_ITEM: Table = OpenItem.__table__  # type: ignore[assignment]
_LEDGER = (
    "kind", "reference", "document_on", "posted_on", "due_on", "terms", "currency", "original_minor",
    "open_minor", "part_paid",
)  # fmt: skip
_COLUMNS = ("account_id", "document", "line", *_LEDGER, "disputed_minor", "import_run_id")
_STAGED = ("account_id", "document", "line", *_LEDGER, "seq", "settled", "cleared_on")
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
_BULK_BYTES = 16 << 20
_BYTES_A_LINE = 60


class StoredItems:
    """Writes lines chunk by chunk and counts what they changed.

    `touched` are known accounts whose items changed. `day` is the desk's day, on which items are cleared
    when the file does not say when.
    """

    def __init__(
        self,
        connection: Connection,
        accounts: StoredAccounts,
        run_id: int,
        provides: frozenset[str],
        day: date,
    ) -> None:
        self._connection = connection
        self._accounts = accounts
        self._run_id = run_id
        self._provides = [column for column in _LEDGER if column in provides]
        self._day = day
        self._days = days_for(connection)
        self._repeats: dict[tuple[int, str, str], int] = {}
        self._staging = False
        self._dropped: list[Any] = []
        self.touched: set[int] = set()
        self.created = self.updated = self.unchanged = self.closed = self.duplicates = 0

    def expect(self, size: int) -> None:
        """Get ready for a file of so many bytes: a long one fills an SQLite book faster without its indexes."""
        if self._connection.dialect.name != "sqlite" or size < _BULK_BYTES:
            return
        self._connection.exec_driver_sql("PRAGMA cache_size=-131072")
        stored = self._connection.scalar(select(func.max(OpenItem.id))) or 0
        if stored * 4 < size // _BYTES_A_LINE:
            indexes = [*_ITEM.indexes, *Account.__table__.indexes]  # type: ignore[attr-defined]
            for index in sorted(indexes, key=lambda found: str(found.name)):
                index.drop(self._connection)
                self._dropped.append(index)

    def write(self, lines: Sequence[ReceivableLine], ids: Sequence[int]) -> None:
        """Write one chunk; `ids` are account ids by the ordinals of the customers."""
        first_new, days, run_id = self._accounts.first_new, self._days, self._run_id
        fresh: list[tuple[Any, ...]] = []
        known: list[tuple[Any, ...]] = []
        for line in lines:
            (
                _number, customer, document, item, kind, reference, document_on, posted_on, due_on, terms,
                currency, original, opened, part_paid, settled, cleared_on,
            ) = line  # fmt: skip
            account_id = ids[customer.ordinal]
            if account_id >= first_new:
                if not settled:
                    row = (
                        account_id, document, item, kind, reference, days[document_on], days[posted_on],
                        days[due_on], terms, currency, original, opened, part_paid, 0, run_id,
                    )  # fmt: skip
                    fresh.append(row)
            elif account_id:
                staged = (
                    account_id, document, item, kind, reference, days[document_on], days[posted_on],
                    days[due_on], terms, currency, original, opened, part_paid, len(known), settled,
                    days[cleared_on],
                )  # fmt: skip
                known.append(staged)
        if fresh:
            self._write_fresh(fresh)
        if known:
            self._write_known(known)

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
        """Put the indexes back and clear the stage away."""
        for index in self._dropped:
            index.create(self._connection)
        if self._staging:
            _STAGE.drop(self._connection)
            _SEEN.drop(self._connection)
        if self._connection.dialect.name == "sqlite":
            self._connection.exec_driver_sql("PRAGMA cache_size=-32768")

    def _write_fresh(self, rows: list[tuple[Any, ...]]) -> None:
        self.created += len(rows)
        if inserted(self._connection, "open_item", _COLUMNS, rows):
            return
        self._begin_staging()
        insert_rows(
            self._connection,
            "import_stage",
            ("account_id", "document", "line", "seq"),
            [(*row[:3], seq) for seq, row in enumerate(rows)],
        )
        there = set(self._connection.scalars(select(_STAGE.c.seq).join(_ITEM, _same_item())))
        self._connection.execute(delete(_STAGE))
        renamed = self._number_repeats([row[:3] for row in rows], lambda seq: seq in there)
        for seq, line in renamed.items():
            rows[seq] = (*rows[seq][:2], line, *rows[seq][3:])
        insert_rows(self._connection, "open_item", _COLUMNS, rows)

    def _number_repeats(
        self, keys: Sequence[Sequence[Any]], is_there: Callable[[int], bool]
    ) -> dict[int, str]:
        """New names for the lines of repeated documents, by position: the n-th gets the number n."""
        renamed: dict[int, str] = {}
        seen: set[tuple[Any, ...]] = set()
        for position, key in enumerate(keys):
            account_id, document, line = key
            known = (account_id, document, line)
            if known not in seen and known not in self._repeats and not is_there(position):
                seen.add(known)
                continue
            count = self._repeats[known] = self._repeats.get(known, 1) + 1
            renamed[position] = f"{line}/{count}" if line else str(count)
        self.duplicates += len(renamed)
        return renamed

    def _begin_staging(self) -> None:
        if not self._staging:
            _STAGE.create(self._connection)
            _SEEN.create(self._connection)
            self._staging = True

    def _write_known(self, rows: list[tuple[Any, ...]]) -> None:
        self._begin_staging()
        insert_rows(self._connection, "import_stage", _STAGED, rows)
        self._part_repeats(rows)
        self._match()
        self._count_and_touch()
        self._store()
        self._connection.execute(
            insert(_SEEN).from_select(["item_id"], select(_ITEM.c.id).join(_STAGE, _same_item()))
        )
        self._connection.execute(delete(_STAGE))

    def _part_repeats(self, rows: Sequence[tuple[Any, ...]]) -> None:
        there = set(
            self._connection.scalars(
                select(_STAGE.c.seq).join(_ITEM, _same_item()).join(_SEEN, _SEEN.c.item_id == _ITEM.c.id)
            )
        )
        renamed = self._number_repeats([row[:3] for row in rows], lambda seq: seq in there)
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
                list(_COLUMNS),
                select(
                    *(_STAGE.c[column] for column in _COLUMNS[:-2]),
                    text("0"),
                    bindparam("run", type_=BigInteger),
                ).where(_STAGE.c.item_id.is_(None), owed),
            ),
            {"run": self._run_id},
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
