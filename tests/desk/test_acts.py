"""What a collector does: each act whole, on record, once, and taken back as a new record."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from collectdesk.desk.act import Actor
from collectdesk.desk.agenda import agenda
from collectdesk.desk.calls import LogCall, Next, log_call
from collectdesk.desk.dispositions import dispositions
from collectdesk.desk.disputes import RaiseDispute, raise_dispute
from collectdesk.desk.dossier import dossier, find_account
from collectdesk.desk.follow_ups import PlanFollowUp, plan_follow_up
from collectdesk.desk.holds import LiftHold, PutOnHold, SkipAccount, lift_hold, put_on_hold, skip_account
from collectdesk.desk.notes import WriteNote, find_draft, save_draft, write_note
from collectdesk.desk.promises import RecordPromise, WithdrawPromise, record_promise, withdraw_promise
from collectdesk.desk.rights import Role
from collectdesk.desk.search import find
from collectdesk.desk.undo import UndoAct, last_undoable, undo
from collectdesk.faults import BadInput, Refused
from collectdesk.models import Activity, ContactPoint, Journal, NextAction, Promise, Rank
from collectdesk.store import Store
from collectdesk.store.journal import verify_chain
from tests.desk.conftest import Sample

HOSTILE = "[@click=app.quit]x[/] [URGENT] \x1b[31m =cmd|' /C calc'!A0"


def _call(sample: Sample, now: datetime, result: str, **given: object) -> LogCall:
    return LogCall(
        account_id=sample.account_id,
        result=result,
        started_at=now - timedelta(minutes=3),
        seconds=170,
        person_id=sample.person_id,
        contact_point_id=sample.phone_id,
        **given,  # type: ignore[arg-type]
    )


def _entries(store: Store, act: str) -> list[Journal]:
    with store.read() as session:
        return list(session.scalars(select(Journal).where(Journal.act == act).order_by(Journal.id)))


def test_no_answer_leaves_an_attempt_and_a_later_call(
    store: Store, owner: Actor, now: datetime, sample: Sample
) -> None:
    receipt = log_call(store, owner, now, _call(sample, now, "NOANS", note="rang out"))
    seen = dossier(store, owner, now, sample.account_id)
    assert [(e.result, e.text) for e in seen.events] == [("NOANS", "rang out")]
    assert [(c.kind, c.code, c.at) for c in seen.commitments] == [
        ("next_action", "call", now + timedelta(hours=4)),
    ]
    facts = json.loads(_entries(store, "call.log")[0].facts)
    assert (facts["result"], facts["flags"]) == ("NOANS", "AF")
    assert "rang out" not in _entries(store, "call.log")[0].facts
    assert (list(receipt.created), receipt.undoable) == (["activity", "note", "next_action"], True)


def test_a_promise_on_the_phone(store: Store, owner: Actor, now: datetime, sample: Sample) -> None:
    log_call(
        store,
        owner,
        now,
        _call(sample, now, "PTP", amount_minor=120000, currency="EUR", on=date(2026, 11, 27)),
    )
    with store.read() as session:
        promise = session.scalars(select(Promise)).one()
        assert (promise.amount_minor, promise.currency, promise.level, promise.state) == (
            120000,
            "EUR",
            1,
            "open",
        )
        assert promise.last_value_on == date(2026, 11, 30)  # Friday plus one bank day
        action = session.scalars(select(NextAction)).one()
        assert action.kind == "check_payment"
        assert action.due_at == datetime(2026, 12, 1, 8, 0, tzinfo=UTC)  # 09:00 in Berlin
        rank = session.get_one(Rank, sample.account_id)
        assert rank.suppressed != 0
    states = {i.document: i.state for i in dossier(store, owner, now, sample.account_id).items}
    assert states == {"4655": "promised", "4688": "promised", "4711": "not_due"}


def test_every_result_can_be_saved_and_leaves_a_next_action(
    store: Store, owner: Actor, now: datetime, sample: Sample
) -> None:
    assert len([r for r in dispositions().values() if "call" in r.channels]) == 28
    for result in dispositions().values():
        given: dict[str, object] = {}
        if "amount" in result.needs:
            given |= {"amount_minor": 10000, "currency": "EUR"}
        if "date" in result.needs:
            given["on"] = date(2026, 11, 27)
        if "when" in result.needs:
            given["when"] = now + timedelta(days=1)
        if "reason" in result.needs:
            given |= {"reason": "PRICE", "amount_minor": 5000, "currency": "EUR"}
        if "sub" in result.needs:
            given["sub"] = "insolvency"
        command = _call(sample, now, result.code, channel=result.channels[0], **given)
        if result.needs:
            bare = LogCall(
                account_id=sample.account_id, result=result.code, started_at=now, channel=result.channels[0]
            )
            with pytest.raises(BadInput, match="needs to know"):
                log_call(store, owner, now, bare)
        receipt = log_call(store, owner, now, command)
        assert receipt.created.get("next_action"), result.code
        undo(store, owner, now, UndoAct(journal_id=receipt.journal_id))
    with store.read() as session:
        assert session.scalars(select(NextAction).where(NextAction.state == "open")).all() == []
        assert session.get_one(ContactPoint, sample.phone_id).state == "verified"
        assert verify_chain(session).intact


def test_an_unknown_or_future_contact_is_refused(
    store: Store, owner: Actor, now: datetime, sample: Sample
) -> None:
    with pytest.raises(BadInput, match="not a call result"):
        log_call(store, owner, now, _call(sample, now, "NOPE"))
    with pytest.raises(BadInput, match="in the future"):
        log_call(
            store,
            owner,
            now,
            LogCall(account_id=sample.account_id, result="NOANS", started_at=now + timedelta(hours=1)),
        )
    with pytest.raises(BadInput, match="no account"):
        log_call(store, owner, now, LogCall(account_id=987654, result="NOANS", started_at=now))
    assert _entries(store, "call.log") == []


def test_the_same_request_acts_once(store: Store, owner: Actor, now: datetime, sample: Sample) -> None:
    command = _call(sample, now, "NOANS")
    first, second = (log_call(store, owner, now, command) for _ in range(2))
    assert (first.journal_id, second.repeated) == (second.journal_id, True)
    with store.read() as session:
        assert len(session.scalars(select(Activity)).all()) == 1


def test_a_request_that_comes_twice_at_once_acts_once(
    store: Store, owner: Actor, now: datetime, sample: Sample
) -> None:
    from concurrent.futures import ThreadPoolExecutor

    command = _call(sample, now, "NOANS")
    with ThreadPoolExecutor(4) as pool:
        receipts = list(pool.map(lambda _n: log_call(store, owner, now, command), range(8)))
    assert len({receipt.journal_id for receipt in receipts}) == 1
    assert sorted(receipt.repeated for receipt in receipts) == [False] + [True] * 7
    with store.read() as session:
        assert len(session.scalars(select(Activity)).all()) == 1
        assert verify_chain(session).intact


def test_undo_is_a_new_record(store: Store, owner: Actor, now: datetime, sample: Sample) -> None:
    command = _call(sample, now, "DISPUTE", reason="PRICE", amount_minor=11400, currency="EUR", note=HOSTILE)
    receipt = log_call(store, owner, now, command)
    assert dossier(store, owner, now, sample.account_id).owed[0].disputed.minor == 11400
    assert last_undoable(store, owner, now) == receipt.journal_id
    undo(store, owner, now, UndoAct(journal_id=receipt.journal_id))
    seen = dossier(store, owner, now, sample.account_id)
    assert seen.owed[0].disputed.minor == 0
    assert seen.commitments == ()
    assert all(event.undone for event in seen.events)
    assert find(store, "URGENT") == []
    assert len(_entries(store, "call.log")) == len(_entries(store, "act.undo")) == 1
    with pytest.raises(BadInput, match="only your own last act"):
        undo(store, owner, now, UndoAct(journal_id=receipt.journal_id))


def test_only_the_last_act_can_be_undone(store: Store, owner: Actor, now: datetime, sample: Sample) -> None:
    first = write_note(store, owner, now, WriteNote(account_id=sample.account_id, text="one"))
    write_note(store, owner, now, WriteNote(account_id=sample.account_id, text="two"))
    with pytest.raises(BadInput, match="last act"):
        undo(store, owner, now, UndoAct(journal_id=first.journal_id))


def test_without_the_right_an_act_is_refused_and_recorded(
    store: Store, now: datetime, sample: Sample
) -> None:
    admin = Actor(1, "Owner", frozenset({Role.ADMIN}))
    with pytest.raises(Refused):
        write_note(store, admin, now, WriteNote(account_id=sample.account_id, text="x"))
    (entry,) = _entries(store, "note.write")
    assert (entry.refused, entry.account_id) == (True, sample.account_id)


def test_a_collector_promises_within_ten_business_days(store: Store, now: datetime, sample: Sample) -> None:
    def promise(roles: set[Role], on: date) -> None:
        command = RecordPromise(
            account_id=sample.account_id, amount_minor=100, currency="EUR", promised_on=on
        )
        record_promise(store, Actor(1, "Owner", frozenset(roles)), now, command)

    promise({Role.COLLECTOR}, date(2026, 12, 8))
    with pytest.raises(Refused, match="Tue 8 Dec 2026"):
        promise({Role.COLLECTOR}, date(2026, 12, 9))
    promise({Role.LEAD}, date(2026, 12, 24))
    with pytest.raises(Refused):
        promise({Role.LEAD}, date(2026, 12, 25))
    with pytest.raises(BadInput, match="day that is over"):
        promise({Role.MANAGER}, date(2026, 11, 23))


def test_a_new_promise_on_the_same_items_is_a_level_higher(
    store: Store, owner: Actor, now: datetime, sample: Sample
) -> None:
    def promise(minor: int) -> None:
        record_promise(
            store,
            owner,
            now,
            RecordPromise(
                account_id=sample.account_id,
                amount_minor=minor,
                currency="EUR",
                promised_on=date(2026, 11, 27),
            ),
        )

    promise(60000)
    promise(60000)
    with store.read() as session:
        both = session.scalars(select(Promise).order_by(Promise.id)).all()
    assert [(p.level, p.state) for p in both] == [(1, "superseded"), (2, "open")]
    withdraw_promise(store, owner, now, WithdrawPromise(promise_id=both[1].id))
    promise(60000)
    with store.read() as session:
        assert session.scalars(select(Promise.level).where(Promise.state == "open")).all() == [3]


def test_drafts_come_back_with_the_caret(store: Store, owner: Actor, now: datetime, sample: Sample) -> None:
    save_draft(store, owner, now, sample.account_id, "note", HOSTILE, (0, 7), {"step": 3})
    draft = find_draft(store, owner, sample.account_id, "note")
    assert draft is not None
    assert (draft.text, draft.caret, draft.state) == (HOSTILE, (0, 7), {"step": 3})
    write_note(store, owner, now, WriteNote(account_id=sample.account_id, text=HOSTILE))
    assert find_draft(store, owner, sample.account_id, "note") is None
    assert dossier(store, owner, now, sample.account_id).events[0].text == HOSTILE


@pytest.mark.parametrize(
    "typed",
    [
        "100234",
        "1002",
        "4688",
        "nordw",
        "NORDWIND handels",
        "hamb",
        "kruger",
        "Krüger",
        "5550 0114",
        "040 5550 0114",
    ],
)
def test_search_finds_by_whatever_there_is(store: Store, sample: Sample, typed: str) -> None:
    assert [hit.account_id for hit in find(store, typed)] == [sample.account_id]


def test_search_finds_notes_in_any_script(store: Store, owner: Actor, now: datetime, sample: Sample) -> None:
    write_note(
        store, owner, now, WriteNote(account_id=sample.account_id, text="山音商会株式会社へ転送 Zielony Młyn")
    )
    for typed in ("商会", "音商会株", "mlyn", "zielony mly"):
        assert [hit.by for hit in find(store, typed)] == ["note"], typed
    for nothing in ("会商", '"', "*", "OR", "NEAR(", "x", "%%%", "'; DROP TABLE note"):
        assert find(store, nothing) == [], nothing


def test_follow_ups_stand_in_the_agenda(store: Store, owner: Actor, now: datetime, sample: Sample) -> None:
    due = now + timedelta(days=2)
    plan_follow_up(
        store, owner, now, PlanFollowUp(account_id=sample.account_id, due_at=due, text="ask again")
    )
    (task,) = agenda(store, owner, now)
    assert (task.customer, task.kind, task.due_at, task.overdue) == (
        "Nordwind Handels GmbH",
        "call",
        due,
        False,
    )
    with pytest.raises(BadInput, match="lies ahead"):
        plan_follow_up(
            store, owner, now, PlanFollowUp(account_id=sample.account_id, due_at=now - timedelta(days=1))
        )
    log_call(store, owner, now, _call(sample, now, "REFUSE", next=Next(kind="none", text="closed")))
    assert agenda(store, owner, now) == []


def test_holds_keep_an_account_out(store: Store, owner: Actor, now: datetime, sample: Sample) -> None:
    skip_account(store, owner, now, SkipAccount(account_id=sample.account_id, reason="lunch there"))
    with store.read() as session:
        assert session.get_one(Rank, sample.account_id).suppressed
    receipt = put_on_hold(store, owner, now, PutOnHold(account_id=sample.account_id, kind="placed"))
    lift_hold(store, owner, now, LiftHold(hold_id=receipt.created["hold"][0]))
    kinds = [c.code for c in dossier(store, owner, now, sample.account_id).commitments if c.kind == "hold"]
    assert kinds == ["skipped"]
    with pytest.raises(BadInput, match="say why"):
        skip_account(store, owner, now, SkipAccount(account_id=sample.account_id, reason=" "))


def test_no_more_is_disputed_than_is_open(store: Store, owner: Actor, now: datetime, sample: Sample) -> None:
    with pytest.raises(BadInput, match=r"at most EUR 2,200\.00"):
        raise_dispute(
            store,
            owner,
            now,
            RaiseDispute(account_id=sample.account_id, reason="TAX", amount_minor=220001, currency="EUR"),
        )
    raise_dispute(store, owner, now, RaiseDispute(account_id=sample.account_id, reason="TAX", currency="EUR"))
    with store.read() as session:
        assert session.get_one(Rank, sample.account_id).suppressed


def test_an_account_is_found_by_its_number(store: Store, sample: Sample) -> None:
    assert find_account(store, "100234") == find_account(store, "C1/100234") == sample.account_id
    with pytest.raises(BadInput, match="no account"):
        find_account(store, "C2/100234")
