"""Judging promises when their day has come: kept, partially kept or broken, on record."""

from __future__ import annotations

from datetime import datetime

from collectdesk.desk.act import Act, Actor, Command, Receipt, act
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
    count = judge_now(act, command.also_of)
    if not count:
        raise _NothingTurned
    act.say(ngettext("{n} promise judged", "{n} promises judged", count).format(n=count))


def judge_now(act: Act, also_of: int | None) -> int:
    """Judge inside another act and put on its record what turned; how many did."""
    turned = judge_due_promises(act.session, act.day, also_of)
    for judgement in turned:
        act.touch(judgement.account_id)
    if turned:
        act.record(turned=[[j.promise_id, j.account_id, j.state, j.received_minor] for j in turned])
    return len(turned)
