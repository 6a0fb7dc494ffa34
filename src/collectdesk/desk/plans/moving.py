"""Moving a payment of a running plan to another day: once and not far without approval, on record in any case.

Section 6.5 of the domain reference. The plan goes on as a new version that replaces the one before; what came in
counts for it. Asked after the due date a move counts as a broken promise (`InstalmentMove.broken`, which the payment
record of the next plan counts); so many moves in one plan go to the lead.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from collectdesk.days import full_day
from collectdesk.desk.act import Act, Command, act
from collectdesk.desk.calendar import closed_on
from collectdesk.desk.follow_ups import leave_next_action
from collectdesk.desk.overdue import who_owes
from collectdesk.desk.plans.approvals import ask_approval
from collectdesk.desk.plans.ground import in_table_currency, interest_terms
from collectdesk.desk.plans.keeping import settle_plan, take_place
from collectdesk.desk.plans.stored import instalments_of, rows_of, schedule_of, versions_of
from collectdesk.desk.rights import Right
from collectdesk.desk.words_of_plans import said_limits, who
from collectdesk.faults import BadInput, Refused
from collectdesk.i18n import _
from collectdesk.models import Instalment, InstalmentMove, PaymentPlan, PlanItem
from collectdesk.money import Money
from collectdesk.money.authority import Exceeded, Ruling, load_authority, plan_asked
from collectdesk.money.no_figure import NoFigure
from collectdesk.money.plan_interest import interest_on_plan, with_interest
from collectdesk.money.plan_rules import load_plan_rules
from collectdesk.money.rescheduling import Answer, MoveAsked, moved, reschedule
from collectdesk.money.schedule import Schedule


class MovePayment(Command):
    """A payment of a running plan that shall be due on another day; `number` 0 is the down payment.

    `ask` sends it to be approved where it needs that; `reason` is why the customer cannot pay on the day.
    """

    plan_id: int
    number: int
    wanted_on: date
    requested_by: Literal["customer", "desk"] = "customer"
    reason: str = ""
    ask: bool = False
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class MoveOnRecord:
    """A move that came to run: `version` counts the days that the payment has had, `broken` as in the table."""

    number: int
    version: int
    from_on: date
    due_on: date
    asked_on: date
    requested_by: str
    reason: str
    broken: bool


@act("plan.move", right=Right.WORK)
def move_payment(act: Act, command: MovePayment) -> None:
    """Move a payment, or ask for it. BadInput for a plan that does not run, a paid payment, a day past, no reason.

    Refused, saying why it needs approval, where `ask` is not set and it is not the actor's to decide.
    """
    plan = _running(act, command.plan_id)
    account = act.account(plan.account_id)
    if not command.reason.strip():
        raise BadInput(_("say why the payment moves"))
    settle_plan(act, plan)
    row = _open_payment(act, plan, command.number)
    answer = _answer(act, plan, row, command.wanted_on)
    schedule, interest = _moved(act, plan, command.number, command.wanted_on)
    ruling = _ruling(act, plan, schedule, answer)
    if not ruling.allowed and not command.ask:
        raise Refused(
            _("this move is for {who} to decide: {limits}; ask for it").format(
                who=who(ruling.first), limits=said_limits(ruling)
            ),
            rule="plan_move",
        )
    version = _add_version(act, plan, schedule, interest)
    due_on = next(one.due_on for one in schedule.payments if one.number == command.number)
    _add_move(act, version, row, command, answer, due_on)
    if not ruling.allowed:
        worth = Money(row.principal_minor + row.interest_minor, plan.currency)
        amount = in_table_currency(act.session, worth, act.day)
        ask_approval(act, account, "reschedule", version.id, amount, ruling, command.reason, command.evidence)
        return
    take_place(act, version)
    leave_next_action(act, account, "check_payment", _("Check the payment of the plan"), day=due_on)
    act.say(_("Payment moved: it is due on {day}").format(day=full_day(due_on)))


def moves_of(session: Session, plan: PaymentPlan) -> list[MoveOnRecord]:
    """The moves that made this version and those before it, the oldest first."""
    return [
        MoveOnRecord(
            row.number, row.version, row.from_on, row.due_on, row.asked_on, row.requested_by, row.reason, row.broken
        )
        for row in _moves(session, plan)
    ]  # fmt: skip


def _moves(session: Session, plan: PaymentPlan) -> list[InstalmentMove]:
    ids = [one.id for one in versions_of(session, plan)]
    query = select(InstalmentMove).where(InstalmentMove.payment_plan_id.in_(ids)).order_by(InstalmentMove.id)
    return list(session.scalars(query))


def _running(act: Act, plan_id: int) -> PaymentPlan:
    plan = act.session.get(PaymentPlan, plan_id)
    if plan is None or plan.undone_by or plan.state != "running":
        raise BadInput(_("this plan does not run; look at the commitments of the account"))
    waits = select(PaymentPlan.id).where(PaymentPlan.replaces_id == plan.id, PaymentPlan.state == "waiting")
    if act.session.scalar(waits.limit(1)) is not None:
        raise BadInput(_("a move of this plan waits for approval already; it must be decided first"))
    return plan


def _open_payment(act: Act, plan: PaymentPlan, number: int) -> Instalment:
    if plan.state != "running":
        raise BadInput(_("this plan does not run any more; look at the commitments of the account"))
    row = next((one for one in instalments_of(act.session, plan.id) if one.number == number), None)
    if row is None:
        raise BadInput(_("the plan has no payment number {n}").format(n=number))
    if row.state == "paid":
        raise BadInput(_("payment number {n} is paid already").format(n=number))
    return row


def _answer(act: Act, plan: PaymentPlan, row: Instalment, wanted_on: date) -> Answer:
    before = _moves(act.session, plan)
    asked = MoveAsked(
        row.due_on, act.day, wanted_on, sum(one.number == row.number for one in before), len(before)
    )
    try:
        return reschedule(asked, load_plan_rules().reschedule)
    except ValueError as error:
        raise BadInput(_("a payment moves to another day than its own, from today on")) from error


def _moved(act: Act, plan: PaymentPlan, number: int, wanted_on: date) -> tuple[Schedule, int]:
    """The schedule with the payment on its new day, and the interest that the new days make, in minor units."""
    convention: Any = plan.convention
    schedule = moved(schedule_of(act.session, plan), number, wanted_on, closed_on(plan.calendar), convention)
    if plan.interest is None or plan.waived_minor:
        return schedule, plan.interest_minor
    rate = Decimal(plan.interest["per_cent"]) if plan.interest["per_cent"] else None
    owes = who_owes(act.session, plan.account_id)
    terms, none = interest_terms(act.session, owes, plan.interest["charging"], rate, plan.starts_on)
    found = interest_on_plan(schedule, terms) if terms is not None else none
    if terms is None or found is None or isinstance(found, NoFigure):
        raise BadInput(
            found.reason if isinstance(found, NoFigure) else _("there is no interest for these days")
        )
    return with_interest(schedule, found, terms.charged), found.interest.minor


def _ruling(act: Act, plan: PaymentPlan, schedule: Schedule, answer: Answer) -> Ruling:
    """Who may decide a move: anybody who needs no approval for it, else the level above the lowest, or a higher one.

    A higher one where the plan with its new days is beyond that level too.
    """
    table, rule = load_authority(), load_plan_rules().reschedule
    level = table.highest({str(role) for role in act.actor.roles})
    if not answer.needs_approval:
        return Ruling(level, True, level, ())
    allowed = {"too_far": rule.days, "moved_before": rule.without_approval, "not_before_due": 0}
    exceeded = [Exceeded(reason, allowed[reason]) for reason in answer.reasons]
    if answer.lead_review:
        exceeded.append(Exceeded("often_moved", rule.in_plan))
    balance = in_table_currency(act.session, schedule.total, act.day)
    names = [one.name for one in table.level]
    first = table.rule(plan_asked(schedule, balance), level).first
    lead = names[min(1, len(names) - 1)]
    needs = lead if first in names and names.index(first) <= names.index(lead) else first
    mine = level is not None and needs in names and names.index(level) >= names.index(needs)
    return Ruling(level, mine, needs, tuple(exceeded))


def _add_move(
    act: Act, version: PaymentPlan, row: Instalment, command: MovePayment, answer: Answer, due_on: date
) -> None:
    act.add(
        InstalmentMove(
            account_id=version.account_id, payment_plan_id=version.id, user_id=act.actor.id, at=act.now,
            number=row.number, from_on=row.due_on, wanted_on=command.wanted_on, due_on=due_on, asked_on=act.day,
            requested_by=command.requested_by, reason=command.reason.strip(), version=answer.version,
            broken=answer.counts_as_broken,
        )
    )  # fmt: skip
    act.record(
        plan=version.id, replaces=version.replaces_id, number=row.number, from_on=row.due_on, due_on=due_on,
        requested_by=command.requested_by, broken=answer.counts_as_broken, version=version.version,
    )  # fmt: skip


def _add_version(act: Act, plan: PaymentPlan, schedule: Schedule, interest: int) -> PaymentPlan:
    """The plan once more with other days; it waits until it takes the place of the one before."""
    copied = {
        column.name: getattr(plan, column.name)
        for column in PaymentPlan.__table__.columns
        if column.name != "id"
    }
    changed = {
        "user_id": act.actor.id, "created_at": act.now, "version": plan.version + 1, "replaces_id": plan.id,
        "state": "waiting", "state_on": act.day, "interest_minor": interest,
    }  # fmt: skip
    version = act.add(PaymentPlan(**(copied | changed)))
    act.session.add_all(rows_of(schedule, version.id, act.day))
    for item in act.session.scalars(select(PlanItem).where(PlanItem.payment_plan_id == plan.id)):
        act.session.add(
            PlanItem(
                payment_plan_id=version.id, open_item_id=item.open_item_id, amount_minor=item.amount_minor
            )
        )
    act.session.flush()
    return version
