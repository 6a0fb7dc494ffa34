"""A running plan in the cash forecast: its payments on their days, and nothing of its items by habit."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

from collectdesk.desk.act import Actor
from collectdesk.desk.forecast import cash_forecast
from collectdesk.desk.plans.agreeing import CancelPlan, cancel_plan
from collectdesk.store import Store
from tests.desk.cash.test_cash import _take
from tests.desk.conftest import Sample
from tests.desk.plans.conftest import Running

MONDAY = date(2026, 11, 23)


def _weeks(store: Store, now: datetime) -> dict[tuple[str, str], int]:
    with store.read() as session:
        found = cash_forecast(session, now, weeks=13)
    return {(one.week_on.isoformat(), one.source): one.minor for one in found.expected}


def test_payments_of_a_plan_are_expected_once(
    store: Store,
    owner: Actor,
    collector: Actor,
    now: datetime,
    sample: Sample,
    running: Running,
    tmp_path: Path,
) -> None:
    """EUR 1,300 overdue as 260 at once and twice 520; 900 more are due on 1 December and not in the plan."""
    before = _weeks(store, now)
    assert before == {("2026-11-23", "billed"): 130000, ("2026-11-30", "billed"): 90000}
    plan_id = running()
    planned = {
        ("2026-11-23", "instalment"): 26000, ("2026-12-21", "instalment"): 52000,
        ("2027-01-25", "instalment"): 52000, ("2026-11-30", "billed"): 90000,
    }  # fmt: skip
    assert _weeks(store, now) == planned
    _take(store, owner, now, tmp_path, "2026-11-24,260.00,EUR,4655,Nordwind Handels GmbH,")
    del planned["2026-11-23", "instalment"]
    assert _weeks(store, now + timedelta(hours=1)) == planned
    cancel_plan(store, collector, now + timedelta(hours=2), CancelPlan(plan_id=plan_id, reason="new terms"))
    rest = {("2026-11-23", "billed"): 104000, ("2026-11-30", "billed"): 90000}
    assert _weeks(store, now + timedelta(hours=3)) == rest
