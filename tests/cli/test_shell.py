"""The shell does what the screens do, answers in JSON, and says what is wrong in one sentence."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from collectdesk import __version__
from tests.cli.conftest import Run


def test_a_ledger_is_taken_in_once(book: Run, ledger: Path) -> None:
    again = book("import", "receivables", str(ledger), "--json").json
    assert (again["rows"], again["accounts"], again["open_items"]) == (4, 3, 4)
    assert (again["created"], again["updated"], again["unchanged"], again["closed"]) == (0, 0, 4, 0)
    assert again["totals"] == {
        "EUR": {"items": 2, "open": "24020.50"},
        "GBP": {"items": 1, "open": "10.00"},
        "JPY": {"items": 1, "open": "6104800"},
    }


def test_the_queue_adds_up_and_repeats(book: Run) -> None:
    first, second = (book("queue", "--at", "2026-11-24T09:00:00Z", "--json") for _ in range(2))
    assert first.out == second.out
    rows = first.json["rows"]
    assert [row["account"] for row in rows] == ["000100", "000200"]
    for row in rows:
        assert sum(line["points"] for line in row["ledger"]) == row["score"]
        assert set(row) == {
            "account", "customer", "country", "score", "ledger", "pins", "suppressed", "counterfactual",
            "overdue", "days_past_due", "contact",
        }  # fmt: skip
    assert rows[0]["overdue"] == {"EUR": "24020.50"}
    assert rows[0]["days_past_due"] == 84


def test_the_queue_says_who_may_be_called(book: Run) -> None:
    rows = book("queue", "--at", "2026-11-24T09:00:00Z", "--json").json["rows"]
    assert all(set(row["contact"]) == {"verdict", "until", "next_allowed_at", "reason"} for row in rows)
    assert {row["contact"]["verdict"] for row in rows} == {"REVIEW"}, "nobody knows where these customers are"
    lines = "Customer,Name,Phone\n000100,Jana,+49 40 5550 0114\n000200,Aki,+81 3 5550 1234\n"
    Path("people.csv").write_text(lines, encoding="utf-8")
    assert book("import", "contacts", "people.csv").code == 0
    for options in (("--callable",), ("--order", "closing")):
        for at in ("2026-11-24T02:00:00Z", "2026-11-24T09:00:00Z", "2031-06-03T09:00:00Z"):
            found = book("queue", "--at", at, "--json", *options).json
            assert found["total"] == len(found["rows"])
            assert all(row["contact"]["verdict"] == "ALLOW" for row in found["rows"])
            assert all(row["contact"]["until"] > at for row in found["rows"])
    assert book("queue", "--order", "name").code == 2


def test_a_day_from_the_shell(book: Run) -> None:
    logged = book("log", "call", "000100", "--line", "ptp 1200 eur tomorrow wire Jana signs", "--json").json
    assert logged["created"]["promise"]
    assert book("note", "000100", "payment run is on Thursdays").code == 0
    assert book("follow-up", "000200", "--at", "2031-01-02T10:00", "--text", "again").code == 0
    shown = book("show", "000100", "--json").json
    assert [e["text"] for e in shown["timeline"] if e["text"]] == [
        "payment run is on Thursdays",
        "Jana signs",
    ]
    assert {c["kind"] for c in shown["commitments"]} == {"promise", "next_action"}
    figures = book("report", "shift", "--json").json["figures"]
    assert figures["attempts"]["value"] == figures["promises"]["value"] == 1
    assert figures["promised_EUR"] == {"value": "1200.00", "unit": "EUR", "entries": [logged["journal_id"]]}
    assert [t["account"] for t in book("agenda", "--json").json["tasks"]] == ["000100", "000200"]
    assert book("undo").code == 0
    assert [t["account"] for t in book("agenda", "--json").json["tasks"]] == ["000100"]
    assert book("verify", "--json").json["intact"] is True
    assert [h["account"] for h in book("search", "thursd", "--json").json["hits"]] == ["000100"]


def test_commitments_are_ended_from_the_shell(book: Run) -> None:
    assert book("promise", "000100", "100", "2031-01-02").code == 0
    assert book("hold", "000100", "placed").code == 0
    ids = {c["kind"]: c["id"] for c in book("show", "000100", "--json").json["commitments"]}
    assert book("withdraw", str(ids["promise"])).code == 0
    assert book("lift", str(ids["hold"])).code == 0
    assert book("done", str(ids["next_action"])).code == 0
    assert book("show", "000100", "--json").json["commitments"] == []
    assert book("done", str(ids["next_action"])).code == 2


def test_the_same_request_acts_once(book: Run) -> None:
    arguments = ("note", "000100", "once", "--request-id", "request-0001", "--json")
    assert [book(*arguments).json["repeated"] for _ in range(2)] == [False, True]


def test_ageing_by_currency(book: Run) -> None:
    aged = book("report", "ageing", "--as-of", "2026-10-31", "--json").json
    assert aged["as_of"] == "2026-10-31"
    eur = aged["by_currency"]["EUR"]
    assert eur["d1_30"] == {"items": 1, "amount": "5600.50"}
    assert eur["d31_60"] == {"items": 1, "amount": "18420.00"}
    assert aged["by_currency"]["GBP"]["current"] == {"items": 1, "amount": "10.00"}


def test_copies_are_made_and_put_back(book: Run, tmp_path: Path) -> None:
    assert book("backup", str(tmp_path / "copy.db")).code == 0
    assert book("backup", str(tmp_path / "copy.db")).code == 2
    restored = tmp_path / "restored.db"
    assert book("--database", str(restored), "restore", str(tmp_path / "copy.db")).code == 0
    assert stat.S_IMODE(restored.stat().st_mode) == 0o600
    assert book("--database", str(restored), "show", "000100").code == 0
    (tmp_path / "bad.db").write_bytes(b"SQLite format 3\x00" + b"\x01" * 5000)
    assert book("--database", str(tmp_path / "x.db"), "restore", str(tmp_path / "bad.db")).code == 3
    assert not (tmp_path / "x.db").exists()


def test_text_answers_hold_no_control_characters(book: Run) -> None:
    book("note", "000200", "a\x1b[2Jb\x9bc")
    for arguments in (
        ("queue",),
        ("show", "000200"),
        ("agenda",),
        ("search", "cmd"),
        ("report", "ageing"),
        ("report", "shift"),
    ):
        ran = book(*arguments)
        assert ran.code == 0, ran.err
        assert not {c for c in ran.out if not c.isprintable() and c != "\n"}, arguments


def test_it_says_its_version(run: Run) -> None:
    assert run("--version").out == f"collectdesk {__version__}\n"


@pytest.mark.parametrize(
    "command",
    [
        "init",
        "queue",
        "show",
        "log call",
        "import receivables",
        "import rates",
        "interest",
        "fx",
        "quote",
        "creditor",
        "report shift",
        "user add",
    ],
)
def test_every_command_has_help_with_an_example(run: Run, command: str) -> None:
    ran = run(*command.split(), "--help")
    assert ran.code == 0
    assert "Example: collectdesk" in ran.out


def _wrong_inputs(folder: Path) -> dict[str, list[str]]:
    (folder / "rubbish.csv").write_bytes(os.urandom(4000))
    (folder / "rubbish.xlsx").write_bytes(b"PK\x03\x04" + os.urandom(500))
    (folder / "empty.csv").write_bytes(b"")
    (folder / "heads.csv").write_text(
        "customer number,invoice number,due date,currency,open amount\n", encoding="utf-8"
    )
    (folder / "one.csv").write_text("words\nand\nwords\n", encoding="utf-8")
    (folder / "days.csv").write_text(
        "customer number,invoice number,due date,currency,open amount\n1,2,03/04/2026,EUR,5.00\n",
        encoding="utf-8",
    )
    (folder / "nowhere.csv").symlink_to(folder / "not-there.csv")
    (folder / "closed.csv").write_text("a,b\n", encoding="utf-8")
    return {
        "missing": ["import", "receivables", str(folder / "missing.csv")],
        "folder": ["import", "receivables", str(folder)],
        "link to nowhere": ["import", "receivables", str(folder / "nowhere.csv")],
        "rubbish": ["import", "receivables", str(folder / "rubbish.csv")],
        "half a workbook": ["import", "receivables", str(folder / "rubbish.xlsx")],
        "empty": ["import", "receivables", str(folder / "empty.csv")],
        "no rows": ["import", "receivables", str(folder / "heads.csv")],
        "one column": ["import", "receivables", str(folder / "one.csv")],
        "ambiguous days": ["import", "receivables", str(folder / "days.csv")],
        "unknown profile": ["import", "receivables", str(folder / "days.csv"), "--profile", "nope"],
        "wrong option": ["import", "receivables", str(folder / "days.csv"), "--date-order", "xyz"],
        "no account": ["show", "999"],
        "no result": ["log", "call", "000100", "--result", "NOPE"],
        "no amount": ["log", "call", "000100", "--result", "PTP"],
        "no such day": ["promise", "000100", "5", "2026-02-31"],
        "not an amount": ["promise", "000100", "1e5x", "2031-02-01"],
        "not a moment": ["queue", "--at", "yesterday"],
        "no such user": ["queue", "--collector", "Nobody"],
        "no such command": ["fly"],
        "no such option": ["queue", "--fast"],
        "missing value": ["queue", "--database"],
    }


def test_wrong_input_is_one_sentence_and_writes_nothing(book: Run, tmp_path: Path) -> None:
    before = book("verify", "--json").json["entries"]
    for name, arguments in _wrong_inputs(tmp_path).items():
        ran = book(*arguments)
        assert ran.code == 2, (name, ran)
        assert ran.out == "", name
        assert ran.err.count("\n") == 1, (name, ran.err)
        assert "Traceback" not in ran.err, name
    ambiguous = book("import", "receivables", str(tmp_path / "days.csv")).err
    assert "--date-order" in ambiguous
    assert book("verify", "--json").json["entries"] == before


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_without_permission_is_said(book: Run, tmp_path: Path) -> None:
    closed = tmp_path / "secret.csv"
    closed.write_text("a,b\n", encoding="utf-8")
    closed.chmod(0)
    ran = book("import", "receivables", str(closed))
    assert (ran.code, ran.err.count("\n")) == (2, 1)


@pytest.mark.parametrize("kind", ["folder", "rubbish", "missing"])
def test_an_unusable_database_is_exit_code_3(run: Run, tmp_path: Path, kind: str) -> None:
    target = {"folder": tmp_path, "rubbish": tmp_path / "r.db", "missing": tmp_path / "none.db"}[kind]
    if kind == "rubbish":
        target.write_bytes(b"not a database at all")
    ran = run("--database", str(target), "queue")
    assert (ran.code, ran.err.count("\n")) == (3, 1)
    assert "Traceback" not in ran.err


def test_the_page_of_commands_is_current() -> None:
    from collectdesk.cli.reference import commands_markdown

    page = Path(__file__).parents[2] / "docs" / "commands.md"
    assert page.read_text(encoding="utf-8") == commands_markdown(), (
        "python -m collectdesk.cli.reference --write"
    )
