"""The customers of a ledger file as parties and accounts of the book.

What the desk decided (`assignee_id`) is never touched; what a file does not say stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection, Date, Table, bindparam, insert, select, update

from collectdesk.exchange.bulk import Values, insert_columns, take_ids
from collectdesk.exchange.chunks import NewCustomer
from collectdesk.exchange.customers import ACCOUNT_DETAILS, PARTY_DETAILS
from collectdesk.models import Account, CreditorEntity, Party

_BLOCK = 500
_PARTY: Table = Party.__table__  # type: ignore[assignment]
_ACCOUNT: Table = Account.__table__  # type: ignore[assignment]
_DEFAULTS = {"party_type": "business"}
ItemT = TypeVar("ItemT")


class NewParty(NamedTuple):
    """A party that was made, with the account that is its first."""

    id: int
    account_id: int
    number: str
    name: str
    city: str


class StoredAccounts:
    """Finds or makes the account of every customer. `created` are the ids of new accounts.

    Accounts with an id of `first_new` or above are new in this import. `changed` are accounts, old or
    new, whose names or details were not those that are stored.
    """

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        processor = _ACCOUNT.c.created_at.type.bind_processor(connection.dialect)
        self._now: Any = now if processor is None else processor(now)
        self._known: dict[str, dict[str, int]] = {}
        self._entities: dict[str, int] = {}
        self._customers: list[NewCustomer] = []
        self._parties_before = connection.scalar(select(Party.id).limit(1)) is not None
        self.ids: list[int] = []
        self.created: list[int] = []
        self.changed: set[int] = set()
        self.first_new = take_ids(connection, "account", 1)[0]

    @property
    def entities(self) -> list[int]:
        """The ids of the creditor entities that the file names."""
        return list(self._entities.values())

    def meet(self, customers: Sequence[NewCustomer]) -> None:
        """Look up customers, in the order of their ordinals; `ids` has 0 for one without an account."""
        for customer in customers:
            known = self._known.get(customer.company)
            if known is None:
                known = self._load(customer.company)
            self.ids.append(known.get(customer.number, 0))
        self._customers.extend(customers)

    def make(self, ordinals: Iterable[int]) -> list[NewParty]:
        """Make parties and accounts for those of these customers that have none; gives the new parties."""
        ids = self.ids
        wanted = [self._customers[ordinal] for ordinal in sorted(ordinals) if not ids[ordinal]]
        if not wanted:
            return []
        new_ids = take_ids(self._connection, "account", len(wanted))
        for account_id, customer in zip(new_ids, wanted, strict=True):
            ids[customer.ordinal] = account_id
        parties, made = self._parties_of(wanted)
        columns: dict[str, Values] = {
            "id": new_ids,
            "number": [customer.number for customer in wanted],
            "party_id": [parties[customer.number] for customer in wanted],
            "creditor_entity_id": [self._entities[customer.company] for customer in wanted],
            "created_at": [self._now],
            **_details(wanted, ACCOUNT_DETAILS),
        }
        insert_columns(self._connection, "account", columns, len(wanted))
        self.created.extend(new_ids)
        return made

    def settle(self, renamed: Mapping[str, str]) -> None:
        """Bring names and details up to date once the whole file is read; fills `changed`."""
        several = len(self._entities) > 1
        again = (
            customer
            for customer, account_id in zip(self._customers, self.ids, strict=True)
            if account_id and (account_id < self.first_new or several or customer.number in renamed)
        )
        for block in _blocks(again):
            self._settle_parties(block, renamed)
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

    def _parties_of(self, customers: Sequence[NewCustomer]) -> tuple[dict[str, int], list[NewParty]]:
        """Party ids by customer number, and which of them were made."""
        found: dict[str, int] = {}
        for block in _blocks(customers if self._parties_before or len(self._entities) > 1 else ()):
            numbers = [customer.number for customer in block]
            rows = self._connection.execute(select(Party.number, Party.id).where(Party.number.in_(numbers)))
            found.update((number, party_id) for number, party_id in rows)
        new = list({c.number: c for c in reversed(customers) if c.number not in found}.values())[::-1]
        ids = take_ids(self._connection, "party", len(new)) if new else ()
        made = [
            NewParty(
                party_id,
                self.ids[customer.ordinal],
                customer.number,
                customer.name or customer.number,
                (customer.details or {}).get("city") or "",
            )
            for party_id, customer in zip(ids, new, strict=True)
        ]
        found.update((party.number, party.id) for party in made)
        columns: dict[str, Values] = {
            "id": ids,
            "number": [party.number for party in made],
            "name": [party.name for party in made],
            **_details(new, PARTY_DETAILS),
        }
        insert_columns(self._connection, "party", columns, len(new))
        return found, made

    def _settle_parties(self, customers: Sequence[NewCustomer], renamed: Mapping[str, str]) -> None:
        wanted: dict[str, dict[str, Any]] = {}
        for customer in customers:
            said = _said(customer, _PARTY, PARTY_DETAILS)
            name = renamed.get(customer.number, customer.name)
            if name:
                said["name"] = name
            wanted.setdefault(customer.number, {}).update(said)
        by_number = {customer.number: customer for customer in customers}
        stored = self._connection.execute(select(_PARTY).where(_PARTY.c.number.in_(list(wanted)))).mappings()
        for party in list(stored):
            said = {k: v for k, v in wanted[party["number"]].items() if party[k] != v}
            if said:
                self._change(_PARTY, party["id"], said)
                self.changed.add(self.ids[by_number[party["number"]].ordinal])

    def _settle_accounts(self, customers: Sequence[NewCustomer]) -> None:
        wanted = {
            self.ids[customer.ordinal]: said
            for customer in customers
            if (said := _said(customer, _ACCOUNT, ACCOUNT_DETAILS))
        }
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


def _details(customers: Sequence[NewCustomer], names: tuple[str, ...]) -> dict[str, Values]:
    """What is stored of new customers' details, by column."""
    given = [customer.details or {} for customer in customers]
    present = set().union(*given)
    return {
        name: [said.get(name, _DEFAULTS.get(name)) for said in given]
        if name in present
        else [_DEFAULTS.get(name)]
        for name in names
    }


def _said(customer: NewCustomer, table: Table, names: tuple[str, ...]) -> dict[str, Any]:
    """What the file says of a customer, as the columns of the table have it."""
    return {
        name: date.fromisoformat(value) if isinstance(table.c[name].type, Date) else value
        for name, value in (customer.details or {}).items()
        if name in names
    }


def _blocks(items: Iterable[ItemT]) -> Iterator[list[ItemT]]:
    source = iter(items)
    while block := list(islice(source, _BLOCK)):
        yield block
