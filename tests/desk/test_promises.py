"""Promises as section 6.1 of the domain reference has them: windows, tolerances, levels, limits."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from collectdesk.desk.act import Actor
from collectdesk.desk.outcome import promise_outcome
from collectdesk.desk.promises import (
    RecordPromise,
    WithdrawPromise,
    judge,
    judge_due_promises,
    record_promise,
    shortfall_allowed,
    withdraw_promise,
)
from collectdesk.desk.rights import Role
from collectdesk.faults import BadInput, Refused
from collectdesk.models import CreditorEntity, OpenItem, Promise
from collectdesk.money import Money
from collectdesk.store import Store
from tests.desk.conftest import Sample

TUESDAY = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
FRIDAY = date(2026, 3, 13)


def _promise(
    store: Store, actor: Actor, sample: Sample, minor: int = 100_000, on: date = FRIDAY, **more: object
) -> int:
    given = RecordPromise(
        account_id=sample.account_id, amount_minor=minor, currency="EUR", promised_on=on, **more
    )  # type: ignore[arg-type]
    return record_promise(store, actor, TUESDAY, given).created["promise"][0]


def _pay(store: Store, sample: Sample, minor: int) -> None:
    """Money comes in: the oldest items go down."""
    with store.write() as session:
        for item_id in sample.item_ids:
            item = session.get_one(OpenItem, item_id)
            part = min(minor, item.open_minor)
            item.open_minor -= part
            minor -= part


def _judged(store: Store, day: date) -> list[tuple[str, int]]:
    with store.write() as session:
        return [(one.state, one.received_minor) for one in judge_due_promises(session, day)]


def _promise_row(store: Store, promise_id: int) -> Promise:
    with store.read() as session:
        return session.get_one(Promise, promise_id)


def test_the_last_good_value_date_is_one_bank_day_after_a_friday(
    store: Store, owner: Actor, sample: Sample
) -> None:
    assert _promise_row(store, _promise(store, owner, sample)).last_value_on == date(2026, 3, 16)


@pytest.mark.parametrize(
    ("method", "last"),
    [
        ("instant", FRIDAY),
        ("transfer", date(2026, 3, 16)),
        ("cheque", date(2026, 3, 20)),
        (None, date(2026, 3, 16)),
    ],
)
def test_each_way_to_pay_has_its_tolerance(
    store: Store, owner: Actor, sample: Sample, method: str | None, last: date
) -> None:
    assert _promise_row(store, _promise(store, owner, sample, method=method)).last_value_on == last


def test_across_a_border_three_bank_days(store: Store, owner: Actor, sample: Sample) -> None:
    with store.write() as session:
        session.scalars(select(CreditorEntity)).one().country = "FR"
    assert _promise_row(store, _promise(store, owner, sample)).last_value_on == date(2026, 3, 18)


@pytest.mark.parametrize(
    ("received", "state"), [(100_000, "kept"), (99_500, "kept"), (99_000, "kept"), (98_999, "partially_kept")]
)
def test_a_small_shortfall_still_counts_as_kept(
    store: Store, owner: Actor, sample: Sample, received: int, state: str
) -> None:
    _promise(store, owner, sample)
    _pay(store, sample, received)
    assert _judged(store, date(2026, 3, 17)) == [(state, received)]


def test_a_part_is_partially_kept_only_when_the_window_has_closed(
    store: Store, owner: Actor, sample: Sample
) -> None:
    _promise(store, owner, sample)
    _pay(store, sample, 60_000)
    assert _judged(store, date(2026, 3, 16)) == []
    assert _judged(store, date(2026, 3, 17)) == [("partially_kept", 60_000)]


def test_money_after_the_window_finds_the_promise_broken(store: Store, owner: Actor, sample: Sample) -> None:
    promise = _promise(store, owner, sample)
    assert _judged(store, date(2026, 3, 17)) == [("broken", 0)]
    _pay(store, sample, 100_000)
    assert _judged(store, date(2026, 3, 18)) == []
    assert _promise_row(store, promise).state == "broken"


def test_what_may_be_missing_is_the_smaller_of_one_percent_and_ten_units() -> None:
    assert shortfall_allowed(Money(100_000, "EUR")) == 1_000
    assert shortfall_allowed(Money(5_000_000, "EUR")) == 1_000
    assert shortfall_allowed(Money(10_000, "EUR")) == 100
    assert shortfall_allowed(Money(500, "JPY")) == 5
    assert shortfall_allowed(Money(100_000, "JPY")) == 10
    assert judge(Money(50, "JPY"), 49) == "partially_kept"


def test_the_level_rises_after_a_broken_or_withdrawn_promise_and_stays_after_a_kept_part(
    store: Store, owner: Actor, sample: Sample
) -> None:
    first = _promise(store, owner, sample)
    _judged(store, date(2026, 3, 17))
    second = _promise(store, owner, sample)
    withdraw_promise(store, owner, TUESDAY, WithdrawPromise(promise_id=second))
    third = _promise(store, owner, sample, minor=60_000)
    levels = [_promise_row(store, one).level for one in (first, second, third)]
    assert levels == [1, 2, 3]


def test_the_rest_after_a_kept_part_keeps_its_level(store: Store, owner: Actor, sample: Sample) -> None:
    _promise(store, owner, sample, minor=30_000)
    _pay(store, sample, 30_000)
    assert _judged(store, FRIDAY) == [("kept", 30_000)]
    assert _promise_row(store, _promise(store, owner, sample, minor=30_000)).level == 1


def test_a_new_promise_on_the_same_items_supersedes_the_open_one(
    store: Store, owner: Actor, sample: Sample
) -> None:
    first = _promise(store, owner, sample)
    second = _promise(store, owner, sample)
    assert (_promise_row(store, first).state, _promise_row(store, second).state) == ("superseded", "open")


def test_how_far_ahead_a_promise_may_lie(store: Store, owner: Actor, sample: Sample) -> None:
    collector = Actor(owner.id, owner.name, frozenset({Role.COLLECTOR}))
    lead = Actor(owner.id, owner.name, frozenset({Role.COLLECTOR, Role.LEAD}))
    last = date(2026, 3, 24)  # ten business days after Tuesday 10 March
    _promise(store, collector, sample, on=last)
    with pytest.raises(Refused, match="Tue 24 Mar 2026"):
        _promise(store, collector, sample, on=date(2026, 3, 25))
    _promise(store, lead, sample, on=date(2026, 4, 9))
    with pytest.raises(Refused):
        _promise(store, lead, sample, on=date(2026, 4, 10))
    with pytest.raises(BadInput):
        _promise(store, collector, sample, on=date(2026, 3, 9))


def test_what_is_foretold_is_what_is_recorded(store: Store, owner: Actor, sample: Sample) -> None:
    money = Money(100_000, "EUR")
    for method in (None, "instant", "cheque"):
        told = promise_outcome(store, owner, TUESDAY, sample.account_id, money, FRIDAY, method)
        assert told is not None
        assert told.problem == ""
        row = _promise_row(store, _promise(store, owner, sample, method=method))
        assert told.keeps_until == row.last_value_on
    collector = Actor(owner.id, owner.name, frozenset({Role.COLLECTOR}))
    far = promise_outcome(store, collector, TUESDAY, sample.account_id, money, date(2026, 6, 1), None)
    assert far is not None
    assert "Tue 24 Mar 2026" in far.problem


def test_it_is_foretold_while_somebody_else_writes(store: Store, owner: Actor, sample: Sample) -> None:
    """On the first morning of a day too, when nobody acted yet."""
    money, tomorrow = Money(100_000, "EUR"), TUESDAY + timedelta(days=1)
    with store.write():
        assert promise_outcome(store, owner, tomorrow, sample.account_id, money, FRIDAY, None) is not None
