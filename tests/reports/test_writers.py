"""What is written is read back with a reader that is not ours."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import lxml.html
import openpyxl
import pytest

from collectdesk.faults import BadInput
from collectdesk.money import Money
from collectdesk.reports.sheets import Column, Report, Row, Sheet
from collectdesk.reports.writers import FORMATS, as_bytes, write_report

EVIL = (
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "a|b\nc", "<script>x</script>", "{{ 7*7 }}", "bell\x07", "\ud800",
)  # fmt: skip
COLUMNS = (
    Column("name", "Name", "text"),
    Column("count", "Count", "count"),
    Column("value", "Value", "money"),
    Column("share", "Share", "ratio"),
    Column("mean", "Mean", "number"),
    Column("on", "Day", "day"),
    Column("at", "At", "instant"),
    Column("length", "Length", "duration"),
)
AT = datetime(2026, 11, 24, 9, 2, tzinfo=UTC)


def report() -> Report:
    """A row a dangerous text, money with 0, 2 and 3 decimals in turn, and a row where nothing is available."""
    money = (Money(123456, "JPY"), Money(123456, "EUR"), Money(-123456, "KWD"))
    rows = [
        Row(
            (
                text,
                n,
                money[n % 3],
                Decimal("0.6739"),
                Decimal("1234.5"),
                date(2026, 11, 24),
                AT,
                timedelta(hours=30),
            ),
            (n,),
        )
        for n, text in enumerate(EVIL)
    ]
    nothing = Row((None,) * len(COLUMNS))
    return Report(
        "shift",
        "=Title",
        (("Collector", "=cmd|' /C calc'!A0"),),
        (
            Sheet("one", "A/B: [x]" * 8, COLUMNS, (*rows, nothing), ("@note",)),
            Sheet("two", "a b   x " * 8, (), ()),
        ),
    )


def test_a_workbook_holds_values_and_no_formula() -> None:
    book = openpyxl.load_workbook(io.BytesIO(as_bytes(report(), "xlsx", "en")))
    assert len(book.sheetnames) == 3
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in book.sheetnames)
    kinds = {
        cell.data_type
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }
    assert kinds == {"s", "n", "d"}
    sheet = book[book.sheetnames[1]]
    first, second, third = (sheet.cell(n, 3) for n in (2, 3, 4))
    assert [c.number_format for c in (first, second, third)] == [
        '"JPY" #,##0', '"EUR" #,##0.00', '"KWD" #,##0.000',
    ]  # fmt: skip
    assert (first.value, second.value, third.value) == (123456, 1234.56, -123.456)
    assert sheet["A2"].value == "=1+1"
    assert sheet["A2"].quotePrefix
    assert sheet["F2"].value.date() == date(2026, 11, 24)
    assert sheet["G2"].value == AT.replace(tzinfo=None)
    assert sheet["H2"].value == timedelta(hours=30)
    assert sheet.cell(len(EVIL) + 2, 2).value == "n/a"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == f"A1:H{len(EVIL) + 2}"


def test_a_table_is_read_back_and_begins_no_formula() -> None:
    with zipfile.ZipFile(io.BytesIO(as_bytes(report(), "csv", "de"))) as files:
        text = files.read("one.csv").decode("utf-8-sig")
    heads, *rows = csv.reader(io.StringIO(text, newline=""))
    assert heads == [
        "name", "count", "value", "value_currency", "share", "mean", "on", "at", "length", "entries",
    ]  # fmt: skip
    assert len(rows) == len(EVIL) + 1
    assert not [row[0] for row in rows if row[0].startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert rows[1][2:4] == ["1234.56", "EUR"]
    assert rows[0][2:4] == ["123456", "JPY"]
    assert rows[0][6:] == ["2026-11-24", "2026-11-24T09:02:00Z", "108000", "0"]
    assert set(rows[-1]) == {""}


def test_a_page_holds_text_and_loads_nothing() -> None:
    text = as_bytes(report(), "html", "de").decode()
    tree = lxml.html.fromstring(text)
    assert not tree.xpath(
        "//script[not(@type='application/json')] | //link | //img | //iframe | //@src | //@href"
    )
    cells = [row[0].text_content() for row in tree.xpath("//tbody/tr")]
    assert "<script>x</script>" in cells
    assert "{{ 7*7 }}" in cells
    assert "1.234,56" in text
    assert "67,39" in text
    assert "24.11.2026" in text
    assert len(tree.xpath("//svg/rect")) == len(EVIL) + 1


def test_markdown_keeps_one_line_a_row() -> None:
    lines = as_bytes(report(), "md", "en").decode().splitlines()
    table = [line for line in lines if line.startswith("|")]
    assert len(table) == len(EVIL) + 3
    assert {line.replace(r"\|", "").count("|") for line in table} == {len(COLUMNS) + 1}
    assert not any("<script>" in line.replace(r"\<", "") for line in table)


@pytest.mark.parametrize("fmt", FORMATS)
def test_nothing_is_half_written(fmt: str, tmp_path: Path) -> None:
    target = tmp_path / "report"
    target.write_bytes(b"before")
    with pytest.raises(ValueError, match="zip"):  # fewer cells than columns
        write_report(Report("r", "R", (), (Sheet("s", "S", COLUMNS, (Row(("one",)),)),)), fmt, target, "en")
    assert target.read_bytes() == b"before"
    assert [one.name for one in tmp_path.iterdir()] == ["report"]
    write_report(report(), fmt, target, "en")
    assert target.read_bytes() == as_bytes(report(), fmt, "en") or fmt == "xlsx"
    assert [one.name for one in tmp_path.iterdir()] == ["report"]


def test_what_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be written"):
        write_report(report(), "md", tmp_path / "none" / "report.md", "en")
    with pytest.raises(BadInput, match="not a format"):
        write_report(report(), "exe", tmp_path / "report", "en")
    with pytest.raises(BadInput, match="not a language"):
        write_report(report(), "md", tmp_path / "report", "xx-")
