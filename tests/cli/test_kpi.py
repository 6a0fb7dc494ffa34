"""The commands of figures, on the book of the shell's tests."""

from __future__ import annotations

from decimal import Decimal

import pytest

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
