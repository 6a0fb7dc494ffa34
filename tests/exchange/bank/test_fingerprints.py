"""The same booking is known again wherever it is read; two equal bookings are two."""

from __future__ import annotations

import hashlib
from pathlib import Path

from collectdesk.exchange.bank import StatementFile, StatementOptions, read_statements
from tests.exchange.bank import specimens
from tests.exchange.bank.specimens import OTHER, OWN, balance, details, document, entry, mt940, save, stmt

PAID = details("<Refs><EndToEndId>E-1</EndToEndId></Refs><RmtInf><Ustrd>Invoice 90001</Ustrd></RmtInf>")


def prints(file: StatementFile) -> list[str]:
    return [line.fingerprint for statement in file.statements for line in statement.lines]


def camt(path: Path, *statements: str, **said: str) -> list[str]:
    return prints(read_statements(save(path, document(*statements, **said))))


def test_reading_again_gives_the_same(tmp_path: Path) -> None:
    one = camt(tmp_path / "a.xml", stmt(entry("1.00", "CRDT", PAID), entry("2.00")))
    two = camt(tmp_path / "b.xml", stmt(entry("1.00", "CRDT", PAID), entry("2.00")))
    assert one == two
    assert len(set(one)) == 2
    assert all(len(each) == 64 for each in one)


def test_equal_payments_in_one_statement_differ(tmp_path: Path) -> None:
    twice = camt(tmp_path / "a.xml", stmt(entry("1.00", "CRDT", PAID), entry("1.00", "CRDT", PAID)))
    assert len(set(twice)) == 2
    once = camt(tmp_path / "b.xml", stmt(entry("1.00", "CRDT", PAID)))
    assert once == twice[:1]


def test_a_second_delivery_under_another_number_is_the_same(tmp_path: Path) -> None:
    balances = balance("OPBD", "0.00", "2026-02-02") + balance("CLBD", "1.00", "2026-02-02")
    first = stmt(balances, entry("1.00", "CRDT", PAID), number="7")
    again = stmt(balances, entry("1.00", "CRDT", PAID), number="8")
    assert camt(tmp_path / "a.xml", first) == camt(tmp_path / "b.xml", again)
    both = camt(tmp_path / "c.xml", first, again)
    assert both[0] == both[1]
    zipped = specimens.packed(tmp_path / "d.zip", {"a.xml": document(first), "b.xml": document(first)})
    assert prints(read_statements(zipped)) == both


def test_equal_payments_in_following_statements_and_pages_differ(tmp_path: Path) -> None:
    pages = [
        mt940(":61:260203C1,NTRFNONREF", ":86:same", opening="C260203EUR0,00", closing="C260203EUR1,00"),
        mt940(
            ":61:260203C1,NTRFNONREF", ":86:same", opening="C260203EUR1,00", closing="C260203EUR2,00",
            number="7/2",
        ),
    ]  # fmt: skip
    assert len(set(prints(read_statements(save(tmp_path / "a.sta", "".join(pages)))))) == 2


def test_equal_notices_differ_by_their_ids(tmp_path: Path) -> None:
    def notice(number: str) -> str:
        return stmt(entry("1.00", "CRDT", PAID), name="Ntfctn", number=number)

    said = {"version": "054.001.08", "message": "BkToCstmrDbtCdtNtfctn"}
    assert len(set(camt(tmp_path / "a.xml", notice("1"), notice("2"), **said))) == 2
    assert len(set(camt(tmp_path / "b.xml", notice("1"), notice("1"), **said))) == 1


def test_a_notice_and_the_statement_after_it_agree_where_the_bank_says_the_same(tmp_path: Path) -> None:
    said = entry("1.00", "CRDT", PAID)
    notice = camt(tmp_path / "a.xml", stmt(said, name="Ntfctn"), version="054.001.08", message="X")
    assert notice == camt(tmp_path / "b.xml", stmt(said))


def test_everything_that_makes_a_booking_counts(tmp_path: Path) -> None:
    variants = [
        stmt(entry("1.00", "CRDT", PAID)),
        stmt(entry("1.01", "CRDT", PAID)),
        stmt(entry("1.00", "DBIT", PAID)),
        stmt(entry("1.00", "CRDT", PAID, currency="USD")),
        stmt(entry("1.00", "CRDT", PAID, head="<RvslInd>true</RvslInd>")),
        stmt(entry("1.00", "CRDT", PAID, dates="<BookgDt><Dt>2026-02-03</Dt></BookgDt>")),
        stmt(entry("1.00", "CRDT", PAID, rest="<AcctSvcrRef>B-1</AcctSvcrRef>")),
        stmt(entry("1.00", "CRDT", PAID.replace("90001", "90002"))),
        stmt(entry("1.00", "CRDT", PAID.replace("E-1", "E-2"))),
        stmt(entry("1.00", "CRDT", PAID), account=OTHER),
        stmt(entry("1.00", "CRDT", PAID, PAID)),
    ]
    found = [camt(tmp_path / "a.xml", variant)[0] for variant in variants]
    assert len(set(found)) == len(variants)


def test_blanks_punctuation_and_case_do_not_count(tmp_path: Path) -> None:
    other = PAID.replace("Invoice 90001", "INVOICE  9000 1.")
    assert camt(tmp_path / "a.xml", stmt(entry("1.00", "CRDT", PAID))) == camt(
        tmp_path / "b.xml", stmt(entry("1.00", "CRDT", other))
    )


def test_overlapping_tables_share_what_they_share(tmp_path: Path) -> None:
    head = "Date,Amount,Currency,Description\n"
    rows = [f"2026-02-0{day},1.00,EUR,same\n" for day in (1, 2, 2, 3)]
    said = StatementOptions(account="1")
    first = prints(read_statements(save(tmp_path / "a.csv", head + "".join(rows[:3])), said))
    second = prints(read_statements(save(tmp_path / "b.csv", head + "".join(rows[1:])), said))
    assert len({*first, *second}) == 4
    assert first[1:] == second[:2]


def test_a_fingerprint_is_fixed(tmp_path: Path) -> None:
    """Stored fingerprints must be found again by every later version, so what goes in never changes."""
    (found,) = camt(tmp_path / "a.xml", stmt(entry("1.00", "CRDT", PAID)))
    said = [
        "bank-line-1", OWN, "EUR", "2026-02-02", "2026-02-03", "100", "credit", "", "e1", "", "invoice90001", "",
        "", "",
    ]  # fmt: skip
    content = hashlib.sha256("\x1f".join(said).encode()).hexdigest()
    assert found == hashlib.sha256(f"{content} 1".encode()).hexdigest()
