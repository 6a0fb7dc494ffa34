"""The list of another day is ranked by the rates of that day; the stored order keeps its own."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import select

from collectdesk.desk.act import Actor
from collectdesk.desk.day import turn_day
from collectdesk.desk.preview import ledgers
from collectdesk.desk.queue import live_page
from collectdesk.desk.views_queue import Scope
from collectdesk.models import OpenItem, RankingRate
from collectdesk.store import Store
from tests.desk.conftest import Sample


def test_another_day_is_ranked_by_its_own_rates(
    store: Store, owner: Actor, now: datetime, sample: Sample
) -> None:
    with store.write() as session:
        for item in session.scalars(select(OpenItem)):
            item.currency, item.due_on = "USD", date(2020, 4, 1)
    turn_day(store, owner, now)
    with store.read() as session:
        pinned = session.get_one(RankingRate, "USD").rate_on
    at = datetime(2020, 5, 31, 15, tzinfo=UTC)
    (row,) = live_page(store, Scope.everyone(), at).rows
    ledger = ledgers(store, [row.account_id], at)[row.account_id]
    assert sum(line.points for line in ledger.lines) == ledger.score == row.score
    # USD 600, 700 and 900 at the ECB's 1.091 of Mon 25 May 2020, each rounded half up
    assert any("EUR 2,016.49" in line.why for line in ledger.lines), ledger.lines
    with store.read() as session:
        assert session.get_one(RankingRate, "USD").rate_on == pinned > date(2026, 1, 1)
