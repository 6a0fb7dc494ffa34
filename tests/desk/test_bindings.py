"""What binds the next contact is recorded, holds at the gate at once, ends, and can be taken back."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from collectdesk.desk.act import Actor
from collectdesk.desk.bindings import (
    EndWish,
    NoticeNotReceived,
    RecordConsent,
    RecordNotice,
    RecordStop,
    RecordWish,
    StatePlace,
    WithdrawConsent,
    end_wish,
    notice_not_received,
    record_consent,
    record_notice,
    record_stop,
    record_wish,
    state_place,
    withdraw_consent,
)
from collectdesk.desk.calls import LogCall, log_call
from collectdesk.desk.gate import ask_gate
from collectdesk.desk.holds import LiftHold, lift_hold
from collectdesk.desk.undo import UndoAct, undo
from collectdesk.faults import BadInput
from collectdesk.models import Account, Consent, CreditorEntity, Hold, Journal, LegalNotice, Party, Wish
from collectdesk.rules.record import Channel
from collectdesk.store import Store
from tests.desk.conftest import Sample


@pytest.fixture
def consumer(store: Store, sample: Sample) -> Sample:
    """The account as that of a consumer in New York whom an agency collects from."""
    with store.write() as session:
        account = session.get_one(Account, sample.account_id)
        party = session.get_one(Party, account.party_id)
        party.country, party.region, party.city, party.party_type = "US", "US-NY", "Albany", "consumer"
        session.get_one(CreditorEntity, account.creditor_entity_id).collector = "third_party"
    return sample


NOON = datetime.fromisoformat("2026-11-24T17:00:00+00:00")
"""12:00 in New York, 18:00 in Berlin."""


def spoken(store: Store, sample: Sample, at: datetime, channel: Channel = "call") -> tuple[str, set[str]]:
    """The verdict and the rules that stand in the way."""
    verdict = ask_gate(store, at, sample.account_id, channel).verdict
    return verdict.outcome.name, {one.rule.id for one in verdict.against}


def test_a_stop_refuses_at_once_and_ends_when_it_is_lifted(
    store: Store, owner: Actor, consumer: Sample
) -> None:
    assert spoken(store, consumer, NOON)[0] == "ALLOW"
    done = record_stop(store, owner, NOON, RecordStop(account_id=consumer.account_id, kind="attorney"))
    outcome, rules = spoken(store, consumer, NOON)
    assert outcome == "BLOCK"
    assert any("attorney" in rule or "lawyer" in rule for rule in rules)
    with store.read() as session:
        held = session.scalars(select(Hold).where(Hold.id.in_(done.created["hold"]))).one()
    lift_hold(store, owner, NOON, LiftHold(hold_id=held.id))
    assert spoken(store, consumer, NOON)[0] == "ALLOW"


def test_a_stop_of_one_account_binds_the_person(store: Store, owner: Actor, consumer: Sample) -> None:
    with store.write() as session:
        first = session.get_one(Account, consumer.account_id)
        other = Account(
            number="100234-2",
            party_id=first.party_id,
            creditor_entity_id=first.creditor_entity_id,
            created_at=NOON,
        )
        session.add(other)
        session.flush()
        other_id = other.id
    record_stop(store, owner, NOON, RecordStop(account_id=other_id, kind="deceased"))
    assert spoken(store, consumer, NOON)[0] == "BLOCK"


def test_wishes_bind_the_house(store: Store, owner: Actor, consumer: Sample) -> None:
    account = consumer.account_id
    made = record_wish(store, owner, NOON, RecordWish(account_id=account, kind="hours", value="18:00-20:00"))
    outcome, rules = spoken(store, consumer, NOON)
    assert (outcome, rules) == ("BLOCK", {"wish_hours"})
    verdict = ask_gate(store, NOON, account).verdict
    assert verdict.next_allowed_at == datetime.fromisoformat("2026-11-24T23:00:00+00:00")
    later = record_wish(store, owner, NOON, RecordWish(account_id=account, kind="hours", value="09:00-13:00"))
    assert spoken(store, consumer, NOON)[0] == "ALLOW"
    with store.read() as session:
        first = session.get_one(Wish, made.created["wish"][0])
        assert first.ended_on == date(2026, 11, 24)
    end_wish(store, owner, NOON, EndWish(account_id=account, wish_id=later.created["wish"][0]))
    record_wish(store, owner, NOON, RecordWish(account_id=account, kind="only", value="email, letter"))
    assert spoken(store, consumer, NOON) == ("BLOCK", {"wish_only"})
    assert "wish_only" not in spoken(store, consumer, NOON, "letter")[1]


@pytest.mark.parametrize(
    ("kind", "value", "says"),
    [
        ("hours", "18-20", "18:00-20:00"),
        ("hours", "", "18:00-20:00"),
        ("hours", "20:00-18:00", "18:00-20:00"),
        ("days", "monday", "mon,tue"),
        ("only", "fax", "call"),
        ("only", "", "call"),
    ],
)
def test_a_wish_that_cannot_be_read_is_refused(
    store: Store, owner: Actor, consumer: Sample, kind: str, value: str, says: str
) -> None:
    command = RecordWish.model_validate({"account_id": consumer.account_id, "kind": kind, "value": value})
    with pytest.raises(BadInput, match=says):
        record_wish(store, owner, NOON, command)
    with store.read() as session:
        assert session.scalars(select(Wish)).all() == []


def test_a_consent_lifts_the_wait_for_its_day_alone(store: Store, owner: Actor, consumer: Sample) -> None:
    account, thursday = consumer.account_id, NOON + timedelta(days=2)
    call = LogCall(account_id=account, result="PLAN_REQ", started_at=NOON, contact_point_id=consumer.phone_id)
    log_call(store, owner, NOON, call)
    assert spoken(store, consumer, thursday) == ("BLOCK", {"after_conversation"})
    agreed = RecordConsent(
        account_id=account, channel="call", for_on=date(2026, 11, 26), source="asked for on the call"
    )
    record_consent(store, owner, NOON, agreed)
    assert spoken(store, consumer, thursday)[0] == "ALLOW"
    assert spoken(store, consumer, thursday + timedelta(days=1))[0] == "BLOCK"
    withdraw_consent(store, owner, NOON, WithdrawConsent(account_id=account, channel="call"))
    assert spoken(store, consumer, thursday)[0] == "BLOCK"
    with store.read() as session:
        assert session.scalars(select(Consent)).one().ended_on == date(2026, 11, 24)


def test_a_consent_says_where_it_comes_from(store: Store, owner: Actor, consumer: Sample) -> None:
    with pytest.raises(BadInput, match="how the customer agreed"):
        record_consent(store, owner, NOON, RecordConsent(account_id=consumer.account_id, channel="sms"))
    with pytest.raises(BadInput, match="no consent to sms"):
        withdraw_consent(store, owner, NOON, WithdrawConsent(account_id=consumer.account_id, channel="sms"))


def test_a_notice_opens_the_gate_of_ontario_and_closes_it_when_it_never_came(
    store: Store, owner: Actor, consumer: Sample
) -> None:
    account = consumer.account_id
    with store.write() as session:
        party = session.get_one(Party, session.get_one(Account, account).party_id)
        party.country, party.region, party.city = "CA", "CA-ON", "Toronto"
    assert spoken(store, consumer, NOON)[0] == "BLOCK"
    sent = RecordNotice(account_id=account, kind="written_notice", on=date(2026, 11, 18))
    record_notice(store, owner, NOON, sent)
    assert spoken(store, consumer, NOON)[0] == "ALLOW"
    early = RecordNotice(account_id=account, kind="written_notice", on=date(2026, 11, 25))
    with pytest.raises(BadInput, match="lies ahead"):
        record_notice(store, owner, NOON, early)
    notice_not_received(store, owner, NOON, NoticeNotReceived(account_id=account, kind="written_notice"))
    assert spoken(store, consumer, NOON)[0] == "BLOCK"
    with store.read() as session:
        assert session.scalars(select(LegalNotice)).one().not_received_on == date(2026, 11, 24)


def test_where_the_customer_said_to_be_governs(store: Store, owner: Actor, consumer: Sample) -> None:
    account, early = consumer.account_id, datetime.fromisoformat("2026-11-24T14:30:00+00:00")
    assert spoken(store, consumer, early)[0] == "ALLOW"
    state_place(store, owner, early, StatePlace(account_id=account, zone="America/Los_Angeles"))
    assert spoken(store, consumer, early) == ("BLOCK", {"hours"})
    with pytest.raises(BadInput, match="not a time zone"):
        state_place(store, owner, early, StatePlace(account_id=account, zone="Atlantis/Harbour"))
    state_place(store, owner, early, StatePlace(account_id=account, zone=None))
    assert spoken(store, consumer, early)[0] == "ALLOW"


def test_each_of_them_can_be_taken_back(store: Store, owner: Actor, consumer: Sample) -> None:
    account = consumer.account_id
    for make in (
        lambda: record_stop(store, owner, NOON, RecordStop(account_id=account, kind="cease")),
        lambda: record_wish(store, owner, NOON, RecordWish(account_id=account, kind="no_calls")),
        lambda: state_place(store, owner, NOON, StatePlace(account_id=account, zone="Asia/Tokyo")),
    ):
        done = make()
        assert spoken(store, consumer, NOON)[0] == "BLOCK"
        undo(store, owner, NOON, UndoAct(journal_id=done.journal_id))
        assert spoken(store, consumer, NOON)[0] == "ALLOW"


def test_a_logged_call_holds_the_verdict_of_its_moment_and_no_words(
    store: Store, owner: Actor, consumer: Sample
) -> None:
    at_night = datetime.fromisoformat("2026-11-24T04:00:00+00:00")
    call = LogCall(
        account_id=consumer.account_id,
        result="NOANS",
        started_at=at_night,
        contact_point_id=consumer.phone_id,
    )
    done = log_call(store, owner, NOON, call)
    assert "did not allow" in done.said
    with store.read() as session:
        facts = json.loads(session.get_one(Journal, done.journal_id).facts)
    assert facts["gate"]["verdict"] == "BLOCK"
    assert facts["gate"]["rules"] == ["US/hours"]
    assert "Nordwind" not in json.dumps(facts)
    fine = LogCall(account_id=consumer.account_id, result="NOANS", started_at=NOON)
    assert "did not allow" not in log_call(store, owner, NOON, fine).said
