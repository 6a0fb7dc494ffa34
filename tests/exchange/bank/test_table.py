"""Tables of banks, CSV and Excel: headings in several languages, signs, running balances, currencies."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from collectdesk.exchange.bank import (
    LineStatus,
    Statement,
    StatementFile,
    StatementFormat,
    StatementKind,
    StatementOptions,
    read_statements,
)
from collectdesk.exchange.bank.columns import STATEMENT_FIELDS, statement_profiles
from collectdesk.faults import BadInput
from collectdesk.money import Money
from tests.exchange import books
from tests.exchange.bank.specimens import OTHER, OWN, RF, save


def read(tmp_path: Path, *rows: str, **said: object) -> StatementFile:
    path = save(tmp_path / "statement.csv", "\n".join(rows) + "\n")
    return read_statements(path, StatementOptions.model_validate(said))


def only(tmp_path: Path, *rows: str, **said: object) -> Statement:
    file = read(tmp_path, *rows, **said)
    assert file.rejected == ()
    (statement,) = file.statements
    return statement


def amounts(statement: Statement) -> list[str]:
    return [str(line.money) for line in statement.lines]


HEAD = "Date,Amount,Currency,Balance,Description"


def test_a_table(tmp_path: Path) -> None:
    file = read(
        tmp_path,
        "Account;Booking date;Value date;Amount;Currency;Balance;Counterparty;IBAN;Description;"
        "End-to-end;Bank reference;Creditor reference;Type",
        f"{OWN};02.02.2026;03.02.2026;1.250,50;EUR;1.350,50;Lindgren AB;{OTHER};Invoice 90001;E2E-1;B-1;{RF};Credit",
        f"{OWN};03.02.2026;03.02.2026;-0,50;EUR;1.350,00;;;Fee;NOTPROVIDED;;;Fee",
    )
    assert (file.format, file.rejected) == (StatementFormat.CSV, ())
    (statement,) = file.statements
    assert (statement.kind, statement.account, statement.currency) == (StatementKind.EXPORT, OWN, "EUR")
    assert (statement.opening, statement.closing, statement.ties) == (
        Money(10000, "EUR"), Money(135000, "EUR"), True,
    )  # fmt: skip
    assert (statement.opening_on, statement.closing_on) == (date(2026, 2, 2), date(2026, 2, 3))
    first, second = statement.lines
    assert (first.booked_on, first.value_on, first.amount_minor) == (
        date(2026, 2, 2), date(2026, 2, 3), 125050,
    )  # fmt: skip
    assert (first.counterparty, first.counterparty_account, first.remittance) == (
        "Lindgren AB", OTHER, "Invoice 90001",
    )  # fmt: skip
    assert (first.end_to_end, first.bank_reference, first.creditor_reference) == ("E2E-1", "B-1", RF)
    assert (first.structured, first.booking_text) == ((RF,), "Credit")
    assert (second.amount_minor, second.end_to_end, second.structured) == (-50, "", ())
    assert [line.place.line for line in statement.lines] == [2, 3]


LANGUAGES = {
    "en": "Date;Description;Amount;Balance",
    "de": "Buchungstag;Verwendungszweck;Betrag;Saldo",
    "fr": "Date d'opération;Libellé;Montant;Solde",
    "es": "Fecha operación;Concepto;Importe;Saldo",
    "it": "Data contabile;Causale;Importo;Saldo",
    "nl": "Boekdatum;Omschrijving;Bedrag;Saldo",
    "pt": "Data de lançamento;Descrição;Montante;Saldo",
    "pl": "Data księgowania;Tytuł;Kwota;Saldo",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_in_several_languages(tmp_path: Path, language: str) -> None:
    statement = only(
        tmp_path, LANGUAGES[language], "13.02.2026;90001;1.234,50;2.000,00", "14.02.2026;90002;-34,50;1.965,50",
        currency="EUR",
    )  # fmt: skip
    assert (amounts(statement), statement.ties) == (["1234.50", "-34.50"], True)
    assert [line.remittance for line in statement.lines] == ["90001", "90002"]


def test_debit_and_credit_in_two_columns(tmp_path: Path) -> None:
    for gone in ("20.00", "-20.00"):
        statement = only(
            tmp_path, "Date,Description,Debit,Credit,Currency",
            f"2026-02-02,out,{gone},,EUR", "2026-02-03,in,,30.00,EUR", "2026-02-04,in,0.00,1.00,EUR",
        )  # fmt: skip
        assert amounts(statement) == ["-20.00", "30.00", "1.00"]
    file = read(tmp_path, "Date,Debit,Credit,Currency", "2026-02-02,20.00,30.00,EUR")
    assert "both a debit and a credit" in file.rejected[0].reason


def test_a_minus_in_a_debit_column_of_plain_figures_takes_a_debit_back(tmp_path: Path) -> None:
    statement = only(tmp_path, "Date,Debit,Credit,Currency", "2026-02-02,20.00,,EUR", "2026-02-03,-5.00,,EUR")
    assert amounts(statement) == ["-20.00", "5.00"]


@pytest.mark.parametrize(
    ("letters", "written"),
    [("CD", ("C", "D")), ("HS", ("H", "S")), ("nl", ("Bij", "Af")), ("signs", ("+", "-"))],
)
def test_a_letter_beside_the_amount(tmp_path: Path, letters: str, written: tuple[str, str]) -> None:
    come, gone = written
    statement = only(
        tmp_path, "Date,Amount,D/C,Currency", f"2026-02-02,20.00,{come},EUR", f"2026-02-02,30.00,{gone},EUR",
        f"2026-02-02,-7.00,{gone},EUR",
    )  # fmt: skip
    assert amounts(statement) == ["20.00", "-30.00", "-7.00"]


def test_letters_behind_the_amount_mean_what_banks_mean(tmp_path: Path) -> None:
    """In a ledger of receivables CR lowers a balance; on an account it raises it."""
    statement = only(
        tmp_path, "Date,Amount,Balance,Currency", "2026-02-02,20.00 CR,5.00 CR,EUR",
        "2026-02-03,30.00 DR,25.00 DR,EUR",
    )  # fmt: skip
    assert (amounts(statement), statement.ties, statement.closing) == (
        ["20.00", "-30.00"], True, Money(-2500, "EUR"),
    )  # fmt: skip


def test_a_sign_against_its_letter_is_settled_by_the_balance_or_refused(tmp_path: Path) -> None:
    head = "Date,Amount,D/C,Currency,Balance"
    statement = only(
        tmp_path, head, "2026-02-02,10.00,D,EUR,90.00", "2026-02-03,-40.00,C,EUR,130.00",
        "2026-02-04,-5.00,C,EUR,125.00",
    )  # fmt: skip
    assert (amounts(statement), statement.ties) == (["-10.00", "40.00", "-5.00"], True)
    assert [bool(line.findings) for line in statement.lines] == [False, True, True]
    file = read(tmp_path, "Date,Amount,D/C,Currency", "2026-02-02,10.00,D,EUR", "2026-02-03,-40.00,C,EUR")
    assert [(r.place.line, "contradicts" in r.reason) for r in file.rejected] == [(3, True)]
    assert (file.statements[0].unread, file.statements[0].whole) == (1, False)


def test_a_letter_that_says_nothing_is_refused(tmp_path: Path) -> None:
    file = read(tmp_path, "Date,Amount,D/C,Currency", "2026-02-02,10.00,Q,EUR", "2026-02-02,1.00,C,EUR")
    assert "neither debit nor credit" in file.rejected[0].reason


def test_the_running_balance_either_way_round(tmp_path: Path) -> None:
    rows = ["2026-02-02,10.00,EUR,110.00,a", "2026-02-03,-30.00,EUR,80.00,b", "2026-02-04,5.00,EUR,85.00,c"]
    for order in (rows, rows[::-1]):
        statement = only(tmp_path, HEAD, *order)
        assert (statement.opening, statement.closing, statement.ties) == (
            Money(10000, "EUR"), Money(8500, "EUR"), True,
        )  # fmt: skip
        assert statement.findings == ()


def test_a_line_that_is_missing_breaks_the_running_balance(tmp_path: Path) -> None:
    statement = only(
        tmp_path,
        HEAD,
        "2026-02-02,10.00,EUR,110.00,a",
        "2026-02-04,5.00,EUR,85.00,c",
        "2026-02-05,1.00,EUR,86.00,d",
    )
    assert (statement.ties, statement.difference) == (False, Money(-3000, "EUR"))
    assert "line 3" in statement.findings[0]
    assert len(statement.lines) == 3


def test_rows_that_only_give_a_balance_are_no_lines(tmp_path: Path) -> None:
    statement = only(
        tmp_path, HEAD, "2026-02-01,,EUR,100.00,Opening balance", "2026-02-02,10.00,EUR,,a",
        "2026-02-03,5.00,EUR,115.00,b", ",,,,End of list",
    )  # fmt: skip
    assert (amounts(statement), statement.ties, statement.opening) == (
        ["10.00", "5.00"], True, Money(10000, "EUR"),
    )  # fmt: skip


def test_one_balance_alone_proves_nothing(tmp_path: Path) -> None:
    statement = only(tmp_path, HEAD, "2026-02-02,10.00,EUR,110.00,a")
    assert (statement.opening, statement.closing, statement.ties) == (
        Money(10000, "EUR"), Money(11000, "EUR"), None,
    )  # fmt: skip


def test_currencies_and_accounts_are_never_one_sum(tmp_path: Path) -> None:
    file = read(
        tmp_path, "Account,Date,Amount,Currency,Balance",
        f"{OWN},2026-02-02,10.00,EUR,10.00", f"{OWN},2026-02-02,1000,JPY,3000", f"{OTHER},2026-02-02,1.00,EUR,5.00",
        f"{OWN},2026-02-03,5.00,EUR,15.00", f"{OWN},2026-02-03,-500,JPY,2500",
    )  # fmt: skip
    assert [(s.account, s.currency, amounts(s), s.ties) for s in file.statements] == [
        (OWN, "EUR", ["10.00", "5.00"], True),
        (OWN, "JPY", ["1000", "-500"], True),
        (OTHER, "EUR", ["1.00"], None),
    ]


def test_where_the_currency_comes_from(tmp_path: Path) -> None:
    assert only(tmp_path, "Datum;Betrag (EUR)", "13.02.2026;1,50").currency == "EUR"
    assert only(tmp_path, "Datum;Betrag in CHF", "13.02.2026;1,50").currency == "CHF"
    assert only(tmp_path, "Buchungstag;Betrag;Valuta", "13.02.2026;1,50;SEK").currency == "SEK"
    dated = only(tmp_path, "Buchungstag;Betrag;Valuta", "13.02.2026;1,50;14.02.2026", currency="EUR")
    assert dated.lines[0].value_on == date(2026, 2, 14)
    with pytest.raises(BadInput, match="--currency"):
        read(tmp_path, "Date,Amount", "2026-02-02,10.00")
    file = read(
        tmp_path, "Date,Amount,Currency", "2026-02-02,10.00,EUR", "2026-02-02,10.00,XYZ", "2026-02-02,1.00,"
    )
    assert [(r.place.line, "not a currency" in r.reason) for r in file.rejected] == [(3, True), (4, True)]
    assert file.statements[0].unread == 2


def test_where_the_account_comes_from(tmp_path: Path) -> None:
    printed = "DE89 3704 0044 0532 0130 00"
    rows = (
        f"Statement of account {printed};;",
        "Printed;03.02.2026;",
        "",
        "Date;Amount;Currency",
        "2026-02-02;1,50;EUR",
    )
    statement = only(tmp_path, *rows)
    assert (statement.account, statement.lines[0].place.line) == (OWN, 5)
    assert only(tmp_path, *rows[3:], account=printed.lower()).account == OWN
    assert only(tmp_path, *rows[3:]).account == ""


def test_original_amounts_and_charges(tmp_path: Path) -> None:
    statement = only(
        tmp_path, "Date,Amount,Currency,Original amount,Original currency,Fee",
        "2026-02-02,987.50,EUR,1100.00,USD,12.50", "2026-02-02,5.00,EUR,5.00,EUR,0.00",
        "2026-02-02,6.00,EUR,7.00,,",
    )  # fmt: skip
    assert [line.original for line in statement.lines] == [Money(110000, "USD"), None, None]
    assert [[c.money for c in line.charges] for line in statement.lines] == [[Money(1250, "EUR")], [], []]


def test_several_columns_of_text_and_a_return(tmp_path: Path) -> None:
    statement = only(
        tmp_path, "Datum;Bedrag;Munt;Omschrijving-1;Omschrijving-2;Reden retour",
        "2026-02-13;-5,00;EUR;Factuur 9;0001;AC04", "2026-02-13;5,00;EUR;Factuur;;",
    )  # fmt: skip
    assert [(line.remittance, line.returned, line.return_reason) for line in statement.lines] == [
        ("Factuur 9 0001", True, "AC04"),
        ("Factuur", False, ""),
    ]


def test_rows_that_are_not_booked(tmp_path: Path) -> None:
    head = "Date,Amount,Currency,Status,Balance"
    rows = [
        "2026-02-02,5.00,EUR,Booked,105.00", "2026-02-02,1.00,EUR,Pending,", "2026-02-02,9.00,EUR,declined,",
        "2026-02-03,2.00,EUR,,107.00",
    ]  # fmt: skip
    statement = only(tmp_path, head, *rows)
    assert [line.status for line in statement.lines] == [
        LineStatus.BOOKED, LineStatus.PENDING, LineStatus.INFORMATION, LineStatus.BOOKED,
    ]  # fmt: skip
    assert (statement.ties, statement.credits) == (True, (2, 700))
    file = read(tmp_path, head, *rows, "2026-02-03,2.00,EUR,perhaps,109.00")
    assert "“perhaps” is not known" in file.rejected[0].reason
    assert only(tmp_path, head, *rows, mapping={"Status": ""}).credits == (4, 1700)


def test_accounts_that_may_be_the_payers(tmp_path: Path) -> None:
    rows = (
        "Date,Payee,Account number,Amount,Currency",
        *(f"2026-02-0{n},P{n},{n}00,1.00,EUR" for n in range(1, 5)),
    )
    with pytest.raises(BadInput, match="--map 'Account number=counterparty_account'"):
        read(tmp_path, *rows)
    statement = only(tmp_path, *rows, mapping={"Account number": "counterparty_account"})
    assert [line.counterparty_account for line in statement.lines] == ["100", "200", "300", "400"]
    assert len(read(tmp_path, *rows, mapping={"Account number": "account"}).statements) == 4


def test_refused_rows(tmp_path: Path) -> None:
    file = read(
        tmp_path, "Date,Amount,Currency,Description", "2026-02-02,5.00,EUR,a", "2026-02-30,5.00,EUR,b",
        ",5.00,EUR,c", "2026-02-02,,EUR,d", "2026-02-02,x,EUR,e", "2026-02-02,1.005,EUR,f",
    )  # fmt: skip
    assert [(r.place.line, r.reason) for r in file.rejected] == [
        (3, "“2026-02-30” is not a date"),
        (4, "it has no date"),
        (5, "it has no amount"),
        (6, "“x” is not an amount"),
        (7, "“1.005” has more decimals than EUR allows"),
    ]
    assert (file.statements[0].unread, file.statements[0].whole) == (5, False)


def test_headings_that_come_again_and_blank_rows_are_no_lines(tmp_path: Path) -> None:
    statement = only(
        tmp_path, HEAD, "2026-02-02,10.00,EUR,10.00,a", ",,,,", HEAD, "2026-02-03,1.00,EUR,11.00,b"
    )
    assert [line.place.line for line in statement.lines] == [2, 5]


def test_headings_alone_are_no_fault(tmp_path: Path) -> None:
    file = read(tmp_path, HEAD)
    assert (file.statements, file.rejected) == ((), ())


def test_a_style_that_cannot_be_told_stops_with_the_option(tmp_path: Path) -> None:
    rows = ("Date;Amount;Currency", "02/03/2026;1,234;EUR")
    with pytest.raises(BadInput, match="--decimal"):
        read(tmp_path, *rows, date_order="dmy")
    with pytest.raises(BadInput, match="--date-order"):
        read(tmp_path, *rows, decimal=".")
    statement = only(tmp_path, *rows, decimal=".", date_order="mdy")
    assert (amounts(statement), statement.lines[0].booked_on) == (["1234.00"], date(2026, 2, 3))


def test_mapping_and_profiles(tmp_path: Path) -> None:
    rows = ("When;Sum total;Text;Note", "13.02.2026;1,50;a;b")
    with pytest.raises(BadInput, match="--map"):
        read(tmp_path, *rows, currency="EUR")
    said = {"When": "booked_on", "Sum total": "amount", "Note": "remittance"}
    assert only(tmp_path, *rows, currency="EUR", mapping=said).lines[0].remittance == "b"
    with pytest.raises(BadInput, match="no field"):
        read(tmp_path, *rows, mapping={"When": "day"})
    with pytest.raises(BadInput, match="no profile nobody"):
        read(tmp_path, *rows, profile="nobody")
    assert only(tmp_path, HEAD, "2026-02-02,1.00,EUR,1.00,a", profile="generic").currency == "EUR"


def test_profiles_name_each_heading_once() -> None:
    for profile in statement_profiles().values():
        assert set(profile.columns) <= set(STATEMENT_FIELDS)
        named = [name.casefold() for names in profile.columns.values() for name in names]
        assert sorted({name for name in named if named.count(name) > 1}) == []


def test_a_file_that_was_cut_off(tmp_path: Path) -> None:
    path = save(tmp_path / "a.csv", f"{HEAD}\n2026-02-02,10.00,EUR,110.00,a\n2026-02-03,5.00,E")
    with pytest.raises(BadInput, match="ends in the middle of line 3"):
        read_statements(path)


def test_excel(tmp_path: Path) -> None:
    path = books.workbook(
        tmp_path / "statement.xlsx",
        {
            "Cover": [["Bank statement"]],
            "Bookings": [
                ["Account", OWN],
                [],
                ["Date", "Amount", "Currency", "Balance", "Description"],
                [date(2026, 2, 2), 1250.5, "EUR", 1350.5, "Invoice 90001"],
                [date(2026, 2, 3), -0.1, "EUR", 1350.4, "Fee"],
            ],
        },
    )
    file = read_statements(path)
    (statement,) = file.statements
    assert (file.format, statement.account, statement.ties) == (StatementFormat.EXCEL, OWN, True)
    assert [(line.place.line, line.money) for line in statement.lines] == [
        (4, Money(125050, "EUR")),
        (5, Money(-10, "EUR")),
    ]


def test_several_sheets_that_could_be_it(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Date", "Amount", "Currency"], [date(2026, 2, 2), 1, "EUR"]]
    path = books.workbook(tmp_path / "two.xlsx", {"Jan": rows, "Feb": rows})
    with pytest.raises(BadInput, match="--sheet: Jan, Feb"):
        read_statements(path)
    assert len(read_statements(path, StatementOptions(sheet="Feb")).statements) == 1
