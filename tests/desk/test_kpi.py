"""The page of key figures: from the journal with its entries, and from the book as it stood."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from sqlalchemy import update

from collectdesk.desk.act import Actor
from collectdesk.desk.calls import log_call
from collectdesk.desk.judging import judge_promises
from collectdesk.desk.kpi import KpiPage, kpi_page
from collectdesk.desk.portfolio import EVERYTHING, Part
from collectdesk.desk.undo import UndoAct, undo
from collectdesk.faults import BadInput
from collectdesk.models import Desk, Offer, OpenItem
from collectdesk.reports.kpi.collecting import PAID
from collectdesk.reports.kpi.result import Kpi
from collectdesk.store import Store
from tests.desk.cash.test_cash import _take
from tests.desk.conftest import Sample
from tests.desk.test_acts import _call
from tests.desk.test_deciding import decided, raised

DAY = date(2026, 11, 24)
D = Decimal


def _page(
    store: Store, now: datetime, start: date, end: date, by: str | None = None, part: Part = EVERYTHING
) -> KpiPage:
    with store.read() as session:
        return kpi_page(session, (start, end), by, part, now, hours=lambda _people: Fraction(2))  # type: ignore[arg-type]


def _by_name(figures: tuple[Kpi, ...]) -> dict[str, Kpi]:
    found = {f"{one.key}/{one.variant}": one for one in figures}
    assert len(found) == len(figures)
    return found


def test_calls_and_promises_with_their_entries(
    store: Store, owner: Actor, now: datetime, sample: Sample, tmp_path: Path
) -> None:
    promised = {"amount_minor": 60000, "currency": "EUR", "on": DAY, "method": "transfer"}
    made = log_call(store, owner, now, _call(sample, now, "PTP", **promised))
    silent = log_call(store, owner, now, _call(sample, now, "NOANS"))
    slip = log_call(store, owner, now, _call(sample, now, "NOANS"))
    undo(store, owner, now, UndoAct(journal_id=slip.journal_id))
    figures = _by_name(_page(store, now, DAY, DAY).figures)
    assert figures["rpc_rate/per_attempt"].shown == D("50.00")
    assert figures["rpc_rate/per_attempt"].basis.entries == (made.journal_id, silent.journal_id)
    assert figures["rpc_rate/per_contact"].shown == D("100.00")
    assert figures["promise_rate/per_right_party_contact"].shown == D("100.00")
    assert figures["contacts_per_hour/productive_hours"].shown == D("0.50")
    assert figures["average_handle_time/without_dialling"].shown == D("170.00")
    assert figures["kept_rate/by_count"].value is None
    _take(store, owner, now, tmp_path, "2026-11-24,300.00,EUR,4655,Nordwind Handels GmbH,")
    later = now + timedelta(days=9)
    receipt = judge_promises(store, owner, later)
    assert receipt is not None
    page = _page(store, later, DAY, DAY + timedelta(days=7), "collector")
    figures = _by_name(page.figures)
    assert (figures["kept_rate/by_count"].shown, figures["kept_rate/by_value"].shown) == (
        D("0.00"),
        D("50.00"),
    )
    assert figures["kept_rate/by_value"].basis.entries == (receipt.journal_id,)
    assert figures["kept_rate/by_value"].basis.currency == "EUR"
    [mine] = [group for group in page.groups if group.label == "Owner"]
    assert _by_name(mine.figures)["kept_rate/by_value"].shown == D("50.00")
    assert [(hour.hour, hour.attempts, hour.right_party) for hour in page.hours] == [(10, 2, 1)]
    assert page.local_hours == page.hours
    week = page.money[-2]
    assert (str(week.promised), str(week.received)) == ("600.00", "300.00")
    by_country = _page(store, later, DAY, DAY, "country")
    assert [group.label for group in by_country.groups] == ["DE"]
    assert _page(store, later, DAY, DAY, None, Part(country="FR")).hours == ()


def test_the_book_of_a_month(
    store: Store, owner: Actor, now: datetime, sample: Sample, tmp_path: Path
) -> None:
    """October begins with 600 due and 1,600 ahead; 250 of the 600 are paid, 700 fall due and 900 stay ahead."""
    with store.write() as session:
        session.execute(update(OpenItem).values(document_on=date(2026, 9, 10)))
        session.execute(update(Desk).values(balances_on=date(2026, 9, 1), balances_from=date(2026, 9, 1)))
    _take(store, owner, now, tmp_path, "2026-11-20,250.00,EUR,4655,Nordwind Handels GmbH,")
    page = _page(store, now, date(2026, 11, 1), date(2026, 11, 30))
    figures = _by_name(page.figures)
    # beginning 2,200; no sales in the month; ending 1,950 of which 900 are not past due
    assert figures["cei/month"].numerator == 250
    assert figures["cei/month"].denominator == 1300
    assert figures["recovery_rate/amount"].value == Fraction(250 * 100, 2200)
    assert figures["dso/simple"].value is None
    assert figures["dso/countback"].value == 30 + 31 + Fraction(1950 * 30, 2200)
    assert figures["weighted_average_days_late/signed"].shown == D("50.00")
    assert figures["cure_rate/accounts"].shown == D("0.00")
    assert figures["cure_rate/value"].value == Fraction(250 * 100, 600)
    assert figures["percent_current/of_open_amount"].value == Fraction(900 * 100, 1950)
    matrix = page.rolled["EUR"]
    assert matrix.totals == {"current": 1600, "d1_30": 600, "d31_60": 0, "d61_90": 0, "d91_plus": 0}
    assert matrix.cells["d1_30", PAID].numerator == 250
    assert matrix.cells["d1_30", "d31_60"].numerator == 350
    assert matrix.cells["current", "d1_30"].numerator == 700
    assert [point.minor["d31_60"] for point in page.ageing[-2:]] == [60000, 35000]
    september = _by_name(_page(store, now, date(2026, 9, 1), date(2026, 9, 30)).figures)
    assert september["dso/simple"].value == 30
    assert "cei/month" in september
    assert not any(
        "cei" in key for key in _by_name(_page(store, now, date(2026, 9, 2), date(2026, 9, 30)).figures)
    )


def test_a_period_that_is_none(store: Store, now: datetime) -> None:
    with pytest.raises(BadInput, match="turn the days round"):
        _page(store, now, DAY, DAY - timedelta(days=1))
    with pytest.raises(BadInput, match="ahead of today"):
        _page(store, now, DAY + timedelta(days=1), DAY + timedelta(days=2))
    with pytest.raises(BadInput, match="not told apart by moon"):
        _page(store, now, DAY, DAY, "moon")
    assert _page(store, now, DAY, DAY).progress == {}


def test_progress_against_todays_list(
    store: Store, owner: Actor, now: datetime, sample: Sample, tmp_path: Path
) -> None:
    """EUR 1,300 are overdue on the one account that was offered; 650 are promised and 100 of today's money came."""
    with store.write() as session:
        offer = Offer(
            user_id=owner.id, account_id=sample.account_id, at=now, place=1, score=50, ledger=[],
            ranking_version="test",
        )  # fmt: skip
        session.add(offer)
    assert _page(store, now, DAY, DAY).progress["EUR"].worked.shown == D("0.00")
    made = log_call(
        store, owner, now,
        _call(sample, now, "PTP", amount_minor=65000, currency="EUR", on=DAY, method="transfer"),
    )  # fmt: skip
    _take(store, owner, now, tmp_path, "2026-11-24,100.00,EUR,Invoice 4655,Nordwind Handels GmbH,")
    today = _page(store, now, DAY, DAY).progress["EUR"]
    assert today.worked.shown == D("100.00")
    assert (today.promised.numerator, today.promised.denominator) == (650, 1300)
    assert (today.paid.numerator, today.paid.denominator) == (100, 1300)
    assert today.promised.basis.entries == (made.journal_id,)
    assert _page(store, now, DAY - timedelta(days=9), DAY - timedelta(days=8)).progress == {}


def test_disputes_closed_and_how_long_that_took(
    store: Store, owner: Actor, now: datetime, sample: Sample
) -> None:
    first, second, third = (raised(store, owner, now, sample, minor) for minor in (10000, 30000, 5000))
    decided(store, owner, now + timedelta(days=2), first, "rejected")
    decided(store, owner, now + timedelta(days=5), second, "partly_accepted", accepted_minor=10000)
    slip = decided(store, owner, now + timedelta(days=5), third, "withdrawn")
    undo(store, owner, now + timedelta(days=5), UndoAct(journal_id=slip.journal_id))
    page = _page(store, now + timedelta(days=5), DAY, DAY + timedelta(days=5), "collector")
    figures = _by_name(page.figures)
    assert figures["disputes_closed/per_opened"].shown == D("66.67")
    assert (figures["days_to_decide/calendar_days"].shown, figures["days_to_decide/calendar_days"].unit) == (
        D("3.50"), "days",
    )  # fmt: skip
    assert figures["valid_disputes/by_count"].shown == D("50.00")
    assert figures["valid_disputes/by_value"].shown == D("25.00")  # 100.00 of 400.00
    assert len(figures["days_to_decide/calendar_days"].basis.entries) == 2
    (mine,) = [group for group in page.groups if group.label == "Owner"]
    assert _by_name(mine.figures)["valid_disputes/by_value"].shown == D("25.00")
    other = _by_name(_page(store, now, DAY, DAY, part=Part(currency="JPY")).figures)
    assert other["disputes_closed/per_opened"].value is None
