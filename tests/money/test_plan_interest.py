"""Interest while a plan runs, and its payments in another currency."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectdesk.money import Money, NoFigure
from collectdesk.money.fx import Quote, Rates
from collectdesk.money.interest import Calculation, simple_interest
from collectdesk.money.interest_rules import Regime, load_interest_rules
from collectdesk.money.plan_interest import (
    Charged,
    PlanInterest,
    in_local_currency,
    interest_on_plan,
    with_interest,
)
from collectdesk.money.rate_of_interest import agreed
from collectdesk.money.reference_rates import load_reference_rates
from collectdesk.money.schedule import Schedule, Terms, down_payment, schedule
from tests.money.calendars import germany

RATES = load_reference_rates()
START = date(2026, 11, 27)
TOTAL = Money.of("47070.55", "EUR")


def at_rate(per_cent: str) -> Regime:
    statutory = load_interest_rules().find("DE", "b2b")
    assert isinstance(statutory, Regime)
    found = agreed(Decimal(per_cent), statutory, RATES, START)
    assert isinstance(found, Regime)
    return found


def plan_of(number: int, down_per_cent: str, total: Money = TOTAL) -> Schedule:
    down = down_payment(total, Decimal(down_per_cent))
    return schedule(Terms(total, down, START, number, "monthly", date(2026, 12, 27)), germany)


@pytest.mark.parametrize(
    ("number", "down", "interest", "last_on"),
    [
        (3, "20", "672.91", date(2027, 3, 1)),
        (6, "20", "1159.50", date(2027, 5, 27)),
        (9, "10", "1857.27", date(2027, 8, 27)),
    ],
)
def test_the_figures_on_the_picture_of_the_plan_screen(
    number: int, down: str, interest: str, last_on: date
) -> None:
    plan = plan_of(number, down)
    found = interest_on_plan(plan, PlanInterest(at_rate("10.52"), RATES))
    assert isinstance(found, Calculation)
    assert (str(found.interest), plan.last_on) == (interest, last_on)
    assert found.fixed_sum is None


def test_easter_and_weekends_move_the_days_on_the_picture() -> None:
    moved = [one for one in plan_of(9, "10").instalments if one.moved_by]
    assert [one.due_on.isoformat() for one in moved] == [
        "2026-12-28",
        "2027-03-01",
        "2027-03-30",
        "2027-06-28",
    ]
    assert [one.holiday for one in moved[2].moved_by] == [None, None, "Ostermontag"]


@given(
    minor=st.integers(10_000, 10**10),
    number=st.integers(1, 24),
    down=st.integers(0, 90),
    rate=st.decimals(0, 25, places=2),
    charged=st.sampled_from(["apart", "each", "last"]),
)
def test_interest_is_paid_to_the_cent(
    minor: int, number: int, down: int, rate: Decimal, charged: Charged
) -> None:
    plan = plan_of(number, str(down), Money(minor, "EUR"))
    found = interest_on_plan(plan, PlanInterest(at_rate(str(rate)), RATES))
    assert isinstance(found, Calculation)
    exact, day, left = Fraction(0), START, plan.total
    for one in plan.payments:
        exact += simple_interest(left, Fraction(rate) * Fraction(1, 100), (one.due_on - day).days)
        day, left = one.due_on, one.balance
    assert found.interest == Money.rounded(exact * Fraction(1, 100), "EUR")
    paid = with_interest(plan, found, charged)
    assert sum(one.principal.minor for one in paid.payments) == minor
    extra = [one.interest.minor for one in paid.payments]
    assert sum(extra) == (0 if charged == "apart" else found.interest.minor)
    if charged == "last":
        assert set(extra[:-1]) <= {0}
    assert [one.balance for one in paid.payments] == [one.balance for one in plan.payments]


def test_interest_of_each_month_goes_with_its_instalment() -> None:
    plan = plan_of(2, "0", Money.of("3650.00", "EUR"))
    found = interest_on_plan(plan, PlanInterest(at_rate("10"), RATES))
    assert isinstance(found, Calculation)
    each = with_interest(plan, found, "each")
    assert [str(one.amount) for one in each.payments] == [
        "1856.00",
        "1840.00",
    ]  # 31 days on 3,650, 30 on 1,825


def test_interest_from_an_earlier_day() -> None:
    plan = plan_of(1, "0", Money.of("3650.00", "EUR"))
    terms = PlanInterest(at_rate("10"), RATES, accrued_to=START - timedelta(days=10))
    found = interest_on_plan(plan, terms)
    assert isinstance(found, Calculation)
    assert str(found.interest) == "41.00"


def test_a_rate_that_nobody_knows_yet_gives_no_figure() -> None:
    statutory = load_interest_rules().find("DE", "b2b")
    assert isinstance(statutory, Regime)
    assert isinstance(interest_on_plan(plan_of(60, "20"), PlanInterest(statutory, RATES)), NoFigure)


def test_in_local_currency() -> None:
    rates = Rates([Quote("JPY", Decimal("163.00"), date(2026, 11, 24), "ECB")])
    plan = plan_of(2, "0", Money.of("1000.00", "EUR"))
    found = in_local_currency(plan, "JPY", rates, date(2026, 11, 24), bearer="customer")
    assert isinstance(found, tuple)
    assert [(str(one.asked), one.valid_until, one.bearer) for one in found] == [
        ("81500", date(2026, 12, 28), "customer"),
        ("81500", date(2027, 1, 27), "customer"),
    ]
    assert all(one.indicative for one in found)
    assert isinstance(in_local_currency(plan, "CHF", rates, START), NoFigure)
    with pytest.raises(ValueError, match="holds at least on its day"):
        in_local_currency(plan, "JPY", rates, date(2027, 1, 1))
