"""Plans typed in one line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectdesk.desk.typed.plan_line import currency_words, parse_plan, plan_words
from collectdesk.money import Money
from collectdesk.money.quotation import Bearer
from collectdesk.money.schedule import Terms

TODAY = date(2026, 11, 24)


def _eur(minor: int) -> Money:
    return Money(minor, "EUR")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("20% 6 monthly 15 jan", {"per_cent": Decimal(20), "number": 6, "rhythm": "monthly",
                                  "first_on": date(2027, 1, 15)}),
        ("20 % down, 6 payments", {"per_cent": Decimal(20), "number": 6}),
        ("1000 down 500 a month", {"down": _eur(100000), "each": _eur(50000), "rhythm": "monthly"}),
        ("down 50 x12", {"down": _eur(5000), "number": 12}),
        ("500 down 6 weekly", {"down": _eur(50000), "number": 6, "rhythm": "weekly"}),
        ("450/w from fri card", {"each": _eur(45000), "rhythm": "weekly", "first_on": date(2026, 11, 27),
                                 "method": "card"}),
        ("each 500 fortnightly", {"each": _eur(50000), "rhythm": "fortnightly"}),
        ("500 each", {"each": _eur(50000)}),
        ("no down 12", {"down": _eur(0), "number": 12}),
        ("0 3", {"down": _eur(0), "number": 3}),
        ("1,250.50 eur 100x quarterly in 3 days", {"down": _eur(125050), "number": 100, "rhythm": "quarterly",
                                                   "first_on": date(2026, 11, 27)}),
        ("6 interest each", {"number": 6, "charging": "each"}),
        ("interest 9.5% last 20%", {"charging": "last", "rate": Decimal("9.5"), "per_cent": Decimal(20)}),
        ("interest apart 500 each", {"charging": "apart", "each": _eur(50000)}),
        ("no interest no down", {"charging": "none", "down": _eur(0)}),
        ("", {}),
    ],
)  # fmt: skip
def test_what_a_line_means(typed: str, told: dict[str, object]) -> None:
    found = parse_plan(typed, TODAY, "EUR")
    names = ("per_cent", "down", "number", "each", "rhythm", "first_on", "method", "charging", "rate")
    assert {name: getattr(found, name) for name in names if getattr(found, name) is not None} == told
    assert found.problem == ""


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("6 soon", "“soon” is no part of a plan"),
        ("6 500 each", "not both"),
        ("20% 500 down", "stands there twice"),
        ("4 15 ja", "“15” is a second number; a day has its month beside it"),
        ("20% usd", "this plan is in EUR"),
        ("1.200 6", "can be"),
        ("100% 6", "less than all of it"),
        ("6 3/4", "can be"),
        ("0 each", "above zero"),
        ("6 interest", "interest each, last, apart or none"),
        ("interest each no interest", "interest stands there twice"),
        ("[/nope] 6", "no part of a plan"),
    ],
)
def test_what_cannot_be_read_is_said(typed: str, said: str) -> None:
    assert said in parse_plan(typed, TODAY, "EUR").problem


@given(st.text(max_size=60))
def test_any_line_is_read_without_an_error(typed: str) -> None:
    parse_plan(typed, TODAY, "JPY")


@given(
    st.integers(200_000, 10**9), st.integers(0, 99_999), st.integers(1, 99), st.sampled_from(["weekly", "monthly"]),
    st.dates(date(2026, 11, 25), date(2030, 12, 31)), st.sampled_from(["EUR", "JPY", "KWD"]),
)  # fmt: skip
def test_terms_in_words_are_these_terms(
    total: int, down: int, number: int, rhythm: str, first_on: date, code: str
) -> None:
    terms = Terms(Money(total, code), Money(down, code), TODAY, number, rhythm, first_on)  # type: ignore[arg-type]
    found = parse_plan(plan_words(terms), TODAY, code)
    assert found.problem == ""
    assert (found.down, found.number, found.rhythm, found.first_on) == (
        terms.down, terms.number, terms.rhythm, terms.first_on,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("line", "paid_in", "bearer", "first_on"),
    [
        ("20% 6 in try", "TRY", None, None),
        ("paid in jpy customer 20% 6", "JPY", "customer", None),
        ("6 in usd creditor in 30 days", "USD", "creditor", date(2026, 12, 24)),
        ("20% 6 in eur", None, None, None),
    ],
)
def test_the_currency_to_pay_in(
    line: str, paid_in: str | None, bearer: str | None, first_on: date | None
) -> None:
    found = parse_plan(line, TODAY, "EUR")
    assert (found.paid_in, found.bearer, found.first_on) == (paid_in, bearer, first_on)
    assert (found.number, found.problem) == (6, "")


def test_two_currencies_to_pay_in_or_none_that_is_one() -> None:
    assert "two currencies to pay in" in parse_plan("6 in try in usd", TODAY, "EUR").problem
    assert "“in try” has it paid in TRY" in parse_plan("6 try", TODAY, "EUR").problem


@pytest.mark.parametrize("bearer", ["creditor", "customer"])
def test_the_words_of_a_currency_are_read_as_it(bearer: Bearer) -> None:
    found = parse_plan("6" + currency_words("TRY", bearer), TODAY, "EUR")
    assert (found.paid_in, found.bearer or "creditor") == ("TRY", bearer)
    assert currency_words(None, bearer) == ""
