"""Three proposals: what they are on worked cases, and that they never go beyond what may be decided."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectdesk.faults import BadInput
from collectdesk.money import CurrencyMismatch, Money, NoFigure
from collectdesk.money.authority import load_authority, plan_asked
from collectdesk.money.household import StatementLine, household
from collectdesk.money.liquidity import Forecast
from collectdesk.money.plan_interest import PlanInterest
from collectdesk.money.plan_rules import load_plan_rules, parse_plan_rules
from collectdesk.money.plan_signs import PlanFacts, Sign, signs
from collectdesk.money.proposals import (
    PaymentRecord,
    PlanCase,
    Proposal,
    always_paid,
    judge_schedule,
    judge_terms,
    propose,
)
from collectdesk.money.reference_rates import load_reference_rates
from collectdesk.money.schedule import Rhythm, Terms, schedule, typed_schedule
from collectdesk.resources import read_data
from tests.money.calendars import germany
from tests.money.test_affordability import FLOWS
from tests.money.test_plan_interest import at_rate

TABLE = load_authority()
RULES = load_plan_rules()
TEXT = read_data("plans.toml")
START = date(2026, 11, 27)
LOYAL = PaymentRecord(40, Decimal("2.5"), 0)


def eur(amount: str | int) -> Money:
    return Money.of(amount, "EUR")


FORECAST = Forecast(date(2026, 11, 24), eur(27000), tuple(eur(flow) for flow in FLOWS), eur(8000))
CASE = PlanCase(
    eur("47070.55"),
    eur("47070.55"),
    START,
    closed=germany,
    interest=PlanInterest(at_rate("10.52"), load_reference_rates()),
    ability=FORECAST,
)


def three(case: PlanCase, level: str = "manager") -> tuple[Proposal, ...]:
    found = propose(case, level, TABLE, RULES)
    assert isinstance(found, tuple), found
    assert [one.name for one in found] == ["short", "balanced", "longest"]
    return found


def outline(found: tuple[Proposal, ...]) -> list[tuple[int, str, int]]:
    return [
        (len(one.schedule.instalments), str(one.schedule.down), one.schedule.term_months) for one in found
    ]


def test_the_case_on_the_picture_of_the_plan_screen() -> None:
    """A manager may agree to twelve months: a quarter of that, half of it, all of it."""
    short, balanced, longest = three(CASE)
    assert outline((short, balanced, longest)) == [(3, "9414.11", 3), (6, "9414.11", 6), (12, "4707.06", 12)]
    assert [str(one.amount) for one in short.schedule.payments] == [
        "9414.11",
        "12552.15",
        "12552.15",
        "12552.14",
    ]
    assert short.fit is not None
    assert (short.fit.fits, short.fit.fails_in) == (False, 5)
    assert balanced.fit is not None
    assert balanced.fit.liquidity is not None
    assert balanced.fit.fits
    assert (str(balanced.fit.liquidity.low), balanced.fit.liquidity.low_in) == ("9409.82", (5,))
    interest: Any = short.interest
    assert str(interest.interest) == "672.91"
    assert [one.ruling.first for one in (short, balanced, longest)] == ["lead", "lead", "manager"]
    assert all(one.ruling.allowed for one in (short, balanced, longest))
    assert short.signs == balanced.signs == ()


def test_a_balance_beyond_the_collector_goes_to_the_first_that_may_decide_it() -> None:
    without = replace(CASE, ability=None)
    found = three(without, "collector")
    assert outline(found) == [(2, "9414.11", 2), (3, "9414.11", 3), (6, "4707.06", 6)]
    assert [(one.ruling.level, one.ruling.allowed, one.ruling.first) for one in found] == [
        ("collector", False, "lead")
    ] * 3
    assert outline(three(replace(without, total=eur(9000), balance=eur(9000)), "collector")) == [
        (1, "1800.00", 1),
        (2, "1800.00", 2),
        (3, "1800.00", 3),
    ]


def test_balanced_is_the_first_that_the_customer_can_pay() -> None:
    """Of six months at most: 37,656.44 in 3 or 4 takes cash below 8,000, in 5 it does not."""
    balanced = three(CASE, "lead")[1]
    assert len(balanced.schedule.instalments) == 5
    fits = []
    for number in (3, 4, 5, 6):
        terms = Terms(CASE.total, balanced.schedule.down, START, number, "monthly", date(2026, 12, 27))
        verdict = judge_terms(CASE, terms, "lead", TABLE, RULES).fit
        assert verdict is not None
        fits.append(verdict.fits)
    assert fits == [False, False, True, True]


def test_less_down_payment_where_nothing_else_fits() -> None:
    home = household(
        [StatementLine("income", eur(200))],
        eur(600),
        eur(600),
        savings_per_cent=Decimal(10),
        savings_most=eur(20),
    )
    case = PlanCase(eur(600), eur(600), START, ability=home)
    assert outline(three(case, "manager")) == [(3, "120.00", 3), (6, "120.00", 6), (12, "60.00", 12)]
    poor = replace(case, total=eur(2000), balance=eur(2000))
    found = three(poor, "manager")
    assert outline(found) == [(3, "400.00", 3), (12, "0.00", 12), (12, "0.00", 12)]
    assert [one.fit.fits for one in found if one.fit] == [False, True, True]


def test_rhythms_fill_the_same_terms() -> None:
    without = replace(CASE, ability=None)
    counted = {r: [n for n, _down, _months in outline(three(replace(without, rhythm=r)))] for r in
               ("weekly", "fortnightly", "monthly", "quarterly")}  # fmt: skip
    assert counted == {
        "weekly": [13, 25, 52],
        "fortnightly": [6, 12, 26],
        "monthly": [3, 6, 12],
        "quarterly": [1, 2, 4],
    }


def test_the_first_instalment_is_never_called_late_by_default() -> None:
    january = replace(CASE, starts_on=date(2027, 1, 1), ability=None)
    for rhythm in ("weekly", "fortnightly", "monthly", "quarterly"):
        for one in three(replace(january, rhythm=rhythm)):
            assert (one.schedule.instalments[0].unadjusted - date(2027, 1, 1)).days <= 30
            assert one.signs == ()


def test_a_plan_signed_on_a_month_end_is_paid_on_month_ends() -> None:
    longest = three(replace(CASE, starts_on=date(2027, 1, 31), ability=None), "lead")[2]
    assert [one.unadjusted.day for one in longest.schedule.instalments] == [28, 31, 30, 31, 30, 31]
    assert longest.schedule.term_months == 6


def test_where_there_is_nothing_to_propose() -> None:
    large = replace(CASE, total=eur(300_000), balance=eur("250000.01"))
    assert "so large a balance" in _no(propose(large, "collector", TABLE, RULES))
    far = replace(CASE, first_on=date(2028, 1, 1))
    assert "from 2028-01-01 on" in _no(propose(far, "manager", TABLE, RULES))
    with pytest.raises(CurrencyMismatch):
        propose(replace(CASE, balance=Money.of("1", "USD")), "lead", TABLE, RULES)
    with pytest.raises(ValueError, match="no level"):
        propose(CASE, "admin", TABLE, RULES)


def _no(found: object) -> str:
    assert isinstance(found, NoFigure)
    return found.reason


@pytest.mark.parametrize(
    ("record", "loyal"),
    [
        (LOYAL, True),
        (None, False),
        (replace(LOYAL, paid_items=11), False),
        (replace(LOYAL, paid_items=12), True),
        (replace(LOYAL, average_days_late=Decimal("5.01")), False),
        (replace(LOYAL, average_days_late=Decimal(5)), True),
        (replace(LOYAL, broken=1), False),
    ],
)
def test_who_always_paid(record: PaymentRecord | None, loyal: bool) -> None:
    assert always_paid(record, RULES.loyal) is loyal


def test_who_always_paid_pays_less_down_and_no_interest_within_authority() -> None:
    case = replace(CASE, total=eur(9000), balance=eur(9000), ability=None)
    usual, loyal = three(case, "lead"), three(replace(case, record=LOYAL), "lead")
    assert [str(one.schedule.down) for one in usual] == ["1800.00", "1800.00", "900.00"]
    assert [str(one.schedule.down) for one in loyal] == ["900.00"] * 3
    for one in loyal:
        found: Any = one.interest
        assert one.waived == found.interest
        assert one.ruling.allowed
    assert all(one.waived is None for one in usual)


def test_interest_that_nobody_may_waive_is_charged() -> None:
    large = replace(CASE, total=eur(250_000), balance=eur(250_000), ability=None, record=LOYAL)
    interest = replace(large.interest, charged="each") if large.interest else None
    found = three(replace(large, interest=interest))
    assert [one.waived is None for one in found] == [False, True, True]
    for one in found:
        charged = sum(payment.interest.minor for payment in one.schedule.payments)
        told: Any = one.interest
        assert charged == (0 if one.waived else told.interest.minor)
        assert one.ruling.allowed


def test_waived_interest_is_measured_in_the_currency_of_the_table() -> None:
    plan = schedule(
        Terms(Money.of(1_000_000, "JPY"), Money.of(0, "JPY"), START, 3, "monthly", date(2026, 12, 27))
    )
    asked = plan_asked(plan, eur("6134.97"), Money.of(9_000, "JPY"))
    assert str(asked.waived) == "55.21"  # 9,000 of 1,000,000 parts of 6,134.97


def test_a_plan_without_a_figure_for_its_interest_still_stands() -> None:
    from collectdesk.money.interest_rules import Regime, load_interest_rules

    statutory = load_interest_rules().find("DE", "b2b")
    assert isinstance(statutory, Regime)
    case = replace(CASE, interest=PlanInterest(statutory, load_reference_rates(), "each"), record=LOYAL)
    longest = three(case)[2]
    assert isinstance(longest.interest, NoFigure)
    assert longest.waived is None
    assert {payment.interest.minor for payment in longest.schedule.payments} == {0}


@given(
    minor=st.integers(1, 4 * 10**7),
    currency=st.sampled_from([("EUR", 1), ("JPY", 2), ("KWD", 3)]),
    level=st.sampled_from(["collector", "lead", "manager"]),
    rhythm=st.sampled_from(["weekly", "fortnightly", "monthly", "quarterly"]),
    start=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    first_after=st.none() | st.integers(1, 400),
    record=st.sampled_from([None, LOYAL]),
    opening=st.none() | st.integers(0, 10**6),
    charged=st.sampled_from(["apart", "each", "last"]),
)
def test_proposals_never_exceed_authority(
    minor: int,
    currency: tuple[str, int],
    level: str,
    rhythm: Rhythm,
    start: date,
    first_after: int | None,
    record: PaymentRecord | None,
    opening: int | None,
    charged: Any,
) -> None:
    code, euro_cents = currency
    total, balance = Money(minor, code), Money(minor * euro_cents, "EUR")
    flows = tuple(Money(flow, code) for flow in FLOWS)
    case = PlanCase(
        total,
        balance,
        start,
        rhythm,
        first_on=None if first_after is None else start + timedelta(days=first_after),
        interest=PlanInterest(at_rate("9"), load_reference_rates(), charged),
        ability=None if opening is None else Forecast(start, Money(opening, code), flows, Money(0, code)),
        record=record,
    )
    found = propose(case, level, TABLE, RULES)
    may = next((one for one in TABLE.up_from(level) if balance <= eur(str(one.balance))), None)
    if may is None:
        assert isinstance(found, NoFigure)
        return
    if isinstance(found, NoFigure):
        assert first_after is not None
        return
    for one in found:
        assert sum(payment.principal.minor for payment in one.schedule.payments) == minor
        assert TABLE.rule(plan_asked(one.schedule, balance, one.waived), may.name).allowed
        assert one.ruling.allowed is (may.name == level)
        assert one.schedule.term_months <= may.plan_months


def test_signs_in_the_order_of_the_reference() -> None:
    """Section 6.2, signals of an unrealistic plan, and an insurer's extension period of section 6.3."""
    lines = [(START + timedelta(days=31), eur(100)), (START + timedelta(days=70), eur(100)),
             (START + timedelta(days=100), eur(800))]  # fmt: skip
    plan = typed_schedule(eur(1000), START, lines)
    facts = PlanFacts(
        names_a_change=False,
        earlier_plans=2,
        buys_on_credit=True,
        covered_until=plan.last_on - timedelta(days=1),
    )
    assert signs(plan, facts, RULES.signs) == (
        Sign("no_down_payment"),
        Sign("late_first_instalment", 31),
        Sign("no_change_named"),
        Sign("back_loaded"),
        Sign("balloon", 80),
        Sign("repeated_plan", 3),
        Sign("buys_on_credit"),
        Sign("beyond_cover", facts.covered_until),
    )


@pytest.mark.parametrize(
    ("days_and_amounts", "codes"),
    [
        ([(0, 200), (30, 400), (60, 400)], set()),
        ([(30, 334), (60, 333), (90, 333)], {"no_down_payment"}),
        ([(0, 100), (30, 300), (60, 300), (90, 300)], set()),
        ([(0, 100), (30, 290), (60, 300), (90, 310)], {"balloon"}),
        ([(0, 100), (30, 280), (60, 320), (90, 300)], set()),
        ([(0, 100), (30, 200), (60, 300), (90, 200), (120, 200)], set()),
        ([(0, 100), (30, 150), (60, 240), (90, 250), (120, 260)], {"back_loaded"}),
        ([(0, 200), (30, 800)], set()),
        ([(1000, 1000)], {"no_down_payment", "late_first_instalment"}),
        ([(0, 1000)], set()),
    ],
)
def test_what_a_schedule_says_of_itself(days_and_amounts: list[tuple[int, int]], codes: set[str]) -> None:
    plan = typed_schedule(
        eur(1000), START, [(START + timedelta(days=d), eur(a)) for d, a in days_and_amounts]
    )
    assert {one.code for one in signs(plan, PlanFacts(), RULES.signs)} == codes


@given(minor=st.integers(1000, 10**9), number=st.integers(2, 60))
def test_equal_instalments_are_neither_back_loaded_nor_a_balloon(minor: int, number: int) -> None:
    total = Money(minor * number, "EUR")
    plan = schedule(Terms(total, Money(0, "EUR"), START, number, "monthly", date(2026, 12, 20)))
    assert {one.code for one in signs(plan, PlanFacts(), RULES.signs)} == {"no_down_payment"}


def test_unasked_questions_are_no_signs() -> None:
    plan = schedule(Terms(eur(100), eur(20), START, 2, "monthly", date(2026, 12, 27)))
    said = judge_schedule(
        replace(CASE, total=eur(100), balance=eur(100), ability=None), plan, None, TABLE, RULES
    )
    assert said.signs == ()
    assert said.terms is None
    assert said.fit is None
    assert (said.ruling.allowed, said.ruling.first) == (False, "collector")
    earlier = signs(plan, PlanFacts(names_a_change=True, earlier_plans=1, buys_on_credit=False), RULES.signs)
    assert earlier == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('term_percent = "25"', 'term_percent = "60"', "proposal: term_percent grows"),
        ('currency = "GBP"', 'currency = "PFUND"', "household: currency 'PFUND'"),
        ('"20.00"', '"20.001"', "household: 20.001 has more decimals"),
        ("plans_a_year = 3", "plans_a_year = 0", "signs.plans_a_year"),
        ("interest_free = true", 'interest_free = "yes"', "loyal.interest_free"),
        ("in_plan = 2", "in_plan = 2\nmost = 3", "reschedule.most"),
        ('floor_percent = "10"', "floor_percent = 1.5", "liquidity.floor_percent"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_its_key(old: str, new: str, said: str) -> None:
    assert old in TEXT
    with pytest.raises(BadInput, match=r"data/plans\.toml") as caught:
        parse_plan_rules(TEXT.replace(old, new, 1))
    assert said in str(caught.value)
