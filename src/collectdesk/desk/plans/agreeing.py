"""Agreeing to a plan: at once within one's authority, beyond it by asking; accepted by the customer, or dropped."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from collectdesk.days import full_day
from collectdesk.desk.act import Act, Command, act
from collectdesk.desk.follow_ups import leave_next_action
from collectdesk.desk.holds import hold, lift_holds
from collectdesk.desk.plans.approvals import ask_approval
from collectdesk.desk.plans.ground import Charging, PlanGround, PlanWish, check_rate, plan_ground
from collectdesk.desk.plans.keeping import cure_until, settle_plan
from collectdesk.desk.plans.paid_in import PaidIn, agreed_in, hold_rate, let_rate_go, stored
from collectdesk.desk.plans.stored import rows_of, schedule_of
from collectdesk.desk.promises import METHODS
from collectdesk.desk.rights import Right
from collectdesk.desk.words_of_plans import said_limits, who
from collectdesk.faults import BadInput, Refused
from collectdesk.i18n import _
from collectdesk.models import Account, ContactPerson, PaymentPlan, PlanItem
from collectdesk.money import Money
from collectdesk.money.authority import load_authority, plan_asked
from collectdesk.money.date_roll import Convention
from collectdesk.money.display import spoken
from collectdesk.money.interest import Calculation
from collectdesk.money.interest_rules import Regime
from collectdesk.money.no_figure import NoFigure
from collectdesk.money.plan_rules import load_plan_rules
from collectdesk.money.proposals import Proposal, judge_terms
from collectdesk.money.quotation import Bearer
from collectdesk.money.rate_of_interest import agreed
from collectdesk.money.schedule import Rhythm, Terms

LIVE = ("waiting", "offered", "running")
"""States of a plan that stands between its items and another plan."""


class MakePlan(Command):
    """A plan as it was talked over. `ask` sends it to be approved where it is beyond the actor's authority.

    Amounts are minor units of `currency`. What is left out is as in `PlanWish`. `changes` is what the customer says
    will be different; `reason` and `evidence` are for who approves. `paid_in` is another currency in which it may be
    paid, at the rate of the day; `bearer` of the difference is the creditor or the customer.
    """

    account_id: int
    currency: str
    down_minor: int
    number: int
    first_on: date
    rhythm: Rhythm = "monthly"
    item_ids: tuple[int, ...] = ()
    convention: Convention = "following"
    calendar: str | None = None
    charging: Charging = "none"
    per_cent: Decimal | None = None
    anchor: date | None = None
    person_id: int | None = None
    method: str = "transfer"
    paid_in: str | None = None
    bearer: Bearer = "creditor"
    changes: str = ""
    ask: bool = False
    reason: str = ""
    evidence: str = ""

    @property
    def wish(self) -> PlanWish:
        """What the plan is asked for."""
        return PlanWish(
            self.account_id, self.item_ids, self.currency, self.rhythm, self.first_on, self.convention,
            self.calendar, self.charging, self.per_cent, bool(self.changes.strip()) or None,
        )  # fmt: skip


class AcceptPlan(Command):
    """The customer accepted the agreement, on a day up to today; the plan runs from then on."""

    plan_id: int
    accepted_on: date | None = None


class CancelPlan(Command):
    """A plan that is dropped before it is completed."""

    plan_id: int
    reason: str


def terms_of(ground: PlanGround, command: MakePlan) -> Terms:
    """The terms of a command on their ground. BadInput for terms that make no plan."""
    case = ground.case
    try:
        return Terms(
            case.total, Money(command.down_minor, case.total.currency), case.starts_on, command.number,
            command.rhythm, command.first_on, command.convention, command.anchor,
        )  # fmt: skip
    except ValueError as error:
        raise BadInput(_("these terms make no plan: {reason}").format(reason=error)) from error


def charged_ground(ground: PlanGround, command: MakePlan) -> PlanGround:
    """A ground that was read with interest, with interest as the command charges it. BadInput where there is none."""
    case, terms = ground.case, ground.case.interest
    if command.charging == "none":
        return replace(ground, case=replace(case, interest=None))
    if terms is None:
        reason = ground.no_interest.reason if ground.no_interest else _("no interest is known for this plan")
        raise BadInput(reason)
    regime: Regime | NoFigure = terms.regime
    if command.per_cent is not None:
        check_rate(command.per_cent)
        regime = agreed(command.per_cent, terms.regime, terms.rates, case.starts_on)
    if isinstance(regime, NoFigure):
        raise BadInput(regime.reason)
    charged = replace(terms, regime=regime, charged=command.charging)
    return replace(ground, case=replace(case, interest=charged))


def check_interest(found: Proposal, command: MakePlan) -> None:
    """BadInput where interest is to be in the payments and no figure is known for it."""
    if command.charging in ("each", "last") and isinstance(found.interest, NoFigure):
        raise BadInput(found.interest.reason)


@act("plan.make", right=Right.WORK)
def make_plan(act: Act, command: MakePlan) -> None:
    """Offer a plan, or ask for it. BadInput for terms that make none or items in a plan already.

    Refused, naming who may decide, where it is beyond the actor's authority and `ask` is not set, and where the
    customer is known not to be able to pay it, naming the week in which cash runs out.
    """
    account = act.account(command.account_id)
    if command.method not in METHODS:
        raise BadInput(
            _("{method} is not a way to pay; use one of {all}").format(
                method=command.method, all=", ".join(METHODS)
            )
        )
    _check_person(act, account, command.person_id)
    ground = plan_ground(act.session, act.actor, act.now, command.wish)
    if ground.no_interest is not None:
        raise BadInput(ground.no_interest.reason)
    _check_free(act, [item.id for item in ground.items])
    case = replace(ground.case, starts_on=act.day)
    found = judge_terms(case, terms_of(ground, command), ground.level, load_authority(), load_plan_rules())
    check_interest(found, command)
    if found.ruling.allowed or not command.ask:
        _check_payable(found)
    if not found.ruling.allowed and not command.ask:
        raise Refused(
            _("this plan is for {who} to decide: {limits}; ask for it").format(
                who=who(found.ruling.first), limits=said_limits(found.ruling)
            ),
            rule="plan_authority",
        )
    local: PaidIn | None = None
    if command.paid_in is not None:
        local = agreed_in(act.session, found.schedule, command.paid_in, command.bearer, act.day)
        act.record(paid_in=[local.currency, local.total.minor], bearer=local.bearer)
    plan = _add_plan(act, account, command, ground, found, local)
    act.record(
        plan=plan.id, total=[plan.currency, plan.total_minor], down=plan.down_minor, number=plan.number,
        first_on=plan.first_on, last_on=found.schedule.last_on, state=plan.state,
        signs=[sign.code for sign in found.signs],
    )  # fmt: skip
    if found.ruling.allowed:
        act.say(
            _("Plan offered: {total} in {n} payments, the last on {day}").format(
                total=spoken(found.schedule.total),
                n=len(found.schedule.payments),
                day=full_day(found.schedule.last_on),
            )
        )
        return
    asked = plan_asked(found.schedule, case.balance, found.waived)
    ask_approval(act, account, "plan", plan.id, asked.balance, found.ruling, command.reason, command.evidence)


@act("plan.accept", right=Right.WORK)
def accept_plan(act: Act, command: AcceptPlan) -> None:
    """Let an offered plan run: reminders rest while it is kept. BadInput for one that is not offered."""
    plan = _plan(act, command.plan_id, "offered")
    account = act.account(plan.account_id)
    accepted_on = command.accepted_on or act.day
    if not plan.created_at.astimezone(act.zone).date() <= accepted_on <= act.day:
        raise BadInput(_("it was accepted between the day it was offered and today; give that day"))
    if plan.replaces_id is not None:
        before = act.session.get_one(PaymentPlan, plan.replaces_id)
        act.set(before, state="replaced", state_on=act.day)
    act.set(plan, state="running", state_on=act.day, accepted_on=accepted_on)
    schedule = schedule_of(act.session, plan)
    first = schedule.payments[0]
    hold_rate(act, plan, schedule.last_on)
    hold(act, account, "payment_plan", cure_until(plan, first.due_on), _("A payment plan runs"))
    leave_next_action(act, account, "check_payment", _("Check the payment of the plan"), day=first.due_on)
    act.record(plan=plan.id, accepted_on=accepted_on)
    act.say(_("The plan runs; the first payment is due on {day}").format(day=full_day(first.due_on)))
    settle_plan(act, plan)


@act("plan.cancel", right=Right.WORK)
def cancel_plan(act: Act, command: CancelPlan) -> None:
    """Drop a plan that waits, is offered or runs. BadInput without a reason."""
    plan = _plan(act, command.plan_id, *LIVE)
    if not command.reason.strip():
        raise BadInput(_("say why the plan is dropped"))
    act.account(plan.account_id)
    act.set(plan, state="cancelled", state_on=act.day)
    lift_holds(act, plan.account_id, "payment_plan")
    let_rate_go(act, plan)
    act.record(plan=plan.id)
    act.say(_("Plan dropped"))


def _plan(act: Act, plan_id: int, *states: str) -> PaymentPlan:
    plan = act.session.get(PaymentPlan, plan_id)
    if plan is None or plan.undone_by or plan.state not in states:
        raise BadInput(_("this plan is not as it was shown; look at the commitments of the account"))
    return plan


def _check_free(act: Act, item_ids: list[int]) -> None:
    taken = act.session.scalar(
        select(PaymentPlan.id)
        .join(PlanItem, PlanItem.payment_plan_id == PaymentPlan.id)
        .where(
            PlanItem.open_item_id.in_(item_ids),
            PaymentPlan.state.in_(LIVE),
            PaymentPlan.undone_by.is_(None),
        )
        .limit(1)
    )
    if taken is not None:
        raise BadInput(_("some of this is in a plan already; drop that one first, or move its payments"))


def _check_person(act: Act, account: Account, person_id: int | None) -> None:
    person = act.session.get(ContactPerson, person_id) if person_id is not None else None
    if person_id is not None and (person is None or person.party_id != account.party_id):
        raise BadInput(_("this person does not belong to the account"))


def _check_payable(found: Proposal) -> None:
    if found.fit is None or found.fit.fits:
        return
    if found.fit.fails_in is not None:
        said = _("the customer's cash would fall below its floor in week {week}").format(
            week=found.fit.fails_in
        )
    else:
        day = found.fit.fails_on or found.schedule.last_on
        said = _("the payment on {day} is more than the household has free").format(day=full_day(day))
    highest = found.fit.highest
    if highest is not None:
        said = _("{said}; instalments of {amount} can be paid").format(said=said, amount=spoken(highest))
    raise Refused(said, rule="ability_to_pay")


def _add_plan(
    act: Act, account: Account, command: MakePlan, ground: PlanGround, found: Proposal, local: PaidIn | None
) -> PaymentPlan:
    schedule = found.schedule
    interest: dict[str, Any] | None = None
    if command.charging != "none":
        interest = {"charging": command.charging, "per_cent": str(command.per_cent or "")}
    plan = act.add(
        PaymentPlan(
            account_id=account.id, user_id=act.actor.id, created_at=act.now, version=1, replaces_id=None,
            state="offered" if found.ruling.allowed else "waiting", state_on=act.day,
            currency=schedule.total.currency, total_minor=schedule.total.minor, down_minor=schedule.down.minor,
            starts_on=schedule.starts_on, number=command.number, rhythm=command.rhythm, first_on=command.first_on,
            convention=command.convention, calendar=ground.calendar, interest=interest,
            interest_minor=found.interest.interest.minor if isinstance(found.interest, Calculation) else 0,
            waived_minor=found.waived.minor if found.waived else 0, person_id=command.person_id,
            method=command.method, changes=command.changes.strip(), accepted_on=None,
            paid_in=stored(local) if local is not None else None,
        )
    )  # fmt: skip
    act.session.add_all(rows_of(schedule, plan.id, act.day))
    act.session.add_all(
        PlanItem(payment_plan_id=plan.id, open_item_id=item.id, amount_minor=item.undisputed.minor)
        for item in ground.items
    )
    act.session.flush()
    return plan
