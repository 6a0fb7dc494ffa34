"""The twelve tricky cases of the contact rules, every moment of each, through the gate and through the shell."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from collectdesk.cli.main import main
from collectdesk.desk.typed.case_line import Told, read_case
from collectdesk.rules.gate import judge
from collectdesk.rules.rulebook import load_rulebook
from tests.rules.cases_one_to_six import T1, T2, T3, T4, T5, T6
from tests.rules.cases_seven_to_twelve import T7, T8, T9, T10, T11, T12
from tests.rules.described import NEVER, NOT_SAID, Described, Moment

CASES = (*T1, *T2, *T3, *T4, *T5, *T6, *T7, *T8, *T9, *T10, *T11, *T12)
MOMENTS = [
    pytest.param(one, moment, id=f"{one.name} {moment.at}".replace(" ", "_"))
    for one in CASES
    for moment in one.moments
]


def told(options: tuple[str, ...]) -> Told:
    """The same options as the shell takes apart."""
    found: dict[str, Any] = {}
    for name, value in zip(options[::2], options[1::2], strict=True):
        key = name.removeprefix("--").replace("-", "_")
        if key in ("region", "attempt", "notice", "stop", "wish", "consent"):
            found.setdefault(key, []).append(value)
        else:
            found[key] = int(value) if key == "days_past_due" else value
    return Told(**found)


@pytest.mark.parametrize(("described", "moment"), MOMENTS)
def test_the_gate_says(described: Described, moment: Moment) -> None:
    book = load_rulebook()
    at = datetime.fromisoformat(moment.at)
    verdict = judge(book, read_case(book, told(described.options), at), at)
    spoken = [(one.rule.jurisdiction, one.rule.id, one.outcome.name) for one in verdict.findings]
    assert verdict.outcome.name in moment.verdict.split("|"), spoken
    if moment.next is NEVER:
        assert verdict.next_allowed_at is None, spoken
    elif moment.next != NOT_SAID:
        assert verdict.next_allowed_at == datetime.fromisoformat(moment.next), spoken
    if moment.disclosure is not None:
        assert verdict.disclosure == moment.disclosure
    if moment.override is not None:
        assert verdict.override is moment.override


@pytest.mark.parametrize(("described", "moment"), MOMENTS)
def test_the_shell_says(described: Described, moment: Moment, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["check", *described.options, "--at", moment.at, "--json"])
    said = capsys.readouterr()
    assert said.out, said.err
    answer = json.loads(said.out)
    spoken = {(one["jurisdiction"], one["id"], one["effect"]) for one in answer["rules"]}
    assert answer["verdict"] in moment.verdict.split("|"), spoken
    assert code == int(answer["verdict"] in ("REVIEW", "BLOCK"))
    assert answer["at"] == moment.at
    if moment.next != NOT_SAID:
        assert answer["next_allowed_at"] == moment.next
    if moment.disclosure is not None:
        assert answer["disclosure"] == moment.disclosure
    assert spoken.issuperset(moment.by), spoken
    # Lines about time-barred claims and the like may come from a law; what decides must not.
    assert not {one for one in spoken if one[0] in moment.not_by}, spoken
