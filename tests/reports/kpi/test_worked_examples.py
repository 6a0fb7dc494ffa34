"""Every key figure against the worked examples of `vectors.json`, and the edges that a formula has."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import collectdesk.reports.kpi
from collectdesk.faults import BadInput
from collectdesk.reports.kpi.buckets import Buckets, age, load_buckets, read_buckets
from collectdesk.reports.kpi.collecting import (
    PAID,
    Moved,
    cei,
    chained,
    cure_rate,
    net_flow,
    recovery_rate,
    roll_matrix,
)
from collectdesk.reports.kpi.commitments import Fallen, kept_by_count, kept_by_value, progress, promise_rate
from collectdesk.reports.kpi.contacts import (
    attempts_per_hour,
    average_handle_time,
    contacts_per_hour,
    rpc_per_contact,
    rpc_rate,
)
from collectdesk.reports.kpi.result import Basis, Kpi, exact, per_cent, rounded
from collectdesk.reports.kpi.sales import (
    average_days_delinquent,
    best_possible_dso,
    dso_countback,
    dso_simple,
    weighted_average_days_late,
)
from tests.money.test_no_floats import inexact

_LIST = json.loads(Path(__file__).with_name("vectors.json").read_text(encoding="utf-8"))
D = Decimal


def _fallen(given: dict[str, str], value: bool) -> list[Fallen]:
    """Promises that make these sums: by value one of everything; by count so many kept of so many."""
    if value:
        return [Fallen("partially_kept", Fraction(given["den"]), Fraction(given["num"]))]
    kept, due = int(given["num"]), int(given["den"])
    broken = [Fallen("broken", Fraction(1), Fraction(0))] * (due - kept)
    outside = [Fallen("open", Fraction(1), Fraction(0)), Fallen("superseded", Fraction(1), Fraction(0))]
    return [Fallen("kept", Fraction(1), Fraction(1))] * kept + broken + outside


def _pairs(given: list[Any]) -> list[tuple[Decimal, int]]:
    return [(D(amount), days) for amount, days in given]


COMPUTE = {
    "dso": lambda i: dso_simple(D(i["receivables"]), D(i["credit_sales"]), i["days"]),
    "dso_countback": lambda i: dso_countback(D(i["balance"]), _pairs(i["months_latest_first"])),
    "cei": lambda i: cei(
        D(i["beginning"]), D(i["credit_sales"]), i["months"], D(i["ending_total"]), D(i["ending_current"])
    ),
    "recovery": lambda i: recovery_rate(D(i["num"]), D(i["den"])),
    "kept.count": lambda i: kept_by_count(_fallen(i, value=False)),
    "kept.value": lambda i: kept_by_value(_fallen(i, value=True)),
    "ptp_rate": lambda i: promise_rate(int(i["num"]), int(i["den"])),
    "rpc.attempt": lambda i: rpc_rate(int(i["num"]), int(i["den"])),
    "rpc.contact": lambda i: rpc_per_contact(int(i["num"]), int(i["den"])),
    "contacts_per_hour": lambda i: contacts_per_hour(i["contacts"], D(i["hours"])),
    "attempts_per_hour": lambda i: attempts_per_hour(i["attempts"], D(i["hours"])),
    "aht": lambda i: average_handle_time(i["talk"], i["hold"], i["wrap"], i["calls"]),
    "aht_incl_dial": lambda i: average_handle_time(
        i["talk"], i["hold"], i["wrap"], i["calls"], dial=i["dial"]
    ),
    "cure": lambda i: cure_rate(D(i["num"]), D(i["den"])),
    "net_flow": lambda i: net_flow(D(i["num"]), D(i["den"])),
    "net_flow_chained": lambda i: chained([net_flow(D(num), D(den)) for num, den in i["flows"]]),
}


@pytest.mark.parametrize(
    "one", [v for v in _LIST if not v["id"].startswith(("add.", "days_late."))], ids=lambda v: v["id"]
)
def test_the_worked_examples(one: dict[str, Any]) -> None:
    found: Kpi = COMPUTE[one["id"].rpartition(".")[0]](one["in"])
    assert found.value is not None
    assert found.variant
    told = one["out"]
    if told.startswith("more than"):
        assert (found.more_than, f"more than {found.value}") == (True, told)
    else:
        places = len(told.partition(".")[2])
        assert (found.more_than, rounded(found.value, places)) == (False, D(told))


@pytest.mark.parametrize("one", [v for v in _LIST if v["id"].startswith("add.")], ids=lambda v: v["id"])
def test_days_beyond_the_best_possible(one: dict[str, Any]) -> None:
    sales, days = D(one["in"]["credit_sales"]), one["in"]["days"]
    receivables, not_due = D(one["in"]["receivables"]), D(one["in"]["not_due"])
    assert best_possible_dso(not_due, sales, days).shown == D(one["out"]["best_possible_dso"])
    assert average_days_delinquent(receivables, not_due, sales, days).shown == D(one["out"]["add"])


@pytest.mark.parametrize("one", [v for v in _LIST if v["id"].startswith("days_late.")], ids=lambda v: v["id"])
def test_days_late_in_three_variants(one: dict[str, Any]) -> None:
    variant = one["id"].partition(".")[2]
    found = weighted_average_days_late(_pairs(one["in"]["paid"]), variant)
    assert (found.variant, found.shown) == (variant, D(one["out"]))


def test_cei_without_the_division_is_another_figure() -> None:
    """The trap: the quarter's sales taken whole give 79.63, the form with N = 3 gives 55.93."""
    whole = cei(D(6200), D(10890), 1, D(6340), D(3590))
    quarter = cei(D(6200), D(10890), 3, D(6340), D(3590))
    assert (whole.shown, quarter.shown) == (D("79.63"), D("55.93"))
    assert whole.variant != quarter.variant


def test_nothing_to_divide_by_is_not_available() -> None:
    assert per_cent("x", "y", 0, 0).shown is None
    assert cei(100, 0, 1, 100, 100).shown is None
    assert dso_simple(100, 0, 30).value is None
    assert kept_by_count([]).value is None
    assert weighted_average_days_late([]).value is None
    assert chained([net_flow(1, 2), net_flow(1, 0)]).value is None
    assert {share.value for share in age([], date(2026, 3, 31), load_buckets()).shares.values()} == {None}


def test_counting_back_over_odd_months() -> None:
    empty_month = dso_countback(D(100), [(D(0), 31), (D(200), 28)])
    assert empty_month.value == 31 + 14
    negative = dso_countback(D(100), [(D(-50), 31), (D(200), 28)])
    assert (negative.value, negative.flags) == (31 + 14, ("negative_sales",))
    assert dso_countback(D(0), [(D(200), 28)]).value == 0


def test_floats_are_refused() -> None:
    with pytest.raises(TypeError, match="exact"):
        exact(0.5)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "file", sorted(Path(collectdesk.reports.kpi.__file__).parent.glob("*.py")), ids=lambda file: file.name
)
def test_no_float_in_the_package(file: Path) -> None:
    assert inexact(file.read_text(encoding="utf-8")) == []


_ITEMS = [
    ("2026-04-15", "4200.00"), ("2026-03-31", "1150.75"), ("2026-03-01", "8640.10"), ("2026-02-28", "975.00"),
    ("2026-01-30", "12300.40"), ("2025-12-31", "2049.99"), ("2025-12-30", "310.00"), ("2026-02-20", "-500.00"),
]  # fmt: skip


def test_ageing_with_credits_apart_and_netted() -> None:
    items = [(date.fromisoformat(due), D(amount)) for due, amount in _ITEMS]
    usual, as_of = load_buckets(), date(2026, 3, 31)
    apart = age(items, as_of, usual)
    told = [D(t) for t in ("5350.75", "8640.10", "13275.40", "2049.99", "310.00")]
    assert [apart.sums[key] for key in usual.keys] == told
    assert (apart.sums["credits"], apart.total) == (D("-500.00"), D("29126.24"))
    netted = age(items, as_of, usual, net_credits=True)
    assert (netted.sums["d31_60"], netted.total) == (D("12775.40"), D("29126.24"))
    shares = [netted.shares[key].value for key in usual.keys]
    assert [rounded(s, 1) for s in shares if s is not None] == [
        D(t) for t in ("18.4", "29.7", "43.9", "7.0", "1.1")
    ]


def test_buckets_of_the_house() -> None:
    assert load_buckets().keys == ("current", "d1_30", "d31_60", "d61_90", "d91_plus")
    split = load_buckets("split_91")
    assert split.keys[-2:] == ("d91_120", "d121_plus")
    assert [split.of(days) for days in (-1, 0, 1, 30, 31, 120, 121)] == [
        "current", "current", "d1_30", "d1_30", "d31_60", "d91_120", "d121_plus",
    ]  # fmt: skip
    text = 'default = "own"\n[sets.own]\nlast_days = [5]\n'
    assert read_buckets(text, "own.toml") == Buckets("own", (5,))
    with pytest.raises(BadInput, match="no buckets named other; use one of own"):
        read_buckets(text, "own.toml", "other")
    with pytest.raises(BadInput, match=r"own.toml, sets.own.last_days: days rise"):
        read_buckets(text.replace("[5]", "[30, 20]"), "own.toml")


_ROLLED = {
    "current": {PAID: 874000, "d1_30": 126000},
    "d1_30": {PAID: 93000, "d31_60": 57000},
    "d31_60": {PAID: 21000, "d31_60": 3000, "d61_90": 36000},
    "d61_90": {PAID: 10000, "d61_90": 4000, "d91_plus": 26000},
    "d91_plus": {PAID: 8000, "d91_plus": 72000},
}


def test_the_roll_rate_matrix() -> None:
    moved = [Moved(was, now, Fraction(amount)) for was, row in _ROLLED.items() for now, amount in row.items()]
    matrix = roll_matrix(moved, load_buckets().keys)
    shown = {cell: kpi.shown for cell, kpi in matrix.cells.items() if kpi.value}
    assert shown["current", PAID] == D("87.40")
    assert shown["current", "d1_30"] == D("12.60")
    assert shown["d1_30", "d31_60"] == D("38.00")
    assert shown["d31_60", "d61_90"] == D("60.00")
    assert shown["d61_90", "d91_plus"] == D("65.00")
    assert shown["d91_plus", "d91_plus"] == D("90.00")
    assert matrix.totals["current"] == 1000000
    for row in matrix.rows:
        assert sum(matrix.cells[row, column].value or 0 for column in matrix.columns) == 100


def test_progress_and_what_a_figure_says_of_itself() -> None:
    basis = Basis(as_of=date(2026, 11, 24), currency="EUR", filter="team North", entries=(3, 8))
    today = progress(D("300.00"), D("50.00"), D("1200.00"), 3, 12, basis)
    assert (today.promised.shown, today.paid.shown, today.worked.shown) == (D("25.00"), D("4.17"), D("25.00"))
    assert (today.promised.variant, today.promised.basis.entries) == ("promised_today", (3, 8))
    assert (today.paid.numerator, today.paid.denominator) == (50, 1200)


def test_recovery_falls_with_a_returned_payment() -> None:
    kept = recovery_rate(D("18745.30"), D("62500.00"), returned=D("1200.00"))
    assert kept.shown == D("28.07")
