"""What the gate card, its tab and the call show of the gate, in words."""

from __future__ import annotations

from datetime import date, datetime

from collectdesk.desk.act import Actor
from collectdesk.desk.bindings import RecordStop, RecordWish, record_stop, record_wish
from collectdesk.desk.briefing import briefing
from collectdesk.desk.calls import LogCall, log_call
from collectdesk.desk.gate_view import call_gate, gate_view
from collectdesk.store import Store
from tests.desk.conftest import Sample
from tests.desk.test_bindings import NOON, consumer

__all__ = ["consumer"]


def test_each_channel_says_until_when_or_why_not(store: Store, now: datetime, sample: Sample) -> None:
    seen = gate_view(store, now, sample.account_id, "Europe/Berlin")
    said = {one.channel: (one.state, one.short) for one in seen.channels}
    assert list(said) == ["call", "email", "sms", "letter"]
    assert said["call"] == ("open", "until 17:00")
    assert said["letter"][0] == "open"
    assert "house/house_hours" in {rule.name for rule in seen.rules}
    assert all(rule.confidence for rule in seen.rules)


def test_a_stop_is_held_with_its_words_and_stands_on_record(
    store: Store, owner: Actor, now: datetime, sample: Sample
) -> None:
    record_stop(store, owner, now, RecordStop(account_id=sample.account_id, kind="deceased"))
    record_wish(
        store, owner, now, RecordWish(account_id=sample.account_id, kind="hours", value="18:00-20:00")
    )
    seen = gate_view(store, now, sample.account_id, "Europe/Berlin")
    call = seen.channels[0]
    assert (call.state, call.next_allowed_at) == ("held", None)
    assert call.why
    assert {(one.kind, one.code) for one in seen.on_record} == {("stop", "deceased"), ("wish", "hours")}


def test_the_call_says_the_lines_of_the_law_and_counts(store: Store, owner: Actor, consumer: Sample) -> None:
    before = call_gate(store, NOON, consumer.account_id, "Europe/Berlin", consumer.phone_id)
    assert before.disclosure == "after_verification"
    assert any("1006.18(e)" in line.citation for line in before.say)
    call = LogCall(
        account_id=consumer.account_id, result="NOANS", started_at=NOON, contact_point_id=consumer.phone_id
    )
    log_call(store, owner, NOON, call)
    after = gate_view(store, NOON, consumer.account_id, "Europe/Berlin")
    assert after.calls_in_a_week == 1
    assert after.last_conversation is None
    assert any("7 calls in 7" in words for words in after.caps)


def test_the_briefing_names_rest_days_and_holidays_ahead() -> None:
    found = briefing("DE", None, date(2026, 12, 20))
    assert found.known
    assert found.rest == (5, 6)
    assert [day for day, _name in found.holidays] == [
        date(2026, 12, 25),
        date(2026, 12, 26),
        date(2027, 1, 1),
    ]
    assert briefing("SA", None, date(2026, 12, 20)).rest == (4, 5)
    assert not briefing(None, None, date(2026, 12, 20)).known
