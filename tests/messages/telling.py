"""Fields of every message of the desk, as composing gives them, to write it without a book."""

from __future__ import annotations

from datetime import date
from typing import Any

from collectdesk.messages.formats import reader
from collectdesk.messages.message import Message, write
from collectdesk.messages.purposes import Channel, purpose
from collectdesk.messages.salutation import Addressee
from collectdesk.money import Money

PERSON = Addressee("Jana Krüger", "Frau", "Nordwind Handels GmbH", False)
FIRM = Addressee("", "", "Nordwind Handels GmbH", False)


def fields(currency: str = "EUR", count: int = 2, consumer: bool = False, **changed: Any) -> dict[str, Any]:
    """Every field, with amounts in a currency and so many documents, 0 among them."""
    large, small = Money(123456789, currency), Money(1050, currency)
    days = [date(2026, 10, 28), date(2026, 12, 1)]
    documents = [{"document": str(4688 + at), "due_on": days[0], "amount": small} for at in range(count)]
    plan = {
        "total": large, "count": count, "first_on": days[1], "last_on": days[1], "cost": small,
        "valid_until": days[1], "payments": [{"number": 1, "due_on": days[1], "amount": small}],
    }  # fmt: skip
    found: dict[str, Any] = {
        "consumer": consumer, "customer": "Nordwind Handels GmbH", "customer_address": "Kai 1, Hamburg",
        "reference": "100234", "creditor": "Example Ltd", "agency": "Example Ltd", "agency_address": "",
        "agent": "Asha Verma", "person": "Jana Krüger", "phone": "+44 20 7946 0000", "bank": "", "licence": "",
        "help": "Advice line 0800 000000", "complaints": "The board, PO box 1", "step": "agency",
        "language": "English", "amount": large, "due_on": days[0], "days": count, "count": count,
        "document": "4688" if count == 1 else "", "documents": documents, "answer_by": days[1],
        "letter_on": days[0], "as_of": days[1], "principal": large, "interest": small, "fees": small,
        "paid": small, "balance": large, "disputed": small, "rest": small, "ask_reason": True, "call_on": days[0],
        "call_back_on": days[1], "pause_until": days[1], "refund": small,
        "promise": {"amount": large, "promised_on": days[1], "paid": small}, "plan": plan,
        "instalment": {"no": count, "of": 12, "amount": small, "due_on": days[1]},
        "payment": {"amount": small, "received_on": days[0]},
        "dispute": {"number": "17", "amount": small, "answer_by": days[1], "outcome": "partly"},
        "settlement": {
            "amount": small, "balance": large, "saving": small, "valid_until": days[1], "received_on": days[0],
        },
        "itemized_on": days[0], "itemized": large, "validation_end": days[1], "from_on": days[1],
        "new_contact": "Robin Doe", "starts_on": days[1], "starts_at": "10:00", "meeting": "https://meet.example/1",
    }  # fmt: skip
    return found | changed


def written(
    name: str,
    language: str = "en",
    country: str | None = "GB",
    channel: Channel | None = None,
    who: Addressee = PERSON,
    **given: Any,
) -> Message:
    """A message in a language, with the fields above unless others are given."""
    asked = purpose(name)
    return write(
        asked, channel or asked.channels[0], reader(language, country), who, fields(**given),
        agent="Asha Verma", sender="Example Ltd",
    )  # fmt: skip
