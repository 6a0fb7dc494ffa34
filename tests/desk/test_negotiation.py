"""The negotiation sheet: what it shows to whom, that the house's floor waits for an offer, and what was traded."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from collectdesk.desk.act import Actor
from collectdesk.desk.negotiation import RecordTrade, alone_floor, negotiation_sheet, record_trade
from collectdesk.desk.negotiation_rules import load_negotiation, parse_negotiation
from collectdesk.desk.plans.ability import RecordForecast, record_forecast
from collectdesk.desk.plans.settling import RecordOffer, record_offer
from collectdesk.desk.rights import Role
from collectdesk.faults import BadInput
from collectdesk.models import Journal, Note, OpenItem
from collectdesk.money import Money
from collectdesk.money.authority import load_authority
from collectdesk.resources import read_data
from collectdesk.store import Store
from tests.desk.conftest import Sample


def _as(owner: Actor, *roles: Role) -> Actor:
    return replace(owner, roles=frozenset(roles))


def test_a_collector_sees_what_is_theirs_to_give(
    store: Store, owner: Actor, now: datetime, sample: Sample
) -> None:
    sheet = negotiation_sheet(store, _as(owner, Role.COLLECTOR), now, sample.account_id)
    # EUR 600 and EUR 700 are overdue; a collector gives no discount, so the floor is all of it.
    assert (sheet.target, sheet.floor, sheet.floor_known) == (
        Money(130000, "EUR"),
        Money(130000, "EUR"),
        False,
    )
    assert [one.key for one in sheet.concessions] == ["date", "part", "instalments", "interest", "discount"]
    bounds = {one.key: (one.bound, one.beyond) for one in sheet.concessions}
    # Ten business days after Tuesday 24 November 2026, and the first level of the authority table (6.1 and 6.3).
    assert bounds["date"] == ("up to Tue 8 Dec 2026", False)
    assert bounds["instalments"] == ("up to 3 months, 20 % down", False)
    assert bounds["interest"] == ("up to EUR 50.00", False)
    assert bounds["discount"] == ("for a team lead to decide", True)
    assert sheet.authority == "balances up to EUR 10,000.00: this one is yours"
    assert sheet.interests == ("Not known. Ask what would make it possible to pay.",)
    assert "2 overdue documents" in sheet.evidence[0]
    assert "Thu 1 Oct 2026" in sheet.evidence[0]
    assert any("Proof of delivery is not in the book" in told for told in sheet.evidence)
    assert [one.known for one in sheet.alternatives][:2] == ["cost and time are not on record"] * 2


def test_the_floor_of_the_house_shows_only_after_their_offer(
    store: Store, owner: Actor, now: datetime, sample: Sample
) -> None:
    manager = _as(owner, Role.MANAGER)
    before = negotiation_sheet(store, manager, now, sample.account_id)
    # A manager gives up 30 %: 910.00 of 1,300.00; the house takes 80 % below 5,000 and 100 days: 1,040.00 (6.7).
    assert (before.floor, before.floor_known) == (Money(91000, "EUR"), False)
    offer = RecordOffer(account_id=sample.account_id, made_by="customer", amount_minor=50000)
    record_offer(store, manager, now, offer)
    after = negotiation_sheet(store, manager, now, sample.account_id)
    assert (after.floor, after.floor_known) == (Money(104000, "EUR"), True)
    collector = negotiation_sheet(store, _as(owner, Role.COLLECTOR), now, sample.account_id)
    assert (collector.floor, collector.floor_known) == (Money(130000, "EUR"), True)


@given(minor=st.integers(1, 10**12), share=st.sampled_from(["0", "10", "30", "33.3"]))
def test_what_is_accepted_alone_is_never_more_discount_than_the_level_gives(minor: int, share: str) -> None:
    level = load_authority().level[0].model_copy(update={"settlement_percent": Decimal(share)})
    least = alone_floor(Money(minor, "EUR"), level)
    given_up = minor - least.minor
    assert given_up * 100 <= Decimal(share) * minor < (given_up + 1) * 100
    assert alone_floor(Money(minor, "EUR"), None).minor == minor


def test_what_matters_to_them_comes_of_what_is_known(
    store: Store, owner: Actor, now: datetime, sample: Sample
) -> None:
    with store.write() as session:
        session.get_one(OpenItem, sample.item_ids[0]).disputed_minor = 10000
    told = RecordForecast(
        account_id=sample.account_id, currency="EUR", source="Jana Krüger, on the phone", starts_on=now.date(),
        opening_minor=100000, flows_minor=(-90000,) + (0,) * 12, monthly_outgoings_minor=200000,
    )  # fmt: skip
    record_forecast(store, owner, now, told)
    sheet = negotiation_sheet(store, owner, now, sample.account_id)
    assert [one.partition(":")[0] for one in sheet.interests] == ["An answer to their dispute", "Time"]
    [contest] = [one for one in sheet.alternatives if one.says == "Contest the debt"]
    assert contest.known == "EUR 100.00 is disputed"


def test_nothing_overdue_is_said(store: Store, owner: Actor, now: datetime, sample: Sample) -> None:
    with store.write() as session:
        for number in sample.item_ids:
            session.get_one(OpenItem, number).due_on = date(2027, 1, 1)
    sheet = negotiation_sheet(store, owner, now, sample.account_id)
    assert sheet.target is None
    assert sheet.why_none == "nothing overdue and undisputed is there to plan for"


def test_a_trade_is_a_note_in_words_and_codes_in_the_journal(
    store: Store, owner: Actor, now: datetime, sample: Sample
) -> None:
    command = RecordTrade(
        account_id=sample.account_id, concessions=("date", "interest"), words="they pay on Friday"
    )
    receipt = record_trade(store, owner, now, command)
    with store.read() as session:
        note = session.scalars(select(Note)).one()
        facts = json.loads(session.get_one(Journal, receipt.journal_id).facts)
    assert note.text.splitlines() == [
        "Traded: a later day, for the date in writing",
        "Traded: interest and fees, for all of the rest at once",
        "they pay on Friday",
    ]
    assert (facts["concessions"], facts["note"]) == (["date", "interest"], note.id)
    assert "Friday" not in json.dumps(facts)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"concessions": ("gold",)}, "gold is no concession of this house; use one of date, part"),
        ({"concessions": ("date", "date")}, "name each concession once"),
        ({"words": "  "}, "say what was given, and for what"),
    ],
)
def test_what_makes_no_trade(
    store: Store, owner: Actor, now: datetime, sample: Sample, given: dict[str, object], said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        record_trade(
            store, owner, now, RecordTrade.model_validate({"account_id": sample.account_id, **given})
        )
    with store.read() as session:
        assert session.scalars(select(Note)).all() == []


def test_a_broken_file_names_its_key() -> None:
    whole = read_data("negotiation.toml")
    assert parse_negotiation(whole) == load_negotiation()
    with pytest.raises(BadInput, match=r"data/negotiation\.toml.*twice"):
        parse_negotiation(whole.replace('key = "part"', 'key = "date"'))
    with pytest.raises(BadInput, match="limit"):
        parse_negotiation(whole.replace('limit = "plan"', 'limit = "sky"'))
