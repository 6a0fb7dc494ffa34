"""The rules file: what is refused, and in which words."""

from __future__ import annotations

import pytest

from collectdesk.faults import BadInput
from collectdesk.ranking.config import load_rules, parse_rules
from collectdesk.resources import read_data

TEXT = read_data("ranking.toml")


def test_the_file_that_ships_is_usable_and_its_caps_make_a_hundred() -> None:
    rules = load_rules()
    assert sum(rules.caps) == 100
    assert rules.pins.code(rules.pins.number("limitation")) == "limitation"
    assert rules.suppressions.code(rules.suppressions.number("disputed")) == "disputed"
    assert rules.pins.code(0) is rules.suppressions.code(0) is None


def test_the_version_follows_the_rules_not_the_comments() -> None:
    assert parse_rules("# more words\n" + TEXT).version == load_rules().version
    assert parse_rules(TEXT.replace("due = 6", "due = 7")).version != load_rules().version


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("cap = 25", "cap = 24", "amount"),
        ("cap = 25", "cap = 26", "the file"),
        ("from = 500", "from = 50", "amount"),
        ("from = 500", "from = 0", "amount.bands.1.from"),
        ("never = 5", "never = 6", "contact_gap"),
        ("never = 5", 'never = "5"', "contact_gap.never"),
        ("due = 6", "due = 6.5", "promise.due"),
        ("due = 6", "dew = 6", "promise.due"),
        ("limitation_days = 60", "limitation_days = -1", "pins.limitation_days"),
        ('"limitation", ', "", "pins"),
        ('"placed",', '"plaiced",', "suppressions.order"),
        ("D = 15", "E = 15", "risk_class.points"),
        ("[waiting]", "[waiting", "TOML"),
    ],
)
def test_a_wrong_file_is_refused_by_name_and_key(old: str, new: str, key: str) -> None:
    assert old in TEXT
    with pytest.raises(BadInput) as caught:
        parse_rules(TEXT.replace(old, new, 1))
    said = str(caught.value)
    assert said.startswith("data/ranking.toml")
    assert key in said
    assert "\n" not in said
