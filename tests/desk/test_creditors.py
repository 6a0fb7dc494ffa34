"""Who stands behind a company code."""

from __future__ import annotations

from datetime import datetime

import pytest
from pydantic import ValidationError
from sqlalchemy import select

from collectdesk.desk.act import Actor
from collectdesk.desk.creditors import NameCreditor, name_creditor
from collectdesk.desk.rights import Role
from collectdesk.faults import BadInput, Refused
from collectdesk.models import CreditorEntity, Journal
from collectdesk.store import Store
from tests.desk.test_reach import Who, group_ids, refresh, write


def _creditors(store: Store) -> list[tuple[str, str, str | None]]:
    with store.read() as session:
        return [(c.code, c.name, c.country) for c in session.scalars(select(CreditorEntity))]


def test_a_creditor_is_named_and_named_anew(store: Store, owner: Actor, now: datetime) -> None:
    name_creditor(store, owner, now, NameCreditor(code="1000", name="Uhrwerk", country="de"))
    assert _creditors(store) == [("1000", "Uhrwerk", "DE")]
    name_creditor(store, owner, now, NameCreditor(code="1000", name="Uhrwerk & Segel", country="AT"))
    assert _creditors(store) == [("1000", "Uhrwerk & Segel", "AT")]
    with store.read() as session:
        assert not any("Uhrwerk" in facts for facts in session.scalars(select(Journal.facts)))


def test_what_names_nobody_is_refused(store: Store, owner: Actor, now: datetime) -> None:
    with pytest.raises(BadInput, match="not a country"):
        name_creditor(store, owner, now, NameCreditor(code="1000", name="Uhrwerk", country="XQ"))
    with pytest.raises(BadInput, match="needs the company code"):
        name_creditor(store, owner, now, NameCreditor(code=" ", name="Uhrwerk"))
    collector = Actor(owner.id, owner.name, frozenset({Role.COLLECTOR}))
    with pytest.raises(Refused):
        name_creditor(store, collector, now, NameCreditor(code="1000", name="Uhrwerk"))
    assert _creditors(store) == []


def test_a_creditor_says_which_rules_apply_and_the_list_follows(
    store: Store, owner: Actor, now: datetime
) -> None:
    [account_id] = write(store, [Who(country="US", collector=None, debt_type=None)])
    refresh(store, now)
    code = "None/None"
    before = group_ids(store, [account_id])
    kind = NameCreditor(code=code, name="Uhrwerk", collector="creditor", debt_type="trade_invoice")
    name_creditor(store, owner, now, kind)
    after = group_ids(store, [account_id])
    assert 0 not in after
    assert after != before
    name_creditor(store, owner, now, NameCreditor(code=code, name="Uhrwerk & Segel"))
    with store.read() as session:
        found = session.scalars(select(CreditorEntity)).one()
        assert (found.name, found.collector, found.debt_type) == (
            "Uhrwerk & Segel",
            "creditor",
            "trade_invoice",
        )
    assert group_ids(store, [account_id]) == after
    with pytest.raises(ValidationError):
        NameCreditor.model_validate({"code": code, "name": "Uhrwerk", "collector": "friend"})
