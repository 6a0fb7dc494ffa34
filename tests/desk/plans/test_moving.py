"""Payments of a running plan that move: alone once, beyond that by asking, on record, and with what came in."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from collectdesk.desk.act import Actor
from collectdesk.desk.plans.agreement import MakeAgreement, agreement_of, make_agreement
from collectdesk.desk.plans.approvals import DecideApproval, approvals, decide_approval
from collectdesk.desk.plans.ground import PlanWish
from collectdesk.desk.plans.moving import MovePayment, move_payment
from collectdesk.desk.plans.sheet import PlanOnRecord, plan_sheet, plans_of
from collectdesk.faults import BadInput, Refused
from collectdesk.models import Hold, InstalmentMove, PaymentPlan
from collectdesk.store import Store
from tests.desk.cash.test_cash import _take
from tests.desk.conftest import Sample
from tests.desk.plans.conftest import Running


def plans(store: Store, sample: Sample, now: datetime) -> list[PlanOnRecord]:
    """The plans of the account, the newest first."""
    with store.read() as session:
        return plans_of(session, sample.account_id, now)


def move(plan_id: int, number: int, wanted_on: date, **more: object) -> MovePayment:
    """A wish to move a payment."""
    given = {
        "plan_id": plan_id,
        "number": number,
        "wanted_on": wanted_on,
        "reason": "Wages come later",
        **more,
    }
    return MovePayment.model_validate(given)


def test_once_and_not_far_a_payment_moves_at_once(
    store: Store,
    collector: Actor,
    owner: Actor,
    now: datetime,
    sample: Sample,
    running: Running,
    tmp_path: Path,
) -> None:
    first = running()
    _take(store, owner, now, tmp_path, "2026-11-24,260.00,EUR,4655,Nordwind Handels GmbH,", name="1.csv")
    done = move_payment(store, collector, now + timedelta(days=1), move(first, 1, date(2027, 1, 2)))
    assert done.said == "Payment moved: it is due on Mon 4 Jan 2027"  # the 2nd is a Saturday
    new, old = plans(store, sample, now + timedelta(days=1))
    assert (old.state, new.state, new.version, new.replaces_id) == ("replaced", "running", 2, first)
    assert [
        (p.number, p.due_on.isoformat(), p.amount.minor, p.received.minor, p.state) for p in new.payments
    ] == [
        (0, "2026-11-24", 26000, 26000, "paid"),
        (1, "2027-01-04", 52000, 0, "open"),
        (2, "2027-01-25", 52000, 0, "open"),
    ]
    assert [p.due_on.isoformat() for p in old.payments] == ["2026-11-24", "2026-12-24", "2027-01-25"]
    (kept,) = new.moves
    assert (kept.number, kept.version, kept.from_on, kept.due_on, kept.broken, kept.reason) == (
        1, 2, date(2026, 12, 24), date(2027, 1, 4), False, "Wages come later",
    )  # fmt: skip
    assert old.moves == ()
    with store.read() as session:
        held = session.scalars(select(Hold).where(Hold.lifted_on.is_(None))).one()
        assert held.until_on == date(2027, 1, 11)  # five business days after Monday the 4th
    later = now + timedelta(days=63)
    _take(
        store, owner, later, tmp_path, "2027-01-04,520.00,EUR,4655 4688,Nordwind Handels GmbH,", name="2.csv"
    )
    _take(store, owner, later, tmp_path, "2027-01-25,520.00,EUR,4688,Nordwind Handels GmbH,", name="3.csv")
    assert [p.state for p in plans(store, sample, later)] == ["completed", "replaced"]


def test_the_agreement_of_a_moved_plan_says_what_it_takes_the_place_of(
    store: Store, collector: Actor, now: datetime, sample: Sample, running: Running
) -> None:
    first = running()
    later = now + timedelta(days=1)
    move_payment(store, collector, later, move(first, 1, date(2027, 1, 2)))
    new, _old = plans(store, sample, later)
    made = make_agreement(store, collector, later, MakeAgreement(plan_id=new.id, language="en"))
    text = next(
        one for one in map(partial(agreement_of, store), made.created["attachment"]) if one[:4] != b"%PDF"
    )
    said = " ".join(text.decode().split())
    assert f"takes the place of plan {first} of 24 November 2026 over EUR 1,300.00" in said
    assert "whose last payment was due on 25 January 2027" in said


def test_a_payment_may_go_behind_the_next_one(
    store: Store, owner: Actor, now: datetime, sample: Sample, running: Running
) -> None:
    first = running()
    move_payment(store, owner, now, move(first, 1, date(2027, 2, 15)))
    new = plans(store, sample, now)[0]
    assert [(p.number, p.balance.minor) for p in new.payments] == [(0, 104000), (2, 52000), (1, 0)]
    assert new.schedule.last_on == date(2027, 2, 15)


def test_too_far_is_asked_for_and_the_grant_does_it(
    store: Store, collector: Actor, lead: Actor, now: datetime, sample: Sample, running: Running
) -> None:
    first = running()
    far = date(2027, 1, 13)
    with pytest.raises(Refused, match="this move is for a team lead to decide: more than 14 days later"):
        move_payment(store, collector, now, move(first, 1, far))
    move_payment(store, collector, now, move(first, 1, far, ask=True, evidence="letter"))
    new, old = plans(store, sample, now)
    assert (new.state, old.state, new.asked) == ("waiting", "running", "Wages come later")
    with pytest.raises(BadInput, match="waits for approval already"):
        move_payment(store, collector, now, move(first, 2, date(2027, 1, 27)))
    (seen,) = approvals(store, lead)
    assert (seen.kind, seen.amount.minor, seen.limits, seen.may) == (
        "reschedule", 52000, "more than 14 days later", True,
    )  # fmt: skip
    assert seen.about == "payment 1 of a plan from Thu 24 Dec 2026 to Wed 13 Jan 2027"
    decide_approval(store, lead, now, DecideApproval(approval_id=seen.id, approve=True))
    new, old = plans(store, sample, now)
    assert (new.state, old.state) == ("running", "replaced")
    assert new.payments[1].due_on == far


def test_declined_nothing_moves_and_what_was_dropped_meanwhile_cannot_be_granted(
    store: Store, collector: Actor, lead: Actor, now: datetime, sample: Sample, running: Running
) -> None:
    from collectdesk.desk.plans.agreeing import CancelPlan, cancel_plan

    first = running()
    for approve in (False, True):
        move_payment(store, collector, now, move(first, 1, date(2027, 1, 13), ask=True))
        (seen,) = approvals(store, lead)
        if approve:
            cancel_plan(store, collector, now, CancelPlan(plan_id=first, reason="Paid otherwise"))
            with pytest.raises(BadInput, match="can only be declined"):
                decide_approval(store, lead, now, DecideApproval(approval_id=seen.id, approve=True))
        decide_approval(store, lead, now, DecideApproval(approval_id=seen.id, approve=False, answer="No"))
    assert [p.state for p in plans(store, sample, now)] == ["declined", "declined", "cancelled"]
    assert plans(store, sample, now)[2].moves == ()


def test_asked_after_its_day_it_counts_as_a_broken_promise(
    store: Store, collector: Actor, lead: Actor, now: datetime, sample: Sample, running: Running
) -> None:
    first = running()
    late = now + timedelta(days=2)
    with pytest.raises(Refused, match="asked on its day or later"):
        move_payment(store, collector, late, move(first, 0, date(2026, 12, 1)))
    move_payment(store, collector, late, move(first, 0, date(2026, 12, 1), ask=True))
    assert _broken(store, collector, late, sample) == 0  # nothing moved yet
    (seen,) = approvals(store, lead)
    decide_approval(store, lead, late, DecideApproval(approval_id=seen.id, approve=True))
    new = plans(store, sample, late)[0]
    assert (new.moves[0].broken, new.standing is not None and new.standing.state) == (True, "on_time")
    assert _broken(store, collector, late, sample) == 1
    with store.read() as session:
        holds = session.scalars(
            select(Hold).where(Hold.kind == "payment_plan", Hold.lifted_on.is_(None))
        ).all()
        assert [one.until_on for one in holds] == [date(2026, 12, 8)]


def _broken(store: Store, actor: Actor, now: datetime, sample: Sample) -> int:
    record = plan_sheet(store, actor, now, PlanWish(account_id=sample.account_id)).ground.case.record
    assert record is not None
    return record.broken


def test_the_second_move_of_one_and_the_third_in_a_plan_need_approval(
    store: Store, collector: Actor, now: datetime, sample: Sample, running: Running
) -> None:
    first = running(number=3, down_minor=40000)
    second = _moved_to(store, collector, now, sample, move(first, 1, date(2026, 12, 30)))
    with pytest.raises(Refused, match="has moved before"):
        move_payment(store, collector, now, move(second, 1, date(2026, 12, 31)))
    with pytest.raises(BadInput, match="does not run"):
        move_payment(store, collector, now, move(first, 2, date(2027, 1, 27)))
    third = _moved_to(store, collector, now, sample, move(second, 2, date(2027, 1, 27)))
    with pytest.raises(Refused, match="more than 2 moves in one plan"):
        move_payment(store, collector, now, move(third, 3, date(2027, 2, 26)))
    with store.read() as session:
        assert [one.version for one in session.scalars(select(InstalmentMove))] == [2, 2]
        states = session.scalars(select(PaymentPlan.state).order_by(PaymentPlan.id)).all()
        assert states == ["replaced", "replaced", "running"]


def _moved_to(store: Store, actor: Actor, now: datetime, sample: Sample, command: MovePayment) -> int:
    move_payment(store, actor, now, command)
    return plans(store, sample, now)[0].id


@pytest.mark.parametrize(
    ("number", "wanted_on", "more", "said"),
    [
        (9, date(2027, 1, 2), {}, "no payment number 9"),
        (1, date(2026, 12, 24), {}, "another day than its own"),
        (1, date(2026, 11, 1), {}, "from today on"),
        (1, date(2027, 1, 2), {"reason": " "}, "say why"),
        (1, date(9999, 12, 31), {}, "too far ahead"),
    ],
)
def test_what_makes_no_move(
    store: Store, collector: Actor, now: datetime, running: Running, number: int, wanted_on: date,
    more: dict[str, object], said: str,
) -> None:  # fmt: skip
    first = running()
    with pytest.raises(BadInput, match=said):
        move_payment(store, collector, now, move(first, number, wanted_on, **more))


def test_interest_follows_the_days(
    store: Store, collector: Actor, now: datetime, sample: Sample, running: Running
) -> None:
    first = running(charging="each", per_cent="10")
    before = plans(store, sample, now)[0]
    move_payment(store, collector, now, move(first, 1, date(2027, 1, 4)))
    after = plans(store, sample, now)[0]
    owed = [p.amount.minor for p in before.payments], [p.amount.minor for p in after.payments]
    # EUR 1,040.00 for 30 and 520.00 for 32 days at 10 %; then 1,040.00 for 41 and 520.00 for 21 days
    assert owed == ([26000, 52000 + 855, 52000 + 456], [26000, 52000 + 1168, 52000 + 299])
