"""What a result would lead to, told while it is typed: next actions, last value date, limits. Writes nothing.

It asks the very functions that the acts use, so that what is shown is what will be.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from collectdesk.desk.act import Act, Actor
from collectdesk.desk.calendar import add_business_days, business_days_between
from collectdesk.desk.calls import LogCall, due_of, follows_of
from collectdesk.desk.dispositions import Disposition, dispositions
from collectdesk.desk.follow_ups import morning_of
from collectdesk.desk.holds import last_day
from collectdesk.desk.promises import check_date, last_value_day, shortfall_allowed
from collectdesk.faults import Fault
from collectdesk.i18n import _
from collectdesk.models import NO_DAY, Account, CreditorEntity, Promise
from collectdesk.money import Money
from collectdesk.store import Store

PROMISES = frozenset({"PTP", "PTP_PART"})


@dataclass(frozen=True, slots=True)
class Step:
    """A next action that would be left: its kind, the sentence of it, and the instant it is due."""

    kind: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """What would follow. `keeps_until` is the last value date that keeps a promise, `bank_days` how many bank
    days that is after its day, `shortfall` what may be missing. `hold_until` None is until lifted.
    `problem` is the sentence with which it would be refused."""

    steps: tuple[Step, ...] = ()
    keeps_until: date | None = None
    bank_days: int = 0
    shortfall: Money | None = None
    hold: str = ""
    hold_until: date | None = None
    problem: str = ""


def outcome(store: Store, actor: Actor, now: datetime, command: LogCall) -> Outcome:
    """What the call would lead to if it were saved now. The command must be complete; problems are told, not raised."""
    result = dispositions().get(command.result)
    if result is None:
        return Outcome()
    with store.read() as session:
        act = Act(session, actor, now, command.account_id)
        account = session.get(Account, command.account_id)
        if account is None:
            return Outcome()
        promise, problem = None, ""
        if result.code in PROMISES and command.on is not None:
            problem = _refusal(act, command.on)
            until = last_value_day(session, account, command.on, command.method)
            promise = Promise(last_value_on=until)
        hold, until_on = _hold(act, account, command, result)
        return Outcome(
            steps=_steps(act, account, command, result, promise),
            keeps_until=promise.last_value_on if promise else None,
            bank_days=_bank_days(session, account, command, promise),
            shortfall=_shortfall(command, promise),
            hold=hold,
            hold_until=until_on,
            problem=problem,
        )


@dataclass(frozen=True, slots=True)
class PromiseOutcome:
    """What a promise would mean: the last value date that keeps it, the morning it is checked, what may be missing."""

    keeps_until: date
    checked_on: date
    bank_days: int
    shortfall: Money
    problem: str


def promise_outcome(
    store: Store, actor: Actor, now: datetime, account_id: int, money: Money, on: date, method: str | None
) -> PromiseOutcome | None:
    """What the promise would mean if it were saved now; None when there is no such account."""
    with store.read() as session:
        act = Act(session, actor, now, account_id)
        account = session.get(Account, account_id)
        if account is None:
            return None
        until = last_value_day(session, account, on, method)
        creditor = session.get_one(CreditorEntity, account.creditor_entity_id)
        return PromiseOutcome(
            keeps_until=until,
            checked_on=add_business_days(until, 1, None),
            bank_days=business_days_between(on, until, creditor.country),
            shortfall=Money(shortfall_allowed(money), money.currency),
            problem=_refusal(act, on),
        )


def _refusal(act: Act, on: date) -> str:
    try:
        check_date(act, on)
    except Fault as fault:
        return str(fault)
    return ""


def _steps(
    act: Act, account: Account, command: LogCall, result: Disposition, promise: Promise | None
) -> tuple[Step, ...]:
    if command.next is not None:
        chosen = command.next
        if chosen.kind == "none" or chosen.due_at is None:
            return ()
        return (Step(chosen.kind, chosen.text, chosen.due_at),)
    steps = []
    for follow in follows_of(command, result):
        at, day = due_of(act, account, command, follow, promise, None)
        steps.append(
            Step(follow.kind, _(follow.text), at or morning_of(act, account, follow.kind, day or act.day))
        )
    return tuple(steps)


def _hold(act: Act, account: Account, command: LogCall, result: Disposition) -> tuple[str, date | None]:
    if result.hold is None:
        return "", None
    kind = result.hold.kind
    if kind == "sub":
        sub = result.subs.get(command.sub or "")
        kind = sub.hold if sub else ""
    until = last_day(act, account, result.hold.days)
    return kind, None if until >= NO_DAY - timedelta(days=1) else until


def _bank_days(session: Session, account: Account, command: LogCall, promise: Promise | None) -> int:
    if promise is None or command.on is None:
        return 0
    creditor = session.get_one(CreditorEntity, account.creditor_entity_id)
    return business_days_between(command.on, promise.last_value_on, creditor.country)


def _shortfall(command: LogCall, promise: Promise | None) -> Money | None:
    if promise is None or command.amount_minor is None or command.currency is None:
        return None
    money = Money(command.amount_minor, command.currency)
    return Money(shortfall_allowed(money), money.currency)
