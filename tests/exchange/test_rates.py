"""Rates: the ECB's CSV and XML, a plain list, and the installed history."""

from __future__ import annotations

import gzip
import zipfile
from datetime import date
from pathlib import Path

import pytest

from collectdesk.exchange.rates import Quote, read_rates, seed_rates
from collectdesk.faults import BadInput
from tests.exchange.books import save

WIDE = "Date,USD,JPY,RUB,\n2026-10-30,1.1172,175.68,N/A,\n2026-10-29,1.1150,175.00,,\n"
XML = """<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
<Cube><Cube time="2026-10-30"><Cube currency="USD" rate="1.1172"/><Cube currency="JPY" rate="175.68"/></Cube></Cube>
</gesmes:Envelope>
"""
USD = Quote("USD", date(2026, 10, 30), "1.1172", "ECB")


def test_wide(tmp_path: Path) -> None:
    found = read_rates(save(tmp_path / "r.csv", WIDE))
    assert found.quotes[0] == USD
    assert [(q.currency, q.rate_on.day, q.quoted) for q in found.quotes] == [
        ("USD", 30, "1.1172"),
        ("JPY", 30, "175.68"),
        ("USD", 29, "1.1150"),
        ("JPY", 29, "175.00"),
    ]


def test_packed(tmp_path: Path) -> None:
    (tmp_path / "r.csv.gz").write_bytes(gzip.compress(WIDE.encode()))
    with zipfile.ZipFile(tmp_path / "r.zip", "w") as archive:
        archive.writestr("r.csv", WIDE)
    for name in ("r.csv.gz", "r.zip"):
        assert read_rates(tmp_path / name).quotes[0] == USD
    (tmp_path / "half.gz").write_bytes(gzip.compress(WIDE.encode())[:30])
    with pytest.raises(BadInput, match=r"half\.gz"):
        read_rates(tmp_path / "half.gz")


def test_xml(tmp_path: Path) -> None:
    assert read_rates(save(tmp_path / "r.xml", XML)).quotes[0] == USD


@pytest.mark.parametrize(
    "broken",
    [
        XML.replace("?>", '?><!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>', 1),
        XML[:200],
        "<a/>",
        XML.replace("1.1172", "&e;"),
        XML.replace("2026-10-30", "yesterday"),
    ],
)
def test_xml_that_is_refused(tmp_path: Path, broken: str) -> None:
    with pytest.raises(BadInput, match=r"r\.xml"):
        read_rates(save(tmp_path / "r.xml", broken))


def test_plain(tmp_path: Path) -> None:
    text = 'currency,date,rate,source\nusd,2026-10-30,1.1172,Bank\nXQX,2026-10-30,1,\nUSD,2026-10-31,"1,2",\n'
    found = read_rates(save(tmp_path / "r.csv", text))
    assert found.quotes == (Quote("USD", date(2026, 10, 30), "1.1172", "Bank"),)
    assert [line for line, _reason in found.rejected] == [3, 4]


def test_plain_with_ambiguous_days(tmp_path: Path) -> None:
    path = save(tmp_path / "r.csv", "Currency;Date;Rate\nUSD;03/04/2026;1.1\n")
    with pytest.raises(BadInput, match="--date-order"):
        read_rates(path)
    assert read_rates(path, date_order="dmy").quotes[0].rate_on == date(2026, 4, 3)


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "currency,date,rate\n", "Date,USD\n"])
def test_no_rates(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadInput, match=r"r\.csv"):
        read_rates(save(tmp_path / "r.csv", text))


@pytest.mark.parametrize(
    ("on", "day", "usd", "cad"),
    [
        (date(2020, 5, 31), date(2020, 5, 29), "1.1136", "1.528"),
        (date(2020, 5, 29), date(2020, 5, 29), "1.1136", "1.528"),
        (date(2013, 6, 30), date(2013, 6, 28), "1.308", "1.3714"),
        (date(2012, 12, 31), date(2012, 12, 31), "1.3194", "1.3137"),
    ],
)
def test_seed(on: date, day: date, usd: str, cad: str) -> None:
    found = {quote.currency: quote for quote in seed_rates(on)}
    assert found["USD"] == Quote("USD", day, usd, "ECB")
    assert found["CAD"] == Quote("CAD", day, cad, "ECB")
    assert all(on - quote.rate_on <= on - day or (day - quote.rate_on).days <= 10 for quote in found.values())


def test_seed_leaves_out_what_is_no_longer_quoted() -> None:
    early = {quote.currency for quote in seed_rates(date(2020, 5, 31))}
    late = {quote.currency for quote in seed_rates(date(2026, 1, 15))}
    assert "HRK" in early
    assert "RUB" in early
    assert not {"HRK", "RUB"} & late
    assert seed_rates(date(1998, 1, 1)) == []


@pytest.mark.real_data
def test_the_whole_history(real_data: Path) -> None:
    found = read_rates(real_data / "ecb-fx" / "eurofxref-hist.csv.gz")
    assert not found.rejected
    assert len({quote.rate_on for quote in found.quotes}) == 7126
    by = {(quote.currency, quote.rate_on): quote.quoted for quote in found.quotes}
    assert [by["JPY", day] for day in (date(2020, 5, 29), date(2024, 12, 31), date(2026, 10, 30))] == [
        "119.29",
        "163.06",
        "175.68",
    ]
    assert by["GBP", date(2020, 5, 29)] == "0.90088"
    assert ("USD", date(2020, 5, 30)) not in by
