"""What comes back finds its account once, holds back what is queued, and is answered."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from collectdesk.desk.act import Actor
from collectdesk.desk.dossier import dossier
from collectdesk.desk.messages.boxes import inbox
from collectdesk.desk.messages.replies import (
    AssignReply,
    HandleReply,
    ReceiveReplies,
    RepliesRead,
    assign_reply,
    handle_reply,
    receive_replies,
)
from collectdesk.faults import BadInput
from collectdesk.models import ContactPoint, InboundMessage, Journal, NextAction
from collectdesk.store import Store
from tests.desk.conftest import Sample
from tests.desk.messages.drafts import ADDRESS, Remembers, draft, email_point, queued, row, send
from tests.exchange.letters_back import ABSENCE, BOUNCE, REPLY, mbox


def _sent(store: Store, owner: Actor, now: datetime, sample: Sample, **given: object) -> tuple[int, str]:
    message_id = queued(store, owner, now, sample, **given)
    send(store, owner, now, Remembers())
    return message_id, row(store, message_id).message_id


def _read(store: Store, owner: Actor, now: datetime, path: Path, *texts: str) -> RepliesRead:
    path.write_bytes(mbox(*texts))
    return receive_replies(store, owner, now, ReceiveReplies(path=path))


def test_an_answer_is_read_once_and_holds_back_what_is_queued(
    store: Store, owner: Actor, now: datetime, sample: Sample, tmp_path: Path
) -> None:
    _first, ours = _sent(store, owner, now, sample)
    later = now + timedelta(hours=3)
    waiting = queued(store, owner, later, sample)
    for new in (2, 0):
        found = _read(
            store, owner, later, tmp_path / "box", REPLY.format(ours=ours), ABSENCE.format(ours=ours)
        )
        assert (found.read, found.new, found.unknown) == (2, new, 0)
    with store.read() as session:
        reply, absence = inbox(session)
        assert (reply.kind, reply.matched_by, reply.account_id) == ("reply", "thread", sample.account_id)
        assert absence.kind == "auto_reply"
        facts = "".join(session.scalars(select(Journal.facts).where(Journal.act == "reply.receive")))
        assert "Freitag" not in facts
        assert ADDRESS not in facts
    assert [e.result for e in dossier(store, owner, later, sample.account_id).events] == ["REPLIED", "SENT"]
    carrier = Remembers()
    assert send(store, owner, later, carrier) == [(waiting, "held")]
    answer = queued(store, owner, later, sample, answers=reply.id)
    assert row(store, answer).references.split() == [ours, "<q1@example.org>"]
    assert send(store, owner, later, carrier) == [(answer, "sent")]


def test_a_customer_who_waits_comes_first(
    store: Store, owner: Actor, now: datetime, sample: Sample, tmp_path: Path
) -> None:
    from collectdesk.desk.day import turn_day
    from collectdesk.models import Rank

    _message, ours = _sent(store, owner, now, sample)
    _read(store, owner, now, tmp_path / "box", REPLY.format(ours=ours))
    turn_day(store, owner, now + timedelta(days=2))
    with store.read() as session:
        assert session.get_one(Rank, sample.account_id).pin > 0
        (reply,) = inbox(session)
    handle_reply(store, owner, now + timedelta(days=2), HandleReply(inbound_id=reply.id))
    with store.read() as session:
        assert session.get_one(Rank, sample.account_id).pin == 0
        assert inbox(session) == ()
        assert [one.id for one in inbox(session, handled=True)] == [reply.id]
    with pytest.raises(BadInput):
        handle_reply(store, owner, now, HandleReply(inbound_id=reply.id))


def test_by_address_by_reference_or_by_a_person(
    store: Store, owner: Actor, now: datetime, sample: Sample, tmp_path: Path
) -> None:
    email_point(store, sample)
    bare = "From: {who}\nSubject: {subject}\n"
    bare += "Date: Tue, 24 Nov 2026 09:00:00 +0000\nMessage-ID: <{id}@x.example>\n\nHello\n"
    _read(
        store, owner, now, tmp_path / "box",
        bare.format(who="Jana@example.org", subject="Hi", id=1),
        bare.format(who="other@example.org", subject="about 100234, paid", id=2),
        bare.format(who="other@example.org", subject="Hi", id=3),
    )  # fmt: skip
    with store.read() as session:
        found = {one.id: (one.matched_by, one.account_id) for one in inbox(session)}
    account = sample.account_id
    assert sorted(found.values(), key=str) == sorted(
        [("address", account), ("reference", account), (None, None)], key=str
    )
    (unknown,) = [key for key, value in found.items() if value[1] is None]
    assign_reply(store, owner, now, AssignReply(inbound_id=unknown, account_id=account))
    with store.read() as session:
        assert session.get_one(InboundMessage, unknown).account_id == account
    with pytest.raises(BadInput):
        assign_reply(store, owner, now, AssignReply(inbound_id=unknown, account_id=account))


@pytest.mark.parametrize(
    ("address", "action", "status", "state", "point_state"),
    [
        (ADDRESS, "failed", "5.1.1", "bounced", "dead"),
        (ADDRESS, "delayed", "4.4.1", "sent", "verified"),
        ("somebody@example.org", "failed", "5.1.1", "sent", "verified"),
    ],
)
def test_only_a_permanent_report_on_our_address_kills_it(
    store: Store, owner: Actor, now: datetime, sample: Sample, tmp_path: Path,
    address: str, action: str, status: str, state: str, point_state: str,
) -> None:  # fmt: skip
    point = email_point(store, sample)
    message_id, ours = _sent(store, owner, now, sample, contact_point_id=point)
    report = BOUNCE.format(ours=ours, address=address, action=action, status=status)
    for _again in range(2):
        _read(store, owner, now, tmp_path / "box", report)
    assert row(store, message_id).state == state
    with store.read() as session:
        assert session.get_one(ContactPoint, point).state == point_state
        assert (session.scalars(select(NextAction).where(NextAction.kind == "trace")).all() != []) is (
            state == "bounced"
        )
    if state == "bounced":
        with pytest.raises(BadInput, match="dead or blocked"):
            draft(store, owner, now, sample, contact_point_id=point)


def test_a_report_on_a_message_that_is_not_ours_proves_nothing(
    store: Store, owner: Actor, now: datetime, sample: Sample, tmp_path: Path
) -> None:
    point = email_point(store, sample)
    forged = BOUNCE.format(ours="<nobody@example.com>", address=ADDRESS, action="failed", status="5.1.1")
    assert _read(store, owner, now, tmp_path / "box", forged).unknown == 1
    with store.read() as session:
        assert session.get_one(ContactPoint, point).state == "verified"
