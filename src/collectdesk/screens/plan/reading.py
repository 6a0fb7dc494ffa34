"""What the plan's screen reads at once, in a thread, and how it makes a plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from collectdesk.widgets.kept_field import drafts_of

if TYPE_CHECKING:
    from collectdesk.desk.handle import DeskHandle
    from collectdesk.desk.notes import Draft
    from collectdesk.desk.plans.agreeing import MakePlan
    from collectdesk.desk.plans.sheet import PlanOnRecord, PlanSheet
    from collectdesk.money.fx import Rates

PLACES = ("plan", "plan_reason", "plan_changes", "plan_evidence")
"""The drafts that go once a plan is offered or asked for."""


@dataclass(frozen=True, slots=True)
class Table:
    """The sheet to negotiate at, what was being typed, and a plan that is on its way already."""

    sheet: PlanSheet
    draft: Draft | None
    live: PlanOnRecord | None


def read_table(desk: DeskHandle, account_id: int, currency: str | None) -> Table:
    """Everything the screen shows. BadInput where there is nothing to plan for.

    What reads typed terms is loaded here, so that the first key does not wait for it.
    """
    import collectdesk.desk.plans.edited
    import collectdesk.desk.plans.paid_in
    import collectdesk.desk.typed.plan_line  # noqa: F401
    from collectdesk.desk.notes import find_draft
    from collectdesk.desk.plans.agreeing import LIVE
    from collectdesk.desk.plans.ground import PlanWish
    from collectdesk.desk.plans.sheet import plan_sheet, plans_on_record

    now = desk.clock()
    sheet = plan_sheet(desk.store, desk.actor, now, PlanWish(account_id, currency=currency, charging="apart"))
    code = sheet.ground.case.total.currency
    live = (
        one
        for one in plans_on_record(desk.store, account_id, now)
        if one.state in LIVE and one.schedule.total.currency == code
    )
    return Table(sheet, find_draft(desk.store, desk.actor, account_id, "plan"), next(live, None))


def read_rates(desk: DeskHandle, owed: str, currency: str) -> Rates:
    """The rates between the currency of the debt and the one to pay in."""
    from collectdesk.desk.plans.paid_in import rates_between

    return rates_between(desk.store, owed, currency)


def save_plan(desk: Any, command: MakePlan) -> Any:
    """Offer it, or ask for it; what was typed for it goes."""
    from collectdesk.desk.plans.agreeing import make_plan

    receipt = make_plan(desk.store, desk.actor, desk.clock(), command)
    drafts_of(*PLACES)(desk, command.account_id)
    return receipt
