"""Notices of what was agreed: an instalment due or missed, a plan or settlement completed, a promise noted."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from collectdesk.desk.messages.steps import Due, keys_taken, reached
from collectdesk.messages.campaigns import campaign_rules
from collectdesk.models import Account, Instalment, Party, PaymentPlan, Promise, SettlementOffer


def notices(session: Session, day: date) -> list[Due]:
    """What is to be said today about plans, settlements and promises; each once, found by one statement a kind."""
    rules = campaign_rules().notices
    near, far = (day + timedelta(days=one) for one in rules.before)
    first, last = (day - timedelta(days=one) for one in reversed(rules.missed))
    since = day - timedelta(days=rules.within)
    instalment = (PaymentPlan.state == "running", PaymentPlan.undone_by.is_(None))
    found = [
        *_due(
            session, _instalments(Instalment.state == "open", Instalment.due_on.between(near, far), *instalment),
            "instalment_reminder", "instalments",
        ),
        *_due(
            session,
            _instalments(
                Instalment.state.in_(("missed", "part_paid")), Instalment.due_on.between(first, last), *instalment
            ),
            "missed_instalment", "missed instalments",
        ),
        *_due(
            session, _of(PaymentPlan, PaymentPlan.state == "completed", PaymentPlan.state_on >= since),
            "plan_completed", "completed plans",
        ),
        *_due(
            session, _of(SettlementOffer, SettlementOffer.state == "discharged", SettlementOffer.state_on >= since),
            "settlement_confirmation", "completed settlements",
        ),
        *_due(
            session, _of(Promise, Promise.state == "open", Promise.state_on.between(since, day)),
            "promise_confirmation", "promises",
        ),
    ]  # fmt: skip
    taken = keys_taken(session, [one.key for one in found])
    return [one for one in found if one.key not in taken]


_Rows = Select[int, str, int, int | None]


def _due(session: Session, rows: _Rows, message: str, batch: str) -> list[Due]:
    return [
        Due(
            account_id,
            assignee,
            "message",
            message,
            batch,
            f"{message}-{about}",
            currency=currency,
            about_id=about,
        )
        for about, currency, account_id, assignee in session.execute(rows)
    ]


def _instalments(*where: ColumnElement[bool]) -> _Rows:
    return (
        select(Instalment.id, PaymentPlan.currency, Account.id, Account.assignee_id)
        .join(PaymentPlan, PaymentPlan.id == Instalment.payment_plan_id)
        .join(Account, Account.id == PaymentPlan.account_id)
        .join(Party, Party.id == Account.party_id)
        .where(reached("email"), *where)
        .order_by(Instalment.due_on, Instalment.id)
    )


def _of(table: type[PaymentPlan | SettlementOffer | Promise], *where: ColumnElement[bool]) -> _Rows:
    return (
        select(table.id, table.currency, Account.id, Account.assignee_id)
        .join(Account, Account.id == table.account_id)
        .join(Party, Party.id == Account.party_id)
        .where(reached("email"), table.undone_by.is_(None), *where)
        .order_by(table.id)
    )
