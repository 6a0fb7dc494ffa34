"""What the Plan screen and the shell read: three proposals, any other judged alike, and the plans on record."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from collectdesk.desk.act import Actor
from collectdesk.desk.overdue import statement_day
from collectdesk.desk.plans.ability import KnownAbility, known_abilities
from collectdesk.desk.plans.agreeing import MakePlan, charged_ground, check_interest, terms_of
from collectdesk.desk.plans.ground import PlanGround, PlanWish, currencies_to_plan, plan_ground
from collectdesk.desk.plans.keeping import plan_standing
from collectdesk.desk.plans.moving import MoveOnRecord, moves_of
from collectdesk.desk.plans.paid_in import PaidIn, paid_in_of
from collectdesk.desk.plans.stored import instalments_of, schedule_of
from collectdesk.models import Approval, PaymentPlan
from collectdesk.money import Money
from collectdesk.money.authority import load_authority
from collectdesk.money.no_figure import NoFigure
from collectdesk.money.plan_rules import load_plan_rules
from collectdesk.money.plan_standing import Standing
from collectdesk.money.proposals import Proposal, judge_terms, propose
from collectdesk.money.schedule import Schedule
from collectdesk.store import Store


@dataclass(frozen=True, slots=True)
class PlanSheet:
    """A table to negotiate at. `proposals` are short, balanced and longest, or `why_none` says why there are none."""

    ground: PlanGround
    proposals: tuple[Proposal, ...]
    why_none: str
    abilities: tuple[KnownAbility, ...]
    currencies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PaymentOfPlan:
    """A payment of a plan on record: what it is, and how it stands (open, paid, part_paid, missed).

    `asked` is what it is in the currency in which the plan may be paid, None where that is its own.
    """

    number: int
    unadjusted: date
    due_on: date
    amount: Money
    balance: Money
    received: Money
    state: str
    asked: Money | None


@dataclass(frozen=True, slots=True)
class PlanOnRecord:
    """A plan of an account. `standing` is None unless it runs; `asked` is why it was asked for, `answer` what came.

    `moves` are the payments that moved in this version and those before it.
    """

    id: int
    version: int
    replaces_id: int | None
    state: str
    state_on: date
    schedule: Schedule
    payments: tuple[PaymentOfPlan, ...]
    method: str
    changes: str
    accepted_on: date | None
    standing: Standing | None
    asked: str
    answer: str
    moves: tuple[MoveOnRecord, ...]
    paid_in: PaidIn | None


def plan_sheet(store: Store, actor: Actor, now: datetime, wish: PlanWish) -> PlanSheet:
    """The sheet of an account; of several currencies the one with the most items, where none is named.

    BadInput where there is nothing to plan for, or no rate into the currency of the authority table.
    """
    with store.read() as session:
        currencies = currencies_to_plan(session, wish.account_id, statement_day(session, now, None))
        if wish.currency is None and not wish.item_ids and len(currencies) > 1:
            wish = replace(wish, currency=currencies[0])
        ground = plan_ground(session, actor, now, wish)
        abilities = tuple(known_abilities(session, wish.account_id))
    level = ground.level or load_authority().level[0].name
    found = propose(ground.case, level, load_authority(), load_plan_rules())
    if isinstance(found, NoFigure):
        return PlanSheet(ground, (), found.reason, abilities, tuple(currencies))
    return PlanSheet(ground, found, "", abilities, tuple(currencies))


def judge_edit(ground: PlanGround, command: MakePlan) -> Proposal:
    """Edited terms on a ground that was read, without looking at the book again. BadInput for terms of no plan, and
    for interest in the payments that has no figure.
    """
    ground = charged_ground(ground, command)
    found = judge_terms(
        ground.case, terms_of(ground, command), ground.level, load_authority(), load_plan_rules()
    )
    check_interest(found, command)
    return found


def plans_on_record(store: Store, account_id: int, now: datetime) -> tuple[PlanOnRecord, ...]:
    """The plans of an account, the newest first, for who has no session."""
    with store.read() as session:
        return tuple(plans_of(session, account_id, now))


def plans_of(session: Session, account_id: int, now: datetime) -> list[PlanOnRecord]:
    """The plans of an account, the newest first."""
    day = statement_day(session, now, None)
    rows = session.scalars(
        select(PaymentPlan)
        .where(PaymentPlan.account_id == account_id, PaymentPlan.undone_by.is_(None))
        .order_by(PaymentPlan.id.desc())
    ).all()
    return [_on_record(session, row, day) for row in rows]


def _on_record(session: Session, row: PaymentPlan, day: date) -> PlanOnRecord:
    def money(minor: int) -> Money:
        return Money(minor, row.currency)

    asked = session.scalar(
        select(Approval)
        .where(Approval.kind.in_(("plan", "reschedule")), Approval.about_id == row.id)
        .order_by(Approval.id.desc())
        .limit(1)
    )
    schedule = schedule_of(session, row)
    local = paid_in_of(row, schedule)
    asked_in: tuple[Money | None, ...] = (
        local.asked if local is not None else (None,) * len(schedule.payments)
    )
    payments = tuple(
        PaymentOfPlan(
            one.number, one.unadjusted_on, one.due_on, money(one.principal_minor + one.interest_minor),
            money(one.balance_minor), money(one.received_minor), one.state, local_amount,
        )
        for one, local_amount in zip(instalments_of(session, row.id), asked_in, strict=True)
    )  # fmt: skip
    return PlanOnRecord(
        row.id, row.version, row.replaces_id, row.state, row.state_on, schedule, payments,
        row.method, row.changes, row.accepted_on,
        plan_standing(session, row, day) if row.state == "running" else None,
        asked.reason if asked else "", asked.answer if asked else "",
        tuple(moves_of(session, row)),
        local,
    )  # fmt: skip
