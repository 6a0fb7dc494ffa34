"""The shift report from the shell: files, and their proof."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from tests.cli.conftest import Run


@pytest.fixture
def worked(book: Run) -> Run:
    """A book in which a promise and a note were taken."""
    assert book("log", "call", "000100", "--line", "ptp 1200 eur tomorrow wire Jana signs").code == 0
    assert book("note", "000200", "asks for a copy").code == 0
    return book


def test_a_report_is_proved_from_its_file_alone(
    worked: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "shift.json"
    assert worked("report", "shift", "-o", str(file)).code == 0
    shell = worked("report", "shift", "--json").json
    tree = json.loads(file.read_text())
    assert {key: tree[key] for key in shell} == shell
    monkeypatch.setenv("COLLECTDESK_DATABASE", str(tmp_path / "no-such-book.db"))
    assert worked("verify", str(file)).code == 0
    tree["figures"]["promised_EUR"]["value"] = "1300.00"
    file.write_text(json.dumps(tree))
    ran = worked("verify", str(file), "--json")
    assert ran.code == 1
    assert ran.json["intact"] is False
    assert "promised_EUR" in {flaw["figure"] for flaw in ran.json["flaws"]}


def test_other_files_are_refused_in_a_sentence(worked: Run, tmp_path: Path) -> None:
    for text in ("", "[]", "{}", "[" * 100_000, '{"from": 1, "from": 2}'):
        (tmp_path / "x.json").write_text(text)
        ran = worked("verify", str(tmp_path / "x.json"))
        assert ran.code == 2
        assert "is not a shift report" in ran.err
        assert "Traceback" not in ran.err
    assert worked("verify", str(tmp_path / "none.json")).code == 2


def test_a_workbook_and_a_range_of_days(worked: Run, tmp_path: Path) -> None:
    file = tmp_path / "shift.xlsx"
    assert worked("report", "shift", "--collector", "all", "-o", str(file)).code == 0
    rows = [row for sheet in openpyxl.load_workbook(file) for row in sheet.iter_rows(values_only=True)]
    assert ("Promises in EUR", 1, 1200, 1) in rows
    assert "Promises in EUR" in worked("report", "shift", "--format", "md").out
    assert worked("report", "shift", "--from", "2026-11-02", "--to", "2026-11-01").code == 2
    assert worked("report", "shift", "--day", "2026-11-02", "--to", "2026-11-01").code == 2
    assert worked("report", "shift", "--format", "xlsx").code == 2
    assert worked("verify").code == 0
