"""A follow-up typed in one line: `mon 10`, `cb fri 14:30`, `letter in 3 days send the statement`.

The kind, the day and the time may come in any order; what is none of them is the text. Times are the
collector's own, but for a call-back, which is agreed on the customer's clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import pytz

from collectdesk.desk.follow_ups import MORNING
from collectdesk.desk.local_time import at_local
from collectdesk.desk.typed.days import read_day, read_time
from collectdesk.i18n import _

WORDS = {
    "call": "call",
    "cb": "callback",
    "callback": "callback",
    "email": "email",
    "mail": "email",
    "letter": "letter",
    "bank": "check_payment",
    "check": "check_payment",
    "copy": "send_copy",
    "answer": "answer",
    "review": "review",
    "trace": "trace",
    "other": "other",
}
"""Words for the kinds of follow-ups."""
_FILLERS = frozenset({"at", "on", "by"})


@dataclass(frozen=True, slots=True)
class TypedFollowUp:
    """What a line means so far. `at` is an aware instant, `zone` whose clock it was read on; a `problem` stops it."""

    kind: str
    at: datetime | None
    zone: str
    text: str
    timed: bool
    problem: str = ""

    @property
    def complete(self) -> bool:
        """Whether it can be saved as it stands."""
        return self.at is not None and not self.problem


def parse_follow_up(
    line: str, now: datetime, own_zone: str, customer_zone: str | None, kind: str = "call"
) -> TypedFollowUp:
    """Read a line. `now` is an aware instant; `kind` counts while no word names another. Never raises.

    Without a time it is 09:00; a time without a day is today's, or tomorrow's once today's is over.
    """
    words = line.split()
    on: date | None = None
    clock: time | None = None
    problem = ""
    kinds = [WORDS[word.casefold()] for word in words[:1] if word.casefold() in WORDS]
    chosen = kinds[0] if kinds else kind
    zone = customer_zone if chosen == "callback" and customer_zone else own_zone
    today = now.astimezone(pytz.timezone(zone)).date()
    rest, index, text = words[len(kinds) :], 0, list[str]()
    while index < len(rest):
        day = read_day(rest[index:], today) if on is None and not text else None
        found = read_time(rest[index].rstrip(",;")) if clock is None and not text and day is None else None
        if day is not None:
            on, problem = day.value, problem or day.problem or ""
            index += day.words
            continue
        if found is not None:
            clock = found
        elif text or rest[index].casefold() not in _FILLERS:
            text.append(rest[index])
        index += 1
    at, problem = _moment(on, clock, today, now, zone, problem)
    return TypedFollowUp(chosen, at, zone, " ".join(text), clock is not None, problem)


def _moment(
    on: date | None, clock: time | None, today: date, now: datetime, zone: str, problem: str
) -> tuple[datetime | None, str]:
    if problem or (on is None and clock is None):
        return None, problem
    at = at_local(datetime.combine(on or today, clock or MORNING), zone)
    if at <= now and on is None:
        at = at_local(datetime.combine(today + timedelta(days=1), clock or MORNING), zone)
    if at <= now:
        return None, _("that moment is over; give one from now on")
    return at, ""
