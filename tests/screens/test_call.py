"""The call screen: few keys, nothing lost, no amount before the right party is verified."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from collectdesk.cli.workstation import CollectorStation
from collectdesk.desk.notes import find_draft, save_draft
from collectdesk.models import Activity, ContactPoint, Dispute, Hold, Journal, NextAction, Note, Promise
from collectdesk.screens.call import CallScreen
from tests.screens.calling import NORDWIND, called, one, saved
from tests.screens.conftest import HOSTILE, NOW, SIZES, Book, MakeStation, picture, until, until_shown
from tests.screens.under import Under, type_in


@pytest.fixture(autouse=True)
def _no_dialling(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLLECTDESK_DIAL", raising=False)


async def test_no_answer_and_next_is_three_keys(book: Book, station: MakeStation) -> None:
    account = book.id(NORDWIND)
    under = Under("call", account_id=account)
    async with station(lambda: under).run_test(size=(80, 24)) as pilot:
        await called(pilot)
        await pilot.press("0", "ctrl+s")
        await saved(pilot, under, account)
    activity = one(book, Activity)
    assert (activity.result, activity.right_party, activity.contact_point_id) == (
        "NOANS", False, book.accounts[NORDWIND].phone_id,
    )  # fmt: skip
    assert one(book, NextAction).due_at == NOW + timedelta(hours=4)
    assert find_draft(book.store, book.desk.actor, account, "call") is None


async def test_the_keys_may_come_faster_than_the_account(
    book: Book, station: MakeStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    from collectdesk.desk import call_view

    read = call_view.call_view

    def slowly(*given: Any) -> Any:
        time.sleep(1.0)
        return read(*given)

    monkeypatch.setattr(call_view, "call_view", slowly)
    account = book.id(NORDWIND)
    under = Under("call", account_id=account)
    async with station(lambda: under).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("c", "0", "ctrl+s")
        assert pilot.app.screen._talk is None
        await saved(pilot, under, account)
    assert one(book, Activity).result == "NOANS"


async def test_a_promise_takes_at_most_twelve_keys_beyond_amount_and_date(
    book: Book, station: MakeStation
) -> None:
    account = book.id(NORDWIND)
    under = Under("call", account_id=account)
    keys = ["v", "p", *"1200", "space", *"fri", "ctrl+s"]
    assert len(keys) + 1 - len("1200") - len("fri") <= 12
    async with station(lambda: under).run_test(size=(80, 24)) as pilot:
        await called(pilot)
        await pilot.press(*keys[:-1])
        await until_shown(pilot, "EUR 1,200.00", "by Fri 27 Nov 2026", "by Mon 30 Nov", "Tue 1 Dec")
        await pilot.press(keys[-1])
        await saved(pilot, under, account)
    promise = one(book, Promise)
    assert (promise.amount_minor, promise.currency, promise.promised_on, promise.last_value_on) == (
        120_000, "EUR", date(2026, 11, 27), date(2026, 11, 30),
    )  # fmt: skip
    assert promise.person_id == book.accounts[NORDWIND].person_id


@pytest.mark.parametrize("size", SIZES)
async def test_no_amount_is_drawn_before_verifying(
    book: Book, station: MakeStation, size: tuple[int, int]
) -> None:
    under = Under("call", account_id=book.id(NORDWIND))
    async with station(lambda: under).run_test(size=size) as pilot:
        screen = await called(pilot)
        for _step in range(9):
            shown = picture(pilot.app)
            assert "33,890" not in shown
            assert "4655" not in shown
            await pilot.press("right")
        await type_in(pilot, "\t\tptp all fri")
        await until(pilot, lambda: screen.result.parsed and screen.result.parsed.complete, "a promise")
        assert "33,890" not in picture(pilot.app)
        await pilot.press("escape", "v")
        await until_shown(pilot, "33,890.55")


async def test_right_party_results_ask_whether_it_was_verified(book: Book, station: MakeStation) -> None:
    account = book.id(NORDWIND)
    under = Under("call", account_id=account)
    async with station(lambda: under).run_test(size=(80, 24)) as pilot:
        await called(pilot)
        await pilot.press("p")
        await type_in(pilot, "500 fri")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "Not verified yet")
        await pilot.press("x")
        await until(pilot, lambda: isinstance(pilot.app.screen, CallScreen), "back at the call")
        with book.store.read() as session:
            assert session.scalars(select(Activity)).all() == []
        await pilot.press("ctrl+s")
        await until_shown(pilot, "Not verified yet")
        await pilot.press("v")
        await saved(pilot, under, account)
    assert one(book, Activity).right_party is True


async def test_a_wish_to_be_left_alone_needs_no_verifying(book: Book, station: MakeStation) -> None:
    account = book.id(NORDWIND)
    under = Under("call", account_id=account)
    async with station(lambda: under).run_test(size=(80, 24)) as pilot:
        await called(pilot)
        await type_in(pilot, "\t\tcease")
        await pilot.press("ctrl+s")
        await saved(pilot, under, account)
    assert one(book, Hold).kind == "cease"


async def test_dispute_from_a_call(book: Book, station: MakeStation) -> None:
    account = book.id(NORDWIND)
    under = Under("call", account_id=account)
    async with station(lambda: under).run_test(size=(120, 36)) as pilot:
        await called(pilot)
        await pilot.press("v", "d", *"price", "enter", *"1140")
        await until_shown(pilot, "Price differs", "EUR 1,140.00")
        await pilot.press("ctrl+s")
        await saved(pilot, under, account)
    dispute = one(book, Dispute)
    assert (dispute.reason, dispute.amount_minor, dispute.currency) == ("PRICE", 114_000, "EUR")


async def test_what_is_missing_is_said_at_the_line_and_nothing_is_written(
    book: Book, station: MakeStation
) -> None:
    under = Under("call", account_id=book.id(NORDWIND))
    async with station(lambda: under).run_test(size=(80, 24)) as pilot:
        screen = await called(pilot)
        await pilot.press("ctrl+s")
        await until_shown(pilot, "type how the call ended")
        assert screen.focused is screen.result.input
        await type_in(pilot, "ptp 1.200 fri")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "can be 1200 or 1.200")
        with book.store.read() as session:
            assert session.scalars(select(Journal.act).where(Journal.act == "call.log")).all() == []


async def test_pressing_save_twice_logs_one_call(book: Book, station: MakeStation) -> None:
    account = book.id(NORDWIND)
    under = Under("call", account_id=account)
    async with station(lambda: under).run_test(size=(80, 24)) as pilot:
        await called(pilot)
        await pilot.press("0", "ctrl+s", "ctrl+s", "ctrl+s")
        await saved(pilot, under, account)
    assert one(book, Activity).result == "NOANS"


async def test_not_this_one_offers_what_it_can_be(book: Book, station: MakeStation) -> None:
    account = book.id(NORDWIND)
    under = Under("call", account_id=account)
    async with station(lambda: under).run_test(size=(80, 24)) as pilot:
        await called(pilot)
        await pilot.press("x")
        await until_shown(pilot, "Wrong number", "Would not verify")
        assert "Promise to pay" not in picture(pilot.app)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, CallScreen), "back at the call")
        await pilot.press("ctrl+s")
        await saved(pilot, under, account)
    assert one(book, Activity).result == "WRONG_NO"
    assert _one_point(book) == "blocked"


def _one_point(book: Book) -> str:
    with book.store.read() as session:
        return session.get_one(ContactPoint, book.accounts[NORDWIND].phone_id).state


async def test_all_28_results_are_in_the_card_and_typing_narrows_it(book: Book, station: MakeStation) -> None:
    under = Under("call", account_id=book.id(NORDWIND))
    async with station(lambda: under).run_test(size=(120, 36)) as pilot:
        screen = await called(pilot)
        await pilot.press("tab", "tab", "enter")
        await until_shown(pilot, "How did it end?", "No answer")
        assert pilot.app.screen._rows.total == 28
        await type_in(pilot, "machine")
        await until(pilot, lambda: pilot.app.screen._rows.total == 1, "one result")
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is screen, "back at the call")
        assert screen.result.value == "fax"


async def test_dead_numbers_are_shown_and_never_dialled(book: Book, station: MakeStation) -> None:
    known = book.accounts[NORDWIND]
    with book.store.write() as session:
        first = session.get_one(ContactPoint, known.phone_id)
        for value, state in (("+49 40 999", "dead"), ("+49 40 222", "unverified")):
            digits = "".join(c for c in value if c.isdigit())
            session.add(
                ContactPoint(
                    party_id=first.party_id, person_id=known.person_id, kind="phone", value=value, digits=digits,
                    digits_reversed=digits[::-1], state=state, source="test",
                )
            )  # fmt: skip
    under = Under("call", account_id=known.account_id)
    async with station(lambda: under).run_test(size=(120, 36)) as pilot:
        screen = await called(pilot)
        assert screen._talk is not None
        values = [one.point.value for one in screen._talk.view.lines]
        assert values[-1] == "+49 40 999"
        await pilot.press("3")
        await until_shown(pilot, "This number is dead; it is not dialled.")
        await pilot.press("o")
        await until(pilot, lambda: screen._talk.number.point.value == "+49 40 222", "the other number")
        await pilot.press("o")
        await until(pilot, lambda: screen._talk.number.point.id == known.phone_id, "the first again")


async def test_dialling_with_the_desks_own_command(
    book: Book, station: MakeStation, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    heard = tmp_path / "dialled"
    program = tmp_path / "dial.py"
    program.write_text(f"import sys; open({str(heard)!r}, 'w').write(repr(sys.argv[1:]))")
    monkeypatch.setenv("COLLECTDESK_DIAL", f"{sys.executable} {program} call {{number}}")
    under = Under("call", account_id=book.id(NORDWIND))
    async with station(lambda: under).run_test(size=(80, 24)) as pilot:
        await called(pilot)
        await until(pilot, heard.exists, "the dialled number")
        await until_shown(pilot, "Dialling +49405550100234")
    assert heard.read_text() == "['call', '+49405550100234']"


async def test_answers_say_what_to_ask_and_begin_the_result(book: Book, station: MakeStation) -> None:
    under = Under("call", account_id=book.id(NORDWIND))
    async with station(lambda: under).run_test(size=(120, 36)) as pilot:
        screen = await called(pilot)
        await pilot.press("v", "right", "right")
        await until_shown(pilot, "It waits for approval")
        await pilot.press("3")
        await until_shown(pilot, "Who approves it, and when is the payment run?")
        assert screen.result.value == "ip"
        await pilot.press("9")
        await until_shown(pilot, "I have noted it and stop.")
        assert screen.result.value == "ip"  # what stands there is not overwritten


async def test_a_follow_up_chosen_in_the_call_takes_the_place_of_the_usual(
    book: Book, station: MakeStation
) -> None:
    account = book.id(NORDWIND)
    under = Under("call", account_id=account)
    async with station(lambda: under).run_test(size=(80, 24)) as pilot:
        await called(pilot)
        await pilot.press("0", "f")
        await until_shown(pilot, "When")
        await type_in(pilot, "mon 10 ask again")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, CallScreen), "back at the call")
        await until_shown(pilot, "Mon 30 Nov 10:00", "ask again")
        await pilot.press("ctrl+s")
        await saved(pilot, under, account)
    action = one(book, NextAction)
    assert (action.kind, action.text, action.due_at.isoformat()) == (
        "call", "ask again", "2026-11-30T09:00:00+00:00",
    )  # fmt: skip


async def test_a_refused_promise_stays_on_the_screen_with_everything_typed(book: Book) -> None:
    from collectdesk.desk.rights import Role

    account = book.id(NORDWIND)
    actor = replace(book.desk.actor, roles=frozenset({Role.COLLECTOR}))
    under = Under("call", account_id=account)
    app = CollectorStation(replace(book.desk, actor=actor), lambda: under)
    async with app.run_test(size=(120, 36)) as pilot:
        screen = await called(pilot)
        await pilot.press("v", "p")
        await type_in(pilot, "1200 15 jan")
        await until_shown(pilot, "Tue 8 Dec 2026")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: not app.jobs.pending, "the answer")
        await until_shown(pilot, "Tue 8 Dec 2026")
        assert screen.result.value == "ptp 1200 15 jan"
        assert not screen.result.input.disabled
    draft = find_draft(book.store, actor, account, "call")
    assert draft is not None
    assert draft.state["result"] == "ptp 1200 15 jan"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("number", ["100577", "100907", "100112", "100871"])
async def test_strangers_texts_are_only_texts(
    book: Book, station: MakeStation, number: str, size: tuple[int, int]
) -> None:
    account = book.id(number)
    save_draft(book.store, book.desk.actor, NOW, account, "call", f"{HOSTILE}\n[/nope] [b", (1, 2), {})
    under = Under("call", account_id=account)
    async with station(lambda: under).run_test(size=size) as pilot:
        screen = await called(pilot)
        await pilot.press("escape", "v")
        for _step in range(6):
            await pilot.press("right")
        await until_shown(pilot, "10 of 10")
        shown = picture(pilot.app)
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        assert pilot.app.is_running
        screen.result.put("gk " + HOSTILE)
        await until_shown(pilot, "goes into the note")
        await pilot.press("ctrl+s")
        await saved(pilot, under, account)
    assert "[/nope] [b" in one(book, Note).text
    entries = json.dumps([one.facts for one in _journal(book)])
    assert "URGENT" not in entries


def _journal(book: Book) -> list[Journal]:
    with book.store.read() as session:
        return list(session.scalars(select(Journal)))


@pytest.mark.parametrize("size", SIZES)
async def test_everything_stands_inside_the_screen(
    book: Book, station: MakeStation, size: tuple[int, int]
) -> None:
    under = Under("call", account_id=book.id(NORDWIND))
    async with station(lambda: under).run_test(size=size) as pilot:
        screen = await called(pilot)
        await pilot.press("v", "right", "right", "p")
        await type_in(pilot, "1200 fri wire")
        await until_shown(pilot, "Tue 1 Dec")
        for widget in (screen.note.area, screen.result.input, screen.query_one("#script")):
            region = widget.region
            assert region.height >= 1
            assert region.right <= size[0]
            assert region.bottom <= size[1] - 1
        assert all(len(line) <= size[0] for line in picture(pilot.app).splitlines())


async def test_the_clock_of_the_call_runs(book: Book) -> None:
    moment = [NOW]
    under = Under("call", account_id=book.id(NORDWIND))
    app = CollectorStation(replace(book.desk, clock=lambda: moment[0]), lambda: under)
    async with app.run_test(size=(80, 24)) as pilot:
        await called(pilot)
        await until_shown(pilot, "Berlin 10:02", "00:00")
        moment[0] = NOW + timedelta(seconds=292)
        await until_shown(pilot, "04:52")
