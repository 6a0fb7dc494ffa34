"""Plans on a real book: within authority, beyond it, accepted, kept by payments, missed, broken, and dropped."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from collectdesk.desk.act import Actor
from collectdesk.desk.plans.ability import HouseholdLine as Line
from collectdesk.desk.plans.ability import RecordForecast, RecordHousehold, record_forecast, record_household
from collectdesk.desk.plans.agreeing import (
    AcceptPlan,
    CancelPlan,
    accept_plan,
    cancel_plan,
    make_plan,
)
from collectdesk.desk.plans.approvals import (
    DecideApproval,
    approvals,
    approvals_to_decide,
    decide_approval,
    expire_approvals,
)
from collectdesk.desk.plans.ground import PlanWish
from collectdesk.desk.plans.sheet import PlanOnRecord, judge_edit, plan_sheet, plans_of
from collectdesk.desk.rights import Role
from collectdesk.faults import BadInput, Refused
from collectdesk.models import Approval, Hold, Instalment, NextAction, PaymentPlan
from collectdesk.money.proposals import Proposal
from collectdesk.store import Store
from tests.desk.cash.test_cash import _take
from tests.desk.conftest import Sample
from tests.desk.plans.conftest import person, terms

DAY = date(2026, 11, 24)


def _plan(store: Store, now: datetime, sample: Sample) -> PlanOnRecord:
    with store.read() as session:
        return plans_of(session, sample.account_id, now)[0]


def _holds(store: Store) -> list[tuple[str, date, date | None]]:
    with store.read() as session:
        return [(h.kind, h.until_on, h.lifted_on) for h in session.scalars(select(Hold).order_by(Hold.id))]


def test_three_proposals_and_an_edit(store: Store, collector: Actor, now: datetime, sample: Sample) -> None:
    sheet = plan_sheet(store, collector, now, PlanWish(account_id=sample.account_id))
    assert [one.name for one in sheet.proposals] == ["short", "balanced", "longest"]
    assert all(one.ruling.allowed and one.schedule.total.minor == 130000 for one in sheet.proposals)
    edited = judge_edit(sheet.ground, terms(sample, down_minor=0, number=12))
    assert isinstance(edited, Proposal)
    assert (edited.ruling.allowed, edited.ruling.first) == (False, "manager")
    assert [one.limit for one in edited.ruling.exceeded] == ["plan_months", "plan_down_percent"]
    assert "no_down_payment" in [one.code for one in edited.signs]
    with pytest.raises(BadInput, match="make no plan"):
        judge_edit(sheet.ground, terms(sample, number=0))


def test_a_plan_within_authority_is_accepted_and_kept_by_what_the_bank_brings(
    store: Store, collector: Actor, owner: Actor, now: datetime, sample: Sample, tmp_path: Path
) -> None:
    made = make_plan(store, collector, now, terms(sample))
    assert made.said == "Plan offered: EUR 1,300.00 in 3 payments, the last on Mon 25 Jan 2027"
    plan = _plan(store, now, sample)
    assert (plan.state, [p.amount.minor for p in plan.payments]) == ("offered", [26000, 52000, 52000])
    accept_plan(store, collector, now, AcceptPlan(plan_id=plan.id))
    assert _holds(store) == [("payment_plan", date(2026, 12, 1), None)]
    _take(store, owner, now, tmp_path, "2026-11-24,260.00,EUR,4655,Nordwind Handels GmbH,", name="1.csv")
    plan = _plan(store, now, sample)
    assert [p.state for p in plan.payments] == ["paid", "open", "open"]
    assert _holds(store)[-1][:2] == ("payment_plan", date(2027, 1, 4))
    later = now + timedelta(days=62)
    _take(
        store, owner, later, tmp_path, "2026-12-24,520.00,EUR,4655 4688,Nordwind Handels GmbH,", name="2.csv"
    )
    _take(store, owner, later, tmp_path, "2027-01-25,520.00,EUR,4688,Nordwind Handels GmbH,", name="3.csv")
    plan = _plan(store, later, sample)
    assert (plan.state, {p.state for p in plan.payments}) == ("completed", {"paid"})
    assert _holds(store)[-1][2] is not None


def test_a_missed_instalment_brings_the_account_back_and_then_breaks_the_plan(
    store: Store, collector: Actor, owner: Actor, now: datetime, sample: Sample
) -> None:
    from collectdesk.desk.judging import judge_promises

    make_plan(store, collector, now, terms(sample))
    plan = _plan(store, now, sample)
    accept_plan(store, collector, now, AcceptPlan(plan_id=plan.id))
    judge_promises(store, owner, now + timedelta(days=1))
    missed = _plan(store, now + timedelta(days=1), sample)
    assert (missed.state, missed.payments[0].state) == ("running", "missed")
    assert missed.standing is not None
    assert missed.standing.cure_until == date(2026, 12, 1)
    assert _holds(store)[0][2] == date(2026, 11, 25)
    judge_promises(store, owner, now + timedelta(days=7))
    assert _plan(store, now + timedelta(days=7), sample).state == "running"
    judge_promises(store, owner, now + timedelta(days=8))
    assert _plan(store, now + timedelta(days=8), sample).state == "broken"
    with store.read() as session:
        said = session.scalars(select(NextAction.text).order_by(NextAction.id.desc())).first()
    assert said == "The payment plan is broken: the whole balance is due"


def test_beyond_authority_a_lead_decides_and_nobody_their_own(
    store: Store, collector: Actor, lead: Actor, now: datetime, sample: Sample
) -> None:
    long = {"number": 5, "down_minor": 13000}
    with pytest.raises(Refused, match="for a team lead to decide: longer than 3 months, less down than 20 %"):
        make_plan(store, collector, now, terms(sample, **long))
    with pytest.raises(BadInput, match="say why"):
        make_plan(store, collector, now, terms(sample, **long, ask=True))
    asked = make_plan(store, collector, now, terms(sample, **long, ask=True, reason="New job in spring"))
    assert _plan(store, now, sample).state == "waiting"
    (seen,) = approvals(store, lead)
    assert (seen.may, seen.mine, seen.reason, seen.limits) == (
        True, False, "New job in spring", "longer than 3 months, less down than 20 %",
    )  # fmt: skip
    (own,) = approvals(store, collector)
    assert (own.may, own.mine) == (False, True)
    decide = DecideApproval(approval_id=seen.id, approve=True)
    with pytest.raises(Refused):
        decide_approval(store, collector, now, decide)
    double = Actor(collector.id, collector.name, frozenset({Role.COLLECTOR, Role.LEAD}))
    with pytest.raises(Refused, match="nobody approves what they asked for"):
        decide_approval(store, double, now, decide)
    decide_approval(store, lead, now, decide)
    assert _plan(store, now, sample).state == "offered"
    with pytest.raises(BadInput, match="decided already"):
        decide_approval(store, lead, now, DecideApproval(approval_id=seen.id, approve=False, answer="no"))
    accept_plan(store, collector, now, AcceptPlan(plan_id=asked.created["payment_plan"][0]))
    assert _plan(store, now, sample).state == "running"


def test_requests_expire_and_can_be_declined(
    store: Store, collector: Actor, lead: Actor, now: datetime, sample: Sample
) -> None:
    asked = terms(sample, number=5, ask=True, reason="r")
    make_plan(store, collector, now, asked)
    (seen,) = approvals(store, lead)
    with pytest.raises(BadInput, match="say why it is declined"):
        decide_approval(store, lead, now, DecideApproval(approval_id=seen.id, approve=False))
    decide_approval(store, lead, now, DecideApproval(approval_id=seen.id, approve=False, answer="Too long"))
    plan = _plan(store, now, sample)
    assert (plan.state, plan.answer) == ("declined", "Too long")
    make_plan(store, collector, now, terms(sample, number=5, ask=True, reason="once more"))
    (again,) = approvals(store, lead)
    late = now + timedelta(days=8)
    with pytest.raises(BadInput, match="expired"):
        decide_approval(store, lead, late, DecideApproval(approval_id=again.id, approve=True))
    with store.write() as session:
        assert expire_approvals(session, late.date()) == 1
    assert _plan(store, late, sample).state == "declined"


def test_above_all_levels_a_manager_enters_what_was_decided(
    store: Store, lead: Actor, now: datetime, sample: Sample, collector: Actor
) -> None:
    manager = person(store, now, "Manager", Role.MANAGER)
    make_plan(store, collector, now, terms(sample, number=30, ask=True, reason="r"))
    (seen,) = approvals(store, lead)
    assert (seen.needs, seen.may) == ("committee", False)
    waiting = [approvals_to_decide(store, who) for who in (collector, lead, manager)]
    assert waiting == [0, 0, 1]
    with pytest.raises(Refused, match="for the committee to decide"):
        decide_approval(store, lead, now, DecideApproval(approval_id=seen.id, approve=True, answer="yes"))
    with pytest.raises(BadInput, match="say what the committee decided"):
        decide_approval(store, manager, now, DecideApproval(approval_id=seen.id, approve=True))
    decide_approval(
        store, manager, now, DecideApproval(approval_id=seen.id, approve=True, answer="Minutes of 24 Nov")
    )
    with store.read() as session:
        assert session.scalars(select(Approval.state)).all() == ["approved"]


def test_over_reach_is_refused_with_the_week(
    store: Store, collector: Actor, now: datetime, sample: Sample
) -> None:
    told = RecordForecast(
        account_id=sample.account_id, currency="EUR", source="Forecast of the customer, e-mail",
        starts_on=DAY, opening_minor=60000, flows_minor=(0, 0, 0, 10000, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        monthly_outgoings_minor=100000,
    )  # fmt: skip
    record_forecast(store, collector, now, told)
    with pytest.raises(Refused, match=r"fall below its floor in week 5; instalments of EUR 170.00"):
        make_plan(store, collector, now, terms(sample))
    with pytest.raises(Refused, match=r"fall below its floor in week 5"):
        make_plan(store, collector, now, terms(sample, ask=True, reason="asking is no way around it"))


def test_a_household_is_shown_what_is_free(
    store: Store, collector: Actor, now: datetime, sample: Sample
) -> None:
    lines = (
        Line(kind="income", minor=198000), Line(kind="fixed", minor=129500),
        Line(kind="flexible", minor=48500),
    )  # fmt: skip
    told = RecordHousehold(
        account_id=sample.account_id, currency="EUR", source="Statement, call of today", lines=lines,
        all_debts_minor=483000, once_minor=30000,
    )  # fmt: skip
    record_household(store, collector, now, told)
    sheet = plan_sheet(store, collector, now, PlanWish(account_id=sample.account_id))
    assert sheet.abilities[0].source == "Statement, call of today"
    with pytest.raises(Refused, match="more than the household has free"):
        make_plan(store, collector, now, terms(sample))


def test_items_stand_in_one_plan_and_a_plan_can_be_dropped(
    store: Store, collector: Actor, now: datetime, sample: Sample
) -> None:
    make_plan(store, collector, now, terms(sample))
    with pytest.raises(BadInput, match="in a plan already"):
        make_plan(store, collector, now, terms(sample))
    plan = _plan(store, now, sample)
    accept_plan(store, collector, now, AcceptPlan(plan_id=plan.id))
    with pytest.raises(BadInput, match="not as it was shown"):
        accept_plan(store, collector, now, AcceptPlan(plan_id=plan.id))
    with pytest.raises(BadInput, match="say why"):
        cancel_plan(store, collector, now, CancelPlan(plan_id=plan.id, reason=" "))
    cancel_plan(store, collector, now, CancelPlan(plan_id=plan.id, reason="Paid in full by a parent company"))
    assert _holds(store)[0][2] == DAY
    make_plan(store, collector, now, terms(sample))
    with store.read() as session:
        states = session.scalars(select(PaymentPlan.state).order_by(PaymentPlan.id)).all()
        assert states == ["cancelled", "offered"]
        assert len(session.scalars(select(Instalment)).all()) == 6
