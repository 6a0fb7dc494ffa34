"""The customers of a ledger file as parties and accounts of the book.

What the desk decided (`assignee_id`) is never touched; what a file does not say stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, bindparam, insert, select, update

from collectdesk.exchange.bulk import days_for, insert_rows, take_ids
from collectdesk.exchange.customers import ACCOUNT_DETAILS, PARTY_DETAILS, Customer, chosen_name
from collectdesk.models import Account, CreditorEntity, Party

_BLOCK = 500
_PARTY: Table = Party.__table__  # type: ignore[assignment]
_ACCOUNT: Table = Account.__table__  # type: ignore[assignment]
_DAYS = frozenset({"customer_since", "insurer_deadline", "limitation_date"})
_DEFAULTS = {"party_type": "business"}
_NO_DETAILS: dict[tuple[str, ...], tuple[Any, ...]] = {
    columns: tuple(_DEFAULTS.get(column) for column in columns)
    for columns in (PARTY_DETAILS, ACCOUNT_DETAILS)
}
ItemT = TypeVar("ItemT")


class StoredAccounts:
    """Finds or makes the account of every customer. `created` are the ids of new accounts.

    Accounts with an id of `first_new` or above are new in this import.
    """

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._days = days_for(connection)
        processor = _ACCOUNT.c.created_at.type.bind_processor(connection.dialect)
        self._now: Any = now if processor is None else processor(now)
        self._known: dict[str, dict[str, int]] = {}
        self._entities: dict[str, int] = {}
        self._ids: list[int] = []
        self._unnamed: set[int] = set()
        self.created: list[int] = []
        self.changed: set[int] = set()
        self._parties_before = connection.scalar(select(Party.id).limit(1)) is not None
        self.first_new = take_ids(connection, "account", 1)[0]

    @property
    def entities(self) -> list[int]:
        """The ids of the creditor entities that the file names."""
        return list(self._entities.values())

    def find(self, customers: Sequence[Customer]) -> list[int]:
        """Account ids by the customers' ordinals, 0 for one that has none yet. The list lives on."""
        for customer in customers[len(self._ids) :]:
            known = self._known.get(customer.company)
            if known is None:
                known = self._load(customer.company)
            self._ids.append(known.get(customer.number, 0))
        return self._ids

    def make(self, customers: Iterable[Customer]) -> None:
        """Make parties and accounts for customers that have none."""
        wanted = sorted(customers, key=lambda customer: customer.ordinal)
        parties = self._parties_of(wanted)
        ids = take_ids(self._connection, "account", len(wanted))
        rows = []
        for account_id, customer in zip(ids, wanted, strict=True):
            rows.append(
                (
                    account_id,
                    customer.number,
                    parties[customer.number],
                    self._entities[customer.company],
                    self._now,
                    *self._details(customer, ACCOUNT_DETAILS),
                )
            )
            self._ids[customer.ordinal] = account_id
        columns = ("id", "number", "party_id", "creditor_entity_id", "created_at", *ACCOUNT_DETAILS)
        insert_rows(self._connection, "account", columns, rows)
        self.created.extend(ids)

    def settle(self, customers: Sequence[Customer], names: Mapping[str, str]) -> None:
        """Bring names and details up to date once the whole file is read; fills `changed`."""
        companies = {customer.company for customer in customers}
        again = (
            customer
            for customer in customers
            if self._ids[customer.ordinal]
            and (
                self._ids[customer.ordinal] < self.first_new
                or customer.spellings is not None
                or customer.ordinal in self._unnamed
                or len(companies) > 1
            )
        )
        for block in _blocks(again):
            self._settle_parties(block, names)
            self._settle_accounts(block)

    def _load(self, company: str) -> dict[str, int]:
        entity = self._connection.scalar(select(CreditorEntity.id).where(CreditorEntity.code == company))
        if entity is None:
            made = self._connection.execute(insert(CreditorEntity).values(code=company, name=company))
            entity = int(made.inserted_primary_key[0])  # type: ignore[index]
        self._entities[company] = entity
        found = self._connection.execute(
            select(Account.number, Account.id).where(
                Account.creditor_entity_id == entity, Account.id < self.first_new
            )
        )
        self._known[company] = known = dict(found.all())
        return known

    def _parties_of(self, customers: Sequence[Customer]) -> dict[str, int]:
        found: dict[str, int] = {}
        for block in _blocks(customers if self._parties_before or len(self._entities) > 1 else ()):
            numbers = [customer.number for customer in block]
            rows = self._connection.execute(select(Party.number, Party.id).where(Party.number.in_(numbers)))
            found.update((number, party_id) for number, party_id in rows)
        new = {customer.number: customer for customer in customers if customer.number not in found}
        ids = take_ids(self._connection, "party", len(new)) if new else ()
        rows_of = []
        for party_id, customer in zip(ids, new.values(), strict=True):
            found[customer.number] = party_id
            name = chosen_name(customer.names())
            if not name:
                self._unnamed.add(customer.ordinal)
            rows_of.append(
                (
                    party_id,
                    customer.number,
                    name or customer.number,
                    *self._details(customer, PARTY_DETAILS),
                )
            )
        insert_rows(self._connection, "party", ("id", "number", "name", *PARTY_DETAILS), rows_of)
        return found

    def _details(self, customer: Customer, columns: tuple[str, ...]) -> tuple[Any, ...]:
        """What is stored of a new customer's details."""
        said = customer.details
        if not said:
            return _NO_DETAILS[columns]
        return tuple(
            self._days[said.get(column)] if column in _DAYS else said.get(column, _DEFAULTS.get(column))  # type: ignore[index]
            for column in columns
        )

    def _settle_parties(self, customers: Sequence[Customer], names: Mapping[str, str]) -> None:
        wanted: dict[str, dict[str, Any]] = {}
        for customer in customers:
            said = {k: v for k, v in (customer.details or {}).items() if k in PARTY_DETAILS}
            if names.get(customer.number):
                said["name"] = names[customer.number]
            wanted.setdefault(customer.number, {}).update(said)
        by_number = {customer.number: customer for customer in customers}
        stored = self._connection.execute(select(_PARTY).where(_PARTY.c.number.in_(list(wanted)))).mappings()
        for party in list(stored):
            said = {k: v for k, v in wanted[party["number"]].items() if party[k] != v}
            if said:
                self._change(_PARTY, party["id"], said)
                self.changed.add(self._ids[by_number[party["number"]].ordinal])

    def _settle_accounts(self, customers: Sequence[Customer]) -> None:
        wanted = {
            self._ids[customer.ordinal]: {
                k: v for k, v in (customer.details or {}).items() if k in ACCOUNT_DETAILS
            }
            for customer in customers
        }
        wanted = {account_id: said for account_id, said in wanted.items() if said}
        if not wanted:
            return
        stored = self._connection.execute(select(_ACCOUNT).where(_ACCOUNT.c.id.in_(list(wanted)))).mappings()
        for account in list(stored):
            said = {k: v for k, v in wanted[account["id"]].items() if account[k] != v}
            if said:
                self._change(_ACCOUNT, account["id"], said)
                self.changed.add(account["id"])

    def _change(self, table: Table, key: int, said: Mapping[str, Any]) -> None:
        self._connection.execute(
            update(table).where(table.c.id == bindparam("key")).values(said), {"key": key}
        )


def _blocks(items: Iterable[ItemT]) -> Iterator[list[ItemT]]:
    source = iter(items)
    while block := list(islice(source, _BLOCK)):
        yield block
