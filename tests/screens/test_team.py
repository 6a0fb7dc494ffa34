"""The team on a screen: who is how far, what is stuck, hours nobody covers, and accounts that change hands."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from collectdesk.cli.workstation import CollectorStation
from collectdesk.desk.handle import DeskHandle
from collectdesk.desk.notes import WriteNote, write_note
from collectdesk.desk.promises import RecordPromise, record_promise
from collectdesk.desk.rights import Role
from collectdesk.desk.team import team_page
from collectdesk.faults import Refused
from collectdesk.models import Account, NextAction
from collectdesk.ranking.rerank import rank_accounts
from collectdesk.screens.queue import QueueScreen
from collectdesk.screens.team import TeamScreen
from tests.screens.conftest import (
    BAD_MARKUP,
    DAY,
    NOW,
    SIZES,
    Book,
    MakeStation,
    journal,
    until,
    until_shown,
)
from tests.screens.test_approvals import ask, person
from tests.screens.under import type_in


@pytest.fixture
def team(book: Book) -> Book:
    """Ravi has three accounts, worked one and promised on it; Keiko did nothing; one follow-up is late."""
    ravi = person(book, "Ravi Nair", Role.COLLECTOR)
    person(book, "Keiko [b]", Role.COLLECTOR)
    ids = [book.id(number) for number in ("100234", "100871", "101342")]
    with book.store.write() as session:
        session.execute(update(Account).where(Account.id.in_(ids)).values(assignee_id=ravi.id))
        session.add(
            NextAction(
                account_id=ids[1], assignee_id=ravi.id, kind="call", due_at=NOW - timedelta(days=2),
                created_at=NOW - timedelta(days=3),
            )
        )  # fmt: skip
        session.flush()
        rank_accounts(session, DAY, None)
    promised = RecordPromise(
        account_id=ids[0], amount_minor=120000, currency="EUR", promised_on=DAY + timedelta(days=3)
    )
    record_promise(book.store, ravi, NOW - timedelta(minutes=12), promised)
    write_note(book.store, ravi, NOW - timedelta(minutes=5), WriteNote(account_id=ids[0], text="x"))
    ask(book, ravi, "100112", "EUR", BAD_MARKUP)
    return book


def test_the_figures_of_a_day(team: Book) -> None:
    page = team_page(team.store, team.desk.actor, NOW, "Europe/Berlin")
    ravi = next(one for one in page.people if one.name == "Ravi Nair")
    assert (ravi.at_work, ravi.last_act, ravi.late_steps, ravi.waiting, ravi.stuck) == (
        True, "plan.make", 1, 1, 2,
    )  # fmt: skip
    # three accounts of the list, one of them worked; the plan was asked for on a fourth, which is nobody's
    assert (ravi.today.planned, ravi.today.worked, ravi.today.promises) == (4, 2, 1)
    assert [str(one) for one in ravi.today.promised] == ["1200.00"]
    with team.store.read() as session:
        nobodys = session.scalars(select(Account.number).where(Account.assignee_id.is_(None))).all()
    assert 0 < page.unassigned <= len(nobodys)
    german = next(one for one in page.countries if one.country == "DE")
    assert (german.today.worked, german.today.promises) == (1, 1)
    assert [one.account for one in page.approvals] == ["100112"]
    assert page.cover
    for one in page.cover:
        for gap in one.uncovered:
            assert gap.start >= NOW
            assert any(open_.start <= gap.start and gap.end <= open_.end for open_ in one.some)
            assert not any(max(gap.start, here.start) < min(gap.end, here.end) for here in page.there)
    with pytest.raises(Refused):
        team_page(team.store, person(team, "Lim", Role.COLLECTOR), NOW, "Europe/Berlin")


@pytest.mark.parametrize("size", SIZES)
async def test_people_countries_and_entries(team: Book, station: MakeStation, size: tuple[int, int]) -> None:
    async with station(TeamScreen).run_test(size=size) as pilot:
        await until_shown(pilot, "3 people, 1 at work", "Ravi Nair")
        await until_shown(pilot, "Keiko [b]", "2/4")
        await until_shown(pilot, "no one" if size[0] > 100 else "Nobody at a desk")
        await until_shown(pilot, "EUR 1,200.00", "1 next action of an earlier day")
        await pilot.press("o")
        await until_shown(pilot, "Germany", "by country of the customer")
        await pilot.press("o")
        await until_shown(pilot, "Ravi Nair")
        await pilot.press("enter")
        await until_shown(pilot, "3 journal entries", "promise")


async def test_accounts_change_hands_and_back(team: Book, station: MakeStation) -> None:
    def held() -> dict[int, int | None]:
        with team.store.read() as session:
            return dict(session.execute(select(Account.id, Account.assignee_id)).all())

    before = held()
    async with station(TeamScreen).run_test(size=(80, 24)) as pilot:
        await until_shown(pilot, "Ravi Nair", "2/4")
        await pilot.press("t")
        await until_shown(pilot, "Accounts of Ravi Nair", "Keiko [b]")
        await type_in(pilot, "nobody")
        await until_shown(pilot, "no user named nobody")
        for _ in "nobody":
            await pilot.press("backspace")
        await type_in(pilot, "all")
        await pilot.press("tab")
        await type_in(pilot, "2 by amount")
        await until_shown(pilot, "Who would get what", "2 accounts", "then")
        assert held() == before
        await pilot.press("ctrl+s")
        await until_shown(pilot, "2 accounts shared out")
        assert sum(before[key] != who for key, who in held().items()) == 2
        await pilot.press("u")
        await until_shown(pilot, "Undone")
        assert held() == before
    assert [act for act, _account in journal(team.store)][-2:] == ["account.share", "act.undo"]


async def test_it_opens_from_the_queue_by_its_name_for_a_lead_alone(team: Book) -> None:
    async def found(desk: Any) -> bool:
        async with CollectorStation(desk, QueueScreen).run_test(size=(120, 36)) as pilot:
            await until_shown(pilot, "accounts")
            offers = [offer.action.name for offer in pilot.app.screen.offers_now()]  # type: ignore[attr-defined]
            if "team" in offers:
                await pilot.app.screen.do("team")  # type: ignore[attr-defined]
                await until(pilot, lambda: isinstance(pilot.app.screen, TeamScreen))
            return "team" in offers

    assert await found(team.desk)
    collector = person(team, "Lim", Role.COLLECTOR)
    assert not await found(DeskHandle(team.store, collector, "Europe/Berlin", "EUR", lambda: NOW))


async def test_one_account_from_the_queue(team: Book, station: MakeStation) -> None:
    async with station(QueueScreen).run_test(size=(120, 36)) as pilot:
        await until_shown(pilot, "6 of 7")
        await pilot.press("t")
        await until_shown(pilot, "1 account", "Ravi Nair")
        await type_in(pilot, "keiko")
        await until_shown(pilot, "Who would get what")
        await pilot.press("enter")
        await until_shown(pilot, "1 account shared out: Keiko [b] 1")
