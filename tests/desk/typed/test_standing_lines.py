"""A balance sheet and a score typed in one line; what is wrong is a sentence, and nothing typed raises."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectdesk.desk.typed.ability_lines import parse_balance, parse_score

TODAY = date(2026, 11, 24)
LAST = date(2025, 12, 31)
WORDS = ["ca", "cl", "cash", "of", "on", "5", "-1", "31", "dec", "feb", "29", "642", "/"]


@pytest.mark.parametrize(
    ("line", "lines", "as_of"),
    [
        ("ca 480000 cl 300,000 on 31 dec", {"current_assets": 48000000, "current_liabilities": 30000000}, LAST),
        (
            "current assets 480000, stock 120000, equity -5.50 total assets 9 as of 2026-06-30",
            {"current_assets": 48000000, "inventories": 12000000, "equity": -550, "total_assets": 900},
            date(2026, 6, 30),
        ),
        ("cash 1 eur on 29 feb 2024", {"cash": 100}, date(2024, 2, 29)),
        ("bank 1 yesterday", {"cash": 100}, None),
    ],
)  # fmt: skip
def test_a_balance_sheet(line: str, lines: dict[str, int], as_of: date | None) -> None:
    found = parse_balance(line, "EUR", TODAY)
    assert (found.lines, found.as_of, found.problem) == (lines, as_of, "")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("480000", "say what “480000” is before it"),
        ("goodwill 1", "“goodwill” is no line of it"),
        ("cash -5", "only equity can be below zero"),
        ("cash 1 cash 2", "“cash” stands there twice"),
        ("cash 1 on 31 dec 2026", "this day lies ahead"),
        ("cash 1 on soon", "type the day it is of"),
        ("cash 1.234.5", ""),
    ],
)
def test_what_is_no_balance_sheet(line: str, said: str) -> None:
    problem = parse_balance(line, "EUR", TODAY).problem
    assert problem
    assert said in problem


@pytest.mark.parametrize(
    ("line", "score", "scale", "on"),
    [
        ("642 of 0-1000 on 3 nov", "642", "0-1000", date(2026, 11, 3)),
        ("642/1000", "642", "1000", TODAY),
        ("B2", "B2", "", TODAY),
        ("AA- on 31 dec", "AA-", "", date(2025, 12, 31)),
    ],
)
def test_a_score(line: str, score: str, scale: str, on: date) -> None:
    found = parse_score(line, TODAY)
    assert (found.score, found.scale, found.on, found.problem) == (score, scale, on, "")


@pytest.mark.parametrize("line", ["642 good", "642 on soon", "642 on 24 dec 2026", "6" * 21])
def test_what_is_no_score(line: str) -> None:
    assert parse_score(line, TODAY).problem


@given(st.text(max_size=60) | st.lists(st.sampled_from(WORDS)).map(" ".join))
def test_nothing_typed_raises(line: str) -> None:
    parse_balance(line, "EUR", TODAY)
    parse_score(line, TODAY)
