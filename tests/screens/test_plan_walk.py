"""A plan by keys alone, from the list to the signed day: asked for, approved at another seat, accepted, written."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from babel.dates import format_date
from babel.numbers import format_decimal
from pypdf import PdfReader
from sqlalchemy import select, update
from textual.pilot import Pilot

from collectdesk.cli.workstation import CollectorStation
from collectdesk.desk.handle import DeskHandle
from collectdesk.desk.plans.sheet import PlanOnRecord, plans_on_record
from collectdesk.desk.rights import Role
from collectdesk.models import Account, CreditorEntity, Party, PaymentPlan, Rank
from collectdesk.screens.queue import QueueScreen
from collectdesk.tui.frame import Workstation
from collectdesk.widgets.rows import Rows
from tests.screens.conftest import NOW, WIDE, Book, journal, picture, until, until_shown
from tests.screens.test_approvals import person
from tests.screens.under import type_in

NORDWIND, JAPAN = "100234", "100871"
CREDITOR = "Nordsee Werke AG"


@pytest.fixture
def book(book: Book) -> Book:
    """The small book; the creditor has the name of a firm, and the Japanese customer's person reads Japanese."""
    with book.store.write() as session:
        session.scalars(select(CreditorEntity)).one().name = CREDITOR
        party = session.get_one(Party, session.get_one(Account, book.id(JAPAN)).party_id)
        party.language = "ja"
    return book


def collector_of(book: Book, number: str) -> DeskHandle:
    """A collector who works this account alone."""
    actor = person(book, "Asha Rao", Role.COLLECTOR)
    with book.store.write() as session:
        session.get_one(Account, book.id(number)).assignee_id = actor.id
        session.execute(update(Rank).where(Rank.account_id == book.id(number)).values(assignee_id=actor.id))
    return replace(book.desk, actor=actor)


def seat(book: Book, name: str, role: Role) -> Workstation:
    """Somebody else at the same book."""
    handle = replace(book.desk, actor=person(book, name, role))
    return CollectorStation(handle, QueueScreen)


async def place(pilot: Pilot[Any], name: str) -> None:
    await until(pilot, lambda: getattr(pilot.app.screen, "place_name", "") == name, f"the place {name}")
    await pilot.pause(0.1)


async def select_row(pilot: Pilot[Any], key: Any) -> None:
    """Go down the list to a row."""
    rows = pilot.app.screen.query_one(Rows)
    for _row in range(20):
        if rows.current is not None and rows.current.key == key:
            return
        await pilot.press("down")
        await pilot.pause(0.05)
    raise AssertionError(f"no row {key}:\n{picture(pilot.app)}")


async def ask(pilot: Pilot[Any], terms: str, reason: str) -> None:
    """On the plan's screen: own terms beyond a collector's authority, asked for with a reason."""
    await place(pilot, "plan")
    await until_shown(pilot, "Short", "Balanced", "Longest")
    await pilot.press("e")
    await type_in(pilot, terms)
    await until_shown(pilot, "team lead")
    await pilot.press("ctrl+s")
    await place(pilot, "plan_ask")
    await type_in(pilot, reason)
    await pilot.press("ctrl+s")


async def approve(app: Workstation, reason: str) -> None:
    """At the lead's seat: from the list to the request, and yes."""
    async with app.run_test(size=(120, 36)) as pilot:
        await until_shown(pilot, "1 to approve")
        await pilot.press("a")
        await place(pilot, "approvals")
        await until_shown(pilot, "1 request", reason, "v Approve")
        await pilot.press("v")
        await place(pilot, "decision")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "Approved")


async def accept_and_write(pilot: Pilot[Any], account_id: int, language: str, file: Path) -> None:
    """From the list: the account, its plan among the commitments, accepted today, its agreement written."""
    await place(pilot, "queue")
    await until_shown(pilot, "1 of 1")
    await select_row(pilot, account_id)
    await pilot.press("enter")
    await place(pilot, "account")
    await until_shown(pilot, "Overview")
    await pilot.press("5")
    await until_shown(pilot, "offered, not accepted yet")
    await pilot.press("enter")
    await place(pilot, "plan_record")
    await pilot.press("v")
    await place(pilot, "plan_accept")
    await pilot.press("enter")
    await place(pilot, "account")
    await until_shown(pilot, "The plan runs")
    await pilot.press("enter")
    await place(pilot, "plan_record")
    await pilot.press("w")
    await place(pilot, "plan_letter")
    await until(pilot, lambda: pilot.app.screen._offered is not None, "the languages")  # type: ignore[attr-defined]
    await type_in(pilot, language)
    await pilot.press("enter")
    pilot.app.screen.query_one("#file").value = str(file)  # type: ignore[attr-defined]
    await pilot.press("enter")
    await until(pilot, file.exists, "the agreement", 60)
    await place(pilot, "plan_record")


def plan_of(book: Book, number: str) -> PlanOnRecord:
    [plan] = plans_on_record(book.store, book.id(number), NOW)
    return plan


def pages_of(file: Path) -> str:
    """The text of a PDF without the blanks and line ends of its layout."""
    text = "".join(page.extract_text() for page in PdfReader(file).pages)
    return re.sub(r"\s", "", text)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def holds_all(book: Book, number: str, locale: str, amount: Callable[[Any], str], text: str) -> None:
    """Total, each day and each amount of the plan in the locale's form, in order; both sides and the reference."""
    plan = plan_of(book, number)
    at = 0
    for payment in plan.payments:
        day = squeezed(format_date(payment.due_on, "long", locale=locale))
        paid = squeezed(amount(payment.amount))
        found = re.compile(f"{re.escape(day)}{re.escape(paid)}{re.escape(squeezed(amount(payment.balance)))}")
        hit = found.search(text, at)
        assert hit is not None, (day, paid, text[at:])
        at = hit.end()
    assert squeezed(amount(plan.schedule.total)) in text
    assert f"{number}/{plan.id}" in text
    assert squeezed(CREDITOR) in text


def euro(money: Any) -> str:
    return str(format_decimal(money.amount, "#,##0.00", locale="de_DE"))


def yen(money: Any) -> str:
    return str(format_decimal(money.amount, "#,##0", locale="ja_JP"))


async def test_from_the_call_to_a_german_agreement(book: Book, tmp_path: Path) -> None:
    account_id = book.id(NORDWIND)
    collector = collector_of(book, NORDWIND)
    async with CollectorStation(collector, QueueScreen).run_test(size=(120, 36)) as pilot:
        await until_shown(pilot, "1 of 1")
        await select_row(pilot, account_id)
        await pilot.press("c")
        await place(pilot, "call")
        await pilot.press("v", "l")
        await ask(pilot, "10% 5", "New contract from January")
        await place(pilot, "call")
        await until_shown(pilot, "Asked; a team lead decides until")
        [waiting] = [(one.state, one.person_id) for one in rows(book)]
        assert waiting == ("waiting", book.accounts[NORDWIND].person_id)
    await approve(seat(book, "Mira Lindqvist", Role.LEAD), "New contract from January")
    file = tmp_path / "deutsch.pdf"
    async with CollectorStation(collector, QueueScreen).run_test(size=(120, 36)) as pilot:
        await accept_and_write(pilot, account_id, "", file)
    acts = [act for act, _account in journal(book.store)]
    steps = ("plan.make", "approval.decide", "plan.accept", "plan.agreement")
    assert [act for act in acts if act in steps] == list(steps)
    plan = plan_of(book, NORDWIND)
    assert (plan.state, len(plan.payments), plan.payments[0].amount.minor) == ("running", 6, 338906)
    text = pages_of(file)
    holds_all(book, NORDWIND, "de_DE", lambda one: f"{euro(one)} EUR", text)
    assert "33.890,55EUR" in text
    assert "NordwindHandelsGmbH" in text
    assert "Vereinbarung" in text


async def test_from_the_list_to_a_japanese_agreement(book: Book, tmp_path: Path) -> None:
    account_id = book.id(JAPAN)
    collector = collector_of(book, JAPAN)
    async with CollectorStation(collector, QueueScreen).run_test(size=(80, 24)) as pilot:
        await until_shown(pilot, "1 of 1")
        await select_row(pilot, account_id)
        await pilot.press("l")
        await ask(pilot, "10% 6", "Season begins in spring")
        await place(pilot, "queue")
    await approve(seat(book, "Mira Lindqvist", Role.LEAD), "Season begins in spring")
    file = tmp_path / "japanese.pdf"
    async with CollectorStation(collector, QueueScreen).run_test(size=(80, 24)) as pilot:
        await accept_and_write(pilot, account_id, "ja", file)
    text = pages_of(file)
    holds_all(book, JAPAN, "ja_JP", lambda one: f"JPY {yen(one)}", text)
    assert WIDE in text


def rows(book: Book) -> list[PaymentPlan]:
    with book.store.read() as session:
        return list(session.scalars(select(PaymentPlan)))
