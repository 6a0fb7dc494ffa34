"""The plan's screen: `l` `2` `ctrl+s` offers, what is beyond one's authority is asked for, too much is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from collectdesk.cli.workstation import CollectorStation
from collectdesk.desk.notes import find_draft, save_draft
from collectdesk.desk.plans.ability import RecordForecast, known_abilities, record_forecast
from collectdesk.desk.plans.agreeing import MakePlan, make_plan
from collectdesk.desk.plans.approvals import approvals
from collectdesk.desk.plans.sheet import PlanOnRecord, plans_on_record
from collectdesk.desk.rights import Role
from collectdesk.models import OpenItem, Party
from collectdesk.screens.account import AccountScreen
from collectdesk.screens.call import CallScreen
from collectdesk.screens.plan import AskCard, ForecastCard, HouseholdCard, PlanScreen, RecordCard
from collectdesk.tui.frame import Workstation
from tests.screens.conftest import DAY, NOW, SIZES, Book, MakeStation, journal, picture, until, until_shown
from tests.screens.under import Under, type_in

NORDWIND = "100234"


def _at(book: Book, first: Any, *roles: Role) -> Workstation:
    """The workstation of somebody with these roles alone."""
    actor = replace(book.desk.actor, roles=frozenset(roles))
    return CollectorStation(replace(book.desk, actor=actor), lambda: first)


async def _opened(pilot: Any, key: str = "c") -> PlanScreen:
    await pilot.pause()
    await pilot.press(key)
    await until(pilot, lambda: isinstance(pilot.app.screen, PlanScreen), "the plan")
    screen: PlanScreen = pilot.app.screen
    await until(pilot, lambda: screen.current is not None, "the proposals")
    await pilot.pause()
    return screen


def _plans(book: Book, number: str = NORDWIND) -> tuple[PlanOnRecord, ...]:
    return plans_on_record(book.store, book.id(number), NOW)


def _forecast(book: Book, number: str = NORDWIND, opening: int = 1300000) -> None:
    told = RecordForecast(
        account_id=book.id(number), currency="EUR", source="Nils Petersen, by e-mail", starts_on=DAY,
        opening_minor=opening, flows_minor=(0, 200000, 0, 100000, 0, 200000, 0, 0, 100000, 0, 0, 0, 0),
        monthly_outgoings_minor=2000000,
    )  # fmt: skip
    record_forecast(book.store, book.desk.actor, NOW, told)


@pytest.mark.parametrize("size", SIZES)
async def test_from_a_call_the_balanced_plan_is_offered_in_three_keys(
    book: Book, station: MakeStation, size: tuple[int, int]
) -> None:
    under = Under("call", account_id=book.id(NORDWIND))
    async with station(lambda: under).run_test(size=size) as pilot:
        await pilot.press("c")
        await until(pilot, lambda: isinstance(pilot.app.screen, CallScreen), "the call")
        await until_shown(pilot, "+49405550100234")
        await pilot.press("l")
        assert isinstance(pilot.app.screen, CallScreen)
        await pilot.press("v", "l")
        await until(pilot, lambda: isinstance(pilot.app.screen, PlanScreen), "the plan")
        await until_shown(pilot, "33,890.55", "Short", "Balanced", "Longest", "within your authority")
        await pilot.press("2", "ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, CallScreen), "the call again")
        await until_shown(pilot, "Plan offered: EUR 33,890.55 in 7 payments")
    [plan] = _plans(book)
    assert (plan.state, len(plan.payments), plan.payments[0].amount.minor) == ("offered", 7, 677811)


@pytest.mark.parametrize("size", SIZES)
async def test_keys_before_it_is_read_are_done_once_it_is(
    book: Book, station: MakeStation, size: tuple[int, int]
) -> None:
    under = Under("plan", account_id=book.id(NORDWIND))
    async with station(lambda: under).run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.press("c", "1", "ctrl+s")
        await until(pilot, lambda: len(under.results) == 1, "the offered plan")
    assert [(plan.state, len(plan.payments)) for plan in _plans(book)] == [("offered", 4)]


async def test_terms_typed_before_it_is_read_are_kept(book: Book, station: MakeStation) -> None:
    under = Under("plan", account_id=book.id(NORDWIND))
    async with station(lambda: under).run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        await pilot.press("c", "e", *"20", "percent_sign", "space", "4")
        await until_shown(pilot, "Yours", "4 × 6,778.11")
        await type_in(pilot, " interest 6")
        await pilot.press("percent_sign")
        await type_in(pilot, " each")
        await until_shown(pilot, "interest in it")


async def test_what_was_typed_before_is_not_offered_unseen(book: Book, station: MakeStation) -> None:
    save_draft(book.store, book.desk.actor, NOW, book.id(NORDWIND), "plan", "no down 12", (0, 10), {})
    screen = PlanScreen(book.id(NORDWIND))
    screen._finish_soon = True
    async with station(lambda: screen).run_test(size=(80, 24)) as pilot:
        await until_shown(pilot, "Yours")
        await until(pilot, lambda: not pilot.app.jobs.pending, "nothing")  # type: ignore[attr-defined]
    assert _plans(book) == ()


@pytest.mark.parametrize("size", SIZES)
async def test_what_moved_is_shown_with_its_holiday(
    book: Book, station: MakeStation, size: tuple[int, int]
) -> None:
    under = Under("plan", account_id=book.id(NORDWIND))
    async with station(lambda: under).run_test(size=size) as pilot:
        await _opened(pilot)
        await pilot.press("e")
        await type_in(pilot, "2 25 dec")
        await until_shown(pilot, "2 × 13,556.22", "every month", "Yours")
        screen = pilot.app.screen
        await pilot.press("enter")
        assert screen.focused is screen.home()
        if size[0] < 100:
            await pilot.press("end")
        # Christmas, the second day of Christmas and a weekend follow each other in 2026.
        await until_shown(pilot, "Mon 28 Dec 2026", "25 Dec, ", "Mon 25 Jan 2027")


@pytest.mark.parametrize("size", SIZES)
async def test_every_key_is_judged_and_beyond_authority_it_is_asked_for(
    book: Book, size: tuple[int, int]
) -> None:
    under = Under("plan", account_id=book.id("100577"))
    async with _at(book, under, Role.COLLECTOR).run_test(size=size) as pilot:
        screen = await _opened(pilot)
        assert screen.current is not None
        assert screen.current.ruling.allowed
        await pilot.press("e")
        await type_in(pilot, "10% 5")
        await until_shown(pilot, "team lead")
        assert screen.current.ruling.allowed is False
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, AskCard), "the card")
        await until_shown(pilot, "for a team lead to decide: longer than 3 months, less down than 20 %")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "say why a team lead should grant it")
        await type_in(pilot, "New job in spring")
        await pilot.press("tab")
        await type_in(pilot, "pay rises")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: len(under.results) == 1, "the closed screen")
        assert under.results[0].said == "Asked; a team lead decides until Tue 1 Dec 2026"
    [seen] = approvals(book.store, replace(book.desk.actor, id=99, roles=frozenset({Role.LEAD})))
    assert (seen.reason, seen.needs, seen.may) == ("New job in spring", "lead", True)
    [plan] = _plans(book, "100577")
    assert (plan.state, plan.changes, len(plan.schedule.instalments)) == ("waiting", "pay rises", 5)
    for place in ("plan", "plan_reason", "plan_changes"):
        assert find_draft(book.store, book.desk.actor, book.id("100577"), place) is None


@pytest.mark.parametrize("size", SIZES)
async def test_what_cannot_be_paid_is_refused_and_the_nearest_is_taken(
    book: Book, station: MakeStation, size: tuple[int, int]
) -> None:
    _forecast(book)
    under = Under("plan", account_id=book.id(NORDWIND))
    async with station(lambda: under).run_test(size=size) as pilot:
        screen = await _opened(pilot)
        await pilot.press("1")
        await until_shown(pilot, "week 5")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "Not offered:", "floor in week 5", "Take what fits")
        assert _plans(book) == ()
        await pilot.press("enter")
        await until(pilot, lambda: screen.current is not None and screen.current.fit.fits, "a plan that fits")  # type: ignore[union-attr]
        assert "down" in screen.field.value
        await pilot.press("ctrl+s")
        await until(
            pilot, lambda: len(under.results) == 1 or isinstance(pilot.app.screen, AskCard), "an answer"
        )
    acts = [act for act, _account in journal(book.store) if act == "plan.make"]
    assert acts


async def test_leaving_keeps_the_line_and_coming_back_brings_it(book: Book, station: MakeStation) -> None:
    under = Under("plan", account_id=book.id(NORDWIND))
    async with station(lambda: under).run_test(size=(80, 24)) as pilot:
        await _opened(pilot)
        await pilot.press("e")
        await type_in(pilot, "10% 4 15 ja")
        await pilot.press("escape", "escape")
        await until(pilot, lambda: under.results == [None], "the screen below")
        screen = await _opened(pilot)
        assert screen.field.value == "10% 4 15 ja"
        await pilot.press("e")
        await type_in(pilot, "n")
        await until_shown(pilot, "15 Jan 2027")
    assert _plans(book) == ()


async def test_a_line_that_is_no_plan_says_so_and_offers_nothing(book: Book, station: MakeStation) -> None:
    under = Under("plan", account_id=book.id(NORDWIND))
    async with station(lambda: under).run_test(size=(120, 36)) as pilot:
        await _opened(pilot)
        await pilot.press("e")
        await type_in(pilot, "20% soon")
        await until_shown(pilot, "“soon” is no part of a plan")
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert under.results == []
    assert _plans(book) == ()


async def test_nothing_to_plan_for_is_one_sentence(book: Book, station: MakeStation) -> None:
    with book.store.write() as session:
        for item in session.scalars(select(OpenItem).where(OpenItem.account_id == book.id(NORDWIND))):
            item.due_on = date(2027, 1, 1)
    screen = PlanScreen(book.id(NORDWIND))
    async with station(lambda: screen).run_test(size=(80, 24)) as pilot:
        await until_shown(pilot, "nothing overdue and undisputed is there to plan for")
        await pilot.press("2", "ctrl+s", "e", "plus", "enter")
        assert pilot.app.screen is screen
        assert "Short" not in picture(pilot.app)


@pytest.mark.parametrize("number", ["100577", "100907", "100112", "100871"])
@pytest.mark.parametrize("size", SIZES)
async def test_foreign_texts_are_texts(
    book: Book, station: MakeStation, number: str, size: tuple[int, int]
) -> None:
    under = Under("plan", account_id=book.id(number))
    async with station(lambda: under).run_test(size=size) as pilot:
        await _opened(pilot)
        await pilot.press("e")
        await type_in(pilot, "[/nope] [b")
        await until_shown(pilot, "no part of a plan")
        shown = picture(pilot.app)
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        assert pilot.app.is_running


@pytest.mark.parametrize("size", SIZES)
async def test_a_forecast_is_typed_and_its_curve_drawn(
    book: Book, station: MakeStation, size: tuple[int, int]
) -> None:
    under = Under("plan", account_id=book.id(NORDWIND))
    async with station(lambda: under).run_test(size=size) as pilot:
        screen = await _opened(pilot)
        if size[0] > 100:
            await until_shown(pilot, "Nothing is known of their cash.")
        await pilot.press("plus", "1")
        await until(pilot, lambda: isinstance(pilot.app.screen, ForecastCard), "the card")
        await type_in(pilot, "4200 -6100 5200 800")
        await until_shown(pilot, "4 weeks", "together 4,100.00")
        card: ForecastCard = pilot.app.screen
        card.field("cash").value = "25000 on 23 nov"
        await until_shown(pilot, "the first week begins Mon 23 Nov", "lowest cash 23,100.00 in week 2")
        card.field("outgoings").value = "38000"
        await pilot.press("ctrl+s")
        await until_shown(pilot, "say who told it and how")
        await type_in(pilot, "Nils")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: pilot.app.screen is screen, "the plan")
        await until(pilot, lambda: screen.current.fit is not None, "the fit")  # type: ignore[union-attr]
        if size[0] > 100:
            await until_shown(pilot, "Their cash, 4 weeks", "Forecast of Nils", "low")
    with book.store.read() as session:
        [known] = known_abilities(session, book.id(NORDWIND))
    assert known.figures["flows"] == [420000, -610000, 520000, 80000]
    assert (known.figures["opening"], known.figures["starts_on"]) == (2500000, "2026-11-23")


@pytest.mark.parametrize("size", SIZES)
async def test_a_household_is_typed(book: Book, station: MakeStation, size: tuple[int, int]) -> None:
    with book.store.write() as session:
        session.scalars(select(Party).where(Party.number == NORDWIND)).one().party_type = "consumer"
    under = Under("plan", account_id=book.id(NORDWIND))
    async with station(lambda: under).run_test(size=size) as pilot:
        screen = await _opened(pilot)
        await pilot.press("plus", "2")
        await until(pilot, lambda: isinstance(pilot.app.screen, HouseholdCard), "the card")
        card: HouseholdCard = pilot.app.screen
        card.field("lines").value = "pay 450/w rent 620 food 90/w "
        card.field("lines").input.action_end()
        await type_in(pilot, "gas")
        # 450 a week are 1,950.00 a month, 90 a week 390.00: x 52 / 12.
        await until_shown(
            pilot, "income 1,950.00", "flexible 390.00", "left in a month 940.00", "“gas”: how much?"
        )
        await type_in(pilot, " 60")
        await pilot.press("enter", "enter", "enter")
        await type_in(pilot, "call")
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is screen, "the plan")
        await until(pilot, lambda: screen.current.fit is not None, "the fit")  # type: ignore[union-attr]
        if size[0] > 100:
            await until_shown(pilot, "Their household, a month", "free in a month")
        await until_shown(pilot, "household has free" if size[0] > 100 else "too much")


@pytest.mark.parametrize("size", SIZES)
async def test_plans_on_record_are_accepted_and_dropped_from_the_account(
    book: Book, station: MakeStation, size: tuple[int, int]
) -> None:
    account = book.id(NORDWIND)
    made = MakePlan(
        account_id=account, currency="EUR", down_minor=677811, number=2, first_on=date(2026, 12, 24)
    )
    make_plan(book.store, book.desk.actor, NOW, made)
    screen = AccountScreen(account)
    async with station(lambda: screen).run_test(size=size) as pilot:
        await until_shown(pilot, "Nordwind")
        await pilot.press("5")
        await until_shown(pilot, "Plan", "EUR 33,890.55", "offered, not accepted yet, next 6,778")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, RecordCard), "the plan")
        await until_shown(pilot, "3 payments", "13,556.22", "down payment")
        await pilot.press("v")
        await until_shown(pilot, "Accepted on")
        await type_in(pilot, "24 nov")
        await pilot.press("enter")
        await until_shown(pilot, "The plan runs; the first payment is due on Tue 24 Nov 2026", "runs, next")
        await pilot.press("enter")
        await until_shown(pilot, "0.00 received, 33,890.55 left")
        await pilot.press("x")
        await until_shown(pilot, "Why is it dropped?")
        await pilot.press("enter")
        await until_shown(pilot, "say why the plan is dropped")
        await type_in(pilot, "paid by the parent")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "Plan dropped", "dropped, 24 Nov")
    assert [plan.state for plan in _plans(book)] == ["cancelled"]


async def test_a_plan_that_stands_already_is_said(book: Book, station: MakeStation) -> None:
    made = MakePlan(
        account_id=book.id(NORDWIND), currency="EUR", down_minor=677811, number=2, first_on=date(2026, 12, 24)
    )
    make_plan(book.store, book.desk.actor, NOW, made)
    under = Under("plan", account_id=book.id(NORDWIND))
    async with station(lambda: under).run_test(size=(120, 36)) as pilot:
        await _opened(pilot)
        await until_shown(pilot, "EUR 33,890.55 is in a plan already: offered, not accepted yet.")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "some of this is in a plan already")
    assert len(_plans(book)) == 1
