"""Amounts cannot be wrong by construction."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectdesk.money import CurrencyMismatch, Money, Rounding, decimals
from collectdesk.money.display import figure, spoken
from collectdesk.money.rounding import to_unit

CURRENCIES = st.sampled_from(["EUR", "JPY", "KWD", "USD", "CLF"])


def test_minor_units_follow_iso() -> None:
    assert [decimals(code) for code in ("EUR", "JPY", "KWD", "IQD", "CLF")] == [2, 0, 3, 3, 4]
    assert {decimals(code) for code in ("JPY", "KRW", "VND", "CLP", "ISK")} == {0}
    assert {decimals(code) for code in ("KWD", "BHD", "TND", "OMR", "JOD")} == {3}
    assert {decimals(code) for code in ("USD", "HUF", "INR", "BRL")} == {2}
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


def test_differences_and_order() -> None:
    less, more = Money(100, "EUR"), Money(250, "EUR")
    assert more - less == Money(150, "EUR")
    assert less < more
    assert not more < less
    assert not less < less
    assert less <= less
    assert not more <= less


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


@pytest.mark.parametrize(
    "wrong",
    ["abc", "", "NaN", "-Infinity", "1E+999999999", "1E-999999999", "1.0000000000000000000000000000000001"],
)
def test_what_is_no_exact_amount_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"amount|decimals"):
        Money.of(wrong, "EUR")
    with pytest.raises(TypeError):
        Money.of(None, "EUR")  # type: ignore[arg-type]


def test_amounts_do_not_depend_on_the_precision_around_them() -> None:
    with localcontext(prec=3):
        assert Money.of("123456789.01", "EUR") == Money(12345678901, "EUR")
        assert str(Money(12345678901, "EUR")) == "123456789.01"
        assert Money.rounded(Decimal("123456789.015"), "EUR") == Money(12345678902, "EUR")
    big = "123456789012345678901234567890.12"
    assert str(Money.of(big, "EUR")) == big


@pytest.mark.parametrize(
    ("amount", "half_up", "half_even", "up"),
    [
        ("0.125", 13, 12, 13), ("0.135", 14, 14, 14), ("-0.125", -13, -12, -12), ("0.121", 12, 12, 13),
        ("-0.129", -13, -13, -12), ("0.12", 12, 12, 12), ("0", 0, 0, 0),
    ],
)  # fmt: skip
def test_rounding_is_named(amount: str, half_up: int, half_even: int, up: int) -> None:
    found = [Money.rounded(Decimal(amount), "EUR", how).minor for how in Rounding]
    assert found == [half_up, half_even, up]
    assert [Money.rounded(Fraction(amount), "EUR", how).minor for how in Rounding] == found


@given(st.decimals(-(10**9), 10**9, places=6))
def test_rounding_agrees_with_decimal_arithmetic(amount: Decimal) -> None:
    modes = {Rounding.HALF_UP: ROUND_HALF_UP, Rounding.HALF_EVEN: ROUND_HALF_EVEN, Rounding.UP: ROUND_CEILING}
    for how, mode in modes.items():
        assert Money.rounded(amount, "KWD", how).amount == amount.quantize(Decimal("0.001"), mode)


def test_rounding_to_a_unit() -> None:
    half = Decimal("0.5")
    found = [
        to_unit(Decimal(rate), half, Rounding.UP)
        for rate in ("10.15", "10.40", "10.5", "10.51", "2.15", "-0.2")
    ]
    assert found == [Decimal(rate) for rate in ("10.5", "10.5", "10.5", "11", "2.5", "0")]
    assert to_unit(Decimal("10.25"), half, Rounding.HALF_UP) == Decimal("10.5")
    assert to_unit(Decimal("10.25"), half, Rounding.HALF_EVEN) == Decimal("10")
    assert to_unit(Decimal("10.15"), Decimal("1.5"), Rounding.UP) == Decimal("10.5")
    assert to_unit(Decimal("12"), Decimal("5"), Rounding.HALF_UP) == Decimal("10")
    with pytest.raises(ValueError, match="above zero"):
        to_unit(half, Decimal(0), Rounding.UP)


def test_figures_read_as_people_write_them() -> None:
    assert figure(Money(4821055, "EUR")) == "48,210.55"
    assert figure(Money(6104800, "JPY")) == "6,104,800"
    assert figure(Money(4815250, "KWD")) == "4,815.250"
    assert figure(Money(-50000, "EUR")) == "\u2212500.00"
    assert spoken(Money(1, "EUR")) == "EUR 0.01"
