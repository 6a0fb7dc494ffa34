"""Whose step is due today: a message, a call or a review of the account's playbook, found set-based.

The day of an account is that of its oldest open item that is not disputed; a promise that was broken stopped the clock
from the day it was given to the day it failed, so that the steps go on where they rested. While a promise or a plan
runs, a hold stands or an answer is owed, nothing is due.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, cast

import pytz
from dateutil.relativedelta import relativedelta
from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from collectdesk.desk.contact_case import DECIDED
from collectdesk.desk.messages.fitting import reason
from collectdesk.i18n import _
from collectdesk.messages.campaigns import campaign_rules
from collectdesk.messages.house import load_house
from collectdesk.messages.playbooks import Customer, Playbook, Step, playbook_for, playbooks
from collectdesk.messages.purposes import Channel, Purpose, purpose
from collectdesk.models import (
    Account,
    Activity,
    ContactPoint,
    CreditorEntity,
    Desk,
    Dispute,
    Hold,
    Journal,
    Message,
    NextAction,
    OpenItem,
    Party,
    PaymentPlan,
    Promise,
    Rank,
    RankingRate,
)
from collectdesk.money.currency import decimals
from collectdesk.ranking.facts import big, to_base, whole

_SIX_MONTHS = relativedelta(months=6)
_AT_ONCE = 500
_ITEM_MAX = 10**14
CALLS = ("call", "callback")
_FAILED = ("broken", "partially_kept")


@dataclass(frozen=True, slots=True)
class Due:
    """A step that is due. `kind` is message, call or review; `what` the message, or the sentence of the step.

    `key` names the step of this account for good, so that it is prepared once; `author_id` is whose account it is.
    """

    account_id: int
    author_id: int | None
    kind: str
    what: str
    batch: str
    key: str
    channel: Channel = "email"
    currency: str | None = None
    about_id: int | None = None


@dataclass(slots=True)
class Found:
    """What is due, the first in the order of the queue, and what is passed over: (message, reason) and how often."""

    due: list[Due] = field(default_factory=list)
    passed: Counter[tuple[str, str]] = field(default_factory=Counter)


def steps_due(session: Session, day: date) -> Found:
    """The steps of a day that were not taken yet."""
    desk = session.get_one(Desk, 1)
    known = _Known.read(session, day, pytz.timezone(desk.zone), decimals(desk.base_currency))
    found = Found()
    for row in session.execute(_accounts(day)):
        for one in _of_account(row, day, known, found):
            found.due.append(one)
    taken = keys_taken(session, [one.key for one in found.due])
    found.due = [one for one in found.due if one.key not in taken]
    return found


def keys_taken(session: Session, keys: Sequence[str]) -> set[str]:
    """Which of these steps stand in the journal already."""
    taken: set[str] = set()
    for at in range(0, len(keys), _AT_ONCE):
        part = keys[at : at + _AT_ONCE]
        taken.update(session.scalars(select(Journal.request_id).where(Journal.request_id.in_(part))))
    return taken


# -- the book ---------------------------------------------------------------------------------------------------


def free_accounts(day: date) -> list[ColumnElement[bool]]:
    """Conditions on `account`: no hold, no running promise or plan, nobody waits for an answer."""
    return [
        ~of_account(
            Hold.account_id, Hold.undone_by.is_(None), Hold.since_on <= day, Hold.until_on >= day,
            or_(Hold.lifted_on.is_(None), Hold.lifted_on > day),
        ),
        ~of_account(Promise.account_id, Promise.state == "open", Promise.undone_by.is_(None)),
        ~of_account(PaymentPlan.account_id, PaymentPlan.state == "running", PaymentPlan.undone_by.is_(None)),
        ~of_account(
            NextAction.account_id, NextAction.kind == "answer", NextAction.state == "open",
            NextAction.undone_by.is_(None),
        ),
    ]  # fmt: skip


def of_account(key: Any, *where: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether the account has such a row."""
    return exists().where(key == Account.id, *where).correlate(Account)


def reached(kind: str) -> ColumnElement[bool]:
    """Whether the customer has an address of this kind that may be used."""
    return (
        exists()
        .where(
            ContactPoint.party_id == Party.id,
            ContactPoint.kind == kind,
            ContactPoint.state.notin_(("dead", "blocked")),
        )
        .correlate(Party)
    )


def _accounts(day: date) -> Select[Any]:
    """One row an account that may stand on a step."""
    rate = RankingRate.__table__.alias("step_rate")
    counted = case((OpenItem.open_minor > big(_ITEM_MAX), big(_ITEM_MAX)), else_=OpenItem.open_minor)
    base = to_base(cast("ColumnElement[Any]", counted), rate.c.num, rate.c.den)
    items = (
        select(
            OpenItem.account_id,
            func.min(case((OpenItem.disputed_minor < OpenItem.open_minor, OpenItem.due_on))).label("first_due"),
            func.sum(case((rate.c.num.is_not(None), base), else_=whole(0))).label("open_base"),
            func.max(case((rate.c.num.is_(None), whole(1)), else_=whole(0))).label("no_rate"),
        )
        .select_from(OpenItem.__table__.outerjoin(rate, rate.c.currency == OpenItem.currency))
        .where(OpenItem.open_minor > 0)
        .group_by(OpenItem.account_id)
        .subquery()
    )  # fmt: skip
    disputed = of_account(Dispute.account_id, Dispute.state.notin_(DECIDED), Dispute.undone_by.is_(None))
    due = items.c.first_due
    on_step = [due.between(day - timedelta(last), day - timedelta(first)) for first, last in _spans()]
    resumed = select(Promise.account_id).where(Promise.state.in_(_FAILED), Promise.undone_by.is_(None))
    town = or_(Party.street.is_not(None), Party.city.is_not(None))
    return (
        select(
            Account.id, Account.assignee_id, Account.risk_class, Party.party_type, CreditorEntity.code,
            CreditorEntity.collector, due.label("first_due"), items.c.open_base, items.c.no_rate,
            disputed.label("disputed"), reached("email").label("email"), reached("phone").label("phone"),
            or_(town, reached("post")).label("post"),
        )
        .join(items, items.c.account_id == Account.id)
        .join(Party, Party.id == Account.party_id)
        .join(CreditorEntity, CreditorEntity.id == Account.creditor_entity_id)
        .outerjoin(Rank, Rank.account_id == Account.id)
        .where(or_(*on_step, and_(due.is_not(None), Account.id.in_(resumed))), *free_accounts(day))
        .order_by(Rank.order_key, Account.id)
    )  # fmt: skip


def _spans() -> list[tuple[int, int]]:
    """Days past due on which some playbook has a step, as spans that do not meet."""
    spans: list[tuple[int, int]] = []
    for first, last in sorted(
        (step.day, step.day + book.catch_up) for book in playbooks() for step in book.step
    ):
        if spans and first <= spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], max(last, spans[-1][1]))
        else:
            spans.append((first, last))
    return spans


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of many accounts at once; days are the desk's."""

    broken: dict[int, list[tuple[date, date, bool]]]
    written: dict[tuple[int, str], tuple[date, date | None]]
    planned: set[tuple[str, int]]
    spoken: dict[int, date]
    since: date
    places: int

    @classmethod
    def read(cls, session: Session, day: date, zone: Any, places: int) -> _Known:
        """Broken promises, messages by name, open next actions and calls of the last days."""

        def on(at: datetime) -> date:
            return at.astimezone(zone).date()

        broken: dict[int, list[tuple[date, date, bool]]] = defaultdict(list)
        for account_id, made, failed, state in session.execute(
            select(Promise.account_id, Promise.created_at, Promise.state_on, Promise.state).where(
                Promise.state.in_(_FAILED), Promise.undone_by.is_(None)
            )
        ):
            broken[account_id].append((on(made), failed, state == "broken"))
        written = {
            (account_id, name): (on(made), on(sent) if sent else None)
            for account_id, name, made, sent in session.execute(
                select(Message.account_id, Message.template, func.max(Message.created_at), func.max(Message.sent_at))
                .where(Message.undone_by.is_(None), Message.state != "bounced")
                .group_by(Message.account_id, Message.template)
            )
        }  # fmt: skip
        planned = session.execute(
            select(NextAction.account_id, NextAction.kind).where(
                NextAction.state == "open", NextAction.undone_by.is_(None), NextAction.kind.in_((*CALLS, "review"))
            )
        )  # fmt: skip
        back = max(book.catch_up for book in playbooks()) + 1
        start = zone.localize(datetime.combine(day - timedelta(days=back), time()))
        spoken = session.execute(
            select(Activity.account_id, func.max(Activity.at))
            .where(Activity.at >= start, Activity.channel == "call", Activity.undone_by.is_(None))
            .group_by(Activity.account_id)
        )
        return cls(
            broken, written, {("call" if kind in CALLS else kind, key) for key, kind in planned},
            {key: on(at) for key, at in spoken}, day - _SIX_MONTHS, places,
        )  # fmt: skip

    def rested(self, account_id: int, first_due: date) -> int:
        """Days for which promises that were broken have stopped the clock of this due date."""
        spans = sorted(
            (max(made, first_due), failed)
            for made, failed, _whole in self.broken.get(account_id, ())
            if failed > first_due
        )
        days, reached_on = 0, date.min
        for made, failed in spans:
            days += max(0, (failed - max(made, reached_on)).days)
            reached_on = max(reached_on, failed)
        return days

    def broken_lately(self, account_id: int) -> int:
        """Promises broken within six months."""
        return sum(whole and failed >= self.since for _made, failed, whole in self.broken.get(account_id, ()))


# -- one account ------------------------------------------------------------------------------------------------


def _of_account(row: Any, day: date, known: _Known, found: Found) -> Iterator[Due]:
    """The steps that are due on an account."""
    opened = None if row.no_rate else Decimal(int(row.open_base)).scaleb(-known.places)
    book = playbook_for(Customer(row.party_type, row.risk_class, known.broken_lately(row.id), opened))
    days = (day - row.first_due).days
    counted = days - known.rested(row.id, row.first_due)
    for step in book.due(counted):
        began = day - timedelta(days=counted - step.day)
        one = _due(row, book, step)
        if step.message:
            wanted = purpose(step.message)
            if not _its_turn(wanted, row.id, days, day, began, known):
                continue
            why = _against(wanted, step.channel, row, day, known)
            if why is None:
                yield one
            else:
                found.passed[(step.message, why)] += 1
        elif (one.kind, row.id) not in known.planned and (
            one.kind == "review" or known.spoken.get(row.id, date.min) < began
        ):
            yield one


def _due(row: Any, book: Playbook, step: Step) -> Due:
    kind = "message" if step.message else "call" if step.call else "review"
    key = f"step-{row.id}-{row.first_due:%Y%m%d}-{step.day}-{step.message[:20] or kind}"
    return Due(
        row.id, row.assignee_id, kind, step.message or step.call or step.review, f"{book.name}/{step.day}", key,
        step.channel,
    )  # fmt: skip


def _its_turn(wanted: Purpose, account_id: int, days: int, day: date, began: date, known: _Known) -> bool:
    """Whether a message belongs to this day and was not written for this step, or shortly before it, already."""
    if wanted.days is not None and not wanted.days[0] <= days <= wanted.days[1]:
        return False
    last = known.written.get((account_id, wanted.name))
    return last is None or last[0] < min(began, day - timedelta(days=campaign_rules().again))


def _against(wanted: Purpose, channel: Channel, row: Any, day: date, known: _Known) -> str | None:
    """What speaks against a message as far as the book tells it without composing; None where nothing does."""
    if wanted.only and row.party_type not in wanted.only:
        return _("this message is not for a customer of this kind")
    if "own_stage" in wanted.when and row.collector in ("third_party", "debt_buyer", "lawyer"):
        return reason("own_stage")
    if "no_dispute" in wanted.when and row.disputed:
        return reason("no_dispute")
    if "step_authorised" in wanted.when and not load_house().step.get(row.code):
        return reason("step_authorised")
    if wanted.after:
        sent = [known.written.get((row.id, name), (None, None))[1] for name in wanted.after]
        last = max((one for one in sent if one is not None), default=None)
        if last is None:
            return _("the message before it has not been sent")
        if (day - last).days < wanted.waits:
            return _("the message before it was sent less than {count} days ago").format(count=wanted.waits)
    if not {"email": row.email, "letter": row.post}.get(channel, row.phone):
        return _("no address is known for this channel")
    return None
