"""Rates into the book: the same file twice changes nothing, the source is kept."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from collectdesk.desk.act import Actor
from collectdesk.desk.book import find_actor, set_up
from collectdesk.desk.fx import desk_rates
from collectdesk.desk.rates_import import ImportRates, SeedRates, import_rates, seed
from collectdesk.models import FxRate, ImportRun
from collectdesk.store import Store
from tests.campaign import CAMPAIGN
from tests.exchange.books import save


def test_import_twice_and_newer(store: Store, owner: Actor, now: datetime, tmp_path: Path) -> None:
    path = save(tmp_path / "r.csv", "Date,USD,JPY,\n2026-10-30,1.1172,175.68,\n2026-10-29,1.1150,N/A,\n")
    first = import_rates(store, owner, now, ImportRates(file=path))
    assert (first.created, first.updated, first.unchanged, first.written) == (3, 0, 0, True)
    again = import_rates(store, owner, now, ImportRates(file=path))
    assert (again.created, again.updated, again.unchanged) == (0, 0, 3)
    save(path, "currency,date,rate,source\nUSD,2026-10-30,1.2000,House\n")
    newer = import_rates(store, owner, now, ImportRates(file=path))
    assert (newer.created, newer.updated) == (0, 1)
    with store.read() as session:
        rate = session.get_one(FxRate, ("USD", date(2026, 10, 30)))
        assert (rate.quoted, rate.source) == ("1.2000", "House")


def test_refused_lines(store: Store, owner: Actor, now: datetime, tmp_path: Path) -> None:
    path = save(tmp_path / "r.csv", "currency,date,rate\nUSD,2026-10-30,1.2\nUSD,2026-10-31,none\n")
    report = import_rates(store, owner, now, ImportRates(file=path))
    assert (report.written, [line.line for line in report.rejected]) == (False, [3])
    with store.read() as session:
        assert not session.scalars(select(FxRate)).all()
        assert not session.scalars(select(ImportRun)).all()
    assert import_rates(store, owner, now, ImportRates(file=path, keep_good=True)).written
    with store.read() as session:
        assert [rate.quoted for rate in session.scalars(select(FxRate))] == ["1.2"]


def test_a_rate_that_was_known_otherwise_is_named(
    store: Store, owner: Actor, now: datetime, tmp_path: Path
) -> None:
    path = save(tmp_path / "r.csv", "currency,date,rate,source\nUSD,2026-10-30,1.10,Bank\n")
    assert import_rates(store, owner, now, ImportRates(file=path)).conflicts == []
    save(path, "currency,date,rate,source\nUSD,2026-10-30,1.1,Other\nJPY,2026-10-30,170,Other\n")
    assert import_rates(store, owner, now, ImportRates(file=path)).conflicts == []
    save(path, "currency,date,rate,source\nUSD,2026-10-30,1.2,Other\n")
    (one,) = import_rates(store, owner, now, ImportRates(file=path)).conflicts
    assert (one.name, one.on, one.was, one.now) == ("USD", date(2026, 10, 30), "1.1", "1.2")


@pytest.mark.real_data
@pytest.mark.skipif(not CAMPAIGN, reason="200,000 rates; runs with make campaign")
def test_the_history_of_the_central_bank(sqlite_store: Store, now: datetime, real_data: Path) -> None:
    set_up(sqlite_store, now, zone="Europe/Berlin", base_currency="EUR", owner="Owner", name="Test desk")
    owner = find_actor(sqlite_store, None)
    command = ImportRates(file=real_data / "ecb-fx" / "eurofxref-hist.csv.gz")
    report = import_rates(sqlite_store, owner, now, command)
    assert (report.quotes, report.created, report.rejected, report.conflicts) == (
        report.created,
        report.quotes,
        [],
        [],
    )
    assert (report.first_day, report.last_day) == (date(1999, 1, 4), date(2026, 10, 30))
    again = import_rates(sqlite_store, owner, now, command.model_copy(update={"request_id": "second-time"}))
    assert (again.created, again.updated, again.unchanged) == (0, 0, report.quotes)
    with sqlite_store.read() as session:
        rates = desk_rates(session, TRUTHS[0].keys() - {"day"})
    for truth in TRUTHS:
        for code in truth.keys() - {"day"}:
            found = rates.of_day(code, date.fromisoformat(truth["day"]))
            assert found is not None
            assert found.quoted == Decimal(truth[code])
    for day, before in (
        ("2020-05-31", "2020-05-29"),
        ("2013-06-30", "2013-06-28"),
        ("2012-12-25", "2012-12-24"),
    ):
        found = rates.of_day("USD", date.fromisoformat(day))
        assert found is not None
        assert found.rate_on == date.fromisoformat(before)


TRUTHS = [
    {"day": "2012-12-31", "USD": "1.3194", "GBP": "0.8161", "JPY": "113.61", "INR": "72.56"},
    {"day": "2020-05-29", "USD": "1.1136", "GBP": "0.90088", "JPY": "119.29", "INR": "84.1025"},
    {"day": "2024-12-31", "USD": "1.0389", "GBP": "0.82918", "JPY": "163.06", "INR": "88.9335"},
    {"day": "2026-10-30", "USD": "1.1172", "GBP": "0.8338", "JPY": "175.68", "INR": "106.084"},
]
"""Figures that the European Central Bank published, as the note beside the file lists them."""


def test_seed(store: Store, owner: Actor, now: datetime) -> None:
    seed(store, owner, now, SeedRates(on=date(2020, 5, 31)))
    with store.read() as session:
        rate = session.get_one(FxRate, ("USD", date(2020, 5, 29)))
        assert (rate.quoted, rate.source) == ("1.1136", "ECB")
