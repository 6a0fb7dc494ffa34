"""Rates: the ECB's CSV and XML, a plain list, and the installed history."""

from __future__ import annotations

import gzip
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest

from collectdesk.exchange.rates import Quote, carried_history, read_rates, seed_rates
from collectdesk.exchange.rates_xml import ecb_cubes
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
        XML.replace(' time="2026-10-30"', ""),
        XML.replace("1.1172", "1,1172"),
        XML.replace("1.1172", "-1"),
        XML.replace("1.1172", "0"),
        XML.replace("1.1172", "=1+1"),
        XML.replace("1.1172", "\u0661"),
        XML.replace("USD", "[/]"),
        XML.replace("USD", "dollars"),
        XML.replace("?>", '?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>', 1).replace(
            "USD", "&b;"
        ),
        XML.replace("?>", '?><!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">', 1),
        XML.replace("?>", '?><!DOCTYPE a PUBLIC "x" "file:///etc/passwd">', 1),
        XML.replace("</gesmes", "</gesmes:x></gesmes"),
        XML + XML,
        "<Cube>" * 400 + "</Cube>" * 400,
    ],
)
def test_xml_that_is_refused(tmp_path: Path, broken: str) -> None:
    with pytest.raises(BadInput, match=r"r\.xml"):
        read_rates(save(tmp_path / "r.xml", broken))


def test_a_document_type_is_named(tmp_path: Path) -> None:
    path = save(tmp_path / "r.xml", XML.replace("?>", "?><!DOCTYPE a []>", 1))
    with pytest.raises(BadInput, match="document type"):
        read_rates(path)


@pytest.mark.parametrize("days", [1, 90])
def test_the_xml_of_a_day_and_of_ninety_says_what_the_history_says(tmp_path: Path, days: int) -> None:
    codes = frozenset({"USD", "JPY", "IDR", "ISK"})
    carried = carried_history(codes)
    wanted = carried.days[-days:]
    cubes = []
    for day in reversed(wanted):
        said = [
            f'<Cube currency="{one.currency}" rate="{one.quoted}"/>'
            for code in sorted(codes)
            for one in carried.quotes[code]
            if one.rate_on == day
        ]
        cubes.append(f"<Cube time='{day}'>{''.join(said)}</Cube>")
    head, tail = XML[: XML.index("<Cube>")], "</gesmes:Envelope>"
    xml = f"{head}<gesmes:subject>Reference rates</gesmes:subject><Cube>{''.join(cubes)}</Cube>{tail}"
    found = read_rates(save(tmp_path / "r.xml", xml))
    assert len(found.quotes) == 4 * days
    assert set(found.quotes) == {
        one for code in codes for one in carried.quotes[code] if one.rate_on in wanted
    }


def test_a_long_xml_is_let_go_as_it_is_read(tmp_path: Path) -> None:
    """The whole history has 200,000 cubes; a tree of them would need hundreds of megabytes."""
    import tracemalloc

    cube = "".join(f'<Cube currency="A{a}{b}" rate="1.5"/>' for a in "BCDEF" for b in "GHIJKL")
    first = date(1999, 1, 4)
    body = "".join(f'<Cube time="{first + timedelta(days=n)}">{cube}</Cube>' for n in range(3000))
    path = save(tmp_path / "r.xml", f"<E><Cube>{body}</Cube></E>")
    count = 0
    tracemalloc.start()
    for _code, _day, _rate in ecb_cubes(path):
        count += 1
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 90_000
    assert peak < 8_000_000


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
