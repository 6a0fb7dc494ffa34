"""Ledger files as checked lines: layouts, signs, due dates, refused lines, control totals."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from collectdesk.exchange.options import ReadingOptions
from collectdesk.exchange.proposals import propose
from collectdesk.exchange.receivables import ReceivableLine, ReceivablesFile
from collectdesk.faults import BadInput
from tests.exchange import books
from tests.exchange.books import plain, save, workbook


def read(path: Path, **said: object) -> tuple[ReceivablesFile, list[ReceivableLine]]:
    file = ReceivablesFile(path, ReadingOptions.model_validate(said))
    return file, list(file.lines())


def row(**said: str) -> str:
    cells = {"company": "0100", "number": "007", "name": "Nordwind", "document": "A1", "on": "2026-01-05",
             "due": "2026-02-05", "currency": "EUR", "amount": "100.00", "open": "40.00"}  # fmt: skip
    return ",".join({**cells, **said}.values())


def test_a_plain_line(tmp_path: Path) -> None:
    file, (line,) = read(plain(tmp_path / "l.csv", row()))
    assert line._replace(customer=None) == ReceivableLine(  # type: ignore[arg-type]
        2, None, "A1", "", "invoice", None, date(2026, 1, 5), None, date(2026, 2, 5), None, "EUR",  # type: ignore[arg-type]
        10000, 4000, False, False, None,
    )  # fmt: skip
    assert (line.customer.company, line.customer.number) == ("0100", "007")
    assert file.layout.profile.name == "generic"
    assert file.names_by_number() == {"007": "Nordwind"}


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"document": ""}, "no document number"),
        ({"number": ""}, "no customer number"),
        ({"currency": "EURO"}, "not a currency"),
        ({"currency": ""}, "no currency"),
        ({"amount": '"12,3456"'}, "not an amount"),
        ({"amount": "", "open": ""}, "no amount"),
        ({"due": "2026-02-30"}, "not a date"),
        ({"open": "1.001"}, "more decimals"),
        ({"amount": "99999999999999.00"}, "too large"),
        ({"amount": "1000000000000.01"}, "too large"),
        ({"open": "40.00,surplus"}, "10 cells where the headings are 9"),
    ],
)
def test_lines_that_are_refused(tmp_path: Path, changed: dict[str, str], reason: str) -> None:
    file, lines = read(plain(tmp_path / "l.csv", row(document="B0", amount="5.00"), row(**changed)))
    assert [line.document for line in lines] == ["B0"]
    ((number, said),) = file.rejected
    assert number == 3
    assert reason in said
    assert file.rows == 2


def test_quoted_line_breaks_keep_line_numbers_right(tmp_path: Path) -> None:
    file, lines = read(plain(tmp_path / "l.csv", row(name='"Two\nlines"'), row(document="A2", open="x")))
    assert lines[0].customer.names() == {"Two lines": 1}
    assert [line for line, _reason in file.rejected] == [4]


def test_strange_names_stay_text(tmp_path: Path) -> None:
    name = "[@click=app.quit]x[/] [URGENT] \\x1b[31m =cmd|' /C calc'!A0"
    _file, (line,) = read(plain(tmp_path / "l.csv", row(name=name)))
    assert line.customer.names() == {name: 1}
    _file, (line,) = read(plain(tmp_path / "m.csv", row(name="a\x1b[31m\x07b\tc")))
    assert line.customer.names() == {"a[31mb c": 1}


def test_one_number_several_names(tmp_path: Path) -> None:
    names = ("WAL-MAR ", "WAL corp", "WAL corp", "WAL-MAR", "")
    rows = [row(name=name, document=f"D{i}") for i, name in enumerate(names)]
    file, lines = read(plain(tmp_path / "l.csv", *rows))
    assert len({line.customer for line in lines}) == 1
    assert file.names_by_number() == {"007": "WAL-MAR"}
    assert file.warnings["one_number_several_names"] == 1


def test_leading_zeros_survive_and_tell_apart(tmp_path: Path) -> None:
    _file, lines = read(plain(tmp_path / "l.csv", row(number="007"), row(number="7", document="A2")))
    assert [line.customer.number for line in lines] == ["007", "7"]


def test_suspicious_lines_are_counted(tmp_path: Path) -> None:
    rows = (row(due="2026-01-01"), row(document="A2", due=""), row(document="A3", open="0.00"))
    file, lines = read(plain(tmp_path / "l.csv", *rows))
    assert file.warnings == {"due_before_posted": 1, "no_due_date": 1, "settled": 1}
    assert [line.settled for line in lines] == [False, False, True]


def test_a_line_of_totals_is_compared(tmp_path: Path) -> None:
    rows = (row(), row(document="A2"))
    file, lines = read(plain(tmp_path / "l.csv", *rows, "Total,,,,,,,200.00,80.00", "Printed today,,,,,,,,"))
    assert (len(lines), file.rows, file.subtotals.result) == (2, 2, (8000, 8000))
    assert file.subtotals.differing == 0
    wrong, _lines = read(plain(tmp_path / "m.csv", *rows, "Total,,,,,,,200.00,81.00"))
    assert (wrong.subtotals.result, wrong.subtotals.differing) == ((8100, 8000), 1)


HEADINGS = {
    "de": "Buchungskreis;Kundennr.;Kundenname;Rechnungs-Nr.;Rechnungsdatum;Fälligkeitsdatum;Währung;Offener Betrag",
    "de in capitals": "BUCHUNGSKREIS;KUNDENNUMMER;NAME DES KUNDEN;BELEGNR;BELEGDATUM;FAELLIG AM;WAEHRUNG;RESTBETRAG",
    "fr": "Société;N° client;Nom du client;N° facture;Date de facture;Échéance;Devise;Reste à payer",
    "es": "Sociedad;Código cliente;Nombre cliente;Número de factura;Fecha factura;Vencimiento;Moneda;Pendiente",
    "it": "Società;Codice cliente;Ragione sociale;Numero fattura;Data fattura;Scadenza;Valuta;Importo residuo",
    "nl": "Administratie;Debiteurnr;Klantnaam;Factuurnummer;Factuurdatum;Vervaldatum;Valuta;Openstaand bedrag",
    "pt": "Empresa;Código do cliente;Nome do cliente;Número da fatura;Data de emissão;Vencimento;Moeda;Valor em aberto",
    "pl": "Spółka;Nr kontrahenta;Nazwa kontrahenta;Numer faktury;Data wystawienia;Termin płatności;Waluta;Do zapłaty",
    "camel": "CompanyCode;customerID;CustomerName;invoiceNumber;InvoiceDate;DueDate;CurrencyCode;OpenAmount",
}


@pytest.mark.parametrize("language", HEADINGS)
def test_headings_in_several_languages(tmp_path: Path, language: str) -> None:
    text = f"{HEADINGS[language]}\n0100;007;Nordwind;A1;05.01.2026;05.02.2026;EUR;1.234,50\n"
    file, (line,) = read(save(tmp_path / "l.csv", text))
    assert (line.customer.company, line.customer.number, line.document) == ("0100", "007", "A1")
    assert (line.document_on, line.due_on) == (date(2026, 1, 5), date(2026, 2, 5))
    assert (line.currency, line.open_minor) == ("EUR", 123450)
    assert file.names_by_number() == {"007": "Nordwind"}


def test_ambiguous_dates_stop_the_file(tmp_path: Path) -> None:
    path = plain(tmp_path / "l.csv", row(due="03/04/2026"))
    with pytest.raises(BadInput, match="--date-order"):
        read(path)
    _file, (line,) = read(path, date_order="mdy")
    assert line.due_on == date(2026, 3, 4)


def test_debit_and_credit_columns(tmp_path: Path) -> None:
    text = "Konto;Beleg;Fällig am;Währung;Soll;Haben\n1;A;01.02.2026;EUR;10,50;\n1;B;01.02.2026;EUR;;4,25\n"
    _file, lines = read(save(tmp_path / "l.csv", text))
    assert [(line.open_minor, line.kind) for line in lines] == [(1050, "invoice"), (-425, "credit_note")]


def test_an_unknown_layout_is_proposed_not_taken(tmp_path: Path) -> None:
    text = "Cust. nmbr,Invoice numbr,Due dte,Curr,Open amnt\n7,A1,2026-02-05,EUR,10.00\n"
    path = save(tmp_path / "l.csv", text)
    with pytest.raises(BadInput, match="--map"):
        read(path)
    proposal = propose(path, ReadingOptions())
    assert not proposal.ready
    found = {column.heading: (column.field, column.samples) for column in proposal.columns}
    assert found["Due dte"] == ("due_on", ("2026-02-05",))
    assert found["Open amnt"] == ("open", ("10.00",))
    assert found["Invoice numbr"][0] == "document"
    mapping = {**proposal.mapping, "Cust. nmbr": "number"}
    _file, (line,) = read(path, mapping=mapping)
    assert (line.customer.number, line.document, line.open_minor) == ("7", "A1", 1000)


def test_bsid(tmp_path: Path) -> None:
    path = save(
        tmp_path / "BSID.csv",
        "BUKRS,KUNNR,AUGDT,GJAHR,BELNR,BUZEI,BUDAT,BLDAT,ZFBDT,SHKZG,WRBTR,WAERS,ZTERM\r\n"
        "1000,C1,,2024,6000,0001,2024-03-12,2024-03-12,2024-03-12,S,72091.8,USD,N060\r\n"
        "1000,C1,,2024,6001,0001,2024-03-12,2024-03-12,2024-03-12,H,10,USD,2/10N30\r\n"
        "1000,C2,,2024,6002,0001,2024-03-12,2024-03-12,2024-03-12,S,10,USD,ZZZZ\r\n",
    )
    names = save(tmp_path / "KNA1.csv", "KUNNR,NAME1,LAND1,REGIO,PSTLZ,SPRAS\nC1,AutoTech,US,MI,02101,E\n")
    file, lines = read(path, customers=names)
    assert file.layout.profile.name == "sap-bsid"
    assert [(line.item, line.due_on, line.open_minor) for line in lines] == [
        ("2024/0001", date(2024, 5, 11), 7209180),
        ("2024/0001", date(2024, 4, 11), -1000),
        ("2024/0001", None, 1000),
    ]
    assert file.names_by_number() == {"C1": "AutoTech", "C2": ""}
    assert lines[0].customer.details == {
        "country": "US", "region": "US-MI", "postcode": "02101", "language": "en",
    }  # fmt: skip
    assert file.warnings == {
        "unknown_terms": 1, "no_due_date": 1, "no_customer_name": 1, "one_number_several_names": 0,
    }  # fmt: skip
    assert read(path, terms={"ZZZZ": 10})[1][2].due_on == date(2024, 3, 22)


def test_excel_with_title_rows_and_several_sheets(tmp_path: Path) -> None:
    heading = ["ARID", "Customer", "InvoiceDate", "DueDate", "Amount", "Currency", "Status"]
    rows = [
        ["AR1", "Soylent", datetime(2025, 1, 2), datetime(2025, 2, 1), 6160.48, "USD", "Partial"],  # noqa: DTZ001
        ["AR2", "Soylent", datetime(2025, 1, 2), datetime(2025, 2, 1), 10, "USD", "Received"],  # noqa: DTZ001
        ["AR3", "Umbrella", datetime(2025, 1, 2), datetime(2025, 2, 1), "=2*5.5", "USD", "Open"],  # noqa: DTZ001
    ]
    path = workbook(
        tmp_path / "l.xlsx",
        {"Notes": [["read me"]], "Items": [["Receivables"], [], ["as of", datetime(2025, 9, 30)], heading, *rows[:2]]},  # noqa: DTZ001
    )  # fmt: skip
    file, lines = read(path)
    assert (file.layout.table.sheet, file.layout.heading_line) == ("Items", 4)
    assert [(line.line, line.open_minor, line.part_paid, line.settled) for line in lines] == [
        (5, 616048, True, False),
        (6, 0, False, True),
    ]
    assert lines[0].customer.number == "Soylent"
    two = workbook(tmp_path / "two.xlsx", {"May": [heading, rows[0]], "June": [heading, rows[1]]})
    with pytest.raises(BadInput, match="--sheet: May, June"):
        read(two)
    assert [line.document for line in read(two, sheet="June")[1]] == ["AR2"]


def test_a_printed_list_in_english(tmp_path: Path) -> None:
    file, lines = read(save(tmp_path / "l.xls", books.PRINTED_ENGLISH))
    assert [(x.customer.company, x.customer.number, x.document, x.open_minor, x.kind) for x in lines] == [
        ("0100", "0000700", "1900000001", 120000, "invoice"),
        ("0100", "0000700", "1900000002", 30050, "invoice"),
        ("0100", "0000700", "1700000001", -10050, "credit_note"),
        ("0200", "0000800", "1900000003", 200000, "invoice"),
    ]
    assert (file.subtotals.result, file.subtotals.differing) == ((340000, 340000), 0)


def test_a_subtotal_that_differs_is_said(tmp_path: Path) -> None:
    text = books.PRINTED_ENGLISH.replace("1,400.00", "1,401.00")
    file, _lines = read(save(tmp_path / "l.xls", text))
    assert file.subtotals.differing == 1


def test_a_printed_list_in_german(tmp_path: Path) -> None:
    file, lines = read(save(tmp_path / "l.xls", books.PRINTED_GERMAN, "cp1252"))
    assert file.survey.encoding == "cp1252"
    assert [(x.customer.company, x.due_on, x.open_minor) for x in lines] == [
        ("0100", date(2026, 3, 3), 120000),
        ("0100", date(2026, 3, 15), -30050),
    ]


def test_a_list_of_subtotals_gives_balances(tmp_path: Path) -> None:
    path = save(tmp_path / "l.xls", books.PRINTED_SUBTOTALS)
    with pytest.raises(BadInput, match="--currency"):
        read(path)
    file, lines = read(path, currency="eur")
    assert [(x.customer.company, x.customer.number, x.document, x.kind, x.open_minor, x.due_on) for x in lines] == [
        ("261", "1888", "1097", "balance", -149409, None),
        ("261", "2764", "1097", "balance", 51729, None),
    ]  # fmt: skip
    assert (file.rows, [line for line, _reason in file.rejected]) == (3, [9])
