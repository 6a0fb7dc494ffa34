"""The sample book: alive, invented, the same every time, and made by acts alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from collectdesk.cli.books import demo
from collectdesk.desk.act import Actor
from collectdesk.desk.book import find_actor
from collectdesk.desk.gate import ask_gate
from collectdesk.desk.queue import held_page, live_page, queue_page, queue_summary
from collectdesk.desk.views_queue import Scope
from collectdesk.faults import BadInput, StoreUnusable
from collectdesk.models import (
    Account,
    Activity,
    ContactPerson,
    ContactPoint,
    CreditorEntity,
    FxRate,
    Journal,
    OpenItem,
    Party,
    Promise,
    User,
)
from collectdesk.money import decimals
from collectdesk.ranking.config import load_rules
from collectdesk.ranking.explain import explain
from collectdesk.ranking.factors import FACTORS
from collectdesk.sample.book import OWNER, make_sample_book
from collectdesk.store import Store, open_store
from collectdesk.store.journal import verify_chain
from tests.blank import copied
from tests.campaign import examples, some
from tests.sample.made import NOW, whole_book

pytestmark = pytest.mark.xdist_group("sample")  # in one process, so that the book is made once

RESERVED = {
    "US": r"\+1\d{3}55501\d\d",
    "CA": r"\+1\d{3}55501\d\d",
    "GB": r"\+44(2079460\d{3}|1(13|61|31)4960\d{3}|7700900\d{3})",
    "DE": r"\+49(3023125\d{3}|4066969\d{3}|6990009\d{3}|8999998\d{3}|2214710\d{3}|17139200\d\d|17604069\d{3})",
    "FR": r"\+33(199\d{6}|26191\d{4}|46571\d{4}|63998\d{4})",
    "AU": r"\+61(25550|37010|85550)\d{4}",
    "SE": r"\+46(8465004\d\d|3139006\d\d|4062804\d\d)",
}
"""Numbers that countries have set aside for films and books."""

SHARE = examples(100, 5)
"""Per cent of the accounts, where a property does not need the whole book."""


def _open(path: Path) -> tuple[Store, Actor]:
    store = open_store(str(path))
    return store, find_actor(store, None)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The whole sample book."""
    store = copied(whole_book(), tmp_path_factory.mktemp("sample") / "book.db")
    yield store
    store.close()


def test_the_journal_holds_everything_in_order_and_verifies(book: Store) -> None:
    with book.read() as session:
        assert verify_chain(session).intact
        entries = session.scalars(select(Journal).order_by(Journal.id)).all()
        assert [e.at for e in entries] == sorted(e.at for e in entries)
        assert entries[-1].at <= NOW
        assert (NOW - entries[0].at).days in range(50, 60)
        assert not any(e.refused for e in entries)
        calls = session.scalar(select(func.count()).select_from(Activity))
        assert sum(e.act == "call.log" for e in entries) == calls
        acts = {e.act for e in entries}
    assert {
        "import.receivables", "import.contacts", "import.rates", "account.assign", "call.log", "note.write",
        "promise.judge", "hold.put", "account.skip", "follow_up.plan", "follow_up.finish", "flag.raise",
        "contact.mark_point", "day.turned", "creditor.name", "user.add",
    } <= acts  # fmt: skip


def test_it_spans_countries_currencies_scripts_and_creditors(book: Store) -> None:
    with book.read() as session:
        parties = session.scalars(select(Party)).all()
        accounts = session.scalars(select(Account)).all()
        currencies = set(session.scalars(select(OpenItem.currency)))
        creditors = session.scalars(select(CreditorEntity)).all()
        collectors = set(session.scalars(select(User.name)))
    assert len(accounts) in range(380, 450)
    assert len({p.country for p in parties}) >= 25
    assert {p.party_type for p in parties} == {"business", "sole_trader", "consumer"}
    assert {decimals(c) for c in currencies} == {0, 2, 3}
    assert len(currencies) >= 15
    assert {(c.code, c.country) for c in creditors} == {
        ("1000", "DE"), ("1100", "DE"), ("2000", "GB"), ("3000", "SG"), ("4000", "GB"),
    }  # fmt: skip
    assert all(c.name != c.code for c in creditors)
    names = "".join(p.name for p in parties)
    for script in ("[\u0370-\u03ff]", "[\u0600-\u06ff]", "[\u4e00-\u9fff]", "[\uac00-\ud7af]", "[ąęłśżź]"):
        assert re.search(script, names), script
    assert all(p.zone for p in parties)
    assert len(collectors) == 4
    assert OWNER in collectors
    assert {None, 1, 2, 3, 4} == {a.assignee_id for a in accounts}


def test_every_creditor_says_which_rules_apply(book: Store) -> None:
    with book.read() as session:
        kinds = {
            c.code: (c.collector, c.debt_type)
            for c in session.scalars(select(CreditorEntity).order_by("code"))
        }
    assert kinds.pop("4000") == ("third_party", "consumer_credit")
    assert set(kinds.values()) == {("creditor", "trade_invoice")}


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("Odalys Featherstonehill", ""),
        ("Barnaby Candelwick", "two_in_seven"),
        ("Thaddea Applecart", "notice"),
        ("Percival Candlewhistle", "breathing_space"),
        ("Ulrike Quittenbaum", "wish"),
        ("Zubayda Al-Fanous", ""),
    ],
)
def test_consumers_show_what_the_gate_knows(book: Store, name: str, rule: str) -> None:
    with book.read() as session:
        account_id = session.scalars(
            select(Account.id).join(Party, Party.id == Account.party_id).where(Party.name == name)
        ).one()
    # the moment at which both coasts are at work, and the Emirates are too
    moment = datetime(2026, 11, 24, 17, 30 if name.startswith("Od") else 0, tzinfo=UTC)
    if not name.startswith(("Od", "Ba", "Th")):
        moment = NOW
    verdict = ask_gate(book, moment, account_id).verdict
    against = [f"{one.rule.id} {one.outcome.name}" for one in verdict.findings if one.outcome.name != "ALLOW"]
    if rule:
        assert any(rule in one for one in against), against
    else:
        assert not any(one.endswith("BLOCK") for one in against), against


def test_the_owners_list_is_alive(book: Store) -> None:
    owner = find_actor(book, None)
    summary = queue_summary(book, Scope.mine(owner.id), NOW)
    assert summary.total in range(110, 150)
    assert summary.callbacks == 2
    assert summary.stale == 0
    rare = {"breathing_space_crisis", "minor", "wrong_party", "payment_search", "payment_plan", "settlement"}
    assert dict(summary.held_back).keys() == {*load_rules().suppressions.order, "next_action"} - rare
    page = queue_page(book, Scope.mine(owner.id), NOW, limit=200)
    assert {row.pin for row in page.rows} == {*load_rules().pins.order, None}
    waiting = held_page(book, Scope.mine(owner.id), NOW, waiting=True, limit=200)
    later = [row for row in waiting.rows if row.callback_at is not None and row.callback_at > NOW]
    assert len(later) == 3


def test_the_stored_list_is_the_one_computed_from_the_facts(book: Store) -> None:
    owner = find_actor(book, None)
    stored = queue_page(book, Scope.mine(owner.id), NOW, limit=500)
    live = live_page(book, Scope.mine(owner.id), NOW, 500)
    assert [(r.account_id, r.score, r.pin) for r in stored.rows] == [
        (r.account_id, r.score, r.pin) for r in live.rows
    ]


def test_every_factor_gives_points_somewhere(book: Store) -> None:
    missing = {factor.code for factor in FACTORS}
    page = queue_page(book, Scope.everyone(), NOW, limit=500)
    with book.read() as session:
        for row in page.rows:
            found = explain(session, row.account_id, page.day, what_if=False)
            assert found is not None
            assert found.score == row.score
            missing -= {line.factor for line in found.lines if line.points}
            if not missing:
                break
    assert missing == set()
    assert any(row.no_rate for row in page.rows)


def test_promises_came_out_in_every_way(book: Store) -> None:
    with book.read() as session:
        states = Counter(session.scalars(select(Promise.state)))
        levels = set(session.scalars(select(Promise.level).where(Promise.state == "broken")))
        on_the_day = session.scalars(select(Promise).where(Promise.state == "kept")).all()
    assert states["kept"] >= 15
    assert states["broken"] >= 20
    assert states["partially_kept"] >= 3
    assert states["open"] >= 7
    assert levels == {1, 2, 3}
    assert all(p.promised_on <= p.state_on for p in on_the_day)


def test_nobody_can_be_reached(book: Store) -> None:
    with book.read() as session:
        points = session.execute(
            select(Party.country, ContactPoint).join(Party, Party.id == ContactPoint.party_id)
        ).all()
    assert len(points) > 800
    for country, point in points:
        if point.kind == "email":
            assert point.value.endswith(".example")
        elif country in RESERVED:
            assert re.fullmatch(RESERVED[country], f"+{point.digits}"), point.value
        else:
            assert "000" in point.digits
            assert point.state == "unverified"
    assert {point.state for _country, point in points} == {"verified", "unverified"}


def test_the_journal_names_nobody(book: Store) -> None:
    with book.read() as session:
        facts = "\n".join(session.scalars(select(Journal.facts)))
        texts = [*session.scalars(select(Party.name)), *session.scalars(select(ContactPerson.name))]
        texts += session.scalars(select(ContactPoint.value)).all()
    assert [text for text in texts if text in facts] == []


def test_made_up_rates_say_so(book: Store) -> None:
    with book.read() as session:
        rates = {(rate.currency, rate.source) for rate in session.scalars(select(FxRate))}
    assert rates == {(code, "sample") for code in ("AED", "KES", "KWD", "SAR")}


def _told(path: Path) -> list[tuple[Any, ...]]:
    store, _owner = _open(path)
    with store.read() as session:
        found = [
            (e.at, e.actor_id, e.act, e.account_id, e.facts)
            for e in session.scalars(select(Journal).order_by(Journal.id))
        ]
    store.close()
    return found


def test_the_same_moment_gives_the_same_book(tmp_path: Path) -> None:
    first, second = tmp_path / "first.db", tmp_path / "second.db"
    told: list[str] = []
    for path in (first, second):
        make_sample_book(str(path), NOW, told.append, share=SHARE)
    assert "Importing people and numbers" in told
    assert _told(first) == _told(second)


@pytest.mark.parametrize(
    ("now", "zone"),
    some(
        [
            (
                datetime(2028, 2, 29, 10, 59, 59, tzinfo=UTC),
                "Pacific/Auckland",
            ),  # the last second of a leap day
            (datetime(2026, 11, 22, 5, 5, tzinfo=UTC), "America/New_York"),  # a Sunday, 00:05
            (
                datetime(2027, 3, 28, 1, 30, tzinfo=UTC),
                "Europe/Berlin",
            ),  # the night in which the clocks change
        ],
        3,
    ),
)
def test_it_can_be_made_at_any_moment(tmp_path: Path, now: datetime, zone: str) -> None:
    path = tmp_path / "book.db"
    make_sample_book(str(path), now, zone=zone, owner="Somebody", share=SHARE)
    store, owner = _open(path)
    with store.read() as session:
        assert verify_chain(session).intact
        assert session.scalar(select(func.max(Journal.at))) <= now
    summary = queue_summary(store, Scope.everyone(), now)
    assert owner.name == "Somebody"
    assert summary.pinned >= 3  # a promise that broke on a weekend comes up when banks open
    assert len(summary.held_back) >= 10
    store.close()


def test_the_command_makes_it_and_keeps_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "kept.db"
    monkeypatch.setattr("collectdesk.sample.book.make_sample_book", partial(make_sample_book, share=SHARE))
    monkeypatch.setattr("collectdesk.now.utc_now", lambda: NOW)
    assert demo(keep=path, build_only=True) == 0
    made = path.read_bytes()
    with pytest.raises(BadInput, match="exists already"):
        demo(keep=path, build_only=True)
    assert path.read_bytes() == made
    store, owner = _open(path)
    assert owner.name == OWNER
    store.close()


def test_what_cannot_be_made_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="not a time zone"):
        make_sample_book(str(tmp_path / "a.db"), NOW, zone="Mars/Olympus", share=15)
    (tmp_path / "b.db").write_text("something")
    with pytest.raises(StoreUnusable, match="exists already"):
        make_sample_book(str(tmp_path / "b.db"), NOW, share=15)
    assert (tmp_path / "b.db").read_text() == "something"
