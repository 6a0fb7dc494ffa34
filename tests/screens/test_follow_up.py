"""The follow-up card: `f` mon 10 `ctrl+s`, on the collector's clock and the customer's beside it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from collectdesk.desk.follow_ups import PlanFollowUp, plan_follow_up
from collectdesk.models import NextAction
from collectdesk.screens.follow_up import FollowUpCard
from tests.screens.conftest import HOSTILE, NOW, SIZES, Book, MakeStation, picture, until, until_shown
from tests.screens.under import Under, type_in


async def _opened(pilot: Any) -> FollowUpCard:
    await pilot.pause()
    await pilot.press("c")
    await until(pilot, lambda: isinstance(pilot.app.screen, FollowUpCard), "the card")
    card: FollowUpCard = pilot.app.screen
    await until(pilot, lambda: card._view is not None, "the account")
    return card


def _actions(book: Book, state: str = "open") -> list[tuple[str, datetime, str]]:
    with book.store.read() as session:
        rows = session.scalars(select(NextAction).where(NextAction.state == state).order_by(NextAction.id))
        return [(one.kind, one.due_at, one.text) for one in rows]


@pytest.mark.parametrize("size", SIZES)
async def test_both_clocks_are_shown(book: Book, station: MakeStation, size: tuple[int, int]) -> None:
    under = Under("follow_up", account_id=book.id("100871"))
    async with station(lambda: under).run_test(size=size) as pilot:
        await _opened(pilot)
        await type_in(pilot, "mon 10")
        await until_shown(pilot, "Mon 30 Nov 10:00 yours", "Tokyo Mon 30 Nov 18:00")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: len(under.results) == 1, "the closed card")
    assert _actions(book) == [("call", datetime(2026, 11, 30, 9, tzinfo=UTC), "")]


async def test_a_call_back_is_read_on_the_customers_clock(book: Book, station: MakeStation) -> None:
    under = Under("follow_up", account_id=book.id("100871"))
    async with station(lambda: under).run_test(size=(80, 24)) as pilot:
        await _opened(pilot)
        await type_in(pilot, "cb tomorrow 10 ask for mr sato")
        await until_shown(pilot, "Tokyo Wed 25 Nov 10:00", "ask for mr sato")
        await pilot.press("enter")
        await until(pilot, lambda: len(under.results) == 1, "the closed card")
    assert _actions(book) == [("callback", datetime(2026, 11, 25, 1, tzinfo=UTC), "ask for mr sato")]


async def test_where_the_clock_is_not_certain_it_says_so(book: Book, station: MakeStation) -> None:
    under = Under("follow_up", account_id=book.id("100577"))
    async with station(lambda: under).run_test(size=(80, 24)) as pilot:
        await _opened(pilot)
        await type_in(pilot, "cb fri 10")
        await until_shown(pilot, "their clock is not certain")


async def test_choosing_only_writes_nothing(book: Book, station: MakeStation) -> None:
    under = Under("follow_up", account_id=book.id("100234"), plan=False)
    async with station(lambda: under).run_test(size=(80, 24)) as pilot:
        await _opened(pilot)
        await type_in(pilot, "fri")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: len(under.results) == 1, "the choice")
    assert under.results == [("call", datetime(2026, 11, 27, 8, tzinfo=UTC), "")]
    assert _actions(book) == []


async def test_moving_one_leaves_one(book: Book, station: MakeStation) -> None:
    account = book.id("100234")
    planned = PlanFollowUp(
        account_id=account, kind="letter", due_at=NOW + timedelta(hours=1), text="statement"
    )
    old = plan_follow_up(book.store, book.desk.actor, NOW, planned).created["next_action"][0]
    under = Under("follow_up", account_id=account, kind="letter", text="statement", replaces=old)
    async with station(lambda: under).run_test(size=(80, 24)) as pilot:
        await _opened(pilot)
        await type_in(pilot, "email mon")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: len(under.results) == 1, "the closed card")
    assert _actions(book) == [("email", datetime(2026, 11, 30, 8, tzinfo=UTC), "statement")]
    assert len(_actions(book, "cancelled")) == 1


async def test_a_moment_that_is_over_or_none_is_said(book: Book, station: MakeStation) -> None:
    under = Under("follow_up", account_id=book.id("100234"))
    async with station(lambda: under).run_test(size=(80, 24)) as pilot:
        card = await _opened(pilot)
        await pilot.press("ctrl+s")
        await until_shown(pilot, "type a day, a time, or both")
        await type_in(pilot, "today 8")
        await until_shown(pilot, "that moment is over")
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert pilot.app.screen is card
    assert _actions(book) == []


@pytest.mark.parametrize("number", ["100577", "100907", "100112", "100871"])
async def test_strangers_texts(book: Book, station: MakeStation, number: str) -> None:
    under = Under("follow_up", account_id=book.id(number))
    async with station(lambda: under).run_test(size=(80, 24)) as pilot:
        card = await _opened(pilot)
        card.field.value = f"fri {HOSTILE}"
        await until_shown(pilot, "[@click=app.quit]x[/]", "Fri 27 Nov")
        assert "\x1b" not in picture(pilot.app).replace(card.field.input.value, "")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: len(under.results) == 1, "the closed card")
    assert "\x1b" not in _actions(book)[0][2]
