"""CAMT in its versions: who paid, for what, how much of it, and whether the statement ties."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from collectdesk.exchange.bank import (
    LineKind,
    LineStatus,
    Place,
    Statement,
    StatementFile,
    StatementKind,
    StatementLine,
    read_statements,
)
from collectdesk.exchange.bank.camt_entry import EntryReader
from collectdesk.money import Money
from tests.exchange.bank.specimens import (
    OTHER,
    OWN,
    PAYER,
    RF,
    balance,
    details,
    document,
    entry,
    save,
    stmt,
)  # fmt: skip

OPENS = balance("OPBD", "100.00", "2026-02-02")


def read(tmp_path: Path, *statements: str, **said: str) -> StatementFile:
    return read_statements(save(tmp_path / "statement.xml", document(*statements, **said)))


def only(tmp_path: Path, *parts: str) -> Statement:
    (statement,) = read(tmp_path, stmt(*parts)).statements
    return statement


def line_of(tmp_path: Path, one_entry: str) -> StatementLine:
    (line,) = only(tmp_path, one_entry).lines
    return line


OLD_PARTIES = (
    f"<RltdPties><Dbtr><Nm>Lindgren &amp; Partner AB</Nm></Dbtr>"
    f"<DbtrAcct><Id><IBAN>{PAYER}</IBAN></Id></DbtrAcct>"
    f"<UltmtDbtr><Nm>Lindgren Holding</Nm></UltmtDbtr>"
    f"<Cdtr><Nm>Our own name</Nm></Cdtr><CdtrAcct><Id><IBAN>{OWN}</IBAN></Id></CdtrAcct></RltdPties>"
)
NEW_PARTIES = (
    f"<RltdPties><Dbtr><Pty><Nm>Lindgren &amp; Partner AB</Nm></Pty></Dbtr>"
    f"<DbtrAcct><Id><IBAN>{PAYER}</IBAN></Id></DbtrAcct>"
    f"<UltmtDbtr><Pty><Nm>Lindgren Holding</Nm></Pty></UltmtDbtr>"
    f"<Cdtr><Pty><Nm>Our own name</Nm></Pty></Cdtr><CdtrAcct><Id><IBAN>{OWN}</IBAN></Id></CdtrAcct></RltdPties>"
)
PAYMENT = (
    "<Refs><AcctSvcrRef>T-77</AcctSvcrRef><InstrId>I-9</InstrId><EndToEndId>E2E-4711</EndToEndId></Refs>"
    "{parties}"
    "<RmtInf><Ustrd>Invoice 90001 and</Ustrd><Ustrd>90002</Ustrd>"
    "<Strd><RfrdDocInf><Nb>90001</Nb></RfrdDocInf><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp>"
    f"<Ref>{RF}</Ref></CdtrRefInf></Strd></RmtInf>"
)


@pytest.mark.parametrize(
    ("version", "status", "parties"),
    [
        ("053.001.02", "<Sts>BOOK</Sts>", OLD_PARTIES),
        ("053.001.03", "<Sts>BOOK</Sts>", OLD_PARTIES),
        ("053.001.04", "<Sts>BOOK</Sts>", OLD_PARTIES),
        ("053.001.08", "<Sts><Cd>BOOK</Cd></Sts>", NEW_PARTIES),
        ("053.001.13", "<Sts><Cd>BOOK</Cd></Sts>", NEW_PARTIES),
    ],
)
def test_one_payment_in_every_version(tmp_path: Path, version: str, status: str, parties: str) -> None:
    paid = entry(
        "1250.50", "CRDT", details(PAYMENT.format(parties=parties)), status=status,
        rest="<AcctSvcrRef>B-1</AcctSvcrRef><AddtlNtryInf>SEPA credit</AddtlNtryInf>",
    )  # fmt: skip
    closes = balance("CLBD", "1350.50", "2026-02-03")
    file = read(tmp_path, stmt(OPENS, closes, paid, number="12"), version=version)
    (statement,) = file.statements
    assert (statement.message, statement.kind) == (f"camt.{version}", StatementKind.END_OF_DAY)
    assert (statement.account, statement.currency, statement.id, statement.number) == (
        OWN, "EUR", "S-12", "12",
    )  # fmt: skip
    assert (statement.opening, statement.closing) == (Money(10000, "EUR"), Money(135050, "EUR"))
    assert (statement.opening_on, statement.closing_on) == (date(2026, 2, 2), date(2026, 2, 3))
    assert (statement.ties, statement.difference, statement.whole) == (True, Money(0, "EUR"), True)
    (line,) = statement.lines
    assert line.money == Money(125050, "EUR")
    assert (line.booked_on, line.value_on) == (date(2026, 2, 2), date(2026, 2, 3))
    assert (line.kind, line.status) == (LineKind.CREDIT, LineStatus.BOOKED)
    assert (line.bank_reference, line.end_to_end, line.owner_reference) == ("B-1", "E2E-4711", "I-9")
    assert line.remittance == "Invoice 90001 and 90002"
    assert (line.structured, line.creditor_reference) == ((RF, "90001"), RF)
    assert (line.counterparty, line.counterparty_account) == ("Lindgren & Partner AB", PAYER)
    assert (line.on_behalf_of, line.booking_text) == ("Lindgren Holding", "SEPA credit")
    assert (line.parts, line.batch_size, line.findings) == ((), 1, ())


def test_places_are_the_lines_of_the_file(tmp_path: Path) -> None:
    path = save(
        tmp_path / "a.xml", document(stmt(OPENS, entry("1.00"), entry("2.00", "XXXX"), entry("3.00")))
    )
    file = read_statements(path)
    written = path.read_text().splitlines()
    places = [line.place for line in file.statements[0].lines] + [
        rejected.place for rejected in file.rejected
    ]
    assert [(place.entry, written[place.line - 1]) for place in places] == [
        (1, "<Ntry>"), (3, "<Ntry>"), (2, "<Ntry>"),
    ]  # fmt: skip
    assert str(places[2]) == f"line {places[2].line}, entry 2"


def test_a_debit_names_the_creditor(tmp_path: Path) -> None:
    paid = (
        "<RltdPties><Dbtr><Nm>Us</Nm></Dbtr><Cdtr><Nm>Energie Süd</Nm></Cdtr>"
        "<CdtrAcct><Id><Othr><Id>55-1</Id></Othr></Id></CdtrAcct></RltdPties>"
    )
    line = line_of(tmp_path, entry("10.00", "DBIT", details(paid)))
    assert (line.amount_minor, line.counterparty, line.counterparty_account) == (-1000, "Energie Süd", "55-1")


def test_our_own_account_is_never_the_counterparty(tmp_path: Path) -> None:
    us = f"<Dbtr><Nm>Us</Nm></Dbtr><DbtrAcct><Id><IBAN>{OWN}</IBAN></Id></DbtrAcct>"
    line = line_of(tmp_path, entry("10.00", "CRDT", details(f"<RltdPties>{us}</RltdPties>")))
    assert (line.counterparty, line.counterparty_account) == ("", "")
    customer = "<Cdtr><Nm>Lindgren AB</Nm></Cdtr>"
    line = line_of(tmp_path, entry("10.00", "CRDT", details(f"<RltdPties>{us}{customer}</RltdPties>")))
    assert line.counterparty == "Lindgren AB"


@pytest.mark.parametrize(
    ("side", "kind", "minor"),
    [
        ("DBIT", LineKind.REVERSAL_OF_CREDIT, -1000),
        ("CRDT", LineKind.REVERSAL_OF_DEBIT, 1000),
    ],
)
def test_reversals_go_against_what_they_name(tmp_path: Path, side: str, kind: LineKind, minor: int) -> None:
    line = line_of(tmp_path, entry("10.00", side, head="<RvslInd>true</RvslInd>"))
    assert (line.kind, line.amount_minor, line.returned) == (kind, minor, False)


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ("<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>", "AC04"),
        ("<RtrInf><Rsn><Prtry>Z9</Prtry></Rsn></RtrInf>", "Z9"),
        ("<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>RRTN</SubFmlyCd></Fmly></Domn></BkTxCd>", ""),
        ("<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>IDDT</Cd><SubFmlyCd>UPDD</SubFmlyCd></Fmly></Domn></BkTxCd>", ""),
        ("<BkTxCd><Prtry><Cd>NRTI+109+00931+912</Cd></Prtry></BkTxCd>", "912"),
    ],
)  # fmt: skip
def test_returns_with_their_reason(tmp_path: Path, told: str, reason: str) -> None:
    line = line_of(tmp_path, entry("10.00", "DBIT", details(told)))
    assert (line.returned, line.return_reason) == (True, reason)
    plain = line_of(tmp_path, entry("10.00", "DBIT", details("<Refs><EndToEndId>X</EndToEndId></Refs>")))
    assert (plain.returned, plain.return_reason) == (False, "")


def test_pending_and_informative_entries_are_kept_apart_from_the_balance(tmp_path: Path) -> None:
    statement = only(
        tmp_path, OPENS, balance("CLBD", "101.00", "2026-02-02"), entry("1.00"),
        entry("50.00", status="<Sts>PDNG</Sts>"), entry("9.00", status="<Sts><Cd>INFO</Cd></Sts>"),
    )  # fmt: skip
    assert [line.status for line in statement.lines] == [
        LineStatus.BOOKED, LineStatus.PENDING, LineStatus.INFORMATION,
    ]  # fmt: skip
    assert (statement.ties, statement.credits) == (True, (1, 100))


def test_a_batch_with_all_its_payments(tmp_path: Path) -> None:
    def part(amount: str, reference: str, name: str) -> str:
        return details(
            f'<Refs><EndToEndId>{reference}</EndToEndId></Refs><Amt Ccy="EUR">{amount}</Amt>'
            f"<CdtDbtInd>CRDT</CdtDbtInd><RltdPties><Dbtr><Nm>{name}</Nm></Dbtr></RltdPties>"
        )

    batch = "<Btch><PmtInfId>P-5</PmtInfId><NbOfTxs>2</NbOfTxs></Btch>"
    line = line_of(
        tmp_path, entry("30.00", "CRDT", batch, part("10.00", "A", "Ann"), part("20.00", "B", "Bo"))
    )
    assert (line.amount_minor, line.batch_size, line.counterparty, line.end_to_end) == (3000, 2, "", "")
    assert line.owner_reference == "P-5"
    assert [(p.amount_minor, p.end_to_end, p.counterparty) for p in line.parts] == [
        (1000, "A", "Ann"), (2000, "B", "Bo"),
    ]  # fmt: skip
    assert line.findings == ()
    wrong = line_of(tmp_path, entry("31.00", "CRDT", part("10.00", "A", "Ann"), part("20.00", "B", "Bo")))
    assert "do not add up" in wrong.findings[0]


def test_a_batch_of_which_one_payment_is_told_is_not_that_payment(tmp_path: Path) -> None:
    batch = "<Btch><NbOfTxs>20</NbOfTxs></Btch>"
    told = details("<Refs><EndToEndId>A</EndToEndId></Refs>")
    line = line_of(tmp_path, entry("30.00", "CRDT", batch, told))
    assert (line.batch_size, line.end_to_end, len(line.parts)) == (20, "", 1)
    assert "20 payments" in line.findings[0]


def test_original_amount_and_charges(tmp_path: Path) -> None:
    told = (
        '<AmtDtls><InstdAmt><Amt Ccy="USD">1100.00</Amt></InstdAmt>'
        '<TxAmt><Amt Ccy="EUR">1000.00</Amt></TxAmt></AmtDtls>'
    )
    charges = (
        '<Chrgs><Rcrd><Amt Ccy="EUR">12.50</Amt><ChrgInclInd>true</ChrgInclInd><Br>SHAR</Br></Rcrd></Chrgs>'
    )
    line = line_of(tmp_path, entry("987.50", "CRDT", details(told), rest=charges))
    assert line.original == Money(110000, "USD")
    assert [(c.money, c.bearer, c.included) for c in line.charges] == [(Money(1250, "EUR"), "SHAR", True)]
    old = '<Chrgs><Amt Ccy="EUR">2.00</Amt><Br>SLEV</Br></Chrgs>'
    line = line_of(tmp_path, entry("98.00", "CRDT", details(old + '<Amt Ccy="EUR">100.00</Amt>')))
    assert [(c.money, c.bearer, c.included) for c in line.charges] == [(Money(200, "EUR"), "SLEV", None)]
    assert line.original == Money(10000, "EUR")
    same = line_of(tmp_path, entry("98.00", "CRDT", details('<Amt Ccy="EUR">98.00</Amt>')))
    assert same.original is None


def test_texts_where_banks_put_them_without_remittance(tmp_path: Path) -> None:
    line = line_of(tmp_path, entry("1.00", "CRDT", details("<AddtlTxInf>CUSTOMER 90782</AddtlTxInf>")))
    assert line.remittance == "CUSTOMER 90782"
    line = line_of(tmp_path, entry("1.00", rest="<AddtlNtryInf>Payment RF18 5390 0754 7034</AddtlNtryInf>"))
    assert (line.remittance, line.creditor_reference) == ("Payment RF18 5390 0754 7034", RF)


def test_words_for_no_reference_are_no_reference(tmp_path: Path) -> None:
    line = line_of(
        tmp_path, entry("1.00", "CRDT", details("<Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>"))
    )
    assert line.end_to_end == ""


def test_moments_are_the_day_they_are_written_with(tmp_path: Path) -> None:
    dates = "<BookgDt><DtTm>2026-02-02T23:59:00-08:00</DtTm></BookgDt>"
    line = line_of(tmp_path, entry("1.00", dates=dates))
    assert (line.booked_on, line.value_on) == (date(2026, 2, 2), None)
    assert line_of(tmp_path, entry("1.00", dates="")).booked_on == date(2026, 2, 3)  # the statement's own


def test_currencies_have_their_own_decimals(tmp_path: Path) -> None:
    file = read(
        tmp_path,
        stmt(entry("2700", currency="JPY"), entry("1.2345", currency="KWD"), entry("1.250", currency="KWD")),
    )
    assert [line.money for line in file.statements[0].lines] == [Money(2700, "JPY"), Money(1250, "KWD")]
    assert "more decimals than KWD" in file.rejected[0].reason


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (entry("12,50"), "not an amount"),
        (entry("-12.50"), "not an amount"),
        (entry("12.501"), "more decimals"),
        (entry("1" + "0" * 20), "too large"),
        (entry("12.50", currency="XYZ"), "not a currency"),
        (entry("12.50", "BOTH"), "credit or a debit"),
        (entry("12.50", dates="<BookgDt><Dt>2026-02-30</Dt></BookgDt>"), "not a date"),
        (entry("12.50", dates="<BookgDt><Dt>03.02.2026</Dt></BookgDt>"), "not a date"),
        (entry("12.50", status="<Sts><Cd>HUH</Cd></Sts>"), "not known"),
        (entry("12.50", status="<Sts><Prtry>OURS</Prtry></Sts>"), "not known"),
    ],
)
def test_an_entry_that_cannot_be_read_is_refused_and_the_statement_is_not_whole(
    tmp_path: Path, broken: str, reason: str
) -> None:
    file = read(tmp_path, stmt(OPENS, balance("CLBD", "113.50", "2026-02-02"), entry("1.00"), broken))
    (rejected,) = file.rejected
    assert reason in rejected.reason
    assert rejected.place.entry == 2
    (statement,) = file.statements
    assert (len(statement.lines), statement.unread, statement.ties, statement.whole) == (1, 1, False, False)


def test_a_statement_that_does_not_tie_keeps_its_lines(tmp_path: Path) -> None:
    statement = only(tmp_path, OPENS, balance("CLBD", "90.00", "2026-02-02", "DBIT"), entry("1.00"))
    assert (statement.ties, statement.difference) == (False, Money(-19100, "EUR"))
    assert "EUR -191.00" in statement.findings[0]
    assert len(statement.lines) == 1
    assert not statement.whole


def test_previous_closing_and_interim_balances(tmp_path: Path) -> None:
    closes = balance("CLBD", "101.00", "2026-02-02")
    assert only(tmp_path, balance("PRCD", "100.00", "2026-02-01"), closes, entry("1.00")).ties is True
    pages = balance("ITBD", "100.00", "2026-02-02") + balance("ITBD", "101.00", "2026-02-02")
    assert only(tmp_path, pages, entry("1.00")).ties is True
    available = balance("OPAV", "5.00", "2026-02-02") + balance("CLAV", "7.00", "2026-02-02")
    assert only(tmp_path, available, entry("1.00")).ties is None


def test_a_balance_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    statement = only(tmp_path, balance("OPBD", "x", "2026-02-02"), entry("1.00"))
    assert (statement.opening, statement.ties) == (None, None)
    assert "OPBD" in statement.findings[0]


def totals(come: str, gone: str) -> str:
    return f"<TxsSummry><TtlCdtNtries>{come}</TtlCdtNtries><TtlDbtNtries>{gone}</TtlDbtNtries></TxsSummry>"


def test_a_notice_is_checked_by_its_totals(tmp_path: Path) -> None:
    right = totals("<NbOfNtries>2</NbOfNtries><Sum>3.00</Sum>", "<NbOfNtries>0</NbOfNtries>")
    wrong = totals("<NbOfNtries>2</NbOfNtries><Sum>4.00</Sum>", "")
    for said, ties in ((right, True), (wrong, False), ("", None)):
        notice = stmt(said, entry("1.00"), entry("2.00"), name="Ntfctn")
        file = read(tmp_path, notice, version="054.001.08", message="BkToCstmrDbtCdtNtfctn")
        (statement,) = file.statements
        assert (statement.kind, statement.ties) == (StatementKind.NOTICE, ties)


def test_an_intraday_report_need_not_tie(tmp_path: Path) -> None:
    report = stmt(OPENS, balance("ITBD", "500.00", "2026-02-02"), entry("1.00"), name="Rpt")
    (statement,) = read(tmp_path, report, version="052.001.08", message="BkToCstmrAcctRpt").statements
    assert (statement.kind, statement.ties, statement.whole) == (StatementKind.INTRADAY, None, True)


def test_several_statements_and_a_gap_between_them(tmp_path: Path) -> None:
    first = stmt(OPENS, balance("CLBD", "101.00", "2026-02-02"), entry("1.00"))
    second = stmt(
        balance("OPBD", "101.00", "2026-02-03"), balance("CLBD", "99.00", "2026-02-03"), entry("2.00", "DBIT"),
        number="2",
    )  # fmt: skip
    third = stmt(balance("OPBD", "50.00", "2026-02-04"), balance("CLBD", "50.00", "2026-02-04"), number="3")
    other = stmt(balance("OPBD", "7.00", "2026-02-04"), balance("CLBD", "7.00", "2026-02-04"), account=OTHER)
    statements = read(tmp_path, first, second, third, other).statements
    assert [statement.ties for statement in statements] == [True] * 4
    assert [bool(statement.findings) for statement in statements] == [False, False, True, False]
    assert "99.00" in statements[2].findings[0]


def test_entries_of_a_currency_other_than_the_balances_do_not_tie(tmp_path: Path) -> None:
    statement = only(tmp_path, OPENS, balance("CLBD", "101.00", "2026-02-02"), entry("1.00", currency="USD"))
    assert (statement.ties, statement.difference) == (False, None)
    assert "USD" in statement.findings[0]


def test_a_statement_without_entries(tmp_path: Path) -> None:
    statement = only(tmp_path, OPENS, balance("CLBD", "100.00", "2026-02-02"))
    assert (statement.lines, statement.ties) == ((), True)


def test_entries_are_let_go_one_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[int] = []
    read_entry = EntryReader.read

    def watching(self: EntryReader, element: Any, place: Place) -> StatementLine:
        held.append(len(element.getparent()))
        return read_entry(self, element, place)

    monkeypatch.setattr(EntryReader, "read", watching)
    statement = only(tmp_path, OPENS, *[entry("1.00", "CRDT", details(f"<X>{n}</X>")) for n in range(2000)])
    assert len(statement.lines) == 2000
    assert max(held) < 500  # what one block of the file holds
