"""Fields of a payment plan agreement, as the desk gives them, to render it without a book."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from collectdesk.messages.catalogue import translator
from collectdesk.messages.document import Document
from collectdesk.messages.formats import reader
from collectdesk.messages.rendering import render
from collectdesk.messages.templates import CreditorLines, House, load_template
from collectdesk.money import Money

MADE_ON = date(2026, 11, 24)


def agreement(
    language: str,
    country: str | None,
    *,
    total: Money | None = None,
    number: int = 2,
    name: str = "Nordwind Handels GmbH",
    **changed: Any,
) -> Document:
    """The agreement of a plan in equal monthly instalments, in a language."""
    translator(language)
    to = reader(language, country)
    return render(load_template("plan_agreement"), to, fields(total, number, name) | changed)


def fields(
    total: Money | None = None, number: int = 2, name: str = "Nordwind Handels GmbH"
) -> dict[str, Any]:
    """Fields of a plan for a business, without a down payment."""
    total = total or Money(130000, "EUR")
    each = total.minor // number
    days = [MADE_ON + timedelta(days=30 * at) for at in range(1, number + 1)]
    payments = [
        {
            "number": at, "due_on": day, "unadjusted": day, "amount": Money(each, total.currency),
            "interest": Money(0, total.currency), "balance": Money(total.minor - each * at, total.currency),
            "moved": "", "holiday": None,
        }
        for at, day in enumerate(days, 1)
    ]  # fmt: skip
    return {
        "plan": 7, "version": 1, "made_on": MADE_ON, "reference": "100234/7",
        "creditor": {"name": "Creditor AG", "country": "Germany", **CreditorLines().model_dump()},
        "customer": {
            "name": name, "number": "100234", "registry": "", "address": "Weg 3, 20095 Hamburg",
            "country": "Germany", "represented": "",
        },
        "consumer": False, "house": House().model_dump(), "total": total, "as_of": MADE_ON,
        "items": [{"document": "4655", "due_on": date(2026, 10, 1), "amount": total}],
        "down": None, "replaces": None,
        "number": number, "first_on": days[0], "last_on": days[-1], "payments": payments,
        "local": None, "local_payments": [],
        "moved": False, "interest": {"kind": "none", "per_cent": None, "amount": Money(0, total.currency)},
        "waived": None, "method": "transfer", "cure_days": 5, "reschedule_days": 14, "language": "English",
        "cross_border": True,
    }  # fmt: skip
