"""`dispute`: opened as ever, listed, decided and credited from the shell."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import LEDGER, Run


def _opened(book: Run, *more: str) -> int:
    told = book("dispute", "000100", "PRICE", *more, "--json").json
    assert told["act"] == "dispute.raise"
    return int(told["created"]["dispute"][0])


def test_opening_is_written_as_ever(book: Run) -> None:
    number = _opened(book, "--amount", "1140")
    assert book("dispute", "--amount", "60", "000100", "TAX").code == 0
    assert book("dispute", "open", "000100", "TAX", "--amount", "1").code == 0
    listed = book("dispute", "list", "000100", "--json").json["disputes"]
    assert {(one["reason"], one["amount"], one["state"]) for one in listed} == {
        ("PRICE", "1140.00", "new"), ("TAX", "60.00", "new"), ("TAX", "1.00", "new"),
    }  # fmt: skip
    assert number in [one["id"] for one in listed]
    assert all(word in book("dispute", "--help").out for word in ("open", "list", "decide", "credited"))


def test_decided_in_part_and_credited_by_the_ledger(book: Run, tmp_path: Path) -> None:
    number = _opened(book, "--amount", "1140")
    told = book(
        "dispute", "decide", str(number), "partly", "--amount", "640", "--cause", "pricing_master",
        "--why", "the March list applies", "--json",
    )  # fmt: skip
    assert told.json["act"] == "dispute.decide"
    (line,) = book("dispute", "list", "--json").json["disputes"]
    assert (line["state"], line["accepted"], line["awaited"]) == ("partly_accepted", "640.00", "640.00")
    assert line["explanation"] == "the March list applies"
    assert "640.00" in book("dispute", "list").out
    shown = book("show", "000100", "--json").json
    assert (shown["owed"]["EUR"]["disputed"], shown["items"][0]["state"]) == ("640.00", "credit_awaited")
    assert shown["timeline"][0]["result"] == "partly_accepted"
    later = tmp_path / "later.csv"
    later.write_text(LEDGER.replace("18420.00", "17780.00"), encoding="utf-8")
    assert book("import", "receivables", str(later)).code == 0
    assert book("dispute", "list", "--json").json["disputes"] == []
    (line,) = book("dispute", "list", "--all", "--json").json["disputes"]
    assert line["awaited"] == "0.00"
    assert book("show", "000100", "--json").json["owed"]["EUR"]["disputed"] == "0.00"


def test_a_credit_in_another_amount_is_named(book: Run, tmp_path: Path) -> None:
    number = str(_opened(book, "--amount", "1140"))
    assert book("dispute", "decide", number, "accepted", "--cause", "billing_error").code == 0
    early = book("dispute", "credited", number, "CN-7")
    assert (early.code, "import it first" in early.err) == (2, True)
    later = tmp_path / "later.csv"
    later.write_text(LEDGER.replace("18420.00", "10000.00"), encoding="utf-8")
    assert book("import", "receivables", str(later)).code == 0
    assert len(book("dispute", "list", "--json").json["disputes"]) == 1
    assert book("dispute", "credited", number, "CN-7").code == 0
    assert book("dispute", "list", "--json").json["disputes"] == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("maybe",), "is no outcome"),
        (("partly", "--cause", "other", "--why", "x"), "how much of it"),
        (("partly", "--amount", "1,5", "--cause", "other"), "not an amount in EUR"),
        (("rejected", "--cause", "other"), "say why"),
        (("rejected", "--why", "x"), "what lay behind it"),
    ],
)
def test_what_is_wrong_is_one_sentence(book: Run, given: tuple[str, ...], said: str) -> None:
    number = str(_opened(book))
    ran = book("dispute", "decide", number, *given)
    assert (ran.code, said in ran.err, ran.out) == (2, True, "")
    assert book("dispute", "decide", "99", "rejected", "--amount", "1").code == 2


def test_a_collector_asks(book: Run) -> None:
    number = str(_opened(book))
    assert book("user", "add", "Jo Doe").code == 0
    decide = ("dispute", "decide", number, "accepted", "--cause", "other", "--user", "Jo Doe")
    refused = book(*decide)
    assert (refused.code, "for a team lead to decide" in refused.err) == (1, True)
    assert book(*decide, "--ask", "--why", "the contract says so").code == 0
    assert "accepted dispute" in book("approve", "list", "--user", "Owner").out
    assert book("approve", "grant", "1", "--user", "Owner").code == 0
    (line,) = book("dispute", "list", "--json").json["disputes"]
    assert line["state"] == "accepted"


def test_reports_tell_it_and_prove_it(book: Run, tmp_path: Path) -> None:
    number = str(_opened(book, "--amount", "1140"))
    decide = ("dispute", "decide", number, "rejected", "--cause", "delay_tactic", "--why", "delivered")
    done = book(*decide, "--json").json
    path = tmp_path / "shift.json"
    assert book("report", "shift", "-o", str(path)).code == 0
    figures = book("report", "shift", "--json").json["figures"]
    assert figures["disputes_closed"] == {"value": 1, "unit": "count", "entries": [done["journal_id"]]}
    proved = book("verify", str(path))
    assert (proved.code, proved.err) == (0, "")
    told = path.read_text(encoding="utf-8")
    assert "rejected.EUR" in told
    path.write_text(told.replace('"rejected.EUR"', '"accepted.EUR"'), encoding="utf-8")
    assert book("verify", str(path)).code == 1
    kpis = {(one["key"], one["variant"]): one for one in book("report", "kpi", "--json").json["figures"]}
    assert kpis["disputes_closed", "per_opened"]["value"] == "100.00"
    assert kpis["valid_disputes", "by_value"]["value"] == "0.00"
