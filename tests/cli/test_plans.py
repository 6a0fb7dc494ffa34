"""Plans, ability to pay and approvals from the shell: the keys scripts read, and exit codes."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from tests.cli.conftest import Ran, Run, begin

LEDGER = """\
company,customer number,customer name,invoice number,invoice date,due date,currency,open amount
C1,000500,Nordwind Handels GmbH,51,2024-08-01,2024-09-01,EUR,600.00
C1,000500,Nordwind Handels GmbH,52,2024-09-01,2024-10-01,EUR,700.00
C1,000500,Nordwind Handels GmbH,53,2024-09-01,2024-10-01,USD,100.00
C1,000600,Kestrel Foods Ltd,61,2024-08-05,2199-09-30,EUR,10.00
"""
FIRST = (date.today() + timedelta(days=30)).isoformat()  # noqa: DTZ011 - the program's own clock runs


@pytest.fixture
def desk(run: Run, tmp_path: Path) -> Run:
    """A book in which a collector, Col, sits beside the owner, who acts where nobody is named."""
    path = tmp_path / "old.csv"
    path.write_text(LEDGER, encoding="utf-8")
    begin(
        run,
        ("init", "--zone", "Europe/Berlin", "--owner", "Owner"),
        ("import", "receivables", str(path)),
        ("user", "add", "Col", "--role", "collector"),
    )

    def do(*arguments: str) -> Ran:
        return run(*arguments) if "--user" in arguments else run("--user", "Owner", *arguments)

    return do


def test_three_plans_beside_each_other(desk: Run) -> None:
    ran = desk("plan", "propose", "000500", "--first-on", FIRST, "--json")
    told = ran.json
    assert ran.code == 0
    assert {
        "account",
        "account_id",
        "currency",
        "total",
        "currencies",
        "calendar",
        "proposals",
        "reason",
    } <= set(told)
    assert (told["currency"], told["total"], told["currencies"]) == ("EUR", "1300.00", ["EUR", "USD"])
    assert [one["name"] for one in told["proposals"]] == ["short", "balanced", "longest"]
    first = told["proposals"][0]
    assert {"schedule", "verdict", "fit", "signs", "months", "down", "interest"} <= set(first)
    assert set(first["schedule"][0]) == {"number", "unadjusted_on", "due_on", "moved_by", "amount", "balance"}
    for one in told["proposals"]:
        cents = sum(int(line["amount"].replace(".", "")) for line in one["schedule"])
        assert (cents, one["schedule"][-1]["balance"]) == (130000, "0.00")
        assert one["verdict"]["allowed"]
        assert one["verdict"]["exceeded"] == []
    assert first["verdict"]["level"] == "manager"
    dollars = desk("plan", "propose", "000500", "--currency", "usd", "--first-on", FIRST, "--json").json
    assert (dollars["total"], dollars["documents"]) == ("100.00", ["53"])
    one = desk("plan", "propose", "000500", "--item", "52", "--interest", "each", "--json").json
    assert one["total"] == "700.00"
    shown = desk("plan", "propose", "000500", "--first-on", FIRST)
    assert "longest: within your authority" in shown.out


def test_a_plan_is_paid_in_another_currency(desk: Run) -> None:
    given = ("--currency", "EUR", "--first-on", FIRST, "--paid-in", "jpy")
    told = desk("plan", "propose", "000500", *given, "--bearer", "customer", "--json").json
    for one in told["proposals"]:
        local = one["paid_in"]
        assert (local["currency"], local["bearer"], len(local["amounts"])) == (
            "JPY",
            "customer",
            len(one["schedule"]),
        )
        assert sum(map(int, local["amounts"])) == int(local["total"])
        [rate] = local["rates"]
        for payment, asked in zip(one["schedule"], local["amounts"], strict=True):
            exact = Decimal(payment["amount"]) * Decimal(rate["quoted"])
            assert Decimal(asked) == exact.quantize(Decimal(1), ROUND_HALF_UP)
    ran = desk("plan", "make", "000500", "--number", "2", "--down", "260", *given)
    assert ran.code == 0, ran.err
    [plan] = desk("plan", "list", "000500", "--json").json["plans"]
    assert [one["amount"] for one in plan["payments"]] == ["260.00", "520.00", "520.00"]
    assert (plan["paid_in"]["bearer"], len(plan["paid_in"]["amounts"])) == ("creditor", 3)
    shown = desk("plan", "list", "000500").out
    assert "paid in JPY: " in shown
    assert "the creditor bears the difference" in shown
    none = desk("plan", "propose", "000500", "--currency", "EUR", "--paid-in", "AED")
    assert (none.code, none.err.count("\n")) == (2, 1)
    assert "no rate between EUR and AED is loaded" in none.err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--rhythm", "daily"], "--rhythm: 'daily' is not known; use one of weekly"),
        (["--first-on", "soon"], "--first-on: 'soon' is not a day"),
        (["--interest", "all"], "--interest: 'all' is not known"),
        (["--item", "99"], "--item '99' is not open"),
        (["--per-cent", "x"], "--per-cent: 'x' is not a per cent"),
        (["--interest", "each", "--per-cent", "1e400"], "between 0 and 100 %"),
        (["--first-on", "2020-01-01"], "the first instalment is due after today"),
    ],
)
def test_what_does_not_fit_is_one_sentence(desk: Run, options: list[str], said: str) -> None:
    ran = desk("plan", "propose", "000500", *options)
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert said in ran.err


def test_nothing_to_plan_for(desk: Run) -> None:
    ran = desk("plan", "propose", "000600")
    assert (ran.code, "nothing overdue" in ran.err) == (2, True)


def test_a_plan_is_made_accepted_and_dropped(desk: Run) -> None:
    terms = ("000500", "--currency", "EUR", "--down", "260", "--number", "2", "--first-on", FIRST)
    made = desk("--user", "Col", "plan", "make", *terms, "--changes", "new contract", "--json").json
    assert made["said"].startswith("Plan offered: EUR 1,300.00 in 3 payments")
    again = desk("--user", "Col", "plan", "make", *terms)
    assert (again.code, "in a plan already" in again.err) == (2, True)
    number = str(made["created"]["payment_plan"][0])
    assert desk("--user", "Col", "plan", "accept", number).code == 0
    (plan,) = desk("plan", "list", "000500", "--json").json["plans"]
    assert (plan["state"], plan["total"], plan["version"]) == ("running", "1300.00", 1)
    assert [one["amount"] for one in plan["payments"]] == ["260.00", "520.00", "520.00"]
    assert plan["standing"]["claimed"] == "0.00"
    later = (date.fromisoformat(plan["payments"][1]["due_on"]) + timedelta(days=7)).isoformat()
    moved = desk(
        "--user", "Col", "plan", "move", number, "1", "--to", later, "--reason", "wages", "--json"
    ).json
    number = str(moved["created"]["payment_plan"][0])
    (plan, _before) = desk("plan", "list", "000500", "--json").json["plans"]
    assert (plan["version"], plan["moves"][0]["reason"], plan["moves"][0]["broken"]) == (2, "wages", False)
    far = desk("--user", "Col", "plan", "move", number, "2", "--to", "2060-01-01", "--reason", "x")
    assert (far.code, "more than 14 days later" in far.err) == (1, True)
    assert desk("plan", "drop", number, "--reason", "paid otherwise").code == 0
    assert "dropped" in desk("plan", "list", "000500").out
    assert desk("verify", "--json").json["intact"] is True


def test_beyond_authority_is_asked_granted_declined_and_withdrawn(desk: Run) -> None:
    long = ("000500", "--currency", "EUR", "--number", "5", "--first-on", FIRST)
    refused = desk("--user", "Col", "plan", "make", *long)
    assert (refused.code, "for a manager to decide" in refused.err) == (1, True)
    asked = ("--user", "Col", "plan", "make", *long, "--ask", "--reason", "=cmd|' /C calc'!A0 [b]")
    for decided in ("withdraw", "decline", "grant"):
        assert desk(*asked).code == 0
        (seen,) = desk("approve", "list", "--json").json["approvals"]
        assert (seen["currency"], seen["amount"], seen["needs"], seen["mine"], seen["may_decide"]) == (
            "EUR", "1300.00", "manager", False, True,
        )  # fmt: skip
        number = str(seen["id"])
        if decided == "withdraw":
            assert desk("approve", "withdraw", number).code == 2
            assert desk("--user", "Col", "approve", "withdraw", number).code == 0
        elif decided == "decline":
            assert desk("--user", "Col", "approve", "decline", number, "--answer", "x").code == 1
            assert desk("approve", "decline", number, "--answer", "too long").code == 0
        else:
            assert desk("approve", "grant", number).code == 0
    found = desk("approve", "list", "--all", "--json").json["approvals"]
    assert sorted(one["state"] for one in found) == ["approved", "declined", "withdrawn"]
    assert desk("approve", "list").code == 0


def test_what_a_customer_can_pay(desk: Run) -> None:
    told = ("--currency", "EUR", "--source", "call of today")
    home = desk(
        "ability", "household", "000500", *told, "--line", "income=1980.00:salary", "--line", "fixed=1295/monthly",
        "--line", "flexible=485", "--all-debts", "4830", "--once", "10",
    )  # fmt: skip
    assert home.code == 0
    cash = (
        "--opening",
        "18000",
        "--flows",
        "4200,-6100, 5200.50",
        "--outgoings",
        "8000",
        "--starts-on",
        FIRST,
    )
    assert desk("ability", "forecast", "000500", *told, *cash).code == 0
    assert desk("ability", "score", "000500", "642", "--source", "agency", "--scale", "0-1000").code == 0
    sheet = ("--currency", "EUR", "--source", "annual report", "--as-of", "2025-12-31")
    lines = (
        "--line",
        "current_assets=480000",
        "--line",
        "inventories=120000",
        "--line",
        "current_liabilities=300000",
    )
    assert desk("ability", "ratios", "000500", *sheet, *lines, "--on", "2026-01-02").code == 0
    kept = desk("ability", "show", "000500", "--json").json["abilities"]
    [told_ratios] = [one for one in kept if one["kind"] == "ratios"]
    values = {one["name"]: one["value"] for one in told_ratios["figures"]}
    # 480 / 300 and 360 / 300; cash and equity are not known, so their ratios are not there.
    assert (values["current_ratio"], values["quick_ratio"], values["as_of"]) == ("1.60", "1.20", "2025-12-31")
    assert "cash_ratio" not in values
    ahead = desk("ability", "ratios", "000500", *sheet[:4], "--as-of", "2199-12-31", *lines)
    assert (ahead.code, "lies ahead" in ahead.err) == (2, True)
    twice = desk("ability", "ratios", "000500", *sheet, *lines[:2], *lines[:2])
    assert (twice.code, "each line of the balance sheet once" in twice.err) == (2, True)
    found = [
        one
        for one in desk("ability", "show", "000500", "--json").json["abilities"]
        if one["kind"] != "ratios"
    ]
    assert [one["kind"] for one in found] == ["score", "forecast", "household"]
    flows = {one["name"]: one["value"] for one in found[1]["figures"]}
    assert (flows["week_2"], flows["week_3"], flows["opening"]) == ("-6100.00", "5200.50", "18000.00")
    lines = {one["name"]: (one["value"], one["period"]) for one in found[2]["figures"]}
    assert lines["salary"] == ("1980.00", "monthly")
    assert "agency" in desk("ability", "show", "000500").out
    wrong = desk("ability", "household", "000500", *told, "--line", "rent 5")
    assert (wrong.code, "KIND=AMOUNT" in wrong.err) == (2, True)


def test_a_settlement_is_offered_asked_accepted_and_shown(desk: Run) -> None:
    eur = ("000500", "--currency", "EUR")
    before = desk("settlement", "show", *eur, "--json").json
    assert (before["owed"], before["floor"], before["offers"]) == ("1300.00", None, [])
    assert set(before["limits"]) == {"payments", "days", "days_between", "forgiven", "forgiven_currency"}
    several = desk("settlement", "offer", "000500", "--by", "customer", "--amount", "1")
    assert (several.code, "EUR, USD" in several.err) == (2, True)
    refused = desk("--user", "Col", "settlement", "offer", *eur, "--by", "desk", "--per-cent", "95")
    assert (refused.code, "for a team lead to decide: more than 0 % off" in refused.err) == (1, True)
    told = desk("--user", "Col", "settlement", "offer", *eur, "--by", "customer", "--amount", "300.00")
    assert (told.code, "the house accepts EUR 845.00 at least" in told.out) == (
        0,
        True,
    )  # 65 % of a debt this old
    assert desk("settlement", "show", *eur, "--json").json["floor"] == "845.00"
    first = (date.today() + timedelta(days=5)).isoformat()  # noqa: DTZ011 - the program's own clock runs
    parts = ("--part", f"{first}=600", "--part", f"{FIRST}=635")
    asked = desk(
        "--user", "Col", "settlement", "offer", *eur, "--by", "desk", *parts, "--ask", "--reason", "x"
    )
    assert asked.code == 0
    (seen,) = desk("approve", "list", "--json").json["approvals"]
    assert (seen["kind"], seen["about"].startswith("EUR 1,235.00 for EUR 1,300.00 in 2 payments")) == (
        "settlement", True,
    )  # fmt: skip
    assert desk("approve", "grant", str(seen["id"])).code == 0
    assert desk("--user", "Col", "settlement", "accept", str(seen["about_id"])).code == 0
    shown = desk("settlement", "show", *eur, "--json").json["offers"]
    assert [(one["state"], one["made_by"], one["forgiven"]) for one in shown] == [
        ("running", "desk", "65.00"), ("declined", "customer", "1000.00"),
    ]  # fmt: skip
    assert [one["amount"] for one in shown[0]["parts"]] == ["600.00", "635.00"]
    assert "accepted, waits for the money" in desk("settlement", "show", *eur).out
    for amount in ("NaN", "1e400", "-5", "1,5"):
        assert desk("settlement", "offer", *eur, "--by", "customer", "--amount", amount).code == 2
    wrong = desk("settlement", "offer", *eur, "--by", "desk", "--part", "600")
    assert (wrong.code, "write DAY=AMOUNT" in wrong.err) == (2, True)
    assert desk("settlement", "offer", *eur, "--by", "me", "--amount", "5").code == 2
    assert desk("verify", "--json").json["intact"] is True
