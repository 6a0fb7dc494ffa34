"""Payments from the shell: the keys scripts read, and exit codes."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run

STATEMENT = """\
Date,Amount,Currency,Description,Name
2026-11-20,5600.50,EUR,Invoice 4701,Nordwind Handels GmbH
2026-11-20,7.00,EUR,hello,Nobody
"""


def test_a_statement_is_taken_in_and_shown(book: Run, tmp_path: Path) -> None:
    path = tmp_path / "bank.csv"
    path.write_text(STATEMENT, encoding="utf-8")
    first = book("import", "payments", str(path), "--json")
    told = first.json
    assert first.code == 0
    assert {"file", "statements", "matched", "part_matched", "already_cleared", "unknown", "rejected"} <= set(
        told
    )
    assert (told["matched"], told["unknown"], told["posted"]) == (1, 1, 1)
    assert told["statements"][0]["credits"] == {"count": 2, "amount": "5607.50"}
    assert book("import", "payments", str(path), "--json").json["known"] == 2
    shown = book("show", "000100", "--json").json
    assert shown["payments"][0]["settled"][0]["document"] == "4701"
    assert shown["average_days_late"] == {"EUR": "50.0"}
    assert [item["document"] for item in shown["items"]] == ["4655"]
    waits = book("payments", "list", "--json").json
    assert waits["piles"] == {"unknown": 1}
    number = str(waits["payments"][0]["id"])
    asked = book("payments", "ask", number, "000100")
    assert asked.code == 0
    assert "Nothing was sent" in asked.out
    wrong = book("payments", "returned", number, "--payment", "1")
    assert wrong.code == 2
    assert "returns no payment" in wrong.err
    assert book("payments", "on-account", number, "000100").code == 0
    assert book("show", "000100", "--json").json["unapplied"] == {"EUR": "7.00"}
    paid = str(shown["payments"][0]["id"])
    assert book("payments", "reverse", "--payment", paid, "--reason", "wrong").code == 0
    assert len(book("show", "000100", "--json").json["items"]) == 2
    assert book("verify", "--json").json["intact"] is True


def test_a_column_that_may_mean_two_things_is_settled_by_map(book: Run, tmp_path: Path) -> None:
    path = tmp_path / "bank.csv"
    rows = [f"2026-11-20,{n}.00,EUR,Payer {n},DE{n}" for n in (1, 2, 3)]
    path.write_text("\n".join(["Date,Amount,Currency,Name,Account number", *rows]), encoding="utf-8")
    asked = book("import", "payments", str(path))
    assert asked.code == 2
    assert "--map" in asked.err
    assert (
        book("import", "payments", str(path), "--map", "Account number=counterparty_account", "--json").code
        == 0
    )
    assert book("import", "payments", str(path), "--decimal", "x").code == 2
