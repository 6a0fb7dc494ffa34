"""Between the rows of a plan and the schedule that the arithmetic knows."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from collectdesk.models import Instalment as InstalmentRow
from collectdesk.models import InstalmentMove, PaymentPlan
from collectdesk.money import Money
from collectdesk.money.schedule import Closure, Instalment, Schedule


def instalments_of(session: Session, plan_id: int) -> list[InstalmentRow]:
    """The rows of a plan in the order of their days; a payment that moved keeps its number."""
    return list(
        session.scalars(
            select(InstalmentRow)
            .where(InstalmentRow.payment_plan_id == plan_id)
            .order_by(InstalmentRow.due_on, InstalmentRow.unadjusted_on, InstalmentRow.number)
        )
    )


def versions_of(session: Session, plan: PaymentPlan) -> list[PaymentPlan]:
    """A plan and the versions that it took the place of by moving a payment, the newest first."""
    found = [plan]
    while found[-1].replaces_id is not None:
        move = select(InstalmentMove.id).where(InstalmentMove.payment_plan_id == found[-1].id)
        if session.scalar(move.limit(1)) is None:
            break  # agreed anew, with items and a start of its own
        found.append(session.get_one(PaymentPlan, found[-1].replaces_id))
    return found


def schedule_of(session: Session, plan: PaymentPlan) -> Schedule:
    """The schedule of a stored plan, to the minor unit as it was agreed."""

    def money(minor: int) -> Money:
        return Money(minor, plan.currency)

    payments = tuple(
        Instalment(
            row.number, row.unadjusted_on, row.due_on, _closures(row.moved_by),
            money(row.principal_minor), money(row.interest_minor), money(row.balance_minor),
        )
        for row in instalments_of(session, plan.id)
    )  # fmt: skip
    return Schedule(money(plan.total_minor), plan.starts_on, payments)


def rows_of(schedule: Schedule, plan_id: int, day: date) -> list[InstalmentRow]:
    """New rows for a schedule, all open."""
    return [
        InstalmentRow(
            payment_plan_id=plan_id, number=one.number, unadjusted_on=one.unadjusted, due_on=one.due_on,
            moved_by=[[closure.day.isoformat(), closure.holiday] for closure in one.moved_by],
            principal_minor=one.principal.minor, interest_minor=one.interest.minor,
            balance_minor=one.balance.minor, received_minor=0, state="open", state_on=day,
        )
        for one in schedule.payments
    ]  # fmt: skip


def _closures(moved_by: list[list[Any]]) -> tuple[Closure, ...]:
    return tuple(Closure(date.fromisoformat(day), holiday) for day, holiday in moved_by)
