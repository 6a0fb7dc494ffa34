"""The message screen by its keys: what is shown, what is found, and what goes out."""

from __future__ import annotations

import email
import email.policy
import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from textual.pilot import Pilot

from collectdesk.messages import checks
from collectdesk.models import Account, ContactPerson, ContactPoint, Message, NoteDraft
from collectdesk.screens.message import AdditionCard, ChooseMessageCard, MessageFileCard, MessageScreen
from collectdesk.screens.message.screen import Wanted
from collectdesk.widgets.fields import Field
from tests.messages.sending.post import PASSWORD, USER, post_office
from tests.screens.conftest import SIZES, Book, MakeStation, picture, until, until_shown
from tests.screens.under import Under

ENGLISH = "We can send you copies of the invoices if you wish."
GERMAN = "Auf Wunsch senden wir Ihnen gern Kopien der Rechnungen."


def address(book: Book, number: str = "100234", language: str | None = None) -> None:
    """An e-mail address for a customer of the small book."""
    with book.store.write() as session:
        party_id = session.get_one(Account, book.id(number)).party_id
        session.add(
            ContactPoint(
                party_id=party_id, person_id=book.accounts[number].person_id, kind="email",
                value=f"ap{number}@example.org", use="work", state="verified", source="test",
            )
        )  # fmt: skip
        if language:
            session.get_one(ContactPerson, book.accounts[number].person_id).language = language


async def opened(pilot: Pilot[Any]) -> MessageScreen:
    """Open it and wait for the message."""
    await pilot.press("c")
    await until(pilot, lambda: isinstance(pilot.app.screen, MessageScreen), "the message screen")
    screen = pilot.app.screen
    assert isinstance(screen, MessageScreen)
    await until(pilot, lambda: screen._view is not None and screen._view.looked, "the message", 40)
    return screen


def messages(book: Book) -> list[Message]:
    """All that were kept."""
    with book.store.read() as session:
        return list(session.scalars(select(Message).order_by(Message.id)))


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x36"])
async def test_both_languages_stand_side_by_side_or_behind_digits(
    book: Book, station: MakeStation, size: tuple[int, int]
) -> None:
    address(book)
    under = Under("message", account_id=book.id("100234"))
    async with station(lambda: under).run_test(size=size) as pilot:
        await opened(pilot)
        await until_shown(pilot, "Guten Tag", "German", "may be sent as it is")
        if size[0] == 80:
            assert "Hello" not in picture(pilot.app)
            await pilot.press("1")
            await until_shown(pilot, "You read", "English")
            assert "Guten Tag" not in picture(pilot.app)
        else:
            await until_shown(pilot, "You read", "The customer reads")


async def test_the_fitting_message_goes_with_two_keys_and_waits_for_a_mail_server(
    book: Book, station: MakeStation
) -> None:
    address(book)
    under = Under("message", account_id=book.id("100234"))
    async with station(lambda: under).run_test(size=(120, 36)) as pilot:
        screen = await opened(pilot)
        view = screen._view
        assert view is not None
        await pilot.press("ctrl+s")
        await until(pilot, lambda: pilot.app.screen is under, "the screen before")
        await until_shown(pilot, "Message queued; no mail server is set")
    (row,) = messages(book)
    assert (row.state, row.language, row.text) == ("queued", "de", view.text)


async def test_the_text_is_read_while_its_words_are_checked(
    book: Book, station: MakeStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first message of a language: nothing goes out, and nothing is said of its words, before they are checked."""
    address(book)
    may, prepare = threading.Event(), checks.prepare

    def held(language: str) -> None:
        assert may.wait(30)
        prepare(language)

    monkeypatch.setattr(checks, "_prepared", set())
    monkeypatch.setattr(checks, "prepare", held)
    under = Under("message", account_id=book.id("100234"))
    async with station(lambda: under).run_test(size=(120, 36)) as pilot:
        try:
            await pilot.press("c")
            await until_shown(pilot, "Guten Tag", "the words are being checked", seconds=40)
            screen = pilot.app.screen
            assert isinstance(screen, MessageScreen)
            assert screen._view is not None
            assert (screen._view.looked, screen._view.passed) == (False, ())
            text = screen._view.text
            assert "may be sent" not in picture(pilot.app)
            await pilot.press("ctrl+s")
            await pilot.pause()
            assert pilot.app.screen is screen
            assert messages(book) == []
        finally:
            may.set()
        await until(pilot, lambda: pilot.app.screen is under, "what was pressed too early", 40)
    (row,) = messages(book)
    assert (row.state, row.language, row.text) == ("queued", "de", text)
    assert checks.prepared("de")


async def test_a_paragraph_of_ones_own_is_confirmed_put_in_and_sent(book: Book, station: MakeStation) -> None:
    address(book)
    under = Under("message", account_id=book.id("100234"))
    async with station(lambda: under).run_test(size=(120, 36)) as pilot:
        screen = await opened(pilot)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.screen, AdditionCard), "the card")
        pilot.app.screen.query_one("#own").area.insert(ENGLISH)  # type: ignore[attr-defined]
        pilot.app.screen.query_one("#theirs").area.insert(GERMAN)  # type: ignore[attr-defined]
        await pilot.press("ctrl+s")
        await until(pilot, lambda: pilot.app.screen is screen and screen._view.blocks == 1, "the block")  # type: ignore[union-attr]
        await until_shown(
            pilot, ENGLISH[:30], "1 block: cannot be sent", "Not translated: somebody who reads Deutsch"
        )
        await pilot.press("ctrl+s")
        await until_shown(pilot, "Cannot be sent: Not translated")
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.screen, AdditionCard), "the card")
        await pilot.press("escape", "v", "ctrl+s")
        await until(pilot, lambda: pilot.app.screen is screen and screen._view.blocks == 0, "no block")  # type: ignore[union-attr]
        await pilot.press("ctrl+s")
        await until(pilot, lambda: pilot.app.screen is under, "the screen before")
    (row,) = messages(book)
    assert GERMAN in row.text
    assert ENGLISH not in row.text
    with book.store.read() as session:
        assert session.scalars(select(NoteDraft)).all() == []


async def test_english_in_a_german_message_is_pointed_at_and_stays_unsent(
    book: Book, station: MakeStation
) -> None:
    address(book)
    added = {"place": "", "source_text": ENGLISH, "customer_text": ENGLISH, "confirmed": True}
    under = Under("message", account_id=book.id("100234"))
    async with station(lambda: under).run_test(size=(120, 36)) as pilot:
        screen = await opened(pilot)
        screen._take(Wanted(additions=(added,)))
        await until_shown(pilot, "L18", "cannot be sent", "We can send you")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "Cannot be sent")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is under, "the screen before")
        again = await opened(pilot)
        assert [dict(one) for one in again._wanted.additions] == [added]
    assert messages(book) == []


async def test_another_message_is_chosen_with_what_speaks_against_it(
    book: Book, station: MakeStation
) -> None:
    address(book)
    under = Under("message", account_id=book.id("100234"))
    async with station(lambda: under).run_test(size=(120, 36)) as pilot:
        screen = await opened(pilot)
        await pilot.press("o")
        await until(pilot, lambda: isinstance(pilot.app.screen, ChooseMessageCard), "the card")
        await until_shown(pilot, "Fits", "fits now", "1 text message", "in English")
        await pilot.press("end")
        await until_shown(pilot, "✗")
        await pilot.press("home", "1")
        await until(
            pilot, lambda: pilot.app.screen is screen and screen._view.channel == "sms", "the text message"
        )  # type: ignore[union-attr]
        await until_shown(pilot, "text message", "1 warning, nothing blocks")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "Read the warning first")
        await pilot.press("enter", "ctrl+s")
        await until_shown(pilot, "Handed to you", "v It went")
        await pilot.press("v")
        await until(pilot, lambda: pilot.app.screen is under, "the screen before")
    (row,) = messages(book)
    assert (row.channel, row.state) == ("sms", "sent")


@pytest.mark.parametrize("number", ["100577", "100907", "100112", "100871"])
@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x36"])
async def test_names_of_strangers_are_only_text(
    book: Book, station: MakeStation, number: str, size: tuple[int, int]
) -> None:
    address(book, number)
    under = Under("message", account_id=book.id(number))
    async with station(lambda: under).run_test(size=size) as pilot:
        await opened(pilot)
        await until_shown(pilot, "Check")
        shown = picture(pilot.app)
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        assert pilot.app.is_running


async def test_it_is_written_to_a_file_and_copied(book: Book, station: MakeStation, tmp_path: Path) -> None:
    address(book)
    under = Under("message", account_id=book.id("100234"))
    path = tmp_path / "letter.pdf"
    async with station(lambda: under).run_test(size=(120, 36)) as pilot:
        screen = await opened(pilot)
        screen._other({"channel": "letter"})
        await until(pilot, lambda: screen._view.channel == "letter", "the letter")  # type: ignore[union-attr]
        await pilot.press("y")
        assert pilot.app.clipboard == screen._view.text  # type: ignore[union-attr]
        await pilot.press("w")
        await until(pilot, lambda: isinstance(pilot.app.screen, MessageFileCard), "the card")
        pilot.app.screen.query_one(Field).value = str(path)
        await pilot.press("ctrl+s")
        await until_shown(pilot, "Written:")
    assert path.read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize(("number", "words"), [("100234", "Freundliche Grüße"), ("100663", "PLN")])
async def test_what_the_mail_server_got_is_what_the_screen_showed(
    book: Book, station: MakeStation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: str, words: str
) -> None:
    address(book, number)
    with book.store.write() as session:
        session.get_one(ContactPerson, book.accounts[number].person_id).language = None
    with post_office(tmp_path) as (taken, server):
        for name, value in {
            "HOST": server.host, "PORT": server.port, "FROM": "desk@example.com", "USER": USER, "PASSWORD": PASSWORD,
            "TLS": "starttls", "CA_FILE": server.ca_file,
        }.items():  # fmt: skip
            monkeypatch.setenv(f"COLLECTDESK_SMTP_{name}", str(value))
        under = Under("message", account_id=book.id(number))
        async with station(lambda: under).run_test(size=(120, 36)) as pilot:
            screen = await opened(pilot)
            view = screen._view
            assert view is not None
            await pilot.press("ctrl+s")
            await until(pilot, lambda: pilot.app.screen is under, "the screen before")
            await until_shown(pilot, "Message sent")
    (raw,) = taken.taken
    got = email.message_from_bytes(raw, policy=email.policy.default)
    part = got.get_body(("plain",))
    assert part is not None
    assert part.get_content().replace("\r\n", "\n").rstrip("\n") == view.text
    assert got["Subject"] == view.subject
    assert words in view.text
    (row,) = messages(book)
    assert (row.state, row.text) == ("sent", view.text)


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x36"])
async def test_a_text_from_right_to_left_stands_there_with_its_values_below(
    book: Book, station: MakeStation, size: tuple[int, int]
) -> None:
    address(book, "101342", "ar")
    under = Under("message", account_id=book.id("101342"))
    async with station(lambda: under).run_test(size=size) as pilot:
        await opened(pilot)
        await until_shown(pilot, "Arabic, right to left", "Check ─")
        await pilot.press("end")
        await until_shown(pilot, "Values, as they stand in the text", "K-7")
