"""Opening a call over a screen underneath, and what it left behind."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from collectdesk.screens.call import CallScreen
from tests.screens.conftest import Book, until
from tests.screens.under import Under

NORDWIND = "100234"


async def called(pilot: Any) -> CallScreen:
    """Press `c` and wait until the call is there."""
    await pilot.pause()
    await pilot.press("c")
    await until(pilot, lambda: isinstance(pilot.app.screen, CallScreen), "the call screen")
    screen: CallScreen = pilot.app.screen
    await until(pilot, lambda: screen._talk is not None, "the account")
    return screen


async def saved(pilot: Any, under: Under, account_id: int) -> None:
    """Wait until the call closed with the account to go on from."""
    await until(pilot, lambda: under.results == [("next", account_id)], "the saved call")


def one(book: Book, table: type) -> Any:
    """The only row of a table."""
    with book.store.read() as session:
        return session.scalars(select(table)).one()
