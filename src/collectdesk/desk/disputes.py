"""Disputes: the customer's reason for not paying an amount, and what it holds back."""

from __future__ import annotations

from sqlalchemy import select

from collectdesk.desk.act import Act, Command, act
from collectdesk.desk.calendar import add_business_days
from collectdesk.desk.dispositions import dispute_reasons
from collectdesk.desk.rights import Right
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.models import Account, Dispute, DisputeItem, OpenItem
from collectdesk.money import Money
from collectdesk.money.display import spoken


class RaiseDispute(Command):
    """A dispute. The amount is in minor units; None is everything open and undisputed in that currency."""

    account_id: int
    reason: str
    amount_minor: int | None = None
    currency: str
    item_ids: tuple[int, ...] = ()


@act("dispute.raise", right=Right.WORK, undoable=True)
def raise_dispute(act: Act, command: RaiseDispute) -> None:
    """Open a dispute case; the undisputed remainder stays due."""
    from collectdesk.desk.follow_ups import leave_next_action

    account = act.account(command.account_id)
    dispute = open_dispute(act, account, command)
    leave_next_action(act, account, "review", _("Dispute answer is due"), day=dispute.target_on)


def open_dispute(act: Act, account: Account, given: RaiseDispute, activity_id: int | None = None) -> Dispute:
    """Add the dispute inside an act. BadInput when more is disputed than is open."""
    reason = dispute_reasons().get(given.reason)
    if reason is None:
        raise BadInput(_("{code} is not a dispute reason; see data/disputes.toml").format(code=given.reason))
    parts = _parts(act, account.id, given)
    total = Money(sum(part for _item, part in parts), given.currency)
    dispute = act.add(
        Dispute(
            account_id=account.id,
            activity_id=activity_id,
            user_id=act.actor.id,
            reason=given.reason,
            amount_minor=total.minor,
            currency=total.currency,
            state="new",
            opened_on=act.day,
            target_on=add_business_days(act.day, reason.target, None),
        )
    )
    for item, part in parts:
        act.session.add(DisputeItem(dispute_id=dispute.id, open_item_id=item.id, amount_minor=part))
        act.set(item, disputed_minor=item.disputed_minor + part)
    act.record(dispute=dispute.id, reason=given.reason, amount=[total.currency, total.minor])
    act.say(_("Dispute opened: {amount}, {reason}").format(amount=spoken(total), reason=_(reason.label)))
    return dispute


def _parts(act: Act, account_id: int, given: RaiseDispute) -> list[tuple[OpenItem, int]]:
    query = select(OpenItem).where(
        OpenItem.account_id == account_id, OpenItem.currency == given.currency, OpenItem.open_minor > 0
    )
    if given.item_ids:
        query = query.where(OpenItem.id.in_(given.item_ids))
    items = list(act.session.scalars(query.order_by(OpenItem.due_on.is_(None), OpenItem.due_on, OpenItem.id)))
    free = {item.id: item.open_minor - min(item.disputed_minor, item.open_minor) for item in items}
    wanted = sum(free.values()) if given.amount_minor is None else given.amount_minor
    if wanted <= 0 or wanted > sum(free.values()):
        most = spoken(Money(sum(free.values()), given.currency))
        raise BadInput(_("at most {most} can be disputed; give an amount up to that").format(most=most))
    exact = next((item for item in items if free[item.id] == wanted), None)
    parts, left = [], wanted
    for item in [exact] if exact else items:
        part = min(free[item.id], left)
        if part > 0:
            parts.append((item, part))
            left -= part
    return parts
