"""Deciding disputes: what is released, what waits for its credit, who may, and that all of it can be taken back."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from collectdesk.desk.act import Actor, Command, Receipt, act
from collectdesk.desk.credits import CreditArrived, credit_arrived, settle_credits, shares
from collectdesk.desk.deciding import DecideDispute, decide_dispute
from collectdesk.desk.disputes import RaiseDispute, raise_dispute
from collectdesk.desk.dossier import dossier
from collectdesk.desk.plans.approvals import (
    DecideApproval,
    WithdrawApproval,
    approvals,
    decide_approval,
    withdraw_approval,
)
from collectdesk.desk.rights import Right, Role
from collectdesk.desk.undo import UndoAct, undo
from collectdesk.faults import BadInput, Refused
from collectdesk.models import Dispute, DisputeDecision, Journal, NextAction, OpenItem, Rank
from collectdesk.ranking.explain import explain
from collectdesk.store import Store
from tests.desk.cash.test_cash import _take
from tests.desk.conftest import Sample
from tests.desk.plans.conftest import person


def raised(store: Store, actor: Actor, now: datetime, sample: Sample, minor: int | None = None) -> int:
    """A dispute over the price; without an amount of everything. Its id."""
    command = RaiseDispute(account_id=sample.account_id, reason="PRICE", amount_minor=minor, currency="EUR")
    return raise_dispute(store, actor, now, command).created["dispute"][0]


def decided(store: Store, actor: Actor, now: datetime, dispute_id: int, outcome: str, **told: Any) -> Receipt:
    """A decision with a root cause and a reason unless told otherwise."""
    given = {"root_cause": "pricing_master", "explanation": "The March list applies"} | told
    return decide_dispute(
        store,
        actor,
        now,
        DecideDispute.model_validate({"dispute_id": dispute_id, "outcome": outcome} | given),
    )


def _held(store: Store, sample: Sample) -> list[int]:
    with store.read() as session:
        rows = session.scalars(
            select(OpenItem).where(OpenItem.account_id == sample.account_id).order_by(OpenItem.id)
        )
        return [row.disputed_minor for row in rows]


def _state(store: Store, dispute_id: int) -> str:
    with store.read() as session:
        return session.get_one(Dispute, dispute_id).state


def _facts(store: Store, receipt: Receipt) -> dict[str, Any]:
    with store.read() as session:
        found: dict[str, Any] = json.loads(session.get_one(Journal, receipt.journal_id).facts)
        return found


def _ledger(store: Store, item_id: int, open_minor: int) -> None:
    """The ledger shows another open amount."""
    with store.write() as session:
        session.execute(update(OpenItem).where(OpenItem.id == item_id).values(open_minor=open_minor))


@act("test.settle", right=Right.WORK)
def _settle(act: Any, command: Any) -> None:
    settle_credits(act)


def settle(store: Store, actor: Actor, now: datetime) -> Receipt:
    """What an import does once the ledger is stored."""
    return _settle(store, actor, now, Command())


def test_rejected_is_due_again_and_ranked(store: Store, owner: Actor, now: datetime, sample: Sample) -> None:
    number = raised(store, owner, now, sample)
    with store.read() as session:
        assert session.get_one(Rank, sample.account_id).suppressed
    receipt = decided(store, owner, now, number, "rejected")
    assert receipt.said == "Dispute rejected: EUR 2,200.00 is due again"
    assert (_held(store, sample), _state(store, number)) == ([0, 0, 0], "rejected")
    with store.read() as session:
        assert not session.get_one(Rank, sample.account_id).suppressed
    seen = dossier(store, owner, now, sample.account_id)
    assert [(one.kind, one.code) for one in seen.commitments] == [("next_action", "email")]
    assert (seen.events[0].kind, seen.events[0].result) == ("decision", "rejected")
    assert seen.events[0].text == "The March list applies"


def test_accepted_waits_for_its_credit(store: Store, owner: Actor, now: datetime, sample: Sample) -> None:
    number = raised(store, owner, now, sample, 14000)
    receipt = decided(store, owner, now, number, "accepted", explanation="")
    assert receipt.said == "Dispute accepted: EUR 140.00 waits for its credit"
    assert _held(store, sample) == [14000, 0, 0]
    seen = dossier(store, owner, now, sample.account_id)
    assert seen.items[0].state == "credit_awaited"
    credit = next(one for one in seen.commitments if one.kind == "credit")
    assert (credit.id, str(credit.amount)) == (number, "140.00")
    assert sorted(one.code for one in seen.commitments if one.kind == "next_action") == ["email", "review"]
    _ledger(store, sample.item_ids[0], 50000)  # a payment that only the ledger knows, or another credit
    settle(store, owner, now)
    assert _held(store, sample) == [14000, 0, 0]
    _ledger(store, sample.item_ids[0], 46000)
    settled = settle(store, owner, now + timedelta(days=1))
    assert _held(store, sample) == [0, 0, 0]
    assert _facts(store, settled)["credited"] == [number]
    assert dossier(store, owner, now, sample.account_id).items[0].state == "overdue"


def test_money_of_the_bank_is_no_credit(
    store: Store, owner: Actor, now: datetime, sample: Sample, tmp_path: Path
) -> None:
    decided(store, owner, now, raised(store, owner, now, sample, 14000), "accepted")
    _take(store, owner, now, tmp_path, "2026-11-24,140.00,EUR,4655,Nordwind Handels GmbH,")
    settle(store, owner, now)
    with store.read() as session:
        assert session.get_one(OpenItem, sample.item_ids[0]).open_minor == 46000
    assert _held(store, sample)[0] == 14000
    _ledger(store, sample.item_ids[0], 32000)
    settle(store, owner, now)
    assert _held(store, sample)[0] == 0


def test_a_closed_item_waits_for_no_credit(store: Store, owner: Actor, now: datetime, sample: Sample) -> None:
    number = raised(store, owner, now, sample, 14000)
    decided(store, owner, now, number, "accepted")
    _ledger(store, sample.item_ids[0], 0)
    settle(store, owner, now)
    assert _held(store, sample) == [0, 0, 0]


def test_two_credits_on_one_item_come_one_by_one_or_together(
    store: Store, owner: Actor, now: datetime, sample: Sample
) -> None:
    for minor in (14000, 6000):
        decided(store, owner, now, raised(store, owner, now, sample, minor), "accepted")
    _ledger(store, sample.item_ids[0], 54000)
    settle(store, owner, now)
    assert _held(store, sample)[0] == 14000
    _ledger(store, sample.item_ids[0], 40000)
    settle(store, owner, now)
    assert _held(store, sample)[0] == 0


def test_in_part(store: Store, owner: Actor, now: datetime, sample: Sample) -> None:
    number = raised(store, owner, now, sample)
    with pytest.raises(BadInput, match=r"less than EUR 2,200\.00"):
        decided(store, owner, now, number, "partly_accepted", accepted_minor=220000)
    receipt = decided(store, owner, now, number, "partly_accepted", accepted_minor=65000)
    assert _held(store, sample) == [60000, 5000, 0]
    facts = _facts(store, receipt)
    assert facts["amount"] == ["EUR", 220000]
    assert (facts["decided"], facts["accepted"], facts["days"]) == (number, 65000, 0)
    assert "dispute" not in facts  # that would count as one opened
    assert "The March list" not in json.dumps(facts)


def test_withdrawn_needs_no_cause_and_leaves_a_call(
    store: Store, owner: Actor, now: datetime, sample: Sample
) -> None:
    number = raised(store, owner, now, sample, 14000)
    decided(store, owner, now, number, "withdrawn", root_cause=None, explanation="")
    assert (_held(store, sample), _state(store, number)) == ([0, 0, 0], "withdrawn")
    (left,) = dossier(store, owner, now, sample.account_id).commitments
    assert (left.code, left.text) == ("call", "Dispute withdrawn: agree on a new day")


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"root_cause": None}, "what lay behind it"),
        ({"root_cause": "weather"}, "not a root cause"),
        ({"explanation": " "}, "say why"),
        ({"accepted_minor": 5}, "accepted in part"),
    ],
)
def test_what_is_missing_is_said(
    store: Store, owner: Actor, now: datetime, sample: Sample, told: dict[str, Any], said: str
) -> None:
    number = raised(store, owner, now, sample, 14000)
    with pytest.raises(BadInput, match=said):
        decided(store, owner, now, number, "rejected", **told)
    assert (_held(store, sample), _state(store, number)) == ([14000, 0, 0], "new")


def test_a_dispute_is_decided_once(store: Store, owner: Actor, now: datetime, sample: Sample) -> None:
    number = raised(store, owner, now, sample, 14000)
    decided(store, owner, now, number, "rejected")
    with pytest.raises(BadInput, match="decided already"):
        decided(store, owner, now, number, "accepted")
    with pytest.raises(BadInput, match="no dispute 999"):
        decided(store, owner, now, 999, "accepted")


@pytest.mark.parametrize("outcome", ["accepted", "partly_accepted", "rejected", "withdrawn"])
def test_undo_brings_back_what_was(
    store: Store, owner: Actor, now: datetime, sample: Sample, outcome: str
) -> None:
    number = raised(store, owner, now, sample)
    before = dossier(store, owner, now, sample.account_id)
    told = {"accepted_minor": 100} if outcome == "partly_accepted" else {}
    receipt = decided(store, owner, now, number, outcome, **told)
    undo(store, owner, now, UndoAct(journal_id=receipt.journal_id))
    after = dossier(store, owner, now, sample.account_id)
    assert (after.commitments, after.owed, after.items) == (before.commitments, before.owed, before.items)
    assert after.events[0].undone or after.events[1].undone
    settle(store, owner, now)
    assert _held(store, sample) == [60000, 70000, 90000]
    decided(store, owner, now, number, "rejected")


def test_a_collector_asks_and_a_lead_grants(store: Store, now: datetime, sample: Sample) -> None:
    collector = person(store, now, "Collector", Role.COLLECTOR)
    lead = person(store, now, "Lead", Role.LEAD)
    number = raised(store, collector, now, sample, 14000)
    with pytest.raises(Refused, match="a team lead to decide"):
        decided(store, collector, now, number, "accepted")
    asked = decided(store, collector, now, number, "accepted", ask=True)
    assert "decided" not in _facts(store, asked)
    assert _state(store, number) == "new"
    (waits,) = [
        one for one in dossier(store, collector, now, sample.account_id).commitments if one.kind == "dispute"
    ]
    assert waits.text == "a decision waits for approval"
    with pytest.raises(BadInput, match="waits for approval"):
        decided(store, lead, now, number, "rejected")
    (request,) = approvals(store, lead)
    assert (request.kind, str(request.amount), request.needs) == ("credit", "140.00", "lead")
    assert request.about.startswith("Dispute accepted: EUR 140.00")
    granted = decide_approval(store, lead, now, DecideApproval(approval_id=request.id, approve=True))
    assert _facts(store, granted)["decided"] == number
    assert (_state(store, number), _held(store, sample)) == ("accepted", [14000, 0, 0])
    with store.read() as session:
        (decision,) = session.scalars(select(DisputeDecision))
        assert (decision.user_id, decision.decided_by) == (collector.id, lead.id)


@pytest.mark.parametrize("way", ["declined", "withdrawn", "undone", "expired"])
def test_what_is_not_granted_leaves_the_dispute_open(
    store: Store, now: datetime, sample: Sample, way: str
) -> None:
    from collectdesk.desk.plans.approvals import expire_approvals

    collector = person(store, now, "Collector", Role.COLLECTOR)
    lead = person(store, now, "Lead", Role.LEAD)
    number = raised(store, collector, now, sample, 14000)
    asked = decided(store, collector, now, number, "accepted", ask=True)
    request = asked.created["approval"][0]
    if way == "declined":
        answer = DecideApproval(approval_id=request, approve=False, answer="The list is clear")
        decide_approval(store, lead, now, answer)
    elif way == "withdrawn":
        withdraw_approval(store, collector, now, WithdrawApproval(approval_id=request))
    elif way == "undone":
        undo(store, collector, now, UndoAct(journal_id=asked.journal_id))
    else:
        with store.write() as session:
            assert expire_approvals(session, date(2027, 1, 4)) == 1
    assert approvals(store, lead) == []
    assert (_state(store, number), _held(store, sample)) == ("new", [14000, 0, 0])
    decided(store, lead, now, number, "rejected")


def test_a_credit_that_no_ledger_shows_exactly_is_named_by_a_person(
    store: Store, owner: Actor, now: datetime, sample: Sample
) -> None:
    number = raised(store, owner, now, sample, 14000)
    decided(store, owner, now, number, "accepted")
    with pytest.raises(BadInput, match=r"not taken EUR 140\.00 off 4655 yet"):
        credit_arrived(store, owner, now, CreditArrived(dispute_id=number, reference="CN-7"))
    _ledger(store, sample.item_ids[0], 30000)
    settle(store, owner, now)
    assert _held(store, sample)[0] == 14000
    with pytest.raises(BadInput, match="name the credit note"):
        credit_arrived(store, owner, now, CreditArrived(dispute_id=number, reference=" "))
    done = credit_arrived(store, owner, now, CreditArrived(dispute_id=number, reference="CN-7"))
    assert _held(store, sample)[0] == 0
    undo(store, owner, now, UndoAct(journal_id=done.journal_id))
    assert _held(store, sample)[0] == 14000


def test_the_reminder_of_another_dispute_stays(
    store: Store, owner: Actor, now: datetime, sample: Sample
) -> None:
    first, second = (raised(store, owner, now, sample, minor) for minor in (100, 200))
    for number, left in ((first, 2), (second, 0)):
        decided(store, owner, now, number, "withdrawn")
        with store.read() as session:
            reviews = session.scalars(
                select(NextAction).where(NextAction.kind == "review", NextAction.state == "open")
            ).all()
            assert len(reviews) == left


def test_what_was_accepted_is_no_dispute_that_could_still_be_settled(
    store: Store, owner: Actor, now: datetime, sample: Sample
) -> None:
    def if_() -> str | None:
        with store.read() as session:
            found = explain(session, sample.account_id, date(2026, 11, 24))
            assert found is not None
            return found.counterfactual.kind if found.counterfactual is not None else None

    number = raised(store, owner, now, sample)
    assert if_() == "dispute_settled"
    decided(store, owner, now, number, "accepted")
    assert if_() is None


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=8), st.data())
def test_what_is_accepted_and_what_is_not_make_what_was_disputed(
    parts: list[int], data: st.DataObject
) -> None:
    accepted = data.draw(st.integers(0, sum(parts)))
    given_up = shares(parts, accepted)
    assert sum(given_up) == accepted
    assert all(0 <= one <= part for one, part in zip(given_up, parts, strict=True))
    assert sum(part - one for one, part in zip(given_up, parts, strict=True)) == sum(parts) - accepted


def test_more_than_is_disputed_has_no_shares() -> None:
    with pytest.raises(ValueError, match="lies between"):
        shares([5], 6)
