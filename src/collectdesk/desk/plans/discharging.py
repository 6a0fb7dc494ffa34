"""Whether settlements are kept: the debt is released once all parts are cleared, and lapses a day after one was not.

Section 6.7 of the domain reference: what is forgiven is released on cleared funds. Money counts as cleared on its
value date unless the bank took it back; what the ledger alone shows has no date, and releases nothing. The ledger is
not changed by a release: it is told, and whoever keeps the ledger writes it off there.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session

from collectdesk.desk.act import Act
from collectdesk.desk.follow_ups import leave_next_action
from collectdesk.desk.holds import lift_holds
from collectdesk.i18n import _
from collectdesk.models import Account, Allocation, Payment, SettlementOffer
from collectdesk.money import Money
from collectdesk.money.display import spoken
from collectdesk.money.settlement import Cleared, Discharge, Part, Settlement, discharge

HOLD = "settlement"
"""The kind of hold under which an account rests while a settlement runs."""


def settlement_of(offer: SettlementOffer) -> Settlement:
    """The terms of a stored offer."""

    def money(minor: int) -> Money:
        return Money(minor, offer.currency)

    parts = tuple(Part(date.fromisoformat(day), money(minor)) for day, minor in offer.parts)
    return Settlement(money(offer.owed_minor), parts, offer.offered_on, offer.valid_until)


def settlement_standing(session: Session, offer: SettlementOffer, day: date) -> Discharge:
    """Where an offer stands at the end of a day."""
    return discharge(settlement_of(offer), offer.accepted_on, _cleared(session, offer), day)


def settle_settlements(act: Act) -> list[list[object]]:
    """Bring offers up to the day inside an act; [offer, account, state] of each that turned."""
    turned: list[list[object]] = []
    for offer in _to_judge(act.session):
        found = settlement_standing(act.session, offer, act.day)
        if found.state == offer.state:
            continue
        _turn(act, offer, found)
        act.touch(offer.account_id)
        turned.append([offer.id, offer.account_id, found.state])
    return turned


def _to_judge(session: Session) -> Sequence[SettlementOffer]:
    """Those offered and running, and those discharged whose account lost a payment since the offer."""
    lost = exists().where(
        Payment.account_id == SettlementOffer.account_id, Payment.returned_on >= SettlementOffer.offered_on
    )
    return session.scalars(
        select(SettlementOffer)
        .where(
            SettlementOffer.undone_by.is_(None),
            or_(
                SettlementOffer.state.in_(("offered", "running")),
                and_(SettlementOffer.state == "discharged", lost),
            ),
        )
        .order_by(SettlementOffer.id)
    ).all()


def _cleared(session: Session, offer: SettlementOffer) -> list[Cleared]:
    """What the bank brought to the account in the currency since the offer: what it settled, and what is unapplied."""
    ours = (
        Payment.account_id == offer.account_id,
        Payment.currency == offer.currency,
        Payment.returned_on.is_(None),
        Payment.value_on >= offer.offered_on,
    )
    settled = (
        select(Payment.value_on, func.sum(Allocation.takes_minor))
        .join(Allocation, Allocation.payment_id == Payment.id)
        .where(*ours, Allocation.at >= offer.at)
        .group_by(Payment.value_on)
    )
    unapplied = (
        select(Payment.value_on, func.sum(Payment.unapplied_minor)).where(*ours).group_by(Payment.value_on)
    )
    by_day: dict[date, int] = {}
    for query in (settled, unapplied):
        for value_on, minor in session.execute(query):
            by_day[value_on] = by_day.get(value_on, 0) + int(minor or 0)
    return [Cleared(day, Money(minor, offer.currency)) for day, minor in sorted(by_day.items()) if minor > 0]


def _turn(act: Act, offer: SettlementOffer, found: Discharge) -> None:
    was = offer.state
    act.set(offer, state=found.state, state_on=act.day)
    if was == "offered":
        return
    _let_go(act, offer)
    account = act.session.get_one(Account, offer.account_id)
    if found.state == "discharged":
        forgiven = settlement_of(offer).forgiven
        said = _("The settlement is paid: {amount} is released; have it written off in the ledger")
        leave_next_action(act, account, "review", said.format(amount=spoken(forgiven)), day=act.day)
        return
    said = _("The settlement lapsed: {amount} is claimed again")
    if found.state == "running":
        said = _("A payment of the settlement was returned; {amount} is claimed until it is paid anew")
    elif was == "discharged":
        said = _("A payment of the settlement was returned, nothing is released: {amount} is claimed again")
    leave_next_action(act, account, "call", said.format(amount=spoken(found.claimed)), day=act.day)


def _let_go(act: Act, offer: SettlementOffer) -> None:
    """Lift what rests for the settlement."""
    lift_holds(act, offer.account_id, HOLD)
