"""What a customer can pay, typed in one line."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectdesk.desk.typed.ability_lines import parse_cash, parse_flows, parse_lines
from collectdesk.desk.typed.days import read_past_day

TODAY = date(2026, 11, 24)


def test_flows_week_by_week() -> None:
    assert parse_flows("4200 -6100, 5.2k 0 \u22121,000.50", "EUR").minor == (
        420000,
        -610000,
        520000,
        0,
        -100050,
    )
    assert parse_flows("4200 -61o0", "EUR").problem.startswith("“61o0” is not an amount")
    assert "at most 53" in parse_flows("1 " * 54, "EUR").problem


def test_cash_and_its_day() -> None:
    assert parse_cash("12500", "EUR", TODAY).on == TODAY
    told = parse_cash("-1,250.50 eur on 20 nov", "EUR", TODAY)
    assert told.amount is not None
    assert (told.amount.minor, told.on) == (-125050, date(2026, 11, 20))
    assert parse_cash("12500 30 nov", "EUR", TODAY).on == date(2026, 11, 30)
    assert "23 nov" in parse_cash("12500 soon", "EUR", TODAY).problem


def test_days_that_lie_behind() -> None:
    def past(typed: str, today: date = TODAY) -> date | None:
        found = read_past_day(typed.split(), today)
        return found.value if found is not None else None

    assert past("yesterday") == date(2026, 11, 23)
    assert past("23 nov") == date(2026, 11, 23)
    assert past("30 nov") == date(2026, 11, 30)
    assert past("23 nov 2027") == date(2027, 11, 23)
    # The year before has no such day: it is said, not made up.
    assert past("29 feb", date(2028, 3, 1)) is None
    assert past("tomorrow") == date(2026, 11, 25)


def test_lines_of_a_household() -> None:
    found = parse_lines(
        "pay 450/w rent 620, council tax 1,440/y food 90/w fixed school run 40 card 55 gas", "GBP"
    )
    assert [(one.name, one.kind, one.minor, one.period) for one in found.lines] == [
        ("pay", "income", 45000, "weekly"),
        ("rent", "fixed", 62000, "monthly"),
        ("council tax", "fixed", 144000, "yearly"),
        ("food", "flexible", 9000, "weekly"),
        ("fixed school run", "fixed", 4000, "monthly"),
        ("card", "other_debt", 5500, "monthly"),
    ]
    assert (found.open, found.problem) == ("gas", "")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("620", "say what “620” is for"),
        ("yacht 40", "in, fixed, flexible, priority or debt"),
        ("rent 620/d", "is no period"),
        ("rent 1.200", "can be"),
    ],
)
def test_what_cannot_be_read_is_said(typed: str, said: str) -> None:
    assert said in parse_lines(typed, "GBP").problem


@given(st.text(max_size=60))
def test_any_line_is_read_without_an_error(typed: str) -> None:
    parse_flows(typed, "JPY")
    parse_cash(typed, "KWD", TODAY)
    parse_lines(typed, "EUR")
