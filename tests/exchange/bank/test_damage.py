"""Whatever is done to a file: checked statements, or one sentence; never another error, never money from nowhere."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from collectdesk.exchange.bank import StatementOptions, read_statements
from collectdesk.faults import BadInput
from tests.exchange.bank.specimens import OTHER, balance, details, document, entry, mt940, stmt

PAID = details(
    "<Refs><EndToEndId>E-1</EndToEndId></Refs><AmtDtls><InstdAmt><Amt Ccy='USD'>3.00</Amt></InstdAmt></AmtDtls>"
    f"<RltdPties><Dbtr><Nm>Ann</Nm></Dbtr><DbtrAcct><Id><IBAN>{OTHER}</IBAN></Id></DbtrAcct></RltdPties>"
    "<RmtInf><Ustrd>Invoice 90001</Ustrd></RmtInf>"
)
WHOLE = [
    document(
        stmt(
            balance("OPBD", "1.00", "2026-02-02"), balance("CLBD", "4.00", "2026-02-02"),
            entry("2.00", "CRDT", PAID), entry("1.00", "CRDT", PAID, PAID),
        )
    ),
    "{1:F01BANK}{2:O940}{4:\n"
    + mt940(
        ":61:2602030202C2,50NTRFREF//B1\n/OCMT/USD5,5/", ":86:166?00X?20EREF+E?21SVWZ+Invoice?31DE1?32Ann?34912",
        ":61:260203RD1,NRTINONREF", ":86:/TRTP/X/CNTP/A/B/C/D//REMI/STRD/CUR/9/RTRN/AC04/", closing="C260203EUR103,50",
    ),
    "Account;Date;Amount;D/C;Currency;Balance;Original amount;Original currency;Fee;Status\n"
    "1;13.02.2026;1,50;C;EUR;11,50;2,00;USD;0,10;Booked\n1;14.02.2026;-1,50;C;EUR;13,00;;;;Pending\n",
]  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    content = bytearray(draw(st.sampled_from(WHOLE)).encode())
    for _time in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.integers(0, 12)))
        piece = draw(
            st.one_of(
                st.binary(max_size=6),
                st.sampled_from(
                    [b":61:", b":60F:", b"<", b">", b"&", b"?2", b"\n", b"-\n", b'"', b";", b"{4:", b"//"]
                ),
            )
        )
        content[start:end] = piece
    return bytes(content)


@settings(max_examples=150, deadline=None)
@given(damaged())
def test_damaged_files_give_statements_or_a_sentence(content: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "damaged"
        path.write_bytes(content)
        said, file = "", None
        try:
            file = read_statements(path, StatementOptions(currency="EUR"))
        except BadInput as fault:
            said = str(fault)
    if file is None:
        assert "damaged" in said or "--" in said  # the file's name, or the option that settles it
        return
    for statement in file.statements:
        booked = sum(line.amount_minor for line in statement.lines if line.status == "booked")
        if statement.ties and statement.opening and statement.closing:
            assert statement.opening.minor + booked == statement.closing.minor
        assert all(line.fingerprint for line in statement.lines)
    assert all(rejected.reason and rejected.place.line >= 1 for rejected in file.rejected)
