"""Which message fits an account now: the one that `m` opens with, and the whole list with what speaks against each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from collectdesk.desk.messages.compose import Asked, Composed, compose
from collectdesk.desk.messages.sent import days_sent
from collectdesk.faults import BadInput
from collectdesk.messages.purposes import purposes

_FIRST = (
    "deceased_condolence", "represented_by_counsel_ack", "insolvency_ack", "moratorium_ack", "wrong_party_apology",
    "cease_contact_ack", "dispute_ack", "dispute_resolution", "settlement_confirmation", "settlement_offer",
    "plan_completed", "plan_offer", "missed_instalment", "bounced_payment", "broken_promise", "promise_confirmation",
    "call_summary", "instalment_reminder", "final_notice", "firm_notice", "second_reminder", "friendly_reminder",
    "payment_received_thanks", "refund_overpayment", "pre_due_courtesy", "timely_payment_thanks",
)  # fmt: skip
"""In this order the fitting message is looked for: what answers the customer, then what reminds, latest stage first."""
_AGAIN = 7
"""The same message is not proposed again within so many days."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A message of the list: `against` says why it does not fit now, () where it does."""

    name: str
    title: str
    purpose: str
    against: tuple[str, ...]


def fitting(session: Session, account_id: int, day: date, user_id: int) -> str:
    """The name of the message that fits best; a statement of account where nothing else does."""
    sent = days_sent(session, account_id)
    for name in _FIRST:
        if name in sent and (day - sent[name]).days < _AGAIN:
            continue
        found = _composed(session, Asked(account_id, name, day), user_id)
        if found is not None and not found.unfit and not found.lacking:
            return name
    return "statement_of_account"


def choices(session: Session, account_id: int, day: date, user_id: int) -> tuple[Choice, ...]:
    """Every message with what speaks against it, those that fit first, each group in the order of the file."""
    found: list[Choice] = []
    for name, one in purposes().items():
        try:
            made = compose(session, Asked(account_id, name, day), user_id, must_fit=True)
            against = made.unfit + tuple(block.must for block in made.lacking)
        except BadInput as error:
            against = (str(error),)
        found.append(Choice(name, one.title, one.purpose, against))
    return tuple(sorted(found, key=lambda one: bool(one.against)))


def _composed(session: Session, asked: Asked, user_id: int) -> Composed | None:
    try:
        return compose(session, asked, user_id, must_fit=True)
    except BadInput:
        return None
