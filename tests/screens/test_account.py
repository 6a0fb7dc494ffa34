"""The account's screen: its figures, its five views, and what can be ended on it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from collectdesk.desk.calls import LogCall, log_call
from collectdesk.desk.disputes import RaiseDispute, raise_dispute
from collectdesk.desk.follow_ups import PlanFollowUp, plan_follow_up
from collectdesk.desk.holds import PutOnHold, put_on_hold
from collectdesk.desk.notes import WriteNote, save_draft, write_note
from collectdesk.desk.promises import RecordPromise, record_promise
from collectdesk.models import Hold, NextAction, Promise
from collectdesk.screens.account import AccountScreen
from tests.screens.conftest import (
    BAD_MARKUP,
    HOSTILE,
    NOW,
    SIZES,
    Book,
    MakeStation,
    picture,
    until,
    until_shown,
)


def busy(book: Book, number: str) -> None:
    """Something of every kind on the account."""
    store, actor, account = book.store, book.desk.actor, book.id(number)
    then = NOW - timedelta(days=20)
    log_call(
        store,
        actor,
        then,
        LogCall(account_id=account, result="NOANS", started_at=then, note=f"rang {HOSTILE}"),
    )
    write_note(store, actor, NOW, WriteNote(account_id=account, text=f"{BAD_MARKUP}\nsecond line {HOSTILE}"))
    put_on_hold(store, actor, NOW, PutOnHold(account_id=account, kind="hardship", reason=HOSTILE))
    plan = PlanFollowUp(account_id=account, kind="call", due_at=NOW + timedelta(days=3), text=BAD_MARKUP)
    plan_follow_up(store, actor, NOW, plan)


@pytest.mark.parametrize("size", SIZES)
async def test_the_overview_says_what_is_owed(
    book: Book, station: MakeStation, size: tuple[int, int]
) -> None:
    account = book.id("100234")
    async with station(lambda: AccountScreen(account_id=account)).run_test(size=size) as pilot:
        await until_shown(
            pilot, "33,890.55 EUR", "4,940.00", "4655", "18,420.00", "38,830.55", "Berlin 10:02"
        )
        shown = picture(pilot.app)
        assert "Not yet due" in shown
        assert "Timeline" in shown
        assert ("Jana" in shown) is (size[0] > 100)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("number", ["100577", "100907", "100871", "100112"])
async def test_foreign_text_is_text_in_every_view(
    book: Book, station: MakeStation, size: tuple[int, int], number: str
) -> None:
    busy(book, number)
    account = book.id(number)
    async with station(lambda: AccountScreen(account_id=account)).run_test(size=size) as pilot:
        await until_shown(pilot, "Overdue")
        for view, words in enumerate(("Ageing", "overdue", "[/nope] [b", "+494055501", "On hold"), 1):
            await pilot.press(str(view))
            if view != 2:
                await until_shown(pilot, words)
            shown = picture(pilot.app)
            assert "\x1b" not in shown
            assert "\u202e" not in shown
            assert all(len(line) <= size[0] for line in shown.splitlines())
        assert pilot.app.is_running


async def test_states_of_items_and_commitments(book: Book, station: MakeStation) -> None:
    store, actor, account = book.store, book.desk.actor, book.id("100234")
    dispute = RaiseDispute(account_id=account, reason="PRICE", amount_minor=114000, currency="EUR")
    raise_dispute(store, actor, NOW, dispute)
    promise = RecordPromise(
        account_id=account,
        amount_minor=560000,
        currency="EUR",
        promised_on=date(2026, 11, 27),
        method="transfer",
    )
    record_promise(store, actor, NOW, promise)
    async with station(lambda: AccountScreen(account_id=account)).run_test(size=(120, 36)) as pilot:
        await until_shown(pilot, "■ 1,140.00 disputed", "EUR 5,600.00", "for Fri 27 Nov", "Price differs")
        await pilot.press("2")
        await until_shown(pilot, "not yet due")


@pytest.mark.parametrize(
    ("number", "kind", "title"),
    [
        ("100234", "hold", "Lift this hold?"),
        ("100663", "promise", "Withdraw this promise?"),
        ("100907", "next_action", "Is this done?"),
    ],
)
async def test_commitments_are_ended_after_a_question(
    book: Book, station: MakeStation, number: str, kind: str, title: str
) -> None:
    store, actor, account = book.store, book.desk.actor, book.id(number)
    if kind == "hold":
        put_on_hold(store, actor, NOW, PutOnHold(account_id=account, kind="hardship", reason="x"))
    elif kind == "promise":
        promise = RecordPromise(
            account_id=account, amount_minor=100000, currency="PLN", promised_on=date(2026, 11, 27)
        )
        record_promise(store, actor, NOW, promise)
    else:
        plan = PlanFollowUp(account_id=account, kind="call", due_at=NOW + timedelta(days=3))
        plan_follow_up(store, actor, NOW, plan)

    def on() -> Any:
        table = {"hold": Hold, "promise": Promise, "next_action": NextAction}[kind]
        with store.read() as session:
            row = session.scalars(select(table).where(table.account_id == account)).first()
            assert row is not None
            return row.lifted_on is None if isinstance(row, Hold) else row.state == "open"

    async with station(lambda: AccountScreen(account_id=account)).run_test(size=(80, 24)) as pilot:
        await until_shown(pilot, "Overdue")
        await pilot.press("x")
        assert isinstance(pilot.app.screen, AccountScreen)
        await pilot.press("5")
        await until_shown(pilot, "End this")
        await pilot.press("x")
        await until_shown(pilot, title)
        await pilot.press("x")
        await until(pilot, lambda: isinstance(pilot.app.screen, AccountScreen))
        assert on()
        await pilot.press("x")
        await until_shown(pilot, title)
        await pilot.press("v")
        await until(pilot, lambda: not on(), "it to end")
        await pilot.press("u")
        await until(pilot, on, "it to be on again")


async def test_a_draft_is_named_with_the_key_that_opens_it(book: Book, station: MakeStation) -> None:
    account = book.id("100234")
    save_draft(book.store, book.desk.actor, NOW, account, "note", "half a no", (0, 9), {})
    async with station(lambda: AccountScreen(account_id=account)).run_test(size=(80, 24)) as pilot:
        await until_shown(pilot, "a note of 10:02 is not saved yet", "n Go on with it")


async def test_the_number_is_copied(book: Book, station: MakeStation) -> None:
    account = book.id("100234")
    async with station(lambda: AccountScreen(account_id=account)).run_test(size=(120, 36)) as pilot:
        await until_shown(pilot, "Overdue")
        await pilot.press("y")
        await until_shown(pilot, "Sent to the terminal's clipboard: +49405550100234")
        assert pilot.app.clipboard == "+49405550100234"


async def test_an_unknown_account_is_a_sentence(station: MakeStation) -> None:
    async with station(lambda: AccountScreen(account_id=4711)).run_test(size=(80, 24)) as pilot:
        await until_shown(pilot, "there is no account with the id 4711")
        await pilot.press("c", "n", "y", "5", "x")
        assert isinstance(pilot.app.screen, AccountScreen)
