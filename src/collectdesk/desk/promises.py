"""Promises to pay: made, withdrawn, and judged in their own currency.

States, levels and tolerances follow section 6.1 of the domain reference: a promise is kept when money with a
value date inside the window covers it but for a small shortfall, partially kept when some came, else broken.
What came in is told by the bank and, where it says nothing, by the ledger: see `cash/received.py`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from collectdesk.days import full_day, weekday_day
from collectdesk.desk.act import Act, Command, act
from collectdesk.desk.calendar import add_business_days
from collectdesk.desk.cash.received import received
from collectdesk.desk.rights import Right, Role
from collectdesk.faults import BadInput, Refused
from collectdesk.i18n import _
from collectdesk.models import Account, CreditorEntity, OpenItem, Party, Promise, PromiseItem
from collectdesk.money import Money, decimals, is_currency
from collectdesk.money.display import spoken
from collectdesk.ranking.rerank import id_list, within

METHODS = {"transfer": 1, "instant": 0, "card": 0, "cheque": 5, "direct_debit": 1, "cash": 0}
"""Ways to pay, with the tolerance in bank days of each when paid inside one country."""
CROSS_BORDER_DAYS = 3
_COLLECTOR_BUSINESS_DAYS = 10
_LEAD_CALENDAR_DAYS = 30
_FAILED = ("broken", "partially_kept")
_PROMISE: Any = Promise.__table__


class RecordPromise(Command):
    """A promise as it was given. The amount is in minor units; items are chosen oldest first when not named."""

    account_id: int
    amount_minor: int
    currency: str
    promised_on: date
    method: str | None = None
    person_id: int | None = None
    item_ids: tuple[int, ...] = ()


class WithdrawPromise(Command):
    """A promise that the customer takes back before its day."""

    promise_id: int


@act("promise.record", right=Right.WORK, undoable=True)
def record_promise(act: Act, command: RecordPromise) -> None:
    """Record a promise and the day it will be checked. BadInput for a date past or an amount not above zero."""
    from collectdesk.desk.follow_ups import leave_next_action

    account = act.account(command.account_id)
    promise = make_promise(act, account, command)
    day = add_business_days(promise.last_value_on, 1, None)
    leave_next_action(act, account, "check_payment", _("Check the promise"), day=day)


@act("promise.withdraw", right=Right.WORK, undoable=True)
def withdraw_promise(act: Act, command: WithdrawPromise) -> None:
    """Mark an open promise as withdrawn; a new one on the same items is one level higher."""
    promise = act.session.get(Promise, command.promise_id)
    if promise is None or promise.state != "open" or promise.undone_by:
        raise BadInput(_("this promise is not open any more; look at the commitments of the account"))
    act.account(promise.account_id)
    act.set(promise, state="withdrawn", state_on=act.day)
    act.record(promise=promise.id)
    act.say(_("Promise withdrawn"))


def make_promise(act: Act, account: Account, given: RecordPromise, activity_id: int | None = None) -> Promise:
    """Add the promise inside an act; what it replaces is superseded. See RecordPromise."""
    money = checked_amount(given.amount_minor, given.currency)
    check_date(act, given.promised_on)
    if given.method is not None and given.method not in METHODS:
        raise BadInput(
            _("{method} is not a way to pay; use one of {all}").format(
                method=given.method, all=", ".join(METHODS)
            )
        )
    items = _covered_items(act.session, account.id, money, given.item_ids)
    level = 1 + _failures(act, items, account.id, money.currency)
    promise = act.add(
        Promise(
            account_id=account.id,
            activity_id=activity_id,
            person_id=given.person_id,
            user_id=act.actor.id,
            amount_minor=money.minor,
            currency=money.currency,
            promised_on=given.promised_on,
            last_value_on=last_value_day(act.session, account, given.promised_on, given.method),
            method=given.method,
            level=level,
            state="open",
            state_on=act.day,
            created_at=act.now,
        )
    )
    for item in items:
        act.session.add(PromiseItem(promise_id=promise.id, open_item_id=item.id, open_minor=item.open_minor))
    act.record(
        promise=promise.id, amount=[money.currency, money.minor], promised_on=given.promised_on, level=level
    )
    act.say(
        _("Promise saved: {amount} by {day}").format(amount=spoken(money), day=weekday_day(given.promised_on))
    )
    return promise


def checked_amount(minor: int, currency: str) -> Money:
    """The amount as money. BadInput unless it is above zero in a known currency."""
    if not is_currency(currency):
        raise BadInput(_("{code} is not a currency; use an ISO code such as EUR").format(code=currency))
    if minor <= 0:
        raise BadInput(_("the amount must be above zero"))
    return Money(minor, currency)


def last_value_day(session: Session, account: Account, promised_on: date, method: str | None) -> date:
    """The last value date that keeps a promise: its day plus the tolerance of the way it is paid, in bank days.

    The calendar is that of the creditor's country, where the money arrives.
    """
    creditor = session.get_one(CreditorEntity, account.creditor_entity_id)
    party = session.get_one(Party, account.party_id)
    days = METHODS[method or "transfer"]
    abroad = creditor.country and party.country and creditor.country != party.country
    if abroad and (method or "transfer") in ("transfer", "direct_debit"):
        days = CROSS_BORDER_DAYS
    return add_business_days(promised_on, days, creditor.country) if days else promised_on


def shortfall_allowed(money: Money) -> int:
    """How many minor units may be missing and the promise still counts as kept: 1 %, at most 10 units."""
    ten_units: int = 10 * 10 ** decimals(money.currency)
    return min(int(Decimal(money.minor) / 100), ten_units)


@dataclass(frozen=True, slots=True)
class Judgement:
    """How a promise came out: received in minor units of its own currency."""

    promise_id: int
    account_id: int
    state: str
    received_minor: int


def judge(promised: Money, received_minor: int) -> str:
    """kept, partially_kept or broken, from what arrived inside the window."""
    if received_minor >= promised.minor - shortfall_allowed(promised):
        return "kept"
    return "partially_kept" if received_minor > 0 else "broken"


def judge_due_promises(session: Session, day: date, also_of: int | None = None) -> list[Judgement]:
    """Turn the open promises whose window has closed before `day`, and those already covered; gives what turned.

    Promises judged before are looked at again where a payment of their account came or went since, and those of
    the account `also_of`, whose payment may be on no account now.
    """
    session.flush()
    turned: list[Judgement] = []
    by_state: dict[str, list[int]] = defaultdict(list)
    for promise, got in received(session, also_of):
        state = judge(Money(promise.amount_minor, promise.currency), got)
        if state != "kept" and promise.last_value_on >= day:
            state = "open"
        if state != promise.state:
            by_state[state].append(promise.id)
            turned.append(Judgement(promise.id, promise.account_id, state, max(0, got)))
    dialect = session.get_bind().dialect.name
    these = update(_PROMISE).where(*within(dialect)(_PROMISE.c.id))
    for state, ids in by_state.items():
        session.execute(these.values(state=state, state_on=day), {"ids": id_list(dialect, ids)})
    session.expire_all()
    return turned


def latest_promise(roles: Collection[Role], day: date) -> date | None:
    """The furthest day for which people with these roles take a promise alone; None for any (6.1 of the reference)."""
    if Role.MANAGER in roles:
        return None
    limit = add_business_days(day, _COLLECTOR_BUSINESS_DAYS, None)
    return max(limit, day + timedelta(days=_LEAD_CALENDAR_DAYS)) if Role.LEAD in roles else limit


def check_date(act: Act, promised_on: date) -> None:
    """BadInput for a day that is over, Refused for one beyond what the actor may agree to alone."""
    if promised_on < act.day:
        raise BadInput(_("a promise cannot be for a day that is over; give a date from today on"))
    limit = latest_promise(act.actor.roles, act.day)
    if limit is not None and promised_on > limit:
        raise Refused(
            _("without approval a promise goes to {day} at the latest; ask your team lead").format(
                day=full_day(limit)
            ),
            rule="promise_date_limit",
        )


def _covered_items(
    session: Session, account_id: int, money: Money, item_ids: tuple[int, ...]
) -> list[OpenItem]:
    query = select(OpenItem).where(
        OpenItem.account_id == account_id, OpenItem.currency == money.currency, OpenItem.open_minor > 0
    )
    if item_ids:
        items = list(session.scalars(query.where(OpenItem.id.in_(item_ids))))
        if len(items) != len(set(item_ids)):
            raise BadInput(
                _("an item named for this promise is not open on the account in {code}").format(
                    code=money.currency
                )
            )
        return items
    items, covered = [], 0
    for item in session.scalars(query.order_by(OpenItem.due_on.is_(None), OpenItem.due_on, OpenItem.id)):
        if covered >= money.minor:
            break
        items.append(item)
        covered += item.open_minor - min(item.disputed_minor, item.open_minor)
    return items


def _failures(act: Act, items: list[OpenItem], account_id: int, currency: str) -> int:
    """How often a promise on these items failed before; open ones are superseded by the new one."""
    same_items = select(PromiseItem.promise_id).where(
        PromiseItem.open_item_id.in_([item.id for item in items])
    )
    earlier = act.session.scalars(
        select(Promise).where(
            Promise.account_id == account_id,
            Promise.currency == currency,
            Promise.undone_by.is_(None),
            Promise.id.in_(same_items),
        )
    )
    level = 0
    for promise in earlier:
        if promise.state == "open":
            act.set(promise, state="superseded", state_on=act.day)
        if promise.state in (*_FAILED, "superseded", "withdrawn"):
            level = max(level, promise.level)
    return level
