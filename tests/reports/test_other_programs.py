"""Reports opened with the programs that people open them with, where those are installed."""

from __future__ import annotations

import csv
import shutil
import subprocess
from pathlib import Path

import lxml.html
import pytest

from collectdesk.reports.writers import write_report
from tests.reports.test_writers import EVIL, report

QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


def program(*names: str) -> str:
    """The first of these programs that is installed, or a skip that names them."""
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(f"needs one of {', '.join(names)}")
    return found


def test_the_page_in_a_browser_runs_nothing_and_shows_every_text(tmp_path: Path) -> None:
    browser = program("chromium", "chromium-browser", "google-chrome")
    page = tmp_path / "report.html"
    write_report(report(), "html", page, "en")
    told = subprocess.run(
        [browser, *QUIET, f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", page.as_uri()],
        capture_output=True, timeout=120, check=True,
    )  # fmt: skip
    drawn = lxml.html.fromstring(told.stdout.decode())
    assert [one.get("type") for one in drawn.iter("script")] in ([], ["application/json"])
    cells = [cell.text_content() for cell in drawn.iter("td")]
    for text in ("=1+1", "<script>x</script>", "{{ 7*7 }}"):
        assert text in EVIL
        assert text in cells


def test_the_workbook_in_an_office_program_holds_numbers_and_no_formula_from_outside(tmp_path: Path) -> None:
    office = program("soffice", "libreoffice")
    book = tmp_path / "report.xlsx"
    write_report(report(), "xlsx", book, "en")
    every_sheet = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    subprocess.run(
        [office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", every_sheet,
         "--outdir", str(tmp_path), str(book)],
        capture_output=True, timeout=180, check=True,
    )  # fmt: skip
    rows = [row for file in tmp_path.glob("*.csv") for row in csv.reader(file.open(encoding="utf-8"))]
    cells = {cell for row in rows for cell in row}
    assert {"=1+1", "@SUM(A1)"} <= cells  # as they were typed, and not what a formula would make of them
    assert not any(cell.startswith(("#NAME", "#VALUE", "Err:")) for cell in cells)
    assert any("1234.56" in cell or "1,234.56" in cell for cell in cells)
