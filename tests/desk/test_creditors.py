"""Who stands behind a company code."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select

from collectdesk.desk.act import Actor
from collectdesk.desk.creditors import NameCreditor, name_creditor
from collectdesk.desk.rights import Role
from collectdesk.faults import BadInput, Refused
from collectdesk.models import CreditorEntity, Journal
from collectdesk.store import Store


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
