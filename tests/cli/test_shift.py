"""The shift report from the shell: files, and their proof."""

from __future__ import annotations

import email
import email.policy
import json
from pathlib import Path

import openpyxl
import pypdf
import pytest

from tests.cli.conftest import Run
from tests.messages.sending.post import PASSWORD, USER, post_office


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


def test_the_book_knows_what_it_exported(worked: Run, tmp_path: Path) -> None:
    for kind in ("xlsx", "pdf", "html", "csv", "md", "json"):
        file = tmp_path / f"shift.{kind}"
        assert worked("report", "shift", "-o", str(file)).code == 0
        ran = worked("verify", str(file), "--exported", "--json")
        assert (ran.code, ran.json["intact"], ran.json["book"]["head"]) == (0, True, True), kind
        assert ran.json["book"]["entry"]
    text = "".join(page.extract_text() for page in pypdf.PdfReader(tmp_path / "shift.pdf").pages)
    assert "Promises in EUR" in text
    assert "EUR 1,200.00" in text.replace("\u00a0", " ")
    assert worked("verify").code == 0
    last = worked("report", "shift", "--since", "last", "--json").json
    assert last["from"] > worked("report", "shift", "--json").json["from"]


def test_a_report_that_another_book_exported_is_told_apart(
    worked: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "shift.json"
    assert worked("report", "shift", "-o", str(file)).code == 0
    monkeypatch.setenv("COLLECTDESK_DATABASE", str(tmp_path / "other.db"))
    assert worked("init").code == 0
    assert worked("verify", str(file)).code == 0
    ran = worked("verify", str(file), "--exported", "--json")
    assert (ran.code, ran.json["intact"], ran.json["book"]["entry"], ran.json["book"]["head"]) == (
        1,
        True,
        None,
        False,
    )


def test_a_team_has_a_report(worked: Run) -> None:
    assert worked("user", "add", "Ben", "--team", "North").code == 0
    found = worked("report", "shift", "--team", "North", "--json").json
    assert (found["collector"], found["figures"]["promises"]["value"]) == ("North", 0)
    assert worked("report", "shift", "--team", "South").code == 2
    assert worked("report", "shift", "--team", "North", "--collector", "Ben").code == 2
    assert worked("report", "shift", "--since", "last").code == 2


def test_hours_and_learning_come_into_the_report(worked: Run) -> None:
    assert worked("shift", "end").code == 2
    assert worked("shift", "begin", "--json").json["entry"]
    assert worked("shift", "break").code == 0
    assert worked("shift", "end").code == 0
    assert worked("learned", "review", "silence").code == 0
    assert worked("learned", "review", "Names And Sentences").code == 2
    blocks = {one["key"]: one for one in worked("report", "shift", "--json").json["blocks"]}
    assert len(blocks["at_work"]["rows"]) == 1
    assert blocks["learning"]["rows"][0]["cells"] == ["review", "silence", 1]


def test_a_report_goes_out_by_mail(worked: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLLECTDESK_SETTINGS", str(tmp_path / "settings.toml"))
    refused = worked("report", "shift", "--mail", "lead@example.org")
    assert (refused.code, "no mail server is set" in refused.err) == (2, True)
    with post_office(tmp_path) as (inbox, server):
        for name, value in (
            ("HOST", server.host), ("PORT", server.port), ("USER", USER), ("PASSWORD", PASSWORD),
            ("FROM", "desk@example.com"), ("CA_FILE", server.ca_file),
        ):  # fmt: skip
            monkeypatch.setenv(f"COLLECTDESK_SMTP_{name}", str(value))
        assert worked("report", "shift", "--mail", "lead@example.org", "--format", "csv").code == 0
        assert worked("report", "shift", "--mail", "not an address").code == 2
        inbox.answers["DATA"] = "554 no"
        assert worked("report", "shift", "--mail", "lead@example.org").code == 2
    (raw,) = inbox.taken
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    files = {part.get_filename(): part.get_content() for part in mail.iter_attachments()}  # type: ignore[attr-defined]
    assert inbox.recipients == [["lead@example.org"]]
    (table,) = (name for name in files if name.endswith(".zip"))
    (tmp_path / table).write_bytes(files[table])
    proof = files[f"{table}.log.json"]
    (tmp_path / f"{table}.log.json").write_bytes(proof if isinstance(proof, bytes) else proof.encode())
    assert worked("verify", str(tmp_path / table), "--exported").code == 0
