"""What the account's screen writes, each in the thread of its job."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collectdesk.desk.act import Receipt
    from collectdesk.desk.handle import DeskHandle


def end_commitment(desk: DeskHandle, kind: str, number: int) -> Receipt:
    """Lift a hold, withdraw a promise, or finish a next action."""
    now = desk.clock()
    if kind == "hold":
        from collectdesk.desk.holds import LiftHold, lift_hold

        return lift_hold(desk.store, desk.actor, now, LiftHold(hold_id=number))
    if kind == "promise":
        from collectdesk.desk.promises import WithdrawPromise, withdraw_promise

        return withdraw_promise(desk.store, desk.actor, now, WithdrawPromise(promise_id=number))
    from collectdesk.desk.follow_ups import FinishFollowUp, finish_follow_up

    return finish_follow_up(desk.store, desk.actor, now, FinishFollowUp(next_action_id=number))


def apply_unapplied(desk: DeskHandle, payment_id: int) -> Receipt:
    """Give what is unapplied of a payment to the open items."""
    from collectdesk.desk.cash import acting

    return acting.apply_unapplied(
        desk.store, desk.actor, desk.clock(), acting.ApplyUnapplied(payment_id=payment_id)
    )
