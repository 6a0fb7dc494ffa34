"""Conversion by dated rates, quotations in local currency, and what the rate did in the meantime."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectdesk.money import CurrencyMismatch, Money
from collectdesk.money.fx import Conversion, Quote, Rates, newest
from collectdesk.money.no_figure import NoFigure
from collectdesk.money.quotation import (
    Fluctuation,
    Quotation,
    QuotedPayment,
    fluctuation,
    pay_quotation,
    quote_in,
)
from tests.money.vectors import vectors

ON = date(2026, 11, 23)
LATER = date(2026, 12, 14)
DAY = timedelta(days=1)


def quote(currency: str, quoted: str, on: date = ON, source: str = "ECB", base: str = "EUR") -> Quote:
    return Quote(currency, Decimal(quoted), on, source, base)


def conversion(found: Conversion | NoFigure) -> Conversion:
    assert isinstance(found, Conversion), found
    return found


def money(amount: str, currency: str) -> Money:
    return Money.of(amount, currency)


@pytest.mark.parametrize(("id", "given", "wanted"), vectors("fx"))
def test_worked_examples(id: str, given: dict[str, Any], wanted: dict[str, str]) -> None:
    rates = Rates([quote("USD", given["booked"]), quote("USD", given["paid"], LATER)])
    found = fluctuation(money(given["amount"], "USD"), "EUR", rates, ON, LATER)
    assert isinstance(found, Fluctuation)
    assert str(found.earlier.gives) == wanted["booked_eur"]
    assert str(found.later.gives) == wanted["paid_eur"]
    assert str(found.difference) == wanted["difference"]


def test_a_debt_in_euro_gains_in_dollars() -> None:
    rates = Rates([quote("USD", "1.10"), quote("USD", "1.20", LATER)])
    found = fluctuation(money("100000.00", "EUR"), "USD", rates, ON, LATER)
    assert isinstance(found, Fluctuation)
    assert found.difference == money("10000.00", "USD")


def test_amounts_are_divided_never_multiplied_by_a_rounded_inverse() -> None:
    found = conversion(Rates([quote("JPY", "163.00")]).convert(Money(1850000, "JPY"), "EUR", ON))
    assert found.gives == money("11349.69", "EUR")
    assert found.rate == Fraction(100, 163)
    assert found.difference == 1134969 - Fraction(185000000, 163)
    assert Money.rounded(1850000 * Fraction("0.006135"), "EUR") == money("11349.75", "EUR")


def test_a_conversion_keeps_its_rate_day_source_and_age() -> None:
    rates = Rates([quote("USD", "1.0850"), quote("GBP", "0.8735", ON - 3 * DAY, "Bank")])
    found = conversion(rates.convert(money("100.00", "GBP"), "USD", ON + DAY))
    assert found.rate == Fraction(10850, 8735)
    assert [one.currency for one in found.quotes] == ["GBP", "USD"]
    assert found.rate_on == ON - 3 * DAY
    assert found.age_days == 4
    assert found.sources == ("Bank", "ECB")
    same = conversion(rates.convert(money("1.00", "GBP"), "GBP", ON))
    assert (same.gives, same.rate, same.quotes, same.age_days) == (money("1.00", "GBP"), 1, (), 0)


def test_the_rate_of_a_day_is_the_last_published_on_or_before_it() -> None:
    friday, monday = date(2026, 11, 20), date(2026, 11, 23)
    rates = Rates([quote("USD", "1.20", monday), quote("USD", "1.10", friday)])
    found = [rates.of_day("USD", day) for day in (friday - DAY, friday, friday + 2 * DAY, monday, LATER)]
    assert [one and str(one.quoted) for one in found] == [None, "1.10", "1.10", "1.20", "1.20"]
    sunday = rates.of_day("USD", friday + 2 * DAY)
    assert sunday is not None
    assert sunday.age_days(friday + 2 * DAY) == 2


def test_the_newest_of_several_quotes_counts_of_one_day_the_last_given() -> None:
    first, again, later = quote("USD", "1.10"), quote("USD", "1.11"), quote("USD", "1.20", LATER)
    older, other = quote("USD", "1.00", ON - DAY), quote("USD", "0.01", base="GBP")
    assert newest([first, again, later, older, other], ON) == {"USD": again}
    assert newest([later, first], LATER) == {"USD": later}
    assert newest([later, other], ON) == {}
    rates = Rates([first, again, older])
    assert rates.of_day("USD", ON) == again


def test_a_rate_that_is_missing_or_too_old_gives_no_figure() -> None:
    rates = Rates([quote("RUB", "117.2010", date(2022, 3, 1)), quote("USD", "1.1")], oldest_days=10)
    for code, wanted in (("RUB", "EUR"), ("USD", "RUB"), ("CHF", "EUR"), ("EUR", "CHF")):
        found = rates.convert(Money(100, code), wanted, ON)
        assert isinstance(found, NoFigure)
        assert code in found.reason
        assert wanted in found.reason
    assert isinstance(rates.convert(Money(100, "USD"), "EUR", ON + 10 * DAY), Conversion)
    assert isinstance(rates.convert(Money(100, "USD"), "EUR", ON + 11 * DAY), NoFigure)
    assert isinstance(rates.convert(Money(100, "USD"), "EUR", ON - DAY), NoFigure)


def test_a_rate_quoted_for_the_pair_goes_before_a_crossed_one() -> None:
    direct = quote("INR", "84.5", base="USD", source="House bank")
    rates = Rates([quote("USD", "1.0850"), quote("INR", "91.0"), direct])
    there = conversion(rates.convert(money("10.00", "USD"), "INR", ON))
    back = conversion(rates.convert(money("845.00", "INR"), "USD", ON))
    assert there.quotes == back.quotes == (direct,)
    assert there.gives == money("845.00", "INR")
    assert back.gives == money("10.00", "USD")


@pytest.mark.parametrize("quoted", ["0", "-1", "NaN", "Infinity", "1E+999999"])
def test_unusable_quotes_are_left_out(quoted: str) -> None:
    bad = quote("USD", quoted)
    assert not bad.usable
    assert newest([bad], ON) == {}
    assert Rates([bad]).of_day("USD", ON) is None


@given(
    minor=st.integers(-(10**14), 10**14),
    currency=st.sampled_from(["USD", "JPY", "KWD", "CLF", "EUR"]),
    other=st.sampled_from(["USD", "JPY", "KWD", "CLF", "EUR"]),
    quoted=st.lists(st.integers(1, 10**9), min_size=4, max_size=4),
)
def test_rounding_takes_or_gives_at_most_half_a_minor_unit(
    minor: int, currency: str, other: str, quoted: list[int]
) -> None:
    codes = ["USD", "JPY", "KWD", "CLF"]
    rates = Rates([quote(code, str(Decimal(n).scaleb(-5))) for code, n in zip(codes, quoted, strict=True)])
    found = conversion(rates.convert(Money(minor, currency), other, ON))
    assert found.gives.minor == minor * found.rate + found.difference
    assert abs(found.difference) <= Fraction(1, 2)
    with localcontext(prec=3):
        assert conversion(rates.convert(Money(minor, currency), other, ON)) == found


LOCAL = Rates([quote("NGN", "1600"), quote("NGN", "1700", LATER)])


def quoted_for(bearer: Any = "creditor", rates: Rates = LOCAL) -> Quotation:
    found = quote_in(money("1000.00", "EUR"), "NGN", rates, ON, valid_days=7, bearer=bearer)
    assert isinstance(found, Quotation)
    return found


def paid(quotation: Quotation, amount: str, on: date, rates: Rates = LOCAL) -> QuotedPayment:
    found = pay_quotation(quotation, money(amount, "NGN"), on, rates)
    assert isinstance(found, QuotedPayment), found
    return found


def test_a_quotation_binds_until_its_last_day() -> None:
    quotation = quoted_for()
    assert quotation.asked == money("1600000.00", "NGN")
    assert quotation.valid_until == ON + 7 * DAY
    moved = Rates([quote("NGN", "1600"), quote("NGN", "1700", ON + DAY)])
    full = paid(quotation, "1600000.00", ON + 7 * DAY, moved)
    assert full.in_time
    assert full.settles == money("1000.00", "EUR")
    assert full.worth.gives == money("941.18", "EUR")
    assert full.difference == money("-58.82", "EUR")
    late = paid(quotation, "1600000.00", ON + 8 * DAY, moved)
    assert not late.in_time
    assert late.settles == money("941.18", "EUR")
    assert late.difference == money("0.00", "EUR")


def test_part_and_over_payment_of_a_quotation() -> None:
    quotation = quoted_for()
    part = paid(quotation, "800000.00", ON + DAY)
    assert (part.settles, part.over) == (money("500.00", "EUR"), money("0.00", "NGN"))
    over = paid(quotation, "1600000.01", ON + DAY)
    assert (over.settles, over.over) == (money("1000.00", "EUR"), money("0.01", "NGN"))
    assert over.worth.given == quotation.asked
    exact = paid(quotation, "1600000.00", ON)
    assert (exact.settles, exact.over, exact.in_time) == (money("1000.00", "EUR"), money("0.00", "NGN"), True)
    early = paid(quotation, "1600000.00", ON - DAY, Rates([quote("NGN", "1500", ON - DAY)]))
    assert not early.in_time
    after = paid(quotation, "1800000.00", LATER)
    assert (after.settles, after.over) == (money("1000.00", "EUR"), money("100000.00", "NGN"))


def test_what_was_asked_settles_the_whole_debt_whatever_rounding_took() -> None:
    rates = Rates([quote("JPY", "163")])
    quotation = quote_in(Money(1000, "JPY"), "EUR", rates, ON, valid_days=7)
    assert isinstance(quotation, Quotation)
    assert quotation.asked == money("6.13", "EUR")
    for cents, settles in ((613, 1000), (612, 998)):
        found = pay_quotation(quotation, Money(cents, "EUR"), ON, rates)
        assert isinstance(found, QuotedPayment)
        assert found.settles == Money(settles, "JPY")


def test_where_the_customer_bears_the_difference_each_payment_counts_at_its_own_day() -> None:
    moved = Rates([quote("NGN", "1600"), quote("NGN", "1700", ON + DAY)])
    found = paid(quoted_for("customer", moved), "1600000.00", ON + DAY, moved)
    assert found.in_time
    assert found.settles == money("941.18", "EUR")


def test_a_quotation_needs_a_rate_and_takes_its_own_currency_only() -> None:
    assert isinstance(quote_in(money("1.00", "EUR"), "CHF", LOCAL, ON, valid_days=7), NoFigure)
    assert isinstance(quote_in(money("0.01", "NGN"), "EUR", LOCAL, ON, valid_days=7), NoFigure)
    with pytest.raises(CurrencyMismatch):
        pay_quotation(quoted_for(), money("1.00", "USD"), ON, LOCAL)
    with pytest.raises(ValueError, match="above zero"):
        quote_in(money("0.00", "EUR"), "NGN", LOCAL, ON, valid_days=7)
    with pytest.raises(ValueError, match="above zero"):
        quote_in(money("1.00", "EUR"), "NGN", LOCAL, ON, valid_days=-1)
    with pytest.raises(ValueError, match="above zero"):
        pay_quotation(quoted_for(), money("0.00", "NGN"), ON, LOCAL)
    today = quote_in(money("1.00", "EUR"), "NGN", LOCAL, ON, valid_days=0)
    assert isinstance(today, Quotation)
    assert today.valid_until == ON


@given(
    amount=st.integers(1, 10**10),
    days=st.integers(0, 30),
    first=st.integers(1, 10**7),
    then=st.integers(1, 10**7),
)
def test_a_quotation_never_settles_more_than_the_debt(amount: int, days: int, first: int, then: int) -> None:
    rates = Rates([quote("NGN", str(first)), quote("NGN", str(then), ON + DAY)])
    for bearer in ("creditor", "customer"):
        found = pay_quotation(quoted_for(bearer, rates), Money(amount, "NGN"), ON + days * DAY, rates)
        assert isinstance(found, QuotedPayment)
        assert 0 <= found.settles.minor <= 100000
        assert 0 <= found.over.minor < amount
