"""While it is looked for whose payment waits: likely customers are not reminded, and somebody is asked to look."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, select

from collectdesk.desk.act import Act
from collectdesk.desk.calendar import add_business_days
from collectdesk.desk.cash.scoring import matching_rules
from collectdesk.i18n import _
from collectdesk.models import BankLine, Hold, MatchProposal, NextAction

HOLD = "payment_search"


def begin_search(act: Act, account_ids: Iterable[int]) -> set[int]:
    """Hold these accounts for a few business days and leave a task; gives those that were not held yet."""
    until = add_business_days(act.day, matching_rules().hold_business_days, None)
    held = set(act.session.scalars(select(Hold.account_id).where(_holding(act))))
    fresh = set(account_ids) - held
    reason = _("A payment that came in may be from this customer")
    for account_id in sorted(fresh):
        act.session.add(
            Hold(account_id=account_id, kind=HOLD, reason=reason, since_on=act.day, until_on=until)
        )
        act.session.add(
            NextAction(
                account_id=account_id, assignee_id=act.actor.id, kind="check_payment", due_at=act.now,
                text=_task(), state="open", created_at=act.now,
            )
        )  # fmt: skip
    act.session.flush()
    return fresh


def end_search(act: Act, line: BankLine) -> None:
    """Let go of the customers that a line might have been from, unless another line that waits may be theirs."""
    likely = set(
        act.session.scalars(select(MatchProposal.account_id).where(MatchProposal.bank_line_id == line.id))
    )
    if not likely:
        return
    still = select(MatchProposal.account_id).join(BankLine, BankLine.id == MatchProposal.bank_line_id)
    likely -= set(
        act.session.scalars(
            still.where(
                MatchProposal.account_id.in_(likely),
                MatchProposal.score >= matching_rules().held,
                BankLine.state == "proposed",
                BankLine.id != line.id,
            )
        )
    )
    for held in act.session.scalars(select(Hold).where(Hold.account_id.in_(likely), _holding(act))):
        act.set(held, lifted_on=act.day)
        act.touch(held.account_id)
    for task in act.session.scalars(
        select(NextAction).where(
            NextAction.account_id.in_(likely), NextAction.state == "open", NextAction.text == _task()
        )
    ):
        act.set(task, state="done")


def _holding(act: Act) -> ColumnElement[bool]:
    return and_(
        Hold.kind == HOLD, Hold.until_on >= act.day, Hold.lifted_on.is_(None), Hold.undone_by.is_(None)
    )


def _task() -> str:
    return _("Look at the payment that waits to be matched")
