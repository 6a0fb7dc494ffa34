"""A small real book on SQLite, a workstation over it, and ways to wait for what a screen shows."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from collectdesk.desk.book import find_actor, set_up
from collectdesk.desk.handle import DeskHandle
from collectdesk.desk.reach_book import refresh_missing
from collectdesk.models import (
    Account,
    ContactPerson,
    ContactPoint,
    CreditorEntity,
    Desk,
    ImportRun,
    OpenItem,
    Party,
    RankingRate,
)
from collectdesk.ranking.config import load_rules
from collectdesk.ranking.rerank import rank_accounts
from collectdesk.store import Store
from collectdesk.store.search import index_accounts
from collectdesk.tui.frame import Workstation
from tests.blank import blank_store, content_of, copied

NOW = datetime(2026, 11, 24, 9, 2, tzinfo=UTC)
"""A Tuesday, 10:02 in Berlin."""
DAY = date(2026, 11, 24)

HOSTILE = "[@click=app.quit]x[/] [URGENT] \x1b[31m =cmd|' /C calc'!A0"
BAD_MARKUP = "[/nope] [b"
TURNED = "\u202eaaa\x00bbb"
WIDE = "山音商会株式会社東京支店営業本部債権管理課"
SIZES = [(80, 24), (120, 36)]


@dataclass(frozen=True)
class Known:
    """An account of the small book: its id, its person's and number's."""

    account_id: int
    person_id: int
    phone_id: int


@dataclass(frozen=True)
class Book:
    """The small book: `path` of the file, the open store, its handle, and accounts by number."""

    path: Path
    store: Store
    desk: DeskHandle
    accounts: dict[str, Known]

    def id(self, number: str) -> int:
        """The id of an account."""
        return self.accounts[number].account_id


CUSTOMERS = (
    # number, name, country, zone, city, currency, risk, ((document, minor, due), …)
    ("100234", "Nordwind Handels GmbH", "DE", "Europe/Berlin", "Hamburg", "EUR", "C",
     (("4655", 1842000, date(2026, 9, 22)), ("4688", 560000, date(2026, 9, 24)),
      ("4711", 987055, date(2026, 10, 5)), ("4803", 494000, date(2026, 12, 15)))),
    ("100871", WIDE, "JP", "Asia/Tokyo", "Tokyo", "JPY", "B", (("J-1", 6104800, date(2026, 10, 14)),)),
    ("101342", "Gulf Pearl Co. W.L.L.", "KW", "Asia/Kuwait", "Kuwait", "KWD", "D",
     (("K-7", 4815250, date(2026, 9, 19)),)),
    ("100577", HOSTILE, "US", None, BAD_MARKUP, "USD", "A", ((HOSTILE[:40], 238000, date(2026, 8, 22)),)),
    ("100907", BAD_MARKUP, "GB", "Europe/London", TURNED, "GBP", None, (("B-2", 1820417, date(2026, 9, 13)),)),
    ("100112", TURNED, None, None, None, "EUR", None, (("T-9", 91300, date(2026, 11, 1)),)),
    ("100663", "Zielony Młyn Sp. z o.o. Przedsiębiorstwo Handlowe", "PL", "Europe/Warsaw", "Łódź", "PLN", "B",
     (("Z-1", 11843090, date(2026, 10, 10)), ("Z-2", 250000, date(2026, 11, 10)))),
)  # fmt: skip


def make_book(path: Path) -> Book:
    """The small book, ranked for its day, opened by its owner, whose clock stands at `NOW`."""
    content, accounts = _small_book()
    store = copied(content, path)
    handle = DeskHandle(store, find_actor(store, None), "Europe/Berlin", "EUR", lambda: NOW)
    return Book(path, store, handle, dict(accounts))


@cache
def _small_book() -> tuple[bytes, dict[str, Known]]:
    accounts: dict[str, Known] = {}

    def make(path: Path) -> Store:
        store = blank_store(path)
        _fill(store, accounts)
        return store

    return content_of(make), accounts


def _fill(store: Store, accounts: dict[str, Known]) -> None:
    set_up(store, NOW, zone="Europe/Berlin", base_currency="EUR", owner="Asha Verma", name="Test desk")
    with store.write() as session:
        creditor = CreditorEntity(code="C1", name="Creditor", country="DE")
        run = ImportRun(
            kind="receivables", file_name="f", sha256="0" * 64, profile="p", at=NOW, user_id=1, report={}
        )
        session.add_all([creditor, run])
        rates = {"EUR": (1, 1), "JPY": (1, 163), "KWD": (10, 3), "USD": (10, 11), "GBP": (6, 5)}
        for code, (num, den) in rates.items():
            session.add(RankingRate(currency=code, num=num, den=den, rate_on=date(2026, 11, 23)))
        session.flush()
        for number, *facts in CUSTOMERS:
            accounts[number] = _customer(session, creditor.id, run.id, number, *facts)
        session.flush()
        index_accounts(session, [one.account_id for one in accounts.values()])
        desk = session.get_one(Desk, 1)
        desk.day, desk.rates_on, desk.ranking_version = DAY, date(2026, 11, 23), load_rules().version
        session.flush()
        rank_accounts(session, DAY, None)
        refresh_missing(session, NOW)


def _customer(
    session: Any,
    creditor_id: int,
    run_id: int,
    number: str,
    name: str,
    country: str | None,
    zone: str | None,
    city: str | None,
    currency: str,
    risk: str | None,
    items: tuple[tuple[str, int, date], ...],
) -> Known:
    party = Party(number=number, name=name, country=country, zone=zone, city=city, party_type="business")
    session.add(party)
    session.flush()
    account = Account(
        number=number, party_id=party.id, creditor_entity_id=creditor_id, risk_class=risk, created_at=NOW
    )
    person = ContactPerson(
        party_id=party.id, name=f"Jana {name}"[:60], role="ap_clerk", language="de", zone=zone, source="test"
    )
    session.add_all([account, person])
    session.flush()
    digits = f"49405550{number}"
    phone = ContactPoint(
        party_id=party.id, person_id=person.id, kind="phone", value=f"+{digits}", digits=digits,
        digits_reversed=digits[::-1], use="work", state="verified", source="test",
    )  # fmt: skip
    session.add(phone)
    for document, minor, due in items:
        session.add(
            OpenItem(
                account_id=account.id, document=document, currency=currency, original_minor=minor,
                open_minor=minor, due_on=due, import_run_id=run_id,
            )
        )  # fmt: skip
    session.flush()
    return Known(account.id, person.id, phone.id)


@pytest.fixture
def book(tmp_path: Path) -> Any:
    """The small book on a file of its own."""
    made = make_book(tmp_path / "book.db")
    yield made
    made.store.close()


MakeStation = Callable[..., Workstation]


@pytest.fixture
def station(book: Book) -> MakeStation:
    """Makes the workstation over the small book, with the screen that the given function makes in front."""
    from collectdesk.cli.workstation import CollectorStation

    def make(first: Callable[[], Screen[Any]]) -> Workstation:
        return CollectorStation(book.desk, first)

    return make


async def until(pilot: Pilot[Any], holds: Callable[[], Any], what: str = "", seconds: float = 60.0) -> None:
    """Wait until a condition holds; fail, saying what was waited for, when it does not within `seconds`."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds} s for {what or holds}; on screen:\n{picture(pilot.app)}")
        await pilot.pause()
        await asyncio.sleep(0.02)
    await pilot.pause()


async def until_shown(pilot: Pilot[Any], *words: str, seconds: float = 60.0) -> None:
    """Wait until all of these words are on the screen."""
    for word in words:
        await until(pilot, lambda word=word: word in picture(pilot.app), f"{word!r}", seconds)


def picture(app: Any) -> str:
    """What the screen shows, as lines of text."""
    lines = []
    for strip in app.screen._compositor.render_strips():
        lines.append("".join(segment.text for segment in strip))
    return "\n".join(lines)


def journal(store: Store) -> list[tuple[str, int | None]]:
    """The acts in the journal, oldest first, each with its account."""
    from sqlalchemy import select

    from collectdesk.models import Journal

    with store.read() as session:
        rows = session.execute(select(Journal.act, Journal.account_id).order_by(Journal.id))
        return [(row.act, row.account_id) for row in rows]
