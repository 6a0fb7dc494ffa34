"""Whether running plans are kept: what came in, which payments it covers, and what follows when one is missed.

Money is what the bank brought for the items of the plan, by value date, and what the ledger shows beyond that, which
has no date and counts as of the day on which it is seen. See `money.plan_standing` for default and cure.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from collectdesk.days import full_day
from collectdesk.desk.act import Act
from collectdesk.desk.calendar import add_business_days
from collectdesk.desk.follow_ups import leave_next_action
from collectdesk.desk.plans.paid_in import hold_rate, let_rate_go
from collectdesk.desk.plans.stored import instalments_of, schedule_of, versions_of
from collectdesk.desk.promises import shortfall_allowed
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.models import (
    Account,
    Allocation,
    Hold,
    OpenItem,
    Payment,
    PaymentPlan,
    PlanItem,
)
from collectdesk.money import Money
from collectdesk.money.plan_rules import load_plan_rules
from collectdesk.money.plan_standing import PlanPayment, Standing, standing


def cure_until(plan: PaymentPlan, due_on: date) -> date:
    """The last day on which a late payment cures the plan, in the calendar of the place of payment."""
    days = load_plan_rules().default.cure_business_days
    return add_business_days(due_on, days, plan.calendar or None)


def plan_standing(session: Session, plan: PaymentPlan, day: date) -> Standing:
    """Where a plan stands at the end of a day."""
    return standing(
        schedule_of(session, plan),
        plan_payments(session, plan, day),
        day,
        lambda due_on: cure_until(plan, due_on),
        shortfall_allowed,
    )


def plan_payments(session: Session, plan: PaymentPlan, day: date) -> list[PlanPayment]:
    """What came in for the items of a plan since it starts, by value date; what the ledger alone shows, on `day`."""
    posted = session.execute(
        select(Payment.value_on, func.sum(Allocation.minor))
        .join(Payment, Payment.id == Allocation.payment_id)
        .join(PlanItem, PlanItem.open_item_id == Allocation.open_item_id)
        .where(
            PlanItem.payment_plan_id == plan.id,
            Payment.returned_on.is_(None),
            Payment.value_on >= plan.starts_on,
            Allocation.at >= versions_of(session, plan)[-1].created_at,
        )
        .group_by(Payment.value_on)
        .order_by(Payment.value_on)
    ).all()
    fallen = session.scalar(
        select(func.coalesce(func.sum(PlanItem.amount_minor - OpenItem.open_minor), 0))
        .join(OpenItem, OpenItem.id == PlanItem.open_item_id)
        .where(PlanItem.payment_plan_id == plan.id, OpenItem.open_minor < PlanItem.amount_minor)
    )
    found = [PlanPayment(value_on, Money(int(minor), plan.currency)) for value_on, minor in posted if minor]
    beyond = int(fallen or 0) - sum(one.amount.minor for one in found)
    if beyond > 0:
        found.append(PlanPayment(day, Money(beyond, plan.currency)))
    return found


def take_place(act: Act, plan: PaymentPlan) -> None:
    """Let a version run instead of the one before it, with what came in for that. BadInput if that runs no more."""
    before = act.session.get_one(PaymentPlan, plan.replaces_id)
    if before.state != "running":
        raise BadInput(_("the plan that this is about does not run any more; it can only be declined"))
    act.set(before, state="replaced", state_on=act.day)
    act.set(plan, state="running", state_on=act.day)
    hold_rate(act, plan, schedule_of(act.session, plan).last_on)
    settle_plan(act, plan)


def running_plans(session: Session, account_id: int | None = None) -> Sequence[PaymentPlan]:
    """Plans to be looked at, of one account or of all."""
    running = select(PaymentPlan).where(PaymentPlan.state == "running", PaymentPlan.undone_by.is_(None))
    if account_id is not None:
        running = running.where(PaymentPlan.account_id == account_id)
    return session.scalars(running.order_by(PaymentPlan.id)).all()


def settle_plan(act: Act, plan: PaymentPlan) -> str | None:
    """Bring a running plan and its instalments up to the day inside an act; gives the state it turned to, if it did."""
    found = plan_standing(act.session, plan, act.day)
    turned = _mark(act, plan, found)
    if found.state in ("paid", "defaulted"):
        state = "completed" if found.state == "paid" else "broken"
        act.set(plan, state=state, state_on=act.day)
        _let_go(act, plan)
        let_rate_go(act, plan)
        if state == "broken":
            _call_about(act, plan, _("The payment plan is broken: the whole balance is due"))
        return state
    if found.state == "behind" and turned and found.cure_until is not None:
        _let_go(act, plan)
        said = _("An instalment was missed; the plan is saved by payment until {day}")
        _call_about(act, plan, said.format(day=full_day(found.cure_until)))
        return "behind"
    if found.state == "on_time":
        _hold_on(act, plan)
    return "on_time" if turned else None


def _mark(act: Act, plan: PaymentPlan, found: Standing) -> bool:
    """Write to each instalment what of the money it gets; whether any turned."""
    left, turned = found.received.minor, False
    for row in instalments_of(act.session, plan.id):
        wanted = row.principal_minor + row.interest_minor
        got = max(0, min(left, wanted))
        left -= got
        short = wanted - got
        if short <= shortfall_allowed(Money(wanted, plan.currency)):
            state = "paid"
        elif row.due_on < act.day:
            state = "missed" if got == 0 else "part_paid"
        else:
            state = "open"
        if (state, got) != (row.state, row.received_minor):
            turned = turned or state != row.state
            act.set(row, state=state, received_minor=got, state_on=act.day)
    return turned


def _hold_on(act: Act, plan: PaymentPlan) -> None:
    """Reminders rest until the next payment that is not there could be cured no more."""
    due = next((row.due_on for row in instalments_of(act.session, plan.id) if row.state != "paid"), None)
    if due is None:
        return
    until = cure_until(plan, due)
    for held in _holds(act, plan):
        if held.until_on != until:
            act.set(held, until_on=until)
        return
    act.session.add(
        Hold(
            account_id=plan.account_id, kind="payment_plan", reason=_("A payment plan runs"),
            since_on=act.day, until_on=until,
        )
    )  # fmt: skip


def _let_go(act: Act, plan: PaymentPlan) -> None:
    for held in _holds(act, plan):
        act.set(held, lifted_on=act.day)


def _holds(act: Act, plan: PaymentPlan) -> Sequence[Hold]:
    return act.session.scalars(
        select(Hold).where(
            Hold.account_id == plan.account_id,
            Hold.kind == "payment_plan",
            Hold.lifted_on.is_(None),
            Hold.undone_by.is_(None),
            Hold.until_on >= act.day - timedelta(days=1),
        )
    ).all()


def _call_about(act: Act, plan: PaymentPlan, text: str) -> None:
    account = act.session.get_one(Account, plan.account_id)
    leave_next_action(act, account, "call", text, day=act.day)


def settle_plans(act: Act, account_id: int | None = None) -> list[list[object]]:
    """Bring running plans up to the day inside an act, see `running_plans`; [plan, account, state] of each turned."""
    turned: list[list[object]] = []
    for plan in running_plans(act.session, account_id):
        state = settle_plan(act, plan)
        if state is not None:
            act.touch(plan.account_id)
            turned.append([plan.id, plan.account_id, state])
    return turned
