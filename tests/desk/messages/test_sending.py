"""From a draft to what left: the gate twice, each step on record, and nothing sent that is not true any more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from collectdesk.desk.act import Actor
from collectdesk.desk.dossier import dossier
from collectdesk.desk.gate import ask_gate
from collectdesk.desk.holds import PutOnHold, put_on_hold
from collectdesk.desk.messages.boxes import outbox
from collectdesk.desk.messages.drafting import Addition, Meeting
from collectdesk.desk.messages.parcels import eml_of
from collectdesk.desk.messages.queueing import (
    ApproveMessage,
    DropMessage,
    QueueMessage,
    approve_message,
    drop_message,
    queue_message,
)
from collectdesk.desk.messages.settling import SettleUncertain, settle_uncertain
from collectdesk.desk.rights import Role
from collectdesk.faults import BadInput, Refused
from collectdesk.messages.sending.carrier import ByHand, Outcome, Parcel
from collectdesk.models import Journal, LegalNotice, Message, NextAction
from collectdesk.store import Store
from collectdesk.store.journal import verify_chain
from tests.desk.conftest import Sample
from tests.desk.messages.drafts import (
    ADDRESS,
    SERVER,
    TEXT,
    Remembers,
    draft,
    queue,
    queued,
    row,
    send,
    steps,
)

NIGHT = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)


def test_a_message_goes_out_once_and_is_on_the_account(
    store: Store, owner: Actor, now: datetime, sample: Sample
) -> None:
    message_id = queued(store, owner, now, sample, notice="reminder")
    carrier = Remembers()
    shown = eml_of(store, message_id, SERVER)
    assert send(store, owner, now, carrier) == [(message_id, "sent")]
    assert send(store, owner, now, carrier) == []
    assert [one.content for one in carrier.got] == [shown]
    assert steps(store, message_id) == ["started", "accepted"]
    assert row(store, message_id).sent_at == now
    (event, *_rest) = dossier(store, owner, now, sample.account_id).events
    assert (event.channel, event.result) == ("email", "SENT")
    (attempt,) = ask_gate(store, now, sample.account_id, "email").case.attempts
    assert (attempt.channel, attempt.outbound, attempt.counts) == ("email", True, True)
    with store.read() as session:
        (notice,) = session.scalars(select(LegalNotice))
        assert (notice.kind, notice.sent_on) == ("reminder", now.date())
        assert session.scalars(select(NextAction.kind)).all() == ["call"]
        assert verify_chain(session).intact
        facts = "".join(session.scalars(select(Journal.facts)))
    assert not any(word in facts for word in ("Krüger", "Rechnung", ADDRESS, "600,00"))


def test_outside_lawful_hours_it_waits_for_them(store: Store, owner: Actor, sample: Sample) -> None:
    message_id = queued(store, owner, NIGHT, sample, channel="sms", address="+49 40 5550 0114")
    opens = row(store, message_id).not_before
    assert opens is not None
    if ask_gate(store, NIGHT, sample.account_id, "sms").allowed:
        assert opens == NIGHT
        pytest.skip("the rules let a text be sent at night")
    carrier = Remembers()
    assert opens > NIGHT
    assert send(store, owner, NIGHT, carrier) == []
    assert send(store, owner, opens, carrier) == [(message_id, "sent")]


def test_a_legal_stop_after_queueing_is_heeded(
    store: Store, owner: Actor, now: datetime, sample: Sample
) -> None:
    message_id = queued(store, owner, now, sample)
    put_on_hold(store, owner, now, PutOnHold(account_id=sample.account_id, kind="insolvency"))
    carrier = Remembers()
    assert send(store, owner, now, carrier) == [(message_id, "held")]
    assert (carrier.got, send(store, owner, now, carrier)) == ([], [])
    assert row(store, message_id).reason
    with pytest.raises(Refused):
        queue(store, owner, now, message_id)


def test_what_is_not_true_any_more_is_held(store: Store, owner: Actor, now: datetime, sample: Sample) -> None:
    message_id = queued(store, owner, now, sample)
    carrier = Remembers()
    send(store, owner, now, carrier, still_true=lambda _session, _row: "it was paid this morning")
    assert (row(store, message_id).state, row(store, message_id).reason) == (
        "held",
        "it was paid this morning",
    )
    queue(store, owner, now, message_id)
    assert send(store, owner, now, carrier, still_true=lambda _session, _row: None) == [(message_id, "sent")]


def test_a_text_changed_behind_the_preview_does_not_leave(
    store: Store, owner: Actor, now: datetime, sample: Sample
) -> None:
    message_id = queued(store, owner, now, sample)
    with store.write() as session:
        session.execute(update(Message).where(Message.id == message_id).values(text="another text"))
    carrier = Remembers()
    send(store, owner, now, carrier)
    assert (carrier.got, row(store, message_id).state) == ([], "held")
    with pytest.raises(BadInput, match="not what was previewed"):
        queue(store, owner, now, message_id)


def test_postponed_is_tried_again_until_the_waits_end(
    store: Store, owner: Actor, now: datetime, sample: Sample
) -> None:
    message_id = queued(store, owner, now, sample, channel="letter", address="Street 1\n20095 Hamburg")
    carrier = Remembers(Outcome("postponed", 451, "later"))
    at, tried = now, 0
    while row(store, message_id).state == "queued":
        due = row(store, message_id).not_before
        assert due is not None
        at = max(at, due)
        send(store, owner, at, carrier)
        tried += 1
        assert tried < 50
    assert row(store, message_id).state == "failed"
    assert len(carrier.got) == steps(store, message_id).count("postponed") > 1
    assert {one.key for one in carrier.got} == {row(store, message_id).message_id}
    assert row(store, message_id).reason == "later"


def test_a_dead_mail_server_stops_the_run_not_the_queue(
    store: Store, owner: Actor, now: datetime, sample: Sample
) -> None:
    first, second = queued(store, owner, now, sample), queued(store, owner, now, sample)
    carrier = Remembers(Outcome("postponed", None, "no route", reached=False))
    assert send(store, owner, now, carrier) == [(first, "queued")]
    assert len(carrier.got) == 1
    assert steps(store, second) == []


def test_a_refusal_has_failed_and_may_be_queued_anew(
    store: Store, owner: Actor, now: datetime, sample: Sample
) -> None:
    message_id = queued(store, owner, now, sample)
    send(store, owner, now, Remembers(Outcome("refused", 550, "no such person")))
    assert (row(store, message_id).state, row(store, message_id).reason) == ("failed", "no such person")
    assert not dossier(store, owner, now, sample.account_id).events
    queue(store, owner, now, message_id)
    assert send(store, owner, now, Remembers()) == [(message_id, "sent")]


class _Breaks:
    def carry(self, parcel: Parcel) -> Outcome:
        raise ZeroDivisionError(parcel.key)


@pytest.mark.parametrize("was", ["sent", "again", "dropped"])
def test_uncertain_is_for_a_person_to_settle(
    store: Store, owner: Actor, now: datetime, sample: Sample, was: str
) -> None:
    message_id = queued(store, owner, now, sample)
    assert send(store, owner, now, _Breaks()) == [(message_id, "uncertain")]
    carrier = Remembers()
    assert send(store, owner, now + timedelta(days=1), carrier) == []
    with store.read() as session:
        assert [one.id for one in outbox(session, ("uncertain",))] == [message_id]
    settle_uncertain(store, owner, now, SettleUncertain(message_id=message_id, was=was))  # type: ignore[arg-type]
    send(store, owner, now, carrier)
    assert row(store, message_id).state == ("dropped" if was == "dropped" else "sent")
    assert [one.key for one in carrier.got] == ([row(store, message_id).message_id] if was == "again" else [])
    with pytest.raises(BadInput):
        settle_uncertain(store, owner, now, SettleUncertain(message_id=message_id, was="sent"))


def test_without_a_gateway_a_person_sends_it(
    store: Store, owner: Actor, now: datetime, sample: Sample
) -> None:
    message_id = queued(store, owner, now, sample, channel="letter", address="Street 1\n20095 Hamburg")
    assert send(store, owner, now, ByHand()) == [(message_id, "handed")]
    assert not dossier(store, owner, now, sample.account_id).events
    settle_uncertain(store, owner, now, SettleUncertain(message_id=message_id, was="sent"))
    (event, *_rest) = dossier(store, owner, now, sample.account_id).events
    assert (event.channel, event.result) == ("letter", "SENT")


def test_what_needs_approval_is_approved_by_another(
    store: Store, owner: Actor, now: datetime, sample: Sample
) -> None:
    message_id = draft(store, owner, now, sample, needs_approval=True)
    digest = row(store, message_id).digest
    with pytest.raises(Refused, match="approved first"):
        queue(store, owner, now, message_id)
    with pytest.raises(Refused, match="somebody else"):
        approve_message(store, owner, now, ApproveMessage(message_id=message_id, digest=digest))
    from collectdesk.desk.people import AddUser, add_user

    other = add_user(store, owner, now, AddUser(name="Lead", roles=(Role.LEAD,))).created["user"][0]
    lead = Actor(other, "Lead", frozenset({Role.LEAD}))
    with pytest.raises(BadInput, match="not what was previewed"):
        approve_message(store, lead, now, ApproveMessage(message_id=message_id, digest="0" * 64))
    approve_message(store, lead, now, ApproveMessage(message_id=message_id, digest=digest))
    queue(store, owner, now, message_id)
    assert row(store, message_id).state == "queued"


def test_a_paragraph_that_nobody_confirmed_does_not_leave(
    store: Store, owner: Actor, now: datetime, sample: Sample
) -> None:
    unread = Addition(place="before_closing", source_text="See you", customer_text="Bis dann")
    message_id = draft(store, owner, now, sample, additions=(unread,))
    with pytest.raises(BadInput, match="not confirmed"):
        queue(store, owner, now, message_id)
    read = unread.model_copy(update={"confirmed": True})
    queue(store, owner, now, draft(store, owner, now, sample, additions=(read,)))


def test_a_dropped_message_stays(store: Store, owner: Actor, now: datetime, sample: Sample) -> None:
    message_id = queued(store, owner, now, sample)
    drop_message(store, owner, now, DropMessage(message_id=message_id, reason="paid"))
    assert send(store, owner, now, Remembers()) == []
    with pytest.raises(BadInput):
        queue_message(
            store, owner, now, QueueMessage(message_id=message_id, digest=row(store, message_id).digest)
        )


def test_an_invitation_goes_along(store: Store, owner: Actor, now: datetime, sample: Sample) -> None:
    meeting = Meeting(
        starts_at=now + timedelta(days=1), minutes=20, zone="Europe/Berlin", summary="Call",
        link="https://meet.example/4655", organiser="desk@example.com",
    )  # fmt: skip
    message_id = queued(store, owner, now, sample, meeting=meeting)
    raw = eml_of(store, message_id, SERVER)
    assert b'method="REQUEST"' in raw
    carrier = Remembers()
    send(store, owner, now, carrier)
    assert carrier.got[0].content == raw


@pytest.mark.parametrize(
    "given",
    [{"address": "x"}, {"subject": "a\nBcc: b@example.com"}, {"to_name": "a\r\nb"}, {"attachment_ids": (99,)},
     {"person_id": 999}, {"contact_point_id": 999}, {"answers": 99}, {"channel": "sms", "address": "+49\n1"}],
)  # fmt: skip
def test_what_could_not_be_sent_is_never_kept(
    store: Store, owner: Actor, now: datetime, sample: Sample, given: dict[str, object]
) -> None:
    with pytest.raises(BadInput):
        draft(store, owner, now, sample, **given)
    with store.read() as session:
        assert session.scalars(select(Message)).all() == []


def test_the_text_of_a_link_is_that_of_the_message(
    store: Store, owner: Actor, now: datetime, sample: Sample
) -> None:
    from collectdesk.desk.messages.parcels import hand_over_of

    message_id = draft(store, owner, now, sample)
    assert hand_over_of(store, message_id).clipboard == TEXT
    assert hand_over_of(store, message_id).link.startswith(f"mailto:{ADDRESS}?subject=")
