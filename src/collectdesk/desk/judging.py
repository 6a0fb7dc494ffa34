"""Judging promises and plans when their day has come: kept, partially kept or broken, on record."""

from __future__ import annotations

from datetime import datetime

from collectdesk.desk.act import Act, Actor, Command, Receipt, act
from collectdesk.desk.plans.approvals import expire_approvals
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
    [promise, account, state, received minor units] of each.
    """
    try:
        return _judge(store, actor, now, JudgePromises(also_of=also_of))
    except _NothingTurned:
        return None


@act("promise.judge", right=Right.WORK)
def _judge(act: Act, command: JudgePromises) -> None:
    promises, plans = judge_now(act, command.also_of)
    if not promises and not plans and not expire_approvals(act.session, act.day):
        raise _NothingTurned
    said = [ngettext("{n} promise judged", "{n} promises judged", promises).format(n=promises)] * bool(
        promises
    )
    said += [ngettext("{n} plan judged", "{n} plans judged", plans).format(n=plans)] * bool(plans)
    act.say(", ".join(said))


def judge_now(act: Act, also_of: int | None) -> tuple[int, int]:
    """Judge inside another act and put on its record what turned; how many promises and plans did."""
    turned = judge_due_promises(act.session, act.day, also_of)
    plans = settle_plans(act, also_of)
    for judgement in turned:
        act.touch(judgement.account_id)
    if turned:
        act.record(turned=[[j.promise_id, j.account_id, j.state, j.received_minor] for j in turned])
    if plans:
        act.record(plans=plans)
    return len(turned), len(plans)
