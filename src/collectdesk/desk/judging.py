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
    """Look at every open promise as the ledger stands now, and at all of `also_of`, an account that lost a payment."""

    also_of: int | None = None


class _NothingTurned(Exception):
    """Takes the transaction back: there is nothing to put on record."""


def judge_promises(store: Store, actor: Actor, now: datetime, also_of: int | None = None) -> Receipt | None:
    """Turn the promises whose window has closed and those already covered; None when none turned.

    For the turn of the day and after every import of a ledger or of payments. The entry lists
    [promise, account, state, received minor units] of each, and [id, account, state] of plans and settlements.
    """
    try:
        return _judge(store, actor, now, JudgePromises(also_of=also_of))
    except _NothingTurned:
        return None


@act("promise.judge", right=Right.WORK)
def _judge(act: Act, command: JudgePromises) -> None:
    turned = judge_now(act, command.also_of)
    expired = expire_approvals(act.session, act.day)
    if not any(turned) and not expired:
        raise _NothingTurned
    promises, plans, settlements = turned
    act.record(expired=expired)
    said = [
        ngettext("{n} promise judged", "{n} promises judged", promises).format(n=promises),
        ngettext("{n} plan judged", "{n} plans judged", plans).format(n=plans),
        ngettext("{n} settlement judged", "{n} settlements judged", settlements).format(n=settlements),
    ]
    act.say(", ".join(one for one, count in zip(said, turned, strict=True) if count))


def judge_now(act: Act, also_of: int | None) -> tuple[int, int, int]:
    """Judge inside another act and put on its record what turned: promises, plans and settlements, how many of each."""
    turned = judge_due_promises(act.session, act.day, also_of)
    plans, settlements = settle_plans(act, also_of), settle_settlements(act)
    for judgement in turned:
        act.touch(judgement.account_id)
    if turned:
        act.record(turned=[[j.promise_id, j.account_id, j.state, j.received_minor] for j in turned])
    if plans:
        act.record(plans=plans)
    if settlements:
        act.record(settlements=settlements)
    return len(turned), len(plans), len(settlements)
