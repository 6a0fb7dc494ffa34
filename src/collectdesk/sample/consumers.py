"""The consumers of the sample book for whom the law has something to say; `data/sample/consumers.toml` names them.

They owe another creditor, for whom the desk collects as a third party, and are all in the owner's list.
"""

from __future__ import annotations

import tomllib
from datetime import date, datetime, timedelta
from typing import Any

from collectdesk.resources import read_data
from collectdesk.sample.customers import Customer, Person
from collectdesk.sample.stories import Teller

COMPANY = "4000"
_FIRST_NUMBER = 180101


def tell_consumers(teller: Teller) -> list[Customer]:
    """All of them, with what they owe and what was done."""
    found = tomllib.loads(read_data("sample/consumers.toml"))["consumer"]
    return [_consumer(teller, number, facts) for number, facts in enumerate(found, _FIRST_NUMBER)]


def _consumer(teller: Teller, number: int, facts: dict[str, Any]) -> Customer:
    plain = {
        name: facts[name]
        for name in (
            "name",
            "country",
            "currency",
            "language",
            "city",
            "postcode",
            "region",
            "street",
            "zone",
        )
    }
    mail = f"{number}@paperlantern-customer.example"
    customer = Customer(
        number=str(number),
        party_type="consumer",
        ledger="trade",
        company=COMPANY,
        scale=4 if facts["currency"] == "AED" else 1,
        sap_language="E",
        since=teller.today - timedelta(days=900),
        people=[Person(facts["name"], "self", facts["salutation"], facts["phone"], "", mail)],
        reserved_numbers=facts["country"] != "AE",
        risk_class="B",
        collector=teller.owner,
        story="consumer",
        **plain,
    )
    invoice = teller.owe(customer, facts["days"], float(facts["euros"]), terms=30)
    # The ledgers begin weeks before: the account is there from the first one on.
    invoice.document_on = min(invoice.document_on, teller.today - timedelta(days=70))
    _tell(teller, customer, facts)
    return customer


def _tell(teller: Teller, customer: Customer, facts: dict[str, Any]) -> None:
    for kind, days in facts.get("notices", ()):
        day = teller.today - timedelta(days=days)
        teller.step(_at_desk(teller, customer, day), customer, "notice", kind=kind)
    for count in facts.get("calls", ()):
        teller.call(customer, count, "NOANS")
    if "stop" in facts:
        kind, days = facts["stop"]
        day = teller.today - timedelta(days=days)
        at = _at_desk(teller, customer, day)
        teller.step(at, customer, "stop", kind=kind, reason="notice of the adviser received")
    if "wish" in facts:
        kind, value = facts["wish"]
        teller.step(teller.moment(customer, 3), customer, "wish", kind=kind, value=value)


def _at_desk(teller: Teller, customer: Customer, day: date) -> datetime:
    """A moment of that local day at which the customer's day has begun."""
    from datetime import time

    from collectdesk.desk.local_time import at_local

    return at_local(datetime.combine(day, time(11, 20)), customer.zone)
