"""Who may decide: the table of section 6.3, each limit at its edge, and files that are no such table."""

from __future__ import annotations

from decimal import Decimal

import pytest

from collectdesk.faults import BadInput
from collectdesk.money import CurrencyMismatch, Money
from collectdesk.money.authority import (
    Asked,
    Exceeded,
    PlanAsked,
    SettlementAsked,
    WaiverAsked,
    WriteOffAsked,
    load_authority,
    parse_authority,
)
from collectdesk.resources import read_data

TABLE = load_authority()
TEXT = read_data("authority.toml")
BEYOND = {"plan": "committee", "settlement": "committee_or_client", "waiver": None, "write_off": None}


def eur(amount: str) -> Money:
    return Money.of(amount, "EUR")


def plan(months: int = 1, down: str = "50", balance: str = "100", waived: str | None = None) -> PlanAsked:
    total = eur("100.00")
    return PlanAsked(total, eur(down), months, eur(balance), None if waived is None else eur(waived))


def settlement(accepted: str, balance: str = "100") -> SettlementAsked:
    return SettlementAsked(eur("100.00"), eur(accepted), eur(balance))


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        (plan(months=3), "collector"),
        (plan(months=4), "lead"),
        (plan(months=6), "lead"),
        (plan(months=7), "manager"),
        (plan(months=12), "manager"),
        (plan(months=13), BEYOND["plan"]),
        (plan(down="20.00"), "collector"),
        (plan(down="19.99"), "lead"),
        (plan(down="10.00"), "lead"),
        (plan(down="9.99"), "manager"),
        (plan(down="0"), "manager"),
        (plan(balance="10000.00"), "collector"),
        (plan(balance="10000.01"), "lead"),
        (plan(balance="50000.00"), "lead"),
        (plan(balance="50000.01"), "manager"),
        (plan(balance="250000.00"), "manager"),
        (plan(balance="250000.01"), BEYOND["plan"]),
        (plan(waived="50.00"), "collector"),
        (plan(waived="50.01"), "lead"),
        (WaiverAsked(eur("50.00")), "collector"),
        (WaiverAsked(eur("50.01")), "lead"),
        (WaiverAsked(eur("500.00")), "lead"),
        (WaiverAsked(eur("500.01")), "manager"),
        (WaiverAsked(eur("5000.00")), "manager"),
        (WaiverAsked(eur("5000.01")), BEYOND["waiver"]),
        (settlement("99.99"), "lead"),
        (settlement("90.00"), "lead"),
        (settlement("89.99"), "manager"),
        (settlement("70.00"), "manager"),
        (settlement("69.99"), BEYOND["settlement"]),
        (settlement("95.00", balance="50000.01"), "manager"),
        (WriteOffAsked(eur("5.00")), "collector"),
        (WriteOffAsked(eur("5.01")), "lead"),
        (WriteOffAsked(eur("50.00")), "lead"),
        (WriteOffAsked(eur("50.01")), "manager"),
        (WriteOffAsked(eur("1000.00")), "manager"),
        (WriteOffAsked(eur("1000.01")), BEYOND["write_off"]),
    ],
)
def test_the_table(asked: Asked, first: str | None) -> None:
    names = [level.name for level in TABLE.level]
    assert names == ["collector", "lead", "manager"]
    for name in names:
        ruling = TABLE.rule(asked, name)
        assert ruling.first == first
        assert ruling.allowed is (first in names and names.index(name) >= names.index(first or ""))
        assert bool(ruling.exceeded) is not ruling.allowed
    nobody = TABLE.rule(asked, None)
    assert (nobody.allowed, nobody.first, nobody.exceeded) == (False, first, ())


def test_a_ruling_names_every_limit() -> None:
    asked = plan(months=9, down="5", balance="20000", waived="60")
    assert TABLE.rule(asked, "collector").exceeded == (
        Exceeded("balance", Decimal(10000)),
        Exceeded("plan_months", 3),
        Exceeded("plan_down_percent", Decimal(20)),
        Exceeded("waiver", Decimal(50)),
    )


def test_a_down_payment_that_was_rounded_down_is_enough() -> None:
    total = eur("100.02")  # 20 % of it is 20.004
    assert TABLE.rule(PlanAsked(total, eur("20.00"), 3, total), "collector").allowed
    assert not TABLE.rule(PlanAsked(total, eur("19.99"), 3, total), "collector").allowed


def test_the_highest_of_several_roles() -> None:
    assert TABLE.highest(["collector", "manager"]) == "manager"
    assert TABLE.highest(["admin"]) is None
    assert [one.name for one in TABLE.up_from("lead")] == ["lead", "manager"]
    with pytest.raises(ValueError, match="no level 'admin'"):
        TABLE.rule(plan(), "admin")


def test_amounts_come_in_the_currency_of_the_table() -> None:
    with pytest.raises(CurrencyMismatch):
        TABLE.rule(WaiverAsked(Money.of("1", "USD")), "lead")


def test_what_cannot_be_asked() -> None:
    for accepted in ("0", "100.00"):
        with pytest.raises(ValueError, match="less than is owed"):
            settlement(accepted)
    for kind in (WaiverAsked, WriteOffAsked):
        with pytest.raises(ValueError, match="above zero"):
            kind(eur("0"))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('currency = "EUR"', 'currency = "EURO"', "'EURO' is not a currency"),
        ("plan_months = 6", "plan_months = 2", "plan_months of lead is less than that of collector"),
        ('plan_down_percent = "10"', 'plan_down_percent = "30"', "plan_down_percent of lead is more"),
        ('write_off = "50"', 'write_off = "4"', "write_off of lead is less"),
        ('name = "lead"', 'name = "collector"', "stands there twice"),
        ("plan_months = 12", 'plan_months = "12"', "level.2.plan_months"),
        ('waiver = "500"', "waiver = 0.5", "level.1.waiver: write the figure as text"),
        ('balance = "10000"', 'balances = "10000"', "level.0.balance"),
        ("[above]", "[below]", "above: field required"),
        ('"30"', '"130"', "level.2.settlement_percent"),
        ("[[level]]", "[[level", "is not valid TOML"),
    ],
)
def test_a_file_that_is_no_table_is_named_with_its_key(old: str, new: str, said: str) -> None:
    assert old in TEXT
    with pytest.raises(BadInput, match=r"data/authority\.toml") as caught:
        parse_authority(TEXT.replace(old, new, 1))
    assert said in str(caught.value)
