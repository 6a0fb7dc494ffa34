"""The script of a call: ten steps, and nothing about the case before the right party is verified."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from collectdesk.desk.call_flow import OPEN_PLACES, Step, flow, sentence
from collectdesk.desk.objections import digit_of, number_of, objections
from collectdesk.desk.typed.outcome_line import Surroundings, parse

FILLED = {
    "person": "Jana {overdue} [/b", "customer": "Nordwind", "collector": "Asha", "creditor": "Creditor",
    "overdue": "EUR 1,300.00", "document": "4655", "due": "1 Oct", "agreed": "",
}  # fmt: skip


def test_ten_steps_with_verifying_before_disclosing() -> None:
    keys = [one.key for one in flow().step]
    assert len(keys) == 10
    assert keys.index("verify") < keys.index("introduce") < keys.index("state")
    assert [one.before_verified for one in flow().step] == [True] * 3 + [False] * 7


def test_before_verifying_only_person_and_customer_are_named() -> None:
    for step in flow().step[:3]:
        said = sentence(step, FILLED) + sentence(step, {**FILLED, "person": ""})
        assert not any(FILLED[name] in said for name in FILLED if name not in OPEN_PLACES and FILLED[name])
    with pytest.raises(ValidationError, match="may not name"):
        Step(key="x", title="x", say="You owe {overdue}", do="", before_verified=True)
    with pytest.raises(ValidationError, match="may not name"):
        Step(key="x", title="x", say="{person.__class__}", do="")


def test_what_is_filled_in_is_never_read_as_a_place() -> None:
    assert "Jana {overdue} [/b" in sentence(flow().step[1], FILLED)


def test_each_case_has_its_sentence() -> None:
    state = flow().step[flow().number("state")]
    assert "EUR 1,300.00" in sentence(state, FILLED)
    assert "Nothing on it is overdue" in sentence(state, {**FILLED, "overdue": ""})
    confirm = flow().step[flow().number("confirm")]
    assert "EUR 5 by Fri" in sentence(confirm, {**FILLED, "agreed": "EUR 5 by Fri"})
    assert "…" not in "".join(sentence(step, {**FILLED, "agreed": "a"}) for step in flow().step)


def test_every_answer_begins_a_result_that_a_call_can_end_with() -> None:
    from datetime import date

    around = Surroundings(date(2026, 11, 24), "UTC", None, {"EUR": 1})
    for answer in objections():
        result = parse(answer.words, around).result
        assert result is not None
        assert "call" in result.channels
        assert result.code == answer.result


def test_ten_objections_have_a_digit_each_and_the_results_of_the_field() -> None:
    # Section 10.4 of the domain reference, in the order of the digits on the call.
    codes = ["PAID_CLAIM", "DOC_REQ", "IN_PROCESS", "DISPUTE", "DISPUTE", "PTP_PART", "PLAN_REQ", "CALLBACK"]
    assert [one.result for one in objections()] == [*codes, "CEASE", "PTP"]
    digits = [digit_of(number) for number in range(1, 11)]
    assert sorted(digits) == list(range(10))
    assert [number_of(digit) for digit in digits] == list(range(1, 11))


def test_an_objection_is_dealt_with_at_a_step_that_listens() -> None:
    listens = [at for at, step in enumerate(flow().step) if step.answers]
    assert flow().answering(0) == listens[0]
    assert flow().answering(listens[1]) == listens[1]
    assert flow().answering(len(flow().step) - 1) == listens[-1]
