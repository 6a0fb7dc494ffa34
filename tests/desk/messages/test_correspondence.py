"""What went and what came is found from the timeline and read as it was; documents go where a person says."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from collectdesk.desk.act import Actor
from collectdesk.desk.calls import LogCall, log_call
from collectdesk.desk.dossier import dossier
from collectdesk.desk.messages.attachments import safe_file_name, save_attachment
from collectdesk.desk.messages.correspondence import received_message, sent_message
from collectdesk.desk.messages.replies import AssignReply, ReceiveReplies, assign_reply, receive_replies
from collectdesk.desk.messages.settling import SettleUncertain, settle_uncertain
from collectdesk.faults import BadInput
from collectdesk.messages.sending.carrier import Outcome
from collectdesk.models import InboundAttachment, InboundMessage, Message
from collectdesk.store import Store
from tests.desk.conftest import Sample
from tests.desk.messages.drafts import TEXT, Remembers, email_point, queued, row, send
from tests.exchange.letters_back import BOUNCE, REPLY, mbox, with_files

PDF = b"%PDF-1.7 proof"


def _receive(store: Store, owner: Actor, now: datetime, path: Path, *texts: str) -> None:
    path.write_bytes(mbox(*texts))
    receive_replies(store, owner, now, ReceiveReplies(path=path))


def test_every_message_on_the_timeline_is_the_one_it_was(
    store: Store, owner: Actor, now: datetime, sample: Sample, tmp_path: Path
) -> None:
    """Two that went in the same second, one settled by a person, an answer, a report, and a call that is none."""
    point = email_point(store, sample)
    first = queued(store, owner, now, sample, subject="One", text="one")
    second = queued(store, owner, now, sample, subject="Two", text="two", contact_point_id=point)
    send(store, owner, now, Remembers())
    unsure = queued(store, owner, now, sample, subject="Three", text="three")
    send(store, owner, now, Remembers(Outcome("uncertain", None, "gone")))
    settle_uncertain(store, owner, now, SettleUncertain(message_id=unsure, was="sent"))
    call = LogCall(account_id=sample.account_id, result="NOANS", started_at=now)
    log_call(store, owner, now + timedelta(minutes=5), call)
    later = now + timedelta(days=1)
    ours = row(store, second).message_id
    gone = BOUNCE.format(ours=ours, address="jana@example.org", action="failed", status="5.1.1")
    bare = "From: other@example.org\nSubject: Hi\nDate: Tue, 24 Nov 2026 09:00:00 +0000\n"
    bare += "Message-ID: <n@x.example>\n\nHello\n"
    _receive(store, owner, later, tmp_path / "box", REPLY.format(ours=ours), gone, bare)
    with store.read() as session:
        kinds = {one.subject: one.id for one in session.scalars(select(InboundMessage))}
    assign_reply(store, owner, later, AssignReply(inbound_id=kinds["Hi"], account_id=sample.account_id))

    events = dossier(store, owner, later, sample.account_id).events
    sent = {event.sent_id for event in events if event.result == "SENT"}
    came = {event.received_id for event in events if event.received_id is not None}
    assert sent == {first, second, unsure}
    assert came == set(kinds.values())
    assert {(e.sent_id, e.received_id) for e in events if e.result == "NOANS"} == {(None, None)}
    with store.read() as session:
        for event in events:
            if event.sent_id is not None:
                assert session.get_one(Message, event.sent_id).sent_at == event.at
            assert event.sent_id is None or event.received_id is None


def test_what_was_sent_is_read_as_it_was_sent(
    store: Store, owner: Actor, now: datetime, sample: Sample
) -> None:
    message_id = queued(store, owner, now, sample, collector_text="In English")
    carrier = Remembers()
    send(store, owner, now, carrier)
    with store.read() as session:
        one = sent_message(session, message_id)
    assert (one.text, one.collector_text, one.subject) == (TEXT, "In English", "Rechnung 4655")
    assert one.text == carrier.got[0].text
    assert (one.account_number, one.customer, one.language) == ("100234", "Nordwind Handels GmbH", "de")
    assert (one.to_name, one.address, one.channel) == ("Jana Krüger", carrier.got[0].address, "email")
    assert (one.state, one.sent_at, one.author) == ("sent", now, owner.name)
    assert (one.needs_approval, one.approved_by, one.approved_at) == (False, None, None)
    with store.read() as session, pytest.raises(BadInput, match="no message with the id 4711"):
        sent_message(session, 4711)


def test_who_approved_is_told(store: Store, owner: Actor, now: datetime, sample: Sample) -> None:
    from collectdesk.desk.messages.queueing import ApproveMessage, approve_message
    from collectdesk.desk.rights import Role
    from tests.desk.messages.drafts import draft
    from tests.desk.plans.conftest import person

    lead = person(store, now, "Mara", Role.LEAD)
    message_id = draft(store, owner, now, sample, needs_approval=True)
    command = ApproveMessage(message_id=message_id, digest=row(store, message_id).digest)
    approve_message(store, lead, now, command)
    with store.read() as session:
        one = sent_message(session, message_id)
    assert (one.approved_by, one.approved_at, one.sent_at) == ("Mara", now, None)


def test_a_document_goes_to_the_file_that_a_person_names(
    store: Store, owner: Actor, now: datetime, sample: Sample, tmp_path: Path
) -> None:
    wild = "../../etc/cron.d/evil\u202e.pdf"
    text = with_files((wild, PDF), ("..\\\\..\\\\CON.txt", b"x")).format(ours="<x@example.com>")
    _receive(store, owner, now, tmp_path / "box", text)
    with store.read() as session:
        (inbound,) = session.scalars(select(InboundMessage.id))
        one = received_message(session, inbound)
    assert (one.kind, one.text, one.account_id) == ("reply", "Anbei der Beleg.", None)
    assert [(file.size, file.media_type) for file in one.files] == [
        (len(PDF), "application/octet-stream"),
        (1, "application/octet-stream"),
    ]
    folder = tmp_path / "out"
    folder.mkdir()
    assert save_attachment(store, one.files[0].id, folder) == folder / "evil.pdf"
    assert (folder / "evil.pdf").read_bytes() == PDF
    assert save_attachment(store, one.files[1].id, folder).name == "_CON.txt"
    named = folder / "mine.pdf"
    assert save_attachment(store, one.files[0].id, named) == named
    with pytest.raises(BadInput, match="is there already"):
        save_attachment(store, one.files[1].id, named)
    (folder / "link").symlink_to(tmp_path / "nowhere")
    with pytest.raises(BadInput, match="is there already"):
        save_attachment(store, one.files[1].id, folder / "link")
    with pytest.raises(BadInput, match="cannot be written"):
        save_attachment(store, one.files[1].id, folder / "no" / "such" / "folder.pdf")
    with pytest.raises(BadInput, match="cannot be written"):
        save_attachment(store, one.files[1].id, folder / ("x" * 300))
    with pytest.raises(BadInput, match="no document"):
        save_attachment(store, 4711, folder / "other.pdf")
    assert named.read_bytes() == PDF
    assert not (tmp_path / "nowhere").exists()
    assert sorted(path.name for path in folder.iterdir()) == ["_CON.txt", "evil.pdf", "link", "mine.pdf"]


@given(st.text(max_size=400) | st.text(alphabet="./\\:~-* \u202e\x1bcon", max_size=40))
def test_a_name_from_a_mail_is_one_harmless_name(name: str) -> None:
    safe = safe_file_name(name)
    assert safe not in ("", ".", "..")
    assert not set(safe) & set('/\\:*?"<>|\x1b\u202e\n\x00')
    assert not safe.startswith((".", "-", " "))
    assert not safe.endswith((".", " "))
    assert len(safe.encode()) <= 255
    assert safe_file_name(safe) == safe


def test_the_ending_of_a_long_name_stays() -> None:
    assert safe_file_name("請" * 300 + ".pdf").endswith("請.pdf")
    assert safe_file_name("proof of payment 2026.PDF") == "proof of payment 2026.PDF"
    assert safe_file_name("~/.ssh/authorized_keys") == "authorized_keys"
    assert safe_file_name("...") == "document"


def test_what_came_without_attachments_has_none(
    store: Store, owner: Actor, now: datetime, sample: Sample, tmp_path: Path
) -> None:
    _receive(store, owner, now, tmp_path / "box", REPLY.format(ours="<x@example.com>"))
    with store.read() as session:
        assert session.scalars(select(InboundAttachment)).all() == []
        (inbound,) = session.scalars(select(InboundMessage.id))
        assert received_message(session, inbound).files == ()
        with pytest.raises(BadInput, match="nothing came in"):
            received_message(session, 4711)
