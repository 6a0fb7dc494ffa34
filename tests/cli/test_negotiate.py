"""A negotiation from the shell: the sheet, its floor only after an offer, and what was traded."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Ran, Run

LEDGER = """\
company,customer number,customer name,invoice number,invoice date,due date,currency,open amount
C1,000500,Nordwind Handels GmbH,51,2024-08-01,2024-09-01,EUR,600.00
C1,000500,Nordwind Handels GmbH,52,2024-09-01,2024-10-01,EUR,700.00
C1,000600,Kestrel Foods Ltd,61,2024-08-05,2199-09-30,EUR,10.00
"""


@pytest.fixture
def desk(run: Run, tmp_path: Path) -> Run:
    """A book in which a collector, Col, sits at the desk."""
    path = tmp_path / "old.csv"
    path.write_text(LEDGER, encoding="utf-8")
    assert run("init", "--zone", "Europe/Berlin", "--owner", "Owner").code == 0
    assert run("import", "receivables", str(path)).code == 0
    assert run("user", "add", "Col", "--role", "collector").code == 0

    def do(*arguments: str) -> Ran:
        return run("--user", "Col", *arguments)

    return do


def test_the_sheet_shows_the_floor_of_the_house_only_after_their_offer(desk: Run) -> None:
    told = desk("negotiate", "show", "000500", "--json").json
    assert (told["currency"], told["target"], told["currencies"]) == ("EUR", "1300.00", ["EUR"])
    assert (told["floor"], told["floor_of_house"], told["reason"]) == ("1300.00", False, None)
    assert [one["key"] for one in told["concessions"]] == [
        "date",
        "part",
        "instalments",
        "interest",
        "discount",
    ]
    assert [one["beyond"] for one in told["concessions"]] == [False, False, False, False, True]
    assert {one["side"] for one in told["alternatives"]} == {"house", "customer"}
    assert told["evidence"][0].startswith("2 overdue documents, 51 since ")
    assert "that of the house after their offer" in desk("negotiate", "show", "000500").out
    assert desk("settlement", "offer", "000500", "--by", "customer", "--amount", "500").code == 0
    assert desk("negotiate", "show", "000500", "--json").json["floor_of_house"] is True


def test_a_trade_is_on_record_once(desk: Run) -> None:
    given = (
        "negotiate",
        "trade",
        "000500",
        "--gave",
        "date",
        "--gave",
        "part",
        "--words",
        "[b]they pay the freight",
    )
    ran = desk(*given, "--request-id", "trade-0001", "--json")
    assert (ran.code, ran.json["act"], ran.json["said"]) == (
        0,
        "negotiation.trade",
        "On record: what was traded",
    )
    assert desk(*given, "--request-id", "trade-0001", "--json").json["repeated"] is True
    shown = desk("show", "000500").out
    assert shown.count("[b]they pay the freight") == 1
    assert "Traded: " in shown


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "say what was given, and for what"),
        (("--gave", "ship"), "ship is no concession of this house; use one of date, part"),
        (("--gave", "date", "--gave", "date"), "name each concession once"),
    ],
)
def test_what_is_no_trade_is_one_sentence(desk: Run, options: tuple[str, ...], said: str) -> None:
    ran = desk("negotiate", "trade", "000500", *options)
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert said in ran.err


def test_nothing_to_negotiate(desk: Run) -> None:
    ran = desk("negotiate", "show", "000600")
    assert ran.code == 0
    assert "nothing overdue" in ran.out
