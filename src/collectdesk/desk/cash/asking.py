"""Asking a likely customer what a payment was for: until messages are sent from here, a follow-up to do so."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time

import pytz
from sqlalchemy import select

from collectdesk.days import short_day
from collectdesk.desk.act import Actor, Command, Receipt
from collectdesk.desk.calendar import add_business_days
from collectdesk.desk.follow_ups import MORNING, PlanFollowUp, plan_follow_up
from collectdesk.desk.local_time import at_local
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.models import BankLine, Desk, NextAction
from collectdesk.money import Money
from collectdesk.money.display import spoken
from collectdesk.store import Store

_BY = time(17)
"""A request of today is to be written before the day ends; later than that, in the morning of a working day."""


class AskForAdvice(Command):
    """A line, and the account whose customer is asked for the remittance advice."""

    line_id: int
    account_id: int


def ask_for_advice(store: Store, actor: Actor, now: datetime, command: AskForAdvice) -> Receipt:
    """Plan a follow-up to write to the customer; its receipt says that nothing was sent.

    An open follow-up to write an e-mail is kept: what it says comes first. BadInput for an unknown line or account.
    """
    with store.read() as session:
        line = session.get(BankLine, command.line_id)
        if line is None:
            raise BadInput(
                _("there is no payment with the number {id}; list them again").format(id=command.line_id)
            )
        zone = session.scalar(select(Desk.zone)) or "UTC"
        text = _("ask for a remittance advice for {amount} of {day}").format(
            amount=spoken(Money(line.minor, line.currency)), day=short_day(line.value_on)
        )
        earlier = session.scalars(
            select(NextAction.text).where(
                NextAction.account_id == command.account_id, NextAction.kind == "email",
                NextAction.state == "open", NextAction.undone_by.is_(None),
            )
        ).all()  # fmt: skip
    parts = [part for one in earlier for part in one.split("; ") if part]
    if text not in parts:
        parts.append(text)
    plan = PlanFollowUp(
        request_id=command.request_id, account_id=command.account_id, kind="email", text="; ".join(parts),
        due_at=_when(now, zone),
    )  # fmt: skip
    receipt = plan_follow_up(store, actor, now, plan)
    if receipt.repeated:
        return receipt
    said = _("Nothing was sent: messages cannot be written here yet. {planned}, to {text}.")
    return replace(receipt, said=said.format(planned=receipt.said, text=text))


def _when(now: datetime, zone: str) -> datetime:
    today = now.astimezone(pytz.timezone(zone)).date()
    by = at_local(datetime.combine(today, _BY), zone)
    if by > now and add_business_days(today, 0, None) == today:
        return by
    return at_local(datetime.combine(add_business_days(today, 1, None), MORNING), zone)
