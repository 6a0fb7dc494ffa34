"""The plan's screen: another currency to pay in with its rate, and ratios and a score beside the proposals."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from collectdesk.desk.notes import find_draft
from collectdesk.desk.plans.ability import RecordScore, known_abilities, record_score
from collectdesk.desk.plans.agreeing import MakePlan, make_plan
from collectdesk.desk.plans.sheet import PlanOnRecord, plans_on_record
from collectdesk.models import FxRate
from collectdesk.screens.account import AccountScreen
from collectdesk.screens.plan import PlanScreen, RatiosCard, RecordCard, ScoreCard
from tests.screens.conftest import NOW, SIZES, Book, MakeStation, picture, until, until_shown
from tests.screens.under import Under, type_in

NORDWIND = "100234"


async def _opened(pilot: Any) -> PlanScreen:
    await pilot.pause()
    await pilot.press("c")
    await until(pilot, lambda: isinstance(pilot.app.screen, PlanScreen), "the plan")
    screen: PlanScreen = pilot.app.screen
    await until(pilot, lambda: screen.current is not None, "the proposals")
    await pilot.pause()
    return screen


def _rate(book: Book, currency: str = "TRY", quoted: str = "48.1234", on: date = date(2026, 11, 23)) -> None:
    with book.store.write() as session:
        session.add(FxRate(currency=currency, rate_on=on, quoted=quoted, source="ECB"))


def _plans(book: Book) -> tuple[PlanOnRecord, ...]:
    return plans_on_record(book.store, book.id(NORDWIND), NOW)


@pytest.mark.parametrize("size", SIZES)
async def test_a_currency_is_typed_and_each_payment_stands_in_it(
    book: Book, station: MakeStation, size: tuple[int, int]
) -> None:
    _rate(book)
    under = Under("plan", account_id=book.id(NORDWIND))
    async with station(lambda: under).run_test(size=size) as pilot:
        screen = await _opened(pilot)
        await pilot.press("e")
        await type_in(pilot, "20% 3 in try")
        await until_shown(pilot, "paid in TRY")
        await pilot.press("enter")
        if size[0] < 100:
            await pilot.press("end")
        # 6,778.11 x 48.1234 = 326,185.698…; 9,037.48 x 48.1234 = 434,914.265…; each is rounded by itself.
        await until_shown(
            pilot, "326,185.70", "434,914.27", "1,630,928.51", "EUR 1 = TRY 48.1234, ECB, Mon 23 Nov 2026, 1 day old",
            "Owed stays EUR. The rate is fixed while the plan runs", "no bank has offered it",
        )  # fmt: skip
        assert screen._choice is not None
        local = screen._choice.local
        assert local.total.minor == sum(one.minor for one in local.asked)  # type: ignore[union-attr]
        await pilot.press("e", "end")
        await type_in(pilot, " customer")
        await until_shown(pilot, "counts at the rate of the day on which")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: len(under.results) == 1, "the offered plan")
    [plan] = _plans(book)
    assert plan.paid_in is not None
    assert (plan.paid_in.currency, plan.paid_in.bearer) == ("TRY", "customer")
    assert [one.amount.minor for one in plan.payments] == [677811, 903748, 903748, 903748]
    assert find_draft(book.store, book.desk.actor, book.id(NORDWIND), "plan") is None


@pytest.mark.parametrize("size", SIZES)
async def test_a_missing_rate_is_one_sentence_and_nothing_is_offered(
    book: Book, station: MakeStation, size: tuple[int, int]
) -> None:
    under = Under("plan", account_id=book.id(NORDWIND))
    async with station(lambda: under).run_test(size=size) as pilot:
        await _opened(pilot)
        await pilot.press("e")
        await type_in(pilot, "20% 3 in aed")
        await until_shown(pilot, "no rate between EUR and AED is loaded for 2026-11-24")
        assert "together" not in picture(pilot.app)
        await pilot.press("ctrl+s")
        await until_shown(pilot, "Not offered:")
        assert under.results == []
    assert _plans(book) == ()


async def test_a_bare_currency_says_how_to_type_it(book: Book, station: MakeStation) -> None:
    under = Under("plan", account_id=book.id(NORDWIND))
    async with station(lambda: under).run_test(size=(120, 36)) as pilot:
        await _opened(pilot)
        await pilot.press("e")
        await type_in(pilot, "20% 3 usd")
        await until_shown(pilot, "this plan is in EUR; “in usd” has it paid in USD")


@pytest.mark.parametrize("size", SIZES)
async def test_a_plan_on_record_shows_both_amounts_and_the_rule(
    book: Book, station: MakeStation, size: tuple[int, int]
) -> None:
    _rate(book)
    account = book.id(NORDWIND)
    made = MakePlan(
        account_id=account,
        currency="EUR",
        down_minor=677811,
        number=2,
        first_on=date(2026, 12, 24),
        paid_in="TRY",
    )
    make_plan(book.store, book.desk.actor, NOW, made)
    screen = AccountScreen(account)
    async with station(lambda: screen).run_test(size=size) as pilot:
        await until_shown(pilot, "Nordwind")
        await pilot.press("5")
        await until_shown(pilot, "EUR 33,890.55", "offered, not accepted yet")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, RecordCard), "the plan")
        # 13,556.22 x 48.1234 = 652,371.40
        await until_shown(pilot, "13,556.22", "TRY 652,371.40", "TRY 326,185.70", "EUR 1 = TRY 48.1234")


@pytest.mark.parametrize("size", SIZES)
async def test_a_balance_sheet_is_typed_and_its_ratios_stand_beside_the_proposals(
    book: Book, station: MakeStation, size: tuple[int, int]
) -> None:
    under = Under("plan", account_id=book.id(NORDWIND))
    async with station(lambda: under).run_test(size=size) as pilot:
        screen = await _opened(pilot)
        await pilot.press("plus")
        await until_shown(pilot, "What is known of their ability to pay?", "Balance sheet: its ratios")
        await pilot.press("3")
        await until(pilot, lambda: isinstance(pilot.app.screen, RatiosCard), "the card")
        await type_in(pilot, "ca 480000 stock 120000 cash 30000 cl 300000")
        # 480 / 300, 360 / 300, 30 / 300
        await until_shown(pilot, "current ratio 1.60", "quick ratio 1.20", "cash ratio 0.10")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "type the day it is of at its end")
        await type_in(pilot, " on 31 dec")
        await until_shown(pilot, "of 31 Dec 2025")
        await pilot.press("enter")
        await type_in(pilot, "annual report")
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is screen, "the plan")
        if size[0] < 100:
            await pilot.press("end")
        await until_shown(
            pilot, "Balance sheet, 31 Dec 2025", "quick ratio", "1.20", "annual report, 24 Nov 2026"
        )
        await until_shown(pilot, "not known")  # no equity was told
    with book.store.read() as session:
        [known] = known_abilities(session, book.id(NORDWIND))
    assert (known.kind, known.figures["as_of"]) == ("ratios", "2025-12-31")
    assert known.figures["lines"] == {
        "current_assets": 48000000, "inventories": 12000000, "cash": 3000000, "current_liabilities": 30000000,
    }  # fmt: skip


@pytest.mark.parametrize("size", SIZES)
async def test_a_score_is_typed_and_stands_beside_the_proposals(
    book: Book, station: MakeStation, size: tuple[int, int]
) -> None:
    before = RecordScore(
        account_id=book.id(NORDWIND),
        currency="EUR",
        score="701",
        source="old report",
        taken_on=date(2026, 5, 4),
    )
    record_score(book.store, book.desk.actor, NOW, before)
    under = Under("plan", account_id=book.id(NORDWIND))
    async with station(lambda: under).run_test(size=size) as pilot:
        screen = await _opened(pilot)
        await pilot.press("plus")
        await until_shown(pilot, "On record", "old report", "4 May 2026")
        await pilot.press("4")
        await until(pilot, lambda: isinstance(pilot.app.screen, ScoreCard), "the card")
        await type_in(pilot, "642 of 0-1000 on 3 nov")
        await until_shown(pilot, "642 of 0-1000, 3 Nov 2026")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "say who told it and how")
        await type_in(pilot, "[b]agency[/b]")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: pilot.app.screen is screen, "the plan")
        if size[0] < 100:
            await pilot.press("end")
        await until_shown(pilot, "Credit score", "642 of 0-1000", "[b]agency[/b], 3 Nov 2026", "Undo")
        await pilot.press("u")
        await until_shown(pilot, "701")
        assert "642" not in picture(pilot.app)
    with book.store.read() as session:
        [newest] = known_abilities(session, book.id(NORDWIND))
    assert (newest.figures["score"], newest.taken_on) == ("701", date(2026, 5, 4))


async def test_what_was_being_typed_comes_back(book: Book, station: MakeStation) -> None:
    under = Under("plan_ratios", account_id=book.id(NORDWIND), currency="EUR")
    async with station(lambda: under).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("c")
        await until(pilot, lambda: isinstance(pilot.app.screen, RatiosCard), "the card")
        await type_in(pilot, "ca 480000 cl")
        await until_shown(pilot, "“cl”: how much?")
        await pilot.press("escape", "escape")
        await until(pilot, lambda: under.results == [None], "the screen below")
        await pilot.press("c")
        await until_shown(pilot, "ca 480000 cl")
