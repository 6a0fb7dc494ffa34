"""The palette on the real list: what has no key of its own is found there by name, and opens."""

from __future__ import annotations

import pytest

from collectdesk.screens.queue import QueueScreen
from tests.screens.conftest import Book, MakeStation, until, until_shown


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("drafts", "drafts"),
        ("team", "team"),
        ("key figures", "kpi"),
        ("outbox", "outbox"),
        ("reach", "reach"),
    ],
)
async def test_what_has_no_key_is_found_by_name(
    book: Book, station: MakeStation, typed: str, place: str
) -> None:
    async with station(QueueScreen).run_test(size=(120, 36)) as pilot:
        await until_shown(pilot, "by score")
        await pilot.press("ctrl+p")
        await until_shown(pilot, "Open or accept what is selected.")
        await pilot.press(*("space" if one == " " else one for one in typed))
        await until(pilot, lambda: _found(pilot) == 1, "one action")
        await pilot.press("enter")
        await until(pilot, lambda: getattr(pilot.app.screen, "place_name", "") == place, place)


def _found(pilot: object) -> int:
    from textual.command import CommandList

    lists = list(pilot.app.screen.query(CommandList))  # type: ignore[attr-defined]
    return sum(len(one.options) for one in lists if one.options and not one.options[0].disabled)
