"""Reading the list: pages meet without gap or overlap, figures add up, every way to read it agrees."""

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from collectdesk.desk import day as day_module
from collectdesk.desk.day import day_is_current, record_offer, turn_day
from collectdesk.desk.first_page import FILE, generate, read_first_page
from collectdesk.desk.preview import ledgers, preview
from collectdesk.desk.queue import held_page, live_page, queue_at, queue_page, queue_summary
from collectdesk.desk.views_queue import Place, Scope
from collectdesk.faults import StoreUnusable
from collectdesk.models import (
    ContactPerson,
    ContactPoint,
    Desk,
    Journal,
    Note,
    Offer,
    RankingRate,
    RerankDue,
    Team,
    User,
)
from collectdesk.ranking.rates import Quote
from collectdesk.ranking.rerank import rank_accounts
from tests.ranking.specimen import DAY, NOW, Item, Pledge, Specimen, Step, Stop, Talk, write_book

EVERYONE = Scope.everyone()


def mixed_book(count: int = 120) -> list[Specimen]:
    dice = random.Random(11)
    book = []
    for _ in range(count):
        items = tuple(
            Item(
                dice.randrange(-150, 30),
                dice.choice([500, 40000, 40000, 900000]),
                dice.choice(["EUR", "USD", "GBP"]),
            )
            for _ in range(dice.randrange(4))
        )
        steps = (
            (Step(dice.choice(["call", "callback"]), dice.randrange(-90000, 90000)),)
            if dice.random() < 0.4
            else ()
        )
        stops = (Stop(dice.choice(["placed", "hardship", "skipped"])),) if dice.random() < 0.2 else ()
        pledges = (Pledge(dice.randrange(-9, 9), 9),) if dice.random() < 0.3 else ()
        book.append(
            Specimen(
                items, dice.choice("ABCD"), assignee=dice.choice([None, 1, 2, 3]), steps=steps, stops=stops,
                pledges=pledges, limitation=dice.choice([None, None, 30]),
            )
        )  # fmt: skip
    return book


@pytest.fixture
def listed(store: Any) -> Any:
    """A ranked book of 120 accounts; collectors 2 and 3 are a team."""
    with store.write() as session:
        write_book(session, mixed_book())
        session.add(Team(id=5, name="North"))
        session.flush()
        session.execute(update(User).where(User.id.in_([2, 3])).values(team_id=5))
        rank_accounts(session, DAY, None)
        from collectdesk.ranking.config import load_rules

        session.execute(update(Desk).values(day=DAY, ranking_version=load_rules().version))
    return store


def walk(store: Any, scope: Scope, limit: int) -> list[Any]:
    page = queue_page(store, scope, NOW, limit=limit)
    rows = list(page.rows)
    while page.more:
        page = queue_page(store, scope, NOW, after=page.rows[-1].place, limit=limit)
        rows += page.rows
    return rows


@pytest.mark.parametrize("scope", [EVERYONE, Scope.mine(2), Scope.team(5)])
def test_pages_meet_without_gap_or_overlap(listed: Any, scope: Scope) -> None:
    whole = queue_page(listed, scope, NOW, limit=500)
    assert len(whole.rows) > 5
    assert not whole.more
    assert walk(listed, scope, 7) == list(whole.rows)
    places = [row.place for row in whole.rows]
    assert places == sorted(places)
    scores = [row.score for row in whole.rows if row.pin is None]
    assert scores == sorted(scores, reverse=True)
    assert queue_page(listed, scope, NOW, offset=4, limit=3).rows == whole.rows[4:7]
    before = queue_page(listed, scope, NOW, before=places[5], limit=3)
    assert (before.rows, before.more) == (whole.rows[2:5], True)
    assert queue_page(listed, scope, NOW, before=places[2], limit=3).more is False
    last = Place(1, date(9999, 12, 31), 2**40)
    assert queue_page(listed, scope, NOW, before=last, limit=2).rows == whole.rows[-2:]


@pytest.mark.parametrize("scope", [EVERYONE, Scope.mine(2), Scope.team(5), Scope.mine(99)])
def test_the_figures_add_up_to_the_lists(listed: Any, scope: Scope) -> None:
    figures = queue_summary(listed, scope, NOW)
    page = queue_page(listed, scope, NOW, limit=500)
    assert figures.total == len(page.rows) + len(page.callbacks)
    assert figures.callbacks == len(page.callbacks)
    assert figures.pinned == sum(row.pin is not None for row in page.rows)
    held = dict(figures.held_back)
    waiting = held_page(listed, scope, NOW, waiting=True, limit=500).rows
    assert held.pop("next_action", 0) == len(waiting)
    assert all(row.held_until and row.held_until > NOW for row in waiting)
    suppressed = held_page(listed, scope, NOW, limit=500).rows
    called = [row for row in page.callbacks if row.suppressed]
    for reason, count in held.items():
        listed_for = [row for row in suppressed if row.suppressed == reason and row not in called]
        assert count == len(listed_for)
    seen = {row.account_id for row in (*page.rows, *page.callbacks, *waiting, *suppressed)}
    mine = (
        {None: 120}.get(scope.user_id if scope.user_id else None, len(seen))
        if scope == EVERYONE
        else len(seen)
    )
    assert len(seen) == mine
    assert figures.total + sum(held.values()) + len(waiting) == len(seen)


def test_the_live_list_equals_the_stored_one(listed: Any) -> None:
    for scope in (EVERYONE, Scope.mine(2), Scope.team(5)):
        stored = queue_page(listed, scope, NOW, limit=60)
        total = queue_summary(listed, scope, NOW).total
        assert live_page(listed, scope, NOW, 60) == replace(stored, total=total)
        assert queue_at(listed, scope, NOW, 60) == replace(stored, total=total)
    with listed.write() as session:
        session.execute(update(Desk).values(day=None))
    total = queue_summary(listed, EVERYONE, NOW).total
    assert queue_at(listed, EVERYONE, NOW, 9) == replace(
        queue_page(listed, EVERYONE, NOW, limit=9), total=total
    )
    assert live_page(listed, Scope.mine(99), NOW).total == 0


def test_another_day_is_judged_as_that_day(listed: Any) -> None:
    later = NOW + timedelta(days=45)
    computed = queue_at(listed, EVERYONE, later, 200)
    assert computed.day == DAY + timedelta(days=45)
    with listed.write() as session:
        rank_accounts(session, computed.day, None)
    assert queue_page(listed, EVERYONE, later, limit=200) == replace(computed, total=None)
    assert queue_summary(listed, EVERYONE, later).total == computed.total


def test_every_ledger_sums_to_the_score_of_its_row(listed: Any) -> None:
    rows = queue_page(listed, EVERYONE, NOW, limit=500).rows
    found = ledgers(listed, [row.account_id for row in rows], NOW)
    for row in rows:
        ledger = found[row.account_id]
        assert sum(line.points for line in ledger.lines) == ledger.score == row.score
        assert all(0 <= line.points <= line.cap and line.why for line in ledger.lines)
        assert ledger.pins[:1] == ((row.pin,) if row.pin else ())
        assert ledger.suppressed == ()
    assert ledgers(listed, [10**6], NOW) == {}


def test_a_worked_account_waits_for_its_next_action_and_returns(store: Any) -> None:
    owed = Specimen((Item(-40, 500000),), assignee=1)
    book = [
        owed,
        replace(owed, steps=(Step("call", 7200),)),
        replace(owed, steps=(Step("callback", -60),)),
        replace(owed, steps=(Step("callback", -60),), stops=(Stop("cease"),)),
        replace(owed, steps=(Step("callback", -120),), pledges=(Pledge(4, 5),)),
        replace(owed, steps=(Step("call", 7200), Step("answer", -60, -6 * 86400))),
    ]
    with store.write() as session:
        write_book(session, book)
        rank_accounts(session, DAY, None)
    page = queue_page(store, Scope.mine(1), NOW)
    assert [row.account_id for row in page.callbacks] == [5, 3]
    assert [row.account_id for row in page.rows] == [6, 1]
    assert [row.pin for row in page.rows] == ["customer_waits", None]
    assert page.rows[1].next_step is None
    held = held_page(store, Scope.mine(1), NOW, waiting=True).rows
    assert [(row.account_id, row.next_step and row.next_step.kind) for row in held] == [(2, "call")]
    later = queue_page(store, Scope.mine(1), NOW + timedelta(hours=2))
    assert [row.account_id for row in later.rows] == [6, 1, 2]
    figures = queue_summary(store, Scope.mine(1), NOW)
    assert (figures.total, figures.callbacks, figures.pinned) == (4, 2, 1)
    assert figures.held_back == (("cease", 1), ("next_action", 1))


def test_a_row_says_what_is_overdue_per_currency(store: Any) -> None:
    items = (
        Item(-63, 4821055), Item(-9, 10000, disputed=4000), Item(-2, 9000000, "JPY"), Item(0, 77), Item(-5, -500),
    )  # fmt: skip
    with store.write() as session:
        write_book(session, [Specimen((*items, Item(-1, 5, "GBP")))])
        rank_accounts(session, DAY, None)
    [row] = queue_page(store, EVERYONE, NOW).rows
    assert row.overdue == (("EUR", 4831055), ("GBP", 5), ("JPY", 9000000))
    assert (row.days_past_due, row.no_rate, row.number, row.customer) == (63, True, "A00001", "Customer 1")
    assert (row.country, row.zone) == ("DE", "Europe/Berlin")


def test_the_preview_shows_the_account_as_it_stands(store: Any) -> None:
    items = (Item(-63, 4821055), Item(-9, 114000, disputed=114000), Item(-5, -500), Item(9, 20000, "USD"))
    with store.write() as session:
        write_book(session, [Specimen(items, talks=(Talk(86400),), steps=(Step("call", 60),))])
        session.add(
            ContactPerson(
                id=1, party_id=1, name="Jonas Albrecht", role="ap_clerk", zone="Europe/Berlin", source="test"
            )
        )
        session.flush()
        for value, state, person in (
            ("+49301", "dead", 1),
            ("+49302", "unverified", None),
            ("+49303", "verified", 1),
        ):
            session.add(
                ContactPoint(party_id=1, person_id=person, kind="phone", value=value, state=state, source="t")
            )
        session.add(Note(account_id=1, user_id=1, at=NOW - timedelta(days=2), text="older"))
        session.add(
            Note(account_id=1, user_id=1, at=NOW - timedelta(days=1), text="Approver away.\nBack Monday.")
        )
        session.add(Note(account_id=1, user_id=1, at=NOW, text="taken back", undone_by=3))
        rank_accounts(session, DAY, None)
    shown = preview(store, 1, NOW)
    assert shown is not None
    euro, dollar = shown.sums
    assert (euro.currency, euro.overdue, euro.disputed, euro.open, euro.items) == (
        "EUR",
        4935055,
        114000,
        4934555,
        3,
    )
    assert (dollar.currency, dollar.overdue, dollar.open, dollar.overdue_items) == ("USD", 0, 20000, 0)
    assert sum(line.points for line in shown.ledger.lines) == shown.ledger.score == shown.row.score
    assert shown.contact is not None
    assert (shown.contact.person, shown.contact.number, shown.contact.role) == (
        "Jonas Albrecht",
        "+49303",
        "ap_clerk",
    )
    assert shown.note == "Approver away."
    assert shown.row.next_step is not None
    assert preview(store, 99, NOW) is None


# The first picture


def test_the_stored_sql_is_current() -> None:
    assert FILE.read_text(encoding="utf-8") == generate(), "run python -m collectdesk.desk.first_page --write"


def test_the_first_page_without_sqlalchemy_is_the_same_page(listed: Any) -> None:
    if listed.dialect != "sqlite":
        pytest.skip("the short way is for SQLite only")
    path = listed.url.database
    for user_id, scope in ((None, EVERYONE), (2, Scope.mine(2)), (99, Scope.mine(99))):
        quick = read_first_page(path, NOW, user_id=user_id, limit=30)
        assert quick == queue_page(listed, scope, NOW, limit=30)


def test_the_first_page_gives_way_when_it_cannot_read(tmp_path: Path) -> None:
    assert read_first_page(tmp_path / "none.db", NOW) is None
    (tmp_path / "bad.db").write_bytes(b"\x00\xff not a database" * 99)
    assert read_first_page(tmp_path / "bad.db", NOW) is None
    sqlite3.connect(tmp_path / "other.db").close()
    assert read_first_page(tmp_path / "other.db", NOW) is None
    assert read_first_page(tmp_path, NOW) is None


def test_the_first_page_imports_nothing_heavy() -> None:
    code = (
        "import sys, json, collectdesk.desk.first_page\n"
        "print(json.dumps([n for n in ('sqlalchemy', 'pydantic', 'textual', 'babel') if n in sys.modules]))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(said.stdout) == []


# The day


@pytest.fixture
def quotes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fixed published rates."""
    from decimal import Decimal

    fixed = [
        Quote("USD", Decimal("1.0850"), date(2026, 11, 20)),
        Quote("GBP", Decimal("0.88"), date(2026, 11, 20)),
    ]
    monkeypatch.setattr(day_module, "seed_quotes", lambda _on: fixed)


@pytest.mark.usefixtures("quotes")
def test_the_day_turns_once_and_leaves_one_entry(store: Any, owner: Any) -> None:
    with store.write() as session:
        write_book(session, mixed_book())
    assert not day_is_current(store, NOW)
    told: list[tuple[int, int]] = []
    first = turn_day(store, owner, NOW, lambda done, all_: told.append((done, all_)))
    assert (first.turned, first.whole, first.found, first.done) == (True, True, 120, 120)
    assert told[-1] == (120, 120)
    assert day_is_current(store, NOW)
    again = turn_day(store, owner, NOW)
    assert (again.turned, again.found, again.done) == (False, 0, 0)
    with store.read() as session:
        entries = session.scalars(select(Journal).where(Journal.act == "day.turned")).all()
        assert len(entries) == 1
        assert json.loads(entries[0].facts)["rates_on"] == "2026-11-23"
        assert session.get(Desk, 1).rates_on == date(2026, 11, 23)


def test_the_published_rates_reach_the_first_turn(store: Any, owner: Any) -> None:
    with store.write() as session:
        write_book(session, [Specimen((Item(-40, 500000, "USD"), Item(-40, 500000, "NOK")))])
    turn_day(store, owner, NOW)
    [row] = queue_page(store, EVERYONE, NOW).rows
    assert not row.no_rate
    with store.read() as session:
        pinned = {rate.currency: rate for rate in session.scalars(select(RankingRate))}
    assert {"EUR", "USD", "NOK", "JPY"} <= set(pinned)
    assert all(rate.rate_on <= date(2026, 11, 23) for rate in pinned.values())


@pytest.mark.usefixtures("quotes")
def test_rates_are_pinned_once_before_the_first_ranking_and_again_by_hand(store: Any) -> None:
    with store.write() as session:
        write_book(session, [Specimen((Item(-40, 500000, "GBP"),))])
        rank_accounts(session, DAY, None)
    assert queue_page(store, EVERYONE, NOW).rows[0].no_rate
    with store.write() as session:
        day_module.ensure_rates(session, DAY)
        day_module.repin_rates(session, DAY)
        assert rank_accounts(session, DAY, None) == 1
        assert session.get(Desk, 1).rates_on == DAY
        day_module.ensure_rates(session, DAY + timedelta(days=30))
        assert session.get(Desk, 1).rates_on == DAY
    assert not queue_page(store, EVERYONE, NOW).rows[0].no_rate


@pytest.mark.usefixtures("quotes")
def test_later_days_move_only_what_they_must(store: Any, owner: Any) -> None:
    with store.write() as session:
        write_book(session, mixed_book())
    turn_day(store, owner, NOW)
    tomorrow = turn_day(store, owner, NOW + timedelta(days=1))
    assert (tomorrow.turned, tomorrow.whole) == (True, False)
    assert 0 < tomorrow.done < 60
    with store.write() as session:
        assert rank_accounts(session, tomorrow.day, None) == 0
    monday = turn_day(store, owner, NOW + timedelta(days=6))
    assert monday.whole, "new rates on Monday look at every account"
    with store.write() as session:
        assert rank_accounts(session, monday.day, None) == 0
    back = turn_day(store, owner, NOW + timedelta(days=2))
    assert back.whole, "a clock that went back looks at every account"
    with store.write() as session:
        assert rank_accounts(session, back.day, None) == 0


@pytest.mark.usefixtures("quotes")
def test_a_turn_that_was_broken_off_is_taken_up(
    store: Any, owner: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(day_module, "CHUNK", 25)
    with store.write() as session:
        write_book(session, mixed_book())

    class Stopped(Exception):
        pass

    reached: list[int] = []

    def stop(done: int, _all: int) -> None:
        reached.append(done)
        if done >= 50:
            raise Stopped

    with pytest.raises(Stopped):
        turn_day(store, owner, NOW, stop)
    assert not day_is_current(store, NOW)
    assert queue_summary(store, EVERYONE, NOW).stale == 120 - reached[-1] > 0
    with store.read() as session:
        own = session.scalars(select(RerankDue).where(RerankDue.assignee_id == owner.id)).all()
    assert own == [], "the actor's own accounts come first"
    other = turn_day(store, owner, NOW)
    assert other.done == 0, "another process holds the lease"
    rest = turn_day(store, owner, NOW + timedelta(minutes=3))
    assert (rest.turned, rest.done) == (False, 120 - reached[-1])
    assert day_is_current(store, NOW)


def test_a_book_that_was_never_set_up_says_so(sqlite_store: Any) -> None:
    with pytest.raises(StoreUnusable, match="never set up"):
        queue_page(sqlite_store, EVERYONE, NOW)


def test_what_stands_at_the_head_is_kept_once(listed: Any, owner: Any) -> None:
    head, second = queue_page(listed, EVERYONE, NOW).rows[:2]
    assert record_offer(listed, owner, NOW, head.account_id) is not None
    assert record_offer(listed, owner, NOW, head.account_id) is None
    assert record_offer(listed, owner, NOW, second.account_id) is not None
    assert record_offer(listed, owner, NOW, head.account_id) is not None
    assert record_offer(listed, owner, NOW, 10**6) is None
    with listed.read() as session:
        offers = session.scalars(select(Offer).order_by(Offer.id)).all()
    assert [offer.account_id for offer in offers] == [head.account_id, second.account_id, head.account_id]
    assert all(sum(line["points"] for line in offer.ledger) == offer.score for offer in offers)
