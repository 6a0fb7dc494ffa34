"""What the database works out, held against brute force, on both engines."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from collectdesk.models import Desk, Rank, RerankDue
from collectdesk.ranking.due import find_due
from collectdesk.ranking.explain import explain
from collectdesk.ranking.rerank import rank_accounts
from tests.campaign import examples
from tests.ranking.oracle import FLAGS, HOLDS, judge
from tests.ranking.specimen import DAY, Item, Pledge, Sign, Specimen, Step, Stop, Talk, write_book

EDGES = st.sampled_from(
    [-181, -180, -91, -90, -61, -60, -31, -30, -16, -15, -8, -7, -1, 0, 1, 5, 7, 8, 60, 61]
)
DAYS = st.one_of(EDGES, st.integers(-200, 70))
AMOUNTS = st.one_of(
    st.sampled_from([1, 999, 1000, 9999, 10000, 49999, 50000, 24999999, 25000000, 10**15]),
    st.integers(-(10**7), 10**8),
)
CURRENCIES = st.sampled_from(["EUR", "EUR", "USD", "JPY", "KWD", "GBP"])
ITEMS = st.builds(
    Item, st.one_of(st.none(), DAYS), AMOUNTS.filter(bool), CURRENCIES,
    st.sampled_from([0, 0, 0, 1, 5000, 10**8, 10**15]),
)  # fmt: skip
PLEDGES = st.builds(
    lambda promised, lag, state, level, undone: Pledge(
        promised, promised + lag, state, min(0, promised + lag + 1), level, undone
    ),
    st.one_of(st.integers(-70, 10), EDGES),
    st.integers(0, 3),
    st.sampled_from(["open", "broken", "broken", "kept", "withdrawn", "superseded", "partially_kept"]),
    st.integers(1, 4),
    st.booleans(),
)
TALKS = st.builds(
    Talk,
    st.one_of(st.integers(0, 50 * 86400), st.sampled_from([14, 30]).map(lambda n: n * 86400)),
    st.booleans(), st.sampled_from([False, False, True]),
)  # fmt: skip
SIGNS = st.lists(
    st.builds(Sign, st.sampled_from(sorted(FLAGS)), st.integers(-20, 2), st.integers(-2, 20)),
    max_size=3, unique_by=lambda sign: sign.flag,
)  # fmt: skip
STOPS = st.builds(
    Stop, st.sampled_from(HOLDS), st.integers(-20, 2), st.one_of(st.none(), st.integers(-2, 20)),
    st.one_of(st.none(), st.integers(-2, 5)), st.booleans(),
)  # fmt: skip
STEPS = st.builds(
    Step, st.sampled_from(["call", "callback", "answer", "answer", "check_payment", "other"]),
    st.integers(-86400, 86400 * 9), st.integers(-7 * 86400, 0),
    st.sampled_from(["open", "open", "done"]), st.sampled_from([False, False, True]),
)  # fmt: skip


def few(of: Any, most: int = 2) -> Any:
    return st.lists(of, max_size=most).map(tuple)


SPECIMENS = st.builds(
    Specimen,
    items=few(ITEMS, 4),
    risk=st.sampled_from([None, "A", "B", "C", "D"]),
    limit=st.one_of(st.none(), st.tuples(st.sampled_from([0, 1, 10**6, 10**8]), CURRENCIES)),
    insurer=st.one_of(st.none(), st.integers(-3, 12)),
    limitation=st.one_of(st.none(), st.integers(-3, 65)),
    assignee=st.sampled_from([None, 1, 2]),
    pledges=few(PLEDGES),
    talks=few(TALKS),
    signs=SIGNS.map(tuple),
    stops=few(STOPS, 1),
    steps=few(STEPS),
)
BOOKS = st.lists(SPECIMENS, min_size=1, max_size=8)
RELAXED = settings(
    deadline=None,
    max_examples=examples(60, 12),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def stored(session: Any) -> dict[int, Any]:
    return {row.account_id: row for row in session.execute(select(Rank.__table__))}


@RELAXED
@given(book=BOOKS, shift=st.integers(0, 40))
@example(book=[Specimen(stops=(Stop(kind),), steps=(Step("callback", 0),)) for kind in HOLDS], shift=0)
def test_the_book_ranks_as_brute_force_says(store: Any, book: list[Specimen], shift: int) -> None:
    day = DAY + timedelta(days=shift)
    with store.write() as session:
        write_book(session, book)
        assert rank_accounts(session, day, None) == len(book)
        rows = stored(session)
        for number, one in enumerate(book, 1):
            expected, row = judge(one, day), rows[number]
            found = explain(session, number, day)
            assert found is not None
            assert {line.factor: line.points for line in found.lines} == expected.points
            assert set(found.pins) == expected.pins
            assert sum(line.points for line in found.lines) == found.score == row.score == expected.score
            assert (row.pin, row.suppressed) == (expected.pin, expected.suppressed)
            assert (row.overdue_base, row.oldest_due) == (expected.overdue_base, expected.oldest_due)
            assert row.order_key == expected.order_key == found.order_key
            assert (row.held_until, row.callback_at) == (expected.held_until, expected.callback_at)
            assert row.assignee_id == (one.assignee or 0)


@RELAXED
@given(book=BOOKS)
def test_ranking_some_accounts_equals_ranking_the_book(store: Any, book: list[Specimen]) -> None:
    with store.write() as session:
        write_book(session, book)
        ids = list(range(1, len(book) + 1))
        assert rank_accounts(session, DAY, ids) == len(book)
        assert rank_accounts(session, DAY, ids) == 0
        assert rank_accounts(session, DAY, None) == 0


@RELAXED
@given(book=BOOKS, steps=st.lists(st.integers(1, 35), min_size=1, max_size=4))
def test_only_accounts_a_cut_off_passes_move(store: Any, book: list[Specimen], steps: list[int]) -> None:
    with store.write() as session:
        write_book(session, book)
        rank_accounts(session, DAY, None)
        since = DAY
        for step in steps:
            day = since + timedelta(days=step)
            find_due(session, since, day)
            ids = list(session.scalars(select(RerankDue.account_id)))
            rank_accounts(session, day, ids)
            session.execute(delete(RerankDue))
            assert rank_accounts(session, day, None) == 0, "a full pass afterwards must find nothing to do"
            since = day


def test_an_empty_book_ranks(store: Any) -> None:
    with store.write() as session:
        assert rank_accounts(session, DAY, None) == 0
        assert rank_accounts(session, DAY, []) == 0
        assert explain(session, 1, DAY) is None
        assert session.scalar(select(func.count()).select_from(Rank)) == 0


def test_another_zone_moves_the_days(store: Any) -> None:
    # 23:30 UTC on the 10th is the 11th in Tokyo and the 10th in New York.
    one = Specimen(
        items=(Item(-10, 50000),), talks=(Talk(int((DAY - date(2026, 11, 10)).days * 86400 - 52080)),)
    )
    gaps = {}
    for zone in ("Asia/Tokyo", "America/New_York"):
        with store.write() as session:
            write_book(session, [one])
            desk = session.get(Desk, 1)
            assert desk is not None
            desk.zone = zone
            session.flush()
            found = explain(session, 1, DAY)
            assert found is not None
            gaps[zone] = next(line.points for line in found.lines if line.factor == "contact_gap")
    assert gaps == {"Asia/Tokyo": 0, "America/New_York": 3}


def test_the_oracle_itself_knows_the_worked_examples() -> None:
    first = Specimen(
        items=(Item(-91, 2377549),), risk="C", limit=(2476614, "EUR"),
        pledges=(Pledge(-7, -6, "broken", -5, 2),), talks=(Talk(20 * 86400),),
        signs=(Sign("trend_worse"), Sign("silence")),
    )  # fmt: skip
    second = Specimen(items=(Item(-5, 31000),), risk="A", talks=(Talk(3 * 86400),))
    assert (judge(first, DAY).score, judge(second, DAY).score) == (76, 7)


@pytest.mark.parametrize("weekday", range(7))
def test_business_days_agree(weekday: int) -> None:
    from collectdesk.ranking.cutoffs import business_days_from
    from tests.ranking.oracle import within_business_days

    day = date(2026, 11, 23) + timedelta(days=weekday)
    end = business_days_from(day, 5)
    assert within_business_days(day, end, 5)
    assert not within_business_days(day, end + timedelta(days=1), 5)
