"""Files that cannot be read give one sentence that names them."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from collectdesk.exchange.options import ReadingOptions
from collectdesk.exchange.receivables import ReceivablesFile
from collectdesk.faults import BadInput
from tests.exchange.books import PLAIN, plain, save, workbook

ROW = "0100,007,Müller GmbH,A1,2026-01-05,2026-02-05,EUR,100.00,50.00"


def refused(path: Path, **said: object) -> str:
    with pytest.raises(BadInput) as caught:
        list(ReceivablesFile(path, ReadingOptions.model_validate(said)).lines())
    sentence = str(caught.value)
    assert "\n" not in sentence
    return sentence


def test_what_is_no_file(tmp_path: Path) -> None:
    dead = tmp_path / "dead.csv"
    dead.symlink_to(tmp_path / "nowhere.csv")
    fifo = tmp_path / "pipe.csv"
    os.mkfifo(fifo)
    assert "there is no file" in refused(tmp_path / "missing.csv")
    assert "is a folder" in refused(tmp_path)
    assert "link to a file that is not there" in refused(dead)
    assert "is not a file" in refused(fifo)
    assert "is empty" in refused(save(tmp_path / "empty.csv", ""))
    assert "missing" not in refused(Path("bad\0name"))


@pytest.mark.skipif(os.geteuid() == 0, reason="the system administrator may read every file")
def test_no_permission(tmp_path: Path) -> None:
    path = plain(tmp_path / "ledger.csv", ROW)
    path.chmod(0)
    assert "Permission denied" in refused(path)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (bytes(range(256)) * 40, "neither a text table nor a workbook"),
        (b"%PDF-1.7 ...", "is a PDF"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "is a web page"),
        (gzip.compress(b"a,b", mtime=0), "is compressed"),
        (b"PK\x03\x04rubbish", "damaged or protected workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rubbish", "damaged or protected workbook"),
        (b"one\ntwo\nthree\n", "only one column"),
        (b"a,b,c\n1,2,3\n", "--map"),
        (f"{PLAIN}\n".encode(), "no lines"),
        (f'{PLAIN}\n0100,"007,Name,A1'.encode(), "quotation marks"),
    ],
)
def test_rubbish(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "ledger.csv"
    path.write_bytes(content)
    sentence = refused(path)
    assert says in sentence
    assert "ledger.csv" in sentence


def test_half_a_file(tmp_path: Path) -> None:
    whole = plain(tmp_path / "ledger.csv", ROW, ROW.replace("A1", "A2")).read_text(encoding="utf-8")
    half = save(tmp_path / "half.csv", whole[: whole.rindex("A2") + 9])
    assert "ends in the middle of line 3" in refused(half)


def test_half_a_workbook(tmp_path: Path) -> None:
    whole = workbook(tmp_path / "ledger.xlsx", {"Items": [PLAIN.split(","), ROW.split(",")]})
    whole.write_bytes(whole.read_bytes()[:-400])
    assert "damaged" in refused(whole)


def test_wrong_options(tmp_path: Path) -> None:
    path = plain(tmp_path / "ledger.csv", ROW)
    book = workbook(tmp_path / "ledger.xlsx", {"Items": [PLAIN.split(","), ROW.split(",")]})
    assert "--sheet" in refused(path, sheet="Items")
    assert "Items" in refused(book, sheet="Wrong")
    assert "--profile" in refused(path, profile="nonsense")
    assert "lacks the columns" in refused(path, profile="sap-bsid")
    assert "--encoding" in refused(path, encoding="klingon")
    assert "--delimiter" in refused(path, delimiter="ab")
    assert "--currency" in refused(path, currency="XQX")
    assert "--map" in refused(path, mapping={"Invoice": "nonsense"})
    assert "--map" in refused(path, mapping={"No such heading": "document"})
    assert "--encoding" in refused(path, encoding="ascii")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encodings_and_delimiters_are_found(tmp_path: Path, encoding: str, delimiter: str, end: str) -> None:
    rows = [PLAIN, ROW, ROW.replace("A1", "A2").replace("Müller", "Ångström")]
    text = end.join(row.replace(",", delimiter) for row in rows) + end
    file = ReceivablesFile(save(tmp_path / "ledger.csv", text, encoding), ReadingOptions())
    lines = list(file.lines())
    assert [line.document for line in lines] == ["A1", "A2"]
    assert lines[0].customer.names() == {"Müller GmbH": 1, "Ångström GmbH": 1}
    assert lines[0].customer.number == "007"


def test_a_line_that_names_its_separator(tmp_path: Path) -> None:
    text = "sep=;\n" + "\n".join(row.replace(",", ";") for row in (PLAIN, ROW))
    file = ReceivablesFile(save(tmp_path / "ledger.csv", text), ReadingOptions())
    assert [line.line for line in file.lines()] == [3]


def test_a_sheet_with_cells_far_out_is_refused_before_it_is_read(tmp_path: Path) -> None:
    import openpyxl

    path = tmp_path / "far.xlsx"
    book = openpyxl.Workbook()
    book.active.append(PLAIN.split(","))
    book.active["XFD1048576"] = 1
    book.save(path)
    assert "larger than any ledger" in refused(path)
    long = workbook(tmp_path / "long.xlsx", {"Sheet": [PLAIN.split(","), *[ROW.split(",")] * 3]})
    assert len(list(ReceivablesFile(long, ReadingOptions(decimal=".")).lines())) == 3
