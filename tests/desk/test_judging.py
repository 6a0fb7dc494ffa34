"""Promises judged on record: what came in by the last value date decides, and the account moves."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

from sqlalchemy import select

from collectdesk.desk.act import Actor
from collectdesk.desk.judging import judge_promises
from collectdesk.desk.promises import RecordPromise, record_promise
from collectdesk.models import Journal, OpenItem, Promise, Rank
from collectdesk.ranking.config import load_rules
from collectdesk.store import Store
from collectdesk.store.journal import verify_chain
from tests.desk.conftest import Sample


def _promise(store: Store, owner: Actor, now: datetime, sample: Sample, minor: int) -> int:
    given = RecordPromise(
        account_id=sample.account_id, amount_minor=minor, currency="EUR", promised_on=date(2026, 11, 26)
    )
    return record_promise(store, owner, now, given).created["promise"][0]


def _pay(store: Store, item_id: int, left: int) -> None:
    with store.write() as session:
        session.get_one(OpenItem, item_id).open_minor = left


def test_nothing_to_judge_leaves_no_entry(store: Store, owner: Actor, now: datetime, sample: Sample) -> None:
    _promise(store, owner, now, sample, 60000)
    with store.read() as session:
        before = len(session.scalars(select(Journal.id)).all())
    assert judge_promises(store, owner, now) is None
    assert judge_promises(store, owner, now + timedelta(days=3)) is None  # Friday is its last value day
    with store.read() as session:
        assert len(session.scalars(select(Journal.id)).all()) == before


def test_a_broken_promise_is_pinned_on_its_day(
    store: Store, owner: Actor, now: datetime, sample: Sample
) -> None:
    promise = _promise(store, owner, now, sample, 60000)
    later = now + timedelta(days=6)
    receipt = judge_promises(store, owner, later)
    assert receipt is not None
    with store.read() as session:
        assert session.get_one(Promise, promise).state == "broken"
        rank = session.get_one(Rank, sample.account_id)
        assert load_rules().pins.code(rank.pin) == "promise_due"
        facts = json.loads(session.get_one(Journal, receipt.journal_id).facts)
        assert facts["turned"] == [[promise, sample.account_id, "broken", 0]]
        assert verify_chain(session).intact
    assert judge_promises(store, owner, later) is None


def test_what_came_in_decides(store: Store, owner: Actor, now: datetime, sample: Sample) -> None:
    promise = _promise(store, owner, now, sample, 60000)
    _pay(store, sample.item_ids[0], 60000 - 59500)
    assert (
        judge_promises(store, owner, now) is not None
    )  # EUR 5.00 short of EUR 600.00 is kept, before its day
    with store.read() as session:
        assert session.get_one(Promise, promise).state == "kept"
    second = _promise(store, owner, now, sample, 70000)
    _pay(store, sample.item_ids[1], 50000)
    assert judge_promises(store, owner, now) is None
    assert judge_promises(store, owner, now + timedelta(days=6)) is not None
    with store.read() as session:
        assert session.get_one(Promise, second).state == "partially_kept"
