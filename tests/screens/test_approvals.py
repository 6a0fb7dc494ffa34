"""The approvals screen: for whom a request waits, approved, declined with a reason, entered for others, withdrawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from collectdesk.cli.workstation import CollectorStation
from collectdesk.desk.act import Actor
from collectdesk.desk.plans.agreeing import MakePlan, make_plan
from collectdesk.desk.rights import Role
from collectdesk.models import Approval, PaymentPlan, User
from collectdesk.screens.approvals import ApprovalsScreen, DecisionCard
from collectdesk.screens.queue import QueueScreen
from tests.screens.conftest import HOSTILE, NOW, SIZES, TURNED, Book, MakeStation, picture, until, until_shown
from tests.screens.under import Under, type_in


def person(book: Book, name: str, role: Role) -> Actor:
    """Somebody else at the desk."""
    with book.store.write() as session:
        row = User(name=name, roles=str(role), created_at=NOW)
        session.add(row)
        session.flush()
        return Actor(row.id, name, frozenset({role}))


def ask(book: Book, actor: Actor, account: str, currency: str, reason: str, number: int = 5) -> None:
    """A plan that is too long for a collector."""
    command = MakePlan(
        account_id=book.id(account), currency=currency, down_minor=0, number=number, first_on=date(2026, 12, 24),
        ask=True, reason=reason, evidence="[/nope] bank statement",
    )  # fmt: skip
    make_plan(book.store, actor, NOW, command)


@pytest.fixture
def asked(book: Book) -> Book:
    """Four requests: of a collector for a manager, one above all, one of the owner's own, one of a hostile customer."""
    collector = person(book, f"Ravi {TURNED}", Role.COLLECTOR)
    ask(book, collector, "100234", "EUR", HOSTILE)
    ask(book, collector, "100112", "EUR", "Season begins in spring", number=40)
    ask(book, collector, "100577", "USD", "[/nope] [b $accent {x} %s")
    ask(book, book.desk.actor, "100907", "GBP", "my own", number=40)
    return book


def as_person(book: Book, role: Role) -> Book:
    """The book with another person at it."""
    return replace(book, desk=replace(book.desk, actor=person(book, f"A {role}", role)))


def states(book: Book) -> list[tuple[str, str]]:
    """Each request with its answer."""
    with book.store.read() as session:
        return [(one.state, one.answer) for one in session.scalars(select(Approval).order_by(Approval.id))]


async def opened(pilot: Any, rows: int) -> ApprovalsScreen:
    """The screen, when it has so many rows."""
    await pilot.pause()
    await pilot.press("c")
    await until(pilot, lambda: isinstance(pilot.app.screen, ApprovalsScreen), "the approvals")
    screen: ApprovalsScreen = pilot.app.screen
    await until(pilot, lambda: screen.rows.total == rows, "the requests")
    await until_shown(pilot, f"{rows} request")
    return screen


@pytest.mark.parametrize("size", SIZES)
async def test_who_asks_for_what_and_why(asked: Book, station: MakeStation, size: tuple[int, int]) -> None:
    async with station(lambda: Under("approvals")).run_test(size=size) as pilot:
        await opened(pilot, 4)
        await until_shown(pilot, "3 for you to decide", "for a manager to decide", "longer than 3 months")
        shown = picture(pilot.app)
        assert "[@click=app.quit]x[/] [URGENT]" in shown  # the reason of the first, as the text it is
        assert "[/nope] bank statement" in shown
        assert "EUR     33,890.55" in shown  # all that is overdue, in the currency of the authority table
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        assert "v Approve" in shown
        assert "x Decline" in shown
        if size[0] >= 100:
            groups = [shown.index(word) for word in ("For you to decide ─", "Your own ─")]
            assert groups == sorted(groups)
        await pilot.press("end")
        await until_shown(pilot, "x Withdraw", "my own")
        assert "v Approve" not in picture(pilot.app)
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen.place_name == "account", "the account")


async def test_approved_at_once_and_declined_with_a_reason(asked: Book, station: MakeStation) -> None:
    async with station(lambda: Under("approvals")).run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, 4)
        await pilot.press("v")
        await until(pilot, lambda: isinstance(pilot.app.screen, DecisionCard), "the card")
        await until_shown(pilot, "Approve", "longer than 3 months", "Anything to say with it?")
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is screen and screen.rows.total == 3, "one less")
        await until_shown(pilot, "Approved")
        await pilot.press("home", "down")
        await until_shown(pilot, "USD 2,380.00")
        await pilot.press("x")
        await until_shown(pilot, "Why is it declined?")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "say why it is declined")
        await type_in(pilot, "[/nope] [b")
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is screen and screen.rows.total == 2, "two less")
    assert states(asked)[0][0] == "approved"
    assert states(asked)[2] == ("declined", "[/nope] [b")
    with asked.store.read() as session:
        found = session.scalars(select(PaymentPlan.state).order_by(PaymentPlan.id)).all()
    assert sorted(found) == ["declined", "offered", "waiting", "waiting"]


async def test_what_stands_above_all_levels_asks_what_was_decided(asked: Book, station: MakeStation) -> None:
    async with station(lambda: Under("approvals")).run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, 4)
        await pilot.press("down")
        await until_shown(pilot, "for the committee to decide")
        await pilot.press("v")
        await until_shown(pilot, "What did the committee decide, and when?")
        await pilot.press("enter")
        await until_shown(pilot, "say what the committee decided")
        await type_in(pilot, "minutes")
        await pilot.press("escape", "escape")
        await until(pilot, lambda: pilot.app.screen is screen, "the list again")
        await pilot.press("v")
        await until(pilot, lambda: isinstance(pilot.app.screen, DecisionCard), "the card")
        await until(pilot, lambda: pilot.app.screen.field.value == "minutes", "what was typed")
        await type_in(pilot, " 7")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: pilot.app.screen is screen and screen.rows.total == 3, "one less")
    assert ("approved", "minutes 7") in states(asked)


async def test_ones_own_is_withdrawn(asked: Book, station: MakeStation) -> None:
    async with station(lambda: Under("approvals")).run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, 4)
        await pilot.press("end")
        await until_shown(pilot, "x Withdraw")
        await pilot.press("v")
        assert pilot.app.screen is screen
        await pilot.press("x")
        await until_shown(pilot, "Withdraw the request?")
        await pilot.press("v")
        await until(pilot, lambda: pilot.app.screen is screen and screen.rows.total == 3, "one less")
        await until_shown(pilot, "Request withdrawn")
    assert ("withdrawn", "") in states(asked)


async def test_a_collector_sees_their_own_alone(asked: Book) -> None:
    mine = as_person(asked, Role.COLLECTOR)
    ask(mine, mine.desk.actor, "100663", "PLN", "mine")
    app = CollectorStation(mine.desk, lambda: Under("approvals"))
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, 1)
        await until_shown(pilot, "mine", "x Withdraw")
        assert "for you to decide" not in picture(pilot.app)


async def test_nothing_waits(book: Book, station: MakeStation) -> None:
    async with station(lambda: Under("approvals")).run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, 0)
        await until_shown(pilot, "Nothing waits.")
        await pilot.press("v", "x", "enter", "n", "y")
        assert pilot.app.screen is screen


async def test_the_list_says_how_many_wait_and_its_key_opens_them(asked: Book, station: MakeStation) -> None:
    async with station(QueueScreen).run_test(size=(80, 24)) as pilot:
        await until_shown(pilot, "3 to approve")
        await pilot.press("a")
        await until(pilot, lambda: isinstance(pilot.app.screen, ApprovalsScreen), "the approvals")
