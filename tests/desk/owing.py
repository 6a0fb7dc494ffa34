"""An account of one creditor and one customer in any two countries, with the items it is given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from collectdesk.models import Account, CreditorEntity, ImportRun, OpenItem, Party
from collectdesk.money import Money
from collectdesk.store import Store


@dataclass(frozen=True)
class Due:
    """An item to owe."""

    document: str
    amount: str
    currency: str
    due_on: date
    disputed: str = "0"
    original: str | None = None


def owing(
    store: Store, now: datetime, *items: Due, creditor: str | None, customer: str | None, party_type: str = "business"
) -> int:  # fmt: skip
    """Put the account into the book; its id."""
    with store.write() as session:
        entity = CreditorEntity(code="C1", name="Creditor", country=creditor)
        party = Party(number="7001", name="Customer", country=customer, party_type=party_type)
        run = ImportRun(
            kind="receivables", file_name="f", sha256="0" * 64, profile="p", at=now, user_id=1, report={}
        )
        session.add_all([entity, party, run])
        session.flush()
        account = Account(number="7001", party_id=party.id, creditor_entity_id=entity.id, created_at=now)
        session.add(account)
        session.flush()
        for one in items:
            session.add(
                OpenItem(
                    account_id=account.id,
                    document=one.document,
                    currency=one.currency,
                    original_minor=Money.of(one.original or one.amount, one.currency).minor,
                    open_minor=Money.of(one.amount, one.currency).minor,
                    disputed_minor=Money.of(one.disputed, one.currency).minor,
                    due_on=one.due_on,
                    import_run_id=run.id,
                )
            )
        return account.id
