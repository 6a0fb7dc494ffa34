"""What was given on the line, read and checked: days, amounts, words of a list, request ids, fields of a command."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from collectdesk.faults import BadInput

if TYPE_CHECKING:
    from decimal import Decimal

    from pydantic import ValidationError


def day_option(typed: str | None, option: str) -> date | None:
    """The day an option gives; None when it was left out. BadInput when it is none."""
    if typed is None:
        return None
    try:
        return datetime.strptime(typed, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError as error:
        raise BadInput(f"{option}: {typed!r} is not a day; write it like 2026-11-27") from error


def minor_units(typed: str, currency: str) -> int:
    """An amount in minor units of a currency. BadInput when it is none, or none in that currency."""
    from decimal import Decimal, InvalidOperation

    from collectdesk.money import Money, is_currency

    if not is_currency(currency):
        raise BadInput(f"{currency!r} is not a currency; use an ISO code such as EUR")
    try:
        return Money.of(Decimal(typed), currency).minor
    except (InvalidOperation, ValueError) as error:
        raise BadInput(f"{typed!r} is not an amount in {currency}; write it like 1200.50") from error


def per_cent(typed: str | None, option: str) -> Decimal | None:
    """The per cent an option gives; None when it was left out. BadInput when it is no figure."""
    from decimal import Decimal, InvalidOperation

    if typed is None:
        return None
    try:
        found = Decimal(typed.removesuffix("%").strip())
    except InvalidOperation as error:
        raise BadInput(f"{option}: {typed!r} is not a per cent; write it like 8.5") from error
    if not found.is_finite():
        raise BadInput(f"{option}: {typed!r} is not a per cent; write it like 8.5")
    return found


def one_of(typed: str, words: Sequence[str], option: str) -> Any:
    """A word that is one of a list. BadInput naming the option and the list when it is not."""
    if typed not in words:
        raise BadInput(f"{option}: {typed!r} is not known; use one of {', '.join(words)}")
    return typed


def request_field(request_id: str | None) -> dict[str, str]:
    """The request id as a field of a command. BadInput when it is too short or too long."""
    if request_id is None:
        return {}
    if not 8 <= len(request_id) <= 64:
        raise BadInput("--request-id has 8 to 64 characters")
    return {"request_id": request_id}


def pair(text: str, option: str) -> tuple[str, str]:
    """NAME=VALUE as its two parts. BadInput when it is none."""
    key, sign, value = text.rpartition("=")
    if not sign or not key:
        raise BadInput(f"{option} {text!r}: write it as NAME=VALUE")
    return key, value


def as_bad_input(error: ValidationError) -> BadInput:
    """What pydantic found wrong first, in one sentence that names the option."""
    first = error.errors()[0]
    where = "--" + ".".join(str(part) for part in first["loc"]).replace("_", "-")
    return BadInput(f"{where}: {first['msg'].lower()}")
