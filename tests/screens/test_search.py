"""The search card: what is typed finds, the latest typed wins, and enter opens."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from collectdesk.desk.notes import WriteNote, write_note
from collectdesk.screens.account import AccountScreen
from collectdesk.screens.queue import QueueScreen
from collectdesk.screens.search import SearchCard
from collectdesk.widgets.rows import Rows
from tests.screens.conftest import NOW, SIZES, Book, MakeStation, picture, until, until_shown


async def type_in(pilot: Pilot[Any], text: str) -> None:
    """Open the card and type."""
    await until_shown(pilot, "by score")
    await pilot.press("slash")
    await until(pilot, lambda: isinstance(pilot.app.screen, SearchCard), "the card")
    for character in text:
        pilot.app.screen.query_one("Input").insert_text_at_cursor(character)  # type: ignore[attr-defined]
    await pilot.pause()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("nordw", "100234"),
        ("1006", "100663"),
        ("4688", "100234"),
        ("+49405550100871", "100871"),
        ("山音", "100871"),
        ("młyn", "100663"),
        ("[/nope] [b", "100907"),
    ],
)
async def test_finds_by_anything_and_enter_opens(
    book: Book, station: MakeStation, size: tuple[int, int], typed: str, number: str
) -> None:
    async with station(QueueScreen).run_test(size=size) as pilot:
        await type_in(pilot, typed)
        found = pilot.app.screen.query_one(Rows)
        await until(pilot, lambda: found.current_key == book.id(number), f"{number} for {typed}")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, AccountScreen), "the account")
        assert pilot.app.screen.account_id == book.id(number)  # type: ignore[attr-defined]


async def test_enter_right_after_typing_opens_what_was_typed(book: Book, station: MakeStation) -> None:
    async with station(QueueScreen).run_test(size=(80, 24)) as pilot:
        await type_in(pilot, "")
        await pilot.press(*"nordw", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, AccountScreen), "the account")
        assert pilot.app.screen.account_id == book.id("100234")  # type: ignore[attr-defined]


async def test_arrows_move_while_typing_and_nothing_found_says_so(book: Book, station: MakeStation) -> None:
    async with station(QueueScreen).run_test(size=(80, 24)) as pilot:
        await type_in(pilot, "100")
        found = pilot.app.screen.query_one(Rows)
        await until(pilot, lambda: found.total == 6, "six numbers begin so")
        first = found.current_key
        await pilot.press("down")
        assert found.current_key != first
        assert isinstance(pilot.app.focused, Input)
        await pilot.press(*"zzzz")
        await until_shown(pilot, "nothing found")
        await pilot.press("enter")
        assert isinstance(pilot.app.screen, SearchCard)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, QueueScreen))


@pytest.mark.parametrize("size", SIZES)
async def test_hostile_customers_are_text_in_the_list(
    book: Book, station: MakeStation, size: tuple[int, int]
) -> None:
    write_note(book.store, book.desk.actor, NOW, WriteNote(account_id=book.id("100112"), text="quarterly"))
    async with station(QueueScreen).run_test(size=size) as pilot:
        await type_in(pilot, "100")
        await until_shown(pilot, "[@click=app.qui", "[/nope] [b")
        shown = picture(pilot.app)
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        at = next(n for n, line in enumerate(shown.splitlines()) if "[@click=app.qui" in line)
        await pilot.click(offset=(size[0] // 2, at))
        assert pilot.app.is_running
