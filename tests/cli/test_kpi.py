"""The commands of figures, on the book of the shell's tests."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from babel.numbers import format_decimal
from openpyxl import load_workbook
from pypdf import PageObject, PdfReader

from tests.cli.conftest import Run


def test_ageing_by_country_and_buckets(book: Run) -> None:
    told = book(
        "report", "ageing", "--as-of", "2026-10-31", "--by", "customer", "--buckets", "split_91", "--json"
    ).json
    assert told["by_currency"]["EUR"]["d1_30"]["amount"] == "5600.50"
    assert told["by_currency"]["EUR"]["d121_plus"]["items"] == 0
    assert {"total", "credits", "no_due_date", "not_posted"} <= set(told["by_currency"]["EUR"])
    assert told["in_base"]["EUR"]["total"] == told["by_currency"]["EUR"]["total"]["amount"]
    assert (told["base"], told["by"]) == ("EUR", "customer")
    parts = [group["cells"]["total"] for group in told["groups"] if group["currency"] == "EUR"]
    assert sum(Decimal(part["amount"]) for part in parts) == Decimal(
        told["by_currency"]["EUR"]["total"]["amount"]
    )
    only = book("report", "ageing", "--as-of", "2026-10-31", "--currency", "gbp", "--json").json
    assert list(only["by_currency"]) == ["GBP"]
    assert "As of" in book("report", "ageing").out


def test_figures_forecast_and_statement(book: Run) -> None:
    figures = book("report", "kpi", "--by", "currency", "--json").json
    assert {one["key"] for one in figures["figures"]} >= {
        "rpc_rate",
        "promise_rate",
        "dso",
        "percent_current",
    }
    assert all(one["variant"] and one["unit"] for one in figures["figures"])
    assert "EUR" in figures["groups"]
    assert book("report", "kpi").code == 0
    kept = book("report", "forecast", "--keep", "--json").json
    assert (kept["kept"], kept["weeks"], kept["last"]) == (1, 13, None)
    assert book("report", "forecast").code == 0
    stated = book("statement", "000100", "--json").json
    for one in stated["currencies"].values():
        assert one["closing"] == one["opening"] or one["billed"] != "0.00" or one["other"] != "0.00"
    assert "Balance" in book("statement", "000100").out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("report", "ageing", "--by", "moon"), "--by: 'moon' is not known"),
        (("report", "ageing", "--buckets", "moon"), "no buckets named moon"),
        (("report", "ageing", "--format", "doc"), "--format: 'doc' is not known"),
        (("report", "kpi", "--from", "2027-01-01", "--to", "2026-01-01"), "turn the days round"),
        (("report", "forecast", "--weeks", "99"), "1 to 53 weeks"),
        (("statement", "nobody"), "nobody"),
    ],
)
def test_bad_input_is_one_sentence(book: Run, arguments: tuple[str, ...], said: str) -> None:
    ran = book(*arguments)
    assert ran.code == 2
    assert said in ran.err
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    "command",
    [("report", "ageing", "--by", "country"), ("report", "kpi"), ("report", "forecast"), ("statement", "000100")],
)  # fmt: skip
def test_every_report_in_every_format(book: Run, command: tuple[str, ...], tmp_path: Path) -> None:
    for form in ("xlsx", "pdf", "html", "csv", "md"):
        file = tmp_path / f"told.{form}"
        ran = book(*command, "--format", form, "-o", str(file), "--language", "de")
        assert (ran.code, ran.err) == (0, "")
        assert file.stat().st_size > 100
    sheets = load_workbook(tmp_path / "told.xlsx").worksheets
    cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row]
    assert any(isinstance(cell.value, int | float) for cell in cells)
    assert not any(cell.data_type == "f" for cell in cells)  # a customer is named like a formula
    page = (tmp_path / "told.html").read_text(encoding="utf-8")
    assert 'lang="de"' in page
    if command[-1] == "000100":
        assert "24.020,50" in page or "18.420,00" in page
        assert "Fällig am" in page or "Beleg" in page


def test_figures_as_pdf_are_those_of_the_tables(book: Run, tmp_path: Path) -> None:
    """Read back: heads, as-of day, currencies, filter, page numbers, and every amount as the language writes it."""
    file = tmp_path / "ageing.pdf"
    asked = ("report", "ageing", "--as-of", "2026-10-31", "--by", "customer")
    ran = book(*asked, "--format", "pdf", "-o", str(file), "--language", "de")
    assert (ran.code, ran.err, ran.out) == (0, "", "")
    pages = PdfReader(file).pages
    read = "\n".join(page.extract_text() for page in pages)
    assert "2026-10-31" in read
    assert "EUR, GBP, JPY; in all in EUR" in read
    assert "the whole book" in read
    assert f"1 of {len(pages)}" in read
    assert pages[0].mediabox.width > pages[0].mediabox.height  # more columns than upright paper holds
    told = book(*asked, "--json").json
    for currency, cells in told["by_currency"].items():
        amount = format_decimal(Decimal(cells["total"]["amount"]), "#,##0.00", locale="de")
        assert (amount if currency != "JPY" else amount.removesuffix(",00")) in read
    assert "=cmd|' /C calc'!A0" in " ".join(read.split())
    euros, yens = ends(pages[0], "24.020,50"), ends(pages[0], "6.104.800")
    assert any(abs(one - max(yens)) < 0.5 for one in euros), (euros, yens)  # two totals, one below the other


def ends(page: PageObject, amount: str) -> list[float]:
    """Where an amount ends, in points from the left, wherever it stands: figures are set to the right."""
    found: list[float] = []

    def seen(said: str, _page: Any, text: list[float], _font: Any, size: float) -> None:
        if said.strip() == amount:
            # Digits of this font are 0.572 em wide, points and commas 0.268.
            wide = sum(0.572 if one.isdigit() else 0.268 for one in amount)
            found.append(text[4] + wide * size)

    page.extract_text(visitor_text=seen)
    return found


@pytest.mark.parametrize("name", ["kpi", "forecast"])
def test_key_figures_and_forecast_as_pdf(book: Run, tmp_path: Path, name: str) -> None:
    file = tmp_path / "told.pdf"
    ran = book("report", name, "--currency", "EUR", "--format", "pdf", "-o", str(file))
    assert (ran.code, ran.err) == (0, "")
    read = "\n".join(page.extract_text() for page in PdfReader(file).pages)
    assert "As of" in read
    assert "Filter" in read
    assert "currency EUR" in read
    assert "Currency" in read
    assert "1 of" in read
    json = book("report", name, "--currency", "EUR", "--json").json
    if name == "kpi":
        wanted = {one["key"] for one in json["figures"]}
    else:
        wanted = {one["amount"].partition(".")[0][-3:] for one in json["expected"]}
    assert wanted
    assert all(one in "".join(read.split()) for one in wanted)


def test_a_file_has_the_formats_of_who_reads_it(
    book: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "told.html"
    for named, system, tag, amount in (
        ("fr", "de_DE.UTF-8", "fr", "24\u202f020,50"),
        (None, "de_DE.UTF-8", "de-DE", "24.020,50"),
        (None, "C", "en", "24,020.50"),
    ):
        for name in ("LANGUAGE", "LC_ALL", "LC_NUMERIC", "LC_CTYPE", "COLLECTDESK_LANGUAGE"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("LANG", system)
        if named:
            monkeypatch.setenv("COLLECTDESK_LANGUAGE", named)
        assert book("report", "ageing", "--format", "html", "-o", str(file)).code == 0
        page = file.read_text(encoding="utf-8")
        assert f'lang="{tag}"' in page
        assert amount in page
    monkeypatch.setenv("COLLECTDESK_LANGUAGE", "tlh-none")
    ran = book("report", "ageing", "--format", "html", "-o", str(file))
    assert (ran.code, "is not a language" in ran.err) == (2, True)


def test_a_file_and_a_language_that_are_wrong(book: Run, tmp_path: Path) -> None:
    for arguments, said in (
        (("--format", "xlsx"), "needs a file"),
        (("--format", "xlsx", "-o", str(tmp_path / "a.xlsx"), "--language", "qq-qq"), "not a language"),
        (("--format", "xlsx", "-o", str(tmp_path / "no" / "a.xlsx")), "cannot be written"),
    ):
        ran = book("report", "ageing", *arguments)
        assert ran.code == 2
        assert said in ran.err
    assert list(tmp_path.glob("a.*")) == []


def test_a_statement_as_a_letter_in_their_language(book: Run, tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    ran = book("statement", "000100", "--format", "txt", "-o", str(file), "--language", "fr")
    assert (ran.code, ran.err) == (0, "")
    text = file.read_text(encoding="utf-8")
    assert {"4655", "4701"} <= set(text.split())
    assert "24\u202f020,50" in text
    assert ran.out.splitlines()[0].endswith("fr, EUR")
    pdf = tmp_path / "letter.pdf"
    assert book("statement", "000100", "--format", "pdf", "-o", str(pdf), "--language", "ja").code == 0
    read = "".join(page.extract_text() for page in PdfReader(pdf).pages)
    assert "4655" in read
    for arguments, said in (
        (("000100", "--format", "pdf"), "needs a file"),
        (("000100", "--format", "txt", "-o", str(file), "--language", "tlh"), "letters cannot be written in"),
        (("000100", "--format", "txt", "-o", str(file), "--currency", "chf"), "nothing is open in CHF"),
        (("000100", "--format", "txt", "-o", str(file), "--to", "2026-01-01"), "what is open today"),
    ):
        ran = book("statement", *arguments)
        assert (ran.code, ran.err.count("\n")) == (2, 1)
        assert said in ran.err


def test_a_collector_reads_their_own_figures(book: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("Jo Doe", "Al Roe"):
        assert book("user", "add", name, "--role", "collector", "--team", "North").code == 0
    assert book("assign", "000100", "--to", "Jo Doe").code == 0
    monkeypatch.setenv("COLLECTDESK_USER", "Jo Doe")
    own = book("report", "kpi", "--json").json
    assert {one["filter"] for one in own["figures"]} == {"collector Jo Doe"}
    assert {one["currency"] for one in own["figures"]} == {None, "EUR"}  # the yen and pounds are nobody's
    assert book("report", "kpi", "--collector", "Jo Doe", "--json").json["figures"] == own["figures"]
    for other in (("--collector", "Al Roe"), ("--team", "North")):
        ran = book("report", "kpi", *other)
        assert ran.code == 1
        assert "your own figures only" in ran.err
