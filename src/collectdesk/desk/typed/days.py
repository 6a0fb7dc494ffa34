"""Days and times as people type them: fri, tomorrow, 27 nov, 27.11., 2026-11-27, in 3 days, 10:00."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from collectdesk.days import short_day
from collectdesk.i18n import _

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})$")
_DOTS = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4}|[0-9]{2})?$")
_SLASH = re.compile(r"([0-9]{1,2})/([0-9]{1,2})(?:/([0-9]{4}|[0-9]{2}))?$")
_ORDINAL = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th|\.)?$")
_FURTHEST_YEARS = 20
_HALF_A_YEAR = 183
"""Days; a day without a year that lies further ahead, where one behind is meant, is that of the year before."""
_PLUS = re.compile(r"\+([0-9]{1,3})(d|w)?$")
_CLOCK = re.compile(r"([0-9]{1,2})(?::|h|\.)([0-9]{2})$|([0-9]{1,2})(am|pm)$|([0-9]{1,2}):([0-9]{2})(am|pm)$")


@dataclass(frozen=True, slots=True)
class TypedDay:
    """A day, and how many words it took. `problem` is set when it could be another day."""

    value: date | None
    words: int
    problem: str | None = None


def read_day(words: Sequence[str], today: date) -> TypedDay | None:
    """The day that the first words name, or None. A weekday means the next one, never today.

    A weekday before a date ("fri 27 nov") must be that date's own. What lies further ahead than anyone
    agrees on is a problem, not a day.
    """
    found = _relative(words, today) or _weekday(words, today) or _a_date(words, today)
    if found is not None and found.value is not None and abs(found.value.year - today.year) > _FURTHEST_YEARS:
        too_far = _("{day} is too far from today; check the year").format(day=found.value.isoformat())
        return TypedDay(None, found.words, too_far)
    return found


def read_past_day(words: Sequence[str], today: date) -> TypedDay | None:
    """As `read_day`, for what lies behind: yesterday too, and without a year the last such day rather than the next."""
    if _word(words, 0) == "yesterday":
        return TypedDay(today - timedelta(days=1), 1)
    found = read_day(words, today)
    if found is None or found.value is None or (found.value - today).days <= _HALF_A_YEAR:
        return found
    if any(str(found.value.year) in word for word in words[: found.words]):
        return found
    day = found.value
    before = _make(day.year - 1, day.month, day.day, today)
    return TypedDay(before, found.words, None if before else _no_such_day(" ".join(words[: found.words])))


def _relative(words: Sequence[str], today: date) -> TypedDay | None:
    """today, tomorrow, in 3 days, +3d."""
    word = _word(words, 0)
    if word == "today":
        return TypedDay(today, 1)
    if word in ("tomorrow", "tmr", "tom"):
        return TypedDay(today + timedelta(days=1), 1)
    count, unit = _word(words, 1), _word(words, 2)
    if word == "in" and re.fullmatch(r"[0-9]{1,4}", count) and unit in ("day", "days", "week", "weeks"):
        days = int(count) * (7 if unit.startswith("w") else 1)
        return TypedDay(today + timedelta(days=days), 3)
    if plus := _PLUS.match(word):
        return TypedDay(today + timedelta(days=int(plus[1]) * (7 if plus[2] == "w" else 1)), 1)
    return None


def _weekday(words: Sequence[str], today: date) -> TypedDay | None:
    """fri, next fri, fri 27 nov."""
    word = _word(words, 0)
    if word == "next" and (weekday := _name_index(_word(words, 1), _WEEKDAYS)) is not None:
        monday = today + timedelta(days=7 - today.weekday())
        return TypedDay(monday + timedelta(days=weekday), 2)
    weekday = _name_index(word, _WEEKDAYS)
    if weekday is None:
        return None
    dated = _a_date(words[1:], today) if len(words) > 1 else None
    if dated is None:
        return TypedDay(today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1), 1)
    if dated.value is not None and dated.value.weekday() != weekday:
        wrong = _("{date} is a {weekday}; type one of the two").format(
            date=short_day(dated.value), weekday=f"{dated.value:%A}"
        )
        return TypedDay(None, dated.words + 1, wrong)
    return TypedDay(dated.value, dated.words + 1, dated.problem)


def _a_date(words: Sequence[str], today: date) -> TypedDay | None:
    return _with_month_name(words, today) or _in_figures(_word(words, 0), today)


def _word(words: Sequence[str], at: int) -> str:
    return words[at].rstrip(",;").casefold() if at < len(words) else ""


def read_time(word: str) -> time | None:
    """The time of day that a word names: 10:00, 10h30, 10am; a bare hour such as 10 too. None if it is none."""
    typed = word.casefold()
    if re.fullmatch(r"[0-9]{1,2}", typed) and int(typed) < 24:
        return time(int(typed))
    found = _CLOCK.match(typed)
    if found is None:
        return None
    hour = int(found[1] or found[3] or found[5])
    minute = int(found[2] or found[6] or 0)
    half = found[4] or found[7]
    if half and not 1 <= hour <= 12:
        return None
    hour = hour % 12 + (12 if half == "pm" else 0) if half else hour
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _with_month_name(words: Sequence[str], today: date) -> TypedDay | None:
    word, following = _word(words, 0), _word(words, 1)
    for day_word, month_word in ((word, following), (following, word)):
        month = _name_index(month_word, _MONTHS)
        day = _ORDINAL.match(day_word)
        if month is not None and day is not None and int(day[1]) <= 31:
            year_word = _word(words, 2)
            year = int(year_word) if re.fullmatch(r"20[0-9]{2}", year_word) else None
            found = _make(year, month + 1, int(day[1]), today)
            return TypedDay(found, 3 if year else 2, None if found else _no_such_day(f"{word} {following}"))
    return None


def _in_figures(word: str, today: date) -> TypedDay | None:
    if iso := _ISO.match(word):
        return _checked(_make(int(iso[1]), int(iso[2]), int(iso[3]), today), word)
    if dots := _DOTS.match(word):
        return _checked(_make(_year(dots[3]), int(dots[2]), int(dots[1]), today), word)
    slash = _SLASH.match(word)
    if slash is None:
        return None
    first, second, year = int(slash[1]), int(slash[2]), _year(slash[3])
    day_first, month_first = _make(year, second, first, today), _make(year, first, second, today)
    if day_first and month_first and day_first != month_first:
        both = _("“{typed}” can be {a} or {b}; type the month as a word")
        return TypedDay(None, 1, both.format(typed=word, a=short_day(day_first), b=short_day(month_first)))
    return _checked(day_first or month_first, word)


def _checked(found: date | None, typed: str) -> TypedDay:
    return TypedDay(found, 1, None if found else _no_such_day(typed))


def _no_such_day(typed: str) -> str:
    return _("there is no day “{typed}”").format(typed=typed)


def _year(typed: str | None) -> int | None:
    return None if not typed else int(typed) + (2000 if len(typed) == 2 else 0)


def _make(year: int | None, month: int, day: int, today: date) -> date | None:
    """The day; without a year the next one that is not over."""
    try:
        if year is not None:
            return date(year, month, day)
        found = date(today.year, month, day)
        return found if found >= today else date(today.year + 1, month, day)
    except ValueError:
        return None


def _name_index(word: str, names: Sequence[str]) -> int | None:
    if len(word) < 3:
        return None
    return next((n for n, name in enumerate(names) if name.startswith(word) or word == name[:4]), None)
