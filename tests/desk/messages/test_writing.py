"""From a preview to a message: checked again inside the act, kept as it was shown, and sent byte for byte."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from collectdesk.desk.act import Actor
from collectdesk.desk.messages.checked import Checked, checked
from collectdesk.desk.messages.compose import Asked
from collectdesk.desk.messages.drafting import Addition
from collectdesk.desk.messages.queueing import ApproveMessage, QueueMessage, approve_message, queue_message
from collectdesk.desk.messages.sending import Sender
from collectdesk.desk.messages.truth import still_true
from collectdesk.desk.messages.writing import WriteMessage, write_and_send, write_message
from collectdesk.desk.rights import Role
from collectdesk.faults import BadInput, Refused
from collectdesk.models import Journal, Message, MessageAddition, OpenItem, User
from collectdesk.store import Store
from tests.desk.conftest import Sample
from tests.desk.messages.drafts import SERVER, Remembers, email_point, queued, row, send

ENGLISH = "We can send you copies of the invoices if you wish."
GERMAN = "Auf Wunsch senden wir Ihnen gern Kopien der Rechnungen."


def preview(
    store: Store, actor: Actor, now: datetime, sample: Sample, name: str = "request_remittance", **given: Any
) -> Checked:
    """What the screen shows."""
    additions = given.pop("additions", ())
    with store.read() as session:
        return checked(session, Asked(sample.account_id, name, now.date(), **given), actor.id, additions)


def command(made: Checked, sample: Sample, **given: Any) -> WriteMessage:
    """What the screen sends."""
    usual: dict[str, Any] = {
        "account_id": sample.account_id, "purpose": made.composed.purpose.name, "seen": made.digest,
        "additions": made.additions, "why": "house_text" if made.warnings else "",
    }  # fmt: skip
    return WriteMessage(**{**usual, **given})


@pytest.fixture
def written_to(store: Store, sample: Sample) -> Sample:
    """The sample with an e-mail address."""
    email_point(store, sample)
    return sample


NAME = "request_remittance"


def test_what_was_previewed_is_what_is_kept_and_sent(
    store: Store, owner: Actor, now: datetime, written_to: Sample
) -> None:
    made = preview(store, owner, now, written_to, NAME)
    assert made.blocking == ()
    carrier = Remembers()
    went = write_and_send(
        store, owner, lambda: now, command(made, written_to), Sender({"email": carrier}, SERVER)
    )
    assert (went.state, went.sentence) == ("sent", "Message sent")
    kept = row(store, went.message_id)
    assert (kept.subject, kept.text) == (made.theirs.subject.text, made.theirs.body.text)
    assert kept.collector_text == made.ours.body.text
    assert kept.message_id.endswith("@example.com>")
    assert (kept.language, kept.basis["day"]) == ("de", now.date().isoformat())
    with store.read() as session:
        facts = "".join(session.scalars(select(Journal.facts)))
        acts = list(session.scalars(select(Journal.act).where(Journal.act.like("message.%"))))
    assert acts == ["message.write", "message.start", "message.end"]
    assert not any(word in facts for word in ("Krüger", "Rechnung", "jana@"))


def test_a_preview_that_is_out_of_date_is_not_sent(
    store: Store, owner: Actor, now: datetime, written_to: Sample
) -> None:
    made = preview(store, owner, now, written_to, NAME)
    with store.write() as session:
        session.execute(update(OpenItem).where(OpenItem.document == "4655").values(open_minor=1))
    with pytest.raises(BadInput, match="has changed since this was previewed"):
        write_message(store, owner, now, command(made, written_to))
    with store.read() as session:
        assert session.scalars(select(Message.id)).all() == []


def test_an_english_paragraph_in_a_german_message_is_pointed_at_and_refused(
    store: Store, owner: Actor, now: datetime, written_to: Sample
) -> None:
    typed = Addition(place="", source_text=ENGLISH, customer_text=ENGLISH, confirmed=True)
    made = preview(store, owner, now, written_to, NAME, additions=(typed,))
    (first, *_rest) = made.blocking
    assert first.rule == "L18"
    body = made.theirs.body.text
    assert body[first.start : first.end] == first.words
    assert body.index(ENGLISH) <= first.start < first.end <= body.index(ENGLISH) + len(ENGLISH)
    with pytest.raises(Refused, match="cannot go: “We can send you") as refused:
        write_message(store, owner, now, command(made, written_to))
    assert refused.value.rule == "L18"


def test_a_paragraph_nobody_confirmed_blocks_until_it_is(
    store: Store, owner: Actor, now: datetime, written_to: Sample
) -> None:
    for theirs, confirmed in (("", False), ("", True), (GERMAN, False)):
        typed = Addition(place="", source_text=ENGLISH, customer_text=theirs, confirmed=confirmed)
        made = preview(store, owner, now, written_to, NAME, additions=(typed,))
        assert any("Not translated" in one.why and "Deutsch" in one.why for one in made.blocking)
    place = made.composed.theirs.pieces[0].key
    typed = Addition(place=place, source_text=ENGLISH, customer_text=GERMAN, confirmed=True)
    made = preview(store, owner, now, written_to, NAME, additions=(typed,))
    assert made.blocking == ()
    assert [one.kind for one in made.theirs.pieces[:2]] == ["paragraph", "added"]
    assert [one.text.text for one in (made.ours.pieces[1], made.theirs.pieces[1])] == [ENGLISH, GERMAN]
    message_id = write_message(store, owner, now, command(made, written_to)).created["message"][0]
    with store.read() as session:
        (kept,) = session.scalars(select(MessageAddition))
        assert (kept.about_message_id, kept.confirmed_by) == (message_id, owner.id)


def test_in_one_language_one_text_is_enough(
    store: Store, owner: Actor, now: datetime, written_to: Sample
) -> None:
    typed = Addition(place="", source_text=ENGLISH, customer_text="")
    made = preview(store, owner, now, written_to, NAME, language="en", additions=(typed,))
    assert made.same_language
    assert made.blocking == ()
    assert made.additions[0].customer_text == ENGLISH
    assert made.additions[0].confirmed


def test_a_threat_in_a_paragraph_of_ones_own_blocks(
    store: Store, owner: Actor, now: datetime, written_to: Sample
) -> None:
    typed = Addition(
        place="", source_text="Or else.", customer_text="Sonst schicken wir die Polizei.", confirmed=True
    )
    made = preview(store, owner, now, written_to, NAME, additions=(typed,))
    assert any(one.rule in ("L01", "L04") for one in made.blocking)


def test_what_does_not_fit_the_account_blocks(
    store: Store, owner: Actor, now: datetime, written_to: Sample
) -> None:
    made = preview(store, owner, now, written_to, "pre_due_courtesy")
    fit = [one for one in made.blocking if one.rule == "fit"]
    assert len(fit) == len(made.composed.unfit) > 0


def test_a_place_that_is_none_is_refused(
    store: Store, owner: Actor, now: datetime, written_to: Sample
) -> None:
    typed = Addition(place="elsewhere.0", source_text="a", customer_text="b", confirmed=True)
    with pytest.raises(BadInput, match=r"no paragraph elsewhere\.0"):
        preview(store, owner, now, written_to, NAME, additions=(typed,))


def test_a_warning_needs_a_reason_whose_words_stay_out_of_the_journal(
    store: Store, owner: Actor, now: datetime, written_to: Sample
) -> None:
    typed = Addition(place="", source_text="Please.", customer_text="BITTE ZAHLEN SIE.", confirmed=True)
    made = preview(store, owner, now, written_to, NAME, additions=(typed,))
    assert made.warnings
    assert not made.blocking
    with pytest.raises(BadInput, match="say why it may go as it is"):
        write_message(store, owner, now, command(made, written_to, why=""))
    said = "Their brand name is written so"
    receipt = write_message(store, owner, now, command(made, written_to, why="", reason=said))
    kept = row(store, receipt.created["message"][0])
    assert kept.basis["reason"] == said
    assert kept.state == "queued"
    with store.read() as session:
        entry = session.get_one(Journal, receipt.journal_id)
    assert "brand" not in entry.facts
    assert '"L09"' in entry.facts


def test_a_message_that_a_lead_looks_at_waits_for_one(
    store: Store, owner: Actor, now: datetime, written_to: Sample
) -> None:
    before = now - timedelta(days=14)
    queued(store, owner, before, written_to, template="second_reminder", purpose="second_reminder")
    send(store, owner, before, Remembers())
    made = preview(store, owner, now, written_to, "firm_notice")
    assert made.composed.purpose.review
    assert made.blocking == ()
    receipt = write_message(store, owner, now, command(made, written_to))
    assert "your team lead approves it" in receipt.said
    kept = row(store, receipt.created["message"][0])
    assert (kept.state, kept.needs_approval) == ("draft", True)
    with store.write() as session:
        lead = User(name="Lena", roles="lead", active=True, created_at=now)
        session.add(lead)
        session.flush()
        other = Actor(lead.id, "Lena", frozenset({Role.LEAD}))
    approve_message(store, other, now, ApproveMessage(message_id=kept.id, digest=kept.digest))
    queue_message(store, other, now, QueueMessage(message_id=kept.id, digest=kept.digest))
    assert send(store, owner, now, Remembers(), still_true=still_true) == [(kept.id, "sent")]


def test_what_was_paid_since_is_held_back(
    store: Store, owner: Actor, now: datetime, written_to: Sample
) -> None:
    made = preview(store, owner, now, written_to, NAME)
    message_id = write_message(store, owner, now, command(made, written_to)).created["message"][0]
    with store.read() as session:
        assert still_true(session, session.get_one(Message, message_id)) is None
    with store.write() as session:
        session.execute(update(OpenItem).values(open_minor=0))
    carrier = Remembers()
    later = now + timedelta(minutes=1)
    assert send(store, owner, later, carrier, still_true=still_true) == [(message_id, "held")]
    assert "the account has changed since" in row(store, message_id).reason
    assert carrier.got == []
