"""A statement of account ties to the minor unit, whatever happened in the period."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from collectdesk.desk.account_statement import account_statement, statement_report
from collectdesk.desk.act import Actor
from collectdesk.desk.cash.acting import ReversePayment, reverse_payment
from collectdesk.faults import BadInput
from collectdesk.models import OpenItem, Payment
from collectdesk.store import Store
from tests.desk.cash.test_cash import _take
from tests.desk.conftest import Sample


def test_it_ties(store: Store, owner: Actor, now: datetime, sample: Sample, tmp_path: Path) -> None:
    with store.write() as session:
        session.execute(update(OpenItem).values(document_on=date(2026, 9, 1), known_on=date(2026, 9, 1)))
        late = OpenItem.document == "4711"
        session.execute(
            update(OpenItem).where(late).values(document_on=date(2026, 11, 2), disputed_minor=1000)
        )
    _take(
        store, owner, now, tmp_path, "2026-11-20,250.00,EUR,Invoice 4655,Nordwind Handels GmbH,",
        "2026-11-21,100.00,EUR,Invoice 4688,Nordwind Handels GmbH,",
    )  # fmt: skip
    with store.read() as session:
        found = account_statement(session, now, sample.account_id, date(2026, 11, 1))
    [euro] = found.currencies
    assert str(euro.opening) == "1300.00"
    assert str(euro.billed) == "900.00"
    assert euro.opening + euro.billed - euro.settled + euro.other == euro.closing
    assert (str(euro.other), str(euro.disputed)) == ("0.00", "10.00")
    assert (str(euro.settled), str(euro.closing), str(euro.overdue)) == ("350.00", "1850.00", "950.00")
    assert [(item.document, str(item.open), item.days_past_due) for item in euro.items] == [
        ("4655", "350.00", 54), ("4688", "600.00", 23), ("4711", "900.00", -7),
    ]  # fmt: skip
    tomorrow = now + timedelta(days=1)
    with store.read() as session:
        payment = session.query(Payment).order_by(Payment.id.desc()).first()
        assert payment is not None
    reverse_payment(store, owner, tomorrow, ReversePayment(payment_id=payment.id, reason="r", returned=True))
    with store.write() as session:
        session.execute(update(OpenItem).where(OpenItem.document == "4711").values(open_minor=80000))
    with store.read() as session:
        again = account_statement(session, tomorrow, sample.account_id, date(2026, 11, 25))
        same = account_statement(session, tomorrow, sample.account_id, date(2026, 11, 1), now.date())
    assert same.currencies[0].closing == euro.closing
    assert same.currencies[0].settled == euro.settled
    [day] = again.currencies
    assert day.opening == euro.closing
    assert [one.reversal for one in day.payments] == [True] * len(day.payments)
    assert str(day.other) == "-100.00"
    assert day.opening + day.billed - day.settled + day.other == day.closing
    report = statement_report(again)
    assert [sheet.key for sheet in report.sheets] == ["sums_EUR", "items_EUR", "payments_EUR"]
    assert report.sheets[0].rows[4].cells[1] == day.closing


def test_a_period_that_is_none(store: Store, now: datetime, sample: Sample) -> None:
    with store.read() as session, pytest.raises(BadInput, match="not ahead of today, 2026-11-24"):
        account_statement(session, now, sample.account_id, date(2026, 11, 1), date(2026, 12, 1))
