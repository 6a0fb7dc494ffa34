"""The gate at the keypress: a refusal is on record without names, and a lead passes only what the rules allow."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from collectdesk.desk.act import Actor
from collectdesk.desk.bindings import RecordStop, record_stop
from collectdesk.desk.gate import OverrideGate, ask_gate, gate_facts, knock, override_gate
from collectdesk.desk.refusal import knock_for_call, what_ends
from collectdesk.desk.rights import Role
from collectdesk.desk.undo import UndoAct, undo
from collectdesk.faults import BadInput, Refused
from collectdesk.models import Account, CreditorEntity, GateOverride, Journal, Party
from collectdesk.rules.rulebook import load_rulebook
from collectdesk.store import Store
from tests.desk.conftest import Sample

OPEN = datetime.fromisoformat("2026-11-24T09:02:00+00:00")
"""A Tuesday, 10:02 in Berlin: inside house hours for businesses."""
SHUT = datetime.fromisoformat("2026-11-24T21:00:00+00:00")
"""22:00 in Berlin."""


def journal(store: Store) -> list[Journal]:
    """The entries, oldest first."""
    with store.read() as session:
        return list(session.scalars(select(Journal).order_by(Journal.id)))


def facts(entry: Journal) -> dict[str, object]:
    """What an entry holds."""
    return json.loads(entry.facts) if isinstance(entry.facts, str) else dict(entry.facts)


def consumer(store: Store, sample: Sample) -> None:
    """Make the account that of a consumer in New York whom an agency collects from."""
    with store.write() as session:
        account = session.get_one(Account, sample.account_id)
        party = session.get_one(Party, account.party_id)
        party.country, party.region, party.city, party.party_type = "US", "US-NY", "Albany", "consumer"
        session.get_one(CreditorEntity, account.creditor_entity_id).collector = "third_party"


def overriding(sample: Sample, reason: str = "asked for by e-mail") -> OverrideGate:
    """The command."""
    return OverrideGate(account_id=sample.account_id, reason=reason)


def test_an_allowed_knock_leaves_no_entry(store: Store, owner: Actor, sample: Sample) -> None:
    before = len(journal(store))
    answer = knock(store, owner, OPEN, sample.account_id)
    assert answer.allowed
    assert answer.entry is None
    assert len(journal(store)) == before
    assert knock_for_call(store, owner, OPEN, sample.account_id, "Europe/Berlin") is None


def test_a_refused_knock_is_one_entry_without_names(store: Store, owner: Actor, sample: Sample) -> None:
    before = len(journal(store))
    answer = knock(store, owner, SHUT, sample.account_id)
    added = journal(store)[before:]
    assert [one.id for one in added] == [answer.entry]
    (entry,) = added
    assert (entry.act, entry.account_id, entry.actor_id) == ("contact.refused", sample.account_id, owner.id)
    assert facts(entry)["rules"] == ["house/house_hours"]
    assert "Nordwind" not in json.dumps(facts(entry))


def test_gate_facts_are_codes_and_instants(store: Store, sample: Sample) -> None:
    answer = ask_gate(store, SHUT, sample.account_id)
    assert gate_facts(answer) == {
        "channel": "call",
        "verdict": answer.verdict.outcome.name,
        "rules": ["house/house_hours"],
        "rules_version": load_rulebook().version,
        "next_allowed_at": "2026-11-25T07:00:00Z",  # 08:00 in Berlin, when German house hours begin
        "zones": ["Europe/Berlin", "Europe/Busingen"],
        "overridden": False,
    }


def test_a_lead_passes_house_hours_for_thirty_minutes(store: Store, owner: Actor, sample: Sample) -> None:
    receipt = override_gate(store, owner, SHUT, overriding(sample))
    for minutes, allowed in ((0, True), (29, True), (30, False)):
        answer = ask_gate(store, SHUT + timedelta(minutes=minutes), sample.account_id)
        assert answer.allowed is allowed
    entry = next(one for one in journal(store) if one.id == receipt.journal_id)
    assert "asked for" not in json.dumps(facts(entry))
    undo(store, owner, SHUT, UndoAct(journal_id=receipt.journal_id))
    assert not ask_gate(store, SHUT, sample.account_id).allowed


def test_it_covers_no_other_rule(store: Store, owner: Actor, sample: Sample) -> None:
    override_gate(store, owner, SHUT, overriding(sample))
    record_stop(store, owner, SHUT, RecordStop(account_id=sample.account_id, kind="insolvency"))
    answer = ask_gate(store, SHUT, sample.account_id)
    assert answer.overridden is None
    assert not ask_gate(store, SHUT, sample.account_id, "email").overridden


def test_only_a_lead_may(store: Store, owner: Actor, sample: Sample) -> None:
    collector = replace(owner, roles=frozenset({Role.COLLECTOR}))
    with pytest.raises(Refused):
        override_gate(store, collector, SHUT, overriding(sample))
    assert not ask_gate(store, SHUT, sample.account_id).allowed


@pytest.mark.parametrize("reason", ["", "  \n "])
def test_without_a_reason_nothing_passes(store: Store, owner: Actor, sample: Sample, reason: str) -> None:
    with pytest.raises(BadInput, match="record"):
        override_gate(store, owner, SHUT, overriding(sample, reason))
    with store.read() as session:
        assert session.scalars(select(GateOverride)).all() == []


def test_nothing_is_passed_where_nothing_is_in_the_way(store: Store, owner: Actor, sample: Sample) -> None:
    with pytest.raises(BadInput, match="allowed now"):
        override_gate(store, owner, OPEN, overriding(sample))


def test_the_law_refuses_an_override_and_that_is_on_record(
    store: Store, owner: Actor, sample: Sample
) -> None:
    consumer(store, sample)
    night = datetime.fromisoformat("2026-11-24T09:02:00+00:00")  # 04:02 in New York
    with pytest.raises(Refused):
        override_gate(store, owner, night, overriding(sample))
    entry = journal(store)[-1]
    assert (entry.act, entry.refused) == ("contact.override", True)
    assert not ask_gate(store, night, sample.account_id).allowed


def test_what_would_end_a_refusal(store: Store, owner: Actor, sample: Sample) -> None:
    answer = ask_gate(store, SHUT, sample.account_id)
    assert what_ends(answer, answer.verdict.against[0]) == "time"
    consumer(store, sample)
    record_stop(store, owner, SHUT, RecordStop(account_id=sample.account_id, kind="cease"))
    refusal = knock_for_call(store, owner, SHUT, sample.account_id, "Asia/Kolkata")
    assert refusal is not None
    assert (refusal.ends, refusal.opens_at, refusal.windows) == ("stop", None, ())
    assert refusal.start.minute == 30  # an hour of Kolkata begins at half past
