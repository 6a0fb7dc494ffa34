"""Settlements: floors of section 6.7, limits of several levels, release on cleared funds, and present values."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectdesk.faults import BadInput
from collectdesk.money import CurrencyMismatch, Money
from collectdesk.money.present_value import compare, present_value
from collectdesk.money.schedule import Terms, schedule
from collectdesk.money.settlement import (
    Cleared,
    Discharge,
    Part,
    Settlement,
    breaches,
    discharge,
    floor,
    floor_to_show,
    lump_sum,
)
from collectdesk.money.settlement_rules import load_settlement_rules, parse_settlement_rules
from collectdesk.resources import read_data

RULES = load_settlement_rules()
TEXT = read_data("settlements.toml")
STRICTER = parse_settlement_rules(
    TEXT
    + """
[level.client]
most_payments = 5
most_days = 60
most_forgiven = "1000"
floor = [{percent = "70"}]

[level.asha]
most_payments = 2
most_days_between = 10
"""
)
START = date(2026, 11, 24)


def eur(amount: str) -> Money:
    return Money.of(amount, "EUR")


def day(after: int) -> date:
    return START + timedelta(days=after)


@pytest.mark.parametrize(
    ("days_past_due", "balance", "percent"),
    [
        (99, "4999.99", 80),
        (99, "5000.01", 75),
        (101, "4999.99", 65),
        (101, "5000.01", 65),
        (100, "5000.00", 80),  # the edges belong to the stricter side
        (100, "5000.01", 75),
        (0, "0.01", 80),
    ],
)
def test_the_published_table(days_past_due: int, balance: str, percent: int) -> None:
    found = RULES.limits(eur(balance), days_past_due)
    assert (found.floor_percent, found.floor_level) == (percent, "house")


def test_the_worked_floor() -> None:
    """Section 6.7: 9,600.00 at 80 % is 7,680.00."""
    limits = replace(RULES.limits(eur("9600.00"), 10), floor_percent=Decimal(80))
    assert str(floor(eur("9600.00"), limits)) == "7680.00"


def test_the_floor_is_hidden_until_there_is_an_offer() -> None:
    limits = RULES.limits(eur("4000"), 10)
    assert floor_to_show(eur("4000"), limits, None) is None
    assert floor_to_show(eur("4000"), limits, eur("1")) == eur("3200.00")


def test_of_several_levels_the_strictest_counts() -> None:
    young, old = STRICTER.limits(eur("4000"), 10, ["client"]), STRICTER.limits(eur("4000"), 400, ["client"])
    assert (young.floor_percent, young.floor_level) == (80, "house")
    assert (old.floor_percent, old.floor_level) == (70, "client")
    assert (old.payments, old.days, old.days_between, old.forgiven) == (3, 60, 31, eur("1000"))
    own = STRICTER.limits(eur("4000"), 400, ["client", "asha", "nobody"])
    assert (own.payments, own.days, own.days_between) == (2, 60, 10)
    house = STRICTER.limits(eur("4000"), 400)
    assert (house.floor_percent, house.payments, house.days, house.forgiven) == (65, 3, 90, None)
    with pytest.raises(ValueError, match="must be in EUR"):
        RULES.limits(Money.of("1", "USD"), 1)


@pytest.mark.parametrize(
    ("amounts", "days", "found"),
    [
        (("3200",), (14,), ()),
        (("3199.99",), (14,), ("below_floor",)),
        (("1600", "1600"), (0, 10), ()),
        (("1600", "1600"), (0, 11), ("too_far_apart",)),
        (("1600", "1600"), (50, 60), ()),
        (("1600", "1600"), (51, 61), ("too_long",)),
        (("1100", "1100", "1000"), (0, 1, 2), ("too_many_payments",)),
        (
            ("900", "900", "900"),
            (20, 40, 61),
            ("below_floor", "too_many_payments", "too_long", "too_far_apart", "too_much_forgiven"),
        ),
    ],
)
def test_which_limits_a_settlement_breaks(
    amounts: tuple[str, ...], days: tuple[int, ...], found: tuple[str, ...]
) -> None:
    limits = STRICTER.limits(eur("4000"), 10, ["client", "asha"])
    parts = tuple(Part(day(after), eur(amount)) for after, amount in zip(days, amounts, strict=True))
    settlement = Settlement(eur("4000"), parts, START, day(14))
    assert breaches(settlement, limits, eur("4000")) == found


def test_what_is_forgiven_is_measured_in_the_currency_of_the_rules() -> None:
    owed = Money.of("652000", "JPY")  # 4,000.00 in euro
    limits = STRICTER.limits(eur("4000"), 400, ["client"])
    at_most = lump_sum(owed, Money.of("489000", "JPY"), START, 14)
    assert breaches(at_most, limits, eur("4000")) == ()
    more = lump_sum(owed, Money.of("488000", "JPY"), START, 14)
    assert breaches(more, limits, eur("4000")) == ("too_much_forgiven",)


LUMP = lump_sum(eur("9600"), eur("7680"), START, 14)
TWO = Settlement(eur("9600"), (Part(day(5), eur("4000")), Part(day(20), eur("3680"))), START, day(14))


def cleared(*payments: tuple[int, str]) -> list[Cleared]:
    return [Cleared(day(after), eur(amount)) for after, amount in payments]


@pytest.mark.parametrize(
    ("settlement", "accepted", "money", "on", "wanted"),
    [
        (LUMP, None, [], 14, ("offered", "9600.00", None, None)),
        (LUMP, None, [], 15, ("lapsed", "9600.00", None, 15)),
        (LUMP, 15, [(16, "7680")], 16, ("lapsed", "1920.00", None, 15)),
        (LUMP, 1, [], 14, ("running", "9600.00", None, None)),
        (LUMP, 14, [], 14, ("running", "9600.00", None, None)),
        (LUMP, 14, [], 13, ("offered", "9600.00", None, None)),
        (LUMP, 1, [(14, "7679.99")], 14, ("running", "1920.01", None, None)),
        (LUMP, 1, [(14, "7679.99")], 15, ("lapsed", "1920.01", None, 15)),
        (LUMP, 1, [(14, "7680")], 14, ("discharged", "0.00", 14, None)),
        (LUMP, 1, [(14, "7680")], 13, ("running", "9600.00", None, None)),
        (LUMP, 1, [(15, "7680")], 20, ("lapsed", "1920.00", None, 15)),
        (LUMP, 1, [(2, "4000"), (3, "4000")], 30, ("discharged", "0.00", 3, None)),
        (TWO, 5, [(5, "4000")], 20, ("running", "5600.00", None, None)),
        (TWO, 5, [(6, "7680")], 7, ("lapsed", "1920.00", None, 6)),
        (TWO, 5, [(5, "4000"), (20, "3680")], 21, ("discharged", "0.00", 20, None)),
        (TWO, 5, [(5, "4000"), (21, "3680")], 21, ("lapsed", "1920.00", None, 21)),
        (TWO, 5, [(5, "4000"), (21, "9000")], 21, ("lapsed", "0.00", None, 21)),
    ],
)
def test_nothing_is_released_before_all_is_cleared(
    settlement: Settlement,
    accepted: int | None,
    money: list[tuple[int, str]],
    on: int,
    wanted: tuple[str, str, int | None, int | None],
) -> None:
    found = discharge(settlement, None if accepted is None else day(accepted), cleared(*money), day(on))
    state, claimed, discharged_on, lapsed_on = wanted
    assert found == Discharge(
        state,  # type: ignore[arg-type]
        found.received,
        eur(claimed),
        None if discharged_on is None else day(discharged_on),
        None if lapsed_on is None else day(lapsed_on),
    )


def test_what_a_settlement_says() -> None:
    assert (str(TWO.accepted), str(TWO.forgiven)) == ("7680.00", "1920.00")
    assert (LUMP.valid_until, LUMP.parts[0].due_on) == (day(14), day(14))
    assert lump_sum(eur("2"), eur("1"), START, 0).valid_until == START
    with pytest.raises(ValueError, match="follow each other"):
        lump_sum(eur("2"), eur("1"), START, -1)
    for parts in ((), (Part(day(-1), eur("1")),), (Part(day(2), eur("1")), Part(day(1), eur("1")))):
        with pytest.raises(ValueError, match="follow each other"):
            Settlement(eur("2"), parts, START, day(1))
    for amount in ("0", "2"):
        with pytest.raises(ValueError, match="less than is owed"):
            lump_sum(eur("2"), eur(amount), START, 1)
    with pytest.raises(CurrencyMismatch):
        lump_sum(eur("2"), Money.of("1", "USD"), START, 1)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('[[level.house.floor]]\npercent = "65"', "", "level.house: the last floor takes every debt"),
        ("level.house", "level.home", "level.house must be there"),
        ('"EUR"', '"E"', "'E' is not a currency"),
        ("most_payments = 3", "most_payments = 0", "level.house.most_payments"),
        ('"75"', '"101"', "level.house.floor.1.percent"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_its_key(old: str, new: str, said: str) -> None:
    assert old in TEXT
    with pytest.raises(BadInput, match=r"data/settlements\.toml") as caught:
        parse_settlement_rules(TEXT.replace(old, new))
    assert said in str(caught.value)


def test_a_present_value_by_hand() -> None:
    """1,100.00 in a year of 365 days at 10 % is 1,000.00 now; of that nine tenths come."""
    later = [(day(365), eur("1100"))]
    assert str(present_value(later, "EUR", START, Decimal(10)).value) == "1000.00"
    kept = present_value(later, "EUR", START, Decimal(10), Decimal(90))
    assert (str(kept.value), str(kept.nominal)) == ("900.00", "1100.00")
    assert str(present_value([(day(-5), eur("7"))], "EUR", START, Decimal(10)).value) == "7.00"
    for rate, share in ((Decimal(-1), Decimal(100)), (Decimal(1), Decimal(101)), (Decimal(1), Decimal(-1))):
        with pytest.raises(ValueError, match="not below zero"):
            present_value(later, "EUR", START, rate, share)
    with pytest.raises(CurrencyMismatch):
        present_value(later, "USD", START, Decimal(1))


def test_a_lump_sum_beside_a_plan() -> None:
    """A plan of 9,600.00 of which 60 % come is worth less than 7,680.00 in two weeks."""
    plan = schedule(Terms(eur("9600"), eur("0"), START, 12, "monthly", date(2026, 12, 24)))
    found = compare((day(14), eur("7680")), plan, START, Decimal(8), plan_kept_per_cent=Decimal(60))
    assert found.difference == found.lump_sum.value - found.plan.value
    assert found.difference.minor > 0
    assert found.plan.nominal == eur("9600")
    surer = compare((day(14), eur("7680")), plan, START, Decimal(8), plan_kept_per_cent=Decimal(100))
    assert surer.difference.minor < 0


@given(
    payments=st.lists(st.tuples(st.integers(0, 2000), st.integers(1, 10**9)), min_size=1, max_size=24),
    rate=st.decimals(0, 40, places=2),
    kept=st.decimals(0, 100, places=2),
)
def test_present_values_against_decimals(
    payments: list[tuple[int, int]], rate: Decimal, kept: Decimal
) -> None:
    found = present_value(
        [(day(after), Money(minor, "EUR")) for after, minor in payments], "EUR", START, rate, kept
    )
    with localcontext() as context:
        context.prec = 60
        exact = sum(minor / (1 + rate / 100 * after / 365) for after, minor in payments) * kept / 100
        assert abs(found.value.minor - exact) <= Decimal("0.5")
    assert found.value <= found.nominal
