"""From the timeline to the message as it was, and its documents to files; whatever a mail says stays text."""

from __future__ import annotations

import unicodedata
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from sqlalchemy import select

from collectdesk.desk.messages.replies import ReceiveReplies, receive_replies
from collectdesk.desk.messages.settling import SettleUncertain, settle_uncertain
from collectdesk.desk.notes import WriteNote, write_note
from collectdesk.models import InboundMessage, Message
from collectdesk.screens.account import AccountScreen
from collectdesk.screens.message import AttachmentCard, ReceivedCard, SentCard
from collectdesk.screens.outbox import OutboxScreen
from collectdesk.widgets.fields import Field
from collectdesk.widgets.long_rows import LongRows
from tests.exchange.letters_back import mbox, with_files
from tests.screens.conftest import HOSTILE, NOW, SIZES, Book, MakeStation, picture, until, until_shown
from tests.screens.test_outbox import put

WILD = f"Hallo {HOSTILE} [b]dick[/b] \u202everkehrt\u202c\nzweite Zeile [/nope]"


def whole(app: Any, size: tuple[int, int]) -> None:
    """Every line fills the screen exactly and holds nothing that acts on a terminal."""
    lines = picture(app).split("\n")
    assert len(lines) == size[1]
    for line in lines:
        assert cell_len(line) == size[0], line
        assert not [c for c in line if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")], line


def went(book: Book, **given: Any) -> int:
    """A message that went, on the timeline."""
    message_id = put(book, state="uncertain", **given)
    settle_uncertain(book.store, book.desk.actor, NOW, SettleUncertain(message_id=message_id, was="sent"))
    return message_id


def came(book: Book, folder: Path, answers: int, *files: tuple[str, bytes], subject: str = "Beleg") -> int:
    """An answer to that message, with documents."""
    with book.store.read() as session:
        ours = session.get_one(Message, answers).message_id
    (folder / "box").write_bytes(mbox(with_files(*files, subject=subject).format(ours=ours)))
    receive_replies(
        book.store, book.desk.actor, NOW + timedelta(hours=1), ReceiveReplies(path=folder / "box")
    )
    with book.store.read() as session:
        (inbound,) = session.scalars(select(InboundMessage.id))
    return inbound


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x36"])
async def test_enter_on_the_timeline_opens_what_was_sent(
    book: Book, station: MakeStation, size: tuple[int, int]
) -> None:
    went(
        book,
        text=WILD,
        subject=HOSTILE.replace("\x1b", ""),
        to_name="[b]Jana",
        collector_text="In English [/nope]",
    )
    account = book.id("100234")
    note = WriteNote(account_id=account, text="a note\n" * 40)
    write_note(book.store, book.desk.actor, NOW + timedelta(minutes=1), note)
    async with station(lambda: AccountScreen(account_id=account)).run_test(size=size) as pilot:
        await until_shown(pilot, "Overdue")
        await pilot.press("3")
        await until_shown(pilot, "a note")
        assert "Open the message" not in picture(pilot.app)
        await pilot.press("enter")
        assert isinstance(pilot.app.screen, AccountScreen)
        rows = pilot.app.screen.query_one(LongRows)
        for _press in range(80):  # through the long note, line by line, to the message
            if rows.current is not None and rows.current.data.sent_id is not None:
                break
            await pilot.press("down")
        await until_shown(pilot, "Open the message")
        whole(pilot.app, size)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, SentCard), "the message")
        await until_shown(pilot, "[b]Jana, ap@example.org", "German", "e-mail", "Sent", "needed no approval")
        await until_shown(pilot, "24 Nov 10:02", "[@click=app.quit]x[/] [URGENT]")
        whole(pilot.app, size)
        await pilot.press("end")
        await until_shown(pilot, "zweite Zeile [/nope]")
        await pilot.press("o")
        await until_shown(pilot, "To", "The same in your language")
        await pilot.press("end")
        await until_shown(pilot, "In English [/nope]")
        whole(pilot.app, size)
        await pilot.press("y")
        assert pilot.app.clipboard == WILD
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, AccountScreen), "the account")


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x36"])
async def test_what_came_is_read_and_a_document_saved_where_a_person_says(
    book: Book,
    station: MakeStation,
    size: tuple[int, int],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    first, second = ("../../x/[b]evil\u202e\x07.pdf", b"%PDF-1.7"), ("~/.ssh/authorized_keys", b"ssh-rsa")
    came(book, tmp_path, went(book), first, second, subject="[/nope] \u202eTurned")
    account = book.id("100234")
    async with station(lambda: AccountScreen(account_id=account)).run_test(size=size) as pilot:
        await until_shown(pilot, "Overdue")
        await pilot.press("3")
        await until_shown(pilot, "Open the message")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReceivedCard), "the message")
        await until_shown(
            pilot, "jana@example.org", "[b]evil", "authorized_keys", "Anbei der Beleg.", "8 bytes"
        )
        whole(pilot.app, size)
        await pilot.press("w")
        await until(pilot, lambda: isinstance(pilot.app.screen, AttachmentCard), "the card")
        field = pilot.app.screen.query_one(Field)
        await until(pilot, lambda: field.value == str(tmp_path / "[b]evil.pdf"), "the name that is offered")
        whole(pilot.app, size)
        await pilot.press("down")
        await until(pilot, lambda: field.value == str(tmp_path / "authorized_keys"), "the other name")
        (tmp_path / "authorized_keys").write_text("mine")
        await pilot.press("enter", "enter")
        await until_shown(pilot, "is there already")
        assert (tmp_path / "authorized_keys").read_text() == "mine"
        field.value = str(tmp_path / "theirs.txt")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReceivedCard), "back")
        await until_shown(pilot, "Written:")
    assert (tmp_path / "theirs.txt").read_bytes() == b"ssh-rsa"
    assert sorted(one.name for one in tmp_path.glob("*") if one.suffix in (".txt", ".pdf")) == ["theirs.txt"]


async def test_the_inbox_shows_what_came_with_documents(
    book: Book, station: MakeStation, tmp_path: Path
) -> None:
    came(book, tmp_path, went(book), ("beleg.pdf", b"%PDF-1.7"))
    async with station(OutboxScreen).run_test(size=(120, 36)) as pilot:
        await until_shown(pilot, "1 came back")
        assert "Its documents" not in picture(pilot.app)
        await pilot.press("right")
        await until_shown(pilot, "w Its documents")
        await pilot.press("w")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReceivedCard), "the message")
        await until_shown(pilot, "beleg.pdf", "Nordwind")
        await pilot.press("w")
        await until(pilot, lambda: isinstance(pilot.app.screen, AttachmentCard), "the card")
        field = pilot.app.screen.query_one(Field)
        field.value = str(tmp_path)
        await pilot.press("enter")
        await until_shown(pilot, "Written:")
    assert (tmp_path / "beleg.pdf").read_bytes() == b"%PDF-1.7"


async def test_a_double_click_opens_a_message(book: Book, station: MakeStation) -> None:
    went(book)
    account = book.id("100234")
    async with station(lambda: AccountScreen(account_id=account)).run_test(size=(120, 36)) as pilot:
        await until_shown(pilot, "Overdue")
        await pilot.press("3")
        await until_shown(pilot, "Open the message")
        await pilot.click(LongRows, offset=(20, 0), times=2)
        await until(pilot, lambda: isinstance(pilot.app.screen, SentCard), "the message")
