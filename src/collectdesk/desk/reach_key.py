"""What the clock knows of a group of customers, as one text: made and read back here alone.

The text is canonical JSON, so that equal cases give equal keys, and windows can be worked out anew from the key.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from collectdesk.rules.case import Case, Consent, Wish

_WORDS = ("country", "party_type", "collector", "debt_type", "channel", "place")
_DAYS = ("due_on", "incurred_on")


def key_of(case: Case) -> str:
    """The key of a case that was reduced by `rules.reach.clock_case`. What is not known is left out."""
    said: dict[str, Any] = {name: getattr(case, name) for name in _WORDS if getattr(case, name) is not None}
    said |= {name: day.isoformat() for name in _DAYS if (day := getattr(case, name)) is not None}
    said |= {name: list(getattr(case, name)) for name in ("regions", "zones") if getattr(case, name)}
    if case.wishes:
        said["wishes"] = [[wish.kind, wish.week] for wish in case.wishes]
    if case.consents:
        said["consents"] = [
            [one.channel, one.on.isoformat(), _text(one.for_on), _text(one.ended_on)] for one in case.consents
        ]
    return json.dumps(said, sort_keys=True, separators=(",", ":"))


def case_of(key: str) -> Case:
    """The reduced case of a key."""
    said: dict[str, Any] = json.loads(key)
    for name in _DAYS:
        if name in said:
            said[name] = date.fromisoformat(said[name])
    for name in ("regions", "zones"):
        said[name] = tuple(said.get(name, ()))
    said.setdefault("country", None)
    said["wishes"] = tuple(Wish(kind, week=_week(week)) for kind, week in said.get("wishes", ()))
    said["consents"] = tuple(
        Consent(channel, date.fromisoformat(on), _day(for_on), _day(ended_on))
        for channel, on, for_on, ended_on in said.get("consents", ())
    )
    return Case(**said)


def _week(days: list[list[list[int]]]) -> tuple[tuple[tuple[int, int], ...], ...]:
    return tuple(tuple((start, end) for start, end in day) for day in days)


def _text(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text is not None else None
