"""A day planned ahead: by country and region, in the reader's own hours, on any day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from collectdesk.desk.gate import ask_gate
from collectdesk.desk.reach_plan import ReachPlan, Stretch, reach_plan
from collectdesk.desk.views_queue import Scope
from collectdesk.desk.world import country_of_zone, region_of
from collectdesk.faults import BadInput
from tests.desk.test_reach import Who, refresh, write

EVERYONE = Scope.everyone()
TUESDAY = date(2026, 11, 24)


def plan_for(store: Any, day: date, zone: str, desk: str = "Europe/Berlin") -> ReachPlan:
    return reach_plan(store, EVERYONE, day, zone, desk)


def hours_of(plan: ReachPlan, country: str | None) -> Any:
    [found] = [one.hours for region in plan.regions for one in region.countries if one.code == country]
    return found


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


def test_what_the_plan_calls_open_the_gate_allows(store: Any, owner: Any) -> None:
    who = [
        Who(country="DE", party_type="business", collector="creditor", debt_type="trade_invoice"),
        Who(country="IN", party_type="business", collector="creditor", debt_type="trade_invoice"),
        Who(country="JP", party_type="business", collector="creditor", debt_type="trade_invoice"),
    ]
    ids = write(store, who)
    refresh(store)
    plan = plan_for(store, TUESDAY, "Asia/Kolkata")
    assert (plan.start, plan.end) == (at(date(2026, 11, 23), 18, 30), at(TUESDAY, 18, 30))
    assert plan.hours.accounts == 3
    for one, account_id in zip(who, ids, strict=True):
        hours = hours_of(plan, one.country)
        for slot in hours.slots:
            early, late = (
                ask_gate(store, slot.at + timedelta(minutes=n), account_id).verdict.allowed for n in (0, 29)
            )
            if slot.share in (0, 100) and not slot.look:
                assert early == late == (slot.share == 100), (one, slot)
            inside = any(part.start <= slot.at < part.end for part in hours.some)
            assert inside == early
    assert sum(slot.share == 100 for slot in hours_of(plan, "DE").slots) == 18  # eight to five


def test_regions_hold_their_countries_and_those_not_known(store: Any, owner: Any) -> None:
    write(
        store, [Who(country="DE"), Who(country="FR"), Who(country="DE"), Who(country="US"), Who(country=None)]
    )
    refresh(store)
    plan = plan_for(store, TUESDAY, "Europe/Berlin")
    assert [(one.region, one.hours.accounts) for one in plan.regions] == [
        ("europe", 3), ("americas", 1), ("unknown", 1),
    ]  # fmt: skip
    assert [(one.code, one.hours.accounts) for one in plan.regions[0].countries] == [("DE", 2), ("FR", 1)]
    unknown = hours_of(plan, None)
    assert unknown.some == ()
    assert unknown.look == (
        Stretch(plan.start, plan.end),
    )  # whoever is nowhere known needs a look at any time


@pytest.mark.parametrize(("day", "slots"), [(date(2026, 3, 29), 46), (date(2026, 10, 25), 50)])
def test_a_day_on_which_clocks_change_has_more_or_fewer_half_hours(
    store: Any, owner: Any, day: date, slots: int
) -> None:
    write(store, [Who(country="IN")])
    refresh(store)
    plan = plan_for(store, day, "Europe/Berlin")
    assert len(plan.hours.slots) == slots
    assert plan.end - plan.start == slots * timedelta(minutes=30)
    assert plan.hours.slots[-1].at + timedelta(minutes=30) == plan.end


def test_zones_beside_the_hour_fill_their_half_hours_in_part(store: Any, owner: Any) -> None:
    write(store, [Who(country="NP", zone="Asia/Kathmandu"), Who(country="DE")])
    refresh(store)
    plan = plan_for(store, TUESDAY, "Europe/Berlin")
    hours = hours_of(plan, "NP")
    edges = {edge.minute for one in (*hours.some, *hours.look) for edge in (one.start, one.end)}
    assert edges == {15}  # Nepal is 5 h 45 ahead of UTC
    shares = [slot.share + slot.look for slot in hours.slots]
    assert shares.count(50) == 2
    assert max(shares) == 100


def test_the_house_hours_of_the_desk_divide_the_day(store: Any, owner: Any) -> None:
    write(store, [Who(country="JP", party_type="business", collector="creditor", debt_type="trade_invoice")])
    refresh(store)
    plan = plan_for(store, TUESDAY, "UTC")
    assert plan.desk is not None
    assert (plan.desk.country, plan.desk.open) == ("DE", (Stretch(at(TUESDAY, 7), at(TUESDAY, 16)),))
    for one in plan.hours.staffed:
        assert plan.desk.open[0].start <= one.start < one.end <= plan.desk.open[0].end
    parts = [*plan.hours.staffed, *plan.hours.unstaffed]
    whole = sum((one.end - one.start for one in plan.hours.some), timedelta())
    assert sum((one.end - one.start for one in parts), timedelta()) == whole > timedelta()
    free = sum((one.end - one.start for one in plan.nobody), timedelta())
    assert free == timedelta(days=1) - whole
    assert plan_for(store, TUESDAY, "UTC", "UTC").desk is None


def test_a_sunday_nobody_may_be_called(store: Any, owner: Any) -> None:
    write(store, [Who(country="DE", party_type="business", collector="creditor", debt_type="trade_invoice")])
    refresh(store)
    plan = plan_for(store, date(2027, 6, 6), "Europe/Berlin")
    assert plan.nobody == (Stretch(plan.start, plan.end),)
    assert {slot.share for slot in plan.hours.slots} == {0}
    assert plan.desk is not None
    assert plan.desk.open == ()


def test_an_empty_book_and_accounts_not_worked_out(store: Any, owner: Any) -> None:
    plan = plan_for(store, TUESDAY, "Europe/Berlin")
    assert (plan.hours.accounts, plan.regions, plan.nobody, plan.pending) == (0, (), (), 0)
    assert len(plan.hours.slots) == 48
    write(store, [Who(), Who()])
    assert plan_for(store, TUESDAY, "Europe/Berlin").pending == 2


def test_only_the_accounts_of_the_scope_count(store: Any, owner: Any) -> None:
    write(store, [Who(), Who()], assignee=owner.id)
    write(store, [Who()])
    refresh(store)
    mine = reach_plan(store, Scope.mine(owner.id), TUESDAY, "Europe/Berlin", "Europe/Berlin")
    assert (mine.hours.accounts, plan_for(store, TUESDAY, "Europe/Berlin").hours.accounts) == (2, 3)


def test_what_cannot_be_planned_is_said(store: Any, owner: Any) -> None:
    with pytest.raises(BadInput, match="Mars/Olympus is not a time zone"):
        plan_for(store, TUESDAY, "Mars/Olympus")
    for day in (date.min, date.max):
        with pytest.raises(BadInput, match="too far away"):
            plan_for(store, day, "Europe/Berlin")


def test_countries_stand_in_the_region_of_their_day() -> None:
    assert {region_of(code) for code in ("JP", "IN", "AU", "NZ", "MV", "KZ")} == {"asia_pacific"}
    assert {region_of(code) for code in ("AE", "KW", "ZA", "IL", "MU")} == {"middle_east_africa"}
    assert {region_of(code) for code in ("DE", "PT", "IS", "CY", "TR", "XK")} == {"europe"}
    assert {region_of(code) for code in ("US", "BR", "BM", "CL")} == {"americas"}
    assert {region_of(code) for code in (None, "", "AQ", "ZZ")} == {"unknown"}
    assert (country_of_zone("Europe/Berlin"), country_of_zone("UTC")) == ("DE", None)
