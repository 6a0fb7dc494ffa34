"""Every threshold of the score on both of its sides, pins, suppressions and ties, on both engines."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from collectdesk.models import Rank
from collectdesk.ranking.config import load_rules
from collectdesk.ranking.explain import Explanation, explain
from collectdesk.ranking.rerank import rank_accounts
from tests.ranking.specimen import DAY, Item, Pledge, Sign, Specimen, Step, Stop, Talk, write_book

OWED = Item(-5, 31000)


def explained(store: Any, book: list[Specimen]) -> list[Explanation]:
    with store.write() as session:
        write_book(session, book)
        found = [explain(session, number, DAY) for number in range(1, len(book) + 1)]
    assert all(found)
    return [one for one in found if one]


def points(store: Any, factor: str, book: list[Specimen]) -> list[int]:
    return [
        next(line.points for line in found.lines if line.factor == factor) for found in explained(store, book)
    ]


def reasons(store: Any, book: list[Specimen]) -> list[str | None]:
    return [found.suppressed[0] if found.suppressed else None for found in explained(store, book)]


def pinned(store: Any, book: list[Specimen]) -> list[tuple[str, ...]]:
    return [found.pins for found in explained(store, book)]


def test_the_two_worked_examples(store: Any) -> None:
    first = Specimen(
        items=(Item(-91, 2377549),),
        risk="C",
        limit=(2476614, "EUR"),
        pledges=(Pledge(-7, -6, "broken", -5, 2),),
        talks=(Talk(20 * 86400),),
        signs=(Sign("trend_worse"), Sign("silence")),
    )
    second = Specimen(items=(OWED,), risk="A", talks=(Talk(3 * 86400),))
    high, low = explained(store, [first, second])
    assert {line.factor: line.points for line in high.lines} == {
        "amount": 18, "days_past_due": 18, "promise": 16, "risk_class": 9, "flags": 7, "contact_gap": 3,
        "credit_limit": 5,
    }  # fmt: skip
    assert (high.score, low.score) == (76, 7)
    assert [line.points for line in high.lines] == sorted((line.points for line in high.lines), reverse=True)
    assert [line.cap for line in low.lines if line.factor in ("amount", "days_past_due")] == [20, 25]


def test_amounts_step_exactly_at_their_thresholds(store: Any) -> None:
    cents = [9999, 10000, 49999, 50000, 199999, 200000, 999999, 1000000, 4999999, 5000000, 24999999, 25000000]
    book = [Specimen(items=(Item(-1, minor),)) for minor in cents]
    assert points(store, "amount", book) == [0, 3, 3, 7, 7, 12, 12, 18, 18, 22, 22, 25]


def test_days_past_due_step_exactly_at_their_thresholds(store: Any) -> None:
    days = [0, 1, 7, 8, 15, 16, 30, 31, 60, 61, 90, 91, 180, 181, 900]
    book = [Specimen(items=(Item(-past, 10000),)) for past in days]
    assert points(store, "days_past_due", book) == [0, 4, 4, 8, 8, 12, 12, 16, 16, 20, 20, 18, 18, 12, 12]


def test_only_what_is_undisputed_and_overdue_counts(store: Any) -> None:
    disputed, credit, later = Item(-120, 500000, disputed=500000), Item(-50, -900000), Item(0, 990000)
    partly, undated = Item(-40, 60000, disputed=10001), Item(None, 990000)
    [found] = explained(store, [Specimen(items=(disputed, credit, later, partly, undated))])
    assert (found.overdue_base, found.oldest_due) == (49999, DAY - timedelta(days=40))
    assert {line.factor: line.points for line in found.lines}["days_past_due"] == 16


def test_amounts_reach_the_base_currency_item_by_item_and_half_up(store: Any) -> None:
    # 217 cents are 200 exactly; 1 cent is 0.92 and 2 cents 1.84, so that item by item 1 + 2 = 3, at once 2.76.
    [found] = explained(
        store, [Specimen(items=(Item(-1, 217, "USD"), Item(-1, 1, "USD"), Item(-1, 2, "USD")))]
    )
    assert found.overdue_base == 200 + 1 + 2
    [yen] = explained(store, [Specimen(items=(Item(-1, 1850000, "JPY"),))])
    assert yen.overdue_base == 1134969


def test_without_a_rate_an_amount_counts_nothing_and_says_so(store: Any) -> None:
    unknown = Specimen(items=(Item(-45, 10**9, "GBP"),))
    mixed = Specimen(items=(Item(-45, 10**9, "GBP"), Item(-2, 20000)))
    first, second = explained(store, [unknown, mixed])
    lines = {line.factor: line for line in first.lines}
    assert (lines["amount"].points, lines["days_past_due"].points) == (0, 16)
    assert "no rate for GBP" in lines["amount"].why
    assert (first.suppressed, first.overdue_base) == ((), 0)
    line = next(line for line in second.lines if line.factor == "amount")
    assert (line.points, second.overdue_base) == (3, 20000)
    assert "EUR 200.00" in line.why
    assert "no rate for GBP" in line.why


def test_promises(store: Any) -> None:
    broken = [Pledge(-7, -6, "broken", -5, level) for level in (1, 2, 3, 4)]
    book = [Specimen(items=(OWED,), pledges=(one,)) for one in broken]
    book += [
        Specimen(items=(OWED,)),
        Specimen(items=(OWED,), pledges=(Pledge(0, 1),)),
        Specimen(items=(OWED,), pledges=(Pledge(1, 2),)),
        Specimen(items=(OWED,), pledges=(Pledge(-31, -30, "broken", -29, 2),)),
        Specimen(items=(OWED,), pledges=(Pledge(-32, -31, "broken", -30, 2),)),
        Specimen(items=(OWED,), pledges=(Pledge(-32, -31, "broken", -30, 2),), talks=(Talk(86400),)),
        Specimen(items=(OWED,), pledges=(Pledge(-32, -31, "broken", -30, 2),), talks=(Talk(40 * 86400),)),
        Specimen(items=(OWED,), pledges=(Pledge(-9, -8, "broken", -7), Pledge(-5, -4, "kept", -3))),
        Specimen(items=(OWED,), pledges=(Pledge(-9, -8, "kept", -7), Pledge(-5, -4, "broken", -3))),
        Specimen(items=(OWED,), pledges=(Pledge(-5, -4, "broken", -3, undone=True),)),
    ]
    expected = [12, 16, 20, 20, 0, 6, 0, 16, 8, 16, 8, 0, 12, 0]
    assert points(store, "promise", book) == expected


def test_contact_gap_counts_days_of_the_desk(store: Any) -> None:
    # NOW is 10:02 in Berlin; 13 days and ten hours back is still the evening of day 14.
    seconds = [0, 13 * 86400, 13 * 86400 + 36180, 14 * 86400, 29 * 86400, 30 * 86400]
    book = [Specimen(items=(OWED,), talks=(Talk(back),)) for back in seconds]
    book += [Specimen(items=(OWED,)), Specimen(items=(OWED,), talks=(Talk(60, right_party=False),))]
    assert points(store, "contact_gap", book) == [0, 0, 3, 3, 3, 5, 5, 5]


def test_credit_limit_counts_what_is_open_less_credits(store: Any) -> None:
    items = (Item(-5, 60000), Item(20, 40000), Item(-5, -10000))
    limits: list[Any] = [(100000, "EUR"), (100001, "EUR"), (120000, "EUR"), (120001, "EUR"), (0, "EUR"), None]
    limits += [(1, "GBP")]
    book = [Specimen(items=items, limit=limit) for limit in limits]
    assert points(store, "credit_limit", book) == [5, 3, 3, 0, 0, 0, 0]


def test_flags_add_up_to_their_cap(store: Any) -> None:
    signs = [Sign("news_legal"), Sign("returned_payment"), Sign("trend_worse")]
    book = [Specimen(items=(OWED,), signs=tuple(signs[:count])) for count in range(4)]
    book.append(Specimen(items=(OWED,), signs=(Sign("news_legal", -9, -1), Sign("silence", 1, 9))))
    assert points(store, "flags", book) == [0, 5, 10, 10, 0]


def test_pins(store: Any) -> None:
    # DAY is a Tuesday: five business days on is the next Tuesday.
    week = 7 * 86400
    book = [
        Specimen(items=(OWED,), insurer=7),
        Specimen(items=(OWED,), insurer=8),
        Specimen(items=(OWED,), insurer=-1),
        Specimen(items=(OWED,), limitation=60),
        Specimen(items=(OWED,), limitation=61),
        Specimen(items=(OWED,), pledges=(Pledge(-2, -1),)),
        Specimen(items=(OWED,), pledges=(Pledge(-1, 0),)),
        Specimen(items=(OWED,), pledges=(Pledge(-2, -1, "broken", 0),)),
        Specimen(items=(OWED,), steps=(Step("answer", -60, -4 * 86400),)),
        Specimen(items=(OWED,), steps=(Step("answer", -60, -86400),)),
        Specimen(items=(OWED,), steps=(Step("answer", -60, -week, "done"),)),
        Specimen(items=(OWED,), insurer=0, limitation=0),
    ]
    assert pinned(store, book) == [
        ("insurer_deadline",), (), (), ("limitation",), (), ("promise_due",), (), ("promise_due",),
        ("customer_waits",), (), (), ("insurer_deadline", "limitation"),
    ]  # fmt: skip


@pytest.mark.parametrize("kind", load_rules().suppressions.order[:11])
def test_holds_hold_until_their_last_day_or_until_lifted(store: Any, kind: str) -> None:
    stops = [
        Stop(kind),
        Stop(kind, until=0),
        Stop(kind, until=-1),
        Stop(kind, lifted=0),
        Stop(kind, lifted=1),
    ]
    stops += [Stop(kind, since=1), Stop(kind, undone=True)]
    book = [Specimen(items=(OWED,), stops=(stop,)) for stop in stops]
    assert reasons(store, book) == [kind, kind, None, None, kind, None, None]


def test_other_suppressions_and_their_order(store: Any) -> None:
    running, late = Pledge(3, 4), Pledge(-3, -2)
    book = [
        Specimen(items=(OWED,), pledges=(running,)),
        Specimen(items=(OWED,), pledges=(running, late)),
        Specimen(items=(Item(-5, 31000, disputed=31000),)),
        Specimen(items=(Item(-5, 31000, disputed=30999),)),
        Specimen(items=(Item(-5, 999),)),
        Specimen(items=(Item(-5, 1000),)),
        Specimen(items=(Item(0, 31000),)),
        Specimen(items=(Item(-5, -31000),)),
        Specimen(),
        Specimen(items=(OWED,), pledges=(running,), stops=(Stop("placed"), Stop("skipped"), Stop("cease"))),
    ]
    assert reasons(store, book) == [
        "promise", None, "disputed", "small_balance", "small_balance", None, "nothing_due", "nothing_due",
        "nothing_due", "cease",
    ]  # fmt: skip


def test_ties_go_by_amount_then_age_then_account(store: Any) -> None:
    book = [
        Specimen(items=(Item(-20, 30000),)),
        Specimen(items=(Item(-25, 30000),)),
        Specimen(items=(Item(-20, 30001),)),
        Specimen(items=(Item(-20, 30000),)),
        Specimen(items=(Item(-20, 30000),), limitation=3),
    ]
    with store.write() as session:
        write_book(session, book)
        rank_accounts(session, DAY, None)
        table = Rank.__table__.c
        order = select(table.account_id).order_by(table.order_key, table.oldest_due, table.account_id)
        assert list(session.scalars(order)) == [5, 3, 2, 1, 4]


def test_what_would_move_an_account_most(store: Any) -> None:
    book = [
        Specimen(items=(Item(-63, 10000), Item(-2, 3000000)), talks=(Talk(60),)),
        Specimen(items=(Item(-63, 10000),), pledges=(Pledge(3, 4),), talks=(Talk(60),)),
        Specimen(items=(Item(-2, 1000),), talks=(Talk(60),)),
        Specimen(talks=(Talk(60),)),
    ]
    first, promised, small, nothing = [found.counterfactual for found in explained(store, book)]
    assert first is not None
    # 18 for the amount and 20 for the age; without the large one 3 and 20, without the old one 18 and 4.
    assert (first.kind, first.score) == ("item_paid", 22)
    assert "1-0" in first.if_
    assert promised is not None
    assert (promised.kind, promised.score) == ("promise_kept", 0)
    assert promised.if_ == "if the promise of 27 Nov is kept"
    assert small is not None
    assert small.score == 0
    assert nothing is None


def test_what_if_nothing_were_different_is_the_ledger(store: Any) -> None:
    from collectdesk.ranking import explain as module
    from collectdesk.ranking.cutoffs import day_binds
    from collectdesk.ranking.order import ranked
    from collectdesk.ranking.rerank import Keyed, desk_clock

    book = [
        Specimen(
            items=(Item(-63, 10000, "USD"), Item(-2, 3000000, disputed=5)),
            pledges=(Pledge(-9, -8, "broken", -7),),
        ),
        Specimen(items=(Item(-3, 10000, "GBP"),), signs=(Sign("silence"),), stops=(Stop("placed"),)),
    ]
    with store.write() as session:
        write_book(session, book)
        dialect, rules = session.get_bind().dialect.name, load_rules()
        binds = dict(day_binds(rules, DAY, desk_clock(session)))
        plain = {row.account_id: row for row in session.execute(ranked(rules), binds)}
        for number in (1, 2):
            overlaid = session.execute(
                module._ledger(Keyed(rules), dialect),
                {**binds, **module._nothing(dialect), "account": number},
            ).one()
            assert overlaid == plain[number]
