"""Every truth of the real specimens, to the cent."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from collectdesk.exchange.bank import (
    LineKind,
    Statement,
    StatementFile,
    StatementFormat,
    StatementKind,
    StatementOptions,
    read_statements,
)
from collectdesk.money import Money

pytestmark = pytest.mark.real_data

Row = tuple[str, str, str, str | None, str | None, int, int, str, str, str]
"""Message, account, currency, opening, closing, entries, payments told of, credits, debits, what ties."""

CAMT: dict[str, list[Row]] = {
    "genkgo/camt052.v2.xml": [
        ("camt.052.001.02", "CH2801234000123456789", "SEK", None, None, 1, 1, "0.00", "200000.00", "-")
    ],
    "genkgo/camt053.v2.minimal.xml": [
        ("camt.053.001.02", "NL26VAYB8060476890", "EUR", "18.15", "-27.00", 1, 1, "8.85", "0.00", "OFF")
    ],
    "genkgo/camt053.v2.multi.statement.xml": [
        ("camt.053.001.02", "NL26VAYB8060476890", "EUR", "18.15", "27.00", 1, 1, "8.85", "0.00", "ties"),
        ("camt.053.001.02", "NL26VAYB8060476890", "EUR", "27.00", "20.00", 1, 1, "0.00", "7.00", "ties"),
    ],
    "genkgo/camt053.v2.with-account-name.xml": [
        ("camt.053.001.02", "CH2801234000123456789", "EUR", None, None, 1, 1, "8.85", "0.00", "-")
    ],
    "genkgo/camt053.v3.xml": [
        ("camt.053.001.03", "NL26VAYB8060476890", "EUR", "18.15", "-27.00", 1, 1, "8.85", "0.00", "OFF")
    ],
    "genkgo/camt053.v4.xml": [
        ("camt.053.001.04", "NL26VAYB8060476890", "EUR", "18.15", "-27.00", 1, 1, "8.85", "0.00", "OFF")
    ],
    "genkgo/camt054.v2.xml": [
        ("camt.054.001.02", "CH2801234000123456789", "SEK", None, None, 1, 3, "0.00", "200000.00", "-")
    ],
    "oca/test-camt053-no-ntry.xml": [
        ("camt.053.001.04", "NL77ABNA0574908765", "CHF", "1520.76", "1520.76", 0, 0, "0.00", "0.00", "ties")
    ],
    "oca/test-camt053-txdtls.xml": [
        (
            "camt.053.001.04", "CH1111000000123456789", "CHF", "75960.15", "79443.15", 1, 2, "3483.00",
            "0.00", "ties",
        )
    ],
    "oca/test-camt053.xml": [
        (
            "camt.053.001.02", "NL77ABNA0574908765", "EUR", "15568.27", "15121.12", 3, 4, "1405.31",
            "1418.30", "OFF by -434.16",
        )
    ],
    "oca/test-camt054.xml": [
        ("camt.054.001.04", "NL77ABNA0574908765", "EUR", None, None, 1, 1, "5.00", "0.00", "-")
    ],
}  # fmt: skip


def said(money: Money | None) -> str | None:
    return None if money is None else str(money)


def tied(statement: Statement) -> str:
    if statement.ties is None:
        return "-"
    if statement.ties:
        return "ties"
    return "OFF" if statement.difference is None else f"OFF by {statement.difference}"


def row(statement: Statement) -> Row:
    told = [len(line.parts) or bool(line.counterparty or line.end_to_end or line.structured)
            for line in statement.lines]  # fmt: skip
    return (
        statement.message,
        statement.account,
        statement.currency,
        said(statement.opening),
        said(statement.closing),
        len(statement.lines),
        sum(map(int, told)) or len(statement.lines),
        str(Money(statement.credits.minor, statement.currency)),
        str(Money(statement.debits.minor, statement.currency)),
        tied(statement),
    )


@pytest.mark.parametrize("name", CAMT)
def test_camt(real_data: Path, name: str) -> None:
    file = read_statements(real_data / "bank-camt" / name)
    assert file.format is StatementFormat.CAMT
    assert file.rejected == ()
    assert [row(statement) for statement in file.statements] == CAMT[name]


def test_balances_in_two_currencies_do_not_tie_and_are_never_subtracted(real_data: Path) -> None:
    """The specimen closes in SEK what it opens in EUR; a plain reader would subtract one from the other."""
    (statement,) = read_statements(real_data / "bank-camt" / "genkgo" / "camt053.v4.xml").statements
    assert (statement.opening, statement.closing) == (Money(1815, "EUR"), Money(-2700, "SEK"))
    assert statement.ties is False
    assert statement.difference is None
    assert "EUR" in statement.findings[0]
    assert "SEK" in statement.findings[0]


def test_camt_kinds(real_data: Path) -> None:
    folder = real_data / "bank-camt"
    kinds = {
        name: {statement.kind for statement in read_statements(folder / name).statements}
        for name in ("genkgo/camt052.v2.xml", "genkgo/camt053.v2.minimal.xml", "oca/test-camt054.xml")
    }
    assert list(kinds.values()) == [
        {StatementKind.INTRADAY},
        {StatementKind.END_OF_DAY},
        {StatementKind.NOTICE},
    ]


def test_camt_batch_of_returned_debits(real_data: Path) -> None:
    (statement,) = read_statements(real_data / "bank-camt" / "oca" / "test-camt053.xml").statements
    line = statement.lines[1]
    assert line.kind is LineKind.REVERSAL_OF_CREDIT
    assert (line.returned, line.return_reason) == (True, "AC06")
    assert [(part.amount_minor, part.end_to_end) for part in line.parts] == [
        (-56405, "TESTBANK/NL/20141229/01206408"),
        (-10000, "TESTBANK/NL/20141229/01206407"),
    ]
    assert line.counterparty == "Test Customer"


def test_camt_structured_references(real_data: Path) -> None:
    (statement,) = read_statements(real_data / "bank-camt" / "oca" / "test-camt053-txdtls.xml").statements
    (line,) = statement.lines
    assert [(part.amount_minor, part.structured) for part in line.parts] == [
        (218700, ("302388292000011111111111111",)),
        (129600, ("302388292000022222222222222",)),
    ]


def test_camt_in_a_zip(real_data: Path) -> None:
    file = read_statements(real_data / "bank-camt" / "oca" / "test-camt053.zip")
    assert file.format is StatementFormat.PACKED
    assert [statement.place.member for statement in file.statements] == [
        "test-camt053_02.xml",
        "test-camt053_03.xml",
    ]
    assert [len(statement.lines) for statement in file.statements] == [3, 3]


MT940 = {
    "php-mt940/Ing_sample.sta": (1, {"EUR"}, 1, 7, "32.39", "25.24", ["OFF by -3.68"]),
    "php-mt940/Spk_sample.sta": (1, {"EUR"}, 4, 10, "932.00", "16.68", ["ties"] * 4),
    "wolph/betterplace_amount_formats.sta": (0, {"EUR"}, 6, 0, "0.00", "0.00", ["-"] * 6),
    "wolph/betterplace_sepa_mt9401.sta": (20, {"EUR"}, 26, 97, "5188474.94", "14457610.84", ["ties"] * 26),
    "wolph/betterplace_sepa_snippet.sta": (
        2, {"EUR"}, 2, 11, "1430745.72", "3574069.11", ["ties", "OFF by 300.08"],
    ),
    "wolph/betterplace_with_binary_character.sta": (
        2, {"EUR"}, 2, 4, "14215.30", "193282.05", ["ties"] * 2,
    ),
    "wolph/jejik_abnamro.sta": (
        1, {"EUR"}, 2, 10, "0.00", "345.93", ["OFF by -2038.00", "OFF by -1002.60"],
    ),
    "wolph/jejik_postfinance.sta": (1, {"CHF"}, 2, 4, "239.30", "79.90", ["ties", "OFF by 0.20"]),
    "wolph/jejik_rabobank-iban.sta": (1, {"EUR"}, 2, 4, "0.00", "70.00", ["ties"] * 2),
    "wolph/self-provided_long_statement_number.sta": (1, {"TRY"}, 1, 0, "0.00", "0.00", ["ties"]),
}  # fmt: skip
"""Accounts, currencies, statements, lines, credits, debits, what ties."""


def sums(file: StatementFile) -> dict[str, tuple[str, str]]:
    come: Counter[str] = Counter()
    gone: Counter[str] = Counter()
    for statement in file.statements:
        come[statement.currency] += statement.credits.minor
        gone[statement.currency] += statement.debits.minor
    return {code: (str(Money(come[code], code)), str(Money(gone[code], code))) for code in come}


@pytest.mark.parametrize("name", MT940)
def test_mt940(real_data: Path, name: str) -> None:
    file = read_statements(real_data / "bank-mt940" / name)
    assert (file.format, file.rejected) == (StatementFormat.MT940, ())
    ((come, gone),) = sums(file).values()
    assert (
        len({statement.account for statement in file.statements} - {""}),
        {statement.currency for statement in file.statements},
        len(file.statements),
        sum(len(statement.lines) for statement in file.statements),
        come,
        gone,
        [tied(statement) for statement in file.statements],
    ) == MT940[name]


def test_mt940_in_three_currencies(real_data: Path) -> None:
    file = read_statements(real_data / "bank-mt940" / "wolph" / "cmxl_mt940.sta")
    assert sums(file) == {
        "DEM": ("49396.74", "49309.44"),
        "EUR": ("3000.00", "800.00"),
        "PLN": ("20040.00", "10000.00"),
    }
    assert [tied(statement) for statement in file.statements] == ["ties"] * 3
    assert sum(len(statement.lines) for statement in file.statements) == 16


def test_mt940_line_after_the_end_of_its_statement(real_data: Path) -> None:
    """Two lines stand in the file; one comes after the end of the statement and has no account."""
    file = read_statements(real_data / "bank-mt940" / "wolph" / "self-provided_multiline.sta")
    (statement,) = file.statements
    assert (tied(statement), len(statement.lines), statement.debits.minor) == ("ties", 1, 500)
    ((place, reason),) = file.rejected
    assert place.line == 38
    assert "outside a statement" in reason
    (line,) = statement.lines
    assert line.original == Money(450, "EUR")
    assert [charge.money for charge in line.charges] == [Money(50, "EUR")]


def test_mt940_reversals_and_returns(real_data: Path) -> None:
    file = read_statements(real_data / "bank-mt940" / "wolph" / "betterplace_sepa_mt9401.sta")
    lines = [line for statement in file.statements for line in statement.lines]
    reversed_lines = [line for line in lines if line.kind is LineKind.REVERSAL_OF_CREDIT]
    assert [line.amount_minor for line in reversed_lines] == [-20488, -20488]
    written = (real_data / "bank-mt940" / "wolph" / "betterplace_sepa_mt9401.sta").read_text()
    unwrapped = written.replace("\n", "")
    assert Counter(line.return_reason for line in lines if line.return_reason) == Counter(
        {key: unwrapped.count(f"?34{key}") for key in ("901", "903", "914")}
    )


CSV = {
    "balance.csv": ("USD", [("USD", "10.00", "1510.00", ["-33.50", "1533.50"], True)]),
    "debit_credit.csv": ("USD", [("USD", "10.00", "1510.00", ["-33.50", "1533.50"], True)]),
    "empty_statement_en.csv": (None, []),
    "multi_currency.csv": (
        None,
        [("USD", None, None, ["-33.50"], None), ("EUR", None, None, ["1525.00"], None)],
    ),
    "original_currency.csv": (None, [("EUR", None, None, ["1525.00"], None)]),
    "sample_statement_en.csv": (
        None,
        [("USD", None, None, ["-33.50"], None), ("EUR", None, None, ["1525.00"], None)],
    ),
    "sample_statement_en.xlsx": (
        None,
        [("USD", None, None, ["-33.50"], None), ("EUR", None, None, ["1525.00"], None)],
    ),
}
"""Currency to give; by statement currency, opening, closing, amounts, and whether it ties."""


@pytest.mark.parametrize("name", CSV)
def test_tables(real_data: Path, name: str) -> None:
    currency, expected = CSV[name]
    file = read_statements(real_data / "bank-csv" / name, StatementOptions(currency=currency))
    assert file.rejected == ()
    assert file.format is (StatementFormat.EXCEL if name.endswith("xlsx") else StatementFormat.CSV)
    assert [
        (s.currency, said(s.opening), said(s.closing), [str(line.money) for line in s.lines], s.ties)
        for s in file.statements
    ] == expected


def test_a_sign_that_contradicts_its_letter_is_said(real_data: Path) -> None:
    path = real_data / "bank-csv" / "debit_credit.csv"
    (statement,) = read_statements(path, StatementOptions(currency="USD")).statements
    assert statement.lines[0].findings == ()
    assert "contradicts the letter" in statement.lines[1].findings[0]


def test_csv_and_excel_are_the_same_bookings(real_data: Path) -> None:
    folder = real_data / "bank-csv"
    files = [read_statements(folder / f"sample_statement_en.{ending}") for ending in ("csv", "xlsx")]
    first, second = [
        [line.fingerprint for statement in file.statements for line in statement.lines] for file in files
    ]
    assert first == second
