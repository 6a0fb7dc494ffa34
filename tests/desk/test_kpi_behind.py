"""The accounts behind a figure of the book add up to what the figure is of."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from sqlalchemy import update

from collectdesk.desk.act import Actor
from collectdesk.desk.kpi import kpi_page
from collectdesk.desk.kpi_behind import accounts_behind
from collectdesk.desk.portfolio import EVERYTHING, Part
from collectdesk.models import Desk
from collectdesk.store import Store
from tests.desk.cash.test_cash import _take
from tests.desk.conftest import Sample


def test_each_rule_names_its_accounts(
    store: Store, owner: Actor, now: datetime, sample: Sample, tmp_path: Path
) -> None:
    """EUR 600, 700 and 900 are open on 31 October, 600 of them overdue; 250 come on 20 November."""
    with store.write() as session:
        session.execute(update(Desk).values(balances_on=date(2026, 9, 1), balances_from=date(2026, 9, 1)))
    _take(store, owner, now, tmp_path, "2026-11-20,250.00,EUR,4655,Nordwind Handels GmbH,")
    with store.read() as session:
        page = kpi_page(session, (date(2026, 11, 1), date(2026, 11, 24)), None, EVERYTHING, now, weeks=0)
        by_rule = {one.basis.rule: one for one in page.figures if one.basis.currency == "EUR"}
        found = {rule: accounts_behind(session, one, EVERYTHING) for rule, one in by_rule.items()}
        assert {
            rule: [(one.number, one.customer, str(one.amount)) for one in rows]
            for rule, (_n, rows) in found.items()
        } == {
            "balances_at_end": [("100234", "Nordwind Handels GmbH", "1950.00")],
            "overdue_at_start": [("100234", "Nordwind Handels GmbH", "600.00")],
            "allocations_of_period": [("100234", "Nordwind Handels GmbH", "250.00")],
            "payments_of_period": [("100234", "Nordwind Handels GmbH", "250.00")],
        }
        assert {count for count, _rows in found.values()} == {1}
        figure = by_rule["balances_at_end"]
        assert figure.denominator == 1950
        assert accounts_behind(session, figure, Part(country="FR")) == (0, ())
        assert accounts_behind(session, page.figures[0], EVERYTHING) == (0, ())
