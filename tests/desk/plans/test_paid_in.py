"""A plan paid in another currency: what is owed never moves with a rate, and money of that one settles the plan."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from collectdesk.desk.act import Actor
from collectdesk.desk.cash.acting import AcceptMatch, accept_match
from collectdesk.desk.cash.views import waiting
from collectdesk.desk.fx_quote import quotations
from collectdesk.desk.plans.agreeing import AcceptPlan, CancelPlan, accept_plan, cancel_plan, make_plan
from collectdesk.desk.plans.approvals import approvals
from collectdesk.desk.plans.ground import PlanWish
from collectdesk.desk.plans.moving import MovePayment, move_payment
from collectdesk.desk.plans.paid_in import PaidIn, paid_in, rates_between
from collectdesk.desk.plans.sheet import PlanOnRecord, judge_edit, plan_sheet, plans_of
from collectdesk.faults import BadInput
from collectdesk.models import FxRate, Journal, OpenItem
from collectdesk.money import Money
from collectdesk.money.fx import Quote, Rates
from collectdesk.money.no_figure import NoFigure
from collectdesk.money.quotation import Bearer
from collectdesk.money.schedule import Terms, schedule
from collectdesk.store import Store
from tests.desk.cash.test_cash import _take
from tests.desk.conftest import Sample
from tests.desk.plans.conftest import Running, terms

DAY = date(2026, 11, 24)


@pytest.fixture
def _yen(store: Store) -> None:
    """JPY 163.00 for EUR 1, on the day before the plan is made: the rate of the domain reference, 7.3."""
    _rate(store, "JPY", "163.00", date(2026, 11, 23))


def _rate(store: Store, currency: str, quoted: str, on: date) -> None:
    with store.write() as session:
        session.add(FxRate(currency=currency, rate_on=on, quoted=quoted, source="ECB"))


def _plan(store: Store, now: datetime, sample: Sample) -> PlanOnRecord:
    with store.read() as session:
        return plans_of(session, sample.account_id, now)[0]


def _accept(store: Store, owner: Actor, now: datetime) -> None:
    """A person looks at what the exchange makes of a payment, and accepts it."""
    accept_match(store, owner, now, AcceptMatch(line_id=waiting(store).lines[0].line_id))


def _open(store: Store) -> int:
    with store.read() as session:
        return sum(session.scalars(select(OpenItem.open_minor)))


@pytest.mark.usefixtures("_yen")
def test_each_payment_stands_beside_what_is_owed(
    store: Store, collector: Actor, now: datetime, sample: Sample
) -> None:
    make_plan(store, collector, now, terms(sample, paid_in="jpy"))
    plan = _plan(store, now, sample)
    assert [one.amount for one in plan.payments] == [
        Money(26000, "EUR"),
        Money(52000, "EUR"),
        Money(52000, "EUR"),
    ]
    # 260.00 x 163 = 42,380 yen, 520.00 x 163 = 84,760 yen.
    assert [one.asked for one in plan.payments] == [Money(n, "JPY") for n in (42380, 84760, 84760)]
    local = plan.paid_in
    assert local is not None
    assert (local.currency, local.bearer, local.total) == ("JPY", "creditor", Money(211900, "JPY"))
    assert (local.on, local.until, local.indicative) == (DAY, date(2027, 1, 25), True)
    [quote] = local.quotes
    assert (quote.quoted, quote.rate_on, quote.source) == (Decimal("163.00"), date(2026, 11, 23), "ECB")
    with store.read() as session:
        facts = json.loads(session.scalars(select(Journal).order_by(Journal.id.desc())).first().facts)  # type: ignore[union-attr]
    assert (facts["paid_in"], facts["bearer"]) == (["JPY", 211900], "creditor")
    assert (facts["total"], facts["down"]) == (["EUR", 130000], 26000)


@pytest.mark.usefixtures("_yen")
def test_money_of_the_other_currency_settles_the_plan_at_the_agreed_rate(
    store: Store, owner: Actor, running: Running, now: datetime, sample: Sample, tmp_path: Path
) -> None:
    running(paid_in="JPY")
    [quoted] = quotations(store, sample.account_id)
    assert (quoted.quotation.owed, quoted.quotation.asked) == (Money(130000, "EUR"), Money(211900, "JPY"))
    assert (quoted.quotation.valid_until, quoted.quotation.bearer) == (date(2027, 1, 25), "creditor")
    _take(store, owner, now, tmp_path, "2026-11-24,42380,JPY,4655,Nordwind Handels GmbH,", name="1.csv")
    _accept(store, owner, now)
    assert [one.state for one in _plan(store, now, sample).payments] == ["paid", "open", "open"]
    # The yen falls; the creditor bears it: the agreed amount still settles EUR 520.00 of the plan.
    _rate(store, "JPY", "200.00", date(2026, 12, 23))
    later = now + timedelta(days=30)
    row = "2026-12-24,84760,JPY,4655 4688,Nordwind Handels GmbH,"
    _take(store, owner, later, tmp_path, row, name="2.csv")
    _accept(store, owner, later)
    plan = _plan(store, later, sample)
    assert [one.state for one in plan.payments] == ["paid", "paid", "open"]
    assert [one.received for one in plan.payments] == [Money(n, "EUR") for n in (26000, 52000, 0)]
    assert _open(store) == 220000 - 78000


@pytest.mark.usefixtures("_yen")
def test_where_the_customer_bears_the_rate_each_payment_counts_at_that_of_its_day(
    store: Store, owner: Actor, running: Running, now: datetime, sample: Sample, tmp_path: Path
) -> None:
    running(paid_in="JPY", bearer="customer")
    _rate(store, "JPY", "200.00", DAY)
    _take(store, owner, now, tmp_path, "2026-11-24,42380,JPY,4655,Nordwind Handels GmbH,")
    _accept(store, owner, now)
    # 42,380 yen at 200 are EUR 211.90 of the 260.00 that are owed.
    plan = _plan(store, now, sample)
    assert plan.standing is not None
    assert plan.standing.received == Money(21190, "EUR")
    assert plan.payments[0].asked == Money(42380, "JPY")


@pytest.mark.usefixtures("_yen")
def test_the_rate_goes_with_the_plan(
    store: Store, collector: Actor, running: Running, now: datetime, sample: Sample
) -> None:
    plan_id = running(paid_in="JPY")
    later = now + timedelta(days=1)
    asked = MovePayment(plan_id=plan_id, number=2, wanted_on=date(2027, 2, 1), reason="wages")
    move_payment(store, collector, later, asked)
    [quoted] = quotations(store, sample.account_id)
    assert quoted.quotation.valid_until == date(2027, 2, 1)
    plan = _plan(store, later, sample)
    assert [one.asked.minor for one in plan.payments if one.asked] == [42380, 84760, 84760]
    cancel_plan(store, collector, later, CancelPlan(plan_id=plan.id, reason="paid by the parent"))
    [quoted] = quotations(store, sample.account_id)
    assert quoted.quotation.valid_until == DAY + timedelta(days=1)


def test_a_plan_that_is_only_offered_quotes_nothing(
    store: Store, collector: Actor, now: datetime, sample: Sample
) -> None:
    _rate(store, "JPY", "163.00", date(2026, 11, 23))
    made = make_plan(store, collector, now, terms(sample, paid_in="JPY"))
    assert quotations(store, sample.account_id) == ()
    # The rate is that of the offer, whatever has become of it by the day on which it is accepted.
    _rate(store, "JPY", "200.00", DAY)
    accept_plan(
        store, collector, now + timedelta(days=2), AcceptPlan(plan_id=made.created["payment_plan"][0])
    )
    [quoted] = quotations(store, sample.account_id)
    assert quoted.quotation.asked == Money(211900, "JPY")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("AED", "no rate between EUR and AED is loaded for 2026-11-24 or before; import rates"),
        ("EUR", "this is owed in EUR already"),
        ("XYZ", "XYZ is not a currency"),
    ],
)
def test_without_a_rate_nothing_is_offered(
    store: Store, collector: Actor, now: datetime, sample: Sample, code: str, said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        make_plan(store, collector, now, terms(sample, paid_in=code))
    with store.read() as session:
        assert plans_of(session, sample.account_id, now) == []


def test_the_rates_of_the_screen_are_those_of_the_act(
    store: Store, collector: Actor, now: datetime, sample: Sample
) -> None:
    _rate(store, "TRY", "48.1234", date(2026, 11, 23))
    sheet = plan_sheet(store, collector, now, PlanWish(account_id=sample.account_id))
    command = terms(sample, paid_in="TRY")
    seen = paid_in(
        judge_edit(sheet.ground, command).schedule, "TRY", "creditor", rates_between(store, "EUR", "TRY"), DAY
    )
    assert isinstance(seen, PaidIn)
    make_plan(store, collector, now, command)
    made = _plan(store, now, sample).paid_in
    assert made is not None
    assert (made.asked, made.bearer, made.until) == (seen.asked, seen.bearer, seen.until)


@pytest.mark.usefixtures("_yen")
@pytest.mark.parametrize(
    ("bearer", "said"),
    [
        ("creditor", "; paid in JPY at the rate of Tue 24 Nov 2026, the creditor bears what it does"),
        ("customer", "; paid in JPY, the customer bears the rate"),
    ],
)
def test_who_approves_sees_the_currency_and_who_bears_it(
    store: Store, collector: Actor, lead: Actor, now: datetime, sample: Sample, bearer: str, said: str
) -> None:
    asked = {"number": 6, "paid_in": "JPY", "bearer": bearer, "ask": True, "reason": "pays from spring on"}
    make_plan(store, collector, now, terms(sample, **asked))
    [seen] = approvals(store, lead)
    assert seen.about.endswith(said)


CODES = st.sampled_from(["JPY", "TRY", "KWD", "USD"])
RATE = st.decimals("0.0001", "99999.9999", places=4, allow_nan=False, allow_infinity=False)


@given(
    minor=st.integers(10_000, 10**10), number=st.integers(1, 60), code=CODES, quoted=RATE,
    bearer=st.sampled_from(["creditor", "customer"]),
)  # fmt: skip
def test_what_is_owed_stands_and_the_parts_make_the_whole(
    minor: int, number: int, code: str, quoted: Decimal, bearer: Bearer
) -> None:
    plan = schedule(
        Terms(Money(minor, "EUR"), Money(minor // 5, "EUR"), DAY, number, "weekly", DAY + timedelta(7))
    )
    before = replace(plan)
    rates = Rates([Quote(code, quoted, DAY)])
    found = paid_in(plan, code, bearer, rates, DAY)
    whole = rates.convert(plan.total, code, DAY)
    assert not isinstance(whole, NoFigure)
    if isinstance(found, NoFigure):
        # So little that a payment is less than the smallest amount of the other currency.
        assert min(one.amount.minor for one in plan.payments) * whole.rate < Fraction(1, 2)
        return
    assert plan == before
    assert [one.owed for one in found.quotations] == [one.amount for one in plan.payments]
    assert found.total == Money(sum(one.minor for one in found.asked), code)
    # Each is rounded by half a minor unit at most, and the whole is rounded once.
    exact = plan.total.minor * whole.rate
    assert abs(found.total.minor - exact) <= Fraction(len(plan.payments), 2)
    assert abs(found.total.minor - whole.gives.minor) <= Fraction(len(plan.payments) + 1, 2)
