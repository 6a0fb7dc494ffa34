"""Rates as exact fractions, and which of several quotes counts."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import BigInteger, create_engine, literal, select

from collectdesk.faults import BadInput
from collectdesk.models import Desk, FxRate, RankingRate
from collectdesk.ranking.facts import to_base
from collectdesk.ranking.rates import Quote, base_fraction, pin_rates, rates_day
from tests.ranking.oracle import half_up

ON = date(2026, 11, 23)
SCRATCH = create_engine("sqlite://")


def quote(currency: str, quoted: str, days: int = 0) -> Quote:
    return Quote(currency, Decimal(quoted), ON - timedelta(days=days))


def pinned(store: Any, *quotes: Quote, base: str = "EUR", stored: tuple[Quote, ...] = ()) -> dict[str, Any]:
    with store.write() as session:
        desk = session.get(Desk, 1)
        assert desk is not None
        desk.base_currency = base
        for one in stored:
            session.add(
                FxRate(currency=one.currency, rate_on=one.rate_on, quoted=str(one.quoted), source="test")
            )
        session.flush()
        pin_rates(session, ON, quotes)
        return {row.currency: (row.num, row.den, row.rate_on) for row in session.scalars(select(RankingRate))}


def test_minor_units_of_both_currencies_are_inside_the_fraction() -> None:
    one = Decimal(1)
    assert base_fraction("USD", Decimal("1.0850"), "EUR", one) == Fraction(200, 217)
    assert base_fraction("JPY", Decimal("163"), "EUR", one) == Fraction(100, 163)
    assert base_fraction("KWD", Decimal("0.33315"), "EUR", one) == Fraction(2000, 6663)
    assert base_fraction("EUR", one, "JPY", Decimal("163")) == Fraction(163, 100)
    assert base_fraction("GBP", Decimal("0.8735"), "USD", Decimal("1.0850")) == Fraction(10850, 8735)


@settings(deadline=None, max_examples=300)
@given(
    minor=st.one_of(st.integers(0, 10**15), st.integers(0, 10**4)),
    num=st.integers(1, 20_000), den=st.integers(1, 2_000_000),
)  # fmt: skip
def test_whole_number_arithmetic_equals_the_exact_fraction(minor: int, num: int, den: int) -> None:
    exact = Fraction(num, den)
    if minor * exact >= 2**62:
        return
    with SCRATCH.connect() as connection:
        parts = [literal(value, BigInteger()) for value in (minor, exact.numerator, exact.denominator)]
        assert connection.scalar(select(to_base(*parts))) == half_up(minor * exact)


def test_both_engines_round_alike(store: Any) -> None:
    cases = [
        (1, 1, 2),
        (3, 1, 2),
        (10**15, 2000, 6663),
        (10**15 - 1, 100, 163),
        (999_999_999_999_999, 8999, 1),
    ]
    with store.read() as session:
        for minor, num, den in cases:
            parts = [literal(value, BigInteger()) for value in (minor, num, den)]
            assert int(session.scalar(select(to_base(*parts)))) == half_up(Fraction(minor * num, den))


def test_the_newest_quote_on_or_before_the_day_counts(store: Any) -> None:
    rates = pinned(
        store,
        quote("USD", "1.10", 3), quote("USD", "1.25", 1), quote("USD", "9.99", -1), quote("GBP", "0.80", 1),
        stored=(quote("GBP", "0.50", 1), quote("GBP", "0.60", 9), quote("CHF", "2", -5)),
    )  # fmt: skip
    assert rates == {
        "EUR": (1, 1, ON),
        "USD": (4, 5, ON - timedelta(days=1)),
        "GBP": (2, 1, ON - timedelta(days=1)),
    }


def test_another_base_is_crossed_through_the_euro(store: Any) -> None:
    rates = pinned(store, quote("USD", "1.25"), quote("JPY", "160"), base="USD")
    assert {code: row[:2] for code, row in rates.items()} == {"USD": (1, 1), "EUR": (5, 4), "JPY": (25, 32)}
    alone = pinned(store, quote("USD", "1.25"), base="AUD")
    assert set(alone) == {"AUD"}, "without a rate of its own base nothing can be converted"


@pytest.mark.parametrize(
    "bad", [Quote("USD", Decimal("0"), ON), Quote("USD", Decimal("NaN"), ON), Quote("XYZ", Decimal("2"), ON)]
)
def test_quotes_that_mean_nothing_are_left_out(sqlite_owned: Any, bad: Quote) -> None:
    assert set(pinned(sqlite_owned, bad)) == {"EUR"}


def test_rates_with_too_many_digits_are_refused(sqlite_owned: Any) -> None:
    with pytest.raises(BadInput, match="the rate of USD of 2026-11-23 has too many digits"):
        pinned(sqlite_owned, quote("USD", "1.2345678901234567891"))


def test_a_stored_rate_that_is_no_number_is_refused(sqlite_owned: Any) -> None:
    with sqlite_owned.write() as session:
        session.add(FxRate(currency="USD", rate_on=ON, quoted="one", source="test"))
        session.flush()
        with pytest.raises(BadInput, match="not a number"):
            pin_rates(session, ON)


def test_rates_move_on_mondays() -> None:
    assert [rates_day(ON + timedelta(days=n)) for n in (-1, 0, 6, 7)] == [
        ON - timedelta(days=7), ON, ON, ON + timedelta(days=7),
    ]  # fmt: skip
