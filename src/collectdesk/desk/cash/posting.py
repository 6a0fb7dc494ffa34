"""Posting payments to items and taking that back, inside an act. An item falls by what is posted, to the minor unit."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import Connection, Table, bindparam, select, update
from sqlalchemy.orm import Session

from collectdesk.desk.act import Act
from collectdesk.desk.cash.arriving import NewPayment
from collectdesk.desk.cash.scoring import ItemNow
from collectdesk.exchange.bulk import insert_rows, take_ids
from collectdesk.i18n import _
from collectdesk.models import Account, BankLine, CreditorEntity, Instant, OpenItem, Party, Payment
from collectdesk.models import Allocation as AllocationRow
from collectdesk.money import Money
from collectdesk.money.allocation import Allocation, Line, Named, Receipt
from collectdesk.money.allocation_rules import load_allocation_rules
from collectdesk.money.debts import OwedItem
from collectdesk.money.fx import Rates
from collectdesk.money.settling import allocate

if TYPE_CHECKING:
    from collectdesk.desk.cash.exchange import Exchange

_ITEM: Table = OpenItem.__table__  # type: ignore[assignment]
_BEARERS: dict[str, Literal["OUR", "SHA", "BEN"]] = {"DEBT": "OUR", "SHAR": "SHA", "CRED": "BEN"}


def decide(
    items: Sequence[ItemNow],
    money: Money,
    value_on: date,
    named: Sequence[Named],
    countries: tuple[str | None, str | None],
    bearer: str,
    rates: Rates | None = None,
) -> Allocation:
    """What an amount settles of items: those named, or all in the order of the creditor's law. Writes nothing.

    Items in another currency are settled with `rates` alone, at that of the value date.
    """
    rules = load_allocation_rules()
    name = rules.name_for(countries[0] or "")
    return allocate(
        [_owed(item) for item in items],
        Receipt(
            money,
            value_on,
            instruction=tuple(named),
            charges=_BEARERS.get(bearer),
            cross_border=bool(countries[0] and countries[1] and countries[0] != countries[1]),
        ),
        name,
        rules.profile[name],
        rates=rates,
        tolerance=rules.bank_charge,
    )


def kind_of(line: Line) -> str:
    """The kind of the allocation that a decided line becomes."""
    return line.rule if line.rule in ("credit", "bank_charge") else "payment"


def closed_by_the_ledger(items: Sequence[ItemNow]) -> bool:
    """Whether nothing of these items is open, and not because of what was posted here."""
    return bool(items) and all(item.open == 0 and item.posted == 0 for item in items)


def explained(items: Sequence[ItemNow], minor: int) -> list[tuple[ItemNow, int]]:
    """How an amount explains items that the ledger had closed: each with what it takes, in the order given."""
    found = []
    for item in items:
        takes = min(minor, max(0, item.original))
        if takes:
            found.append((item, takes))
            minor -= takes
    return found


class Postings:
    """Allocations made in one act; `store` writes them and what the items came to."""

    def __init__(self, act: Act) -> None:
        self._act = act
        self._rows: list[dict[str, Any]] = []
        self._changed: dict[int, ItemNow] = {}

    def settle(
        self,
        payment: Payment | NewPayment,
        account_id: int,
        items: Sequence[ItemNow],
        named: Sequence[Named],
        countries: tuple[str | None, str | None],
        bearer: str,
    ) -> Allocation:
        """Settle items with what is unapplied of a payment: those named, or all in the order of the country's law.

        `countries` are the creditor's, whose profile is taken, and the customer's. What is not needed stays unapplied.
        """
        money = Money(payment.unapplied_minor, payment.currency)
        decided = decide(items, money, payment.value_on, named, countries, bearer)
        by_id = {item.id: item for item in items}
        for line in decided.lines:
            self._add(
                payment,
                by_id[line.item_id],
                line.settles.minor,
                line.takes.minor,
                kind_of(line),
                line.rule,
                line.reason,
            )
        payment.account_id = account_id
        payment.unapplied_minor = decided.unapplied.minor
        return decided

    def exchange(self, payment: Payment, items: Sequence[ItemNow], found: Exchange) -> None:
        """Settle items in another currency as it was worked out."""
        by_id = {item.id: item for item in items}
        for line in found.lines:
            self._add(
                payment, by_id[line.item_id], line.settles.minor, line.takes.minor, "payment",
                "quotation" if line.quote_id else "debtor", line.reason,
                rates=json.dumps(line.stored_rates), quote_id=line.quote_id, exchange=line.difference.minor,
            )  # fmt: skip
            payment.unapplied_minor -= line.takes.minor

    def explain(self, payment: Payment | NewPayment, account_id: int, items: Sequence[ItemNow]) -> None:
        """Say that a payment is what the ledger had closed items for: nothing falls, and the rest stays unapplied."""
        payment.account_id = account_id
        for item, takes in explained(items, payment.unapplied_minor):
            self._add(payment, item, takes, takes, "cleared", "debtor", _("the ledger had closed it already"))
            payment.unapplied_minor -= takes

    def reverse(self, payment: Payment, rows: Sequence[AllocationRow], *, returned: bool) -> int:
        """Take allocations back by rows of the other sign; items open again with their own due dates.

        What the ledger had closed opens only where the money itself went back (`returned`). Gives the number of rows.
        """
        items = items_now(self._act.session, [row.open_item_id for row in rows])
        for row in rows:
            opens = row.kind != "cleared" or returned
            self._add(
                payment, items[row.open_item_id], -row.minor, -row.takes_minor, row.kind, row.rule,
                _("reversed"), reverses=row.id, moves=opens,
                rates=None if row.rates is None else json.dumps(row.rates), quote_id=row.fx_quote_id,
                exchange=None if row.exchange_minor is None else -row.exchange_minor,
            )  # fmt: skip
            payment.unapplied_minor += row.takes_minor
        return len(rows)

    def store(self) -> list[int]:
        """Write what was decided; gives the ids of the new rows."""
        session = self._act.session
        session.flush()
        connection = session.connection()
        ids = list(take_ids(connection, "allocation", len(self._rows))) if self._rows else []
        at = Instant().process_bind_param(self._act.now, connection.dialect)
        shared = {"at": at, "user_id": self._act.actor.id}
        insert_rows(
            connection,
            "allocation",
            ({"id": key, **row, **shared} for key, row in zip(ids, self._rows, strict=True)),
        )
        _store_items(connection, self._changed.values())
        session.expire_all()
        self._rows, self._changed = [], {}
        return ids

    def _add(
        self, payment: Payment | NewPayment, item: ItemNow, minor: int, takes: int, kind: str, rule: str, reason: str,
        *, reverses: int | None = None, moves: bool | None = None,
        rates: str | None = None, quote_id: int | None = None, exchange: int | None = None,
    ) -> None:  # fmt: skip
        self._rows.append(
            {
                "payment_id": payment.id, "open_item_id": item.id, "minor": minor, "takes_minor": takes,
                "kind": kind, "rule": rule, "reason": reason, "reverses_id": reverses,
                "rates": rates, "fx_quote_id": quote_id, "exchange_minor": exchange,
            }
        )  # fmt: skip
        if moves if moves is not None else kind != "cleared":
            item.open -= minor
            item.posted += minor
            self._changed[item.id] = item


def _store_items(connection: Connection, items: Any) -> None:
    rows = [
        {"at": i.id, "open": i.open, "posted": i.posted, "ledger": i.open + i.posted if i.posted else None}
        for i in items
    ]
    if rows:
        connection.execute(
            update(_ITEM)
            .where(_ITEM.c.id == bindparam("at"))
            .values(
                open_minor=bindparam("open"),
                posted_minor=bindparam("posted"),
                ledger_minor=bindparam("ledger"),
            ),
            rows,
        )


def items_now(session: Session, ids: Sequence[int]) -> dict[int, ItemNow]:
    """Items as they stand, by id."""
    return {item.id: item for item in _read(session, OpenItem.id.in_(list(set(ids))))}


def items_of(session: Session, account_id: int) -> list[ItemNow]:
    """All items of an account that are open."""
    return _read(session, (OpenItem.account_id == account_id) & (OpenItem.open_minor != 0))


def _read(session: Session, which: Any) -> list[ItemNow]:
    rows = session.execute(
        select(
            OpenItem.id, OpenItem.account_id, OpenItem.document, OpenItem.reference, OpenItem.kind, OpenItem.currency,
            OpenItem.due_on, OpenItem.original_minor, OpenItem.open_minor, OpenItem.disputed_minor,
            OpenItem.posted_minor,
        ).where(which).order_by(OpenItem.id)
    )  # fmt: skip
    return [ItemNow(*row) for row in rows]


def live_allocations(act: Act, payment_id: int) -> list[AllocationRow]:
    """What of a payment is posted and was not reversed."""
    reversed_ids = select(AllocationRow.reverses_id).where(
        AllocationRow.payment_id == payment_id, AllocationRow.reverses_id.is_not(None)
    )
    return list(
        act.session.scalars(
            select(AllocationRow)
            .where(
                AllocationRow.payment_id == payment_id,
                AllocationRow.reverses_id.is_(None),
                AllocationRow.id.not_in(reversed_ids),
            )
            .order_by(AllocationRow.id)
        )
    )


def countries_of(session: Session, account_id: int) -> tuple[str | None, str | None]:
    """The creditor's country and the customer's."""
    creditor, payer = session.execute(
        select(CreditorEntity.country, Party.country)
        .select_from(Account)
        .join(CreditorEntity, CreditorEntity.id == Account.creditor_entity_id)
        .join(Party, Party.id == Account.party_id)
        .where(Account.id == account_id)
    ).one()
    return creditor, payer


def take_back(act: Act, payment: Payment, *, returned: bool, by_line: BankLine | None = None) -> list[int]:
    """Reverse everything of a payment. Returned money is gone; else it waits in suspense. Gives the new rows' ids."""
    postings = Postings(act)
    account_id, line = payment.account_id, act.session.get_one(BankLine, payment.bank_line_id)
    postings.reverse(payment, live_allocations(act, payment.id), returned=returned)
    if returned:
        payment.unapplied_minor, payment.returned_on = 0, act.day
        payment.returned_by_line_id = by_line.id if by_line else None
        line.state = "reversed"
    else:
        payment.account_id, line.state = None, "suspense"
    if account_id is not None:
        act.touch(account_id)
    return postings.store()


def _owed(item: ItemNow) -> OwedItem:
    return OwedItem(
        item.id, "principal", Money(item.open, item.currency), item.due_on, disputed_minor=item.disputed
    )
