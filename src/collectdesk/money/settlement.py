"""Settlements: less than all that is owed, accepted in discharge of it once the money is there.

Section 6.7 of the domain reference. The full amount is asked for first, and the floor is shown only after an offer
is on record: a floor that is seen becomes the offer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from collectdesk.money.amount import Money
from collectdesk.money.exact import as_fraction
from collectdesk.money.settlement_rules import SettlementLimits

Breach = Literal["below_floor", "too_many_payments", "too_long", "too_far_apart", "too_much_forgiven"]
State = Literal["offered", "running", "discharged", "lapsed"]


@dataclass(frozen=True, slots=True)
class Part:
    """One payment of a settlement, to be cleared on `due_on` at the latest."""

    due_on: date
    amount: Money


@dataclass(frozen=True, slots=True)
class Settlement:
    """What is accepted for `owed`, in one or more parts; the offer may be taken up to and including `valid_until`.

    Raises ValueError unless the parts follow each other from the day of the offer on, are above zero and make less
    than what is owed; CurrencyMismatch for two currencies.
    """

    owed: Money
    parts: tuple[Part, ...]
    offered_on: date
    valid_until: date

    def __post_init__(self) -> None:
        days = [self.offered_on, *(part.due_on for part in self.parts)]
        if not self.parts or days != sorted(days) or self.valid_until < self.offered_on:
            raise ValueError("the parts of a settlement follow each other from its offer on")
        if min(part.amount.minor for part in self.parts) <= 0 or not self.accepted < self.owed:
            raise ValueError("the parts of a settlement are above zero and make less than is owed")

    @property
    def accepted(self) -> Money:
        """All parts together."""
        total = Money(0, self.owed.currency)
        for part in self.parts:
            total = total + part.amount
        return total

    @property
    def forgiven(self) -> Money:
        """What is released once all parts are cleared."""
        return self.owed - self.accepted


@dataclass(frozen=True, slots=True)
class Cleared:
    """Money that can no longer be taken back: the day on which the funds were cleared, not that of receipt."""

    cleared_on: date
    amount: Money


@dataclass(frozen=True, slots=True)
class Discharge:
    """Where a settlement stands. `claimed` is what is still claimed of the debt.

    Nothing is released before the last part is cleared (`discharged_on`); a settlement that lapsed leaves the whole
    debt less what came in.
    """

    state: State
    received: Money
    claimed: Money
    discharged_on: date | None = None
    lapsed_on: date | None = None


def lump_sum(owed: Money, accepted: Money, offered_on: date, valid_days: int) -> Settlement:
    """A settlement in one payment, to be cleared while the offer stands. ValueError as for Settlement."""
    until = offered_on + timedelta(days=valid_days)
    return Settlement(owed, (Part(until, accepted),), offered_on, until)


def floor(owed: Money, limits: SettlementLimits) -> Money:
    """The least to accept: the per cent of the limits, rounded half up (9,600.00 at 80 % is 7,680.00)."""
    return owed.times(as_fraction(limits.floor_percent))


def floor_to_show(owed: Money, limits: SettlementLimits, offered: Money | None) -> Money | None:
    """The floor for the eyes of a collector: None until an offer of the customer is on record."""
    return None if offered is None else floor(owed, limits)


def breaches(settlement: Settlement, limits: SettlementLimits, balance: Money) -> tuple[Breach, ...]:
    """Which limits a settlement breaks. `balance` is what is owed in the currency of the rules."""
    found: list[Breach] = []
    days = [part.due_on for part in settlement.parts]
    if settlement.accepted < floor(settlement.owed, limits):
        found.append("below_floor")
    if limits.payments is not None and len(days) > limits.payments:
        found.append("too_many_payments")
    if limits.days is not None and (days[-1] - settlement.offered_on).days > limits.days:
        found.append("too_long")
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    if limits.days_between is not None and max(gaps, default=0) > limits.days_between:
        found.append("too_far_apart")
    if limits.forgiven is not None:
        share = Fraction(settlement.forgiven.minor, settlement.owed.minor)
        if limits.forgiven < balance.times(share):
            found.append("too_much_forgiven")
    return tuple(found)


def discharge(
    settlement: Settlement, accepted_on: date | None, received: Sequence[Cleared], on: date
) -> Discharge:
    """Where a settlement stands at the end of a day, from the funds cleared by then.

    It lapses the day after `valid_until` when nobody took it, and the day after a part was due that was not covered
    in full: a release on conditions has no small shortfall. Later money does not revive it.
    """
    nothing = Money(0, settlement.owed.currency)

    def cleared_by(day: date) -> Money:
        total = nothing
        for one in received:
            if one.cleared_on <= day:
                total = total + one.amount
        return total

    got = cleared_by(on)
    left = Money(max(0, (settlement.owed - got).minor), settlement.owed.currency)
    taken = accepted_on is not None and accepted_on <= min(on, settlement.valid_until)
    if not taken:
        lapsed = on > settlement.valid_until
        lapsed_on = settlement.valid_until + timedelta(days=1) if lapsed else None
        return Discharge("lapsed" if lapsed else "offered", got, left, lapsed_on=lapsed_on)
    wanted = nothing
    for part in settlement.parts:
        wanted = wanted + part.amount
        if part.due_on < on and cleared_by(part.due_on) < wanted:
            return Discharge("lapsed", got, left, lapsed_on=part.due_on + timedelta(days=1))
    if got < settlement.accepted:
        return Discharge("running", got, left)
    done = next(
        day for day in sorted(one.cleared_on for one in received) if settlement.accepted <= cleared_by(day)
    )
    return Discharge("discharged", got, nothing, discharged_on=done)
