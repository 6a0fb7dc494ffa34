"""What a decided dispute releases, and what it holds back until the ledger shows the credit.

The rule: what was rejected or withdrawn is due again at once. What was accepted stays held back on its items
(`open_item.disputed_minor`), neither due nor asked for, until its credit has come. It has come when a ledger shows the
item lower by exactly that amount, payments that the bank told left aside, or shows nothing open on it any more. Where
the ledger takes off another amount nobody can tell a credit from a payment that only the ledger knows: then a person
says that it came, naming the credit note, once the ledger's fall is large enough to hold it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from collectdesk.desk.act import Act, Command, act
from collectdesk.desk.calendar import add_business_days
from collectdesk.desk.contact_case import DECIDED
from collectdesk.desk.follow_ups import leave_next_action
from collectdesk.desk.rights import Right
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.models import (
    Account,
    Allocation,
    Dispute,
    DisputeDecision,
    DisputeItem,
    ExpectedCredit,
    NextAction,
    OpenItem,
)
from collectdesk.money import Money
from collectdesk.money.display import spoken
from collectdesk.store.journal import digest

CREDIT_DAYS = 5
"""Business days after which somebody looks whether a credit has come; no source gives a figure."""


MOST = 100
"""Characters of a credit note's number."""


class CreditArrived(Command):
    """The credit of an accepted dispute is in the ledger, under this credit note."""

    dispute_id: int
    reference: str


@act("dispute.credited", right=Right.WORK, undoable=True)
def credit_arrived(act: Act, command: CreditArrived) -> None:
    """Release what waits for a credit. BadInput where none is awaited, unnamed, or more than the ledger took off."""
    found = act.session.execute(_awaited().where(DisputeDecision.dispute_id == command.dispute_id)).all()
    if not found:
        raise BadInput(_("no credit is awaited for dispute {id}").format(id=command.dispute_id))
    reference = " ".join(command.reference.split())
    if not 0 < len(reference) <= MOST:
        raise BadInput(_("name the credit note, in at most {n} characters").format(n=MOST))
    act.account(found[0].OpenItem.account_id)
    paid = _paid(act.session, [item.id for _credit, _decision, item in found])
    for credit, _decision, item in found:
        if item.open_minor > 0 and _fallen(credit, item, paid) < credit.amount_minor:
            raise BadInput(
                _("the ledger has not taken {amount} off {document} yet; import it first").format(
                    amount=spoken(Money(credit.amount_minor, item.currency)), document=item.document
                )
            )
    for credit, _decision, item in found:
        credit.reference = reference
        _arrive(act, credit, item)
    act.record(credited=[command.dispute_id], reference=digest(reference))
    act.say(_("Credit on record; nothing is held back for this dispute any more"))


def take_effect(act: Act, account: Account, dispute: Dispute, decision: DisputeDecision) -> None:
    """Let a decision be in force inside an act: items, credits to come, follow-ups, and the journal's facts."""
    parts = act.session.execute(
        select(OpenItem, DisputeItem.amount_minor)
        .join(DisputeItem, DisputeItem.open_item_id == OpenItem.id)
        .where(DisputeItem.dispute_id == dispute.id)
        .order_by(OpenItem.due_on.is_(None), OpenItem.due_on, OpenItem.id)
    ).all()
    paid = _paid(act.session, [item.id for item, _minor in parts])
    for (item, part), credit in zip(
        parts, shares([minor for _item, minor in parts], decision.accepted_minor), strict=True
    ):
        held = credit if item.open_minor > 0 else 0
        act.set(item, disputed_minor=item.disputed_minor - part + held)
        if held:
            act.add(
                ExpectedCredit(
                    dispute_decision_id=decision.id,
                    open_item_id=item.id,
                    amount_minor=credit,
                    basis_minor=item.open_minor + paid.get(item.id, 0),
                    credited_on=None,
                    reference="",
                )
            )
    _close_review(act, dispute)
    act.set(dispute, state=decision.outcome)
    act.record(
        decided=dispute.id, decision=decision.id, outcome=decision.outcome, root_cause=decision.root_cause,
        amount=[decision.currency, decision.disputed_minor], accepted=decision.accepted_minor,
        days=(act.day - dispute.opened_on).days, explanation=digest(decision.explanation),
    )  # fmt: skip
    _follow_up(act, account, decision)
    act.say(said_decision(decision))


def shares(parts: Sequence[int], accepted: int) -> list[int]:
    """What of an accepted amount falls on each disputed part: all on one that is exactly it, else oldest first.

    ValueError when more is accepted than is disputed.
    """
    if not 0 <= accepted <= sum(parts):
        raise ValueError("what is accepted lies between nothing and all that is disputed")
    given, left = [0] * len(parts), accepted
    exact = next((at for at, part in enumerate(parts) if part == accepted), None)
    for at in range(len(parts)) if exact is None else [exact]:
        given[at] = min(parts[at], left)
        left -= given[at]
    return given


def settle_credits(act: Act) -> None:
    """Release what waited for a credit that a ledger has shown by now; touches the accounts of it."""
    act.session.flush()
    by_item: dict[int, list[tuple[ExpectedCredit, DisputeDecision, OpenItem]]] = defaultdict(list)
    for credit, decision, item in act.session.execute(_awaited()):
        act.session.refresh(item)  # the ledger was written past the session
        by_item[item.id].append((credit, decision, item))
    paid = _paid(act.session, list(by_item))
    come: set[int] = set()
    for waiting in by_item.values():
        item = waiting[0][2]
        for credit in _come([one[0] for one in waiting], item, paid):
            _arrive(act, credit, item)
            come.update(one[1].dispute_id for one in waiting if one[0] is credit)
            act.touch(item.account_id)
    if come:
        act.record(credited=sorted(come))


def awaited(session: Session, account_id: int) -> dict[int, int]:
    """Minor units of the account's items, by item id, that are held back for a credit alone."""
    rows = session.execute(
        select(ExpectedCredit.open_item_id, func.sum(ExpectedCredit.amount_minor))
        .join(OpenItem, OpenItem.id == ExpectedCredit.open_item_id)
        .where(
            OpenItem.account_id == account_id,
            ExpectedCredit.credited_on.is_(None),
            ExpectedCredit.undone_by.is_(None),
        )
        .group_by(ExpectedCredit.open_item_id)
    )
    return {item_id: int(minor) for item_id, minor in rows}


def said_decision(decision: DisputeDecision) -> str:
    """What a decision means, in one sentence."""
    disputed = Money(decision.disputed_minor, decision.currency)
    accepted = Money(decision.accepted_minor, decision.currency)
    said = {
        "accepted": _("Dispute accepted: {accepted} waits for its credit"),
        "partly_accepted": _("Partly accepted: {accepted} waits for its credit, {rest} is due again"),
        "rejected": _("Dispute rejected: {rest} is due again"),
        "withdrawn": _("Dispute withdrawn: {rest} is due again"),
    }
    return said[decision.outcome].format(accepted=spoken(accepted), rest=spoken(disputed - accepted))


def _awaited() -> Select[ExpectedCredit, DisputeDecision, OpenItem]:
    return (
        select(ExpectedCredit, DisputeDecision, OpenItem)
        .join(DisputeDecision, DisputeDecision.id == ExpectedCredit.dispute_decision_id)
        .join(OpenItem, OpenItem.id == ExpectedCredit.open_item_id)
        .where(ExpectedCredit.credited_on.is_(None), ExpectedCredit.undone_by.is_(None))
        .order_by(ExpectedCredit.id)
    )


def _paid(session: Session, item_ids: Collection[int]) -> dict[int, int]:
    """What payments took off each item so far, net of what was taken back."""
    rows = session.execute(
        select(Allocation.open_item_id, func.sum(Allocation.minor))
        .where(Allocation.open_item_id.in_(sorted(item_ids)), Allocation.kind != "cleared")
        .group_by(Allocation.open_item_id)
    )
    return {item_id: int(minor) for item_id, minor in rows}


def _fallen(credit: ExpectedCredit, item: OpenItem, paid: dict[int, int]) -> int:
    """By how much the ledger alone lowered the item since the decision."""
    return credit.basis_minor - item.open_minor - paid.get(item.id, 0)


def _come(waiting: list[ExpectedCredit], item: OpenItem, paid: dict[int, int]) -> list[ExpectedCredit]:
    """The credits of one item that the ledger shows: all when it is closed or fell by all, else one that fits."""
    whole = sum(credit.amount_minor for credit in waiting)
    if item.open_minor <= 0 or _fallen(waiting[0], item, paid) == whole:
        return waiting
    return [credit for credit in waiting if _fallen(credit, item, paid) == credit.amount_minor][:1]


def _arrive(act: Act, credit: ExpectedCredit, item: OpenItem) -> None:
    """One credit is there: its amount is held back no more, and later falls count from here for the others."""
    act.set(credit, credited_on=act.day)
    act.set(item, disputed_minor=item.disputed_minor - credit.amount_minor)
    for other in act.session.scalars(
        select(ExpectedCredit).where(
            ExpectedCredit.open_item_id == item.id,
            ExpectedCredit.credited_on.is_(None),
            ExpectedCredit.undone_by.is_(None),
            ExpectedCredit.id != credit.id,
        )
    ):
        act.set(other, basis_minor=other.basis_minor - credit.amount_minor)


def _close_review(act: Act, dispute: Dispute) -> None:
    """The reminder that an answer is due is done, where no other dispute is to be answered on that day."""
    others = act.session.scalar(
        select(func.count())
        .select_from(Dispute)
        .where(
            Dispute.account_id == dispute.account_id,
            Dispute.id != dispute.id,
            Dispute.target_on == dispute.target_on,
            Dispute.state.notin_(DECIDED),
            Dispute.undone_by.is_(None),
        )
    )
    if others:
        return
    for action in act.session.scalars(
        select(NextAction).where(
            NextAction.account_id == dispute.account_id,
            NextAction.kind == "review",
            NextAction.state == "open",
            NextAction.undone_by.is_(None),
        )
    ):
        if action.due_at.astimezone(act.zone).date() == dispute.target_on:
            act.set(action, state="done")


def _follow_up(act: Act, account: Account, decision: DisputeDecision) -> None:
    """The customer gets an answer, a credit is looked for, and what is due again gets a new day."""
    if decision.outcome == "withdrawn":
        day = add_business_days(act.day, 1, None)
        leave_next_action(act, account, "call", _("Dispute withdrawn: agree on a new day"), day=day)
        return
    said = _("Answer the dispute")
    if decision.accepted_minor < decision.disputed_minor:
        said = _("Answer the dispute and agree on a new day")
    leave_next_action(act, account, "email", said, at=act.now)
    if decision.accepted_minor:
        day = add_business_days(act.day, CREDIT_DAYS, None)
        leave_next_action(act, account, "review", _("Look whether the credit is in the ledger"), day=day)
