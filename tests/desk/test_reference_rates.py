"""Reference rates into the book: they survive, stand over what ships, and are never carried forward."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from collectdesk.desk.act import Actor
from collectdesk.desk.rates_import import ImportRates, RatesReport, import_rates
from collectdesk.desk.reference_rates import loaded_rates
from collectdesk.faults import BadInput
from collectdesk.models import ImportRun, Journal, ReferenceRate
from collectdesk.store import Store
from tests.exchange.books import save

HEAD = "series,from,value,source\n"


def value(store: Store, series: str, on: date) -> Decimal | None:
    with store.read() as session:
        found = loaded_rates(session).on(series, on)
    return found.value if found else None


class Loading:
    """Takes texts in, one after the other, at a moment."""

    def __init__(self, store: Store, actor: Actor, now: datetime, path: Path) -> None:
        self.store, self.actor, self.now, self.path = store, actor, now, path

    def __call__(self, text: str, days: int = 0, keep_good: bool = False) -> RatesReport:
        command = ImportRates(file=save(self.path, text), keep_good=keep_good)
        return import_rates(self.store, self.actor, self.now + timedelta(days=days), command)


@pytest.fixture
def load(store: Store, owner: Actor, now: datetime, tmp_path: Path) -> Loading:
    return Loading(store, owner, now, tmp_path / "reference.csv")


def test_a_list_is_taken_in_once_and_its_last_value_is_not_carried_forward(load: Loading) -> None:
    text = (
        HEAD + "gb-bank-rate,2023-12-31,5.25,Bank of England\ngb-bank-rate,2024-08-01,5.00,Bank of England\n"
    )
    first = load(text)
    assert (first.references, first.created, first.updated, first.written) == (2, 2, 0, True)
    assert [(one.series, one.value, one.known_until) for one in first.series] == [
        ("gb-bank-rate", "5.00", date(2025, 12, 30))
    ]  # what ships knows 31 December 2025 otherwise
    for days in (0, 30):
        again = load(text, days)
        assert (again.created, again.updated, again.unchanged, again.conflicts) == (0, 0, 2, [])
    assert value(load.store, "gb-bank-rate", date(2024, 6, 30)) == Decimal("5.25")
    assert value(load.store, "gb-bank-rate", date(2024, 8, 1)) == Decimal("5.00")
    assert value(load.store, "gb-bank-rate", date(2025, 12, 31)) == Decimal("3.75")


def test_a_last_value_is_known_until_the_day_it_came_in(load: Loading) -> None:
    load(HEAD + "cz-repo,2026-01-01,3.50,ČNB\n")
    load(HEAD + "cz-repo,2026-01-01,3.50,ČNB\n", days=20)
    assert value(load.store, "cz-repo", date(2026, 11, 24)) == Decimal("3.50")
    assert value(load.store, "cz-repo", date(2026, 11, 25)) is None
    load(HEAD + "cz-repo,2026-01-01,3.50,ČNB\ncz-repo,2026-12-10,3.25,ČNB\n", days=20)
    assert value(load.store, "cz-repo", date(2026, 12, 9)) == Decimal("3.50")
    assert value(load.store, "cz-repo", date(2026, 12, 14)) == Decimal("3.25")
    assert value(load.store, "cz-repo", date(2026, 12, 15)) is None


def test_a_file_may_say_how_long_a_value_is_known(load: Loading) -> None:
    load(
        "series;from;until;value;source;confidence\nde-base-rate;2027-01-01;2027-06-30;-0.88;Bundesbank;C1\n"
    )
    assert value(load.store, "de-base-rate", date(2027, 6, 30)) == Decimal("-0.88")
    assert value(load.store, "de-base-rate", date(2027, 7, 1)) is None
    with load.store.read() as session:
        found = loaded_rates(session).on("de-base-rate", date(2027, 1, 1))
    assert found is not None
    assert (found.confidence, found.source, found.read_on) == ("C1", "Bundesbank", date(2026, 11, 24))


def test_what_was_known_otherwise_is_named_and_recorded(load: Loading) -> None:
    report = load(
        HEAD + "ecb-main-refinancing,2026-01-01,2.15,ECB\necb-main-refinancing,2026-09-17,2.65,ECB\n"
    )
    (conflict,) = report.conflicts
    assert (conflict.name, conflict.on, conflict.was, conflict.now) == (
        "ecb-main-refinancing", date(2026, 6, 17), "2.40", "2.15",
    )  # fmt: skip
    assert value(load.store, "ecb-main-refinancing", date(2026, 7, 1)) == Decimal("2.15")
    changed = load(HEAD + "ecb-main-refinancing,2026-09-17,2.60,ECB\n")
    assert [(one.was, one.now) for one in changed.conflicts] == [("2.65", "2.60")]
    assert (changed.created, changed.updated) == (0, 1)
    with load.store.read() as session:
        entries = list(
            session.scalars(select(Journal).where(Journal.act == "import.rates").order_by(Journal.id))
        )
        runs = list(session.scalars(select(ImportRun.kind)))
    assert '["ecb-main-refinancing","2026-06-17","2.40","2.15"]' in entries[0].facts.replace(", ", ",")
    assert runs == ["rates", "rates"]


def test_one_value_alone_does_not_reach_over_what_is_known_later(load: Loading) -> None:
    report = load(HEAD + "ecb-main-refinancing,2026-01-01,2.15,ECB\n")
    assert report.conflicts == []
    assert value(load.store, "ecb-main-refinancing", date(2026, 7, 1)) == Decimal("2.40")


BAD = {
    "no series of ours": "nope,2026-01-01,1.0,X\n",
    "markup": "[/nope] [b,2026-01-01,1.0,X\n",
    "no source": "cz-repo,2026-01-01,1.0,\n",
    "no day": "cz-repo,,1.0,X\n",
    "a comma": 'cz-repo,2026-01-01,"1,5",X\n',
    "too much": "cz-repo,2026-01-01,1001,X\n",
    "not a number": "cz-repo,2026-01-01,NaN,X\n",
    "an exponent": "cz-repo,2026-01-01,1e2,X\n",
    "digits of another script": "cz-repo,2026-01-01,١,X\n",
    "a formula": "cz-repo,2026-01-01,=1+1,X\n",
    "too few cells": "cz-repo,2026-01-01\n",
    "two figures for a day": "cz-repo,2026-01-01,3.5,Other\n",
}


@pytest.mark.parametrize("line", BAD.values(), ids=BAD.keys())
def test_one_bad_line_keeps_the_file_out(load: Loading, line: str) -> None:
    text = HEAD + "cz-repo,2026-01-01,3.75,ČNB\n" + line
    report = load(text)
    assert (report.written, [one.line for one in report.rejected]) == (False, [3])
    assert "\x1b" not in report.rejected[0].reason
    with load.store.read() as session:
        assert not session.scalars(select(ReferenceRate)).all()
        assert not session.scalars(select(ImportRun)).all()
    assert load(text, keep_good=True).written
    assert value(load.store, "cz-repo", date(2026, 7, 1)) == Decimal("3.75")


@pytest.mark.parametrize(
    "text",
    [
        "series,from,value\ncz-repo,2026-01-01,1.0\n",
        HEAD,
        "series,from,value,source\ncz-repo,03/04/2026,1.0,X\n",
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(load: Loading, text: str) -> None:
    with pytest.raises(BadInput, match=r"reference\.csv"):
        load(text)


def test_hostile_sources_are_text(load: Loading) -> None:
    load("series,from,value,source\ncz-repo,2026-01-01,3.5,\"=cmd|' /C calc'!A0 [red]\x1b[31m\"\n")
    with load.store.read() as session:
        (row,) = session.scalars(select(ReferenceRate))
    assert row.source == "=cmd|' /C calc'!A0 [red][31m"


def test_until_before_the_next_value(load: Loading) -> None:
    report = load(
        "series,from,until,value,source\ncz-repo,2026-01-01,2026-06-30,3.5,X\ncz-repo,2026-05-01,,3.25,X\n"
        "cz-repo,2026-08-01,2026-07-01,3.0,X\n"
    )
    assert [one.line for one in report.rejected] == [3, 4]
