"""Ageing: buckets by due date, credits and what cannot be aged apart, and the truths of a real ledger."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, update

from collectdesk.desk.ageing import BUCKETS, ageing
from collectdesk.desk.views_queue import Scope
from collectdesk.models import OpenItem
from collectdesk.money import Money
from tests.ranking.specimen import DAY, Item, Specimen, write_book

AS_OF = date(2026, 3, 31)


def book_of(store: Any, items: list[tuple[str | None, int]]) -> None:
    with store.write() as session:
        dues = [None if due is None else (date.fromisoformat(due) - DAY).days for due, _minor in items]
        made = tuple(Item(due, minor) for due, (_due, minor) in zip(dues, items, strict=True))
        write_book(session, [Specimen(made, assignee=1)])


def test_the_worked_example(store: Any) -> None:
    book_of(store, [
        ("2026-04-15", 420000), ("2026-03-31", 115075), ("2026-03-01", 864010), ("2026-02-28", 97500),
        ("2026-01-30", 1230040), ("2025-12-31", 204999), ("2025-12-30", 31000), ("2026-02-20", -50000),
    ])  # fmt: skip
    [row] = ageing(store, AS_OF).rows
    amounts = [row.cells[bucket].amount for bucket in BUCKETS]
    assert amounts == [535075, 864010, 1327540, 204999, 31000]
    assert [row.cells[bucket].items for bucket in BUCKETS] == [2, 1, 2, 1, 1]
    assert (row.cells["credits"].amount, row.cells["credits"].items) == (-50000, 1)
    assert (row.total.amount, row.total.items) == (2912624, 8)


def test_what_cannot_be_aged_stands_apart(store: Any) -> None:
    book_of(
        store, [("2026-03-01", 100), (None, 250), ("2026-03-01", 7), ("2026-03-01", 9), ("2026-03-01", 0)]
    )
    with store.write() as session:
        later = OpenItem.document == "1-2"
        session.execute(update(OpenItem).where(later).values(posted_on=AS_OF + timedelta(days=1)))
        session.execute(update(OpenItem).where(OpenItem.document == "1-3").values(posted_on=AS_OF))
    [row] = ageing(store, AS_OF).rows
    assert {name: (cell.items, cell.amount) for name, cell in row.cells.items() if cell.items} == {
        "d1_30": (2, 109), "no_due_date": (1, 250), "not_posted": (1, 7),
    }  # fmt: skip
    assert (row.total.items, row.total.amount) == (3, 359)


def test_an_empty_book_and_scopes(store: Any) -> None:
    with store.write() as session:
        write_book(session, [])
    assert ageing(store, AS_OF).rows == ()
    book_of(store, [("2026-03-01", 100)])
    assert len(ageing(store, AS_OF, Scope.mine(1)).rows) == 1
    assert ageing(store, AS_OF, Scope.mine(2)).rows == ()
    assert ageing(store, AS_OF, Scope.team(2)).rows == ()


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("as_of", "truth"),
    [
        ("2020-05-31", {
            "CAD": ["0: 0.00", "168: 9448108.10", "307: 19578969.63", "229: 13191112.99", "0: 0.00"],
            "USD": ["108: 1553224.51", "2645: 79950003.40", "4085: 133950574.34", "2127: 65124681.14",
                    "12: 296642.08"],
        }),
        ("2020-04-30", {
            "CAD": ["176: 9994410.36", "309: 19627989.60", "219: 12595790.76", "0: 0.00", "0: 0.00"],
            "USD": ["2887: 85724116.09", "4075: 133423109.81", "2006: 61619339.97", "9: 108559.60", "0: 0.00"],
        }),
    ],
)  # fmt: skip
def test_the_truths_of_a_real_ledger(
    store: Any, real_data: Path, as_of: str, truth: dict[str, list[str]]
) -> None:
    file = real_data / "highradius-open-items" / "open_items_sap_layout.csv"
    with store.write() as session:
        write_book(session, [Specimen()])
        with file.open(encoding="utf-8", newline="") as lines:
            rows = [
                {
                    "account_id": 1, "document": line["doc_id"], "currency": line["invoice_currency"],
                    "due_on": date.fromisoformat(line["due_in_date"]), "import_run_id": 1,
                    "original_minor": Money.of(Decimal(line["total_open_amount"]), line["invoice_currency"]).minor,
                    "open_minor": Money.of(Decimal(line["total_open_amount"]), line["invoice_currency"]).minor,
                }
                for line in csv.DictReader(lines)
            ]  # fmt: skip
        session.execute(insert(OpenItem), rows)
    found = {
        row.currency: [f"{row.cells[b].items}: {Money(row.cells[b].amount, row.currency)}" for b in BUCKETS]
        for row in ageing(store, date.fromisoformat(as_of)).rows
    }
    assert found == truth
