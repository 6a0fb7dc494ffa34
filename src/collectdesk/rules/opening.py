"""Opening hours of one rule in one zone: whether a moment lies inside, and until when that stays so."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from collectdesk.rules.days_off import DayOff
from collectdesk.rules.local import STEP, jump, moments, reading
from collectdesk.rules.record import Hours, Week, parse_week

Day = tuple[tuple[int, int], ...]


@dataclass(slots=True)
class Opening:
    """The week of a rule with its holidays worked in. Remembers the days it was asked for."""

    week: Week
    holidays: str = "no_effect"
    holiday_hours: Day = ()
    off: DayOff | None = None
    _days: dict[date, tuple[Day, bool]] = field(default_factory=dict)

    @classmethod
    def of(cls, rule: Hours, off: DayOff | None) -> Opening:
        """The opening hours of a rule."""
        short = parse_week((f"mon {rule.holiday_hours}",))[0] if rule.holiday_hours else ()
        return cls(parse_week(rule.week), rule.holidays, short, off)

    def on(self, day: date) -> tuple[Day, bool]:
        """The open minutes of a local day, and whether it is a holiday whose effect is not settled."""
        found = self._days.get(day)
        if found is None:
            found = self._days[day] = self._work_out(day)
        return found

    def _work_out(self, day: date) -> tuple[Day, bool]:
        usual = self.week[day.weekday()]
        if self.holidays == "no_effect" or self.off is None or not self.off(day):
            return usual, False
        if self.holidays == "ban":
            return (), False
        if self.holidays == "as_sunday":
            return self.week[6], False
        if self.holidays == "short_window":
            return self.holiday_hours, False
        return usual, True

    def state(self, at: datetime, zone: str) -> tuple[bool, bool, datetime]:
        """At a moment: open, on a doubtful holiday, and the moment until which neither changes (at most a week on)."""
        here = reading(at, zone)
        minute = here.hour * 60 + here.minute
        day, doubtful = self.on(here.date())
        inside = any(start <= minute < end for start, end in day)
        return inside, doubtful, self._changes(at, zone, here, minute)

    def _changes(self, at: datetime, zone: str, here: datetime, minute: int) -> datetime:
        limit = at + STEP
        today, doubtful = self.on(here.date())
        for start, end in today:
            for edge in (start, end):
                if edge > minute:
                    return self._edge(at, zone, here.date(), edge, limit)
        for ahead in range(1, 9):
            day = here.date() + timedelta(days=ahead)
            hours, other = self.on(day)
            if other != doubtful:
                return self._edge(at, zone, day, 0, limit)
            if hours:
                return self._edge(at, zone, day, hours[0][0], limit)
        return jump(at, limit, zone)

    def _edge(self, at: datetime, zone: str, day: date, minute: int, limit: datetime) -> datetime:
        naive = datetime.combine(day, time()) + timedelta(minutes=minute)
        later = [moment for moment in moments(naive, zone) if moment > at]
        edge = min(later[0], limit) if later else limit
        return jump(at, edge, zone)
