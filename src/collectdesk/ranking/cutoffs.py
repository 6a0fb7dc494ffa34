"""What depends on the day, settled before the database is asked: bound dates, instants and amounts.

The statements of this package hold no date arithmetic. "31 days past due" becomes "due on or before this
date", so that both engines compare the same values, and a zone's clock changes are met here alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any

import pytz

from collectdesk.models import LONG_AGO
from collectdesk.money import decimals
from collectdesk.ranking.config import RankingRules

_SHIFT_AT = datetime(2020, 1, 1)  # noqa: DTZ001 - a wall clock, read in the desk's zone

_kept: dict[tuple[str, date, DeskClock], Mapping[str, Any]] = {}


@dataclass(frozen=True, slots=True)
class DeskClock:
    """What a day means at this desk: its IANA zone, and the base currency amounts are compared in."""

    zone: str
    base_currency: str

    def start_of(self, day: date) -> datetime:
        """The first instant of the desk's day, in UTC, also where the clock skips midnight."""
        zone = pytz.timezone(self.zone)
        midnight = datetime.combine(day, time())
        try:
            local = zone.localize(midnight, is_dst=None)
        except pytz.NonExistentTimeError:
            local = zone.normalize(zone.localize(midnight, is_dst=False))
        except pytz.AmbiguousTimeError:
            local = zone.localize(midnight, is_dst=True)
        return local.astimezone(UTC)

    def day_of(self, at: datetime) -> date:
        """The desk's date at an instant."""
        return at.astimezone(pytz.timezone(self.zone)).date()

    @property
    def shift(self) -> int:
        """Seconds the zone's standard time is ahead of UTC."""
        local = pytz.timezone(self.zone).localize(_SHIFT_AT, is_dst=False)
        return int(
            (local.utcoffset() or timedelta()).total_seconds() - (local.dst() or timedelta()).total_seconds()
        )


def business_days_from(day: date, steps: int) -> date:
    """The date `steps` business days (Monday to Friday) after `day`, before it when negative."""
    step = timedelta(days=1 if steps > 0 else -1)
    left = abs(steps)
    while left:
        day += step
        if day.weekday() < 5:
            left -= 1
    return day


def day_binds(values: RankingRules, day: date, clock: DeskClock) -> Mapping[str, Any]:
    """All bound values of a day under these rules, by the names the statements use."""
    key = (values.version, day, clock)
    found = _kept.get(key)
    if found is None:
        if len(_kept) > 64:
            _kept.clear()
        found = _kept[key] = MappingProxyType(_day_binds(values, day, clock))
    return found


def _day_binds(values: RankingRules, day: date, clock: DeskClock) -> dict[str, Any]:
    scale = 10 ** decimals(clock.base_currency)
    bound: dict[str, Any] = {
        "today": day,
        "long_ago": LONG_AGO,
        "shift": clock.shift,
        "halved_on": day - timedelta(days=values.promise.halves_after_days),
        "insurer_to": business_days_from(day, values.pins.insurer_business_days),
        "limitation_to": day + timedelta(days=values.pins.limitation_days),
        "answer_before": clock.start_of(business_days_from(day, -values.pins.answer_business_days)),
        "small_balance": values.suppressions.small_balance * scale,
    }
    for band in values.amount.bands:
        bound[f"amount_{band.start}"] = band.start * scale
    for band in values.days_past_due.bands:
        bound[f"due_{band.start}"] = day - timedelta(days=band.start)
    for band in values.contact_gap.bands:
        bound[f"spoken_{band.start}"] = clock.start_of(day - timedelta(days=band.start - 1))
    return bound
