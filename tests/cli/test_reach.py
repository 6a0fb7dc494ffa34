"""A day planned from the shell."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from tests.cli.conftest import Run


@pytest.mark.parametrize(("day", "slots"), [("2026-11-30", 48), ("2026-10-25", 50)])
def test_a_day_is_planned(book: Run, day: str, slots: int) -> None:
    book("queue")
    found = book("reach", "--date", day, "--json").json
    assert (found["day"], found["zone"], found["hours"]["accounts"]) == (day, "Europe/Berlin", 2)
    assert len(found["hours"]["slots"]) == slots
    assert sum(region["hours"]["accounts"] for region in found["regions"]) + found["pending"] == 2
    printed = book("reach", "--date", day)
    assert printed.code == 0
    bars = [line for line in printed.out.splitlines() if "·" in line or "◔" in line or "00    03" in line]
    assert bars
    assert max(map(cell_len, bars)) <= 80


def test_the_zone_can_be_another(book: Run) -> None:
    found = book("reach", "--date", "2026-11-30", "--zone", "Asia/Kolkata", "--json").json
    assert (found["start"], found["end"]) == ("2026-11-29T18:30:00Z", "2026-11-30T18:30:00Z")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--date", "30.11."), "--date"),
        (("--zone", "Mars/Olympus"), "--zone"),
        (("--date", "9999-12-31"), "too far"),
    ],
)
def test_what_cannot_be_planned_is_said(book: Run, given: tuple[str, str], said: str) -> None:
    ran = book("reach", *given)
    assert ran.code == 2
    assert said in ran.err
