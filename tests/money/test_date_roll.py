"""Dates of schedules, and what becomes of those on which banks are closed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectdesk.money.date_roll import Convention, months_after, roll
from tests.money.vectors import vectors

CONVENTIONS: list[Convention] = [
    "following", "modified_following", "preceding", "modified_preceding", "nearest", "none",
]  # fmt: skip


def weekdays(day: date) -> bool:
    return day.weekday() < 5


@pytest.mark.parametrize(("id", "given", "wanted"), vectors("roll"))
def test_worked_examples(id: str, given: dict[str, Any], wanted: dict[Convention, str]) -> None:
    assert given["calendar"] == "weekends"
    for convention, day in wanted.items():
        assert roll(date.fromisoformat(given["date"]), convention, weekdays).isoformat() == day


def test_around_easter() -> None:
    def easter(day: date) -> bool:
        return weekdays(day) and day not in (date(2026, 4, 3), date(2026, 4, 6))

    wanted = {
        "following": 7,
        "modified_following": 7,
        "preceding": 2,
        "modified_preceding": 2,
        "nearest": 2,
        "none": 3,
    }
    for convention in CONVENTIONS:
        assert roll(date(2026, 4, 3), convention, easter) == date(2026, 4, wanted[convention])
    assert roll(date(2026, 4, 6), "nearest", easter) == date(2026, 4, 7)
    assert roll(date(2026, 4, 5), "nearest", easter) == date(2026, 4, 7)
    assert roll(date(2026, 4, 4), "nearest", easter) == date(2026, 4, 2)


def test_the_anchor_keeps_its_day() -> None:
    anchor = date(2026, 1, 31)
    found = [months_after(anchor, count) for count in (0, 1, 2, 3, 4, 25, -1, -11)]
    assert found == [
        date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31),
        date(2028, 2, 29), date(2025, 12, 31), date(2025, 2, 28),
    ]  # fmt: skip


def test_a_calendar_without_business_days_is_an_error() -> None:
    with pytest.raises(ValueError, match="no business day"):
        roll(date(2026, 1, 1), "following", lambda day: False)


@given(day=st.dates(date(2000, 1, 1), date(2100, 1, 1)), closed=st.sets(st.integers(-9, 9)))
def test_a_rolled_day_is_open_and_keeps_what_its_name_says(day: date, closed: set[int]) -> None:
    shut = {day + timedelta(days=n) for n in closed}

    def is_open(one: date) -> bool:
        return weekdays(one) and one not in shut

    for convention in CONVENTIONS:
        rolled = roll(day, convention, is_open)
        assert is_open(rolled) or convention == "none"
        assert rolled == day or not is_open(day)
    assert roll(day, "following", is_open) >= day >= roll(day, "preceding", is_open)
    month = [day.replace(day=1) + timedelta(days=n) for n in range(31)]
    if any(is_open(one) for one in month if one.month == day.month):
        assert roll(day, "modified_following", is_open).month == day.month
        assert roll(day, "modified_preceding", is_open).month == day.month
