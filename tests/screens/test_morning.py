"""The keys of a morning across screens, on a real book: what a collector presses and what is then on record."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot

from collectdesk.desk.queue import queue_page
from collectdesk.desk.views_queue import Scope
from collectdesk.models import Account, Party
from collectdesk.screens.account import AccountScreen
from collectdesk.screens.queue import QueueScreen
from collectdesk.widgets.rows import Rows
from tests.screens.conftest import NOW, SIZES, Book, MakeStation, journal, until, until_shown


def order(book: Book) -> list[int]:
    return [row.account_id for row in queue_page(book.store, Scope.everyone(), NOW).rows]


def list_of(pilot: Pilot[Any]) -> Rows:
    return pilot.app.screen_stack[0].query_one(Rows)


def on_account(pilot: Pilot[Any], account_id: int) -> bool:
    screen = pilot.app.screen
    return isinstance(screen, AccountScreen) and screen.account_id == account_id


@pytest.fixture
def book(book: Book) -> Book:
    """The small book with its first account in a country whose rules are known, so that it may be called now."""
    with book.store.write() as session:
        party = session.get_one(Party, session.get_one(Account, book.id("101342")).party_id)
        party.country, party.zone, party.city = "DE", "Europe/Berlin", "Hamburg"
    return book


async def place(pilot: Pilot[Any], name: str) -> None:
    """Wait until this place is in front."""
    await until(pilot, lambda: getattr(pilot.app.screen, "place_name", "") == name, f"the place {name}")
    await pilot.pause(0.1)


@pytest.mark.parametrize("size", SIZES)
async def test_no_answer_and_next_in_three_keys(
    book: Book, station: MakeStation, size: tuple[int, int]
) -> None:
    first, second, *_rest = order(book)
    async with station(QueueScreen).run_test(size=size) as pilot:
        await until_shown(pilot, "7 of 7")
        await pilot.press("c")
        await place(pilot, "call")
        await pilot.press("0", "ctrl+s")
        await place(pilot, "queue")
        await until_shown(pilot, "6 of 7", "u Undo")
        assert list_of(pilot).current_key == second
        assert journal(book.store)[-1] == ("call.log", first)
        await pilot.press("u")
        await until_shown(pilot, "7 of 7")
        assert list_of(pilot).current_key == second
        assert journal(book.store)[-1] == ("act.undo", first)


async def test_from_account_to_account(book: Book, station: MakeStation) -> None:
    first, second, third, *_rest = order(book)
    async with station(QueueScreen).run_test(size=(120, 36)) as pilot:
        await until_shown(pilot, "7 of 7")
        await pilot.press("enter")
        for now_at, then in ((first, second), (second, third)):
            await until(pilot, lambda at=now_at: on_account(pilot, at), f"account {now_at}")
            await until_shown(pilot, "Overview")
            await pilot.press("c")
            await place(pilot, "call")
            await pilot.press("0", "ctrl+s")
            await until(pilot, lambda at=then: on_account(pilot, at), f"account {then}")
        await pilot.press("escape")
        await until_shown(pilot, "5 of 7")
        assert list_of(pilot).current_key == third
    assert [entry for entry in journal(book.store) if entry[0] == "call.log"] == [
        ("call.log", first),
        ("call.log", second),
    ]


async def test_from_a_search_the_call_leads_back_to_the_list(book: Book, station: MakeStation) -> None:
    found = book.id("100907")
    async with station(QueueScreen).run_test(size=(120, 36)) as pilot:
        await until_shown(pilot, "7 of 7")
        await pilot.press("slash")
        await place(pilot, "search")
        await pilot.press(*"100907", "enter")
        await until(pilot, lambda: on_account(pilot, found))
        await until_shown(pilot, "Overview")
        await pilot.press("c")
        await place(pilot, "call")
        await pilot.press("0", "ctrl+s")
        await until(pilot, lambda: on_account(pilot, order(book)[0]), "the head of the list, opened")


async def test_a_skip_leaves_the_list(book: Book, station: MakeStation) -> None:
    first, second, *_rest = order(book)
    async with station(QueueScreen).run_test(size=(80, 24)) as pilot:
        await until_shown(pilot, "7 of 7")
        await pilot.press("s")
        await until(pilot, lambda: not isinstance(pilot.app.screen, QueueScreen), "the card")
        await pilot.pause(0.2)
        await pilot.press(*"later", "ctrl+s")
        await until_shown(pilot, "6 of 7")
        assert list_of(pilot).current_key == second
        assert journal(book.store)[-1] == ("account.skip", first)


@pytest.mark.parametrize("size", SIZES)
async def test_every_place_opens_and_closes(book: Book, station: MakeStation, size: tuple[int, int]) -> None:
    async with station(QueueScreen).run_test(size=size) as pilot:
        await until_shown(pilot, "7 of 7")
        for key, name in (("h", "held"), ("r", "report"), ("j", "follow_ups"), ("i", "import")):
            await pilot.press(key)
            await place(pilot, name)
            if name == "import":
                await pilot.press("escape")
            await pilot.press("question_mark")
            await place(pilot, "help")
            await pilot.press("escape")
            await place(pilot, name)
            await pilot.press("escape")
            await place(pilot, "queue")
        for key, name in (("n", "notes"), ("p", "promise"), ("f", "follow_up"), ("d", "dispute")):
            await pilot.press(key)
            await until(pilot, lambda: not isinstance(pilot.app.screen, QueueScreen), name)
            await pilot.press("escape", "escape")
            await place(pilot, "queue")
        assert journal(book.store) == [("book.set_up", None)]
