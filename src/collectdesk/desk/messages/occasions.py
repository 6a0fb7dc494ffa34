"""Messages that no playbook asks for: the answer to a dispute, thanks, and a note each quarter; found set-based."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytz
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from collectdesk.desk.messages.about import ANSWERS
from collectdesk.desk.messages.steps import Due, free_accounts, keys_taken, of_account, reached
from collectdesk.messages.campaigns import campaign_rules
from collectdesk.messages.purposes import purpose
from collectdesk.models import (
    Account,
    Allocation,
    Desk,
    DisputeDecision,
    Message,
    OpenItem,
    Party,
    Payment,
)

_ANSWER, _THANKS, _CHECKIN = "dispute_resolution", "timely_payment_thanks", "quarterly_checkin"
_ANSWERED_WITHIN = timedelta(days=14)
"""A decision that is older is answered by a person or not at all."""


def answers(session: Session, day: date) -> list[Due]:
    """Disputes decided lately that nobody has answered yet; whose account it is signs."""
    rows = session.execute(
        select(DisputeDecision.id, DisputeDecision.currency, Account.id, Account.assignee_id)
        .join(Account, Account.id == DisputeDecision.account_id)
        .join(Party, Party.id == Account.party_id)
        .where(
            DisputeDecision.state == "made", DisputeDecision.undone_by.is_(None),
            DisputeDecision.outcome.in_(ANSWERS), DisputeDecision.state_on >= day - _ANSWERED_WITHIN,
            reached("email"),
        )
        .order_by(DisputeDecision.id)
    ).all()  # fmt: skip
    written = {
        basis.get("about")
        for basis in session.scalars(
            select(Message.basis).where(
                Message.template == _ANSWER, Message.undone_by.is_(None),
                Message.account_id.in_(sorted({account_id for _key, _code, account_id, _who in rows})),
            )
        )
        if basis
    }  # fmt: skip
    found = [
        Due(
            account_id,
            assignee,
            "message",
            _ANSWER,
            "answers",
            f"answer-{key}",
            currency=currency,
            about_id=key,
        )
        for key, currency, account_id, assignee in rows
        if key not in written
    ]
    return _left(session, found)


def thanks(session: Session, day: date) -> list[Due]:
    """Payments of the last days that paid everything they paid in time, on accounts with nothing overdue."""
    rules = campaign_rules().thanks
    rows = session.execute(
        select(
            Payment.id, Payment.value_on, Payment.currency, Account.id, Account.assignee_id, func.min(OpenItem.due_on)
        )
        .join(Account, Account.id == Payment.account_id)
        .join(Party, Party.id == Account.party_id)
        .join(Allocation, Allocation.payment_id == Payment.id)
        .join(OpenItem, OpenItem.id == Allocation.open_item_id)
        .where(
            Payment.value_on >= day - timedelta(days=rules.within), Payment.value_on <= day,
            Payment.returned_on.is_(None), reached("email"), _not_overdue(day), *free_accounts(day),
            _not_written(session, _THANKS, day - timedelta(days=rules.again)),
        )
        .group_by(Payment.id, Payment.value_on, Payment.currency, Account.id, Account.assignee_id)
        .order_by(Payment.id.desc())
    )  # fmt: skip
    found: dict[int, Due] = {}
    for payment_id, value_on, currency, account_id, assignee, due_on in rows:
        if due_on is not None and value_on <= due_on + timedelta(days=rules.tolerance):
            found.setdefault(
                account_id,
                Due(
                    account_id, assignee, "message", _THANKS, "thanks", f"thanks-{payment_id}",
                    currency=currency, about_id=payment_id,
                ),
            )  # fmt: skip
    return _left(session, list(found.values()))


def checkins(session: Session, day: date) -> list[Due]:
    """Accounts of businesses with something open and nothing overdue that had no check-in for a quarter."""
    rules = campaign_rules().checkins
    rows = session.execute(
        select(Account.id, Account.assignee_id)
        .join(Party, Party.id == Account.party_id)
        .where(
            Party.party_type.in_(purpose(_CHECKIN).only), reached("email"),
            of_account(OpenItem.account_id, OpenItem.open_minor > 0),
            _not_overdue(day), *free_accounts(day),
            _not_written(session, _CHECKIN, day - timedelta(days=rules.every)),
        )
        .order_by(Account.id)
        .limit(rules.most)
    )  # fmt: skip
    found = [
        Due(account_id, assignee, "message", _CHECKIN, "checkins", f"checkin-{account_id}-{day:%Y%m%d}")
        for account_id, assignee in rows
    ]
    return _left(session, found)


def _left(session: Session, found: list[Due]) -> list[Due]:
    taken = keys_taken(session, [one.key for one in found])
    return [one for one in found if one.key not in taken]


def _not_overdue(day: date) -> ColumnElement[bool]:
    return ~of_account(OpenItem.account_id, OpenItem.open_minor > 0, OpenItem.due_on < day)


def _not_written(session: Session, name: str, since: date) -> ColumnElement[bool]:
    """No message of this name since a day, not even one that was dropped."""
    zone = pytz.timezone(session.get_one(Desk, 1).zone)
    start = zone.localize(datetime.combine(since, time()))
    return ~of_account(
        Message.account_id, Message.template == name, Message.created_at >= start,
        Message.undone_by.is_(None),
    )  # fmt: skip
