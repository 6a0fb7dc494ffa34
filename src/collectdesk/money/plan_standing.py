"""Where a running plan stands: what is due, what came, whether a missed instalment has ended it.

Section 6.4 of the domain reference: an instalment that is not there when its cure period is over is a default, the
whole balance falls due (acceleration), and late money accepted afterwards waives nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from collectdesk.money.amount import Money
from collectdesk.money.schedule import Instalment, Schedule

State = Literal["on_time", "behind", "defaulted", "paid"]


@dataclass(frozen=True, slots=True)
class PlanPayment:
    """Money that came in for a plan, by its value date."""

    value_on: date
    amount: Money


@dataclass(frozen=True, slots=True)
class Standing:
    """A plan at the end of a day. `behind` is what was due before it and has not come.

    `missed` is the oldest payment that is not covered, `cure_until` the last day on which money cures it. `claimed` is
    what may be claimed now: what is behind, and after a default (`defaulted_on`) all that is left.
    """

    state: State
    received: Money
    left: Money
    behind: Money
    claimed: Money
    missed: Instalment | None = None
    cure_until: date | None = None
    defaulted_on: date | None = None


def standing(
    plan: Schedule,
    payments: Sequence[PlanPayment],
    on: date,
    cure_until: Callable[[date], date],
    shortfall: Callable[[Money], int],
) -> Standing:
    """Where a plan stands at the end of a day, money going to the oldest payment first.

    `cure_until` gives the last day of the cure period for a due date; `shortfall` how many minor units may be missing
    from an amount that still counts as paid. Money due on the day itself is not yet behind.
    """
    nothing = Money(0, plan.total.currency)

    def came_by(day: date) -> Money:
        total = nothing
        for one in payments:
            if one.value_on <= day:
                total = total + one.amount
        return total

    received = came_by(on)
    wanted = due = nothing
    missed: Instalment | None = None
    defaulted_on: date | None = None
    for one in plan.payments:
        wanted = wanted + one.amount
        if one.due_on >= on:
            continue
        due = wanted
        enough = wanted - Money(shortfall(one.amount), nothing.currency)
        if missed is None and received < enough:
            missed = one
        end = cure_until(one.due_on)
        if defaulted_on is None and end < on and came_by(end) < enough:
            defaulted_on = end + timedelta(days=1)
    left = max(wanted - received, nothing)
    last = plan.payments[-1].amount
    behind = max(due - received, nothing) if missed else nothing
    state: State = "behind" if missed else "on_time"
    if left.minor <= shortfall(last):
        state = "paid"
    elif defaulted_on is not None:
        state = "defaulted"
    return Standing(
        state,
        received,
        left,
        behind,
        left if state == "defaulted" else behind,
        missed,
        cure_until(missed.due_on) if missed else None,
        defaulted_on,
    )
