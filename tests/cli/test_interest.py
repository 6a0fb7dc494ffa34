"""Interest, exchange differences and quotations from the shell, and reference rates taken in there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def spanish(book: Run) -> Run:
    """The small book, its creditor named as one in Spain."""
    assert book("creditor", "C1", "House", "--country", "es").code == 0
    return book


def test_interest_line_by_line(spanish: Run, tmp_path: Path) -> None:
    before = spanish("verify", "--json").json["entries"]
    ran = spanish("interest", "000100", "--as-of", "2026-10-31", "--json")
    assert ran.code == 0
    found = ran.json
    assert (found["account"], found["as_of"], found["creditor_country"]) == ("000100", "2026-10-31", "ES")
    assert found["law"] == {
        "country": "ES", "debtor": "b2b", "case": "", "citation": "Ley 3/2004", "confidence": "C1",
        "cross_border": False, "reason": None,
    }  # fmt: skip
    first = found["items"][0]
    assert (first["document"], first["days"], first["bears"], first["fixed_sum"]) == (
        "4655",
        60,
        "18420.00",
        "40.00",
    )
    # 18,420.00 at 10.40 % for 60 days of 365.
    assert first["lines"] == [
        {
            "first": "2026-09-02", "last": "2026-10-31", "days": 60, "principal": "18420.00", "per_cent": "10.40",
            "reference": "2.40", "margin": "8", "known_as": "2026-H2", "interest": "314.91",
            "source": "reports of the decisions of 11 June and 23 July 2026",
        }
    ]  # fmt: skip
    assert found["totals"] == {"EUR": {"interest": "362.78", "fixed_sums": "80.00"}}
    assert spanish("verify", "--json").json["entries"] == before
    told = spanish("interest", "000100", "--as-of", "2026-10-31").out
    assert "EUR  interest 362.78  fixed sums 80.00" in told
    assert "nothing is charged by it" in told


def test_without_a_country_the_shell_says_what_to_do(book: Run) -> None:
    ran = book("interest", "000100")
    assert ran.code == 1
    assert "collectdesk creditor C1 NAME --country CC" in ran.out
    named = book("interest", "000100", "--law", "DE", "--as-of", "2026-10-31", "--json").json
    assert named["law"]["country"] == "DE"
    agreed = book(
        "interest", "000100", "--law", "DE", "--rate", "9.5", "--as-of", "2026-10-31", "--json"
    ).json
    assert {line["per_cent"] for item in agreed["items"] for line in item["lines"]} == {"9.5"}


def test_reference_rates_are_told_and_used(spanish: Run, tmp_path: Path) -> None:
    path = tmp_path / "reference.csv"
    path.write_text(
        "series,from,value,source\necb-main-refinancing,2026-07-01,2.50,ECB [/nope]\n", encoding="utf-8"
    )
    told = spanish("import", "rates", str(path)).out
    assert "ecb-main-refinancing: 2.50 %, known until" in told
    assert "ecb-main-refinancing of 2026-07-01: 2.50 (ECB [/nope]) instead of 2.40" in told
    again = spanish("import", "rates", str(path), "--json").json
    assert (again["references"], again["created"], again["unchanged"], again["conflicts"]) == (1, 0, 1, [])
    found = spanish("interest", "000100", "--as-of", "2026-10-31", "--json").json
    assert found["items"][0]["lines"][0]["per_cent"] == "10.50"
    path.write_text("series,from,value,source\nnope,2026-07-01,2.50,ECB\n", encoding="utf-8")
    ran = spanish("import", "rates", str(path))
    assert (ran.code, "Nothing was written" in ran.out) == (1, True)


def test_exchange_and_a_quotation(book: Run) -> None:
    ran = book("fx", "000200", "--as-of", "2026-10-30", "--json")
    assert ran.code == 0
    (item,) = ran.json["items"]
    assert item["now"]["rates"] == [
        {
            "base": "EUR", "currency": "JPY", "quoted": "175.68", "rate_on": "2026-10-30", "age_days": 0,
            "source": "ECB",
        }
    ]  # fmt: skip
    assert item["now"]["amount"] == "34749.54"  # JPY 6,104,800 / 175.68
    assert ran.json["totals"]["JPY"]["difference"] == ran.json["difference"] == item["difference"]
    quoted = book("quote", "000200", "--currency", "eur", "--valid-days", "3", "--json").json
    assert quoted["quotation"]["documents"] == {"77": "6104800"}
    shown = book("show", "000200", "--json").json["fx"]
    assert shown["quotations"] == [quoted["quotation"]]
    assert "quoted EUR" in book("fx", "000200").out
    assert book("show", "000100", "--json").json["fx"]["items"] == []
    assert book("undo").code == 0
    assert book("show", "000200", "--json").json["fx"]["quotations"] == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("interest", "999"),
        ("interest", "000100", "--as-of", "tomorrow"),
        ("interest", "000100", "--as-of", "2999-01-01"),
        ("interest", "000100", "--law", "Mars"),
        ("interest", "000100", "--law", "DE", "--rate", "ten"),
        ("interest", "000100", "--law", "DE", "--rate", "NaN"),
        ("fx", "999"),
        ("quote", "000200", "--currency", "JPY"),
        ("quote", "000200", "--currency", "XQX"),
        ("quote", "000200", "--currency", "EUR", "--valid-days", "400"),
        ("quote", "000200", "--currency", "EUR", "--bearer", "nobody"),
        ("quote", "000200", "--currency", "EUR", "--item", "[/nope]"),
        ("quote", "000200", "--currency", "EUR", "--request-id", "x"),
        ("creditor", "C1", " "),
        ("creditor", "C1", "House", "--country", "Mars"),
    ],
)
def test_wrong_input_is_one_sentence(book: Run, arguments: tuple[str, ...]) -> None:
    ran = book(*arguments)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert "Traceback" not in ran.err


def test_hostile_texts_are_harmless(book: Run) -> None:
    for arguments in (("interest", "000200", "--law", "DE"), ("fx", "000200")):
        ran = book(*arguments)
        assert "=cmd" in ran.out
        assert not {c for c in ran.out if not c.isprintable() and c != "\n"}
