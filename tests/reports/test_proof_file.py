"""A report is proved from its file, whatever its format, and what the file shows is held against it."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from collectdesk.faults import BadInput
from collectdesk.reports.blocks import report_of
from collectdesk.reports.export import export_json, export_of, prove
from collectdesk.reports.proof_file import beside, prove_file
from collectdesk.reports.writers import as_bytes
from tests.reports.test_proof import export

ACCOUNTS = {101: "000101"}


def written(folder: Path, kind: str, actor_id: int | None = 1) -> Path:
    """A true report in a format that carries its proof."""
    told = export(actor_id)
    report = prove(told).report
    assert report is not None
    path = folder / f"shift.{kind}"
    path.write_bytes(
        as_bytes(report_of(report, ACCOUNTS, export_json(told)), kind, "de" if kind == "html" else "en")
    )
    return path


@pytest.mark.parametrize("kind", ["xlsx", "html"])
@pytest.mark.parametrize("actor_id", [None, 1])
def test_a_file_that_carries_its_proof_holds(kind: str, actor_id: int | None, tmp_path: Path) -> None:
    told, proof = prove_file(written(tmp_path, kind, actor_id))
    assert proof.flaws == ()
    assert told.seal == export(actor_id).seal


@pytest.mark.parametrize("sheet", ["Results", "Portfolio", "Worklist"])
def test_a_cell_of_a_workbook_that_was_changed_is_named(sheet: str, tmp_path: Path) -> None:
    path = written(tmp_path, "xlsx")
    book = openpyxl.load_workbook(path)
    book[sheet]["B2"].value = 4711
    book.save(path)
    _told, proof = prove_file(path)
    assert [(flaw.what, flaw.block, flaw.row) for flaw in proof.flaws] == [("shown", sheet, "B2")]


def test_a_total_that_a_workbook_kept_is_held_against_its_rows(tmp_path: Path) -> None:
    path = written(tmp_path, "xlsx")
    place = next(
        cell
        for row in openpyxl.load_workbook(path)["Portfolio"].iter_rows()
        for cell in row
        if cell.data_type == "f"
    )
    held = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(held, "w") as new:
        for one in old.infolist():
            content = old.read(one)
            was = f"<f>{place.value[1:]}</f><v></v>".encode()
            other = f"<f>{place.value[1:]}</f><v />".encode()
            for form in (was, other):
                content = content.replace(form, form[: form.index(b"<v")] + b"<v>999999</v>")
            new.writestr(one, content)
    path.write_bytes(held.getvalue())
    _told, proof = prove_file(path)
    assert ("shown", "Portfolio", place.coordinate) in {
        (flaw.what, flaw.block, flaw.row) for flaw in proof.flaws
    }


def test_a_page_that_shows_something_else_is_named(tmp_path: Path) -> None:
    path = written(tmp_path, "html")
    text = path.read_text("utf-8")
    changed = text.replace(">EUR\u00a0123,45<", ">EUR\u00a0923,45<")
    assert changed != text
    path.write_text(changed, "utf-8")
    _told, proof = prove_file(path)
    assert [(flaw.what, flaw.block) for flaw in proof.flaws] == [("shown", "Results")]
    path.write_text(text.replace("<style>", "<style>td { display: none }"), "utf-8")
    assert [flaw.what for flaw in prove_file(path)[1].flaws] == ["shown"]


def test_the_data_block_of_a_page_cannot_be_left(tmp_path: Path) -> None:
    told = export(1)
    evil = told.model_copy(update={"collector": "</script><script>alert(1)</script>"})
    report = prove(evil).report
    assert report is not None
    page = as_bytes(report_of(report, {}, export_json(evil)), "html", "en").decode()
    assert page.count("<script") == 1
    assert "alert(1)</script>" not in page


def test_a_proof_beside_its_file_knows_it(tmp_path: Path) -> None:
    path = tmp_path / "shift.pdf"
    path.write_bytes(b"%PDF-1.7 the report")
    with pytest.raises(BadInput, match=r"shift\.pdf\.log\.json is not there"):
        prove_file(path)
    told = export(1)
    report, log = prove(told).report, told.log
    assert report is not None
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    beside(path).write_text(export_json(export_of(report, log, ACCOUNTS, digest)), "utf-8")
    assert prove_file(path)[1].flaws == ()
    path.write_bytes(b"%PDF-1.7 another report")
    assert [flaw.what for flaw in prove_file(path)[1].flaws] == ["file"]


@pytest.mark.parametrize("kind", ["xlsx", "html"])
def test_what_carries_no_proof_is_refused_in_a_sentence(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"x.{kind}"
    for content in (b"", b"\x00\xff" * 50, b"<html><p>no</p></html>", b"PK\x03\x04"):
        path.write_bytes(content)
        with pytest.raises(BadInput):
            prove_file(path)
    with pytest.raises(BadInput, match="cannot be read"):
        prove_file(tmp_path / f"none.{kind}")
