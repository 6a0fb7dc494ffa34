"""Playbooks: which accounts they are for, and what is due on which day."""

from __future__ import annotations

from decimal import Decimal

import pytest

from collectdesk.faults import BadInput
from collectdesk.messages.playbooks import Customer, Playbook, playbook_for, playbooks
from collectdesk.resources import parse_data


@pytest.mark.parametrize(
    ("who", "name"),
    [
        (Customer("consumer", "D", 5, Decimal(5)), "consumer"),
        (Customer("business", "D", 0, Decimal(500000)), "chronic"),
        (Customer("business", None, 2, Decimal(5000)), "chronic"),
        (Customer("business", "A", 0, Decimal(100000)), "key_account"),
        (Customer("business", "A", 1, Decimal("999.99")), "small"),
        (Customer("business", "A", 0, Decimal(1000)), "standard"),
        (Customer("public_body", None, 0, None), "standard"),
    ],
)
def test_whose_playbook_it_is(who: Customer, name: str) -> None:
    assert playbook_for(who).name == name


def test_a_missed_step_is_made_up_for_within_its_days_and_not_after() -> None:
    standard = next(one for one in playbooks() if one.name == "standard")
    assert [one.message or one.call for one in standard.due(1)] == ["friendly_reminder"]
    assert [one.message for one in standard.due(6)] == ["friendly_reminder"]
    assert [one.message for one in standard.due(13)] == []
    assert [one.message for one in standard.due(-5)] == ["pre_due_courtesy"]


@pytest.mark.parametrize(
    ("step", "why"),
    [
        ('day = 1\nmessage = "nothing"', "is no message"),
        ('day = 1\nmessage = "quarterly_checkin"\nchannel = "sms"', "does not go out by sms"),
        ('day = 1\ncall = "a"\nreview = "b"', "a message, a call or a review"),
    ],
)
def test_a_step_that_cannot_be_used_is_named(step: str, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        parse_data(f'title = "x"\norder = 1\ncatch_up = 1\n[[step]]\n{step}', "own.toml", Playbook)
