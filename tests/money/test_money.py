"""Amounts cannot be wrong by construction."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectdesk.money import CurrencyMismatch, Money, decimals
from collectdesk.money.display import figure, spoken

CURRENCIES = st.sampled_from(["EUR", "JPY", "KWD", "USD", "CLF"])


def test_minor_units_follow_iso() -> None:
    assert [decimals(code) for code in ("EUR", "JPY", "KWD", "IQD", "CLF")] == [2, 0, 3, 3, 4]
    with pytest.raises(ValueError, match="not a currency"):
        decimals("XYZ1")


@given(st.integers(-(10**15), 10**15), CURRENCIES)
def test_an_amount_survives_its_text(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    assert Money.of(str(money), currency) == money
    assert -Money(-minor, currency) == money


@given(st.lists(st.integers(-(10**12), 10**12)), CURRENCIES)
def test_sums_are_exact(minors: list[int], currency: str) -> None:
    total = Money(0, currency)
    for minor in minors:
        total = total + Money(minor, currency)
    assert total.minor == sum(minors)


def test_currencies_are_never_mixed() -> None:
    for mix in (lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a < b, lambda a, b: a <= b):
        with pytest.raises(CurrencyMismatch):
            mix(Money(1, "EUR"), Money(1, "USD"))


def test_no_float_gets_in() -> None:
    for wrong in (1.5, 1.0):
        with pytest.raises(TypeError):
            Money(wrong, "EUR")  # type: ignore[arg-type]
        with pytest.raises(TypeError):
            Money.of(wrong, "EUR")  # type: ignore[arg-type]


def test_too_many_decimals_are_refused_not_rounded() -> None:
    with pytest.raises(ValueError, match="more decimals"):
        Money.of("1.005", "EUR")
    assert Money.rounded(Decimal("1.005"), "EUR") == Money(101, "EUR")
    assert Money.rounded(Decimal("-1.005"), "EUR") == Money(-101, "EUR")


def test_figures_read_as_people_write_them() -> None:
    assert figure(Money(4821055, "EUR")) == "48,210.55"
    assert figure(Money(6104800, "JPY")) == "6,104,800"
    assert figure(Money(4815250, "KWD")) == "4,815.250"
    assert figure(Money(-50000, "EUR")) == "\u2212500.00"
    assert spoken(Money(1, "EUR")) == "EUR 0.01"


def test_no_float_in_the_package() -> None:
    import ast
    from pathlib import Path

    import collectdesk.money

    for file in Path(collectdesk.money.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), file.name
            if isinstance(node, ast.Name) and node.id == "float":
                assert file.name == "amount.py", file.name  # it names float in order to refuse it
