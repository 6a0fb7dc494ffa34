"""The knock before a call: what the gate refuses is never opened, is on record once, and shows what to do instead."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from textual.pilot import Pilot

from collectdesk.cli import workstation
from collectdesk.cli.workstation import CollectorStation
from collectdesk.desk.bindings import RecordStop, record_stop
from collectdesk.desk.notes import save_draft
from collectdesk.desk.rights import Role
from collectdesk.desk.typed.zone_line import zones_named
from collectdesk.faults import BadInput
from collectdesk.models import Account, CreditorEntity, GateOverride, Journal, NextAction, Party
from collectdesk.screens.account import AccountScreen
from collectdesk.screens.queue import QueueScreen
from collectdesk.screens.refused import RefusedCard
from collectdesk.tui.frame import Workstation
from collectdesk.widgets.rows import Rows
from tests.screens.conftest import HOSTILE, NOW, SIZES, Book, MakeStation, picture, until, until_shown
from tests.screens.under import type_in

DANA, BUSINESS, UNKNOWN, REVIEW = "100234", "100577", "100112", "101342"
"""A consumer with two places; a business in no one zone of the US; no country; a country without a record."""
OPENS = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
"""08:00 in Los Angeles, where the hours begin later than in New York."""


@pytest.fixture
def dana(book: Book) -> int:
    """A consumer whom an agency calls: the address is in Los Angeles, the phone in New York."""
    with book.store.write() as session:
        account = session.get_one(Account, book.id(DANA))
        party = session.get_one(Party, account.party_id)
        party.name, party.party_type, party.country, party.region = "Dana Whitlock", "consumer", "US", "US-CA"
        party.city, party.zone = "Los Angeles", "America/Los_Angeles"
        party.dial_zones = "America/New_York"
        session.get_one(CreditorEntity, account.creditor_entity_id).collector = "third_party"
    return book.id(DANA)


async def knocked(pilot: Pilot[Any], place: str = "refused") -> Any:
    """Press `c` on the account in front and wait for what opens."""
    await until_shown(pilot, "Score") if pilot.app.size.width > 100 else await until_shown(pilot, "c Call")
    await until(pilot, lambda: pilot.app.screen._known is not None, "the account")
    await pilot.press("c")
    await until(pilot, lambda: pilot.app.screen.place_name == place, place)
    await pilot.pause(0.1)
    return pilot.app.screen


def places(app: Any) -> list[str]:
    """Everything that is open, lowest first."""
    return [getattr(one, "place_name", "") for one in app.screen_stack]


def entries(book: Book, act: str = "contact.refused") -> list[dict[str, Any]]:
    """The facts of the journal's entries of an act."""
    with book.store.read() as session:
        found = session.scalars(select(Journal.facts).where(Journal.act == act).order_by(Journal.id))
        return [json.loads(one) if isinstance(one, str) else one for one in found]


def on(book: Book, account_id: int, *roles: Role) -> Workstation:
    """The workstation at an account, for a person of these roles, else for the owner."""
    desk = (
        book.desk if not roles else replace(book.desk, actor=replace(book.desk.actor, roles=frozenset(roles)))
    )
    return CollectorStation(desk, lambda: AccountScreen(account_id=account_id))


@pytest.mark.parametrize("size", SIZES)
async def test_hours_of_two_places(book: Book, dana: int, size: tuple[int, int]) -> None:
    async with on(book, dana).run_test(size=size) as pilot:
        await knocked(pilot)
        await until_shown(
            pilot, "Call refused", "Dana Whitlock", DANA, "01:02 in Los Angeles", "04:02 in New York"
        )
        await until_shown(pilot, "Tue 24 Nov 17:00", "in 6 h 58", "12 CFR 1006.6(b)(1)", "both", "your time")
        await until_shown(pilot, "Follow up at 17:00", "Next account", "No override: this is law")
        if size[0] > 100:
            await until_shown(
                pilot, "08:00 Los Angeles, 11:00 New York", "17:00 to 03:00", "confirmed", "▾ now"
            )
        assert "Override" not in picture(pilot.app)
        assert places(pilot.app) == ["account", "refused"]
    (facts,) = entries(book)
    assert "US/hours" in facts["rules"]
    assert facts["zones"] == ["America/Los_Angeles", "America/New_York"]
    assert "Dana" not in json.dumps(facts)


async def test_the_bar_is_open_where_both_are(book: Book, dana: int) -> None:
    async with on(book, dana).run_test(size=(120, 36)) as pilot:
        await knocked(pilot)
        await until_shown(pilot, "both")
        drawn = {
            name: next(line for line in picture(pilot.app).split("\n") if f"▌   {name} " in line)
            for name in ("Los Angeles", "New York", "both")
        }
    begins = {name: line.index("·") for name, line in drawn.items()}
    assert len(set(begins.values())) == 1
    cells = {name: line[begins[name] : begins[name] + 48] for name, line in drawn.items()}
    for west, east, both in zip(cells["Los Angeles"], cells["New York"], cells["both"], strict=True):
        assert (both == "█") == (west == "━" and east == "━")
    # From 10:00 in Berlin: 08:00 to 21:00 is 17:00 to 06:00 for Los Angeles, three hours earlier for New York.
    assert cells["Los Angeles"] == "·" * 14 + "━" * 26 + "·" * 8
    assert cells["New York"] == "·" * 8 + "━" * 26 + "·" * 14


@pytest.mark.parametrize("size", SIZES)
async def test_a_country_without_a_record_needs_a_look(book: Book, size: tuple[int, int]) -> None:
    async with on(book, book.id(REVIEW), Role.COLLECTOR).run_test(size=size) as pilot:
        await knocked(pilot)
        await until_shown(pilot, "Call needs a look", "A lead may allow", "Kuwait")
        await pilot.press("o")
        await pilot.pause(0.1)
        assert places(pilot.app) == ["account", "refused"]
    assert [one["verdict"] for one in entries(book)] == ["REVIEW"]


@pytest.mark.parametrize("size", SIZES)
async def test_a_stop_says_what_would_end_it_and_draws_no_hours(
    book: Book, dana: int, size: tuple[int, int]
) -> None:
    record_stop(book.store, book.desk.actor, NOW, RecordStop(account_id=dana, kind="cease"))
    async with on(book, dana).run_test(size=size) as pilot:
        await knocked(pilot)
        await until_shown(
            pilot, "does not open by itself", "stop on record is lifted", "No override: this is law"
        )
        assert "█" not in picture(pilot.app).split("Refused")[-1] or size[0] > 100
        assert not pilot.app.screen._refusal.windows
        await until_shown(pilot, "at a time of your own")
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen.place_name == "follow_up", "the card of follow-ups")
        await pilot.press("escape", "escape")
        await until(pilot, lambda: pilot.app.screen.place_name == "refused", "the refusal again")


async def test_the_follow_up_is_a_call_at_that_minute(book: Book, dana: int) -> None:
    async with on(book, dana).run_test(size=(80, 24)) as pilot:
        await knocked(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: not isinstance(pilot.app.screen, RefusedCard), "the account again")
        await until_shown(pilot, "u Undo")
    with book.store.read() as session:
        planned = session.execute(select(NextAction.kind, NextAction.due_at, NextAction.account_id)).all()
    assert [tuple(one) for one in planned] == [("call", OPENS, dana)]


async def test_from_the_list_the_next_account_is_selected(book: Book, station: MakeStation) -> None:
    async with station(QueueScreen).run_test(size=(120, 36)) as pilot:
        await until_shown(pilot, "7 of 7")
        rows = pilot.app.screen.query_one(Rows)
        assert rows.select_key(book.id(BUSINESS))
        below = rows.index + 1
        await pilot.pause(0.2)
        await pilot.press("c")
        await until(pilot, lambda: pilot.app.screen.place_name == "refused", "the card")
        await pilot.press("s")
        await until(pilot, lambda: pilot.app.screen.place_name == "queue", "the list")
        await until(pilot, lambda: pilot.app.screen.query_one(Rows).index == below, "the next account")
        assert len(entries(book)) == 1


async def test_what_stood_as_open_is_explained(book: Book, dana: int, station: MakeStation) -> None:
    # The list was worked out while the account was a business in Hamburg.
    async with station(QueueScreen).run_test(size=(120, 36)) as pilot:
        await until_shown(pilot, "7 of 7")
        rows = pilot.app.screen.query_one(Rows)
        assert rows.select_key(dana)
        await until(pilot, lambda: rows.current is not None and rows.current.data.account_id == dana)
        assert rows.current.data.reach.callable
        await pilot.press("c")
        await until_shown(pilot, "In the list it stood as open; since then:")


async def test_keys_meant_for_a_call_are_lost_with_it(book: Book, dana: int) -> None:
    async with on(book, dana).run_test(size=(80, 24)) as pilot:
        await until_shown(pilot, "c Call")
        await until(pilot, lambda: pilot.app.screen._known is not None, "the account")
        await pilot.press("c", "0", "ctrl+s", "p")
        await until(pilot, lambda: pilot.app.screen.place_name == "refused", "the card")
        await pilot.pause(0.2)
        assert places(pilot.app) == ["account", "refused"]
    assert entries(book, "call.log") == []
    assert len(entries(book)) == 1


async def test_keys_that_come_before_an_allowed_call_go_to_it(book: Book) -> None:
    async with on(book, book.id(DANA)).run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: getattr(pilot.app.screen, "_known", None) is not None, "the account")
        await pilot.press("c", "0", "ctrl+s")
        await until(pilot, lambda: entries(book, "call.log") != [], "the call, saved")
    assert [one["result"] for one in entries(book, "call.log")] == ["NOANS"]
    assert entries(book) == []


@pytest.mark.parametrize(("hours", "place"), [(1, "call"), (3, "refused")])
async def test_a_call_that_goes_on_is_not_refused(book: Book, dana: int, hours: int, place: str) -> None:
    began = NOW - timedelta(hours=hours)
    kept = {"started_at": began.isoformat(), "step": 1, "point": None, "person": None}
    save_draft(book.store, book.desk.actor, NOW, dana, "call", "they look it up", (0, 4), kept)
    async with on(book, dana).run_test(size=(80, 24)) as pilot:
        await knocked(pilot, place)
    assert len(entries(book)) == (place == "refused")


async def test_the_draft_of_another_person_opens_nothing(book: Book, dana: int) -> None:
    from collectdesk.desk.book import find_actor
    from collectdesk.desk.people import AddUser, add_user

    add_user(book.store, book.desk.actor, NOW, AddUser(name="Olu Ade"))
    other = find_actor(book.store, "Olu Ade")
    save_draft(book.store, other, NOW, dana, "call", "on the line", (0, 4), {"started_at": NOW.isoformat()})
    async with on(book, dana).run_test(size=(80, 24)) as pilot:
        await knocked(pilot)


@pytest.mark.parametrize(("typed", "place"), [("los angeles", "refused"), ("Kolkata", "call")])
async def test_the_corrected_place_knocks_again(book: Book, dana: int, typed: str, place: str) -> None:
    async with on(book, dana).run_test(size=(80, 24)) as pilot:
        card = await knocked(pilot)
        await pilot.press("e")
        await until(pilot, lambda: pilot.app.screen.place_name == "stated_place", "the card of the place")
        await type_in(pilot, "zzz")
        await until_shown(pilot, "no time zone is named for")
        await pilot.press("backspace", "backspace", "backspace")
        await type_in(pilot, typed)
        await until_shown(pilot, " there")
        await pilot.press("ctrl+s")
        await until(
            pilot, lambda: pilot.app.screen.place_name == place and pilot.app.screen is not card, place
        )
        if place == "refused":
            await until_shown(pilot, "01:02 in Los Angeles")
            assert "New York" not in picture(pilot.app)
    assert [one["zones"] for one in entries(book)[1:]] == (
        [["America/Los_Angeles"]] if place == "refused" else []
    )


async def test_a_lead_lets_it_pass_with_a_reason(book: Book) -> None:
    async with on(book, book.id(BUSINESS)).run_test(size=(120, 36)) as pilot:
        await knocked(pilot)
        await until_shown(pilot, "A lead may allow this.", "Override")
        await pilot.press("o")
        await until(pilot, lambda: pilot.app.screen.place_name == "override", "the card of the reason")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "it goes on record")
        await type_in(pilot, "asked by mail")
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen.place_name == "call", "the call")
    with book.store.read() as session:
        assert [one.reason for one in session.scalars(select(GateOverride))] == ["asked by mail"]
    assert len(entries(book)) == 1


async def test_nobody_passes_what_only_a_lead_may(book: Book) -> None:
    async with on(book, book.id(BUSINESS), Role.COLLECTOR).run_test(size=(120, 36)) as pilot:
        await knocked(pilot)
        await until_shown(pilot, "A lead may allow this.")
        assert "o  Override" not in picture(pilot.app)
        await pilot.press("o")
        await pilot.pause(0.1)
        assert places(pilot.app) == ["account", "refused"]


@pytest.mark.parametrize("size", SIZES)
async def test_g_shows_every_rule_and_y_copies(book: Book, dana: int, size: tuple[int, int]) -> None:
    async with on(book, dana).run_test(size=size) as pilot:
        await knocked(pilot)
        await pilot.press("g")
        await until_shown(pilot, "All rules", "read on 21 Nov 2026")
        await pilot.press("y")
        await until(pilot, lambda: "Call refused" in pilot.app.clipboard, "the text")
        told = pilot.app.clipboard
        for wanted in (
            "Dana Whitlock",
            "At most 7 calls in 7 consecutive days",
            "12 CFR 1006.6(b)(1)",
            "letter",
        ):
            assert wanted in told
        await pilot.press("g")
        await until(pilot, lambda: "All rules ─" not in picture(pilot.app), "the short form")


@pytest.mark.parametrize("size", SIZES)
async def test_a_strangers_name_is_text(book: Book, dana: int, size: tuple[int, int]) -> None:
    with book.store.write() as session:
        party = session.get_one(Party, session.get_one(Account, dana).party_id)
        party.name, party.city = HOSTILE, HOSTILE
    async with on(book, dana).run_test(size=size) as pilot:
        await knocked(pilot)
        await until_shown(pilot, "[@click=app.quit]", "Next lawful minute")
        await pilot.press("g", "y")
        await until(pilot, lambda: "Call refused" in pilot.app.clipboard, "the text")
        assert "\x1b" not in picture(pilot.app)
        assert "\x1b" not in pilot.app.clipboard
        assert pilot.app.is_running
    assert HOSTILE[:8] not in json.dumps(entries(book))


async def test_an_unknown_place_is_asked_for(book: Book) -> None:
    async with on(book, book.id(UNKNOWN)).run_test(size=(120, 36)) as pilot:
        card = await knocked(pilot)
        await until_shown(pilot, "once the place is known")
        assert card._refusal.windows == ()


async def test_a_broken_rule_file_ends_the_program(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise BadInput("data/jurisdictions/GB.toml: [[hours]] has no id; add one")

    monkeypatch.setattr(workstation, "_read_rules", broken)
    app = CollectorStation(book.desk, QueueScreen)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.return_code is not None or not app.is_running, "the end")
    assert app.return_code == BadInput.exit_code != 0
    assert app.failure == "data/jurisdictions/GB.toml: [[hours]] has no id; add one"


def test_zones_as_they_are_typed() -> None:
    assert zones_named("Los Angeles") == ["America/Los_Angeles"]
    assert zones_named("asia/kolkata") == ["Asia/Kolkata"]
    assert zones_named("los_ang") == ["America/Los_Angeles"]
    assert zones_named("  ") == []
    assert zones_named("[/nope]") == []
    assert {"America/New_York", "America/Nome"} - set(zones_named("n")) == set()
