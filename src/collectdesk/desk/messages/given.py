"""Values that a message asks a person for: read as what they are, or refused with what would be right."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.messages.rendering import Field
from collectdesk.money import Money

DAYS = frozenset({"from_on", "starts_on", "itemized_on", "validation_end"})
AMOUNTS = frozenset({"itemized"})


def typed(given: Mapping[str, str], currency: str) -> dict[str, Field]:
    """The values by name; those that are empty are left out. BadInput naming the one that cannot be read."""
    found: dict[str, Field] = {}
    for name, text in given.items():
        said = text.strip()
        if not said:
            continue
        if name in DAYS:
            found[name] = _day(name, said)
        elif name in AMOUNTS:
            found[name] = _amount(name, said, currency)
        else:
            found[name] = said
    return found


def _day(name: str, said: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError as error:
        raise BadInput(
            _("{field}: {text!r} is no day; write it as 2026-12-01").format(field=name, text=said)
        ) from error


def _amount(name: str, said: str, currency: str) -> Money:
    try:
        return Money.of(Decimal(said), currency)
    except (InvalidOperation, ValueError) as error:
        raise BadInput(
            _("{field}: {text!r} is no amount in {currency}; write it as 1234.50").format(
                field=name, text=said, currency=currency
            )
        ) from error
