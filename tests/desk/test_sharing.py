"""Sharing accounts out: even by any weights, told before, one entry, and taken back whole."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from collectdesk.desk.act import Actor
from collectdesk.desk.book import find_actor
from collectdesk.desk.people import AddUser, add_user
from collectdesk.desk.sharing import AssignEqually, assign_equally, deal, preview_shares, who_can_get
from collectdesk.desk.undo import UndoAct, last_undoable, undo
from collectdesk.faults import BadInput, Refused
from collectdesk.models import Account, Journal, NextAction, Rank
from collectdesk.ranking.rerank import rank_accounts
from collectdesk.store import Store
from tests.ranking.specimen import DAY, Item, Specimen, Step, write_book

WEIGHTS = st.dictionaries(st.integers(1, 999), st.integers(0, 10**12), max_size=60)
LOADS = st.dictionaries(st.integers(1, 9), st.integers(0, 500), min_size=1, max_size=6)


@given(WEIGHTS, LOADS)
def test_counts_differ_by_one_and_weights_by_the_heaviest(
    weights: dict[int, int], loads: dict[int, int]
) -> None:
    dealt = deal(weights, loads)
    assert sorted(key for keys in dealt.values() for key in keys) == sorted(weights)
    assert set(dealt) == set(loads)
    counts = [len(keys) for keys in dealt.values()]
    assert max(counts) - min(counts) <= 1
    sums = [sum(weights[key] for key in keys) for keys in dealt.values()]
    assert max(sums) - min(sums) <= max(weights.values(), default=0)
    assert deal(dict(reversed(weights.items())), loads) == dealt


def _fill(store: Store, owner: Actor, now: datetime) -> None:
    items = [100, 900, 500, 300, 700]
    with store.write() as session:
        write_book(
            session,
            [Specimen((Item(-40, minor * 100),), assignee=9, steps=(Step("call", 9),)) for minor in items],
        )
        rank_accounts(session, DAY, None)
    for name in ("Ravi", "Keiko"):
        add_user(store, owner, now, AddUser(name=name))


def _held(store: Store) -> tuple[dict[int, int | None], set[int | None], dict[int, int]]:
    with store.read() as session:
        return (
            dict(session.execute(select(Account.id, Account.assignee_id)).all()),
            set(session.scalars(select(NextAction.assignee_id))),
            dict(session.execute(select(Rank.account_id, Rank.assignee_id)).all()),
        )


def test_what_was_previewed_is_done_once_and_taken_back(store: Store, owner: Actor, now: datetime) -> None:
    _fill(store, owner, now)
    before = _held(store)
    wanted = AssignEqually(users=("ravi", "Keiko"), holder="collector 9", by="amount")
    shares = preview_shares(store, wanted)
    # 900 and 700, then 500 to who has less and 300 to the other, and the last to the smaller id of two equals
    assert [(one.name, one.account_ids, str(one.overdue), one.holds) for one in shares] == [
        ("Keiko", (3, 5), "1200.00", 2),
        ("Ravi", (1, 2, 4), "1300.00", 3),
    ]
    assert _held(store) == before
    receipt = assign_equally(store, owner, now, wanted)
    assert assign_equally(store, owner, now, wanted).journal_id == receipt.journal_id
    got = {key: one.user_id for one in shares for key in one.account_ids}
    assert (_held(store)[0], _held(store)[2]) == (got, got)
    with store.read() as session:
        [entry] = session.scalars(select(Journal).where(Journal.act == "account.share")).all()
    facts = json.loads(entry.facts)
    assert (entry.account_id, facts["accounts"], sum(n for _u, n in facts["shares"])) == (None, 5, 5)
    assert last_undoable(store, owner, now) == receipt.journal_id
    undo(store, owner, now, UndoAct(journal_id=receipt.journal_id))
    assert _held(store) == before


def test_a_number_of_them_the_heaviest_first(store: Store, owner: Actor, now: datetime) -> None:
    _fill(store, owner, now)
    [share] = preview_shares(
        store, AssignEqually(users=("Ravi",), holder="Collector 9", count=2, by="amount")
    )
    assert share.account_ids == (2, 5)
    [share] = preview_shares(store, AssignEqually(users=("Collector 9",), account_ids=(4, 4, 1)))
    assert (share.account_ids, share.holds) == ((1, 4), 5)
    assert who_can_get(store, but="Ravi") == ("Collector 9", "Keiko", "Owner")


def test_who_may_not_and_what_is_wrong(store: Store, owner: Actor, now: datetime) -> None:
    _fill(store, owner, now)
    before = _held(store)
    for wrong, said in (
        (AssignEqually(users=("Nobody",), account_ids=(1,)), "no user named Nobody"),
        (AssignEqually(users=("Ravi",), holder="Moon"), "no user named Moon"),
        (AssignEqually(users=("Ravi",), holder="Keiko"), "no account to give"),
        (AssignEqually(users=("Ravi",), account_ids=(1, 77)), "id 77"),
    ):
        with pytest.raises(BadInput, match=said):
            assign_equally(store, owner, now, wrong)
    with pytest.raises(Refused):
        assign_equally(
            store, find_actor(store, "Ravi"), now, AssignEqually(users=("Ravi",), account_ids=(1,))
        )
    assert _held(store) == before
