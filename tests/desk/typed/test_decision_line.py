"""A decision typed in one line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectdesk.desk.typed.decision_line import parse_decision
from collectdesk.money import Money

DISPUTED = Money(114_000, "EUR")


@pytest.mark.parametrize(
    ("line", "outcome", "accepted", "cause", "why"),
    [
        ("accepted billing", "accepted", 114_000, "billing_error", ""),
        ("acc 640 pricing list of March", "partly_accepted", 64_000, "pricing_master", "list of March"),
        (
            "partly pricing_master 640.50 EUR the list",
            "partly_accepted",
            64_050,
            "pricing_master",
            "the list",
        ),
        ("partly 1,140.00 other x", "accepted", 114_000, "other", "x"),
        ("rejected delay: 3 pallets came", "rejected", 0, None, "delay: 3 pallets came"),
        ("rej delay 3 pallets came", "rejected", 0, "delay_tactic", "3 pallets came"),
        ("withdrawn", "withdrawn", 0, None, ""),
        ("Valid Logistics, lost on the way", "accepted", 114_000, "logistics", "lost on the way"),
    ],
)
def test_what_a_line_means(line: str, outcome: str, accepted: int, cause: str | None, why: str) -> None:
    found = parse_decision(line, DISPUTED)
    assert (found.outcome, found.accepted, found.cause, found.why) == (
        outcome, Money(accepted, "EUR"), cause, why,
    )  # fmt: skip
    assert found.problem == ""


@pytest.mark.parametrize(
    ("line", "missing"),
    [
        ("", ("outcome",)),
        ("accepted", ("cause",)),
        ("partly", ("amount", "cause", "why")),
        ("partly 5 other", ("why",)),
        ("rejected other", ("why",)),
        ("withdrawn", ()),
    ],
)
def test_what_is_missing(line: str, missing: tuple[str, ...]) -> None:
    found = parse_decision(line, DISPUTED)
    assert (found.missing, found.complete) == (missing, not missing)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("maybe", "is no outcome"),
        ("partly 1140.01 other x", "at most EUR 1,140.00"),
        ("partly 0 other x", "above zero"),
        ("partly 1.140 other x", "can be"),
        ("accepted 5 USD", "this dispute is in EUR"),
        ("…", "is no outcome"),
    ],
)
def test_what_cannot_be(line: str, said: str) -> None:
    found = parse_decision(line, DISPUTED)
    assert said in found.problem
    assert not found.complete


@given(st.text(max_size=60))
def test_no_line_breaks_it(line: str) -> None:
    found = parse_decision(line, DISPUTED)
    if found.complete and found.accepted is not None:
        assert 0 <= found.accepted.minor <= DISPUTED.minor
