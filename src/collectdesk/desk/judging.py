"""Judging promises, plans and settlements when their day has come, on record."""

from __future__ import annotations

from datetime import datetime

from collectdesk.desk.act import Act, Actor, Command, Receipt, act
from collectdesk.desk.plans.approvals import expire_approvals
from collectdesk.desk.plans.discharging import settle_settlements
from collectdesk.desk.plans.keeping import settle_plans
from collectdesk.desk.promises import judge_due_promises
from collectdesk.desk.rights import Right
from collectdesk.i18n import ngettext
from collectdesk.store import Store


class JudgePromises(Command):
    """Look at every open promise as the ledger stands now."""


class _NothingTurned(Exception):
    """Takes the transaction back: there is nothing to put on record."""


def judge_promises(store: Store, actor: Actor, now: datetime) -> Receipt | None:
    """Turn the promises whose window has closed and those already covered; None when none turned.

    For the turn of the day and after every import of a ledger or of payments. The entry lists
    [promise, account, state, received minor units] of each, and [id, account, state] of plans and settlements.
    """
    try:
        return _judge(store, actor, now, JudgePromises())
    except _NothingTurned:
        return None


@act("promise.judge", right=Right.WORK)
def _judge(act: Act, command: JudgePromises) -> None:
    turned = judge_due_promises(act.session, act.day)
    plans, settlements = settle_plans(act), settle_settlements(act)
    expired = expire_approvals(act.session, act.day)
    if not (turned or plans or settlements or expired):
        raise _NothingTurned
    for judgement in turned:
        act.touch(judgement.account_id)
    act.record(turned=[[j.promise_id, j.account_id, j.state, j.received_minor] for j in turned], plans=plans)
    act.record(settlements=settlements, expired=expired)
    count = len(turned)
    act.say(ngettext("{n} promise judged", "{n} promises judged", count).format(n=count))
