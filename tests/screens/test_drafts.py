"""The drafts: shown by batch, marked once they were seen, approved together, dropped after a question."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from collectdesk.desk.messages.campaign import prepare_campaign
from collectdesk.models import ContactPoint, CreditorEntity, Message, OpenItem, Party
from collectdesk.screens.drafts import DraftCard, DraftsScreen
from collectdesk.widgets.rows import Rows
from tests.screens.conftest import DAY, NOW, SIZES, Book, MakeStation, until, until_shown


def prepared(book: Book) -> None:
    """Drafts for two customers, a German and a Japanese one."""
    with book.store.write() as session:
        session.execute(update(CreditorEntity).values(collector="creditor", debt_type="trade_invoice"))
        for number in ("100234", "100871"):
            account_id = book.id(number)
            session.execute(
                update(OpenItem)
                .where(OpenItem.account_id == account_id)
                .values(due_on=DAY - timedelta(days=2))
            )
            party_id = session.scalars(select(Party.id).where(Party.number == number)).one()
            session.add(
                ContactPoint(
                    party_id=party_id, kind="email", value=f"ap{number}@example.org", use="work", state="verified",
                    source="test",
                )
            )  # fmt: skip
    done = prepare_campaign(book.store, book.desk.actor, NOW)
    assert done.messages == 2


def states(book: Book) -> list[str]:
    with book.store.read() as session:
        return list(session.scalars(select(Message.state).order_by(Message.id)))


@pytest.mark.parametrize("size", SIZES)
async def test_both_texts_are_shown_and_what_was_seen_is_approved(
    book: Book, station: MakeStation, size: tuple[int, int]
) -> None:
    prepared(book)
    async with station(DraftsScreen).run_test(size=size) as pilot:
        await until_shown(pilot, "2 drafts", "0 marked")
        screen = pilot.app.screen
        assert isinstance(screen, DraftsScreen)
        rows = screen.query_one(Rows)
        await until(pilot, lambda: len(screen._seen) == 1, "the first draft is shown")
        first = rows.current_key
        if size[0] > 100:
            await until_shown(pilot, "EUR")
        await pilot.press("v")
        await until_shown(pilot, "1 marked")
        await until(pilot, lambda: rows.current_key != first, "the next draft")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "1 draft", "1 message queued")
        assert sorted(states(book)) == ["draft", "queued"]


async def test_a_batch_is_marked_only_as_far_as_it_was_seen(book: Book, station: MakeStation) -> None:
    prepared(book)
    async with station(DraftsScreen).run_test(size=(120, 36)) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, DraftsScreen)
        await until(pilot, lambda: len(screen._seen) == 1, "the first draft is shown")
        await pilot.press("o")
        await until_shown(pilot, "1 marked")
        assert states(book) == ["draft", "draft"]


async def test_dropping_asks_first_and_enter_shows_the_whole(book: Book, station: MakeStation) -> None:
    prepared(book)
    async with station(DraftsScreen).run_test(size=(120, 36)) as pilot:
        await until_shown(pilot, "2 drafts")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, DraftCard))
        await until_shown(pilot, "Nordwind Handels GmbH reads")
        await pilot.press("escape")
        await until_shown(pilot, "2 drafts")
        await pilot.press("x")
        await until_shown(pilot, "Drop 1 draft?")
        await pilot.press("v")
        await until_shown(pilot, "1 draft dropped")
        assert sorted(states(book)) == ["draft", "dropped"]


async def test_without_drafts_it_says_so(station: MakeStation) -> None:
    async with station(DraftsScreen).run_test(size=(80, 24)) as pilot:
        await until_shown(pilot, "No draft waits")
        await pilot.press("v", "x", "ctrl+s", "enter")
        assert isinstance(pilot.app.screen, DraftsScreen)
