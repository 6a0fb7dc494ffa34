"""The list and the gate agree: groups are shared, windows stored, and every act, turn and import keeps them true."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from collectdesk.desk.bindings import (
    RecordStop,
    RecordWish,
    StatePlace,
    record_stop,
    record_wish,
    state_place,
)
from collectdesk.desk.calls import LogCall, log_call
from collectdesk.desk.contacts import AddPoint, MarkPoint, add_point, mark_point
from collectdesk.desk.day import turn_day
from collectdesk.desk.gate import ask_gate
from collectdesk.desk.queue import queue_page, queue_row
from collectdesk.desk.reach import AHEAD, BEHIND, refresh_reach, roll_windows
from collectdesk.desk.reach_book import (
    reach_is_current,
    reach_put_off,
    refresh_accounts,
    refresh_book,
    refresh_missing,
)
from collectdesk.desk.reach_key import case_of, key_of
from collectdesk.desk.undo import UndoAct, undo
from collectdesk.desk.views_queue import QueueRow, Reach, Scope
from collectdesk.models import (
    Account,
    Activity,
    Consent,
    CreditorEntity,
    Desk,
    Hold,
    ImportRun,
    LegalNotice,
    OpenItem,
    Party,
    Rank,
    ReachGroup,
    ReachWindow,
    Wish,
)
from collectdesk.ranking.config import load_rules
from collectdesk.ranking.rerank import rank_accounts
from collectdesk.rules.reach import clock_case
from collectdesk.rules.rulebook import RuleBook, load_rulebook
from tests.campaign import examples
from tests.conftest import NOW

DAY = NOW.date()
FAR = date(9999, 12, 31)
EVERYONE = Scope.everyone()
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Who:
    """One account with everything that the gate asks for; days count from DAY, hours from NOW."""

    country: str | None = "DE"
    region: str | None = None
    zone: str | None = None
    party_type: str = "business"
    collector: str | None = "creditor"
    debt_type: str | None = "trade_invoice"
    due: int | None = -40
    rings: str | None = None
    place: str | None = None
    stated: str | None = None
    travel: tuple[str, int] | None = None
    talks: tuple[tuple[int, bool], ...] = ()
    stops: tuple[tuple[str, int, int | None], ...] = ()
    wishes: tuple[tuple[str, str], ...] = ()
    consents: tuple[tuple[int, int | None], ...] = ()
    notices: tuple[tuple[str, int], ...] = ()


US = Who("US", "US-MA", None, "consumer", "third_party", "consumer_credit")


def on(offset: int) -> date:
    return DAY + timedelta(days=offset)


def write(store: Any, people: list[Who], assignee: int | None = None) -> list[int]:
    """Put accounts into the book, ranked, the gate's part not worked out; gives their ids."""
    with store.write() as session:
        run = session.scalar(select(ImportRun).limit(1)) or ImportRun(
            kind="receivables",
            file_name="f",
            sha256="0" * 64,
            profile="p",
            at=NOW,
            user_id=1,
            report={},
        )
        session.add(run)
        session.flush()
        ids = [_one(session, who, assignee, run.id) for who in people]
        rank_accounts(session, DAY, ids)
        session.get_one(Desk, 1).day = DAY
        session.get_one(Desk, 1).ranking_version = load_rules().version
    return ids


def _one(session: Any, who: Who, assignee: int | None, run_id: int) -> int:
    number = f"{next(_numbers):06d}"
    code = f"{who.collector}/{who.debt_type}"
    creditor = session.scalar(select(CreditorEntity).where(CreditorEntity.code == code))
    if creditor is None:
        creditor = CreditorEntity(code=code, name=code, collector=who.collector, debt_type=who.debt_type)
        session.add(creditor)
    zone, until = who.travel or (None, 0)
    party = Party(
        number=number, name=f"Customer {number}", party_type=who.party_type, country=who.country, region=who.region,
        zone=who.zone, stated_zone=who.stated, dial_zones=who.rings, dial_place=who.place, travel_zone=zone,
        travel_until=on(until) if zone else None,
    )  # fmt: skip
    session.add(party)
    session.flush()
    account = Account(
        number=number, party_id=party.id, creditor_entity_id=creditor.id, created_at=NOW, assignee_id=assignee
    )
    session.add(account)
    session.flush()
    if who.due is not None:
        session.add(
            OpenItem(
                account_id=account.id, document=number, currency="EUR", original_minor=90000, open_minor=90000,
                due_on=on(who.due), import_run_id=run_id,
            )
        )  # fmt: skip
    for hours, spoke in who.talks:
        session.add(
            Activity(
                account_id=account.id, user_id=1, at=NOW - timedelta(hours=hours), channel="call", direction="out",
                result="RPC" if spoke else "NOANS", attempt=True, contact=spoke, right_party=spoke,
                conversation=spoke, counts_to_cap=True, starts_wait=spoke,
            )
        )  # fmt: skip
    for kind, since, lasts in who.stops:
        last = FAR if lasts is None else on(since + lasts)
        session.add(Hold(account_id=account.id, kind=kind, since_on=on(since), until_on=last))
    for kind, value in who.wishes:
        session.add(Wish(party_id=party.id, user_id=1, kind=kind, value=value, since_on=DAY))
    for given_on, ends in who.consents:
        session.add(
            Consent(
                party_id=party.id, user_id=1, channel="call", given_on=on(given_on), source="test",
                ended_on=None if ends is None else on(ends),
            )
        )  # fmt: skip
    for kind, sent in who.notices:
        session.add(LegalNotice(account_id=account.id, user_id=1, kind=kind, sent_on=on(sent)))
    session.flush()
    return int(account.id)


def refresh(store: Any, now: datetime = NOW) -> int:
    with store.write() as session:
        return refresh_missing(session, now)


def row_of(store: Any, account_id: int, now: datetime = NOW) -> QueueRow:
    with store.read() as session:
        row = queue_row(session, account_id, now, now.date())
    assert row is not None
    return row


def reach(store: Any, account_id: int, now: datetime = NOW) -> Reach:
    found = row_of(store, account_id, now).reach
    assert found is not None
    return found


def group_ids(store: Any, ids: list[int]) -> list[int]:
    with store.read() as session:
        found = dict(session.execute(select(Rank.account_id, Rank.reach_group_id)).all())
    return [found[one] for one in ids]


# Agreement

hosts = st.builds(
    Who,
    country=st.sampled_from(["DE", "US", "GB", "IN", "PH", "JP", "GR", "FR", "AU", "ZW", None]),
    region=st.sampled_from([None, None, "US-MA", "US-NY", "AU-QLD"]),
    zone=st.sampled_from([None, None, "Europe/Berlin", "America/Chicago"]),
    party_type=st.sampled_from(["business", "consumer", "sole_trader", "public_body"]),
    collector=st.sampled_from([None, "third_party", "creditor", "lender", "lawyer"]),
    debt_type=st.sampled_from([None, "trade_invoice", "consumer_credit", "loan"]),
    due=st.sampled_from([None, -900, -2500, -40, -14, -16, -9, -1, 6]),
    rings=st.sampled_from([None, None, "Asia/Kolkata", "America/New_York America/Chicago"]),
    place=st.sampled_from([None, "work", "mobile"]),
    stated=st.sampled_from([None, None, None, "Asia/Tokyo"]),
    travel=st.sampled_from([None, None, ("Australia/Sydney", 1), ("America/Lima", 0)]),
    talks=st.lists(st.tuples(st.integers(1, 400), st.booleans()), max_size=8).map(tuple),
    stops=st.lists(
        st.tuples(st.sampled_from(["cease", "dispute", "breathing_space", "attorney"]), st.integers(-70, 0),
                  st.sampled_from([None, 30, 71])),
        max_size=1,
    ).map(tuple),
    wishes=st.lists(
        st.sampled_from(
            [("hours", "mon-sun 18:00-20:00"), ("days", "tue 00:00-24:00;thu 00:00-24:00"), ("no_work", ""),
             ("no_calls", ""), ("only", "email")]
        ),
        max_size=1,
    ).map(tuple),
    consents=st.lists(st.tuples(st.integers(-20, 0), st.sampled_from([None, 1, 3])), max_size=1).map(tuple),
    notices=st.lists(
        st.tuples(st.sampled_from(["written_notice", "validation", "reminder", "default_notice"]), st.integers(-40, 0)),
        max_size=2,
    ).map(tuple),
)  # fmt: skip


def agrees(store: Any, ids: list[int], now: datetime) -> None:
    """What the list says of each account at a moment is what the gate says."""
    for account_id in ids:
        gate = ask_gate(store, now, account_id).verdict
        found = reach(store, account_id, now)
        assert found.callable == gate.allowed, (found, gate)
        if found.callable:
            assert found.closes_at is not None
            assert found.closes_at > now
    only = {row.account_id for row in queue_page(store, EVERYONE, now, limit=10_000, callable_now=True).rows}
    listed = queue_page(store, EVERYONE, now, limit=10_000).rows
    assert only == {row.account_id for row in listed if row.reach is not None and row.reach.callable}


@settings(
    max_examples=examples(12, 3),
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(people=st.lists(hosts, min_size=1, max_size=5), minutes=st.lists(st.integers(0, 1400), max_size=3))
def test_list_and_gate_agree(store: Any, owner: Any, people: list[Who], minutes: list[int]) -> None:
    roll_windows(store, NOW)
    ids = write(store, people)
    assert refresh(store) == len(ids)
    with store.write() as session:
        assert refresh_reach(session, ids, NOW) == 0, "both ways to work it out are the same"
    moments = [NOW, *(NOW + timedelta(minutes=n) for n in sorted(minutes))]
    for now in moments:
        with store.read() as session:
            turns = dict(session.execute(select(Rank.account_id, Rank.free_until)).all())
        agrees(store, [one for one in ids if turns[one] is None or turns[one] > now], now)
        for one in ids:  # beyond, the list never says more than the gate
            assert not reach(store, one, now).callable or ask_gate(store, now, one).verdict.allowed
    later = NOW + timedelta(days=3, minutes=sum(minutes))
    refresh_book(store, later, which="turned")
    agrees(store, ids, later)


# Groups and windows


def test_customers_alike_share_a_group_and_its_windows(store: Any) -> None:
    german, other = Who(), Who(due=-90, talks=((3, False),))
    ids = write(store, [german, other, Who(zone="Europe/Berlin"), US, US])
    assert refresh(store) == 5
    groups = group_ids(store, ids)
    assert groups[0] == groups[1]
    assert groups[3] == groups[4]
    assert len(set(groups)) == 3
    with store.read() as session:
        for group in session.scalars(select(ReachGroup)):
            assert group.windows_to == NOW + AHEAD
            assert group.rules_version == load_rulebook().version
            windows = session.scalars(
                select(ReachWindow)
                .where(ReachWindow.reach_group_id == group.id)
                .order_by(ReachWindow.opens_at)
            ).all()
            assert windows
            assert windows[0].opens_at >= NOW - BEHIND
            assert windows[-1].closes_at <= NOW + AHEAD
            assert all(a.closes_at <= b.opens_at for a, b in itertools.pairwise(windows))
    assert refresh(store) == 0, "nothing is missing any more"


def test_a_key_gives_the_case_back() -> None:
    from dataclasses import replace

    from collectdesk.rules.case import Case, Wish
    from collectdesk.rules.case import Consent as Agreed
    from collectdesk.rules.record import parse_week

    book = load_rulebook()
    case = Case(
        "US", ("US-MA",), ("America/New_York",), "consumer", "third_party", "consumer_credit", place="work",
        wishes=(Wish("hours", parse_week(("mon-sun 18:00-20:00",)), on=DAY), Wish("no_work")),
        consents=(Agreed("call", DAY, for_on=on(1)), Agreed("email", DAY)), due_on=on(-30), debt="7",
    )  # fmt: skip
    reduced = clock_case(book, case)
    assert case_of(key_of(reduced)) == reduced
    assert reduced.debt is None
    assert key_of(clock_case(book, replace(case, debt="8"))) == key_of(reduced)
    full = replace(reduced, consents=case.consents, due_on=DAY, incurred_on=on(-90))
    assert case_of(key_of(full)) == full


# Acts


def test_a_conversation_holds_a_consumer_in_the_united_states_for_seven_days(store: Any, owner: Any) -> None:
    at = NOW + timedelta(hours=7)
    [mine, other] = write(store, [US, US])
    with store.write() as session:
        session.add_all(
            LegalNotice(account_id=one, user_id=1, kind=kind, sent_on=on(-60))
            for one in (mine, other)
            for kind in ("validation", "written_notice")
        )
    refresh(store, at)
    agrees(store, [mine, other], at)
    assert reach(store, mine, at).callable
    call = LogCall(account_id=mine, result="HANGUP_POST", started_at=at)
    receipt = log_call(store, owner, at, call)
    held = reach(store, mine, at)
    assert (held.state, held.callable, held.verdict) == ("held", False, "BLOCK")
    assert held.free_at is not None
    assert timedelta(days=6) < held.free_at - at <= timedelta(days=7)
    assert (held.reason or "").startswith("US")
    assert held.opens_at is not None
    assert held.opens_at >= held.free_at
    agrees(store, [mine, other], at)
    assert reach(store, other, at).callable
    undo(store, owner, at, UndoAct(journal_id=receipt.journal_id))
    assert reach(store, mine, at).callable


def test_stops_wishes_places_and_numbers_reach_the_list_with_the_act(store: Any, owner: Any) -> None:
    [one] = write(store, [Who()])
    refresh(store)
    assert reach(store, one).state == "open"
    receipt = record_wish(store, owner, NOW, RecordWish(account_id=one, kind="hours", value="18:00-20:00"))
    agrees(store, [one], NOW)
    assert reach(store, one).state == "shut"
    undo(store, owner, NOW, UndoAct(journal_id=receipt.journal_id))
    assert reach(store, one).state == "open"
    state_place(store, owner, NOW, StatePlace(account_id=one, zone="Asia/Tokyo"))
    agrees(store, [one], NOW)
    assert reach(store, one).state == "shut"
    state_place(store, owner, NOW, StatePlace(account_id=one, zone=None))
    assert reach(store, one).state == "open"
    added = add_point(store, owner, NOW, AddPoint(account_id=one, value="+81 3 5550 1234"))
    with store.read() as session:
        assert session.scalars(select(Party.dial_zones)).one() == "Asia/Tokyo"
    agrees(store, [one], NOW)
    assert reach(store, one).state == "shut"
    [point] = added.created["contact_point"]
    mark_point(store, owner, NOW, MarkPoint(account_id=one, contact_point_id=point, state="dead"))
    assert reach(store, one).state == "open"
    mark_point(store, owner, NOW, MarkPoint(account_id=one, contact_point_id=point, state="unverified"))
    wrong = LogCall(account_id=one, result="WRONG_NO", contact_point_id=point, started_at=NOW)
    receipt = log_call(store, owner, NOW, wrong)
    assert reach(store, one).state == "open", "a number that is wrong rings nowhere"
    undo(store, owner, NOW, UndoAct(journal_id=receipt.journal_id))
    assert reach(store, one).state == "shut"
    record_stop(store, owner, NOW, RecordStop(account_id=one, kind="attorney"))
    agrees(store, [one], NOW)
    assert (reach(store, one).state, reach(store, one).opens_at) == ("held", None)


def test_what_was_put_off_is_true_at_the_end_or_found_by_the_next_turn(store: Any, owner: Any) -> None:
    ids = one, other = write(store, [Who(), US])
    refresh(store)
    with reach_put_off(store, NOW) as past:
        record_stop(past, owner, NOW - timedelta(days=1), RecordStop(account_id=one, kind="attorney"))
        turn_day(past, owner, NOW)
        assert group_ids(store, ids) == [0, 0]
    assert reach_is_current(store, NOW)
    agrees(store, ids, NOW)
    assert reach(store, one).state == "held"

    def broken_off() -> None:
        with reach_put_off(store, NOW) as past:
            record_stop(past, owner, NOW, RecordStop(account_id=other, kind="attorney"))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken_off()
    assert group_ids(store, ids) == [0, 0]
    turn_day(store, owner, NOW)
    agrees(store, ids, NOW)
    assert reach(store, other).state == "held"


def test_many_accounts_of_an_act_come_to_the_same(store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    people = [
        Who(),
        US,
        Who("IN", party_type="consumer"),
        Who("GR", party_type="consumer", due=-5),
        Who("GB"),
    ]
    ids = write(store, people)
    with store.write() as session:
        monkeypatch.setattr("collectdesk.desk.reach_book._FEW", 0)
        assert refresh_accounts(session, ids, NOW) == 5
        assert refresh_reach(session, ids, NOW) == 0
    with store.write() as session:
        session.execute(update(Rank).values(free_reason="stale"))
        assert refresh_accounts(session, ids, NOW) == 5
        assert refresh_reach(session, ids, NOW) == 0


# Rules and days


def test_other_rules_work_everything_out_anew(store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    ids = write(store, [Who(), US])
    refresh(store)
    before = reach(store, ids[0])
    assert before.state == "open"
    assert reach_is_current(store, NOW)
    book = load_rulebook()
    hours = book.house_hours.model_copy(update={"country": {}, "default": book.house_hours.default.model_copy(
        update={"business": ("mon-fri 11:00-12:00",), "consumer": ("mon-fri 11:00-12:00",)})})  # fmt: skip
    changed: RuleBook = replace(book, house_hours=hours, version="other")
    for place in ("reach", "reach_book", "gate"):
        monkeypatch.setattr(f"collectdesk.desk.{place}.load_rulebook", lambda: changed)
    assert not reach_is_current(store, NOW)
    told: list[tuple[int, int]] = []
    refresh_book(store, NOW, lambda done, found: told.append((done, found)))
    assert told == [(2, 2)]
    assert reach_is_current(store, NOW)
    after = reach(store, ids[0])
    assert (after.state, after.opens_at) == ("shut", NOW.replace(hour=10, minute=0))
    agrees(store, ids, NOW)


def test_the_turn_of_the_day_extends_windows_and_looks_at_what_began_or_ended(store: Any, owner: Any) -> None:
    stopped = Who(stops=(("breathing_space", -30, 31),))
    ids = write(store, [Who(), stopped, Who(travel=("Asia/Tokyo", 0))])
    turn_day(store, owner, NOW)
    agrees(store, ids, NOW)
    assert reach(store, ids[1]).state == "held"
    for days in (1, 2, 9):
        later = NOW + timedelta(days=days)
        turn_day(store, owner, later)
        agrees(store, ids, later)
        with store.read() as session:
            ends = session.scalar(select(func.min(ReachGroup.windows_to)))
            past = session.scalar(select(func.min(ReachWindow.closes_at)))
        assert ends is not None
        assert ends >= later + timedelta(days=7)
        assert past is not None
        assert past >= later - BEHIND - timedelta(days=1)
    assert row_of(store, ids[1], later).reach is not None
    assert reach(store, ids[1], later).reason is None
    assert roll_windows(store, later) == 0


def test_an_import_of_numbers_works_its_customers_out_anew(store: Any, owner: Any, tmp_path: Any) -> None:
    from collectdesk.desk.contacts_import import ImportContacts, import_contacts

    [one, other] = write(store, [Who(), Who()])
    refresh(store)
    file = tmp_path / "people.csv"
    number = row_of(store, one).number
    file.write_text(f"Customer,Name,Phone\n{number},Aki Tanaka,+81 3 5550 1234\n", encoding="utf-8")
    report = import_contacts(store, owner, NOW, ImportContacts(path=file))
    assert report.written, report
    assert (reach(store, one).state, reach(store, other).state) == ("shut", "open")
    agrees(store, [one, other], NOW)
