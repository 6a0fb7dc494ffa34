"""Rates into the book: the same file twice changes nothing, the source is kept."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from sqlalchemy import select

from collectdesk.desk.act import Actor
from collectdesk.desk.rates_import import ImportRates, SeedRates, import_rates, seed
from collectdesk.models import FxRate, ImportRun
from collectdesk.store import Store
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


def test_seed(store: Store, owner: Actor, now: datetime) -> None:
    seed(store, owner, now, SeedRates(on=date(2020, 5, 31)))
    with store.read() as session:
        rate = session.get_one(FxRate, ("USD", date(2020, 5, 29)))
        assert (rate.quoted, rate.source) == ("1.1136", "ECB")
