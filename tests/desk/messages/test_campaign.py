"""What is prepared in the morning: once, for whom a step is due, and never for whom something speaks against it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from collectdesk.desk.act import Actor
from collectdesk.desk.day import ensure_rates
from collectdesk.desk.holds import PutOnHold, put_on_hold
from collectdesk.desk.messages.batches import (
    ApproveBatch,
    DropDrafts,
    approve_batch,
    batches,
    draft_text,
    drop_drafts,
)
from collectdesk.desk.messages.campaign import Prepared, prepare_campaign, prepare_morning
from collectdesk.desk.rights import Role
from collectdesk.desk.shift import shift
from collectdesk.faults import Refused
from collectdesk.messages.playbooks import playbooks
from collectdesk.models import (
    Account,
    Allocation,
    BankAccount,
    BankLine,
    BankStatement,
    CreditorEntity,
    ImportRun,
    Message,
    NextAction,
    OpenItem,
    Party,
    Payment,
    Promise,
    User,
)
from collectdesk.store import Store
from collectdesk.store.journal import verify_chain
from tests.desk.conftest import Sample
from tests.desk.messages.drafts import email_point

TODAY = date(2026, 11, 24)


def due(store: Store, sample: Sample, *days: int) -> None:
    """Let the items be so many days past due; those without a day are paid."""
    with store.write() as session:
        for at, item_id in enumerate(sample.item_ids):
            item = session.get_one(OpenItem, item_id)
            item.due_on = TODAY - timedelta(days=days[at]) if at < len(days) else item.due_on
            item.open_minor = item.open_minor if at < len(days) else 0


def reachable(store: Store, sample: Sample, **party: Any) -> None:
    """Give the customer an e-mail address and a street."""
    email_point(store, sample)
    with store.write() as session:
        ensure_rates(session, TODAY)
        session.execute(update(Party).values(street="Kai 1", city="Hamburg", postcode="20457", **party))
        session.execute(update(CreditorEntity).values(collector="creditor", debt_type="trade_invoice"))


def drafts(store: Store) -> list[Message]:
    with store.read() as session:
        return list(session.scalars(select(Message).order_by(Message.id)))


def actions(store: Store) -> list[NextAction]:
    with store.read() as session:
        return list(session.scalars(select(NextAction).where(NextAction.state == "open")))


def sent(store: Store, sample: Sample, name: str, days_ago: int, now: datetime) -> None:
    """A message of this name that went out."""
    at = now - timedelta(days=days_ago)
    with store.write() as session:
        party_id = session.scalars(select(Party.id)).first()
        session.add(
            Message(
                request_id=f"sent-{name}", account_id=sample.account_id, party_id=party_id, user_id=1, template=name,
                purpose=name, language="de", channel="email", address="a@example.org", to_name="", subject="s",
                text="t", html="", collector_text="", digest="", needs_approval=False, state="sent", created_at=at,
                sent_at=at, message_id=f"{name}@example.org", references="", reason="", basis={},
            )
        )  # fmt: skip


def promise(store: Store, sample: Sample, state: str, made: int, failed: int, now: datetime) -> None:
    """A promise given and turned so many days ago."""
    with store.write() as session:
        session.add(
            Promise(
                account_id=sample.account_id, user_id=1, amount_minor=100, currency="EUR",
                promised_on=TODAY - timedelta(days=failed), last_value_on=TODAY - timedelta(days=failed), state=state,
                state_on=TODAY - timedelta(days=failed), created_at=now - timedelta(days=made),
            )
        )  # fmt: skip


def test_a_step_is_prepared_once_and_catches_up(
    store: Store, owner: Actor, now: datetime, sample: Sample
) -> None:
    reachable(store, sample)
    due(store, sample, 4)
    done = prepare_campaign(store, owner, now)
    assert (done.messages, done.actions, done.left) == (1, 0, 0)
    (message,) = drafts(store)
    assert (message.template, message.state, message.language) == ("friendly_reminder", "draft", "de")
    assert message.batch_id == "2026-11-24/small/1"
    assert message.basis["day"] == "2026-11-24"
    for later in (now, now + timedelta(days=1), now + timedelta(days=2)):
        assert prepare_campaign(store, owner, later).messages == 0
    assert len(drafts(store)) == 1
    with store.read() as session:
        assert verify_chain(session).intact


@pytest.mark.parametrize("days", [7, 14, 45])
def test_between_the_steps_nothing_is_prepared(
    store: Store, owner: Actor, now: datetime, sample: Sample, days: int
) -> None:
    reachable(store, sample)
    due(store, sample, days)
    assert prepare_campaign(store, owner, now).messages == 0


def test_a_dropped_draft_is_not_prepared_again(
    store: Store, owner: Actor, now: datetime, sample: Sample
) -> None:
    reachable(store, sample)
    due(store, sample, 1)
    prepare_campaign(store, owner, now)
    (outcome,) = drop_drafts(store, owner, now, DropDrafts(ids=(drafts(store)[0].id,)))
    assert outcome.state == "dropped"
    assert prepare_campaign(store, owner, now + timedelta(days=1)).messages == 0


@pytest.mark.parametrize("against", ["hold", "promise", "answer"])
def test_nothing_while_something_speaks_against_it(
    store: Store, owner: Actor, now: datetime, sample: Sample, against: str
) -> None:
    reachable(store, sample)
    due(store, sample, 1)
    if against == "hold":
        hold = PutOnHold(
            account_id=sample.account_id, kind="hardship", reason="", until_on=TODAY + timedelta(days=9)
        )
        put_on_hold(store, owner, now, hold)
    elif against == "promise":
        promise(store, sample, "open", 1, -3, now)
    else:
        with store.write() as session:
            session.add(
                NextAction(account_id=sample.account_id, kind="answer", due_at=now, text="", created_at=now)
            )
    assert prepare_campaign(store, owner, now) == Prepared()


def test_a_broken_promise_resumes_the_steps_where_they_rested(
    store: Store, owner: Actor, now: datetime, sample: Sample
) -> None:
    """Due 22 days ago; on day 3 a promise for day 20 was given, which failed: this is day 5 of the steps."""
    reachable(store, sample)
    due(store, sample, 22)
    assert prepare_campaign(store, owner, now).messages == 0  # day 22 is no step
    promise(store, sample, "broken", 19, 2, now)
    assert prepare_campaign(store, owner, now).messages == 1
    assert drafts(store)[0].template == "friendly_reminder"


def test_the_message_before_must_have_gone_out(
    store: Store, owner: Actor, now: datetime, sample: Sample
) -> None:
    reachable(store, sample)
    due(store, sample, 15)
    done = prepare_campaign(store, owner, now)
    assert done.messages == 0
    assert done.passed == {("second_reminder", "the message before it has not been sent"): 1}
    assert [one.kind for one in actions(store)] == ["call"]
    sent(store, sample, "friendly_reminder", 13, now)
    done = prepare_campaign(store, owner, now)
    assert (done.messages, done.actions) == (1, 0)
    assert len(actions(store)) == 1


def test_what_cannot_be_composed_is_told(store: Store, owner: Actor, now: datetime, sample: Sample) -> None:
    due(store, sample, 1)
    done = prepare_campaign(store, owner, now)
    assert done.passed == {("friendly_reminder", "no address is known for this channel"): 1}


def test_whose_account_it_is_signs(store: Store, owner: Actor, now: datetime, sample: Sample) -> None:
    reachable(store, sample)
    due(store, sample, 1)
    with store.write() as session:
        other = User(name="Robin Doe", roles="collector", created_at=now)
        session.add(other)
        session.flush()
        session.execute(update(Account).values(assignee_id=other.id))
        other_id = other.id
    prepare_campaign(store, owner, now)
    (message,) = drafts(store)
    assert message.user_id == other_id
    assert "Robin Doe" in message.text
    assert "Robin Doe" in message.collector_text


def test_the_playbook_follows_from_the_customer(
    store: Store, owner: Actor, now: datetime, sample: Sample
) -> None:
    reachable(store, sample, party_type="consumer")
    due(store, sample, 1)
    done = prepare_campaign(store, owner, now)
    assert done.passed == {}
    assert drafts(store)[0].batch_id == "2026-11-24/consumer/1"


def test_a_call_of_the_playbook_is_put_on_the_list_once(
    store: Store, owner: Actor, now: datetime, sample: Sample
) -> None:
    reachable(store, sample, party_type="consumer")
    due(store, sample, 8)
    assert prepare_campaign(store, owner, now).actions == 1
    (action,) = actions(store)
    assert (action.kind, action.text) == ("call", "Ask, and offer help")
    with store.write() as session:
        session.execute(update(NextAction).values(state="done"))
    assert prepare_campaign(store, owner, now + timedelta(days=1)).actions == 0


def test_at_most_so_many_and_progress_is_told(
    store: Store, owner: Actor, now: datetime, sample: Sample
) -> None:
    reachable(store, sample)
    due(store, sample, 1)
    steps: list[tuple[int, int]] = []
    done = prepare_campaign(store, owner, now, lambda made, of: steps.append((made, of)), most=0)
    assert (done.messages, done.left) == (0, 1)
    done = prepare_campaign(store, owner, now, lambda made, of: steps.append((made, of)))
    assert (done.messages, steps[-1]) == (1, (1, 1))


def test_the_morning_is_prepared_once(store: Store, owner: Actor, now: datetime, sample: Sample) -> None:
    reachable(store, sample)
    due(store, sample, 1)
    assert prepare_morning(store, owner, now) is not None
    assert prepare_morning(store, owner, now + timedelta(hours=3)) is None


def test_who_may_not_work_accounts_prepares_nothing(
    store: Store, owner: Actor, now: datetime, sample: Sample
) -> None:
    clerk = Actor(owner.id, owner.name, frozenset({Role.ADMIN}))
    with pytest.raises(Refused):
        prepare_campaign(store, clerk, now)


def _paid(store: Store, sample: Sample, now: datetime, value_on: date, due_on: date) -> None:
    """A payment that settles the first item."""
    with store.write() as session:
        run = session.scalars(select(ImportRun.id)).first()
        account = BankAccount(number="1", currency="EUR")
        session.add(account)
        session.flush()
        statement = BankStatement(import_run_id=run, bank_account_id=account.id, kind="camt.053", number="1")
        session.add(statement)
        session.flush()
        line = BankLine(
            bank_statement_id=statement.id, fingerprint="f", place="1", booked_on=value_on, value_on=value_on,
            currency="EUR", minor=60000, kind="", returned=False, return_reason="", bank_reference="", end_to_end="",
            owner_reference="", creditor_reference="", structured=[], remittance="", booking_text="", counterparty="",
            counterparty_account="", on_behalf_of="", bearer="", pile="matched", state="posted",
        )  # fmt: skip
        session.add(line)
        session.flush()
        payment = Payment(
            bank_line_id=line.id, account_id=sample.account_id, value_on=value_on, currency="EUR", minor=60000,
            unapplied_minor=0, recorded_on=TODAY,
        )  # fmt: skip
        session.add(payment)
        session.flush()
        session.get_one(OpenItem, sample.item_ids[0]).due_on = due_on
        session.get_one(OpenItem, sample.item_ids[0]).open_minor = 0
        session.get_one(OpenItem, sample.item_ids[1]).open_minor = 0
        session.add(
            Allocation(
                payment_id=payment.id, open_item_id=sample.item_ids[0], minor=60000, takes_minor=60000,
                kind="payment", rule="", reason="", at=now, user_id=1,
            )
        )  # fmt: skip


@pytest.mark.parametrize(("late", "made"), [(0, 1), (1, 0)])
def test_a_payment_in_time_is_thanked_for_once(
    store: Store, owner: Actor, now: datetime, sample: Sample, late: int, made: int
) -> None:
    reachable(store, sample)
    value_on = TODAY - timedelta(days=1)
    _paid(store, sample, now, value_on, value_on - timedelta(days=late))
    with store.write() as session:  # so that the third item is on no step and no check-in is due
        session.execute(update(OpenItem).where(OpenItem.id == sample.item_ids[2]).values(open_minor=0))
    assert prepare_campaign(store, owner, now).messages == made
    assert prepare_campaign(store, owner, now).messages == 0
    assert [one.template for one in drafts(store)] == ["timely_payment_thanks"] * made


def test_a_check_in_each_quarter(store: Store, owner: Actor, now: datetime, sample: Sample) -> None:
    reachable(store, sample)
    due(store, sample, -100)
    assert prepare_campaign(store, owner, now).messages == 1
    assert drafts(store)[0].template == "quarterly_checkin"
    assert prepare_campaign(store, owner, now + timedelta(days=80)).messages == 0
    assert prepare_campaign(store, owner, now + timedelta(days=86)).messages == 1


def test_approving_queues_what_was_previewed_and_nothing_else(
    store: Store, owner: Actor, now: datetime, sample: Sample
) -> None:
    reachable(store, sample)
    due(store, sample, 1)
    prepare_campaign(store, owner, now)
    with store.read() as session:
        (batch,) = batches(session, owner)
        shown = draft_text(session, batch.drafts[0].id)
    assert batch.languages == (("de", 1),)
    assert (batch.id, batch.step) == ("2026-11-24/small/1", "Small, day 1")
    assert shown.digest == batch.drafts[0].digest
    assert "600,00\u00a0EUR" in shown.text
    assert "EUR\u00a0600.00" in shown.collector_text
    (other,) = approve_batch(store, owner, now, ApproveBatch(drafts={shown.id: "0" * 64}))
    assert other.state == "draft"
    assert "preview" in other.said
    asked = ApproveBatch(drafts={shown.id: shown.digest, 999: "0" * 64})
    done, gone = approve_batch(store, owner, now, asked)
    assert (done.state, gone.state) == ("queued", "draft")
    assert drafts(store)[0].state == "queued"
    with store.read() as session:
        assert batches(session, owner) == ()


def test_what_a_lead_looks_at_is_approved_by_somebody_else(
    store: Store, owner: Actor, now: datetime, sample: Sample
) -> None:
    reachable(store, sample)
    due(store, sample, 31)
    sent(store, sample, "second_reminder", 12, now)
    prepare_campaign(store, owner, now)
    message = drafts(store)[-1]
    assert (message.template, message.needs_approval) == ("firm_notice", True)
    asked = ApproveBatch(drafts={message.id: message.digest})
    (mine,) = approve_batch(store, owner, now, asked)
    assert mine.state == "draft"
    assert "somebody else approves" in mine.said
    with store.write() as session:
        lead = User(name="Robin Doe", roles="lead", created_at=now)
        session.add(lead)
        session.flush()
        other = Actor(lead.id, lead.name, frozenset({Role.LEAD}))
    (theirs,) = approve_batch(store, other, now, ApproveBatch(drafts={message.id: message.digest}))
    assert theirs.state == "queued"


def test_a_draft_that_the_check_warns_of_is_not_approved_with_others(
    store: Store, owner: Actor, now: datetime, sample: Sample
) -> None:
    reachable(store, sample)
    due(store, sample, 1)
    prepare_campaign(store, owner, now)
    message = drafts(store)[0]
    with store.write() as session:
        warned = {**message.basis, "findings": [["L07", "warn", "body", "why"]]}
        session.execute(update(Message).values(basis=warned))
    (outcome,) = approve_batch(store, owner, now, ApproveBatch(drafts={message.id: message.digest}))
    assert outcome.state == "draft"
    assert drafts(store)[0].state == "draft"


def test_a_batch_name_fits_its_column() -> None:
    names = [f"2026-11-24/{book.name}/{step.day}" for book in playbooks() for step in book.step]
    assert max(len(one) for one in names) <= 40


def test_what_the_morning_leaves_in_the_journal_is_read_by_the_shift_report(
    store: Store, owner: Actor, now: datetime, sample: Sample
) -> None:
    reachable(store, sample)
    due(store, sample, 8)
    prepare_morning(store, owner, now)
    assert shift(store, owner, now + timedelta(hours=1)).entries > 0
