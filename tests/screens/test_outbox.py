"""The outbox and the inbox by their keys."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from textual.pilot import Pilot

from collectdesk.desk.messages.drafting import DraftMessage, draft_message
from collectdesk.desk.messages.replies import ReceiveReplies, receive_replies
from collectdesk.desk.rights import Role
from collectdesk.models import InboundMessage, Message
from collectdesk.screens.outbox import OutboxScreen
from collectdesk.screens.search import SearchCard
from tests.exchange.letters_back import ABSENCE, mbox
from tests.screens.conftest import BAD_MARKUP, NOW, SIZES, Book, MakeStation, picture, until, until_shown
from tests.screens.test_approvals import person


def put(book: Book, actor: Any = None, state: str = "draft", **given: Any) -> int:
    """A message in the outbox."""
    usual: dict[str, Any] = {
        "account_id": book.id("100234"), "template": "friendly_reminder", "purpose": "friendly_reminder",
        "language": "de", "channel": "email", "address": "ap@example.org", "subject": "Rechnung 4655", "text": "Text",
    }  # fmt: skip
    receipt = draft_message(book.store, actor or book.desk.actor, NOW, DraftMessage(**{**usual, **given}))
    (message_id,) = receipt.created["message"]
    with book.store.write() as session:
        session.get_one(Message, message_id).state = state
    return message_id


def state(book: Book, message_id: int) -> str:
    """What became of it."""
    with book.store.read() as session:
        return session.get_one(Message, message_id).state


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x36"])
async def test_what_needs_a_person_stands_first_and_is_settled(
    book: Book, station: MakeStation, size: tuple[int, int]
) -> None:
    waits = put(book, state="draft", subject=BAD_MARKUP)
    unsure = put(book, state="uncertain", text="A\x1b[31mB\u202eC")
    async with station(OutboxScreen).run_test(size=size) as pilot:
        await until_shown(pilot, "2 messages wait", "Nobody knows whether it arrived", BAD_MARKUP)
        assert "\x1b" not in picture(pilot.app)
        await pilot.press("v")
        await until(pilot, lambda: state(book, unsure) == "sent", "sent")
        await until_shown(pilot, "1 message waits")
        await pilot.press("v")
        await until(pilot, lambda: state(book, waits) == "queued", "queued")
        await until_shown(pilot, "Waits")
        await pilot.press("x")
        await until(pilot, lambda: state(book, waits) == "dropped", "dropped")


async def test_sent_again_keeps_its_message_id(book: Book, station: MakeStation) -> None:
    unsure = put(book, state="uncertain")
    async with station(OutboxScreen).run_test(size=(120, 36)) as pilot:
        await until_shown(pilot, "1 message waits", "o Send again")
        await pilot.press("o")
        await until(pilot, lambda: state(book, unsure) == "queued", "queued")


async def test_a_draft_for_a_lead_is_approved_by_somebody_else(book: Book, station: MakeStation) -> None:
    own = put(book, needs_approval=True, subject="Own words")
    async with station(OutboxScreen).run_test(size=(120, 36)) as pilot:
        await until_shown(pilot, "For a lead to approve", "Own words")
        assert "Approve, send" not in picture(pilot.app)
        await pilot.press("v")
        await pilot.pause()
    assert state(book, own) == "draft"
    ravi = person(book, "Ravi", Role.COLLECTOR)
    other = put(book, ravi, needs_approval=True, subject="Of somebody else")
    async with station(OutboxScreen).run_test(size=(120, 36)) as pilot:
        await until_shown(pilot, "Of somebody else", "Approve, send")
        await pilot.press("v")
        await until(pilot, lambda: state(book, other) == "queued", "queued")


async def test_what_nobody_knows_the_owner_of_is_given_to_one(
    book: Book, station: MakeStation, tmp_path: Path
) -> None:
    box = tmp_path / "box"
    box.write_bytes(mbox(ABSENCE.format(ours="<x@example.com>")))
    receive_replies(book.store, book.desk.actor, NOW, ReceiveReplies(path=box))
    async with station(OutboxScreen).run_test(size=(120, 36)) as pilot:
        await until_shown(pilot, "1 came back")
        await pilot.press("right")
        await until_shown(pilot, "Nobody knows whose", "o Whose it is")
        await pilot.press("o")
        await until(pilot, lambda: isinstance(pilot.app.screen, SearchCard), "the search")
        pilot.app.screen.dismiss(book.id("100234"))
        await until_shown(pilot, "Of customers", "Nordwind")
        await pilot.press("v")
        await until_shown(pilot, "0 came back")
    with book.store.read() as session:
        (row,) = session.scalars(select(InboundMessage))
        assert row.account_id == book.id("100234")
        assert row.handled_at is not None


async def test_the_palette_finds_it(book: Book, station: MakeStation) -> None:
    from collectdesk.screens.queue import QueueScreen

    async with station(QueueScreen).run_test(size=(120, 36)) as pilot:
        pilot_of: Pilot[Any] = pilot
        await until_shown(pilot_of, "7 of 7")
        await pilot.app.screen.do("outbox")  # type: ignore[attr-defined]
        await until(pilot_of, lambda: isinstance(pilot.app.screen, OutboxScreen), "the outbox")
        await until_shown(pilot_of, "Nothing waits to go out")
