"""The gate from the shell: described cases, the rules themselves, and what is wrong in one sentence."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from collectdesk.cli.rules import cross_check
from collectdesk.rules.rulebook import load_rulebook, parse_rulebook
from tests.cli.conftest import Run

MONDAY = ("--at", "2026-11-23T15:30:00Z")
LOS_ANGELES = (
    *("check", "--country", "US", "--region", "US-CA", "--party-type", "consumer"),
    *("--collector", "third_party", "--debt-type", "consumer_credit", "--phone", "+1 212 555 0100"),
)
KEYS = {
    "verdict", "at", "local", "rules", "next_allowed_at", "say", "facts", "until", "next_review_at", "override",
    "disclosure",
}  # fmt: skip


def test_the_answer_has_the_documented_keys(run: Run) -> None:
    ran = run(*LOS_ANGELES, *MONDAY, "--json")
    found = ran.json
    assert (ran.code, set(found)) == (1, KEYS)
    assert (found["verdict"], found["at"]) == ("BLOCK", "2026-11-23T15:30:00Z")
    assert found["next_allowed_at"] == found["next_review_at"] == "2026-11-23T16:00:00Z"
    assert found["local"] == {
        "America/Los_Angeles": "2026-11-23T07:30:00-08:00",
        "America/New_York": "2026-11-23T10:30:00-05:00",
    }
    for rule in found["rules"]:
        assert {"id", "jurisdiction", "citation", "force", "confidence", "effect", "text"} <= set(rule)
        assert rule["effect"] in ("block", "review", "duty", "allow")
    blocked = [rule for rule in found["rules"] if rule["effect"] == "block"]
    assert ("US", "hours", "12 CFR 1006.6(b)(1)", "C1") in {
        (rule["jurisdiction"], rule["id"], rule["citation"], rule["confidence"]) for rule in blocked
    }
    assert all(set(line) >= {"key", "text"} for line in found["say"])
    assert found["facts"]["zones"] == ["America/Los_Angeles", "America/New_York"]
    assert found["disclosure"] == "after_verification"


def test_people_read_the_verdict_the_next_minute_the_rules_and_what_to_say(run: Run) -> None:
    ran = run(*LOS_ANGELES, *MONDAY)
    assert ran.code == 1
    first, *rest = ran.out.splitlines()
    assert first.startswith("BLOCK  It is 07:30 in Los Angeles")
    assert "Mon 23 Nov 08:00 in Los Angeles, Mon 23 Nov 11:00 in New York, Mon 23 Nov 16:00 UTC" in rest[1]
    table = "\n".join(rest)
    for told in ("12 CFR 1006.6(b)(1)", "statute", "C1", "To say or write:", "Verify who it is"):
        assert told in table
    allowed = run(*LOS_ANGELES, "--at", "2026-11-23T16:00:00Z")
    assert (allowed.code, allowed.out.splitlines()[0]) == (0, "ALLOW  Contact is allowed")


@pytest.mark.parametrize(
    ("options", "verdict", "code"),
    [
        (("--channel", "sms"), "ALLOW_WITH_DUTIES", 0),
        (("--channel", "call"), "ALLOW", 0),
        (("--wish", "no_calls"), "BLOCK", 1),
        (("--wish", "hours 18:00-20:00"), "BLOCK", 1),
        (("--wish", "days mon,tue"), "ALLOW", 0),
        (("--wish", "days tue"), "BLOCK", 1),
        (("--wish", "only email"), "BLOCK", 1),
        (("--wish", "only email, call"), "ALLOW", 0),
        (("--place", "work", "--wish", "no_work"), "BLOCK", 1),
        (("--stop", "placed 2026-11-01 debt=A", "--debt", "A"), "BLOCK", 1),
        (("--stop", "placed 2026-11-01 debt=A", "--debt", "B"), "ALLOW", 0),
        (("--stop", "placed 2026-11-01 until=2026-11-24"), "BLOCK", 1),
        (("--stop", "placed 2026-11-01 until=2026-11-23"), "ALLOW", 0),
    ],
)
def test_exit_codes_follow_the_verdict(run: Run, options: tuple[str, ...], verdict: str, code: int) -> None:
    ran = run(*LOS_ANGELES, *options, "--at", "2026-11-23T17:00:00Z", "--json")
    assert (ran.json["verdict"], ran.code) == (verdict, code)


def test_facts_are_what_was_told(run: Run) -> None:
    facts = run(
        *("check", "--country", "us", "--region", "us-ny-nyc", "--amount", "400,000.5", "--currency", "usd"),
        *("--days-past-due", "30", "--incurred", "2025-08-15", "--debt", "A", "--creditor", "C1"),
        *("--attempt", "2026-11-20T15:00:00Z call no answer out debt=A,B place=work creditor=C2"),
        *("--attempt", "2026-11-20T15:00:00+01:00 email SENT purpose=notice"),
        *("--attempt", "2026-11-20T15:00Z letter SENT"),
        *("--attempt", "2026-11-21T15:00:00Z call in process in", "--attempt", "2026-11-21T16:00:00Z sms replied"),
        *("--attempt", "2026-11-21T16:00:00Z call busy", "--attempt", "2026-11-21T16:00:00Z email bounced"),
        *("--notice", "validation 2026-11-01 not_received=2026-11-05", "--consent", "email 2026-11-01 for=2026-11-24"),
        *MONDAY,
        "--json",
    ).json["facts"]  # fmt: skip
    assert (facts["country"], facts["regions"]) == ("US", ["US-NY", "US-NY-NYC"])
    assert facts["zones"] == ["America/New_York"]
    assert (facts["amount"], facts["currency"]) == ("400000.50", "USD")
    assert (facts["due_on"], facts["incurred_on"]) == ("2026-10-24", "2025-08-15")
    counted = [
        (one["channel"], one["outbound"], one["counts"], one["reached"], one["conversation"])
        for one in facts["attempts"]
    ]
    assert counted == [
        ("call", True, True, False, False),
        ("email", True, True, True, False),
        ("letter", True, True, False, False),
        ("call", False, True, True, True),
        ("sms", False, False, True, False),
        ("call", True, False, False, False),
        ("email", True, True, False, False),
    ]
    first, second, *_rest = facts["attempts"]
    assert (first["debts"], first["place"], first["creditor"]) == (["A", "B"], "work", "C2")
    assert (second["at"], second["purpose"]) == ("2026-11-20T14:00:00Z", "notice")
    assert facts["notices"] == [{"kind": "validation", "on": "2026-11-01", "not_received_on": "2026-11-05"}]
    assert facts["consents"] == [{"channel": "email", "on": "2026-11-01", "for_on": "2026-11-24"}]


@pytest.mark.parametrize(
    ("options", "zones"),
    [
        (("--country", "IN", "--phone", "+91 22 6677 8899"), ["Asia/Kolkata"]),
        (("--country", "US", "--zone", "us/eastern"), ["America/New_York"]),
        (("--country", "US", "--region", "US-NY", "--phone", "+1 800 555 1234"), ["America/New_York"]),
        (("--region", "US-MA"), ["America/New_York"]),
        (("--country", "NL", "--zone", "Europe/Amsterdam"), ["Europe/Amsterdam"]),
        (
            ("--country", "US", "--region", "US-CA", "--region", "US-MA"),
            ["America/Los_Angeles", "America/New_York"],
        ),
    ],
)
def test_zones_are_all_plausible_ones_by_their_present_names(
    run: Run, options: tuple[str, ...], zones: list[str]
) -> None:
    assert run("check", *options, *MONDAY, "--json").json["facts"]["zones"] == zones


WRONG = {
    "nothing said": (),
    "account and case": ("4711", "--country", "US"),
    "country": ("--country", "UK"),
    "country in words": ("--country", "France"),
    "region": ("--country", "US", "--region", "Massachusetts"),
    "region elsewhere": ("--country", "CA", "--region", "US-MA"),
    "party type": ("--country", "US", "--party-type", "person"),
    "collector": ("--country", "US", "--collector", "agency"),
    "debt type": ("--country", "US", "--debt-type", "mortgage"),
    "amount": ("--country", "US", "--currency", "USD", "--amount", "12x"),
    "amount in two ways": ("--country", "US", "--currency", "USD", "--amount", "1.200"),
    "negative amount": ("--country", "US", "--currency", "USD", "--amount=-5"),
    "no currency": ("--country", "US", "--amount", "12"),
    "currency": ("--country", "US", "--amount", "12", "--currency", "DOLLARS"),
    "phone": ("--country", "US", "--phone", "ring me"),
    "short phone": ("--country", "US", "--phone", "12"),
    "zone": ("--country", "US", "--zone", "Boston"),
    "channel": ("--country", "US", "--channel", "fax"),
    "place": ("--country", "US", "--place", "pub"),
    "purpose": ("--country", "US", "--purpose", "chat"),
    "speaker": ("--country", "US", "--speaker", "neighbour"),
    "incurred": ("--country", "US", "--incurred", "15.8.2025"),
    "days": ("--country", "US", "--days-past-due", "many"),
    "too many days": ("--country", "US", "--days-past-due", "999999999"),
    "moment": ("--country", "US", "--at", "noon"),
    "moment without offset": ("--country", "US", "--at", "2026-11-24T09:00"),
    "moment without end": ("--country", "US", "--at", "9999-12-31T23:59:59Z"),
    "empty attempt": ("--country", "US", "--attempt", ""),
    "short attempt": ("--country", "US", "--attempt", "2026-11-24T09:00:00Z call"),
    "attempt's moment": ("--country", "US", "--attempt", "yesterday call NOANS"),
    "attempt's channel": ("--country", "US", "--attempt", "2026-11-24T09:00:00Z fax NOANS"),
    "attempt's result": ("--country", "US", "--attempt", "2026-11-24T09:00:00Z call SHRUG"),
    "result of another channel": ("--country", "US", "--attempt", "2026-11-24T09:00:00Z call SENT"),
    "attempt's word": ("--country", "US", "--attempt", "2026-11-24T09:00:00Z call NOANS sideways"),
    "attempt's key": ("--country", "US", "--attempt", "2026-11-24T09:00:00Z call NOANS colour=red"),
    "attempt's key twice": ("--country", "US", "--attempt", "2026-11-24T09:00:00Z call NOANS debt=A debt=B"),
    "attempt's place": ("--country", "US", "--attempt", "2026-11-24T09:00:00Z call NOANS place=pub"),
    "notice": ("--country", "US", "--notice", "dunning 2026-11-24"),
    "notice's day": ("--country", "US", "--notice", "reminder 2026-02-30"),
    "notice never came before": ("--country", "US", "--notice", "reminder 2026-11-24 not_received=2026-11-01"),
    "stop": ("--country", "US", "--stop", "go 2026-11-24"),
    "stop's day": ("--country", "US", "--stop", "cease"),
    "stop's key": ("--country", "US", "--stop", "cease 2026-11-24 reason=x"),
    "wish": ("--country", "US", "--wish", "peace"),
    "wish without hours": ("--country", "US", "--wish", "hours"),
    "wish backwards": ("--country", "US", "--wish", "hours 20:00-18:00"),
    "wish for days": ("--country", "US", "--wish", "days someday"),
    "wish for a channel": ("--country", "US", "--wish", "only fax"),
    "consent": ("--country", "US", "--consent", "fax 2026-11-24"),
    "consent's day": ("--country", "US", "--consent", "email today"),
    "no such option": ("--country", "US", "--moon", "full"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_word_is_one_sentence(run: Run, name: str) -> None:
    ran = run("check", *WRONG[name], "--json")
    assert (ran.code, ran.out) == (2, ""), ran
    assert ran.err.count("\n") == 1, ran.err
    assert "Traceback" not in ran.err
    options = [word.split("=")[0] for word in WRONG[name] if word.startswith("--")] or ["--country"]
    if name != "account and case":
        assert options[-1] in ran.err, ran.err


def test_the_sentence_says_what_would_be_right(run: Run) -> None:
    assert (
        "consumer, sole_trader, business, public_body"
        in run("check", "--country", "US", "--party-type", "x").err
    )
    assert "2026-11-24T09:00:00Z" in run("check", "--country", "US", "--at", "noon").err
    assert "“pub”" in run("check", "--country", "US", "--place", "pub").err


@pytest.mark.parametrize("arguments", [("check", "--country", "DE"), ("rules", "list"), ("rules", "check")])
def test_no_database_is_loaded(arguments: tuple[str, ...], tmp_path: Path) -> None:
    program = (
        "import sys; from collectdesk.cli.main import main; code = main(sys.argv[1:]);"
        "print(code, [m for m in ('sqlalchemy', 'alembic', 'collectdesk.store') if m in sys.modules], file=sys.stderr)"
    )
    environment = {"COLLECTDESK_DATABASE": str(tmp_path / "none" / "book.db"), "PATH": ""}
    ran = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    assert ran.stderr.split(" ", 1)[1].strip() == "[]", ran.stderr
    assert not (tmp_path / "none").exists()


def test_the_rules_are_listed_with_how_far_they_are_confirmed(run: Run) -> None:
    found = run("rules", "list", "--json").json
    book = load_rulebook()
    assert found["version"] == book.version
    assert [one["code"] for one in found["jurisdictions"]] == sorted(book.records)
    for one in found["jurisdictions"]:
        assert sum(one["confirmed"].values()) == one["rules"]
        record = book.records[one["code"]]
        drafts_among_notes = sum(rule.force == "draft" for rule in record.note)
        assert one["rules"] + one["notes"] + one["drafts"] - drafts_among_notes == len(record.rules())
    assert "US-MA" in run("rules", "list").out


def test_a_record_is_shown_whole(run: Run) -> None:
    found = run("rules", "show", "us-ny", "--json").json
    record = load_rulebook().records["US-NY"]
    assert [one["id"] for one in found["rules"]] == [rule.id for rule in record.rules()]
    assert {one["force"] for one in found["rules"]} >= {"draft", "statute"}
    assert all(one["read_on"] and one["kind"] for one in found["rules"])
    assert found["house_hours"]["business"]
    assert {one["name"] for one in run("rules", "show", "CA-QC", "--json").json["holidays"]} >= {
        "Victoria Day"
    }
    told = run("rules", "show", "US-NY").out
    assert "draft" in told
    assert all(rule.title in told for rule in record.rules())
    assert "house" in run("rules", "show", "house").out
    wrong = run("rules", "show", "XX")
    assert (wrong.code, wrong.err.count("\n")) == (2, 1)


def test_the_rules_of_this_installation_hold_together(run: Run) -> None:
    ran = run("rules", "check", "--json")
    assert ran.code == 0
    assert [one for one in ran.json["found"] if one["kind"] == "problem"] == []
    assert ran.json["records"] == len(load_rulebook().records)
    aged = run("rules", "check", "--older-than", "0", "--json").json["found"]
    assert {one["where"] for one in aged if "read" in one["text"]} == set(load_rulebook().records)
    assert "records with" in run("rules", "check").out


SMALL = {
    "jurisdictions/contents.toml": 'records = ["house", "XK", "DE", "US", "US-ZZ"]',
    "jurisdictions/house.toml": '[jurisdiction]\ncode = "house"\nname = "House"\nread_on = 2026-11-21\n',
    "jurisdictions/DE.toml": """
[jurisdiction]
code = "DE"
name = "Germany"
read_on = 2026-01-01
calendar = "DE-QQ"
[[hours]]
id = "hours.old"
title = "Old hours"
citation = "Law 1"
force = "statute"
confidence = "C1"
effective_to = 2026-06-30
week = ["mon-fri 08:00-20:00"]
holidays = "ban"
[[hours]]
id = "hours.new"
title = "New hours"
citation = "Law 2"
force = "statute"
confidence = "C1"
effective_from = 2026-06-30
week = ["mon-fri 09:00-20:00"]
holidays = "ban"
""",
    "jurisdictions/XK.toml": '[jurisdiction]\ncode = "XK"\nname = "Nowhere"\nread_on = 2026-11-21\n',
    "jurisdictions/US.toml": '[jurisdiction]\ncode = "US"\nname = "US"\nread_on = 2026-11-21\n',
    "jurisdictions/US-ZZ.toml": '[jurisdiction]\ncode = "US-ZZ"\nname = "No region"\nread_on = 2026-11-21\n',
    "house_hours.toml": """
read_on = 2026-11-21
[default]
business = ["mon-fri 09:00-17:00"]
consumer = ["mon-fri 09:00-17:00"]
[country.UK]
business = ["mon-fri 09:00-16:00"]
""",
    "zones.toml": '[US]\nCA-ON = ["America/Toronto"]\n',
}


def test_what_does_not_hold_together_is_said() -> None:
    found = cross_check(parse_rulebook(SMALL), date(2026, 11, 26), older_than=90)
    said = {(one.kind, one.where): one.text for one in found}
    assert "hours.old and hours.new" in said["problem", "DE"]
    assert "DE" in said["warning", "DE"]
    assert sum(one.where == "DE" and one.kind == "warning" for one in found) == 2
    assert "no country" in said["problem", "XK"]
    assert "zones" in said["warning", "US-ZZ"] or "whole" in said["warning", "US-ZZ"]
    assert "UK" in said["problem", "house_hours"]
    assert "CA-ON" in said["problem", "zones"]


def test_the_page_of_rules_is_current() -> None:
    from collectdesk.cli.rules_page import rules_markdown

    page = Path(__file__).parents[2] / "docs" / "rules.md"
    told = page.read_text(encoding="utf-8")
    assert told == rules_markdown(load_rulebook()), (
        "python -m collectdesk.cli.rules_page --write docs/rules.md"
    )
    assert "not legal advice" in told


@pytest.mark.parametrize("command", ["check", "rules list", "rules show", "rules check"])
def test_every_command_has_help_with_an_example(run: Run, command: str) -> None:
    ran = run(*command.split(), "--help")
    assert ran.code == 0
    assert "Example: collectdesk" in ran.out
