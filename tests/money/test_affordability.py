"""Ability to pay: the worked examples of section 6.2, and that the highest instalment really is the highest."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from collectdesk.money import CurrencyMismatch, Money, NoFigure
from collectdesk.money.affordability import Ability, fit
from collectdesk.money.household import Household, LineKind, Period, StatementLine, household, monthly
from collectdesk.money.liquidity import (
    Forecast,
    HighestInstalment,
    OverReach,
    by_week,
    floor_of,
    highest_instalment,
    liquidity,
)
from collectdesk.money.plan_rules import load_plan_rules
from collectdesk.money.ratios import BalanceSheet
from collectdesk.money.schedule import Rhythm, Schedule, Terms, schedule, typed_schedule
from tests.money.vectors import vectors

RULE = load_plan_rules()
START = date(2026, 11, 24)
FLOWS = (4200, -6100, 5200, 3800, -9000, 7400, 2600, -3100, 6800, -4500, 5100, 2900, -2200)
WEEKS = (1, 5, 9, 13)


def gbp(amount: str) -> Money:
    return Money.of(amount, "GBP")


def eur(amount: str | int) -> Money:
    return Money.of(amount, "EUR")


def statement(
    *lines: tuple[LineKind, str], ours: str = "100", all_debts: str = "100", once: str = "0"
) -> Household:
    return household(
        [StatementLine(kind, gbp(amount)) for kind, amount in lines],
        gbp(ours),
        gbp(all_debts),
        savings_per_cent=RULE.household.savings_percent,
        savings_most=RULE.household.most,
        once=gbp(once),
    )


def worked(monthly_outgoings: str = "80000", opening: str = "18000") -> Forecast:
    floor = floor_of(eur(monthly_outgoings), RULE.liquidity.floor_percent)
    return Forecast(START, eur(opening), tuple(eur(flow) for flow in FLOWS), floor)


@pytest.mark.parametrize(("id", "given", "wanted"), vectors("afford.consumer"))
def test_the_worked_household(id: str, given: dict[str, str], wanted: dict[str, str]) -> None:
    found = statement(
        ("income", given["income"]),
        ("fixed", given["fixed"]),
        ("flexible", given["flexible"]),
        ours=given["our_debt"],
        all_debts=given["all_debts"],
    )
    assert {
        "surplus": str(found.surplus),
        "savings": str(found.savings),
        "available": str(found.available),
        "pro_rata": str(found.share),
    } == wanted
    assert found.bears_a_plan


def test_a_small_surplus_saves_a_tenth() -> None:
    """Section 6.2, Scotland's tool: surplus 100, savings 10, 90 left."""
    found = statement(("income", "100"), ("flexible", "0"))
    assert (str(found.savings), str(found.available)) == ("10.00", "90.00")


@pytest.mark.parametrize(
    ("period", "wanted"),
    [
        ("weekly", "650.00"),
        ("fortnightly", "325.00"),
        ("four_weekly", "162.50"),
        ("monthly", "150.00"),
        ("quarterly", "50.00"),
        ("yearly", "12.50"),
    ],
)
def test_what_an_amount_is_in_a_month(period: Period, wanted: str) -> None:
    """Section 6.2: 150.00 a week is 650.00 a month; the other periods by how often a year has them."""
    assert str(monthly(gbp("150.00"), period)) == wanted


def test_priority_debts_are_spent_and_others_are_not() -> None:
    found = statement(("income", "1000"), ("priority_debt", "300"), ("other_debt", "400"))
    assert (str(found.fixed), str(found.surplus)) == ("300.00", "700.00")


@pytest.mark.parametrize("spent", ["1000", "1200"])
def test_without_anything_available_there_is_no_plan(spent: str) -> None:
    found = statement(("income", "1000"), ("fixed", spent))
    assert not found.bears_a_plan
    assert found.savings.minor == found.share.minor == 0
    assert found.available == found.surplus


def test_a_statement_that_cannot_be_one() -> None:
    with pytest.raises(ValueError, match="below zero"):
        statement(("income", "-1"))
    for ours, all_debts in (("0", "10"), ("11", "10")):
        with pytest.raises(ValueError, match="one of all debts"):
            statement(ours=ours, all_debts=all_debts)
    with pytest.raises(CurrencyMismatch):
        household(
            [StatementLine("income", eur("5"))],
            gbp("1"),
            gbp("1"),
            savings_per_cent=Decimal(10),
            savings_most=gbp("20"),
        )


def test_the_worked_business_without_a_plan() -> None:
    found = liquidity(worked(), {})
    assert (str(found.low), found.low_in, found.below_in) == ("16100.00", (2, 5), None)


@pytest.mark.parametrize(
    ("instalment", "low", "fits"),
    [("3000", "10100.00", True), ("4000", "8100.00", True), ("4500", "7100.00", False)],
)
def test_the_worked_business_with_a_plan(instalment: str, low: str, fits: bool) -> None:
    """Section 6.2: the low is in week 5 each time, the floor 8,000 for outgoings of 80,000 a month."""
    found = liquidity(worked(), dict.fromkeys(WEEKS, eur(instalment)))
    assert (str(found.low), found.low_in, str(found.floor)) == (low, (5,), "8000.00")
    assert found.below_in == (None if fits else 5)


def test_the_highest_instalment_of_the_worked_business() -> None:
    found = highest_instalment(worked(), WEEKS)
    assert found == HighestInstalment(eur("4050.00"), 5)
    assert str(liquidity(worked(), dict.fromkeys(WEEKS, eur("4050.00"))).low) == "8000.00"


def test_a_business_below_its_floor_bears_nothing() -> None:
    assert highest_instalment(worked(opening="9000"), WEEKS) == OverReach(2, eur("7100.00"), eur("8000.00"))
    after_down = highest_instalment(worked(), WEEKS, {3: eur("10000")})
    assert after_down == OverReach(5, eur("6100.00"), eur("8000.00"))


@pytest.mark.parametrize(
    ("outgoings", "floor"), [("80000", "8000.00"), ("0.01", "0.01"), ("0", "0.00"), ("-5", "0.00")]
)
def test_the_floor(outgoings: str, floor: str) -> None:
    assert str(floor_of(eur(outgoings), Decimal(10))) == floor


def test_weeks_of_a_forecast() -> None:
    forecast = worked()
    days = [START - timedelta(days=3), START, START + timedelta(days=6), START + timedelta(days=7)]
    assert [forecast.week_of(day) for day in days] == [1, 1, 1, 2]
    beyond = liquidity(forecast, {13: eur("1"), 14: eur("2"), 20: eur("3")})
    assert (str(beyond.beyond), str(beyond.balances[-1])) == ("5.00", "31099.00")
    with pytest.raises(ValueError, match="first week"):
        liquidity(forecast, {0: eur("1")})
    with pytest.raises(ValueError, match="inside the forecast"):
        highest_instalment(forecast, [14])
    with pytest.raises(ValueError, match="1 to 53 weeks"):
        replace(forecast, flows=())
    with pytest.raises(CurrencyMismatch):
        replace(forecast, floor=gbp("1"))
    with pytest.raises(CurrencyMismatch):
        liquidity(forecast, {1: gbp("1")})


@given(
    opening=st.integers(-1000, 10**7),
    flows=st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=16),
    floor=st.integers(0, 10**6),
    weeks=st.lists(st.integers(1, 20), min_size=1, max_size=12),
    down=st.dictionaries(st.integers(1, 20), st.integers(0, 10**6), max_size=2),
)
def test_one_minor_unit_more_breaks_the_floor(
    opening: int, flows: list[int], floor: int, weeks: list[int], down: dict[int, int]
) -> None:
    assume(min(weeks) <= len(flows))
    forecast = Forecast(
        START, Money(opening, "JPY"), tuple(Money(flow, "JPY") for flow in flows), Money(floor, "JPY")
    )
    others = {week: Money(minor, "JPY") for week, minor in down.items()}

    def paying(minor: int) -> int | None:
        payments = {
            week: Money(down.get(week, 0) + minor * weeks.count(week), "JPY") for week in {*weeks, *down}
        }
        return liquidity(forecast, payments).below_in

    found = highest_instalment(forecast, weeks, others)
    if isinstance(found, OverReach):
        assert paying(0) == found.week
        assert found.balance < found.floor
    else:
        assert found.amount.minor >= 0
        assert paying(found.amount.minor) is None
        assert paying(found.amount.minor + 1) == found.week


def equal_plan(down: int, each: int, number: int, rhythm: Rhythm, currency: str) -> Schedule:
    terms = Terms(
        Money(down + each * number, currency),
        Money(down, currency),
        START,
        number,
        rhythm,
        START + timedelta(days=20),
    )
    return schedule(terms)


def holds_to_its_highest(ability: Ability, down: int, number: int, rhythm: Rhythm, currency: str) -> None:
    probe = fit(equal_plan(down, 1, number, rhythm, currency), ability)
    assert probe.highest is not None
    most = probe.highest.minor
    assert fit(equal_plan(down, most + 1, number, rhythm, currency), ability).fits is False
    if most:
        found = fit(equal_plan(down, most, number, rhythm, currency), ability)
        assert found.fits
        assert found.highest == probe.highest


@given(
    opening=st.integers(0, 10**6),
    flows=st.lists(st.integers(-(10**4), 10**4), min_size=13, max_size=13),
    down=st.integers(0, 10**5),
    number=st.integers(1, 20),
    rhythm=st.sampled_from(["weekly", "fortnightly", "monthly", "quarterly"]),
)
def test_the_highest_instalment_of_a_business_plan(
    opening: int, flows: list[int], down: int, number: int, rhythm: Rhythm
) -> None:
    forecast = Forecast(
        START, Money(opening, "EUR"), tuple(Money(f, "EUR") for f in flows), Money(500, "EUR")
    )
    holds_to_its_highest(forecast, down, number, rhythm, "EUR")


@given(
    income=st.integers(1, 10**6),
    number=st.integers(1, 20),
    rhythm=st.sampled_from(["weekly", "fortnightly", "monthly", "quarterly"]),
)
def test_the_highest_instalment_of_a_household_plan(income: int, number: int, rhythm: Rhythm) -> None:
    home = household(
        [StatementLine("income", Money(income, "GBP"))],
        gbp("10"),
        gbp("30"),
        savings_per_cent=Decimal(10),
        savings_most=gbp("20"),
    )
    holds_to_its_highest(home, 0, number, rhythm, "GBP")


@pytest.mark.parametrize(
    ("rhythm", "first_on", "number", "highest"),
    [
        ("monthly", date(2026, 12, 24), 4, "90.00"),
        ("monthly", date(2026, 12, 1), 4, "90.00"),
        ("monthly", date(2027, 2, 24), 4, "90.00"),
        ("weekly", date(2026, 12, 1), 10, "20.76"),  # 90.00 x 12 / 52 = 20.769
        ("fortnightly", date(2026, 12, 1), 10, "41.53"),
        ("weekly", date(2026, 12, 1), 1, "90.00"),
        ("quarterly", date(2027, 2, 24), 2, "270.00"),
        ("quarterly", date(2026, 12, 24), 2, "90.00"),
    ],
)
def test_a_household_pays_what_is_free_since_the_payment_before(
    rhythm: Rhythm, first_on: date, number: int, highest: str
) -> None:
    home = statement(("income", "100"))  # 90.00 a month
    terms = Terms(gbp("1000"), gbp("0"), START, number, rhythm, first_on)
    assert str(fit(schedule(terms), home).highest) == highest


def test_a_household_plan_fails_on_a_day() -> None:
    home = statement(("income", "100"))
    terms = Terms(gbp("360"), gbp("0"), START, 4, "monthly", date(2026, 12, 24))
    good = fit(schedule(terms), home)
    assert (good.fits, good.fails_on) == (True, None)
    bad = fit(schedule(replace(terms, total=gbp("360.02"))), home)
    assert (bad.fits, bad.fails_on) == (False, date(2026, 12, 24))
    offered = [
        (date(2026, 12, 24), gbp("90")),
        (date(2027, 2, 24), gbp("180")),
        (date(2027, 3, 24), gbp("91")),
    ]
    late = fit(typed_schedule(gbp("361"), START, offered), home)
    assert (late.fits, late.fails_on) == (False, date(2027, 3, 24))
    down = replace(terms, down=gbp("90.01"))
    assert fit(schedule(down), home).fails_on == START
    assert fit(schedule(down), statement(("income", "100"), once="0.01")).fits
    assert fit(typed_schedule(gbp("90"), START, [(START, gbp("90"))]), home).highest is None


def test_a_plan_beyond_the_forecast_has_no_highest_instalment() -> None:
    terms = Terms(eur("100"), eur("0"), START, 1, "monthly", START + timedelta(days=91))
    found = fit(schedule(terms), worked())
    assert (found.fits, found.highest) == (True, None)
    assert found.liquidity is not None
    assert str(found.liquidity.beyond) == "100.00"
    assert by_week(worked(), schedule(terms)) == {14: eur("100")}


def test_the_last_week_of_the_forecast_still_counts() -> None:
    terms = Terms(eur("100"), eur("0"), START, 1, "monthly", START + timedelta(days=90))
    assert str(fit(schedule(terms), worked()).highest) == "23100.00"  # 31,100 at the end, 8,000 to be kept


def test_two_currencies_are_never_compared() -> None:
    plan = schedule(Terms(eur("100"), eur("0"), START, 1, "monthly", date(2026, 12, 24)))
    with pytest.raises(CurrencyMismatch):
        fit(plan, statement(("income", "100")))
    with pytest.raises(CurrencyMismatch):
        fit(schedule(Terms(gbp("100"), gbp("0"), START, 1, "monthly", date(2026, 12, 24))), worked())


def test_ratios_of_a_balance_sheet() -> None:
    sheet = BalanceSheet(START, eur(300), eur(120), eur(10), eur(160), eur(-50), eur(400))
    found = [sheet.current_ratio, sheet.quick_ratio, sheet.cash_ratio, sheet.equity_ratio]
    assert [str(one) for one in found] == ["1.88", "1.13", "0.06", "-0.13"]


def test_ratios_that_cannot_be_told() -> None:
    for sheet in (BalanceSheet(START), BalanceSheet(START, eur(1), eur(1), eur(1), eur(0), eur(1), eur(0))):
        for one in (sheet.current_ratio, sheet.quick_ratio, sheet.cash_ratio, sheet.equity_ratio):
            assert isinstance(one, NoFigure)
    with pytest.raises(CurrencyMismatch):
        _ = BalanceSheet(START, current_assets=eur(1), current_liabilities=gbp("1")).current_ratio
