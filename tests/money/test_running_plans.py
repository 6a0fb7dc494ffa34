"""Running plans: moving an instalment (section 6.5), and when a missed one ends the plan (section 6.4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectdesk.money import Money
from collectdesk.money.plan_rules import load_plan_rules
from collectdesk.money.plan_standing import PlanPayment, Standing, standing
from collectdesk.money.rescheduling import MoveAsked, moved, reschedule
from collectdesk.money.schedule import Terms, schedule

RULE = load_plan_rules().reschedule
DUE = date(2026, 12, 15)
ASKED = MoveAsked(DUE, date(2026, 12, 14), date(2026, 12, 29))
PLAN = schedule(
    Terms(
        Money.of("400.00", "EUR"),
        Money.of("100.00", "EUR"),
        date(2026, 12, 1),
        3,
        "monthly",
        date(2027, 1, 1),
        "none",
    )
)


@pytest.mark.parametrize(
    ("change", "reasons", "lead_review", "broken"),
    [
        ({}, (), False, False),
        ({"asked_on": DUE}, ("not_before_due",), False, False),
        ({"asked_on": date(2026, 12, 16)}, ("not_before_due",), False, True),
        ({"wanted_on": date(2026, 12, 30)}, ("too_far",), False, False),
        ({"wanted_on": date(2026, 12, 14)}, (), False, False),
        ({"moved_before": 1, "moved_in_plan": 1}, ("moved_before",), False, False),
        ({"moved_in_plan": 1}, (), False, False),
        ({"moved_in_plan": 2}, (), True, False),
        (
            {
                "asked_on": date(2026, 12, 20),
                "wanted_on": date(2027, 1, 5),
                "moved_before": 2,
                "moved_in_plan": 3,
            },
            ("not_before_due", "too_far", "moved_before"),
            True,
            True,
        ),
    ],
)
def test_what_a_move_asks_for(
    change: dict[str, date | int], reasons: tuple[str, ...], lead_review: bool, broken: bool
) -> None:
    asked = replace(ASKED, **change)  # type: ignore[arg-type]
    found = reschedule(asked, RULE)
    assert (found.reasons, found.lead_review, found.counts_as_broken) == (reasons, lead_review, broken)
    assert found.needs_approval is (bool(reasons) or lead_review)
    assert found.version == asked.moved_before + 2


def test_moves_that_are_none() -> None:
    for wanted in (DUE, date(2026, 12, 13)):
        with pytest.raises(ValueError, match="not into the past"):
            reschedule(replace(ASKED, wanted_on=wanted), RULE)
    with pytest.raises(ValueError, match="less than never"):
        reschedule(replace(ASKED, moved_in_plan=-1), RULE)


def test_a_moved_payment_finds_its_place() -> None:
    weekly = schedule(Terms(PLAN.total, PLAN.down, PLAN.starts_on, 3, "weekly", date(2026, 12, 8)))
    found = moved(weekly, 1, date(2026, 12, 19))
    assert [(one.number, one.due_on.day, str(one.balance)) for one in found.payments] == [
        (0, 1, "300.00"),
        (2, 15, "200.00"),
        (1, 21, "100.00"),
        (3, 22, "0.00"),
    ]
    assert [one.day.day for one in found.payments[2].moved_by] == [19, 20]
    assert moved(found, 1, date(2026, 12, 8)) == weekly
    assert moved(weekly, 1, PLAN.starts_on).payments[1].due_on == PLAN.starts_on
    assert moved(weekly, 0, date(2026, 12, 9)).down == weekly.down
    for number, wanted in ((4, date(2026, 12, 9)), (1, date(2026, 11, 30))):
        with pytest.raises(ValueError, match="a payment of the plan moves"):
            moved(weekly, number, wanted)


def week_later(day: date) -> date:
    return day + timedelta(days=7)


def one_unit(amount: Money) -> int:
    return 100


def at(on: str, *came: tuple[str, str]) -> Standing:
    payments = [PlanPayment(date.fromisoformat(day), Money.of(amount, "EUR")) for day, amount in came]
    return standing(PLAN, payments, date.fromisoformat(on), week_later, one_unit)


DOWN = ("2026-12-01", "100.00")


@pytest.mark.parametrize(
    ("on", "came", "state", "behind", "claimed", "left"),
    [
        ("2026-12-01", [], "on_time", "0.00", "0.00", "400.00"),
        ("2026-12-02", [], "behind", "100.00", "100.00", "400.00"),
        ("2026-12-08", [], "behind", "100.00", "100.00", "400.00"),
        ("2026-12-09", [], "defaulted", "100.00", "400.00", "400.00"),
        ("2026-12-09", [("2026-12-08", "100.00")], "on_time", "0.00", "0.00", "300.00"),
        ("2026-12-09", [("2026-12-09", "100.00")], "defaulted", "0.00", "300.00", "300.00"),
        ("2027-01-02", [DOWN, ("2027-01-01", "99.00")], "on_time", "0.00", "0.00", "201.00"),
        ("2027-01-20", [DOWN, ("2027-01-01", "99.00")], "on_time", "0.00", "0.00", "201.00"),
        ("2027-01-20", [DOWN, ("2027-01-01", "98.99")], "defaulted", "1.01", "201.01", "201.01"),
        ("2027-02-01", [DOWN, ("2027-01-01", "299.00")], "paid", "0.00", "0.00", "1.00"),
        ("2027-02-01", [DOWN, ("2027-01-01", "298.99")], "on_time", "0.00", "0.00", "1.01"),
        ("2027-01-02", [DOWN, ("2027-01-01", "98.99")], "behind", "1.01", "1.01", "201.01"),
        ("2027-01-02", [DOWN, ("2027-01-03", "100.00")], "behind", "100.00", "100.00", "300.00"),
        ("2027-01-02", [("2026-12-01", "300.00")], "on_time", "0.00", "0.00", "100.00"),
        ("2027-01-02", [("2026-12-01", "400.00")], "paid", "0.00", "0.00", "0.00"),
        ("2027-06-01", [DOWN, ("2027-06-01", "300.00")], "paid", "0.00", "0.00", "0.00"),
    ],
)
def test_where_a_plan_stands(
    on: str, came: list[tuple[str, str]], state: str, behind: str, claimed: str, left: str
) -> None:
    found = at(on, *came)
    assert (found.state, str(found.behind), str(found.claimed), str(found.left)) == (
        state,
        behind,
        claimed,
        left,
    )


def test_late_money_waives_no_default() -> None:
    found = at("2027-01-20", ("2026-12-01", "100.00"), ("2027-01-15", "100.00"))
    assert found.state == "defaulted"
    assert found.defaulted_on == date(2027, 1, 9)
    assert found.missed is None
    assert (str(found.behind), str(found.claimed)) == ("0.00", "200.00")


def test_the_oldest_payment_that_is_missing_is_named() -> None:
    found = at("2027-02-03", DOWN)
    assert found.missed is not None
    assert (found.missed.number, found.cure_until) == (1, date(2027, 1, 8))


@given(
    came=st.lists(st.tuples(st.integers(-5, 120), st.integers(1, 30_000)), max_size=8), on=st.integers(0, 130)
)
def test_a_plan_never_claims_more_than_is_left(came: list[tuple[int, int]], on: int) -> None:
    start = date(2026, 12, 1)
    payments = [PlanPayment(start + timedelta(days=day), Money(minor, "EUR")) for day, minor in came]
    found = standing(PLAN, payments, start + timedelta(days=on), week_later, one_unit)
    received = sum(minor for day, minor in came if day <= on)
    assert found.received.minor == received
    assert found.left.minor == max(0, 40_000 - received)
    assert 0 <= found.behind.minor <= found.claimed.minor <= found.left.minor
    assert (found.state == "paid") is (found.left.minor <= 100)
    assert (found.state == "behind") <= (found.missed is not None)
