"""The answer to a dispute: it says what was decided, and does not go where that is not so any more."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from collectdesk.desk.act import Actor
from collectdesk.desk.messages.batches import batches, step_words
from collectdesk.desk.messages.campaign import prepare_campaign
from collectdesk.desk.messages.checked import checked
from collectdesk.desk.messages.choosing import choices, fitting
from collectdesk.desk.messages.compose import Asked, Composed, compose
from collectdesk.desk.messages.occasions import answers
from collectdesk.desk.messages.truth import still_true
from collectdesk.desk.messages.writing import WriteMessage, write_message
from collectdesk.desk.undo import UndoAct, undo
from collectdesk.faults import BadInput
from collectdesk.models import Message, OpenItem
from collectdesk.store import Store
from tests.desk.conftest import Sample
from tests.desk.messages.drafts import email_point, row
from tests.desk.test_deciding import decided, raised

NAME = "dispute_resolution"


@pytest.fixture
def written_to(store: Store, sample: Sample) -> Sample:
    """The sample with an e-mail address."""
    email_point(store, sample)
    return sample


def _composed(
    store: Store, actor: Actor, now: datetime, sample: Sample, name: str = NAME, **more: Any
) -> Composed:
    with store.read() as session:
        return compose(session, Asked(sample.account_id, name, now.date(), **more), actor.id)


def _kept(store: Store, owner: Actor, now: datetime, sample: Sample) -> int:
    """The answer as a draft."""
    with store.read() as session:
        made = checked(session, Asked(sample.account_id, NAME, now.date()), owner.id)
    assert made.blocking == ()
    command = WriteMessage(
        account_id=sample.account_id, purpose=NAME, seen=made.digest, send=False,
        why="house_text" if made.warnings else "",
    )  # fmt: skip
    return write_message(store, owner, now, command).created["message"][0]


@pytest.mark.parametrize(
    ("outcome", "told", "said", "due"),
    [
        ("accepted", {}, "You are right, and we have corrected our records.", "EUR 2,060.00"),
        ("partly_accepted", {"accepted_minor": 4000}, "You are right in part", "EUR 2,160.00"),
        ("rejected", {}, "the amount is right", "EUR 2,200.00"),
    ],
)
def test_the_answer_follows_the_decision(
    store: Store, owner: Actor, now: datetime, written_to: Sample, outcome: str, told: dict[str, Any],
    said: str, due: str,
) -> None:  # fmt: skip
    number = raised(store, owner, now, written_to, 14000)
    with store.read() as session:
        assert fitting(session, written_to.account_id, now.date(), owner.id) == "dispute_ack"
        against = {
            one.name: one.against for one in choices(session, written_to.account_id, now.date(), owner.id)
        }
    assert "no dispute is decided" in against[NAME][0]
    decided(store, owner, now, number, outcome, **told)
    with store.read() as session:
        assert fitting(session, written_to.account_id, now.date(), owner.id) == NAME
    made = _composed(store, owner, now, written_to, language="en_GB")
    assert made.unfit == ()
    text = made.ours.body.text
    assert said in text
    assert f"objection {number}." in text
    assert due in text.replace("\u00a0", " ")
    assert "The March list" not in text  # the desk's own words are not for the customer


def test_with_another_dispute_open_both_messages_find_their_own(
    store: Store, owner: Actor, now: datetime, written_to: Sample
) -> None:
    first = raised(store, owner, now, written_to, 14000)
    second = raised(store, owner, now, written_to, 5000)
    decided(store, owner, now, second, "rejected")
    assert _composed(store, owner, now, written_to, "dispute_ack").about.id == first
    assert f"objection {second}." in _composed(store, owner, now, written_to).ours.body.text


def test_nothing_more_is_due_is_not_said_while_something_is_disputed(
    store: Store, owner: Actor, now: datetime, written_to: Sample
) -> None:
    first = raised(store, owner, now, written_to, 60000)
    raised(store, owner, now, written_to)
    decided(store, owner, now, first, "accepted")
    (why,) = _composed(store, owner, now, written_to).unfit
    assert "another dispute is undecided" in why


def test_what_the_customer_withdrew_is_not_answered(
    store: Store, owner: Actor, now: datetime, written_to: Sample
) -> None:
    decided(store, owner, now, raised(store, owner, now, written_to, 14000), "withdrawn")
    with pytest.raises(BadInput, match="no dispute is decided"):
        _composed(store, owner, now, written_to)


@pytest.mark.parametrize("change", ["undone", "ledger", "none"])
def test_it_does_not_go_when_it_is_not_true_any_more(
    store: Store, owner: Actor, now: datetime, written_to: Sample, change: str
) -> None:
    number = raised(store, owner, now, written_to, 14000)
    receipt = decided(store, owner, now, number, "partly_accepted", accepted_minor=4000)
    if change == "undone":
        made = _composed(store, owner, now, written_to)
        undo(store, owner, now, UndoAct(journal_id=receipt.journal_id))
        with pytest.raises(BadInput, match="no dispute is decided"):
            _composed(store, owner, now, written_to, about_id=made.about.id)
        return
    key = _kept(store, owner, now, written_to)
    assert row(store, key).basis["about"] is not None
    if change == "ledger":
        with store.write() as session:
            session.execute(update(OpenItem).where(OpenItem.document == "4688").values(open_minor=1))
    with store.read() as session:
        why = still_true(session, session.get_one(Message, key))
    assert (why is None) == (change == "none")
    assert why is None or "has changed since" in why


def test_a_statement_tells_apart_what_is_disputed_and_what_was_accepted(
    store: Store, owner: Actor, now: datetime, written_to: Sample
) -> None:
    number = raised(store, owner, now, written_to, 14000)
    before = _composed(store, owner, now, written_to, "statement_of_account").ours.body.text
    assert "Disputed" in before
    decided(store, owner, now, number, "accepted")
    after = _composed(store, owner, now, written_to, "statement_of_account").ours.body.text
    assert "Disputed" not in after
    assert "2,060.00" in after


def test_each_morning_what_was_decided_is_answered_once(
    store: Store, owner: Actor, now: datetime, written_to: Sample
) -> None:
    for outcome in ("rejected", "withdrawn"):
        decided(store, owner, now, raised(store, owner, now, written_to, 14000), outcome)
    with store.read() as session:
        (due,) = answers(session, now.date())
        assert answers(session, now.date() + timedelta(days=15)) == []
    done = prepare_campaign(store, owner, now)
    assert prepare_campaign(store, owner, now).messages == 0
    with store.read() as session:
        (draft,) = session.scalars(select(Message).where(Message.template == NAME))
        assert (draft.state, draft.basis["about"]) == ("draft", due.about_id)
        assert "Answers" in {step_words(one.step) for one in batches(session, owner)}
    assert done.messages >= 1


def test_what_a_person_answered_is_not_prepared(
    store: Store, owner: Actor, now: datetime, written_to: Sample
) -> None:
    decided(store, owner, now, raised(store, owner, now, written_to, 14000), "rejected")
    _kept(store, owner, now, written_to)
    with store.read() as session:
        assert answers(session, now.date()) == []
