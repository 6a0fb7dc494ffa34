"""The queue: what it shows, the keys of a morning, and that nothing a customer brought is more than text."""

from __future__ import annotations

from datetime import timedelta
from threading import Event
from typing import Any

import pytest
import pytz
from textual.pilot import Pilot

from collectdesk.desk.bindings import RecordWish, record_wish
from collectdesk.desk.follow_ups import PlanFollowUp, plan_follow_up
from collectdesk.desk.holds import PutOnHold, put_on_hold
from collectdesk.desk.notes import WriteNote, write_note
from collectdesk.desk.queue import queue_page, queue_row, queue_summary
from collectdesk.desk.views_queue import Scope
from collectdesk.screens.queue import QueueScreen
from collectdesk.screens.queue.listing import page_rows
from collectdesk.widgets.rows import Rows
from tests.screens.conftest import (
    BAD_MARKUP,
    DAY,
    HOSTILE,
    NOW,
    SIZES,
    Book,
    MakeStation,
    journal,
    picture,
    until,
    until_shown,
)


def rows(pilot: Pilot[Any]) -> Rows:
    return pilot.app.screen_stack[0].query_one(Rows)


async def loaded(pilot: Pilot[Any], count: int) -> None:
    """Wait until the list is read and counted."""
    await until(pilot, lambda: rows(pilot).total == count and rows(pilot).current, f"{count} rows")
    await until_shown(pilot, "by score")


@pytest.mark.parametrize("size", SIZES)
async def test_every_account_is_there_in_its_order(
    book: Book, station: MakeStation, size: tuple[int, int]
) -> None:
    async with station(QueueScreen).run_test(size=size) as pilot:
        await loaded(pilot, 7)
        listed = queue_page(book.store, Scope.everyone(), NOW).rows
        shown = [line for line in picture(pilot.app).splitlines() if line[3:7].strip().isdigit()]
        assert [int(line[3:7]) for line in shown[:7]] == [row.score for row in listed]
        assert "7 of 7" in picture(pilot.app)


@pytest.mark.parametrize("size", SIZES)
async def test_foreign_text_is_shown_as_text(book: Book, station: MakeStation, size: tuple[int, int]) -> None:
    note = WriteNote(account_id=book.id("100577"), text=f"{HOSTILE} {BAD_MARKUP}")
    write_note(book.store, book.desk.actor, NOW, note)
    async with station(QueueScreen).run_test(size=size) as pilot:
        await loaded(pilot, 7)
        shown = picture(pilot.app)
        assert "[@click=app.qui" in shown
        assert "[/nope] [b" in shown
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        for number in book.accounts:
            rows(pilot).select_key(book.id(number))
            await until(pilot, lambda: rows(pilot).current is not None)
            await pilot.pause(0.1)
        rows(pilot).select_key(book.id("100577"))
        await until_shown(pilot, "+49405550100577")
        if size[0] > 100:
            await until_shown(pilot, "Last note", "[/nope] [b")
        lines = picture(pilot.app).splitlines()
        at = next(n for n, line in enumerate(lines) if "[@click=app.qui" in line)
        await pilot.click(offset=(30, at))
        assert pilot.app.is_running
        assert pilot.app.return_code is None


@pytest.mark.parametrize("size", SIZES)
async def test_amounts_stand_on_their_point(book: Book, station: MakeStation, size: tuple[int, int]) -> None:
    async with station(QueueScreen).run_test(size=size) as pilot:
        await loaded(pilot, 7)
        lines = [line for line in picture(pilot.app).splitlines() if line[3:7].strip().isdigit()][:7]
        from rich.cells import cell_len

        where = {}
        for line in lines:
            for code in ("KWD", "EUR", "GBP", "USD", "PLN"):
                if f" {code} " in line[: size[0]]:
                    after = line.index(f" {code} ")
                    where[code] = cell_len(line[: line.index(".", after + 5)])
        assert len(where) == 5
        assert len(set(where.values())) == 1


async def test_the_ledger_beside_the_list_adds_up(book: Book, station: MakeStation) -> None:
    async with station(QueueScreen).run_test(size=(120, 36)) as pilot:
        await loaded(pilot, 7)
        await until_shown(pilot, "Why ")
        panel = [line[87:] for line in picture(pilot.app).splitlines()]
        start = next(n for n, line in enumerate(panel) if line.startswith("Why "))
        score = int(panel[start].split()[1])
        points = [int(line[:2]) for line in panel[start + 1 :] if line[2:3] == "/"]
        assert points
        assert sum(points) == score


async def test_a_hold_leaves_the_list_and_is_counted(book: Book, station: MakeStation) -> None:
    held = PutOnHold(account_id=book.id("100234"), kind="hardship", reason="x")
    put_on_hold(book.store, book.desk.actor, NOW, held)
    async with station(QueueScreen).run_test(size=(120, 36)) as pilot:
        await loaded(pilot, 6)
        await until_shown(pilot, "1 held back: 1 hardship", "6 of 7")


@pytest.mark.parametrize("size", SIZES)
async def test_a_call_back_that_is_due_stands_on_top(
    book: Book, station: MakeStation, size: tuple[int, int]
) -> None:
    last = queue_page(book.store, Scope.everyone(), NOW).rows[-1]
    plan = PlanFollowUp(account_id=last.account_id, kind="callback", due_at=NOW - timedelta(minutes=5))
    plan_follow_up(book.store, book.desk.actor, NOW - timedelta(hours=2), plan)
    async with station(QueueScreen).run_test(size=size) as pilot:
        await loaded(pilot, 7)
        assert rows(pilot).current_key == last.account_id
        if size[0] > 100:
            await until_shown(pilot, "Call back now", "call-back agreed for 09:57")
        await until_shown(pilot, "09:57 call back")


async def test_the_list_follows_what_was_done_and_keeps_the_cursor(book: Book, station: MakeStation) -> None:
    async with station(QueueScreen).run_test(size=(120, 36)) as pilot:
        await loaded(pilot, 7)
        order = [row.account_id for row in queue_page(book.store, Scope.everyone(), NOW).rows]
        await pilot.press("down")
        await until(pilot, lambda: rows(pilot).current_key == order[1])
        held = PutOnHold(account_id=order[0], kind="hardship", reason="x")
        put_on_hold(book.store, book.desk.actor, NOW, held)
        pilot.app.screen.returned()  # type: ignore[attr-defined]
        await until(pilot, lambda: rows(pilot).total == 6)
        assert rows(pilot).current_key == order[1]
        held = PutOnHold(account_id=order[1], kind="hardship", reason="x")
        put_on_hold(book.store, book.desk.actor, NOW, held)
        pilot.app.screen.returned()  # type: ignore[attr-defined]
        await until(pilot, lambda: rows(pilot).total == 5)
        assert rows(pilot).current_key == order[2]


async def test_undo_takes_the_last_act_back_and_reads_anew(book: Book, station: MakeStation) -> None:
    held = PutOnHold(account_id=book.id("100234"), kind="hardship", reason="x")
    put_on_hold(book.store, book.desk.actor, NOW, held)
    async with station(QueueScreen).run_test(size=(120, 36)) as pilot:
        await loaded(pilot, 6)
        await pilot.press("u")
        await until(pilot, lambda: rows(pilot).total == 7)
        await until_shown(pilot, "Undone")
        assert journal(book.store)[-1] == ("act.undo", book.id("100234"))
        await pilot.press("u")
        await until_shown(pilot, "There is nothing to take back")


async def test_what_is_offered_is_kept_once(book: Book, station: MakeStation) -> None:
    from sqlalchemy import select

    from collectdesk.models import Offer

    head = queue_page(book.store, Scope.everyone(), NOW).rows[0].account_id
    async with station(QueueScreen).run_test(size=(120, 36)) as pilot:
        await loaded(pilot, 7)
        await pilot.press("down", "up", "down", "home")
        await until(pilot, lambda: pilot.app.jobs.pending == 0)  # type: ignore[attr-defined]
    with book.store.read() as session:
        assert list(session.scalars(select(Offer.account_id))) == [head]


async def test_enter_opens_and_esc_comes_back_to_the_same_row(book: Book, station: MakeStation) -> None:
    async with station(QueueScreen).run_test(size=(120, 36)) as pilot:
        await loaded(pilot, 7)
        await pilot.press("down", "down")
        key = rows(pilot).current_key
        await pilot.press("enter")
        await until(pilot, lambda: getattr(pilot.app.screen, "account_id", None) == key, "the account")
        await until_shown(pilot, "Overview")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, QueueScreen))
        assert rows(pilot).current_key == key


async def test_the_first_picture_needs_no_open_book(book: Book) -> None:
    from collectdesk.cli.workstation import CollectorStation, first_look

    looked = first_look(str(book.path), None)
    assert looked is not None
    page, zone = looked
    assert zone == "Europe/Berlin"
    assert len(page.rows) == 7
    gate = Event()

    def slow() -> Any:
        gate.wait(60)
        return book.desk

    app = CollectorStation(slow, lambda: QueueScreen(first=page, zone=zone))
    async with app.run_test(size=(120, 36)) as pilot:
        await until_shown(pilot, "Nordwind", "Opening…")
        assert app.desk is None
        await pilot.press("down")
        second = rows(pilot).current_key
        await pilot.press("enter")
        await until(pilot, lambda: getattr(app.screen, "account_id", None) == second, "the account, waiting")
        gate.set()
        await until_shown(pilot, "Asha Verma", "Overdue")
        await pilot.press("escape")
        await until_shown(pilot, "7 of 7")
        assert rows(pilot).current_key == second


async def test_another_width_keeps_the_row(book: Book, station: MakeStation) -> None:
    async with station(QueueScreen).run_test(size=(120, 36)) as pilot:
        await loaded(pilot, 7)
        await pilot.press("down", "down", "down")
        key = rows(pilot).current_key
        for size in ((80, 24), (120, 36), (100, 30)):
            await pilot.resize_terminal(*size)
            await until(pilot, lambda: rows(pilot).current_key == key, f"the row at {size}")
            await until_shown(pilot, "by score", "overdue")
            assert pilot.app.focused is rows(pilot)


def test_many_pins_stand_under_their_reason_and_few_say_it_themselves(book: Book) -> None:
    from dataclasses import replace

    page = queue_page(book.store, Scope.everyone(), NOW)
    few = replace(page, rows=(replace(page.rows[0], pin="promise_due"), *page.rows[1:]))
    shown = page_rows(few, False, "Europe/Berlin", NOW)
    assert shown[0].group == "Pinned"
    assert shown[0].under is not None
    assert shown[0].under.text == "promise due, unpaid"
    many = replace(page, rows=tuple(replace(row, pin="limitation") for row in page.rows))
    shown = page_rows(many, False, "Europe/Berlin", NOW)
    assert {row.group for row in shown} == {"Pinned: the claim will soon be barred by time"}
    assert all(row.under is None for row in shown)


def test_a_call_back_of_another_day_names_its_day(book: Book) -> None:
    from dataclasses import replace

    page = queue_page(book.store, Scope.everyone(), NOW)
    kuwait = next(row for row in page.rows if row.number == "101342")
    late = replace(page, rows=(), callbacks=(replace(kuwait, callback_at=NOW - timedelta(hours=11)),))
    shown = page_rows(late, False, "Europe/Berlin", NOW)[0]
    assert shown.under is not None
    assert shown.under.text == "call-back agreed for Tue 24 Nov 01:02 Kuwait, 23 Nov 23:02 here"


async def test_long_numbers_are_never_cut(book: Book, station: MakeStation) -> None:
    from sqlalchemy import text

    number = "0200769623"
    with book.store.write() as session:
        session.execute(
            text("UPDATE account SET number = :n WHERE id = :i"), {"n": number, "i": book.id("100234")}
        )
    async with station(QueueScreen).run_test(size=(120, 36)) as pilot:
        await loaded(pilot, 7)
        await until(pilot, lambda: any(number in line[:40] for line in picture(pilot.app).splitlines()))


async def test_a_collector_sees_their_own(book: Book) -> None:
    from collectdesk.cli.workstation import CollectorStation, first_look
    from collectdesk.desk.handle import sit_down
    from collectdesk.desk.people import AddUser, AssignAccounts, add_user, assign_accounts

    add_user(book.store, book.desk.actor, NOW, AddUser(name="Ben"))
    mine = (book.id("100234"), book.id("100907"))
    assign_accounts(book.store, book.desk.actor, NOW, AssignAccounts(account_ids=mine, user="Ben"))
    looked = first_look(str(book.path), "ben")
    assert looked is not None
    assert {row.account_id for row in looked[0].rows} == set(mine)
    desk = sit_down(str(book.path), "Ben", clock=lambda: NOW)
    async with CollectorStation(desk, QueueScreen).run_test(size=(120, 36)) as pilot:
        await loaded(pilot, 2)
        assert "Import" not in picture(pilot.app)
        await pilot.press("i")
        assert isinstance(pilot.app.screen, QueueScreen)
    desk.store.close()


# The gate in the list


def signs(pilot: Pilot[Any]) -> dict[str, str]:
    """The sign of every listed account, by the text behind it."""
    lines = [line for line in picture(pilot.app).splitlines() if line[3:7].strip().isdigit()]
    return {line[7:]: line[2] for line in lines}


def sign_of(pilot: Pilot[Any], customer: str) -> str:
    return next(sign for behind, sign in signs(pilot).items() if customer in behind)


@pytest.mark.parametrize("size", SIZES)
async def test_each_row_says_whether_it_may_be_called(
    book: Book, station: MakeStation, size: tuple[int, int]
) -> None:
    wish = RecordWish(account_id=book.id("100907"), kind="no_calls")
    record_wish(book.store, book.desk.actor, NOW, wish)
    async with station(QueueScreen).run_test(size=size) as pilot:
        await loaded(pilot, 7)
        listed = queue_page(book.store, Scope.everyone(), NOW).rows
        states = {row.number: row.reach.state for row in listed if row.reach}
        assert states["100234"] == "open"
        assert sign_of(pilot, "Nordwind") == "●"
        assert states["100907"] == "held"
        assert sign_of(pilot, "[/nope]") == "■"
        assert states["100577"] == "shut"
        assert sign_of(pilot, "[@click=app") == "○"
        assert states["101342"] == "review"
        assert sign_of(pilot, "Gulf Pearl") == "◔"
        shown = picture(pilot.app)
        assert "shuts in" in shown
        figures = queue_summary(book.store, Scope.everyone(), NOW)
        assert f"● {figures.open} open" in shown
        assert f"○ {figures.shut} shut" in shown
        counted = [figures.open, figures.closing, figures.shut, figures.review, figures.held]
        assert sum(counted) == figures.total == 7
        rows(pilot).select_key(book.id("100234"))
        until_when = next(row.reach.closes_at for row in listed if row.number == "100234" and row.reach)
        local = until_when.astimezone(pytz.timezone("Europe/Berlin"))
        await until_shown(pilot, f"May call until {local:%H:%M}", "Berlin 10:02, house hours")


async def test_the_last_hour_stands_out(book: Book) -> None:
    with book.store.read() as session:
        row = queue_row(session, book.id("100234"), NOW, DAY)
    assert row is not None
    assert row.reach is not None
    assert row.reach.closes_at is not None
    late = row.reach.closes_at - timedelta(minutes=58)
    page = queue_page(book.store, Scope.everyone(), late)
    shown = next(one for one in page_rows(page, False, "Europe/Berlin", late) if one.key == row.account_id)
    assert ("◔", "warn") in shown.cells
    assert ("58 min", "warn") in shown.cells


@pytest.mark.parametrize("size", SIZES)
async def test_o_orders_by_closing_and_k_keeps_who_may_be_called(
    book: Book, station: MakeStation, size: tuple[int, int]
) -> None:
    may = queue_summary(book.store, Scope.everyone(), NOW).callable
    closing = queue_page(book.store, Scope.everyone(), NOW, order="closing").rows
    assert 0 < may == len(closing) < 7
    async with station(QueueScreen).run_test(size=size) as pilot:
        await loaded(pilot, 7)
        await pilot.press("o")
        await until(pilot, lambda: rows(pilot).total == may, "the callable ones")
        await until_shown(pilot, "by closing")
        assert [rows(pilot)._pages.row(n).key for n in range(may)] == [row.account_id for row in closing]  # type: ignore[union-attr]
        await pilot.press("o")
        await until(pilot, lambda: rows(pilot).total == 7)
        await pilot.press("k")
        await until(pilot, lambda: rows(pilot).total == may)
        await until_shown(pilot, "callable")
        assert set(signs(pilot).values()) == {"●"}
        await pilot.press("k")
        await until(pilot, lambda: rows(pilot).total == 7)


async def test_what_was_planned_for_today_stands_under_the_name(book: Book) -> None:
    plan = PlanFollowUp(account_id=book.id("100234"), kind="call", due_at=NOW - timedelta(minutes=2))
    plan_follow_up(book.store, book.desk.actor, NOW - timedelta(hours=2), plan)
    page = queue_page(book.store, Scope.everyone(), NOW)
    shown = {row.key: row for row in page_rows(page, False, "Europe/Berlin", NOW)}
    under = shown[book.id("100234")].under
    assert under is not None
    assert under.pieces == [("call 10:00", "warn")]
