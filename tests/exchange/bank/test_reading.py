"""What a file is, whatever its name; what is refused, and with which sentence."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import pytest

from collectdesk.exchange.bank import Place, StatementFormat, StatementOptions, packed, read_statements
from collectdesk.faults import BadInput
from tests.exchange.bank import specimens
from tests.exchange.bank.specimens import OWN, balance, document, entry, mt940, save, stmt

CAMT = document(
    stmt(balance("OPBD", "1.00", "2026-02-02"), balance("CLBD", "3.00", "2026-02-02"), entry("2.00"))
)
SWIFT = mt940(":61:260203C1,NTRFNONREF", ":86:one", closing="C260203EUR101,00")
TABLE = "Date,Amount,Currency\n2026-02-02,1.00,EUR\n"


@pytest.mark.parametrize(
    ("content", "found"),
    [(CAMT, StatementFormat.CAMT), (SWIFT, StatementFormat.MT940), (TABLE, StatementFormat.CSV)],
)
def test_the_content_decides_not_the_name(tmp_path: Path, content: str, found: StatementFormat) -> None:
    for name in ("a.xml", "a.sta", "a.csv", "a.xlsx", "statement"):
        path = save(tmp_path / name, content)
        file = read_statements(path)
        assert (file.file, file.format, len(file.statements)) == (name, found, 1)
        assert file.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1", "windows-1250"])
def test_xml_names_its_own_encoding(tmp_path: Path, encoding: str) -> None:
    named = "UTF-8" if encoding == "utf-8-sig" else encoding
    text = CAMT.replace("UTF-8", named).replace("</Ntry>", "<AddtlNtryInf>Tübingen ä</AddtlNtryInf></Ntry>")
    (statement,) = read_statements(save(tmp_path / "a", text, encoding)).statements
    assert statement.lines[0].remittance == "Tübingen ä"


def test_camt_without_a_namespace_or_within_an_envelope(tmp_path: Path) -> None:
    bare = CAMT.replace(' xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"', "")
    assert read_statements(save(tmp_path / "a", bare)).statements[0].ties is True
    inner = CAMT.partition("?>\n")[2]
    prefixed = f'<e:Env xmlns:e="urn:x"><e:Head><e:Id>1</e:Id></e:Head>{inner}</e:Env>'
    assert read_statements(save(tmp_path / "b", prefixed)).statements[0].ties is True


LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY lol "lol">'
    + "".join(f'<!ENTITY lol{n} "{f"&lol{n - 1 if n > 1 else str()};" * 10}">' for n in range(1, 10))
    + "]>"
)


def with_document_type(declared: str, said: str) -> str:
    head, _end, rest = CAMT.partition("?>\n")
    told = rest.replace("</Ntry>", f"<AddtlNtryInf>{said}</AddtlNtryInf></Ntry>")
    return f"{head}?>\n<!-- a comment first -->\n{declared}\n{told}"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    ("declared", "said"),
    [
        (LAUGHS, "&lol9;"),
        ('<!DOCTYPE a [<!ENTITY secret SYSTEM "{secret}">]>', "&secret;"),
        ('<!DOCTYPE a [<!ENTITY % more SYSTEM "{secret}"> %more;]>', "x"),
        ('<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">', "x"),
        ("<!DOCTYPE a>", "x"),
    ],
)
def test_document_types_and_entities_are_refused(
    tmp_path: Path, declared: str, said: str, encoding: str
) -> None:
    secret = save(tmp_path / "secret.txt", "nobody may read this")
    text = with_document_type(declared.replace("{secret}", secret.as_uri()), said)
    path = save(tmp_path / "a.xml", text.replace("UTF-8", encoding), encoding)
    with pytest.raises(BadInput, match="document type") as refused:
        read_statements(path)
    assert "nobody may read" not in str(refused.value)


def test_entities_in_attributes_do_not_get_past(tmp_path: Path) -> None:
    text = CAMT.replace("<Document ", f'{LAUGHS}<Document a="&lol9;" ')
    with pytest.raises(BadInput, match="document type"):
        read_statements(save(tmp_path / "a.xml", text))


def test_an_entity_nobody_declared(tmp_path: Path) -> None:
    text = CAMT.replace("</Ntry>", "<AddtlNtryInf>&nbsp;</AddtlNtryInf></Ntry>")
    with pytest.raises(BadInput, match=r"line \d+.*XML cannot be read"):
        read_statements(save(tmp_path / "a.xml", text))


def test_no_other_file_is_ever_opened(tmp_path: Path) -> None:
    other = save(tmp_path / "other.xml", entry("999.00"))
    include = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{other.as_uri()}"/>'
    (statement,) = read_statements(
        save(tmp_path / "a.xml", CAMT.replace("</Stmt>", f"{include}</Stmt>"))
    ).statements
    assert [line.amount_minor for line in statement.lines] == [200]


def test_xml_nested_without_end(tmp_path: Path) -> None:
    deep = "<A>" * 5_000 + "</A>" * 5_000
    with pytest.raises(BadInput, match="XML cannot be read"):
        read_statements(save(tmp_path / "a.xml", CAMT.replace("</Ntry>", f"{deep}</Ntry>")))


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.99])
def test_xml_that_was_cut_off(tmp_path: Path, share: float) -> None:
    path = save(tmp_path / "cut.xml", CAMT[: int(len(CAMT) * share)])
    with pytest.raises(
        BadInput, match=r"cut\.xml, line \d+: the XML cannot be read .*; get the whole file again"
    ):
        read_statements(path)


def test_xml_that_is_no_statement(tmp_path: Path) -> None:
    other = document("<CstmrCdtTrfInitn><GrpHdr/></CstmrCdtTrfInitn>").replace(
        "camt.053.001.08", "pain.001.001.03"
    )
    with pytest.raises(BadInput, match="XML, but no bank statement"):
        read_statements(save(tmp_path / "a.xml", other))


def test_a_statement_inside_another(tmp_path: Path) -> None:
    inner = stmt(entry("5.00"))
    with pytest.raises(BadInput, match="stands inside another"):
        read_statements(save(tmp_path / "a.xml", CAMT.replace("</Stmt>", f"{inner}</Stmt>")))


def test_swift_fields_without_a_statement(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no statement"):
        read_statements(save(tmp_path / "a.sta", ":20:A\n:21:B\n-\n"))


def test_what_cannot_be_read_at_all(tmp_path: Path) -> None:
    for name, content, reason in (
        ("empty", b"", "is empty"),
        ("pdf", b"%PDF-1.7 ...", "is a PDF"),
        ("page", b"<html><body>please log in</body></html>", "web page"),
        ("binary", bytes(range(32)) * 200, "neither a text table nor a workbook"),
        (
            "prose",
            b"Dear customer,\nnothing happened, as you see, this month.\n",
            "no line with the headings",
        ),
        ("gz", gzip.compress(CAMT.encode()), "unpack it first"),
    ):
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(BadInput, match=reason):
            read_statements(path)
    with pytest.raises(BadInput, match="there is no file"):
        read_statements(tmp_path / "nowhere.xml")
    with pytest.raises(BadInput, match="is a folder"):
        read_statements(tmp_path)
    with pytest.raises(BadInput, match="not a currency"):
        read_statements(save(tmp_path / "a.csv", TABLE), StatementOptions(currency="EURO"))


def test_a_zip_of_statements(tmp_path: Path) -> None:
    path = specimens.packed(
        tmp_path / "delivery.zip",
        {"one.xml": CAMT, "deep/two.sta": SWIFT.encode("cp1252"), "__MACOSX/._one.xml": b"\x00\x01"},
    )
    file = read_statements(path)
    assert (file.format, file.rejected) == (StatementFormat.PACKED, ())
    assert [(s.place.member, s.message, s.ties) for s in file.statements] == [
        ("one.xml", "camt.053.001.08", True),
        ("deep/two.sta", "MT940", True),
    ]
    assert str(file.statements[1].lines[0].place) == "deep/two.sta, line 5, entry 1"


def test_a_zip_with_a_member_that_cannot_be_read_keeps_the_others(tmp_path: Path) -> None:
    path = specimens.packed(
        tmp_path / "delivery.zip",
        {"a.xml": CAMT, "b.xml": CAMT[:300], "c.csv": TABLE, "d.xml": with_document_type(LAUGHS, "&lol9;")},
    )
    file = read_statements(path)
    assert len(file.statements) == 1
    assert [place.member for place, _reason in file.rejected] == ["b.xml", "c.csv", "d.xml"]
    assert [reason.partition(")")[2][:20] for _place, reason in file.rejected][1] == " is neither CAMT nor"
    assert all("delivery.zip" in reason for _place, reason in file.rejected)


def test_zips_that_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadInput, match="packed and empty"):
        read_statements(specimens.packed(tmp_path / "empty.zip", {"folder/": b""}))
    with pytest.raises(BadInput, match="neither CAMT nor MT940"):
        read_statements(specimens.packed(tmp_path / "letter.zip", {"letter.txt": "Dear customer"}))
    inner = specimens.packed(tmp_path / "inner.zip", {"a.xml": CAMT}).read_bytes()
    with pytest.raises(BadInput, match="neither CAMT nor MT940"):
        read_statements(specimens.packed(tmp_path / "outer.zip", {"inner.zip": inner}))
    whole = specimens.packed(tmp_path / "whole.zip", {"a.xml": CAMT, "b.xml": CAMT}).read_bytes()
    damaged = tmp_path / "damaged.zip"
    damaged.write_bytes(whole[:60] + bytes(b ^ 0xFF for b in whole[60:200]) + whole[200:])
    with pytest.raises(BadInput, match="packed and damaged"):
        read_statements(damaged)
    monkeypatch.setattr(packed, "MOST_MEMBERS", 1)
    with pytest.raises(BadInput, match="more than a bank delivers"):
        read_statements(tmp_path / "whole.zip")
    monkeypatch.setattr(packed, "MOST_MEMBERS", 10)
    monkeypatch.setattr(packed, "MOST_BYTES", 1_000)
    with pytest.raises(BadInput, match="more than a bank delivers"):
        read_statements(tmp_path / "whole.zip")


def test_a_member_is_never_unpacked_beyond_what_it_announces(tmp_path: Path) -> None:
    whole = specimens.packed(tmp_path / "a.zip", {"a.xml": CAMT + " " * 1_000_000}).read_bytes()
    entry_at = whole.rindex(b"PK\x01\x02")
    forged = whole[: entry_at + 24] + (2_000).to_bytes(4, "little") + whole[entry_at + 28 :]
    (tmp_path / "forged.zip").write_bytes(forged)
    with pytest.raises(BadInput, match="packed and damaged"):
        read_statements(tmp_path / "forged.zip")


def test_names_in_a_zip_lead_nowhere(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    path = specimens.packed(inside / "delivery.zip", {"../escaped.xml": CAMT, "/absolute.xml": CAMT})
    file = read_statements(path)
    assert [statement.place.member for statement in file.statements] == ["../escaped.xml", "/absolute.xml"]
    assert sorted(found.name for found in tmp_path.rglob("*")) == ["delivery.zip", "inside"]


def test_foreign_texts_are_clean_single_lines(tmp_path: Path) -> None:
    told = "<AddtlNtryInf>Pay\n\tnow [bold]=1+1\x85{{7*7}}</AddtlNtryInf>"
    text = CAMT.replace("</Ntry>", f"{told}</Ntry>")
    (statement,) = read_statements(save(tmp_path / "a.xml", text)).statements
    assert statement.lines[0].remittance == "Pay  now [bold]=1+1 {{7*7}}"
    escaped = mt940(":61:260203C1,NTRFNONREF", ":86:\x1b[31mred\x1b[0m", closing="C260203EUR101,00")
    (statement,) = read_statements(save(tmp_path / "a.sta", escaped)).statements
    assert statement.lines[0].remittance == "[31mred[0m"


def test_places_are_words() -> None:
    assert [str(Place(3)), str(Place(3, 2)), str(Place(3, 0, "a.xml"))] == [
        "line 3",
        "line 3, entry 2",
        "a.xml, line 3",
    ]


def test_account_and_currency_can_be_given(tmp_path: Path) -> None:
    said = StatementOptions(account="DE89 3704 0044 0532 0130 00")
    (statement,) = read_statements(save(tmp_path / "a.csv", TABLE), said).statements
    assert statement.account == OWN
