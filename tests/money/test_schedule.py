"""Schedules: the worked examples of section 6.5, sums that are always whole, and days that never drift."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import assume, given
from hypothesis import strategies as st

from collectdesk.money import CurrencyMismatch, Money
from collectdesk.money.date_roll import Convention
from collectdesk.money.schedule import (
    Closure,
    Rhythm,
    Terms,
    down_payment,
    schedule,
    splits,
    typed_schedule,
    weekends,
)
from tests.money.calendars import germany
from tests.money.vectors import vectors

CURRENCY_OF = {0: "JPY", 2: "EUR", 3: "KWD"}
STEP = {
    "weekly": timedelta(days=7),
    "fortnightly": timedelta(days=14),
    "monthly": relativedelta(months=1),
    "quarterly": relativedelta(months=3),
}
TERMS = Terms(
    Money.of("18750.00", "EUR"),
    Money.of("3750.00", "EUR"),
    date(2026, 1, 30),
    7,
    "monthly",
    date(2026, 1, 31),
)


def eur(amount: str) -> Money:
    return Money.of(amount, "EUR")


@pytest.mark.parametrize(("id", "given", "wanted"), vectors("plan"))
def test_worked_examples(id: str, given: dict[str, Any], wanted: dict[str, str]) -> None:
    currency = CURRENCY_OF[given["minor_units"]]
    total = Money.of(given["total"], currency)
    down = down_payment(total, Decimal(given["down_share"]) * 100)
    assert str(down) == wanted["down"]
    plan = schedule(replace(TERMS, total=total, down=down, number=given["n"]))
    amounts = [str(one.amount) for one in plan.instalments]
    assert amounts == [wanted["each"]] * (given["n"] - 1) + [wanted["last"]]
    assert [one.number for one in plan.payments] == list(range(0 if down.minor else 1, given["n"] + 1))


@pytest.mark.parametrize(
    ("convention", "days"),
    [
        ("following", ["2026-02-02", "2026-03-02", "2026-03-31", "2026-06-01"]),
        ("modified_following", ["2026-01-30", "2026-02-27", "2026-03-31", "2026-05-29"]),
        ("preceding", ["2026-01-30", "2026-02-27", "2026-03-31", "2026-05-29"]),
    ],
)
def test_the_table_of_month_ends(convention: Convention, days: list[str]) -> None:
    """Section 6.5: anchor 31 January, weekends only."""
    plan = schedule(replace(TERMS, number=5, convention=convention))
    found = plan.instalments
    assert [found[at].unadjusted.day for at in range(5)] == [31, 28, 31, 30, 31]
    assert [found[at].due_on.isoformat() for at in (0, 1, 2, 4)] == days


def test_month_ends_from_a_first_instalment_in_february() -> None:
    terms = replace(TERMS, first_on=date(2026, 2, 28), number=3, convention="none")
    assert [one.due_on.day for one in schedule(terms).instalments] == [28, 28, 28]
    by_ends = replace(terms, anchor=date(2026, 1, 31))
    assert [one.due_on.day for one in schedule(by_ends).instalments] == [28, 31, 30]
    with pytest.raises(ValueError, match="counted from the anchor"):
        replace(terms, anchor=date(2026, 1, 27))


@pytest.mark.parametrize(
    ("convention", "due", "moved_by"),
    [
        ("following", date(2026, 4, 7), ["Karfreitag", None, None, "Ostermontag"]),
        ("modified_following", date(2026, 4, 7), ["Karfreitag", None, None, "Ostermontag"]),
        ("preceding", date(2026, 4, 2), ["Karfreitag"]),
        ("none", date(2026, 4, 3), []),
    ],
)
def test_the_holidays_that_move_a_date_are_named(
    convention: Convention, due: date, moved_by: list[str | None]
) -> None:
    """Section 6.5: Good Friday 2026 with Easter Monday closed."""
    terms = replace(TERMS, starts_on=date(2026, 4, 1), first_on=date(2026, 4, 3), convention=convention)
    first = schedule(terms, germany).instalments[0]
    assert first.due_on == due
    assert [one.holiday for one in first.moved_by] == moved_by


def test_a_date_that_turns_back_names_what_it_passed() -> None:
    plan = schedule(replace(TERMS, convention="modified_following"))
    assert plan.instalments[0].moved_by == (Closure(date(2026, 1, 31)),)
    assert plan.instalments[2].moved_by == ()


def test_a_pay_day_moves_the_down_payment_too() -> None:
    plan = schedule(replace(TERMS, starts_on=date(2026, 1, 24)))
    assert (plan.payments[0].number, plan.payments[0].due_on) == (0, date(2026, 1, 26))
    assert plan.down == eur("3750.00")
    assert plan.payments[0].balance == eur("15000.00")


@pytest.mark.parametrize(
    ("first_on", "number", "rhythm", "months"),
    [
        (date(2026, 12, 27), 3, "monthly", 3),
        (date(2026, 12, 28), 3, "monthly", 4),
        (date(2026, 12, 4), 13, "weekly", 3),
        (date(2026, 12, 4), 14, "weekly", 4),
        (date(2027, 2, 27), 4, "quarterly", 12),
        (date(2026, 11, 28), 1, "monthly", 1),
    ],
)
def test_the_term_in_months(first_on: date, number: int, rhythm: Rhythm, months: int) -> None:
    terms = replace(TERMS, starts_on=date(2026, 11, 27), first_on=first_on, number=number, rhythm=rhythm)
    assert schedule(terms).term_months == months


@pytest.mark.parametrize(
    "wrong",
    [
        {"down": eur("18750.00")},
        {"down": Money(-1, "EUR")},
        {"down": Money(1, "USD")},
        {"number": 0},
        {"number": 601},
        {"first_on": TERMS.starts_on},
        {"first_on": date(9999, 12, 31)},
        {"total": Money(5, "EUR"), "down": Money(0, "EUR"), "number": 10},
        {"total": Money(25 * 60, "JPY"), "down": Money(0, "JPY"), "number": 599},
    ],
)
def test_terms_that_make_no_plan(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        replace(TERMS, **wrong)


def test_what_a_customer_offers() -> None:
    start = date(2026, 11, 27)
    lines = [(start, eur("500")), (date(2026, 12, 26), eur("300")), (date(2027, 1, 15), eur("200"))]
    plan = typed_schedule(eur("1000"), start, lines, germany)
    assert [(one.number, one.due_on.isoformat(), str(one.balance)) for one in plan.payments] == [
        (0, "2026-11-27", "500.00"),
        (1, "2026-12-28", "200.00"),
        (2, "2027-01-15", "0.00"),
    ]
    assert [one.holiday for one in plan.payments[1].moved_by] == ["Zweiter Weihnachtstag", None]
    assert [
        one.number for one in typed_schedule(eur("500"), start, [(lines[1][0], eur("500"))]).payments
    ] == [1]
    for total, offered in (
        ("1001", lines),
        ("1000", lines[::-1]),
        ("1000", []),
        ("800", [*lines[:2], lines[1]]),
    ):
        with pytest.raises(ValueError, match=r"days of a schedule|amounts must"):
            typed_schedule(eur(total), start, offered)
    with pytest.raises(ValueError, match="days of a schedule"):
        typed_schedule(eur("1000"), date(2026, 11, 28), lines)
    with pytest.raises(CurrencyMismatch):
        typed_schedule(eur("1000"), start, [(start, Money.of("1000", "USD"))])


@given(
    minor=st.integers(1, 10**12),
    currency=st.sampled_from(["JPY", "EUR", "KWD"]),
    number=st.integers(1, 120),
    per_cent=st.decimals(0, 99, places=2),
)
def test_instalments_always_make_the_total(minor: int, currency: str, number: int, per_cent: Decimal) -> None:
    total = Money(minor, currency)
    down = down_payment(total, per_cent)
    assume(down < total and splits(total - down, number))
    plan = schedule(replace(TERMS, total=total, down=down, number=number))
    amounts = [one.amount.minor for one in plan.payments]
    assert sum(amounts) == minor
    assert min(amounts) > 0
    parts = [one.amount.minor for one in plan.instalments]
    assert len(parts) == number
    assert len(set(parts[:-1])) <= 1
    assert all(abs(2 * (part * number - (total - down).minor)) <= number for part in parts[:-1])
    left = minor
    for one in plan.payments:
        left -= one.amount.minor
        assert one.balance.minor == left
    assert left == 0


@given(
    first_on=st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    rhythm=st.sampled_from(["weekly", "fortnightly", "monthly", "quarterly"]),
    convention=st.sampled_from(["following", "modified_following", "preceding", "nearest"]),
    number=st.integers(1, 60),
    shut=st.sets(st.integers(0, 1800), max_size=200),
)
def test_days_never_drift(
    first_on: date, rhythm: Rhythm, convention: Convention, number: int, shut: set[int]
) -> None:
    closed_days = {first_on + timedelta(days=one) for one in shut}

    def closed(day: date) -> Closure | None:
        return Closure(day, "a holiday") if day in closed_days else weekends(day)

    start = first_on - timedelta(days=1)
    plan = schedule(replace(TERMS, starts_on=start, first_on=first_on, rhythm=rhythm, number=number,
                            convention=convention), closed)  # fmt: skip
    for at, one in enumerate(plan.instalments):
        assert one.unadjusted == first_on + at * STEP[rhythm]
        assert closed(one.due_on) is None
        assert len(one.moved_by) == abs((one.due_on - one.unadjusted).days)
        assert all(closed(passed.day) == passed for passed in one.moved_by)
