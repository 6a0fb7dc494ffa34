"""A plan made of another by changing some of it, and the nearest one that the customer can pay."""

from __future__ import annotations

from dataclasses import replace

from collectdesk.desk.plans.agreeing import MakePlan
from collectdesk.desk.plans.ground import PlanGround
from collectdesk.desk.plans.sheet import judge_edit
from collectdesk.desk.typed.plan_line import TypedPlan
from collectdesk.faults import BadInput
from collectdesk.money.plan_rules import load_plan_rules
from collectdesk.money.proposals import Proposal, usual_first_on
from collectdesk.money.schedule import MOST_INSTALMENTS, Terms, down_payment

_TRIES = 40


def plan_of(ground: PlanGround, terms: Terms, method: str = "transfer") -> MakePlan:
    """The command that makes a plan of these terms on their ground, interest told as the ground has it."""
    interest = ground.case.interest
    return MakePlan(
        account_id=ground.who.account_id, currency=terms.total.currency, down_minor=terms.down.minor,
        number=terms.number, first_on=terms.first_on, rhythm=terms.rhythm, convention=terms.convention,
        anchor=terms.anchor, calendar=ground.calendar or None, item_ids=tuple(one.id for one in ground.items),
        charging="none" if interest is None else interest.charged, method=method,
    )  # fmt: skip


def edited_plan(ground: PlanGround, base: Terms, typed: TypedPlan) -> MakePlan:
    """`base` with what was typed in place of its own; another rhythm has its own first day unless one is typed."""
    total = base.total
    rhythm = typed.rhythm or base.rhythm
    first_on, anchor = base.first_on, base.anchor
    if typed.first_on is not None:
        first_on, anchor = typed.first_on, None
    elif rhythm != base.rhythm:
        first_on = usual_first_on(replace(ground.case, rhythm=rhythm, first_on=None), load_plan_rules())
        anchor = None
    down = base.down if typed.down is None else typed.down
    if typed.per_cent is not None:
        down = down_payment(total, typed.per_cent)
    number = typed.number or base.number
    if typed.each is not None:
        number = max(1, -(-(total - down).minor // typed.each.minor))
    command = plan_of(ground, base, typed.method or "transfer")
    return command.model_copy(
        update={
            "down_minor": down.minor,
            "number": number,
            "rhythm": rhythm,
            "first_on": first_on,
            "anchor": anchor,
            "charging": typed.charging or command.charging,
            "per_cent": typed.rate,
            "paid_in": typed.paid_in,
            "bearer": typed.bearer or "creditor",
        }
    )


def plan_that_fits(ground: PlanGround, command: MakePlan) -> tuple[MakePlan, Proposal] | None:
    """The plan with as few more instalments as the customer can pay, if need be without a down payment.

    None where it fits already, nothing is known of the customer's ability, or no number of instalments helps.
    """
    for down in dict.fromkeys((command.down_minor, 0)):
        number = command.number
        for _try in range(_TRIES):
            tried = command.model_copy(update={"down_minor": down, "number": number})
            try:
                found = judge_edit(ground, tried)
            except BadInput:
                break
            if found.fit is None or (found.fit.fits and tried == command):
                return None
            if found.fit.fits:
                return tried, found
            highest = found.fit.highest
            if highest is None or highest.minor <= 0:
                break
            needed = -(-(ground.case.total.minor - down) // highest.minor)
            number = max(number + 1, needed)
            if number > MOST_INSTALMENTS:
                break
    return None
