"""Small rulebooks made from the texts of a test's own records."""

from __future__ import annotations

from datetime import UTC, datetime

from collectdesk.rules.case import Attempt, Case
from collectdesk.rules.gate import judge
from collectdesk.rules.rulebook import RuleBook, parse_rulebook
from collectdesk.rules.verdict import Verdict

LAW = 'citation = "Act 1"\nforce = "statute"\nconfidence = "C1"\n'
HOUSE_HOURS = """
read_on = 2026-11-21
[default]
business = ["mon-fri 09:00-17:00"]
consumer = ["mon-fri 09:00-20:00", "sat 09:00-17:00"]
"""
TUESDAY = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
OPEN = f'[[hours]]\nid = "hours"\ntitle = "All hours of all days"\n{LAW}week = ["mon-sun 00:00-24:00"]\n'


def rule(kind: str, keys: str, law: str = LAW, title: str = "A rule") -> str:
    """A rule of a record as TOML; its id is its kind unless the keys name another."""
    named = "" if "id =" in keys else f'id = "{kind}"\n'
    return f'[[{kind}]]\n{named}title = "{title}"\n{law}{keys}\n'


def head(code: str) -> str:
    return f'[jurisdiction]\ncode = "{code}"\nname = "{code}"\nread_on = 2026-11-21\n'


def texts(house: str = "", **records: str) -> dict[str, str]:
    """The files of a rulebook; `GB_SCT` stands for GB-SCT."""
    codes = [code.replace("_", "-") for code in records]
    listed = ", ".join(f'"{code}"' for code in ("house", *codes))
    found = {
        "jurisdictions/contents.toml": f"records = [{listed}]",
        "jurisdictions/house.toml": head("house") + house,
        "house_hours.toml": HOUSE_HOURS,
        "zones.toml": "",
    }
    for code, text in records.items():
        name = code.replace("_", "-")
        found[f"jurisdictions/{name}.toml"] = head(name) + text
    return found


def rulebook(gb: str = "", house: str = "", **more: str) -> RuleBook:
    """A rulebook with a record for GB, and others by their code."""
    return parse_rulebook(texts(house, GB=gb, **more))


def ask(book: RuleBook, at: datetime = TUESDAY, **facts: object) -> Verdict:
    """The verdict on a call to a consumer in London, unless the facts say otherwise."""
    given = {
        "country": "GB",
        "zones": ("Europe/London",),
        "party_type": "consumer",
        "collector": "third_party",
        "debt_type": "loan",
        "debt": "A",
        **facts,
    }
    return judge(book, Case(**given), at)  # type: ignore[arg-type]


def said(verdict: Verdict, rule_id: str) -> str | None:
    """The strictest outcome of the rule by name; None when it did not speak."""
    found = [one.outcome for one in verdict.findings if one.rule.id == rule_id]
    return max(found).name if found else None


def at(day: int, clock: str = "12:00", month: int = 11, year: int = 2026) -> datetime:
    """A moment in UTC, which is London's clock in November."""
    return datetime.fromisoformat(f"{year}-{month:02}-{day:02}T{clock}:00+00:00")


def call(day: int, clock: str = "12:00", **more: object) -> Attempt:
    return Attempt(at=at(day, clock), channel=more.pop("channel", "call"), **more)  # type: ignore[arg-type]
