"""Settlements: on record, within limits and authority or asked for, accepted, and released on cleared funds alone."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from collectdesk.desk.act import Actor
from collectdesk.desk.cash.acting import ReversePayment, reverse_payment
from collectdesk.desk.judging import judge_promises
from collectdesk.desk.plans import settling
from collectdesk.desk.plans.approvals import DecideApproval, approvals, decide_approval
from collectdesk.desk.plans.settlement_sheet import SettlementSheet, settlement_sheet
from collectdesk.desk.plans.settling import (
    AcceptOffer,
    OfferPart,
    RecordOffer,
    WithdrawOffer,
    accept_offer,
    record_offer,
    withdraw_offer,
)
from collectdesk.desk.rights import Role
from collectdesk.faults import BadInput, Refused
from collectdesk.models import Hold, NextAction, Note, OpenItem, Payment, SettlementOffer
from collectdesk.money import Money
from collectdesk.money.settlement_rules import parse_settlement_rules
from collectdesk.resources import read_data
from collectdesk.store import Store
from tests.desk.cash.test_cash import _take
from tests.desk.conftest import Sample
from tests.desk.plans.conftest import Running, person

DAY = date(2026, 11, 24)
OWED, FLOOR = Money.of("1300.00", "EUR"), Money.of("1040.00", "EUR")
"""54 days past due and below 5,000: 80 per cent at least."""


def offer(sample: Sample, made_by: str = "customer", **more: object) -> RecordOffer:
    """An offer; without more, EUR 1,170.00, a tenth less."""
    given: dict[str, object] = {"account_id": sample.account_id, "made_by": made_by}
    return RecordOffer.model_validate(given | (more or {"amount_minor": 117000}))


def sheet(store: Store, actor: Actor, now: datetime, sample: Sample) -> SettlementSheet:
    """What the actor sees."""
    return settlement_sheet(store, actor, now, sample.account_id)


def actions(store: Store) -> list[str]:
    """The texts of what is to be done, the newest first."""
    with store.read() as session:
        return list(session.scalars(select(NextAction.text).order_by(NextAction.id.desc())))


def test_the_floor_is_told_only_after_an_offer_of_the_customer(
    store: Store, collector: Actor, now: datetime, sample: Sample
) -> None:
    seen = sheet(store, collector, now, sample)
    assert seen.ground is not None
    assert (seen.ground.owed, seen.ground.days_past_due, seen.ground.floor) == (OWED, 54, None)
    with pytest.raises(Refused) as refused:
        record_offer(store, collector, now, offer(sample, "desk", amount_minor=65000))
    assert "less than the house accepts" in str(refused.value)
    assert not [figure for figure in ("1,040", "80", "20 %") if figure in str(refused.value)]
    told = record_offer(store, collector, now, offer(sample, amount_minor=65000))
    assert told.said == (
        "On record, not accepted: more than 0 % off, less than the house accepts. "
        "The committee or the client decides; the house accepts EUR 1,040.00 at least"
    )
    seen = sheet(store, collector, now, sample)
    assert seen.ground is not None
    assert (seen.ground.floor, seen.ground.customer_offered) == (FLOOR, Money.of("650.00", "EUR"))
    assert [(one.state, one.made_by) for one in seen.offers] == [("declined", "customer")]


def test_within_authority_it_is_offered_and_beyond_it_asked_for(
    store: Store, collector: Actor, lead: Actor, now: datetime, sample: Sample
) -> None:
    made = record_offer(store, lead, now, offer(sample, "desk"))
    assert made.said == (
        "Settlement offered: EUR 1,170.00 for EUR 1,300.00, to be accepted until Tue 8 Dec 2026"
    )
    with pytest.raises(Refused, match="for a manager to decide: more than 10 % off"):
        record_offer(store, lead, now, offer(sample, "desk", amount_minor=116999))
    with pytest.raises(BadInput, match="say why"):
        record_offer(store, collector, now, offer(sample, "desk", per_cent="90", ask=True))
    record_offer(
        store, collector, now, offer(sample, "desk", per_cent="90", ask=True, reason="He sells a van")
    )
    states = [one.state for one in sheet(store, lead, now, sample).offers]
    assert states == ["waiting", "withdrawn"]  # the newer takes the place of the one that stood
    (seen,) = approvals(store, lead)
    assert (seen.kind, seen.amount, seen.limits, seen.about) == (
        "settlement", OWED, "more than 0 % off",
        "EUR 1,170.00 for EUR 1,300.00 in 1 payment, the last on Tue 8 Dec 2026",
    )  # fmt: skip
    with pytest.raises(BadInput, match="waits for approval already"):
        record_offer(store, lead, now, offer(sample, "desk"))
    decide_approval(store, lead, now, DecideApproval(approval_id=seen.id, approve=True))
    assert sheet(store, lead, now, sample).offers[0].state == "offered"


def test_what_breaks_a_limit_of_the_house_is_above_all_levels(
    store: Store, now: datetime, sample: Sample
) -> None:
    manager = person(store, now, "Manager", Role.MANAGER)
    far = tuple(OfferPart(due_on=DAY + timedelta(days=n), minor=30000) for n in (0, 32, 60, 91))
    with pytest.raises(Refused) as refused:
        record_offer(store, manager, now, offer(sample, "desk", parts=far))
    assert str(refused.value) == (
        "this offer is for the committee or the client to decide: more than 3 payments, longer than 90 days, "
        "payments more than 31 days apart; ask for it"
    )
    ask = offer(sample, "desk", parts=far, ask=True, reason="Only way")
    record_offer(store, manager, now, ask)
    (seen,) = approvals(store, person(store, now, "Other", Role.MANAGER))
    assert (seen.needs, seen.may) == ("committee_or_client", True)


def test_the_strictest_of_house_and_client_counts(
    store: Store, collector: Actor, now: datetime, sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    stricter = parse_settlement_rules(
        read_data("settlements.toml") + '\n[level.C1]\nfloor = [{percent = "95"}]\n'
    )
    monkeypatch.setattr(settling, "load_settlement_rules", lambda: stricter)
    told = record_offer(store, collector, now, offer(sample))
    assert told.said.endswith("the house accepts EUR 1,235.00 at least")


def _accepted(store: Store, lead: Actor, now: datetime, sample: Sample, **more: object) -> int:
    made = record_offer(store, lead, now, offer(sample, "desk", **more))
    (number,) = made.created["settlement_offer"]
    done = accept_offer(store, lead, now, AcceptOffer(offer_id=number))
    assert done.said == "Settlement accepted: EUR 130.00 is released once EUR 1,170.00 is there"
    return number


def test_released_when_all_of_it_is_cleared_and_the_ledger_stays(
    store: Store, owner: Actor, lead: Actor, now: datetime, sample: Sample, tmp_path: Path
) -> None:
    _accepted(store, lead, now, sample)
    _take(store, owner, now, tmp_path, "2026-11-24,600.00,EUR,4655,Nordwind Handels GmbH,", name="1.csv")
    (one,) = sheet(store, lead, now, sample).offers
    assert one.standing is not None
    assert (one.state, one.standing.received.minor, one.standing.claimed.minor) == ("running", 60000, 70000)
    later = now + timedelta(days=9)
    _take(store, owner, later, tmp_path, "2026-12-03,570.00,EUR,4688,Nordwind Handels GmbH,", name="2.csv")
    (one,) = sheet(store, lead, later, sample).offers
    assert one.standing is not None
    assert (one.state, one.standing.discharged_on, one.standing.claimed.minor) == (
        "discharged", date(2026, 12, 3), 0,
    )  # fmt: skip
    assert actions(store)[0] == (
        "The settlement is paid: EUR 130.00 is released; have it written off in the ledger"
    )
    with store.read() as session:
        left = [session.get_one(OpenItem, one).open_minor for one in sample.item_ids]
        assert left == [0, 13000, 90000]
        assert [one.lifted_on for one in session.scalars(select(Hold))] == [date(2026, 12, 3)]


def test_money_that_the_bank_took_back_releases_nothing(
    store: Store, owner: Actor, lead: Actor, now: datetime, sample: Sample, tmp_path: Path
) -> None:
    _accepted(store, lead, now, sample)
    _take(
        store, owner, now, tmp_path, "2026-11-24,1170.00,EUR,4655 4688,Nordwind Handels GmbH,", name="1.csv"
    )
    assert sheet(store, lead, now, sample).offers[0].state == "discharged"
    with store.read() as session:
        paid = session.scalars(select(Payment.id)).one()
    early = now + timedelta(days=2)
    assert judge_promises(store, owner, early) is None  # what is discharged stays so
    later = now + timedelta(days=20)
    back = ReversePayment(payment_id=paid, reason="no funds", returned=True)
    reverse_payment(store, owner, later, back)
    judge_promises(store, owner, later)
    assert sheet(store, lead, later, sample).offers[0].state == "lapsed"
    assert actions(store)[0] == (
        "A payment of the settlement was returned, nothing is released: EUR 1,300.00 is claimed again"
    )


def test_a_return_while_the_offer_stands_leaves_the_days_that_are_left(
    store: Store, owner: Actor, lead: Actor, now: datetime, sample: Sample, tmp_path: Path
) -> None:
    _accepted(store, lead, now, sample)
    row = "2026-11-24,1170.00,EUR,4655 4688,Nordwind Handels GmbH,"
    _take(store, owner, now, tmp_path, row, name="1.csv")
    with store.read() as session:
        paid = session.scalars(select(Payment.id)).one()
    later = now + timedelta(days=5)
    reverse_payment(store, owner, later, ReversePayment(payment_id=paid, reason="no funds", returned=True))
    judge_promises(store, owner, later)
    assert sheet(store, lead, later, sample).offers[0].state == "running"
    assert actions(store)[0].endswith("EUR 1,300.00 is claimed until it is paid anew")


def test_a_part_that_is_not_there_ends_it(
    store: Store, owner: Actor, lead: Actor, now: datetime, sample: Sample, tmp_path: Path
) -> None:
    parts = (
        OfferPart(due_on=date(2026, 12, 1), minor=57000),
        OfferPart(due_on=date(2026, 12, 20), minor=60000),
    )
    _accepted(store, lead, now, sample, parts=parts)
    _take(store, owner, now, tmp_path, "2026-11-30,500.00,EUR,4655,Nordwind Handels GmbH,", name="1.csv")
    on_time, late = now + timedelta(days=7), now + timedelta(days=8)
    judge_promises(store, owner, on_time)
    assert sheet(store, lead, on_time, sample).offers[0].state == "running"
    judge_promises(store, owner, late)
    assert sheet(store, lead, late, sample).offers[0].state == "lapsed"
    assert actions(store)[0] == "The settlement lapsed: EUR 800.00 is claimed again"
    with store.read() as session:
        assert session.scalars(select(Hold.lifted_on)).all() == [date(2026, 12, 2)]


def test_an_offer_lapses_when_nobody_takes_it(
    store: Store, owner: Actor, lead: Actor, now: datetime, sample: Sample
) -> None:
    made = record_offer(store, lead, now, offer(sample, "desk", per_cent="90", valid_days=3))
    (number,) = made.created["settlement_offer"]
    after = now + timedelta(days=4)
    with pytest.raises(BadInput, match="up to Fri 27 Nov 2026"):
        accept_offer(store, lead, after, AcceptOffer(offer_id=number))
    judge_promises(store, owner, after)
    assert sheet(store, lead, after, sample).offers[0].state == "lapsed"
    with pytest.raises(BadInput, match="does not stand"):
        accept_offer(store, lead, after, AcceptOffer(offer_id=number, accepted_on=date(2026, 11, 26)))


def test_one_at_a_time_and_no_plan_beside_it(
    store: Store, lead: Actor, now: datetime, sample: Sample, running: Running
) -> None:
    made = record_offer(store, lead, now, offer(sample, "desk"))
    running()
    with pytest.raises(BadInput, match="a payment plan runs"):
        accept_offer(store, lead, now, AcceptOffer(offer_id=made.created["settlement_offer"][0]))


def test_while_one_runs_there_is_no_other(store: Store, lead: Actor, now: datetime, sample: Sample) -> None:
    _accepted(store, lead, now, sample)
    with pytest.raises(BadInput, match="runs already"):
        record_offer(store, lead, now, offer(sample, "desk"))
    with store.read() as session:
        assert len(session.scalars(select(SettlementOffer)).all()) == 1


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"amount_minor": 130000}, "make less than EUR 1,300.00"),
        ({"amount_minor": 0}, "above zero"),
        ({"amount_minor": 100, "per_cent": "50"}, "either an amount"),
        ({"parts": (OfferPart(due_on=date(2026, 11, 1), minor=100),)}, "from today on"),
        ({"currency": "USD", "amount_minor": 1}, "nothing overdue"),
    ],
)
def test_what_makes_no_settlement(
    store: Store, lead: Actor, now: datetime, sample: Sample, more: dict[str, object], said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        record_offer(store, lead, now, offer(sample, **more))


def test_an_account_rests_under_the_settlement_and_a_plan_keeps_its_own_hold(
    store: Store, lead: Actor, now: datetime, sample: Sample
) -> None:
    (number,) = record_offer(store, lead, now, offer(sample)).created["settlement_offer"]
    accept_offer(store, lead, now, AcceptOffer(offer_id=number))
    with store.read() as session:
        held = session.scalars(select(Hold).where(Hold.lifted_on.is_(None))).one()
        assert (held.kind, held.reason) == ("settlement", "A settlement runs")


def test_an_offer_is_withdrawn_with_its_reason_before_it_is_accepted(
    store: Store, lead: Actor, now: datetime, sample: Sample
) -> None:
    (number,) = record_offer(store, lead, now, offer(sample, "desk")).created["settlement_offer"]
    with pytest.raises(BadInput, match="say why the offer is withdrawn"):
        withdraw_offer(store, lead, now, WithdrawOffer(offer_id=number, reason=" "))
    withdraw_offer(store, lead, now, WithdrawOffer(offer_id=number, reason="they pay in full"))
    assert [one.state for one in sheet(store, lead, now, sample).offers] == ["withdrawn"]
    with store.read() as session:
        assert session.scalars(select(Note.text)).all() == ["Settlement offer withdrawn: they pay in full"]
    with pytest.raises(BadInput, match="does not stand"):
        accept_offer(store, lead, now, AcceptOffer(offer_id=number))
    (second,) = record_offer(store, lead, now, offer(sample)).created["settlement_offer"]
    accept_offer(store, lead, now, AcceptOffer(offer_id=second))
    with pytest.raises(BadInput, match="does not stand"):
        withdraw_offer(store, lead, now, WithdrawOffer(offer_id=second, reason="too late"))
