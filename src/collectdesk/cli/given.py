"""What was given on the line, read and checked: days, request ids, and what a command says of its fields."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from collectdesk.faults import BadInput

if TYPE_CHECKING:
    from pydantic import ValidationError


def day_option(typed: str | None, option: str) -> date | None:
    """The day an option gives; None when it was left out. BadInput when it is none."""
    if typed is None:
        return None
    try:
        return datetime.strptime(typed, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError as error:
        raise BadInput(f"{option}: {typed!r} is not a day; write it like 2026-11-27") from error


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
