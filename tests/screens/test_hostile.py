"""Texts from outside on every screen and card: shown as the text they are, harmless, at both sizes."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from sqlalchemy import select
from textual import events
from textual.pilot import Pilot

from collectdesk.desk.follow_ups import PlanFollowUp, plan_follow_up
from collectdesk.desk.holds import PutOnHold, put_on_hold
from collectdesk.desk.notes import WriteNote, write_note
from collectdesk.models import Account, ContactPerson, ContactPoint, OpenItem, Party
from collectdesk.screens.queue import QueueScreen
from collectdesk.store.search import index_accounts
from collectdesk.tui.safe_text import clean
from collectdesk.widgets.rows import Rows
from tests.campaign import some
from tests.screens.conftest import HOSTILE, NOW, SIZES, Book, MakeStation, picture, until, until_shown

TEXTS = {
    "markup": HOSTILE,
    "half markup": "[/nope] [b [red]a[/red] $accent {x} %s",
    "turned": "\u202eabc\x00def\u200b\u2066ghi\ufeff jkl\r\nmno\t\x9b31m\x1b]8;;x\x07",
    "emoji": "👩\u200d👩\u200d👧 Ka👨🏽\u200d💻 ✈\ufe0f e\u0301 \U000e0041",
    "arabic": "شركة النور \u202bللتجارة\u202c 12",
    "wide": "山音商会株式会社東京支店営業本部債権管理課",
}
NARROW, WIDE = SIZES
WALKS = (
    ("markup", "turned", NARROW),
    ("markup", "turned", WIDE),
    ("half markup", "arabic", WIDE),
    ("emoji", "wide", NARROW),
)
"""The customer's name, every other text of the same walk, and the size."""
HELD, FOUND_BY = "100112", "4655"


def put_everywhere(book: Book, name: str, text: str) -> int:
    """Write the texts wherever a text from outside can stand; the id of the account to look at."""
    account = book.accounts["100234"]
    with book.store.write() as session:
        for number in book.accounts:
            row = session.get_one(Account, book.id(number))
            party = session.get_one(Party, row.party_id)
            party.name, party.city = name if number in ("100234", HELD) else f"Customer {number}", None
        party = session.get_one(Party, session.get_one(Account, account.account_id).party_id)
        party.city = party.street = party.region = text
        session.get_one(Account, account.account_id).number = text[:30]
        session.get_one(ContactPerson, account.person_id).name = text
        session.get_one(ContactPerson, account.person_id).salutation = text
        session.add(
            ContactPoint(
                party_id=party.id, person_id=account.person_id, kind="email", value=text, digits="",
                digits_reversed="", use="work", state="unverified", source=text[:20],
            )
        )  # fmt: skip
        items = session.scalars(select(OpenItem).where(OpenItem.account_id == account.account_id))
        for at, item in enumerate(items):
            item.document = FOUND_BY if at == 0 else f"{text}{at}"
            item.reference = text
        session.flush()
        index_accounts(session, [account.account_id, book.id(HELD)])
    store, actor = book.store, book.desk.actor
    write_note(store, actor, NOW, WriteNote(account_id=account.account_id, text=f"{text}\n{text}"))
    put_on_hold(store, actor, NOW, PutOnHold(account_id=book.id(HELD), kind="hardship", reason=text))
    step = PlanFollowUp(account_id=account.account_id, kind="call", due_at=NOW, text=text)
    plan_follow_up(store, actor, NOW, step)
    return account.account_id


class Walk:
    """Goes from place to place; at each it looks whether the text is there as text and everything is whole."""

    def __init__(self, pilot: Pilot[Any], name: str, text: str, size: tuple[int, int]) -> None:
        self.pilot, self.size = pilot, size
        self.name, self.head = clean(name)[:7].strip(), clean(text)[:7].strip()
        self.seen: list[str] = []

    async def at(self, place: str, *keys: str, shows: bool = True, also: bool = False) -> None:
        """Press the keys, wait for the place, for the name and `also` for the text, then check and click."""
        await self.pilot.press(*keys)
        app = self.pilot.app
        await until(self.pilot, lambda: getattr(app.screen, "place_name", place) == place, place)
        if shows:
            await until_shown(self.pilot, self.name, *([self.head] if also else []))
        else:
            await self.pilot.pause(0.2)
        self.whole()
        if shows:
            await self.click()
        self.seen.append(place)

    def whole(self) -> None:
        """Every line fills the screen exactly and holds nothing that acts on a terminal."""
        lines = picture(self.pilot.app).split("\n")
        assert len(lines) == self.size[1]
        for line in lines:
            assert cell_len(line) == self.size[0], line
            assert not [c for c in line if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")], line

    async def click(self) -> None:
        """On some places where the text begins, not twice on one, and not on the keys of the bottom bar."""
        app, screen = self.pilot.app, self.pilot.app.screen
        lines = picture(app).split("\n")[:-1]
        for head in (self.name, self.head):
            found = [(at, line) for at, line in enumerate(lines) if head in line]
            for at, line in (*found[:1], *found[-1:]):
                x = cell_len(line[: line.index(head)])
                await self.pilot.click(offset=(x + 1 + at % 3, at))
        assert app.screen is screen
        assert app.is_running
        assert app.return_code is None

    async def paste(self, text: str) -> None:
        """Paste a text where the cursor is."""
        self.pilot.app.post_message(events.Paste(text))
        await until_shown(self.pilot, self.head)
        self.whole()

    async def leave(self, *keys: str, to: str) -> None:
        """Press the keys until the place below is in front."""
        await self.pilot.press(*keys)
        app = self.pilot.app
        await until(self.pilot, lambda: getattr(app.screen, "place_name", "") == to, to)


async def walk_account(walk: Walk, text: str) -> None:
    """The account with its views, the call, and the cards."""
    await walk.at("account", "enter", also=True)
    for number in "23451":
        await walk.at("account", number, also=True)
    await walk.at("call", "c", also=True)
    await walk.at("card", "x", shows=False)
    await walk.leave("escape", to="call")
    await walk.at("call", "v", also=True)
    await walk.pilot.press("n")
    await walk.paste(text)
    await walk.pilot.press("tab")
    await walk.paste(text)
    await walk.leave("escape", "escape", to="account")
    await walk.at("account")
    await walk.at("notes", "n", also=True)
    await walk.paste(text)
    await walk.leave("escape", to="account")
    for key, place, shows in (
        ("p", "promise", True), ("d", "dispute", True), ("f", "follow_up", True), ("s", "skip", False),
    ):  # fmt: skip
        await walk.at(place, key, shows=shows)
        await walk.paste(text)
        await walk.leave("escape", "escape", to="account")


async def walk_desk(walk: Walk, text: str, folder: Path) -> None:
    """Search, what is held, the report with what is behind a figure, the follow-ups, the import."""
    await walk.pilot.press("slash")
    await walk.at("search", *FOUND_BY)
    await walk.leave("escape", "escape", to="queue")
    await walk.at("held", "h", also=True)
    await walk.leave("escape", to="queue")
    await walk.at("report", "r", shows=False)
    await walk.leave("escape", to="queue")
    await walk.at("follow_ups", "j")
    await walk.leave("escape", to="queue")
    await walk.at("import", "i", shows=False)
    named = folder / "".join(c for c in text[:12] if c not in "/\x00")
    named.write_text(f"{text}\n{text}\n", encoding="utf-8")
    field = walk.pilot.app.screen.query_one("#file")
    for path in (text, str(named)):
        field.value = path  # type: ignore[attr-defined]
        field.edit()  # type: ignore[attr-defined]
        await walk.pilot.press("enter")
        await walk.pilot.pause(0.3)
        walk.whole()
    await walk.leave("escape", "escape", to="queue")
    await walk.at("help", "question_mark", shows=False)
    await walk.leave("escape", to="queue")
    await walk.pilot.press("ctrl+p")
    await until_shown(walk.pilot, "Open or accept")
    walk.whole()
    await walk.leave("escape", to="queue")


@pytest.mark.parametrize(("called", "said", "size"), some(WALKS, 4))
async def test_every_place_shows_it_as_the_text_it_is(
    book: Book, station: MakeStation, called: str, said: str, size: tuple[int, int], tmp_path: Path
) -> None:
    name, text = TEXTS[called], TEXTS[said]
    account = put_everywhere(book, name, text)
    async with station(QueueScreen).run_test(size=size) as pilot:
        walk = Walk(pilot, name, text, size)
        await until_shown(pilot, "6 of 7")
        listed = pilot.app.screen.query_one(Rows)
        assert listed.select_key(account)
        await walk.at("queue")
        await walk_account(walk, text)
        await walk.leave("escape", to="queue")
        await walk_desk(walk, text, tmp_path)
        assert len(set(walk.seen)) >= 14
        assert pilot.app.is_running
