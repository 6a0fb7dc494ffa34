"""Every truth of the real ledgers, to the cent."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from collectdesk.exchange.control_report import Reckoning
from collectdesk.exchange.options import ReadingOptions
from collectdesk.exchange.receivables import ReceivableLine, ReceivablesFile, as_columns
from collectdesk.faults import BadInput
from collectdesk.money import Money

pytestmark = pytest.mark.real_data


def read(path: Path, **said: object) -> tuple[ReceivablesFile, list[ReceivableLine]]:
    file = ReceivablesFile(path, ReadingOptions.model_validate(said))
    return file, list(file.lines())


def ageing(lines: list[ReceivableLine], on: date) -> dict[str, dict[str, str]]:
    """Currency and bucket to "items: amount", buckets without items left out."""
    reckoning = Reckoning(on)
    reckoning.add(as_columns(lines))
    return {
        currency: {name: f"{f.items}: {f.amount}" for name, f in buckets.items() if f.items}
        for currency, buckets in reckoning.ageing().items()
    }


def sums(lines: list[ReceivableLine], by: str) -> dict[str, str]:
    found: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for line in lines:
        if not line.settled:
            counted = found[str(getattr(line.customer, by)), line.currency]
            counted[0] += 1
            counted[1] += line.open_minor
    return {key: f"{currency} {n}: {Money(minor, currency)}" for (key, currency), (n, minor) in found.items()}


def test_highradius(real_data: Path) -> None:
    file, lines = read(real_data / "highradius-open-items" / "open_items_sap_layout.csv")
    assert (file.rows, len(file.rejected), len({line.document for line in lines})) == (9681, 0, 9681)
    assert len(file.names_by_number()) == 694
    assert len({line.terms for line in lines}) == 43
    assert file.warnings["due_before_posted"] == 27
    assert sums(lines, "company") == {
        "CA02": "CAD 704: 42218190.72",
        "U001": "USD 8887: 278746187.80",
        "U002": "USD 18: 866107.14",
        "U005": "USD 2: 14224.56",
        "U007": "USD 1: 1715.04",
        "U013": "USD 69: 1246890.93",
    }
    reckoning = Reckoning(date(2020, 5, 31))
    reckoning.add(as_columns(lines))
    totals = {currency: (total.items, total.open) for currency, total in reckoning.totals().items()}
    assert totals == {"CAD": (704, "42218190.72"), "USD": (8977, "280875125.47")}
    due = [line.due_on for line in lines if line.due_on]
    posted = [line.posted_on for line in lines if line.posted_on]
    assert (min(due), max(due)) == (date(2020, 2, 27), date(2020, 7, 10))
    assert (min(posted), max(posted)) == (date(2020, 2, 27), date(2020, 5, 22))
    amounts = [line.open_minor for line in lines]
    assert (min(amounts), max(amounts)) == (72, 65364480)
    debtors = sums([line for line in lines if line.currency == "USD"], "number")
    largest = sorted(debtors, key=lambda number: -float(debtors[number].partition(": ")[2]))[:5]
    assert [(number, debtors[number].partition(": ")[2]) for number in largest] == [
        ("0200769623", "54131758.41"),
        ("0200762301", "16912186.23"),
        ("0200707822", "10771318.02"),
        ("0200759878", "9297022.91"),
        ("0200772670", "7419948.74"),
    ]


def test_highradius_ageing(real_data: Path) -> None:
    _file, lines = read(real_data / "highradius-open-items" / "open_items_sap_layout.csv")
    assert ageing(lines, date(2020, 5, 31)) == {
        "CAD": {"d1_30": "168: 9448108.10", "d31_60": "307: 19578969.63", "d61_90": "229: 13191112.99"},
        "USD": {
            "current": "108: 1553224.51",
            "d1_30": "2645: 79950003.40",
            "d31_60": "4085: 133950574.34",
            "d61_90": "2127: 65124681.14",
            "d91_plus": "12: 296642.08",
        },
    }
    unposted = [line._replace(posted_on=None) for line in lines]
    assert ageing(unposted, date(2020, 4, 30)) == {
        "CAD": {"current": "176: 9994410.36", "d1_30": "309: 19627989.60", "d31_60": "219: 12595790.76"},
        "USD": {
            "current": "2887: 85724116.09",
            "d1_30": "4075: 133423109.81",
            "d31_60": "2006: 61619339.97",
            "d61_90": "9: 108559.60",
        },
    }


def test_excelx(real_data: Path) -> None:
    file, lines = read(real_data / "ar-open-excelx" / "AR_Clean_Features.xlsx")
    assert (file.rows, len(file.rejected), len(file.customers)) == (900, 0, 5)
    assert (file.warnings["settled"], file.warnings["part_paid_amount_unknown"]) == (301, 289)
    found: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for line in lines:
        status = "Received" if line.settled else "Partial" if line.part_paid else "Open"
        found[line.currency][status][0] += 1
        found[line.currency][status][1] += line.original_minor
    said = {c: {s: f"{n}: {Money(m, c)}" for s, (n, m) in by.items()} for c, by in found.items()}
    assert said == {
        "AUD": {"Open": "59: 218086.08", "Partial": "55: 237966.66", "Received": "58: 241292.89"},
        "CAD": {"Open": "67: 264266.15", "Partial": "48: 172878.04", "Received": "58: 255542.92"},
        "EUR": {"Open": "57: 202426.26", "Partial": "71: 293762.16", "Received": "61: 229336.27"},
        "GBP": {"Open": "64: 247612.35", "Partial": "57: 229472.51", "Received": "56: 227195.29"},
        "USD": {"Open": "63: 242957.98", "Partial": "58: 276297.54", "Received": "68: 259169.19"},
    }
    assert ageing(lines, date(2025, 9, 30)) == {
        "AUD": {"d31_60": "2: 11205.93", "d61_90": "6: 24846.41", "d91_plus": "106: 420000.40"},
        "CAD": {"d31_60": "1: 2548.35", "d61_90": "5: 16456.44", "d91_plus": "109: 418139.40"},
        "EUR": {"d31_60": "1: 7176.07", "d61_90": "5: 14248.31", "d91_plus": "122: 474764.04"},
        "GBP": {"d61_90": "4: 13373.12", "d91_plus": "117: 463711.74"},
        "USD": {"d31_60": "3: 16210.37", "d61_90": "6: 23977.30", "d91_plus": "112: 479067.85"},
    }


def test_bsid(real_data: Path) -> None:
    folder = real_data / "sap-bsid-table"
    file, lines = read(folder / "BSID.csv", customers=folder / "KNA1.csv")
    assert (file.rows, len(file.rejected), len(file.customers)) == (86, 0, 15)
    assert sum(line.open_minor for line in lines) == 1078303331
    terms: dict[str | None, int] = defaultdict(int)
    for line in lines:
        terms[line.terms] += 1
    assert terms == {"N060": 27, "2/10N30": 24, "N030": 21, "N014": 14}
    assert all(line.item == "2024/0001" for line in lines)
    debtors = sums(lines, "number")
    assert [debtors[number].partition(": ")[2] for number in ("C00001", "C00013", "C00004")] == [
        "1482461.95",
        "1382412.54",
        "1315731.13",
    ]
    first, second = ageing(lines, date(2024, 8, 31)), ageing(lines, date(2024, 10, 31))
    assert first["USD"].pop("not_posted").startswith("13: ")
    assert first["USD"] == {
        "current": "9: 949222.43",
        "d1_30": "13: 1375652.08",
        "d31_60": "13: 1240802.80",
        "d61_90": "12: 1723891.04",
        "d91_plus": "26: 3871072.02",
    }
    assert second["USD"] == {
        "current": "11: 1383807.46",
        "d1_30": "3: 441664.16",
        "d31_60": "8: 746143.75",
        "d61_90": "12: 1281569.56",
        "d91_plus": "52: 6929848.38",
    }
    names = file.names_by_number()
    assert names["C00007"] == "SmartFactory GmbH"
    assert file.warnings["no_customer_name"] == 0


def test_printed_list(real_data: Path) -> None:
    path = real_data / "sap-list-output-extract" / "page1.xls"
    with pytest.raises(BadInput, match="--currency"):
        read(path)
    file, lines = read(path, currency="USD")
    assert (file.rows, len(lines), len(file.rejected)) == (27, 15, 12)
    assert sum(line.open_minor for line in lines) == -26435452094
    assert [line for line, _reason in file.rejected] == [12, 14, 16, 22, 28, 30, 38, 46, 52, 54, 58, 60]
    assert {line.customer.company for line in lines} == {"261"}


def test_ibm(real_data: Path) -> None:
    path = real_data / "ibm-late-payments-2012" / "late_payments_2012.csv"
    file, lines = read(path, currency="USD")
    assert (file.rows, len(lines), len(file.customers)) == (1277, 1277, 100)
    assert sum(line.original_minor for line in lines) == 7606407
    assert all(line.settled for line in lines)
    begun = [line.document_on for line in lines if line.document_on]
    cleared = [line.cleared_on for line in lines if line.cleared_on]
    assert (min(begun), max(begun)) == (date(2012, 1, 3), date(2012, 12, 31))
    assert (min(cleared), max(cleared)) == (date(2012, 1, 13), date(2013, 3, 4))
    late = [x for x in lines if x.due_on and x.cleared_on and x.cleared_on > x.due_on]
    assert (len(late), sum(line.original_minor for line in late)) == (499, 3015203)
