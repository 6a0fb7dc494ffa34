"""A small account to act on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import pytest

from collectdesk.models import (
    Account,
    ContactPerson,
    ContactPoint,
    CreditorEntity,
    ImportRun,
    OpenItem,
    Party,
)
from collectdesk.store import Store


@dataclass(frozen=True)
class Sample:
    """Ids of what the account holds."""

    account_id: int
    person_id: int
    phone_id: int
    item_ids: tuple[int, ...]


@pytest.fixture
def sample(store: Store, now: datetime) -> Sample:
    """A German business: EUR 600 due 1 Oct, EUR 700 due 1 Nov, EUR 900 due 1 Dec 2026; one person, one number."""
    with store.write() as session:
        creditor = CreditorEntity(code="C1", name="Creditor", country="DE")
        party = Party(
            number="100234", name="Nordwind Handels GmbH", country="DE", city="Hamburg", party_type="business"
        )
        run = ImportRun(
            kind="receivables", file_name="f", sha256="0" * 64, profile="p", at=now, user_id=1, report={}
        )
        session.add_all([creditor, party, run])
        session.flush()
        account = Account(
            number="100234", party_id=party.id, creditor_entity_id=creditor.id, risk_class="C", created_at=now
        )
        person = ContactPerson(
            party_id=party.id, name="Jana Krüger", role="ap_clerk", language="de", source="test"
        )
        session.add_all([account, person])
        session.flush()
        phone = ContactPoint(
            party_id=party.id,
            person_id=person.id,
            kind="phone",
            value="+49 40 5550 0114",
            digits="494055500114",
            digits_reversed="494055500114"[::-1],
            use="work",
            state="verified",
            source="test",
        )
        items = [
            OpenItem(
                account_id=account.id,
                document=document,
                currency="EUR",
                original_minor=minor,
                open_minor=minor,
                due_on=due,
                import_run_id=run.id,
            )
            for document, minor, due in (
                ("4655", 60000, date(2026, 10, 1)),
                ("4688", 70000, date(2026, 11, 1)),
                ("4711", 90000, date(2026, 12, 1)),
            )
        ]
        session.add_all([phone, *items])
        session.flush()
        from collectdesk.store.search import index_accounts

        index_accounts(session, [account.id])
        return Sample(account.id, person.id, phone.id, tuple(item.id for item in items))
