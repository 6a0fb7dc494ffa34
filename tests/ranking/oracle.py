"""The score, pins, suppressions and order worked out by brute force, from the rules as they are written down.

Shares nothing with the package: thresholds are typed in again, money is a Fraction, days are subtracted.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from tests.ranking.specimen import NOW, RATES, Specimen, at, on

BERLIN = ZoneInfo("Europe/Berlin")
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
SILENCING = [
    "cease", "attorney", "insolvency", "deceased", "breathing_space", "breathing_space_crisis", "moratorium",
    "minor", "wrong_party", "placed", "support_need",
]  # fmt: skip
HOLDS = [*SILENCING, "hardship", "paid_claim", "payment_search", "skipped", "payment_plan", "settlement"]
ORDER = [*HOLDS, "promise", "disputed", "small_balance", "nothing_due"]
FLAGS = {
    "trend_worse": 4, "part_payments": 3, "silence": 3, "returned_payment": 5, "limit_90": 2, "news_legal": 5,
}  # fmt: skip


@dataclass(frozen=True)
class Verdict:
    """What `rank` must hold, and the points behind it."""

    points: dict[str, int]
    pins: set[str]
    pin: int
    suppressed: int
    overdue_base: int
    oldest_due: date
    order_key: int
    held_until: datetime
    callback_at: datetime | None

    @property
    def score(self) -> int:
        return sum(self.points.values())


def half_up(value: Fraction) -> int:
    return math.floor(value + Fraction(1, 2))


def base(minor: int, currency: str) -> int | None:
    if currency not in RATES:
        return None
    num, den = RATES[currency]
    sign = -1 if minor < 0 else 1
    return sign * half_up(Fraction(min(abs(minor), 10**14) * num, den))


def local_day(moment: datetime) -> date:
    return moment.astimezone(BERLIN).date()


def business_days_between(start: date, end: date) -> int:
    """How many business days lie after `start` up to and including `end`."""
    count = 0
    while start < end:
        start += timedelta(days=1)
        count += start.weekday() < 5
    return count


def judge(one: Specimen, day: date) -> Verdict:
    counted = []
    has_overdue = no_rate = False
    for item in one.items:
        due = on(item.due)
        if item.minor > 0 and due is not None and (day - due).days > 0:
            has_overdue = True
            undisputed = item.minor - min(max(item.disputed, 0), item.minor)
            if undisputed > 0:
                counted.append((due, undisputed, item.currency))
                no_rate |= item.currency not in RATES
    overdue = sum(base(minor, currency) or 0 for _due, minor, currency in counted)
    exposure = sum(base(item.minor, item.currency) or 0 for item in one.items)
    oldest = min((due for due, _minor, _currency in counted), default=date(9999, 12, 31))
    age = (day - oldest).days if counted else 0
    talks = [at(-talk.seconds) for talk in one.talks if talk.right_party and not talk.undone]
    spoken = max(talks, default=None)
    points = {
        "amount": amount_points(Fraction(overdue, 100)),
        "days_past_due": age_points(age),
        "promise": promise_points(one, day, spoken),
        "risk_class": {"A": 0, "B": 4, "C": 9, "D": 15, None: 0}[one.risk],
        "flags": min(10, flag_points(one, day)),
        "contact_gap": gap_points(spoken, day),
        "credit_limit": limit_points(one, exposure),
    }
    pins = find_pins(one, day)
    suppressed = suppression(one, day, bool(counted), has_overdue, no_rate, overdue)
    strongest = max(
        (4 - ["insurer_deadline", "limitation", "promise_due", "customer_waits"].index(p) for p in pins),
        default=0,
    )
    dues = [at(step.due) for step in open_steps(one) if step.kind != "answer"]
    calls = [at(step.due) for step in open_steps(one) if step.kind == "callback"]
    return Verdict(
        points,
        pins,
        strongest,
        suppressed,
        overdue,
        oldest,
        -(strongest * 10**17 + sum(points.values()) * 10**14 + min(overdue, 10**14 - 1)),
        LONG_AGO if "customer_waits" in pins or not dues else min(dues),
        None if 1 <= suppressed <= len(SILENCING) or not calls else min(calls),
    )


def open_steps(one: Specimen):
    return [step for step in one.steps if step.state == "open" and not step.undone]


def amount_points(amount: Fraction) -> int:
    if amount < 100:
        return 0
    if amount < 500:
        return 3
    if amount < 2000:
        return 7
    if amount < 10000:
        return 12
    if amount < 50000:
        return 18
    return 22 if amount < 250000 else 25


def age_points(age: int) -> int:
    for top, points in ((0, 0), (7, 4), (15, 8), (30, 12), (60, 16), (90, 20), (180, 18)):
        if age <= top:
            return points
    return 12


def last_broken(one: Specimen) -> tuple[date, int] | None:
    live = [pledge for pledge in one.pledges if not pledge.undone]
    broken = [pledge for pledge in live if pledge.state == "broken"]
    if not broken:
        return None
    when = max(on(pledge.turned) for pledge in broken)
    kept = [on(pledge.turned) for pledge in live if pledge.state == "kept"]
    if any(day > when for day in kept):
        return None
    return when, max(pledge.level for pledge in broken)


def promise_points(one: Specimen, day: date, spoken: datetime | None) -> int:
    best = 0
    if any(p.state == "open" and not p.undone and on(p.promised) <= day for p in one.pledges):
        best = 6
    broken = last_broken(one)
    if broken:
        when, level = broken
        points = {1: 12, 2: 16}.get(level, 20)
        # The zone's winter time, all year.
        begins = datetime(when.year, when.month, when.day, tzinfo=UTC) - timedelta(hours=1)
        if (day - when).days >= 30 and (spoken is None or spoken < begins):
            points //= 2
        best = max(best, points)
    return best


def flag_points(one: Specimen, day: date) -> int:
    return sum(FLAGS[sign.flag] for sign in one.signs if on(sign.since) <= day <= on(sign.until))


def gap_points(spoken: datetime | None, day: date) -> int:
    if spoken is None:
        return 5
    gap = (day - local_day(spoken)).days
    return 5 if gap >= 30 else 3 if gap >= 14 else 0


def limit_points(one: Specimen, exposure: int) -> int:
    if not one.limit or one.limit[0] <= 0 or one.limit[1] not in RATES:
        return 0
    if base(*one.limit) == 0:
        return 0
    share = Fraction(exposure, base(*one.limit))
    return 5 if share >= Fraction(9, 10) else 3 if share >= Fraction(3, 4) else 0


def find_pins(one: Specimen, day: date) -> set[str]:
    pins = set()
    insurer, limitation = on(one.insurer), on(one.limitation)
    if insurer and insurer >= day and (insurer == day or within_business_days(day, insurer, 5)):
        pins.add("insurer_deadline")
    if limitation and 0 <= (limitation - day).days <= 60:
        pins.add("limitation")
    late = any(p.state == "open" and not p.undone and on(p.last) < day for p in one.pledges)
    broken = last_broken(one)
    if late or (broken and broken[0] == day):
        pins.add("promise_due")
    wrote = [local_day(at(step.created)) for step in open_steps(one) if step.kind == "answer"]
    if wrote and business_days_between(min(wrote), day) > 1:
        pins.add("customer_waits")
    return pins


def within_business_days(day: date, deadline: date, steps: int) -> bool:
    while steps:
        day += timedelta(days=1)
        steps -= day.weekday() < 5
    return deadline <= day


def suppression(one: Specimen, day: date, owed: bool, has_overdue: bool, no_rate: bool, overdue: int) -> int:
    reasons = set()
    for stop in one.stops:
        until = date(9999, 12, 31) if stop.until is None else on(stop.until)
        lifted = stop.lifted is not None and on(stop.lifted) <= day
        if not stop.undone and on(stop.since) <= day <= until and not lifted:
            reasons.add(stop.kind)
    live = [pledge for pledge in one.pledges if pledge.state == "open" and not pledge.undone]
    if any(on(p.promised) > day for p in live) and not any(on(p.last) < day for p in live):
        reasons.add("promise")
    if has_overdue and not owed:
        reasons.add("disputed")
    if owed and not no_rate and overdue < 1000:
        reasons.add("small_balance")
    if not has_overdue:
        reasons.add("nothing_due")
    return min((ORDER.index(reason) + 1 for reason in reasons), default=0)


__all__ = ["NOW", "Verdict", "judge"]
