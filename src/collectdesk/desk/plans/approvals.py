"""Asking for what is beyond one's authority, and deciding it: four eyes, on record, and not for ever."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from collectdesk.days import full_day
from collectdesk.desk.act import Act, Actor, Command, act
from collectdesk.desk.contact_case import DECIDED
from collectdesk.desk.credits import said_decision, take_effect
from collectdesk.desk.follow_ups import leave_next_action
from collectdesk.desk.plans.keeping import take_place
from collectdesk.desk.plans.stored import schedule_of
from collectdesk.desk.rights import Right
from collectdesk.desk.words_of_plans import payments, said_limits, who
from collectdesk.faults import BadInput, Refused
from collectdesk.i18n import _
from collectdesk.models import (
    Account,
    Approval,
    Dispute,
    DisputeDecision,
    InstalmentMove,
    Party,
    PaymentPlan,
    SettlementOffer,
    User,
)
from collectdesk.money import Money
from collectdesk.money.authority import Exceeded, Ruling, load_authority
from collectdesk.money.display import spoken
from collectdesk.store import Store

Kind = Literal["plan", "settlement", "waiver", "write_off", "reschedule", "credit"]
VALID_DAYS = 7
"""How long a request waits, and how long an approval may be used."""
_ABOUT: dict[str, Any] = {
    "plan": PaymentPlan,
    "settlement": SettlementOffer,
    "reschedule": PaymentPlan,
    "credit": DisputeDecision,
}


class DecideApproval(Command):
    """A request granted or not, with the reason; needed when it is declined or decided for others."""

    approval_id: int
    approve: bool
    answer: str = ""


class WithdrawApproval(Command):
    """A request that its author takes back."""

    approval_id: int


@dataclass(frozen=True, slots=True)
class AskedApproval:
    """A request as a lead sees it. `mine` says that the reader asked, `may` that the reader may decide it.

    `about` is what it is about in one sentence, "" where nothing but the amount can be told.
    """

    id: int
    kind: str
    about_id: int | None
    about: str
    account_id: int
    account: str
    customer: str
    asked_by: str
    asked_at: datetime
    needs: str
    amount: Money
    limits: str
    reason: str
    evidence: str
    expires_on: date
    state: str
    decided_by: str
    answer: str
    mine: bool
    may: bool

    @property
    def above(self) -> bool:
        """Whether who must decide stands above all levels of the authority table, so that it is entered for them."""
        return is_above(self.needs)


def ask_approval(
    act: Act,
    account: Account,
    kind: Kind,
    about_id: int | None,
    amount: Money,
    ruling: Ruling,
    reason: str,
    evidence: str,
) -> Approval:
    """Leave a request inside an act. BadInput without a reason, or where nobody at this desk may decide."""
    if not reason.strip():
        raise BadInput(_("say why it should be approved"))
    if ruling.first is None:
        raise BadInput(_("nobody at this desk may decide this: {limits}").format(limits=said_limits(ruling)))
    row = act.add(
        Approval(
            account_id=account.id, kind=kind, about_id=about_id, asked_by=act.actor.id, asked_at=act.now,
            needs=ruling.first, minor=amount.minor, currency=amount.currency,
            exceeded=[[one.limit, str(one.allowed)] for one in ruling.exceeded], reason=reason.strip(),
            evidence=evidence.strip(), expires_on=act.day + timedelta(days=VALID_DAYS), state="open",
            decided_by=None, decided_at=None, answer="",
        )
    )  # fmt: skip
    act.record(approval=row.id, needs=ruling.first, exceeded=row.exceeded, expires_on=row.expires_on)
    act.say(_("Asked; {who} decides until {day}").format(who=who(ruling.first), day=full_day(row.expires_on)))
    return row


@act("approval.decide", right=Right.APPROVE)
def decide_approval(act: Act, command: DecideApproval) -> None:
    """Grant or decline a request. Refused for one's own request and for what is above one's level.

    What stands above all levels (a committee, a client) is entered by the highest of them, with what was decided.
    """
    row = act.session.get(Approval, command.approval_id)
    if row is None or row.state != "open":
        raise BadInput(_("this request is decided already; list them again"))
    if act.day > row.expires_on:
        raise BadInput(_("this request has expired; let it be asked anew"))
    account = act.account(row.account_id)
    if row.asked_by == act.actor.id:
        raise Refused(
            _("nobody approves what they asked for; another lead must look at it"), rule="four_eyes"
        )
    if not may_decide(act.actor, row.needs):
        raise Refused(_("this is for {who} to decide").format(who=who(row.needs)), rule="approval_authority")
    outside = is_above(row.needs)
    if (outside or not command.approve) and not command.answer.strip():
        raise BadInput(
            _("say what {who} decided, and when").format(who=who(row.needs))
            if outside
            else _("say why it is declined")
        )
    state = "approved" if command.approve else "declined"
    act.set(row, state=state, decided_by=act.actor.id, decided_at=act.now)
    row.answer = command.answer.strip()
    _settle(act, row)
    leave_next_action(act, account, "review", _told(row), day=act.day).assignee_id = row.asked_by
    act.record(approval=row.id, kind=row.kind, state=state, asked_by=row.asked_by)
    act.say(_("Approved") if command.approve else _("Declined"))


@act("approval.withdraw", right=Right.WORK)
def withdraw_approval(act: Act, command: WithdrawApproval) -> None:
    """Take one's own request back; what it was about is dropped."""
    row = act.session.get(Approval, command.approval_id)
    if row is None or row.state != "open" or row.asked_by != act.actor.id:
        raise BadInput(_("this is no open request of yours"))
    act.account(row.account_id)
    act.set(row, state="withdrawn", decided_by=act.actor.id, decided_at=act.now)
    _settle(act, row)
    act.record(approval=row.id)
    act.say(_("Request withdrawn"))


def expire_approvals(session: Session, day: date) -> int:
    """Let requests and what they are about expire whose last day is over; gives how many. Needs the write lock."""
    gone = list(session.scalars(select(Approval).where(Approval.state == "open", Approval.expires_on < day)))
    for row in gone:
        row.state = "expired"
        table = _ABOUT.get(row.kind)
        if table is not None:
            session.execute(
                update(table)
                .where(table.id == row.about_id, table.state == "waiting")
                .values(state="declined", state_on=day)
            )
    session.flush()
    return len(gone)


def is_above(needs: str) -> bool:
    """Whether this is none of the levels of the authority table, but who stands above them."""
    return needs not in {level.name for level in load_authority().level}


def may_decide(actor: Actor, needs: str) -> bool:
    """Whether an actor's roles reach a level; the highest level enters what was decided above it."""
    names = [level.name for level in load_authority().level]
    level = load_authority().highest({str(role) for role in actor.roles})
    if level is None:
        return False
    return names.index(level) >= (names.index(needs) if needs in names else len(names) - 1)


def approvals(store: Store, actor: Actor, *, open_only: bool = True, limit: int = 200) -> list[AskedApproval]:
    """The requests, those that wait first and the oldest of them before; a collector sees their own alone."""
    with store.read() as session:
        query = (
            select(Approval, Account.number, Party.name, User.name)
            .join(Account, Account.id == Approval.account_id)
            .join(Party, Party.id == Account.party_id)
            .join(User, User.id == Approval.asked_by)
            .order_by((Approval.state != "open"), Approval.asked_at, Approval.id)
            .limit(limit)
        )
        if open_only:
            query = query.where(Approval.state == "open")
        if not actor.may(Right.APPROVE):
            query = query.where(Approval.asked_by == actor.id)
        names = {row.id: row.name for row in session.scalars(select(User))}
        return [
            _asked(actor, row, _about(session, row), number, customer, asker, names.get(row.decided_by or 0, ""))
            for row, number, customer, asker in session.execute(query).all()
        ]  # fmt: skip


def approvals_to_decide(store: Store, actor: Actor) -> int:
    """How many open requests wait for this person: asked by others, within what their roles reach."""
    if not actor.may(Right.APPROVE):
        return 0
    with store.read() as session:
        found = session.execute(
            select(Approval.needs, func.count())
            .where(Approval.state == "open", Approval.asked_by != actor.id)
            .group_by(Approval.needs)
        )
        return sum(count for needs, count in found if may_decide(actor, needs))


def _about(session: Session, row: Approval) -> str:
    if row.kind == "reschedule":
        return _about_move(session, row)
    if row.kind == "settlement":
        return _about_settlement(session, row)
    if row.kind == "credit":
        decision = session.get(DisputeDecision, row.about_id)
        return said_decision(decision) if decision is not None else ""
    plan = session.get(PaymentPlan, row.about_id) if row.kind == "plan" else None
    if plan is None:
        return ""
    schedule = schedule_of(session, plan)
    said = _("{total} in {payments}, {down} at once, the last on {day}")
    if not schedule.down.minor:
        said = _("{total} in {payments}, nothing at once, the last on {day}")
    told = said.format(
        total=spoken(schedule.total),
        payments=payments(len(schedule.payments)),
        down=spoken(schedule.down),
        day=full_day(schedule.last_on),
    )
    return told if plan.paid_in is None else _with_currency(told, plan.paid_in)


def _with_currency(told: str, paid_in: dict[str, Any]) -> str:
    """What was told of a plan, and in which currency it is paid: who approves it answers for the rate too."""
    if paid_in["bearer"] == "customer":
        said = _("{told}; paid in {code}, the customer bears the rate")
    else:
        said = _("{told}; paid in {code} at the rate of {day}, the creditor bears what it does")
    return said.format(told=told, code=paid_in["currency"], day=full_day(date.fromisoformat(paid_in["on"])))


def _about_move(session: Session, row: Approval) -> str:
    move = session.scalar(select(InstalmentMove).where(InstalmentMove.payment_plan_id == row.about_id))
    if move is None:
        return ""
    return _("payment {n} of a plan from {before} to {after}").format(
        n=move.number, before=full_day(move.from_on), after=full_day(move.due_on)
    )


def _about_settlement(session: Session, row: Approval) -> str:
    offer = session.get(SettlementOffer, row.about_id)
    if offer is None:
        return ""
    return _("{accepted} for {owed} in {payments}, the last on {day}").format(
        accepted=spoken(Money(offer.accepted_minor, offer.currency)),
        owed=spoken(Money(offer.owed_minor, offer.currency)),
        payments=payments(len(offer.parts)),
        day=full_day(date.fromisoformat(offer.parts[-1][0])),
    )


def _asked(
    actor: Actor, row: Approval, about: str, number: str, customer: str, asker: str, decider: str
) -> AskedApproval:
    exceeded = tuple(Exceeded(limit, allowed) for limit, allowed in row.exceeded)
    mine = row.asked_by == actor.id
    return AskedApproval(
        row.id, row.kind, row.about_id, about, row.account_id, number, customer, asker, row.asked_at, row.needs,
        Money(row.minor, row.currency), said_limits(exceeded), row.reason, row.evidence, row.expires_on, row.state,
        decider, row.answer, mine, row.state == "open" and not mine and may_decide(actor, row.needs),
    )  # fmt: skip


def _settle(act: Act, row: Approval) -> None:
    """What was asked about follows the decision: offered when it is granted, at once in force for a moved payment."""
    table = _ABOUT.get(row.kind)
    about = act.session.get(table, row.about_id) if table is not None else None
    if about is None or about.state != "waiting":
        return
    granted = row.state == "approved"
    if granted and row.kind == "settlement" and about.valid_until < act.day:
        raise BadInput(
            _("the offer ended on {day}; it can only be declined").format(day=full_day(about.valid_until))
        )
    if granted and row.kind == "reschedule":
        take_place(act, about)
    elif granted and row.kind == "credit":
        _accept_dispute(act, about)
    else:
        act.set(about, state="offered" if granted else "declined", state_on=act.day)


def _accept_dispute(act: Act, decision: DisputeDecision) -> None:
    dispute = act.session.get_one(Dispute, decision.dispute_id)
    if dispute.state in DECIDED or dispute.undone_by:
        raise BadInput(_("this dispute is decided or taken back by now; the request can only be declined"))
    act.set(decision, state="made", state_on=act.day, decided_by=act.actor.id)
    take_effect(act, act.session.get_one(Account, decision.account_id), dispute, decision)


def _told(row: Approval) -> str:
    amount = spoken(Money(row.minor, row.currency))
    if row.state == "approved":
        return _("Approved: go on with what you asked for ({amount})").format(amount=amount)
    return _("Declined: {answer}").format(answer=row.answer)
