"""Plans made of others: some of the terms typed anew, and the nearest that a customer can pay."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from collectdesk.desk.act import Actor
from collectdesk.desk.plans.ability import (
    HouseholdLine,
    RecordForecast,
    RecordHousehold,
    record_forecast,
    record_household,
)
from collectdesk.desk.plans.agreeing import make_plan
from collectdesk.desk.plans.edited import edited_plan, plan_of, plan_that_fits
from collectdesk.desk.plans.ground import PlanWish
from collectdesk.desk.plans.sheet import PlanSheet, judge_edit, plan_sheet, plans_on_record
from collectdesk.desk.typed.plan_line import parse_plan
from collectdesk.faults import BadInput
from collectdesk.money.interest import Calculation
from collectdesk.money.schedule import Terms
from collectdesk.store import Store
from tests.desk.conftest import Sample

DAY = date(2026, 11, 24)


def _sheet(store: Store, owner: Actor, now: datetime, sample: Sample) -> tuple[PlanSheet, Terms]:
    sheet = plan_sheet(store, owner, now, PlanWish(account_id=sample.account_id))
    terms = sheet.proposals[1].terms
    assert terms is not None
    return sheet, terms


@pytest.mark.parametrize(
    ("typed", "down", "number", "rhythm", "first_on"),
    [
        ("", 26000, 6, "monthly", date(2026, 12, 24)),
        ("10% 4 15 jan", 13000, 4, "monthly", date(2027, 1, 15)),
        ("300 down 250 each", 30000, 4, "monthly", date(2026, 12, 24)),
        ("weekly", 26000, 6, "weekly", date(2026, 12, 1)),
        ("0 5000 each", 0, 1, "monthly", date(2026, 12, 24)),
    ],
)
def test_what_is_not_typed_stays(
    store: Store, owner: Actor, now: datetime, sample: Sample,
    typed: str, down: int, number: int, rhythm: str, first_on: date,
) -> None:  # fmt: skip
    sheet, base = _sheet(store, owner, now, sample)
    made = edited_plan(sheet.ground, base, parse_plan(typed, DAY, "EUR"))
    assert (made.down_minor, made.number, made.rhythm, made.first_on) == (down, number, rhythm, first_on)
    judged = judge_edit(sheet.ground, made)
    assert sum(one.principal.minor for one in judged.schedule.payments) == 130000


def _apart(store: Store, owner: Actor, now: datetime, sample: Sample) -> tuple[PlanSheet, Terms]:
    """As the screen reads it: with interest beside the plan."""
    sheet = plan_sheet(store, owner, now, PlanWish(account_id=sample.account_id, charging="apart"))
    terms = sheet.proposals[1].terms
    assert terms is not None
    return sheet, terms


@pytest.mark.parametrize(("typed", "where"), [("each", "all"), ("last", "last"), ("apart", "none")])
def test_interest_goes_where_it_is_typed_and_is_stored_as_it_was_shown(
    store: Store, owner: Actor, now: datetime, sample: Sample, typed: str, where: str
) -> None:
    sheet, base = _apart(store, owner, now, sample)
    made = edited_plan(sheet.ground, base, parse_plan(f"interest {typed} 10%", DAY, "EUR"))
    shown = judge_edit(sheet.ground, made)
    carries = [one.number for one in shown.schedule.payments if one.interest.minor]
    assert carries == {"all": [1, 2, 3, 4, 5, 6], "last": [6], "none": []}[where]
    make_plan(store, owner, now, made)
    [stored] = plans_on_record(store, sample.account_id, now)
    # 10 % a year of what is left, from 24 November on; simple interest, basis 365 (section 6.6 of the reference).
    assert stored.schedule == shown.schedule
    assert isinstance(shown.interest, Calculation)
    assert sum(one.interest.minor for one in stored.schedule.payments) == (
        0 if where == "none" else shown.interest.interest.minor
    )


def test_interest_without_a_figure_is_not_put_into_payments(
    store: Store, owner: Actor, now: datetime, sample: Sample
) -> None:
    sheet, base = _apart(store, owner, now, sample)
    far = edited_plan(sheet.ground, base, parse_plan("30 interest each", DAY, "EUR"))
    with pytest.raises(BadInput, match="no reference rate"):
        judge_edit(sheet.ground, far)
    with pytest.raises(BadInput, match="no reference rate"):
        make_plan(store, owner, now, far)
    with pytest.raises(BadInput, match="between 0 and 100"):
        judge_edit(sheet.ground, far.model_copy(update={"per_cent": Decimal(900)}))


def test_terms_that_make_no_plan_are_a_sentence(
    store: Store, owner: Actor, now: datetime, sample: Sample
) -> None:
    sheet, base = _sheet(store, owner, now, sample)
    with pytest.raises(BadInput, match="make no plan"):
        judge_edit(sheet.ground, edited_plan(sheet.ground, base, parse_plan("1300 down", DAY, "EUR")))


def test_the_nearest_plan_that_a_business_can_pay(
    store: Store, owner: Actor, now: datetime, sample: Sample
) -> None:
    told = RecordForecast(
        account_id=sample.account_id, currency="EUR", source="e-mail", starts_on=DAY, opening_minor=60000,
        flows_minor=(0, 0, 0, 10000, 0, 0, 0, 0, 0, 0, 0, 0, 0), monthly_outgoings_minor=100000,
    )  # fmt: skip
    record_forecast(store, owner, now, told)
    sheet, base = _sheet(store, owner, now, sample)
    asked = plan_of(sheet.ground, base).model_copy(update={"number": 2})
    found = plan_that_fits(sheet.ground, asked)
    assert found is not None
    made, judged = found
    assert judged.fit is not None
    assert judged.fit.fits
    assert made.down_minor == asked.down_minor
    # One instalment fewer is refused: it is the nearest.
    fewer = judge_edit(sheet.ground, made.model_copy(update={"number": made.number - 1})).fit
    assert fewer is not None
    assert not fewer.fits
    assert plan_that_fits(sheet.ground, made) is None


def test_nothing_fits_a_household_without_anything_free(
    store: Store, owner: Actor, now: datetime, sample: Sample
) -> None:
    lines = (HouseholdLine(kind="income", minor=100000), HouseholdLine(kind="fixed", minor=100000))
    told = RecordHousehold(account_id=sample.account_id, currency="EUR", source="call", lines=lines)
    record_household(store, owner, now, told)
    sheet, base = _sheet(store, owner, now, sample)
    assert plan_that_fits(sheet.ground, plan_of(sheet.ground, base)) is None
