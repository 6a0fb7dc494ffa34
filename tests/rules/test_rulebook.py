"""Broken files of rules name the file, the key and the reason, in one sentence."""

from __future__ import annotations

import pytest

from collectdesk.faults import BadInput
from collectdesk.rules.rulebook import load_rulebook, parse_rulebook
from tests.rules.records import HOUSE_HOURS, LAW, head, rule, texts

GB = "jurisdictions/GB.toml"


def broken(name: str, text: str | None) -> str:
    """The sentence for a rulebook in which one file holds this, or is missing."""
    files = texts(GB="")
    if text is None:
        del files[name]
    else:
        files[name] = text
    with pytest.raises(BadInput) as wrong:
        parse_rulebook(files)
    sentence = str(wrong.value)
    assert "\n" not in sentence
    return sentence


@pytest.mark.parametrize(
    ("keys", "named"),
    [
        (rule("hours", 'week = ["mon-fri 8-20"]'), ("hours", "week", "mon-fri 08:00-20:00")),
        (rule("hours", 'week = ["mon 20:00-08:00"]'), ("hours", "ends before it begins")),
        (rule("hours", 'week = ["mon 08:00-12:00", "mon 11:00-13:00"]'), ("hours", "overlap")),
        (rule("hours", 'week = ["mon 08:00-12:00"]\nholidays = "short_window"'), ("hours", "holiday_hours")),
        (rule("hours", 'week = ["mon 08:00-12:00"]\nholidays = "sometimes"'), ("hours", "holidays", "ban")),
        (rule("cap", "most = 0\ndays = 7"), ("cap", "most")),
        (rule("cap", "most = 1"), ("cap", "days or calendar")),
        (rule("cap", 'most = 1\ndays = 7\ncalendar = "day"'), ("cap", "days or calendar")),
        (rule("cap", "most = 1\ndays = 7\ncolour = 1"), ("cap", "colour")),
        (rule("spacing", ""), ("spacing", "gap_days")),
        (rule("cool_down", ""), ("cool_down", "business_days")),
        (rule("gate", ""), ("gate", "days_after_due")),
        (rule("channel", 'asks = "nicely"'), ("channel", "asks")),
        (rule("stop", 'trigger = "rain"'), ("stop", "trigger")),
        (
            rule("limitation", "years = 3\neffective_from = 2026-02-01\neffective_to = 2026-01-01"),
            ("limitation", "begins"),
        ),
        (
            rule("channel", 'asks = "banned"\napplies = { amount_max = 5 }'),
            ("channel", "applies", "currency"),
        ),
        (
            rule("channel", 'asks = "banned"', LAW.replace('citation = "Act 1"\n', "")),
            ("channel", "citation"),
        ),
        (rule("channel", 'asks = "banned"', LAW.replace("C1", "C9")), ("channel", "confidence")),
        (rule("channel", 'asks = "banned"', LAW.replace("statute", "gossip")), ("channel", "force")),
        (rule("channel", 'asks = "banned"') * 2, ("used twice",)),
        ('[[holiday]]\nname = "Nothing"\n', ("holiday", "one of day, easter, weekday")),
        ('[[holiday]]\nname = "Half"\nweekday = "mon"\nnth = 1\n', ("holiday", "month")),
    ],
)
def test_a_broken_rule_names_file_key_and_reason(keys: str, named: tuple[str, ...]) -> None:
    sentence = broken(GB, head("GB") + keys)
    assert f"data/{GB}" in sentence
    for word in named:
        assert word in sentence, sentence


def test_a_broken_file_is_named() -> None:
    assert "data/jurisdictions/GB.toml" in broken(GB, "[[")
    assert "data/jurisdictions/GB.toml" in broken(GB, head("FR"))
    assert "jurisdiction" in broken(GB, "")
    assert "default" in broken("house_hours.toml", "read_on = 2026-11-21")
    assert "data/house_hours.toml" in broken(
        "house_hours.toml", HOUSE_HOURS.replace("mon-fri 09:00", "any day 9", 1)
    )
    assert "GB-X" in broken("zones.toml", '[GB]\nGB-X = ["Europe/Atlantis"]')
    assert "records" in broken("jurisdictions/contents.toml", 'records = ["GB"]')


def test_missing_and_unlisted_files_stop_the_start() -> None:
    assert "jurisdictions/GB.toml is missing" in broken(GB, None)
    assert "contents.toml is missing" in broken("jurisdictions/contents.toml", None)
    assert "is missing" in broken("house_hours.toml", None)
    assert "is missing" in broken("zones.toml", None)
    unlisted = broken("jurisdictions/FR.toml", head("FR"))
    assert "jurisdictions/FR.toml is not listed" in unlisted
    assert "contents.toml" in unlisted


def test_a_record_needs_the_one_above_it() -> None:
    files = texts(US_MA="")
    with pytest.raises(BadInput, match="no record US above it"):
        parse_rulebook(files)


def test_any_byte_changes_the_version() -> None:
    one, other = texts(GB=""), texts(GB="# a word\n")
    assert parse_rulebook(one).version == parse_rulebook(dict(reversed(one.items()))).version
    assert parse_rulebook(one).version != parse_rulebook(other).version


def test_the_rules_of_this_installation_are_whole() -> None:
    book = load_rulebook()
    assert {"house", "US", "US-NY-NYC", "GB", "IN", "SA"} <= set(book.records)
    for record in book.records.values():
        for one in record.rules():
            assert one.force == "house" or one.citation
            assert len(one.title) <= 120, (record.code, one.id)
