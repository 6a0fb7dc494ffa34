"""The notes: `n` text `esc` writes one; drafts come back with their caret."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from collectdesk.desk.notes import WriteNote, find_draft, save_draft, write_note
from collectdesk.models import Note
from collectdesk.screens.notes import NotesScreen
from tests.screens.conftest import (
    BAD_MARKUP,
    HOSTILE,
    NOW,
    SIZES,
    TURNED,
    WIDE,
    Book,
    MakeStation,
    picture,
    until,
    until_shown,
)
from tests.screens.under import Under, type_in

NORDWIND = "100234"


async def _opened(pilot: Any) -> NotesScreen:
    await pilot.pause()
    await pilot.press("c")
    await until(pilot, lambda: isinstance(pilot.app.screen, NotesScreen), "the notes")
    screen: NotesScreen = pilot.app.screen
    await until(pilot, lambda: screen._view is not None, "the account")
    return screen


def _notes(book: Book) -> list[tuple[str, int | None]]:
    with book.store.read() as session:
        return [(one.text, one.undone_by) for one in session.scalars(select(Note).order_by(Note.id))]


@pytest.mark.parametrize("leave", ["escape", "ctrl+s"])
async def test_a_note_is_written_on_leaving_and_can_be_undone(
    book: Book, station: MakeStation, leave: str
) -> None:
    under = Under("notes", account_id=book.id(NORDWIND))
    async with station(lambda: under).run_test(size=(80, 24)) as pilot:
        await _opened(pilot)
        await type_in(pilot, "pays on thursdays")
        await pilot.press(leave)
        await until(pilot, lambda: len(under.results) == 1, "the queue")
        await until_shown(pilot, "Note saved", "u Undo")
        assert _notes(book) == [("pays on thursdays", None)]
        await pilot.press("u")
        await until(pilot, lambda: _notes(book)[0][1] is not None, "the undone note")
    assert find_draft(book.store, book.desk.actor, book.id(NORDWIND), "note") is None


async def test_nothing_typed_leaves_nothing(book: Book, station: MakeStation) -> None:
    under = Under("notes", account_id=book.id(NORDWIND))
    async with station(lambda: under).run_test(size=(80, 24)) as pilot:
        await _opened(pilot)
        await pilot.press("ctrl+s")
        await until_shown(pilot, "The note is empty")
        await pilot.press("escape")
        await until(pilot, lambda: under.results == [None], "the queue")
    assert _notes(book) == []


async def test_quitting_keeps_the_draft_and_its_caret(book: Book, station: MakeStation) -> None:
    account = book.id(NORDWIND)
    under = Under("notes", account_id=account)
    async with station(lambda: under).run_test(size=(80, 24)) as pilot:
        await _opened(pilot)
        await type_in(pilot, "half a no")
        await pilot.press("left", "left", "ctrl+q")
        await until(pilot, lambda: not pilot.app.is_running or not pilot.app.jobs.pending, "the end")
    draft = find_draft(book.store, book.desk.actor, account, "note")
    assert draft is not None
    assert (draft.text, draft.caret) == ("half a no", (0, 7))
    assert _notes(book) == []
    again = Under("notes", account_id=account)
    async with station(lambda: again).run_test(size=(80, 24)) as pilot:
        screen = await _opened(pilot)
        assert (screen.note.text, screen.note.caret) == ("half a no", (0, 7))
        await until_shown(pilot, "is not saved yet")


@pytest.mark.parametrize("size", SIZES)
async def test_notes_are_shown_newest_first_and_only_as_text(
    book: Book, station: MakeStation, size: tuple[int, int]
) -> None:
    account = book.id("100577")
    for days, text in enumerate([HOSTILE, BAD_MARKUP, TURNED, WIDE, "two\nlines"]):
        when = NOW - timedelta(days=days)
        write_note(book.store, book.desk.actor, when, WriteNote(account_id=account, text=text))
    save_draft(book.store, book.desk.actor, NOW, account, "note", HOSTILE, (0, 3), {})
    under = Under("notes", account_id=account)
    async with station(lambda: under).run_test(size=size) as pilot:
        await _opened(pilot)
        await until_shown(pilot, "[@click=app.quit]x[/]", "[/nope] [b", WIDE)
        shown = picture(pilot.app)
        assert shown.index("[/nope] [b") < shown.index(WIDE)
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        assert all(len(line) <= size[0] for line in shown.splitlines())
