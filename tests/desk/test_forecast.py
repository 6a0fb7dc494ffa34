"""The cash forecast: nothing twice, habits of customers and countries, what stands apart, what came true."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from sqlalchemy import select, update

from collectdesk.desk.act import Actor
from collectdesk.desk.calls import log_call
from collectdesk.desk.forecast import KeepForecast, cash_forecast, keep_forecast
from collectdesk.desk.forecast_habits import Habits
from collectdesk.desk.kpi_targets import load_targets, quartiles, read_targets, references
from collectdesk.desk.portfolio import Part
from collectdesk.desk.promises import RecordPromise, record_promise
from collectdesk.faults import BadInput
from collectdesk.models import FxRate, Hold, OpenItem, Party
from collectdesk.store import Store
from tests.desk.cash.test_cash import _take
from tests.desk.conftest import Sample
from tests.desk.test_acts import _call

MONDAY = date(2026, 11, 23)


def _expected(store: Store, now: datetime, **more: int) -> dict[tuple[str, str], tuple[int, int]]:
    with store.read() as session:
        found = cash_forecast(session, now, **more)  # type: ignore[arg-type]
    return {(one.week_on.isoformat(), one.source): (one.minor, one.late_minor) for one in found.expected}


def _apart(store: Store, now: datetime) -> dict[str, int]:
    with store.read() as session:
        return {one.reason: one.minor for one in cash_forecast(session, now).apart}


def test_a_promise_is_expected_once(store: Store, owner: Actor, now: datetime, sample: Sample) -> None:
    """EUR 600 and 700 are late, 900 is due on 1 December; 1,000 are promised for 4 December."""
    assert _expected(store, now) == {
        ("2026-11-23", "billed"): (130000, 130000), ("2026-11-30", "billed"): (90000, 0),
    }  # fmt: skip
    given = RecordPromise(
        account_id=sample.account_id, amount_minor=100000, currency="EUR", promised_on=date(2026, 12, 4)
    )
    record_promise(store, owner, now, given)
    assert _expected(store, now) == {
        ("2026-11-30", "promise"): (100000, 0),
        ("2026-11-23", "billed"): (30000, 30000),
        ("2026-11-30", "billed"): (90000, 0),
    }
    with store.write() as session:
        session.execute(update(OpenItem).where(OpenItem.document == "4711").values(disputed_minor=50000))
    assert _apart(store, now) == {"disputed": 50000}
    assert _expected(store, now)["2026-11-30", "billed"] == (40000, 0)
    assert _expected(store, now, weeks=1) == {("2026-11-23", "billed"): (30000, 30000)}


def test_what_stands_apart(store: Store, owner: Actor, now: datetime, sample: Sample) -> None:
    with store.write() as session:
        session.execute(update(OpenItem).where(OpenItem.document == "4655").values(due_on=None))
        session.execute(update(OpenItem).where(OpenItem.document == "4688").values(due_on=date(2028, 1, 1)))
    assert _apart(store, now) == {"no_due_date": 60000, "later": 70000}
    with store.write() as session:
        session.add(
            Hold(
                account_id=sample.account_id, kind="insolvency", since_on=MONDAY, until_on=date(9999, 12, 31)
            )
        )
    assert _apart(store, now) == {"held": 220000}
    assert _expected(store, now) == {}
    with store.read() as session, pytest.raises(BadInput, match="1 to 53 weeks"):
        cash_forecast(session, now, weeks=0)


def test_habits_of_the_customer_then_of_the_country() -> None:
    known = Habits(MONDAY, {7: 12}, {"DE": 5})
    assert known.of(7, "DE") == ("habit_customer", 12)
    assert known.of(8, "DE") == ("habit_country", 5)
    assert known.of(8, None) == known.of(9, "FR") == ("billed", 0)


def test_a_customer_who_pays_late_is_expected_late(
    store: Store, owner: Actor, now: datetime, sample: Sample, tmp_path: Path
) -> None:
    """Three payments: 50, 43 and 17 days after the due dates make 43 days; 900 due on 1 December come on 13 January."""
    rows = (
        "2026-11-20,600.00,EUR,Invoice 4655,Nordwind Handels GmbH,",
        "2026-12-14,100.00,EUR,Invoice 4688,Nordwind Handels GmbH,",
        "2026-11-18,100.00,EUR,Invoice 4688,Nordwind Handels GmbH,",
    )
    _take(store, owner, now, tmp_path, *rows)
    later = now + timedelta(days=22)
    with store.read() as session:
        found = cash_forecast(session, later)
    assert {(one.week_on.isoformat(), one.source, one.minor) for one in found.expected} == {
        ("2026-12-14", "habit_customer", 50000), ("2027-01-11", "habit_customer", 90000),
    }  # fmt: skip
    with store.write() as session:
        session.execute(update(Party).values(country=None))
        session.add(FxRate(currency="USD", rate_on=MONDAY, quoted="1.25", source="test"))
        session.execute(update(OpenItem).where(OpenItem.document == "4711").values(currency="USD"))
    with store.read() as session:
        [dollars] = [one for one in cash_forecast(session, later).expected if one.currency == "USD"]
        assert (dollars.minor, dollars.base_minor) == (90000, 72000)
        assert cash_forecast(session, later, part=Part(currency="EUR")).filter == "currency EUR"


def test_what_came_true_of_the_last_one(
    store: Store, owner: Actor, now: datetime, sample: Sample, tmp_path: Path
) -> None:
    receipt = keep_forecast(store, owner, now, KeepForecast())
    assert receipt.created["forecast"]
    with store.read() as session:
        assert cash_forecast(session, now).last is None  # kept today: nothing can have come true yet
    _take(store, owner, now, tmp_path, "2026-11-26,600.00,EUR,Invoice 4655,Nordwind Handels GmbH,")
    later = now + timedelta(days=8)
    with store.read() as session:
        found = cash_forecast(session, later)
    assert found.last == date(2026, 11, 24)
    assert [(one.week_on, one.expected_minor, one.received_minor, one.over) for one in found.came_true] == [
        (MONDAY, 130000, 60000, True), (MONDAY + timedelta(days=7), 90000, 0, False),
    ]  # fmt: skip


def test_targets_and_references(store: Store, owner: Actor, now: datetime, sample: Sample) -> None:
    assert load_targets() == (90, ())
    text = 'reference_days = 28\n[[target]]\nkey = "kept_rate"\nvariant = "by_value"\nat_least = "70"\n'
    days, [target] = read_targets(text, "t.toml")
    assert (days, target.at_least) == (28, 70)
    for wrong, said in (("at_most", "either at_least or at_most"), ("hurry", "hurries people")):
        broken = (
            text + 'at_most = "9"\n'
            if wrong == "at_most"
            else text.replace("kept_rate", "average_handle_time")
        )
        with pytest.raises(BadInput, match=said):
            read_targets(broken, "t.toml")
    assert quartiles([Fraction(n) for n in (4, 1, 2, 3)]) == (Fraction(7, 4), Fraction(5, 2), Fraction(13, 4))
    assert quartiles([Fraction(5)]) == (5, 5, 5)
    given = RecordPromise(
        account_id=sample.account_id, amount_minor=100, currency="EUR", promised_on=date(2026, 11, 26)
    )
    record_promise(store, owner, now, given)
    with store.read() as session:
        assert references(session, now) == ()
        found = references(session, now + timedelta(days=14))
        assert session.scalars(select(OpenItem.id)).first() is not None
    assert found == ()


def test_references_are_the_weeks_before_this_one(
    store: Store, owner: Actor, now: datetime, sample: Sample
) -> None:
    """One week with 1 right party of 2 attempts, one with 1 of 1; the running week counts for nothing."""
    for days, results in ((14, ("PAID_CLAIM",)), (7, ("PAID_CLAIM", "NOANS")), (0, ("NOANS", "NOANS"))):
        then = now - timedelta(days=days)
        for n, result in enumerate(results):
            log_call(store, owner, then + timedelta(minutes=10 * n), _call(sample, then, result))
    with store.read() as session:
        found = {(one.key, one.variant): one for one in references(session, now + timedelta(hours=2))}
    rate = found["rpc_rate", "per_attempt"]
    assert (rate.lower, rate.median, rate.upper, rate.weeks) == (Fraction(125, 2), 75, Fraction(175, 2), 2)
    assert found["average_handle_time", "without_dialling"].median == 170
    assert ("kept_rate", "by_count") not in found
    with store.read() as session:
        assert references(session, now + timedelta(hours=2), Part(country="FR")) == ()
