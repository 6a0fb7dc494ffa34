"""MT940 and MT942 in the dialects of banks: signs, dates, references, wrapped texts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from collectdesk.exchange.bank import (
    LineKind,
    LineStatus,
    Statement,
    StatementFile,
    StatementFormat,
    StatementKind,
    StatementLine,
    StatementOptions,
    read_statements,
)
from collectdesk.money import Money
from tests.exchange.bank.specimens import OTHER, OWN, PAYER, RF, mt940, save


def read(tmp_path: Path, text: str, written: str = "utf-8", **said: str) -> StatementFile:
    return read_statements(save(tmp_path / "statement.sta", text, written), StatementOptions(**said))


def only(tmp_path: Path, *fields: str, **said: str) -> Statement:
    (statement,) = read(tmp_path, mt940(*fields, **said)).statements
    return statement


def line_of(tmp_path: Path, *fields: str) -> StatementLine:
    (line,) = only(tmp_path, *fields).lines
    return line


def test_a_statement(tmp_path: Path) -> None:
    text = mt940(
        ":61:2602030202C250,75NTRFOUR-REF//BANK-1", ":86:Invoice 90001",
        ":61:2602030203D0,75NMSCNONREF", ":86:Fee", closing="C260203EUR350,00",
    )  # fmt: skip
    file = read(tmp_path, text)
    assert (file.file, file.format, file.rejected) == ("statement.sta", StatementFormat.MT940, ())
    (statement,) = file.statements
    assert (statement.message, statement.kind) == ("MT940", StatementKind.END_OF_DAY)
    assert (statement.account, statement.currency) == (OWN, "EUR")
    assert (statement.id, statement.number, statement.page) == ("STARTUMS", "7", "1")
    assert (statement.opening, statement.closing) == (Money(10000, "EUR"), Money(35000, "EUR"))
    assert (statement.opening_on, statement.closing_on) == (date(2026, 2, 1), date(2026, 2, 3))
    assert (statement.ties, statement.credits, statement.debits) == (True, (1, 25075), (1, 75))
    first, second = statement.lines
    assert (first.booked_on, first.value_on) == (date(2026, 2, 2), date(2026, 2, 3))
    assert (first.owner_reference, first.bank_reference) == ("OUR-REF", "BANK-1")
    assert (second.owner_reference, second.bank_reference) == ("", "")
    assert [(line.place.line, line.place.entry) for line in statement.lines] == [(5, 1), (7, 2)]


@pytest.mark.parametrize(
    ("mark", "kind", "minor"),
    [
        ("C", LineKind.CREDIT, 30000),
        ("D", LineKind.DEBIT, -30000),
        ("CR", LineKind.CREDIT, 30000),
        ("DR", LineKind.DEBIT, -30000),
        ("RC", LineKind.REVERSAL_OF_CREDIT, -30000),
        ("RD", LineKind.REVERSAL_OF_DEBIT, 30000),
        ("RCR", LineKind.REVERSAL_OF_CREDIT, -30000),
        ("RDR", LineKind.REVERSAL_OF_DEBIT, 30000),
    ],
)
def test_marks(tmp_path: Path, mark: str, kind: LineKind, minor: int) -> None:
    """`CR300,` is a credit with the third letter of EUR; `RC300,` takes a credit back."""
    line = line_of(tmp_path, f":61:260203{mark}300,NTRFNONREF")
    assert (line.kind, line.amount_minor) == (kind, minor)


@pytest.mark.parametrize(
    ("written", "minor"),
    [("12,50", 1250), ("12,5", 1250), ("12,", 1200), ("12", 1200), ("000000000012,50", 1250), ("0,05", 5)],
)
def test_amounts(tmp_path: Path, written: str, minor: int) -> None:
    assert line_of(tmp_path, f":61:260203C{written}NTRFNONREF").amount_minor == minor


@pytest.mark.parametrize(
    ("value", "entry", "booked_on"),
    [
        ("251231", "0102", date(2026, 1, 2)),
        ("260102", "1231", date(2025, 12, 31)),
        ("240228", "0229", date(2024, 2, 29)),
        ("260203", "", date(2026, 2, 3)),
    ],
)
def test_entry_dates_belong_to_the_nearest_year(
    tmp_path: Path, value: str, entry: str, booked_on: date
) -> None:
    assert line_of(tmp_path, f":61:{value}{entry}C1,NTRFNONREF").booked_on == booked_on


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (":61:260203C12.50NTRFNONREF", "not an entry"),
        (":61:260203X12,50NTRFNONREF", "not an entry"),
        (":61:2602C12,50NTRFNONREF", "not an entry"),
        (":61:260203Cx2,50NTRFNONREF", "not an entry"),
        (":61:260230C12,50NTRFNONREF", "not a date"),
        (":61:2602030230C12,50NTRFNONREF", "not a date"),
        (":61:260203C12,505NTRFNONREF", "more decimals"),
        (":61:260203C99999999999999999,00NTRFNONREF", "too large"),
        (":61:", "not an entry"),
    ],
)
def test_a_line_that_cannot_be_read_is_refused_with_its_place(
    tmp_path: Path, broken: str, reason: str
) -> None:
    text = mt940(":61:260203C1,NTRFNONREF", broken, ":86:lost", closing="C260203EUR113,50")
    file = read(tmp_path, text)
    (rejected,) = file.rejected
    assert reason in rejected.reason
    assert (rejected.place.line, rejected.place.entry) == (6, 2)
    (statement,) = file.statements
    assert (len(statement.lines), statement.unread, statement.ties, statement.whole) == (1, 1, False, False)


def wrapped(text: str, width: int = 65) -> str:
    """A field cut at the width, whatever it says."""
    return ":86:" + "\n".join(text[place : place + width] for place in range(0, len(text), width))


def test_german_sub_fields(tmp_path: Path) -> None:
    text = (
        "166?00GUTSCHRIFT?109310?20EREF+E2E-90001-2026-ABCDEFG?21HIJ?22KREF+K-77?23SVWZ+Rechnung 90001 und ?24"
        f"90002?25ABWA+Lindgren Holding?30BANKDEFF?31{PAYER}?32Lindgren und Partner Gesell?33schaft mbH"
    )
    line = line_of(tmp_path, ":61:2602030203CR1250,50NTRFNONREF//0724", wrapped(text))
    assert (line.booking_text, line.end_to_end, line.owner_reference) == (
        "GUTSCHRIFT",
        "E2E-90001-2026-ABCDEFGHIJ",
        "K-77",
    )
    assert line.remittance == "Rechnung 90001 und 90002"
    assert (line.counterparty, line.counterparty_account) == (
        "Lindgren und Partner Gesellschaft mbH",
        PAYER,
    )
    assert (line.on_behalf_of, line.returned) == ("Lindgren Holding", False)


def test_a_full_sub_field_goes_on_without_a_blank(tmp_path: Path) -> None:
    full = "EREF+" + "A" * 22
    line = line_of(tmp_path, ":61:260203C1,NTRFNONREF", f":86:166?20{full}?21BC?22SVWZ+Rechnung?2390001")
    assert (line.end_to_end, line.remittance) == ("A" * 22 + "BC", "Rechnung 90001")


def test_old_german_sub_fields_without_tags(tmp_path: Path) -> None:
    line = line_of(
        tmp_path,
        ":61:260203C1,N05100001238972230329",
        ":86:051?00Gutschrift?20KUNDE 0123?21RECHNUNG 90001?3020010020?310012345678?32MUELLER?33SOEHNE",
    )
    assert line.owner_reference == "00001238972230329"
    assert (line.remittance, line.counterparty) == ("KUNDE 0123 RECHNUNG 90001", "MUELLER SOEHNE")
    assert line.counterparty_account == "20010020/0012345678"


@pytest.mark.parametrize("mark", ["?", "@", "~", "<"])
def test_the_mark_of_sub_fields_differs(tmp_path: Path, mark: str) -> None:
    text = f":86:051{mark}00Uznanie{mark}20Faktura 1{mark}32Huta{mark}38PL61109010140000071219812874"
    line = line_of(tmp_path, ":61:260203C1,NTRFNONREF", text)
    assert (line.booking_text, line.remittance, line.counterparty) == ("Uznanie", "Faktura 1", "Huta")
    assert line.counterparty_account == "PL61109010140000071219812874"


@pytest.mark.parametrize(
    ("entry", "details", "reason"),
    [
        (":61:260203D98,50NRTINONREF", ":86:109?00RUECKBEL.?20EREF+E1?21OAMT+88,00?34912", "912"),
        (":61:260203C98,50NTRFNONREF", ":86:159?00RETOURE?20EREF+E1?34901", "901"),
        (":61:260203D98,50NRTINONREF", ":86:returned", ""),
        (":61:260203C98,50NTRFNONREF", ":86:/TRTP/RETOUR/EREF/E1/RTRN/AC04/", "AC04"),
    ],
)
def test_returns(tmp_path: Path, entry: str, details: str, reason: str) -> None:
    line = line_of(tmp_path, entry, details)
    assert (line.returned, line.return_reason) == (True, reason)


def test_a_key_of_a_payment_that_is_no_return_is_no_reason(tmp_path: Path) -> None:
    line = line_of(tmp_path, ":61:260203C98,50NTRFNONREF", ":86:166?00GUTSCHRIFT?20X?34997")
    assert (line.returned, line.return_reason) == (False, "")


def test_the_original_amount_of_a_returned_debit(tmp_path: Path) -> None:
    line = line_of(tmp_path, ":61:260203D98,50NRTINONREF", ":86:109?20OAMT+88,00?34912")
    assert line.original == Money(8800, "EUR")


def test_dutch_codes(tmp_path: Path) -> None:
    line = line_of(
        tmp_path,
        ":61:260203C1,N102EREF",
        f":86:/TRTP/SEPA OVERBOEKING/IBAN/{OTHER}/BIC/BANKGB2L/NAME/Harbour Light Ltd\n"
        "/REMI/Invoice 90001/90002/EREF/E2E-5",
    )
    assert (line.booking_text, line.counterparty, line.counterparty_account) == (
        "SEPA OVERBOEKING", "Harbour Light Ltd", OTHER,
    )  # fmt: skip
    assert (line.remittance, line.end_to_end, line.owner_reference) == ("Invoice 90001/90002", "E2E-5", "")


def test_dutch_codes_with_counterparty_and_structured_reference(tmp_path: Path) -> None:
    line = line_of(
        tmp_path,
        ":61:260203C1,NTRFEREF//B1",
        f":86:/EREF/E1//CNTP/{OTHER}/BANKGB2L/HARBOUR LIGHT/LONDON///REMI/STRD/CUR/{RF}/",
    )
    assert (line.counterparty, line.counterparty_account) == ("HARBOUR LIGHT", OTHER)
    assert (line.structured, line.creditor_reference, line.remittance) == ((RF,), RF, "")
    line = line_of(tmp_path, ":61:260203C1,NTRFEREF//B1", ":86:/CNTP/////REMI/USTD//Invoice 7/")
    assert (line.remittance, line.counterparty) == ("Invoice 7", "")


def test_codes_within_ordering_party_and_the_account_beside_the_entry(tmp_path: Path) -> None:
    line = line_of(
        tmp_path,
        f":61:260203C1,N154NONREF\n{OTHER}",
        ":86:/ORDP//NAME/HARBOUR LIGHT/REMI/Invoice 8/ISDT/2026-02-03",
    )
    assert (line.counterparty, line.counterparty_account, line.remittance) == (
        "HARBOUR LIGHT", OTHER, "Invoice 8",
    )  # fmt: skip


def test_plain_text_with_and_without_a_creditor_reference(tmp_path: Path) -> None:
    line = line_of(tmp_path, ":61:260203C1,NTRFNONREF", ":86:PAYMENT RF18 5390 0754 7034\nTHANK YOU")
    assert (line.remittance, line.creditor_reference) == ("PAYMENT RF18 5390 0754 7034 THANK YOU", RF)
    line = line_of(tmp_path, ":61:260203C1,NTRFNONREF", ":86:PAYMENT RF19539007547034")
    assert line.creditor_reference == ""
    assert line_of(tmp_path, ":61:260203C1,NTRFNONREF").remittance == ""


@pytest.mark.parametrize("width", [64, 65])
def test_text_that_is_cut_at_the_width_goes_on(tmp_path: Path, width: int) -> None:
    words = (
        "Settlement of the invoices 900011, 900012, 900013 and 900014 as they were agreed with your office"
    )
    cut = f"{words[:width]}\n{words[width:]}"
    line = line_of(tmp_path, ":61:260203C1,NTRFNONREF", f":86:{cut}")
    assert line.remittance == words


def test_text_that_a_person_broke_gets_a_blank(tmp_path: Path) -> None:
    line = line_of(tmp_path, ":61:260203C1,NTRFNONREF", ":86:Invoice 90001\nInvoice 90002\n")
    assert line.remittance == "Invoice 90001 Invoice 90002"


def test_supplementary_details(tmp_path: Path) -> None:
    line = line_of(
        tmp_path, ":61:260203D5,NTRFREF 111//B1\n/OCMT/USD5,5//CHGS/EUR0,5/", ":86:020?00VIREMENT?20LIGNE"
    )
    assert line.original == Money(550, "USD")
    assert [charge.money for charge in line.charges] == [Money(50, "EUR")]
    line = line_of(tmp_path, ":61:260203C5,FMSC01916//NONREF\n20260203007602198765432000000012", ":86:GIRO")
    assert line.bank_reference == "20260203007602198765432000000012"
    line = line_of(tmp_path, ":61:260203C5,FMSCNONREF//1\nCard transaction", ":86:GIRO")
    assert line.booking_text == "Card transaction"


def test_pages_gaps_and_what_follows_the_closing_balance(tmp_path: Path) -> None:
    pages = (
        f":20:A\n:25:{OWN}\n:28C:9/1\n:60F:C260201EUR100,00\n:61:260203C1,NTRFNONREF\n:86:one\n:62M:C260203EUR101,00\n-\n"
        f":20:A\n:25:{OWN}\n:28C:9/2\n:60M:C260203EUR101,00\n:61:260203C2,NTRFNONREF\n:86:two\n"
        ":62F:C260203EUR103,00\n:64:C260203EUR90,00\n:86:words of the bank\n-\n"
        f":20:A\n:25:{OWN}\n:28C:11/1\n:60F:C260205EUR999,00\n:62F:C260205EUR999,00\n-\n"
    )
    statements = read(tmp_path, pages).statements
    assert [(s.number, s.page, s.ties) for s in statements] == [
        ("9", "1", True), ("9", "2", True), ("11", "1", True),
    ]  # fmt: skip
    assert [line.remittance for s in statements for line in s.lines] == ["one", "two"]
    assert [bool(s.findings) for s in statements] == [False, False, True]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_envelopes_and_line_ends(tmp_path: Path, end: str) -> None:
    inner = mt940(":61:260203C1,NTRFNONREF", ":86:one", closing="C260203EUR101,00").removesuffix("-\n")
    text = (
        "{1:F01BANKDEFFAXXX0000000000}{2:O9400000260203BANKDEFFAXXX00000000002602030000N}{4:\n"
        + inner
        + "-}\n"
    )
    (statement,) = read(tmp_path, (text * 2).replace("\n", end)).statements[:1]
    assert (statement.ties, statement.lines[0].remittance) == (True, "one")


def test_lines_of_the_bank_before_the_statement(tmp_path: Path) -> None:
    text = "BANKNL2A\n940\nBANKNL2A\n" + mt940(":61:260203C1,NTRFNONREF", closing="C260203EUR101,00")
    (statement,) = read(tmp_path, text).statements
    assert (statement.kind, statement.ties, statement.lines[0].place.line) == (
        StatementKind.END_OF_DAY,
        True,
        8,
    )


def test_other_encodings_and_stray_bytes(tmp_path: Path) -> None:
    text = mt940(":61:260203C1,NTRFNONREF", ":86:Überweisung\x1a Müller", closing="C260203EUR101,00")
    for encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16"):
        (statement,) = read(tmp_path, text, encoding).statements
        assert statement.lines[0].remittance == "Überweisung Müller"
    (statement,) = read(tmp_path, text, "cp850", encoding="cp850").statements
    assert statement.lines[0].remittance == "Überweisung Müller"


def test_intraday_reports(tmp_path: Path) -> None:
    text = (
        f":20:A\n:25:{OWN}EUR\n:28C:1/1\n:34F:EURD0,\n:34F:EURC0,\n:13D:2602031200+0100\n"
        ":61:260203C10,NTRFNONREF\n:86:now\n:61:260203EC5,NTRFNONREF\n:86:soon\n:90D:0EUR0,\n:90C:1EUR10,\n-\n"
    )
    (statement,) = read(tmp_path, text).statements
    assert (statement.message, statement.kind, statement.account) == ("MT942", StatementKind.INTRADAY, OWN)
    assert [line.status for line in statement.lines] == [LineStatus.BOOKED, LineStatus.PENDING]
    assert (statement.currency, statement.ties) == ("EUR", None)


def test_a_currency_that_is_not_said_can_be_given(tmp_path: Path) -> None:
    text = ":20:A\n:25:1\n:28C:1/1\n:61:260203C10,NTRFNONREF\n:86:now\n-\n"
    file = read(tmp_path, text)
    assert "--currency" in file.rejected[0].reason
    (statement,) = read(tmp_path, text, currency="eur").statements
    assert [line.money for line in statement.lines] == [Money(1000, "EUR")]


def test_a_line_outside_a_statement_is_refused(tmp_path: Path) -> None:
    text = mt940(closing="C260201EUR100,00") + ":61:260203C10,NTRFNONREF\n:86:lost\n"
    file = read(tmp_path, text)
    assert [(rejected.place.line, rejected.place.entry) for rejected in file.rejected] == [(7, 0)]
    assert [statement.whole for statement in file.statements] == [True]


def test_a_balance_that_cannot_be_read_keeps_the_statement_from_being_whole(tmp_path: Path) -> None:
    file = read(tmp_path, mt940(":61:260203C10,NTRFNONREF", closing="C260203EUR1.10,00"))
    assert "not a balance" in file.rejected[0].reason
    (statement,) = file.statements
    assert (statement.closing, statement.ties, statement.whole) == (None, None, False)


def test_balances_in_two_currencies(tmp_path: Path) -> None:
    statement = only(tmp_path, ":61:260203C10,NTRFNONREF", closing="C260203USD110,00")
    assert (statement.ties, statement.difference) == (False, None)


def test_a_statement_that_was_cut_off_is_not_whole(tmp_path: Path) -> None:
    text = mt940(":61:260203C1,NTRFNONREF", ":86:one", ":61:260203C2,NTRFNONREF", ":86:two")
    for cut in (text, text.removesuffix("-\n"), text[: text.index(":86:two")]):
        (statement,) = read(tmp_path, cut).statements
        assert (len(statement.lines), statement.ties, statement.whole) == (2, None, False)
        assert "cut off" in statement.findings[0]


def test_statements_that_follow_without_a_dash(tmp_path: Path) -> None:
    def one(account: str) -> str:
        return f":25:{account}\n:28C:1/1\n:60F:C260201EUR1,00\n:61:260203C1,NTRFNONREF\n:62F:C260203EUR2,00\n"

    statements = read(tmp_path, one(OWN) + one(OTHER)).statements
    assert [(s.account, s.ties) for s in statements] == [(OWN, True), (OTHER, True)]
